/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"

G_BEGIN_DECLS

/* The lanes of a ladder: which endpoint stands where, and who it is. */
typedef struct _RbLadderLanes RbLadderLanes;

typedef enum
{
  RB_LADDER_ONE_FLOW,   /* one Call-ID: roles in the call can be told apart */
  RB_LADDER_ONE_CALL,   /* several, joined beyond a B2BUA or by a transfer */
  RB_LADDER_MANY_CALLS,
} RbLadderScope;

RbLadderLanes      *rb_ladder_lanes_new (RbLadderScope scope);
void                rb_ladder_lanes_free (RbLadderLanes *self);
void                rb_ladder_lanes_clear (RbLadderLanes *self);
/* Places one message; new endpoints get a lane to the right. @from, @to: numbers of lanes, which stay. TRUE: lanes that
 * were there have changed their places. */
gboolean            rb_ladder_lanes_add (RbLadderLanes *self, RbTrace *trace, guint position, guint *from, guint *to);
/* From left to right, from 0: a caller who was seen first in the middle of things is still left. */
guint               rb_ladder_lanes_get_place (RbLadderLanes *self, guint lane);
/* From now on "You" is who uses such an endpoint, not the end the trace was recorded at. */
void                rb_ladder_lanes_add_own (RbLadderLanes *self, const RbEndpoint *endpoint);
guint               rb_ladder_lanes_get_n (RbLadderLanes *self);
/* The one at a place. (nullable): NULL beyond the end; valid until the next add. */
const RbLadderLane *rb_ladder_lanes_get (RbLadderLanes *self, guint place);

G_END_DECLS
