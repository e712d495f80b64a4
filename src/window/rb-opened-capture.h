/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* A capture file on its way into a trace. Signals: "progress" (double: 0…1, or -1 when unknown) while it is read,
 * "read" once it was, whatever came of it. */
#define RB_TYPE_OPENED_CAPTURE (rb_opened_capture_get_type ())
G_DECLARE_FINAL_TYPE (RbOpenedCapture, rb_opened_capture, RB, OPENED_CAPTURE, GObject)

/* Begins to read @path beside the main loop. @title: (nullable): what to call it, NULL: its name. (transfer full) */
RbOpenedCapture *rb_opened_capture_new (const char *path, const char *title);
RbTrace *rb_opened_capture_get_trace (RbOpenedCapture *self); /* (transfer none): grows while it is read */
const char *rb_opened_capture_get_path (RbOpenedCapture *self);
const char *rb_opened_capture_get_title (RbOpenedCapture *self); /* one harmless line */
gboolean rb_opened_capture_is_reading (RbOpenedCapture *self);
/* Why there is nothing to show, as a sentence; NULL when the messages that could be read are there. */
const char *rb_opened_capture_get_error (RbOpenedCapture *self);
void rb_opened_capture_cancel (RbOpenedCapture *self); /* what was read stays */
/* @listener does not want *@self any more: disconnects and cancels it, and sets *@self to NULL. *@self: (nullable) */
void rb_opened_capture_drop (RbOpenedCapture **self, gpointer listener);

G_END_DECLS
