/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-rtp-sdp.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/**
 * RbRtpOffer:
 * @position: of the message
 * @section: of the SDP in it
 * @call_id: a #GRefString
 * @by: who of the call wrote it and awaits RTP; %RB_PARTY_NONE when that is not known
 * @payloads: of RbRtpPayload; once rb_rtp_offer_explain() was called
 *
 * One m= of a message in the trace.
 */
typedef struct
{
  gint64   time_us;
  guint    position;
  RbSpan   section;
  gboolean secure;
  char    *call_id;
  RbParty  by;
  GArray  *payloads;
} RbRtpOffer;

/* Who asked for RTP where and when, as far as some sockets are concerned. */
typedef struct _RbRtpOffers RbRtpOffers;

RbRtpOffers      *rb_rtp_offers_new (void);
void              rb_rtp_offers_free (RbRtpOffers *self);
void              rb_rtp_offers_watch (RbRtpOffers *self, const RbEndpoint *end); /* @end must outlive it */
void              rb_rtp_offers_read (RbRtpOffers *self, RbTrace *trace);
RbRtpOffer       *rb_rtp_offers_find (RbRtpOffers *self, const RbEndpoint *end, gint64 first_us, gint64 last_us);
RbRtpOffer       *rb_rtp_offers_find_next (RbRtpOffers *self, const RbEndpoint *end, RbRtpOffer *offer, gint64 last_us);
/* Reads what its payload types are, the first time. */
void              rb_rtp_offer_explain (RbRtpOffer *self, RbTrace *trace);
const RbRtpPayload *rb_rtp_offer_find_payload (const RbRtpOffer *self, guint8 type); /* (nullable); explained */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbRtpOffers, rb_rtp_offers_free)

G_END_DECLS
