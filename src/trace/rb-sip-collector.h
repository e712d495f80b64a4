/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-sink.h"

G_BEGIN_DECLS

/**
 * RbPacketMarks:
 * @was: transport our own writer noted in a comment; RB_TRANSPORT_UNKNOWN when @has_was is
 *   TRUE means just that
 * @kind: what our own writer said the message is, when @has_kind
 *
 * What the capture file says of a packet besides its bytes.
 */
typedef struct
{
  gint64        wall_us;
  GBytes       *owner; /* (nullable) not owned: what the packet's bytes lie in when they stay (a mapped file) */
  RbDirection   direction;
  gboolean      has_was;
  RbTransport   was;
  gboolean      has_kind;
  RbMessageKind kind;
} RbPacketMarks;

/* Finds the SIP messages in datagrams and TCP segments and hands them to a sink. */
typedef struct _RbSipCollector RbSipCollector;

RbSipCollector *rb_sip_collector_new (RbMessageSink sink);
void            rb_sip_collector_free (RbSipCollector *self);
void            rb_sip_collector_add_datagram (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                               const RbEndpoint *dst, const guint8 *bytes, gsize length);
/* @flags: of the TCP header (RFC 9293 3.1). */
void            rb_sip_collector_add_segment (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                              const RbEndpoint *dst, guint32 seq, guint8 flags, const guint8 *bytes,
                                              gsize length);
/* No more packets come: what is left in half-read streams is appended, too. */
void            rb_sip_collector_finish (RbSipCollector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSipCollector, rb_sip_collector_free)

G_END_DECLS
