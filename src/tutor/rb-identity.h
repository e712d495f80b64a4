/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Call ⊃ dialog ⊃ transaction: the table "identifiers" with each value, what it identifies and in how many other messages
 * it is; then under the headings "call", "dialog" and "transaction" which those are and why. In time linear in the
 * messages of the Call-ID. (transfer full) */
RbLesson *rb_identity_explain (RbTrace *trace, guint position);

G_END_DECLS
