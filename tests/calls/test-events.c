/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages between two agents of ours, and subscriptions, publications and messages with a peer that says what the
 * test tells it. */

#include "rb-sip-message.h"
#include "rb-sip-publication.h"
#include "rb-sip-subscription.h"
#include "rb-test-agents.h"

typedef struct
{
  RbTestAgents agents;
  RbTestPeer peer;
  char *uri; /* the peer's */
  RbSipSubscription *subscription;
  RbSipMessage *message;
  guint cseq;
  /* what was heard */
  GString *notified; /* bodies, each with "|" behind it */
  GString *received; /* texts, likewise */
  guint answer;      /* what bob answers to a message */
  gboolean answered; /* a message of ours */
  guint status;
  char *reason;
} Fixture;

static void
on_incoming_message (RbSipAgent *agent, RbSipIncomingMessage *message, Fixture *t)
{
  g_string_append_printf (t->received, "%s|", message->text);
  message->status = t->answer;
}

static void
set_up (Fixture *t)
{
  memset (t, 0, sizeof *t);
  t->notified = g_string_new (NULL);
  t->received = g_string_new (NULL);
  t->answer = 200;
  rb_test_agents_set_up (&t->agents, RB_TRANSPORT_UDP);
  rb_test_peer_set_up (&t->peer);
  t->uri = rb_test_peer_uri (&t->peer, "bob");
  g_signal_connect (t->agents.bob, "incoming-message", G_CALLBACK (on_incoming_message), t);
}

static void
tear_down (Fixture *t)
{
  g_clear_pointer (&t->message, rb_sip_message_free);
  if (t->subscription != NULL)
    {
      g_signal_handlers_disconnect_by_data (t->subscription, t);
      g_clear_object (&t->subscription);
    }
  rb_test_agents_tear_down (&t->agents);
  rb_test_peer_tear_down (&t->peer);
  g_string_free (t->notified, TRUE);
  g_string_free (t->received, TRUE);
  g_free (t->reason);
  g_free (t->uri);
}

static void
on_answer (guint status, const char *reason, gpointer data)
{
  Fixture *t = data;

  t->answered = TRUE;
  t->status = status;
  g_free (t->reason);
  t->reason = g_strdup (reason);
  t->message = NULL; /* frees itself */
}

static void
send_message (Fixture *t, const char *uri, const char *text)
{
  g_autoptr (GError) error = NULL;

  t->answered = FALSE;
  t->message = rb_sip_message_send (t->agents.alice, uri, text, on_answer, t, &error);
  g_assert_no_error (error);
}

static void
message_arrives_as_it_was_written (void)
{
  Fixture t;
  g_autofree char *bob = NULL;

  set_up (&t);
  bob = rb_test_agent_uri (t.agents.bob, "bob");
  send_message (&t, bob, "Hello, 你好\n<b>no markup</b>");
  rb_test_wait (t.answered);
  g_assert_cmpuint (t.status, ==, 200);
  g_assert_null (t.reason);
  g_assert_cmpstr (t.received->str, ==, "Hello, 你好\n<b>no markup</b>|");
  tear_down (&t);
}

static void
refused_message_says_why (void)
{
  Fixture t;
  g_autofree char *bob = NULL;

  set_up (&t);
  bob = rb_test_agent_uri (t.agents.bob, "bob");
  t.answer = 403;
  send_message (&t, bob, "Buy this");
  rb_test_wait (t.answered);
  g_assert_cmpuint (t.status, ==, 403);
  g_assert_nonnull (strstr (t.reason, "does not let this account send messages"));
  tear_down (&t);
}

static void
message_inside_a_call_is_taken (void)
{
  Fixture t;
  g_autofree char *bob = NULL;

  set_up (&t);
  rb_test_agents_connect (&t.agents);
  bob = rb_test_agent_uri (t.agents.bob, "bob");
  send_message (&t, bob, "While we talk");
  rb_test_wait (t.answered);
  g_assert_cmpuint (t.status, ==, 200);
  g_assert_cmpstr (t.received->str, ==, "While we talk|");
  tear_down (&t);
}

static void
accepted_is_not_delivered (void)
{
  Fixture t;

  set_up (&t);
  send_message (&t, t.uri, "For later");
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "MESSAGE "), "202 Accepted", NULL, NULL);
  rb_test_wait (t.answered);
  g_assert_cmpuint (t.status, ==, 202);
  tear_down (&t);
}

static void
lost_stack_leaves_it_unknown (void)
{
  Fixture t;

  set_up (&t);
  send_message (&t, t.uri, "Nobody answers");
  rb_test_peer_expect (&t.peer, "MESSAGE ");
  rb_test_agent_shut_down (&t.agents.alice);
  rb_test_wait (t.answered);
  g_assert_cmpuint (t.status, ==, 0);
  g_assert_nonnull (t.reason);
  t.agents.alice = rb_test_agent_new (t.agents.engine, "alice", RB_TRANSPORT_UDP, 0);
  tear_down (&t);
}

static void
on_notified (RbSipSubscription *subscription, const char *type, GBytes *body, Fixture *t)
{
  if (body != NULL)
    g_string_append_len (t->notified, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  g_string_append_c (t->notified, '|');
}

static void
subscribe (Fixture *t)
{
  t->subscription = rb_sip_subscription_new (t->agents.alice, t->uri, "presence", "application/pidf+xml", 600);
  g_signal_connect (t->subscription, "notified", G_CALLBACK (on_notified), t);
}

/* A NOTIFY inside the dialog of @subscribe, a SUBSCRIBE of alice that the peer has answered. */
static void
notify (Fixture *t, const char *subscribe, const char *state, const char *body)
{
  g_autofree char *tag = rb_test_get_tag (subscribe, "From");
  g_autofree char *call_id = rb_test_copy_headers (subscribe, "Call-ID");
  g_autofree char *from = rb_test_copy_headers (subscribe, "From");
  g_autofree char *text = NULL;

  g_strchomp (from);
  t->cseq++;
  text = g_strdup_printf ("NOTIFY sip:alice@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKn%s%u;rport\r\n"
                          "Max-Forwards: 70\r\nFrom: <%s>;tag=peer\r\nTo:%s\r\n%sCSeq: %u NOTIFY\r\n"
                          "Contact: <%s>\r\nEvent: presence\r\nSubscription-State: %s\r\n"
                          "Content-Type: application/pidf+xml\r\nContent-Length: %u\r\n\r\n%s",
                          rb_sip_agent_get_port (t->agents.alice), strchr (t->uri, '@') + 1, tag, t->cseq, t->uri,
                          strchr (from, ':') + 1, call_id, t->cseq, t->uri, state, (guint) strlen (body), body);
  rb_test_peer_send (&t->peer, rb_sip_agent_get_port (t->agents.alice), text, strlen (text));
}

static void
subscription_is_notified_and_taken_back (void)
{
  Fixture t;
  const char *request;

  set_up (&t);
  subscribe (&t);
  request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  g_assert_nonnull (strstr (request, "\r\nEvent: presence\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAccept: application/pidf+xml\r\n"));
  g_assert_nonnull (strstr (request, "\r\nExpires: 600\r\n"));
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  notify (&t, request, "pending;expires=600", "");
  rb_test_peer_expect (&t.peer, "SIP/2.0 200");
  rb_test_wait (t.notified->len == 1);
  g_assert_cmpint (rb_sip_subscription_get_state (t.subscription), ==, RB_SIP_SUBSCRIPTION_PENDING);
  notify (&t, request, "active;expires=600", "one");
  rb_test_wait (strcmp (t.notified->str, "|one|") == 0);
  g_assert_cmpint (rb_sip_subscription_get_state (t.subscription), ==, RB_SIP_SUBSCRIPTION_ACTIVE);

  g_signal_handlers_disconnect_by_data (t.subscription, &t);
  g_clear_object (&t.subscription);
  request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  g_assert_nonnull (strstr (request, "\r\nExpires: 0\r\n"));
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 0\r\n", NULL);
  tear_down (&t);
}

static void
too_brief_an_interval_is_raised (void)
{
  Fixture t;
  const char *request;

  set_up (&t);
  subscribe (&t);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "SUBSCRIBE "), "423 Interval Too Brief",
                        "Min-Expires: 1800\r\n", NULL);
  do
    request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  while (strstr (request, "\r\nExpires: 1800\r\n") == NULL);
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 1800\r\n", NULL);
  notify (&t, request, "active", "one");
  rb_test_wait (strcmp (t.notified->str, "one|") == 0);
  tear_down (&t);
}

/* Within its dialog, and the state goes on meanwhile. The stack looks every 5 s at what is due. */
static void
subscription_is_refreshed (void)
{
  Fixture t;
  const char *request;
  g_autofree char *call_id = NULL;
  g_autofree char *refreshed = NULL;
  g_autofree char *cseq = NULL;
  g_autofree char *next = NULL;
  g_autofree char *anew = NULL;

  set_up (&t);
  subscribe (&t);
  request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  call_id = rb_test_copy_headers (request, "Call-ID");
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 2\r\n", NULL);
  notify (&t, request, "active;expires=2", "one");
  rb_test_wait (strcmp (t.notified->str, "one|") == 0);

  do
    request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  while (strstr (request, ";tag=peer") == NULL); /* the first one again */
  refreshed = rb_test_copy_headers (request, "Call-ID");
  g_assert_cmpstr (refreshed, ==, call_id);
  g_assert_nonnull (strstr (request, "\r\nEvent: presence\r\n"));
  g_assert_nonnull (strstr (request, "\r\nExpires: 600\r\n"));
  g_assert_cmpint (rb_sip_subscription_get_state (t.subscription), ==, RB_SIP_SUBSCRIPTION_ACTIVE);
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  notify (&t, request, "active;expires=600", "two");
  rb_test_wait (strcmp (t.notified->str, "one|two|") == 0);

  /* A server that has forgotten it when it is asked for all: at once from the beginning. */
  rb_sip_subscription_refresh (t.subscription);
  cseq = rb_test_copy_headers (request, "CSeq");
  do
    {
      request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
      g_free (next);
      next = rb_test_copy_headers (request, "CSeq");
    }
  while (strcmp (cseq, next) == 0);
  rb_test_peer_respond (&t.peer, request, "481 Subscription Does Not Exist", NULL, NULL);
  do
    {
      request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
      g_free (anew);
      anew = rb_test_copy_headers (request, "Call-ID");
    }
  while (strcmp (anew, call_id) == 0);
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  notify (&t, request, "active", "three");
  rb_test_wait (strcmp (t.notified->str, "one|two|three|") == 0);
  g_assert_cmpint (rb_sip_subscription_get_state (t.subscription), ==, RB_SIP_SUBSCRIPTION_ACTIVE);
  tear_down (&t);
}

static void
ended_subscription_begins_anew (void)
{
  Fixture t;
  const char *request;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  set_up (&t);
  subscribe (&t);
  request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  first = rb_test_copy_headers (request, "Call-ID");
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  notify (&t, request, "terminated;reason=timeout", "last");
  do
    {
      request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
      g_free (second);
      second = rb_test_copy_headers (request, "Call-ID");
    }
  while (strcmp (first, second) == 0);
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  notify (&t, request, "active", "new");
  rb_test_wait (strcmp (t.notified->str, "last|new|") == 0);
  tear_down (&t);
}

static void
refused_subscription_is_given_up (void)
{
  static const char *const answers[] = { "489 Bad Event", "403 Forbidden", "404 Not Found", "501 Not Implemented" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Fixture t;

      set_up (&t);
      subscribe (&t);
      rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "SUBSCRIBE "), answers[i], NULL, NULL);
      rb_test_wait (rb_sip_subscription_get_state (t.subscription) == RB_SIP_SUBSCRIPTION_REFUSED);
      g_assert_cmpuint (rb_sip_subscription_get_status (t.subscription), ==, (guint) atoi (answers[i]));
      tear_down (&t);
    }
}

static void
rejected_watcher_stays_away (void)
{
  Fixture t;
  const char *request;

  set_up (&t);
  subscribe (&t);
  request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  notify (&t, request, "terminated;reason=rejected", "");
  rb_test_wait (rb_sip_subscription_get_state (t.subscription) == RB_SIP_SUBSCRIPTION_REFUSED);
  tear_down (&t);
}

static void
flood_of_notifications_ends_it (void)
{
  Fixture t;
  const char *request;

  set_up (&t);
  subscribe (&t);
  request = rb_test_peer_expect (&t.peer, "SUBSCRIBE ");
  rb_test_peer_respond (&t.peer, request, "200 OK", "Expires: 600\r\n", NULL);
  for (guint i = 0; i < 300; i++)
    notify (&t, request, "active", "x");
  rb_test_wait (t.notified->len > 0 && rb_sip_subscription_get_state (t.subscription) == RB_SIP_SUBSCRIPTION_PENDING);
  g_assert_cmpuint (t.notified->len / 2, <, 60);
  tear_down (&t);
}

static void
notify_without_subscription_is_refused (void)
{
  Fixture t;
  const RbTestRequest request = { .method = "NOTIFY",
                                  .call_id = "nobody-asked",
                                  .cseq = 1,
                                  .headers = "Event: presence\r\nSubscription-State: active\r\n",
                                  .type = "application/pidf+xml",
                                  .body = "<presence/>" };

  set_up (&t);
  rb_test_peer_request (&t.peer, t.agents.alice, &request);
  rb_test_peer_expect (&t.peer, "SIP/2.0 481");
  tear_down (&t);
}

static gboolean
has_etag (const char *request, const char *etag)
{
  g_autofree char *line = g_strdup_printf ("\r\nSIP-If-Match: %s\r\n", etag);

  return strstr (request, line) != NULL;
}

static void
publication_is_changed_by_its_etag (void)
{
  Fixture t;
  RbSipPublication *publication;
  const char *request;

  set_up (&t);
  g_clear_pointer (&t.uri, g_free);
  rb_test_agent_shut_down (&t.agents.alice);
  {
    g_autofree char *server = rb_test_peer_uri (&t.peer, "alice");
    g_autoptr (GError) error = NULL;
    const RbSipAgentConfig config = {
      .user = "alice", .domain = strchr (server, '@') + 1, .transport = RB_TRANSPORT_UDP, .bind_address = "127.0.0.1"
    };

    t.agents.alice = rb_sip_agent_new (t.agents.engine, &config, &error);
    g_assert_no_error (error);
  }

  publication = rb_sip_publication_new (t.agents.alice, "presence", "application/pidf+xml", 600);
  rb_sip_publication_set (publication, "<one/>");
  request = rb_test_peer_expect (&t.peer, "PUBLISH ");
  g_assert_null (strstr (request, "SIP-If-Match"));
  g_assert_nonnull (strstr (request, "<one/>"));
  rb_test_peer_respond (&t.peer, request, "200 OK", "SIP-ETag: a1\r\nExpires: 600\r\n", NULL);
  rb_test_wait (rb_sip_publication_get_state (publication) == RB_SIP_PUBLICATION_PUBLISHED);

  rb_sip_publication_set (publication, "<two/>");
  request = rb_test_peer_expect (&t.peer, "PUBLISH ");
  g_assert_true (has_etag (request, "a1"));
  g_assert_nonnull (strstr (request, "<two/>"));
  /* The server has forgotten it: the whole again, as if for the first time. */
  rb_test_peer_respond (&t.peer, request, "412 Conditional Request Failed", NULL, NULL);
  do
    request = rb_test_peer_expect (&t.peer, "PUBLISH ");
  while (strstr (request, "SIP-If-Match") != NULL);
  g_assert_nonnull (strstr (request, "<two/>"));
  rb_test_peer_respond (&t.peer, request, "200 OK", "SIP-ETag: b1\r\nExpires: 600\r\n", NULL);
  rb_test_wait (rb_sip_publication_get_state (publication) == RB_SIP_PUBLICATION_PUBLISHED);

  rb_sip_publication_free (publication);
  do
    request = rb_test_peer_expect (&t.peer, "PUBLISH ");
  while (strstr (request, "\r\nExpires: 0\r\n") == NULL);
  g_assert_true (has_etag (request, "b1"));
  rb_test_peer_respond (&t.peer, request, "200 OK", "SIP-ETag: b2\r\nExpires: 0\r\n", NULL);
  tear_down (&t);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/events/message-arrives-as-it-was-written", message_arrives_as_it_was_written);
  g_test_add_func ("/events/refused-message-says-why", refused_message_says_why);
  g_test_add_func ("/events/message-inside-a-call-is-taken", message_inside_a_call_is_taken);
  g_test_add_func ("/events/accepted-is-not-delivered", accepted_is_not_delivered);
  g_test_add_func ("/events/lost-stack-leaves-it-unknown", lost_stack_leaves_it_unknown);
  g_test_add_func ("/events/subscription-is-notified-and-taken-back", subscription_is_notified_and_taken_back);
  g_test_add_func ("/events/too-brief-an-interval-is-raised", too_brief_an_interval_is_raised);
  g_test_add_func ("/events/subscription-is-refreshed", subscription_is_refreshed);
  g_test_add_func ("/events/ended-subscription-begins-anew", ended_subscription_begins_anew);
  g_test_add_func ("/events/refused-subscription-is-given-up", refused_subscription_is_given_up);
  g_test_add_func ("/events/rejected-watcher-stays-away", rejected_watcher_stays_away);
  g_test_add_func ("/events/flood-of-notifications-ends-it", flood_of_notifications_ends_it);
  g_test_add_func ("/events/notify-without-subscription-is-refused", notify_without_subscription_is_refused);
  g_test_add_func ("/events/publication-is-changed-by-its-etag", publication_is_changed_by_its_etag);

  return g_test_run ();
}
