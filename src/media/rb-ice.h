/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ice-sdp.h"

G_BEGIN_DECLS

/* The checks of ICE (RFC 8445, full, regular nomination) for one call whose one address of our own has a port for RTP
 * and the next for RTCP. It has no socket and no clock: packets and the monotonic time in µs are handed in, so that
 * the same code runs in a call and in a test without a network. One thread. */
typedef struct _RbIce RbIce;

typedef enum
{
  RB_ICE_IDLE,      /* the far end does none, or nothing is agreed yet; checks that come are answered */
  RB_ICE_CHECKING,
  RB_ICE_CONNECTED, /* each component has its selected pair */
  RB_ICE_FAILED,    /* not within RB_ICE_LIMIT_US */
} RbIceState;

#define RB_ICE_PACE_US (50 * 1000)   /* RFC 8445 14.2: between two new checks, and from tick to tick */
#define RB_ICE_LIMIT_US (5000 * 1000)

/* A STUN message for @component's socket to send. */
typedef void (*RbIceSend) (guint component, const guint8 *packet, gsize size, const RbRtpAddress *to, gpointer data);

/* @host: numeric, where the sockets are bound. */
RbIce      *rb_ice_new (const char *host, RbIceSend send, gpointer data);
void        rb_ice_free (RbIce *self);
const char *rb_ice_get_ufrag (RbIce *self);
const char *rb_ice_get_pwd (RbIce *self);
/* Other ones, for a restart (RFC 8445 9) that the far end began. */
void        rb_ice_renew (RbIce *self);
/* The sockets are at another address: what was found is void, and the next offer begins a restart. */
void        rb_ice_set_host (RbIce *self, const char *host);
/* We are the first of the call to offer, so we choose the pairs (RFC 8445 6.1.1). Later it changes nothing. */
void        rb_ice_offer (RbIce *self);
/* Whether @remote is of other name or password than the checks in force. */
gboolean    rb_ice_is_restart (RbIce *self, const RbIceRemote *remote);
/* Begins the checks that @remote allows, of the first @n_components. Nothing happens when they run or ran with the same
 * name and password. */
void        rb_ice_start (RbIce *self, const RbIceRemote *remote, guint n_components, gint64 now_us);
/* No more checks: the far end does no ICE any longer. */
void        rb_ice_stop (RbIce *self);
/* Every RB_ICE_PACE_US while checking. */
void        rb_ice_tick (RbIce *self, gint64 now_us);
/* RFC 8445 11: keeps the way through a router open, on each selected pair. */
void        rb_ice_keep_alive (RbIce *self);
void        rb_ice_receive (RbIce *self, guint component, const guint8 *packet, gsize size, const RbRtpAddress *from, gint64 now_us);
RbIceState  rb_ice_get_state (RbIce *self);
gboolean    rb_ice_is_controlling (RbIce *self);
/* (nullable): the far end's address of the selected pair. */
const RbRtpAddress *rb_ice_get_selected (RbIce *self, guint component);

G_END_DECLS
