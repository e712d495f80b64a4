/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a registered phone says it can be reached: Contact behind a router (RFC 3581), with a public address that is
 * given, and left alone; and a registrar that is not the domain. */

#include "rb-test-agents.h"

#include <string.h>

static void
answer (RbTestPeer *peer, const char *request, guint16 port)
{
  g_autofree char *same = rb_test_copy_headers (request, "Via,From,Call-ID,CSeq");
  g_autofree char *to = rb_test_copy_headers (request, "To");
  g_autofree char *contact = rb_test_copy_headers (request, "Contact");
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "SIP/2.0 200 OK\r\n%s%s;tag=r\r\n%s%sExpires: 600\r\nContent-Length: 0\r\n\r\n", same,
                   g_strchomp (to), g_strchomp (contact), *contact != '\0' ? ";expires=600\r\n" : "");
  g_string_replace (text, ";rport", ";received=203.0.113.5;rport=4444", 1);
  rb_test_peer_send (peer, port, text->str, text->len);
}

/* @wanted: in the Contact of the first REGISTER, or of one that follows at once. */
static void
check_contact (gboolean keep_contact, const char *public_address, const char *wanted)
{
  RbSipAgentConfig config = { .user = "alice",
                              .domain = "example.invalid",
                              .keep_contact = keep_contact,
                              .public_address = public_address,
                              .bind_address = "127.0.0.1" };
  RbTestPeer peer;
  g_autoptr (GError) error = NULL;
  RbSipEngine *engine = rb_sip_engine_new (&error);
  RbSipAgent *agent;
  g_autofree char *uri = NULL;
  g_autofree char *contact = NULL;
  const char *request;

  rb_test_peer_set_up (&peer);
  uri = rb_test_peer_uri (&peer, "x");
  config.server = strchr (uri, '@') + 1;
  agent = rb_sip_agent_new (engine, &config, &error);
  g_assert_no_error (error);

  rb_sip_agent_register (agent);
  request = rb_test_peer_expect (&peer, "REGISTER ");
  g_assert_nonnull (strstr (request, "sip:alice@example.invalid"));
  contact = rb_test_copy_headers (request, "Contact");
  while (strstr (contact, wanted) == NULL)
    {
      answer (&peer, request, rb_sip_agent_get_port (agent));
      request = rb_test_peer_expect (&peer, "REGISTER ");
      g_free (contact);
      contact = rb_test_copy_headers (request, "Contact");
    }
  answer (&peer, request, rb_sip_agent_get_port (agent));
  rb_test_wait (rb_sip_agent_get_registration (agent) == RB_REGISTRATION_REGISTERED);

  rb_sip_agent_unregister (agent);
  answer (&peer, rb_test_peer_expect (&peer, "REGISTER "), rb_sip_agent_get_port (agent));
  rb_test_wait (rb_sip_agent_get_registration (agent) == RB_REGISTRATION_OFF);
  rb_test_agent_shut_down (&agent);
  rb_test_peer_tear_down (&peer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (engine);
}

static void
contact_follows_what_the_registrar_saw (void)
{
  check_contact (FALSE, NULL, "@203.0.113.5:4444");
}

static void
contact_stays_when_that_is_wanted (void)
{
  check_contact (TRUE, NULL, "@127.0.0.1:");
}

static void
contact_is_the_public_address_of_the_account (void)
{
  check_contact (FALSE, "198.51.100.7", "@198.51.100.7:");
}

#define ADD(test) g_test_add_func ("/contact/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (contact_follows_what_the_registrar_saw);
  ADD (contact_stays_when_that_is_wanted);
  ADD (contact_is_the_public_address_of_the_account);

  return g_test_run ();
}
