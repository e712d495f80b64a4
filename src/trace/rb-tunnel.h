/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-wire.h"

G_BEGIN_DECLS

/* What follows an IP header with protocol 47: TRUE when the part begins with an inner IP header now. */
gboolean rb_tunnel_open_gre (RbWirePart *part);
/* The payload of a UDP datagram to or from @port: the same. */
gboolean rb_tunnel_open_udp (guint16 port, RbWirePart *part);

G_END_DECLS
