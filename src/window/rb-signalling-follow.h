/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps the end of a growing list in view while the end is in view. All rows must be of one height. */
#define RB_TYPE_SIGNALLING_FOLLOW (rb_signalling_follow_get_type ())
G_DECLARE_FINAL_TYPE (RbSignallingFollow, rb_signalling_follow, RB, SIGNALLING_FOLLOW, GObject)

/* @scrolled: holds @list, a GtkListView or GtkColumnView; both must outlive the result. */
RbSignallingFollow *rb_signalling_follow_new (GtkScrolledWindow *scrolled, GtkWidget *list);
/* @at_end: show the end at once and follow it; otherwise begin at the top. */
void rb_signalling_follow_set_model (RbSignallingFollow *self, GListModel *model, gboolean at_end);
/* Scrolls until row @n is in view; the end is followed from now on only if it is the last. */
void rb_signalling_follow_show (RbSignallingFollow *self, guint n);

G_END_DECLS
