/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/**
 * RbEndpoint:
 * @family: 4 (IPv4), 6 (IPv6) or 0 (not known)
 * @port: port in host byte order, 0 when not known
 * @addr: address in network byte order; the first 4 bytes for IPv4
 *
 * One end of a message's path as the socket saw it. Plain data, compared with
 * rb_endpoint_equal().
 */
typedef struct
{
  guint8  family;
  guint16 port;
  guint8  addr[16];
} RbEndpoint;

void     rb_endpoint_from_sockaddr (RbEndpoint *self, const struct sockaddr *address);
gboolean rb_endpoint_parse (RbEndpoint *self, const char *address, guint16 port);
gboolean rb_endpoint_equal (const RbEndpoint *a, const RbEndpoint *b);
guint    rb_endpoint_hash (const RbEndpoint *self);
/* Whatever the ports; FALSE when either is not known. */
gboolean rb_endpoint_is_same_host (const RbEndpoint *a, const RbEndpoint *b);
/* Not routed in the Internet: RFC 1918, 6598, 3927; RFC 4193, 4291 for IPv6. Loopback does not count. */
gboolean rb_endpoint_is_private (const RbEndpoint *self);
char    *rb_endpoint_format (const RbEndpoint *self);         /* "192.0.2.1:5060", "[2001:db8::1]:5060", "?" */
char    *rb_endpoint_format_address (const RbEndpoint *self); /* without the port, without brackets */

G_END_DECLS
