/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-checked-row.h"

G_BEGIN_DECLS

/* A list of texts in a setting ("as"), each with a button that removes it, and an entry that adds one. Property
 * "add-title": of that entry. */
#define RB_TYPE_LIST_EDITOR (rb_list_editor_get_type ())
G_DECLARE_FINAL_TYPE (RbListEditor, rb_list_editor, RB, LIST_EDITOR, AdwPreferencesGroup)

/* @check: (nullable): may this text be added? */
void rb_list_editor_bind (RbListEditor *self, GSettings *settings, const char *key, RbCheckFunc check, gpointer data);

G_END_DECLS
