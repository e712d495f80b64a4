/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why TLS failed. Sofia drops a connection whose certificate it does not trust and says
 * nothing to the request that waits for it. So a request over TLS that got no answer for a
 * moment is followed by a handshake of GLib's own with the same authorities, whose verdict is
 * told to the user. Like Sofia, and unlike GLib, it takes an address in a certificate for no
 * identity (RFC 5922 7.1). */

#include "rb-sip-tls-watch.h"

#include "rb-sip-address.h"
#include "rb-sip-reason.h"
#include "rb-sip-tap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOOK_AFTER_MS 1000
#define HANDSHAKE_LIMIT_S 6
#define ANSWER_LIMIT_S 10
#define SIPS_PORT 5061 /* RFC 3261 19.1.2 */

struct _RbSipTlsWatch
{
  char *server; /* the box is counted: a handshake under way outlives its owner */
  char *name;
  char *ca_bundle;
  char *pin; /* (nullable) */
  guint16 port;
  guint n_received;
  RbSipTlsWatchFunc func;
  gpointer data;
  guint timer;
  guint limit;
  GCancellable *cancellable;
  GTlsDatabase *database;
  GTlsCertificate *certificate; /* of the server, once seen */
  GTlsCertificateFlags flags;
  RbSipCertificate *refused;
};

static void
clear (gpointer data)
{
  RbSipTlsWatch *self = data;

  g_clear_object (&self->cancellable);
  g_clear_object (&self->database);
  g_clear_object (&self->certificate);
  g_free (self->server);
  g_free (self->name);
  g_free (self->ca_bundle);
  g_free (self->pin);
  rb_sip_certificate_free (self->refused);
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
    return g_strdup_printf (
        _ ("The certificate of %s has expired. Its provider must renew it; check this computer's date too."), server);
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_strdup_printf (_ ("The certificate of %s is not valid yet. Check this computer's date."), server);
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return g_strdup_printf (_ ("The certificate of %s was revoked. Ask its provider before you connect."), server);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup_printf (_ ("The certificate of %s comes from an authority this computer does not trust. Look at it "
                               "before you trust it."),
                            server);

  return g_strdup_printf (_ ("The certificate of %s cannot be trusted."), server);
}

char *
rb_sip_tls_describe_mismatch (const char *server, const char *wanted, const char *names)
{
  if (names == NULL)
    return g_strdup_printf (_ ("The certificate of %s names no server. Its provider must make one for “%s”."), server,
                            wanted);
  if (g_hostname_is_ip_address (wanted))
    return g_strdup_printf (_ ("The certificate of %s is for “%s”. A certificate vouches for a name, not for an "
                               "address: enter the name instead of the address %s."),
                            server, names, wanted);

  return g_strdup_printf (_ ("The certificate of %s was made for another name: it is for “%s”, not for “%s”. Check the "
                             "domain of the account."),
                          server, names, wanted);
}

/* A common name that is an address is one to Sofia; a subjectAltName that is one is not. */
static gboolean
is_refused_address (RbSipTlsWatch *self)
{
  g_autofree char *subject = NULL;
  g_autofree char *common_name = NULL;

  if (self->certificate == NULL || !g_hostname_is_ip_address (self->name))
    return FALSE;
  subject = g_tls_certificate_get_subject_name (self->certificate);
  common_name = g_strconcat ("CN=", self->name, NULL);

  return subject == NULL || strstr (subject, common_name) == NULL;
}

static char *
describe_mismatch (RbSipTlsWatch *self)
{
  g_autoptr (GPtrArray) hosts = self->certificate != NULL ? g_tls_certificate_get_dns_names (self->certificate) : NULL;
  g_autoptr (RbSipCertificate) shown = NULL;

  if (hosts != NULL && hosts->len > 0)
    shown = rb_sip_certificate_new (self->certificate, self->server, NULL, FALSE);

  return rb_sip_tls_describe_mismatch (self->server, self->name, shown != NULL ? shown->names : NULL);
}

static gboolean
is_pinned (RbSipTlsWatch *self, GTlsCertificate *certificate)
{
  g_autofree char *fingerprint = rb_sip_certificate_hash (certificate);

  return g_ascii_strcasecmp (fingerprint, self->pin) == 0;
}

static gboolean
has_port (const char *server)
{
  const char *colon = strrchr (server, ':');

  return colon != NULL && strchr (colon, ']') == NULL;
}

/* NULL: nothing that can be sure. What has no port may be another server (RFC 3263 4.2). */
static char *
describe_error (RbSipTlsWatch *self, const GError *error)
{
  if (self->pin != NULL && self->certificate != NULL)
    return g_strdup_printf (_ ("%s shows another certificate than the one you trusted: somebody may be listening in, "
                               "or its owner has a new "
                               "one. Nothing was sent. Ask the owner before you trust it."),
                            self->server);
  if (self->flags == G_TLS_CERTIFICATE_BAD_IDENTITY)
    return describe_mismatch (self);
  if (self->flags != 0)
    return rb_sip_tls_describe (self->flags, self->server);
  if (error->domain != G_TLS_ERROR && !has_port (self->server))
    return NULL;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (
        _ ("%s does not take TLS connections at this port. Check the domain and the transport of the account."),
        self->server);
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_ ("The name %s was not found. Check the domain and the network."), self->server);
  if (error->domain == G_TLS_ERROR)
    return g_strdup_printf (_ ("The encrypted connection to %s failed: %s. Check the transport of the account."),
                            self->server, error->message);

  return g_strdup_printf (_ ("%s could not be reached: %s. Check the network."), self->server, error->message);
}

static gboolean
on_accept_certificate (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags errors,
                       gpointer data)
{
  RbSipTlsWatch *self = data;

  self->flags = errors;
  g_set_object (&self->certificate, certificate);

  return self->pin != NULL && is_pinned (self, certificate);
}

static void
on_client_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
                 GIOStream *connection, RbSipTlsWatch *self)
{
  g_autoptr (GSocketConnectable) identity = NULL;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED)
    g_set_object (&self->certificate, g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (connection)));
  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKING)
    return;

  identity = g_network_address_new (self->name, SIPS_PORT);
  g_tls_client_connection_set_server_identity (G_TLS_CLIENT_CONNECTION (connection), identity);
  if (self->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (connection), self->database);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (on_accept_certificate), self);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  RbSipTlsWatch *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  g_autofree char *reason = NULL;

  g_signal_handlers_disconnect_by_data (source, self);
  if (connection == NULL || (self->pin != NULL && !is_pinned (self, self->certificate)))
    reason = describe_error (self, error);
  else if (self->pin == NULL && is_refused_address (self))
    reason = describe_mismatch (self);
  if (reason != NULL && self->certificate != NULL)
    self->refused = rb_sip_certificate_new (self->certificate, self->server, reason, self->pin != NULL);
  /* Otherwise all is well with TLS, and the request waits for something else. */
  if (reason != NULL && self->func != NULL)
    self->func (reason, self->data);
  release (self);
}

static gboolean
on_limit (gpointer data)
{
  RbSipTlsWatch *self = data;
  g_autofree char *reason = rb_sip_reason_no_response (408, NULL, self->server, self->server, ANSWER_LIMIT_S);

  self->limit = 0;
  if (rb_sip_tap_count (self->port, RB_DIRECTION_RECEIVED) == self->n_received)
    self->func (reason, self->data);

  return G_SOURCE_REMOVE;
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

  /* That of a pinned account names nobody. */
  self->database = self->pin == NULL ? g_tls_file_database_new (self->ca_bundle, NULL) : NULL;
  address = g_network_address_parse (self->server, SIPS_PORT, NULL);
  if ((self->database == NULL && self->pin == NULL) || address == NULL)
    return G_SOURCE_REMOVE;

  client = g_socket_client_new ();
  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, HANDSHAKE_LIMIT_S);
  g_signal_connect (client, "event", G_CALLBACK (on_client_event), self);
  g_socket_client_connect_async (client, address, self->cancellable, on_connected, g_rc_box_acquire (self));

  return G_SOURCE_REMOVE;
}

/* The host of "host:port", without brackets. (transfer full) */
static char *
get_host (const char *server)
{
  if (*server == '[')
    return g_strndup (server + 1, strcspn (server + 1, "]"));

  return g_strndup (server, strcspn (server, ":"));
}

RbSipTlsWatch *
rb_sip_tls_watch_new (const char *server, const char *name, guint16 port, const char *ca_bundle, const char *pin,
                      RbSipTlsWatchFunc func, gpointer data)
{
  RbSipTlsWatch *self = g_rc_box_new0 (RbSipTlsWatch);

  self->server = rb_sip_address_get_host_and_port (server);
  self->name = name != NULL ? g_strdup (name) : get_host (self->server);
  self->ca_bundle = g_strdup (ca_bundle);
  self->pin = g_strdup (pin);
  self->port = port;
  self->n_received = rb_sip_tap_count (port, RB_DIRECTION_RECEIVED);
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add (LOOK_AFTER_MS, on_timer, self);
  self->limit = g_timeout_add_seconds (ANSWER_LIMIT_S, on_limit, self);

  return self;
}

void
rb_sip_tls_watch_free (RbSipTlsWatch *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->limit, g_source_remove);
  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
  release (self);
}

const RbSipCertificate *
rb_sip_tls_watch_get_refused (RbSipTlsWatch *self)
{
  return self->refused;
}
