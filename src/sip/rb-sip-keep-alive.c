/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keep-alives over UDP. A NAT forgets a binding that carries nothing for as little as 30 s; a
 * double CRLF to the registrar renews it (the form of RFC 5626 3.5.1; every server ignores
 * it over UDP). Sofia offers OPTIONS requests for this, which fill the trace; so the bytes are
 * sent here, through a duplicate of the stack's own socket, which is found by its port. TCP
 * and TLS connections are kept alive by the stack itself. */

#include "rb-sip-keep-alive.h"

#include "rb-sip-tap.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#define PING "\r\n\r\n"

struct _RbSipKeepAlive
{
  int fd;
  guint16 port;
  RbEndpoint peer;
  guint timer;
};

static gboolean
is_bound_to (int fd, guint16 port, guint8 family)
{
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  int type = 0;
  socklen_t type_length = sizeof type;
  RbEndpoint local = { 0 };

  if (getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &type_length) != 0 || type != SOCK_DGRAM)
    return FALSE;
  if (getsockname (fd, (struct sockaddr *) &address, &length) != 0)
    return FALSE;
  rb_endpoint_from_sockaddr (&local, (struct sockaddr *) &address);

  return local.family == family && local.port == port;
}

/* A duplicate: the stack may close its own at any time. */
static int
find_socket (guint16 port, guint8 family)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      int fd = (int) g_ascii_strtoll (name, NULL, 10);

      if (is_bound_to (fd, port, family))
        return fcntl (fd, F_DUPFD_CLOEXEC, 0);
    }

  return -1;
}

static void
report (RbSipKeepAlive *self, const struct sockaddr *remote, gsize remote_length)
{
  static const char ping[] = PING;
  RbMessageInfo info = { 0 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (ping, strlen (ping));

  info.wall_us = g_get_real_time ();
  info.mono_us = g_get_monotonic_time ();
  rb_sip_tap_find_local (remote, remote_length, &info.src);
  info.src.port = self->port;
  info.dst = self->peer;
  info.transport = RB_TRANSPORT_UDP;
  info.direction = RB_DIRECTION_SENT;
  info.kind = RB_MESSAGE_KEEP_ALIVE;
  rb_sip_tap_append (self->port, &info, bytes);
}

static gboolean
on_timer (gpointer data)
{
  RbSipKeepAlive *self = data;
  g_autofree char *address = rb_endpoint_format_address (&self->peer);
  g_autoptr (GSocketAddress) remote = g_inet_socket_address_new_from_string (address, self->peer.port);
  struct sockaddr_storage native;
  gssize length;

  if (remote == NULL || !g_socket_address_to_native (remote, &native, sizeof native, NULL))
    return G_SOURCE_CONTINUE;
  length = g_socket_address_get_native_size (remote);
  if (sendto (self->fd, PING, strlen (PING), MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *) &native, length) ==
      (ssize_t) strlen (PING))
    report (self, (struct sockaddr *) &native, length);

  return G_SOURCE_CONTINUE;
}

RbSipKeepAlive *
rb_sip_keep_alive_new (guint16 port, const RbEndpoint *peer, guint interval)
{
  int fd = find_socket (port, peer->family);
  RbSipKeepAlive *self;

  if (fd < 0)
    return NULL;

  self = g_new0 (RbSipKeepAlive, 1);
  self->fd = fd;
  self->port = port;
  self->peer = *peer;
  self->timer = g_timeout_add_seconds (interval, on_timer, self);

  return self;
}

void
rb_sip_keep_alive_free (RbSipKeepAlive *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  close (self->fd);
  g_free (self);
}
