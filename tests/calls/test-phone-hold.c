/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens in a call between two whole phones: hold, keys, and the second call beside it. */

#include "rb-test-phone.h"

#include <string.h>

static void
set_up (RbTestPhone *phone, gconstpointer data)
{
  rb_test_phone_set_up (phone, 440, NULL);
}

static void
tear_down (RbTestPhone *phone, gconstpointer data)
{
  rb_test_phone_tear_down (phone);
}

static void
a_call_is_held_and_resumed (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));
  g_autofree char *text = NULL;

  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  rb_call_set_hold (call, TRUE);
  g_assert_false (rb_call_is_on_hold (call)); /* not before the far end agreed */
  rb_test_wait_for (rb_call_is_on_hold (call));
  text = rb_call_format_state (call);
  g_assert_cmpstr (text, ==, "On hold");
  rb_test_far_end_wait (callee, "held-by-remote");
  rb_call_set_hold (call, FALSE);
  rb_test_wait_for (!rb_call_is_on_hold (call));
  rb_test_far_end_wait (callee, "resumed-by-remote");
  rb_call_hang_up (call);
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
}

static void
the_far_end_holds (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *caller = rb_test_phone_get_called (phone, "--hold-after", "0.1");
  g_autofree char *text = NULL;

  rb_call_answer (phone->incoming);
  rb_test_wait_for (rb_call_is_held_by_remote (phone->incoming));
  text = rb_call_format_state (phone->incoming);
  g_assert_true (g_str_has_prefix (text, "Held by "));
  rb_test_far_end_wait (caller, "held");
  rb_call_hang_up (phone->incoming);
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 0);
}

static void
keys_are_heard_by_the_other_side (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *caller = rb_test_phone_get_called (phone, "--dtmf", "19*#");
  static const char digits[] = "2d0";

  rb_call_answer (phone->incoming);
  rb_test_wait_for (strcmp (phone->digits->str, "19*#") == 0);
  rb_call_send_dtmf (phone->incoming, "2x d0"); /* only keys are sent */
  for (guint i = 0; i < strlen (digits); i++)
    g_assert_cmpint (rb_test_get_text (rb_test_far_end_wait (caller, "dtmf"), "digit")[0], ==,
                     g_ascii_toupper (digits[i]));
  rb_call_hang_up (phone->incoming);
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 0);
}

static void
answering_the_second_call_holds_the_first (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *first_end = rb_test_far_end_new ("answer", "--count", "1", NULL);
  g_autoptr (RbCall) first = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (first_end)));
  RbTestFarEnd *second_end;

  rb_test_wait_for (rb_call_get_state (first) == RB_CALL_ACTIVE);
  second_end = rb_test_phone_get_called (phone, "--hang-up-after", "30");
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_CALL_WAITING);
  g_assert_true (rb_phone_get_current_call (phone->phone) == first);
  rb_call_answer (phone->incoming);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ACTIVE && rb_call_is_on_hold (first));
  rb_test_far_end_wait (first_end, "held-by-remote");
  g_assert_true (rb_phone_get_current_call (phone->phone) == phone->incoming);

  /* Back to the first: now the second is held. */
  rb_call_set_hold (first, FALSE);
  rb_test_wait_for (!rb_call_is_on_hold (first) && rb_call_is_on_hold (phone->incoming));
  rb_test_far_end_wait (second_end, "held-by-remote");
  rb_call_hang_up (phone->incoming);
  g_assert_cmpint (rb_test_far_end_finish (second_end), ==, 0);
  g_assert_cmpint (rb_call_get_state (first), ==, RB_CALL_ACTIVE);
  rb_call_hang_up (first);
  g_assert_cmpint (rb_test_far_end_finish (first_end), ==, 0);
}

static void
dialling_a_second_call_holds_the_first (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *ends[] = { rb_test_far_end_new ("answer", "--count", "1", NULL),
                           rb_test_far_end_new ("answer", "--count", "1", NULL) };
  g_autoptr (RbCall) first = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (ends[0])));
  g_autoptr (RbCall) second = NULL;

  rb_test_wait_for (rb_call_get_state (first) == RB_CALL_ACTIVE);
  second = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (ends[1])));
  rb_test_wait_for (rb_call_is_on_hold (first) && rb_call_get_state (second) == RB_CALL_ACTIVE);
  rb_call_hang_up (second);
  rb_call_hang_up (first);
  g_assert_cmpint (rb_test_far_end_finish (ends[0]), ==, 0);
  g_assert_cmpint (rb_test_far_end_finish (ends[1]), ==, 0);
}

#define ADD(function) g_test_add ("/phone-hold/" #function, RbTestPhone, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (a_call_is_held_and_resumed);
  ADD (the_far_end_holds);
  ADD (keys_are_heard_by_the_other_side);
  ADD (answering_the_second_call_holds_the_first);
  ADD (dialling_a_second_call_holds_the_first);

  return g_test_run ();
}
