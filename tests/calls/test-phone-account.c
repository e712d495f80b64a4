/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts of the phone at a real registrar, the practice network: registered, refused, changed,
 * removed, and a call through its proxy. */

#include "rb-test-phone.h"

#include "rb-account-test.h"

#include "rb-lab.h"

#include <string.h>

typedef struct
{
  RbTestPhone phone;
  RbLab *lab;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RbLabConfig config = { .digest = RB_LAB_DIGEST_BOTH };
  g_autoptr (GError) error = NULL;

  rb_test_phone_set_up (&fixture->phone, 440, NULL);
  fixture->lab = rb_lab_new (rb_phone_get_engine (fixture->phone.phone), &config);
  rb_lab_start (fixture->lab, &error);
  g_assert_no_error (error);
  rb_lab_add_user (fixture->lab, "alice", "s3cret", &error);
  g_assert_no_error (error);
}

static void
on_lab_stopped (GObject *lab, GAsyncResult *result, gpointer stopped)
{
  rb_lab_stop_finish (RB_LAB (lab), result);
  *(gboolean *) stopped = TRUE;
}

static void
stop_lab (Fixture *fixture)
{
  gboolean stopped = FALSE;

  rb_lab_stop_async (fixture->lab, on_lab_stopped, &stopped);
  rb_test_wait_for (stopped);
  g_clear_object (&fixture->lab);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_lab (fixture);
  rb_test_phone_tear_down (&fixture->phone);
}

static RbAccount *
make_account (Fixture *fixture, gboolean practice)
{
  return g_object_new (RB_TYPE_ACCOUNT, "user", "alice", "domain", rb_lab_get_domain (fixture->lab), "practice",
                       practice, NULL);
}

static void
save (Fixture *fixture, RbAccount *account, const char *password)
{
  g_autoptr (GError) error = NULL;

  rb_phone_save_account (fixture->phone.phone, account, password, &error);
  g_assert_no_error (error);
}

static char *
read_accounts_file (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->phone.folder, "config", "accounts.json", NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);

  return text;
}

static void
the_right_password_registers_and_a_robot_talks (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) account = make_account (fixture, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbCall) call = NULL;
  g_autofree char *state = NULL;
  g_autofree char *file = NULL;

  save (fixture, account, "s3cret");
  g_assert_true (rb_phone_get_default_account (phone) == account);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  state = rb_account_format_state (account);
  g_assert_cmpstr (state, ==, "Registered at the practice network");
  file = read_accounts_file (fixture);
  g_assert_null (file); /* a practice account is not kept */

  call = rb_phone_call (phone, NULL, "echo", &error); /* a bare name: the account's domain */
  g_assert_no_error (error);
  g_object_ref (call);
  g_assert_true (rb_call_get_account (call) == account);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  rb_test_wait_for (rb_sound_device_measure_tone (rb_phone_get_sound_device (phone), 440, 500) > 0.9);
  rb_call_hang_up (call);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_ANSWERED);
}

static void
a_wrong_password_is_told_and_can_be_typed_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) account = make_account (fixture, FALSE);
  g_autofree char *file = NULL;

  save (fixture, account, "wrong");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_FAILED);
  g_assert_nonnull (rb_account_get_reason (account));
  rb_test_wait_for (strstr (fixture->phone.notices->str, "no keyring") != NULL);

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  g_assert_null (rb_account_get_reason (account));
  file = read_accounts_file (fixture);
  g_assert_nonnull (strstr (file, "\"alice\""));
  g_assert_null (strstr (file, "s3cret"));
}

static void
after_a_restart_without_a_keyring_the_password_is_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) account = make_account (fixture, FALSE);
  g_autoptr (RbAccount) again = NULL;
  g_autofree char *domain = g_strdup (rb_lab_get_domain (fixture->lab));
  char *folder = fixture->phone.folder;

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  stop_lab (fixture);
  rb_test_phone_close (&fixture->phone);
  rb_test_phone_set_up (&fixture->phone, 440, folder);

  again = g_list_model_get_item (rb_phone_get_accounts (fixture->phone.phone), 0);
  g_assert_cmpstr (rb_account_get_id (again), ==, rb_account_get_id (account));
  g_assert_true (rb_phone_get_default_account (fixture->phone.phone) == again);
  rb_test_wait_for (rb_account_get_registration (again) == RB_REGISTRATION_FAILED);
  g_assert_nonnull (strstr (rb_account_get_reason (again), "password is missing"));
  fixture->lab = rb_lab_new (rb_phone_get_engine (fixture->phone.phone), &(RbLabConfig){ 0 });
}

static void
an_account_switched_off_refuses_to_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) account = make_account (fixture, TRUE);
  g_autoptr (GError) error = NULL;

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  g_object_set (account, "enabled", FALSE, NULL);
  save (fixture, account, NULL);
  g_assert_cmpint (rb_account_get_registration (account), ==, RB_REGISTRATION_OFF);
  g_assert_null (rb_phone_call (fixture->phone.phone, account, "echo", &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);
}

static void
an_incomplete_account_is_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", "alice", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (rb_phone_save_account (fixture->phone.phone, account, "x", &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_ACCOUNT);
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_accounts (fixture->phone.phone)), ==, 0);
}

static void
a_changed_account_registers_anew_when_its_call_is_over (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) account = make_account (fixture, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbCall) call = NULL;

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  call = rb_phone_call (phone, account, "echo", &error);
  g_assert_no_error (error);
  g_object_ref (call);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  g_object_set (account, "expires", 120u, NULL);
  save (fixture, account, NULL);
  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_ACTIVE); /* the call goes on */
  rb_call_hang_up (call);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
}

static void
a_removed_account_is_gone (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) account = make_account (fixture, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  rb_phone_remove_account (phone, account, &error);
  g_assert_no_error (error);
  g_assert_null (rb_phone_get_default_account (phone));
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_accounts (phone)), ==, 0);
  file = read_accounts_file (fixture);
  g_assert_null (strstr (file, "alice"));
}

static void
count (RbPhone *phone, RbAccount *account, const char *sentence, guint *n)
{
  g_assert_nonnull (sentence);
  (*n)++;
}

static void
count_restored (RbPhone *phone, RbAccount *account, guint *n)
{
  (*n)++;
}

static void
an_outage_is_told_once (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) account = make_account (fixture, FALSE);
  guint n_failed = 0;
  guint n_restored = 0;

  g_signal_connect (phone, "registration-failed", G_CALLBACK (count), &n_failed);
  g_signal_connect (phone, "registration-restored", G_CALLBACK (count_restored), &n_restored);
  for (guint i = 0; i < 3; i++)
    {
      save (fixture, account, "wrong");
      rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERING);
      rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_FAILED);
    }
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_cmpuint (n_restored, ==, 0);

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_cmpuint (n_restored, ==, 1);

  rb_phone_wake (phone);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERING);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  g_assert_cmpuint (n_failed + n_restored, ==, 2);
  g_signal_handlers_disconnect_by_data (phone, &n_failed);
  g_signal_handlers_disconnect_by_data (phone, &n_restored);
}

/* logind tells everybody on the system bus when the machine went to sleep and when it woke up. */
static void
waking_up_registers_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) account = make_account (fixture, TRUE);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.login1", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  for (guint i = 0; i < 2; i++)
    {
      gboolean sleeps = i == 0;

      g_dbus_connection_emit_signal (bus, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                     "PrepareForSleep", g_variant_new ("(b)", sleeps), &error);
      g_assert_no_error (error);
    }
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERING);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  g_dbus_connection_close_sync (bus, NULL, NULL);
}

static void
several_accounts_have_a_state_each (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) alice = make_account (fixture, TRUE);
  g_autoptr (RbAccount) bob = g_object_new (RB_TYPE_ACCOUNT, "user", "bob", "domain", rb_lab_get_domain (fixture->lab),
                                            "practice", TRUE, NULL);
  g_autoptr (RbAccount) elsewhere =
      g_object_new (RB_TYPE_ACCOUNT, "user", "carol", "domain", "elsewhere.example", "register", FALSE, NULL);
  g_autofree char *there = g_strdup_printf ("sip:dave@%s", rb_lab_get_domain (fixture->lab));

  save (fixture, alice, "s3cret");
  save (fixture, bob, "nobody knows");
  save (fixture, elsewhere, NULL);
  rb_test_wait_for (rb_account_get_registration (alice) == RB_REGISTRATION_REGISTERED);
  rb_test_wait_for (rb_account_get_registration (bob) == RB_REGISTRATION_FAILED);
  g_assert_null (rb_account_get_reason (alice));
  g_assert_nonnull (rb_account_get_reason (bob));

  g_assert_true (rb_phone_get_account_for (phone, NULL) == alice);
  g_assert_true (rb_phone_get_account_for (phone, "123") == alice);
  g_assert_true (rb_phone_get_account_for (phone, there) == alice);
  g_assert_true (rb_phone_get_account_for (phone, "sip:dave@elsewhere.example") == elsewhere);
  rb_phone_set_default_account (phone, bob);
  g_assert_true (rb_phone_get_account_for (phone, there) == alice); /* bob's does not work */
  rb_phone_move_account (phone, elsewhere, 0, NULL);
  g_assert_true (g_list_model_get_item (rb_phone_get_accounts (phone), 0) == elsewhere);
  g_object_unref (elsewhere); /* of get_item() */
}

static void
settings_are_tested_before_they_are_saved (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) draft = make_account (fixture, FALSE);
  g_autoptr (RbAccountTest) wrong = rb_account_test_new (phone, draft, "wrong", NULL);
  g_autoptr (RbAccountTest) right = NULL;

  rb_test_wait_for (rb_account_test_get_state (wrong) == RB_REGISTRATION_FAILED);
  g_assert_cmpstr (rb_account_test_get_field (wrong), ==, "password");
  g_assert_nonnull (strstr (rb_account_test_get_sentence (wrong), "password"));
  rb_test_wait_for (rb_trace_get_n_messages (rb_account_test_get_trace (wrong)) >= 4);

  right = rb_account_test_new (phone, draft, "s3cret", NULL);
  rb_test_wait_for (rb_account_test_get_state (right) == RB_REGISTRATION_REGISTERED);
  /* … and it leaves again: REGISTER, 401, REGISTER, 200, REGISTER with Expires: 0, 200. */
  rb_test_wait_for (rb_trace_get_n_messages (rb_account_test_get_trace (right)) >= 6);
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_accounts (phone)), ==, 0);
  g_assert_null (read_accounts_file (fixture));
  rb_test_wait_for (G_OBJECT (right)->ref_count == 1 && G_OBJECT (wrong)->ref_count == 1); /* the agents are gone */
}

static void
an_undo_brings_the_password_back (Fixture *fixture, gconstpointer data)
{
  RbPhone *phone = fixture->phone.phone;
  g_autoptr (RbAccount) account = make_account (fixture, FALSE);
  g_autoptr (GError) error = NULL;

  save (fixture, account, "s3cret");
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);
  g_assert_true (rb_phone_remove_account (phone, account, &error));
  save (fixture, account, NULL);
  rb_phone_forget_removed_account (phone, account); /* it is not removed any more */
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);

  g_assert_true (rb_phone_remove_account (phone, account, &error));
  rb_phone_forget_removed_account (phone, account);
  save (fixture, account, NULL);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_FAILED);
  g_assert_true (rb_account_get_missing_password (account));
}

#define ADD(function) g_test_add ("/phone-account/" #function, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  int status;

  g_test_dbus_up (bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (the_right_password_registers_and_a_robot_talks);
  ADD (a_wrong_password_is_told_and_can_be_typed_again);
  ADD (after_a_restart_without_a_keyring_the_password_is_missing);
  ADD (an_account_switched_off_refuses_to_call);
  ADD (an_incomplete_account_is_not_saved);
  ADD (a_changed_account_registers_anew_when_its_call_is_over);
  ADD (a_removed_account_is_gone);
  ADD (an_outage_is_told_once);
  ADD (waking_up_registers_at_once);
  ADD (several_accounts_have_a_state_each);
  ADD (settings_are_tested_before_they_are_saved);
  ADD (an_undo_brings_the_password_back);
  status = g_test_run ();
  g_test_dbus_stop (bus);

  return status;
}
