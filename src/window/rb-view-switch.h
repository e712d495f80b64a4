/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the signalling half shows of its scope: the buttons Ladder and List, and a menu of the lessons about the call.
 * All activate "signalling.view" with a word: "ladder", "list" or that of a topic (rb-topic.h). */
#define RB_TYPE_VIEW_SWITCH (rb_view_switch_get_type ())
G_DECLARE_FINAL_TYPE (RbViewSwitch, rb_view_switch, RB, VIEW_SWITCH, GtkWidget)

void rb_view_switch_set_view (RbViewSwitch *self, const char *view); /* the one shown now */

G_END_DECLS
