/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-message.h"
#include "rb-verdict.h"

G_BEGIN_DECLS

typedef struct _RbTrace RbTrace; /* rb-trace.h includes this file */

#define RB_FLOW_NONE G_MAXUINT

/**
 * RbFlowStep:
 * @position: of the message in the trace
 * @leg: number of the path (unordered pair of endpoints) in the flow, from 0
 * @transaction: number of the transaction in the flow, from 0 (RFC 3261 17: branch + method, per leg)
 * @retransmission_of: position of the first copy, or %RB_FLOW_NONE. A copy has the same source,
 *   destination, start line, CSeq, top branch and To-tag, and then equal bytes.
 * @repeat: 0 for the first copy, 1, 2 … for retransmissions
 * @response_to: position of the request a response answers, or %RB_FLOW_NONE
 * @response_us: time from that request's first copy, µs; -1 when unknown
 */
typedef struct
{
  guint  position;
  guint  leg;
  guint  transaction;
  guint  retransmission_of;
  guint  repeat;
  guint  response_to;
  gint64 response_us;
} RbFlowStep;

/* The messages of one Call-ID (RFC 3261 8.1.1.4), grown by RbTrace message by message.
 * Signal "changed" after each. */
#define RB_TYPE_FLOW (rb_flow_get_type ())
G_DECLARE_FINAL_TYPE (RbFlow, rb_flow, RB, FLOW, GObject)

const char       *rb_flow_get_call_id (RbFlow *self);
RbTrace          *rb_flow_get_trace (RbFlow *self);
const char       *rb_flow_get_method (RbFlow *self); /* of the first request, or INVITE once there is one; of CSeq while no request was seen */
guint             rb_flow_get_n_steps (RbFlow *self);
const RbFlowStep *rb_flow_get_step (RbFlow *self, guint n); /* valid until the next append */
guint             rb_flow_get_n_legs (RbFlow *self);
guint             rb_flow_get_n_transactions (RbFlow *self);
gint64            rb_flow_get_start_us (RbFlow *self); /* wall clock of the first message */
char             *rb_flow_dup_from (RbFlow *self);     /* URI of the first request's From */
char             *rb_flow_dup_to (RbFlow *self);
/* Verdict so far, of the first leg that carries the dialog-forming request. (transfer none) */
const RbVerdict  *rb_flow_get_verdict (RbFlow *self);
/* The same judged on one leg only (a proxy keeps the Call-ID on both legs). (transfer full) */
RbVerdict        *rb_flow_judge_leg (RbFlow *self, guint leg);

G_END_DECLS
