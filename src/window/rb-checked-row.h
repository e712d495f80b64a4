/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Is @text right? FALSE with a whole sentence. */
typedef gboolean (*RbCheckFunc) (const char *text, gpointer data, GError **error);
typedef void (*RbStoreFunc) (const char *text, gpointer data);

/* An entry that stores what is right as it is typed, and says in the place of its title what is wrong. */
#define RB_TYPE_CHECKED_ROW (rb_checked_row_get_type ())
G_DECLARE_FINAL_TYPE (RbCheckedRow, rb_checked_row, RB, CHECKED_ROW, AdwEntryRow)

/* @text: to begin with; @check: (nullable), is not asked about an empty text; @store: gets it without spaces around;
 * @data: for both, must outlive the row. */
void rb_checked_row_setup (RbCheckedRow *self, const char *text, RbCheckFunc check, RbStoreFunc store, gpointer data);
/* The same, stored in a setting of text. @check gets @data. */
void rb_checked_row_bind (RbCheckedRow *self, GSettings *settings, const char *key, RbCheckFunc check, gpointer data);

G_END_DECLS
