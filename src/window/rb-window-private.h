/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-window.h"

#include "rb-account-switcher.h"
#include "rb-halves.h"
#include "rb-phone-pane.h"
#include "rb-signalling-pane.h"
#include "rb-voicemail-button.h"

G_BEGIN_DECLS

/* The window's own files: rb-window.c is what it is made of, rb-window-actions.c what its menus and keys do. */
struct _RbWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  RbAccountSwitcher *switcher;
  RbVoicemailButton *voicemail_button;
  RbHalves *halves;
  RbPhonePane *phone_pane;
  RbSignallingPane *signalling_pane;

  RbSettings *settings; /* the application's */
  RbPhone *phone;       /* NULL until it has started */
  RbPractice *practice;
  RbHooks *hooks;
  RbGlobalShortcuts *shortcuts;
  RbCoach *coach;
  GtkFileChooserNative *capture_chooser; /* (nullable) */
};

/* rb-window-actions.c */
void rb_window_add_actions (RbWindow *self); /* none works yet but what needs no phone */
void rb_window_enable_actions (RbWindow *self, gboolean enabled);
void rb_window_ask_experiment (RbWindow *self, guint id); /* what differed from the textbook */

/* rb-window.c; @open: the half that shows it, too */
void rb_window_follow_call (RbWindow *self, const char *call_id, gboolean open);

G_END_DECLS
