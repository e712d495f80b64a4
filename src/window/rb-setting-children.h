/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Template children that show a setting: the child of the key “do-not-disturb” has the id “do_not_disturb” and is a
 * switch (a boolean key), an adjustment (a number) or a combo row whose items are in the order of an enumeration. */

/* In class_init, after the template was set; @keys: NULL terminated. */
void rb_setting_children_declare (GtkWidgetClass *widget_class, const char *const *keys);
/* Both ways, from now on. */
void rb_setting_children_bind (GtkWidget *widget, GSettings *settings, const char *const *keys);

G_END_DECLS
