/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Two session descriptions side by side: one table ("sdp-columns"), m= line by m= line, in which lines about the same
 * thing face each other. @offer, @answer: positions of messages, or %RB_FLOW_NONE for one that is missing; one without
 * SDP counts as such. (transfer full): empty when there is nothing to show */
RbLesson *rb_sdp_columns_new (RbTrace *trace, guint offer, guint answer);

/* The offer and answer the message belongs to: its own, also on another hop, else what was last offered before it.
 * FALSE when there is none. */
gboolean rb_sdp_columns_choose (RbTrace *trace, guint position, guint *offer, guint *answer);

G_END_DECLS
