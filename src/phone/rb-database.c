/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One SQLite file of ours: opening it with care for what is in it, and the few lines that every
 * statement needs. Called by the stores of the phone (contacts, history, messages). */

#include "rb-database.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define BUSY_TIMEOUT_MS 500 /* another process may be writing */
#define MAX_IDLE 32         /* statements kept for the next time */
#define SMALL_FILE 4194304  /* bytes: checked in a few milliseconds */

struct _RbDatabase
{
  sqlite3 *handle;
  char *path;
  const RbDatabaseSchema *schema;
  GHashTable *idle; /* SQL → statement that is ready to be used again */
};

G_DEFINE_QUARK (rb - database - error - quark, rb_database_error)

/* A file that is there when damage was met: the database is to be checked whole when it is opened next. (transfer full)
 */
static char *
dup_doubt_path (RbDatabase *self)
{
  return g_strconcat (self->path, ".check", NULL);
}

gboolean
rb_database_set_error (RbDatabase *self, GError **error)
{
  if ((sqlite3_errcode (self->handle) & 0xff) == SQLITE_CORRUPT)
    {
      g_autofree char *doubt = dup_doubt_path (self);

      g_file_set_contents (doubt, "", 0, NULL);
    }
  g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_FAILED,
               /* Translators: a file, why, and a whole sentence on what that means */
               _ ("%1$s cannot be used: %2$s. %3$s"), self->path, sqlite3_errmsg (self->handle),
               _ (self->schema->consequence));
  return FALSE;
}

sqlite3_stmt *
rb_database_prepare (RbDatabase *self, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = NULL;
  g_autofree char *key = NULL;
  va_list args;

  if (!g_hash_table_steal_extended (self->idle, sql, (gpointer *) &key, (gpointer *) &statement) &&
      sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;

  va_start (args, types);
  for (int i = 0; types[i] != '\0'; i++)
    {
      GBytes *bytes;

      switch (types[i])
        {
        case 'i':
          sqlite3_bind_int64 (statement, i + 1, va_arg (args, gint64));
          break;
        case 'b':
          bytes = va_arg (args, GBytes *);
          if (bytes != NULL)
            sqlite3_bind_blob64 (statement, i + 1, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 SQLITE_TRANSIENT);
          break;
        default:
          sqlite3_bind_text (statement, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
        }
    }
  va_end (args);

  return statement;
}

void
rb_database_release (RbDatabase *self, sqlite3_stmt *statement)
{
  const char *sql = statement != NULL ? sqlite3_sql (statement) : NULL;

  if (sql == NULL || g_hash_table_size (self->idle) >= MAX_IDLE || g_hash_table_contains (self->idle, sql))
    {
      sqlite3_finalize (statement);
      return;
    }

  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  g_hash_table_insert (self->idle, g_strdup (sql), statement);
}

gboolean
rb_database_finish (RbDatabase *self, sqlite3_stmt *statement, GError **error)
{
  int result;

  if (statement == NULL)
    return rb_database_set_error (self, error);

  do
    result = sqlite3_step (statement);
  while (result == SQLITE_ROW);
  if (result == SQLITE_DONE)
    {
      rb_database_release (self, statement);
      return TRUE;
    }

  rb_database_set_error (self, error);
  sqlite3_finalize (statement);

  return FALSE;
}

gboolean
rb_database_run (RbDatabase *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK || rb_database_set_error (self, error);
}

gint64
rb_database_get_int (RbDatabase *self, const char *sql, gint64 fallback)
{
  sqlite3_stmt *statement = rb_database_prepare (self, sql, "");
  gint64 value = fallback;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return value;
}

char *
rb_database_dup_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/* Reading all of a large file takes longer than all else at the start: that is done after an end that left the log
 * behind, or when damage was met. */
static gboolean
is_in_doubt (RbDatabase *self)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *doubt = dup_doubt_path (self);
  GStatBuf file;

  return g_unlink (doubt) == 0 || g_file_test (log, G_FILE_TEST_EXISTS) || g_stat (self->path, &file) != 0 ||
         file.st_size < SMALL_FILE;
}

/* TRUE when the file is certainly not a healthy database; not for a lack of rights or space. */
static gboolean
is_damaged (RbDatabase *self, gboolean in_doubt)
{
  const char *check = in_doubt ? "PRAGMA quick_check(1)" : "SELECT 'ok' FROM sqlite_schema LIMIT 1";
  sqlite3_stmt *statement = rb_database_prepare (self, check, "");
  gboolean damaged = FALSE;
  int result;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    damaged = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") != 0;
  sqlite3_finalize (statement);
  result = sqlite3_errcode (self->handle) & 0xff;

  return damaged || result == SQLITE_CORRUPT || result == SQLITE_NOTADB;
}

static gboolean
open_file (RbDatabase *self, GError **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

  return (sqlite3_open_v2 (self->path, &self->handle, flags, NULL) == SQLITE_OK &&
          sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS) == SQLITE_OK) ||
         rb_database_set_error (self, error);
}

static gboolean
move_aside (RbDatabase *self, char **notice, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", self->path, stamp);

  g_hash_table_remove_all (self->idle);
  g_clear_pointer (&self->handle, sqlite3_close);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (self->path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && i == 0)
        {
          g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_FAILED,
                       _ ("%1$s is damaged and cannot be moved aside: %2$s. Move it away yourself."), self->path,
                       g_strerror (errno));
          return FALSE;
        }
    }

  if (notice != NULL)
    *notice = g_strdup_printf (_ ("%1$s was damaged. It was moved to %2$s and a new one begun."), self->path, aside);

  return open_file (self, error);
}

static gboolean
upgrade (RbDatabase *self, GError **error)
{
  gint64 version = rb_database_get_int (self, "PRAGMA user_version", -1);
  g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %u", self->schema->n_upgrades);

  if (version > (gint64) self->schema->n_upgrades)
    {
      g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_NEWER,
                   _ ("%1$s was written by a newer Ringback (version %2$d, this one knows %3$d). It is left as it is; "
                      "install the newer Ringback to see it."),
                   self->path, (int) version, (int) self->schema->n_upgrades);
      return FALSE;
    }

  if (version < 0)
    return rb_database_set_error (self, error);
  if (!rb_database_run (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
                        error))
    return FALSE;
  if (version == (gint64) self->schema->n_upgrades)
    return TRUE;

  if (!rb_database_run (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  /* Asked again: another process may have been quicker. */
  version = CLAMP (rb_database_get_int (self, "PRAGMA user_version", 0), 0, (gint64) self->schema->n_upgrades);
  for (guint i = (guint) version; i < self->schema->n_upgrades; i++)
    if (!rb_database_run (self, self->schema->upgrades[i], error))
      {
        rb_database_run (self, "ROLLBACK", NULL);
        return FALSE;
      }

  return rb_database_run (self, stamp, error) && rb_database_run (self, "COMMIT", error);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

RbDatabase *
rb_database_open (const char *path, const RbDatabaseSchema *schema, char **notice, GError **error)
{
  g_autoptr (RbDatabase) self = g_new0 (RbDatabase, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean in_doubt;

  if (notice != NULL)
    *notice = NULL;
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  self->path = g_strdup (path);
  self->schema = schema;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_FAILED, _ ("The folder %1$s cannot be made: %2$s. %3$s"),
                   folder, g_strerror (errno), _ (schema->consequence));
      return NULL;
    }

  in_doubt = is_in_doubt (self); /* opening makes a log */
  if (!open_file (self, error) || (is_damaged (self, in_doubt) && !move_aside (self, notice, error)) ||
      !upgrade (self, error))
    return NULL;

  g_chmod (path, 0600);

  return g_steal_pointer (&self);
}

void
rb_database_close (RbDatabase *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->idle);
  g_clear_pointer (&self->handle, sqlite3_close);
  g_free (self->path);
  g_free (self);
}

sqlite3 *
rb_database_get_handle (RbDatabase *self)
{
  return self->handle;
}

const char *
rb_database_get_path (RbDatabase *self)
{
  return self->path;
}
