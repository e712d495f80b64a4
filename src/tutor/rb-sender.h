/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Who really made a message: its address only says who passed it on last. */
RbParty   rb_sender_judge (RbTrace *trace, guint position, RbConfidence *confidence);
RbLesson *rb_sender_explain (RbTrace *trace, guint position); /* with the clues. (transfer full) */

G_END_DECLS
