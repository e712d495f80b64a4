/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-rtp-guard.h"
#include "rb-sdp.h"

G_BEGIN_DECLS

#define RB_ICE_COMPONENTS 2 /* RTP is component 1, RTCP 2 */
#define RB_ICE_MAX_CANDIDATES 20
#define RB_ICE_MAX_SECRET 256 /* RFC 8839 5.4 */

typedef struct
{
  guint        component; /* 1, 2 */
  guint32      priority;
  RbRtpAddress address;
} RbIceCandidate;

/* What one description of the far end says of ICE. */
typedef struct
{
  gboolean       agreed;   /* it does ICE: name, password and a candidate or two are there */
  gboolean       mismatch; /* it would, but something on the way changed its address (RFC 8839 4.2.5) */
  gboolean       lite;
  char           ufrag[RB_ICE_MAX_SECRET + 1];
  char           pwd[RB_ICE_MAX_SECRET + 1];
  RbIceCandidate candidates[RB_ICE_MAX_CANDIDATES];
  guint          n_candidates;
} RbIceRemote;

/* What we say of it. */
typedef struct
{
  const char *ufrag;
  const char *pwd;
  const char *host;              /* numeric, where the sockets are bound */
  const char *public_address;    /* (nullable) numeric; the router maps our ports there as they are */
  guint16     rtp_port;
  const char *remote_candidates; /* (nullable) in an offer once pairs are selected */
} RbIceLocal;

guint32 rb_ice_host_priority (guint component);
/* Of what checks find out (RFC 8445 7.1.1). */
guint32 rb_ice_peer_reflexive_priority (guint component);
/* Candidates for the first @n_components. */
void    rb_ice_describe (RbSdpMedia *media, const RbIceLocal *local, guint n_components);
/* Of the candidates the first RB_ICE_MAX_CANDIDATES that are UDP at a numeric unicast address; nothing is resolved. */
void    rb_ice_read (const RbSdpMedia *media, RbIceRemote *out);

G_END_DECLS
