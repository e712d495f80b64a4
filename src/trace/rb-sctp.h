/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-endpoint.h"

G_BEGIN_DECLS

/* Takes one user message. @bytes are gone when it returns, or lie in the packet that was added last. */
typedef void (*RbSctpFunc) (const RbEndpoint *src, const RbEndpoint *dst, const guint8 *bytes, gsize length,
                            gpointer packet_data, gpointer data);

typedef struct _RbSctp RbSctp;

RbSctp *rb_sctp_new (RbSctpFunc func, gpointer data);
void    rb_sctp_free (RbSctp *self);
/* One packet without its IP header; @src and @dst get their ports from it. @wall_us: when, for forgetting
 * what is silent for long. @packet_data is handed to the function. */
void    rb_sctp_add (RbSctp *self, gint64 wall_us, RbEndpoint *src, RbEndpoint *dst, const guint8 *bytes, gsize length,
                     gpointer packet_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSctp, rb_sctp_free)

G_END_DECLS
