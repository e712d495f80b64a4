/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sentences, digits in INFO, waits between tries, synthetic responses, the nameserver filter,
 * names without a nameserver and TLS verdicts: what is pure in sip/. */

#include "rb-sip-config.h"
#include "rb-sip-dtmf.h"
#include "rb-sip-names.h"
#include "rb-sip-reason.h"
#include "rb-sip-registration.h"
#include "rb-sip-resolv.h"
#include "rb-sip-synthetic.h"

#include <sofia-resolv/sres_record.h>
#include <string.h>

static void
every_status_gives_a_whole_sentence (void)
{
  for (guint status = 300; status < 700; status++)
    {
      g_autofree char *call = rb_sip_reason_text (status, NULL, "bob@example.org");
      g_autofree char *registration = rb_sip_reason_registration (status, NULL, "example.org");

      g_assert_true (g_str_has_suffix (call, "."));
      g_assert_true (g_str_has_suffix (registration, "."));
      g_assert_null (strchr (call, '%'));
      g_assert_nonnull (strstr (registration, "example.org"));
    }
}

static void
reason_names_what_was_called (void)
{
  g_autofree char *busy = rb_sip_reason_text (486, "Busy Here", "bob@example.org");
  g_autofree char *odd = rb_sip_reason_text (499, "Too \xff odd", "bob@example.org");
  g_autofree char *percent = rb_sip_reason_text (486, NULL, "100%s@example.org");

  g_assert_cmpstr (busy, ==, "bob@example.org is busy. Try again later.");
  g_assert_nonnull (strstr (odd, "499 Too"));
  g_assert_true (g_utf8_validate (odd, -1, NULL));
  g_assert_cmpstr (percent, ==, "100%s@example.org is busy. Try again later.");
}

static void
silence_is_told_with_its_length (void)
{
  g_autofree char *timed = rb_sip_reason_no_response (408, NULL, "bob@iptel.org", "iptel.org", 32);
  g_autofree char *unreachable =
      rb_sip_reason_no_response (503, "DNS Error", "bob@iptel.org", "sip:proxy.iptel.org;lr", 0);
  g_autofree char *refused =
      rb_sip_reason_no_response (503, "Service Unavailable", "bob@iptel.org", "sip:x@127.0.0.1:5099;lr", 0);

  g_assert_cmpstr (timed, ==, "No answer from bob@iptel.org within 32 seconds. Check the address and the network.");
  g_assert_nonnull (strstr (unreachable, "proxy.iptel.org could not be reached"));
  g_assert_cmpstr (refused, ==,
                   "Nothing listens for SIP at 127.0.0.1:5099. Check the address, the port and the transport.");
}

static void
digits_are_read_from_both_kinds_of_body (void)
{
  g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), ==, '5');
  g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf-relay", "Duration= 160\r\nSignal= #\r\n"), ==, '#');
  g_assert_cmpint (rb_sip_dtmf_parse ("application/DTMF-relay", "signal = d\n"), ==, 'D');
  g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf", " *\r\n"), ==, '*');
  g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf-relay", "Signal=\r\n"), ==, 0);
  g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf-relay", "Signal=x"), ==, 0);
  g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf-relay", ""), ==, 0);
  g_assert_cmpint (rb_sip_dtmf_parse ("text/plain", "5"), ==, 0);
  g_assert_cmpint (rb_sip_dtmf_parse (NULL, "5"), ==, 0);

  for (const char *digit = "0123456789*#ABCD"; *digit != '\0'; digit++)
    {
      g_autofree char *body = rb_sip_dtmf_format (*digit, 160);

      g_assert_cmpint (rb_sip_dtmf_parse ("application/dtmf-relay", body), ==, *digit);
    }
}

static void
waits_between_tries_grow_to_ten_minutes (void)
{
  static const guint limits[] = { 30, 60, 120, 240, 480, 600, 600 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_assert_cmpuint (rb_sip_registration_back_off (i + 1, 0), ==, limits[i] / 2);
      for (guint32 random = 0; random < 2000; random++)
        g_assert_cmpuint (rb_sip_registration_back_off (i + 1, random), <=, limits[i]);
    }
  g_assert_cmpuint (rb_sip_registration_back_off (G_MAXUINT, G_MAXUINT32), <=, 600);
}

static void
synthetic_response_answers_its_request (void)
{
  static const char request[] = "INVITE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKq\r\nFrom: "
                                "<sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\n"
                                "Call-ID: c\r\nCSeq: 7 INVITE\r\nContent-Length: 0\r\n\r\n";
  g_autofree char *response = rb_sip_synthetic_format ((const guint8 *) request, strlen (request), 408, NULL);
  RbSipIndex index;

  rb_sip_index_parse (&index, (const guint8 *) response, strlen (response));
  g_assert_true (index.valid);
  g_assert_cmpuint (index.status, ==, 408);
  g_assert_cmpuint (index.cseq, ==, 7);
  g_assert_true (rb_span_is (index.branch, (const guint8 *) response, "z9hG4bKq"));
  g_assert_true (rb_span_is (index.method, (const guint8 *) response, "INVITE"));
  g_assert_true (rb_span_is (index.call_id, (const guint8 *) response, "c"));
}

static void
nameservers_out_of_reach_are_left_out (void)
{
  g_autofree char *filtered = rb_sip_resolv_filter (
      "# comment\nsearch example.org\nnameserver 127.0.0.1\nnameserver not-an-address\nnameserver\n"
      "nameserver 255.255.255.255\noptions timeout:1\n");

  g_assert_cmpstr (filtered, ==, "# comment\nsearch example.org\nnameserver 127.0.0.1\noptions timeout:1\n");
}

static void
certificate_faults_have_sentences (void)
{
  static const struct
  {
    GTlsCertificateFlags flags;
    const char *words;
  } faults[] = {
    { G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_UNKNOWN_CA, "expired" },
    { G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_BAD_IDENTITY, "authority" },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, "not valid yet" },
    { G_TLS_CERTIFICATE_REVOKED, "revoked" },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, "cannot be trusted" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *text = rb_sip_tls_describe (faults[i].flags, "sip.example.org");

      g_assert_nonnull (strstr (text, faults[i].words));
      g_assert_nonnull (strstr (text, "sip.example.org"));
    }
}

static void
certificate_for_somebody_else_says_for_whom (void)
{
  g_autofree char *name = rb_sip_tls_describe_mismatch ("192.0.2.7:5061", "lab.test", "a.example, b.example");
  g_autofree char *address = rb_sip_tls_describe_mismatch ("192.0.2.7:5061", "192.0.2.7", "lab.test");
  g_autofree char *none = rb_sip_tls_describe_mismatch ("192.0.2.7:5061", "lab.test", NULL);

  g_assert_nonnull (strstr (name, "for “a.example, b.example”, not for “lab.test”"));
  g_assert_nonnull (strstr (address, "enter the name instead of the address 192.0.2.7"));
  g_assert_nonnull (strstr (none, "names no server"));
}

static void
append_host (const char *name, GInetAddress *address, gpointer data)
{
  g_autofree char *number = g_inet_address_to_string (address);

  g_string_append_printf (data, "%s=%s ", name, number);
}

static void
hosts_file_is_read_as_hosts_5_says (void)
{
  static const char text[] =
      "127.0.0.1\tlocalhost\n# 192.0.2.1 no\n  192.0.2.2   PBX.example pbx\t# ours\r\n::1 localhost ip6-localhost\n"
      "0.0.0.0 advertising.example\nnonsense name\n192.0.2.3\n192.0.2.4 last";
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GInetAddress) address = rb_sip_names_find (text, "Pbx.Example");
  g_autofree char *number = g_inet_address_to_string (address);

  rb_sip_names_parse (text, append_host, found);
  g_assert_cmpstr (
      found->str, ==,
      "localhost=127.0.0.1 pbx.example=192.0.2.2 pbx=192.0.2.2 localhost=::1 ip6-localhost=::1 last=192.0.2.4 ");
  g_assert_cmpstr (number, ==, "192.0.2.2");
  g_assert_null (rb_sip_names_find (text, "advertising.example"));
}

/* What the cache says of @name (with its final dot): the address, "none", or NULL for nothing. (transfer full) */
static char *
ask (sres_cache_t *cache, guint16 type, const char *name)
{
  sres_record_t **records = NULL;
  char *answer = NULL;

  if (sres_cache_get (cache, type, name, &records) <= 0)
    return NULL;
  if (records[0]->sr_record->r_status != SRES_OK)
    answer = g_strdup ("none");
  else
    {
      g_autoptr (GInetAddress) address =
          g_inet_address_new_from_bytes ((const guint8 *) &records[0]->sr_a->a_addr, G_SOCKET_FAMILY_IPV4);

      g_assert_null (records[1]);
      answer = g_inet_address_to_string (address);
    }
  sres_cache_free_answers (cache, records);

  return answer;
}

static void
names_are_known_without_a_nameserver (void)
{
  g_autoptr (GInetAddress) proxy = g_inet_address_new_from_string ("192.0.2.9");
  static const char text[] = "127.0.0.1 localhost\n192.0.2.2 pbx.example\n192.0.2.3 lab.test\n";
  static const struct
  {
    gboolean alone;
    guint16 type;
    const char *name;
    const char *answer;
  } questions[] = {
    { FALSE, sres_type_a, "localhost.", "127.0.0.1" },   { FALSE, sres_type_aaaa, "localhost.", "none" },
    { FALSE, sres_type_naptr, "localhost.", "none" },    { FALSE, sres_type_srv, "_sips._tcp.localhost.", "none" },
    { FALSE, sres_type_a, "pbx.example.", "192.0.2.2" }, { FALSE, sres_type_naptr, "pbx.example.", NULL },
    { TRUE, sres_type_naptr, "pbx.example.", "none" },   { FALSE, sres_type_a, "lab.test.", "192.0.2.9" },
    { FALSE, sres_type_a, "example.org.", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      sres_cache_t *cache = rb_sip_names_make_cache (text, questions[i].alone, "lab.test", proxy);
      g_autofree char *answer = ask (cache, questions[i].type, questions[i].name);

      g_assert_cmpstr (answer, ==, questions[i].answer);
      sres_cache_unref (cache);
    }
}

static void
proxy_given_by_address_is_verified_as_the_domain (void)
{
  RbSipAgentConfig config = { .domain = "Lab.Test:5070",
                              .proxy = "sip:192.0.2.9;transport=tls;lr",
                              .transport = RB_TRANSPORT_TLS };
  g_autofree char *name = rb_sip_config_get_tls_name (&config);
  g_autofree char *uri = rb_sip_config_make_proxy_uri (&config, name);

  g_assert_cmpstr (name, ==, "lab.test");
  g_assert_cmpstr (uri, ==, "sip:lab.test:5061;transport=tls;lr");
  config.domain = "192.0.2.9";
  g_assert_null (rb_sip_config_get_tls_name (&config));
  config.domain = "[2001:db8::1]:5061";
  g_assert_null (rb_sip_config_get_tls_name (&config));
  config.domain = "lab.test";
  config.proxy = "proxy.example:5061";
  g_assert_null (rb_sip_config_get_tls_name (&config));
  config.proxy = "192.0.2.9";
  config.transport = RB_TRANSPORT_TCP;
  g_assert_null (rb_sip_config_get_tls_name (&config));
}

#define ADD(test) g_test_add_func ("/sip/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (every_status_gives_a_whole_sentence);
  ADD (reason_names_what_was_called);
  ADD (silence_is_told_with_its_length);
  ADD (digits_are_read_from_both_kinds_of_body);
  ADD (waits_between_tries_grow_to_ten_minutes);
  ADD (synthetic_response_answers_its_request);
  ADD (nameservers_out_of_reach_are_left_out);
  ADD (certificate_faults_have_sentences);
  ADD (certificate_for_somebody_else_says_for_whom);
  ADD (hosts_file_is_read_as_hosts_5_says);
  ADD (names_are_known_without_a_nameserver);
  ADD (proxy_given_by_address_is_verified_as_the_domain);

  return g_test_run ();
}
