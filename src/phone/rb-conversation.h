/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-chat-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The messages with one address: a GListModel of RbChatMessage, oldest first. It holds the latest 200; the ones before come by
 * rb_conversation_load_earlier(). Of RbMessageStore; properties "unread" (uint) and "last" (RbChatMessage, nullable)
 * notify. */
#define RB_TYPE_CONVERSATION (rb_conversation_get_type ())
G_DECLARE_FINAL_TYPE (RbConversation, rb_conversation, RB, CONVERSATION, GObject)

/* "alice@example.org": what makes two addresses the same person's. */
const char    *rb_conversation_get_peer (RbConversation *self);
const char    *rb_conversation_get_uri (RbConversation *self);  /* what a message is sent to */
const char    *rb_conversation_get_name (RbConversation *self); /* (nullable) as the person gave it last */
const char    *rb_conversation_get_account_id (RbConversation *self); /* (nullable) of the last message */
guint          rb_conversation_get_n_unread (RbConversation *self);
RbChatMessage *rb_conversation_get_last (RbConversation *self); /* (nullable) (transfer none) */
gboolean       rb_conversation_has_earlier (RbConversation *self);
/* Reads up to 200 messages before those that are held. */
void           rb_conversation_load_earlier (RbConversation *self);

G_END_DECLS
