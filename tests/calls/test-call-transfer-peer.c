/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transfers with a far end that does what a well-behaved one never would: no report, a flood of them, reports that
 * say nothing, a REFER back to ourselves, Replaces of calls that are not there. */

#include "rb-sip-sofia.h"

#include "rb-test-parties.h"

#include "rb-sip-transfer.h"

#include <string.h>

#define ELSEWHERE "sip:elsewhere@127.0.0.1:9"

typedef struct
{
  RbTestParties parties;
  RbTestPeer peer;
  RbCall *call;        /* bob's, with the peer */
  char *tag;           /* bob's */
  guint next;          /* CSeq of the peer */
  guint64 last_notify; /* CSeq of the last NOTIFY: one that comes again is known */
} Fixture;

static void
send_request (Fixture *t, const char *method, guint cseq, const char *headers, const char *type, const char *body)
{
  const RbTestRequest request = { method, "c1", t->tag, cseq, headers, body, type, NULL };

  rb_test_peer_request (&t->peer, t->parties.bob.agent, &request);
}

/* The peer calls bob, who answers; the ACK is still to come. */
static void
set_up_unacknowledged (Fixture *t)
{
  memset (t, 0, sizeof *t);
  rb_test_peer_set_up (&t->peer);
  rb_test_parties_set_up (&t->parties);
  send_request (t, "INVITE", 1, NULL, NULL, RB_TEST_SDP);
  t->call = rb_test_party_get (&t->parties.bob, 0);
  rb_call_answer (t->call);
  t->tag = rb_test_get_tag (rb_test_peer_expect (&t->peer, "SIP/2.0 200"), "To");
  t->next = 2;
}

static void
confirm (Fixture *t)
{
  send_request (t, "ACK", 1, NULL, NULL, NULL);
  rb_test_wait (rb_call_get_state (t->call) == RB_CALL_ACTIVE);
}

static void
set_up (Fixture *t)
{
  set_up_unacknowledged (t);
  confirm (t);
}

static void
tear_down (Fixture *t)
{
  if (rb_call_get_state (t->call) != RB_CALL_ENDED)
    {
      rb_call_hang_up (t->call);
      rb_test_peer_respond (&t->peer, rb_test_peer_expect (&t->peer, "BYE "), "200 OK", NULL, NULL);
    }
  rb_test_parties_tear_down (&t->parties);
  rb_test_peer_tear_down (&t->peer);
  g_free (t->tag);
}

/* Bob transfers the peer, which lets itself be held and answers the REFER with @status. */
static void
begin (Fixture *t, const char *status)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rb_call_transfer (t->call, ELSEWHERE, &error));
  g_assert_no_error (error);
  rb_test_peer_respond (&t->peer, rb_test_peer_expect (&t->peer, "INVITE "), "200 OK", NULL, RB_TEST_SDP);
  rb_test_peer_expect (&t->peer, "ACK ");
  rb_test_peer_respond (&t->peer, rb_test_peer_expect (&t->peer, "REFER "), status, NULL, NULL);
}

static void
report (Fixture *t, const char *state, const char *body)
{
  g_autofree char *headers = g_strdup_printf ("Event: refer\r\nSubscription-State: %s\r\n", state);

  send_request (t, "NOTIFY", t->next++, headers, "message/sipfrag;version=2.0", body);
}

/* The call goes on: the peer is asked to go on as well. */
static void
expect_resumed (Fixture *t)
{
  g_test_message ("%s", rb_call_get_transfer_reason (t->call));
  g_assert_cmpint (rb_call_get_transfer_state (t->call), ==, RB_TRANSFER_FAILED);
  g_assert_nonnull (rb_call_get_transfer_reason (t->call));
  rb_test_peer_respond (&t->peer, rb_test_peer_expect (&t->peer, "INVITE "), "200 OK", NULL, RB_TEST_SDP);
  rb_test_wait (!rb_call_is_on_hold (t->call));
  g_assert_cmpint (rb_call_get_state (t->call), ==, RB_CALL_ACTIVE);
}

static void
no_report_ever_comes (void)
{
  Fixture t;

  set_up (&t);
  begin (&t, "202 Accepted");
  rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_ACCEPTED);
  g_assert_cmpuint (t.call->transfer_source, !=, 0);
  rb_call_handle (t.call, &(RbCallEvent){ .kind = RB_CALL_EVENT_TRANSFER_TIMEOUT }); /* what that timer does */
  g_assert_nonnull (strstr (rb_call_get_transfer_reason (t.call), "never told"));
  expect_resumed (&t);
  tear_down (&t);
}

static void
reports_flood_in (void)
{
  Fixture t;
  guint before;

  set_up (&t);
  begin (&t, "202 Accepted");
  rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_ACCEPTED);
  before = t.parties.bob.n_changes;
  for (guint i = 0; i < 200; i++)
    {
      report (&t, "active;expires=60", i % 2 == 0 ? "SIP/2.0 180 Ringing\r\n" : "SIP/2.0 100 Trying\r\n");
      if (i % 20 == 19) /* or the socket's buffer would lose some */
        for (guint n = 0; n < 20; n++)
          rb_test_peer_expect (&t.peer, "SIP/2.0 200");
    }
  report (&t, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_wait (rb_call_get_state (t.call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_transfer_state (t.call), ==, RB_TRANSFER_SUCCEEDED);
  /* Statistics may come once a second; reports that repeat do not count. */
  g_assert_cmpuint (t.parties.bob.n_changes - before, <, 20);
  tear_down (&t);
}

static void
reports_after_the_outcome_change_nothing (void)
{
  Fixture t;

  set_up (&t);
  begin (&t, "202 Accepted");
  rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_ACCEPTED);
  report (&t, "terminated;reason=noresource", "SIP/2.0 486 Busy Here\r\n");
  rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_FAILED);
  for (guint i = 0; i < 5; i++)
    report (&t, "active;expires=60", "SIP/2.0 200 OK\r\n");
  expect_resumed (&t);
  tear_down (&t);
}

static void
last_report_says_nothing (void)
{
  static const char *const bodies[] = {
    NULL, "", "SIP/2.0 2\r\n", "SIP/2.0 2000 OK\r\n", "HTTP/1.1 200 OK\r\n", "SIP/2.0 999 ?\r\n", "SIP/2.0 -12 ?\r\n"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Fixture t;

      set_up (&t);
      begin (&t, "202 Accepted");
      rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_ACCEPTED);
      report (&t, "terminated;reason=giveup", bodies[i]);
      rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_FAILED);
      g_assert_nonnull (strstr (rb_call_get_transfer_reason (t.call), "no longer tells"));
      expect_resumed (&t);
      tear_down (&t);
    }
}

static void
refer_is_refused (void)
{
  static const char *const statuses[] = { "405 Method Not Allowed", "501 Not Implemented",
                                          "403 Forbidden",          "603 Decline",
                                          "420 Bad Extension",      "302 Moved Temporarily" };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      Fixture t;

      set_up (&t);
      begin (&t, statuses[i]);
      rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_FAILED);
      g_assert_cmpuint (rb_call_get_transfer_status (t.call), ==, g_ascii_strtoull (statuses[i], NULL, 10));
      expect_resumed (&t);
      tear_down (&t);
    }
}

static void
hold_before_the_refer_is_refused (void)
{
  Fixture t;

  set_up (&t);
  g_assert_true (rb_call_transfer (t.call, ELSEWHERE, NULL));
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "INVITE "), "488 Not Acceptable Here", NULL, NULL);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REFER "), "202 Accepted", NULL, NULL);
  rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_ACCEPTED);
  tear_down (&t);
}

static void
transferred_party_hangs_up_without_a_word (void)
{
  Fixture t;

  set_up (&t);
  begin (&t, "202 Accepted");
  rb_test_wait (rb_call_get_transfer_state (t.call) == RB_TRANSFER_ACCEPTED);
  send_request (&t, "BYE", t.next++, NULL, NULL, NULL);
  rb_test_wait (rb_call_get_state (t.call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_transfer_state (t.call), ==, RB_TRANSFER_ACCEPTED);
  g_assert_cmpint (rb_call_get_end (t.call), ==, RB_CALL_END_ANSWERED);
  rb_test_peer_expect (&t.peer, "SIP/2.0 200");
  /* The outcome may come yet: it is taken, not refused. */
  report (&t, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
  rb_test_peer_expect (&t.peer, "SIP/2.0 200");
  tear_down (&t);
}

static void
refer_to (Fixture *t, const char *target, const char *status)
{
  g_autofree char *headers = g_strdup_printf ("Refer-To: %s\r\n", target);
  g_autofree char *start = g_strdup_printf ("SIP/2.0 %s", status);
  const char *response;

  g_test_message ("%s → %s", target, status);
  send_request (t, "REFER", t->next++, headers, NULL, NULL);
  do
    response = rb_test_peer_expect (&t->peer, "SIP/2.0 ");
  while (strstr (response, " REFER\r\n") == NULL);
  if (!g_str_has_prefix (response, start))
    g_error ("%s instead of %s", response, status);
}

static void
refer_that_cannot_be_followed_is_refused (void)
{
  Fixture t;
  g_autofree char *bob = NULL;
  g_autofree char *peer = NULL;
  g_autofree char *own = NULL;

  set_up (&t);
  bob = rb_test_party_uri (&t.parties.bob);
  peer = rb_test_peer_uri (&t.peer, "peer");
  own = g_strdup_printf ("<sip:other@127.0.0.1:%u;transport=udp>", rb_sip_agent_get_port (t.parties.bob.agent));
  refer_to (&t, bob, "403");
  refer_to (&t, rb_sip_agent_get_aor (t.parties.bob.agent), "403");
  refer_to (&t, own, "403");
  refer_to (&t, peer, "403");
  refer_to (&t, "<tel:+861234567>", "400");
  refer_to (&t, "<http://example.org/>", "400");
  refer_to (&t, "<" ELSEWHERE ";method=BYE>", "400");
  refer_to (&t, "<" ELSEWHERE "?Replaces=%0D%0AEvil:%20yes>", "400");
  refer_to (&t, "nonsense", "400");
  send_request (&t, "REFER", t.next++, NULL, NULL, NULL);
  rb_test_peer_expect (&t.peer, "SIP/2.0 400");
  g_assert_cmpuint (t.parties.bob.n_asked, ==, 0);
  g_assert_cmpuint (rb_test_party_count (&t.parties.bob), ==, 1);
  tear_down (&t);
}

/* Answers the next NOTIFY, which must report @status. */
static void
expect_report (Fixture *t, const char *status, const char *state)
{
  g_autofree char *line = g_strdup_printf ("\r\n\r\nSIP/2.0 %s", status);
  g_autofree char *subscription = g_strdup_printf ("Subscription-State: %s", state);
  const char *notify;
  guint64 cseq;

  do
    {
      g_autofree char *header = NULL;

      notify = rb_test_peer_expect (&t->peer, "NOTIFY ");
      rb_test_peer_respond (&t->peer, notify, "200 OK", NULL, NULL);
      header = rb_test_copy_headers (notify, "CSeq");
      cseq = g_ascii_strtoull (strchr (header, ':') + 2, NULL, 10);
    }
  while (cseq <= t->last_notify);
  t->last_notify = cseq;
  if (strstr (notify, line) == NULL || strstr (notify, subscription) == NULL)
    g_error ("no report of %s, %s: %s", status, state, strstr (notify, "\r\n\r\n"));
}

static void
transferor_hangs_up_at_once_and_is_told_all_the_same (void)
{
  Fixture t;
  g_autofree char *carol = NULL;

  set_up (&t);
  carol = rb_test_party_uri (&t.parties.carol);
  refer_to (&t, carol, "202");
  expect_report (&t, "100", "active");
  send_request (&t, "BYE", t.next++, NULL, NULL, NULL);
  rb_test_wait (rb_call_get_state (t.call) == RB_CALL_ENDED);
  expect_report (&t, "180", "active");
  rb_call_answer (rb_test_party_get (&t.parties.carol, 0));
  expect_report (&t, "200", "terminated");
  rb_test_wait (rb_call_get_state (rb_test_party_get (&t.parties.bob, 1)) == RB_CALL_ACTIVE);
  tear_down (&t);
}

static void
second_refer_waits_for_the_first (void)
{
  Fixture t;
  g_autofree char *carol = NULL;

  set_up (&t);
  carol = rb_test_party_uri (&t.parties.carol);
  refer_to (&t, carol, "202");
  expect_report (&t, "100", "active");
  expect_report (&t, "180", "active");
  refer_to (&t, carol, "491");
  rb_call_reject (rb_test_party_get (&t.parties.carol, 0), 603);
  expect_report (&t, "603", "terminated");
  refer_to (&t, carol, "202");
  expect_report (&t, "100", "active");
  expect_report (&t, "180", "active");
  rb_call_hang_up (rb_test_party_get (&t.parties.bob, 2));
  expect_report (&t, "487", "terminated");
  tear_down (&t);
}

/* Two datagrams may change places; baresip sends both at once. */
static void
set_up_with_early_refer (Fixture *t)
{
  g_autofree char *carol = NULL;
  g_autofree char *headers = NULL;

  set_up_unacknowledged (t);
  carol = rb_test_party_uri (&t->parties.carol);
  headers = g_strdup_printf ("Refer-To: %s\r\n", carol);
  send_request (t, "REFER", t->next++, headers, NULL, NULL);
  refer_to (t, carol, "491");
}

static void
refer_before_the_ack_waits_for_it (void)
{
  Fixture t;

  set_up_with_early_refer (&t);
  g_assert_cmpuint (t.parties.bob.n_asked, ==, 0);
  confirm (&t);
  rb_test_peer_expect (&t.peer, "SIP/2.0 202");
  expect_report (&t, "100", "active");
  expect_report (&t, "180", "active");
  rb_call_reject (rb_test_party_get (&t.parties.carol, 0), 603);
  expect_report (&t, "603", "terminated");
  tear_down (&t);
}

/* Nobody is left who could be asked. */
static void
refer_before_an_ack_after_which_we_hang_up_is_declined (void)
{
  Fixture t;

  set_up_with_early_refer (&t);
  rb_call_hang_up (t.call);
  send_request (&t, "ACK", 1, NULL, NULL, NULL);
  rb_test_peer_expect (&t.peer, "SIP/2.0 603");
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_wait (rb_call_get_state (t.call) == RB_CALL_ENDED);
  tear_down (&t);
}

static void
nobody_wants_the_reports (void)
{
  Fixture t;
  g_autofree char *carol = NULL;

  set_up (&t);
  carol = rb_test_party_uri (&t.parties.carol);
  refer_to (&t, carol, "202");
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "NOTIFY "), "481 Subscription does not exist", NULL,
                        NULL);
  rb_call_answer (rb_test_party_get (&t.parties.carol, 0));
  rb_test_wait (rb_call_get_state (rb_test_party_get (&t.parties.bob, 1)) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_call_get_state (t.call), ==, RB_CALL_ACTIVE);
  /* The peer does not hang up the call it gave away: bob does. */
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_wait (rb_call_get_state (t.call) == RB_CALL_ENDED);
  tear_down (&t);
}

/* An INVITE with @replaces from the peer to bob. */
static const char *
invite_with_replaces (Fixture *t, const char *call_id, const char *replaces)
{
  g_autofree char *headers = g_strdup_printf ("Replaces: %s\r\n", replaces);
  const RbTestRequest request = { "INVITE", call_id, NULL, 1, headers, RB_TEST_SDP, NULL, NULL };
  const char *response;

  rb_test_peer_request (&t->peer, t->parties.bob.agent, &request);
  do
    response = rb_test_peer_expect (&t->peer, "SIP/2.0 ");
  while (g_str_has_prefix (response, "SIP/2.0 100") || strstr (response, call_id) == NULL);

  return response;
}

static void
acknowledge (Fixture *t, const char *call_id, const char *response)
{
  g_autofree char *tag = rb_test_get_tag (response, "To");
  const RbTestRequest request = { "ACK", call_id, tag, 1, NULL, NULL, NULL, NULL };

  rb_test_peer_request (&t->peer, t->parties.bob.agent, &request);
}

static void
replaces_that_fits_no_call_is_refused (void)
{
  Fixture t;
  g_autofree char *wrong_tag = NULL;
  g_autofree char *early = NULL;
  const char *response;

  set_up (&t);
  wrong_tag = g_strdup_printf ("c1;to-tag=%s;from-tag=wrong", t.tag);
  early = g_strdup_printf ("c1;to-tag=%s;from-tag=f;early-only", t.tag);
  response = invite_with_replaces (&t, "none", "nobody;to-tag=1;from-tag=2");
  g_assert_true (g_str_has_prefix (response, "SIP/2.0 481"));
  acknowledge (&t, "none", response);
  response = invite_with_replaces (&t, "wrong", wrong_tag);
  g_assert_true (g_str_has_prefix (response, "SIP/2.0 481"));
  acknowledge (&t, "wrong", response);
  response = invite_with_replaces (&t, "early", early);
  g_assert_true (g_str_has_prefix (response, "SIP/2.0 486"));
  acknowledge (&t, "early", response);
  g_assert_cmpuint (rb_test_party_count (&t.parties.bob), ==, 1);
  g_assert_cmpint (rb_call_get_state (t.call), ==, RB_CALL_ACTIVE);
  tear_down (&t);
}

static void
replaces_takes_the_call_over_held_or_not (void)
{
  Fixture t;
  g_autofree char *replaces = NULL;
  const char *response;
  const RbTestRequest bye = { "BYE", "new", NULL, 2, NULL, NULL, NULL, NULL };
  RbTestRequest last = bye;
  g_autofree char *tag = NULL;

  set_up (&t);
  replaces = g_strdup_printf ("c1;to-tag=%s;from-tag=f", t.tag);
  rb_call_set_muted (t.call, TRUE);
  response = invite_with_replaces (&t, "new", replaces);
  g_assert_true (g_str_has_prefix (response, "SIP/2.0 200"));
  tag = rb_test_get_tag (response, "To");
  acknowledge (&t, "new", response);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_wait (rb_call_get_state (t.call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (t.call), ==, RB_CALL_END_ANSWERED);
  g_assert_true (rb_call_is_muted (rb_test_party_get (&t.parties.bob, 1)));
  last.to_tag = tag;
  rb_test_peer_request (&t.peer, t.parties.bob.agent, &last);
  rb_test_wait (rb_call_get_state (rb_test_party_get (&t.parties.bob, 1)) == RB_CALL_ENDED);
  tear_down (&t);
}

/* The new caller offers nothing that bob could hear: the old call stays. */
static void
replaces_without_a_common_codec_leaves_the_call (void)
{
  Fixture t;
  g_autofree char *headers = NULL;
  RbTestRequest request = { "INVITE", "new", NULL, 1, NULL, NULL, NULL, NULL };
  const char *response;

  set_up (&t);
  request.headers = headers = g_strdup_printf ("Replaces: c1;to-tag=%s;from-tag=f\r\n", t.tag);
  request.body =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 18\r\n";
  t.parties.bob.expect_refusal = TRUE;
  rb_test_peer_request (&t.peer, t.parties.bob.agent, &request);
  do
    response = rb_test_peer_expect (&t.peer, "SIP/2.0 ");
  while (!g_str_has_prefix (response, "SIP/2.0 4"));
  g_assert_true (g_str_has_prefix (response, "SIP/2.0 488"));
  acknowledge (&t, "new", response);
  g_assert_cmpint (rb_call_get_state (t.call), ==, RB_CALL_ACTIVE);
  tear_down (&t);
}

static void
sipfrag_is_read_with_care (void)
{
  static const struct
  {
    const char *body;
    guint status;
  } cases[] = {
    { "SIP/2.0 180 Ringing\r\n", 180 },
    { "SIP/2.0 200", 200 },
    { "sip/2.0 603 Decline\r\nFrom: x\r\n", 603 },
    { "SIP/2.0 20", 0 },
    { "SIP/2.0 0200 OK", 0 },
    { "SIP/2.0 099 No", 0 },
    { "SIP/2.0 700 No", 0 },
    { "SIP/2.0  200", 0 },
    { "INVITE sip:x SIP/2.0", 0 },
    { "", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (rb_sip_sipfrag_parse (cases[i].body, strlen (cases[i].body)), ==, cases[i].status);
  g_assert_cmpuint (rb_sip_sipfrag_parse ("SIP/2.0 200", 10), ==, 0);
  g_assert_cmpuint (rb_sip_sipfrag_parse (NULL, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(test) g_test_add_func ("/transfer-peer/" #test, test)
  ADD (sipfrag_is_read_with_care);
  ADD (no_report_ever_comes);
  ADD (reports_flood_in);
  ADD (reports_after_the_outcome_change_nothing);
  ADD (last_report_says_nothing);
  ADD (refer_is_refused);
  ADD (hold_before_the_refer_is_refused);
  ADD (transferred_party_hangs_up_without_a_word);
  ADD (refer_that_cannot_be_followed_is_refused);
  ADD (transferor_hangs_up_at_once_and_is_told_all_the_same);
  ADD (second_refer_waits_for_the_first);
  ADD (refer_before_the_ack_waits_for_it);
  ADD (refer_before_an_ack_after_which_we_hang_up_is_declined);
  ADD (nobody_wants_the_reports);
  ADD (replaces_that_fits_no_call_is_refused);
  ADD (replaces_takes_the_call_over_held_or_not);
  ADD (replaces_without_a_common_codec_leaves_the_call);
#undef ADD

  return g_test_run ();
}
