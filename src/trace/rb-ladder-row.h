/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"

G_BEGIN_DECLS

/* What an arrow says; @from, @to and @time_us are left to the ladder. (transfer full) */
RbLadderRow *rb_ladder_row_new (RbTrace *trace, guint position);
void         rb_ladder_row_free (RbLadderRow *self);

G_END_DECLS
