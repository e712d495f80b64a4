/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder-lanes.h"
#include "rb-ladder.h"

G_BEGIN_DECLS

/* Where the arrow of a message goes, shown or not. FALSE when it has none. */
gboolean rb_ladder_find_lanes (RbLadder *self, guint position, guint *from, guint *to);

/* Fills in @cause and @timer of a row whose lanes are known (rb-ladder-cause.c). Looks back over a bounded number of the
 * flow's messages. Returns the time after which the timer fired, µs, -1 when unknown. */
gint64 rb_ladder_find_cause (RbLadder *self, RbTrace *trace, RbLadderRow *row);

/* The media of one flow (rb-ladder-media.c). */
typedef struct _RbLadderMedia RbLadderMedia;
RbLadderMedia *rb_ladder_media_new (RbFlow *flow);
void           rb_ladder_media_free (RbLadderMedia *self);
/* The band that covers @position; *@first and *@last become the positions it begins and ends at. */
gboolean       rb_ladder_media_find (RbLadderMedia *self, RbLadder *ladder, guint position, RbLadderBand *band, guint *first,
                                     guint *last);

G_END_DECLS
