/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* How calls are taken, held and redirected. */
#define RB_TYPE_PREFERENCES_CALLS (rb_preferences_calls_get_type ())
G_DECLARE_FINAL_TYPE (RbPreferencesCalls, rb_preferences_calls, RB, PREFERENCES_CALLS, AdwPreferencesPage)

void rb_preferences_calls_set_settings (RbPreferencesCalls *self, GSettings *settings);

G_END_DECLS
