/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a call between two agents: every way to begin and to end it. */

#include "rb-test-agents.h"

static void
callee_answers_and_caller_hangs_up (void)
{
  RbTestAgents t;
  RbTestEvent *event;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  g_assert_true (rb_sip_call_is_incoming (t.in.call));
  g_assert_cmpstr (rb_sip_call_get_remote_sdp (t.in.call), ==, RB_TEST_SDP);
  g_assert_cmpstr (rb_sip_call_get_remote_name (t.in.call), ==, "Test \"quoted\"");
  g_assert_cmpstr (rb_sip_call_get_call_id (t.in.call), ==, rb_sip_call_get_call_id (t.out.call));

  rb_sip_call_ring (t.in.call);
  while ((event = rb_test_leg_expect (&t.out, RB_SIP_CALL_PROVISIONAL))->status == 100)
    ;
  g_assert_cmpuint (event->status, ==, 180);
  rb_sip_call_answer (t.in.call, RB_TEST_SDP);
  event = rb_test_leg_expect (&t.out, RB_SIP_CALL_ANSWERED);
  g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CONFIRMED);

  rb_sip_call_hang_up (t.out.call);
  event = rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_LOCAL);
  event = rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_REMOTE);
  rb_test_agents_tear_down (&t);
}

static void
callee_hangs_up (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_connect (&t);
  rb_sip_call_hang_up (t.in.call);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_LOCAL);
  g_assert_cmpint (rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_REMOTE);
  rb_test_agents_tear_down (&t);
}

static void
caller_cancels_while_ringing (void)
{
  RbTestAgents t;
  RbTestEvent *event;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  rb_sip_call_ring (t.in.call);
  while (rb_test_leg_expect (&t.out, RB_SIP_CALL_PROVISIONAL)->status < 180)
    ;
  rb_sip_call_hang_up (t.out.call);
  event = rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_LOCAL);
  g_assert_cmpuint (event->status, ==, 487);
  event = rb_test_leg_expect (&t.in, RB_SIP_CALL_CANCELLED);
  g_assert_false (event->answered_elsewhere);
  g_assert_cmpuint (rb_test_agents_count (&t, RB_DIRECTION_SENT, "CANCEL"), ==, 1);
  rb_test_agents_tear_down (&t);
}

static void
caller_cancels_before_anything_came_back (void)
{
  RbTestAgents t;
  g_autofree char *uri = NULL;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  uri = rb_test_agent_uri (t.bob, "bob");
  rb_test_leg_init (&t.out, rb_sip_call_new_outgoing (t.alice, uri, RB_TEST_SDP, NULL));
  rb_sip_call_hang_up (t.out.call);
  g_assert_cmpint (rb_test_leg_expect_final (&t.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_LOCAL);
  rb_test_wait (t.in.call != NULL);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CANCELLED);
  rb_test_agents_tear_down (&t);
}

/* RFC 3261 9.1: no CANCEL before a provisional response. */
static void
caller_cancels_and_the_callee_is_slow (void)
{
  RbTestAgents t;
  RbTestPeer peer;
  RbTestEvent *event;
  g_autofree char *uri = NULL;
  const char *invite;

  rb_test_peer_set_up (&peer);
  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  uri = rb_test_peer_uri (&peer, "slow");
  rb_test_leg_init (&t.out, rb_sip_call_new_outgoing (t.alice, uri, RB_TEST_SDP, NULL));
  invite = rb_test_peer_expect (&peer, "INVITE ");
  rb_sip_call_hang_up (t.out.call);
  rb_test_peer_expect (&peer, "INVITE "); /* repeated: still no CANCEL */
  g_assert_cmpuint (rb_test_agents_count (&t, RB_DIRECTION_SENT, "CANCEL"), ==, 0);
  rb_test_peer_respond (&peer, invite, "100 Trying", NULL, NULL);
  rb_test_peer_respond (&peer, rb_test_peer_expect (&peer, "CANCEL "), "200 OK", NULL, NULL);
  rb_test_peer_respond (&peer, invite, "487 Request Terminated", NULL, NULL);
  event = rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_LOCAL);
  g_assert_cmpuint (event->status, ==, 487);
  rb_test_peer_expect (&peer, "ACK ");
  rb_test_agents_tear_down (&t);
  rb_test_peer_tear_down (&peer);
}

static void
caller_cancels_and_the_callee_answers_all_the_same (void)
{
  RbTestAgents t;
  RbTestPeer peer;
  g_autofree char *uri = NULL;
  const char *invite;

  rb_test_peer_set_up (&peer);
  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  uri = rb_test_peer_uri (&peer, "quick");
  rb_test_leg_init (&t.out, rb_sip_call_new_outgoing (t.alice, uri, RB_TEST_SDP, NULL));
  invite = rb_test_peer_expect (&peer, "INVITE ");
  rb_test_peer_respond (&peer, invite, "180 Ringing", NULL, NULL);
  rb_test_leg_expect (&t.out, RB_SIP_CALL_PROVISIONAL);
  rb_sip_call_hang_up (t.out.call);
  rb_test_peer_expect (&peer, "CANCEL ");
  rb_test_peer_respond (&peer, invite, "200 OK", NULL, RB_TEST_SDP);
  rb_test_peer_expect (&peer, "ACK ");
  rb_test_peer_respond (&peer, rb_test_peer_expect (&peer, "BYE "), "200 OK", NULL, NULL);
  g_assert_cmpint (rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_LOCAL);
  rb_test_agents_tear_down (&t);
  rb_test_peer_tear_down (&peer);
}

static void
answer_crosses_the_cancel (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  rb_sip_call_ring (t.in.call);
  while (rb_test_leg_expect (&t.out, RB_SIP_CALL_PROVISIONAL)->status < 180)
    ;
  rb_sip_call_answer (t.in.call, RB_TEST_SDP);
  rb_test_wait (rb_test_agents_count (&t, RB_DIRECTION_SENT, "200 INVITE") > 0);
  rb_sip_call_hang_up (t.out.call);
  /* Either the answer is known already (BYE), or CANCEL came too late (200, then BYE). */
  rb_test_leg_expect_final (&t.out, t.out.events->len > t.out.taken ? RB_SIP_CALL_ANSWERED : RB_SIP_CALL_ENDED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CONFIRMED);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_REMOTE);
  rb_test_agents_tear_down (&t);
}

static void
check_rejection (guint status, const char *phrase)
{
  RbTestAgents t;
  RbTestEvent *event;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  rb_sip_call_reject (t.in.call, status, NULL);
  event = rb_test_leg_expect_final (&t.out, RB_SIP_CALL_FAILED);
  g_assert_cmpuint (event->status, ==, status);
  g_assert_false (event->synthetic);
  g_assert_nonnull (strstr (event->reason, phrase));
  event = rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_LOCAL);
  rb_test_agents_tear_down (&t);
}

static void
callee_is_busy_or_declines (void)
{
  check_rejection (486, "busy");
  check_rejection (603, "declined");
  check_rejection (480, "cannot be reached");
}

static void
callee_sends_early_media (void)
{
  RbTestAgents t;
  RbTestEvent *event;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  rb_sip_call_progress (t.in.call, RB_TEST_SDP);
  while ((event = rb_test_leg_expect (&t.out, RB_SIP_CALL_PROVISIONAL))->status < 183)
    ;
  g_assert_cmpuint (event->status, ==, 183);
  g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP);
  rb_test_wait (rb_test_agents_count (&t, RB_DIRECTION_RECEIVED, "200 PRACK") == 1);
  rb_sip_call_answer (t.in.call, RB_TEST_SDP);
  rb_test_leg_expect (&t.out, RB_SIP_CALL_ANSWERED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CONFIRMED);
  rb_sip_call_hang_up (t.out.call);
  rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED);
  rb_test_agents_tear_down (&t);
}

static void
early_media_is_answered_at_once (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  rb_sip_call_ring (t.in.call);
  rb_sip_call_progress (t.in.call, RB_TEST_SDP);
  rb_sip_call_answer (t.in.call, RB_TEST_SDP);
  rb_test_leg_expect_final (&t.out, RB_SIP_CALL_ANSWERED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CONFIRMED);
  rb_test_agents_tear_down (&t);
}

static void
one_side_holds_and_the_other_agrees (void)
{
  RbTestAgents t;
  RbTestEvent *event;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_connect (&t);
  for (guint i = 0; i < 2; i++)
    {
      RbTestLeg *from = i == 0 ? &t.out : &t.in;
      RbTestLeg *to = i == 0 ? &t.in : &t.out;

      rb_sip_call_offer (from->call, RB_TEST_SDP_HOLD);
      event = rb_test_leg_expect (to, RB_SIP_CALL_OFFER);
      g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP_HOLD);
      rb_sip_call_answer_offer (to->call, 200, RB_TEST_SDP);
      event = rb_test_leg_expect (from, RB_SIP_CALL_OFFER_ANSWERED);
      g_assert_cmpuint (event->status, ==, 200);
      g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP);
      rb_test_wait (rb_test_agents_count (&t, RB_DIRECTION_RECEIVED, "ACK") == 2 + i);
    }

  rb_sip_call_offer (t.out.call, RB_TEST_SDP_HOLD);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_OFFER);
  rb_sip_call_answer_offer (t.in.call, 488, NULL);
  event = rb_test_leg_expect (&t.out, RB_SIP_CALL_OFFER_ANSWERED);
  g_assert_cmpuint (event->status, ==, 488);
  g_assert_nonnull (event->reason);

  /* A refused offer leaves the call as it was. */
  rb_sip_call_hang_up (t.out.call);
  g_assert_cmpint (rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_LOCAL);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_REMOTE);
  rb_test_agents_tear_down (&t);
}

static void
both_sides_offer_at_once (void)
{
  RbTestAgents t;
  guint pending = 2;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_connect (&t);
  rb_sip_call_offer (t.out.call, RB_TEST_SDP_HOLD);
  rb_sip_call_offer (t.in.call, RB_TEST_SDP_HOLD);
  while (pending > 0)
    {
      RbTestLeg *legs[] = { &t.out, &t.in };

      rb_test_wait (t.out.events->len > t.out.taken || t.in.events->len > t.in.taken);
      for (guint i = 0; i < 2; i++)
        if (legs[i]->events->len > legs[i]->taken)
          {
            RbTestEvent *event = g_ptr_array_index (legs[i]->events, legs[i]->taken++);

            if (event->kind == RB_SIP_CALL_OFFER)
              rb_sip_call_answer_offer (legs[i]->call, 200, RB_TEST_SDP);
            else
              {
                g_assert_cmpint (event->kind, ==, RB_SIP_CALL_OFFER_ANSWERED);
                g_assert_true (event->status == 200 || event->status == 491); /* RFC 3261 14.1 */
                pending--;
              }
          }
    }

  rb_sip_call_offer (t.out.call, RB_TEST_SDP);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_OFFER);
  rb_sip_call_answer_offer (t.in.call, 200, RB_TEST_SDP);
  g_assert_cmpuint (rb_test_leg_expect (&t.out, RB_SIP_CALL_OFFER_ANSWERED)->status, ==, 200);
  rb_test_agents_tear_down (&t);
}

static void
digits_travel_in_info_requests (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_connect (&t);
  rb_sip_call_send_dtmf_info (t.out.call, '5', 160);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_DTMF)->digit, ==, '5');
  rb_sip_call_send_dtmf_info (t.in.call, '#', 160);
  g_assert_cmpint (rb_test_leg_expect (&t.out, RB_SIP_CALL_DTMF)->digit, ==, '#');
  rb_test_agents_tear_down (&t);
}

static void
both_hang_up_at_once (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_connect (&t);
  rb_sip_call_hang_up (t.out.call);
  rb_sip_call_hang_up (t.in.call);
  rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED);
  rb_test_agents_tear_down (&t);
}

static void
callee_hangs_up_before_the_ack (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  rb_sip_call_answer (t.in.call, RB_TEST_SDP);
  rb_sip_call_hang_up (t.in.call);
  rb_test_leg_expect_final (&t.out, RB_SIP_CALL_ANSWERED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CONFIRMED);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_LOCAL);
  g_assert_cmpint (rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_REMOTE);
  rb_test_agents_tear_down (&t);
}

static void
answer_inside_the_callback (RbSipCall *call)
{
  rb_sip_call_answer (call, RB_TEST_SDP);
}

static void
callee_answers_inside_the_callback (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  t.on_incoming = answer_inside_the_callback;
  rb_test_agents_call (&t);
  rb_test_leg_expect_final (&t.out, RB_SIP_CALL_ANSWERED);
  rb_test_leg_expect (&t.in, RB_SIP_CALL_CONFIRMED);
  rb_test_agents_tear_down (&t);
}

static void
call_to_an_unknown_user_is_not_found (void)
{
  RbTestAgents t;
  g_autofree char *uri = NULL;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  uri = rb_test_agent_uri (t.bob, "carol");
  rb_test_leg_init (&t.out, rb_sip_call_new_outgoing (t.alice, uri, RB_TEST_SDP, NULL));
  g_assert_cmpuint (rb_test_leg_expect_final (&t.out, RB_SIP_CALL_FAILED)->status, ==, 404);
  g_assert_null (t.in.call);
  rb_test_agents_tear_down (&t);
}

static void
redirect_is_told_and_not_followed (void)
{
  RbTestAgents t;
  RbTestEvent *event;
  g_autofree char *alice = NULL;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_call (&t);
  alice = rb_test_agent_uri (t.alice, "alice");
  rb_sip_call_redirect (t.in.call, alice, "unconditional");
  rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED);
  event = rb_test_leg_expect_final (&t.out, RB_SIP_CALL_FAILED);
  g_assert_cmpuint (event->status, ==, 302);
  g_assert_nonnull (event->contacts);
  g_assert_cmpstr (event->contacts[0], ==, alice);
  g_assert_null (event->contacts[1]);
  g_assert_cmpuint (rb_test_agents_count (&t, RB_DIRECTION_SENT, "INVITE"), ==, 1);
  rb_test_agents_tear_down (&t);
}

static void
agents_shut_down_in_the_middle_of_a_call (void)
{
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agents_connect (&t);
  rb_sip_agent_shut_down (t.alice);
  g_assert_cmpint (rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_LOCAL);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_REMOTE);
  rb_test_agents_tear_down (&t);
}

static void
bad_addresses_are_refused (void)
{
  static const char *const bad[] = { "",          "sip:",    "http://example.org", "sip:a@b c", "sip:a@b\r\nX: y",
                                     "<sip:a@b>", "tel:123", "sip:\xff@x\x01" };
  RbTestAgents t;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_sip_call_new_outgoing (t.alice, bad[i], RB_TEST_SDP, &error));
      g_assert_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI);
    }
  rb_test_agents_tear_down (&t);
}

#define ADD(test) g_test_add_func ("/call/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (callee_answers_and_caller_hangs_up);
  ADD (callee_hangs_up);
  ADD (caller_cancels_while_ringing);
  ADD (caller_cancels_before_anything_came_back);
  ADD (caller_cancels_and_the_callee_is_slow);
  ADD (caller_cancels_and_the_callee_answers_all_the_same);
  ADD (answer_crosses_the_cancel);
  ADD (callee_is_busy_or_declines);
  ADD (callee_sends_early_media);
  ADD (early_media_is_answered_at_once);
  ADD (one_side_holds_and_the_other_agrees);
  ADD (both_sides_offer_at_once);
  ADD (digits_travel_in_info_requests);
  ADD (both_hang_up_at_once);
  ADD (callee_hangs_up_before_the_ack);
  ADD (callee_answers_inside_the_callback);
  ADD (call_to_an_unknown_user_is_not_found);
  ADD (redirect_is_told_and_not_followed);
  ADD (agents_shut_down_in_the_middle_of_a_call);
  ADD (bad_addresses_are_refused);

  return g_test_run ();
}
