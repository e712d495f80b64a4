/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HEP sender against a socket of our own: what arrives, what is never sent, and what
 * happens when nobody listens. */

#include <string.h>

#include "rb-hep-sender.h"
#include "rb-hep.h"

#define MESSAGE "OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n"

typedef struct
{
  RbTrace *trace;
  GSocket *server;
  char *where;
  RbHepSender *sender;
  GString *failures;
} Fixture;

static void
on_failed (const char *sentence, gpointer data)
{
  Fixture *self = data;

  g_string_append_printf (self->failures, "%s\n", sentence);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string (data, 0);
  g_autoptr (GSocketAddress) address = NULL;

  self->trace = rb_trace_new ();
  self->failures = g_string_new (NULL);
  self->server = g_socket_new (g_socket_address_get_family (any), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (self->server, any, FALSE, NULL));
  g_socket_set_timeout (self->server, 10);
  address = g_socket_get_local_address (self->server, NULL);
  self->where = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->sender, rb_hep_sender_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->trace);
  g_clear_object (&self->server);
  g_string_free (self->failures, TRUE);
  g_free (self->where);
}

static void
append (Fixture *self, RbMessageKind kind, const char *text)
{
  RbMessageInfo info = { .wall_us = 1767225600 * G_GINT64_CONSTANT (1000000),
                         .transport = RB_TRANSPORT_TLS,
                         .kind = kind };
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  rb_endpoint_parse (&info.src, "192.0.2.1", 5061);
  rb_endpoint_parse (&info.dst, "192.0.2.2", 5061);
  rb_trace_append (self->trace, &info, bytes);
}

static void
start (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->sender = rb_hep_sender_new (self->trace, self->where, on_failed, self, &error);
  g_assert_no_error (error);
}

static void
assert_arrives (Fixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  char buffer[4096];
  gssize length;
  RbHep hep;

  while (!(g_socket_condition_check (self->server, G_IO_IN) & G_IO_IN))
    g_main_context_iteration (NULL, TRUE);
  length = g_socket_receive (self->server, buffer, sizeof buffer, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (rb_hep_parse (&hep, (const guint8 *) buffer, (gsize) length));
  g_assert_cmpmem (hep.payload, hep.payload_length, text, strlen (text));
}

static gboolean
on_timeout (gpointer data)
{
  g_error ("nothing arrived");
  return G_SOURCE_REMOVE;
}

static void
messages_arrive_as_they_are (Fixture *self, gconstpointer data)
{
  append (self, RB_MESSAGE_SIP, MESSAGE "before");
  start (self);
  append (self, RB_MESSAGE_SIP, MESSAGE "1");
  append (self, RB_MESSAGE_KEEP_ALIVE, "\r\n\r\n");
  append (self, RB_MESSAGE_DAMAGED, "junk");
  append (self, RB_MESSAGE_SYNTHETIC, MESSAGE "synthetic");
  append (self, RB_MESSAGE_SIP, MESSAGE "2");
  assert_arrives (self, MESSAGE "1");
  assert_arrives (self, MESSAGE "2");
  append (self, RB_MESSAGE_SIP, MESSAGE "3");
  assert_arrives (self, MESSAGE "3");
  g_assert_cmpstr (self->failures->str, ==, "");
}

static void
many_at_once_keep_their_order (Fixture *self, gconstpointer data)
{
  start (self);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s%u", MESSAGE, i);

      append (self, RB_MESSAGE_SIP, text);
    }
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s%u", MESSAGE, i);

      assert_arrives (self, text);
    }
}

static void
nobody_listening_is_told_once (Fixture *self, gconstpointer data)
{
  start (self);
  append (self, RB_MESSAGE_SIP, MESSAGE "1");
  assert_arrives (self, MESSAGE "1");
  g_socket_close (self->server, NULL);
  /* Each refusal is reported to the send after it. */
  while (self->failures->len == 0)
    append (self, RB_MESSAGE_SIP, MESSAGE "2");
  for (guint i = 0; i < 10; i++)
    append (self, RB_MESSAGE_SIP, MESSAGE "3");
  g_assert_nonnull (strstr (self->failures->str, self->where));
  g_assert_cmpuint (strchr (self->failures->str, '\n') - self->failures->str + 1, ==, self->failures->len);
}

static void
a_name_is_looked_up (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("localhost%s", strrchr (self->where, ':'));

  g_free (self->where);
  self->where = g_steal_pointer (&name);
  start (self);
  append (self, RB_MESSAGE_SIP, MESSAGE "1");
  assert_arrives (self, MESSAGE "1");
}

static void
a_sender_may_go_before_its_address_comes (Fixture *self, gconstpointer data)
{
  start (self);
  append (self, RB_MESSAGE_SIP, MESSAGE "1");
  g_clear_pointer (&self->sender, rb_hep_sender_free);
}

static void
what_is_no_address_is_refused (Fixture *self, gconstpointer data)
{
  static const char *wrong[] = {
    "", "192.0.2.1:x", "192.0.2.1:99999", "http://example.com", "a b", "user@host", "[::1"
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_hep_sender_new (self->trace, wrong[i], on_failed, self, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_timeout_add_seconds (30, on_timeout, NULL);

#define ADD(function, address) g_test_add ("/hep-sender/" #function, Fixture, address, set_up, function, tear_down)
  ADD (messages_arrive_as_they_are, "127.0.0.1");
  ADD (many_at_once_keep_their_order, "127.0.0.1");
  ADD (nobody_listening_is_told_once, "127.0.0.1");
  ADD (a_name_is_looked_up, "127.0.0.1");
  ADD (a_sender_may_go_before_its_address_comes, "127.0.0.1");
  ADD (what_is_no_address_is_refused, "127.0.0.1");

  return g_test_run ();
}
