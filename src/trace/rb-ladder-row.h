/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"

G_BEGIN_DECLS

/* What an arrow says; @from, @to, @time_us and causes are left to the ladder. (transfer full) */
RbLadderRow *rb_ladder_row_new (RbTrace *trace, guint position);
/* Tells the timer that @self has, in its note; @timer_us: after which it fired, -1 when unknown. */
void         rb_ladder_row_note_timer (RbLadderRow *self, gint64 timer_us);
/* @us: since the row before. */
void         rb_ladder_row_note_silence (RbLadderRow *self, gint64 us);
/* It belongs to call @number of several: marks its label. */
void         rb_ladder_row_mark_call (RbLadderRow *self, guint number);
void         rb_ladder_row_free (RbLadderRow *self);

G_END_DECLS
