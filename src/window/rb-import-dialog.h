/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-contact-import.h"

G_BEGIN_DECLS

/* What importing a file would change, to choose and then do. Signal "imported" (guint n, gint64 change): so many people
 * were added or changed; rb_contacts_undo (change) takes it back. */
#define RB_TYPE_IMPORT_DIALOG (rb_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RbImportDialog, rb_import_dialog, RB, IMPORT_DIALOG, AdwWindow)

GtkWidget *rb_import_dialog_new (RbContacts *contacts, GFile *file);

G_END_DECLS
