/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* Writes the messages of each call into a pcapng file of its own while the call runs. Listens to the trace;
 * messages already in the call's flow are written first. When a file cannot be written the call goes on: a note is
 * added to the trace and "problem" is told once per call. */
typedef struct _RbCaptureStore RbCaptureStore;

/* @problem: called with a whole sentence. */
typedef void (*RbCaptureProblemFunc) (const char *sentence, gpointer data);

/* @folder (nullable): where files without a given path go; NULL: nowhere. */
RbCaptureStore *rb_capture_store_new (RbTrace *trace, const char *folder, RbCaptureProblemFunc problem, gpointer data);
void            rb_capture_store_free (RbCaptureStore *self);
/* Begins the capture of one call. @path (nullable): this file; NULL: "YYYY-MM-DD-HHMMSS-NAME-XXXX.pcapng" in the
 * folder, from @start_us (wall clock) and @name. Returns the path, NULL when nothing is kept. (transfer full) (nullable) */
char           *rb_capture_store_begin (RbCaptureStore *self, const char *call_id, gint64 start_us, const char *name,
                                        const char *path);
/* The call of @path is over: the file is closed once no retransmission can come any more (32 s), or with the store. */
void            rb_capture_store_end (RbCaptureStore *self, const char *path);

/* Writes the open files of that Call-ID anew, with the notes that their messages have in the trace now; what was there
 * stays until the new file is whole. FALSE: no such file is open. */
gboolean        rb_capture_store_renew (RbCaptureStore *self, const char *call_id);
/* The same for the open file @path, with the notes of @capture, which was read from it. FALSE: it is not open. */
gboolean        rb_capture_store_take_notes (RbCaptureStore *self, const char *path, RbTrace *capture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbCaptureStore, rb_capture_store_free)

G_END_DECLS
