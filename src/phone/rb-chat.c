/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbChat: the conversations with all addresses of one person, seen as one. It holds nothing of its own: which
 * conversations are a person's is said by RbChatList, the messages are theirs. */

#include "rb-chat-private.h"

#include "rb-contact-match.h"
#include "rb-sip-uri.h"

#include <string.h>

struct _RbChat
{
  GObject parent_instance;

  RbContact *contact;       /* (nullable) */
  GPtrArray *conversations; /* of RbConversation, the latest first */
  GPtrArray *messages;      /* of RbChatMessage; NULL: nobody asked yet */
  RbChatMessage *last;
  guint n_unread;
};

enum
{
  PROP_0,
  PROP_UNREAD,
  PROP_LAST,
  PROP_CONTACT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

guint
rb_chat_group (const gint64 *owners, guint n, guint *groups)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal); /* owner → its group + 1 */
  guint n_groups = 0;

  for (guint i = 0; i < n; i++)
    {
      guint known = owners[i] != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (seen, &owners[i])) : 0;

      groups[i] = known > 0 ? known - 1 : n_groups++;
      if (known == 0 && owners[i] != 0)
        g_hash_table_insert (seen, (gpointer) &owners[i], GUINT_TO_POINTER (groups[i] + 1));
    }

  return n_groups;
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  gint64 one = rb_chat_message_get_id (*(RbChatMessage *const *) a);
  gint64 other = rb_chat_message_get_id (*(RbChatMessage *const *) b);

  return (one > other) - (one < other);
}

/* Id of the oldest message that @conversation holds, 0 when there are none before. */
static gint64
get_gap (RbConversation *conversation)
{
  g_autoptr (RbChatMessage) oldest = NULL;

  if (!rb_conversation_has_earlier (conversation))
    return 0;
  oldest = g_list_model_get_item (G_LIST_MODEL (conversation), 0);

  return oldest != NULL ? rb_chat_message_get_id (oldest) : 0;
}

/* The messages before this one are not known of all of them. */
static gint64
get_floor (GPtrArray *conversations)
{
  gint64 floor = 0;

  for (guint i = 0; i < conversations->len; i++)
    floor = MAX (floor, get_gap (g_ptr_array_index (conversations, i)));

  return floor;
}

GPtrArray *
rb_chat_merge (GPtrArray *conversations)
{
  GPtrArray *merged = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 floor = get_floor (conversations);

  for (guint i = 0; i < conversations->len; i++)
    {
      GListModel *conversation = g_ptr_array_index (conversations, i);

      for (guint j = 0; j < g_list_model_get_n_items (conversation); j++)
        {
          g_autoptr (RbChatMessage) message = g_list_model_get_item (conversation, j);

          if (rb_chat_message_get_id (message) >= floor)
            g_ptr_array_add (merged, g_steal_pointer (&message));
        }
    }
  if (conversations->len > 1)
    g_ptr_array_sort (merged, compare_messages);

  return merged;
}

static void
ensure_merged (RbChat *self)
{
  if (self->messages == NULL)
    self->messages = rb_chat_merge (self->conversations);
}

static GType
rb_chat_get_item_type (GListModel *model)
{
  return RB_TYPE_CHAT_MESSAGE;
}

static guint
rb_chat_get_n_items (GListModel *model)
{
  ensure_merged (RB_CHAT (model));

  return RB_CHAT (model)->messages->len;
}

static gpointer
rb_chat_get_item (GListModel *model, guint position)
{
  RbChat *self = RB_CHAT (model);

  ensure_merged (self);

  return position < self->messages->len ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
rb_chat_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_chat_get_item_type;
  interface->get_n_items = rb_chat_get_n_items;
  interface->get_item = rb_chat_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbChat, rb_chat, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_chat_list_model_init))

/* Tells only of what differs: lists keep the rest, and the place they show. */
static void
update_messages (RbChat *self)
{
  g_autoptr (GPtrArray) before = NULL;
  GPtrArray *now;
  guint start = 0;
  guint end = 0;
  guint most;

  if (self->messages == NULL)
    return;

  before = g_steal_pointer (&self->messages);
  now = self->messages = rb_chat_merge (self->conversations);
  most = MIN (before->len, now->len);
  while (start < most && before->pdata[start] == now->pdata[start])
    start++;
  while (end < most - start && before->pdata[before->len - 1 - end] == now->pdata[now->len - 1 - end])
    end++;
  if (before->len - start - end > 0 || now->len - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, before->len - start - end, now->len - start - end);
}

static void
update_last (RbChat *self)
{
  RbChatMessage *last = NULL;

  for (guint i = 0; i < self->conversations->len; i++)
    {
      RbChatMessage *one = rb_conversation_get_last (g_ptr_array_index (self->conversations, i));

      if (one != NULL && (last == NULL || rb_chat_message_get_id (one) > rb_chat_message_get_id (last)))
        last = one;
    }
  if (g_set_object (&self->last, last))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST]);
}

static void
update_unread (RbChat *self)
{
  guint n = 0;

  for (guint i = 0; i < self->conversations->len; i++)
    n += rb_conversation_get_n_unread (g_ptr_array_index (self->conversations, i));
  if (self->n_unread == n)
    return;

  self->n_unread = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

static void
set_conversations (RbChat *self, GPtrArray *conversations)
{
  for (guint i = 0; i < self->conversations->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->conversations, i), self);
  g_ptr_array_set_size (self->conversations, 0);
  for (guint i = 0; conversations != NULL && i < conversations->len; i++)
    {
      RbConversation *conversation = g_object_ref (g_ptr_array_index (conversations, i));

      g_ptr_array_add (self->conversations, conversation);
      g_signal_connect_swapped (conversation, "items-changed", G_CALLBACK (update_messages), self);
      g_signal_connect_swapped (conversation, "notify::last", G_CALLBACK (update_last), self);
      g_signal_connect_swapped (conversation, "notify::unread", G_CALLBACK (update_unread), self);
    }
}

static void
rb_chat_dispose (GObject *object)
{
  RbChat *self = RB_CHAT (object);

  set_conversations (self, NULL);
  g_clear_object (&self->contact);
  g_clear_object (&self->last);

  G_OBJECT_CLASS (rb_chat_parent_class)->dispose (object);
}

static void
rb_chat_finalize (GObject *object)
{
  RbChat *self = RB_CHAT (object);

  g_ptr_array_unref (self->conversations);
  g_clear_pointer (&self->messages, g_ptr_array_unref);

  G_OBJECT_CLASS (rb_chat_parent_class)->finalize (object);
}

static void
rb_chat_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RbChat *self = RB_CHAT (object);

  if (id == PROP_UNREAD)
    g_value_set_uint (value, self->n_unread);
  else if (id == PROP_LAST)
    g_value_set_object (value, self->last);
  else if (id == PROP_CONTACT)
    g_value_set_object (value, self->contact);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_chat_class_init (RbChatClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rb_chat_dispose;
  object_class->finalize = rb_chat_finalize;
  object_class->get_property = rb_chat_get_property;

  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST] = g_param_spec_object ("last", NULL, NULL, RB_TYPE_CHAT_MESSAGE, flags);
  properties[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, RB_TYPE_CONTACT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_chat_init (RbChat *self)
{
  self->conversations = g_ptr_array_new_with_free_func (g_object_unref);
}

RbChat *
rb_chat_new (void)
{
  return g_object_new (RB_TYPE_CHAT, NULL);
}

static gboolean
is_same_contact (RbContact *a, RbContact *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return rb_contact_get_id (a) == rb_contact_get_id (b) && rb_contact_equal (a, b);
}

static gboolean
has_conversations (RbChat *self, GPtrArray *conversations)
{
  if (self->conversations->len != conversations->len)
    return FALSE;
  for (guint i = 0; i < conversations->len; i++)
    if (self->conversations->pdata[i] != conversations->pdata[i])
      return FALSE;

  return TRUE;
}

void
rb_chat_set (RbChat *self, RbContact *contact, GPtrArray *conversations)
{
  gboolean same = is_same_contact (self->contact, contact);

  g_object_freeze_notify (G_OBJECT (self));
  g_set_object (&self->contact, contact);
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTACT]);
  if (!has_conversations (self, conversations))
    {
      set_conversations (self, conversations);
      update_messages (self);
      update_last (self);
      update_unread (self);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

RbContact *
rb_chat_get_contact (RbChat *self)
{
  g_return_val_if_fail (RB_IS_CHAT (self), NULL);

  return self->contact;
}

guint
rb_chat_get_n_conversations (RbChat *self)
{
  g_return_val_if_fail (RB_IS_CHAT (self), 0);

  return self->conversations->len;
}

RbConversation *
rb_chat_get_conversation (RbChat *self, guint index)
{
  g_return_val_if_fail (RB_IS_CHAT (self) && index < self->conversations->len, NULL);

  return g_ptr_array_index (self->conversations, index);
}

RbConversation *
rb_chat_find_conversation (RbChat *self, const char *uri)
{
  g_autofree char *peer = NULL;

  g_return_val_if_fail (RB_IS_CHAT (self) && uri != NULL, NULL);

  peer = rb_sip_uri_format_short (uri);
  for (guint i = 0; i < self->conversations->len; i++)
    if (strcmp (rb_conversation_get_peer (g_ptr_array_index (self->conversations, i)), peer) == 0)
      return g_ptr_array_index (self->conversations, i);

  return NULL;
}

guint
rb_chat_get_n_unread (RbChat *self)
{
  g_return_val_if_fail (RB_IS_CHAT (self), 0);

  return self->n_unread;
}

RbChatMessage *
rb_chat_get_last (RbChat *self)
{
  g_return_val_if_fail (RB_IS_CHAT (self), NULL);

  return self->last;
}

const char *
rb_chat_get_reply_uri (RbChat *self)
{
  g_return_val_if_fail (RB_IS_CHAT (self) && self->conversations->len > 0, NULL);

  ensure_merged (self);
  for (guint i = self->messages->len; i > 0; i--)
    if (rb_chat_message_is_incoming (g_ptr_array_index (self->messages, i - 1)))
      return rb_chat_message_get_uri (g_ptr_array_index (self->messages, i - 1));

  return self->last != NULL ? rb_chat_message_get_uri (self->last)
                            : rb_conversation_get_uri (g_ptr_array_index (self->conversations, 0));
}

gboolean
rb_chat_has_earlier (RbChat *self)
{
  g_return_val_if_fail (RB_IS_CHAT (self), FALSE);

  return get_floor (self->conversations) > 0;
}

void
rb_chat_load_earlier (RbChat *self)
{
  gint64 floor;

  g_return_if_fail (RB_IS_CHAT (self));

  floor = get_floor (self->conversations);
  for (guint i = 0; floor > 0 && i < self->conversations->len; i++)
    {
      RbConversation *conversation = g_ptr_array_index (self->conversations, i);

      if (get_gap (conversation) != floor)
        continue;
      rb_conversation_load_earlier (conversation);
      return;
    }
}

static void
free_address (gpointer data)
{
  RbChatAddress *address = data;

  g_free (address->uri);
  g_free (address->value);
  g_free (address->label);
  g_free (address);
}

static void
take_address (GPtrArray *addresses, char *uri, char *value, const char *label)
{
  RbChatAddress *address = g_new (RbChatAddress, 1);

  *address = (RbChatAddress){ uri, value, g_strdup (label) };
  g_ptr_array_add (addresses, address);
}

RbChatAddress *
rb_chat_address_new (const char *uri)
{
  RbChatAddress *address = g_new (RbChatAddress, 1);

  *address = (RbChatAddress){ g_strdup (uri), rb_sip_uri_format_short (uri), NULL };

  return address;
}

/* The one of @contact that @uri is, if it is one of his. */
static const RbContactAddress *
find_address (RbContact *contact, const char *uri, const char *domain, const char *country)
{
  const RbContactAddress *best = NULL;
  guint best_grade = 0;

  for (guint i = 0; contact != NULL && i < rb_contact_get_n_callable (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_callable (contact, i);
      guint grade = rb_contact_match_grade (address, uri, domain, country);

      if (grade > best_grade)
        {
          best_grade = grade;
          best = address;
        }
    }

  return best;
}

static gboolean
has_address (GPtrArray *addresses, const char *uri)
{
  g_autofree char *peer = rb_sip_uri_format_short (uri);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *other = rb_sip_uri_format_short (((RbChatAddress *) g_ptr_array_index (addresses, i))->uri);

      if (strcmp (peer, other) == 0)
        return TRUE;
    }

  return FALSE;
}

GPtrArray *
rb_chat_list_addresses (RbChat *self, const char *domain, const char *country)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (free_address);
  g_autoptr (GPtrArray) used = g_ptr_array_new (); /* of RbContactAddress */

  g_return_val_if_fail (RB_IS_CHAT (self), addresses);

  for (guint i = 0; i < self->conversations->len; i++)
    {
      RbConversation *conversation = g_ptr_array_index (self->conversations, i);
      const char *uri = rb_conversation_get_uri (conversation);
      const RbContactAddress *known = find_address (self->contact, uri, domain, country);

      g_ptr_array_add (used, (gpointer) known);
      take_address (addresses, g_strdup (uri), g_strdup (rb_conversation_get_peer (conversation)),
                    known != NULL ? known->label : NULL);
    }
  for (guint i = 0; self->contact != NULL && i < rb_contact_get_n_callable (self->contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_callable (self->contact, i);
      g_autofree char *uri = rb_sip_uri_from_input (address->value, domain, NULL);

      if (uri != NULL && !g_ptr_array_find (used, address, NULL) && !has_address (addresses, uri))
        take_address (addresses, g_steal_pointer (&uri), g_strdup (address->value), address->label);
    }

  return addresses;
}
