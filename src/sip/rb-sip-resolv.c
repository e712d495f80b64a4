/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The nameserver guard. Sofia's resolver in Debian 12 spins for ever when connect() to a
 * nameserver fails (“network is unreachable”); with no nameserver at all it fails at once.
 * So it is given a resolv.conf of our own that lists only those the kernel has a route to. */

#include "rb-sip-resolv.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#define DNS_PORT 53

static gboolean
can_reach (const char *address)
{
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new_from_string (address, DNS_PORT);
  g_autoptr (GSocket) socket = NULL;

  if (target == NULL)
    return FALSE;

  socket = g_socket_new (g_socket_address_get_family (target), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  return socket != NULL && g_socket_connect (socket, target, NULL, NULL);
}

char *
rb_sip_resolv_filter (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (g_strstrip (lines[i]), " \t", 3);

      if (words[0] == NULL || words[0][0] == '\0')
        continue;
      if (strcmp (words[0], "nameserver") == 0 && (words[1] == NULL || !can_reach (words[1])))
        continue;
      g_string_append_printf (kept, "%s\n", lines[i]);
    }

  return g_string_free (g_steal_pointer (&kept), FALSE);
}

gboolean
rb_sip_resolv_write (const char *source, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *filtered = NULL;

  if (!g_file_get_contents (source, &text, NULL, NULL))
    text = g_strdup ("");
  filtered = rb_sip_resolv_filter (text);

  return g_file_set_contents (path, filtered, -1, error);
}
