/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_DTMF_PACKET_SIZE 16 /* RTP header and one event */
#define RB_DTMF_MAX_QUEUE 64

typedef struct
{
  guint8  payload_type;
  guint   event_rate; /* Hz, the clock of telephone-event */
  guint   audio_rate; /* Hz, the clock of the voice packets replaced */
  guint   ptime;      /* ms */

  guint8  events[RB_DTMF_MAX_QUEUE];
  guint16 lengths_ms[RB_DTMF_MAX_QUEUE];
  guint   n_queued;
  gboolean sending;
  guint32 start;      /* RTP time */
  guint   n_ends;     /* end packets sent */
  gboolean pausing;   /* between two digits */
  guint32 pause_start;
} RbDtmfSender;

typedef struct
{
  gboolean known;
  guint32  ssrc;
  guint32  timestamp;
  guint8   event;
  guint16  duration;
} RbDtmfReceiver;

gboolean rb_dtmf_sender_queue (RbDtmfSender *self, const char *digits, guint duration_ms);
gboolean rb_dtmf_sender_replace (RbDtmfSender *self, const guint8 *rtp, gsize size, guint8 *out);
char     rb_dtmf_receiver_read (RbDtmfReceiver *self, const guint8 *rtp, gsize size);

G_END_DECLS
