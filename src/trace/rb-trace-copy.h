/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/**
 * rb_trace_copy_messages:
 * @copy: a trace between rb_trace_begin_bulk() and rb_trace_end_bulk()
 * @from: the trace to copy; its thread is the caller's
 * @first: position of the first message to copy, which is the number of those in @copy
 * @end: position after the last one, at most the number of messages of @from
 *
 * Appends messages of @from, with their notes and the names of their addresses. The bytes are
 * shared, not copied, so that @copy may be handed to another thread while @from goes on growing.
 */
void rb_trace_copy_messages (RbTrace *copy, RbTrace *from, guint first, guint end);
/* What is said of @from as a whole: its notes and RTP streams. Once, when all messages are there;
 * @copy keeps @from when that has streams. */
void rb_trace_copy_remarks (RbTrace *copy, RbTrace *from);

G_END_DECLS
