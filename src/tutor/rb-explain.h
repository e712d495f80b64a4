/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Headings "what", "why", "next" and "sender", and the statements of each: what the message is, why it is sent just
 * now, what must come next and what would happen otherwise, who really sent it. (transfer full) */
RbLesson *rb_explain_message (RbTrace *trace, guint position);
/* How the call ended, who ended it, and each piece of evidence and clue, linked. (transfer full) */
RbLesson *rb_explain_verdict (RbFlow *flow);

G_END_DECLS
