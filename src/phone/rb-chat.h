/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact.h"
#include "rb-conversation.h"

G_BEGIN_DECLS

/* The messages with one person, from and to all of his addresses: a GListModel of RbChatMessage, oldest first, over one
 * RbConversation for each address. A stranger is one address. Of RbChatList; properties "unread" (uint), "last" (RbChatMessage,
 * nullable) and "contact" (RbContact, nullable) notify. */
#define RB_TYPE_CHAT (rb_chat_get_type ())
G_DECLARE_FINAL_TYPE (RbChat, rb_chat, RB, CHAT, GObject)

RbContact      *rb_chat_get_contact (RbChat *self); /* (nullable): a stranger */
guint           rb_chat_get_n_conversations (RbChat *self);
RbConversation *rb_chat_get_conversation (RbChat *self, guint index); /* the one with the latest message first */
/* The conversation with the address of @uri. (transfer none) (nullable) */
RbConversation *rb_chat_find_conversation (RbChat *self, const char *uri);
guint           rb_chat_get_n_unread (RbChat *self);
RbChatMessage  *rb_chat_get_last (RbChat *self); /* (nullable) (transfer none) */
/* Where the person was last heard from, else what was last written to. */
const char     *rb_chat_get_reply_uri (RbChat *self);
gboolean        rb_chat_has_earlier (RbChat *self);
/* Reads up to 200 messages of an address before those that are held. */
void            rb_chat_load_earlier (RbChat *self);

typedef struct
{
  char *uri;   /* what a message is sent to */
  char *value; /* for people: "bob@example.org", or as the contact has it */
  char *label; /* (nullable): of the contact's address, as in RbContactAddress */
} RbChatAddress;

/* For rb_chat_list_addresses() with one more. */
RbChatAddress  *rb_chat_address_new (const char *uri);

/* The addresses that the person can be written to: those of the conversations, the latest first, then the contact's others.
 * @domain (nullable) completes a bare one; @country as in rb-number.h. (transfer full) of RbChatAddress */
GPtrArray      *rb_chat_list_addresses (RbChat *self, const char *domain, const char *country);

G_END_DECLS
