/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What changed between two messages, and why. */

#include "rb-message-diff.h"

#include "files-fixture.h"
#include "trace-fixture.h"

static const RbDiffLine *
find (const RbMessageDiff *diff, const char *id)
{
  for (guint i = 0; i < rb_message_diff_get_n_lines (diff); i++)
    if (g_strcmp0 (rb_message_diff_get_line (diff, i)->id, id) == 0)
      return rb_message_diff_get_line (diff, i);

  return NULL;
}

/* The marked parts with brackets around them. */
static char *
show_marks (const char *text, GArray *marks)
{
  GString *shown = g_string_new (text);

  for (guint i = marks->len; i-- > 0;)
    {
      RbSpan mark = g_array_index (marks, RbSpan, i);

      g_string_insert_c (shown, (gssize) (mark.offset + mark.length), ']');
      g_string_insert_c (shown, (gssize) mark.offset, '[');
    }

  return g_string_free (shown, FALSE);
}

static void
credentials_make_a_new_request (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED, &flow);
  g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, 4);
  g_autoptr (RbMessageDiff) diff = rb_message_diff_new (trace, 0, 4);
  g_autofree char *name = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *summary = rb_message_diff_format_summary (diff);
  const RbDiffLine *line;

  g_assert_cmpuint (candidates->len, ==, 1);
  g_assert_cmpuint (g_array_index (candidates, RbDiffCandidate, 0).position, ==, 0);
  g_assert_cmpint (g_array_index (candidates, RbDiffCandidate, 0).relation, ==, RB_DIFF_SAME_HOP);
  name = rb_diff_candidate_format (&g_array_index (candidates, RbDiffCandidate, 0), trace);
  g_assert_cmpstr (name, ==, "No. 1 INVITE: the one before it on the same hop");

  g_assert_cmpuint (rb_message_diff_get_n_changes (diff), ==, 3);
  g_assert_cmpstr (summary, ==, "3 of 15 lines differ.");
  line = find (diff, "diff-branch");
  g_assert_cmpint (line->kind, ==, RB_DIFF_CHANGED);
  before = show_marks (line->before, line->before_marks);
  after = show_marks (line->after, line->after_marks);
  g_assert_cmpstr (before, ==, "Via: SIP/2.0/UDP host.example:5060;branch=[z9hG4bKb1]");
  g_assert_cmpstr (after, ==, "Via: SIP/2.0/UDP host.example:5060;branch=[z9hG4bKb2]");
  g_assert_nonnull (find (diff, "diff-cseq-credentials"));
  line = find (diff, "diff-proxy-authorization");
  g_assert_cmpint (line->kind, ==, RB_DIFF_ADDED);
  g_assert_null (line->before);
  g_assert_cmpstr (line->rfc, ==, "RFC 3261 22.3");
}

static void
proxy_leaves_its_marks (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>P INVITE 1 INVITE b1 - header=Max-Forwards:_70 header=Proxy-Authorization:_Digest sdp\n"
                    "1 P>B INVITE 1 INVITE b2 - vias header=Max-Forwards:_69 header=Record-Route:_<sip:P;lr> "
                    "header=X-Proxy:_1 sdp sdphost=192.0.2.9 uri=sip:bob@10.0.0.2\n"
                    "2 B>P 180 1 INVITE b2 b vias\n"
                    "3 P>A 180 1 INVITE b1 b\n",
                    &flow);
  g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, 1);
  g_autoptr (RbMessageDiff) diff = rb_message_diff_new (trace, 0, 1);
  const char *const ids[] = { "diff-request-uri-retargeted",
                              "diff-via-added",
                              "diff-max-forwards",
                              "diff-record-route",
                              "diff-header-added-on-the-way",
                              "diff-sdp-address-rewritten",
                              "diff-credentials-consumed" };
  g_autoptr (RbMessageDiff) response = rb_message_diff_new (trace, 2, 3);

  g_assert_cmpuint (candidates->len, ==, 1);
  g_assert_cmpint (g_array_index (candidates, RbDiffCandidate, 0).relation, ==, RB_DIFF_PREVIOUS_HOP);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_nonnull (find (diff, ids[i]));
  g_assert_nonnull (find (response, "diff-via-removed"));
}

static void
retransmission_is_the_same (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "500 A>P INVITE 1 INVITE b1 -\n",
                                            &flow);
  g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, 1);
  g_autoptr (RbMessageDiff) diff = rb_message_diff_new (trace, 0, 1);

  g_assert_cmpuint (candidates->len, ==, 1);
  g_assert_cmpint (g_array_index (candidates, RbDiffCandidate, 0).relation, ==, RB_DIFF_COPY);
  g_assert_cmpuint (rb_message_diff_get_n_changes (diff), ==, 0);
}

static void
hold_is_told (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call (FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE b4 b sdp sdpline=a=sendonly\n"
                                     "4010 P>A 200 3 INVITE b4 b sdp sdpline=a=recvonly\n"
                                     "4011 A>P ACK 3 ACK b5 b\n"
                                     "5000 A>P INVITE 4 INVITE b6 b sdp sdpline=a=sendrecv sdpport=4002\n",
                    &flow);
  g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, 9);
  g_autoptr (RbMessageDiff) hold = rb_message_diff_new (trace, 4, 9);
  g_autoptr (RbMessageDiff) resume = rb_message_diff_new (trace, 9, 12);
  g_autoptr (RbMessageDiff) answer = rb_message_diff_new (trace, 7, 10);

  g_assert_cmpuint (g_array_index (candidates, RbDiffCandidate, 0).position, ==, 4);
  g_assert_cmpint (find (hold, "diff-sdp-hold")->kind, ==, RB_DIFF_ADDED);
  g_assert_nonnull (find (hold, "diff-to-tag-request"));
  g_assert_cmpint (find (resume, "diff-sdp-resume")->kind, ==, RB_DIFF_CHANGED);
  g_assert_nonnull (find (resume, "diff-sdp-port"));
  g_assert_nonnull (find (answer, "diff-sdp-recvonly"));
  g_assert_nonnull (find (answer, "diff-branch-response"));
}

static guint
append (RbTrace *trace, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  RbMessageInfo info = { .wall_us = FIXTURE_START_US, .transport = RB_TRANSPORT_UDP };

  info.src = fixture_endpoint ("A");
  info.dst = fixture_endpoint ("B");

  return rb_trace_append (trace, &info, bytes);
}

static void
order_and_compact_forms_mean_nothing (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const char *first =
      "OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCall-ID: x\r\nSubject: a\r\n b\r\n\r\n";
  const char *second = "OPTIONS sip:b SIP/2.0\r\ns: a b\r\ni: x\r\nv: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\r\n";
  g_autoptr (RbMessageDiff) diff = NULL;

  append (trace, first, strlen (first));
  append (trace, second, strlen (second));
  diff = rb_message_diff_new (trace, 0, 1);
  g_assert_cmpuint (rb_message_diff_get_n_changes (diff), ==, 0);
  g_assert_cmpstr (rb_message_diff_get_line (diff, 1)->after, ==, "s: a b");
  g_assert_null (rb_message_diff_new (trace, 0, 2));
}

/* Every line of either message is there exactly once, in order; marks lie within their lines. */
static void
check_whole (RbTrace *trace, guint before, guint after)
{
  g_autoptr (RbMessageDiff) diff = rb_message_diff_new (trace, before, after);
  guint n_changes = 0;

  g_assert_nonnull (diff);
  for (guint i = 0; i < rb_message_diff_get_n_lines (diff); i++)
    {
      const RbDiffLine *line = rb_message_diff_get_line (diff, i);

      n_changes += line->kind != RB_DIFF_SAME;
      g_assert_true ((line->before == NULL) == (line->kind == RB_DIFF_ADDED));
      g_assert_true ((line->after == NULL) == (line->kind == RB_DIFF_REMOVED));
      for (guint k = 0; line->after_marks != NULL && k < line->after_marks->len; k++)
        {
          RbSpan mark = g_array_index (line->after_marks, RbSpan, k);

          g_assert_cmpuint (mark.offset + mark.length, <=, strlen (line->after));
        }
    }
  g_assert_cmpuint (n_changes, ==, rb_message_diff_get_n_changes (diff));
}

static void
huge_messages_are_bounded (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  for (guint n = 0; n < 2; n++)
    {
      g_autoptr (GString) text = g_string_new ("INVITE sip:b SIP/2.0\r\nCall-ID: x\r\n");

      for (guint i = 0; i < 5000; i++)
        g_string_append_printf (text, "v:a%u\r\n", i * (n + 1));
      g_string_append (text, "Content-Type: application/sdp\r\n\r\n");
      for (guint i = 0; i < 5000; i++)
        g_string_append_printf (text, "a=%u\r\n", i * (n + 2));
      append (trace, text->str, text->len);
    }
  for (guint n = 0; n < 2; n++)
    {
      g_autoptr (GString) text = g_string_new ("INVITE sip:b SIP/2.0\r\nSubject: ");

      while (text->len < 60000)
        g_string_append_printf (text, ",%x", (guint) text->len * (n + 7));
      append (trace, text->str, text->len);
    }
  check_whole (trace, 0, 1);
  check_whole (trace, 2, 3);
  check_whole (trace, 1, 2);
}

static void
anything_can_be_compared (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
#define TEXT(text)                                                                                                     \
  {                                                                                                                    \
    text, sizeof text - 1                                                                                              \
  }
  const struct
  {
    const char *text;
    gsize length;
  } texts[] = {
    TEXT (""),
    TEXT ("\r\n\r\n"),
    TEXT ("INVITE"),
    TEXT ("\0\xff\xfe:\n:\n"),
    TEXT ("INVITE sip:b SIP/2.0\nVia:\nVia\n: x\n\n\n\n"),
    TEXT ("SIP/2.0 200 \xe2\x80\xae\r\nTo: <script>;tag=\r\n\r\nm=\r\nm=a\r\na=\r\n"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    append (trace, texts[i].text, texts[i].length);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, i);

      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        check_whole (trace, i, k);
    }
}

static guint n_compared;

static void
compare_all (const char *name, RbTrace *trace)
{
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, i);

      for (guint k = 0; k < candidates->len; k++, n_compared++)
        {
          const RbDiffCandidate *candidate = &g_array_index (candidates, RbDiffCandidate, k);
          g_autofree char *text = rb_diff_candidate_format (candidate, trace);

          g_assert_cmpuint (candidate->position, <, i);
          check_whole (trace, candidate->position, i);
        }
    }
}

static void
recorded_messages_are_compared (void)
{
  fixture_each_capture ("recorded", compare_all);
  g_assert_cmpuint (n_compared, >, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-diff/credentials", credentials_make_a_new_request);
  g_test_add_func ("/message-diff/proxy", proxy_leaves_its_marks);
  g_test_add_func ("/message-diff/retransmission", retransmission_is_the_same);
  g_test_add_func ("/message-diff/hold", hold_is_told);
  g_test_add_func ("/message-diff/order", order_and_compact_forms_mean_nothing);
  g_test_add_func ("/message-diff/huge", huge_messages_are_bounded);
  g_test_add_func ("/message-diff/anything", anything_can_be_compared);
  g_test_add_func ("/message-diff/recorded", recorded_messages_are_compared);

  return g_test_run ();
}
