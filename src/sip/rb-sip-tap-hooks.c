/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tap's hooks: see every SIP message of the process as bytes, before parsing and after
 * sending. Sofia's transports call tport_dump_iovec() with them once TPTAG_DUMP is set; the
 * functions of that name (and four more that tell which socket a connection has, when it goes
 * and when it pings) defined here take the place of the library's, because the dynamic linker
 * looks into the executable first. They run in the stacks' threads: they stamp, copy and
 * queue. rb-sip-engine.c checks at start that this works. */

#include "rb-sip-sofia.h"

#include "rb-sip-frame.h"
#include "rb-sip-tap.h"

#include <dlfcn.h>
#include <sofia-sip/msg_addr.h>
#include <string.h>

/* One TCP or TLS connection. */
typedef struct
{
  int fd;
  guint16 port; /* of its listener */
  RbEndpoint local;
  RbSipFrame *frames[2]; /* received, sent */
  RbMessageInfo last[2]; /* of each direction */
} Connection;

static GMutex mutex;
static GHashTable *connections; /* tport_t → Connection */

typedef struct
{
  guint16 port;
  RbMessageInfo *info;
} FrameTarget;

static void
on_frame (RbMessageKind kind, const guint8 *bytes, gsize length, gpointer data)
{
  FrameTarget *target = data;
  g_autoptr (GBytes) copy = g_bytes_new (bytes, length);

  target->info->kind = kind;
  rb_sip_tap_append (target->port, target->info, copy);
}

static Connection *
connection_new (int fd)
{
  Connection *self = g_new0 (Connection, 1);

  self->fd = fd;

  return self;
}

static void
connection_free (gpointer data)
{
  Connection *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->frames); i++)
    {
      FrameTarget target = { self->port, &self->last[i] };

      if (self->frames[i] != NULL)
        rb_sip_frame_flush (self->frames[i], on_frame, &target);
      g_clear_pointer (&self->frames[i], rb_sip_frame_free);
    }
  g_free (self);
}

/* Called with the mutex held. */
static Connection *
add_connection (const tport_t *transport, int fd)
{
  Connection *connection = connection_new (fd);

  if (connections == NULL)
    connections = g_hash_table_new_full (NULL, NULL, NULL, connection_free);
  g_hash_table_replace (connections, (gpointer) transport, connection);

  return connection;
}

static RbTransport
transport_from_name (const char *name)
{
  static const struct
  {
    const char *name;
    RbTransport transport;
  } names[] = {
    { "udp", RB_TRANSPORT_UDP }, { "tcp", RB_TRANSPORT_TCP }, { "tls", RB_TRANSPORT_TLS },
    { "ws", RB_TRANSPORT_WS },   { "wss", RB_TRANSPORT_WSS }, { "sctp", RB_TRANSPORT_SCTP },
  };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i].name) == 0)
      return names[i].transport;

  return RB_TRANSPORT_UNKNOWN;
}

static gboolean
is_unspecified (const RbEndpoint *endpoint)
{
  static const guint8 zero[16];

  return endpoint->family == 0 || memcmp (endpoint->addr, zero, endpoint->family == 4 ? 4 : 16) == 0;
}

static socklen_t
sockaddr_length (const struct sockaddr *address)
{
  return address->sa_family == AF_INET6 ? sizeof (struct sockaddr_in6) : sizeof (struct sockaddr_in);
}

/* Called with the mutex held. A socket bound to a wildcard has no address of its own: the
 * kernel is asked which one it sends from. */
static void
find_local_endpoint (const tport_t *transport, Connection *connection, const struct sockaddr *remote, RbEndpoint *local)
{
  const su_addrinfo_t *info;

  if (connection != NULL && connection->fd >= 0)
    {
      struct sockaddr_storage address;
      socklen_t length = sizeof address;

      if (is_unspecified (&connection->local) &&
          getsockname (connection->fd, (struct sockaddr *) &address, &length) == 0)
        rb_endpoint_from_sockaddr (&connection->local, (struct sockaddr *) &address);
      if (!is_unspecified (&connection->local))
        {
          *local = connection->local;
          return;
        }
    }

  info = tport_get_address (tport_parent (transport));
  if (info != NULL && info->ai_addr != NULL)
    rb_endpoint_from_sockaddr (local, info->ai_addr);
  if (is_unspecified (local) && remote != NULL)
    {
      guint16 port = local->port;

      rb_sip_tap_find_local (remote, sockaddr_length (remote), local);
      local->port = port;
    }
}

static guint16
get_port (const tport_t *transport)
{
  const tp_name_t *name = tport_name (tport_parent (transport));

  return name != NULL && name->tpn_port != NULL ? (guint16) g_ascii_strtoull (name->tpn_port, NULL, 10) : 0;
}

static void
take (const tport_t *transport, RbDirection direction, const struct sockaddr *remote, const guint8 *bytes, gsize length)
{
  RbMessageInfo info = { 0 };
  FrameTarget target = { get_port (transport), &info };
  RbEndpoint local = { 0 };
  RbEndpoint peer = { 0 };
  Connection *connection = NULL;

  info.wall_us = g_get_real_time ();
  info.mono_us = g_get_monotonic_time ();
  info.direction = direction;
  info.transport = transport_from_name (tport_name (transport)->tpn_proto);
  if (remote != NULL)
    rb_endpoint_from_sockaddr (&peer, remote);

  g_mutex_lock (&mutex);
  if (tport_is_stream (transport))
    {
      connection = connections != NULL ? g_hash_table_lookup (connections, transport) : NULL;
      if (connection == NULL)
        connection = add_connection (transport, -1);
    }
  find_local_endpoint (transport, connection, remote, &local);
  info.src = direction == RB_DIRECTION_SENT ? local : peer;
  info.dst = direction == RB_DIRECTION_SENT ? peer : local;

  if (connection != NULL)
    {
      guint way = direction == RB_DIRECTION_SENT;
      RbSipFrame **frame = &connection->frames[way];

      if (*frame == NULL)
        *frame = rb_sip_frame_new ();
      connection->port = target.port;
      connection->last[way] = info;
      rb_sip_frame_feed (*frame, bytes, length, on_frame, &target);
    }
  else
    on_frame (rb_sip_frame_classify (bytes, length), bytes, length, &target);
  g_mutex_unlock (&mutex);
}

typedef struct tport_primary tport_primary_t;

void tport_dump_iovec (const tport_t *self, msg_t *msg, size_t n, const su_iovec_t iov[], size_t iovused,
                       const char *what, const char *how);
tport_t *tport_alloc_secondary (tport_primary_t *primary, int socket, int accepted, const char **return_reason);
void tport_zap_secondary (tport_t *self);
int tport_tcp_ping (tport_t *self, su_time_t now);
int tport_tcp_pong (tport_t *self);

void
tport_dump_iovec (const tport_t *self, msg_t *msg, size_t n, const su_iovec_t iov[], size_t iovused, const char *what,
                  const char *how)
{
  RbDirection direction = strcmp (what, "recv") == 0 ? RB_DIRECTION_RECEIVED : RB_DIRECTION_SENT;
  const su_sockaddr_t *address = msg_addr (msg);
  const struct sockaddr *remote = address != NULL && address->su_family != 0 ? &address->su_sa : NULL;

  if (iovused == 1 && iov[0].siv_len >= n)
    take (self, direction, remote, iov[0].siv_base, n);
  else
    {
      g_autoptr (GByteArray) whole = g_byte_array_sized_new (n);

      for (size_t i = 0; i < iovused && whole->len < n; i++)
        g_byte_array_append (whole, iov[i].siv_base, MIN (iov[i].siv_len, n - whole->len));
      take (self, direction, remote, whole->data, whole->len);
    }
}

/* The library's own function. */
#define NEXT(name)                                                                                                     \
  static __typeof__ (&name) next;                                                                                      \
  if (g_atomic_pointer_get (&next) == NULL)                                                                            \
  g_atomic_pointer_set (&next, dlsym (RTLD_NEXT, #name))

tport_t *
tport_alloc_secondary (tport_primary_t *primary, int socket, int accepted, const char **return_reason)
{
  tport_t *transport;

  NEXT (tport_alloc_secondary);
  transport = next (primary, socket, accepted, return_reason);

  if (transport != NULL)
    {
      g_mutex_lock (&mutex);
      add_connection (transport, socket);
      g_mutex_unlock (&mutex);
    }

  return transport;
}

void
tport_zap_secondary (tport_t *self)
{
  NEXT (tport_zap_secondary);

  if (self != NULL)
    {
      g_mutex_lock (&mutex);
      if (connections != NULL)
        g_hash_table_remove (connections, self);
      g_mutex_unlock (&mutex);
    }
  next (self);
}

/* Keep-alives pass tport_dump_iovec() by (RFC 5626 3.5.1). */
static void
take_keep_alive (const tport_t *transport, RbDirection direction, const char *bytes, gsize length)
{
  const su_addrinfo_t *peer = tport_get_address (transport);

  take (transport, direction, peer != NULL ? peer->ai_addr : NULL, (const guint8 *) bytes, length);
}

int
tport_tcp_ping (tport_t *self, su_time_t now)
{
  int result;

  NEXT (tport_tcp_ping);
  result = next (self, now);
  if (result == 0)
    take_keep_alive (self, RB_DIRECTION_SENT, "\r\n\r\n", 4);

  return result;
}

int
tport_tcp_pong (tport_t *self)
{
  int result;

  NEXT (tport_tcp_pong);
  take_keep_alive (self, RB_DIRECTION_RECEIVED, "\r\n\r\n", 4);
  result = next (self);
  if (result > 0)
    take_keep_alive (self, RB_DIRECTION_SENT, "\r\n", result);

  return result;
}

void
rb_sip_tap_hooks_start (void)
{
  g_mutex_lock (&mutex);
  g_clear_pointer (&connections, g_hash_table_unref);
  g_mutex_unlock (&mutex);
}
