/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-global-shortcuts.h"
#include "rb-hooks.h"
#include "rb-settings.h"

G_BEGIN_DECLS

/* How the phone behaves, its sound, and where its signalling is sent. */
#define RB_TYPE_PREFERENCES (rb_preferences_get_type ())
G_DECLARE_FINAL_TYPE (RbPreferences, rb_preferences, RB, PREFERENCES, AdwPreferencesWindow)

GtkWidget *rb_preferences_new (RbPhone *phone, RbSettings *settings, RbHooks *hooks, RbGlobalShortcuts *shortcuts);
void       rb_preferences_apply (RbPhone *phone, RbSettings *settings);

G_END_DECLS
