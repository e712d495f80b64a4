/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contacts in SQLite. Triggers write down, for each change, the statements that undo it, in the same
 * transaction: adding one person and importing 100 000 are undone in the same way. Called by RbContacts and by the
 * thread that imports. */

#include "rb-contact-store.h"

#include "rb-contact-match.h"
#include "rb-contact-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CANDIDATES 64 /* people who may have one number */

static const char tables[] =
    "CREATE TABLE contacts ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  name TEXT NOT NULL,"
    "  favourite INTEGER NOT NULL DEFAULT 0,"
    "  notes TEXT,"
    "  uid TEXT,"
    "  sort_key TEXT NOT NULL,"
    "  search TEXT NOT NULL);"
    "CREATE INDEX contacts_name ON contacts (sort_key);"
    "CREATE INDEX contacts_uid ON contacts (uid) WHERE uid IS NOT NULL;"
    "CREATE TABLE addresses ("
    "  id INTEGER PRIMARY KEY,"
    "  contact INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL,"
    "  label TEXT NOT NULL,"
    "  value TEXT NOT NULL,"
    "  key TEXT);"
    "CREATE INDEX addresses_contact ON addresses (contact);"
    "CREATE INDEX addresses_key ON addresses (key) WHERE key IS NOT NULL;"
    "CREATE TABLE photos (contact INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TABLE state (last_change INTEGER NOT NULL);"
    "INSERT INTO state VALUES (0);"
    "CREATE TABLE undo (step INTEGER PRIMARY KEY AUTOINCREMENT, change INTEGER NOT NULL, contact INTEGER NOT NULL,"
    "  sql TEXT NOT NULL);"
    "CREATE INDEX undo_change ON undo (change);"

    "CREATE TRIGGER contacts_added AFTER INSERT ON contacts BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, new.id,"
    "    'DELETE FROM contacts WHERE id=' || new.id FROM state; END;"
    "CREATE TRIGGER contacts_changed AFTER UPDATE ON contacts BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, old.id, 'UPDATE contacts SET name=' || quote "
    "(old.name) ||"
    "    ',favourite=' || old.favourite || ',notes=' || quote (old.notes) || ',uid=' || quote (old.uid) ||"
    "    ',sort_key=' || quote (old.sort_key) || ',search=' || quote (old.search) || ' WHERE id=' || old.id"
    "    FROM state; END;"
    "CREATE TRIGGER contacts_removed AFTER DELETE ON contacts BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, old.id,"
    "    'INSERT INTO contacts (id,name,favourite,notes,uid,sort_key,search) VALUES (' || old.id || ',' ||"
    "    quote (old.name) || ',' || old.favourite || ',' || quote (old.notes) || ',' || quote (old.uid) || ',' ||"
    "    quote (old.sort_key) || ',' || quote (old.search) || ')' FROM state; END;"
    "CREATE TRIGGER addresses_added AFTER INSERT ON addresses BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, new.contact,"
    "    'DELETE FROM addresses WHERE id=' || new.id FROM state; END;"
    "CREATE TRIGGER addresses_removed AFTER DELETE ON addresses BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, old.contact,"
    "    'INSERT INTO addresses (id,contact,kind,label,value,key) VALUES (' || old.id || ',' || old.contact || ',' ||"
    "    old.kind || ',' || quote (old.label) || ',' || quote (old.value) || ',' || quote (old.key) || ')'"
    "    FROM state; END;"
    "CREATE TRIGGER photos_added AFTER INSERT ON photos BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, new.contact, 'DELETE FROM photos WHERE contact=' || "
    "new.contact"
    "    FROM state; END;"
    "CREATE TRIGGER photos_removed AFTER DELETE ON photos BEGIN"
    "  INSERT INTO undo (change, contact, sql) SELECT last_change, old.contact, 'INSERT INTO photos (contact,bytes) "
    "VALUES (' ||"
    "    old.contact || ',' || quote (old.bytes) || ')' FROM state; END;";

static const char *const upgrades[] = { tables };

static const RbDatabaseSchema schema = {
  .consequence = N_ ("Calls go on, but your contacts are not there."),
  .upgrades = upgrades,
  .n_upgrades = G_N_ELEMENTS (upgrades),
};

RbDatabase *
rb_contact_store_open (const char *path, gboolean fresh, char **notice, GError **error)
{
  g_autoptr (RbDatabase) db = rb_database_open (path, &schema, notice, error);

  if (db == NULL || (fresh && !rb_database_run (db, "DELETE FROM undo", error)))
    return NULL;

  return g_steal_pointer (&db);
}

gboolean
rb_contact_store_begin_change (RbDatabase *db, GError **error)
{
  return rb_database_run (db, "UPDATE state SET last_change = last_change + 1", error);
}

gint64
rb_contact_store_get_last_change (RbDatabase *db)
{
  return rb_database_get_int (db, "SELECT last_change FROM state", 0);
}

static gboolean
delete_parts (RbDatabase *db, gint64 id, GError **error)
{
  return rb_database_finish (db, rb_database_prepare (db, "DELETE FROM addresses WHERE contact = ?", "i", id), error) &&
         rb_database_finish (db, rb_database_prepare (db, "DELETE FROM photos WHERE contact = ?", "i", id), error);
}

static gboolean
write_parts (RbDatabase *db, RbContact *contact, gint64 id, GError **error)
{
  GBytes *photo = rb_contact_get_photo (contact);

  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);
      g_autofree char *key = rb_contact_match_make_key (address);

      if (!rb_database_finish (
              db,
              rb_database_prepare (db,
                                   "INSERT INTO addresses (contact, kind, label, value, key) VALUES (?, ?, ?, ?, ?)",
                                   "iisss", id, (gint64) address->kind, address->label, address->value, key),
              error))
        return FALSE;
    }

  return photo == NULL ||
         rb_database_finish (
             db, rb_database_prepare (db, "INSERT INTO photos (contact, bytes) VALUES (?, ?)", "ib", id, photo), error);
}

gint64
rb_contact_store_write (RbDatabase *db, RbContact *contact, GError **error)
{
  g_autofree char *sort_key = rb_contact_text_make_sort_key (rb_contact_get_name (contact));
  g_autofree char *search = rb_contact_text_make_search (contact);
  gint64 id = rb_contact_get_id (contact);
  gint64 favourite = rb_contact_is_favourite (contact) ? 1 : 0;
  const char *name = rb_contact_get_own_name (contact);
  const char *notes = rb_contact_get_notes (contact);
  const char *uid = rb_contact_get_uid (contact);
  sqlite3_stmt *statement;

  if (id > 0)
    statement = rb_database_prepare (
        db, "UPDATE contacts SET name = ?, favourite = ?, notes = ?, uid = ?, sort_key = ?, search = ? WHERE id = ?",
        "sissssi", name, favourite, notes, uid, sort_key, search, id);
  else
    statement = rb_database_prepare (
        db, "INSERT INTO contacts (name, favourite, notes, uid, sort_key, search) VALUES (?, ?, ?, ?, ?, ?)", "sissss",
        name, favourite, notes, uid, sort_key, search);
  if (!rb_database_finish (db, statement, error))
    return 0;

  if (id > 0 && sqlite3_changes (rb_database_get_handle (db)) == 0)
    {
      g_set_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT, _ ("“%s” is not among your contacts any more."),
                   rb_contact_get_name (contact));
      return 0;
    }
  if (id > 0 && !delete_parts (db, id, error))
    return 0;
  if (id <= 0)
    id = sqlite3_last_insert_rowid (rb_database_get_handle (db));

  return write_parts (db, contact, id, error) ? id : 0;
}

gboolean
rb_contact_store_remove (RbDatabase *db, gint64 id, GError **error)
{
  return delete_parts (db, id, error) &&
         rb_database_finish (db, rb_database_prepare (db, "DELETE FROM contacts WHERE id = ?", "i", id), error);
}

/* Backwards; what it does is written down in its turn, as a further change. */
gboolean
rb_contact_store_undo (RbDatabase *db, gint64 change, GError **error)
{
  sqlite3_stmt *statement =
      rb_database_prepare (db, "SELECT sql FROM undo WHERE change = ? ORDER BY step DESC", "i", change);
  gboolean done = statement != NULL;
  int result = SQLITE_ERROR;

  while (done && (result = sqlite3_step (statement)) == SQLITE_ROW)
    done = rb_database_run (db, (const char *) sqlite3_column_text (statement, 0), error);
  rb_database_release (db, statement);
  if (!done || result != SQLITE_DONE)
    return done ? rb_database_set_error (db, error) : FALSE;

  return rb_database_finish (db, rb_database_prepare (db, "DELETE FROM undo WHERE change = ?", "i", change), error);
}

static void
read_addresses (RbDatabase *db, RbContact *contact)
{
  sqlite3_stmt *statement = rb_database_prepare (
      db, "SELECT kind, label, value FROM addresses WHERE contact = ? ORDER BY id", "i", rb_contact_get_id (contact));

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *label = rb_database_dup_text (statement, 1);
      g_autofree char *value = rb_database_dup_text (statement, 2);

      rb_contact_add_address (contact, CLAMP (sqlite3_column_int (statement, 0), 0, RB_ADDRESS_MAIL), label, value);
    }
  rb_database_release (db, statement);
}

RbContact *
rb_contact_store_read (RbDatabase *db, gint64 id)
{
  sqlite3_stmt *statement = rb_database_prepare (db,
                                                 "SELECT name, favourite, notes, uid, bytes FROM contacts LEFT JOIN "
                                                 "photos ON contact = id WHERE id = ?",
                                                 "i", id);
  RbContact *contact = NULL;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *name = rb_database_dup_text (statement, 0);
      g_autofree char *notes = rb_database_dup_text (statement, 2);
      g_autofree char *uid = rb_database_dup_text (statement, 3);
      const void *bytes = sqlite3_column_blob (statement, 4);
      g_autoptr (GBytes) photo =
          bytes != NULL ? g_bytes_new (bytes, (gsize) sqlite3_column_bytes (statement, 4)) : NULL;

      contact = rb_contact_new (name);
      rb_contact_set_id (contact, id);
      rb_contact_set_favourite (contact, sqlite3_column_int (statement, 1) != 0);
      rb_contact_set_notes (contact, notes);
      rb_contact_set_uid (contact, uid);
      rb_contact_set_photo (contact, photo);
    }
  rb_database_release (db, statement);
  if (contact != NULL)
    read_addresses (db, contact);

  return contact;
}

gboolean
rb_contact_store_list (RbDatabase *db, gint64 only_id, RbContactStoreEach each, gpointer data, GError **error)
{
  sqlite3_stmt *statement;
  int result = SQLITE_ERROR;

  if (only_id > 0)
    statement =
        rb_database_prepare (db, "SELECT id, favourite, sort_key, search FROM contacts WHERE id = ?", "i", only_id);
  else
    statement = rb_database_prepare (
        db, "SELECT id, favourite, sort_key, search FROM contacts ORDER BY favourite DESC, sort_key, id", "");
  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    each (sqlite3_column_int64 (statement, 0), sqlite3_column_int (statement, 1) != 0,
          (const char *) sqlite3_column_text (statement, 2), (const char *) sqlite3_column_text (statement, 3), data);
  rb_database_release (db, statement);

  return result == SQLITE_DONE || rb_database_set_error (db, error);
}

static void
append_ids (RbDatabase *db, sqlite3_stmt *statement, GArray *ids)
{
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  rb_database_release (db, statement);
}

void
rb_contact_store_find_key (RbDatabase *db, const char *key, GArray *ids)
{
  append_ids (db,
              rb_database_prepare (db, "SELECT DISTINCT contact FROM addresses WHERE key = ? LIMIT ?", "si", key,
                                   (gint64) MAX_CANDIDATES),
              ids);
}

void
rb_contact_store_find_name (RbDatabase *db, const char *name, GArray *ids)
{
  g_autofree char *sort_key = rb_contact_text_make_sort_key (name);
  g_autofree char *read_alike = g_strndup (sort_key, strcspn (sort_key, "\t") + 1);
  g_autofree char *end = g_strconcat (read_alike, RB_AFTER_LETTERS, NULL);

  append_ids (db,
              rb_database_prepare (db, "SELECT id FROM contacts WHERE sort_key >= ? AND sort_key < ? LIMIT ?", "ssi",
                                   read_alike, end, (gint64) MAX_CANDIDATES),
              ids);
}

void
rb_contact_store_find_changed (RbDatabase *db, gint64 change, guint max, GArray *ids)
{
  append_ids (db,
              rb_database_prepare (db, "SELECT DISTINCT contact FROM undo WHERE change = ? LIMIT ?", "ii", change,
                                   (gint64) max),
              ids);
}

gint64
rb_contact_store_find_uid (RbDatabase *db, const char *uid)
{
  sqlite3_stmt *statement = rb_database_prepare (db, "SELECT id FROM contacts WHERE uid = ? LIMIT 1", "s", uid);
  gint64 id = 0;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    id = sqlite3_column_int64 (statement, 0);
  rb_database_release (db, statement);

  return id;
}
