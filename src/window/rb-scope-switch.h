/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-signalling-scopes.h"

G_BEGIN_DECLS

/* The button that says which messages are shown and offers others: its menu activates "signalling.scope". */
#define RB_TYPE_SCOPE_SWITCH (rb_scope_switch_get_type ())
G_DECLARE_FINAL_TYPE (RbScopeSwitch, rb_scope_switch, RB, SCOPE_SWITCH, GtkWidget)

/* @labels: translated, of every scope; NULL: it is not offered now. @scope: the one shown, which has a label.
 * @pick_label: (nullable): of the item that activates "signalling.pick-call" */
void rb_scope_switch_update (RbScopeSwitch *self, const char *const labels[RB_N_SIGNALLING_SCOPES],
                             RbSignallingScope scope, const char *pick_label);

G_END_DECLS
