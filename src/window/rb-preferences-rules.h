/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Which calls are forwarded, rejected, and never rewritten. */
#define RB_TYPE_PREFERENCES_RULES (rb_preferences_rules_get_type ())
G_DECLARE_FINAL_TYPE (RbPreferencesRules, rb_preferences_rules, RB, PREFERENCES_RULES, AdwPreferencesPage)

void rb_preferences_rules_set_phone (RbPreferencesRules *self, RbPhone *phone);

G_END_DECLS
