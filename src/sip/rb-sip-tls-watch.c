/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why TLS failed. Sofia drops a connection whose certificate it does not trust and says
 * nothing to the request that waits for it. So a request over TLS that got no answer for a
 * moment is followed by a handshake of GLib's own with the same authorities, whose verdict is
 * told to the user. */

#include "rb-sip-tls-watch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOOK_AFTER_MS 1000
#define HANDSHAKE_LIMIT_S 6
#define SIPS_PORT 5061 /* RFC 3261 19.1.2 */

struct _RbSipTlsWatch
{
  char                *server; /* the box is counted: a handshake under way outlives its owner */
  char                *ca_bundle;
  RbSipTlsWatchFunc    func;
  gpointer             data;
  guint                timer;
  GCancellable        *cancellable;
  GTlsDatabase        *database;
  GTlsCertificateFlags flags;
};

static void
clear (gpointer data)
{
  RbSipTlsWatch *self = data;

  g_clear_object (&self->cancellable);
  g_clear_object (&self->database);
  g_free (self->server);
  g_free (self->ca_bundle);
}

static void
release (RbSipTlsWatch *self)
{
  g_rc_box_release_full (self, clear);
}

char *
rb_sip_tls_describe (GTlsCertificateFlags flags, const char *server)
{
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return g_strdup_printf (_("The certificate of %s has expired. Its provider must renew it; check this computer's date too."), server);
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_strdup_printf (_("The certificate of %s is not valid yet. Check this computer's date."), server);
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return g_strdup_printf (_("The certificate of %s was revoked. Ask its provider before you connect."), server);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup_printf (_("The certificate of %s comes from an authority this computer does not trust. If the server is your own, add its authority's certificate to the account."), server);
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_strdup_printf (_("The certificate of %s was made for another name. Check the domain of the account."), server);

  return g_strdup_printf (_("The certificate of %s cannot be trusted."), server);
}

static char *
describe_error (RbSipTlsWatch *self, const GError *error)
{
  if (self->flags != 0)
    return rb_sip_tls_describe (self->flags, self->server);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (_("%s does not take TLS connections at this port. Check the domain and the transport of the account."), self->server);
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_("The name %s was not found. Check the domain and the network."), self->server);
  if (error->domain == G_TLS_ERROR)
    return g_strdup_printf (_("The encrypted connection to %s failed: %s. Check the transport of the account."), self->server, error->message);

  return g_strdup_printf (_("%s could not be reached: %s. Check the network."), self->server, error->message);
}

static gboolean
on_accept_certificate (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags errors, GTlsCertificateFlags *flags)
{
  *flags = errors;

  return FALSE;
}

static void
on_client_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable, GIOStream *connection, RbSipTlsWatch *self)
{
  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKING)
    return;

  g_tls_connection_set_database (G_TLS_CONNECTION (connection), self->database);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (on_accept_certificate), &self->flags);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  RbSipTlsWatch *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  g_autofree char *reason = NULL;

  g_signal_handlers_disconnect_by_data (source, self);
  /* A connection: all is well with TLS, and the request waits for something else. */
  if (connection == NULL && self->func != NULL)
    {
      reason = describe_error (self, error);
      self->func (reason, self->data);
    }
  release (self);
}

static gboolean
on_timer (gpointer data)
{
  RbSipTlsWatch *self = data;
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketConnectable) address = NULL;
  g_autofree char *bare = NULL;

  self->timer = 0;
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return G_SOURCE_REMOVE;

  self->database = g_tls_file_database_new (self->ca_bundle, NULL);
  address = g_network_address_parse (self->server, SIPS_PORT, NULL);
  if (self->database == NULL || address == NULL)
    return G_SOURCE_REMOVE;

  client = g_socket_client_new ();
  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, HANDSHAKE_LIMIT_S);
  g_signal_connect (client, "event", G_CALLBACK (on_client_event), self);
  g_socket_client_connect_async (client, address, self->cancellable, on_connected, g_rc_box_acquire (self));

  return G_SOURCE_REMOVE;
}

/* "host:port" of a URI or of what is one already. (transfer full) */
static char *
get_host_and_port (const char *server)
{
  const char *start = server;
  const char *at;

  if (g_ascii_strncasecmp (start, "sip:", 4) == 0)
    start += 4;
  else if (g_ascii_strncasecmp (start, "sips:", 5) == 0)
    start += 5;
  at = strchr (start, '@');
  if (at != NULL)
    start = at + 1;

  return g_strndup (start, strcspn (start, ";?>"));
}

RbSipTlsWatch *
rb_sip_tls_watch_new (const char *server, const char *ca_bundle, RbSipTlsWatchFunc func, gpointer data)
{
  RbSipTlsWatch *self = g_rc_box_new0 (RbSipTlsWatch);

  self->server = get_host_and_port (server);
  self->ca_bundle = g_strdup (ca_bundle);
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add (LOOK_AFTER_MS, on_timer, self);

  return self;
}

void
rb_sip_tls_watch_free (RbSipTlsWatch *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
  release (self);
}
