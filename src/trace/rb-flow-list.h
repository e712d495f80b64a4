/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow.h"

G_BEGIN_DECLS

/* The flows of a trace, in order of their first message: an append-only GListModel. */
#define RB_TYPE_FLOW_LIST (rb_flow_list_get_type ())
G_DECLARE_FINAL_TYPE (RbFlowList, rb_flow_list, RB, FLOW_LIST, GObject)

RbFlowList *rb_flow_list_new (void);
void        rb_flow_list_add (RbFlowList *self, RbFlow *flow); /* @flow: (transfer full) */
RbFlow     *rb_flow_list_get (RbFlowList *self, guint n);      /* (transfer none): @n must exist, announced or not */
guint       rb_flow_list_get_n (RbFlowList *self);             /* announced or not */
/* Tells the users of the model of the flows added since the last time. */
void        rb_flow_list_announce (RbFlowList *self);

G_END_DECLS
