/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Redirections as both ends see them, callers who hide, callers who are no strangers, and what a Reason tells. */

#include "rb-test-parties.h"

#include <string.h>

typedef struct
{
  RbTestParties parties;
  RbTestPeer peer;
  char *peer_uri;
} Fixture;

static void
set_up (Fixture *t)
{
  memset (t, 0, sizeof *t);
  rb_test_peer_set_up (&t->peer);
  rb_test_parties_set_up (&t->parties);
  t->peer_uri = rb_test_peer_uri (&t->peer, "peer");
}

static void
tear_down (Fixture *t)
{
  rb_test_parties_tear_down (&t->parties);
  rb_test_peer_tear_down (&t->peer);
  g_free (t->peer_uri);
}

/* Alice calls the peer. (transfer none) */
static RbCall *
call_peer (Fixture *t, const char **invite)
{
  RbCall *call = rb_test_party_call (&t->parties.alice, t->peer_uri);

  *invite = rb_test_peer_expect (&t->peer, "INVITE ");

  return call;
}

static void
expect_end (RbCall *call, RbCallEnd end)
{
  rb_test_wait (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, end);
}

static void
redirected_call_goes_on_only_when_somebody_says_so (void)
{
  Fixture t;
  g_autofree char *bob = NULL;
  g_autofree char *carol = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GError) error = NULL;
  RbTestMessage *response;
  const char *text;
  RbCall *call;
  RbCall *next;

  set_up (&t);
  bob = rb_test_party_uri (&t.parties.bob);
  carol = rb_test_party_uri (&t.parties.carol);
  call = rb_test_party_call (&t.parties.alice, bob);
  g_assert_true (rb_call_redirect (rb_test_party_get (&t.parties.bob, 0), carol, "no-answer", &error));
  g_assert_no_error (error);
  expect_end (call, RB_CALL_END_REDIRECTED);
  expect_end (rb_test_party_get (&t.parties.bob, 0), RB_CALL_END_REDIRECTED);
  state = rb_call_format_state (call);
  g_assert_cmpstr (state, ==, "Redirected");
  g_assert_cmpuint (rb_call_get_status (call), ==, 302);
  response = rb_test_agents_find (&t.parties.agents, RB_DIRECTION_SENT, "302 INVITE");
  text = g_bytes_get_data (response->bytes, NULL);
  g_assert_nonnull (strstr (text, "Diversion: <sip:bob@127.0.0.1>;reason=no-answer;counter=1"));
  g_assert_cmpuint (rb_test_party_count (&t.parties.carol), ==, 0);

  g_assert_cmpstr (rb_call_get_redirect_target (call), ==, carol);
  next = rb_call_follow_redirect (call, &error);
  g_assert_no_error (error);
  rb_call_answer (rb_test_party_get (&t.parties.carol, 0));
  rb_test_wait (rb_call_get_state (next) == RB_CALL_ACTIVE);
  /* Each target once. */
  g_assert_null (rb_call_get_redirect_target (call));
  g_assert_null (rb_call_follow_redirect (call, &error));
  g_assert_nonnull (error);
  tear_down (&t);
}

static void
call_is_not_redirected_to_where_it_comes_from (void)
{
  Fixture t;
  g_autofree char *alice = NULL;
  g_autofree char *bob = NULL;
  g_autoptr (GError) error = NULL;
  RbCall *call;
  RbCall *in;

  set_up (&t);
  alice = rb_test_party_uri (&t.parties.alice);
  bob = rb_test_party_uri (&t.parties.bob);
  call = rb_test_party_call (&t.parties.alice, bob);
  in = rb_test_party_get (&t.parties.bob, 0);
  g_assert_false (rb_call_redirect (in, alice, "unconditional", &error));
  g_assert_nonnull (strstr (error->message, "come back"));
  g_clear_error (&error);
  g_assert_false (rb_call_redirect (in, bob, "unconditional", &error));
  g_clear_error (&error);
  g_assert_false (rb_call_redirect (in, "", "unconditional", &error));
  g_clear_error (&error);
  rb_call_answer (in);
  rb_test_wait (rb_call_get_state (call) == RB_CALL_ACTIVE && rb_call_get_state (in) == RB_CALL_ACTIVE);
  g_assert_false (rb_call_redirect (in, "sip:x@127.0.0.1:9", "unconditional", &error));
  tear_down (&t);
}

static void
circles_of_redirections_end (void)
{
  Fixture t;
  const char *invite;
  RbCall *call;
  guint n = 0;

  set_up (&t);
  call = call_peer (&t, &invite);
  for (;;)
    {
      g_autofree char *name = g_strdup_printf ("hop%u", n + 1);
      g_autofree char *uri = rb_test_peer_uri (&t.peer, name);
      g_autofree char *contact = g_strdup_printf ("Contact: <%s>\r\n", uri);

      rb_test_peer_respond (&t.peer, invite, "302 Moved Temporarily", contact, NULL);
      rb_test_peer_expect (&t.peer, "ACK ");
      expect_end (call, RB_CALL_END_REDIRECTED);
      if (rb_call_get_redirect_target (call) == NULL)
        break;
      call = rb_call_follow_redirect (call, NULL);
      n++;
      invite = rb_test_peer_expect (&t.peer, "INVITE ");
    }
  g_assert_cmpuint (n, ==, 5);
  tear_down (&t);
}

/* Of several addresses the one with the highest q; never the one that was called, nor our own. */
static void
best_address_of_a_redirection_is_taken (void)
{
  Fixture t;
  g_autofree char *own = NULL;
  g_autofree char *contacts = NULL;
  const char *invite;
  RbCall *call;

  set_up (&t);
  own = rb_test_party_uri (&t.parties.alice);
  contacts = g_strdup_printf ("Contact: <sip:low@127.0.0.1:9>;q=0.2, <%s>, <%s>;q=0.9, <sip:best@127.0.0.1:9>;q=0.7, "
                              "<mailto:x@example.org>, <sip:bad@127.0.0.1:9?X=1>;q=0.1\r\n",
                              own, t.peer_uri);
  call = call_peer (&t, &invite);
  rb_test_peer_respond (&t.peer, invite, "300 Multiple Choices", contacts, NULL);
  expect_end (call, RB_CALL_END_REDIRECTED);
  g_assert_cmpstr (rb_call_get_redirect_target (call), ==, "sip:best@127.0.0.1:9");
  tear_down (&t);
}

/* The peer names only itself, and what is no address to call. */
static void
redirection_to_nowhere_else_leads_nowhere (void)
{
  Fixture t;
  const char *invite;
  RbCall *call;

  set_up (&t);
  call = call_peer (&t, &invite);
  rb_test_peer_respond (&t.peer, invite, "302 Moved Temporarily", "Contact: <mailto:x@example.org>\r\n", NULL);
  expect_end (call, RB_CALL_END_REDIRECTED);
  g_assert_null (rb_call_get_redirect_target (call));
  g_assert_nonnull (rb_call_get_reason (call));
  tear_down (&t);
}

/* A refusal ends the call: nothing is tried again behind the caller's back. */
static void
retry_after_is_for_the_caller (void)
{
  static const char *const statuses[] = { "486 Busy Here", "480 Temporarily Unavailable", "500 Server Internal Error",
                                          "503 Service Unavailable", "600 Busy Everywhere" };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      Fixture t;
      const char *invite;
      RbCall *call;

      g_test_message ("%s", statuses[i]);
      set_up (&t);
      call = call_peer (&t, &invite);
      rb_test_peer_respond (&t.peer, invite, statuses[i], "Retry-After: 1\r\n", NULL);
      expect_end (call, RB_CALL_END_FAILED);
      tear_down (&t);
    }
}

static void
hidden_caller_is_nowhere_in_the_invite (void)
{
  Fixture t;
  const RbSipCallOptions options = { .hide_identity = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (RbSipCall) call = NULL;
  const char *invite;

  set_up (&t);
  call = rb_sip_call_new_outgoing_with (t.parties.alice.agent, t.peer_uri, RB_TEST_SDP, &options, &error);
  g_assert_no_error (error);
  invite = rb_test_peer_expect (&t.peer, "INVITE ");
  g_assert_nonnull (strstr (invite, "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>"));
  g_assert_nonnull (strstr (invite, "Privacy: id\r\n"));
  g_assert_null (strstr (invite, "alice"));
  g_assert_null (strstr (invite, "P-Preferred-Identity"));
  rb_test_peer_respond (&t.peer, invite, "486 Busy Here", NULL, NULL);
  rb_test_peer_expect (&t.peer, "ACK ");
  g_clear_object (&call);
  tear_down (&t);
}

/* The same to the account's own server, which has to know. */
static void
hidden_caller_tells_the_server (void)
{
  Fixture t;
  g_autofree char *domain = NULL;
  RbSipAgentConfig config = { .user = "dora",
                              .transport = RB_TRANSPORT_UDP,
                              .bind_address = "127.0.0.1",
                              .hide_caller_id = TRUE,
                              .no_session_timers = TRUE };
  g_autoptr (RbSipCall) call = NULL;
  g_autoptr (GError) error = NULL;
  RbSipAgent *dora;
  const char *invite;

  set_up (&t);
  domain = g_strdup (strchr (t.peer_uri, '@') + 1);
  config.domain = domain;
  dora = rb_sip_agent_new (t.parties.agents.engine, &config, &error);
  g_assert_no_error (error);
  call = rb_sip_call_new_outgoing (dora, t.peer_uri, RB_TEST_SDP, &error);
  g_assert_no_error (error);
  invite = rb_test_peer_expect (&t.peer, "INVITE ");
  g_assert_nonnull (strstr (invite, "P-Preferred-Identity: <sip:dora@127.0.0.1"));
  g_assert_nonnull (strstr (invite, "sip:anonymous@anonymous.invalid"));
  g_assert_nonnull (strstr (invite, "Contact: <sip:anonymous@127.0.0.1:"));
  g_assert_null (strstr (invite, "Session-Expires"));
  g_assert_null (strstr (invite, "timer"));
  g_assert_nonnull (strstr (invite, "replaces"));
  rb_test_peer_respond (&t.peer, invite, "486 Busy Here", NULL, NULL);
  rb_test_peer_expect (&t.peer, "ACK ");
  g_clear_object (&call);
  rb_test_agent_shut_down (&dora);
  tear_down (&t);
}

typedef struct
{
  gboolean came;
  gboolean through_server;
  char *asserted;
} Seen;

static void
on_call (RbSipAgent *agent, RbSipCall *call, gpointer data)
{
  Seen *seen = data;

  seen->came = TRUE;
  seen->through_server = rb_sip_call_get_identity (call)->through_server;
  seen->asserted = g_strdup (rb_sip_call_get_identity (call)->asserted_uri);
  rb_sip_call_reject (call, 486, NULL);
}

static void
strangers_are_told_from_the_server (void)
{
  static const char *const domains[] = { "127.0.0.1:5999", "127.0.0.9", "localhost", NULL };
  static const gboolean through[] = { TRUE, FALSE, TRUE, FALSE };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      Fixture t;
      RbSipAgentConfig config = {
        .user = "dora", .domain = domains[i], .transport = RB_TRANSPORT_UDP, .bind_address = "127.0.0.1"
      };
      const RbTestRequest request = { "INVITE",    "c1", NULL,  1, "P-Asserted-Identity: <sip:real@example.org>\r\n",
                                      RB_TEST_SDP, NULL, "dora" };
      g_autoptr (GError) error = NULL;
      RbSipAgent *dora;
      Seen seen = { 0 };

      set_up (&t);
      dora = rb_sip_agent_new (t.parties.agents.engine, &config, &error);
      g_assert_no_error (error);
      g_signal_connect (dora, "incoming-call", G_CALLBACK (on_call), &seen);
      rb_test_peer_request (&t.peer, dora, &request);
      rb_test_wait (seen.came);
      g_test_message ("%s", domains[i]);
      g_assert_cmpint (seen.through_server, ==, through[i]);
      g_assert_cmpstr (seen.asserted, ==, through[i] ? "sip:real@example.org" : NULL);
      g_free (seen.asserted);
      g_signal_handlers_disconnect_by_data (dora, &seen);
      rb_test_agent_shut_down (&dora);
      tear_down (&t);
    }
}

static void
reason_of_a_bye_is_told_when_it_says_something (void)
{
  static const struct
  {
    const char *reason;
    const char *part; /* NULL: nothing to tell */
  } cases[] = {
    { "Q.850;cause=16;text=\"NORMAL_CLEARING\"", NULL },
    { "SIP;cause=200;text=\"OK\"", NULL },
    { "Q.850;cause=102;text=\"Recovery on timer expiry\"", "Recovery on timer expiry (102)" },
    { "SIP;cause=503", "Service Unavailable (503)" },
    { "SIP;cause=500;text=\"a\\\"b\"", "a\"b (500)" },
    { "X;cause=zzz", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture t;
      g_autofree char *header = g_strdup_printf ("Reason: %s\r\n", cases[i].reason);
      RbTestRequest request = { "INVITE", "c1", NULL, 1, NULL, RB_TEST_SDP, NULL, NULL };
      g_autofree char *tag = NULL;
      RbCall *call;

      set_up (&t);
      rb_test_peer_request (&t.peer, t.parties.bob.agent, &request);
      call = rb_test_party_get (&t.parties.bob, 0);
      rb_call_answer (call);
      request.to_tag = tag = rb_test_get_tag (rb_test_peer_expect (&t.peer, "SIP/2.0 200"), "To");
      request.method = "ACK";
      request.body = NULL;
      rb_test_peer_request (&t.peer, t.parties.bob.agent, &request);
      rb_test_wait (rb_call_get_state (call) == RB_CALL_ACTIVE);
      request.method = "BYE";
      request.cseq = 2;
      request.headers = header;
      rb_test_peer_request (&t.peer, t.parties.bob.agent, &request);
      expect_end (call, RB_CALL_END_ANSWERED);
      g_test_message ("%s: %s", cases[i].reason, rb_call_get_reason (call));
      if (cases[i].part == NULL)
        g_assert_null (rb_call_get_reason (call));
      else
        g_assert_nonnull (strstr (rb_call_get_reason (call), cases[i].part));
      tear_down (&t);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(test) g_test_add_func ("/redirect/" #test, test)
  ADD (redirected_call_goes_on_only_when_somebody_says_so);
  ADD (call_is_not_redirected_to_where_it_comes_from);
  ADD (circles_of_redirections_end);
  ADD (best_address_of_a_redirection_is_taken);
  ADD (redirection_to_nowhere_else_leads_nowhere);
  ADD (retry_after_is_for_the_caller);
  ADD (hidden_caller_is_nowhere_in_the_invite);
  ADD (hidden_caller_tells_the_server);
  ADD (strangers_are_told_from_the_server);
  ADD (reason_of_a_bye_is_told_when_it_says_something);
#undef ADD

  return g_test_run ();
}
