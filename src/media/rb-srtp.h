/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "rb-sdes.h"

G_BEGIN_DECLS

/* One call's SRTP (RFC 3711): an encoder and a decoder for RTP and RTCP that let everything pass until they have keys. */
typedef struct _RbSrtp RbSrtp;

RbSrtp *rb_srtp_new (GstBin *bin);
/* (transfer none): pads rtp_sink_0 → rtp_src_0, rtcp_sink_0 → rtcp_src_0 */
GstElement *rb_srtp_get_encoder (RbSrtp *self);
/* (transfer none): pads rtp_sink → rtp_src, rtcp_sink → rtcp_src; RTCP that came with RTP leaves by rtcp_src. */
GstElement *rb_srtp_get_decoder (RbSrtp *self);
/* Suite NONE: plain. Also while packets flow; the same keys again change nothing. */
void        rb_srtp_set_keys (RbSrtp *self, const RbSrtpKey *send, const RbSrtpKey *receive);
/* @bin is in NULL. */
void        rb_srtp_free (RbSrtp *self);

G_END_DECLS
