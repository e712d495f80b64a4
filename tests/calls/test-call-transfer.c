/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transfers among three people: blind and into another call, in every role, with every outcome. */

#include "rb-test-parties.h"

#include <string.h>

typedef struct
{
  RbTestParties parties;
  RbCall *alice_bob; /* alice's end of it */
  RbCall *bob_alice;
  char *carol;
} Fixture;

static void
set_up (Fixture *t)
{
  memset (t, 0, sizeof *t);
  rb_test_parties_set_up (&t->parties);
  rb_test_parties_connect (&t->parties.alice, &t->parties.bob, &t->alice_bob, &t->bob_alice);
  t->carol = rb_test_party_uri (&t->parties.carol);
}

static void
tear_down (Fixture *t)
{
  rb_test_parties_tear_down (&t->parties);
  g_free (t->carol);
}

static void
begin_blind (Fixture *t)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rb_call_transfer (t->alice_bob, t->carol, &error));
  g_assert_no_error (error);
  g_assert_cmpint (rb_call_get_transfer_state (t->alice_bob), ==, RB_TRANSFER_ASKED);
  g_assert_cmpstr (rb_call_get_transfer_target (t->alice_bob), ==, t->carol);
}

static gboolean
is_talking (RbCall *call)
{
  return rb_call_get_state (call) == RB_CALL_ACTIVE && !rb_call_is_on_hold (call) && !rb_call_is_held_by_remote (call);
}

static void
blind_transfer_is_told_step_by_step (void)
{
  Fixture t;
  RbCall *bob_carol;
  RbCall *carol_bob;
  g_autofree char *sentence = NULL;
  g_autofree char *state = NULL;
  g_autofree char *alice = NULL;

  set_up (&t);
  begin_blind (&t);
  carol_bob = rb_test_party_get (&t.parties.carol, 0);
  bob_carol = rb_test_party_get (&t.parties.bob, 1);
  g_assert_true (rb_call_is_on_hold (t.alice_bob));
  rb_test_wait (rb_call_get_transfer_state (t.alice_bob) == RB_TRANSFER_RINGING);
  g_assert_cmpuint (rb_call_get_transfer_status (t.alice_bob), ==, 180);
  sentence = rb_call_format_transfer (t.alice_bob);
  g_assert_nonnull (strstr (sentence, "rings at"));
  alice = g_strdup (rb_sip_agent_get_aor (t.parties.alice.agent));
  g_assert_cmpstr (rb_call_get_referred_by (carol_bob), ==, alice);
  g_assert_cmpstr (rb_call_get_referred_by (bob_carol), ==, alice);

  rb_call_answer (carol_bob);
  rb_test_wait (rb_call_get_state (t.alice_bob) == RB_CALL_ENDED && rb_call_get_state (t.bob_alice) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_transfer_state (t.alice_bob), ==, RB_TRANSFER_SUCCEEDED);
  g_assert_cmpint (rb_call_get_end (t.alice_bob), ==, RB_CALL_END_ANSWERED);
  g_assert_null (rb_call_get_reason (t.alice_bob));
  state = rb_call_format_state (t.alice_bob);
  g_assert_cmpstr (state, ==, "Transferred");
  rb_test_wait (is_talking (bob_carol) && is_talking (carol_bob));
  /* Alice hung up: nobody had to do it for her. */
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "BYE"), ==, 1);
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "REFER"), ==, 1);
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "202 REFER"), ==, 1);
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "NOTIFY"), ==, 3); /* 100 180 200 */
  tear_down (&t);
}

/* What every failed transfer leaves: the talk as it was. */
static void
expect_failure (Fixture *t, const char *part)
{
  rb_test_wait (rb_call_get_transfer_state (t->alice_bob) == RB_TRANSFER_FAILED);
  g_test_message ("%s", rb_call_get_transfer_reason (t->alice_bob));
  g_assert_nonnull (strstr (rb_call_get_transfer_reason (t->alice_bob), part));
  rb_test_wait (is_talking (t->alice_bob) && is_talking (t->bob_alice));
}

static void
blind_transfer_to_a_busy_phone_comes_back (void)
{
  Fixture t;

  set_up (&t);
  begin_blind (&t);
  rb_call_reject (rb_test_party_get (&t.parties.carol, 0), 486);
  expect_failure (&t, "is busy");
  g_assert_cmpuint (rb_call_get_transfer_status (t.alice_bob), ==, 486);

  /* And it can be tried again. */
  begin_blind (&t);
  rb_call_answer (rb_test_party_get (&t.parties.carol, 1));
  rb_test_wait (rb_call_get_transfer_state (t.alice_bob) == RB_TRANSFER_SUCCEEDED);
  tear_down (&t);
}

static void
blind_transfer_is_declined_by_the_person (void)
{
  Fixture t;

  set_up (&t);
  t.parties.bob.decline = TRUE;
  begin_blind (&t);
  expect_failure (&t, "declined");
  g_assert_cmpuint (t.parties.bob.n_asked, ==, 1);
  g_assert_cmpuint (rb_test_party_count (&t.parties.carol), ==, 0);
  g_assert_null (rb_call_get_asked_target (t.bob_alice));
  tear_down (&t);
}

static void
phone_that_does_not_listen_declines (void)
{
  Fixture t;

  set_up (&t);
  g_signal_handlers_disconnect_matched (t.bob_alice, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA,
                                        g_signal_lookup ("transfer-asked", RB_TYPE_CALL), 0, NULL, NULL,
                                        &t.parties.bob);
  begin_blind (&t);
  expect_failure (&t, "declined to be transferred");
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "603 REFER"), ==, 1);
  tear_down (&t);
}

static void
held_call_stays_held_when_its_transfer_fails (void)
{
  Fixture t;

  set_up (&t);
  rb_call_set_hold (t.alice_bob, TRUE);
  rb_test_wait (rb_call_is_on_hold (t.alice_bob));
  t.parties.bob.decline = TRUE;
  begin_blind (&t);
  rb_test_wait (rb_call_get_transfer_state (t.alice_bob) == RB_TRANSFER_FAILED);
  g_assert_true (rb_call_is_on_hold (t.alice_bob));
  g_assert_true (rb_call_is_held_by_remote (t.bob_alice));
  tear_down (&t);
}

static void
transfer_asked_too_early_or_to_a_party_is_refused_here (void)
{
  Fixture t;
  g_autoptr (GError) error = NULL;
  g_autofree char *bob = NULL;
  g_autofree char *alice = NULL;
  RbCall *ringing;

  set_up (&t);
  bob = rb_test_party_uri (&t.parties.bob);
  alice = rb_test_party_uri (&t.parties.alice);
  g_assert_false (rb_call_transfer (t.alice_bob, bob, &error));
  g_assert_nonnull (strstr (error->message, "takes part in this call"));
  g_clear_error (&error);
  g_assert_false (rb_call_transfer (t.alice_bob, alice, &error));
  g_clear_error (&error);
  g_assert_false (rb_call_transfer (t.alice_bob, "", &error));
  g_clear_error (&error);
  g_assert_false (rb_call_transfer_to (t.alice_bob, t.alice_bob, &error));
  g_clear_error (&error);
  ringing = rb_test_party_call (&t.parties.alice, t.carol);
  g_assert_false (rb_call_transfer (ringing, bob, &error));
  g_assert_nonnull (strstr (error->message, "wait for its answer"));
  g_clear_error (&error);
  g_assert_false (rb_call_transfer_to (t.alice_bob, ringing, &error));
  g_clear_error (&error);
  begin_blind (&t);
  g_assert_false (rb_call_transfer (t.alice_bob, t.carol, &error));
  g_assert_nonnull (strstr (error->message, "already"));
  tear_down (&t);
}

static void
caller_hangs_up_while_the_target_rings (void)
{
  Fixture t;
  RbCall *carol_bob;

  set_up (&t);
  begin_blind (&t);
  carol_bob = rb_test_party_get (&t.parties.carol, 0);
  rb_test_wait (rb_call_get_transfer_state (t.alice_bob) == RB_TRANSFER_RINGING);
  rb_call_hang_up (t.alice_bob);
  rb_test_wait (rb_call_get_state (t.alice_bob) == RB_CALL_ENDED && rb_call_get_state (t.bob_alice) == RB_CALL_ENDED);
  rb_call_answer (carol_bob);
  rb_test_wait (is_talking (rb_test_party_get (&t.parties.bob, 1)));
  /* The far end reports to the end, though nobody shows it any more. */
  rb_test_wait (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "NOTIFY") == 3);
  rb_test_wait (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "200 NOTIFY") == 3);
  tear_down (&t);
}

static void
transferee_hangs_up_on_the_ringing_target (void)
{
  Fixture t;

  set_up (&t);
  begin_blind (&t);
  rb_test_party_get (&t.parties.carol, 0);
  rb_test_wait (rb_call_get_transfer_state (t.alice_bob) == RB_TRANSFER_RINGING);
  rb_call_hang_up (rb_test_party_get (&t.parties.bob, 1));
  expect_failure (&t, "cancelled");
  tear_down (&t);
}

static void
attended_transfer_joins_the_two (void)
{
  Fixture t;
  RbCall *alice_carol;
  RbCall *carol_alice;
  RbCall *bob_carol;
  RbCall *carol_bob;
  g_autoptr (GError) error = NULL;

  set_up (&t);
  rb_call_set_hold (t.alice_bob, TRUE);
  rb_test_parties_connect (&t.parties.alice, &t.parties.carol, &alice_carol, &carol_alice);
  g_assert_true (rb_call_transfer_to (t.alice_bob, alice_carol, &error));
  g_assert_no_error (error);
  bob_carol = rb_test_party_get (&t.parties.bob, 1);
  carol_bob = rb_test_party_get (&t.parties.carol, 1);
  rb_test_wait (rb_call_get_state (t.alice_bob) == RB_CALL_ENDED && rb_call_get_state (alice_carol) == RB_CALL_ENDED);
  rb_test_wait (rb_call_get_state (t.bob_alice) == RB_CALL_ENDED && rb_call_get_state (carol_alice) == RB_CALL_ENDED);
  rb_test_wait (is_talking (bob_carol) && is_talking (carol_bob));
  g_assert_cmpint (rb_call_get_transfer_state (t.alice_bob), ==, RB_TRANSFER_SUCCEEDED);
  g_assert_cmpint (rb_call_get_end (alice_carol), ==, RB_CALL_END_ANSWERED);
  g_assert_cmpint (rb_call_get_end (carol_alice), ==, RB_CALL_END_ANSWERED);
  /* It did not ring: two calls did before. */
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "180 INVITE"), ==, 2);
  g_assert_cmpuint (rb_test_agents_count (&t.parties.agents, RB_DIRECTION_SENT, "BYE"), ==, 2);
  tear_down (&t);
}

static void
attended_transfer_is_declined (void)
{
  Fixture t;
  RbCall *alice_carol;
  RbCall *carol_alice;

  set_up (&t);
  rb_call_set_hold (t.alice_bob, TRUE);
  rb_test_parties_connect (&t.parties.alice, &t.parties.carol, &alice_carol, &carol_alice);
  t.parties.bob.decline = TRUE;
  g_assert_true (rb_call_transfer_to (t.alice_bob, alice_carol, NULL));
  rb_test_wait (rb_call_get_transfer_state (t.alice_bob) == RB_TRANSFER_FAILED);
  g_assert_true (is_talking (alice_carol) && is_talking (carol_alice));
  g_assert_cmpint (rb_call_get_state (t.alice_bob), ==, RB_CALL_ACTIVE);
  g_assert_true (rb_call_is_on_hold (t.alice_bob));
  tear_down (&t);
}

/* The other call ended while the far end took its time. */
static void
attended_transfer_into_a_call_that_has_gone (void)
{
  Fixture t;
  RbCall *alice_carol;
  RbCall *carol_alice;

  set_up (&t);
  rb_test_parties_connect (&t.parties.alice, &t.parties.carol, &alice_carol, &carol_alice);
  t.parties.bob.deaf = TRUE;
  g_assert_true (rb_call_transfer_to (t.alice_bob, alice_carol, NULL));
  rb_call_hang_up (carol_alice);
  expect_failure (&t, "");
  g_assert_cmpint (rb_call_get_state (t.alice_bob), ==, RB_CALL_ACTIVE);
  tear_down (&t);
}

static void
transferred_calls_can_be_transferred_again (void)
{
  Fixture t;
  RbCall *carol_bob;
  RbCall *bob_carol;
  g_autofree char *alice = NULL;

  set_up (&t);
  alice = rb_test_party_uri (&t.parties.alice);
  begin_blind (&t);
  carol_bob = rb_test_party_get (&t.parties.carol, 0);
  bob_carol = rb_test_party_get (&t.parties.bob, 1);
  rb_call_answer (carol_bob);
  rb_test_wait (is_talking (bob_carol) && is_talking (carol_bob));
  rb_test_wait (rb_call_get_state (t.alice_bob) == RB_CALL_ENDED);
  g_assert_true (rb_call_transfer (carol_bob, alice, NULL));
  rb_call_answer (rb_test_party_get (&t.parties.alice, 1));
  rb_test_wait (rb_call_get_transfer_state (carol_bob) == RB_TRANSFER_SUCCEEDED);
  tear_down (&t);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(test) g_test_add_func ("/transfer/" #test, test)
  ADD (blind_transfer_is_told_step_by_step);
  ADD (blind_transfer_to_a_busy_phone_comes_back);
  ADD (blind_transfer_is_declined_by_the_person);
  ADD (phone_that_does_not_listen_declines);
  ADD (held_call_stays_held_when_its_transfer_fails);
  ADD (transfer_asked_too_early_or_to_a_party_is_refused_here);
  ADD (caller_hangs_up_while_the_target_rings);
  ADD (transferee_hangs_up_on_the_ringing_target);
  ADD (attended_transfer_joins_the_two);
  ADD (attended_transfer_is_declined);
  ADD (attended_transfer_into_a_call_that_has_gone);
  ADD (transferred_calls_can_be_transferred_again);
#undef ADD

  return g_test_run ();
}
