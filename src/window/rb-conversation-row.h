/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The messages with one person in the list of them: who, the last message, when, how many are unread. */
#define RB_TYPE_CONVERSATION_ROW (rb_conversation_row_get_type ())
G_DECLARE_FINAL_TYPE (RbConversationRow, rb_conversation_row, RB, CONVERSATION_ROW, AdwBin)

GtkWidget *rb_conversation_row_new (RbPhone *phone);
/* @chat: (nullable): the list takes the row back */
void       rb_conversation_row_set (RbConversationRow *self, RbChat *chat);
/* Who @chat is with: the contact, else what the person calls itself. (transfer full) */
char      *rb_conversation_dup_title (RbPhone *phone, RbChat *chat);

G_END_DECLS
