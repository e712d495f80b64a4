/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* The ladder of a scope: pinned lane heads above one arrow a message. Signal "activated" when a row
 * was activated (Return, double click). */
#define RB_TYPE_LADDER_VIEW (rb_ladder_view_get_type ())
G_DECLARE_FINAL_TYPE (RbLadderView, rb_ladder_view, RB, LADDER_VIEW, GtkWidget)

GtkWidget *rb_ladder_view_new (void);
/* @selection: over @scope, shared with the other views. @at_end: follow the end from the start. Both NULL: empty. */
void rb_ladder_view_set_scope (RbLadderView *self, RbScopeModel *scope, GtkSingleSelection *selection, gboolean at_end);
void rb_ladder_view_show_selected (RbLadderView *self); /* scrolls to the selected row */

G_END_DECLS
