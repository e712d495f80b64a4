/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tap: sees every SIP message of the process as bytes, before parsing and after sending.
 * Sofia's transports call tport_dump_iovec() with them once TPTAG_DUMP is set; the functions
 * of that name (and three more that tell which socket a connection has and when it pings)
 * defined here take the place of the library's, because the dynamic linker looks into the
 * executable first. They run in the stack's threads: they stamp, copy and queue; the main
 * context hands the queue over. rb-sip-engine.c checks at start that this works. */

#include "rb-sip-sofia.h"

#include "rb-sip-frame.h"
#include "rb-sip-tap.h"

#include <dlfcn.h>
#include <sofia-sip/msg_addr.h>
#include <string.h>

/* Bytes that may wait for the main context; a flood beyond it is counted, not kept. */
#define MAX_QUEUED_BYTES (32u << 20)
/* Sent requests remembered for rb_sip_tap_find_request(). */
#define MAX_REQUESTS 256
#define MAX_LOCAL_ADDRESSES 256

typedef struct
{
  guint16       port; /* of the primary transport: names the listener */
  RbMessageInfo info;
  GBytes       *bytes;
} Seen;

typedef struct
{
  RbSipTapFunc func;
  gpointer     data;
} Listener;

/* One TCP or TLS connection. */
typedef struct
{
  int         fd;
  RbEndpoint  local;
  RbSipFrame *frames[2]; /* received, sent */
} Connection;

static struct
{
  GMutex      mutex;
  GQueue      queue; /* of Seen */
  gsize       queued_bytes;
  guint       lost;
  GHashTable *connections;     /* tport_t → Connection */
  GHashTable *local_addresses; /* remote RbEndpoint → local RbEndpoint */
  GHashTable *counts;          /* port → messages */
  GSource    *source;
  /* main thread only */
  guint       users;
  Listener    listener;
  GHashTable *routes;   /* port → Listener */
  GQueue      requests; /* of Seen, oldest first */
  gboolean    draining;
} tap;

static void
seen_free (Seen *seen)
{
  g_bytes_unref (seen->bytes);
  g_free (seen);
}

static Connection *
connection_new (int fd)
{
  Connection *self = g_new0 (Connection, 1);

  self->fd = fd;

  return self;
}

static void
connection_free (Connection *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->frames); i++)
    g_clear_pointer (&self->frames[i], rb_sip_frame_free);
  g_free (self);
}

static RbTransport
transport_from_name (const char *name)
{
  static const struct
  {
    const char *name;
    RbTransport transport;
  } names[] = {
    { "udp", RB_TRANSPORT_UDP }, { "tcp", RB_TRANSPORT_TCP }, { "tls", RB_TRANSPORT_TLS }, { "ws", RB_TRANSPORT_WS },
    { "wss", RB_TRANSPORT_WSS }, { "sctp", RB_TRANSPORT_SCTP },
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

/* A socket bound to a wildcard has no address of its own: ask the kernel which one it sends
 * from. Called with the mutex held. */
static void
fill_local_address (RbEndpoint *local, const struct sockaddr *remote, socklen_t remote_length)
{
  RbEndpoint key;
  RbEndpoint *known;
  int fd;

  rb_endpoint_from_sockaddr (&key, remote);
  known = g_hash_table_lookup (tap.local_addresses, &key);
  if (known == NULL)
    {
      struct sockaddr_storage address;
      socklen_t length = sizeof address;

      known = g_new0 (RbEndpoint, 1);
      fd = socket (remote->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (fd >= 0 && connect (fd, remote, remote_length) == 0 && getsockname (fd, (struct sockaddr *) &address, &length) == 0)
        rb_endpoint_from_sockaddr (known, (struct sockaddr *) &address);
      if (fd >= 0)
        close (fd);
      if (g_hash_table_size (tap.local_addresses) >= MAX_LOCAL_ADDRESSES)
        g_hash_table_remove_all (tap.local_addresses);
      g_hash_table_insert (tap.local_addresses, g_memdup2 (&key, sizeof key), known);
    }

  if (known->family != 0)
    {
      guint16 port = local->port;

      *local = *known;
      local->port = port;
    }
}

static socklen_t
sockaddr_length (const struct sockaddr *address)
{
  return address->sa_family == AF_INET6 ? sizeof (struct sockaddr_in6) : sizeof (struct sockaddr_in);
}

/* Called with the mutex held. */
static void
find_local_endpoint (const tport_t *transport, Connection *connection, const struct sockaddr *remote, RbEndpoint *local)
{
  const su_addrinfo_t *info;

  if (connection != NULL && connection->fd >= 0)
    {
      struct sockaddr_storage address;
      socklen_t length = sizeof address;

      if (is_unspecified (&connection->local) && getsockname (connection->fd, (struct sockaddr *) &address, &length) == 0)
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
    fill_local_address (local, remote, sockaddr_length (remote));
}

/* Called with the mutex held. */
static void
enqueue (guint16 port, const RbMessageInfo *info, GBytes *bytes)
{
  Seen *seen;

  if (tap.source == NULL)
    return;

  g_hash_table_insert (tap.counts, GUINT_TO_POINTER (port),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (tap.counts, GUINT_TO_POINTER (port))) + 1));
  if (tap.queued_bytes > MAX_QUEUED_BYTES)
    {
      tap.lost++;
      return;
    }

  seen = g_new0 (Seen, 1);
  seen->port = port;
  seen->info = *info;
  seen->bytes = g_bytes_ref (bytes);
  tap.queued_bytes += g_bytes_get_size (bytes) + sizeof *seen;
  if (g_queue_is_empty (&tap.queue))
    g_source_set_ready_time (tap.source, 0);
  g_queue_push_tail (&tap.queue, seen);
}

typedef struct
{
  guint16        port;
  RbMessageInfo *info;
} FrameTarget;

static void
on_frame (RbMessageKind kind, const guint8 *bytes, gsize length, gpointer data)
{
  FrameTarget *target = data;
  g_autoptr (GBytes) copy = g_bytes_new (bytes, length);

  target->info->kind = kind;
  enqueue (target->port, target->info, copy);
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

  g_mutex_lock (&tap.mutex);
  if (tap.source == NULL)
    {
      g_mutex_unlock (&tap.mutex);
      return;
    }

  if (tport_is_stream (transport))
    {
      connection = g_hash_table_lookup (tap.connections, transport);
      if (connection == NULL)
        {
          connection = connection_new (-1);
          g_hash_table_insert (tap.connections, (gpointer) transport, connection);
        }
    }
  find_local_endpoint (transport, connection, remote, &local);
  info.src = direction == RB_DIRECTION_SENT ? local : peer;
  info.dst = direction == RB_DIRECTION_SENT ? peer : local;

  if (connection != NULL)
    {
      RbSipFrame **frame = &connection->frames[direction == RB_DIRECTION_SENT];

      if (*frame == NULL)
        *frame = rb_sip_frame_new ();
      rb_sip_frame_feed (*frame, bytes, length, on_frame, &target);
    }
  else
    on_frame (rb_sip_frame_classify (bytes, length), bytes, length, &target);
  g_mutex_unlock (&tap.mutex);
}

/* --- the functions that stand in for the library's --- */

typedef struct tport_primary tport_primary_t;

void     tport_dump_iovec (const tport_t *self, msg_t *msg, size_t n, const su_iovec_t iov[], size_t iovused, const char *what, const char *how);
tport_t *tport_alloc_secondary (tport_primary_t *primary, int socket, int accepted, const char **return_reason);
void     tport_zap_secondary (tport_t *self);
int      tport_tcp_ping (tport_t *self, su_time_t now);
int      tport_tcp_pong (tport_t *self);

void
tport_dump_iovec (const tport_t *self, msg_t *msg, size_t n, const su_iovec_t iov[], size_t iovused, const char *what, const char *how)
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

/* Before any transport exists; a library without one of the symbols keeps the pointer NULL. */
#define NEXT(name)                                             \
  static __typeof__ (&name) next;                              \
  if (g_atomic_pointer_get (&next) == NULL)                    \
    g_atomic_pointer_set (&next, dlsym (RTLD_NEXT, #name))

tport_t *
tport_alloc_secondary (tport_primary_t *primary, int socket, int accepted, const char **return_reason)
{
  tport_t *transport;

  NEXT (tport_alloc_secondary);
  transport = next (primary, socket, accepted, return_reason);

  if (transport != NULL)
    {
      g_mutex_lock (&tap.mutex);
      if (tap.source != NULL)
        g_hash_table_replace (tap.connections, transport, connection_new (socket));
      g_mutex_unlock (&tap.mutex);
    }

  return transport;
}

void
tport_zap_secondary (tport_t *self)
{
  NEXT (tport_zap_secondary);

  if (self != NULL)
    {
      g_mutex_lock (&tap.mutex);
      if (tap.source != NULL)
        g_hash_table_remove (tap.connections, self);
      g_mutex_unlock (&tap.mutex);
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

/* --- main thread --- */

static void
remember_request (Seen *seen)
{
  gsize length;
  const char *bytes = g_bytes_get_data (seen->bytes, &length);

  if (seen->info.direction != RB_DIRECTION_SENT || seen->info.kind != RB_MESSAGE_SIP || length < 8 || memcmp (bytes, "SIP/2.0 ", 8) == 0)
    {
      seen_free (seen);
      return;
    }

  g_queue_push_tail (&tap.requests, seen);
  if (g_queue_get_length (&tap.requests) > MAX_REQUESTS)
    seen_free (g_queue_pop_head (&tap.requests));
}

void
rb_sip_tap_drain (void)
{
  GQueue taken = G_QUEUE_INIT;
  Seen *seen;
  guint lost;

  if (tap.draining)
    return;

  g_mutex_lock (&tap.mutex);
  taken = tap.queue;
  g_queue_init (&tap.queue);
  tap.queued_bytes = 0;
  lost = tap.lost;
  tap.lost = 0;
  if (tap.source != NULL)
    g_source_set_ready_time (tap.source, -1);
  g_mutex_unlock (&tap.mutex);

  tap.draining = TRUE;
  while ((seen = g_queue_pop_head (&taken)) != NULL)
    {
      Listener *listener = g_hash_table_lookup (tap.routes, GUINT_TO_POINTER (seen->port));

      if (listener == NULL)
        listener = &tap.listener;
      if (listener->func != NULL)
        listener->func (&seen->info, seen->bytes, listener->data);
      remember_request (seen);
    }
  tap.draining = FALSE;

  if (lost > 0)
    g_message ("%u messages came faster than they could be recorded and are missing from the trace.", lost);
}

static gboolean
on_ready (GSource *source, GSourceFunc callback, gpointer data)
{
  rb_sip_tap_drain ();

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = on_ready };

void
rb_sip_tap_start (GMainContext *context)
{
  if (tap.users++ > 0)
    return;

  g_mutex_lock (&tap.mutex);
  tap.connections = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) connection_free);
  tap.local_addresses = g_hash_table_new_full ((GHashFunc) rb_endpoint_hash, (GEqualFunc) rb_endpoint_equal, g_free, g_free);
  tap.counts = g_hash_table_new (NULL, NULL);
  tap.routes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  tap.source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (tap.source, "[ringback] SIP tap");
  g_source_attach (tap.source, context);
  g_mutex_unlock (&tap.mutex);
}

void
rb_sip_tap_stop (void)
{
  g_return_if_fail (tap.users > 0);

  if (--tap.users > 0)
    return;

  rb_sip_tap_drain ();
  g_mutex_lock (&tap.mutex);
  g_source_destroy (tap.source);
  g_clear_pointer (&tap.source, g_source_unref);
  g_queue_clear_full (&tap.queue, (GDestroyNotify) seen_free);
  g_queue_clear_full (&tap.requests, (GDestroyNotify) seen_free);
  g_clear_pointer (&tap.connections, g_hash_table_unref);
  g_clear_pointer (&tap.local_addresses, g_hash_table_unref);
  g_clear_pointer (&tap.counts, g_hash_table_unref);
  g_clear_pointer (&tap.routes, g_hash_table_unref);
  tap.listener = (Listener){ 0 };
  g_mutex_unlock (&tap.mutex);
}

void
rb_sip_tap_set_default (RbSipTapFunc func, gpointer data)
{
  rb_sip_tap_drain ();
  tap.listener = (Listener){ func, data };
}

void
rb_sip_tap_route (guint16 port, RbSipTapFunc func, gpointer data)
{
  Listener listener = { func, data };

  rb_sip_tap_drain ();
  g_hash_table_insert (tap.routes, GUINT_TO_POINTER (port), g_memdup2 (&listener, sizeof listener));
}

void
rb_sip_tap_unroute (guint16 port)
{
  rb_sip_tap_drain ();
  g_hash_table_remove (tap.routes, GUINT_TO_POINTER (port));
}

void
rb_sip_tap_append (guint16 port, const RbMessageInfo *info, GBytes *bytes)
{
  g_mutex_lock (&tap.mutex);
  enqueue (port, info, bytes);
  g_mutex_unlock (&tap.mutex);
}

guint
rb_sip_tap_count (guint16 port)
{
  guint count = 0;

  g_mutex_lock (&tap.mutex);
  if (tap.counts != NULL)
    count = GPOINTER_TO_UINT (g_hash_table_lookup (tap.counts, GUINT_TO_POINTER (port)));
  g_mutex_unlock (&tap.mutex);

  return count;
}

void
rb_sip_tap_forget_addresses (void)
{
  g_mutex_lock (&tap.mutex);
  if (tap.local_addresses != NULL)
    g_hash_table_remove_all (tap.local_addresses);
  g_mutex_unlock (&tap.mutex);
}

GBytes *
rb_sip_tap_find_request (const char *call_id, const char *method, RbMessageInfo *info)
{
  rb_sip_tap_drain ();

  for (GList *l = tap.requests.tail; l != NULL; l = l->prev)
    {
      Seen *seen = l->data;
      gsize length;
      const guint8 *bytes = g_bytes_get_data (seen->bytes, &length);
      RbSipIndex index;

      rb_sip_index_parse (&index, bytes, length);
      if (rb_span_is (index.call_id, bytes, call_id) && rb_span_is (index.method, bytes, method))
        {
          *info = seen->info;
          return g_bytes_ref (seen->bytes);
        }
    }

  return NULL;
}
