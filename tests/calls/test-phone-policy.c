/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a phone does with calls by its settings, seen from a bare peer: which response comes, and what is remembered. */

#include "rb-test-phone.h"

#include "rb-phone-private.h"

#include <string.h>

typedef struct
{
  RbTestPhone phone;
  RbTestPeer peer;
  GString *refused; /* the rules of "call-refused" */
} Fixture;

static void
on_call_refused (RbPhone *phone, RbCall *call, const char *reason, const char *sentence, Fixture *fixture)
{
  g_assert_true (strlen (sentence) > 0);
  g_string_append_printf (fixture->refused, "%s ", reason);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  rb_test_phone_set_up (&fixture->phone, 440, NULL);
  rb_test_peer_set_up (&fixture->peer, fixture->phone.port);
  fixture->refused = g_string_new (NULL);
  g_signal_connect (fixture->phone.phone, "call-refused", G_CALLBACK (on_call_refused), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rb_test_peer_tear_down (&fixture->peer);
  rb_test_phone_tear_down (&fixture->phone);
  g_string_free (fixture->refused, TRUE);
}

static GSettings *
get_settings (Fixture *fixture)
{
  return rb_phone_get_settings (fixture->phone.phone);
}

static guint
get_n_calls (Fixture *fixture)
{
  return g_list_model_get_n_items (rb_phone_get_calls (fixture->phone.phone));
}

static void
forward_to (Fixture *fixture, const char *key, const char *target)
{
  g_autofree char *to_key = g_strconcat (key, "-to", NULL);

  g_settings_set_string (get_settings (fixture), to_key, target);
  g_settings_set_boolean (get_settings (fixture), key, TRUE);
}

/* An INVITE with further @headers, each with CRLF. */
static void
invite (Fixture *fixture, const char *name, const char *from, const char *headers)
{
  RbTestPeer *peer = &fixture->peer;
  g_autofree char *sdp = rb_test_sdp (40000, 8, "sendrecv");

  rb_test_peer_send (peer,
                     "INVITE sip:me@127.0.0.1:%u SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK-%s-1\r\n"
                     "Max-Forwards: 70\r\n"
                     "From: %s;tag=%s\r\n"
                     "To: <sip:me@127.0.0.1:%u>\r\n"
                     "Call-ID: %s@peer\r\n"
                     "CSeq: 1 INVITE\r\n"
                     "Contact: <sip:peer@127.0.0.1:%u>\r\n"
                     "%s"
                     "Content-Type: application/sdp\r\n"
                     "Content-Length: %u\r\n\r\n%s",
                     peer->phone_port, peer->port, name, from, name, peer->phone_port, name, peer->port, headers,
                     (guint) strlen (sdp), sdp);
}

static void
acknowledge (Fixture *fixture, const char *name)
{
  rb_test_peer_request (&fixture->peer, "ACK", name, 1, "", NULL);
}

/* The next final response to the call @name, before which it did not ring. A call before it may repeat its own. */
static void
expect_refusal (Fixture *fixture, const char *name, const char *status)
{
  g_autofree char *call_id = g_strdup_printf ("%s@peer\r\n", name);

  do
    {
      rb_test_peer_expect (&fixture->peer, "SIP/2.0 ");
      g_assert_false (strstr (fixture->peer.last, call_id) != NULL &&
                      g_str_has_prefix (fixture->peer.last, "SIP/2.0 18"));
    }
  while (strstr (fixture->peer.last, call_id) == NULL || g_str_has_prefix (fixture->peer.last, "SIP/2.0 1"));

  g_assert_true (g_str_has_prefix (fixture->peer.last + strlen ("SIP/2.0 "), status));
}

/* What the history says is written when the call's end was told. */
static gboolean
has_handling (Fixture *fixture)
{
  g_autoptr (RbHistoryItem) row = rb_test_phone_get_row (&fixture->phone);

  return row != NULL && rb_history_item_get_handling (row) != NULL;
}

static void
assert_row (Fixture *fixture, const char *handling, gboolean missed, const char *other)
{
  g_autoptr (RbHistoryItem) row = NULL;

  rb_test_wait_for (has_handling (fixture));
  row = rb_test_phone_get_row (&fixture->phone);
  g_assert_cmpstr (rb_history_item_get_handling (row), ==, handling);
  g_assert_cmpint (rb_history_item_is_missed (row), ==, missed);
  g_assert_cmpstr (rb_history_item_get_other (row), ==, other);
}

/* Calls from the peer, who is refused so. */
static void
assert_refused (Fixture *fixture, const char *name, const char *from, const char *headers, const char *status,
                const char *rule, gboolean missed)
{
  g_autofree char *wanted = g_strconcat (rule, " ", NULL);

  g_string_set_size (fixture->refused, 0);
  invite (fixture, name, from, headers);
  expect_refusal (fixture, name, status);
  acknowledge (fixture, name);
  rb_test_wait_for (strcmp (fixture->refused->str, wanted) == 0);
  g_assert_null (fixture->phone.incoming);
  g_assert_cmpuint (get_n_calls (fixture), ==, 0);
  assert_row (fixture, rule, missed, NULL);
}

static void
do_not_disturb_is_busy_and_remembered (Fixture *fixture, gconstpointer data)
{
  g_settings_set_boolean (get_settings (fixture), "do-not-disturb", TRUE);
  assert_refused (fixture, "dnd", "<sip:alice@example.org>", "", "486", "do-not-disturb", TRUE);
  g_assert_cmpuint (rb_history_get_n_missed (rb_phone_get_history (fixture->phone.phone)), ==, 1);

  g_settings_set_boolean (get_settings (fixture), "do-not-disturb", FALSE);
  invite (fixture, "again", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
}

static void
a_blocked_caller_is_declined_however_the_number_is_written (Fixture *fixture, gconstpointer data)
{
  const char *const blocked[] = { "bob@example.org", "(010) 1234-5678", NULL };

  g_settings_set_strv (get_settings (fixture), "blocked", blocked);
  g_settings_set_string (get_settings (fixture), "country", "86");
  assert_refused (fixture, "bob", "\"Bob\" <sip:Bob@example.org:5060>", "", "603", "blocked", FALSE);
  assert_refused (fixture, "number", "<sip:+861012345678@example.org>", "", "603", "blocked", FALSE);
  invite (fixture, "alice", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
}

static void
an_anonymous_caller_is_rejected_by_choice (Fixture *fixture, gconstpointer data)
{
  static const char from[] = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";

  g_settings_set_boolean (get_settings (fixture), "reject-anonymous", TRUE);
  assert_refused (fixture, "from", from, "", "433", "anonymous", FALSE);
  assert_refused (fixture, "privacy", "<sip:alice@example.org>", "Privacy: id\r\n", "433", "anonymous", FALSE);
  g_settings_set_boolean (get_settings (fixture), "reject-anonymous", FALSE);
  invite (fixture, "allowed", from, "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
}

static void
every_call_is_forwarded (Fixture *fixture, gconstpointer data)
{
  forward_to (fixture, "forward-always", "sip:mobile@example.net");
  invite (fixture, "call", "<sip:alice@example.org>", "");
  expect_refusal (fixture, "call", "302");
  g_assert_nonnull (strstr (fixture->peer.last, "sip:mobile@example.net"));
  g_assert_nonnull (strstr (fixture->peer.last, "Diversion: "));
  g_assert_nonnull (strstr (fixture->peer.last, "reason=unconditional"));
  acknowledge (fixture, "call");
  rb_test_wait_for (strcmp (fixture->refused->str, "forward-always ") == 0);
  assert_row (fixture, "forwarded", FALSE, "sip:mobile@example.net");
}

static void
a_target_that_cannot_be_called_is_told (Fixture *fixture, gconstpointer data)
{
  forward_to (fixture, "forward-always", "1234"); /* and there is no account with a domain */
  invite (fixture, "call", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (strstr (fixture->phone.notices->str, "1234") != NULL);
}

static void
an_unanswered_call_is_forwarded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sentence = NULL;

  forward_to (fixture, "forward-no-answer", "sip:mobile@example.net");
  g_settings_set_uint (get_settings (fixture), "forward-no-answer-after", 1);
  invite (fixture, "call", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  sentence = rb_phone_describe_incoming (fixture->phone.phone, fixture->phone.incoming);
  g_assert_nonnull (strstr (sentence, "mobile@example.net"));
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 302");
  g_assert_nonnull (strstr (fixture->peer.last, "reason=no-answer"));
  acknowledge (fixture, "call");
  rb_test_wait_for (rb_call_get_state (fixture->phone.incoming) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (fixture->phone.incoming), ==, RB_CALL_END_REDIRECTED);
  assert_row (fixture, "forwarded", FALSE, "sip:mobile@example.net");
}

static void
during_a_call_others_wait_are_busy_or_forwarded (Fixture *fixture, gconstpointer data)
{
  RbTestFarEnd *first = rb_test_phone_get_called (&fixture->phone, "--hold-after", "60");
  g_autoptr (RbCall) call = g_object_ref (fixture->phone.incoming);

  rb_call_answer (call);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);

  invite (fixture, "waiting", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != call);
  g_assert_cmpint (rb_test_phone_get_tone (&fixture->phone), ==, RB_TONE_CALL_WAITING);
  rb_call_reject (fixture->phone.incoming, 486); /* declined as busy */
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 486");
  acknowledge (fixture, "waiting");
  g_clear_object (&fixture->phone.incoming);

  g_settings_set_boolean (get_settings (fixture), "call-waiting", FALSE);
  invite (fixture, "busy", "<sip:alice@example.org>", "");
  expect_refusal (fixture, "busy", "486");
  acknowledge (fixture, "busy");
  rb_test_wait_for (strcmp (fixture->refused->str, "busy ") == 0);
  assert_row (fixture, "busy", TRUE, NULL);

  forward_to (fixture, "forward-busy", "sip:mobile@example.net");
  invite (fixture, "forwarded", "<sip:alice@example.org>", "");
  expect_refusal (fixture, "forwarded", "302");
  g_assert_nonnull (strstr (fixture->peer.last, "reason=user-busy"));
  acknowledge (fixture, "forwarded");
  rb_test_wait_for (strcmp (fixture->refused->str, "busy forward-busy ") == 0);

  g_assert_false (rb_call_is_on_hold (call)); /* nobody noticed */
  rb_call_hang_up (call);
  g_assert_cmpint (rb_test_far_end_finish (first), ==, 0);
}

static void
a_forward_that_would_come_back_rings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sentence = NULL;

  forward_to (fixture, "forward-always", "sip:alice@example.org");
  invite (fixture, "caller", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  sentence = rb_phone_describe_incoming (fixture->phone.phone, fixture->phone.incoming);
  g_assert_nonnull (sentence);
  rb_call_hang_up (fixture->phone.incoming);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 603");
  acknowledge (fixture, "caller");
  g_clear_object (&fixture->phone.incoming);

  /* The target has sent it here itself. */
  g_settings_set_string (get_settings (fixture), "forward-always-to", "sip:mobile@example.net");
  invite (fixture, "circle", "<sip:alice@example.org>",
          "Diversion: <sip:a@example.org>;reason=user-busy, \"Mobile\" <sip:mobile@example.net>\r\n"
          "Diversion: <sip:b@example.org>\r\n");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  g_assert_cmpstr (rb_call_get_diverted_by (fixture->phone.incoming), ==, "sip:b@example.org");
}

static void
a_call_is_answered_by_itself_with_a_beep (Fixture *fixture, gconstpointer data)
{
  g_settings_set_string (get_settings (fixture), "auto-answer", "asked");
  invite (fixture, "plain", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  g_assert_null (rb_phone_describe_incoming (fixture->phone.phone, fixture->phone.incoming));
  rb_call_hang_up (fixture->phone.incoming);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 603");
  acknowledge (fixture, "plain");
  rb_test_wait_for (rb_call_get_state (fixture->phone.incoming) == RB_CALL_ENDED);
  g_clear_object (&fixture->phone.incoming);

  invite (fixture, "asks", "<sip:alice@example.org>", "Call-Info: <sip:example.org>;answer-after=0\r\n");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  acknowledge (fixture, "asks");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  rb_test_wait_for (rb_call_get_state (fixture->phone.incoming) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (&fixture->phone), ==, RB_TONE_BEEP);

  /* During a call nobody is put on hold by that. */
  g_settings_set_string (get_settings (fixture), "auto-answer", "all");
  g_clear_object (&fixture->phone.incoming);
  invite (fixture, "second", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  g_assert_null (rb_phone_describe_incoming (fixture->phone.phone, fixture->phone.incoming));
}

/* Rings, and is to be answered by itself @after seconds later. (transfer full) */
static RbCall *
ring_before_answer (Fixture *fixture, const char *name, const char *headers, guint after)
{
  RbCall *call;

  invite (fixture, name, "<sip:alice@example.org>", headers);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  call = g_steal_pointer (&fixture->phone.incoming);
  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_INCOMING);
  g_assert_cmpuint (rb_phone_find_entry (fixture->phone.phone, call)->decision.after, ==, after);
  g_assert_cmpuint (rb_phone_find_entry (fixture->phone.phone, call)->due_source, !=, 0);
  rb_test_wait_for (rb_test_phone_get_tone (&fixture->phone) == RB_TONE_RINGING);

  return call;
}

static void
until_a_call_is_answered_by_itself_a_person_decides (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbCall) declined = NULL;
  g_autoptr (RbCall) answered = NULL;
  g_autoptr (RbCall) due = NULL;

  g_settings_set_string (get_settings (fixture), "auto-answer", "all");
  g_settings_set_uint (get_settings (fixture), "auto-answer-delay", 1);

  declined = ring_before_answer (fixture, "declined", "", 1);
  rb_call_reject (declined, 603);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 603");
  acknowledge (fixture, "declined");
  rb_test_wait_for (rb_call_get_state (declined) == RB_CALL_ENDED);

  answered = ring_before_answer (fixture, "answered", "", 1);
  rb_call_answer (answered);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  acknowledge (fixture, "answered");
  rb_test_wait_for (rb_call_get_state (answered) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (&fixture->phone), ==, RB_TONE_NONE); /* who answered knows it */
  rb_call_hang_up (answered);
  rb_test_peer_expect (&fixture->peer, "BYE ");
  rb_test_peer_respond (&fixture->peer, "200 OK", NULL);
  rb_test_wait_for (rb_call_get_state (answered) == RB_CALL_ENDED);

  /* As late as the caller asks for; the timers of both before would have come first. */
  g_settings_set_string (get_settings (fixture), "auto-answer", "asked");
  due = ring_before_answer (fixture, "due", "Call-Info: <sip:example.org>;answer-after=2\r\n", 2);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  acknowledge (fixture, "due");
  rb_test_wait_for (rb_call_get_state (due) == RB_CALL_ACTIVE);
  g_assert_cmpint (rb_test_phone_get_tone (&fixture->phone), ==, RB_TONE_BEEP);
  g_assert_cmpint (rb_call_get_end (declined), ==, RB_CALL_END_DECLINED);
  g_assert_cmpint (rb_call_get_end (answered), ==, RB_CALL_END_ANSWERED);
}

static void
strangers_are_rejected_on_an_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccount) account =
      g_object_new (RB_TYPE_ACCOUNT, "user", "me", "domain", "127.0.0.2:5999", "register", FALSE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) probe = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (probe, any, FALSE, &error));
  bound = g_socket_get_local_address (probe, &error);
  fixture->peer.phone_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_socket_close (probe, NULL);
  rb_phone_set_bind (fixture->phone.phone, "127.0.0.1", fixture->peer.phone_port);
  rb_phone_save_account (fixture->phone.phone, account, NULL, &error);
  g_assert_no_error (error);

  assert_refused (fixture, "stranger", "<sip:alice@example.org>", "", "403", "stranger", FALSE);
  g_settings_set_boolean (get_settings (fixture), "accept-strangers", TRUE);
  invite (fixture, "welcome", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
}

/* The peer is the account's registrar: what it brings rings before the main loop has seen it. */
static void
a_call_of_the_server_rings_while_the_main_loop_is_busy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *domain = g_strdup_printf ("127.0.0.1:%u", fixture->peer.port);
  g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", "me", "domain", domain, NULL);
  g_autoptr (GError) error = NULL;
  const char *contact;

  rb_phone_set_bind (fixture->phone.phone, "127.0.0.1", 0);
  rb_phone_save_account (fixture->phone.phone, account, "secret", &error);
  g_assert_no_error (error);
  rb_test_peer_expect (&fixture->peer, "REGISTER ");
  contact = strstr (fixture->peer.last, "Contact: <sip:me@127.0.0.1:");
  g_assert_nonnull (contact);
  fixture->peer.phone_port = (guint16) g_ascii_strtoull (contact + strlen ("Contact: <sip:me@127.0.0.1:"), NULL, 10);
  rb_test_peer_respond (&fixture->peer, "200 OK\r\nExpires: 300", NULL);
  rb_test_wait_for (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED);

  invite (fixture, "call", "<sip:alice@example.org>", "");
  g_socket_condition_timed_wait (fixture->peer.socket, G_IO_IN, 10 * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (rb_test_peer_poll (&fixture->peer, "SIP/2.0 180"));

  g_settings_set_boolean (get_settings (fixture), "do-not-disturb", TRUE);
  invite (fixture, "refused", "<sip:alice@example.org>", "");
  expect_refusal (fixture, "refused", "486");
}

static void
a_flood_of_unwanted_calls_does_not_fill_the_history (Fixture *fixture, gconstpointer data)
{
  const char *const blocked[] = { "alice", NULL };

  g_settings_set_strv (get_settings (fixture), "blocked", blocked);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("flood%u", i);

      invite (fixture, name, "<sip:alice@example.org>", "");
      expect_refusal (fixture, name, "603");
      acknowledge (fixture, name);
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rb_phone_get_history (fixture->phone.phone))), ==, 20);
  g_assert_cmpuint (get_n_calls (fixture), ==, 0);
}

static void
a_call_answered_elsewhere_is_not_missed (Fixture *fixture, gconstpointer data)
{
  invite (fixture, "call", "<sip:alice@example.org>", "");
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (fixture->phone.incoming != NULL);
  rb_test_peer_request (&fixture->peer, "CANCEL", "call", 1,
                        "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n", NULL);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 487");
  acknowledge (fixture, "call");
  rb_test_wait_for (rb_call_get_state (fixture->phone.incoming) == RB_CALL_ENDED);
  assert_row (fixture, "elsewhere", FALSE, NULL);
  g_assert_cmpuint (rb_history_get_n_missed (rb_phone_get_history (fixture->phone.phone)), ==, 0);
}

/* The row of the history for the side that took the call, or placed it; both have one Call-ID. */
static RbHistoryItem *
get_side (Fixture *fixture, gboolean incoming)
{
  GListModel *history = G_LIST_MODEL (rb_phone_get_history (fixture->phone.phone));

  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (history, i);

      if (rb_history_item_is_incoming (item) == incoming)
        return g_steal_pointer (&item);
    }

  g_assert_not_reached ();
}

static gboolean
is_told (Fixture *fixture, gboolean incoming)
{
  g_autoptr (RbHistoryItem) item = get_side (fixture, incoming);

  return strcmp (rb_history_item_get_verdict (item), "in-progress") != 0;
}

static void
who_calls_himself_has_both_sides (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistoryItem) placed = NULL;
  g_autoptr (RbHistoryItem) taken = NULL;
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (&fixture->phone, fixture->phone.port));

  rb_test_wait_for (fixture->phone.incoming != NULL && rb_call_get_state (call) == RB_CALL_REMOTE_RINGING);
  rb_call_hang_up (call);
  rb_test_wait_for (is_told (fixture, TRUE) && is_told (fixture, FALSE));

  placed = get_side (fixture, FALSE);
  taken = get_side (fixture, TRUE);
  g_assert_cmpstr (rb_history_item_get_call_id (placed), ==, rb_history_item_get_call_id (taken));
  g_assert_cmpstr (rb_history_item_get_verdict (placed), ==, "cancelled");
  g_assert_cmpstr (rb_history_item_get_verdict (taken), ==, "cancelled");
  g_assert_false (rb_history_item_is_missed (placed));
  g_assert_true (rb_history_item_is_missed (taken));
  g_assert_cmpint (rb_history_item_get_ring_us (placed), >=, 0);
  g_assert_cmpint (rb_history_item_get_ring_us (taken), >=, 0);
}

static void
a_rule_says_why_one_cannot_call_himself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistoryItem) placed = NULL;
  g_autoptr (RbHistoryItem) taken = NULL;

  g_settings_set_boolean (get_settings (fixture), "do-not-disturb", TRUE);
  rb_test_phone_call (&fixture->phone, fixture->phone.port);
  rb_test_wait_for (strcmp (fixture->refused->str, "do-not-disturb ") == 0);
  rb_test_wait_for (is_told (fixture, TRUE) && is_told (fixture, FALSE));

  placed = get_side (fixture, FALSE);
  taken = get_side (fixture, TRUE);
  g_assert_cmpstr (rb_history_item_get_verdict (placed), ==, "busy");
  g_assert_null (rb_history_item_get_handling (placed));
  g_assert_cmpstr (rb_history_item_get_handling (taken), ==, "do-not-disturb");
  g_assert_cmpint (rb_history_item_get_ring_us (taken), ==, -1);
}

#define ADD(function) g_test_add ("/phone-policy/" #function, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (do_not_disturb_is_busy_and_remembered);
  ADD (a_blocked_caller_is_declined_however_the_number_is_written);
  ADD (an_anonymous_caller_is_rejected_by_choice);
  ADD (every_call_is_forwarded);
  ADD (a_target_that_cannot_be_called_is_told);
  ADD (an_unanswered_call_is_forwarded);
  ADD (during_a_call_others_wait_are_busy_or_forwarded);
  ADD (a_forward_that_would_come_back_rings);
  ADD (a_call_is_answered_by_itself_with_a_beep);
  ADD (until_a_call_is_answered_by_itself_a_person_decides);
  ADD (strangers_are_rejected_on_an_account);
  ADD (a_call_of_the_server_rings_while_the_main_loop_is_busy);
  ADD (a_flood_of_unwanted_calls_does_not_fill_the_history);
  ADD (a_call_answered_elsewhere_is_not_missed);
  ADD (who_calls_himself_has_both_sides);
  ADD (a_rule_says_why_one_cannot_call_himself);

  return g_test_run ();
}
