/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"

G_BEGIN_DECLS

/* Vertical lines beside a ladder, in a few slots side by side: transactions, and copies of one message. A slot holds one
 * span at a time, so that what crosses a row is found by one binary search a slot. */
typedef struct _RbLadderSpans RbLadderSpans;

RbLadderSpans *rb_ladder_spans_new (guint n_slots);
void           rb_ladder_spans_free (RbLadderSpans *self);
void           rb_ladder_spans_clear (RbLadderSpans *self);
/* The span known by @key goes on to @row. FALSE when there is none, or another has taken its slot since. */
gboolean       rb_ladder_spans_extend (RbLadderSpans *self, guint64 key, guint row);
/* A new one in the first free slot; without a free one it is not drawn. @first may lie before rows that were added. */
void           rb_ladder_spans_begin (RbLadderSpans *self, guint64 key, guint first, guint last, guint lane, guint colour);
/* Nothing more is to come of it: its slot is free from the next row on. */
void           rb_ladder_spans_close (RbLadderSpans *self, guint64 key);
guint          rb_ladder_spans_get_n_used (RbLadderSpans *self); /* slots that were ever used */
/* Those that cross @row, at most one a slot; @key: of the row's own. Returns how many. */
guint          rb_ladder_spans_list (RbLadderSpans *self, guint row, guint64 key, RbLadderSpan *spans);

G_END_DECLS
