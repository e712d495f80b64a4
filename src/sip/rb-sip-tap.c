/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tap's queue: messages come from the stacks' threads (rb-sip-tap-hooks.c, or the log when
 * the hooks do not work) and go, in the order they came, to whoever listens to their local
 * port, in the main context. Keys of the media go no further than this (rb-sdp-secrets.c). */

#include "rb-sip-tap.h"

#include "rb-sdp-secrets.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Bytes that may wait for the main context; a flood beyond it is counted, not kept. */
#define MAX_QUEUED_BYTES (32u << 20)
/* Sent requests remembered for rb_sip_tap_find_request(). */
#define MAX_REQUESTS 256
#define MAX_LOCAL_ADDRESSES 256

typedef struct
{
  guint16 port; /* of the primary transport: names the listener */
  RbMessageInfo info;
  GBytes *bytes;
} Seen;

typedef struct
{
  RbSipTapFunc func;
  gpointer data;
} Listener;

static struct
{
  GMutex mutex;
  GQueue queue; /* of Seen */
  gsize queued_bytes;
  guint lost;
  GHashTable *local_addresses; /* remote RbEndpoint → local RbEndpoint */
  GHashTable *counts;          /* make_count_key() → messages */
  GSource *source;
  /* main thread only */
  guint users;
  Listener listener;
  GHashTable *routes; /* port → Listener */
  GQueue requests;    /* of Seen, oldest first */
  gboolean draining;
} tap;

static void
seen_free (Seen *seen)
{
  g_bytes_unref (seen->bytes);
  g_free (seen);
}

static void
remember_request (Seen *seen)
{
  gsize length;
  const char *bytes = g_bytes_get_data (seen->bytes, &length);

  if (seen->info.direction != RB_DIRECTION_SENT || seen->info.kind != RB_MESSAGE_SIP || length < 8 ||
      memcmp (bytes, "SIP/2.0 ", 8) == 0)
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

  rb_sip_tap_hooks_start ();
  g_mutex_lock (&tap.mutex);
  tap.local_addresses =
      g_hash_table_new_full ((GHashFunc) rb_endpoint_hash, (GEqualFunc) rb_endpoint_equal, g_free, g_free);
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

static gpointer
make_count_key (guint16 port, RbDirection direction)
{
  return GUINT_TO_POINTER ((guint) direction << 16 | port);
}

void
rb_sip_tap_append (guint16 port, const RbMessageInfo *info, GBytes *bytes)
{
  gpointer key = make_count_key (port, info->direction);
  Seen *seen;

  g_mutex_lock (&tap.mutex);
  if (tap.source == NULL)
    {
      g_mutex_unlock (&tap.mutex);
      return;
    }

  g_hash_table_insert (tap.counts, key,
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (tap.counts, key)) + 1));
  if (tap.queued_bytes > MAX_QUEUED_BYTES)
    tap.lost++;
  else
    {
      seen = g_new0 (Seen, 1);
      seen->port = port;
      seen->info = *info;
      seen->bytes = rb_sdp_hide_secrets (bytes);
      tap.queued_bytes += g_bytes_get_size (bytes) + sizeof *seen;
      if (g_queue_is_empty (&tap.queue))
        g_source_set_ready_time (tap.source, 0);
      g_queue_push_tail (&tap.queue, seen);
    }
  g_mutex_unlock (&tap.mutex);
}

guint
rb_sip_tap_count (guint16 port, RbDirection direction)
{
  guint count = 0;

  g_mutex_lock (&tap.mutex);
  if (tap.counts != NULL)
    count = GPOINTER_TO_UINT (g_hash_table_lookup (tap.counts, make_count_key (port, direction)));
  g_mutex_unlock (&tap.mutex);

  return count;
}

void
rb_sip_tap_find_local (const struct sockaddr *remote, socklen_t length, RbEndpoint *local)
{
  RbEndpoint key = { 0 };
  RbEndpoint *known;

  rb_endpoint_from_sockaddr (&key, remote);
  g_mutex_lock (&tap.mutex);
  known = tap.local_addresses != NULL ? g_hash_table_lookup (tap.local_addresses, &key) : NULL;
  if (known == NULL && tap.local_addresses != NULL)
    {
      struct sockaddr_storage address;
      socklen_t address_length = sizeof address;
      int fd = socket (remote->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

      known = g_new0 (RbEndpoint, 1);
      if (fd >= 0 && connect (fd, remote, length) == 0 &&
          getsockname (fd, (struct sockaddr *) &address, &address_length) == 0)
        rb_endpoint_from_sockaddr (known, (struct sockaddr *) &address);
      if (fd >= 0)
        close (fd);
      if (g_hash_table_size (tap.local_addresses) >= MAX_LOCAL_ADDRESSES)
        g_hash_table_remove_all (tap.local_addresses);
      g_hash_table_insert (tap.local_addresses, g_memdup2 (&key, sizeof key), known);
    }
  if (known != NULL)
    {
      *local = *known;
      local->port = 0;
    }
  g_mutex_unlock (&tap.mutex);
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
