/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls of a whole phone with a whole phone: sound both ways, every way to end, what is remembered. */

#include "rb-test-phone.h"

#include "rb-capture-reader.h"
#include "rb-media-session.h"

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
assert_capture (const char *path, const char *call_id, RbVerdictKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = rb_capture_read (path, NULL, &error);
  RbFlow *flow;

  g_assert_no_error (error);
  flow = rb_trace_find_flow (trace, call_id);
  g_assert_nonnull (flow);
  g_assert_cmpstr (rb_flow_get_method (flow), ==, "INVITE");
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, kind);
}

static void
both_hear_each_other_and_the_call_is_remembered (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--tone", "600", "--expect-tone", "440",
                                              "--answer-after", "0.3", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));
  g_autoptr (RbHistoryItem) row = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_CALLING);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_REMOTE_RINGING);
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_RINGBACK);
  g_assert_cmpuint (rb_call_get_provisional_status (call), ==, 180);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_NONE);
  g_assert_true (rb_phone_get_current_call (phone->phone) == call);
  rb_test_wait_for (rb_sound_device_measure_tone (rb_phone_get_sound_device (phone->phone), 600, 500) > 0.9);
  rb_test_far_end_wait (callee, "statistics");
  rb_test_far_end_wait (callee, "statistics");

  rb_call_hang_up (call);
  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_ENDING);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_ANSWERED);
  g_assert_null (rb_call_get_reason (call));
  text = rb_call_format_state (call);
  g_assert_true (g_str_has_prefix (text, "Ended after 00:0"));
  g_assert_cmpstr (rb_test_get_text (rb_test_far_end_wait (callee, "ended"), "verdict"), ==, "answered");
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);

  row = rb_test_phone_get_row (phone);
  g_assert_cmpstr (rb_history_item_get_verdict (row), ==, "answered");
  g_assert_cmpint (rb_history_item_get_talk_us (row), ==, rb_call_get_duration_us (call));
  g_assert_cmpstr (rb_history_item_get_call_id (row), ==, rb_call_get_call_id (call));
  assert_capture (rb_history_item_get_capture_path (row), rb_call_get_call_id (call), RB_VERDICT_ANSWERED);
}

static void
the_callee_hangs_up (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--hang-up-after", "0.2", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));

  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_ANSWERED);
  g_assert_null (rb_call_get_reason (call));
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
}

static void
the_caller_cancels_while_it_rings (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--never-answer", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));
  g_autoptr (RbHistoryItem) row = NULL;

  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_REMOTE_RINGING);
  rb_call_hang_up (call);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_CANCELLED);
  g_assert_cmpuint (rb_call_get_status (call), ==, 487);
  g_assert_cmpstr (rb_test_get_text (rb_test_far_end_wait (callee, "ended"), "verdict"), ==, "cancelled");
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
  row = rb_test_phone_get_row (phone);
  g_assert_cmpstr (rb_history_item_get_verdict (row), ==, "cancelled");
  g_assert_cmpint (rb_history_item_get_talk_us (row), ==, -1);
}

static void
the_callee_is_busy (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--reject", "486", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));
  g_autofree char *text = NULL;

  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_FAILED);
  g_assert_cmpuint (rb_call_get_status (call), ==, 486);
  g_assert_nonnull (rb_call_get_reason (call));
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_BUSY);
  text = rb_call_format_state (call);
  g_assert_cmpstr (text, ==, "Busy");
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
}

static void
an_incoming_call_is_answered (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *caller = rb_test_phone_get_called (phone, "--expect-tone", "440");

  g_assert_cmpint (rb_call_get_state (phone->incoming), ==, RB_CALL_INCOMING);
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_RINGING);
  rb_test_far_end_wait (caller, "ringing");
  rb_call_answer (phone->incoming);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (phone), ==, RB_TONE_NONE);
  rb_test_wait_for (rb_sound_device_measure_tone (rb_phone_get_sound_device (phone->phone), 600, 500) > 0.9);
  rb_test_far_end_wait (caller, "statistics");
  rb_test_far_end_wait (caller, "statistics");
  rb_call_hang_up (phone->incoming);
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 0);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ENDED);
  /* The INVITE came before there was a call: it is in the capture all the same. */
  assert_capture (rb_call_get_capture_path (phone->incoming), rb_call_get_call_id (phone->incoming),
                  RB_VERDICT_ANSWERED);
}

static void
an_incoming_call_is_declined (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *caller = rb_test_phone_get_called (phone, "--hang-up-after", "0");
  struct json_object *status;

  rb_call_hang_up (phone->incoming);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (phone->incoming), ==, RB_CALL_END_DECLINED);
  g_assert_true (json_object_object_get_ex (rb_test_far_end_wait (caller, "ended"), "status", &status));
  g_assert_cmpint (json_object_get_int (status), ==, 603);
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 1);
  g_assert_cmpuint (rb_history_get_n_missed (rb_phone_get_history (phone->phone)), ==, 0);
}

static void
a_caller_who_gives_up_is_a_missed_call (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *caller = rb_test_phone_get_called (phone, "--cancel-after", "0.2");

  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (phone->incoming), ==, RB_CALL_END_MISSED);
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 0);
  g_assert_cmpuint (rb_history_get_n_missed (rb_phone_get_history (phone->phone)), ==, 1);
}

static void
shutting_down_ends_every_call (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *active_end = rb_test_far_end_new ("answer", "--count", "1", NULL);
  RbTestFarEnd *ringing_end = rb_test_far_end_new ("answer", "--count", "1", "--never-answer", NULL);
  g_autoptr (RbCall) active = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (active_end)));
  g_autoptr (RbCall) ringing = NULL;
  char *folder = phone->folder;
  g_autoptr (RbHistoryItem) newest = NULL;
  g_autoptr (RbHistoryItem) oldest = NULL;

  rb_test_wait_for (rb_call_get_state (active) == RB_CALL_ACTIVE);
  ringing = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (ringing_end)));
  rb_test_wait_for (rb_call_get_state (ringing) == RB_CALL_REMOTE_RINGING);
  g_clear_object (&active);
  g_clear_object (&ringing);
  rb_test_phone_close (phone);
  g_assert_cmpint (rb_test_far_end_finish (active_end), ==, 0);
  g_assert_cmpint (rb_test_far_end_finish (ringing_end), ==, 0);

  rb_test_phone_set_up (phone, 440, folder);
  newest = rb_test_phone_get_row (phone);
  oldest = g_list_model_get_item (G_LIST_MODEL (rb_phone_get_history (phone->phone)), 1);
  g_assert_cmpstr (rb_history_item_get_verdict (newest), ==, "cancelled");
  g_assert_cmpstr (rb_history_item_get_verdict (oldest), ==, "answered");
}

#define ADD(function) g_test_add ("/phone-calls/" #function, RbTestPhone, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (both_hear_each_other_and_the_call_is_remembered);
  ADD (the_callee_hangs_up);
  ADD (the_caller_cancels_while_it_rings);
  ADD (the_callee_is_busy);
  ADD (an_incoming_call_is_answered);
  ADD (an_incoming_call_is_declined);
  ADD (a_caller_who_gives_up_is_a_missed_call);
  ADD (shutting_down_ends_every_call);

  return g_test_run ();
}
