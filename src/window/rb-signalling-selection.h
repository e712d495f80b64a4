/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* Which message of a scope is selected: list, ladder, detail and pages share it. What was selected is remembered by
 * its place in the trace, so that it outlives filters. Signals: "changed" when another message (or none) is
 * selected, "items-changed" when the messages shown changed, after the selection has followed, "following-changed". */
#define RB_TYPE_SIGNALLING_SELECTION (rb_signalling_selection_get_type ())
G_DECLARE_FINAL_TYPE (RbSignallingSelection, rb_signalling_selection, RB, SIGNALLING_SELECTION, GObject)

RbSignallingSelection *rb_signalling_selection_new (void);

/* @model: (nullable). What was selected is selected again, now or when it is shown again. No signal. */
void rb_signalling_selection_set_model (RbSignallingSelection *self, RbScopeModel *model);
RbScopeModel *rb_signalling_selection_get_model (RbSignallingSelection *self);        /* (nullable) */
GtkSingleSelection *rb_signalling_selection_get_choice (RbSignallingSelection *self); /* (nullable) for list views */
RbMessage *rb_signalling_selection_get_message (RbSignallingSelection *self);         /* (nullable) (transfer none) */
/* %RB_FLOW_NONE when none is selected and shown. */
guint rb_signalling_selection_get_position (RbSignallingSelection *self);
/* The newest message is selected, some times a second, until somebody selects another one, or none. */
void rb_signalling_selection_set_following (RbSignallingSelection *self, gboolean following);
gboolean rb_signalling_selection_is_following (RbSignallingSelection *self);
/* While paused (nobody looks) it does not move. */
void rb_signalling_selection_set_paused (RbSignallingSelection *self, gboolean paused);
/* As if somebody selected it. @position: in the trace; %RB_FLOW_NONE: none. */
void rb_signalling_selection_select (RbSignallingSelection *self, guint position);

G_END_DECLS
