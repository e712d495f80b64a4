/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every event in every state of a real call: RbCall with its RbSipCall and media on one end, a real stack on the
 * other. Each state is reached by calling; an event that the far end can cause there is caused by it, any other is
 * handed over as the stack would. Asserted are the state, the message that the table orders, and that the call
 * can be hung up afterwards and leaves nothing. */

#include "rb-test-parties.h"

#include "rb-phone.h"

#include <string.h>

#define ELSEWHERE "sip:elsewhere@127.0.0.1:9"

typedef struct
{
  RbTestAgents agents; /* alice has the call, bob's is a bare leg */
  RbTestParty alice;
  RbCall *call;
  RbTestLeg far; /* bob's end */
  guint seen;    /* states since the event, as bits */
} Fixture;

static void
on_far_event (RbSipCall *sip, const RbSipCallEvent *event, gpointer data)
{
  if (event->kind == RB_SIP_CALL_OFFER)
    rb_sip_call_answer_offer (sip, 200, RB_TEST_SDP);
}

/* @sip: (transfer full) */
static void
take_far_end (Fixture *t, RbSipCall *sip)
{
  rb_test_leg_init (&t->far, sip);
  g_signal_connect (sip, "event", G_CALLBACK (on_far_event), NULL);
}

static void
on_far_call (RbSipAgent *agent, RbSipCall *sip, Fixture *t)
{
  take_far_end (t, g_object_ref (sip));
}

static void
call_bob (Fixture *t)
{
  g_autofree char *bob = rb_test_agent_uri (t->agents.bob, "bob");

  t->call = rb_test_party_call (&t->alice, bob);
  rb_test_wait (t->far.call != NULL);
}

static void
be_called (Fixture *t)
{
  g_autofree char *alice = rb_test_party_uri (&t->alice);

  take_far_end (t, rb_sip_call_new_outgoing (t->agents.bob, alice, RB_TEST_SDP, NULL));
  t->call = rb_test_party_get (&t->alice, 0);
  rb_test_wait (t->far.events->len > 0); /* 180 */
}

static void
reach_state (Fixture *t, RbCallState state)
{
  switch (state)
    {
    case RB_CALL_CALLING:
      call_bob (t);
      break;
    case RB_CALL_REMOTE_RINGING:
      call_bob (t);
      rb_sip_call_ring (t->far.call);
      break;
    case RB_CALL_INCOMING:
      be_called (t);
      break;
    case RB_CALL_ANSWERING:
      be_called (t);
      rb_call_answer (t->call); /* the ACK is not read before the next turn of the main loop */
      return;
    case RB_CALL_ACTIVE:
    case RB_CALL_ENDING:
    case RB_CALL_ENDED:
      call_bob (t);
      rb_sip_call_answer (t->far.call, RB_TEST_SDP);
      rb_test_wait (rb_call_get_state (t->call) == RB_CALL_ACTIVE);
      rb_test_leg_expect (&t->far, RB_SIP_CALL_CONFIRMED);
      if (state == RB_CALL_ACTIVE)
        break;
      rb_call_hang_up (t->call);
      if (state == RB_CALL_ENDING)
        return; /* nor is the answer to the BYE */
      break;
    case RB_N_CALL_STATES:
    default:
      g_assert_not_reached ();
    }
  rb_test_wait (rb_call_get_state (t->call) == state);
}

/* What the far end can do by itself in @state. FALSE: nothing there causes @event. */
static gboolean
let_far_end_cause (Fixture *t, RbCallState state, RbCallEventKind event)
{
  gboolean early = state == RB_CALL_CALLING || state == RB_CALL_REMOTE_RINGING;

  switch (event)
    {
    case RB_CALL_EVENT_RINGING:
      if (!early)
        return FALSE;
      rb_sip_call_ring (t->far.call);
      return TRUE;
    case RB_CALL_EVENT_EARLY_MEDIA:
      if (!early)
        return FALSE;
      rb_sip_call_progress (t->far.call, RB_TEST_SDP);
      return TRUE;
    case RB_CALL_EVENT_ACCEPTED:
      if (!early)
        return FALSE;
      rb_sip_call_answer (t->far.call, RB_TEST_SDP);
      return TRUE;
    case RB_CALL_EVENT_FAILED:
      if (!early)
        return FALSE;
      rb_sip_call_reject (t->far.call, 486, NULL);
      return TRUE;
    case RB_CALL_EVENT_REDIRECTED:
      if (!early)
        return FALSE;
      rb_sip_call_redirect (t->far.call, ELSEWHERE, "unconditional");
      return TRUE;
    case RB_CALL_EVENT_CANCELLED:
      if (state != RB_CALL_INCOMING)
        return FALSE;
      rb_sip_call_hang_up (t->far.call);
      return TRUE;
    case RB_CALL_EVENT_ENDED:
      if (state != RB_CALL_ACTIVE)
        return FALSE;
      rb_sip_call_hang_up (t->far.call);
      return TRUE;
    case RB_CALL_EVENT_OFFER:
      if (state != RB_CALL_ACTIVE)
        return FALSE;
      rb_sip_call_offer (t->far.call, RB_TEST_SDP_HOLD);
      return TRUE;
    case RB_CALL_EVENT_DIGIT:
      if (state != RB_CALL_ACTIVE)
        return FALSE;
      rb_sip_call_send_dtmf_info (t->far.call, '5', 100);
      return TRUE;
    case RB_CALL_EVENT_TRANSFER_ASKED:
      if (state != RB_CALL_ACTIVE)
        return FALSE;
      g_assert_true (rb_sip_call_refer (t->far.call, ELSEWHERE, NULL));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
hand_over (Fixture *t, const RbSipCallEvent *event)
{
  g_signal_emit_by_name (t->call->sip, "event", event);
}

/* The user's wish, through the public function. FALSE: @event is none. */
static gboolean
wish (Fixture *t, RbCallEventKind event)
{
  switch (event)
    {
    case RB_CALL_EVENT_ANSWER:
      rb_call_answer (t->call);
      return TRUE;
    case RB_CALL_EVENT_REJECT:
      rb_call_reject (t->call, 486);
      return TRUE;
    case RB_CALL_EVENT_HANG_UP:
      rb_call_hang_up (t->call);
      return TRUE;
    case RB_CALL_EVENT_HOLD:
      rb_call_set_hold (t->call, TRUE);
      return TRUE;
    case RB_CALL_EVENT_UNHOLD:
      rb_call_set_hold (t->call, FALSE);
      return TRUE;
    case RB_CALL_EVENT_SEND_DIGITS:
      rb_call_send_dtmf (t->call, "5");
      return TRUE;
    case RB_CALL_EVENT_TRANSFER:
      rb_call_transfer (t->call, ELSEWHERE, NULL);
      return TRUE;
    case RB_CALL_EVENT_ACCEPT_TRANSFER:
      rb_call_accept_transfer (t->call);
      return TRUE;
    case RB_CALL_EVENT_REFUSE_TRANSFER:
      rb_call_refuse_transfer (t->call);
      return TRUE;
    case RB_CALL_EVENT_REDIRECT:
      rb_call_redirect (t->call, ELSEWHERE, "deflection", NULL);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
cause (Fixture *t, RbCallState state, RbCallEventKind event)
{
  static const char *const contacts[] = { ELSEWHERE, NULL };
  static const RbSipCallEvent events[RB_N_CALL_EVENTS] = {
    [RB_CALL_EVENT_TRYING] = { .kind = RB_SIP_CALL_PROVISIONAL, .status = 100 },
    [RB_CALL_EVENT_RINGING] = { .kind = RB_SIP_CALL_PROVISIONAL, .status = 180 },
    [RB_CALL_EVENT_EARLY_MEDIA] = { .kind = RB_SIP_CALL_PROVISIONAL, .status = 183, .sdp = RB_TEST_SDP },
    [RB_CALL_EVENT_ACCEPTED] = { .kind = RB_SIP_CALL_ANSWERED, .status = 200, .sdp = RB_TEST_SDP },
    [RB_CALL_EVENT_FAILED] = { .kind = RB_SIP_CALL_FAILED, .status = 486 },
    [RB_CALL_EVENT_CONFIRMED] = { .kind = RB_SIP_CALL_CONFIRMED },
    [RB_CALL_EVENT_CANCELLED] = { .kind = RB_SIP_CALL_CANCELLED },
    [RB_CALL_EVENT_ENDED] = { .kind = RB_SIP_CALL_ENDED, .ended_by = RB_SIP_ENDED_REMOTE },
    [RB_CALL_EVENT_OFFER] = { .kind = RB_SIP_CALL_OFFER, .sdp = RB_TEST_SDP },
    [RB_CALL_EVENT_OFFER_ANSWERED] = { .kind = RB_SIP_CALL_OFFER_ANSWERED, .status = 200, .sdp = RB_TEST_SDP },
    [RB_CALL_EVENT_DIGIT] = { .kind = RB_SIP_CALL_DTMF, .digit = '5' },
    [RB_CALL_EVENT_REDIRECTED] = { .kind = RB_SIP_CALL_FAILED, .status = 302, .contacts = contacts },
    [RB_CALL_EVENT_TRANSFER_NEWS] = { .kind = RB_SIP_CALL_REFER_REPORT, .status = 200, .last_report = TRUE },
    [RB_CALL_EVENT_TRANSFER_ASKED] = { .kind = RB_SIP_CALL_REFER_ASKED, .target = ELSEWHERE, .referred_by = ELSEWHERE },
  };
  g_autoptr (GError) error = NULL;

  if (wish (t, event) || let_far_end_cause (t, state, event))
    return;

  switch (event)
    {
    case RB_CALL_EVENT_MEDIA_FAILED:
      error = g_error_new_literal (RB_MEDIA_ERROR, RB_MEDIA_ERROR_PORTS, "no port is free");
      rb_call_fail_media (t->call, error);
      break;
    case RB_CALL_EVENT_ENDING_TIMEOUT:
    case RB_CALL_EVENT_TRANSFER_TIMEOUT:
    case RB_CALL_EVENT_REPLACED:
      rb_call_handle (t->call, &(RbCallEvent){ .kind = event });
      break;
    case RB_CALL_EVENT_FOLLOWER_NEWS:
      rb_call_handle (t->call, &(RbCallEvent){ .kind = event, .status = 180 });
      break;
    default:
      g_assert_cmpint (events[event].kind != 0 || event == RB_CALL_EVENT_TRYING || event == RB_CALL_EVENT_RINGING ||
                           event == RB_CALL_EVENT_EARLY_MEDIA,
                       ==, TRUE); /* each event has a way to happen */
      hand_over (t, &events[event]);
      break;
    }
}

/* The message that alice sends for @action, as the tap names it. (nullable): none, or none in this state */
static const char *
get_message (RbCallState state, RbCallEventKind event, RbCallAction action)
{
  gboolean early = state == RB_CALL_CALLING || state == RB_CALL_REMOTE_RINGING;

  switch (action)
    {
    case RB_CALL_ACTION_SEND_ANSWER:
      return "200 INVITE";
    case RB_CALL_ACTION_SEND_REJECT:
      return event == RB_CALL_EVENT_REJECT ? "486 INVITE" : "603 INVITE";
    case RB_CALL_ACTION_REFUSE_MEDIA:
      return "500 INVITE";
    case RB_CALL_ACTION_SEND_REDIRECT:
      return "302 INVITE";
    case RB_CALL_ACTION_SEND_END:
      return early ? "CANCEL" : "BYE";
    case RB_CALL_ACTION_SET_HOLD:
      return event == RB_CALL_EVENT_HOLD ? "INVITE" : NULL; /* it was not on hold */
    case RB_CALL_ACTION_SEND_REFER:
      return "INVITE"; /* it is held first */
    case RB_CALL_ACTION_ANSWER_OFFER:
      return state == RB_CALL_ACTIVE ? "200 INVITE" : NULL;
    case RB_CALL_ACTION_TELL_DIGIT:
      return state == RB_CALL_ACTIVE ? "200 INFO" : NULL;
    case RB_CALL_ACTION_ASK:
      return "202 REFER";
    case RB_CALL_ACTION_START:
      return early ? "ACK" : NULL;
    default:
      return NULL;
    }
}

/* Both ends hang up and nothing is left. */
static void
leave (Fixture *t)
{
  gpointer left_sip;

  /* Sofia forgets to free a re-INVITE that is open when the call ends. */
  rb_test_wait (rb_call_get_state (t->call) != RB_CALL_ACTIVE || !t->call->offer_open);
  rb_call_hang_up (t->call);
  if (t->far.call != NULL)
    rb_sip_call_hang_up (t->far.call);
  rb_test_wait (rb_call_get_state (t->call) == RB_CALL_ENDED);
  for (guint i = 0; i < rb_test_party_count (&t->alice); i++) /* a transfer that was followed made another */
    {
      rb_call_hang_up (rb_test_party_get (&t->alice, i));
      rb_test_wait (rb_call_get_state (rb_test_party_get (&t->alice, i)) == RB_CALL_ENDED);
    }
  left_sip = t->call->sip;
  g_object_add_weak_pointer (G_OBJECT (left_sip), &left_sip);
  while (rb_test_party_count (&t->alice) > 0)
    {
      g_autoptr (RbCall) call = g_object_ref (rb_test_party_get (&t->alice, 0));
      gpointer left = call;

      g_list_store_remove (t->alice.calls, 0);
      g_signal_handlers_disconnect_by_data (call, &t->alice);
      g_object_add_weak_pointer (G_OBJECT (call), &left);
      g_clear_object (&call);
      g_assert_null (left);
    }
  rb_test_wait (left_sip == NULL);
  if (t->far.call != NULL)
    {
      gpointer left_far = t->far.call;

      g_object_add_weak_pointer (G_OBJECT (t->far.call), &left_far);
      rb_test_leg_clear (&t->far);
      rb_test_wait (left_far == NULL);
    }
}

static void
on_changed (RbCall *call, Fixture *t)
{
  t->seen |= 1u << rb_call_get_state (call);
}

static void
walk_state (gconstpointer data)
{
  RbCallState state = GPOINTER_TO_INT (data);
  Fixture t = { 0 };

  rb_test_agents_set_up (&t.agents, RB_TRANSPORT_UDP);
  g_signal_handlers_disconnect_by_data (t.agents.bob, &t.agents);
  g_signal_connect (t.agents.bob, "incoming-call", G_CALLBACK (on_far_call), &t);
  rb_test_party_init (&t.alice, t.agents.alice);
  for (RbCallEventKind event = 0; event < RB_N_CALL_EVENTS; event++)
    {
      RbCallStep step = rb_call_table_step (state, event);
      const char *message = get_message (state, event, step.action);
      guint before;

      g_test_message ("state %d, event %d: action %d", state, event, step.action);
      t.alice.n_asked = 0;
      t.alice.decline = TRUE;
      reach_state (&t, state);
      g_assert_cmpint (rb_call_get_state (t.call), ==, state);
      before = message != NULL ? rb_test_agents_count (&t.agents, RB_DIRECTION_SENT, message) : 0;
      t.seen = 0;
      g_signal_connect (t.call, "changed", G_CALLBACK (on_changed), &t);
      cause (&t, state, event);
      if (message != NULL)
        rb_test_wait (rb_test_agents_count (&t.agents, RB_DIRECTION_SENT, message) > before);
      if (step.next != state)
        rb_test_wait ((t.seen & 1u << step.next) != 0);
      else
        g_assert_cmpint (rb_call_get_state (t.call), ==, state);
      if (step.action == RB_CALL_ACTION_ASK)
        g_assert_cmpuint (t.alice.n_asked, ==, 1);
      g_signal_handlers_disconnect_by_data (t.call, &t);
      leave (&t);
    }
  g_signal_handlers_disconnect_by_data (t.agents.bob, &t);
  rb_test_party_clear (&t.alice);
  rb_test_agents_tear_down (&t.agents);
}

int
main (int argc, char **argv)
{
  static const char *const names[RB_N_CALL_STATES] = { "calling", "remote-ringing", "incoming", "answering",
                                                       "active",  "ending",         "ended" };

  g_test_init (&argc, &argv, NULL);
  for (int state = 0; state < RB_N_CALL_STATES; state++)
    {
      g_autofree char *path = g_strdup_printf ("/states/%s", names[state]);

      g_test_add_data_func (path, GINT_TO_POINTER (state), walk_state);
    }

  return g_test_run ();
}
