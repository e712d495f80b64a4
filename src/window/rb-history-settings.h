/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The group "Past Calls" of the preferences: how long they are kept, the disk used, delete all. */
#define RB_TYPE_HISTORY_SETTINGS (rb_history_settings_get_type ())
G_DECLARE_FINAL_TYPE (RbHistorySettings, rb_history_settings, RB, HISTORY_SETTINGS, AdwPreferencesGroup)

/* @phone: one that has a history. */
GtkWidget *rb_history_settings_new (RbPhone *phone);
/* Asks, and then deletes all calls that are over. */
void       rb_history_settings_delete_all (GtkWindow *parent, RbHistory *history);

G_END_DECLS
