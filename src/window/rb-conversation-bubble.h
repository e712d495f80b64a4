/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-chat-message.h"

G_BEGIN_DECLS

/* One message in a conversation: the text as it is, plain and selectable, when, and what became of it. Signal "retry" (RbChatMessage *). */
#define RB_TYPE_CONVERSATION_BUBBLE (rb_conversation_bubble_get_type ())
G_DECLARE_FINAL_TYPE (RbConversationBubble, rb_conversation_bubble, RB, CONVERSATION_BUBBLE, GtkListBoxRow)

/* @who: the other person */
GtkWidget     *rb_conversation_bubble_new (RbChatMessage *message, const char *who);
RbChatMessage *rb_conversation_bubble_get_message (RbConversationBubble *self);
/* Whether it says from or to which address the message went. */
void           rb_conversation_bubble_show_address (RbConversationBubble *self, gboolean show);

G_END_DECLS
