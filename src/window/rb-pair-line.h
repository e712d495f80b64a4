/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison.h"

G_BEGIN_DECLS

typedef enum
{
  RB_PAIR_LEFT,
  RB_PAIR_RIGHT,
  RB_PAIR_N_SIDES,
} RbPairSide;

/**
 * RbPairArrow:
 * @label: (nullable): NULL: there is no arrow on this side
 * @from, @to: lanes of this side
 * @is_response: dashed
 * @position: of the message in its trace, or %RB_FLOW_NONE
 */
typedef struct
{
  char *label;
  guint from;
  guint to;
  gboolean is_response;
  guint position;
} RbPairArrow;

/* One line of two ladders side by side: the textbook and a call, or two calls. Plain data in a GObject, for lists;
 * not to be changed once it is in one. */
#define RB_TYPE_PAIR_LINE (rb_pair_line_get_type ())
G_DECLARE_FINAL_TYPE (RbPairLine, rb_pair_line, RB, PAIR_LINE, GObject)

/**
 * RbPairLine:
 * @kind: how the right side differs from the left one
 * @confidence: how sure @text is
 * @text: (nullable): translated: why it differs
 * @rfc: (nullable): where that is written
 * @spoken: the whole line in sentences, for screen readers
 */
struct _RbPairLine
{
  GObject parent_instance;

  RbPairArrow arrows[RB_PAIR_N_SIDES];
  RbDifferenceKind kind;
  RbConfidence confidence;
  char *text;
  char *rfc;
  char *spoken;
};

RbPairLine *rb_pair_line_new (void);
gboolean rb_pair_line_equal (RbPairLine *self, RbPairLine *other);
/* The sign between the sides, never the only sign of a difference: "+", "−" … "=" for none. */
const char *rb_pair_line_mark_of (RbDifferenceKind kind);

G_END_DECLS
