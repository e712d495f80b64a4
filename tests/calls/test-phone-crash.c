/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kill -9 in the middle of a call: its messages are in a readable capture, its row is in the
 * history, and the next start completes the row. The victim is this program, run again. */

#include "rb-test-phone.h"

#include "rb-capture-reader.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

typedef struct
{
  char *folder;
  GSubprocess *process;
  GDataInputStream *lines;
} Victim;

G_NORETURN static void
be_the_victim (const char *folder, const char *port)
{
  RbTestPhone phone = { 0 };
  g_autoptr (RbCall) call = NULL;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  rb_test_phone_set_up (&phone, 440, g_strdup (folder));
  call = g_object_ref (rb_test_phone_call (&phone, (guint16) atoi (port)));
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE || rb_call_get_state (call) == RB_CALL_REMOTE_RINGING);
  g_print ("%s\n", rb_call_get_state (call) == RB_CALL_ACTIVE ? "active" : "ringing");
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  g_print ("active\n");
  for (;;)
    rb_test_turn ();
}

static void
start_victim (Victim *victim, guint16 port)
{
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autoptr (GError) error = NULL;

  victim->folder = g_dir_make_tmp ("ringback-test-XXXXXX", &error);
  g_assert_no_error (error);
  victim->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "--victim",
                                      victim->folder, port_text, NULL);
  g_assert_no_error (error);
  victim->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (victim->process));
}

static void
wait_for_line (Victim *victim, const char *expected)
{
  g_autofree char *line = NULL;

  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (victim->lines, NULL, NULL, NULL);
      g_assert_nonnull (line);
    }
  while (strcmp (line, expected) != 0);
}

static void
kill_victim (Victim *victim)
{
  g_subprocess_send_signal (victim->process, SIGKILL);
  g_subprocess_wait (victim->process, NULL, NULL);
  g_object_unref (victim->lines);
  g_object_unref (victim->process);
}

static void
check_next_start (Victim *victim, const char *verdict, guint min_messages)
{
  RbTestPhone phone = { 0 };
  g_autoptr (RbHistoryItem) row = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = NULL;

  rb_test_phone_set_up (&phone, 440, g_steal_pointer (&victim->folder));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rb_phone_get_history (phone.phone))), ==, 1);
  do
    {
      rb_test_turn ();
      g_clear_object (&row);
      row = rb_test_phone_get_row (&phone);
    }
  while (strcmp (rb_history_item_get_verdict (row), "in-progress") == 0);
  g_assert_cmpstr (rb_history_item_get_verdict (row), ==, verdict);
  g_assert_cmpint (rb_history_item_get_talk_us (row) >= 0, ==, strcmp (verdict, "answered") == 0);

  trace = rb_capture_read (rb_history_item_get_capture_path (row), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), >=, min_messages);
  g_assert_nonnull (rb_trace_find_flow (trace, rb_history_item_get_call_id (row)));
  rb_test_phone_tear_down (&phone);
}

static void
a_phone_killed_while_talking_remembers_the_call (void)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--hang-up-after", "2", NULL);
  Victim victim;

  start_victim (&victim, rb_test_far_end_get_port (callee));
  rb_test_far_end_wait (callee, "answered");
  wait_for_line (&victim, "active");
  kill_victim (&victim);
  check_next_start (&victim, "answered", 3); /* INVITE, 180, 200; the ACK may have been on its way */
  rb_test_far_end_finish (callee);
}

static void
a_phone_killed_while_it_rings_remembers_the_call (void)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--reject", "486", "--answer-after", "2", NULL);
  Victim victim;

  start_victim (&victim, rb_test_far_end_get_port (callee));
  wait_for_line (&victim, "ringing");
  kill_victim (&victim);
  check_next_start (&victim, "failed", 2); /* INVITE, 180 */
  rb_test_far_end_wait (callee, "ended");
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  if (argc == 4 && strcmp (argv[1], "--victim") == 0)
    be_the_victim (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/phone-crash/a_phone_killed_while_talking_remembers_the_call",
                   a_phone_killed_while_talking_remembers_the_call);
  g_test_add_func ("/phone-crash/a_phone_killed_while_it_rings_remembers_the_call",
                   a_phone_killed_while_it_rings_remembers_the_call);

  return g_test_run ();
}
