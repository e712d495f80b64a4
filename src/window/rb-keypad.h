/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The twelve keys of a telephone. Signal "key" (const char *text): a key was pressed, by
 * pointer or keyboard; "+" when 0 was held down. */
#define RB_TYPE_KEYPAD (rb_keypad_get_type ())
G_DECLARE_FINAL_TYPE (RbKeypad, rb_keypad, RB, KEYPAD, GtkWidget)

G_END_DECLS
