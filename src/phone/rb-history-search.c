/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Searching the history as one types. The main thread says what is asked and takes over the answer; in between a thread
 * asks SQLite, one question at a time: a newer one interrupts it. */

#include "rb-history-search.h"

#include "rb-history-private.h"

#include <string.h>

/* The connection of the thread; it may outlive the model. */
typedef struct
{
  gatomicrefcount references;
  char *path;
  sqlite3 *db; /* NULL until the first question; the thread's */
} Reader;

typedef struct
{
  Reader *reader;
  char *where;
  GPtrArray *parameters; /* of char */
  guint number;
} Question;

struct _RbHistorySearch
{
  GObject parent_instance;

  RbHistory *history;
  Reader *reader;
  RbHistoryQuery query; /* its strings are ours */
  GArray *found;        /* (nullable): of RbHistoryKey, ascending; NULL: all of the history */

  gboolean asking;
  gboolean again; /* what is being asked is not the last question */
  guint number;
  guint again_source;
};

enum
{
  SEARCHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
reader_unref (Reader *reader)
{
  if (!g_atomic_ref_count_dec (&reader->references))
    return;

  sqlite3_close (reader->db);
  g_free (reader->path);
  g_free (reader);
}

static void
question_free (Question *question)
{
  reader_unref (question->reader);
  g_ptr_array_unref (question->parameters);
  g_free (question->where);
  g_free (question);
}

/* (transfer none): of RbHistoryKey, ascending */
static GArray *
get_keys (RbHistorySearch *self)
{
  return self->found != NULL ? self->found : rb_history_get_keys (self->history);
}

static GType
rb_history_search_get_item_type (GListModel *model)
{
  return RB_TYPE_HISTORY_ITEM;
}

static guint
rb_history_search_get_n_items (GListModel *model)
{
  return get_keys (RB_HISTORY_SEARCH (model))->len;
}

static gpointer
rb_history_search_get_item (GListModel *model, guint position)
{
  RbHistorySearch *self = RB_HISTORY_SEARCH (model);
  GArray *keys = get_keys (self);

  return position < keys->len ? rb_history_load (self->history, keys, keys->len - 1 - position) : NULL;
}

static void
rb_history_search_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_history_search_get_item_type;
  interface->get_n_items = rb_history_search_get_n_items;
  interface->get_item = rb_history_search_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbHistorySearch, rb_history_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_history_search_list_model_init))

/* In the thread. (transfer full): of RbHistoryKey; empty when it cannot be asked */
static GArray *
answer (Question *question)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (RbHistoryKey));
  g_autofree char *sql =
      g_strdup_printf ("SELECT start_us, id FROM calls WHERE %s ORDER BY start_us, id", question->where);
  sqlite3_stmt *statement = NULL;

  if (question->reader->db == NULL)
    g_atomic_pointer_set (&question->reader->db, rb_history_connect (question->reader->path));
  if (question->reader->db == NULL || sqlite3_prepare_v2 (question->reader->db, sql, -1, &statement, NULL) != SQLITE_OK)
    return keys;

  for (guint i = 0; i < question->parameters->len; i++)
    sqlite3_bind_text (statement, (int) i + 1, g_ptr_array_index (question->parameters, i), -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      RbHistoryKey key = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };

      g_array_append_val (keys, key);
    }
  sqlite3_finalize (statement);

  return keys;
}

static void
answer_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, answer (data), (GDestroyNotify) g_array_unref);
}

/* @found: (transfer full) (nullable) */
static void
take_found (RbHistorySearch *self, GArray *found)
{
  g_autoptr (GArray) before = g_array_ref (get_keys (self));
  g_autoptr (GArray) mine = self->found;
  guint position;
  guint removed;
  guint added;

  self->found = found;
  if (rb_history_keys_differ (before, get_keys (self), &position, &removed, &added))
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void ask (RbHistorySearch *self);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  RbHistorySearch *self = RB_HISTORY_SEARCH (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GArray) found = g_task_propagate_pointer (G_TASK (result), NULL);

  self->asking = FALSE;
  if (self->again)
    {
      ask (self);
      return;
    }
  if (question->number != self->number)
    return; /* meanwhile nothing is asked any more */

  take_found (self, g_steal_pointer (&found));
  g_signal_emit (self, signals[SEARCHED], 0);
}

static void
ask (RbHistorySearch *self)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  self->again = self->asking;
  if (self->asking)
    {
      sqlite3 *db = g_atomic_pointer_get (&self->reader->db);

      if (db != NULL)
        sqlite3_interrupt (db);
      return;
    }

  self->query.now_us = g_get_real_time ();
  question = g_new0 (Question, 1);
  question->reader = self->reader;
  g_atomic_ref_count_inc (&self->reader->references);
  question->parameters = g_ptr_array_new_with_free_func (g_free);
  question->where = rb_history_query_to_sql (&self->query, question->parameters);
  question->number = self->number;
  self->asking = TRUE;
  task = g_task_new (self, NULL, on_answered, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, answer_in_thread);
}

gboolean
rb_history_search_is_everything (RbHistorySearch *self)
{
  g_return_val_if_fail (RB_IS_HISTORY_SEARCH (self), TRUE);

  return self->query.filter == RB_HISTORY_ALL && self->query.account_id == NULL && self->query.text == NULL;
}

static gboolean
on_ask_again (gpointer data)
{
  RbHistorySearch *self = data;

  self->again_source = 0;
  ask (self);

  return G_SOURCE_REMOVE;
}

/* A row that is already in the list may have other words now; whether it is still found, and what else, is asked. */
static void
on_history_changed (RbHistorySearch *self, guint position, guint removed, guint added)
{
  if (self->found == NULL)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  else if (removed == 1 && added == 1)
    {
      GArray *all = rb_history_get_keys (self->history);
      gint64 id = g_array_index (all, RbHistoryKey, all->len - 1 - position).id;

      for (guint i = 0; i < self->found->len; i++)
        if (g_array_index (self->found, RbHistoryKey, i).id == id)
          {
            g_list_model_items_changed (G_LIST_MODEL (self), self->found->len - 1 - i, 1, 1);
            break;
          }
    }

  if (!rb_history_search_is_everything (self) && self->again_source == 0)
    self->again_source = g_idle_add (on_ask_again, self);
}

static void
rb_history_search_dispose (GObject *object)
{
  RbHistorySearch *self = RB_HISTORY_SEARCH (object);

  g_clear_handle_id (&self->again_source, g_source_remove);
  if (self->history != NULL)
    g_signal_handlers_disconnect_by_data (self->history, self);

  G_OBJECT_CLASS (rb_history_search_parent_class)->dispose (object);
}

static void
rb_history_search_finalize (GObject *object)
{
  RbHistorySearch *self = RB_HISTORY_SEARCH (object);

  g_clear_pointer (&self->found, g_array_unref);
  g_clear_pointer (&self->reader, reader_unref);
  g_clear_object (&self->history);
  g_free ((char *) self->query.text);
  g_free ((char *) self->query.account_id);

  G_OBJECT_CLASS (rb_history_search_parent_class)->finalize (object);
}

static void
rb_history_search_class_init (RbHistorySearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_history_search_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_history_search_finalize;

  signals[SEARCHED] =
      g_signal_new ("searched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_history_search_init (RbHistorySearch *self)
{
}

RbHistorySearch *
rb_history_search_new (RbHistory *history)
{
  RbHistorySearch *self = g_object_new (RB_TYPE_HISTORY_SEARCH, NULL);

  self->history = g_object_ref (history);
  self->reader = g_new0 (Reader, 1);
  g_atomic_ref_count_init (&self->reader->references);
  self->reader->path = g_strdup (rb_history_get_path (history));
  g_signal_connect_swapped (history, "items-changed", G_CALLBACK (on_history_changed), self);

  return self;
}

void
rb_history_search_set_query (RbHistorySearch *self, const RbHistoryQuery *query)
{
  gboolean blank;

  g_return_if_fail (RB_IS_HISTORY_SEARCH (self));

  blank = query->text == NULL || query->text[strspn (query->text, " \t")] == '\0';
  g_free ((char *) self->query.text);
  g_free ((char *) self->query.account_id);
  self->query = *query;
  self->query.text = blank ? NULL : g_strdup (query->text);
  self->query.account_id = g_strdup (query->account_id);
  self->number++;
  if (!rb_history_search_is_everything (self))
    {
      ask (self);
      return;
    }

  self->again = FALSE;
  take_found (self, NULL);
  g_signal_emit (self, signals[SEARCHED], 0);
}

static const RbHistoryKey *
get_key (RbHistorySearch *self, guint position)
{
  GArray *keys = get_keys (self);

  return position < keys->len ? &g_array_index (keys, RbHistoryKey, keys->len - 1 - position) : NULL;
}

gint64
rb_history_search_get_start_us (RbHistorySearch *self, guint position)
{
  const RbHistoryKey *key;

  g_return_val_if_fail (RB_IS_HISTORY_SEARCH (self), 0);

  key = get_key (self, position);
  return key != NULL ? key->start_us : 0;
}

gint64
rb_history_search_get_id (RbHistorySearch *self, guint position)
{
  const RbHistoryKey *key;

  g_return_val_if_fail (RB_IS_HISTORY_SEARCH (self), 0);

  key = get_key (self, position);
  return key != NULL ? key->id : 0;
}
