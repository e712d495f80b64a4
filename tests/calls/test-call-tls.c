/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls and registration over TCP and TLS; certificates that must not be trusted. */

#include "rb-test-tls.h"

#include "rb-test-agents.h"

typedef struct
{
  RbSipEngine *engine;
  RbSipAgent *agent;
  RbTestTls server;
  GPtrArray *labels;
} Fixture;

static void
set_up (Fixture *t, const char *host, const char *proxy_host, const char *certificate_name, int days, gboolean trusted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *domain = NULL;
  g_autofree char *proxy = NULL;
  g_autofree char *ca = NULL;
  RbSipAgentConfig config = { .user = "alice", .transport = RB_TRANSPORT_TLS };

  memset (t, 0, sizeof *t);
  t->engine = rb_sip_engine_new (&error);
  g_assert_no_error (error);
  rb_test_tls_set_up (&t->server, rb_sip_engine_get_root (t->engine), certificate_name, days);
  config.domain = domain = g_strdup_printf ("%s:%u", host, t->server.port);
  config.proxy = proxy =
      proxy_host != NULL ? g_strdup_printf ("sip:%s:%u;transport=tls", proxy_host, t->server.port) : NULL;
  ca = rb_test_tls_get_ca (&t->server);
  config.ca_file = trusted ? ca : NULL;
  t->agent = rb_sip_agent_new (t->engine, &config, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *t)
{
  rb_test_agent_shut_down (&t->agent);
  rb_test_tls_tear_down (&t->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (t->engine);
}

static void
check_trusted (const char *host, const char *proxy, const char *certificate_name)
{
  Fixture t;
  RbTestLeg leg = { 0 };
  g_autofree char *uri = NULL;

  set_up (&t, host, proxy, certificate_name, 10, TRUE);
  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) != RB_REGISTRATION_REGISTERING);
  g_assert_cmpstr (rb_sip_agent_get_registration_reason (t.agent), ==, NULL);
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_REGISTERED);
  uri = g_strdup_printf ("sip:bob@%s:%u", host, t.server.port);
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.agent, uri, RB_TEST_SDP, NULL));
  rb_test_leg_expect_final (&leg, RB_SIP_CALL_ANSWERED);
  rb_sip_call_hang_up (leg.call);
  rb_test_leg_expect (&leg, RB_SIP_CALL_ENDED);
  rb_test_leg_clear (&leg);
  tear_down (&t);
}

static void
trusted_certificate_registers_and_calls (void)
{
  check_trusted ("127.0.0.1", NULL, "127.0.0.1");
}

static void
name_of_the_hosts_file_is_verified_by_name (void)
{
  check_trusted ("localhost", NULL, "localhost");
}

static void
proxy_given_by_address_is_verified_as_the_domain (void)
{
  check_trusted ("lab.test", "127.0.0.1", "lab.test");
}

static void
check_untrusted (const char *host, const char *proxy, const char *name, int days, gboolean trusted, const char *reason)
{
  Fixture t;
  RbTestLeg leg = { 0 };
  g_autofree char *uri = NULL;

  set_up (&t, host, proxy, name, days, trusted);
  rb_sip_agent_register (t.agent);
  uri = g_strdup_printf ("sip:bob@%s:%u", host, t.server.port);
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.agent, uri, RB_TEST_SDP, NULL));
  rb_test_wait (rb_sip_agent_get_registration (t.agent) != RB_REGISTRATION_REGISTERING);
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_FAILED);
  g_test_message ("%s", rb_sip_agent_get_registration_reason (t.agent));
  g_assert_nonnull (strstr (rb_sip_agent_get_registration_reason (t.agent), reason));
  g_assert_nonnull (strstr (rb_test_leg_expect_final (&leg, RB_SIP_CALL_FAILED)->reason, reason));
  rb_test_leg_clear (&leg);
  tear_down (&t);
}

static void
unknown_authority_is_refused (void)
{
  check_untrusted ("127.0.0.1", NULL, "127.0.0.1", 10, FALSE, "authority");
}

static void
expired_certificate_is_refused (void)
{
  check_untrusted ("127.0.0.1", NULL, "127.0.0.1", -1, TRUE, "expired");
}

static void
certificate_for_another_name_is_refused (void)
{
  check_untrusted ("localhost", NULL, "other.example", 10, TRUE, "another name");
}

static void
server_given_by_address_is_asked_for_by_name (void)
{
  check_untrusted ("127.0.0.1", NULL, "lab.test", 10, TRUE, "enter the name instead of the address");
}

static void
proxy_of_another_domain_is_refused (void)
{
  check_untrusted ("lab.test", "127.0.0.1", "other.example", 10, TRUE, "for “other.example”, not for “lab.test”");
}

/* A person looks at the certificate that was refused and trusts it, and only it. */
static void
check_pinned (const char *name, int days, const char *reason)
{
  Fixture t;
  RbTestLeg leg = { 0 };
  RbSipAgentConfig config = { .user = "alice", .transport = RB_TRANSPORT_TLS };
  const RbSipCertificate *refused;
  g_autofree char *domain = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *other = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&t, "127.0.0.1", NULL, name, days, FALSE);
  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
  refused = rb_sip_agent_get_refused_certificate (t.agent);
  g_assert_nonnull (refused);
  g_assert_nonnull (strstr (refused->subject, name));
  g_assert_nonnull (strstr (refused->issuer, "TestAuthority"));
  g_assert_nonnull (strstr (refused->reason, reason));
  g_assert_cmpint (refused->not_before, !=, 0);
  g_assert_cmpint (refused->not_after, !=, 0);
  g_assert_false (refused->changed);
  fingerprint = g_strdup (refused->fingerprint);
  g_assert_cmpuint (t.server.n_requests, ==, 0); /* nothing was said to a server that is not trusted */
  rb_test_agent_shut_down (&t.agent);

  config.domain = domain = g_strdup_printf ("127.0.0.1:%u", t.server.port);
  config.pinned_certificate = fingerprint;
  t.agent = rb_sip_agent_new (t.engine, &config, &error);
  g_assert_no_error (error);
  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) != RB_REGISTRATION_REGISTERING);
  g_assert_cmpstr (rb_sip_agent_get_registration_reason (t.agent), ==, NULL);
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_REGISTERED);
  g_assert_null (rb_sip_agent_get_refused_certificate (t.agent));
  uri = g_strdup_printf ("sip:bob@127.0.0.1:%u", t.server.port);
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.agent, uri, RB_TEST_SDP, NULL));
  rb_test_leg_expect_final (&leg, RB_SIP_CALL_ANSWERED);
  rb_sip_call_hang_up (leg.call);
  rb_test_leg_expect (&leg, RB_SIP_CALL_ENDED);
  rb_test_leg_clear (&leg);
  rb_test_agent_shut_down (&t.agent);

  /* The same with one digit changed: the server has another certificate than the one that was trusted. */
  other = g_strdup (fingerprint);
  other[63] = other[63] == '0' ? '1' : '0';
  config.pinned_certificate = other;
  t.server.n_requests = 0;
  t.agent = rb_sip_agent_new (t.engine, &config, &error);
  g_assert_no_error (error);
  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
  g_test_message ("%s", rb_sip_agent_get_registration_reason (t.agent));
  g_assert_nonnull (strstr (rb_sip_agent_get_registration_reason (t.agent), "another certificate than the one you trusted"));
  refused = rb_sip_agent_get_refused_certificate (t.agent);
  g_assert_true (refused->changed);
  g_assert_cmpstr (refused->fingerprint, ==, fingerprint);
  g_assert_cmpuint (t.server.n_requests, ==, 0);
  tear_down (&t);
}

static void
certificate_of_an_unknown_authority_can_be_trusted (void)
{
  check_pinned ("127.0.0.1", 10, "authority");
}

static void
expired_certificate_can_be_trusted (void)
{
  check_pinned ("127.0.0.1", -1, "expired");
}

static void
certificate_for_another_name_can_be_trusted (void)
{
  check_pinned ("other.example", 10, "");
}

/* A certificate that an authority vouches for is no substitute for the one that was trusted. */
static void
authorities_do_not_count_once_a_certificate_is_trusted (void)
{
  static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
  Fixture t;
  RbSipAgentConfig config = { .user = "alice", .transport = RB_TRANSPORT_TLS, .pinned_certificate = zeros };
  g_autofree char *domain = NULL;
  g_autofree char *ca = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&t, "127.0.0.1", NULL, "127.0.0.1", 10, TRUE);
  rb_test_agent_shut_down (&t.agent);
  config.domain = domain = g_strdup_printf ("127.0.0.1:%u", t.server.port);
  config.ca_file = ca = rb_test_tls_get_ca (&t.server);
  t.agent = rb_sip_agent_new (t.engine, &config, &error);
  g_assert_no_error (error);
  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) == RB_REGISTRATION_FAILED);
  g_assert_true (rb_sip_agent_get_refused_certificate (t.agent)->changed);
  g_assert_cmpuint (t.server.n_requests, ==, 0);
  tear_down (&t);
}

/* RFC 3261 21.1.1: who tries has answered, however long it takes. */
static void
silent_server_is_told_after_ten_seconds_and_one_that_tries_is_not (void)
{
  Fixture t;
  RbTestLeg leg = { 0 };
  g_autofree char *ca = NULL;
  g_autofree char *uri = NULL;
  RbSipAgentConfig config = { .user = "carol", .transport = RB_TRANSPORT_TLS };
  RbSipAgent *caller;

  set_up (&t, "127.0.0.1", NULL, "127.0.0.1", 10, TRUE);
  t.server.silent = TRUE;
  config.ca_file = ca = rb_test_tls_get_ca (&t.server);
  caller = rb_sip_agent_new (t.engine, &config, NULL);
  g_assert_nonnull (caller);
  uri = g_strdup_printf ("sip:bob@127.0.0.1:%u", t.server.port);
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (caller, uri, RB_TEST_SDP, NULL));

  rb_sip_agent_register (t.agent);
  rb_test_wait (rb_sip_agent_get_registration (t.agent) != RB_REGISTRATION_REGISTERING);
  g_assert_cmpint (rb_sip_agent_get_registration (t.agent), ==, RB_REGISTRATION_FAILED);
  g_assert_nonnull (strstr (rb_sip_agent_get_registration_reason (t.agent), "within 10 seconds"));

  g_assert_cmpuint (leg.events->len, ==, 0);
  rb_sip_call_hang_up (leg.call);
  rb_test_leg_expect_final (&leg, RB_SIP_CALL_ENDED);
  rb_test_leg_clear (&leg);
  rb_test_agent_shut_down (&caller);
  tear_down (&t);
}

#define ADD(test) g_test_add_func ("/tls/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (trusted_certificate_registers_and_calls);
  ADD (unknown_authority_is_refused);
  ADD (expired_certificate_is_refused);
  ADD (certificate_for_another_name_is_refused);
  ADD (name_of_the_hosts_file_is_verified_by_name);
  ADD (proxy_given_by_address_is_verified_as_the_domain);
  ADD (proxy_of_another_domain_is_refused);
  ADD (server_given_by_address_is_asked_for_by_name);
  ADD (certificate_of_an_unknown_authority_can_be_trusted);
  ADD (expired_certificate_can_be_trusted);
  ADD (certificate_for_another_name_can_be_trusted);
  ADD (authorities_do_not_count_once_a_certificate_is_trusted);
  ADD (silent_server_is_told_after_ten_seconds_and_one_that_tries_is_not);

  return g_test_run ();
}
