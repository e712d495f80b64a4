/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-join.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/* The calls that belong to one call: those it was transferred to or from, its legs beyond a B2BUA, the other members of
 * its conference. Follows the trace. Signal "changed" when there are others than before. */
#define RB_TYPE_RELATED_CALLS (rb_related_calls_get_type ())
G_DECLARE_FINAL_TYPE (RbRelatedCalls, rb_related_calls, RB, RELATED_CALLS, GObject)

RbRelatedCalls *rb_related_calls_new (void);
/* @flow: (nullable): the call it is about from now on; without "changed". Looked for at once in a trace of some size
 * only; see rb_related_calls_search(). */
void rb_related_calls_set_flow (RbRelatedCalls *self, RbFlow *flow);
/* Looks for them now, however long that takes: 0.6 s for a million messages. */
void rb_related_calls_search (RbRelatedCalls *self);
/* While nobody looks, nothing is looked for. */
void rb_related_calls_set_paused (RbRelatedCalls *self, gboolean paused);
/* Two calls of ours talk together, whichever trace they are in. No message tells that. */
void rb_related_calls_join (RbRelatedCalls *self, const char *call_id, const char *other_call_id);
/* In order of their beginning, the call itself among them; empty when there is none. (transfer none) (element-type RbFlow) */
GPtrArray *rb_related_calls_get_flows (RbRelatedCalls *self);
/* Why; only those between two of the flows. (transfer none) (element-type RbJoin) */
GPtrArray *rb_related_calls_get_joins (RbRelatedCalls *self);

G_END_DECLS
