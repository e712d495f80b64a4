/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* Between these two calls appending emits nothing and starts no timer, so that a capture can
 * be read in a thread that owns the trace alone. rb_trace_end_bulk() announces everything
 * and may be called in that thread when nobody is connected yet. */
void rb_trace_begin_bulk (RbTrace *self);
void rb_trace_end_bulk (RbTrace *self);
/* As rb_trace_append(), for bytes that a reader holds. When they lie in @owner (a mapped file)
 * they are not copied and the trace keeps @owner; @owner NULL: they are copied. */
guint rb_trace_append_span (RbTrace *self, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length);
/* What the bytes of a message lie in and never move in: with it another trace can keep them. (transfer none) */
GBytes *rb_trace_get_owner (RbTrace *self, guint position);
/* Gives @self the streams of @lender as they are now; it keeps @lender, and neither gets others from then on. */
void rb_trace_borrow_rtp (RbTrace *self, RbTrace *lender);
/* For flows. Time from one message to a later one, µs, by the monotonic clock when both have it. */
gint64   rb_trace_get_time_between (RbTrace *self, guint from, guint to);
/* Did the same bytes go the same way? */
gboolean rb_trace_is_copy (RbTrace *self, guint a, guint b);
/* Seeded key of the message's way and bytes. */
guint64  rb_trace_get_copy_key (RbTrace *self, guint position);

G_END_DECLS
