/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-capture-reader.h"

G_BEGIN_DECLS

/* Called in the caller's main context while messages come in; @fraction: of the file, 0…1, -1
 * when its size is not known. */
typedef void (*RbCaptureProgressFunc) (double fraction, gpointer data);

/**
 * rb_capture_open_async:
 * @trace: an empty trace, which gets the messages bit by bit from now on
 * @cancellable: (nullable): ends reading; what was read stays in @trace
 * @progress: (nullable)
 *
 * Reads a capture in a thread of its own. @trace is only touched in the caller's main context,
 * in slices short enough for a window to stay alive, and announces its messages as they come.
 */
void rb_capture_open_async (RbTrace *trace, const char *path, GCancellable *cancellable,
                            RbCaptureProgressFunc progress, gpointer progress_data, GAsyncReadyCallback callback,
                            gpointer data);
/* TRUE when the whole file was read. On FALSE with %RB_CAPTURE_ERROR_DAMAGED or
 * %G_IO_ERROR_CANCELLED the trace has what could be read, and its notes say so; other errors as
 * of rb_capture_read(). */
gboolean rb_capture_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
