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
  RB_DIFFERENCE_UNSEEN,  /* on a hop this trace cannot see: no difference */
  RB_DIFFERENCE_STATUS,  /* another status code in its place */
  RB_DIFFERENCE_PATH,    /* on another way */
  RB_DIFFERENCE_PENDING, /* may still come, as the call is on: no difference */
} RbDifferenceKind;
#define RB_N_DIFFERENCE_KINDS (RB_DIFFERENCE_PENDING + 1)

/**
 * RbComparisonRow:
 * @step: of the textbook flow, or %RB_FLOW_NONE
 * @position: of the message in the trace, or %RB_FLOW_NONE; of a repeated message, that of its second copy
 * @difference: number of the difference it is part of, from 0, or %RB_FLOW_NONE: the 407, its ACK and the
 *   second INVITE are one difference, because they have one reason
 * @from, @to: lanes of the textbook flow; of the message, when there is one
 * @label: (nullable): of the message, as on the arrow of a ladder
 * @reason: stable word of why it differs: "challenge", "timer-a" …; NULL for none; "not-yet" of what is pending
 * @text: (nullable): translated sentences with the reason
 * @rfc: (nullable): where the reason is written
 *
 * One line of the textbook beside the real one.
 */
typedef struct
{
  guint step;
  guint position;
  guint difference;
  guint from;
  guint to;
  RbDifferenceKind kind;
  RbConfidence confidence;
  const char *reason;
  char *label;
  char *text;
  const char *rfc;
} RbComparisonRow;

typedef struct _RbComparison RbComparison;

/**
 * rb_comparison_new:
 * @textbook: (nullable): that of rb_textbook_choose()
 *
 * Compares hop by hop: what the trace cannot see is no difference. Of a long flow only the first and the last
 * messages are looked at, see rb_comparison_get_n_skipped(); the cost is linear in the flow.
 *
 * Returns: (transfer full) (nullable): NULL when no flow fits, or its trace is gone
 */
RbComparison *rb_comparison_new (RbFlow *flow, const RbTextbookFlow *textbook);
void rb_comparison_free (RbComparison *self);
const RbTextbookFlow *rb_comparison_get_textbook (const RbComparison *self);
guint rb_comparison_get_n_rows (const RbComparison *self);
const RbComparisonRow *rb_comparison_get_row (const RbComparison *self, guint n); /* (nullable): NULL beyond the end */
guint rb_comparison_count_differences (const RbComparison *self);                 /* by @difference of the rows */
guint rb_comparison_get_n_skipped (const RbComparison *self);                     /* messages in the middle */
const char *rb_difference_kind_to_string (RbDifferenceKind kind);                 /* "missing" …, never translated */
const char *rb_difference_kind_get_label (RbDifferenceKind kind);                 /* translated; "" for none */
/* Table of both, and each difference with its reason; says so when there is nothing to compare with. (transfer full) */
RbLesson *rb_comparison_explain (RbFlow *flow);
/* The same of a comparison with a textbook of one's own choice. (transfer full) */
RbLesson *rb_comparison_describe (const RbComparison *self);

/**
 * RbComparisonQuestion:
 * @question: translated: what differs, and the question why
 * @answers: (element-type utf8): three or four, translated
 * @right: number of the one that is right
 * @explanation: translated: to be shown afterwards
 * @positions: (element-type guint): messages the question is about; for what is missing, none
 *
 * What a teacher would ask about one difference before he explains it.
 */
typedef struct
{
  char *question;
  GPtrArray *answers;
  guint right;
  char *explanation;
  GArray *positions;
} RbComparisonQuestion;

/* About difference @difference of rb_comparison_count_differences(). The same comparison always gives the same
 * question; where the right answer stands follows from @difference. (transfer full) (nullable): NULL beyond the end */
RbComparisonQuestion *rb_comparison_ask (const RbComparison *self, guint difference);
void rb_comparison_question_free (RbComparisonQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbComparison, rb_comparison_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbComparisonQuestion, rb_comparison_question_free)

G_END_DECLS
