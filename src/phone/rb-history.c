/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The call history: one SQLite table as a lazy list model. Only the ids of the rows are held
 * in memory; rows are read a page at a time when a list asks. The schema is versioned by
 * PRAGMA user_version: a newer file is left alone, a damaged one is moved aside. */

#include "rb-history-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define SCHEMA_VERSION 1
#define PAGE_ROWS 64        /* rows read by one query */
#define MAX_LOADED 512      /* rows held at most; a screen shows far fewer */
#define BUSY_TIMEOUT_MS 500 /* another process may be writing */

#define COLUMNS                                                                                                        \
  "id, start_us, talk_us, incoming, missed, status, remote_uri, remote_name, account_id, verdict, call_id, "           \
  "capture_path"

struct _RbHistory
{
  GObject parent_instance;

  sqlite3 *db;
  char *path;
  GArray *ids;        /* of gint64, ascending: the model shows them backwards */
  GHashTable *loaded; /* id → RbHistoryItem */
  guint n_missed;
};

enum
{
  PROP_0,
  PROP_N_MISSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_QUARK (rb - history - error - quark, rb_history_error)

/* Binds like printf: 'i' gint64, 's' string (nullable). NULL on error. */
static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = NULL;
  va_list args;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;

  va_start (args, types);
  for (int i = 0; types[i] != '\0'; i++)
    {
      if (types[i] == 'i')
        sqlite3_bind_int64 (statement, i + 1, va_arg (args, gint64));
      else
        sqlite3_bind_text (statement, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
    }
  va_end (args);

  return statement;
}

static gboolean
set_error (sqlite3 *db, const char *path, GError **error)
{
  g_set_error (error, RB_HISTORY_ERROR, RB_HISTORY_ERROR_DATABASE,
               _ ("The call history %s cannot be used: %s. Calls go on, but are not remembered."), path,
               sqlite3_errmsg (db));
  return FALSE;
}

/* Runs @statement to its end and frees it. */
static gboolean
finish_statement (RbHistory *self, sqlite3_stmt *statement, GError **error)
{
  int result;

  if (statement == NULL)
    return set_error (self->db, self->path, error);

  do
    result = sqlite3_step (statement);
  while (result == SQLITE_ROW);
  sqlite3_finalize (statement);

  return result == SQLITE_DONE || set_error (self->db, self->path, error);
}

static gint64
query_int (sqlite3 *db, const char *sql, gint64 fallback)
{
  sqlite3_stmt *statement = prepare (db, sql, "");
  gint64 value = fallback;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return value;
}

static char *
dup_column (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static RbHistoryItem *
read_item (sqlite3_stmt *statement)
{
  RbHistoryRow row = {
    .id = sqlite3_column_int64 (statement, 0),
    .start_us = sqlite3_column_int64 (statement, 1),
    .talk_us = MAX (sqlite3_column_int64 (statement, 2), -1),
    .incoming = sqlite3_column_int (statement, 3) != 0,
    .missed = sqlite3_column_int (statement, 4) != 0,
    .status = CLAMP (sqlite3_column_int (statement, 5), 0, 699),
    .remote_uri = dup_column (statement, 6),
    .remote_name = dup_column (statement, 7),
    .account_id = dup_column (statement, 8),
    .verdict = dup_column (statement, 9),
    .call_id = dup_column (statement, 10),
    .capture_path = dup_column (statement, 11),
  };

  return rb_history_item_new_take (&row);
}

/* Index of @id in the ascending array, or -1. */
static int
find_id (RbHistory *self, gint64 id)
{
  guint low = 0;
  guint high = self->ids->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      gint64 there = g_array_index (self->ids, gint64, middle);

      if (there == id)
        return (int) middle;
      if (there < id)
        low = middle + 1;
      else
        high = middle;
    }

  return -1;
}

static void
load_page (RbHistory *self, guint index)
{
  guint last = index;
  guint first = last >= PAGE_ROWS - 1 ? last - (PAGE_ROWS - 1) : 0;
  sqlite3_stmt *statement;

  if (g_hash_table_size (self->loaded) + PAGE_ROWS > MAX_LOADED)
    g_hash_table_remove_all (self->loaded);

  statement = prepare (self->db, "SELECT " COLUMNS " FROM calls WHERE id BETWEEN ? AND ?", "ii",
                       g_array_index (self->ids, gint64, first), g_array_index (self->ids, gint64, last));
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      RbHistoryItem *item = read_item (statement);
      gint64 *key = g_new (gint64, 1);

      *key = rb_history_item_get_id (item);
      g_hash_table_replace (self->loaded, key, item);
    }
  sqlite3_finalize (statement);
}

static GType
rb_history_get_item_type (GListModel *model)
{
  return RB_TYPE_HISTORY_ITEM;
}

static guint
rb_history_get_n_items (GListModel *model)
{
  return RB_HISTORY (model)->ids->len;
}

static gpointer
rb_history_get_item (GListModel *model, guint position)
{
  RbHistory *self = RB_HISTORY (model);
  RbHistoryItem *item;
  guint index;
  gint64 id;

  if (position >= self->ids->len)
    return NULL;

  index = self->ids->len - 1 - position;
  id = g_array_index (self->ids, gint64, index);
  item = g_hash_table_lookup (self->loaded, &id);
  if (item == NULL)
    {
      load_page (self, index);
      item = g_hash_table_lookup (self->loaded, &id);
    }

  /* A row that another process deleted or that cannot be read any more: an empty one in its place. */
  if (item == NULL)
    return rb_history_item_new_take (&(RbHistoryRow){ .id = id, .talk_us = -1 });

  return g_object_ref (item);
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
  guint n = (guint) query_int (self->db, "SELECT count(*) FROM calls WHERE missed AND NOT seen", 0);

  if (n == self->n_missed)
    return;

  self->n_missed = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MISSED]);
}

/* TRUE when the file is certainly not a healthy database; not for a lack of rights or space. */
static gboolean
is_damaged (sqlite3 *db)
{
  sqlite3_stmt *statement = prepare (db, "PRAGMA quick_check(1)", "");
  gboolean damaged = FALSE;
  int result = SQLITE_OK;

  if (statement != NULL)
    result = sqlite3_step (statement);
  if (statement != NULL && result == SQLITE_ROW)
    damaged = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") != 0;
  sqlite3_finalize (statement);
  result = sqlite3_errcode (db) & 0xff;

  return damaged || result == SQLITE_CORRUPT || result == SQLITE_NOTADB;
}

static gboolean
open_database (RbHistory *self)
{
  return sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
         sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS) == SQLITE_OK;
}

static gboolean
move_aside (RbHistory *self, char **notice, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", self->path, stamp);

  g_clear_pointer (&self->db, sqlite3_close);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (self->path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && i == 0)
        {
          g_set_error (error, RB_HISTORY_ERROR, RB_HISTORY_ERROR_DATABASE,
                       _ ("The call history %s is damaged and cannot be moved aside: %s. Move it away yourself."),
                       self->path, g_strerror (errno));
          return FALSE;
        }
    }

  if (notice != NULL)
    *notice = g_strdup_printf (_ ("The call history was damaged. It was moved to %s and a new one begun."), aside);

  return open_database (self) || set_error (self->db, self->path, error);
}

static gboolean
prepare_schema (RbHistory *self, GError **error)
{
  gint64 version = query_int (self->db, "PRAGMA user_version", -1);

  if (version > SCHEMA_VERSION)
    {
      g_set_error (error, RB_HISTORY_ERROR, RB_HISTORY_ERROR_DATABASE,
                   _ ("The call history %s was written by a newer Ringback (version %d, this one knows %d). "
                      "It is left as it is; install the newer Ringback to see it."),
                   self->path, (int) version, SCHEMA_VERSION);
      return FALSE;
    }

  if (version < 0 ||
      sqlite3_exec (self->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON", NULL,
                    NULL, NULL) != SQLITE_OK)
    return set_error (self->db, self->path, error);

  if (version < 1 && sqlite3_exec (self->db,
                                   "BEGIN IMMEDIATE;"
                                   "CREATE TABLE IF NOT EXISTS calls ("
                                   "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                   "  start_us INTEGER NOT NULL,"
                                   "  talk_us INTEGER NOT NULL DEFAULT -1,"
                                   "  incoming INTEGER NOT NULL,"
                                   "  missed INTEGER NOT NULL DEFAULT 0,"
                                   "  seen INTEGER NOT NULL DEFAULT 0,"
                                   "  status INTEGER NOT NULL DEFAULT 0,"
                                   "  remote_uri TEXT NOT NULL,"
                                   "  remote_name TEXT,"
                                   "  account_id TEXT,"
                                   "  verdict TEXT NOT NULL DEFAULT 'in-progress',"
                                   "  call_id TEXT,"
                                   "  capture_path TEXT);"
                                   "CREATE INDEX IF NOT EXISTS calls_missed ON calls (id) WHERE missed AND NOT seen;"
                                   "CREATE INDEX IF NOT EXISTS calls_open ON calls (id) WHERE verdict = 'in-progress';"
                                   "PRAGMA user_version = 1;"
                                   "COMMIT",
                                   NULL, NULL, NULL) != SQLITE_OK)
    {
      set_error (self->db, self->path, error);
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }

  return TRUE;
}

static gboolean
load_ids (RbHistory *self, GError **error)
{
  sqlite3_stmt *statement = prepare (self->db, "SELECT id FROM calls ORDER BY id", "");
  int result = SQLITE_ERROR;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (self->ids, id);
    }
  sqlite3_finalize (statement);

  return result == SQLITE_DONE || set_error (self->db, self->path, error);
}

static void
rb_history_finalize (GObject *object)
{
  RbHistory *self = RB_HISTORY (object);

  g_clear_pointer (&self->db, sqlite3_close);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->loaded, g_hash_table_unref);
  g_free (self->path);

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
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->loaded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

/**
 * rb_history_open:
 * @path: the database file; its folder is made when missing
 * @notice: (out) (nullable) (transfer full): a sentence to show when a damaged file was moved aside
 *
 * Returns: (transfer full) (nullable): the history; NULL with %RB_HISTORY_ERROR_DATABASE when the
 *   file is from a newer version, cannot be read or written. The file is never destroyed.
 */
RbHistory *
rb_history_open (const char *path, char **notice, GError **error)
{
  g_autoptr (RbHistory) self = g_object_new (RB_TYPE_HISTORY, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (notice != NULL)
    *notice = NULL;
  self->path = g_strdup (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, RB_HISTORY_ERROR, RB_HISTORY_ERROR_DATABASE,
                   _ ("The folder %s for the call history cannot be made: %s."), folder, g_strerror (errno));
      return NULL;
    }

  if (!open_database (self))
    {
      set_error (self->db, path, error);
      return NULL;
    }

  if (is_damaged (self->db) && !move_aside (self, notice, error))
    return NULL;

  if (!prepare_schema (self, error) || !load_ids (self, error))
    return NULL;

  g_chmod (path, 0600);
  self->n_missed = (guint) query_int (self->db, "SELECT count(*) FROM calls WHERE missed AND NOT seen", 0);

  return g_steal_pointer (&self);
}

gint64
rb_history_begin (RbHistory *self, const RbHistoryBegin *row, GError **error)
{
  sqlite3_stmt *statement;
  gint64 id;

  g_return_val_if_fail (RB_IS_HISTORY (self), 0);
  g_return_val_if_fail (row != NULL && row->remote_uri != NULL, 0);

  statement = prepare (self->db,
                       "INSERT INTO calls (start_us, incoming, remote_uri, remote_name, account_id, call_id, "
                       "capture_path) VALUES (?, ?, ?, ?, ?, ?, ?)",
                       "iisssss", row->start_us, (gint64) (row->incoming != FALSE), row->remote_uri, row->remote_name,
                       row->account_id, row->call_id, row->capture_path);
  if (!finish_statement (self, statement, error))
    return 0;

  id = sqlite3_last_insert_rowid (self->db);
  g_array_append_val (self->ids, id);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);

  return id;
}

/**
 * rb_history_finish:
 * @id: row returned by rb_history_begin()
 * @verdict: rb_verdict_kind_to_string()
 * @status: final SIP status, 0 when there was none
 * @talk_us: length of the conversation in µs, -1 when the call was never answered
 *
 * Completes a row; may be called again when more is known.
 */
gboolean
rb_history_finish (RbHistory *self, gint64 id, const char *verdict, guint status, gint64 talk_us, gboolean missed,
                   GError **error)
{
  sqlite3_stmt *statement;
  int index;

  g_return_val_if_fail (RB_IS_HISTORY (self), FALSE);
  g_return_val_if_fail (verdict != NULL, FALSE);

  statement = prepare (self->db, "UPDATE calls SET verdict = ?, status = ?, talk_us = ?, missed = ? WHERE id = ?",
                       "siiii", verdict, (gint64) status, talk_us, (gint64) (missed != FALSE), id);
  if (!finish_statement (self, statement, error))
    return FALSE;

  g_hash_table_remove (self->loaded, &id);
  index = find_id (self, id);
  if (index >= 0)
    g_list_model_items_changed (G_LIST_MODEL (self), self->ids->len - 1 - (guint) index, 1, 1);
  update_n_missed (self);

  return TRUE;
}

/* The call's own capture goes with its row, but only a file of ours: one in calls/ beside the database. */
static void
delete_capture (RbHistory *self, gint64 id)
{
  sqlite3_stmt *statement = prepare (self->db, "SELECT capture_path FROM calls WHERE id = ?", "i", id);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *calls = g_build_filename (folder, "calls", NULL);

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *path = (const char *) sqlite3_column_text (statement, 0);
      g_autofree char *parent = path != NULL ? g_path_get_dirname (path) : NULL;

      if (g_strcmp0 (parent, calls) == 0)
        g_unlink (path);
    }
  sqlite3_finalize (statement);
}

/* Deletes the row and the call's capture. */
gboolean
rb_history_delete (RbHistory *self, gint64 id, GError **error)
{
  int index;

  g_return_val_if_fail (RB_IS_HISTORY (self), FALSE);

  delete_capture (self, id);
  if (!finish_statement (self, prepare (self->db, "DELETE FROM calls WHERE id = ?", "i", id), error))
    return FALSE;

  g_hash_table_remove (self->loaded, &id);
  index = find_id (self, id);
  if (index >= 0)
    {
      guint position = self->ids->len - 1 - (guint) index;

      g_array_remove_index (self->ids, (guint) index);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
  update_n_missed (self);

  return TRUE;
}

/**
 * rb_history_list_open:
 *
 * Returns: (transfer full): RbHistoryItem of each row begun and never finished: calls that are up
 *   now, or that a crash interrupted.
 */
GPtrArray *
rb_history_list_open (RbHistory *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *statement;

  g_return_val_if_fail (RB_IS_HISTORY (self), items);

  statement = prepare (self->db, "SELECT " COLUMNS " FROM calls WHERE verdict = 'in-progress'", "");
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (items, read_item (statement));
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

  if (!finish_statement (self, prepare (self->db, "UPDATE calls SET seen = 1 WHERE missed AND NOT seen", ""), &error))
    g_warning ("%s", error->message);
  update_n_missed (self);
}

guint
rb_history_get_n_loaded (RbHistory *self)
{
  g_return_val_if_fail (RB_IS_HISTORY (self), 0);

  return g_hash_table_size (self->loaded);
}
