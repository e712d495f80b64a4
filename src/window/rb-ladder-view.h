/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* The ladder of a scope: pinned lane heads above one arrow a message. Signals: "activated" when a row was activated
 * (Return, double click); "hovered" (guint position) when the pointer went to the row of another message, or, with
 * %RB_FLOW_NONE, away from all; "zoomed" when "zoom" has changed.
 *
 * Keys beside those of every list: Ctrl+Up and Ctrl+Down go to the previous and next message of the same transaction,
 * Left to the message that was the cause, Right to what it caused; Ctrl+Plus, Ctrl+Minus and Ctrl+0 (and Ctrl with
 * the wheel, and two fingers) zoom. */
#define RB_TYPE_LADDER_VIEW (rb_ladder_view_get_type ())
G_DECLARE_FINAL_TYPE (RbLadderView, rb_ladder_view, RB, LADDER_VIEW, GtkWidget)

/* @selection: over @scope, shared with the other views. @at_end: follow the end from the start. Both NULL: empty. */
void rb_ladder_view_set_scope (RbLadderView *self, RbScopeModel *scope, GtkSingleSelection *selection, gboolean at_end);
/* The trace of this program's own phone, when the scope is of the practice network's: the lanes of our own phone are
 * "You" then. Before rb_ladder_view_set_scope(). @own: (nullable) */
void rb_ladder_view_set_own (RbLadderView *self, RbTrace *own);
/* Lights what belongs to the message at @position in the trace, as if the pointer were there; %RB_FLOW_NONE: what
 * belongs to the selected one. Emits nothing. */
void rb_ladder_view_set_hovered (RbLadderView *self, guint position);
/* Rows sent after @wall_us are dimmed, and the last one before it marked; %G_MAXINT64: no such time. */
void rb_ladder_view_set_now (RbLadderView *self, gint64 wall_us);
/* Size of the rows and their text, 0.5 … 2: larger (1) or smaller (-1); 0: back to 1. */
void rb_ladder_view_zoom (RbLadderView *self, int steps);
void rb_ladder_view_show_selected (RbLadderView *self); /* scrolls to the selected row */

G_END_DECLS
