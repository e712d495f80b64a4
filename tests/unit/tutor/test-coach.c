/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lab's checklist: which call is which experiment, and that ticks are kept. */

#include "rb-coach.h"

#include <glib/gstdio.h>
#include <string.h>

#include "files-fixture.h"
#include "trace-fixture.h"

static const struct
{
  const char *name;
  RbExperimentId id;
} recorded[] = {
  { "recorded/no-answer-408-by-proxy.caller.pcap", RB_EXPERIMENT_NO_ANSWER },
  { "recorded/rejected-486-after-ringing.caller.pcap", RB_EXPERIMENT_REJECTED },
  { "recorded/cancelled.caller.pcap", RB_EXPERIMENT_CANCELLED },
  { "recorded/answered-bye-by-caller.caller.pcap", RB_EXPERIMENT_ANSWERED },
  { "recorded/answered-bye-by-callee.pcap", RB_EXPERIMENT_ANSWERED },
  { "recorded/busy-at-once.caller.pcap", RB_EXPERIMENT_BUSY },
};

static void
calls_are_recognised (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      g_autoptr (RbTrace) trace = fixture_open (recorded[i].name);
      RbExperimentId id;

      g_assert_true (rb_experiment_recognise (fixture_find_flow (trace, "INVITE"), &id));
      g_assert_cmpint (id, ==, recorded[i].id);
    }
}

static void
other_calls_are_none (void)
{
  static const char *const scripts[] = {
    FIXTURE_RINGING,  /* still on */
    FIXTURE_ANSWERED, /* still on */
    FIXTURE_RINGING "3000 P>A 603 2 INVITE b2 b\n3001 A>P ACK 2 ACK b2 b\n",
    "0 P>A 486 2 INVITE b2 b\n1 A>P ACK 2 ACK b2 b\n", /* begins late */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      RbFlow *flow;
      g_autoptr (RbTrace) trace = fixture_call (scripts[i], &flow);
      RbExperimentId id;

      g_assert_false (rb_experiment_recognise (flow, &id));
    }
}

static void
count_change (guint *n)
{
  (*n)++;
}

static void
ticks_are_kept (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ringback-coach-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "lab.ini", NULL);
  g_autoptr (RbCoach) coach = rb_coach_new (path);
  guint n_changes = 0;
  RbExperimentId id;

  g_signal_connect_swapped (coach, "changed", G_CALLBACK (count_change), &n_changes);
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      g_autoptr (RbTrace) trace = fixture_open (recorded[i].name);
      RbFlow *flow = fixture_find_flow (trace, "INVITE");
      gboolean is_new = !rb_coach_is_done (coach, recorded[i].id);

      g_assert_cmpint (rb_coach_offer (coach, flow, &id), ==, is_new);
      g_assert_false (rb_coach_offer (coach, flow, &id));
      g_assert_cmpstr (rb_coach_get_call_id (coach, recorded[i].id), ==, rb_flow_get_call_id (flow));
    }
  n_changes = 0;
  rb_coach_set_answered (coach, RB_EXPERIMENT_BUSY);
  g_assert_cmpuint (n_changes, ==, 1);
  {
    g_autoptr (RbTrace) again = fixture_open ("recorded/busy-at-once.callee.pcap");
    g_autofree char *before = g_strdup (rb_coach_get_call_id (coach, RB_EXPERIMENT_BUSY));

    g_assert_false (rb_coach_offer (coach, fixture_find_flow (again, "INVITE"), &id));
    g_assert_cmpstr (rb_coach_get_call_id (coach, RB_EXPERIMENT_BUSY), ==, before);
  }

  g_clear_object (&coach);
  coach = rb_coach_new (path);
  g_assert_cmpuint (rb_coach_count_done (coach), ==, RB_N_EXPERIMENTS);
  g_assert_true (rb_coach_is_answered (coach, RB_EXPERIMENT_BUSY));
  g_assert_false (rb_coach_is_answered (coach, RB_EXPERIMENT_ANSWERED));
  g_assert_nonnull (rb_coach_get_call_id (coach, RB_EXPERIMENT_CANCELLED));

  rb_coach_reset (coach);
  g_clear_object (&coach);
  g_assert_true (g_file_set_contents (path, "[no-answer\nnonsense", -1, NULL));
  coach = rb_coach_new (path);
  g_assert_cmpuint (rb_coach_count_done (coach), ==, 0);
  g_assert_null (rb_coach_get_call_id (coach, RB_EXPERIMENT_BUSY));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coach/calls_are_recognised", calls_are_recognised);
  g_test_add_func ("/coach/other_calls_are_none", other_calls_are_none);
  g_test_add_func ("/coach/ticks_are_kept", ticks_are_kept);
  return g_test_run ();
}
