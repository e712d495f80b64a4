/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

/* Addresses as SIP writes them and as sockets want them; private to sip/. */

/* The host of "host", "host:port", "[v6]:port" or a URI, without brackets; localhost as a
 * number. (transfer full) */
char    *rb_sip_address_get_host (const char *address);
/* "host:port" of a URI, or of what is one already. (transfer full) */
char    *rb_sip_address_get_host_and_port (const char *address);
/* The local address that packets to the numeric @host leave from. FALSE when @host is a name
 * or there is no route. (transfer full) */
gboolean rb_sip_address_find_local (const char *host, char **local);
/* A free port at the numeric local address @address; 0 when there is none. */
guint16  rb_sip_address_find_free_port (const char *address, RbTransport transport);
/* RFC 3261 25.1, name-addr: "\"Alice\" <sip:alice@example.org>". @display_name nullable. (transfer full) */
char    *rb_sip_address_format_from (const char *display_name, const char *uri);
char    *rb_sip_address_escape_user (const char *user); /* (transfer full) */
/* A sip: or sips: URI with a host, and nothing that could end the header it is put into. */
gboolean rb_sip_address_is_uri (const char *text);

G_END_DECLS
