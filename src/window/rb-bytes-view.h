/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-sip-index.h"

G_BEGIN_DECLS

/* Bytes as offset, hexadecimal and text, with one range marked. Rows are made for what is in view only. */
#define RB_TYPE_BYTES_VIEW (rb_bytes_view_get_type ())
G_DECLARE_FINAL_TYPE (RbBytesView, rb_bytes_view, RB, BYTES_VIEW, GtkWidget)

void rb_bytes_view_set_bytes (RbBytesView *self, GBytes *bytes); /* (nullable); clears the mark */
void rb_bytes_view_set_mark (RbBytesView *self, RbSpan mark);    /* length 0: none; scrolls to it */

G_END_DECLS
