/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ladders of every capture and message in tests/data, whatever is wrong with it, and of very long calls. */

#include "files-fixture.h"
#include "rb-ladder.h"
#include "trace-fixture.h"

#define N_LONG 20000
#define N_LIVE 3000

static void
check_spans (RbLadder *ladder, guint n, guint (*list) (RbLadder *, guint, RbLadderSpan *))
{
  RbLadderSpan spans[RB_LADDER_MAX_SPANS];
  guint n_spans = list (ladder, n, spans);

  g_assert_cmpuint (n_spans, <=, RB_LADDER_MAX_SPANS);
  for (guint i = 0; i < n_spans; i++)
    {
      g_assert_cmpuint (spans[i].lane, <, rb_ladder_get_n_lanes (ladder));
      g_assert_cmpuint (spans[i].slot, <, RB_LADDER_MAX_SPANS);
      g_assert_false (spans[i].begins && spans[i].ends);
      g_assert_true (i == 0 || spans[i].slot > spans[i - 1].slot);
    }
}

static void
check_row (RbLadder *ladder, guint n)
{
  const RbLadderRow *row = rb_ladder_get_row (ladder, n);
  g_autofree char *sentence = rb_ladder_format_sentence (ladder, n);
  RbLadderBand band;

  g_assert_cmpuint (row->from, <, rb_ladder_get_n_lanes (ladder));
  g_assert_cmpuint (row->to, <, rb_ladder_get_n_lanes (ladder));
  g_assert_true (row->cause == RB_FLOW_NONE || row->cause < row->position);
  g_assert_cmpuint (rb_ladder_find_row (ladder, row->position), ==, n);
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_null (strchr (sentence, '{'));
  check_spans (ladder, n, rb_ladder_list_brackets);
  check_spans (ladder, n, rb_ladder_list_ties);
  if (rb_ladder_get_band (ladder, n, &band))
    {
      g_assert_cmpuint (band.left, <=, band.right);
      g_assert_cmpuint (band.right, <, rb_ladder_get_n_lanes (ladder));
      g_assert_nonnull (band.text);
    }
}

static void
check_ladder (RbLadder *ladder)
{
  for (guint n = 0; n < rb_ladder_get_n_rows (ladder); n++)
    {
      guint next = rb_ladder_find_in_exchange (ladder, n, 1);

      check_row (ladder, n);
      g_assert_true (next == RB_FLOW_NONE || rb_ladder_find_in_exchange (ladder, next, -1) == n);
    }
}

static void
check_trace (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);
  g_autoptr (RbLadder) whole = NULL;

  rb_trace_flush (trace);
  whole = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  g_assert_cmpuint (rb_ladder_get_n_rows (whole), ==, rb_trace_get_n_messages (trace));
  check_ladder (whole);
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (flow);

      g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, rb_flow_get_n_steps (flow));
      check_ladder (ladder);
    }
}

static guint n_messages;

static void
check_capture (const char *name, RbTrace *trace)
{
  n_messages += rb_trace_get_n_messages (trace);
  check_trace (name, trace);
}

static void
every_capture_has_its_ladders (void)
{
  g_assert_cmpuint (fixture_each_capture ("captures", check_capture), >, 20);
  g_assert_cmpuint (fixture_each_capture ("recorded", check_capture), >, 60);
  g_assert_cmpuint (n_messages, >, 1000);
}

static void
every_torture_message_has_a_ladder (void)
{
  g_assert_cmpuint (fixture_each_torture_message (check_trace), >, 40);
}

/* One call of a great many transactions: a row costs the same wherever it is. */
static void
a_long_call_costs_no_more_a_row (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, FIXTURE_ANSWERED);
  for (guint i = 0; i < N_LONG / 2; i++)
    {
      g_autofree char *lines = g_strdup_printf ("%u A>P INFO %u INFO i%u b\n%u P>A 200 %u INFO i%u b", 4000 + i * 10,
                                                i + 3, i, 4001 + i * 10, i + 3, i);

      fixture_play (trace, lines);
    }
  ladder = rb_ladder_new_for_flow (rb_trace_find_flow (trace, "call-1"));
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, N_LONG + 9);
  for (guint n = 0; n < rb_ladder_get_n_rows (ladder); n++)
    check_row (ladder, n);
}

/* Offers and answers without end, each of which the ladder is asked about as it comes. */
static void
a_call_that_is_changed_all_the_time_keeps_up (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = NULL;
  RbLadderBand band;

  fixture_play (trace, FIXTURE_ANSWERED);
  ladder = rb_ladder_new_for_flow (rb_trace_find_flow (trace, "call-1"));
  for (guint i = 0; i < N_LIVE; i++)
    {
      g_autofree char *lines =
          g_strdup_printf ("%u A>P INVITE %u INVITE r%u b sdp\n%u P>A 200 %u INVITE r%u b sdp\n"
                           "%u A>P ACK %u ACK k%u b",
                           4000 + i * 10, i + 3, i, 4001 + i * 10, i + 3, i, 4002 + i * 10, i + 3, i);

      fixture_play (trace, lines);
      g_assert_true (rb_ladder_get_band (ladder, rb_ladder_get_n_rows (ladder) - 1, &band));
    }
  fixture_play (trace, "999000 A>P BYE 9999 BYE y b\n999001 P>A 200 9999 BYE y b");
  g_assert_false (rb_ladder_get_band (ladder, rb_ladder_get_n_rows (ladder) - 1, &band));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ladder-captures/every-capture", every_capture_has_its_ladders);
  g_test_add_func ("/ladder-captures/every-torture-message", every_torture_message_has_a_ladder);
  g_test_add_func ("/ladder-captures/long-call", a_long_call_costs_no_more_a_row);
  g_test_add_func ("/ladder-captures/changed-all-the-time", a_call_that_is_changed_all_the_time_keeps_up);
  return g_test_run ();
}
