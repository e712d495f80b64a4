/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-contact-import.h"

G_BEGIN_DECLS

/* One person of a file that is to be imported: what would change, and the choice. */
#define RB_TYPE_IMPORT_ROW (rb_import_row_get_type ())
G_DECLARE_FINAL_TYPE (RbImportRow, rb_import_row, RB, IMPORT_ROW, AdwBin)

GtkWidget *rb_import_row_new (void);
void       rb_import_row_set_entry (RbImportRow *self, RbImportEntry *entry); /* NULL when the list takes it back */

G_END_DECLS
