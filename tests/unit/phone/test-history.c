/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The call history: rows survive, the list stays lazy, and no file makes it fail or is destroyed. */

#include "rb-history-private.h"

#include "rb-test-folder.h"

#include <sqlite3.h>
#include <string.h>

#define START_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rb_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rb_test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static RbHistory *
open_history (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  RbHistory *history = rb_history_open (fixture->path, &notice, &error);

  g_assert_no_error (error);
  g_assert_null (notice);

  return history;
}

static gint64
begin (RbHistory *history, const char *uri, gboolean incoming, const char *capture_path)
{
  g_autoptr (GError) error = NULL;
  const RbHistoryBegin row = {
    .start_us = START_US,
    .incoming = incoming,
    .remote_uri = uri,
    .remote_name = "Zoë “the cook”",
    .account_id = "account",
    .call_id = "call-1@host",
    .capture_path = capture_path,
  };
  gint64 id = rb_history_begin (history, &row, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);

  return id;
}

static void
finish (RbHistory *history, gint64 id, const char *verdict, guint status, gint64 talk_us, gboolean missed)
{
  g_autoptr (GError) error = NULL;

  rb_history_finish (
      history, id,
      &(RbHistoryEnd){ .verdict = verdict, .status = status, .talk_us = talk_us, .ring_us = -1, .missed = missed },
      &error);
  g_assert_no_error (error);
}

static void
a_call_is_remembered_over_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  g_autoptr (RbHistoryItem) item = NULL;
  gint64 id = begin (history, "sip:zoe@example.org", TRUE, "/somewhere/call.pcapng");

  item = g_list_model_get_item (G_LIST_MODEL (history), 0);
  g_assert_cmpstr (rb_history_item_get_verdict (item), ==, "in-progress");
  finish (history, id, "answered", 200, 12345678, FALSE);

  g_clear_object (&history);
  g_clear_object (&item);
  history = open_history (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (history), 0);
  g_assert_cmpint (rb_history_item_get_id (item), ==, id);
  g_assert_cmpint (rb_history_item_get_start_us (item), ==, START_US);
  g_assert_cmpint (rb_history_item_get_talk_us (item), ==, 12345678);
  g_assert_cmpuint (rb_history_item_get_status (item), ==, 200);
  g_assert_true (rb_history_item_is_incoming (item));
  g_assert_false (rb_history_item_is_missed (item));
  g_assert_cmpstr (rb_history_item_get_verdict (item), ==, "answered");
  g_assert_cmpstr (rb_history_item_get_remote_uri (item), ==, "sip:zoe@example.org");
  g_assert_cmpstr (rb_history_item_get_remote_name (item), ==, "Zoë “the cook”");
  g_assert_cmpstr (rb_history_item_get_account_id (item), ==, "account");
  g_assert_cmpstr (rb_history_item_get_call_id (item), ==, "call-1@host");
  g_assert_cmpstr (rb_history_item_get_capture_path (item), ==, "/somewhere/call.pcapng");
}

static void
a_call_cut_off_stays_open_until_it_is_completed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  g_autoptr (GPtrArray) open = NULL;
  gint64 cut_off = begin (history, "sip:a@example.org", FALSE, NULL);

  finish (history, begin (history, "sip:b@example.org", FALSE, NULL), "busy", 486, -1, FALSE);
  g_clear_object (&history);
  history = open_history (fixture);
  open = rb_history_list_open (history);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (rb_history_item_get_id (g_ptr_array_index (open, 0)), ==, cut_off);
  finish (history, cut_off, "failed", 0, -1, FALSE);
  g_clear_pointer (&open, g_ptr_array_unref);
  open = rb_history_list_open (history);
  g_assert_cmpuint (open->len, ==, 0);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  ++*(guint *) data;
}

static void
missed_calls_are_counted_until_they_are_seen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  guint n_notified = 0;
  gint64 first;

  g_signal_connect (history, "notify::n-missed", G_CALLBACK (on_notify), &n_notified);
  first = begin (history, "sip:a@example.org", TRUE, NULL);
  finish (history, first, "cancelled", 487, -1, TRUE);
  finish (history, begin (history, "sip:b@example.org", TRUE, NULL), "cancelled", 487, -1, TRUE);
  finish (history, begin (history, "sip:c@example.org", TRUE, NULL), "answered", 200, 1, FALSE);
  g_assert_cmpuint (rb_history_get_n_missed (history), ==, 2);
  g_assert_cmpuint (n_notified, ==, 2);
  rb_history_delete (history, first, NULL);
  g_assert_cmpuint (rb_history_get_n_missed (history), ==, 1);

  g_clear_object (&history);
  history = open_history (fixture);
  g_assert_cmpuint (rb_history_get_n_missed (history), ==, 1);
  rb_history_mark_seen (history);
  g_assert_cmpuint (rb_history_get_n_missed (history), ==, 0);
}

static void
deleting_a_row_deletes_its_own_capture_and_no_other_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  g_autofree char *calls = g_build_filename (fixture->folder, "calls", NULL);
  g_autofree char *ours = g_build_filename (calls, "call.pcapng", NULL);
  g_autofree char *theirs = g_build_filename (fixture->folder, "chosen.pcapng", NULL);
  gint64 id;

  g_assert_cmpint (g_mkdir (calls, 0700), ==, 0);
  g_assert_true (g_file_set_contents (ours, "x", 1, NULL));
  g_assert_true (g_file_set_contents (theirs, "x", 1, NULL));
  id = begin (history, "sip:a@example.org", TRUE, ours);
  rb_history_delete (history, id, NULL);
  g_assert_true (g_file_test (ours, G_FILE_TEST_EXISTS)); /* the call is still on */
  finish (history, id, "busy", 486, -1, FALSE);
  rb_history_delete (history, id, NULL);
  id = begin (history, "sip:a@example.org", TRUE, theirs);
  finish (history, id, "busy", 486, -1, FALSE);
  rb_history_delete (history, id, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 0);
  g_assert_false (g_file_test (ours, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (theirs, G_FILE_TEST_EXISTS));
}

typedef struct
{
  guint position;
  guint removed;
  guint added;
  guint n;
} Change;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Change *change = data;

  change->position = position;
  change->removed = removed;
  change->added = added;
  change->n++;
}

static void
the_list_tells_which_row_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  Change change = { 0 };
  gint64 first;

  g_signal_connect (history, "items-changed", G_CALLBACK (on_items_changed), &change);
  first = begin (history, "sip:first@example.org", TRUE, NULL);
  g_assert_true (change.position == 0 && change.removed == 0 && change.added == 1);
  begin (history, "sip:second@example.org", TRUE, NULL);
  g_assert_true (change.position == 0 && change.removed == 0 && change.added == 1);
  finish (history, first, "busy", 486, -1, FALSE);
  g_assert_true (change.position == 1 && change.removed == 1 && change.added == 1);
  rb_history_delete (history, first, NULL);
  g_assert_true (change.position == 1 && change.removed == 1 && change.added == 0);
  g_assert_cmpuint (change.n, ==, 4);
}

static void
ten_thousand_rows_are_read_a_page_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  sqlite3 *db = NULL;

  g_clear_object (&history);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
                                 "INSERT INTO calls (start_us, incoming, remote_uri, verdict) "
                                 "SELECT i, 0, 'sip:' || i || '@example.org', 'answered' FROM n",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);

  history = open_history (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 10000);
  g_assert_cmpuint (rb_history_get_n_loaded (history), ==, 0);
  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (history), i);

      g_assert_cmpint (rb_history_item_get_start_us (item), ==, 10000 - i);
      g_assert_cmpuint (rb_history_get_n_loaded (history), <=, 512);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (history), 10000));
}

static void
a_damaged_file_is_moved_aside_and_told (Fixture *fixture, gconstpointer data)
{
  const char *how = data;
  g_autoptr (RbHistory) history = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  if (strcmp (how, "text") == 0)
    {
      bytes = g_strnfill (5000, 'x');
      length = 5000;
    }
  else
    {
      history = open_history (fixture);
      for (int i = 0; i < 500; i++)
        begin (history, "sip:a@example.org", TRUE, NULL);
      g_clear_object (&history);
      g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
      memset (bytes + 4096 * 3, 0xa5, 4096 * 2); /* pages of the table, not the header */
    }
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) length, NULL));

  history = rb_history_open (fixture->path, &notice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (history);
  g_assert_nonnull (strstr (notice, "history.db.damaged-"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 0);
  g_assert_cmpuint (rb_test_folder_count (fixture->folder, "history.db.damaged-"), >=, 1);
  begin (history, "sip:a@example.org", TRUE, NULL);
}

/* A large file is not read whole at each start. */
static void
damage_that_is_met_later_is_looked_for_at_the_next_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  g_autofree char *long_uri = g_strnfill (12000, 'x');
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  memcpy (long_uri, "sip:", 4);
  for (int i = 0; i < 500; i++)
    begin (history, long_uri, TRUE, NULL);
  g_clear_object (&history);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 5000000);
  memset (bytes + 4096 * 40, 0xa5, length - 4096 * 80);
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) length, NULL));

  history = rb_history_open (fixture->path, &notice, NULL);
  for (guint i = 0; history != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (history)); i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (history), i);

      rb_history_item_get_remote_uri (item);
    }
  g_clear_object (&history);
  if (notice == NULL) /* else the places of the rows could not be read, either */
    history = rb_history_open (fixture->path, &notice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (notice, "history.db.damaged-"));
}

static void
a_newer_file_is_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  sqlite3 *db = NULL;
  gsize n_before;
  gsize n_after;

  g_clear_object (&history);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (fixture->path, &before, &n_before, NULL));

  history = rb_history_open (fixture->path, NULL, &error);
  g_assert_null (history);
  g_assert_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "99"));
  g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
a_folder_in_its_place_is_a_clear_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  g_assert_null (rb_history_open (fixture->path, NULL, &error));
  g_assert_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_FAILED);
}

/* Any byte of the file may be wrong: a history or an error, and the list can be read. */
static void
no_damage_crashes_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbHistory) history = open_history (fixture);
  g_autoptr (GRand) random = g_rand_new_with_seed (2026);
  g_autofree char *sound = NULL;
  gsize length;

  for (int i = 0; i < 100; i++)
    begin (history, "sip:a@example.org", TRUE, NULL);
  g_clear_object (&history);
  g_assert_true (g_file_get_contents (fixture->path, &sound, &length, NULL));

  for (int round = 0; round < 100; round++)
    {
      g_autoptr (RbHistory) damaged = NULL;
      g_autofree char *bytes = g_memdup2 (sound, length);

      for (int i = 0; i < 8; i++)
        bytes[g_rand_int_range (random, 0, (gint32) length)] = (char) g_rand_int (random);
      g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) length, NULL));
      damaged = rb_history_open (fixture->path, NULL, NULL);
      for (guint i = 0; damaged != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (damaged)); i++)
        {
          g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (damaged), i);

          g_assert_nonnull (item);
        }
      g_clear_object (&damaged);
      rb_test_folder_remove (fixture->folder);
      g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
    }
}

#define ADD(name, function, data) g_test_add ("/history/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a_call_is_remembered_over_a_restart", a_call_is_remembered_over_a_restart, NULL);
  ADD ("a_call_cut_off_stays_open_until_it_is_completed", a_call_cut_off_stays_open_until_it_is_completed, NULL);
  ADD ("missed_calls_are_counted_until_they_are_seen", missed_calls_are_counted_until_they_are_seen, NULL);
  ADD ("deleting_a_row_deletes_its_own_capture_and_no_other_file",
       deleting_a_row_deletes_its_own_capture_and_no_other_file, NULL);
  ADD ("the_list_tells_which_row_changed", the_list_tells_which_row_changed, NULL);
  ADD ("ten_thousand_rows_are_read_a_page_at_a_time", ten_thousand_rows_are_read_a_page_at_a_time, NULL);
  ADD ("a_file_that_is_no_database_is_moved_aside_and_told", a_damaged_file_is_moved_aside_and_told, "text");
  ADD ("a_database_with_damaged_pages_is_moved_aside_and_told", a_damaged_file_is_moved_aside_and_told, "pages");
  ADD ("damage_that_is_met_later_is_looked_for_at_the_next_start",
       damage_that_is_met_later_is_looked_for_at_the_next_start, NULL);
  ADD ("a_newer_file_is_left_alone", a_newer_file_is_left_alone, NULL);
  ADD ("a_folder_in_its_place_is_a_clear_error", a_folder_in_its_place_is_a_clear_error, NULL);
  ADD ("no_damage_crashes_it", no_damage_crashes_it, NULL);

  return g_test_run ();
}
