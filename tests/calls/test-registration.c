/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An agent and a registrar that says what the test tells it. */

#include "rb-sip-sofia.h"

#include "rb-digest.h"
#include "rb-sip-agent-private.h"
#include "rb-test-agents.h"

typedef struct
{
  RbSipEngine *engine;
  RbSipAgent *agent;
  RbTestPeer peer;
  char *domain;
  GPtrArray *synthetic; /* of char *: texts */
  guint keep_alives;
} Fixture;

static void
on_message (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  Fixture *t = data;

  if (info->kind == RB_MESSAGE_KEEP_ALIVE)
    {
      g_assert_cmpint (info->direction, ==, RB_DIRECTION_SENT);
      g_assert_cmpuint (info->src.port, ==, rb_sip_agent_get_port (t->agent));
      t->keep_alives++;
    }
  if (info->kind == RB_MESSAGE_SYNTHETIC)
    g_ptr_array_add (t->synthetic, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

static void
set_up_with (Fixture *t, const char *password)
{
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  RbSipAgentConfig config = { .user = "alice", .password = password, .expires = 600, .keep_alive = 1 };

  memset (t, 0, sizeof *t);
  t->synthetic = g_ptr_array_new_with_free_func (g_free);
  rb_test_peer_set_up (&t->peer);
  uri = rb_test_peer_uri (&t->peer, "x");
  config.domain = t->domain = g_strdup (strchr (uri, '@') + 1);
  t->engine = rb_sip_engine_new (&error);
  g_assert_no_error (error);
  rb_sip_engine_set_tap (t->engine, on_message, t);
  t->agent = rb_sip_agent_new (t->engine, &config, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *t)
{
  set_up_with (t, "se:cr\"et");
}

static void
tear_down (Fixture *t)
{
  rb_test_agent_shut_down (&t->agent);
  rb_test_peer_tear_down (&t->peer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (t->engine);
  g_ptr_array_unref (t->synthetic);
  g_free (t->domain);
}

static void
accept_register (Fixture *t, const char *request, guint expires)
{
  g_autofree char *contact = rb_test_copy_headers (request, "Contact");
  g_autofree char *headers = NULL;

  g_strchomp (contact);
  headers = *contact != '\0' ? g_strdup_printf ("%s;expires=%u\r\n", contact, expires) : g_strdup ("");
  /* rb_test_peer_respond() adds a Contact of its own; a registrar lists only bindings. */
  {
    g_autofree char *same = rb_test_copy_headers (request, "Via,From,Call-ID,CSeq");
    g_autofree char *to = rb_test_copy_headers (request, "To");
    g_autofree char *text = NULL;

    g_strchomp (to);
    text = g_strdup_printf ("SIP/2.0 200 OK\r\n%s%s;tag=r\r\n%sContent-Length: 0\r\n\r\n", same, to, headers);
    rb_test_peer_send (&t->peer, 0, text, strlen (text));
  }
}

/* Un-registering at the end is answered too. */
static void
finish_registered (Fixture *t)
{
  rb_sip_agent_unregister (t->agent);
  accept_register (t, rb_test_peer_expect (&t->peer, "REGISTER "), 0);
  rb_test_wait (rb_sip_agent_get_registration (t->agent) == RB_REGISTRATION_OFF);
  tear_down (t);
}

static void
agent_registers_and_unregisters (void)
{
  Fixture t;
  const char *request;
  g_autofree char *aor = NULL;

  set_up (&t);
  aor = g_strdup_printf ("sip:alice@%s", t.domain);
  g_assert_cmpstr (rb_sip_agent_get_aor (t.agent), ==, aor);
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_OFF);
  rb_sip_agent_register (t.agent);
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_REGISTERING);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  g_assert_nonnull (strstr (request, "\r\nExpires: 600\r\n"));
  g_assert_nonnull (strstr (request, "\r\nUser-Agent: Ringback/"));
  g_assert_null (strstr (request, "Authorization"));
  accept_register (&t, request, 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  g_assert_cmpuint (rb_sip_agent_get_registration_status (t.agent), ==, 200);
  g_assert_null (rb_sip_agent_get_registration_reason (t.agent));
  finish_registered (&t);
}

static const struct
{
  const char *name;
  const char *challenges[3]; /* in header order; @N is the nonce */
  const char *algorithm;     /* in the answer; NULL: not named */
} orders[] = {
  { "md5", { "algorithm=MD5, qop=\"auth\"" }, "MD5" },
  { "no algorithm, no qop", { "" }, NULL },
  { "sha-256", { "algorithm=SHA-256, qop=\"auth\"" }, "SHA-256" },
  { "sha-256 first", { "algorithm=SHA-256, qop=\"auth\"", "algorithm=MD5, qop=\"auth\"" }, "SHA-256" },
  { "md5 first", { "algorithm=MD5, qop=\"auth\"", "algorithm=SHA-256, qop=\"auth\"" }, "SHA-256" },
  { "md5-sess", { "algorithm=MD5-sess, qop=\"auth\"" }, "MD5-sess" },
  { "sha-256-sess", { "algorithm=SHA-256-sess, qop=\"auth,auth-int\"" }, "SHA-256-sess" },
  { "unknown first", { "algorithm=SHA-512-256, qop=\"auth\"", "algorithm=MD5, qop=\"auth\"" }, "MD5" },
  { "unknown last", { "algorithm=MD5, qop=\"auth\"", "algorithm=AKAv2-MD5, qop=\"auth\"" }, "MD5" },
  { "all three",
    { "algorithm=MD5, qop=\"auth\"", "algorithm=SHA-512-256, qop=\"auth\"", "algorithm=SHA-256, qop=\"auth\"" },
    "SHA-256" },
};

static char *
format_challenges (const char *const *challenges, const char *nonce, gboolean stale)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < 3 && challenges[i] != NULL; i++)
    g_string_append_printf (out,
                            "WWW-Authenticate: Digest realm=\"the \\\"lab\\\"\", nonce=\"%s%" G_GSIZE_FORMAT
                            "\", opaque=\"o\"%s%s%s\r\n",
                            nonce, i, stale ? ", stale=true" : "", *challenges[i] != '\0' ? ", " : "", challenges[i]);

  return g_string_free (out, FALSE);
}

static void
check_response (const char *request, const char *password)
{
  g_autofree char *header = rb_test_copy_headers (request, "Authorization");
  const char *value = header + strlen ("Authorization: ");
  g_autofree char *algorithm = NULL;
  g_autofree char *nonce = NULL;
  g_autofree char *realm = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *qop = NULL;
  g_autofree char *cnonce = NULL;
  g_autofree char *nc = NULL;
  g_autofree char *given = NULL;
  g_autofree char *expected = NULL;
  RbDigestInput input = { .username = "alice", .password = password, .method = "REGISTER" };

  g_assert_cmpuint (strlen (header), >, 20);
  g_assert_null (strstr (request, password));
  algorithm = rb_digest_get_param (value, "algorithm");
  g_assert_true (rb_digest_algorithm_parse (algorithm, &input.algorithm));
  input.realm = realm = rb_digest_get_param (value, "realm");
  input.nonce = nonce = rb_digest_get_param (value, "nonce");
  input.uri = uri = rb_digest_get_param (value, "uri");
  input.qop = qop = rb_digest_get_param (value, "qop");
  input.cnonce = cnonce = rb_digest_get_param (value, "cnonce");
  nc = rb_digest_get_param (value, "nc");
  input.nc = nc != NULL ? g_ascii_strtoull (nc, NULL, 16) : 0;
  given = rb_digest_get_param (value, "response");
  expected = rb_digest_response (&input);
  g_assert_cmpstr (given, ==, expected);
  g_assert_cmpstr (realm, ==, "the \"lab\"");
}

static void
every_order_of_challenges_is_answered (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      Fixture t;
      const char *request;
      g_autofree char *challenges = format_challenges (orders[i].challenges, "n", FALSE);
      g_autofree char *header = NULL;
      g_autofree char *algorithm = NULL;

      g_test_message ("%s", orders[i].name);
      set_up (&t);
      rb_sip_agent_register (t.agent);
      rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", challenges, NULL);
      request = rb_test_peer_expect (&t.peer, "REGISTER ");
      check_response (request, "se:cr\"et");
      header = rb_test_copy_headers (request, "Authorization");
      algorithm = rb_digest_get_param (header + strlen ("Authorization: "), "algorithm");
      g_assert_cmpstr (algorithm, ==, orders[i].algorithm);
      accept_register (&t, request, 600);
      rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
      finish_registered (&t);
    }
}

static void
wrong_password_is_tried_once (void)
{
  static const char *const md5[3] = { "algorithm=MD5, qop=\"auth\"" };
  Fixture t;
  const char *request;
  guint requests;
  g_autofree char *first = format_challenges (md5, "first", FALSE);
  g_autofree char *second = format_challenges (md5, "second", FALSE);

  set_up (&t);
  rb_sip_agent_register (t.agent);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", first, NULL);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  check_response (request, "se:cr\"et");
  rb_test_peer_respond (&t.peer, request, "401 Unauthorized", second, NULL);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
  g_assert_cmpuint (rb_sip_agent_get_registration_status (t.agent), ==, 401);
  g_assert_nonnull (strstr (rb_sip_agent_get_registration_reason (t.agent), "password"));
  requests = t.peer.received->len;
  g_assert_cmpuint (requests, ==, 2);

  /* A new password is tried at once. */
  rb_sip_agent_set_password (t.agent, "right");
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_REGISTERING);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", first, NULL);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  check_response (request, "right");
  accept_register (&t, request, 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  finish_registered (&t);
}

static void
stale_nonce_is_replaced_without_asking (void)
{
  static const char *const md5[3] = { "algorithm=MD5, qop=\"auth\"" };
  Fixture t;
  const char *request;
  g_autofree char *first = format_challenges (md5, "first", FALSE);
  g_autofree char *second = format_challenges (md5, "second", TRUE);
  g_autofree char *nonce = NULL;
  g_autofree char *header = NULL;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", first, NULL);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", second, NULL);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  check_response (request, "se:cr\"et");
  header = rb_test_copy_headers (request, "Authorization");
  nonce = rb_digest_get_param (header + strlen ("Authorization: "), "nonce");
  g_assert_cmpstr (nonce, ==, "second0");
  accept_register (&t, request, 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  finish_registered (&t);
}

static void
always_stale_is_no_loop (void)
{
  static const char *const md5[3] = { "algorithm=MD5, qop=\"auth\"" };
  Fixture t;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  for (guint i = 0; rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERING; i++)
    {
      g_autofree char *nonce = g_strdup_printf ("n%u", i);
      g_autofree char *challenge = format_challenges (md5, nonce, TRUE);

      rb_test_wait (t.peer.received->len > t.peer.taken ||
                    rb_sip_agent_get_registration (t.agent) != RB_REGISTRATION_REGISTERING);
      if (t.peer.received->len > t.peer.taken)
        rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", challenge, NULL);
      g_assert_cmpuint (i, <, 10);
    }
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_FAILED);
  tear_down (&t);
}

static void
missing_password_is_said (void)
{
  static const char *const md5[3] = { "algorithm=MD5, qop=\"auth\"" };
  Fixture t;
  g_autofree char *challenge = format_challenges (md5, "n", FALSE);

  set_up_with (&t, NULL);
  rb_sip_agent_register (t.agent);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "401 Unauthorized", challenge, NULL);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
  g_assert_nonnull (strstr (rb_sip_agent_get_registration_reason (t.agent), "asks for a password"));
  tear_down (&t);
}

static void
too_brief_an_interval_is_raised (void)
{
  Fixture t;
  const char *request;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), "423 Interval Too Brief",
                        "Min-Expires: 1800\r\n", NULL);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  g_assert_nonnull (strstr (request, "\r\nExpires: 1800\r\n"));
  accept_register (&t, request, 1800);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  finish_registered (&t);
}

static void
granted_interval_is_honoured (void)
{
  Fixture t;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 4);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 4); /* long before the 600 s asked for */
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_REGISTERED);
  finish_registered (&t);
}

static void
refusals_have_reasons (void)
{
  static const struct
  {
    const char *status;
    const char *reason;
  } refusals[] = { { "403 Forbidden", "does not let this account" },
                   { "404 Not Found", "does not know this user" },
                   { "503 Service Unavailable", "not available" },
                   { "599 Odd", "599 Odd" } };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      Fixture t;

      set_up (&t);
      rb_sip_agent_register (t.agent);
      rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "REGISTER "), refusals[i].status, NULL, NULL);
      rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
      g_assert_cmpuint (rb_sip_agent_get_registration_status (t.agent), ==,
                        g_ascii_strtoull (refusals[i].status, NULL, 10));
      g_assert_nonnull (strstr (rb_sip_agent_get_registration_reason (t.agent), refusals[i].reason));
      g_assert_cmpuint (t.synthetic->len, ==, 0);
      tear_down (&t);
    }
}

static void
changed_network_registers_at_once (void)
{
  Fixture t;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  g_signal_emit_by_name (t.engine, "network-changed");
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  finish_registered (&t);
}

/* The call stays with the stack that made it, which goes on to answer, and ends with the call. */
static void
new_address_gets_a_new_stack_and_calls_keep_the_old_one (void)
{
  Fixture t;
  RbTestLeg leg = { 0 };
  const char *invite;
  g_autofree char *uri = NULL;
  g_autofree char *peer_end = NULL;
  g_autofree char *own_end = NULL;
  g_autofree char *call_id = NULL;
  g_autofree char *info = NULL;
  g_autofree char *contact = NULL;
  g_autofree char *old_contact = NULL;
  guint16 before;

  set_up (&t);
  before = rb_sip_agent_get_port (t.agent);
  rb_sip_agent_register (t.agent);
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  uri = rb_test_peer_uri (&t.peer, "bob");
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.agent, uri, RB_TEST_SDP, NULL));
  invite = rb_test_peer_expect (&t.peer, "INVITE ");
  peer_end = rb_test_copy_headers (invite, "To");
  own_end = rb_test_copy_headers (invite, "From");
  call_id = rb_test_copy_headers (invite, "Call-ID");
  rb_test_peer_respond (&t.peer, invite, "200 OK", NULL, RB_TEST_SDP);
  rb_test_leg_expect_final (&leg, RB_SIP_CALL_ANSWERED);
  rb_test_peer_expect (&t.peer, "ACK ");

  rb_sip_agent_restart (t.agent);
  g_assert_cmpuint (rb_sip_agent_get_port (t.agent), !=, before);
  /* The old stack un-registers, the new one registers, in whatever order. */
  for (guint i = 0; i < 2; i++)
    {
      const char *request = rb_test_peer_expect (&t.peer, "REGISTER ");

      accept_register (&t, request, strstr (request, "Expires: 0\r\n") != NULL ? 0 : 600);
    }
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  rb_test_leg_expect (&leg, RB_SIP_CALL_MOVED);
  rb_sip_call_offer (leg.call, RB_TEST_SDP);
  invite = rb_test_peer_expect (&t.peer, "INVITE ");
  contact = rb_test_copy_headers (invite, "Contact");
  old_contact = g_strdup_printf (":%u>", before);
  g_assert_nonnull (strstr (contact, "<sip:alice@127.0.0.1:"));
  g_assert_null (strstr (contact, old_contact));
  rb_test_peer_respond (&t.peer, invite, "200 OK", NULL, RB_TEST_SDP);
  rb_test_leg_expect (&leg, RB_SIP_CALL_OFFER_ANSWERED);
  rb_test_peer_expect (&t.peer, "ACK ");
  /* What the far end sent before it heard of that. */
  info = g_strdup_printf ("INFO sip:alice@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKinfo\r\n"
                          "Max-Forwards: 70\r\nFrom%s;tag=peer\r\nTo%s%sCSeq: 7 INFO\r\n"
                          "Content-Type: application/dtmf-relay\r\nContent-Length: 10\r\n\r\nSignal=5\r\n",
                          before, strchr (uri, '@') + 1, g_strchomp (strchr (peer_end, ':')), strchr (own_end, ':'),
                          call_id);
  rb_test_peer_send (&t.peer, before, info, strlen (info));
  g_assert_cmpint (rb_test_leg_expect (&leg, RB_SIP_CALL_DTMF)->digit, ==, '5');
  rb_test_peer_expect (&t.peer, "SIP/2.0 200");
  rb_sip_call_hang_up (leg.call);
  rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "BYE "), "200 OK", NULL, NULL);
  rb_test_leg_expect (&leg, RB_SIP_CALL_ENDED);
  rb_test_leg_clear (&leg);
  finish_registered (&t);
}

static void
everything_goes_through_the_outbound_proxy (void)
{
  Fixture t;
  RbTestLeg leg = { 0 };
  RbSipAgentConfig config = { .user = "alice", .domain = "example.invalid" };
  const char *request;

  set_up (&t);
  rb_test_agent_shut_down (&t.agent);
  config.proxy = t.domain;
  t.agent = rb_sip_agent_new (t.engine, &config, NULL);
  g_assert_cmpstr (rb_sip_agent_get_aor (t.agent), ==, "sip:alice@example.invalid");
  rb_sip_agent_register (t.agent);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  g_assert_true (g_str_has_prefix (request, "REGISTER sip:example.invalid SIP/2.0\r\n"));
  accept_register (&t, request, 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);

  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.agent, "sip:bob@elsewhere.invalid", RB_TEST_SDP, NULL));
  request = rb_test_peer_expect (&t.peer, "INVITE ");
  g_assert_true (g_str_has_prefix (request, "INVITE sip:bob@elsewhere.invalid SIP/2.0\r\n"));
  rb_test_peer_respond (&t.peer, request, "404 Not Found", NULL, NULL);
  g_assert_cmpuint (rb_test_leg_expect_final (&leg, RB_SIP_CALL_FAILED)->status, ==, 404);
  rb_test_leg_clear (&leg);
  finish_registered (&t);
}

static void
challenged_call_is_repeated_with_an_answer (void)
{
  static const char *const sha[3] = { "algorithm=SHA-256, qop=\"auth\"", "algorithm=MD5, qop=\"auth\"" };
  Fixture t;
  RbTestLeg leg = { 0 };
  RbTestEvent *event;
  const char *request;
  g_autofree char *www = format_challenges (sha, "n", FALSE);
  g_auto (GStrv) lines = g_strsplit (www, "WWW-Authenticate", -1);
  g_autofree char *proxy = g_strjoinv ("Proxy-Authenticate", lines);
  g_autofree char *uri = NULL;

  set_up (&t);
  uri = rb_test_peer_uri (&t.peer, "bob");
  for (guint right = 0; right < 2; right++)
    {
      rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.agent, uri, RB_TEST_SDP, NULL));
      rb_test_peer_respond (&t.peer, rb_test_peer_expect (&t.peer, "INVITE "), "407 Proxy Authentication Required",
                            proxy, NULL);
      rb_test_peer_expect (&t.peer, "ACK ");
      request = rb_test_peer_expect (&t.peer, "INVITE ");
      g_assert_nonnull (strstr (request, "\r\nProxy-Authorization: Digest username=\"alice\""));
      g_assert_nonnull (strstr (request, "algorithm=SHA-256"));
      rb_test_peer_respond (&t.peer, request, right ? "486 Busy Here" : "407 Proxy Authentication Required",
                            right ? NULL : proxy, NULL);
      event = rb_test_leg_expect_final (&leg, RB_SIP_CALL_FAILED);
      g_assert_cmpuint (event->status, ==, right ? 486 : 407);
      rb_test_leg_clear (&leg);
    }
  tear_down (&t);
}

static void
keep_alives_leave_the_same_port (void)
{
  Fixture t;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 600);
  rb_test_peer_expect (&t.peer, "\r\n\r\n");
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (t.peer.remote)), ==,
                    rb_sip_agent_get_port (t.agent));
  rb_test_wait (t.keep_alives == 1);
  finish_registered (&t);
}

static void
shutting_down_unregisters (void)
{
  Fixture t;
  const char *request;

  set_up (&t);
  rb_sip_agent_register (t.agent);
  accept_register (&t, rb_test_peer_expect (&t.peer, "REGISTER "), 600);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_REGISTERED);
  rb_sip_agent_shut_down (t.agent);
  request = rb_test_peer_expect (&t.peer, "REGISTER ");
  g_assert_nonnull (strstr (request, "\r\nExpires: 0\r\n"));
  accept_register (&t, request, 0);
  tear_down (&t);
}

static void
absent_registrar_is_said_and_shown (void)
{
  Fixture t;

  set_up (&t);
  g_socket_close (t.peer.socket, NULL); /* loopback answers with ICMP */
  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
  g_assert_nonnull (rb_sip_agent_get_registration_reason (t.agent));
  rb_test_wait (t.synthetic->len == 1);
  g_test_message ("%s", (char *) g_ptr_array_index (t.synthetic, 0));
  g_assert_nonnull (strstr (g_ptr_array_index (t.synthetic, 0), " REGISTER\r\n"));
  tear_down (&t);
}

#define ADD(test) g_test_add_func ("/registration/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (agent_registers_and_unregisters);
  ADD (every_order_of_challenges_is_answered);
  ADD (wrong_password_is_tried_once);
  ADD (stale_nonce_is_replaced_without_asking);
  ADD (always_stale_is_no_loop);
  ADD (missing_password_is_said);
  ADD (too_brief_an_interval_is_raised);
  ADD (granted_interval_is_honoured);
  ADD (refusals_have_reasons);
  ADD (changed_network_registers_at_once);
  ADD (new_address_gets_a_new_stack_and_calls_keep_the_old_one);
  ADD (everything_goes_through_the_outbound_proxy);
  ADD (challenged_call_is_repeated_with_an_answer);
  ADD (keep_alives_leave_the_same_port);
  ADD (shutting_down_unregisters);
  ADD (absent_registrar_is_said_and_shown);

  return g_test_run ();
}
