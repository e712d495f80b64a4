/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-global-shortcuts.h"
#include "rb-hooks.h"

G_BEGIN_DECLS

/* The program on the desktop, and the commands it runs. Signal "told" (const char *sentence). */
#define RB_TYPE_PREFERENCES_GENERAL (rb_preferences_general_get_type ())
G_DECLARE_FINAL_TYPE (RbPreferencesGeneral, rb_preferences_general, RB, PREFERENCES_GENERAL, AdwPreferencesPage)

void rb_preferences_general_set_phone (RbPreferencesGeneral *self, RbPhone *phone, RbHooks *hooks,
                                       RbGlobalShortcuts *shortcuts);

G_END_DECLS
