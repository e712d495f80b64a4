/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-rtp-source.h"
#include "rb-sip-index.h"

G_BEGIN_DECLS

/* Walks the media of the SDP in one message. Plain data; points into the message. */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         position;
  RbEndpoint    session; /* c= of the session, family 0 when there is none */
} RbRtpSdp;

/* One m= with a port: who offers or answers it awaits RTP at @end. */
typedef struct
{
  RbEndpoint end;
  gboolean   secure;  /* RTP/SAVP, RTP/SAVPF and what has TLS in its name */
  RbSpan     section; /* from "m=" to the next one; in the message */
} RbRtpSdpMedia;

/* FALSE when the message has no SDP with media. */
gboolean rb_rtp_sdp_init (RbRtpSdp *self, const guint8 *bytes, gsize length);
gboolean rb_rtp_sdp_next (RbRtpSdp *self, RbRtpSdpMedia *media);
/* The payload types that the m= of this section lists, of RbRtpPayload, each once. (transfer full) */
GArray  *rb_rtp_sdp_list_payloads (const guint8 *bytes, RbSpan section);

G_END_DECLS
