/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-filter.h"

G_BEGIN_DECLS

/* The messages of a trace that a filter matches, in their order: a GListModel of RbMessage, 4 bytes a
 * match. It works in slices of a few milliseconds on the main loop, follows the trace as it grows,
 * and begins anew when the filter changes. Property "progress": 0 … 1, 1 when it is done. */
#define RB_TYPE_FILTER_MODEL (rb_filter_model_get_type ())
G_DECLARE_FINAL_TYPE (RbFilterModel, rb_filter_model, RB, FILTER_MODEL, GObject)

RbFilterModel *rb_filter_model_new (RbTrace *trace, GArray *candidates);
void           rb_filter_model_set_filter (RbFilterModel *self, RbFilter *filter); /* (nullable): NULL matches everything */
RbFilter      *rb_filter_model_get_filter (RbFilterModel *self);                   /* (transfer none) (nullable) */
guint          rb_filter_model_get_position (RbFilterModel *self, guint n);        /* in the trace */
double         rb_filter_model_get_progress (RbFilterModel *self);
void           rb_filter_model_update (RbFilterModel *self);
void           rb_filter_model_finish (RbFilterModel *self);

G_END_DECLS
