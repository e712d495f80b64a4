/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow.h"
#include "rb-sdp.h"

G_BEGIN_DECLS

typedef enum
{
  RB_CRYPTO_NONE,
  RB_CRYPTO_SDES, /* a=crypto (RFC 4568) */
  RB_CRYPTO_DTLS, /* a=fingerprint (RFC 5763) */
} RbCrypto;

/**
 * RbMediaLine:
 * @offered, @answered: (nullable): the m= line in each; NULL when that half is missing
 * @agreed: (nullable): first codec of the answer that the offer has, too; NULL when rejected or open
 * @has_dtmf: telephone-event is in both (RFC 4733)
 * @offerer_sends, @answerer_sends: may media flow in that direction (RFC 3264 6.1)
 *
 * One m= line of an offer with its answer.
 */
typedef struct
{
  const RbSdpMedia *offered;
  const RbSdpMedia *answered;
  const RbSdpCodec *agreed;
  gboolean          has_dtmf;
  gboolean          offerer_sends;
  gboolean          answerer_sends;
  RbCrypto          crypto;
} RbMediaLine;

/**
 * RbNegotiation:
 * @offer, @answer: steps of the flow; %RB_FLOW_NONE for an answer that never came, or an offer before the trace
 * @offer_from_caller: who offered
 * @superseded: step that ended what was agreed: the answer of a later exchange or the BYE; %RB_FLOW_NONE while it lasts
 * @lines: (element-type RbMediaLine)
 *
 * One offer with its answer (RFC 3264), on the leg that carries the call first.
 */
typedef struct
{
  guint      offer;
  guint      answer;
  gboolean   offer_from_caller;
  guint      superseded;
  GArray    *lines;
  RbSdp     *offer_sdp;  /* (nullable) */
  RbSdp     *answer_sdp; /* (nullable) */
} RbNegotiation;

/* In the order of their offers. (transfer full) (element-type RbNegotiation) */
GPtrArray *rb_flow_list_negotiations (RbFlow *flow);

G_END_DECLS
