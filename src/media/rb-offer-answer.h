/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ice-sdp.h"
#include "rb-sdes.h"

G_BEGIN_DECLS

/* Whether sound is encrypted (SRTP, keys by RFC 4568), as an account may ask for it. OPTIONAL offers RTP/AVP with
 * a=crypto: MicroSIP and baresip do and take the same, and whoever does not know a=crypto answers without. REQUIRED
 * offers RTP/SAVP (RFC 3711). An offer of either kind is answered in its own profile. */
typedef enum
{
  RB_ENCRYPTION_OFF,
  RB_ENCRYPTION_OPTIONAL,
  RB_ENCRYPTION_REQUIRED,
} RbEncryption;

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

/* The payload type numbers one session has given a meaning (RFC 3264 8.3.2: a number keeps its
 * codec for the whole session). All zero at the start of a session. */
typedef struct
{
  guint8  opus;         /* 0 = not yet chosen */
  guint8  dtmf_8000;    /* telephone-event at 8000 Hz */
  guint8  dtmf_48000;   /* and at 48000 Hz */
  guint64 taken[2];     /* bit set of the numbers in use for anything */
} RbPayloadTypes;

#define RB_PAYLOAD_TYPE_NONE 255

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
  RbPayloadTypes payload_types; /* as learned from the session's earlier descriptions */
  RbEncryption encryption;
  RbSrtpKey   keys[RB_N_SRTP_SUITES]; /* ours, one of each suite, the same for the whole session (RFC 4568 7.1.4) */
  const RbIceLocal *ice;        /* (nullable): no ICE */
  const RbSdp *previous;        /* (nullable): our description in force; a new offer keeps its media lines in place */
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
  char     remote_address[64]; /* numeric, from c= */
  guint16  remote_rtp_port;
  guint16  remote_rtcp_port;
  gboolean rtcp_mux;
  gboolean send;              /* direction, from our side */
  gboolean receive;
  gboolean held_by_remote;    /* remote asked for sendonly/inactive, or c=0.0.0.0 */
  RbSrtpKey send_key;         /* suite NONE: plain RTP in both directions */
  RbSrtpKey receive_key;
  RbIceRemote ice;            /* agreed only when we have it too */
  guint8   codec_payload_types[RB_N_CODECS]; /* every number each codec may arrive with, RB_PAYLOAD_TYPE_NONE = not agreed */
} RbNegotiated;

/* RFC 3264, pure. Errors are RB_SDP_ERROR: NO_AUDIO (no usable audio line), NO_COMMON_CODEC (answer 488),
 * MALFORMED (an address that is no numeric unicast address: nothing from the network resolves a name). */
RbSdp   *rb_offer_new (const RbLocalMedia *local);
/* The answer to @offer; media lines we cannot use are rejected with port 0 in place. */
RbSdp   *rb_answer_new (const RbSdp *offer, const RbLocalMedia *local, RbNegotiated *out, GError **error);
/* What @answer to our @offer means for us. */
gboolean rb_answer_accept (const RbSdp *offer, const RbSdp *answer, RbNegotiated *out, GError **error);

/* Remember the numbers @sdp, ours or theirs, gives a meaning. */
void     rb_payload_types_learn (RbPayloadTypes *self, const RbSdp *sdp);

const char *rb_codec_get_name (RbCodec codec);       /* "opus", "PCMA", "PCMU" */
guint       rb_codec_get_clock_rate (RbCodec codec); /* RTP clock, Hz */

G_END_DECLS
