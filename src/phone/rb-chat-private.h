/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-chat.h"

G_BEGIN_DECLS

/* For RbChatList. */

RbChat    *rb_chat_new (void);
/* @contact: (nullable). @conversations: of RbConversation, the one with the latest message first. */
void       rb_chat_set (RbChat *self, RbContact *contact, GPtrArray *conversations);
/* Puts each of @n addresses, whose owners have those ids (0: nobody known), into a group: that of the first address of the same
 * owner, or one of its own. @groups (out): numbers from 0, in the order in which they appear. How many there are. Pure. */
guint      rb_chat_group (const gint64 *owners, guint n, guint *groups);
/* What @conversations hold together, oldest first, without what is older than something that none of them holds yet.
 * (transfer full): of RbChatMessage */
GPtrArray *rb_chat_merge (GPtrArray *conversations);

G_END_DECLS
