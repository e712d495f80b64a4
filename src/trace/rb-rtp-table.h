/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-packet-marks.h"
#include "rb-rtp-source.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/**
 * RbRtpKept:
 * @source: number of its RbRtpSource
 * @rtcp: RTCP sent beside that stream or about it
 * @bytes: the datagram; valid as long as the table
 *
 * One packet of a table that keeps packets.
 */
typedef struct
{
  gint64        wall_us;
  RbEndpoint    src;
  RbEndpoint    dst;
  guint         source;
  gboolean      rtcp;
  const guint8 *bytes;
  gsize         length;
} RbRtpKept;

/* The RTP streams of a capture: datagrams go in as they are read, sums come out when reading
 * has ended. Costs nothing while there is no RTP. */
typedef struct _RbRtpTable RbRtpTable;

/* @keep_packets: keep them for rb_rtp_table_get_packet(); by reference when they lie in their
 * marks' owner, else copied. */
RbRtpTable *rb_rtp_table_new (gboolean keep_packets);
void        rb_rtp_table_free (RbRtpTable *self);
/* Offers one UDP datagram that is not SIP. TRUE: it has the form of RTP or RTCP and was noted;
 * whether it belongs to a stream is not known before the end. */
gboolean    rb_rtp_table_add (RbRtpTable *self, const RbPacketMarks *marks, const RbEndpoint *src,
                              const RbEndpoint *dst, const guint8 *bytes, gsize length);
/* No more packets come: @trace holds every message. Once. */
void        rb_rtp_table_finish (RbRtpTable *self, RbTrace *trace);

/* After rb_rtp_table_finish(). Streams in order of their first packet. */
guint              rb_rtp_table_get_n_sources (RbRtpTable *self);
const RbRtpSource *rb_rtp_table_get_source (RbRtpTable *self, guint n); /* (nullable): NULL beyond the end */
guint              rb_rtp_table_get_n_packets (RbRtpTable *self);       /* 0 when none are kept */
gboolean           rb_rtp_table_get_packet (RbRtpTable *self, guint n, RbRtpKept *out); /* as they came; FALSE beyond the end */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbRtpTable, rb_rtp_table_free)

G_END_DECLS
