/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Offer and answer of each media line: offered, answered, agreed; direction, hold history, DTMF, crypto. (transfer full) */
RbLesson *rb_explain_negotiation (RbFlow *flow);
/* The exchange the message @position is part of; says so when it carries no SDP. (transfer full) */
RbLesson *rb_explain_negotiation_of (RbTrace *trace, guint position);

G_END_DECLS
