/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which messages belong together, and by what. */

#include "rb-identity.h"

#include "field-path.h"

#define FORKED                                                                                                         \
  "0 A>P INVITE 1 INVITE b1 - sdp\n"                                                                                   \
  "5 P>A 180 1 INVITE b1 b\n"                                                                                          \
  "6 P>A 180 1 INVITE b1 c\n"                                                                                          \
  "900 P>A 200 1 INVITE b1 c sdp\n"

static const struct
{
  const char *name;
  const char *script;
  guint position;
  const char *id;
  guint cited; /* RB_FLOW_NONE: not looked at */
} cases[] = {
  { "call", FIXTURE_ANSWERED, 0, "call-shared", 1 },
  { "no-dialog-yet", FIXTURE_RINGING, 0, "dialog-not-yet", RB_FLOW_NONE },
  { "early-dialog", FIXTURE_RINGING, 6, "dialog-early", RB_FLOW_NONE },
  { "confirmed-dialog", FIXTURE_ANSWERED, 7, "dialog-confirmed", RB_FLOW_NONE },
  { "in-the-dialog", FIXTURE_ANSWERED "5000 A>P BYE 3 BYE b4 b\n", 9, "dialog-member", 6 },
  { "end-of-the-dialog", FIXTURE_ANSWERED "5000 A>P BYE 3 BYE b4 b\n5010 P>A 200 3 BYE b4 b\n", 9, "dialog-shared", 6 },
  { "failure-makes-no-dialog", FIXTURE_CHALLENGE, 2, "dialog-failed", RB_FLOW_NONE },
  { "register-makes-no-dialog", "0 A>P REGISTER 1 REGISTER b1 -\n1 P>A 200 1 REGISTER b1 p", 1, "dialog-never",
    RB_FLOW_NONE },
  { "fork", FORKED, 2, "dialog-fork", 1 },
  { "second-attempt", FIXTURE_CHALLENGE, 4, "attempt", 0 },
  { "ack-of-a-failure", FIXTURE_CHALLENGE, 3, "ack-same", 2 },
  { "ack-of-a-2xx", FIXTURE_ANSWERED, 8, "ack-own", 7 },
  { "ack-of-a-failure-alone", "0 A>P ACK 1 ACK b1 p", 0, "call-shared", RB_FLOW_NONE },
  { "cancel", FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n", 7, "cancel-own", 4 },
  { "cancel-alone", "0 A>P CANCEL 2 CANCEL b2 -\n", 0, "cancel-own", RB_FLOW_NONE },
  { "response", FIXTURE_RINGING, 6, "response-match", 4 },
  { "response-alone", "0 P>A 180 2 INVITE b2 b", 0, "response-alone", RB_FLOW_NONE },
  { "transaction", FIXTURE_RINGING, 4, "transaction-shared", 5 },
  { "copy", "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n", 1, "copy", 0 },
  { "two-hops", "0 A>P INVITE 1 INVITE b1 -\n1 P>B INVITE 1 INVITE p1 - vias\n", 1, "legs-proxy", 0 },
  { "call-to-oneself", "0 A>P INVITE 1 INVITE b1 -\n1 P>A INVITE 1 INVITE p1 - vias\n", 1, "legs-self", 0 },
  { "branch-of-rfc-2543", "0 A>P INVITE 1 INVITE old1 -\n", 0, "branch-old", RB_FLOW_NONE },
  { "began-before", "0 A>P BYE 3 BYE b4 b\n", 0, "request-match", RB_FLOW_NONE },
};

static void
identity_is_explained (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLesson) lesson = NULL;
  const RbLessonBlock *block;

  fixture_play (trace, cases[n].script);
  lesson = rb_identity_explain (trace, cases[n].position);
  block = rb_lesson_find (lesson, cases[n].id);
  if (block == NULL)
    {
      g_autofree char *said = rb_lesson_to_text (lesson, 100);

      g_error ("%s: %s was not said, but:\n%s", cases[n].name, cases[n].id, said);
    }
  if (cases[n].cited != RB_FLOW_NONE)
    {
      g_assert_cmpuint (block->positions->len, >, 0);
      g_assert_cmpuint (g_array_index (block->positions, guint, 0), ==, cases[n].cited);
    }
}

static const RbLessonCell *
cell (const RbLesson *lesson, guint row, guint column)
{
  const RbLessonBlock *table = rb_lesson_find (lesson, "identifiers");

  return &g_array_index ((GArray *) g_ptr_array_index (table->rows, row), RbLessonCell, column);
}

static void
shared_identifiers_are_counted (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED, &flow);
  g_autoptr (RbLesson) lesson = rb_identity_explain (trace, 7);

  g_assert_cmpstr (cell (lesson, 0, 1)->text, ==, "“call-1”");
  g_assert_cmpstr (cell (lesson, 0, 3)->text, ==, "8 other messages");
  g_assert_cmpstr (cell (lesson, 2, 1)->text, ==, "“b”");
  g_assert_cmpstr (cell (lesson, 2, 3)->text, ==, "2 other messages");
  g_assert_cmpuint (cell (lesson, 2, 3)->position, ==, 6);
  g_assert_cmpstr (cell (lesson, 3, 3)->text, ==, "3 other messages");
  g_assert_cmpstr (cell (lesson, 4, 1)->text, ==, "“2 INVITE”");
}

static void
what_is_missing_is_said (void)
{
  static const char text[] = "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\nCall-ID: "
                             "1\r\nCSeq: 1 INVITE\r\n\r\n";
  g_autoptr (GBytes) old = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) broken = g_bytes_new_static ("INVITE sip:a SIP/2.0\r\n\r\n", 24);
  g_autoptr (GBytes) crlf = g_bytes_new_static ("\r\n\r\n", 4);
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLesson) first = NULL;
  g_autoptr (RbLesson) second = NULL;
  g_autoptr (RbLesson) third = NULL;

  rb_trace_append (trace, &info, old);
  rb_trace_append (trace, &info, broken);
  info.kind = RB_MESSAGE_KEEP_ALIVE;
  rb_trace_append (trace, &info, crlf);
  first = rb_identity_explain (trace, 0);
  second = rb_identity_explain (trace, 1);
  third = rb_identity_explain (trace, 2);

  g_assert_nonnull (rb_lesson_find (first, "missing-branch"));
  g_assert_nonnull (rb_lesson_find (first, "missing-from-tag"));
  g_assert_null (rb_lesson_find (first, "missing-call-id"));
  g_assert_nonnull (rb_lesson_find (second, "missing-call-id"));
  g_assert_nonnull (rb_lesson_find (second, "missing-cseq"));
  g_assert_nonnull (rb_lesson_find (third, "not-sip"));
}

/* One computer calling itself through the proxy: the report's fifth call. */
static void
recorded_dialogs_are_told_apart (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/fork-to-two-phones.pcap");
  gboolean forked = FALSE;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbLesson) lesson = rb_identity_explain (trace, i);

      forked |= rb_lesson_find (lesson, "dialog-fork") != NULL;
    }
  g_assert_true (forked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/identity/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), identity_is_explained);
    }
  g_test_add_func ("/identity/shared-identifiers-are-counted", shared_identifiers_are_counted);
  g_test_add_func ("/identity/what-is-missing-is-said", what_is_missing_is_said);
  g_test_add_func ("/identity/recorded-dialogs-are-told-apart", recorded_dialogs_are_told_apart);
  return g_test_run ();
}
