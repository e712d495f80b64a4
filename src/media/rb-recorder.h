/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _RbRecorder RbRecorder;

typedef void (*RbRecorderFailed) (const char *sentence, gpointer data);

/* Writes both sides of a call to the new file @path (Opus in Ogg; left what we say, right what we hear). The folder is
 * made. Errors: G_IO_ERROR (EXISTS: never overwrites), RB_MEDIA_ERROR_PLUGIN. @failed: called in @context, once, when
 * the disk is full or the like; what was written stays. */
RbRecorder *rb_recorder_new (const char *path, GMainContext *context, RbRecorderFailed failed, gpointer data,
                             GError **error);
/* From one thread; never waits for the disk. 48 kHz mono, @n samples of each side. */
void        rb_recorder_push (RbRecorder *self, const gint16 *said, const gint16 *heard, gsize n);
/* Nothing is pushed any more. The file is completed behind the scenes. */
void        rb_recorder_free (RbRecorder *self);

G_END_DECLS
