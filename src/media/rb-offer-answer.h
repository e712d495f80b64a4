/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sdp.h"

G_BEGIN_DECLS

typedef enum
{
  RB_CODEC_OPUS,
  RB_CODEC_PCMA,
  RB_CODEC_PCMU,
  RB_N_CODECS,
} RbCodec;

typedef enum
{
  RB_HOLD_NONE,
  RB_HOLD_LOCAL, /* we hold: offer sendonly, answer sendonly or inactive (RFC 3264 8.4) */
} RbHold;

/* What this end can do, for one offer or answer. */
typedef struct
{
  const char *address;     /* connection address, numeric */
  guint16     rtp_port;
  guint64     session_id;
  guint64     session_version; /* raised by the caller for each new description */
  RbCodec     codecs[RB_N_CODECS];
  guint       n_codecs;
  RbHold      hold;
} RbLocalMedia;

/* What offer and answer agreed. */
typedef struct
{
  RbCodec  codec;
  guint8   payload_type;      /* we send with this one */
  guint8   receive_payload_type; /* and expect this one */
  guint8   dtmf_payload_type; /* telephone-event we send, 0 = none */
  guint8   receive_dtmf_payload_type;
  guint    dtmf_rate;         /* Hz */
  guint    ptime;             /* ms */
  char     remote_address[64]; /* numeric or host name from c= */
  guint16  remote_rtp_port;
  guint16  remote_rtcp_port;
  gboolean rtcp_mux;
  gboolean send;              /* direction, from our side */
  gboolean receive;
  gboolean held_by_remote;    /* remote asked for sendonly/inactive, or c=0.0.0.0 */
} RbNegotiated;

/* RFC 3264, pure. */
RbSdp   *rb_offer_new (const RbLocalMedia *local);
/* The answer to @offer; media lines we cannot use are rejected with port 0 in place. */
RbSdp   *rb_answer_new (const RbSdp *offer, const RbLocalMedia *local, RbNegotiated *out, GError **error);
/* What @answer to our @offer means for us. */
gboolean rb_answer_accept (const RbSdp *offer, const RbSdp *answer, RbNegotiated *out, GError **error);

const char *rb_codec_get_name (RbCodec codec);       /* "opus", "PCMA", "PCMU" */
guint       rb_codec_get_clock_rate (RbCodec codec); /* RTP clock, Hz */

G_END_DECLS
