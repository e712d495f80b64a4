/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-export.h"

G_BEGIN_DECLS

/* Writes @trace to @path itself, in a thread; see rb_export_write(). */
typedef gboolean (*RbExportWriteFunc) (RbTrace *trace, const char *path, gpointer data, GError **error);

/**
 * RbExportPlan:
 * @positions: (nullable): of guint, ascending: messages to write; NULL: all
 * @hide_private: write what rb_hide_trace() makes of the trace
 * @with_media: write kept RTP packets, too; not together with @hide_private
 * @title: (nullable): name of the capture, told in JSON unless private data is hidden
 * @write: (nullable): instead of @format, for what is no format of this library
 * @write_data: for @write; stays until the file is written
 *
 * What shall be written, and how.
 */
typedef struct
{
  RbExportFormat format;
  GArray        *positions;
  gboolean       hide_private;
  gboolean       with_media;
  const char    *title;
  RbExportWriteFunc write;
  gpointer          write_data;
} RbExportPlan;

/* Called in the caller's main context; @fraction: 0…1, or -1 when nobody knows how long it will take. */
typedef void (*RbExportProgressFunc) (double fraction, gpointer data);

/**
 * rb_export_save_async:
 * @trace: a trace of the caller's thread, which may grow meanwhile: what is there now is written
 * @plan: copied; its positions are kept and must not change
 * @path: the file; what is there now stays until the new one is whole
 * @progress: (nullable)
 *
 * Writes an export beside the main loop: the messages are copied a few milliseconds at a time, all
 * the rest happens in a thread.
 */
void rb_export_save_async (RbTrace *trace, const RbExportPlan *plan, const char *path, GCancellable *cancellable,
                           RbExportProgressFunc progress, gpointer progress_data, GAsyncReadyCallback callback,
                           gpointer data);
/* @error: a #GIOErrorEnum with a sentence for people. No half file is left. */
gboolean rb_export_save_finish (GAsyncResult *result, GError **error);
/* Waits until no file is being written: before the program ends, so that none is left half. Cancel them first. */
void rb_export_save_wait (void);

G_END_DECLS
