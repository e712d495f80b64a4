/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"
#include "rb-pair-line.h"

G_BEGIN_DECLS

/* Messages of each call that are compared; later ones are left out. */
#define RB_CALL_ALIGNMENT_MAX 1000u

/**
 * rb_call_alignment_list_lines:
 * @left, @right: ladders of one flow each
 * @n_differences: (out): lines that are not the same on both sides
 *
 * Two calls line by line: messages of the same method and status, the same way between the same lanes, stand beside
 * each other, as many as can without changing their order.
 *
 * Returns: (transfer full) (element-type RbPairLine)
 */
GPtrArray *rb_call_alignment_list_lines (RbLadder *left, RbLadder *right, guint *n_differences);

G_END_DECLS
