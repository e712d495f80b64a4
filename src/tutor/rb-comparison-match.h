/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison-real.h"

G_BEGIN_DECLS

#define RB_MATCH_COST_EDIT 4 /* of a message that is missing or extra */
#define RB_MATCH_COST_NEVER 1000

/* What it costs to lay @message beside step @n of the textbook; %RB_MATCH_COST_NEVER: they have nothing in common.
 * @kind: (out): what there is to say then */
int rb_match (const RbRealFlow *real, const RbTextbookFlow *textbook, guint n, const RbRealMessage *message,
              RbDifferenceKind *kind);
/* What it costs to leave step @n without a message. */
int rb_match_get_missing_cost (const RbTextbookFlow *textbook, guint n);

G_END_DECLS
