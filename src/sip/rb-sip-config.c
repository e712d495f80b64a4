/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The configuration of one agent, and the URIs that follow from it. */

#include "rb-sip-sofia.h"

#include "rb-sip-address.h"
#include "rb-sip-config.h"
#include "rb-sip-uri.h"

#include <string.h>

#define DEFAULT_KEEP_ALIVE_S 15

static void
wipe (char *password)
{
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}

void
rb_sip_config_copy (RbSipAgentConfig *self, const RbSipAgentConfig *from)
{
  *self = *from;
  self->user = g_strdup (from->user);
  self->domain = g_strdup (from->domain);
  self->auth_user = g_strdup (from->auth_user);
  self->password = g_strdup (from->password);
  self->display_name = g_strdup (from->display_name);
  self->proxy = g_strdup (from->proxy != NULL && *from->proxy != '\0' ? from->proxy : NULL);
  self->server = g_strdup (from->server != NULL && *from->server != '\0' ? from->server : NULL);
  self->public_address =
      g_strdup (from->public_address != NULL && *from->public_address != '\0' ? from->public_address : NULL);
  self->pinned_certificate = g_strdup (
      from->pinned_certificate != NULL && *from->pinned_certificate != '\0' ? from->pinned_certificate : NULL);
  self->bind_address = g_strdup (from->bind_address);
  self->ca_file = g_strdup (from->ca_file);
}

void
rb_sip_config_clear (RbSipAgentConfig *self)
{
  wipe ((char *) self->password);
  g_free ((char *) self->user);
  g_free ((char *) self->domain);
  g_free ((char *) self->auth_user);
  g_free ((char *) self->display_name);
  g_free ((char *) self->proxy);
  g_free ((char *) self->server);
  g_free ((char *) self->public_address);
  g_free ((char *) self->pinned_certificate);
  g_free ((char *) self->bind_address);
  g_free ((char *) self->ca_file);
  memset (self, 0, sizeof *self);
}

void
rb_sip_config_set_password (RbSipAgentConfig *self, const char *password)
{
  wipe ((char *) self->password);
  self->password = g_strdup (password);
}

const char *
rb_sip_config_get_server (const RbSipAgentConfig *self)
{
  if (self->proxy != NULL)
    return self->proxy;

  return self->server != NULL ? self->server : self->domain;
}

gboolean
rb_sip_config_is_stream (const RbSipAgentConfig *self)
{
  return self->transport == RB_TRANSPORT_TCP || self->transport == RB_TRANSPORT_TLS;
}

guint
rb_sip_config_get_keep_alive (const RbSipAgentConfig *self)
{
  return self->keep_alive > 0 ? self->keep_alive : DEFAULT_KEEP_ALIVE_S;
}

static const char *
get_transport_name (RbTransport transport)
{
  switch (transport)
    {
    case RB_TRANSPORT_TCP:
      return "tcp";
    case RB_TRANSPORT_TLS:
      return "tls";
    default:
      return "udp";
    }
}

char *
rb_sip_config_make_uri (const RbSipAgentConfig *self, const char *address)
{
  gboolean has_scheme = g_ascii_strncasecmp (address, "sip:", 4) == 0 || g_ascii_strncasecmp (address, "sips:", 5) == 0;
  g_autofree char *uri = has_scheme ? g_strdup (address) : g_strconcat ("sip:", address, NULL);

  if (!rb_sip_config_is_stream (self) || strstr (uri, ";transport=") != NULL)
    return g_steal_pointer (&uri);

  return g_strconcat (uri, ";transport=", get_transport_name (self->transport), NULL);
}

char *
rb_sip_config_get_tls_name (const RbSipAgentConfig *self)
{
  g_autofree char *address = self->proxy != NULL ? rb_sip_address_get_host (self->proxy) : NULL;
  g_autofree char *uri = self->domain != NULL ? g_strconcat ("sip:", self->domain, NULL) : NULL;
  g_autofree char *name = uri != NULL ? rb_sip_uri_get_host (uri) : NULL;

  if (self->transport != RB_TRANSPORT_TLS || address == NULL || !g_hostname_is_ip_address (address) || name == NULL ||
      *name == '\0' || *name == '[' || g_hostname_is_ip_address (name))
    return NULL;

  return g_ascii_strdown (name, -1);
}

char *
rb_sip_config_make_proxy_uri (const RbSipAgentConfig *self, const char *name)
{
  g_autofree char *uri = rb_sip_config_make_uri (self, self->proxy);
  su_home_t home[1] = { SU_HOME_INIT (home) };
  url_t *url = url_hdup (home, URL_STRING_MAKE (uri)->us_url);
  char *route = NULL;

  if (name != NULL && url != NULL)
    {
      url->url_host = name;
      if (url->url_port == NULL)
        url->url_port = "5061"; /* RFC 3261 19.1.2; without a port the name would be looked up */
      route = g_strdup (url_as_string (home, url));
    }
  su_home_deinit (home);

  return route != NULL ? route : g_steal_pointer (&uri);
}

char *
rb_sip_config_make_bind_url (const RbSipAgentConfig *self, const char *address, guint16 port)
{
  const char *shown = self->public_address != NULL ? self->public_address : address;
  gboolean v6 = strchr (shown, ':') != NULL;
  const char *scheme = self->transport == RB_TRANSPORT_TLS ? "sips" : "sip"; /* Sofia knows TLS by the scheme */
  g_autoptr (GString) url = g_string_new (NULL);

  if (self->public_address == NULL && strcmp (address, RB_SIP_ANY_ADDRESS) == 0)
    shown = "*"; /* IPv4 and IPv6 */

  g_string_printf (url, "%s:%s%s%s:%u", scheme, v6 ? "[" : "", shown, v6 ? "]" : "", port);
  /* Without transport= Sofia opens UDP and TCP. */
  if (self->transport != RB_TRANSPORT_UNKNOWN)
    g_string_append_printf (url, ";transport=%s", get_transport_name (self->transport));
  if (self->public_address != NULL)
    g_string_append_printf (url, ";maddr=%s", address); /* where the socket really is */

  return g_string_free (g_steal_pointer (&url), FALSE);
}
