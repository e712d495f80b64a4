/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison-real.h"
#include "rb-comparison-reason-table.h"

G_BEGIN_DECLS

/* Two lanes of a textbook flow that messages go between. */
typedef struct
{
  guint left;
  guint right;
} RbHop;

/**
 * RbHops:
 * @hops: of RbHop, in the order of the textbook
 * @leg_hops: (element-type guint): the hop each real leg is compared with, or %RB_FLOW_NONE
 * @leg_strays: of RbReasonId: why a leg has no hop
 *
 * Which leg of a real flow is which hop of a textbook one.
 */
typedef struct
{
  const RbRealFlow *real;
  const RbTextbookFlow *textbook;
  GArray *hops;
  GArray *leg_hops;
  GArray *leg_strays;
} RbHops;

RbHops *rb_hops_new (const RbRealFlow *real, const RbTextbookFlow *textbook); /* (transfer full) */
void rb_hops_free (RbHops *self);
/* Numbers of hops, or %RB_FLOW_NONE: the one @step is sent on, and the one a real leg is compared with. */
guint rb_hops_find (const RbHops *self, const RbTextbookStep *step);
guint rb_hops_get_of_leg (const RbHops *self, guint leg);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbHops, rb_hops_free)

G_END_DECLS
