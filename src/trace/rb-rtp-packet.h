/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One RTP packet (RFC 3550 5.1). Plain data; @payload points into the datagram. */
typedef struct
{
  gboolean      marker;
  guint8        payload_type; /* 0…127 */
  guint16       sequence;
  guint32       timestamp;
  guint32       ssrc;
  const guint8 *payload;
  gsize         payload_length; /* without padding */
} RbRtpPacket;

typedef enum
{
  RB_RTCP_SENDER,   /* the sender's part of an SR */
  RB_RTCP_RECEIVED, /* one report block of an SR or RR */
  RB_RTCP_BYE,      /* one source of a BYE */
} RbRtcpKind;

/**
 * RbRtcpItem:
 * @ssrc: who says it; for BYE, who leaves
 * @about: whose packets the report block counts
 * @ntp_middle: of the sender's clock, as @last_sr of the answers repeats it
 * @fraction_lost: of the last interval, in 1/256
 * @lost: since the beginning; negative when duplicates outnumber losses
 * @jitter: in units of the RTP clock
 * @last_sr: @ntp_middle of the last SR heard, 0 for none
 * @delay: from hearing it to this report, 1/65536 s
 *
 * One thing an RTCP packet says (RFC 3550 6.4 and 6.6).
 */
typedef struct
{
  RbRtcpKind kind;
  guint32    ssrc;
  guint32    about;
  guint32    ntp_middle;
  guint8     fraction_lost;
  gint32     lost;
  guint32    jitter;
  guint32    last_sr;
  guint32    delay;
} RbRtcpItem;

/* Walks a compound RTCP packet. */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         packet;  /* offset of the current packet */
  guint         n_taken; /* items given of it */
} RbRtcpReader;

gboolean rb_rtp_packet_parse (RbRtpPacket *self, const guint8 *bytes, gsize length);
gboolean rb_rtcp_is_compound (const guint8 *bytes, gsize length);
/* @bytes must satisfy rb_rtcp_is_compound(). */
void     rb_rtcp_reader_init (RbRtcpReader *self, const guint8 *bytes, gsize length);
gboolean rb_rtcp_reader_next (RbRtcpReader *self, RbRtcpItem *item);

G_END_DECLS
