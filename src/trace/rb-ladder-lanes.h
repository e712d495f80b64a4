/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"

G_BEGIN_DECLS

/* The lanes of a ladder: which endpoint stands where, and who it is. */
typedef struct _RbLadderLanes RbLadderLanes;

/* @one_flow: all messages have one Call-ID, so that roles in the call can be told apart. */
RbLadderLanes      *rb_ladder_lanes_new (gboolean one_flow);
void                rb_ladder_lanes_free (RbLadderLanes *self);
void                rb_ladder_lanes_clear (RbLadderLanes *self);
/* Places one message; new endpoints get a lane to the right. */
void                rb_ladder_lanes_add (RbLadderLanes *self, RbTrace *trace, guint position, guint *from, guint *to);
guint               rb_ladder_lanes_get_n (RbLadderLanes *self);
/* (nullable): NULL beyond the end; valid until the next add. */
const RbLadderLane *rb_ladder_lanes_get (RbLadderLanes *self, guint n);

G_END_DECLS
