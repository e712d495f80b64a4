/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages of text: one SQLite table, and a list of conversations made of it. RbPhone writes what is sent and
 * received (rb-phone-messages.c), the window shows it. */

#include "rb-message-store.h"

#include "rb-chat-message-private.h"
#include "rb-conversation-private.h"
#include "rb-database.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define COLUMNS "id, time_us, text, uri, name, account_id, state, reason"

static const char *const upgrades[] = {
  "CREATE TABLE messages ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  peer TEXT NOT NULL,"
  "  time_us INTEGER NOT NULL,"
  "  text TEXT NOT NULL,"
  "  uri TEXT NOT NULL,"
  "  name TEXT,"
  "  account_id TEXT,"
  "  state INTEGER NOT NULL,"
  "  reason TEXT,"
  "  seen INTEGER NOT NULL);"
  "CREATE INDEX messages_peer ON messages (peer, id);"
  "CREATE INDEX messages_unread ON messages (peer) WHERE NOT seen;"
  "CREATE INDEX messages_sending ON messages (id) WHERE state = 1;",
};

static const RbDatabaseSchema schema = {
  .consequence = N_ ("Messages can be sent and received, but are not remembered."),
  .upgrades = upgrades,
  .n_upgrades = G_N_ELEMENTS (upgrades),
};

struct _RbMessageStore
{
  GObject parent_instance;

  RbDatabase *db;
  GPtrArray *shown;    /* of RbConversation: those with messages, latest first */
  GHashTable *by_peer; /* peer → RbConversation: all that were asked for */
  GHashTable *sending; /* id → RbChatMessage: those whose delivery will be told */
  GPtrArray *removals; /* of RbMessageRemoval: those that can be undone */
  guint n_removals;    /* there ever were */
  guint n_received;
  guint n_unread;
};

struct _RbMessageRemoval
{
  RbMessageStore *store;
  GPtrArray *conversations; /* of RbConversation */
  guint number;             /* of its table */
};

enum
{
  PROP_0,
  PROP_N_UNREAD,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint message_changed;

G_DEFINE_QUARK (rb - message - store - error - quark, rb_message_store_error)

static GType
rb_message_store_get_item_type (GListModel *model)
{
  return RB_TYPE_CONVERSATION;
}

static guint
rb_message_store_get_n_items (GListModel *model)
{
  return RB_MESSAGE_STORE (model)->shown->len;
}

static gpointer
rb_message_store_get_item (GListModel *model, guint position)
{
  RbMessageStore *self = RB_MESSAGE_STORE (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
rb_message_store_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_message_store_get_item_type;
  interface->get_n_items = rb_message_store_get_n_items;
  interface->get_item = rb_message_store_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbMessageStore, rb_message_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_message_store_list_model_init))

static RbChatMessage *
read_message (sqlite3_stmt *statement)
{
  int state = sqlite3_column_int (statement, 6);
  const RbChatMessageRow row = {
    .id = sqlite3_column_int64 (statement, 0),
    .time_us = sqlite3_column_int64 (statement, 1),
    .text = rb_database_dup_text (statement, 2),
    .uri = rb_database_dup_text (statement, 3),
    .name = rb_database_dup_text (statement, 4),
    .account_id = rb_database_dup_text (statement, 5),
    .state = state >= 0 && state < RB_N_CHAT_MESSAGE_STATES ? (RbChatMessageState) state : RB_CHAT_MESSAGE_UNKNOWN,
    .reason = rb_database_dup_text (statement, 7),
  };

  return rb_chat_message_new_take (&row);
}

/* The object that will be told of its delivery, where there is one. (transfer full) */
static RbChatMessage *
dup_message (RbMessageStore *self, sqlite3_stmt *statement)
{
  gint64 id = sqlite3_column_int64 (statement, 0);
  RbChatMessage *message = g_hash_table_lookup (self->sending, &id);

  return message != NULL ? g_object_ref (message) : read_message (statement);
}

static void
track (RbMessageStore *self, RbChatMessage *message)
{
  gint64 id = rb_chat_message_get_id (message);

  if (rb_chat_message_get_state (message) == RB_CHAT_MESSAGE_SENDING)
    g_hash_table_replace (self->sending, g_memdup2 (&id, sizeof id), g_object_ref (message));
  else
    g_hash_table_remove (self->sending, &id);
}

static GPtrArray *
load_messages (gpointer store, const char *peer, gint64 before, guint max)
{
  RbMessageStore *self = store;
  RbConversation *conversation = g_hash_table_lookup (self->by_peer, peer);
  RbChatMessage *last = conversation != NULL ? rb_conversation_get_last (conversation) : NULL;
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *statement = rb_database_prepare (
      self->db, "SELECT " COLUMNS " FROM messages WHERE peer = ? AND id < ? ORDER BY id DESC LIMIT ?", "sii", peer,
      before > 0 ? before : G_MAXINT64, (gint64) max);

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      if (last != NULL && rb_chat_message_get_id (last) == sqlite3_column_int64 (statement, 0))
        g_ptr_array_add (messages, g_object_ref (last));
      else
        g_ptr_array_add (messages, dup_message (self, statement));
    }
  sqlite3_finalize (statement);

  return messages;
}

static RbConversation *
ensure_conversation (RbMessageStore *self, const char *peer, const char *uri)
{
  RbConversation *conversation = g_hash_table_lookup (self->by_peer, peer);

  if (conversation == NULL)
    {
      conversation = rb_conversation_new (peer, uri, load_messages, self);
      g_hash_table_insert (self->by_peer, g_strdup (peer), conversation);
    }

  return conversation;
}

static void
set_n_unread (RbMessageStore *self, guint n)
{
  if (self->n_unread == n)
    return;

  self->n_unread = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNREAD]);
}

/* The conversation has the latest message now. */
static void
move_to_front (RbMessageStore *self, RbConversation *conversation)
{
  guint position;
  gboolean there = g_ptr_array_find (self->shown, conversation, &position);

  if (there && position == 0)
    return;

  g_object_ref (conversation);
  if (there)
    g_ptr_array_remove_index (self->shown, position);
  g_ptr_array_insert (self->shown, 0, conversation); /* takes the reference */
  /* At once: it was never gone. */
  g_list_model_items_changed (G_LIST_MODEL (self), 0, there ? position + 1 : 0, there ? position + 1 : 1);
}

/* Behind those with a later message. */
static void
show (RbMessageStore *self, RbConversation *conversation)
{
  gint64 id = rb_chat_message_get_id (rb_conversation_get_last (conversation));
  guint position = 0;

  while (position < self->shown->len &&
         rb_chat_message_get_id (rb_conversation_get_last (g_ptr_array_index (self->shown, position))) > id)
    position++;
  g_ptr_array_insert (self->shown, (int) position, g_object_ref (conversation));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/* @peer: (nullable): only the one with it, which is in no list. */
static gboolean
load_conversations (RbMessageStore *self, const char *peer, GError **error)
{
  sqlite3_stmt *statement = rb_database_prepare (
      self->db,
      "SELECT " COLUMNS
      ", m.peer, c.unread, (SELECT n.name FROM messages n WHERE n.peer = m.peer AND n.name IS NOT NULL "
      "ORDER BY n.id DESC LIMIT 1) FROM messages m JOIN (SELECT peer, max(id) AS last, sum(NOT seen) AS unread "
      "FROM messages WHERE ?1 IS NULL OR peer = ?1 GROUP BY peer) c ON m.id = c.last ORDER BY m.id DESC",
      "s", peer);
  int result = SQLITE_ERROR;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (RbChatMessage) last = dup_message (self, statement);
      g_autofree char *found = rb_database_dup_text (statement, 8);
      g_autofree char *name = rb_database_dup_text (statement, 10);
      RbConversation *conversation = ensure_conversation (self, found, rb_chat_message_get_uri (last));
      guint n_unread = (guint) MAX (sqlite3_column_int (statement, 9), 0);

      rb_conversation_set_name (conversation, name);
      rb_conversation_set_last (conversation, last);
      if (peer == NULL)
        g_ptr_array_add (self->shown, g_object_ref (conversation));
      else
        show (self, conversation);
      set_n_unread (self, self->n_unread + n_unread);
      rb_conversation_set_n_unread (conversation, n_unread);
    }
  sqlite3_finalize (statement);

  return result == SQLITE_DONE || rb_database_set_error (self->db, error);
}

static void
rb_message_store_dispose (GObject *object)
{
  RbMessageStore *self = RB_MESSAGE_STORE (object);
  GHashTableIter iter;
  gpointer conversation;

  g_hash_table_iter_init (&iter, self->by_peer);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    rb_conversation_detach (conversation);

  G_OBJECT_CLASS (rb_message_store_parent_class)->dispose (object);
}

static void
rb_message_store_finalize (GObject *object)
{
  RbMessageStore *self = RB_MESSAGE_STORE (object);

  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->by_peer);
  g_hash_table_unref (self->sending);
  g_ptr_array_unref (self->removals);
  g_clear_pointer (&self->db, rb_database_close);

  G_OBJECT_CLASS (rb_message_store_parent_class)->finalize (object);
}

static void
rb_message_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_UNREAD)
    g_value_set_uint (value, RB_MESSAGE_STORE (object)->n_unread);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_message_store_class_init (RbMessageStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_message_store_dispose;
  object_class->finalize = rb_message_store_finalize;
  object_class->get_property = rb_message_store_get_property;

  properties[PROP_N_UNREAD] =
      g_param_spec_uint ("n-unread", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  message_changed = g_signal_new ("message-changed", RB_TYPE_MESSAGE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, RB_TYPE_CHAT_MESSAGE);
}

static void
rb_message_store_init (RbMessageStore *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_peer = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->sending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->removals = g_ptr_array_new ();
}

RbMessageStore *
rb_message_store_open (const char *path, char **notice, GError **error)
{
  g_autoptr (RbMessageStore) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (RB_TYPE_MESSAGE_STORE, NULL);
  self->db = rb_database_open (path, &schema, notice, error);
  if (self->db == NULL)
    return NULL;

  /* What was on its way when the program was killed: nobody will hear of it any more. */
  if (!rb_database_run (self->db, "UPDATE messages SET state = 5 WHERE state = 1", error) ||
      !load_conversations (self, NULL, error))
    return NULL;
  self->n_received = (guint) rb_database_get_int (self->db, "SELECT count(*) FROM messages WHERE state = 0", 0);

  return g_steal_pointer (&self);
}

RbConversation *
rb_message_store_get_conversation (RbMessageStore *self, const char *uri)
{
  g_autofree char *peer = NULL;

  g_return_val_if_fail (RB_IS_MESSAGE_STORE (self), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  peer = rb_sip_uri_format_short (uri);

  return ensure_conversation (self, peer, uri);
}

guint
rb_message_store_get_n_unread (RbMessageStore *self)
{
  g_return_val_if_fail (RB_IS_MESSAGE_STORE (self), 0);

  return self->n_unread;
}

RbChatMessage *
rb_message_store_add (RbMessageStore *self, const RbMessageStoreEntry *entry, GError **error)
{
  RbConversation *conversation;
  RbChatMessage *message;
  RbChatMessageRow row;

  g_return_val_if_fail (RB_IS_MESSAGE_STORE (self), NULL);
  g_return_val_if_fail (entry != NULL && entry->uri != NULL && entry->text != NULL, NULL);

  if (entry->incoming && self->n_received >= RB_MESSAGE_STORE_MAX)
    {
      g_set_error (error, RB_MESSAGE_STORE_ERROR, RB_MESSAGE_STORE_ERROR_FULL,
                   _ ("A message was refused: %d are kept already. Delete conversations to receive more."),
                   RB_MESSAGE_STORE_MAX);
      return NULL;
    }

  conversation = rb_message_store_get_conversation (self, entry->uri);
  row = (RbChatMessageRow){ .time_us = entry->time_us,
                            .state = entry->incoming ? RB_CHAT_MESSAGE_RECEIVED : RB_CHAT_MESSAGE_SENDING };
  if (!rb_database_finish (self->db,
                           rb_database_prepare (self->db,
                                                "INSERT INTO messages (peer, time_us, text, uri, name, account_id, "
                                                "state, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                                "sissssii", rb_conversation_get_peer (conversation), entry->time_us,
                                                entry->text, entry->uri, entry->name, entry->account_id,
                                                (gint64) row.state, (gint64) !entry->incoming),
                           error))
    return NULL;

  row.id = sqlite3_last_insert_rowid (rb_database_get_handle (self->db));
  row.text = g_strdup (entry->text);
  row.uri = g_strdup (entry->uri);
  row.name = g_strdup (entry->name);
  row.account_id = g_strdup (entry->account_id);
  message = rb_chat_message_new_take (&row);
  track (self, message);
  rb_conversation_set_name (conversation, entry->name);
  rb_conversation_append (conversation, message);
  move_to_front (self, conversation);
  if (entry->incoming)
    {
      self->n_received++;
      /* In this order: whoever looks at the conversation marks it read when it hears of the message. */
      set_n_unread (self, self->n_unread + 1);
      rb_conversation_set_n_unread (conversation, rb_conversation_get_n_unread (conversation) + 1);
    }

  return message;
}

static gboolean
write_state (RbMessageStore *self, const char *table, RbChatMessage *message, RbChatMessageState state,
             const char *reason, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET state = ?, reason = ? WHERE id = ?", table);

  return rb_database_finish (
      self->db, rb_database_prepare (self->db, sql, "isi", (gint64) state, reason, rb_chat_message_get_id (message)),
      error);
}

gboolean
rb_message_store_set_state (RbMessageStore *self, RbChatMessage *message, RbChatMessageState state, const char *reason,
                            GError **error)
{
  gboolean kept;

  g_return_val_if_fail (RB_IS_MESSAGE_STORE (self), FALSE);
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (message), FALSE);

  kept = write_state (self, "messages", message, state, reason, error);
  for (guint i = 0; i < self->removals->len; i++)
    {
      const RbMessageRemoval *removal = g_ptr_array_index (self->removals, i);
      g_autofree char *table = g_strdup_printf ("temp.removed_%u", removal->number);

      kept = write_state (self, table, message, state, reason, kept ? error : NULL) && kept;
    }
  rb_chat_message_set_state (message, state, reason);
  track (self, message);
  g_signal_emit (self, message_changed, 0, message);

  return kept;
}

RbChatMessage *
rb_message_store_find (RbMessageStore *self, gint64 id)
{
  sqlite3_stmt *statement;
  RbChatMessage *message = NULL;

  g_return_val_if_fail (RB_IS_MESSAGE_STORE (self), NULL);

  statement = rb_database_prepare (self->db, "SELECT " COLUMNS " FROM messages WHERE id = ?", "i", id);
  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    message = dup_message (self, statement);
  sqlite3_finalize (statement);

  return message;
}

void
rb_message_store_mark_read (RbMessageStore *self, RbConversation *conversation)
{
  g_autoptr (GError) error = NULL;
  guint n;

  g_return_if_fail (RB_IS_MESSAGE_STORE (self));
  g_return_if_fail (RB_IS_CONVERSATION (conversation));

  n = rb_conversation_get_n_unread (conversation);
  if (n == 0)
    return;

  if (!rb_database_finish (self->db,
                           rb_database_prepare (self->db, "UPDATE messages SET seen = 1 WHERE peer = ? AND NOT seen",
                                                "s", rb_conversation_get_peer (conversation)),
                           &error))
    g_warning ("%s", error->message);
  rb_conversation_set_n_unread (conversation, 0);
  set_n_unread (self, self->n_unread - MIN (n, self->n_unread));
}

/* @sql with the table that keeps what was removed. */
static gboolean
run_removal (RbMessageRemoval *removal, const char *sql, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (sql, "$", -1);
  g_autofree char *table = g_strdup_printf ("temp.removed_%u", removal->number);
  g_autofree char *whole = g_strjoinv (table, parts);

  return rb_database_run (removal->store->db, whole, error);
}

/* In a table that ends with the connection: who is killed meanwhile has deleted them. */
static gboolean
move_away (RbMessageRemoval *removal, GError **error)
{
  RbDatabase *db = removal->store->db;
  g_autofree char *copy =
      g_strdup_printf ("INSERT INTO temp.removed_%u SELECT * FROM messages WHERE peer = ?", removal->number);

  if (!run_removal (removal, "CREATE TABLE $ AS SELECT * FROM messages WHERE 0", error))
    return FALSE;
  for (guint i = 0; i < removal->conversations->len; i++)
    {
      const char *peer = rb_conversation_get_peer (g_ptr_array_index (removal->conversations, i));

      if (!rb_database_finish (db, rb_database_prepare (db, copy, "s", peer), error) ||
          !rb_database_finish (db, rb_database_prepare (db, "DELETE FROM messages WHERE peer = ?", "s", peer), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
finish_transaction (RbMessageStore *self, gboolean well, GError **error)
{
  if (well && rb_database_run (self->db, "COMMIT", error))
    return TRUE;

  rb_database_run (self->db, "ROLLBACK", NULL);

  return FALSE;
}

static void
count_received (RbMessageStore *self)
{
  self->n_received = (guint) rb_database_get_int (self->db, "SELECT count(*) FROM messages WHERE state = 0", 0);
}

static void
clear_conversation (RbMessageStore *self, RbConversation *conversation)
{
  guint n = rb_conversation_get_n_unread (conversation);
  guint position;

  if (g_ptr_array_find (self->shown, conversation, &position))
    {
      g_ptr_array_remove_index (self->shown, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
  rb_conversation_clear (conversation);
  set_n_unread (self, self->n_unread - MIN (n, self->n_unread));
}

RbMessageRemoval *
rb_message_store_remove (RbMessageStore *self, GPtrArray *conversations, GError **error)
{
  RbMessageRemoval *removal;

  g_return_val_if_fail (RB_IS_MESSAGE_STORE (self), NULL);
  g_return_val_if_fail (conversations != NULL, NULL);

  removal = g_new0 (RbMessageRemoval, 1);
  removal->store = g_object_ref (self);
  removal->number = self->n_removals++;
  removal->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < conversations->len; i++)
    g_ptr_array_add (removal->conversations, g_object_ref (g_ptr_array_index (conversations, i)));
  if (!rb_database_run (self->db, "BEGIN IMMEDIATE", error) ||
      !finish_transaction (self, move_away (removal, error), error))
    {
      rb_message_removal_free (removal);
      return NULL;
    }

  g_ptr_array_add (self->removals, removal);
  for (guint i = 0; i < removal->conversations->len; i++)
    clear_conversation (self, g_ptr_array_index (removal->conversations, i));
  count_received (self);

  return removal;
}

gboolean
rb_message_removal_undo (RbMessageRemoval *self, GError **error)
{
  RbMessageStore *store;
  gboolean well;

  g_return_val_if_fail (self != NULL, FALSE);

  store = self->store;
  if (!rb_database_run (store->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  well = run_removal (self, "INSERT INTO messages SELECT * FROM $; DELETE FROM $", error);
  if (!finish_transaction (store, well, error))
    return FALSE;

  for (guint i = 0; i < self->conversations->len; i++)
    {
      RbConversation *conversation = g_ptr_array_index (self->conversations, i);

      /* Also of what has come since. */
      clear_conversation (store, conversation);
      if (!load_conversations (store, rb_conversation_get_peer (conversation), error))
        return FALSE;
      rb_conversation_reload (conversation);
    }
  count_received (store);

  return TRUE;
}

void
rb_message_removal_free (RbMessageRemoval *self)
{
  if (g_ptr_array_remove (self->store->removals, self))
    run_removal (self, "DROP TABLE $", NULL);
  g_ptr_array_unref (self->conversations);
  g_object_unref (self->store);
  g_free (self);
}
