/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Average width of a character in the font of @widget, px; of @family (nullable) at the same size. */
double rb_signalling_font_get_char_width (GtkWidget *widget, const char *family);
/* Height of a line in the font of @widget, px. */
int rb_signalling_font_get_line_height (GtkWidget *widget);
/* FALSE when @widget is too narrow to show @text in one line. */
gboolean rb_signalling_font_fits (GtkWidget *widget, const char *text);

G_END_DECLS
