/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-packet-marks.h"
#include "rb-sip-stream.h"
#include "rb-tcp-stream.h"

G_BEGIN_DECLS

/* What was found in one direction of a connection. @marks: of the packet that completed it: where a
 * segment was late, that is the late one, since nobody could read the message before it came. */
typedef void (*RbTcpTableFunc) (RbStreamItem item, const RbPacketMarks *marks, const RbEndpoint *src,
                                const RbEndpoint *dst, const guint8 *bytes, gsize length, gpointer data);

typedef struct _RbTcpTable RbTcpTable;

RbTcpTable *rb_tcp_table_new (RbTcpTableFunc func, gpointer data);
void        rb_tcp_table_free (RbTcpTable *self);
void        rb_tcp_table_add (RbTcpTable *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                              const RbTcpSegment *segment);
/* Bytes that somebody else put in order (an exported PDU): they follow what came before. */
void        rb_tcp_table_add_bytes (RbTcpTable *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                    const RbEndpoint *dst, const guint8 *bytes, gsize length);
/* No more packets come. */
void        rb_tcp_table_finish (RbTcpTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbTcpTable, rb_tcp_table_free)

G_END_DECLS
