/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An agent and a peer made of a bare socket, which does what a well-behaved agent never would. */

#include "rb-sip-sofia.h"

#include "rb-sip-agent-private.h"
#include "rb-test-agents.h"

/* For tests that wait for the stack's own timers: 64 × T1 is 32 s in the field. */
#define SHORT_T1X64_MS 1500

typedef struct
{
  RbTestAgents agents;
  RbTestPeer peer;
  guint next;   /* CSeq of the peer's requests */
  char *dialog; /* From, To, Call-ID lines of the peer's requests */
} Fixture;

static void
set_up (Fixture *t)
{
  memset (t, 0, sizeof *t);
  rb_test_peer_set_up (&t->peer);
  rb_test_agents_set_up (&t->agents, RB_TRANSPORT_UDP);
  t->next = 1;
}

static void
tear_down (Fixture *t)
{
  rb_test_agents_tear_down (&t->agents);
  rb_test_peer_tear_down (&t->peer);
  g_clear_pointer (&t->dialog, g_free);
}

static void
shorten_timers (RbSipAgent *agent)
{
  nua_set_params (rb_sip_agent_get_nua (agent), NTATAG_SIP_T1X64 (SHORT_T1X64_MS), TAG_END ());
}

/* Sends a request to bob. @tag: of the To header, NULL outside a dialog. */
static void
request (Fixture *t, const char *method, const char *call_id, const char *to_tag, guint cseq, const char *headers,
         const char *body)
{
  const RbTestRequest request = { method, call_id, to_tag, cseq, headers, body, NULL, "bob" };

  rb_test_peer_request (&t->peer, t->agents.bob, &request);
}

/* The peer calls bob, who answers. (transfer full): bob's tag */
static char *
connect_to_bob (Fixture *t)
{
  char *tag;

  request (t, "INVITE", "c1", NULL, 1, "Supported: timer\r\n", RB_TEST_SDP);
  rb_test_wait (t->agents.in.call != NULL);
  rb_sip_call_answer (t->agents.in.call, RB_TEST_SDP);
  tag = rb_test_get_tag (rb_test_peer_expect (&t->peer, "SIP/2.0 200"), "To");
  request (t, "ACK", "c1", tag, 1, NULL, NULL);
  rb_test_leg_expect (&t->agents.in, RB_SIP_CALL_CONFIRMED);

  return tag;
}

static void
caller_gives_up_because_another_phone_answered (void)
{
  Fixture t;

  set_up (&t);
  request (&t, "INVITE", "c1", NULL, 1, NULL, RB_TEST_SDP);
  rb_test_wait (t.agents.in.call != NULL);
  g_assert_cmpstr (rb_sip_call_get_remote_name (t.agents.in.call), ==, "Peer");
  g_assert_cmpstr (rb_sip_call_get_call_id (t.agents.in.call), ==, "c1");
  rb_sip_call_ring (t.agents.in.call);
  rb_test_peer_expect (&t.peer, "SIP/2.0 180");
  request (&t, "CANCEL", "c1", NULL, 1, "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n", NULL);
  g_assert_true (rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_CANCELLED)->answered_elsewhere);
  rb_test_peer_expect (&t.peer, "SIP/2.0 487");
  tear_down (&t);
}

static gboolean
may_ring (const char *sdp, gboolean through_server, gpointer data)
{
  return TRUE;
}

static void
on_unexpected_call (RbSipAgent *agent, RbSipCall *call, gpointer data)
{
  g_assert_not_reached ();
}

static void
call_for_somebody_else_does_not_ring (void)
{
  RbSipAgentConfig config = {
    .user = "carol", .transport = RB_TRANSPORT_UDP, .bind_address = "127.0.0.1", .may_ring = may_ring
  };
  Fixture t;
  g_autoptr (GError) error = NULL;
  const char *response;

  set_up (&t);
  rb_test_agent_shut_down (&t.agents.bob);
  t.agents.bob = rb_sip_agent_new (t.agents.engine, &config, &error);
  g_assert_no_error (error);
  g_signal_connect (t.agents.bob, "incoming-call", G_CALLBACK (on_unexpected_call), NULL);
  request (&t, "INVITE", "c1", NULL, 1, NULL, RB_TEST_SDP); /* to bob */
  do
    response = rb_test_peer_expect (&t.peer, "SIP/2.0 ");
  while (g_str_has_prefix (response, "SIP/2.0 100"));
  g_assert_true (g_str_has_prefix (response, "SIP/2.0 404"));
  tear_down (&t);
}

static void
answer_is_never_acknowledged (void)
{
  Fixture t;
  RbTestEvent *event;

  set_up (&t);
  shorten_timers (t.agents.bob);
  request (&t, "INVITE", "c1", NULL, 1, NULL, RB_TEST_SDP);
  rb_test_wait (t.agents.in.call != NULL);
  rb_sip_call_answer (t.agents.in.call, RB_TEST_SDP);
  event = rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_NO_ACK);
  g_assert_nonnull (event->reason);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  tear_down (&t);
}

static void
nobody_answers_the_call (void)
{
  Fixture t;
  RbTestEvent *event;
  g_autofree char *uri = NULL;

  set_up (&t);
  shorten_timers (t.agents.alice);
  uri = rb_test_peer_uri (&t.peer, "silent");
  rb_test_leg_init (&t.agents.out, rb_sip_call_new_outgoing (t.agents.alice, uri, RB_TEST_SDP, NULL));
  event = rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_FAILED);
  g_assert_cmpuint (event->status, ==, 408);
  g_assert_true (event->synthetic);
  g_test_message ("%s", event->reason);
  g_assert_nonnull (strstr (event->reason, "No answer from"));
  rb_test_wait (rb_test_agents_find (&t.agents, RB_DIRECTION_RECEIVED, "408 INVITE") != NULL);
  g_assert_cmpint (rb_test_agents_find (&t.agents, RB_DIRECTION_RECEIVED, "408 INVITE")->info.kind, ==,
                   RB_MESSAGE_SYNTHETIC);
  tear_down (&t);
}

static void
a_408_from_the_wire_is_no_synthetic_one (void)
{
  Fixture t;
  RbTestEvent *event;
  g_autofree char *uri = NULL;

  set_up (&t);
  uri = rb_test_peer_uri (&t.peer, "late");
  rb_test_leg_init (&t.agents.out, rb_sip_call_new_outgoing (t.agents.alice, uri, RB_TEST_SDP, NULL));
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "INVITE "), "408 Request Timeout", NULL, NULL);
  event = rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_FAILED);
  g_assert_cmpuint (event->status, ==, 408);
  g_assert_false (event->synthetic);
  g_assert_nonnull (strstr (event->reason, "found nobody"));
  tear_down (&t);
}

static void
nobody_answers_the_bye (void)
{
  Fixture t;
  g_autofree char *tag = NULL;
  RbTestEvent *event;

  set_up (&t);
  tag = connect_to_bob (&t);
  shorten_timers (t.agents.bob);
  rb_sip_call_hang_up (t.agents.in.call);
  event = rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_ENDED);
  g_assert_cmpint (event->ended_by, ==, RB_SIP_ENDED_LOCAL);
  tear_down (&t);
}

/* The session timer may be 15 s late while nothing else happens: something does. */
static gboolean
on_keep_alive (gpointer data)
{
  Fixture *t = data;

  rb_test_peer_send (&t->peer, rb_sip_agent_get_port (t->agents.alice), "\r\n\r\n", 4);

  return G_SOURCE_CONTINUE;
}

static void
session_timer_runs_out (void)
{
  Fixture t;
  g_autofree char *uri = NULL;
  const char *invite;
  guint keep_alive;

  set_up (&t);
  keep_alive = g_timeout_add (200, on_keep_alive, &t);
  nua_set_params (rb_sip_agent_get_nua (t.agents.alice), NUTAG_SESSION_TIMER (3), NUTAG_MIN_SE (1), TAG_END ());
  uri = rb_test_peer_uri (&t.peer, "sleepy");
  rb_test_leg_init (&t.agents.out, rb_sip_call_new_outgoing (t.agents.alice, uri, RB_TEST_SDP, NULL));
  invite = rb_test_peer_expect (&t.peer, "INVITE ");
  g_assert_nonnull (strstr (invite, "\r\nSession-Expires: 3"));
  rb_test_peer_respond (&t.peer, invite, "200 OK",
                        "Session-Expires: 3;refresher=uas\r\nRequire: timer\r\nSupported: timer\r\n", RB_TEST_SDP);
  rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ANSWERED);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  g_assert_cmpint (rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_SESSION_TIMER);
  g_source_remove (keep_alive);
  tear_down (&t);
}

static void
session_is_refreshed_with_update (void)
{
  Fixture t;
  g_autofree char *uri = NULL;
  const char *refresh;
  guint keep_alive;

  set_up (&t);
  keep_alive = g_timeout_add (200, on_keep_alive, &t);
  nua_set_params (rb_sip_agent_get_nua (t.agents.alice), NUTAG_SESSION_TIMER (3), NUTAG_MIN_SE (1), TAG_END ());
  uri = rb_test_peer_uri (&t.peer, "peer");
  rb_test_leg_init (&t.agents.out, rb_sip_call_new_outgoing (t.agents.alice, uri, RB_TEST_SDP, NULL));
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "INVITE "), "200 OK",
                        "Session-Expires: 3;refresher=uac\r\nRequire: timer\r\nSupported: timer\r\nAllow: INVITE, ACK, "
                        "BYE, CANCEL, UPDATE\r\n",
                        RB_TEST_SDP);
  rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ANSWERED);
  refresh = rb_test_peer_expect (&t.peer, "UPDATE ");
  rb_test_peer_respond (&t.peer, refresh, "200 OK", "Session-Expires: 3;refresher=uac\r\n", NULL);
  g_assert_cmpuint (t.agents.out.events->len, ==, t.agents.out.taken);
  rb_sip_call_hang_up (t.agents.out.call);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ENDED);
  g_source_remove (keep_alive);
  tear_down (&t);
}

static void
offers_come_by_update_and_without_sdp (void)
{
  Fixture t;
  g_autofree char *tag = NULL;
  RbTestEvent *event;

  set_up (&t);
  tag = connect_to_bob (&t);

  request (&t, "UPDATE", "c1", tag, 2, NULL, NULL);
  rb_test_peer_expect (&t.peer, "SIP/2.0 200");

  request (&t, "UPDATE", "c1", tag, 3, NULL, RB_TEST_SDP_HOLD);
  event = rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_OFFER);
  g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP_HOLD);
  rb_sip_call_answer_offer (t.agents.in.call, 200, RB_TEST_SDP);
  g_assert_nonnull (strstr (rb_test_peer_expect (&t.peer, "SIP/2.0 200"), "m=audio"));

  request (&t, "INVITE", "c1", tag, 4, NULL, NULL);
  event = rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_OFFER);
  g_assert_null (event->sdp);
  rb_sip_call_answer_offer (t.agents.in.call, 200, RB_TEST_SDP);
  g_assert_nonnull (strstr (rb_test_peer_expect (&t.peer, "SIP/2.0 200"), "m=audio"));
  request (&t, "ACK", "c1", tag, 4, NULL, RB_TEST_SDP_HOLD);
  event = rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_OFFER_ANSWERED);
  g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP_HOLD);

  request (&t, "BYE", "c1", tag, 5, NULL, NULL);
  g_assert_cmpint (rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_ENDED)->ended_by, ==, RB_SIP_ENDED_REMOTE);
  tear_down (&t);
}

static void
call_without_an_offer_is_answered_in_the_ack (void)
{
  Fixture t;
  g_autofree char *uri = NULL;
  RbTestEvent *event;

  set_up (&t);
  uri = rb_test_peer_uri (&t.peer, "peer");
  rb_test_leg_init (&t.agents.out, rb_sip_call_new_outgoing (t.agents.alice, uri, NULL, NULL));
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "INVITE "), "200 OK", NULL, RB_TEST_SDP);
  event = rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ANSWERED);
  g_assert_cmpstr (event->sdp, ==, RB_TEST_SDP);
  rb_sip_call_answer_offer (t.agents.out.call, 200, RB_TEST_SDP_HOLD);
  g_assert_nonnull (strstr (rb_test_peer_expect (&t.peer, "ACK "), "sendonly"));
  rb_sip_call_hang_up (t.agents.out.call);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ENDED);
  tear_down (&t);
}

static void
what_is_not_supported_is_refused_properly (void)
{
  static const struct
  {
    const char *method;
    const char *headers;
    const char *status;
  } outside[] = {
    { "OPTIONS", NULL, "SIP/2.0 200" },
    { "SUBSCRIBE", "Event: presence\r\n", "SIP/2.0 405" },
    { "NOTIFY", "Event: presence\r\nSubscription-State: active\r\n", "SIP/2.0 481" },
    { "REFER", "Refer-To: <sip:x@127.0.0.1>\r\n", "SIP/2.0 403" },
    { "PUBLISH", "Event: presence\r\n", "SIP/2.0 405" },
    { "FROBNICATE", NULL, "SIP/2.0 501" },
    { "BYE", NULL, "SIP/2.0 481" },
    { "INFO", NULL, "SIP/2.0 481" },
    { "UPDATE", NULL, "SIP/2.0 481" },
  };
  Fixture t;
  g_autofree char *tag = NULL;
  const char *options;

  set_up (&t);
  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      const char *answer;

      g_test_message ("%s", outside[i].method);
      request (&t, outside[i].method, outside[i].method,
               strcmp (outside[i].method, "INFO") != 0 && g_str_has_prefix (outside[i].status, "SIP/2.0 481") ? "none"
                                                                                                              : NULL,
               1, outside[i].headers, NULL);
      answer = rb_test_peer_expect (&t.peer, "SIP/2.0 ");
      while (g_str_has_prefix (answer, "SIP/2.0 100"))
        answer = rb_test_peer_expect (&t.peer, "SIP/2.0 ");
      g_test_message ("%.30s", answer);
      g_assert_true (g_str_has_prefix (answer, outside[i].status));
    }

  tag = connect_to_bob (&t);
  request (&t, "OPTIONS", "c1", tag, 2, NULL, NULL);
  options = rb_test_peer_expect (&t.peer, "SIP/2.0 200");
  g_assert_nonnull (strstr (options, "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY"));
  request (&t, "INFO", "c1", tag, 3, NULL, RB_TEST_SDP);
  rb_test_peer_expect (&t.peer, "SIP/2.0 415");
  request (&t, "REFER", "c1", tag, 4, "Refer-To: <sip:x@127.0.0.1>\r\n", NULL);
  rb_test_peer_expect (&t.peer, "SIP/2.0 603"); /* nobody would follow it */
  rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_REFER_ASKED);
  request (&t, "NOTIFY", "c1", tag, 5, "Event: refer\r\nSubscription-State: active\r\n", NULL);
  g_assert_nonnull (rb_test_peer_expect (&t.peer, "SIP/2.0 4"));
  request (&t, "BYE", "c1", tag, 6, NULL, NULL);
  rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_ENDED);
  tear_down (&t);
}

static void
merged_request_is_a_loop (void)
{
  Fixture t;
  g_autofree char *bob = NULL;
  g_autofree char *text = NULL;

  set_up (&t);
  request (&t, "INVITE", "c1", NULL, 1, NULL, RB_TEST_SDP);
  rb_test_wait (t.agents.in.call != NULL);
  bob = rb_test_agent_uri (t.agents.bob, "bob");
  text = g_strdup_printf (
      "INVITE %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKother;rport\r\nMax-Forwards: 70\r\nFrom: \"Peer\" "
      "<sip:peer@127.0.0.1>;tag=f\r\n"
      "To: <%s>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\nContact: <sip:p@127.0.0.1>\r\nContent-Length: 0\r\n\r\n",
      bob, bob);
  rb_test_peer_send (&t.peer, rb_sip_agent_get_port (t.agents.bob), text, strlen (text));
  rb_test_peer_expect (&t.peer, "SIP/2.0 482");
  request (&t, "CANCEL", "c1", NULL, 1, NULL, NULL);
  rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_CANCELLED);
  tear_down (&t);
}

static void
garbage_does_not_harm_a_call (void)
{
  static const char *const garbage[] = {
    "",
    "\r\n",
    "\r\n\r\n",
    "hello",
    "INVITE",
    "INVITE sip:x SIP/2.0\r\n\r\n",
    "SIP/2.0 200 OK\r\n\r\n",
    "SIP/2.0 999999999999 ?\r\n\r\n",
    "INVITE sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z\r\nContent-Length: 99999999999\r\n\r\n",
    "INVITE sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=\r\nFrom: <sip:>;tag=\r\nTo: <>\r\nCall-ID: "
    "\r\nCSeq: 4294967296 INVITE\r\nContent-Length: -1\r\n\r\n",
    "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx;rport\r\nFrom: "
    "\xff\xfe;tag=1\r\nTo: <sip:bob@127.0.0.1>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n",
    "BYE sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKy\r\nFrom: <sip:a@b>;tag=1\r\nTo: "
    "<sip:bob@127.0.0.1>;tag=2\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n",
  };
  Fixture t;
  g_autofree char *tag = NULL;
  g_autofree char *large = g_strnfill (65000, 'A');
  GRand *random = g_rand_new_with_seed (1);

  set_up (&t);
  rb_test_agents_connect (&t.agents);
  for (gsize i = 0; i < G_N_ELEMENTS (garbage); i++)
    rb_test_peer_send (&t.peer, rb_sip_agent_get_port (t.agents.bob), garbage[i], strlen (garbage[i]));
  rb_test_peer_send (&t.peer, rb_sip_agent_get_port (t.agents.bob), large, strlen (large));
  rb_test_peer_send (&t.peer, rb_sip_agent_get_port (t.agents.bob), "\0\0\0\0", 4);
  for (guint i = 0; i < 200; i++)
    {
      char bytes[300];
      guint n = g_rand_int_range (random, 1, sizeof bytes);

      for (guint j = 0; j < n; j++)
        bytes[j] = (char) g_rand_int (random);
      rb_test_peer_send (&t.peer, rb_sip_agent_get_port (t.agents.bob), bytes, n);
    }
  g_rand_free (random);

  rb_sip_call_send_dtmf_info (t.agents.out.call, '1', 100);
  g_assert_cmpint (rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_DTMF)->digit, ==, '1');
  rb_sip_call_hang_up (t.agents.in.call);
  rb_test_leg_expect (&t.agents.out, RB_SIP_CALL_ENDED);
  rb_test_leg_expect (&t.agents.in, RB_SIP_CALL_ENDED);
  tear_down (&t);
}

#define ADD(test) g_test_add_func ("/peer/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (caller_gives_up_because_another_phone_answered);
  ADD (call_for_somebody_else_does_not_ring);
  ADD (answer_is_never_acknowledged);
  ADD (nobody_answers_the_call);
  ADD (a_408_from_the_wire_is_no_synthetic_one);
  ADD (nobody_answers_the_bye);
  ADD (session_timer_runs_out);
  ADD (session_is_refreshed_with_update);
  ADD (offers_come_by_update_and_without_sdp);
  ADD (call_without_an_offer_is_answered_in_the_ack);
  ADD (what_is_not_supported_is_refused_properly);
  ADD (merged_request_is_a_loop);
  ADD (garbage_does_not_harm_a_call);

  return g_test_run ();
}
