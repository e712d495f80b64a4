/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-filter.h"

G_BEGIN_DECLS

typedef enum
{
  RB_SCOPE_EVERYTHING,
  RB_SCOPE_CALL,          /* one call, or several that belong together */
  RB_SCOPE_REGISTRATIONS, /* REGISTER requests and their responses, of every Call-ID */
} RbScopeKind;

#define RB_TYPE_SCOPE_MODEL (rb_scope_model_get_type ())
G_DECLARE_FINAL_TYPE (RbScopeModel, rb_scope_model, RB, SCOPE_MODEL, GObject)

/**
 * rb_scope_model_new:
 * @trace: where the messages are
 * @kind: which of them
 * @call_id: (nullable): the Call-ID of %RB_SCOPE_CALL; its first message may still be to come. The call that
 *   is first found with it is kept
 *
 * A GListModel of the #RbMessage of @trace that belong to the scope, in the order of the trace.
 * It grows when the trace announces messages; without a filter nothing ever leaves it.
 *
 * Returns: (transfer full)
 */
RbScopeModel *rb_scope_model_new (RbTrace *trace, RbScopeKind kind, const char *call_id);

/* The call @flow, which may share its Call-ID with others. (transfer full) */
RbScopeModel *rb_scope_model_new_for_flow (RbFlow *flow);
/* It and those that belong to it (element-type RbFlow), @flow among them: see rb_join_list_flows(). (transfer full) */
RbScopeModel *rb_scope_model_new_for_flows (GPtrArray *flows, RbFlow *flow);

/* Shows only what @filter (nullable) matches. The model is to be looked at afterwards: this announces nothing. While a
 * filter is in force messages can also leave (verdicts change), and long traces are gone through bit by bit. */
void rb_scope_model_set_filter (RbScopeModel *self, RbFilter *filter);
gboolean rb_scope_model_is_filtered (RbScopeModel *self);

RbTrace *rb_scope_model_get_trace (RbScopeModel *self); /* (transfer none) */
RbScopeKind rb_scope_model_get_kind (RbScopeModel *self);
/* The flow the scope shows: that of the call, or the only one of the trace when the scope is everything.
 * (transfer none) (nullable) */
RbFlow *rb_scope_model_get_flow (RbScopeModel *self);
/* Of RB_SCOPE_CALL: those shown; empty while none of them has come. (transfer none) (element-type RbFlow) */
GPtrArray *rb_scope_model_get_flows (RbScopeModel *self);
/* As rb_scope_model_get_flow(), or the only call among the flows of a whole trace. (transfer none) (nullable) */
RbFlow *rb_scope_model_get_call (RbScopeModel *self);
guint rb_scope_model_get_position (RbScopeModel *self, guint n); /* in the trace, of the @n-th message shown */
/* The number of the message shown that is at @position in the trace; G_MAXUINT when it is not shown. */
guint rb_scope_model_find (RbScopeModel *self, guint position);
/* How many of the messages shown are not later than @wall_us, where they are in the order of their times. */
guint rb_scope_model_count_until (RbScopeModel *self, gint64 wall_us);
/* The next (@step 1) or previous (-1) message shown of the same transaction (RFC 3261 17; the ACK of a failure is part
 * of it) as message @n; G_MAXUINT when there is none. */
guint rb_scope_model_find_in_transaction (RbScopeModel *self, guint n, int step);
/* Time of the @n-th message since the first one shown, and since the one before it (0 for the first), µs. */
gint64 rb_scope_model_get_time (RbScopeModel *self, guint n);
gint64 rb_scope_model_get_delta (RbScopeModel *self, guint n);

G_END_DECLS
