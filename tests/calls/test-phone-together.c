/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several calls at once: swapped, waiting in a row, joined so that each hears the others and not itself. */

#include "rb-test-phone.h"

#define HEARD 0.9 /* share of a tone in what is heard, when it is alone */
#define WINDOW_MS 500

static void
set_up (RbTestPhone *phone, gconstpointer data)
{
  rb_test_phone_set_up (phone, GPOINTER_TO_UINT (data), NULL);
}

static void
tear_down (RbTestPhone *phone, gconstpointer data)
{
  rb_test_phone_tear_down (phone);
}

static void
on_conference_changed (RbPhone *phone, guint *n)
{
  *n += 1;
}

static double
hear (RbTestPhone *phone, double hz)
{
  return rb_sound_device_measure_tone (rb_phone_get_sound_device (phone->phone), hz, WINDOW_MS);
}

static double
get_tone_share (struct json_object *ended)
{
  struct json_object *share;

  g_assert_true (json_object_object_get_ex (ended, "tone_share", &share));

  return json_object_get_double (share);
}

/* A far end that says @tone Hz and expects to hear @expected Hz (nullable) alone; the call to it is up. */
static RbCall *
call_far_end (RbTestPhone *phone, RbTestFarEnd **far_end, const char *tone, const char *expected)
{
  RbCall *call;

  *far_end = rb_test_far_end_new ("answer", "--count", "1", "--tone", tone, expected != NULL ? "--expect-tone" : NULL,
                                  expected, NULL);
  call = rb_test_phone_call (phone, rb_test_far_end_get_port (*far_end));
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);

  return g_object_ref (call);
}

static void
two_calls_are_swapped (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *first_end, *second_end;
  g_autoptr (RbCall) first = call_far_end (phone, &first_end, "600", NULL);
  g_autoptr (RbCall) second = NULL;

  g_assert_false (rb_phone_swap (phone->phone)); /* nothing to swap with */
  second = call_far_end (phone, &second_end, "900", NULL);
  rb_test_wait_for (rb_call_is_on_hold (first));
  rb_test_wait_for (hear (phone, 900) > HEARD);

  g_assert_true (rb_phone_swap (phone->phone));
  rb_test_wait_for (rb_call_is_on_hold (second) && !rb_call_is_on_hold (first));
  rb_test_wait_for (hear (phone, 600) > HEARD);
  g_assert_true (rb_phone_get_current_call (phone->phone) == first);

  g_assert_true (rb_phone_swap (phone->phone));
  rb_test_wait_for (rb_call_is_on_hold (first) && !rb_call_is_on_hold (second));
  rb_test_wait_for (hear (phone, 900) > HEARD);

  rb_call_hang_up (first);
  rb_call_hang_up (second);
  g_assert_cmpint (rb_test_far_end_finish (first_end), ==, 0);
  g_assert_cmpint (rb_test_far_end_finish (second_end), ==, 0);
}

static void
three_hear_each_other_and_nobody_himself (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *first_end, *second_end;
  g_autoptr (RbCall) first = call_far_end (phone, &first_end, "600", "900");
  g_autoptr (RbCall) second = call_far_end (phone, &second_end, "900", "600");
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_signal_connect (phone->phone, "conference-changed", G_CALLBACK (on_conference_changed), &n_changes);
  g_assert_false (rb_phone_merge (phone->phone, first, first, &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);
  g_clear_error (&error);

  g_assert_true (rb_phone_merge (phone->phone, first, second, &error));
  g_assert_true (rb_phone_is_in_conference (phone->phone, first));
  g_assert_true (rb_phone_is_in_conference (phone->phone, second));
  g_assert_cmpuint (n_changes, ==, 1);
  rb_test_wait_for (!rb_call_is_on_hold (first) && !rb_call_is_on_hold (second));
  rb_test_far_end_wait (first_end, "resumed-by-remote");
  rb_test_wait_for (hear (phone, 600) > 0.3); /* one after the other: a busy machine leaves gaps in each */
  rb_test_wait_for (hear (phone, 900) > 0.3);
  rb_test_far_end_wait (second_end, "statistics");
  rb_test_far_end_wait (second_end, "statistics");

  /* One leaves, and the other goes on with us alone. */
  rb_call_hang_up (first);
  g_assert_cmpfloat (get_tone_share (rb_test_far_end_wait (first_end, "ended")), >, HEARD);
  g_assert_cmpint (rb_test_far_end_finish (first_end), ==, 0);
  rb_test_wait_for (!rb_phone_is_in_conference (phone->phone, second));
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpint (rb_call_get_state (second), ==, RB_CALL_ACTIVE);
  g_assert_false (rb_call_is_on_hold (second));
  rb_test_wait_for (hear (phone, 900) > HEARD);

  rb_call_hang_up (second);
  g_assert_cmpfloat (get_tone_share (rb_test_far_end_wait (second_end, "ended")), >, HEARD);
  g_assert_cmpint (rb_test_far_end_finish (second_end), ==, 0);
}

static void
a_conference_is_split_and_held_as_one (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *first_end, *second_end;
  g_autoptr (RbCall) first = call_far_end (phone, &first_end, "600", NULL);
  g_autoptr (RbCall) second = call_far_end (phone, &second_end, "900", NULL);
  g_autoptr (RbCall) third = NULL;
  RbTestFarEnd *third_end;
  g_autoptr (GError) error = NULL;

  g_assert_true (rb_phone_merge (phone->phone, first, second, &error));
  rb_test_wait_for (!rb_call_is_on_hold (first) && !rb_call_is_on_hold (second));

  /* A call beside it: both wait, and both come back. */
  third = call_far_end (phone, &third_end, "1200", NULL);
  rb_test_wait_for (rb_call_is_on_hold (first) && rb_call_is_on_hold (second));
  rb_test_wait_for (hear (phone, 1200) > HEARD);
  g_assert_true (rb_phone_swap (phone->phone));
  rb_test_wait_for (!rb_call_is_on_hold (first) && !rb_call_is_on_hold (second) && rb_call_is_on_hold (third));

  rb_phone_split (phone->phone, second);
  g_assert_false (rb_phone_is_in_conference (phone->phone, first));
  rb_test_wait_for (rb_call_is_on_hold (second) && !rb_call_is_on_hold (first));
  rb_test_wait_for (hear (phone, 600) > HEARD);

  rb_call_hang_up (first);
  rb_call_hang_up (second);
  rb_call_hang_up (third);
  g_assert_cmpint (rb_test_far_end_finish (first_end), ==, 0);
  g_assert_cmpint (rb_test_far_end_finish (second_end), ==, 0);
  g_assert_cmpint (rb_test_far_end_finish (third_end), ==, 0);
}

static void
several_callers_wait_in_a_row (RbTestPhone *phone, gconstpointer data)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_object_unref);
  RbTestFarEnd *callers[3];

  for (guint i = 0; i < G_N_ELEMENTS (callers); i++)
    {
      g_clear_object (&phone->incoming);
      callers[i] = rb_test_phone_get_called (phone, "--hold-after", "60");
      g_ptr_array_add (calls, g_object_ref (phone->incoming));
    }
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_RINGING); /* none is up yet */

  rb_call_answer (calls->pdata[1]);
  rb_test_wait_for (rb_call_get_state (calls->pdata[1]) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_CALL_WAITING);
  rb_call_reject (calls->pdata[0], 486);
  rb_call_answer (calls->pdata[2]); /* holds the other */
  rb_test_wait_for (rb_call_is_on_hold (calls->pdata[1]));
  rb_test_wait_for (rb_call_get_state (calls->pdata[2]) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_NONE);
  rb_test_far_end_wait (callers[1], "held-by-remote");

  g_assert_cmpint (rb_test_far_end_finish (callers[0]), ==, 1);
  for (guint i = 1; i < G_N_ELEMENTS (callers); i++)
    {
      rb_call_hang_up (calls->pdata[i]);
      g_assert_cmpint (rb_test_far_end_finish (callers[i]), ==, 0);
    }
}

#define ADD(function, tone)                                                                                            \
  g_test_add ("/phone-together/" #function, RbTestPhone, GUINT_TO_POINTER (tone), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (two_calls_are_swapped, 440);
  ADD (three_hear_each_other_and_nobody_himself, 0);
  ADD (a_conference_is_split_and_held_as_one, 0);
  ADD (several_callers_wait_in_a_row, 440);

  return g_test_run ();
}
