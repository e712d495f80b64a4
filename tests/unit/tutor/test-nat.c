/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses that do not fit, and who repairs that. */

#include "rb-nat.h"

#include "files-fixture.h"
#include "lesson-fixture.h"
#include "trace-fixture.h"

/* A caller that calls itself 192.168.1.5 behind 203.0.113.7; P is public here. */
static RbTrace *
play (const char *script, RbFlow **flow)
{
  RbTrace *trace = rb_trace_new ();
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  /* The fixture's hosts are private: public ones take their places. */
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (RbTrace) one = rb_trace_new ();
      RbMessageInfo info;
      RbEndpoint *ends[] = { &info.src, &info.dst };
      const guint8 *bytes;
      g_autoptr (GBytes) copy = NULL;
      gsize length;

      if (lines[i][0] == '\0')
        continue;
      fixture_say (one, lines[i]);
      g_assert_true (rb_trace_get_info (one, 0, &info));
      for (gsize k = 0; k < G_N_ELEMENTS (ends); k++)
        {
          guint16 port = ends[k]->port;
          g_autofree char *address = g_strdup_printf ("203.0.113.%u", ends[k]->addr[3]);

          g_assert_true (rb_endpoint_parse (ends[k], address, port));
        }
      bytes = rb_trace_peek_bytes (one, 0, &length);
      copy = g_bytes_new (bytes, length);
      rb_trace_append (trace, &info, copy);
    }
  *flow = rb_trace_find_flow (trace, "call-1");
  g_assert_nonnull (*flow);
  return trace;
}

#define VIA "via=192.168.1.5:5060;rport"
#define SEEN "via=192.168.1.5:5060;received=203.0.113.1;rport=5060"
#define CONTACT "header=Contact:<sip:a@192.168.1.5:5060>"

static const struct
{
  const char *name;
  const char *script;
  const char *id;
  const char *absent; /* (nullable) */
} cases[] = {
  { "via", "0 A>P INVITE 1 INVITE b1 - " VIA "\n", "nat-via", "nat-none" },
  { "rport", "0 A>P INVITE 1 INVITE b1 - " VIA "\n1 P>A 100 1 INVITE b1 - " SEEN "\n", "nat-rport", "nat-no-rport" },
  { "no-rport", "0 A>P INVITE 1 INVITE b1 - via=192.168.1.5:5060\n1 P>A 100 1 INVITE b1 - " SEEN "\n", "nat-no-rport",
    "nat-rport" },
  { "port", "0 A:52029>P INVITE 1 INVITE b1 - via=203.0.113.1:5060;rport\n", "nat-port", "nat-via" },
  { "inside",
    "0 A>P INVITE 1 INVITE b1 - via=203.0.113.1;rport\n"
    "1 P>A 100 1 INVITE b1 - via=203.0.113.1;received=198.51.100.9;rport=6371\n",
    "nat-inside", "nat-via" },
  { "contact", "0 A>P INVITE 1 INVITE b1 - " CONTACT "\n", "nat-contact-private", "nat-contact-kept" },
  { "contact-kept", "0 A>P INVITE 1 INVITE b1 - " CONTACT "\n1 P>B INVITE 1 INVITE p1 - vias " CONTACT "\n",
    "nat-contact-kept", "nat-contact-rewritten" },
  { "contact-rewritten",
    "0 A>P INVITE 1 INVITE b1 - " CONTACT "\n1 P>B INVITE 1 INVITE p1 - vias header=Contact:<sip:a@203.0.113.1:5060>\n",
    "nat-contact-rewritten", "nat-contact-kept" },
  { "alias",
    "0 A>P INVITE 1 INVITE b1 - " CONTACT
    "\n1 P>B INVITE 1 INVITE p1 - vias header=Contact:<sip:a@192.168.1.5:5060;alias=203.0.113.1~5060~1>\n",
    "nat-contact-alias", "nat-contact-kept" },
  { "outbound", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@203.0.113.1:5060;ob>\n", "nat-outbound", NULL },
  { "no-outbound", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@203.0.113.1:5060;object=1>\n", "nat-addresses",
    "nat-outbound" },
  { "sound", "0 A>P INVITE 1 INVITE b1 - sdp sdphost=10.1.1.1\n", "nat-sound-private", "nat-sound-kept" },
  { "sound-kept",
    "0 A>P INVITE 1 INVITE b1 - sdp sdphost=10.1.1.1\n1 P>B INVITE 1 INVITE p1 - vias sdp sdphost=10.1.1.1\n",
    "nat-sound-kept", "nat-sound-relayed" },
  { "sound-relayed",
    "0 A>P INVITE 1 INVITE b1 - sdp sdphost=10.1.1.1\n1 P>B INVITE 1 INVITE p1 - vias sdp sdphost=203.0.113.16\n",
    "nat-sound-relayed", "nat-sound-kept" },
  { "sound-ice",
    "0 A>P INVITE 1 INVITE b1 - sdp sdphost=10.1.1.1 sdpline=a=candidate:1_1_UDP_1_10.1.1.1_4000_typ_host\n",
    "nat-sound-ice", NULL },
  { "binding", "0 A>P REGISTER 1 REGISTER b1 - " CONTACT "\n", "nat-binding-private", "nat-contact-private" },
  { "registrar",
    "0 A>P REGISTER 1 REGISTER b1 - " CONTACT "\n1 P>A 200 1 REGISTER b1 p "
    "header=Contact:<sip:a@192.168.1.5:5060>;received=\"sip:203.0.113.1:5060\"\n",
    "nat-registrar", NULL },
  { "phone-learns",
    "0 A>P REGISTER 1 REGISTER b1 - " CONTACT "\n1 P>A 200 1 REGISTER b1 p " SEEN
    "\n2 A>P REGISTER 2 REGISTER b2 - header=Contact:<sip:a@203.0.113.1:5060>\n",
    "nat-phone-learned", NULL },
  { "refresh",
    "0 A>P REGISTER 1 REGISTER b1 -\n1 P>A 200 1 REGISTER b1 p\n55000 A>P REGISTER 2 REGISTER b2 -\n"
    "55001 P>A 200 2 REGISTER b2 p\n",
    "nat-refresh", NULL },
  { "no-refresh",
    "0 A>P REGISTER 1 REGISTER b1 -\n1 P>A 200 1 REGISTER b1 p\n55000 A>P REGISTER 2 REGISTER b2 - header=Expires:0\n"
    "55001 P>A 200 2 REGISTER b2 p\n",
    "nat-addresses", "nat-refresh" },
  { "location", "1 P>B INVITE 1 INVITE p1 - vias uri=sip:8001@125.47.235.1:6371;ob\n", "nat-location", NULL },
  { "no-location", "1 P>B INVITE 1 INVITE p1 - vias\n", "nat-addresses", "nat-location" },
  { "delivered", "0 P>B BYE 2 BYE y1 b uri=sip:b@192.168.7.7:5060\n1 B>P 200 2 BYE y1 b\n", "nat-delivered",
    "nat-not-delivered" },
  { "not-delivered",
    "0 P>B BYE 2 BYE y1 b uri=sip:b@192.168.7.7:5060\n500 P>B BYE 2 BYE y1 b uri=sip:b@192.168.7.7:5060\n",
    "nat-not-delivered", "nat-delivered" },
  { "beyond",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 180 1 INVITE b1 b header=Contact:<sip:b@192.168.7.7> "
    "header=Record-Route:<sip:203.0.113.16;lr>\n",
    "nat-beyond", "nat-contact-private" },
  { "names-cannot-be-compared", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@phone.example>\n", "nat-unknown",
    "nat-none" },
  { "none", "0 A>P INVITE 1 INVITE b1 - via=203.0.113.1:5060 header=Contact:<sip:a@203.0.113.1>\n", "nat-none",
    "nat-repairs" },
};

static void
it_is_said (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  RbFlow *flow;
  g_autoptr (RbTrace) trace = play (cases[i].script, &flow);
  g_autoptr (RbLesson) lesson = rb_nat_explain (flow);

  lesson_get (lesson, cases[i].id);
  if (cases[i].absent != NULL)
    g_assert_null (rb_lesson_find (lesson, cases[i].absent));
}

static const char *
get_repair (const RbLesson *lesson, guint row)
{
  return lesson_get_cell (lesson_get (lesson, "nat-repairs"), row, 2)->text;
}

/* The whole way: both phones behind NATs, and a proxy that repairs all but the sound. */
static void
private_contact_seen_everywhere (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/private-contact-behind-nat.pcap");
  g_autoptr (RbLesson) lesson = rb_nat_explain (fixture_find_flow (trace, "INVITE"));
  const RbLessonBlock *table = lesson_get (lesson, "nat-addresses");

  g_assert_cmpuint (table->rows->len, ==, 10);
  g_assert_cmpstr (lesson_get_cell (table, 0, 0)->text, ==, "No. 5 INVITE");
  g_assert_cmpstr (lesson_get_cell (table, 0, 1)->text, ==, "192.0.2.10:5060");
  g_assert_cmpstr (lesson_get_cell (table, 0, 2)->text, ==, "10.0.0.7:5060 (private) ≠");
  g_assert_cmpint (lesson_get_cell (table, 0, 2)->tone, ==, RB_TONE_BAD);
  g_assert_cmpstr (lesson_get_cell (table, 0, 3)->text, ==, "192.0.2.10:5060");
  g_assert_cmpstr (lesson_get_cell (table, 0, 4)->text, ==, "10.0.0.7:5060 (private) ≠");
  g_assert_cmpstr (lesson_get_cell (table, 0, 5)->text, ==, "10.0.0.7:40000 (private) ≠");
  g_assert_cmpstr (lesson_get_cell (table, 1, 6)->text, ==, "192.0.2.1");
  lesson_assert_cites (lesson_get (lesson, "nat-via"), (const guint[]){ 5, 0 });
  g_assert_cmpuint (lesson_count (lesson, "nat-contact-private"), ==, 2);
  g_assert_cmpuint (lesson_count (lesson, "nat-contact-alias"), ==, 2);
  g_assert_cmpuint (lesson_count (lesson, "nat-sound-private"), ==, 2);
  g_assert_cmpuint (lesson_count (lesson, "nat-sound-kept"), ==, 2);
  lesson_assert_cites (lesson_get (lesson, "nat-delivered"), (const guint[]){ 19, 20, 0 });
  lesson_assert_cites (lesson_get (lesson, "nat-location"), (const guint[]){ 10, 0 });
  lesson_get (lesson, "nat-record-route");
  g_assert_null (rb_lesson_find (lesson, "nat-beyond"));
  g_assert_cmpstr (get_repair (lesson, 0), ==, "yes");
  g_assert_cmpstr (get_repair (lesson, 1), ==, "yes");
  g_assert_cmpstr (get_repair (lesson, 2), ==, "no");
  g_assert_cmpstr (get_repair (lesson, 3), ==, "not seen here");
}

static void
private_contact_seen_by_one_end (void)
{
  g_autoptr (RbTrace) caller = fixture_open ("recorded/private-contact-behind-nat.caller.pcap");
  g_autoptr (RbTrace) callee = fixture_open ("recorded/private-contact-behind-nat.callee.pcap");
  g_autoptr (RbLesson) near = rb_nat_explain (fixture_find_flow (caller, "INVITE"));
  g_autoptr (RbLesson) far = rb_nat_explain (fixture_find_flow (callee, "INVITE"));
  g_autoptr (RbLesson) binding = rb_nat_explain (fixture_find_flow (callee, "REGISTER"));

  lesson_assert_cites (lesson_get (near, "nat-via"), (const guint[]){ 1, 0 });
  lesson_get (near, "nat-beyond");
  lesson_assert_cites (lesson_get (near, "nat-delivered"), (const guint[]){ 9, 10, 0 });
  g_assert_cmpstr (get_repair (near, 2), ==, "not seen here");

  g_assert_null (rb_lesson_find (far, "nat-via"));
  lesson_assert_cites (lesson_get (far, "nat-contact-private"), (const guint[]){ 7, 0 });
  g_assert_cmpstr (get_repair (far, 0), ==, "not seen here");
  g_assert_cmpstr (get_repair (far, 1), ==, "yes");

  lesson_get (binding, "nat-binding-private");
  lesson_get (binding, "nat-registrar");
}

static void
without_nat_it_is_said (void)
{
  static const char *const captures[] = { "recorded/ipv6-port-5072.pcap", "recorded/direct-without-proxy.pcap",
                                          "recorded/answered-bye-by-callee.caller.pcap" };
  RbFlow *flow;
  g_autoptr (RbTrace) local = fixture_call ("0 A>B INVITE 1 INVITE b1 - via=10.0.0.1:5060\n", &flow);
  g_autoptr (RbLesson) private = rb_nat_explain (flow);
  g_autoptr (RbTrace) one = fixture_call ("0 a>b:5070 INVITE 1 INVITE b1 - via=127.0.0.1:5060\n", &flow);
  g_autoptr (RbLesson) loopback = rb_nat_explain (flow);

  for (gsize i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      g_autoptr (RbTrace) trace = fixture_open (captures[i]);
      g_autoptr (RbLesson) lesson = rb_nat_explain (fixture_find_flow (trace, "INVITE"));

      lesson_get (lesson, "nat-none");
      g_assert_null (rb_lesson_find (lesson, "nat-repairs"));
    }
  lesson_get (private, "nat-one-network");
  lesson_get (loopback, "nat-loopback");
}

static void
keep_alives_are_counted (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P REGISTER 1 REGISTER b1 - via=10.0.0.1:5060\n", &flow);
  RbMessageInfo info = { .wall_us = FIXTURE_START_US + 1,
                         .transport = RB_TRANSPORT_UDP,
                         .kind = RB_MESSAGE_KEEP_ALIVE };
  g_autoptr (GBytes) crlf = g_bytes_new_static ("\r\n\r\n", 4);
  g_autoptr (RbLesson) lesson = NULL;

  info.src = fixture_endpoint ("A");
  info.dst = fixture_endpoint ("P");
  rb_trace_append (trace, &info, crlf);
  rb_trace_append (trace, &info, crlf);
  fixture_play (trace, "2 P>A 200 1 REGISTER b1 p");
  lesson = rb_nat_explain (flow);
  g_assert_true (g_str_has_prefix (lesson_get (lesson, "nat-keep-alive")->text, "2 empty messages"));
  lesson_assert_cites (lesson_get (lesson, "nat-keep-alive"), (const guint[]){ 2, 0 });
}

static void
explain_all (const char *name G_GNUC_UNUSED, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLesson) lesson = rb_nat_explain (flow);

      lesson_assert_sound (lesson, rb_trace_get_n_messages (trace));
    }
}

static void
every_file_is_survived (void)
{
  fixture_each_trace (explain_all);
}

static void
hostile_addresses_stay_short (void)
{
  g_autofree char *big = g_strnfill (60000, '1');
  g_autofree char *script = g_strdup_printf ("0 A>P INVITE 1 INVITE b1 - via=%s header=Contact:<sip:a@%s:99999999> "
                                             "header=Record-Route:<sip:\xe2\x80\xae%s>",
                                             big, big, big);
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);
  g_autoptr (RbLesson) lesson = rb_nat_explain (flow);
  g_autofree char *json = lesson_dup_json (lesson);

  g_assert_cmpuint (strlen (json), <, 5000);
  g_assert_null (strstr (json, "\xe2\x80\xae"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/nat/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), it_is_said);
    }
  g_test_add_func ("/nat/private-contact-seen-everywhere", private_contact_seen_everywhere);
  g_test_add_func ("/nat/private-contact-seen-by-one-end", private_contact_seen_by_one_end);
  g_test_add_func ("/nat/without-nat-it-is-said", without_nat_it_is_said);
  g_test_add_func ("/nat/keep-alives-are-counted", keep_alives_are_counted);
  g_test_add_func ("/nat/every-file-is-survived", every_file_is_survived);
  g_test_add_func ("/nat/hostile-addresses-stay-short", hostile_addresses_stay_short);
  return g_test_run ();
}
