/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison-real.h"
#include "rb-comparison-reason-table.h"

G_BEGIN_DECLS

/**
 * RbAlignedItem:
 * @step: of the textbook flow, or %RB_FLOW_NONE
 * @message: number in the real flow, or %RB_FLOW_NONE
 * @position: of the message in the trace, or %RB_FLOW_NONE
 * @is_copy: @position is not the first copy of @message
 * @stray: why the textbook flow does not have its leg, or %RB_REASON_NONE
 *
 * One line of the alignment.
 */
typedef struct
{
  guint step;
  guint message;
  guint position;
  gboolean is_copy;
  RbDifferenceKind kind;
  RbReasonId stray;
} RbAlignedItem;

/**
 * RbAlignment:
 * @items: of RbAlignedItem: in the order of the trace; what is missing stands where it would have come
 * @from, @to: (element-type guint): lanes of each message of the real flow
 */
typedef struct
{
  GArray *items;
  GArray *from;
  GArray *to;
} RbAlignment;

RbAlignment *rb_alignment_new (const RbRealFlow *real, const RbTextbookFlow *textbook); /* (transfer full) */
void rb_alignment_free (RbAlignment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbAlignment, rb_alignment_free)

G_END_DECLS
