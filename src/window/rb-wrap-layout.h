/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lays children out like words: one after the other, in as many lines as they need. A child that is wider than the
 * line has it for itself, except that small ones stand beside a first one of several lines of its own. */
#define RB_TYPE_WRAP_LAYOUT (rb_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (RbWrapLayout, rb_wrap_layout, RB, WRAP_LAYOUT, GtkLayoutManager)

/* @spacing: between children and between lines, px. */
GtkLayoutManager *rb_wrap_layout_new (int spacing);

G_END_DECLS
