/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is deleted and what is kept: undo, the program killed in between, old calls, two programs on one file; and how
 * calls are exported. */

#include "rb-history-export.h"
#include "rb-history-keeper.h"
#include "rb-history-owner.h"
#include "rb-history-private.h"
#include "rb-phone-settings.h"

#include "rb-test-folder.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY_US ((gint64) 24 * 3600 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *calls;
  char *path;
  RbHistory *history;
} Fixture;

static RbHistory *
open_history (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  RbHistory *history = rb_history_open (self->path, NULL, &error);

  g_assert_no_error (error);
  return history;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = rb_test_folder_new ();
  self->calls = g_build_filename (self->folder, "calls", NULL);
  self->path = g_build_filename (self->folder, "history.db", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->calls, 0700), ==, 0);
  self->history = open_history (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->history);
  rb_test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->calls);
  g_free (self->path);
}

static guint
count (RbHistory *history)
{
  return g_list_model_get_n_items (G_LIST_MODEL (history));
}

static char *
capture_of (Fixture *self, const char *user)
{
  g_autofree char *name = g_strconcat (user, ".pcapng", NULL);

  return g_build_filename (self->calls, name, NULL);
}

static gboolean
has_capture (Fixture *self, const char *user)
{
  g_autofree char *path = capture_of (self, user);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gint64
begin (Fixture *self, RbHistory *history, const char *user, int days_ago)
{
  g_autofree char *uri = g_strdup_printf ("sip:%s@example.org", user);
  g_autofree char *capture = capture_of (self, user);
  const RbHistoryBegin row = {
    .start_us = g_get_real_time () - days_ago * DAY_US,
    .incoming = TRUE,
    .remote_uri = uri,
    .remote_name = user,
    .call_id = user,
    .capture_path = capture,
  };

  g_assert_true (g_file_set_contents (capture, "x", 1, NULL));
  return rb_history_begin (history, &row, NULL);
}

static gint64
add (Fixture *self, const char *user, int days_ago)
{
  gint64 id = begin (self, self->history, user, days_ago);

  rb_history_finish (
      self->history, id,
      &(RbHistoryEnd){ .verdict = "cancelled", .talk_us = -1, .ring_us = 7 * G_USEC_PER_SEC, .missed = TRUE }, NULL);
  return id;
}

static GArray *
make_ids (guint n, const gint64 *ids)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (array, ids, n);
  return array;
}

static void
what_was_deleted_comes_back_with_all_it_had (Fixture *self, gconstpointer data)
{
  gint64 ids[] = { add (self, "a", 2), add (self, "b", 1), add (self, "c", 0) };
  g_autoptr (GArray) both = make_ids (2, ids);
  g_autoptr (RbHistoryItem) before = g_list_model_get_item (G_LIST_MODEL (self->history), 2);
  g_autoptr (RbHistoryItem) after = NULL;

  g_assert_true (rb_history_hide (self->history, both, NULL));
  g_assert_cmpuint (count (self->history), ==, 1);
  g_assert_cmpuint (rb_history_get_n_missed (self->history), ==, 1);
  g_assert_true (has_capture (self, "a"));
  g_assert_true (rb_history_restore (self->history, both, NULL));
  g_assert_cmpuint (count (self->history), ==, 3);
  g_assert_cmpuint (rb_history_get_n_missed (self->history), ==, 3);
  after = g_list_model_get_item (G_LIST_MODEL (self->history), 2);
  g_assert_true (rb_history_item_equal (before, after));

  g_assert_true (rb_history_hide (self->history, both, NULL));
  g_assert_true (rb_history_purge (self->history, both, NULL));
  g_assert_false (has_capture (self, "a") || has_capture (self, "b"));
  g_assert_true (has_capture (self, "c"));
  g_assert_true (rb_history_restore (self->history, both, NULL));
  g_assert_cmpuint (count (self->history), ==, 1);
}

/* In a process of its own, which is killed while something is only hidden, and something else is about to go. */
static void
die_while_deleting (Fixture *self, gint64 hidden, gint64 condemned)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      RbHistory *history = rb_history_open (self->path, NULL, NULL);
      g_autoptr (GArray) one = make_ids (1, &hidden);
      g_autoptr (GArray) other = make_ids (1, &condemned);
      sqlite3 *db = rb_history_connect (self->path);

      rb_history_hide (history, one, NULL);
      rb_history_hide (history, other, NULL);
      sqlite3_exec (db, "UPDATE calls SET hidden = 2 WHERE remote_name = 'condemned'", NULL, NULL, NULL);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

static void
a_kill_while_something_can_be_undone_loses_nothing (Fixture *self, gconstpointer data)
{
  gint64 hidden = add (self, "hidden", 1);
  gint64 condemned = add (self, "condemned", 0);

  g_clear_object (&self->history);
  die_while_deleting (self, hidden, condemned);
  self->history = open_history (self);
  g_assert_cmpuint (count (self->history), ==, 1);
  g_assert_true (has_capture (self, "hidden"));
  g_assert_false (has_capture (self, "condemned"));
}

static void
another_program_does_not_bring_back_what_this_one_hides (Fixture *self, gconstpointer data)
{
  gint64 id = add (self, "a", 0);
  g_autoptr (GArray) ids = make_ids (1, &id);
  g_autoptr (RbHistory) other = NULL;

  rb_history_hide (self->history, ids, NULL);
  other = open_history (self);
  g_assert_cmpuint (count (other), ==, 0);
  g_assert_true (rb_history_restore (self->history, ids, NULL));
  rb_history_refresh (other);
  g_assert_cmpuint (count (other), ==, 1);
}

static void
a_call_of_another_program_is_left_to_it (Fixture *self, gconstpointer data)
{
  gint64 id = begin (self, self->history, "a", 0);
  g_autoptr (RbHistory) other = open_history (self);
  g_autoptr (GPtrArray) open = rb_history_list_open (other);
  g_autoptr (RbHistoryItem) item = NULL;

  g_assert_cmpuint (open->len, ==, 0);
  g_assert_cmpuint (count (other), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (other), 0);
  g_assert_cmpstr (rb_history_item_get_verdict (item), ==, "in-progress");

  rb_history_finish (self->history, id, &(RbHistoryEnd){ .verdict = "busy", .talk_us = -1, .ring_us = -1 }, NULL);
  begin (self, self->history, "b", 0);
  g_clear_object (&item);
  rb_history_refresh (other);
  g_assert_cmpuint (count (other), ==, 2);
  item = g_list_model_get_item (G_LIST_MODEL (other), 1);
  g_assert_cmpstr (rb_history_item_get_verdict (item), ==, "busy");

  g_clear_object (&self->history); /* the program is gone: its call is anybody's */
  g_clear_pointer (&open, g_ptr_array_unref);
  open = rb_history_list_open (other);
  g_assert_cmpuint (open->len, ==, 1);
}

/* Nobody calls rb_history_refresh(): the file is watched. */
static void
rows_of_another_program_appear (Fixture *self, gconstpointer data)
{
  g_autoptr (RbHistory) other = open_history (self);

  add (self, "a", 0);
  while (count (other) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
an_owner_is_alive_as_long_as_it_is_there (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "lock", NULL);
  g_autoptr (RbHistoryOwner) one = rb_history_owner_new (path);
  RbHistoryOwner *other = rb_history_owner_new (path);
  gint64 id = rb_history_owner_get_id (other);
  g_autoptr (RbHistoryOwner) nowhere = rb_history_owner_new ("/nowhere/lock");

  g_assert_cmpint (rb_history_owner_get_id (one), >, 0);
  g_assert_true (rb_history_owner_is_alive (one, rb_history_owner_get_id (one)));
  g_assert_true (rb_history_owner_is_alive (one, id));
  rb_history_owner_free (other);
  g_assert_false (rb_history_owner_is_alive (one, id));
  g_assert_false (rb_history_owner_is_alive (one, 0));
  g_assert_cmpint (rb_history_owner_get_id (nowhere), ==, 0);
  g_assert_false (rb_history_owner_is_alive (nowhere, 1));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  *(int *) data = rb_history_remove_finish (result);
}

static void
old_calls_go_and_no_others (Fixture *self, gconstpointer data)
{
  gint64 hidden = add (self, "hidden", 40);
  g_autoptr (GArray) ids = make_ids (1, &hidden);
  gint64 limit = rb_history_get_limit (30, g_get_real_time ());
  int removed = -1;

  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *user = g_strdup_printf ("old%u", i);

      add (self, user, 31);
    }
  begin (self, self->history, "still-on", 31);
  add (self, "young", 29);
  rb_history_hide (self->history, ids, NULL);
  g_assert_cmpuint (rb_history_count_before (self->history, limit), ==, 451);

  rb_history_remove_async (self->history, limit, on_removed, &removed);
  while (removed < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (removed);
  g_assert_cmpuint (count (self->history), ==, 2);
  g_assert_false (has_capture (self, "old0") || has_capture (self, "old449"));
  g_assert_true (has_capture (self, "still-on") && has_capture (self, "young") && has_capture (self, "hidden"));
  rb_history_restore (self->history, ids, NULL);
  g_assert_cmpuint (count (self->history), ==, 3);
}

static void
the_setting_is_followed (Fixture *self, gconstpointer data)
{
  g_autoptr (GSettings) settings = rb_phone_settings_new (NULL, NULL);
  RbHistoryKeeper *keeper;

  add (self, "old", 100);
  add (self, "young", 10);
  keeper = rb_history_keeper_new (self->history, settings);
  g_settings_set_uint (settings, "keep-calls-days", 365);
  g_settings_set_uint (settings, "keep-calls-days", 90);
  while (count (self->history) > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (has_capture (self, "old"));
  g_assert_true (has_capture (self, "young"));
  rb_history_keeper_free (keeper);
}

static void
on_measured (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gint64 *) data = rb_history_measure_finish (result, NULL);
}

static void
the_disk_used_counts_the_captures (Fixture *self, gconstpointer data)
{
  g_autofree char *capture = capture_of (self, "big");
  g_autofree char *bytes = g_strnfill (1 << 20, 'x');
  gint64 before = -1;
  gint64 after = -1;

  rb_history_measure_async (self->history, NULL, on_measured, &before);
  while (before < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (before, >, 0);
  g_assert_true (g_file_set_contents (capture, bytes, 1 << 20, NULL));
  rb_history_measure_async (self->history, NULL, on_measured, &after);
  while (after < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (after - before, >=, 1 << 20);
}

static void
a_table_cannot_be_broken_out_of (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (RbHistoryItem) item = NULL;
  const RbHistoryBegin row = {
    .start_us = 0,
    .incoming = TRUE,
    .remote_uri = "sip:a,b\"c@example.org",
    .remote_name = "=HYPERLINK(\"http://example.org\")",
    .call_id = "@x\r\ny",
  };

  rb_history_begin (self->history, &row, NULL);
  item = g_list_model_get_item (G_LIST_MODEL (self->history), 0);
  rb_history_export_row (csv, RB_HISTORY_CSV, item, "+1", NULL, TRUE);
  g_assert_nonnull (strstr (csv->str, ",incoming,no,\"'+1\",\"'=HYPERLINK(\"\"http://example.org\"\")\","
                                      "\"sip:a,b\"\"c@example.org\",,in-progress,,,,,,\"'@x\r\ny\",\r\n"));
  rb_history_export_begin (json, RB_HISTORY_JSON);
  rb_history_export_row (json, RB_HISTORY_JSON, item, NULL, "work", TRUE);
  rb_history_export_end (json, RB_HISTORY_JSON);
  g_assert_nonnull (strstr (json->str, "\"address\":\"sip:a,b\\\"c@example.org\""));
  g_assert_nonnull (strstr (json->str, "\"callId\":\"@x\\r\\ny\""));
  g_assert_null (strstr (json->str, "ringSeconds"));
}

#define ADD(function) g_test_add ("/history-keep/" #function, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (what_was_deleted_comes_back_with_all_it_had);
  ADD (a_kill_while_something_can_be_undone_loses_nothing);
  ADD (another_program_does_not_bring_back_what_this_one_hides);
  ADD (a_call_of_another_program_is_left_to_it);
  ADD (rows_of_another_program_appear);
  ADD (an_owner_is_alive_as_long_as_it_is_there);
  ADD (old_calls_go_and_no_others);
  ADD (the_setting_is_followed);
  ADD (the_disk_used_counts_the_captures);
  ADD (a_table_cannot_be_broken_out_of);

  return g_test_run ();
}
