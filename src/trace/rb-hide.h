/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* The same calls without anything that tells whose they were: a trace of its own, with a message
 * for each of @trace at the same position. (transfer full) */
RbTrace *rb_hide_trace (RbTrace *trace);

G_END_DECLS
