/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages by person: the phone tells the list of chats whose an address is, as it does for calls, and when that may
 * have changed. */

#include "rb-phone-events.h"
#include "rb-sip-uri.h"

#include <string.h>

static RbAccount *
find_account (RbPhone *self, const char *id)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (strcmp (rb_account_get_id (account), id) == 0)
        return account; /* the model keeps it */
    }

  return NULL;
}

RbAccount *
rb_phone_get_chat_account (RbPhone *self, RbChat *chat, const char *uri)
{
  RbConversation *conversation;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (RB_IS_CHAT (chat) && uri != NULL, NULL);

  conversation = rb_chat_find_conversation (chat, uri);

  return conversation != NULL ? find_account (self, rb_conversation_get_account_id (conversation)) : NULL;
}

static RbContact *
find_owner (RbConversation *conversation, gpointer data)
{
  RbPhone *self = data;
  const char *uri = rb_conversation_get_uri (conversation);
  RbAccount *account = find_account (self, rb_conversation_get_account_id (conversation));

  return rb_phone_find_contact (self, account != NULL ? account : rb_phone_get_account_for (self, uri), uri);
}

RbChatList *
rb_phone_new_chats (RbPhone *self, RbMessageStore *messages)
{
  RbChatList *chats = rb_chat_list_new (messages, find_owner, self);

  if (self->contacts != NULL)
    g_signal_connect_object (self->contacts, "changed", G_CALLBACK (rb_chat_list_regroup), chats, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (rb_chat_list_regroup), chats,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::country", G_CALLBACK (rb_chat_list_regroup), chats,
                           G_CONNECT_SWAPPED);

  return chats;
}

GPtrArray *
rb_phone_list_chat_addresses (RbPhone *self, RbChat *chat)
{
  g_autofree char *country = NULL;
  RbAccount *account;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (RB_IS_CHAT (chat), NULL);

  country = g_settings_get_string (self->settings, "country");
  account = rb_phone_get_account_for (self, NULL);

  return rb_chat_list_addresses (chat, account != NULL ? rb_account_get_domain (account) : NULL, country);
}
