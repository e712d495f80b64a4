/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Live signalling to another program by HEP3. A name is looked up without waiting; messages
 * that come meanwhile, or while the socket takes no more, are sent later: the trace keeps them,
 * only a position is remembered. The window's preferences and `ringback-cli --hep` use it. */

#include "rb-hep-sender.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-hep.h"

#define PHONE_KEY "rb-hep-sender"

struct _RbHepSender
{
  RbTrace *trace;
  gulong appended;
  char *server;
  RbHepFailedFunc failed;
  gpointer data;
  GSocketAddress *address; /* (nullable): the best so far */
  GCancellable *cancellable;
  GSocket *socket; /* (nullable): connected */
  GSource *writable;
  guint next; /* position of the first message not sent */
  gboolean complained;
};

static void
complain (RbHepSender *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (self->complained)
    return;

  self->complained = TRUE;
  sentence =
      g_strdup_printf (_ ("Signalling cannot be sent to %1$s: %2$s. Check the address and that the server runs."),
                       self->server, error->message);
  self->failed (sentence, self->data);
}

/* FALSE: the socket takes no more now. */
static gboolean
send_message (RbHepSender *self, guint position)
{
  g_autoptr (GBytes) packet = NULL;
  RbMessageInfo info;
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, position, &length);

  if (!rb_trace_get_info (self->trace, position, &info) || info.kind != RB_MESSAGE_SIP)
    return TRUE;

  packet = rb_hep_format (&info, bytes, length);
  /* An earlier datagram that was refused (ICMP) fails the next call once, and that is not sent. */
  for (guint attempt = 0; packet != NULL && attempt < 2; attempt++)
    {
      g_autoptr (GError) error = NULL;
      gsize size;
      const guint8 *data = g_bytes_get_data (packet, &size);

      if (g_socket_send (self->socket, (const char *) data, size, NULL, &error) >= 0)
        break;
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;
      complain (self, error);
    }
  return TRUE;
}

static gboolean on_writable (GSocket *socket, GIOCondition condition, gpointer data);

static void
send_pending (RbHepSender *self)
{
  if (self->socket == NULL || self->writable != NULL)
    return;

  while (self->next < rb_trace_get_n_messages (self->trace))
    {
      if (!send_message (self, self->next))
        {
          self->writable = g_socket_create_source (self->socket, G_IO_OUT, NULL);
          g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self, NULL);
          g_source_attach (self->writable, NULL);
          return;
        }
      self->next++;
    }
}

static gboolean
on_writable (GSocket *socket, GIOCondition condition, gpointer data)
{
  RbHepSender *self = data;

  g_clear_pointer (&self->writable, g_source_unref);
  send_pending (self);
  return G_SOURCE_REMOVE;
}

static void
on_appended (RbTrace *trace, guint position, RbHepSender *self)
{
  send_pending (self);
}

static void
open_socket (RbHepSender *self, GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);

  if (socket != NULL)
    g_socket_set_blocking (socket, FALSE);
  if (socket == NULL || !g_socket_connect (socket, address, NULL, &error))
    {
      complain (self, error);
      return;
    }

  self->socket = g_steal_pointer (&socket);
  send_pending (self);
}

/* Of a name with addresses of both families the first of IPv4 is taken: no datagram tells that
 * nobody listens at the other one, and listeners know IPv4. */
static void
on_address (GObject *source, GAsyncResult *result, gpointer data)
{
  GSocketAddressEnumerator *addresses = G_SOCKET_ADDRESS_ENUMERATOR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_socket_address_enumerator_next_finish (addresses, result, &error);
  RbHepSender *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the sender is gone */

  if (address != NULL && g_socket_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    {
      if (self->address == NULL)
        self->address = g_steal_pointer (&address);
      g_socket_address_enumerator_next_async (addresses, self->cancellable, on_address, self);
      return;
    }

  if (address != NULL)
    g_set_object (&self->address, address);
  if (self->address != NULL)
    open_socket (self, self->address);
  else
    complain (self, error);
}

RbHepSender *
rb_hep_sender_new (RbTrace *trace, const char *server, RbHepFailedFunc failed, gpointer data, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = NULL;
  g_autoptr (GSocketAddressEnumerator) addresses = NULL;
  RbHepSender *self;

  if (*server == '\0' || strpbrk (server, "/@ \t\r\n") != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("“%s” is not the address of a server; write HOST:PORT, for example “192.0.2.1:9060”."), server);
  else
    connectable = g_network_address_parse (server, RB_HEP_PORT, error);
  if (connectable == NULL)
    return NULL;

  self = g_new0 (RbHepSender, 1);
  self->trace = g_object_ref (trace);
  self->server = g_strdup (server);
  self->failed = failed;
  self->data = data;
  self->next = rb_trace_get_n_messages (trace);
  self->appended = g_signal_connect (trace, "appended", G_CALLBACK (on_appended), self);
  self->cancellable = g_cancellable_new ();
  addresses = g_socket_connectable_enumerate (connectable);
  g_socket_address_enumerator_next_async (addresses, self->cancellable, on_address, self);
  return self;
}

void
rb_hep_sender_free (RbHepSender *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_object (&self->address);
  g_clear_signal_handler (&self->appended, self->trace);
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
  g_clear_object (&self->socket);
  g_object_unref (self->trace);
  g_free (self->server);
  g_free (self);
}

static void
on_failed (const char *sentence, gpointer data)
{
  g_signal_emit_by_name (data, "notice", sentence);
}

gboolean
rb_phone_send_hep (RbPhone *phone, const char *server, GError **error)
{
  RbHepSender *sender = NULL;

  if (server != NULL)
    sender = rb_hep_sender_new (rb_phone_get_trace (phone), server, on_failed, phone, error);
  g_object_set_data_full (G_OBJECT (phone), PHONE_KEY, sender,
                          sender != NULL ? (GDestroyNotify) rb_hep_sender_free : NULL);
  return server == NULL || sender != NULL;
}
