/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the history without changing it, for `ringback-cli history`. */

#include "rb-history-reader.h"

#include "rb-history-private.h"

#include <glib/gi18n-lib.h>

static gboolean
fail (sqlite3 *db, const char *path, GError **error)
{
  g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_FAILED, _ ("%1$s cannot be read: %2$s."), path,
               sqlite3_errmsg (db));
  return FALSE;
}

static int
get_version (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  int version = -1;

  sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL);
  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);

  return version;
}

static gboolean
is_known (sqlite3 *db, const char *path, GError **error)
{
  int version = get_version (db);

  if (version < 0)
    return fail (db, path, error);
  if (version == (int) rb_history_schema.n_upgrades)
    return TRUE;

  if (version > (int) rb_history_schema.n_upgrades)
    g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_NEWER,
                 _ ("%s was written by a newer Ringback. Use that one to read it."), path);
  else
    g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_FAILED,
                 _ ("%s was written by an older Ringback. Start Ringback once, then it can be read."), path);
  return FALSE;
}

static gboolean
read_rows (sqlite3 *db, const char *path, const RbHistoryQuery *query, RbHistoryRowFunc func, gpointer data,
           GError **error)
{
  g_autoptr (GPtrArray) parameters = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *where = rb_history_query_to_sql (query, parameters);
  g_autofree char *sql =
      g_strdup_printf ("SELECT " RB_HISTORY_COLUMNS " FROM calls WHERE %s ORDER BY start_us DESC, id DESC", where);
  sqlite3_stmt *statement = NULL;
  int result;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    return fail (db, path, error);

  for (guint i = 0; i < parameters->len; i++)
    sqlite3_bind_text (statement, (int) i + 1, g_ptr_array_index (parameters, i), -1, SQLITE_STATIC);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (RbHistoryItem) item = NULL;
      RbHistoryRow row;

      rb_history_row_read (&row, statement);
      item = rb_history_item_new_take (&row);
      func (item, data);
    }
  sqlite3_finalize (statement);

  return result == SQLITE_DONE || fail (db, path, error);
}

gboolean
rb_history_read (const char *path, const RbHistoryQuery *query, RbHistoryRowFunc func, gpointer data, GError **error)
{
  sqlite3 *db = NULL;
  gboolean done;

  g_return_val_if_fail (path != NULL && query != NULL, FALSE);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  done = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ? is_known (db, path, error)
                                                                              : fail (db, path, error);
  done = done && read_rows (db, path, query, func, data, error);
  sqlite3_close (db);

  return done;
}
