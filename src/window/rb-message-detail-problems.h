/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-message.h"

G_BEGIN_DECLS

/* What is wrong with a message, a row each; not visible while nothing is. Signal "span-selected"
 * (guint offset, guint length) when a row is pressed whose problem has a place. */
#define RB_TYPE_MESSAGE_DETAIL_PROBLEMS (rb_message_detail_problems_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailProblems, rb_message_detail_problems, RB, MESSAGE_DETAIL_PROBLEMS, GtkWidget)

void rb_message_detail_problems_set_message (RbMessageDetailProblems *self, RbMessage *message); /* (nullable) */

G_END_DECLS
