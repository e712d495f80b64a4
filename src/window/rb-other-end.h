/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-opened-capture.h"

G_BEGIN_DECLS

/* Lays the capture of the other end over a trace: asks for the file, reads and merges it beside the main loop.
 * Signals: "reading" (RbOpenedCapture) when it begins, "merged" (RbTrace, char *title) with what both are together,
 * "notice" (char *sentence) with what came of it. One at a time: beginning again gives up the one before. */
#define RB_TYPE_OTHER_END (rb_other_end_get_type ())
G_DECLARE_FINAL_TYPE (RbOtherEnd, rb_other_end, RB, OTHER_END, GObject)

RbOtherEnd *rb_other_end_new (void);
/* @mine: whose clock counts. @title: what @mine is called */
void rb_other_end_choose (RbOtherEnd *self, GtkWindow *parent, RbTrace *mine, const char *title);

G_END_DECLS
