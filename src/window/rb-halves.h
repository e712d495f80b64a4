/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Two halves side by side; where they do not fit, one of them. Properties: "start", "end"
 * (widgets, from a template), "end-shown" (boolean, read/write, notify), "folded" (boolean,
 * read-only, notify), "position" (int, pixels of the first half). */
#define RB_TYPE_HALVES (rb_halves_get_type ())
G_DECLARE_FINAL_TYPE (RbHalves, rb_halves, RB, HALVES, GtkWidget)

gboolean rb_halves_get_end_shown (RbHalves *self);
void     rb_halves_set_end_shown (RbHalves *self, gboolean shown);
int      rb_halves_get_position (RbHalves *self);
void     rb_halves_set_position (RbHalves *self, int position);
gboolean rb_halves_is_folded (RbHalves *self);

G_END_DECLS
