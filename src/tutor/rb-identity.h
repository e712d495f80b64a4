/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Call ⊃ dialog ⊃ transaction: which identifiers tie the message to which others. (transfer full) */
RbLesson *rb_identity_explain (RbTrace *trace, guint position);

G_END_DECLS
