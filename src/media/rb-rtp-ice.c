/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ICE on the sockets of one stream: what RbIce wants sent is sent, its clock ticks, and until the pipeline reads the
 * sockets what comes to them is read here, since the far end may check before it answers. */

#include "rb-rtp-ice.h"

#include <string.h>

#define KEEP_ALIVE_S 15 /* RFC 8445 11 */
#define MAX_DATAGRAM 1500
#define MAX_AT_ONCE 16 /* datagrams, then others have their turn */

typedef struct
{
  RbRtpIce *owner;
  guint component;
  GSocket *socket;
  GSource *reader; /* (nullable) */
} Component;

struct _RbRtpIce
{
  RbIce *agent;
  GMainContext *context;
  Component components[RB_ICE_COMPONENTS];
  GSource *ticker; /* (nullable): of checks, or of keep-alives */
  RbRtpIceChanged changed;
  gpointer data;
  RbIceState told;
  RbRtpAddress told_pairs[RB_ICE_COMPONENTS];
};

static void
on_send (guint component, const guint8 *packet, gsize size, const RbRtpAddress *to, gpointer data)
{
  RbRtpIce *self = data;
  g_autofree char *host = rb_rtp_address_to_string (to);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, to->port);

  g_socket_send_to (self->components[component - 1].socket, address, (const char *) packet, size, NULL, NULL);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
on_keep_alive (gpointer data)
{
  RbRtpIce *self = data;

  rb_ice_keep_alive (self->agent);

  return G_SOURCE_CONTINUE;
}

/* Tells what has changed since it was told last. */
static void
look (RbRtpIce *self)
{
  RbIceState state = rb_ice_get_state (self->agent);
  gboolean changed = state != self->told;

  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    {
      const RbRtpAddress *pair = rb_ice_get_selected (self->agent, i + 1);

      if (pair == NULL || rb_rtp_address_equal (pair, &self->told_pairs[i]))
        continue;
      changed |= state == RB_ICE_CONNECTED;
      self->told_pairs[i] = *pair;
    }
  if (!changed)
    return;

  if (state == RB_ICE_CONNECTED && self->told != RB_ICE_CONNECTED)
    {
      clear_source (&self->ticker);
      self->ticker = g_timeout_source_new_seconds (KEEP_ALIVE_S);
      g_source_set_callback (self->ticker, on_keep_alive, self, NULL);
      g_source_attach (self->ticker, self->context);
    }
  self->told = state;
  self->changed (self->data);
}

static gboolean
on_tick (gpointer data)
{
  RbRtpIce *self = data;

  rb_ice_tick (self->agent, g_get_monotonic_time ());
  if (rb_ice_get_state (self->agent) == RB_ICE_CHECKING)
    return G_SOURCE_CONTINUE;

  clear_source (&self->ticker);
  look (self);

  return G_SOURCE_REMOVE;
}

void
rb_rtp_ice_receive (RbRtpIce *self, guint component, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  rb_ice_receive (self->agent, component, packet, size, from, g_get_monotonic_time ());
  look (self);
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  Component *component = data;

  for (guint i = 0; i < MAX_AT_ONCE && component->reader != NULL; i++)
    {
      g_autoptr (GSocketAddress) address = NULL;
      GInputVector vector;
      char packet[MAX_DATAGRAM];
      int flags = 0;
      RbRtpAddress from;
      gssize size;

      vector.buffer = packet;
      vector.size = sizeof packet;
      size = g_socket_receive_message (socket, &address, &vector, 1, NULL, NULL, &flags, NULL, NULL);
      if (size < 0)
        break;
      if (rb_rtp_address_set (&from, address))
        rb_rtp_ice_receive (component->owner, component->component, (guint8 *) packet, (gsize) size, &from);
    }

  return G_SOURCE_CONTINUE;
}

RbRtpIce *
rb_rtp_ice_new (const char *address, GSocket *rtp, GSocket *rtcp, GMainContext *context, RbRtpIceChanged changed,
                gpointer data)
{
  GSocket *const sockets[RB_ICE_COMPONENTS] = { rtp, rtcp };
  RbRtpIce *self = g_new0 (RbRtpIce, 1);

  self->agent = rb_ice_new (address, on_send, self);
  self->context = context;
  self->changed = changed;
  self->data = data;
  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    {
      Component *component = &self->components[i];

      *component = (Component){ self, i + 1, g_object_ref (sockets[i]), NULL };
      g_socket_set_blocking (component->socket, FALSE);
      component->reader = g_socket_create_source (component->socket, G_IO_IN, NULL);
      g_source_set_callback (component->reader, G_SOURCE_FUNC (on_readable), component, NULL);
      g_source_attach (component->reader, context);
    }

  return self;
}

RbIce *
rb_rtp_ice_get_agent (RbRtpIce *self)
{
  return self->agent;
}

void
rb_rtp_ice_stop_listening (RbRtpIce *self)
{
  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    if (self->components[i].reader != NULL)
      {
        clear_source (&self->components[i].reader);
        g_socket_set_blocking (self->components[i].socket, TRUE);
      }
}

void
rb_rtp_ice_free (RbRtpIce *self)
{
  rb_rtp_ice_stop_listening (self);
  clear_source (&self->ticker);
  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    g_object_unref (self->components[i].socket);
  rb_ice_free (self->agent);
  g_free (self);
}

void
rb_rtp_ice_start (RbRtpIce *self, const RbIceRemote *remote, guint n_components)
{
  RbIceState before = rb_ice_get_state (self->agent);
  gboolean restart = rb_ice_is_restart (self->agent, remote);

  if (before != RB_ICE_IDLE && !restart)
    return;

  rb_ice_start (self->agent, remote, n_components, g_get_monotonic_time ());
  self->told = RB_ICE_CHECKING;
  clear_source (&self->ticker);
  self->ticker = g_timeout_source_new (RB_ICE_PACE_US / 1000);
  g_source_set_callback (self->ticker, on_tick, self, NULL);
  g_source_attach (self->ticker, self->context);
  rb_ice_tick (self->agent, g_get_monotonic_time ());
}

void
rb_rtp_ice_stop (RbRtpIce *self)
{
  rb_ice_stop (self->agent);
  clear_source (&self->ticker);
  memset (self->told_pairs, 0, sizeof self->told_pairs);
  self->told = RB_ICE_IDLE;
}
