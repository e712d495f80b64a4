/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-message.h"

G_BEGIN_DECLS

/* What the process shares between its SIP agents: the Sofia root (su_glib on the main
 * context, NUA threads), the message tap, the nameserver guard, the network monitor.
 * Create one, on the main thread, before any agent; main thread only. */
#define RB_TYPE_SIP_ENGINE (rb_sip_engine_get_type ())
G_DECLARE_FINAL_TYPE (RbSipEngine, rb_sip_engine, RB, SIP_ENGINE, GObject)

/* Called in the main context, in wire order, for every message of every agent whose local
 * port has no listener of its own. */
typedef void (*RbSipTapFunc) (const RbMessageInfo *info, GBytes *bytes, gpointer data);

RbSipEngine *rb_sip_engine_new (GError **error);
void         rb_sip_engine_set_tap (RbSipEngine *self, RbSipTapFunc func, gpointer data);
/* Messages of transports bound to local @port go to @func instead (the practice network's
 * proxy and robots keep their own trace). @func NULL: dropped. */
void         rb_sip_engine_route_tap (RbSipEngine *self, guint16 port, RbSipTapFunc func, gpointer data);
void         rb_sip_engine_unroute_tap (RbSipEngine *self, guint16 port);
/* TRUE once the start-up self-check saw an OPTIONS leave and arrive on loopback through the
 * tap; FALSE: the trace comes from Sofia's log and is cut in places (property "tap-works"). */
gboolean     rb_sip_engine_get_tap_works (RbSipEngine *self);
/* The su_root_t shared by every Sofia object of the process; for lab/. */
gpointer     rb_sip_engine_get_root (RbSipEngine *self);
/* Path of the resolv.conf that lists only nameservers that can be reached; for SRESTAG_RESOLV_CONF. */
const char  *rb_sip_engine_get_resolv_conf (RbSipEngine *self);
/* Signal "network-changed": addresses or default route changed; agents re-register at once. */

G_END_DECLS
