/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-rtp-sdp.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/* One m= of a message in the trace. */
typedef struct
{
  gint64   time_us;
  guint    position; /* of the message */
  RbSpan   section;  /* in it */
  gboolean secure;
} RbRtpOffer;

/* Who asked for RTP where and when, as far as some sockets are concerned. */
typedef struct _RbRtpOffers RbRtpOffers;

RbRtpOffers      *rb_rtp_offers_new (void);
void              rb_rtp_offers_free (RbRtpOffers *self);
void              rb_rtp_offers_watch (RbRtpOffers *self, const RbEndpoint *end); /* @end must outlive it */
void              rb_rtp_offers_read (RbRtpOffers *self, RbTrace *trace);
const RbRtpOffer *rb_rtp_offers_find (RbRtpOffers *self, const RbEndpoint *end, gint64 first_us, gint64 last_us);
const RbRtpOffer *rb_rtp_offers_find_next (RbRtpOffers *self, const RbEndpoint *end, const RbRtpOffer *offer,
                                           gint64 last_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbRtpOffers, rb_rtp_offers_free)

G_END_DECLS
