/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-global-shortcuts.h"
#include "rb-hooks.h"
#include "rb-practice.h"
#include "rb-settings.h"

G_BEGIN_DECLS

/* Signals:
 *  "drawn" ()     once: the first frame is on the screen
 *  "leave" (gboolean quit)  the person closed the window, or wants the program to end, and where a call was up said
 *                 that it may end */
#define RB_TYPE_WINDOW (rb_window_get_type ())
G_DECLARE_FINAL_TYPE (RbWindow, rb_window, RB, WINDOW, AdwApplicationWindow)

GtkWidget *rb_window_new (GtkApplication *application, RbSettings *settings);
void       rb_window_set_phone (RbWindow *self, RbPhone *phone, RbPractice *practice, RbHooks *hooks,
                                RbGlobalShortcuts *shortcuts);
void       rb_window_fail (RbWindow *self, const char *sentence);
void       rb_window_quit (RbWindow *self);
void       rb_window_show_page (RbWindow *self, const char *name);
void       rb_window_open_capture (RbWindow *self, GFile *file);
void       rb_window_tell (RbWindow *self, const char *sentence);
/* The same with an Undo button that calls @undo once; @data is freed by @free_data when the toast goes, pressed or not. */
void       rb_window_toast_undo (RbWindow *self, const char *sentence, void (*undo) (gpointer data), gpointer data,
                                 GDestroyNotify free_data);

G_END_DECLS
