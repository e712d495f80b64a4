/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

/* Keeps a NAT's binding of a UDP socket open; private to sip/. */
typedef struct _RbSipKeepAlive RbSipKeepAlive;

/* Sends CRLFCRLF to @peer from the socket of this process bound to local UDP @port, every
 * @interval seconds. NULL when there is no such socket. */
RbSipKeepAlive *rb_sip_keep_alive_new (guint16 port, const RbEndpoint *peer, guint interval);
void            rb_sip_keep_alive_free (RbSipKeepAlive *self);

G_END_DECLS
