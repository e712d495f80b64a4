/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that appears as a whole or not at all: what is written goes to a temporary file beside
 * it, which rb_export_file_finish() gives the name. */
typedef struct _RbExportFile RbExportFile;

RbExportFile  *rb_export_file_new (const char *path, GError **error);
GOutputStream *rb_export_file_get_stream (RbExportFile *self); /* (transfer none) */
gboolean       rb_export_file_finish (RbExportFile *self, GError **error);
void           rb_export_file_free (RbExportFile *self); /* not finished: nothing is left */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbExportFile, rb_export_file_free)

G_END_DECLS
