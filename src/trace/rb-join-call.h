/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow-private.h"

G_BEGIN_DECLS

/* One call as joining sees it. Users, endpoints, hosts, media and branches are seeded hashes, 0 for none. */
typedef struct
{
  RbFlow *flow;
  guint position; /* of the first INVITE */
  gint64 first_us;
  gint64 last_us; /* the last INVITE outside a dialog: the one with credentials */
  gint64 end_us;
  guint64 from;
  guint64 to;
  guint64 target; /* the user called, or the host where none is */
  guint64 src; /* of the first INVITE: address and port */
  guint64 dst;
  guint64 src_host;
  guint64 dst_host;
  guint64 media;
  guint64 origin;
  guint64 branch;
  guint64 inner_branch; /* of the second Via */
  guint same_media;     /* the call + 1 before this one with the same media */
  gboolean names_other; /* X-Call-ID or Replaces */
} RbJoinCall;

/* A phone that was sent elsewhere calls there before its REFER times out (timer F). */
#define RB_JOIN_REFER_US (32 * G_USEC_PER_SEC)

/* One REFER, likewise. */
typedef struct
{
  RbFlow *flow;
  guint position;
  gint64 us;
  guint64 target;
  guint64 referrer;
  guint64 receiver; /* host */
} RbJoinRefer;

/* Reads the REFER at @self's position. */
void    rb_join_refer_read (RbJoinRefer *self, RbTrace *trace);
/* Who asked for the call at @position, as its INVITE has it in Referred-By (RFC 3892); 0: nobody. */
guint64 rb_join_get_referrer (RbTrace *trace, guint position);
/* Reads the INVITE at @self's position. */
void    rb_join_call_read (RbJoinCall *self, RbTrace *trace);
/* The user of a URI, a telephone number without its prefix; 0 for none. */
guint64 rb_join_hash_user (RbSpan uri, const guint8 *bytes);
/* The same, or the host and port where there is no user. */
guint64 rb_join_hash_target (RbSpan uri, const guint8 *bytes);
guint64 rb_join_hash_endpoint (const RbEndpoint *endpoint, gboolean with_port);

G_END_DECLS
