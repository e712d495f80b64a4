/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbConversation: the messages with one address, read from the store when a list first asks. */

#include "rb-conversation-private.h"

#define PAGE 200

struct _RbConversation
{
  GObject parent_instance;

  char *peer;
  char *uri;
  char *name; /* (nullable) */
  RbConversationLoad load;
  gpointer store;      /* not a reference; NULL: closed */
  GPtrArray *messages; /* of RbChatMessage; NULL: not read yet */
  gboolean has_earlier;
  RbChatMessage *last;
  guint n_unread;
};

enum
{
  PROP_0,
  PROP_UNREAD,
  PROP_LAST,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Puts the page before @before in front of what is held; how many that were. */
static guint
load_page (RbConversation *self, gint64 before)
{
  g_autoptr (GPtrArray) page = NULL;

  if (self->messages == NULL)
    self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->has_earlier = FALSE;
  if (self->store == NULL)
    return 0;

  page = self->load (self->store, self->peer, before, PAGE + 1);
  self->has_earlier = page->len > PAGE;
  for (guint i = 0; i < MIN (page->len, PAGE); i++)
    g_ptr_array_insert (self->messages, 0, g_object_ref (g_ptr_array_index (page, i)));

  return MIN (page->len, PAGE);
}

static void
ensure_loaded (RbConversation *self)
{
  if (self->messages == NULL)
    load_page (self, 0);
}

static GType
rb_conversation_get_item_type (GListModel *model)
{
  return RB_TYPE_CHAT_MESSAGE;
}

static guint
rb_conversation_get_n_items (GListModel *model)
{
  RbConversation *self = RB_CONVERSATION (model);

  ensure_loaded (self);

  return self->messages->len;
}

static gpointer
rb_conversation_get_item (GListModel *model, guint position)
{
  RbConversation *self = RB_CONVERSATION (model);

  ensure_loaded (self);

  return position < self->messages->len ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
rb_conversation_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_conversation_get_item_type;
  interface->get_n_items = rb_conversation_get_n_items;
  interface->get_item = rb_conversation_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbConversation, rb_conversation, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_conversation_list_model_init))

static void
rb_conversation_finalize (GObject *object)
{
  RbConversation *self = RB_CONVERSATION (object);

  g_free (self->peer);
  g_free (self->uri);
  g_free (self->name);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_object (&self->last);

  G_OBJECT_CLASS (rb_conversation_parent_class)->finalize (object);
}

static void
rb_conversation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RbConversation *self = RB_CONVERSATION (object);

  if (id == PROP_UNREAD)
    g_value_set_uint (value, self->n_unread);
  else if (id == PROP_LAST)
    g_value_set_object (value, self->last);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_conversation_class_init (RbConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = rb_conversation_finalize;
  object_class->get_property = rb_conversation_get_property;

  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST] = g_param_spec_object ("last", NULL, NULL, RB_TYPE_CHAT_MESSAGE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_conversation_init (RbConversation *self)
{
}

RbConversation *
rb_conversation_new (const char *peer, const char *uri, RbConversationLoad load, gpointer store)
{
  RbConversation *self = g_object_new (RB_TYPE_CONVERSATION, NULL);

  self->peer = g_strdup (peer);
  self->uri = g_strdup (uri);
  self->load = load;
  self->store = store;

  return self;
}

void
rb_conversation_detach (RbConversation *self)
{
  self->store = NULL;
}

void
rb_conversation_set_name (RbConversation *self, const char *name)
{
  if (name == NULL || *name == '\0')
    return;

  g_free (self->name);
  self->name = g_strdup (name);
}

void
rb_conversation_set_last (RbConversation *self, RbChatMessage *last)
{
  if (!g_set_object (&self->last, last))
    return;

  if (last != NULL)
    {
      g_free (self->uri);
      self->uri = g_strdup (rb_chat_message_get_uri (last));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST]);
}

void
rb_conversation_set_n_unread (RbConversation *self, guint n)
{
  if (self->n_unread == n)
    return;

  self->n_unread = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

void
rb_conversation_append (RbConversation *self, RbChatMessage *message)
{
  /* Not read yet: the row is in the database and comes with the first page. */
  if (self->messages != NULL)
    {
      g_ptr_array_add (self->messages, g_object_ref (message));
      g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);
    }
  rb_conversation_set_last (self, message);
}

void
rb_conversation_clear (RbConversation *self)
{
  guint n = self->messages != NULL ? self->messages->len : 0;

  if (n > 0)
    {
      g_ptr_array_set_size (self->messages, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
    }
  self->has_earlier = FALSE;
  rb_conversation_set_last (self, NULL);
  rb_conversation_set_n_unread (self, 0);
}

void
rb_conversation_reload (RbConversation *self)
{
  guint n = self->messages != NULL && self->messages->len == 0 ? load_page (self, 0) : 0;

  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}

const char *
rb_conversation_get_peer (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), NULL);

  return self->peer;
}

const char *
rb_conversation_get_uri (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), NULL);

  return self->uri;
}

const char *
rb_conversation_get_name (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), NULL);

  return self->name;
}

const char *
rb_conversation_get_account_id (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), NULL);

  return self->last != NULL ? rb_chat_message_get_account_id (self->last) : NULL;
}

guint
rb_conversation_get_n_unread (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), 0);

  return self->n_unread;
}

RbChatMessage *
rb_conversation_get_last (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), NULL);

  return self->last;
}

gboolean
rb_conversation_has_earlier (RbConversation *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION (self), FALSE);

  ensure_loaded (self);

  return self->has_earlier;
}

void
rb_conversation_load_earlier (RbConversation *self)
{
  guint n;

  g_return_if_fail (RB_IS_CONVERSATION (self));

  ensure_loaded (self);
  if (!self->has_earlier || self->messages->len == 0)
    return;

  n = load_page (self, rb_chat_message_get_id (g_ptr_array_index (self->messages, 0)));
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}
