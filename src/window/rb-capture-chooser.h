/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a capture file to open; the caller listens to "response" and shows it. (transfer full) */
GtkFileChooserNative *rb_capture_chooser_new (GtkWindow *parent);
/* What was chosen, to be saved, too. (transfer full) (nullable): NULL when nothing was, or no local file */
char *rb_capture_chooser_dup_path (GtkFileChooser *self, int response);

G_END_DECLS
