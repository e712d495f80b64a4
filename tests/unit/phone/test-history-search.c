/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking for calls: by name, number, verdict and day; and a file of the first version, whose rows are found once they
 * are indexed. */

#include "rb-history-keeper.h"
#include "rb-history-private.h"
#include "rb-history-search.h"

#include "rb-test-folder.h"

#include <locale.h>
#include <string.h>

#define N_MANY 100000

typedef struct
{
  char *folder;
  char *path;
  RbHistory *history;
  RbHistorySearch *search;
  gint64 now_us;
  guint n_searched;
} Fixture;

static void
on_searched (Fixture *self)
{
  self->n_searched++;
}

static void
open_again (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->search);
  g_clear_object (&self->history);
  self->history = rb_history_open (self->path, NULL, &error);
  g_assert_no_error (error);
  self->search = rb_history_search_new (self->history);
  g_signal_connect_swapped (self->search, "searched", G_CALLBACK (on_searched), self);
}

static void
add (Fixture *self, const char *name, const char *uri, gboolean incoming, const char *verdict, int days_ago)
{
  const RbHistoryBegin row = {
    .start_us = self->now_us - (gint64) days_ago * 24 * 3600 * G_USEC_PER_SEC,
    .incoming = incoming,
    .remote_name = name,
    .remote_uri = uri,
    .account_id = incoming ? "home" : "work",
    .call_id = "call",
  };
  gint64 id = rb_history_begin (self->history, &row, NULL);

  rb_history_finish (self->history, id,
                     &(RbHistoryEnd){ .verdict = verdict,
                                      .talk_us = -1,
                                      .ring_us = -1,
                                      .missed = incoming && strcmp (verdict, "cancelled") == 0,
                                      .handling = strcmp (verdict, "declined") == 0 ? "blocked" : NULL },
                     NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GDateTime) noon = g_date_time_new_local (2026, 11, 26, 12, 0, 0); /* a Thursday */

  self->folder = rb_test_folder_new ();
  self->path = g_build_filename (self->folder, "history.db", NULL);
  self->now_us = g_date_time_to_unix (noon) * G_USEC_PER_SEC;
  open_again (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->search);
  g_clear_object (&self->history);
  rb_test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static void
wait_searched (Fixture *self)
{
  guint n = self->n_searched;

  while (self->n_searched == n)
    g_main_context_iteration (NULL, TRUE);
}

/* The addresses found, newest first, in one line. (transfer full) */
static char *
list_found (GListModel *model)
{
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (model, i);
      const char *uri = rb_history_item_get_remote_uri (item) + strlen ("sip:");

      g_string_append_printf (found, "%s%.*s", i > 0 ? " " : "", (int) strcspn (uri, "@"), uri);
    }

  return g_string_free (found, FALSE);
}

static void
assert_found (Fixture *self, const RbHistoryQuery *query, const char *wanted)
{
  g_autofree char *found = NULL;

  rb_history_search_set_query (self->search, query);
  wait_searched (self);
  found = list_found (G_LIST_MODEL (self->search));
  g_assert_cmpstr (found, ==, wanted);
}

static void
add_some (Fixture *self)
{
  add (self, "Zoë Müller", "sip:zoe@example.org", TRUE, "answered", 9);
  add (self, NULL, "sip:+861012345678@example.cn;user=phone", FALSE, "busy", 8);
  add (self, "王小明", "sip:xm@example.cn", TRUE, "cancelled", 3);
  add (self, "O\"Neil 50% _", "sip:oneil@example.ie", FALSE, "no-answer", 2);
  add (self, "Spam", "sip:spam@example.com", TRUE, "declined", 1);
  add (self, "Bob", "sip:bob@example.org", FALSE, "answered", 0);
}

static void
words_are_found_wherever_they_are (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *found;
  } cases[] = {
    { "zoe", "zoe" },
    { "ZOË mül", "zoe" },
    { "muller", "zoe" },
    { "example.org", "bob zoe" },
    { "小明", "xm" },
    { "王", "xm" },
    { "1234-5678", "+861012345678" },
    { "+86 (10) 1234 5678", "+861012345678" },
    { "12", "+861012345678" },
    { "345", "+861012345678" },
    { "o\"neil", "oneil" },
    { "50%", "oneil" },
    { "_", "oneil" },
    { "nobody at all", "" },
    { "bob zoe", "" },
    { "\" OR 1 --", "" },
    { "*", "" },
  };

  add_some (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_found (self, &(RbHistoryQuery){ .text = cases[i].text }, cases[i].found);
}

static void
verdicts_and_days_are_found_by_their_words (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *found;
  } cases[] = {
    { "busy", "+861012345678" },
    { "no answer", "oneil" },
    { "no-answer", "oneil" },
    { "no a", "oneil" },
    { "missed", "xm" },
    { "blocked", "spam" },
    { "answered bob", "bob" },
    { "2026-11-26", "bob" },
    { "26.11.2026", "bob" },
    { "2026年11月25日", "spam" },
    { "11月25日", "spam" },
    { "2026-11", "bob spam oneil xm +861012345678 zoe" },
    { "2026-11-25 blocked", "spam" },
    { "2026-11-26 blocked", "" },
    { "2026-02-30", "" },
    { "outgoing answered", "bob" },
  };

  add_some (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_found (self, &(RbHistoryQuery){ .text = cases[i].text }, cases[i].found);
}

static void
assert_day (const char *text, gint64 now_us, const char *first, int days)
{
  gint64 from_us;
  gint64 until_us;
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) until = NULL;
  g_autofree char *got = NULL;

  g_assert_true (rb_history_parse_day (text, now_us, &from_us, &until_us));
  from = g_date_time_new_from_unix_local (from_us / G_USEC_PER_SEC);
  until = g_date_time_new_from_unix_local (until_us / G_USEC_PER_SEC);
  got = g_date_time_format (from, "%Y-%m-%d %H:%M");
  g_assert_cmpstr (got, ==, first);
  g_assert_cmpint ((g_date_time_difference (until, from) + 12 * G_TIME_SPAN_HOUR) / G_TIME_SPAN_DAY, ==, days);
}

static void
days_are_read_as_people_write_them (Fixture *self, gconstpointer data)
{
  static const char *const none[] = { "",        "2026",      "12",        "2026-13-01", "2026-00-01",
                                      "1-2-3-4", "31.2.2026", "99999-1-1", "someday" };
  gint64 from_us;
  gint64 until_us;

  assert_day ("today", self->now_us, "2026-11-26 00:00", 1);
  assert_day ("yesterday", self->now_us, "2026-11-25 00:00", 1);
  assert_day ("thursday", self->now_us, "2026-11-26 00:00", 1);
  assert_day ("friday", self->now_us, "2026-11-20 00:00", 1);
  assert_day ("monday", self->now_us, "2026-11-23 00:00", 1);
  assert_day ("2026/1/5", self->now_us, "2026-01-05 00:00", 1);
  assert_day ("24.12.", self->now_us, "2025-12-24 00:00", 1); /* the last one there was */
  assert_day ("2024-2", self->now_us, "2024-02-01 00:00", 29);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (rb_history_parse_day (none[i], self->now_us, &from_us, &until_us));
}

static GPtrArray *
find_people (const char *word, gpointer data)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);

  if (strcmp (word, "friend") == 0)
    {
      g_ptr_array_add (addresses, g_strdup ("010 1234-5678"));
      g_ptr_array_add (addresses, g_strdup ("sip:Bob@example.org"));
    }

  return addresses;
}

static void
a_person_is_told_by_address_or_last_digits (void)
{
  static const struct
  {
    const char *uri;
    gboolean is_one;
  } calls[] = {
    { "sip:BOB@example.org:5062;transport=tls", TRUE },
    { "sip:bob@example.org", TRUE },
    { "sip:bobby@example.org", FALSE },
    { "sip:bob@example.com", FALSE },
    { "sip:+861012345678@trunk.example.net", TRUE },
    { "tel:010-12345678", TRUE },
    { "sip:2345678@pbx", FALSE },
    { "sip:234@pbx", TRUE },
    { "sip:1234@pbx", FALSE },
    { "sip:ann@anywhere", TRUE },
    { "", FALSE },
  };
  g_autoptr (GHashTable) people = rb_history_people_new ("bob@example.org\n012345678\n234\nann\n");

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *search = rb_history_search_text ("bob@example.org", calls[i].uri);

      g_test_message ("%s", calls[i].uri);
      g_assert_cmpint (rb_history_is_person (people, search), ==, calls[i].is_one);
    }
}

static void
the_calls_of_a_contact_are_found_by_its_name (Fixture *self, gconstpointer data)
{
  add_some (self);
  assert_found (self, &(RbHistoryQuery){ .text = "friend", .find_people = find_people }, "bob +861012345678");
  assert_found (self, &(RbHistoryQuery){ .text = "friend busy", .find_people = find_people }, "+861012345678");
}

static void
filters_and_words_go_together (Fixture *self, gconstpointer data)
{
  add_some (self);
  assert_found (self, &(RbHistoryQuery){ .filter = RB_HISTORY_MISSED }, "xm");
  assert_found (self, &(RbHistoryQuery){ .filter = RB_HISTORY_OUTGOING }, "bob oneil +861012345678");
  assert_found (self, &(RbHistoryQuery){ .filter = RB_HISTORY_INCOMING, .text = "example.org" }, "zoe");
  assert_found (self, &(RbHistoryQuery){ .account_id = "home" }, "spam xm zoe");
  assert_found (self, &(RbHistoryQuery){ .account_id = "home' OR '1" }, "");
}

static void
what_is_found_follows_the_history (Fixture *self, gconstpointer data)
{
  g_autofree char *found = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id;

  add_some (self);
  assert_found (self, &(RbHistoryQuery){ .text = "example.org" }, "bob zoe");
  id = rb_history_search_get_id (self->search, 0);
  g_array_append_val (ids, id);
  g_assert_cmpint (rb_history_search_get_start_us (self->search, 0), ==, self->now_us);
  rb_history_hide (self->history, ids, NULL);
  wait_searched (self);
  found = list_found (G_LIST_MODEL (self->search));
  g_assert_cmpstr (found, ==, "zoe");
  rb_history_restore (self->history, ids, NULL);
  wait_searched (self);
  g_assert_cmpint (rb_history_search_get_id (self->search, 0), ==, id);

  rb_history_search_set_query (self->search, &(RbHistoryQuery){ .text = "  " });
  g_assert_true (rb_history_search_is_everything (self->search));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->search)), ==, 6);
}

/* Each key of a fast typist is a question; the list is that of the last. */
static void
only_the_last_question_counts (Fixture *self, gconstpointer data)
{
  g_autofree char *found = NULL;

  add_some (self);
  for (guint i = 0; i < 50; i++)
    rb_history_search_set_query (self->search, &(RbHistoryQuery){ .text = i % 2 == 0 ? "zoe" : "example" });
  rb_history_search_set_query (self->search, &(RbHistoryQuery){ .text = "spam" });
  wait_searched (self);
  found = list_found (G_LIST_MODEL (self->search));
  g_assert_cmpstr (found, ==, "spam");
}

static void
a_file_of_the_first_version_is_found_in (Fixture *self, gconstpointer data)
{
  sqlite3 *db = NULL;
  g_autoptr (RbHistoryItem) item = NULL;

  g_clear_object (&self->search);
  g_clear_object (&self->history);
  rb_test_folder_remove (self->folder);
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  g_assert_cmpint (sqlite3_open (self->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (
          db,
          "CREATE TABLE calls (id INTEGER PRIMARY KEY AUTOINCREMENT, start_us INTEGER NOT NULL, talk_us "
          "INTEGER NOT NULL DEFAULT -1, incoming INTEGER NOT NULL, missed INTEGER NOT NULL DEFAULT 0, seen "
          "INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0, remote_uri TEXT NOT NULL, "
          "remote_name TEXT, account_id TEXT, verdict TEXT NOT NULL DEFAULT 'in-progress', call_id TEXT, "
          "capture_path TEXT);"
          "CREATE INDEX calls_missed ON calls (id) WHERE missed AND NOT seen;"
          "CREATE INDEX calls_open ON calls (id) WHERE verdict = 'in-progress';"
          "INSERT INTO calls (start_us, incoming, missed, remote_uri, remote_name, verdict) VALUES"
          " (1, 1, 1, 'sip:zoe@example.org', 'Zoë', 'cancelled'), (2, 0, 0, 'sip:bob@example.org', 'Bob', 'busy');"
          "PRAGMA user_version = 1",
          NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);

  open_again (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->history)), ==, 2);
  g_assert_cmpuint (rb_history_get_n_missed (self->history), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (self->history), 0);
  g_assert_cmpint (rb_history_item_get_ring_us (item), ==, -1);
  g_assert_null (rb_history_item_get_handling (item));

  db = rb_history_connect (self->path);
  g_assert_true (rb_history_schema_index (db, 1));
  g_assert_true (rb_history_schema_index (db, 1));
  g_assert_false (rb_history_schema_index (db, 1));
  sqlite3_close (db);
  assert_found (self, &(RbHistoryQuery){ .text = "zoe" }, "zoe");
}

static void
a_hundred_thousand_calls_are_searched_and_stay_on_the_disk (Fixture *self, gconstpointer data)
{
  sqlite3 *db = rb_history_connect (self->path);
  g_autoptr (RbHistoryItem) last = NULL;

  g_assert_cmpint (
      sqlite3_exec (db,
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " G_STRINGIFY (
                        N_MANY) ") "
                                "INSERT INTO calls (start_us, incoming, remote_uri, remote_name, verdict, search) "
                                "SELECT i * 1000000, i % 2, 'sip:u' || i || '@example.org', 'User ' || i, 'answered', "
                                "'user ' || i || char (10) || 'u' || i || '@example.org' || char (10) FROM n",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);

  rb_history_refresh (self->history);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->search)), ==, N_MANY);
  assert_found (self, &(RbHistoryQuery){ .text = "u99999@" }, "u99999");
  rb_history_search_set_query (self->search, &(RbHistoryQuery){ .text = "example.org" });
  wait_searched (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->search)), ==, N_MANY);
  last = g_list_model_get_item (G_LIST_MODEL (self->search), N_MANY - 1);
  g_assert_cmpstr (rb_history_item_get_remote_uri (last), ==, "sip:u1@example.org");
  rb_history_search_set_query (self->search, &(RbHistoryQuery){ .text = "u1", .filter = RB_HISTORY_INCOMING });
  wait_searched (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->search)); i += 100)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->search), i);

      g_assert_true (rb_history_item_is_incoming (item));
      g_assert_cmpuint (rb_history_get_n_loaded (self->history), <=, 512);
    }
}

#define ADD(function) g_test_add ("/history-search/" #function, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  ADD (words_are_found_wherever_they_are);
  ADD (verdicts_and_days_are_found_by_their_words);
  ADD (days_are_read_as_people_write_them);
  g_test_add_func ("/history-search/a_person_is_told_by_address_or_last_digits",
                   a_person_is_told_by_address_or_last_digits);
  ADD (the_calls_of_a_contact_are_found_by_its_name);
  ADD (filters_and_words_go_together);
  ADD (what_is_found_follows_the_history);
  ADD (only_the_last_question_counts);
  ADD (a_file_of_the_first_version_is_found_in);
  ADD (a_hundred_thousand_calls_are_searched_and_stay_on_the_disk);

  return g_test_run ();
}
