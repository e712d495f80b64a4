/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-engine.h"

G_BEGIN_DECLS

/* The process-wide tap; private to sip/. All but rb_sip_tap_append(), rb_sip_tap_count() and
 * rb_sip_tap_find_local() belong to the main thread. */

void  rb_sip_tap_start (GMainContext *context); /* counted */
void  rb_sip_tap_stop (void);
void  rb_sip_tap_set_default (RbSipTapFunc func, gpointer data);
void  rb_sip_tap_route (guint16 port, RbSipTapFunc func, gpointer data);
void  rb_sip_tap_unroute (guint16 port);
/* Hands over everything seen so far; callbacks of the stack call it first, so that a
 * message is always known before what it caused. */
void  rb_sip_tap_drain (void);
/* Adds a message of a transport bound to local @port; the secrets of its session are replaced. Any thread. */
void  rb_sip_tap_append (guint16 port, const RbMessageInfo *info, GBytes *bytes);
/* Messages seen so far in @direction on transports bound to local @port; 0: on those that the
 * log tells of. */
guint rb_sip_tap_count (guint16 port, RbDirection direction);
/* The local address, without port, that the kernel sends to @remote from. Cached. Any thread. */
void  rb_sip_tap_find_local (const struct sockaddr *remote, socklen_t length, RbEndpoint *local);
/* Local addresses found for wildcard sockets are asked again: the network changed. */
void  rb_sip_tap_forget_addresses (void);
/* The last request sent with this Call-ID and CSeq method. (transfer full) (nullable) */
GBytes *rb_sip_tap_find_request (const char *call_id, const char *method, RbMessageInfo *info);

/* rb-sip-tap-hooks.c: forgets the connections of an earlier run. Calling it also makes the
 * linker take that file from the library. */
void  rb_sip_tap_hooks_start (void);

G_END_DECLS
