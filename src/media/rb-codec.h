/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "rb-offer-answer.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;         /* RFC 4855 encoding name */
  guint       clock_rate;   /* RTP clock, Hz */
  guint       audio_rate;   /* what the encoder takes, Hz */
  guint       sdp_channels; /* RFC 7587 7: opus is always written with 2 */
  guint8      payload_type; /* RFC 3551 6, or RB_PAYLOAD_TYPE_NONE: dynamic */
  const char *fmtp;
  const char *encoder, *payloader, *depayloader, *decoder;
} RbCodecInfo;

const RbCodecInfo *rb_codec_get_info (RbCodec codec);

/* Raw audio in, RTP out. @ptime in ms. @payloader: (out) (transfer none): for sequence numbers. @encoder: (out) (transfer none). */
GstElement *rb_codec_make_sender (RbCodec codec, guint8 payload_type, guint ptime, GstElement **payloader, GstElement **encoder);
/* RTP in, S16LE 48 kHz mono out. */
GstElement *rb_codec_make_receiver (RbCodec codec);
GstCaps    *rb_codec_get_rtp_caps (RbCodec codec, guint8 payload_type);

G_END_DECLS
