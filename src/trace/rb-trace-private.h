/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* Between these two calls appending emits nothing and starts no timer, so that a capture can
 * be read in a thread that owns the trace alone. rb_trace_end_bulk() announces everything
 * and may be called in that thread when nobody is connected yet. */
void rb_trace_begin_bulk (RbTrace *self);
void rb_trace_end_bulk (RbTrace *self);

G_END_DECLS
