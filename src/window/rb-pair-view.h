/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-pair-line.h"

G_BEGIN_DECLS

/* Two ladders beside each other, aligned, with the differences marked between them; one below the other where there is
 * little room. Signal "message-activated" (guint side, guint position) when the line of a message was chosen. */
#define RB_TYPE_PAIR_VIEW (rb_pair_view_get_type ())
G_DECLARE_FINAL_TYPE (RbPairView, rb_pair_view, RB, PAIR_VIEW, GtkWidget)

/* @name: of the list, for screen readers. */
void rb_pair_view_set_name (RbPairView *self, const char *name);
/* @lanes: their titles, NULL-terminated. */
void rb_pair_view_set_heads (RbPairView *self, RbPairSide side, const char *title, const char *const *lanes);
/* @lines: (element-type RbPairLine): those that are as before stay as they are. */
void rb_pair_view_set_lines (RbPairView *self, GPtrArray *lines);
/* Marks the line with that message on its right side, and scrolls there. Emits nothing. */
void rb_pair_view_set_selected (RbPairView *self, guint position);

G_END_DECLS
