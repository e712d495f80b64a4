/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-conversation.h"

G_BEGIN_DECLS

/* For RbMessageStore. @load: messages of @peer before the id @before (0: the latest), newest first, at most @max, from
 * @store, which outlives the conversation or sets it to NULL by rb_conversation_detach(). */
typedef GPtrArray *(*RbConversationLoad) (gpointer store, const char *peer, gint64 before, guint max);

RbConversation *rb_conversation_new (const char *peer, const char *uri, RbConversationLoad load, gpointer store);
void            rb_conversation_detach (RbConversation *self);
void            rb_conversation_set_name (RbConversation *self, const char *name); /* NULL, "": no change */
void            rb_conversation_set_last (RbConversation *self, RbChatMessage *last);
void            rb_conversation_set_n_unread (RbConversation *self, guint n);
/* A new message at the end, which becomes the last. */
void            rb_conversation_append (RbConversation *self, RbChatMessage *message);
/* Takes all messages out of the list. */
void            rb_conversation_clear (RbConversation *self);
/* Reads the latest page anew, of one that was cleared. */
void            rb_conversation_reload (RbConversation *self);

G_END_DECLS
