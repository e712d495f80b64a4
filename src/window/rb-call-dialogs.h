/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* The dialogs of the signalling half that ask for a call of many. Signals: "picked" (RbFlow) when one is to be shown,
 * "message-activated" (RbTrace, guint position) when a message of two calls that are compared was chosen. */
#define RB_TYPE_CALL_DIALOGS (rb_call_dialogs_get_type ())
G_DECLARE_FINAL_TYPE (RbCallDialogs, rb_call_dialogs, RB, CALL_DIALOGS, GObject)

/* @parent: in the window the dialogs belong to; outlives the result. */
RbCallDialogs *rb_call_dialogs_new (GtkWidget *parent);
void rb_call_dialogs_pick (RbCallDialogs *self, RbTrace *trace);
/* @first: (nullable): is asked for, too. The second call may be of another capture. */
void rb_call_dialogs_compare (RbCallDialogs *self, RbTrace *trace, RbFlow *first);

G_END_DECLS
