/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* Signal: "saved" (char *path): the file is there. */
#define RB_TYPE_EXPORT_DIALOG (rb_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RbExportDialog, rb_export_dialog, RB, EXPORT_DIALOG, AdwWindow)

GtkWidget *rb_export_dialog_new (RbScopeModel *shown, RbFlow *selected, const char *title, gboolean report);

G_END_DECLS
