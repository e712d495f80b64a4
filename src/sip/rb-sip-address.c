/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses as SIP writes them (RFC 3261 25.1) and as sockets want them: what the kernel
 * knows of routes and free ports. */

#include "rb-sip-sofia.h"

#include "rb-sip-address.h"
#include "rb-sip-uri.h"

#include <gio/gio.h>
#include <string.h>

/* Any will do to ask the kernel for a route. */
#define PROBE_PORT 5060

char *
rb_sip_address_get_host (const char *address)
{
  gboolean is_uri = g_ascii_strncasecmp (address, "sip:", 4) == 0 || g_ascii_strncasecmp (address, "sips:", 5) == 0;
  g_autofree char *uri = is_uri ? g_strdup (address) : g_strconcat ("sip:", address, NULL);
  g_autofree char *host = rb_sip_uri_get_host (uri);
  gsize length = host != NULL ? strlen (host) : 0;

  if (length > 2 && host[0] == '[' && host[length - 1] == ']')
    return g_strndup (host + 1, length - 2);
  if (length == 0 || g_ascii_strcasecmp (host, "localhost") == 0)
    return g_strdup (length == 0 ? "" : "127.0.0.1");

  return g_steal_pointer (&host);
}

char *
rb_sip_address_get_host_and_port (const char *address)
{
  const char *start = address;
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

gboolean
rb_sip_address_find_local (const char *host, char **local)
{
  g_autoptr (GSocketAddress) remote = g_inet_socket_address_new_from_string (host, PROBE_PORT);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (remote == NULL)
    return FALSE;
  socket = g_socket_new (g_socket_address_get_family (remote), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  if (socket == NULL || !g_socket_connect (socket, remote, NULL, NULL))
    return FALSE;
  bound = g_socket_get_local_address (socket, NULL);
  if (bound == NULL)
    return FALSE;

  *local = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (bound)));

  return TRUE;
}

guint16
rb_sip_address_find_free_port (const char *address, RbTransport transport)
{
  gboolean datagram = transport == RB_TRANSPORT_UDP || transport == RB_TRANSPORT_UNKNOWN;
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (wanted == NULL)
    return 0;
  socket = g_socket_new (g_socket_address_get_family (wanted), datagram ? G_SOCKET_TYPE_DATAGRAM : G_SOCKET_TYPE_STREAM,
                         datagram ? G_SOCKET_PROTOCOL_UDP : G_SOCKET_PROTOCOL_TCP, NULL);
  if (socket == NULL || !g_socket_bind (socket, wanted, FALSE, NULL))
    return 0;
  bound = g_socket_get_local_address (socket, NULL);

  return bound != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)) : 0;
}

char *
rb_sip_address_format_from (const char *display_name, const char *uri)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (display_name != NULL && *display_name != '\0')
    {
      g_string_append_c (out, '"');
      for (const char *p = display_name; *p != '\0'; p++)
        {
          if (*p == '"' || *p == '\\')
            g_string_append_c (out, '\\');
          if ((guchar) *p >= ' ')
            g_string_append_c (out, *p);
        }
      g_string_append (out, "\" ");
    }
  g_string_append_printf (out, "<%s>", uri);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
rb_sip_address_escape_user (const char *user)
{
  return g_uri_escape_string (user, "&=+$,;?/!~*'()", FALSE);
}

gboolean
rb_sip_address_is_uri (const char *text)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  url_t *url = url_make (home, text);
  gboolean valid = url != NULL && (url->url_type == url_sip || url->url_type == url_sips) && url->url_host != NULL &&
                   *url->url_host != '\0';

  su_home_deinit (home);
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || strchr ("<>\"", *p) != NULL)
      valid = FALSE;

  return valid;
}
