/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ice.h"

G_BEGIN_DECLS

/* ICE on the sockets of one stream. The main context's, but for take (). */
typedef struct _RbRtpIce RbRtpIce;

/* Whenever the state has changed, or a selected pair in the same state. */
typedef void (*RbRtpIceChanged) (gpointer data);

/* @rtp, @rtcp: read here until listen () says otherwise. */
RbRtpIce *rb_rtp_ice_new (const char *address, GSocket *rtp, GSocket *rtcp, GMainContext *context,
                          RbRtpIceChanged changed, gpointer data);
void      rb_rtp_ice_free (RbRtpIce *self);
RbIce    *rb_rtp_ice_get_agent (RbRtpIce *self); /* (transfer none) */
/* The sockets are read by somebody else from now on, who hands STUN over. */
void      rb_rtp_ice_stop_listening (RbRtpIce *self);
void      rb_rtp_ice_receive (RbRtpIce *self, guint component, const guint8 *packet, gsize size, const RbRtpAddress *from);
void      rb_rtp_ice_start (RbRtpIce *self, const RbIceRemote *remote, guint n_components);
void      rb_rtp_ice_stop (RbRtpIce *self);

G_END_DECLS
