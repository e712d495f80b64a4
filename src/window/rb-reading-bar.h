/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-opened-capture.h"

G_BEGIN_DECLS

/* Shows how far the reading of a capture has come, and stops it when asked to. Hidden unless it takes long. */
#define RB_TYPE_READING_BAR (rb_reading_bar_get_type ())
G_DECLARE_FINAL_TYPE (RbReadingBar, rb_reading_bar, RB, READING_BAR, GtkWidget)

void rb_reading_bar_set_capture (RbReadingBar *self, RbOpenedCapture *capture); /* (nullable) */

G_END_DECLS
