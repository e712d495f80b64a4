/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  RB_SDP_SENDRECV,
  RB_SDP_SENDONLY,
  RB_SDP_RECVONLY,
  RB_SDP_INACTIVE,
} RbSdpDirection;

typedef struct
{
  guint8 payload_type; /* 0…127 */
  char  *encoding;     /* "PCMU", "opus", "telephone-event"; static types are filled in (RFC 3551 6) */
  guint  clock_rate;   /* Hz */
  guint  channels;     /* 1 when not given */
  char  *fmtp;         /* (nullable) */
} RbSdpCodec;

typedef struct
{
  char          *type;      /* "audio", "video" … */
  char          *protocol;  /* "RTP/AVP" … */
  guint16        port;      /* 0 = rejected */
  char          *address;   /* (nullable) the media's c=, else the session's */
  RbSdpDirection direction; /* media's, else the session's, else sendrecv */
  guint          ptime;     /* ms, 0 when absent */
  guint16        rtcp_port; /* a=rtcp, 0 when absent */
  gboolean       rtcp_mux;
  gboolean       fingerprint; /* a=fingerprint of the media or the session: DTLS-SRTP (RFC 5763) */
  gboolean       ice;         /* a=candidate (RFC 8839) */
  char          *ice_ufrag;   /* (nullable) of the media or the session */
  char          *ice_pwd;     /* (nullable) likewise: for the sound, never shown */
  char         **candidates;  /* (nullable) values of the first 32 a=candidate */
  char          *remote_candidates; /* (nullable) */
  gboolean       ice_lite;
  gboolean       ice_mismatch;
  char          *crypto;      /* (nullable) suite of the first a=crypto (RFC 4568) */
  char         **crypto_lines; /* (nullable) values of the first 16 a=crypto, keys included: for the sound, never shown */
  GPtrArray     *codecs;    /* of RbSdpCodec, in order of preference */
} RbSdpMedia;

typedef struct
{
  char      *user;    /* o= */
  guint64    session_id;
  guint64    session_version;
  char      *address; /* (nullable) o= address */
  char      *name;    /* s= */
  GPtrArray *media;   /* of RbSdpMedia */
} RbSdp;

#define RB_SDP_ERROR (rb_sdp_error_quark ())
GQuark rb_sdp_error_quark (void);

typedef enum
{
  RB_SDP_ERROR_MALFORMED,
  RB_SDP_ERROR_NO_COMMON_CODEC, /* used by media's offer/answer */
  RB_SDP_ERROR_NO_AUDIO,
} RbSdpError;

/* RFC 4566/8866. @length -1 for NUL-terminated text. */
RbSdp *rb_sdp_parse (const char *text, gssize length, GError **error);
char  *rb_sdp_format (const RbSdp *self); /* CRLF lines (transfer full) */
RbSdp *rb_sdp_new (void);
RbSdp *rb_sdp_copy (const RbSdp *self);
void   rb_sdp_free (RbSdp *self);
RbSdpMedia *rb_sdp_media_new (const char *type);
RbSdpCodec *rb_sdp_codec_new (guint8 payload_type, const char *encoding, guint clock_rate, guint channels, const char *fmtp);
RbSdpMedia *rb_sdp_find_media (const RbSdp *self, const char *type); /* (transfer none) (nullable): first with a port ≠ 0, else first */

const char *rb_sdp_direction_to_string (RbSdpDirection direction); /* "sendrecv" … */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSdp, rb_sdp_free)

G_END_DECLS
