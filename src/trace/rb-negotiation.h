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
 * @agreed: (nullable): first codec of the answer that the offer has, too; NULL when rejected or open. Neither
 *   telephone-event nor comfort noise is one
 * @has_dtmf: telephone-event is in both (RFC 4733)
 * @offerer_sends, @answerer_sends: may media flow in that direction (RFC 3264 6.1); FALSE without an answer
 * @crypto: what both halves have; of the only half when the other is missing
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
 * @dialog: number of the dialog in the flow, or %RB_FLOW_NONE; an offer that several phones answered (a fork) is
 *   one negotiation each
 * @offer_from_caller: who offered
 * @is_first: the offer or its answer is in the INVITE that began the call
 * @rejected: step of the final response that refused the offer; then what was agreed before stands
 * @repeated: step of the first later response that carries the answer once more (RFC 3261 13.2.1)
 * @repeat_differs: it is not the same there; by the RFC the first one counts
 * @confirmed: step from which the agreement belongs to an answered call; until then it is early media (RFC 3960).
 *   %RB_FLOW_NONE when it never did
 * @superseded: step that ended what was agreed: the answer of a later exchange, the BYE, another phone's 200 or the
 *   final response of a call that failed; %RB_FLOW_NONE while it lasts
 * @lines: (element-type RbMediaLine): 64 at most
 *
 * One offer with its answer (RFC 3264), on the leg that carries the call first.
 */
typedef struct
{
  guint        offer;
  guint        answer;
  guint        dialog;
  gboolean     offer_from_caller;
  gboolean     is_first;
  guint        rejected;
  guint        repeated;
  gboolean     repeat_differs;
  guint        confirmed;
  guint        superseded;
  GArray      *lines;
  const RbSdp *offer_sdp;  /* (nullable) */
  const RbSdp *answer_sdp; /* (nullable) */
} RbNegotiation;

/**
 * rb_flow_list_negotiations:
 *
 * Where SDP may be an offer or an answer: RFC 6337 2.2 (table 1). An offer that was challenged and repeated with
 * credentials counts once. Reads the bytes of every message with SDP; %RB_MAX_NEGOTIATIONS at most.
 *
 * Returns: (transfer full) (element-type RbNegotiation): in the order of their offers; empty when the flow is no
 *   call or its trace is gone
 */
GPtrArray *rb_flow_list_negotiations (RbFlow *flow);

#define RB_MAX_NEGOTIATIONS 4096

G_END_DECLS
