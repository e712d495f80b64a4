/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-diff.h"

G_BEGIN_DECLS

/* The two messages, as the explanation of a change wants to know them. */
typedef struct
{
  RbMessage        *before;
  RbMessage        *after;
  const RbSipIndex *before_index;
  const RbSipIndex *after_index;
  gboolean          is_other_hop;
} RbDiffPair;

/* Fills the marks of a changed line. @budget: cells of work left for the whole message, counted down. */
void rb_diff_mark (RbDiffLine *line, guint *budget);
/* Fills id, text and RFC of a line that differs, where there is something to say. */
void rb_diff_explain (RbDiffLine *line, const RbDiffPair *pair);

G_END_DECLS
