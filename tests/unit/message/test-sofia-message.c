/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sofia-message.h"

#include "message-files.h"
#include "rb-message-check.h"
#include "rb-sip-scan.h"

#include <sofia-sip/msg_types.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/url.h>

/* Read wrongly by Sofia 1.12.11, so nothing is compared: it ends a line at the NUL that a quoted pair may hold, and
 * takes the spaces around an address in angle brackets for parts of it. */
static const char *const beyond_sofia[] = { "intmeth.sip", "badaspec.sip" };

static guint n_compared, n_refused;

static void
assert_text (const char *name, RbSpan span, const guint8 *bytes, const char *theirs)
{
  g_autofree char *ours = g_strndup ((const char *) bytes + span.offset, span.length);

  if (g_strcmp0 (ours, theirs != NULL ? theirs : "") != 0)
    g_error ("%s: we read \"%s\", Sofia \"%s\"", name, ours, theirs);
}

/* Sofia decodes what need not be escaped: only a URI without escapes can be compared letter by letter. */
static void
assert_uri (const char *name, RbSpan span, const guint8 *bytes, const url_t *url)
{
  g_autofree char *theirs = NULL;

  if (memchr (bytes + span.offset, '%', span.length) != NULL)
    return;

  theirs = g_strconcat (url->url_scheme, ":", url->url_user != NULL ? url->url_user : "",
                        url->url_password != NULL ? ":" : "", url->url_password != NULL ? url->url_password : "",
                        url->url_user != NULL && url->url_host != NULL ? "@" : "", url->url_root ? "//" : "",
                        url->url_host != NULL ? url->url_host : "", url->url_port != NULL ? ":" : "",
                        url->url_port != NULL ? url->url_port : "", NULL);
  assert_text (name, span, bytes, theirs);
}

static guint
count_vias (const sip_via_t *via)
{
  guint count = 0;

  for (; via != NULL; via = via->v_next)
    count++;

  return count;
}

/* "SIP/2.0/UDP host:port" without the white space that may stand in it. */
static void
assert_via (const char *name, RbSpan span, const guint8 *bytes, const sip_via_t *via)
{
  g_autofree char *theirs = g_strconcat (via->v_protocol, via->v_host, via->v_port != NULL ? ":" : "",
                                         via->v_port != NULL ? via->v_port : "", NULL);
  GString *ours = g_string_new (NULL);

  for (guint32 i = 0; i < span.length && bytes[span.offset + i] != ';'; i++)
    if (!g_ascii_isspace (bytes[span.offset + i]))
      g_string_append_c (ours, (char) bytes[span.offset + i]);

  g_test_message ("%s", name);
  g_assert_cmpstr (ours->str, ==, theirs);
  g_string_free (ours, TRUE);
}

static void
compare (const char *name, const RbSipIndex *index, const guint8 *bytes, const sip_t *sip)
{
  g_assert_true (index->is_request == (sip->sip_request != NULL));
  if (sip->sip_request != NULL)
    {
      assert_text (name, index->method, bytes, sip->sip_request->rq_method_name);
      g_assert_cmpuint (index->status, ==, 0);
    }
  else
    {
      g_assert_cmpuint (index->status, ==, sip->sip_status->st_status);
      assert_text (name, index->reason, bytes, sip->sip_status->st_phrase);
      assert_text (name, index->method, bytes, sip->sip_cseq->cs_method_name);
    }

  g_assert_cmpuint (index->cseq, ==, sip->sip_cseq->cs_seq);
  assert_text (name, index->call_id, bytes, sip->sip_call_id->i_id);
  assert_via (name, index->via, bytes, sip->sip_via);
  assert_text (name, index->branch, bytes, sip->sip_via->v_branch);
  g_assert_cmpuint (index->n_vias, ==, count_vias (sip->sip_via));
  assert_text (name, index->from_tag, bytes, sip->sip_from->a_tag);
  assert_text (name, index->to_tag, bytes, sip->sip_to->a_tag);
  assert_uri (name, index->from_uri, bytes, sip->sip_from->a_url);
  assert_uri (name, index->to_uri, bytes, sip->sip_to->a_url);
  g_assert_cmpuint (index->body.length, ==, sip->sip_payload != NULL ? sip->sip_payload->pl_len : 0);
  g_assert_cmpuint (index->max_forwards, ==,
                    sip->sip_max_forwards != NULL ? sip->sip_max_forwards->mf_count : G_MAXUINT16);
}

/* CR CR LF: Sofia takes the first CR for a line end and the rest for the empty line behind the headers. */
static gboolean
has_doubled_cr (const guint8 *bytes, gsize length)
{
  return g_strstr_len ((const char *) bytes, length, "\r\r\n") != NULL;
}

static void
read_both_ways (const char *name, const guint8 *bytes, gsize length)
{
  g_autoptr (RbSofiaMessage) message = rb_sofia_message_new (bytes, length);
  const sip_t *sip = message != NULL ? rb_sofia_message_get_sip (message) : NULL;
  RbSipIndex index;

  for (gsize i = 0; i < G_N_ELEMENTS (beyond_sofia); i++)
    if (strcmp (name, beyond_sofia[i]) == 0)
      return;

  rb_sip_index_parse (&index, bytes, length);
  if (sip != NULL && (sip->sip_flags & MSG_FLG_ERROR) == 0 && sip->sip_error == NULL &&
      (sip->sip_request != NULL || sip->sip_status != NULL) && sip->sip_via != NULL && sip->sip_from != NULL &&
      sip->sip_to != NULL && sip->sip_call_id != NULL && sip->sip_cseq != NULL && index.valid &&
      !has_doubled_cr (bytes, length))
    {
      compare (name, &index, bytes, sip);
      n_compared++;
    }
  else
    {
      /* What Sofia cannot read, we name. */
      g_autoptr (GPtrArray) problems = rb_message_check (bytes, length);

      if (problems->len == 0)
        g_error ("Sofia cannot read %s, and we do not say why", name);
      n_refused++;
    }
}

static void
the_index_and_sofia_agree_on_samples (void)
{
  n_compared = n_refused = 0;
  each_sample_message (read_both_ways);
  g_assert_cmpuint (n_compared, ==, G_N_ELEMENTS (sample_messages));
}

static void
the_index_and_sofia_agree_on_captures (void)
{
  n_compared = n_refused = 0;
  g_assert_cmpuint (each_captured_message (read_both_ways), >, 100);
  g_assert_cmpuint (n_compared, >, 100);
  g_assert_cmpuint (n_refused, <, 10);
}

static void
the_index_and_sofia_agree_on_torture (void)
{
  n_compared = n_refused = 0;
  each_torture_message (read_both_ways);
  g_assert_cmpuint (n_compared + n_refused, ==, 49 - G_N_ELEMENTS (beyond_sofia));
  g_assert_cmpuint (n_compared, >, 30);
}

/* Every form a header may be written in, in every combination of a few. */
static void
the_index_and_sofia_agree_on_generated_messages (void)
{
  static const char *const starts[] = { "INVITE sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK",
                                        "SIP/2.0 486 Busy, or: not <here>" };
  static const char *const vias[] = {
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1",
    "v:SIP/2.0/TCP [2001:db8::1]:5062;rport;branch=z9hG4bK2;received=\"192.0.2.9\", SIP/2.0/UDP b;branch=z9hG4bK3",
    "VIA \t: SIP / 2.0 /\r\n UDP host.example.com : 5070 ; branch = z9hG4bK4\r\nvia: SIP/2.0/TLS c:5061",
  };
  static const char *const froms[] = {
    "From: \"A \\\"<sip:x@y>;tag=no\" <sip:alice@example.com;transport=tcp>;tag=one",
    "f: sip:alice@example.com;tag=two",
    "FROM: Alice <sips:alice:secret@example.com:5061?x=y> ; x=\";tag=no\" ; tag=three",
    "From:<tel:+15551234;phone-context=example.com>;TAG=four",
  };
  static const char *const tos[] = { "To: <sip:bob@example.com>", "t: Bob Bobson <sip:bob;x=1@example.com>;tag=to",
                                     "To: sip:example.com;y;tag=to2" };
  static const char *const ends[] = { "\r\n", "\n" };
  guint n_messages = 0;

  n_compared = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (starts) * G_N_ELEMENTS (vias) * G_N_ELEMENTS (froms) * G_N_ELEMENTS (tos) *
                            G_N_ELEMENTS (ends);
       i++)
    {
      gsize n = i;
      const char *start = starts[n % G_N_ELEMENTS (starts)];
      const char *via = vias[(n /= G_N_ELEMENTS (starts)) % G_N_ELEMENTS (vias)];
      const char *from = froms[(n /= G_N_ELEMENTS (vias)) % G_N_ELEMENTS (froms)];
      const char *to = tos[(n /= G_N_ELEMENTS (froms)) % G_N_ELEMENTS (tos)];
      const char *end = ends[(n / G_N_ELEMENTS (tos)) % G_N_ELEMENTS (ends)];
      g_autoptr (GString) text = g_string_new (NULL);

      g_string_printf (text,
                       "%s\r\n%s\r\n%s\r\n%s\r\nCall-ID: a@b\r\nCSeq: 7\r\n INVITE\r\nMax-Forwards: 70\r\n"
                       "Contact: <sip:a@b>\r\nContent-Type: text/plain\r\nl: 5\r\n\r\nhello and more",
                       start, via, from, to);
      g_string_replace (text, "\r\n", end, 0);
      read_both_ways ("generated", (const guint8 *) text->str, text->len);
      n_messages++;
    }

  g_assert_cmpuint (n_compared, ==, n_messages);
}

static void
what_would_take_long_is_left_to_us (void)
{
  g_autoptr (GString) text = g_string_new ("INVITE sip:a SIP/2.0\r\n");

  g_assert_null (rb_sofia_message_new (NULL, 0));
  while (text->len < 40000)
    g_string_append (text, "Via: SIP/2.0/UDP a\r\n");
  g_assert_null (rb_sofia_message_new ((const guint8 *) text->str, text->len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sofia-message/the-index-and-sofia-agree-on-samples", the_index_and_sofia_agree_on_samples);
  g_test_add_func ("/sofia-message/the-index-and-sofia-agree-on-captures", the_index_and_sofia_agree_on_captures);
  g_test_add_func ("/sofia-message/the-index-and-sofia-agree-on-torture", the_index_and_sofia_agree_on_torture);
  g_test_add_func ("/sofia-message/the-index-and-sofia-agree-on-generated-messages",
                   the_index_and_sofia_agree_on_generated_messages);
  g_test_add_func ("/sofia-message/what-would-take-long-is-left-to-us", what_would_take_long_is_left_to_us);

  return g_test_run ();
}
