/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder-view-geometry.h"
#include "rb-ladder-view.h"
#include "rb-ladder.h"

G_BEGIN_DECLS

/* What rows and lane heads ask of the view they are in. */
RbLadder *rb_ladder_view_get_ladder (RbLadderView *self); /* (nullable) until the scope has a message */
/* The row of the @n-th message of the scope, NULL when the ladder does not know it yet. Valid until the ladder changes.
 */
const RbLadderRow *rb_ladder_view_peek_row (RbLadderView *self, guint n);
guint rb_ladder_view_get_n_time_chars (RbLadderView *self);

/* One arrow. */
#define RB_TYPE_LADDER_VIEW_ROW (rb_ladder_view_row_get_type ())
G_DECLARE_FINAL_TYPE (RbLadderViewRow, rb_ladder_view_row, RB, LADDER_VIEW_ROW, GtkWidget)
GtkWidget *rb_ladder_view_row_new (RbLadderView *view);
void rb_ladder_view_row_set_index (RbLadderViewRow *self, guint n); /* GTK_INVALID_LIST_POSITION: not bound */
void rb_ladder_view_row_refresh (RbLadderViewRow *self);            /* the ladder changed */

/* The titles and addresses of the lanes, drawn @x px further left. */
#define RB_TYPE_LADDER_VIEW_HEADS (rb_ladder_view_heads_get_type ())
G_DECLARE_FINAL_TYPE (RbLadderViewHeads, rb_ladder_view_heads, RB, LADDER_VIEW_HEADS, GtkWidget)
GtkWidget *rb_ladder_view_heads_new (RbLadderView *view);
void rb_ladder_view_heads_refresh (RbLadderViewHeads *self);
void rb_ladder_view_heads_set_adjustment (RbLadderViewHeads *self, GtkAdjustment *horizontal);

G_END_DECLS
