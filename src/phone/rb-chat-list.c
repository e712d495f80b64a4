/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbChatList: the conversations of the message store by person. A chat stays the same object as long as its person, or
 * else one of its conversations, does: a window that shows it need not notice. */

#include "rb-chat-list.h"

#include "rb-chat-private.h"

#define SLICE 500 /* conversations whose owner is asked for at once */

/* A conversation that is known. */
typedef struct
{
  RbChatList *owner;
  RbConversation *conversation;
  RbContact *contact; /* (nullable) */
  RbChat *chat;       /* (nullable): none yet */
  char *account_id;   /* (nullable): of when the contact was asked for */
  gboolean stale;     /* whose it is has to be asked */
} Member;

struct _RbChatList
{
  GObject parent_instance;

  RbMessageStore *store;
  RbChatOwner owner;
  gpointer data;
  GHashTable *members; /* RbConversation → Member */
  GPtrArray *shown;    /* of RbChat */
  guint source;
};

static guint grouped;

static GType
rb_chat_list_get_item_type (GListModel *model)
{
  return RB_TYPE_CHAT;
}

static guint
rb_chat_list_get_n_items (GListModel *model)
{
  return RB_CHAT_LIST (model)->shown->len;
}

static gpointer
rb_chat_list_get_item (GListModel *model, guint position)
{
  RbChatList *self = RB_CHAT_LIST (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
rb_chat_list_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_chat_list_get_item_type;
  interface->get_n_items = rb_chat_list_get_n_items;
  interface->get_item = rb_chat_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbChatList, rb_chat_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_chat_list_list_model_init))

static void arrange (RbChatList *self);

static void
free_member (gpointer data)
{
  Member *member = data;

  g_signal_handlers_disconnect_by_data (member->conversation, member);
  g_object_unref (member->conversation);
  g_clear_object (&member->contact);
  g_clear_object (&member->chat);
  g_free (member->account_id);
  g_free (member);
}

/* The same address means another person at another account. */
static void
on_last_changed (Member *member)
{
  if (g_strcmp0 (rb_conversation_get_account_id (member->conversation), member->account_id) == 0)
    return;

  member->stale = TRUE;
  if (member->chat != NULL)
    arrange (member->owner);
}

static Member *
ensure_member (RbChatList *self, RbConversation *conversation)
{
  Member *member = g_hash_table_lookup (self->members, conversation);

  if (member != NULL)
    return member;

  member = g_new0 (Member, 1);
  member->owner = self;
  member->conversation = g_object_ref (conversation);
  member->stale = TRUE;
  g_signal_connect_swapped (conversation, "notify::last", G_CALLBACK (on_last_changed), member);
  g_hash_table_insert (self->members, conversation, member);

  return member;
}

static void
ask_owner (RbChatList *self, Member *member)
{
  g_clear_object (&member->contact);
  member->contact = self->owner (member->conversation, self->data);
  g_free (member->account_id);
  member->account_id = g_strdup (rb_conversation_get_account_id (member->conversation));
  member->stale = FALSE;
}

static gint64
get_contact_id (RbContact *contact)
{
  return contact != NULL ? rb_contact_get_id (contact) : 0;
}

static gboolean
on_idle (gpointer data)
{
  RbChatList *self = data;

  self->source = 0;
  arrange (self);

  return G_SOURCE_REMOVE;
}

/* Those of the store's list, of which a slice of the stale ones was asked for. (transfer container): of Member */
static GPtrArray *
list_members (RbChatList *self)
{
  GListModel *model = G_LIST_MODEL (self->store);
  GPtrArray *members = g_ptr_array_new ();
  guint n_asked = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (RbConversation) conversation = g_list_model_get_item (model, i);
      Member *member = ensure_member (self, conversation);

      if (member->stale && n_asked++ < SLICE)
        ask_owner (self, member);
      g_ptr_array_add (members, member);
    }
  if (n_asked > SLICE && self->source == 0)
    self->source = g_idle_add (on_idle, self);

  return members;
}

/* id of a contact → the chat with it. */
static GHashTable *
index_chats (RbChatList *self)
{
  GHashTable *chats = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Member *member = value;
      gint64 id = member->chat != NULL ? get_contact_id (rb_chat_get_contact (member->chat)) : 0;

      if (id != 0)
        g_hash_table_insert (chats, g_memdup2 (&id, sizeof id), member->chat);
    }

  return chats;
}

/* A chat for each group: that of the contact, else that of one of the conversations, else a new one. (transfer full):
 * of RbChat */
static GPtrArray *
claim_chats (RbChatList *self, GPtrArray *members, const gint64 *owners, const guint *groups, guint n_groups)
{
  GPtrArray *chats = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) of_contact = index_chats (self);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  g_ptr_array_set_size (chats, (int) n_groups);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < members->len; i++)
      {
        Member *member = g_ptr_array_index (members, i);
        RbChat *chat = pass == 0 ? g_hash_table_lookup (of_contact, &owners[i]) : member->chat;

        if (chat != NULL && chats->pdata[groups[i]] == NULL && g_hash_table_add (taken, chat))
          chats->pdata[groups[i]] = g_object_ref (chat);
      }
  for (guint i = 0; i < n_groups; i++)
    if (chats->pdata[i] == NULL)
      chats->pdata[i] = rb_chat_new ();

  return chats;
}

/* Step by step, so that what stays is not taken out of the views. */
static void
show (RbChatList *self, GPtrArray *chats)
{
  g_autoptr (GHashTable) staying = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < chats->len; i++)
    g_hash_table_add (staying, g_ptr_array_index (chats, i));
  for (guint i = self->shown->len; i > 0; i--)
    if (!g_hash_table_contains (staying, g_ptr_array_index (self->shown, i - 1)))
      {
        g_ptr_array_remove_index (self->shown, i - 1);
        g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
      }
  for (guint i = 0; i < chats->len; i++)
    {
      RbChat *chat = g_ptr_array_index (chats, i);
      guint position;

      if (i < self->shown->len && g_ptr_array_index (self->shown, i) == chat)
        continue;
      if (g_ptr_array_find (self->shown, chat, &position))
        {
          g_ptr_array_remove_index (self->shown, position);
          g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
        }
      g_ptr_array_insert (self->shown, (int) i, g_object_ref (chat));
      g_list_model_items_changed (G_LIST_MODEL (self), i, 0, 1);
    }
}

static void
arrange (RbChatList *self)
{
  g_autoptr (GPtrArray) members = list_members (self);
  g_autofree gint64 *owners = g_new0 (gint64, members->len + 1);
  g_autofree guint *groups = g_new0 (guint, members->len + 1);
  g_autoptr (GPtrArray) chats = NULL;
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint n_groups;

  for (guint i = 0; i < members->len; i++)
    owners[i] = get_contact_id (((Member *) g_ptr_array_index (members, i))->contact);
  n_groups = rb_chat_group (owners, members->len, groups);
  chats = claim_chats (self, members, owners, groups, n_groups);
  for (guint i = 0; i < n_groups; i++)
    g_ptr_array_add (lists, g_ptr_array_new ());
  for (guint i = 0; i < members->len; i++)
    {
      Member *member = g_ptr_array_index (members, i);

      g_set_object (&member->chat, g_ptr_array_index (chats, groups[i]));
      g_ptr_array_add (g_ptr_array_index (lists, groups[i]), member->conversation);
    }
  for (guint i = 0; i < n_groups; i++)
    {
      GPtrArray *list = g_ptr_array_index (lists, i);
      Member *first = g_hash_table_lookup (self->members, g_ptr_array_index (list, 0));

      rb_chat_set (g_ptr_array_index (chats, i), first->contact, list);
    }
  show (self, chats);
  g_signal_emit (self, grouped, 0);
}

static void
rb_chat_list_dispose (GObject *object)
{
  RbChatList *self = RB_CHAT_LIST (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_hash_table_remove_all (self->members);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (rb_chat_list_parent_class)->dispose (object);
}

static void
rb_chat_list_finalize (GObject *object)
{
  RbChatList *self = RB_CHAT_LIST (object);

  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->members);

  G_OBJECT_CLASS (rb_chat_list_parent_class)->finalize (object);
}

static void
rb_chat_list_class_init (RbChatListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_chat_list_dispose;
  object_class->finalize = rb_chat_list_finalize;

  grouped = g_signal_new ("grouped", RB_TYPE_CHAT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_chat_list_init (RbChatList *self)
{
  self->members = g_hash_table_new_full (NULL, NULL, NULL, free_member);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

RbChatList *
rb_chat_list_new (RbMessageStore *store, RbChatOwner owner, gpointer data)
{
  RbChatList *self = g_object_new (RB_TYPE_CHAT_LIST, NULL);

  self->store = g_object_ref (store);
  self->owner = owner;
  self->data = data;
  g_signal_connect_swapped (store, "items-changed", G_CALLBACK (arrange), self);
  arrange (self);

  return self;
}

void
rb_chat_list_regroup (RbChatList *self)
{
  GHashTableIter iter;
  gpointer member;

  g_return_if_fail (RB_IS_CHAT_LIST (self));

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    ((Member *) member)->stale = TRUE;
  arrange (self);
}

/* One without messages joins the chat with its person, or is a chat of its own until it has some. */
static RbChat *
ensure_chat (RbChatList *self, Member *member)
{
  gint64 id = get_contact_id (member->contact);
  g_autoptr (GHashTable) chats = index_chats (self);
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (RbChat) chat = NULL;
  RbChat *own = member->chat;

  g_set_object (&chat, g_hash_table_lookup (chats, &id));
  if (chat == NULL && own != NULL && rb_chat_get_last (own) == NULL &&
      rb_chat_get_conversation (own, 0) == member->conversation)
    g_set_object (&chat, own);
  if (chat == NULL)
    chat = rb_chat_new ();
  g_set_object (&member->chat, chat);
  if (rb_chat_get_last (chat) == NULL)
    {
      g_ptr_array_add (alone, member->conversation);
      rb_chat_set (chat, member->contact, alone);
    }

  return member->chat;
}

RbChat *
rb_chat_list_get (RbChatList *self, const char *uri)
{
  Member *member;

  g_return_val_if_fail (RB_IS_CHAT_LIST (self) && uri != NULL, NULL);

  member = ensure_member (self, rb_message_store_get_conversation (self->store, uri));
  if (member->stale)
    ask_owner (self, member);
  if (rb_conversation_get_last (member->conversation) != NULL && member->chat != NULL)
    return member->chat;

  return ensure_chat (self, member);
}
