/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-textbook.h"

G_BEGIN_DECLS

typedef enum
{
  RB_DIFFERENCE_NONE, /* as in the textbook */
  RB_DIFFERENCE_MISSING,
  RB_DIFFERENCE_EXTRA,
  RB_DIFFERENCE_REPEATED,
  RB_DIFFERENCE_ORDER,
  RB_DIFFERENCE_SENDER,
  RB_DIFFERENCE_UNSEEN, /* on a hop this trace cannot see: no difference */
} RbDifferenceKind;

/**
 * RbComparisonRow:
 * @step: of the textbook flow, or %RB_FLOW_NONE
 * @position: of the message in the trace, or %RB_FLOW_NONE
 * @reason: stable word of why it differs: "challenge", "timer-a" …; NULL for none
 * @text: (nullable): translated sentence with the reason
 *
 * One line of the textbook beside the real one.
 */
typedef struct
{
  guint            step;
  guint            position;
  RbDifferenceKind kind;
  RbConfidence     confidence;
  const char      *reason;
  char            *text;
  const char      *rfc;
} RbComparisonRow;

typedef struct _RbComparison RbComparison;

/* @textbook: (nullable): that of rb_textbook_choose(). (transfer full) (nullable): NULL when no flow fits */
RbComparison          *rb_comparison_new (RbFlow *flow, const RbTextbookFlow *textbook);
void                   rb_comparison_free (RbComparison *self);
const RbTextbookFlow  *rb_comparison_get_textbook (const RbComparison *self);
guint                  rb_comparison_get_n_rows (const RbComparison *self);
const RbComparisonRow *rb_comparison_get_row (const RbComparison *self, guint n);
guint                  rb_comparison_count_differences (const RbComparison *self);
const char            *rb_difference_kind_to_string (RbDifferenceKind kind);
/* Table of both, and each difference with its reason; says so when there is nothing to compare with. (transfer full) */
RbLesson              *rb_comparison_explain (RbFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbComparison, rb_comparison_free)

G_END_DECLS
