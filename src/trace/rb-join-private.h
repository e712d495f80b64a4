/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-join.h"

G_BEGIN_DECLS

/* A copy of @join with its @text; @delay_us: between the two INVITEs. (transfer full) */
RbJoin *rb_join_new (const RbJoin *join, gint64 delay_us);

G_END_DECLS
