/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-sink.h"
#include "rb-packet-marks.h"
#include "rb-tcp-stream.h"

G_BEGIN_DECLS

/* Finds the SIP messages in datagrams, TCP segments and SCTP packets and hands them to a sink. */
typedef struct _RbSipCollector RbSipCollector;

/**
 * RbDatagramFunc:
 *
 * Is offered every UDP datagram that is no SIP: RTP, RTCP, STUN …
 *
 * Returns: TRUE when it knows the datagram; then nobody else takes it for a damaged message
 */
typedef gboolean (*RbDatagramFunc) (const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                                    const guint8 *bytes, gsize length, gpointer data);

RbSipCollector *rb_sip_collector_new (RbMessageSink sink);
void            rb_sip_collector_free (RbSipCollector *self);
void            rb_sip_collector_set_datagram_func (RbSipCollector *self, RbDatagramFunc func, gpointer data);
void            rb_sip_collector_add_datagram (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                               const RbEndpoint *dst, const guint8 *bytes, gsize length);
void            rb_sip_collector_add_segment (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                              const RbEndpoint *dst, const RbTcpSegment *segment);
/* A packet of SCTP without its IP header; the ports are taken from it. */
void            rb_sip_collector_add_sctp (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                           const RbEndpoint *dst, const guint8 *bytes, gsize length);
/* What another program took out of its transport (an exported PDU). @is_sip: it called it one SIP message; else
 * it is part of a stream where the transport is one. */
void            rb_sip_collector_add_pdu (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                                          const RbEndpoint *dst, RbTransport transport, gboolean is_sip,
                                          const guint8 *bytes, gsize length);
/* No more packets come: what is left in half-read streams is handed on, too. */
void            rb_sip_collector_finish (RbSipCollector *self);
/* Sentences about what was seen but could not be read, for the notes of a trace. (transfer full): may be empty */
char          **rb_sip_collector_list_notes (RbSipCollector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSipCollector, rb_sip_collector_free)

G_END_DECLS
