/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The call history: one SQLite table as a lazy list model. Only time and id of the rows are held
 * in memory; a row is read when something of it is asked for. Two programs may use one file: each marks what it
 * writes (rb-history-owner.h), and watches the file for what the other wrote. */

#include "rb-history-private.h"

#include "rb-history-owner.h"
#include "rb-history-query.h"

#include <string.h>

#define MAX_LOADED 512       /* rows held at most; a screen shows far fewer */
#define REFRESH_DELAY_MS 100 /* a call writes several times in a row */
#define INLINE_ROWS 64       /* so many are removed at once; more in a thread */

struct _RbHistory
{
  GObject parent_instance;

  RbDatabase *db;
  RbHistoryOwner *owner;
  GArray *keys;       /* of RbHistoryKey, ascending: the model shows them backwards */
  GHashTable *loaded; /* id → RbHistoryItem */
  sqlite3_stmt *load;
  guint n_missed;

  GFileMonitor *monitor;
  guint refresh_source;
  gint64 data_version;
};

enum
{
  PROP_0,
  PROP_N_MISSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static int
compare_keys (const RbHistoryKey *a, const RbHistoryKey *b)
{
  if (a->start_us != b->start_us)
    return a->start_us < b->start_us ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

/* Index of the first key that is not before @key. */
static guint
find_place (GArray *keys, const RbHistoryKey *key)
{
  guint low = 0;
  guint high = keys->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_keys (&g_array_index (keys, RbHistoryKey, middle), key) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

gboolean
rb_history_keys_differ (GArray *before, GArray *after, guint *position, guint *removed, guint *added)
{
  const RbHistoryKey *a = (const RbHistoryKey *) before->data;
  const RbHistoryKey *b = (const RbHistoryKey *) after->data;
  guint shorter = MIN (before->len, after->len);
  guint oldest = 0;
  guint newest = 0;

  while (oldest < shorter && compare_keys (&a[oldest], &b[oldest]) == 0)
    oldest++;
  while (newest < shorter - oldest && compare_keys (&a[before->len - 1 - newest], &b[after->len - 1 - newest]) == 0)
    newest++;

  *position = newest;
  *removed = before->len - oldest - newest;
  *added = after->len - oldest - newest;
  return *removed > 0 || *added > 0;
}

gboolean
rb_history_read_row (RbHistory *self, gint64 id, RbHistoryRow *row)
{
  int result;

  if (self->load == NULL)
    return FALSE;

  sqlite3_bind_int64 (self->load, 1, id);
  result = sqlite3_step (self->load);
  if (result == SQLITE_ROW)
    rb_history_row_read (row, self->load);
  else if (result != SQLITE_DONE)
    rb_database_set_error (self->db, NULL); /* damage is remembered */
  sqlite3_reset (self->load);

  return result == SQLITE_ROW;
}

RbHistoryItem *
rb_history_get_row (RbHistory *self, gint64 id)
{
  RbHistoryRow row;

  g_return_val_if_fail (RB_IS_HISTORY (self), NULL);

  return rb_history_read_row (self, id, &row) ? rb_history_item_new_take (&row) : NULL;
}

RbHistoryItem *
rb_history_load (RbHistory *self, GArray *keys, guint index)
{
  const RbHistoryKey *key = &g_array_index (keys, RbHistoryKey, index);
  RbHistoryItem *item = g_hash_table_lookup (self->loaded, &key->id);

  if (item != NULL)
    return g_object_ref (item);

  if (g_hash_table_size (self->loaded) >= MAX_LOADED)
    g_hash_table_remove_all (self->loaded);
  item = rb_history_item_new_unread (self, key->id, key->start_us);
  g_hash_table_insert (self->loaded, g_memdup2 (&key->id, sizeof key->id), g_object_ref (item));

  return item;
}

static GType
rb_history_get_item_type (GListModel *model)
{
  return RB_TYPE_HISTORY_ITEM;
}

static guint
rb_history_get_n_items (GListModel *model)
{
  return RB_HISTORY (model)->keys->len;
}

static gpointer
rb_history_get_item (GListModel *model, guint position)
{
  RbHistory *self = RB_HISTORY (model);

  return position < self->keys->len ? rb_history_load (self, self->keys, self->keys->len - 1 - position) : NULL;
}

static void
rb_history_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_history_get_item_type;
  interface->get_n_items = rb_history_get_n_items;
  interface->get_item = rb_history_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbHistory, rb_history, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_history_list_model_init))

static void
update_n_missed (RbHistory *self)
{
  guint n = (guint) rb_database_get_int (
      self->db, "SELECT count(*) FROM calls INDEXED BY calls_missed WHERE missed AND NOT seen AND NOT hidden", 0);

  if (n == self->n_missed)
    return;

  self->n_missed = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MISSED]);
}

/* All that is to be shown, read anew. (transfer full) */
static GArray *
read_keys (RbHistory *self, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (RbHistoryKey));
  sqlite3_stmt *statement =
      rb_database_prepare (self->db, "SELECT start_us, id FROM calls WHERE hidden = 0 ORDER BY start_us, id", "");
  int result = SQLITE_ERROR;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      RbHistoryKey key = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };

      g_array_append_val (keys, key);
    }
  sqlite3_finalize (statement);
  if (result != SQLITE_DONE)
    {
      rb_database_set_error (self->db, error);
      return NULL;
    }

  return g_steal_pointer (&keys);
}

/* After any change of which rows there are. */
static void
reload_keys (RbHistory *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) before = NULL;
  GArray *after = read_keys (self, &error);
  guint position;
  guint removed;
  guint added;

  if (after == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }

  before = g_steal_pointer (&self->keys);
  self->keys = after;
  if (rb_history_keys_differ (before, after, &position, &removed, &added))
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  update_n_missed (self);
}

static void
tell_row_changed (RbHistory *self, gint64 start_us, gint64 id)
{
  const RbHistoryKey key = { start_us, id };
  guint index = find_place (self->keys, &key);

  g_hash_table_remove (self->loaded, &id);
  if (index < self->keys->len && g_array_index (self->keys, RbHistoryKey, index).id == id)
    g_list_model_items_changed (G_LIST_MODEL (self), self->keys->len - 1 - index, 1, 1);
}

void
rb_history_refresh (RbHistory *self)
{
  gint64 version = rb_database_get_int (self->db, "PRAGMA data_version", self->data_version);
  g_autoptr (GPtrArray) loaded = NULL;
  GHashTableIter iter;
  gpointer item;

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (version == self->data_version)
    return;

  self->data_version = version;
  loaded = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->loaded);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (loaded, g_object_ref (item));
  reload_keys (self);
  for (guint i = 0; i < loaded->len; i++)
    {
      RbHistoryItem *before = g_ptr_array_index (loaded, i);
      g_autoptr (RbHistoryItem) now =
          rb_history_item_is_unread (before) ? NULL : rb_history_get_row (self, rb_history_item_get_id (before));

      if (!rb_history_item_is_unread (before) && (now == NULL || !rb_history_item_equal (before, now)))
        tell_row_changed (self, rb_history_item_get_start_us (before), rb_history_item_get_id (before));
    }
}

static gboolean
on_refresh_due (gpointer data)
{
  RbHistory *self = data;

  self->refresh_source = 0;
  rb_history_refresh (self);

  return G_SOURCE_REMOVE;
}

static void
on_file_changed (RbHistory *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_DELAY_MS, on_refresh_due, self);
}

static void
watch (RbHistory *self)
{
  g_autofree char *path = g_strconcat (rb_database_get_path (self->db), "-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self, G_CONNECT_SWAPPED);
}

/* What programs had hidden that are gone comes back; what they had begun to delete goes. */
static void
tidy (RbHistory *self)
{
  g_autofree char *calls = rb_history_dup_calls_dir (rb_database_get_path (self->db));
  sqlite3_stmt *statement =
      rb_database_prepare (self->db, "SELECT DISTINCT owner FROM calls WHERE hidden AND hidden = 1", "");
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 owner = sqlite3_column_int64 (statement, 0);

      if (!rb_history_owner_is_alive (self->owner, owner))
        g_array_append_val (owners, owner);
    }
  sqlite3_finalize (statement);

  for (guint i = 0; i < owners->len; i++)
    rb_database_finish (self->db,
                        rb_database_prepare (self->db,
                                             "UPDATE calls SET hidden = 0 WHERE hidden AND hidden = 1 AND owner = ?",
                                             "i", g_array_index (owners, gint64, i)),
                        NULL);
  rb_history_remove_condemned (rb_database_get_handle (self->db), calls);
}

static void
rb_history_finalize (GObject *object)
{
  RbHistory *self = RB_HISTORY (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->load, sqlite3_finalize);
  g_clear_pointer (&self->db, rb_database_close);
  g_clear_pointer (&self->owner, rb_history_owner_free);
  g_clear_pointer (&self->keys, g_array_unref);
  g_clear_pointer (&self->loaded, g_hash_table_unref);

  G_OBJECT_CLASS (rb_history_parent_class)->finalize (object);
}

static void
rb_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_MISSED)
    g_value_set_uint (value, RB_HISTORY (object)->n_missed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_history_class_init (RbHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rb_history_finalize;
  object_class->get_property = rb_history_get_property;

  properties[PROP_N_MISSED] =
      g_param_spec_uint ("n-missed", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_history_init (RbHistory *self)
{
  self->loaded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

/**
 * rb_history_open:
 * @path: the database file; its folder is made when missing
 * @notice: (out) (nullable) (transfer full): a sentence to show when a damaged file was moved aside
 *
 * Returns: (transfer full) (nullable): the history; NULL with RB_DATABASE_ERROR when the
 *   file is from a newer version, cannot be read or written. The file is never destroyed.
 */
RbHistory *
rb_history_open (const char *path, char **notice, GError **error)
{
  g_autoptr (RbHistory) self = g_object_new (RB_TYPE_HISTORY, NULL);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);

  self->db = rb_database_open (path, &rb_history_schema, notice, error);
  if (self->db == NULL)
    return NULL;

  self->owner = rb_history_owner_new (lock_path);
  tidy (self);
  self->keys = read_keys (self, NULL);
  if (self->keys == NULL)
    {
      /* Damage that opening did not see; now it is looked for. */
      rb_database_close (g_steal_pointer (&self->db));
      self->db = rb_database_open (path, &rb_history_schema, notice, error);
      if (self->db != NULL)
        self->keys = read_keys (self, error);
    }
  if (self->keys == NULL)
    return NULL;

  self->load = rb_database_prepare (self->db, "SELECT " RB_HISTORY_COLUMNS " FROM calls WHERE id = ?", "");
  update_n_missed (self);
  self->data_version = rb_database_get_int (self->db, "PRAGMA data_version", 0);
  watch (self);

  return g_steal_pointer (&self);
}

const char *
rb_history_get_path (RbHistory *self)
{
  g_return_val_if_fail (RB_IS_HISTORY (self), NULL);

  return rb_database_get_path (self->db);
}

gint64
rb_history_begin (RbHistory *self, const RbHistoryBegin *row, GError **error)
{
  g_autofree char *search = NULL;
  sqlite3_stmt *statement;
  RbHistoryKey key;
  guint index;

  g_return_val_if_fail (RB_IS_HISTORY (self), 0);
  g_return_val_if_fail (row != NULL && row->remote_uri != NULL, 0);

  search = rb_history_search_text (row->remote_name, row->remote_uri);
  statement = rb_database_prepare (self->db,
                                   "INSERT INTO calls (start_us, incoming, remote_uri, remote_name, account_id, "
                                   "call_id, capture_path, owner, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                   "iisssssis", row->start_us, (gint64) (row->incoming != FALSE), row->remote_uri,
                                   row->remote_name, row->account_id, row->call_id, row->capture_path,
                                   rb_history_owner_get_id (self->owner), search);
  if (!rb_database_finish (self->db, statement, error))
    return 0;

  key = (RbHistoryKey){ row->start_us, sqlite3_last_insert_rowid (rb_database_get_handle (self->db)) };
  index = find_place (self->keys, &key);
  g_array_insert_val (self->keys, index, key);
  g_list_model_items_changed (G_LIST_MODEL (self), self->keys->len - 1 - index, 0, 1);

  return key.id;
}

gboolean
rb_history_finish (RbHistory *self, gint64 id, const RbHistoryEnd *end, GError **error)
{
  g_autoptr (RbHistoryItem) item = NULL;
  sqlite3_stmt *statement;

  g_return_val_if_fail (RB_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (end != NULL && end->verdict != NULL, FALSE);

  statement = rb_database_prepare (self->db,
                                   "UPDATE calls SET verdict = ?, status = ?, talk_us = ?, ring_us = ?, missed = ?, "
                                   "handling = ?, other = ? WHERE id = ?",
                                   "siiiissi", end->verdict, (gint64) end->status, end->talk_us, end->ring_us,
                                   (gint64) (end->missed != FALSE), end->handling, end->other, id);
  if (!rb_database_finish (self->db, statement, error))
    return FALSE;

  item = rb_history_get_row (self, id);
  if (item != NULL)
    tell_row_changed (self, rb_history_item_get_start_us (item), id);
  update_n_missed (self);

  return TRUE;
}

/* @sql has the owner for its first "?" and a row for its second. */
static gboolean
change_rows (RbHistory *self, const char *sql, GArray *ids, GError **error)
{
  sqlite3_stmt *statement = rb_database_prepare (self->db, sql, "i", rb_history_owner_get_id (self->owner));
  gboolean done = statement != NULL && rb_database_run (self->db, "BEGIN IMMEDIATE", NULL);

  for (guint i = 0; done && i < ids->len; i++)
    {
      sqlite3_bind_int64 (statement, 2, g_array_index (ids, gint64, i));
      done = sqlite3_step (statement) == SQLITE_DONE;
      sqlite3_reset (statement);
    }
  done = done && rb_database_run (self->db, "COMMIT", NULL);
  if (!done)
    rb_database_set_error (self->db, error);
  sqlite3_finalize (statement);
  if (!done)
    rb_database_run (self->db, "ROLLBACK", NULL);

  return done;
}

gboolean
rb_history_hide (RbHistory *self, GArray *ids, GError **error)
{
  g_return_val_if_fail (RB_IS_HISTORY (self), FALSE);

  if (!change_rows (self,
                    "UPDATE calls SET hidden = 1, owner = ? WHERE id = ? AND NOT hidden AND verdict != 'in-progress'",
                    ids, error))
    return FALSE;

  reload_keys (self);
  return TRUE;
}

gboolean
rb_history_restore (RbHistory *self, GArray *ids, GError **error)
{
  g_return_val_if_fail (RB_IS_HISTORY (self), FALSE);

  if (!change_rows (self, "UPDATE calls SET hidden = 0 WHERE hidden = 1 AND owner = ? AND id = ?", ids, error))
    return FALSE;

  reload_keys (self);
  return TRUE;
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  sqlite3 *db = rb_history_connect (data);
  g_autofree char *calls = rb_history_dup_calls_dir (data);

  if (db != NULL)
    rb_history_remove_condemned (db, calls);
  sqlite3_close (db);
  g_task_return_boolean (task, TRUE);
}

gboolean
rb_history_purge (RbHistory *self, GArray *ids, GError **error)
{
  const char *path;

  g_return_val_if_fail (RB_IS_HISTORY (self), FALSE);

  path = rb_database_get_path (self->db);
  if (!change_rows (self, "UPDATE calls SET hidden = 2 WHERE hidden = 1 AND owner = ? AND id = ?", ids, error))
    return FALSE;

  if (ids->len <= INLINE_ROWS)
    {
      g_autofree char *calls = rb_history_dup_calls_dir (path);

      rb_history_remove_condemned (rb_database_get_handle (self->db), calls);
    }
  else
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, g_strdup (path), g_free);
      g_task_run_in_thread (task, remove_in_thread);
    }

  return TRUE;
}

gboolean
rb_history_delete (RbHistory *self, gint64 id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (ids, id);

  return rb_history_hide (self, ids, error) && rb_history_purge (self, ids, error);
}

GPtrArray *
rb_history_list_open (RbHistory *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *statement;

  g_return_val_if_fail (RB_IS_HISTORY (self), items);

  statement =
      rb_database_prepare (self->db,
                           "SELECT " RB_HISTORY_COLUMNS
                           ", owner FROM calls INDEXED BY calls_open WHERE verdict = 'in-progress' AND NOT hidden",
                           "");
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    if (!rb_history_owner_is_alive (self->owner, sqlite3_column_int64 (statement, RB_HISTORY_N_COLUMNS)))
      {
        RbHistoryRow row;

        rb_history_row_read (&row, statement);
        g_ptr_array_add (items, rb_history_item_new_take (&row));
      }
  sqlite3_finalize (statement);

  return items;
}

guint
rb_history_get_n_missed (RbHistory *self)
{
  g_return_val_if_fail (RB_IS_HISTORY (self), 0);

  return self->n_missed;
}

void
rb_history_mark_seen (RbHistory *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RB_IS_HISTORY (self));

  if (self->n_missed == 0)
    return;

  if (!rb_database_run (self->db, "UPDATE calls SET seen = 1 WHERE missed AND NOT seen AND NOT hidden", &error))
    g_warning ("%s", error->message);
  update_n_missed (self);
}

gboolean
rb_history_has_capture (RbHistory *self, const char *path)
{
  sqlite3_stmt *statement =
      rb_database_prepare (self->db, "SELECT 1 FROM calls WHERE capture_path = ? AND hidden < 2 LIMIT 1", "s", path);
  gboolean found = statement != NULL && sqlite3_step (statement) == SQLITE_ROW;

  sqlite3_finalize (statement);

  return found;
}

GArray *
rb_history_get_keys (RbHistory *self)
{
  return self->keys;
}

guint
rb_history_get_n_loaded (RbHistory *self)
{
  g_return_val_if_fail (RB_IS_HISTORY (self), 0);

  return g_hash_table_size (self->loaded);
}
