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
/* Places one message; new endpoints get a lane to the right. */
void                rb_ladder_lanes_add (RbLadderLanes *self, RbTrace *trace, guint position, guint *from, guint *to);
/* From now on "You" is who uses such an endpoint, not the end the trace was recorded at. */
void                rb_ladder_lanes_add_own (RbLadderLanes *self, const RbEndpoint *endpoint);
guint               rb_ladder_lanes_get_n (RbLadderLanes *self);
/* (nullable): NULL beyond the end; valid until the next add. */
const RbLadderLane *rb_ladder_lanes_get (RbLadderLanes *self, guint n);

G_END_DECLS
