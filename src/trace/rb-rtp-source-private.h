/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-rtp-packet.h"
#include "rb-rtp-source.h"

G_BEGIN_DECLS

/* What is kept of an RTP packet until all SDP has been read. */
typedef struct
{
  gint64  time_us;
  guint32 stream;    /* number the table gave */
  guint32 timestamp;
  guint32 event;     /* the payload, when @has_event */
  guint16 sequence;
  guint16 length;    /* of the RTP packet */
  guint8  payload_type;
  guint8  marker : 1;
  guint8  has_event : 1; /* the payload has the form of a telephone event (RFC 4733 2.3) */
} RbRtpRecord;

G_STATIC_ASSERT (sizeof (RbRtpRecord) <= 32);

/* Tells what payload type @type of a stream is: @payload->type is set, the rest is to be filled. */
typedef void (*RbRtpPayloadFunc) (RbRtpPayload *payload, gpointer data);

/* An RbRtpSource while its packets are counted. */
typedef struct _RbRtpCounter RbRtpCounter;

RbRtpCounter *rb_rtp_counter_new (guint32 ssrc, const RbEndpoint *src, const RbEndpoint *dst, RbRtpPayloadFunc func,
                                  gpointer data);
void          rb_rtp_counter_add (RbRtpCounter *self, const RbRtpRecord *record);
void          rb_rtp_counter_add_report (RbRtpCounter *self, gint64 time_us, const RbRtcpItem *item);
/* The sums; @self is freed. (transfer full) */
RbRtpSource  *rb_rtp_counter_finish (RbRtpCounter *self);
RbRtpSource  *rb_rtp_counter_peek (RbRtpCounter *self);
void          rb_rtp_source_free (RbRtpSource *self);

/* The static type of RFC 3551 6; FALSE when @payload->type has none. */
gboolean      rb_rtp_payload_set_static (RbRtpPayload *payload);

G_END_DECLS
