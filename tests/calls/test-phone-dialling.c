/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Outgoing calls as a person makes them: dial plan, emergency numbers, redirections, redial, call back. */

#include "rb-test-phone.h"

#include <string.h>

typedef struct
{
  RbTestPhone phone;
  RbTestPeer peer;
  RbAccount *account; /* at the peer's address */
  char *asked;        /* target of the last "redirect-asked" */
} Fixture;

static void
on_redirect_asked (RbPhone *phone, RbCall *call, const char *target, Fixture *fixture)
{
  g_free (fixture->asked);
  fixture->asked = g_strdup (target);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *domain = NULL;
  g_autoptr (GError) error = NULL;

  rb_test_phone_set_up (&fixture->phone, 440, NULL);
  rb_test_peer_set_up (&fixture->peer, 0);
  domain = g_strdup_printf ("127.0.0.1:%u", fixture->peer.port);
  fixture->account = g_object_new (RB_TYPE_ACCOUNT, "user", "me", "domain", domain, "register", FALSE, "dial-plan",
                                   "<0:+86>[1-9]x.|9x.!", "dial-prefix", "7", NULL);
  rb_phone_save_account (fixture->phone.phone, fixture->account, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->phone.phone, "redirect-asked", G_CALLBACK (on_redirect_asked), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rb_test_peer_tear_down (&fixture->peer);
  rb_test_phone_tear_down (&fixture->phone);
  g_clear_object (&fixture->account);
  g_clear_pointer (&fixture->asked, g_free);
}

static GSettings *
get_settings (Fixture *fixture)
{
  return rb_phone_get_settings (fixture->phone.phone);
}

/* Dials; the peer hears the INVITE for @user. */
static RbCall *
dial (Fixture *fixture, const char *target, const char *user)
{
  g_autofree char *line = g_strdup_printf ("INVITE sip:%s@127.0.0.1:%u ", user, fixture->peer.port);
  g_autoptr (GError) error = NULL;
  RbCall *call = rb_phone_call (fixture->phone.phone, NULL, target, &error);

  g_assert_no_error (error);
  rb_test_peer_expect (&fixture->peer, line);

  return call;
}

static void
refuse (Fixture *fixture, const char *status)
{
  rb_test_peer_respond (&fixture->peer, status, NULL);
  rb_test_peer_expect (&fixture->peer, "ACK ");
}

static guint
get_n_up (Fixture *fixture)
{
  GListModel *calls = rb_phone_get_calls (fixture->phone.phone);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      n += rb_call_get_state (call) != RB_CALL_ENDED;
    }

  return n;
}

static void
a_number_goes_through_the_dial_plan_and_the_call_tells_both (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RbCall *call = dial (fixture, "(010) 1234", "+86101234");

  g_assert_cmpstr (rb_call_get_dialled (call), ==, "0101234");
  g_assert_true (g_str_has_prefix (rb_call_get_remote_uri (call), "sip:+86101234@"));
  g_assert_true (rb_call_get_account (call) == fixture->account);
  refuse (fixture, "486 Busy Here");

  dial (fixture, "1234", "71234");
  refuse (fixture, "486 Busy Here");
  dial (fixture, "alice", "alice");
  refuse (fixture, "486 Busy Here");

  g_assert_null (rb_phone_call (fixture->phone.phone, NULL, "9123", &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);
  g_assert_nonnull (strstr (error->message, "9x.!"));
}

static void
an_emergency_call_is_sent_as_dialled_and_comes_first (Fixture *fixture, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (&fixture->phone, rb_test_far_end_get_port (callee)));
  g_autoptr (GError) error = NULL;

  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  g_settings_set_boolean (get_settings (fixture), "single-call", TRUE);
  g_settings_set_boolean (get_settings (fixture), "do-not-disturb", TRUE);
  g_object_set (fixture->account, "dial-plan", "x.!", NULL);
  g_assert_null (rb_phone_call (fixture->phone.phone, NULL, "alice", &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);

  dial (fixture, "112", "112");
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED); /* it made way */
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
  refuse (fixture, "486 Busy Here");

  /* Also from the history, where it is an address. */
  g_clear_error (&error);
  g_assert_nonnull (rb_phone_redial (fixture->phone.phone, &error));
  rb_test_peer_expect (&fixture->peer, "INVITE sip:112@");
  refuse (fixture, "486 Busy Here");
}

static void
an_emergency_call_takes_any_account_that_works (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) broken =
      g_object_new (RB_TYPE_ACCOUNT, "user", "x", "domain", "example.org", "enabled", FALSE, NULL);
  g_autoptr (GError) error = NULL;

  rb_phone_save_account (fixture->phone.phone, broken, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (rb_phone_call (fixture->phone.phone, broken, "1234", &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);
  g_clear_error (&error);
  g_assert_nonnull (rb_phone_call (fixture->phone.phone, broken, "110", &error));
  rb_test_peer_expect (&fixture->peer, "INVITE sip:110@");
  refuse (fixture, "486 Busy Here");
}

static char *
make_moved (const char *user, guint16 port)
{
  return g_strdup_printf ("302 Moved Temporarily\r\nContact: <sip:%s@127.0.0.1:%u>", user, port);
}

static void
a_redirection_is_asked_about_then_followed (Fixture *fixture, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", NULL);
  g_autofree char *moved = make_moved ("new", rb_test_far_end_get_port (callee));
  g_autoptr (RbCall) call = g_object_ref (dial (fixture, "alice", "alice"));
  g_autoptr (RbCall) listed = NULL;
  g_autoptr (GError) error = NULL;
  RbCall *followed;

  refuse (fixture, moved);
  rb_test_wait_for (fixture->asked != NULL);
  g_assert_true (g_str_has_prefix (fixture->asked, "sip:new@127.0.0.1:"));
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_REDIRECTED);
  g_assert_cmpint (rb_test_phone_get_tone (&fixture->phone), ==, RB_TONE_NONE);

  followed = rb_phone_follow_redirect (fixture->phone.phone, call, &error);
  g_assert_no_error (error);
  listed = g_list_model_get_item (rb_phone_get_calls (fixture->phone.phone), 0);
  g_assert_true (listed == followed);
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_calls (fixture->phone.phone)), ==, 1);
  rb_test_wait_for (rb_call_get_state (followed) == RB_CALL_ACTIVE);
  rb_call_hang_up (followed);
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
}

static void
a_redirection_that_is_not_wanted_is_dismissed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *moved = make_moved ("new", fixture->peer.port);
  g_autoptr (RbCall) call = g_object_ref (dial (fixture, "alice", "alice"));

  rb_phone_dismiss_call (fixture->phone.phone, call); /* not while it goes on */
  g_assert_cmpuint (get_n_up (fixture), ==, 1);
  refuse (fixture, moved);
  rb_test_wait_for (fixture->asked != NULL);
  rb_phone_dismiss_call (fixture->phone.phone, call);
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_calls (fixture->phone.phone)), ==, 0);
  g_assert_null (rb_phone_get_current_call (fixture->phone.phone));
}

static void
a_redirection_is_followed_by_itself (Fixture *fixture, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", "--hang-up-after", "0.2", NULL);
  g_autofree char *moved = make_moved ("new", rb_test_far_end_get_port (callee));

  g_settings_set_string (get_settings (fixture), "redirects", "follow");
  dial (fixture, "alice", "alice");
  refuse (fixture, moved);
  rb_test_far_end_wait (callee, "answered");
  g_assert_null (fixture->asked);
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
}

static void
a_redirection_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *moved = make_moved ("new", fixture->peer.port);
  g_autoptr (RbCall) call = NULL;

  g_settings_set_string (get_settings (fixture), "redirects", "refuse");
  call = g_object_ref (dial (fixture, "alice", "alice"));
  refuse (fixture, moved);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_null (fixture->asked);
  g_assert_cmpuint (get_n_up (fixture), ==, 0);
}

/* Everybody points at somebody else, for ever. */
static void
a_chain_of_redirections_has_an_end (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  g_settings_set_string (get_settings (fixture), "redirects", "follow");
  dial (fixture, "a0", "a0");
  while (get_n_up (fixture) > 0)
    {
      g_autofree char *user = g_strdup_printf ("a%u", ++n);
      g_autofree char *moved = make_moved (user, fixture->peer.port);
      g_autofree char *line = g_strdup_printf ("INVITE sip:%s@", user);

      refuse (fixture, moved);
      rb_test_wait_for (get_n_up (fixture) == 0 || rb_test_peer_poll (&fixture->peer, line));
      g_assert_cmpuint (n, <, 20);
    }

  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <=, 6);
}

/* Two phones that forward to each other, and a caller who follows. */
static void
two_phones_that_forward_to_each_other_do_not_loop (Fixture *fixture, gconstpointer data)
{
  RbTestFarEnd *second;
  g_autofree char *here = g_strdup_printf ("sip:me@127.0.0.1:%u", fixture->phone.port);
  g_autofree char *there = NULL;
  RbTestFarEnd *caller;

  second = rb_test_far_end_new ("answer", "--forward-always", here, NULL);
  there = g_strdup_printf ("sip:bob@127.0.0.1:%u", rb_test_far_end_get_port (second));
  g_settings_set_string (get_settings (fixture), "forward-always-to", there);
  g_settings_set_boolean (get_settings (fixture), "forward-always", TRUE);
  caller = rb_test_far_end_new ("call", here, "--redirects", "follow", NULL);
  rb_test_far_end_wait (second, "refused");
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 1);
  g_assert_cmpint (rb_test_far_end_interrupt (second), ==, 0);
}

static void
redial_and_call_back_reach_the_same_again (Fixture *fixture, gconstpointer data)
{
  RbTestFarEnd *caller;
  g_autoptr (RbHistoryItem) row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (rb_phone_get_redial_target (fixture->phone.phone));
  g_assert_null (rb_phone_redial (fixture->phone.phone, &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);
  g_clear_error (&error);

  dial (fixture, "(010) 1234", "+86101234");
  refuse (fixture, "486 Busy Here");
  g_assert_nonnull (rb_phone_redial (fixture->phone.phone, &error));
  rb_test_peer_expect (&fixture->peer, "INVITE sip:+86101234@"); /* not rewritten once more */
  refuse (fixture, "486 Busy Here");

  caller = rb_test_phone_get_called (&fixture->phone, "--cancel-after", "0.1");
  g_assert_cmpint (rb_test_far_end_finish (caller), ==, 0);
  row = rb_test_phone_get_row (&fixture->phone);
  g_assert_true (rb_history_item_is_incoming (row));
  g_assert_nonnull (rb_phone_call_back (fixture->phone.phone, row, &error));
  g_assert_no_error (error);
}

#define ADD(function) g_test_add ("/phone-dialling/" #function, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (a_number_goes_through_the_dial_plan_and_the_call_tells_both);
  ADD (an_emergency_call_is_sent_as_dialled_and_comes_first);
  ADD (an_emergency_call_takes_any_account_that_works);
  ADD (a_redirection_is_asked_about_then_followed);
  ADD (a_redirection_that_is_not_wanted_is_dismissed);
  ADD (a_redirection_is_followed_by_itself);
  ADD (a_redirection_is_refused);
  ADD (a_chain_of_redirections_has_an_end);
  ADD (two_phones_that_forward_to_each_other_do_not_loop);
  ADD (redial_and_call_back_reach_the_same_again);

  return g_test_run ();
}
