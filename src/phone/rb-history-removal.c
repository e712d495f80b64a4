/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls are removed for good: with their captures, in slices, in whatever thread @db belongs to. A row is condemned
 * first (hidden = 2), then its file goes, then the row: whoever is killed in between has lost nothing he wanted to
 * keep, and the next start does the rest. */

#include "rb-history-private.h"

#include <glib/gstdio.h>

#define SLICE_ROWS 200

char *
rb_history_dup_calls_dir (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_build_filename (folder, "calls", NULL);
}

/* Only a file of ours: what the user had put elsewhere stays. */
static void
remove_capture (const char *calls_dir, const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_strcmp0 (parent, calls_dir) == 0)
    g_unlink (path);
}

void
rb_history_remove_condemned (sqlite3 *db, const char *calls_dir)
{
  gboolean more = TRUE;

  while (more)
    {
      sqlite3_stmt *statement = NULL;

      sqlite3_prepare_v2 (
          db, "SELECT capture_path FROM calls WHERE hidden AND hidden = 2 ORDER BY id LIMIT " G_STRINGIFY (SLICE_ROWS),
          -1, &statement, NULL);
      while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
        if (sqlite3_column_type (statement, 0) == SQLITE_TEXT)
          remove_capture (calls_dir, (const char *) sqlite3_column_text (statement, 0));
      sqlite3_finalize (statement);

      more =
          sqlite3_exec (db,
                        "DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE hidden AND hidden = 2 ORDER BY id "
                        "LIMIT " G_STRINGIFY (SLICE_ROWS) ")",
                        NULL, NULL, NULL) == SQLITE_OK &&
          sqlite3_changes (db) == SLICE_ROWS;
    }
}

gboolean
rb_history_remove_slice (sqlite3 *db, const char *calls_dir, const char *where, guint max)
{
  g_autofree char *sql =
      g_strdup_printf ("UPDATE calls SET hidden = 2 WHERE id IN (SELECT id FROM calls WHERE NOT hidden AND "
                       "verdict != 'in-progress' AND (%s) LIMIT %u)",
                       where, max);
  gboolean any = sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes (db) > 0;

  if (any)
    rb_history_remove_condemned (db, calls_dir);

  return any;
}
