/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* The messages of a scope as a table with the columns of Wireshark. Ctrl+Up and Ctrl+Down walk within a transaction.
 * Signals: "activated" when a row was activated (Return, double click), "hovered" (guint: position in the trace of the
 * message under the pointer, %RB_FLOW_NONE: none). */
#define RB_TYPE_MESSAGE_LIST (rb_message_list_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageList, rb_message_list, RB, MESSAGE_LIST, GtkWidget)

/* @selection: over @scope, shared with the other views. @at_end: follow the end from the start. Both NULL: empty. */
void rb_message_list_set_scope (RbMessageList *self, RbScopeModel *scope, GtkSingleSelection *selection,
                                gboolean at_end);
void rb_message_list_set_hovered (RbMessageList *self, guint position); /* lights that message, or none */
void rb_message_list_show_selected (RbMessageList *self);               /* scrolls to the selected row */

G_END_DECLS
