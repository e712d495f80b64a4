/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of history.db. Version 2 knows how long a call rang, what was done with it, who is writing a row, and
 * finds rows by any three characters that follow each other in calls.search (FTS5, trigram). */

#include "rb-history-private.h"

#include "rb-history-query.h"

#include <glib/gi18n-lib.h>

#define BUSY_TIMEOUT_MS 5000 /* of a thread that nobody waits for */

static const char version_1[] = "CREATE TABLE calls ("
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
                                "CREATE INDEX calls_missed ON calls (id) WHERE missed AND NOT seen;"
                                "CREATE INDEX calls_open ON calls (id) WHERE verdict = 'in-progress';";

/* owner: of the program that is writing the row, or has hidden it. hidden: 0; 1: can come back; 2: is being deleted.
 * search: NULL in rows of version 1 until they are indexed. */
static const char version_2[] =
    "ALTER TABLE calls ADD COLUMN ring_us INTEGER NOT NULL DEFAULT -1;"
    "ALTER TABLE calls ADD COLUMN handling TEXT;"
    "ALTER TABLE calls ADD COLUMN other TEXT;"
    "ALTER TABLE calls ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE calls ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE calls ADD COLUMN search TEXT;"
    "DROP INDEX IF EXISTS calls_missed;"
    "CREATE INDEX calls_missed ON calls (id) WHERE missed AND NOT seen AND NOT hidden;"
    "CREATE INDEX calls_shown ON calls (start_us) WHERE NOT hidden;"
    "CREATE INDEX calls_hidden ON calls (owner) WHERE hidden;"
    "CREATE INDEX calls_not_indexed ON calls (id) WHERE search IS NULL;"
    "CREATE VIRTUAL TABLE calls_text USING fts5 (search, content = 'calls', content_rowid = 'id', tokenize = "
    "'trigram');"
    "CREATE TRIGGER calls_text_insert AFTER INSERT ON calls WHEN new.search IS NOT NULL BEGIN"
    "  INSERT INTO calls_text (rowid, search) VALUES (new.id, new.search);"
    "END;"
    "CREATE TRIGGER calls_text_delete AFTER DELETE ON calls WHEN old.search IS NOT NULL BEGIN"
    "  INSERT INTO calls_text (calls_text, rowid, search) VALUES ('delete', old.id, old.search);"
    "END;"
    "CREATE TRIGGER calls_text_update AFTER UPDATE OF search ON calls BEGIN"
    "  INSERT INTO calls_text (calls_text, rowid, search) SELECT 'delete', old.id, old.search"
    "    WHERE old.search IS NOT NULL;"
    "  INSERT INTO calls_text (rowid, search) SELECT new.id, new.search WHERE new.search IS NOT NULL;"
    "END;";

/* The list is read from the index alone. */
static const char version_3[] = "DROP INDEX IF EXISTS calls_shown;"
                                "CREATE INDEX calls_shown ON calls (hidden, start_us);";

static const char *const upgrades[] = { version_1, version_2, version_3 };

const RbDatabaseSchema rb_history_schema = {
  .consequence = N_ ("Calls go on, but are not remembered."),
  .upgrades = upgrades,
  .n_upgrades = G_N_ELEMENTS (upgrades),
};

static void
search_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *name = (const char *) sqlite3_value_text (values[0]);
  const char *uri = (const char *) sqlite3_value_text (values[1]);

  sqlite3_result_text (context, rb_history_search_text (name, uri), -1, g_free);
}

/* The table is made once for a statement. */
static void
is_person (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *search = (const char *) sqlite3_value_text (values[0]);
  const char *text = (const char *) sqlite3_value_text (values[1]);
  GHashTable *people = sqlite3_get_auxdata (context, 1);

  if (search == NULL || text == NULL)
    {
      sqlite3_result_int (context, 0);
      return;
    }

  if (people == NULL)
    {
      people = rb_history_people_new (text);
      sqlite3_set_auxdata (context, 1, g_hash_table_ref (people), (void (*) (void *)) g_hash_table_unref);
    }
  else
    {
      g_hash_table_ref (people);
    }
  sqlite3_result_int (context, rb_history_is_person (people, search));
  g_hash_table_unref (people);
}

sqlite3 *
rb_history_connect (const char *path)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    g_clear_pointer (&db, sqlite3_close);
  if (db == NULL)
    return NULL;

  sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
  sqlite3_create_function (db, "is_person", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, is_person, NULL, NULL);

  return db;
}

gboolean
rb_history_schema_index (sqlite3 *db, guint max)
{
  g_autofree char *sql = NULL;

  sqlite3_create_function (db, "search_text", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, search_text, NULL, NULL);
  sql = g_strdup_printf ("UPDATE calls SET search = search_text (remote_name, remote_uri) WHERE id IN "
                         "(SELECT id FROM calls WHERE search IS NULL LIMIT %u)",
                         max);

  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK && sqlite3_changes (db) > 0;
}
