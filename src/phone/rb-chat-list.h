/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-chat.h"
#include "rb-message-store.h"

G_BEGIN_DECLS

/* A GListModel of RbChat over an RbMessageStore, the one with the latest message first: its conversations by person. A view:
 * nothing in the store is changed. Of RbPhone: rb_phone_get_chats(). Main thread only.
 * Signal "grouped": which conversations are whose may have changed: rb_chat_list_get() tells. */
#define RB_TYPE_CHAT_LIST (rb_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (RbChatList, rb_chat_list, RB, CHAT_LIST, GObject)

/* Whose address @conversation is with. (transfer full) (nullable): a stranger's */
typedef RbContact *(*RbChatOwner) (RbConversation *conversation, gpointer data);

RbChatList *rb_chat_list_new (RbMessageStore *store, RbChatOwner owner, gpointer data);
/* Asks @owner anew: of the 500 latest conversations at once, of those behind them when there is time. */
void        rb_chat_list_regroup (RbChatList *self);
/* The messages with whoever has the address @uri; without messages it is in no list. (transfer none) */
RbChat     *rb_chat_list_get (RbChatList *self, const char *uri);

G_END_DECLS
