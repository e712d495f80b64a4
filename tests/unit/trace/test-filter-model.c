/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The view of a trace through a filter: what it holds while the trace grows, while it works in
 * slices, and when calls change their verdict. */

#include "rb-filter-model.h"

#include "rb-ladder.h"
#include "rb-trace-private.h"
#include "trace-fixture.h"

/* Follows a list by its announcements alone, as a view does. */
typedef struct
{
  GListModel *model;
  GArray *positions;
  guint n_signals;
} Mirror;

static guint
position_of (GListModel *model, guint n)
{
  g_autoptr (RbMessage) message = g_list_model_get_item (model, n);

  return rb_message_get_position (message);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Mirror *self)
{
  g_assert_cmpuint (position + removed, <=, self->positions->len);
  if (removed > 0)
    g_array_remove_range (self->positions, position, removed);
  for (guint i = 0; i < added; i++)
    {
      guint value = position_of (model, position + i);

      g_array_insert_val (self->positions, position + i, value);
    }
  g_assert_cmpuint (self->positions->len, ==, g_list_model_get_n_items (model));
  self->n_signals++;
}

static void
mirror_init (Mirror *self, RbFilterModel *model)
{
  self->model = G_LIST_MODEL (model);
  self->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->n_signals = 0;
  for (guint i = 0; i < g_list_model_get_n_items (self->model); i++)
    {
      guint value = position_of (self->model, i);

      g_array_append_val (self->positions, value);
    }
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
mirror_clear (Mirror *self)
{
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_array_unref (self->positions);
}

static void
assert_shows (Mirror *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->positions->len);
  for (guint i = 0; i < self->positions->len; i++)
    {
      g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (self->positions, guint, i));
      g_assert_cmpuint (rb_filter_model_get_position (RB_FILTER_MODEL (self->model), i), ==,
                        g_array_index (self->positions, guint, i));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
set_filter (RbFilterModel *model, const char *expression)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbFilter) filter = rb_filter_parse (expression, &error);

  g_assert_no_error (error);
  rb_filter_model_set_filter (model, filter);
}

static void
growth_is_followed (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbFilterModel) model = rb_filter_model_new (trace, NULL);
  Mirror mirror;

  mirror_init (&mirror, model);
  set_filter (model, "response");
  fixture_play (trace, FIXTURE_CHALLENGE);
  assert_shows (&mirror, "");
  rb_trace_flush (trace);
  assert_shows (&mirror, "1 2 5");
  fixture_say (trace, "100 P>A 180 2 INVITE b2 b");
  rb_trace_flush (trace);
  assert_shows (&mirror, "1 2 5 6");
  g_assert_cmpfloat (rb_filter_model_get_progress (model), ==, 1);

  set_filter (model, "status:180");
  assert_shows (&mirror, "6");
  rb_filter_model_set_filter (model, NULL);
  assert_shows (&mirror, "0 1 2 3 4 5 6");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 7));
  mirror_clear (&mirror);
}

static void
verdicts_are_looked_at_again (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbFilterModel) model = rb_filter_model_new (trace, NULL);
  Mirror mirror;
  guint n_signals;

  mirror_init (&mirror, model);
  set_filter (model, "verdict:in-progress or no:4");
  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 - call=one\n"
                       "1 B>P INVITE 1 INVITE b2 - call=two\n"
                       "2 P>A 100 1 INVITE b1 - call=one\n"
                       "3 P>B 100 1 INVITE b2 - call=two\n");
  rb_trace_flush (trace);
  assert_shows (&mirror, "0 1 2 3");

  /* One call is refused: its messages leave, in one announcement. */
  n_signals = mirror.n_signals;
  fixture_say (trace, "4 P>B 486 1 INVITE b2 x call=two");
  rb_trace_flush (trace);
  assert_shows (&mirror, "0 2 3");
  g_assert_cmpuint (mirror.n_signals, ==, n_signals + 1);

  /* What left comes back where it was. */
  set_filter (model, "verdict:busy");
  assert_shows (&mirror, "1 3 4");
  fixture_say (trace, "5 P>A 486 1 INVITE b1 y call=one");
  rb_trace_flush (trace);
  assert_shows (&mirror, "0 1 2 3 4 5");
  mirror_clear (&mirror);
}

static void
candidates_limit_the_view (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (RbFilterModel) model = rb_filter_model_new (trace, candidates);
  const guint some[] = { 1, 2, 5 };
  Mirror mirror;

  mirror_init (&mirror, model);
  fixture_play (trace, FIXTURE_RINGING);
  rb_trace_flush (trace);
  assert_shows (&mirror, "");
  g_array_append_vals (candidates, some, 2);
  rb_filter_model_update (model);
  assert_shows (&mirror, "1 2");
  set_filter (model, "verdict:in-progress -status:407");
  assert_shows (&mirror, "1");
  g_array_append_vals (candidates, some + 2, 1);
  rb_filter_model_update (model);
  assert_shows (&mirror, "1 5");

  /* The call's end takes only candidates along. */
  fixture_say (trace, "200 P>A 486 2 INVITE b2 b");
  rb_trace_flush (trace);
  rb_filter_model_update (model);
  assert_shows (&mirror, "");
  mirror_clear (&mirror);
}

#define N_LONG 2000

/* Requests and responses in turn, with bodies that make a regular expression go back and forth. */
static RbTrace *
new_long_trace (void)
{
  g_autofree char *filling = g_strnfill (1000, 'a');
  RbTrace *trace = rb_trace_new ();

  rb_trace_begin_bulk (trace);
  for (guint i = 0; i < N_LONG; i++)
    {
      g_autofree char *line =
          g_strdup_printf ("%u A>P %s 1 MESSAGE b%u - call=%u header=Content-Length:1001\r\n\r\n%s!", i,
                           i % 2 == 0 ? "MESSAGE" : "200", i / 2, i / 2, filling);

      fixture_say (trace, line);
    }
  rb_trace_end_bulk (trace);

  return trace;
}

static void
on_progress (RbFilterModel *model, GParamSpec *pspec, double *last)
{
  double progress = rb_filter_model_get_progress (model);

  g_assert_cmpfloat (progress, >=, *last);
  *last = progress;
}

/* Goes back 20 000 times in each message before it gives up: some 100 ms in all, many slices. */
#define SLOW_FILTER "response -body~^(a+)+$"

static void
long_traces_are_taken_in_slices (void)
{
  g_autoptr (RbTrace) trace = new_long_trace ();
  g_autoptr (RbFilterModel) model = rb_filter_model_new (trace, NULL);
  double last = 0;
  Mirror mirror;

  rb_filter_model_finish (model);
  mirror_init (&mirror, model);
  g_assert_cmpuint (mirror.positions->len, ==, N_LONG);
  set_filter (model, SLOW_FILTER);
  g_assert_cmpfloat (rb_filter_model_get_progress (model), <, 1);
  g_assert_cmpuint (mirror.positions->len, <, N_LONG / 2);
  g_signal_connect (model, "notify::progress", G_CALLBACK (on_progress), &last);
  while (rb_filter_model_get_progress (model) < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mirror.positions->len, ==, N_LONG / 2);
  g_assert_cmpuint (mirror.n_signals, >, 2);
  g_signal_handlers_disconnect_by_data (model, &last);

  /* Another filter before it is done begins anew; then it is finished at once. */
  set_filter (model, SLOW_FILTER);
  set_filter (model, "request");
  rb_filter_model_finish (model);
  g_assert_cmpuint (mirror.positions->len, ==, N_LONG / 2);
  g_assert_cmpuint (g_array_index (mirror.positions, guint, 1), ==, 2);
  mirror_clear (&mirror);
}

static void
ladder_shows_what_is_left (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbFilterModel) model = rb_filter_model_new (trace, NULL);
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, FIXTURE_ANSWERED);
  rb_trace_flush (trace);
  set_filter (model, "method:INVITE response -status:100");
  ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (model));
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 3);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 0)->position, ==, 2);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 1)->position, ==, 6);
  set_filter (model, "request");
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 4);
  g_assert_cmpstr (rb_ladder_get_row (ladder, 1)->label, ==, "ACK");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-model/growth-is-followed", growth_is_followed);
  g_test_add_func ("/filter-model/verdicts-are-looked-at-again", verdicts_are_looked_at_again);
  g_test_add_func ("/filter-model/candidates-limit-the-view", candidates_limit_the_view);
  g_test_add_func ("/filter-model/long-traces-are-taken-in-slices", long_traces_are_taken_in_slices);
  g_test_add_func ("/filter-model/ladder-shows-what-is-left", ladder_shows_what_is_left);

  return g_test_run ();
}
