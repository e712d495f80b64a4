/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each key and operator of the filter language finds in a small trace. */

#include "rb-filter.h"

#include "trace-fixture.h"

/* Positions: a call that is challenged, rings and is answered (0–7), with an INVITE repeated; another
 * that is refused over TCP (8–10); a registration (11–12); then what is not SIP (13–15). */
#define SCRIPT                                                                                                         \
  "0 A>P INVITE 1 INVITE b1 - sdp call=one from=anna\n"                                                                \
  "500 A>P INVITE 1 INVITE b1 - sdp call=one from=anna\n"                                                              \
  "510 P>A 407 1 INVITE b1 p call=one from=anna\n"                                                                     \
  "520 A>P ACK 1 ACK b1 p call=one from=anna\n"                                                                        \
  "1000 A>P INVITE 2 INVITE b2 - auth call=one from=anna header=v:SIP/2.0/UDP_10.0.0.77\n"                             \
  "1100 P>B INVITE 2 INVITE b3 - vias call=one from=anna\n"                                                            \
  "1200 B>P 180 2 INVITE b3 bert call=one from=anna\n"                                                                 \
  "1300 P>A 180 2 INVITE b2 bert call=one from=anna\n"                                                                 \
  "2000 C>P INVITE 7 INVITE c1 - tcp sent call=two header=X-Note:busy_(today)\n"                                       \
  "2100 P>C 486 7 INVITE c1 q tcp recv call=two phrase=Besetzt\n"                                                      \
  "2200 C>P ACK 7 ACK c1 q tcp sent call=two\n"                                                                        \
  "3000 D>P REGISTER 4 REGISTER d1 - call=three header=m:<sip:dora@10.0.0.4>\n"                                        \
  "3100 P>D 200 4 REGISTER d1 r synthetic call=three\n"

typedef struct
{
  RbTrace *trace;
} Fixture;

static void
add_raw (RbTrace *trace, const char *text, RbMessageKind kind, const char *src, guint16 port)
{
  RbMessageInfo info = { .wall_us = FIXTURE_START_US + 4 * G_USEC_PER_SEC,
                         .transport = RB_TRANSPORT_UDP,
                         .kind = kind };
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (rb_endpoint_parse (&info.src, src, port));
  g_assert_true (rb_endpoint_parse (&info.dst, src, 5060));
  rb_trace_append (trace, &info, bytes);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->trace = rb_trace_new ();
  fixture_play (self->trace, SCRIPT);
  add_raw (self->trace, "\r\n\r\n", RB_MESSAGE_KEEP_ALIVE, "2001:db8::1", 5099);
  add_raw (self->trace, "GRÜSSE from nowhere", RB_MESSAGE_DAMAGED, "2001:db9::1", 7000);
  add_raw (
      self->trace,
      "OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKo\r\nFrom: <sip:o@y>;tag=o\r\nTo: <sip:x@y>\r\n"
      "Call-ID: four\r\nCSeq: 9 OPTIONS\r\nSubject:\r\n say\t\"hello\"\r\n  there\r\nContent-Length: 5\r\n\r\nhallo",
      RB_MESSAGE_SIP, "2001:db8::2", 5060);
  rb_trace_set_note (self->trace, 2, "see page 4");
  rb_trace_set_note (self->trace, 9, "an old phone");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->trace);
}

static char *
find (RbTrace *trace, const char *expression)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbFilter) filter = rb_filter_parse (expression, &error);
  GString *found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    if (rb_filter_matches (filter, trace, i))
      g_string_append_printf (found, "%s%u", found->len > 0 ? " " : "", i);
  g_assert_false (rb_filter_matches (filter, trace, rb_trace_get_n_messages (trace)));

  return g_string_free (found, FALSE);
}

typedef struct
{
  const char *expression;
  const char *positions;
} Case;

static void
check (Fixture *self, gconstpointer data)
{
  for (const Case *c = data; c->expression != NULL; c++)
    {
      g_autofree char *found = find (self->trace, c->expression);

      g_test_message ("%s", c->expression);
      g_assert_cmpstr (found, ==, c->positions);
    }
}

#define EVERYTHING "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"

static const Case boolean[] = {
  { "", EVERYTHING },
  { "  ", EVERYTHING },
  { "status:180 leg:1", "7" },
  { "status:180 or status:486", "6 7 9" },
  { "status:180 leg:1 or status:486", "7 9" },
  { "status:180 (leg:1 or status:486)", "7" },
  { "(status:180 leg:1) OR (status:486)", "7 9" },
  { "((status:180)(leg:2))", "6" },
  { "-response -request", "13 14" },
  { "-(response or request)", "13 14" },
  { "not (response or request)", "13 14" },
  { "--status:180", "6 7" },
  { "- status:180 call-id:one", "0 1 2 3 4 5" },
  { "method:INVITE status:4xx from:alice", "2 9" },
  { "method:INVITE status:4xx from:alice header:Via~host\\.exa leg:1 -repeat \"alice@example.com\" since:1.5", "9" },
  { NULL, NULL },
};

static const Case words[] = {
  { "method:register", "11 12" },
  { "method=REGISTER request", "11" },
  { "METHOD:ACK", "3 10" },
  { "method:INV", "" },
  { "method~^INV", "0 1 2 4 5 6 7 8 9" },
  { "method~(?-i)^inv", "" },
  { "kind:INVITE", "0 1 2 3 4 5 6 7 8 9 10" },
  { "kind:register", "11 12" },
  { "codec:pcmu", "0 1" },
  { "codec~^(pcm[ua]|opus)$", "0 1" },
  { "codec:PCM", "" },
  { NULL, NULL },
};

static const Case numbers[] = {
  { "status:486", "9" },
  { "status=4xx", "2 9" },
  { "status:1XX", "6 7" },
  { "status:180-407", "2 6 7 12" },
  { "status>=400", "2 9" },
  { "status>486", "" },
  { "status<200", "6 7" },
  { "status<=200", "6 7 12" },
  { "status<0", "" },
  { "cseq:7", "8 9 10" },
  { "cseq>4", "8 9 10 15" },
  { "leg:2", "5 6" },
  { "leg:0", "" },
  { "transaction:1 kind:INVITE call-id:one", "0 1 2 3" },
  { "dialog:1", "6 7" },
  { "dialog:0", "" },
  { "port:5099", "13" },
  { "port>7000", "" },
  { "port:6000-8000", "14" },
  { "size<20", "13" },
  { "size:4", "13" },
  { "no:1-2", "0 1" },
  { "no:3", "2" },
  { "no>15", "15" },
  { NULL, NULL },
};

static const Case texts[] = {
  { "from:ANNA", "0 1 2 3 4 5 6 7" },
  { "from~tag=a$", "8 9 10 11 12" },
  { "from=<sip:o@y>;tag=o", "15" },
  { "from=\"<SIP:o@y>;tag=o\"", "" },
  { "to:bert", "6 7" },
  { "user:bert", "6 7" },
  { "user:\"sip:o\"", "15" },
  { "call-id:t", "8 9 10 11 12" },
  { "call-id=two", "8 9 10" },
  { "branch:z9hg4bkc", "8 9 10" },
  { "branch=z9hG4bKb3", "5 6" },
  { "tag=bert", "6 7" },
  { "tag=anna", "0 1 2 3 4 5 6 7" },
  { "tag=BERT", "" },
  { "contact:dora", "11" },
  { "contact~@10\\.", "11" },
  { "body:LLO", "15" },
  { "body", "0 1 15" },
  { "body=hallo", "15" },
  { "sdp", "0 1" },
  { "sdp:pcmu", "" },
  { "sdp:m=audio", "0 1" },
  { "sdp~^m=audio\\s4000.*$", "0 1" },
  { "-sdp body", "15" },
  { "note", "2 9" },
  { "note:OLD", "9" },
  { "-note response call-id:one", "6 7" },
  { "header:via~10\\.0\\.0\\.77", "4" },
  { "header:v~10\\.0\\.0\\.77", "4" },
  { "header:contact", "11" },
  { "header:m:DORA", "11" },
  { "header:x-note=\"busy (today)\"", "8" },
  { "header:x-note:busy\\ ", "" },
  { "header:x-note~y\\s\\(TODAY\\)$", "8" },
  { "header:x-note:(today)", "8" },
  { "(header:x-note:(today))", "8" },
  { "header:subject:there", "15" },
  { "header:s~\"hello\\\"\\s+there\"", "15" },
  { "header:s:\"\\\"HELLO\\\"\"", "15" },
  { "header:subject=\"\"", "" },
  { "header:Proxy-Authorization", "4" },
  { NULL, NULL },
};

static const Case free_texts[] = {
  { "besetzt", "9" },
  { "\"Besetzt\\r\"", "" },
  { "BESETZT", "9" },
  { "Ü", "14" },
  { "ü", "" },
  { "10.0.0.77", "4" },
  { "\"from nowhere\"", "14" },
  { "from nowhere", "14" },
  { "\"repeat\"", "" },
  { "\"sip:dora@\"", "11" },
  { "<sip:dora@10.0.0.4>", "11" },
  { "-sip", "13 14" },
  { "\"\"", EVERYTHING },
  { NULL, NULL },
};

static const Case addresses[] = {
  { "src:10.0.0.1", "0 1 3 4" },
  { "dst:10.0.0.1", "2 7" },
  { "ip:10.0.0.1", "0 1 2 3 4 7" },
  { "ip=10.0.0.1:5060", "0 1 2 3 4 7" },
  { "ip:10.0.0.1:5061", "" },
  { "ip:10.0.0.0/29", "0 1 2 3 4 5 6 7 8 9 10 11 12" },
  { "src:10.0.0.0/30", "0 1 3 4 6 8 10" },
  { "src:10.0.0.2/31", "6 8 10" },
  { "ip:0.0.0.0/0", "0 1 2 3 4 5 6 7 8 9 10 11 12" },
  { "ip:2001:db8::/32", "13 15" },
  { "ip:2001:db8::/31", "13 14 15" },
  { "ip:2001:db8::1", "13" },
  { "src:[2001:db8::1]:5099", "13" },
  { "dst:[2001:db8::1]:5099", "" },
  { "dst:[2001:db8::1]", "13" },
  { "ip:::/0", "13 14 15" },
  { NULL, NULL },
};

static const Case choices_and_flags[] = {
  { "transport:tcp", "8 9 10" },
  { "transport=TCP", "8 9 10" },
  { "transport:wss", "" },
  { "direction:out", "8 10" },
  { "direction:in", "9" },
  { "-direction:in -direction:out transport:tcp", "" },
  { "verdict:busy", "8 9 10" },
  { "verdict:in-progress", "0 1 2 3 4 5 6 7" },
  { "repeat", "1" },
  { "-repeat method:invite request call-id:one", "0 4 5" },
  { "request -method:INVITE", "3 10 11 15" },
  { "response", "2 6 7 9 12" },
  { "synthetic", "12" },
  { "keepalive", "13" },
  { "damaged", "14" },
  { NULL, NULL },
};

static const Case times[] = {
  { "since:3", "11 12 13 14 15" },
  { "since:2.2 until:3", "10 11" },
  { "since:2.200001 until:3.000000", "11" },
  { "until:0", "0" },
  { "since:00:00:03", "11 12 13 14 15" },
  { "until:00:00", "0" },
  { "until:00:00:00.51", "0 1 2" },
  { "since:11:59", "" },
  /* More than twelve hours before the first message would be the next day's; there is no such time here. */
  { "since:23:59", "" },
  { NULL, NULL },
};

/* The trace begins at 00:00:00; this one a minute before midnight. */
static void
clock_times_run_over_midnight (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const gint64 start_ms = G_GINT64_CONSTANT (24 * 3600 - 60) * 1000;
  g_autofree char *script = g_strdup_printf ("%" G_GINT64_FORMAT " A>P INVITE 1 INVITE b1 -\n"
                                             "%" G_GINT64_FORMAT " P>A 180 1 INVITE b1 b\n",
                                             start_ms, start_ms + 90 * 1000);

  static const Case cases[] = {
    { "since:23:59", "0 1" },    { "since:23:59:01", "1" }, { "until:00:00:29", "0" },
    { "until:00:00:30", "0 1" }, { "since:13:00", "0 1" },  { NULL, NULL },
  };
  Fixture fixture = { trace };

  fixture_play (trace, script);
  check (&fixture, cases);
}

static void
text_is_found_across_the_pieces_it_is_searched_in (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  for (gsize n = 4080; n < 4110; n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (gsize i = 0; i < n; i++)
        g_string_append_c (text, 'n');
      g_string_append (text, "NeedleS");
      add_raw (trace, text->str, RB_MESSAGE_DAMAGED, "10.0.0.1", 1);
    }

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbFilter) found = rb_filter_parse ("nEEDLEs", NULL);
      g_autoptr (RbFilter) missed = rb_filter_parse ("needless", NULL);

      g_assert_true (rb_filter_matches (found, trace, i));
      g_assert_false (rb_filter_matches (missed, trace, i));
    }
}

/* Without limits each of these would go back 2^n times. */
static void
regular_expressions_give_up (void)
{
  static const char *const expressions[] = { "body~^(a+)+$", "body~(a|aa)+$", "body~(.*)*(.*)*(.*)*x",
                                             "body~(?:a?){99}a{99}b" };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GString) text =
      g_string_new ("MESSAGE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@c>;tag=1\r\n"
                    "To: <sip:b@c>\r\nCall-ID: x\r\nCSeq: 1 MESSAGE\r\n\r\n");

  for (guint i = 0; i < 8000; i++)
    g_string_append_c (text, 'a');
  g_string_append_c (text, '!');
  add_raw (trace, text->str, RB_MESSAGE_SIP, "10.0.0.1", 5060);

  for (gsize i = 0; i < G_N_ELEMENTS (expressions); i++)
    {
      g_autofree char *found = find (trace, expressions[i]);

      g_assert_cmpstr (found, ==, "");
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const Case *cases;
  } tables[] = {
    { "/filter/boolean", boolean },
    { "/filter/words", words },
    { "/filter/numbers", numbers },
    { "/filter/texts", texts },
    { "/filter/free-text", free_texts },
    { "/filter/addresses", addresses },
    { "/filter/choices-and-flags", choices_and_flags },
    { "/filter/times", times },
  };

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    g_test_add (tables[i].path, Fixture, tables[i].cases, set_up, check, tear_down);
  g_test_add_func ("/filter/clock-times-run-over-midnight", clock_times_run_over_midnight);
  g_test_add_func ("/filter/text-is-found-across-the-pieces-it-is-searched-in",
                   text_is_found_across_the_pieces_it_is_searched_in);
  g_test_add_func ("/filter/regular-expressions-give-up", regular_expressions_give_up);

  return g_test_run ();
}
