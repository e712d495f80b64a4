/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two captures of one call become one: what is the same, and how far the clocks are apart. */

#include "rb-ladder.h"
#include "rb-merge.h"
#include "trace-fixture.h"

/* A call through a proxy, each hop 10 ms, the proxy thinks for 2 ms: what the caller's end sees of it, and
 * what the callee's. */
#define VIA_A "header=Via:SIP/2.0/UDP_host.example;branch=z9hG4bKb1"
#define CALLER                                                                                                         \
  "0 A>P INVITE 1 INVITE b1 -\n20 P>A 100 1 INVITE b1 -\n142 P>A 180 1 INVITE b1 b\n3142 P>A 200 1 INVITE b1 b\n"      \
  "3143 A>P ACK 1 ACK b2 b\n9000 A>P BYE 2 BYE b3 b\n9042 P>A 200 2 BYE b3 b\n"
#define CALLEE                                                                                                         \
  "22 P>B INVITE 1 INVITE p1 - " VIA_A "\n23 B>P 100 1 INVITE p1 - " VIA_A "\n120 B>P 180 1 INVITE p1 b " VIA_A "\n"   \
  "3120 B>P 200 1 INVITE p1 b " VIA_A "\n3165 P>B ACK 1 ACK p2 b header=Via:SIP/2.0/UDP_h;branch=z9hG4bKb2\n"          \
  "9022 P>B BYE 2 BYE p3 b header=Via:SIP/2.0/UDP_h;branch=z9hG4bKb3\n"                                                \
  "9023 B>P 200 2 BYE p3 b header=Via:SIP/2.0/UDP_h;branch=z9hG4bKb3\n"
static const char *const order[] = { "INVITE", "100", "INVITE", "100", "180", "180", "200",
                                     "200",    "ACK", "ACK",    "BYE", "BYE", "200", "200" };

/* The script with @us added to every time. */
static RbTrace *
play_later (const char *script, gint64 ms)
{
  RbTrace *trace = rb_trace_new ();
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      {
        g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT "%s", g_ascii_strtoll (lines[i], NULL, 10) + ms,
                                                 strchr (lines[i], ' '));

        fixture_say (trace, line);
      }
  return trace;
}

static void
assert_order (RbTrace *trace)
{
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);
      g_autofree char *label = rb_message_format_label (message);

      g_assert_true (g_str_has_prefix (label, order[i]));
      if (i > 0)
        g_assert_cmpint (rb_trace_get_time (trace, i), >=, rb_trace_get_time (trace, i - 1));
    }
}

static void
assert_lanes (RbTrace *trace, const char *const *titles)
{
  g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (rb_trace_find_flow (trace, "call-1"));

  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, g_strv_length ((char **) titles));
  for (guint i = 0; titles[i] != NULL; i++)
    g_assert_cmpstr (rb_ladder_get_lane (ladder, i)->title, ==, titles[i]);
}

static const char *const three_lanes[] = { "Caller", "Proxy", "Callee", NULL };
static const char *const two_lanes[] = { "Caller", "Callee", NULL };

static void
both_ends_of_a_proxy_make_three_lanes (gconstpointer data)
{
  gint64 offset_ms = GPOINTER_TO_INT (data);
  g_autoptr (RbTrace) mine = play_later (CALLER, 0);
  g_autoptr (RbTrace) other = play_later (CALLEE, offset_ms);
  g_autoptr (RbTrace) merged = NULL;
  g_autoptr (RbTrace) mirrored = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_test_message ("%s", report.text);
  g_assert_cmpint (report.method, ==, RB_MERGE_TWO_WAYS);
  g_assert_cmpuint (report.n_calls, ==, 1);
  g_assert_cmpuint (report.n_compared, ==, 6);
  g_assert_cmpuint (report.n_both, ==, 0);
  g_assert_cmpint (report.uncertainty_us, >, 0);
  g_assert_cmpint (report.uncertainty_us, <=, 22000);
  g_assert_cmpint (ABS (report.offset_us - offset_ms * 1000), <=, report.uncertainty_us);
  g_assert_null (strchr (report.text, '{'));
  g_assert_nonnull (strstr (rb_trace_get_notes (merged), report.text));
  assert_order (merged);
  assert_lanes (merged, three_lanes);
  g_assert_cmpint (rb_flow_get_verdict (rb_trace_find_flow (merged, "call-1"))->kind, ==, RB_VERDICT_ANSWERED);
  if (offset_ms == 0)
    {
      g_assert_cmpint (report.corrected_us, ==, 0);
      g_assert_cmpstr (report.text, ==, "The clocks of the two captures agree within 20.5 ms.");
    }
  rb_merge_report_clear (&report);

  /* the other way round */
  mirrored = rb_trace_merge (other, mine, &report);
  g_assert_cmpint (ABS (report.offset_us + offset_ms * 1000), <=, report.uncertainty_us);
  assert_order (mirrored);
  assert_lanes (mirrored, three_lanes);
  rb_merge_report_clear (&report);
}

#define DIRECT                                                                                                         \
  "0 A>B INVITE 1 INVITE b1 -\n20 B>A 180 1 INVITE b1 b\n900 B>A 200 1 INVITE b1 b\n910 A>B ACK 1 ACK b2 b\n"          \
  "2000 A>B BYE 2 BYE b3 b\n2011 B>A 200 2 BYE b3 b\n"
/* The same from the callee's end: what A sent comes 5 ms later, what B sent left 5 ms earlier. */
#define DIRECT_THERE                                                                                                   \
  "5 A>B INVITE 1 INVITE b1 -\n15 B>A 180 1 INVITE b1 b\n895 B>A 200 1 INVITE b1 b\n915 A>B ACK 1 ACK b2 b\n"          \
  "2005 A>B BYE 2 BYE b3 b\n2006 B>A 200 2 BYE b3 b\n"

static void
a_message_seen_at_both_ends_appears_once (gconstpointer data)
{
  gint64 offset_ms = GPOINTER_TO_INT (data);
  g_autoptr (RbTrace) mine = play_later (DIRECT, 0);
  g_autoptr (RbTrace) other = play_later (DIRECT_THERE, offset_ms);
  g_autoptr (RbTrace) merged = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_assert_cmpuint (report.n_both, ==, 6);
  g_assert_cmpint (report.offset_us, ==, offset_ms * 1000);
  g_assert_cmpint (report.uncertainty_us, ==, 5000);
  g_assert_cmpuint (rb_trace_get_n_messages (merged), ==, 6);
  /* each at the time it was sent */
  g_assert_cmpint (rb_trace_get_time (merged, 0) - FIXTURE_START_US, ==, 0);
  g_assert_cmpint (rb_trace_get_time (merged, 1) - FIXTURE_START_US, ==, 15000);
  g_assert_cmpint (rb_trace_get_time (merged, 3) - FIXTURE_START_US, ==, 910000);
  assert_lanes (merged, two_lanes);
  rb_merge_report_clear (&report);
}

/* The same capture twice changes nothing. */
static void
a_capture_merged_with_itself_stays_as_it_is (void)
{
  g_autoptr (RbTrace) mine = play_later (DIRECT "2500 A>B BYE 2 BYE b3 b\n", 0);
  g_autoptr (RbTrace) merged = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, mine, &report);
  g_assert_cmpint (report.offset_us, ==, 0);
  g_assert_cmpint (report.uncertainty_us, ==, 0);
  g_assert_cmpuint (report.n_both, ==, 7);
  g_assert_cmpuint (rb_trace_get_n_messages (merged), ==, 7);
  g_assert_cmpstr (report.text, ==, "The clocks of the two captures agree within 0.00 ms.");
  rb_merge_report_clear (&report);
}

/* The first copy was lost on the way: it is shown, and the second one once. */
static void
a_lost_copy_is_kept (void)
{
  g_autoptr (RbTrace) mine =
      play_later ("0 A>B INVITE 1 INVITE b1 -\n500 A>B INVITE 1 INVITE b1 -\n"
                  "520 B>A 180 1 INVITE b1 b\n900 B>A 486 1 INVITE b1 b\n910 A>B ACK 1 ACK b1 b\n",
                  0);
  g_autoptr (RbTrace) other = play_later ("505 A>B INVITE 1 INVITE b1 -\n515 B>A 180 1 INVITE b1 b\n"
                                          "895 B>A 486 1 INVITE b1 b\n915 A>B ACK 1 ACK b1 b\n",
                                          60000);
  g_autoptr (RbTrace) merged = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_assert_cmpint (report.offset_us, ==, 60000000);
  g_assert_cmpuint (report.n_both, ==, 4);
  g_assert_cmpuint (rb_trace_get_n_messages (merged), ==, 5);
  g_assert_cmpuint (rb_trace_get_step (merged, 1)->repeat, ==, 1);
  rb_merge_report_clear (&report);
}

/* Between the ends is a NAT: the proxy's capture knows the caller by another address. */
static void
a_nat_between_makes_no_lane (void)
{
  g_autoptr (RbTrace) mine =
      play_later ("0 A>P INVITE 1 INVITE b1 -\n20 P>A 180 1 INVITE b1 b\n900 P>A 486 1 INVITE b1 b\n"
                  "910 A>P ACK 1 ACK b1 b\n",
                  0);
  g_autoptr (RbTrace) other = play_later (
      "8 N:1024>P INVITE 1 INVITE b1 -\n9 P>B INVITE 1 INVITE p1 - " VIA_A "\n13 B>P 180 1 INVITE p1 b " VIA_A "\n"
      "14 P>N:1024 180 1 INVITE b1 b\n894 P>N:1024 486 1 INVITE b1 b\n1395 P>N:1024 486 1 INVITE b1 b\n"
      "1397 N:1024>P ACK 1 ACK b1 b\n",
      -1000);
  g_autoptr (RbTrace) merged = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_assert_cmpint (report.method, ==, RB_MERGE_TWO_WAYS);
  g_assert_cmpint (ABS (report.offset_us + 1000000), <=, report.uncertainty_us);
  assert_lanes (merged, three_lanes);
  rb_merge_report_clear (&report);
}

static void
one_direction_is_less_sure (void)
{
  g_autoptr (RbTrace) mine = play_later ("0 A>P INVITE 1 INVITE b1 -\n3143 A>P ACK 1 ACK b2 b\n", 0);
  g_autoptr (RbTrace) other = play_later (CALLEE, 5000);
  g_autoptr (RbTrace) merged = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_assert_cmpint (report.method, ==, RB_MERGE_ONE_WAY);
  g_assert_cmpint (report.uncertainty_us, ==, -1);
  g_assert_cmpint (report.offset_us, ==, 5022000);
  rb_merge_report_clear (&report);
}

/* 100 ms lost between INVITE and BYE: no one offset fits. */
static void
clocks_that_do_not_run_alike_are_told (void)
{
  g_autoptr (RbTrace) mine = play_later (DIRECT, 0);
  g_autoptr (RbTrace) other = play_later (
      "5 A>B INVITE 1 INVITE b1 -\n15 B>A 180 1 INVITE b1 b\n895 B>A 200 1 INVITE b1 b\n915 A>B ACK 1 ACK b2 b\n"
      "2105 A>B BYE 2 BYE b3 b\n2106 B>A 200 2 BYE b3 b\n",
      60000);
  g_autoptr (RbTrace) merged = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_assert_cmpint (report.method, ==, RB_MERGE_DRIFTING);
  g_assert_cmpint (ABS (report.offset_us - 60000000), <=, 100000);
  g_assert_cmpuint (report.n_both, ==, 6);
  rb_merge_report_clear (&report);
}

static void
strangers_are_put_side_by_side (void)
{
  g_autoptr (RbTrace) mine = play_later (CALLER, 0);
  g_autoptr (RbTrace) other = play_later ("100 C>D OPTIONS 1 OPTIONS o1 - call=other\n", 0);
  g_autoptr (RbTrace) empty = rb_trace_new ();
  g_autoptr (RbTrace) merged = NULL;
  g_autoptr (RbTrace) same = NULL;
  RbMergeReport report;

  merged = rb_trace_merge (mine, other, &report);
  g_assert_cmpint (report.method, ==, RB_MERGE_UNRELATED);
  g_assert_cmpstr (report.text, ==, "No message of one call is in both captures: their times are left as they are.");
  g_assert_cmpuint (rb_trace_get_n_messages (merged), ==, 8);
  rb_merge_report_clear (&report);

  same = rb_trace_merge (mine, empty, NULL);
  g_assert_cmpuint (rb_trace_get_n_messages (same), ==, 7);
}

int
main (int argc, char **argv)
{
  static const int offsets_ms[] = { 0, 180000, -180000, 1000, -37, 30 };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (offsets_ms); i++)
    {
      g_autofree char *proxy = g_strdup_printf ("/merge/through-a-proxy/%d-ms", offsets_ms[i]);
      g_autofree char *direct = g_strdup_printf ("/merge/direct/%d-ms", offsets_ms[i]);

      g_test_add_data_func (proxy, GINT_TO_POINTER (offsets_ms[i]), both_ends_of_a_proxy_make_three_lanes);
      g_test_add_data_func (direct, GINT_TO_POINTER (offsets_ms[i]), a_message_seen_at_both_ends_appears_once);
    }
#define ADD(name) g_test_add_func ("/merge/" #name, name)
  ADD (a_capture_merged_with_itself_stays_as_it_is);
  ADD (a_lost_copy_is_kept);
  ADD (a_nat_between_makes_no_lane);
  ADD (one_direction_is_less_sure);
  ADD (clocks_that_do_not_run_alike_are_told);
  ADD (strangers_are_put_side_by_side);
#undef ADD
  return g_test_run ();
}
