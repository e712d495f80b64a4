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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/callee-answers-and-caller-hangs-up", callee_answers_and_caller_hangs_up);
  g_test_add_func ("/call/callee-hangs-up", callee_hangs_up);

  return g_test_run ();
}
