/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-collector.h"

G_BEGIN_DECLS

/* Takes captured packets apart down to UDP datagrams, TCP segments and SCTP packets. */
typedef struct _RbPacketDecoder RbPacketDecoder;

RbPacketDecoder *rb_packet_decoder_new (RbSipCollector *collector); /* @collector must outlive it */
void             rb_packet_decoder_free (RbPacketDecoder *self);
/* One packet; FALSE when nothing is known of @link_type (LINKTYPE_ of the pcap registry). */
gboolean         rb_packet_decoder_add (RbPacketDecoder *self, guint link_type, const RbPacketMarks *marks,
                                        const guint8 *bytes, gsize length);
/* No more packets come: fragments of packets that are not whole go to the collector. Before
 * rb_sip_collector_finish(). */
void             rb_packet_decoder_finish (RbPacketDecoder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbPacketDecoder, rb_packet_decoder_free)

G_END_DECLS
