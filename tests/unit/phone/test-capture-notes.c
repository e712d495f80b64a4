/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes on the messages of a call whose capture is still being written. */

#include "rb-capture-store.h"

#include "rb-capture-reader.h"
#include "rb-test-folder.h"

#include "../trace/trace-fixture.h"

typedef struct
{
  char *folder;
  RbTrace *trace;
  GPtrArray *problems; /* of char */
  RbCaptureStore *store;
  char *path;
} Fixture;

static void
on_problem (const char *sentence, gpointer data)
{
  g_ptr_array_add (data, g_strdup (sentence));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = rb_test_folder_new ();
  self->trace = rb_trace_new ();
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->store = rb_capture_store_new (self->trace, self->folder, on_problem, self->problems);
  fixture_play (self->trace, "0 A>B INVITE 1 INVITE one -\n"
                             "10 B>A 180 1 INVITE one b\n");
  self->path = rb_capture_store_begin (self->store, "call-1", FIXTURE_START_US, "bob", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rb_capture_store_free (self->store);
  g_ptr_array_unref (self->problems);
  g_object_unref (self->trace);
  rb_test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static RbTrace *
read_capture (const Fixture *self)
{
  g_autoptr (GError) error = NULL;
  RbTrace *trace = rb_capture_read (self->path, NULL, &error);

  g_assert_no_error (error);

  return trace;
}

static void
note_is_in_the_file_at_once_and_the_file_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (RbTrace) before = NULL;
  g_autoptr (RbTrace) after = NULL;

  rb_trace_set_note (self->trace, 1, "it rings");
  g_assert_true (rb_capture_store_renew (self->store, "call-1"));
  before = read_capture (self);
  g_assert_cmpuint (rb_trace_get_n_messages (before), ==, 2);
  g_assert_cmpstr (rb_trace_get_note (before, 1), ==, "it rings");

  fixture_play (self->trace, "20 B>A 486 1 INVITE one b\n");
  after = read_capture (self);
  g_assert_cmpuint (rb_trace_get_n_messages (after), ==, 3);
  g_assert_cmpstr (rb_trace_get_note (after, 1), ==, "it rings");
  g_assert_cmpuint (self->problems->len, ==, 0);
  g_assert_cmpuint (rb_test_folder_count (self->folder, ""), ==, 1);
}

static void
other_calls_are_not_touched (Fixture *self, gconstpointer data)
{
  g_assert_false (rb_capture_store_renew (self->store, "call-2"));
}

/* As when a call is opened from the history while its last retransmissions may still come. */
static void
notes_on_an_opened_capture_reach_the_file (Fixture *self, gconstpointer data)
{
  g_autoptr (RbTrace) opened = read_capture (self);
  g_autoptr (RbTrace) again = NULL;

  rb_trace_set_note (opened, 0, "the call begins");
  g_assert_true (rb_capture_store_take_notes (self->store, self->path, opened));
  g_assert_cmpstr (rb_trace_get_note (self->trace, 0), ==, "the call begins");
  again = read_capture (self);
  g_assert_cmpstr (rb_trace_get_note (again, 0), ==, "the call begins");
  g_assert_false (rb_capture_store_take_notes (self->store, "elsewhere.pcapng", opened));
}

/* The place of the new file is taken by a folder: what was there stays, and grows. */
static void
what_was_there_stays_when_writing_fails (Fixture *self, gconstpointer data)
{
  g_autofree char *obstacle = g_strconcat (self->path, ".new", NULL);
  g_autoptr (RbTrace) after = NULL;

  g_assert_cmpint (g_mkdir (obstacle, 0700), ==, 0);
  rb_trace_set_note (self->trace, 0, "lost");
  g_assert_true (rb_capture_store_renew (self->store, "call-1"));
  g_assert_cmpuint (self->problems->len, ==, 1);
  fixture_play (self->trace, "20 B>A 486 1 INVITE one b\n");
  after = read_capture (self);
  g_assert_cmpuint (rb_trace_get_n_messages (after), ==, 3);
}

/* Within the time in which retransmissions of an ended call may still come. */
static void
a_deleted_capture_does_not_come_back (Fixture *self, gconstpointer data)
{
  rb_capture_store_end (self->store, self->path);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  rb_trace_set_note (self->trace, 0, "too late");
  g_assert_true (rb_capture_store_renew (self->store, "call-1"));
  fixture_play (self->trace, "20 B>A 486 1 INVITE one b\n");
  rb_capture_store_renew (self->store, "call-1");
  g_assert_cmpuint (rb_test_folder_count (self->folder, ""), ==, 0);
  g_assert_cmpuint (self->problems->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/capture-notes/note_is_in_the_file_at_once_and_the_file_goes_on", Fixture, NULL, set_up,
              note_is_in_the_file_at_once_and_the_file_goes_on, tear_down);
  g_test_add ("/capture-notes/other_calls_are_not_touched", Fixture, NULL, set_up, other_calls_are_not_touched,
              tear_down);
  g_test_add ("/capture-notes/notes_on_an_opened_capture_reach_the_file", Fixture, NULL, set_up,
              notes_on_an_opened_capture_reach_the_file, tear_down);
  g_test_add ("/capture-notes/what_was_there_stays_when_writing_fails", Fixture, NULL, set_up,
              what_was_there_stays_when_writing_fails, tear_down);
  g_test_add ("/capture-notes/a_deleted_capture_does_not_come_back", Fixture, NULL, set_up,
              a_deleted_capture_does_not_come_back, tear_down);

  return g_test_run ();
}
