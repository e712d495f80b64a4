/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a capture beside the main loop: everything arrives, in order, the first rows before the
 * last are read; it can be stopped, and says what was wrong. */

#include <glib/gstdio.h>
#include <unistd.h>

#include "rb-capture-open.h"
#include "trace-fixture.h"

/* More than the queue between the two threads holds. */
#define MANY 60000

typedef struct
{
  RbTrace *trace;
  GCancellable *cancellable;
  GAsyncResult *result;
  guint n_announcements;
  guint n_at_first;
  guint stop_at; /* messages; 0: never */
  double fraction;
  guint n_progress;
} Opening;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Opening *self = data;

  g_assert_cmpuint (removed, ==, 0);
  if (self->n_announcements++ == 0)
    self->n_at_first = added;
  if (self->stop_at > 0 && g_list_model_get_n_items (model) >= self->stop_at)
    g_cancellable_cancel (self->cancellable);
}

static void
on_progress (double fraction, gpointer data)
{
  Opening *self = data;

  g_assert_cmpfloat (fraction, >=, self->fraction);
  g_assert_cmpfloat (fraction, <=, 1);
  self->fraction = fraction;
  self->n_progress++;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Opening *) data)->result = g_object_ref (result);
}

static gboolean
open_capture (Opening *self, const char *path, GError **error)
{
  gboolean opened;

  self->trace = rb_trace_new ();
  g_signal_connect (self->trace, "items-changed", G_CALLBACK (on_items_changed), self);
  rb_capture_open_async (self->trace, path, self->cancellable, on_progress, self, on_opened, self);
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  opened = rb_capture_open_finish (self->result, error);
  g_clear_object (&self->result);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->trace)), ==, rb_trace_get_n_messages (self->trace));
  return opened;
}

static char *
capture_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "captures", name, NULL);
}

/* @n times the first packet of a capture; a µs passes between two. */
static char *
make_long_capture (guint n)
{
  g_autofree char *original = capture_path ("answered-proxy.pcap");
  g_autofree char *contents = NULL;
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  char *path = NULL;
  int fd = g_file_open_tmp ("ringback-XXXXXX.pcap", &path, NULL);
  guint32 captured;

  close (fd);
  g_assert_true (g_file_get_contents (original, &contents, NULL, NULL));
  memcpy (&captured, contents + 24 + 8, sizeof captured);
  g_byte_array_append (whole, (const guint8 *) contents, 24);
  for (guint32 i = 0; i < n; i++)
    {
      memcpy (contents + 24 + 4, &i, sizeof i);
      g_byte_array_append (whole, (const guint8 *) contents + 24, 16 + captured);
    }
  g_assert_true (g_file_set_contents (path, (const char *) whole->data, whole->len, NULL));
  return path;
}

static void
all_messages_arrive_in_order (void)
{
  g_autofree char *path = make_long_capture (MANY);
  g_autoptr (GError) error = NULL;
  Opening opening = { 0 };
  gint64 start;

  g_assert_true (open_capture (&opening, path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rb_trace_get_n_messages (opening.trace), ==, MANY);
  start = rb_trace_get_time (opening.trace, 0);
  for (guint i = 0; i < MANY; i++)
    g_assert_cmpint (rb_trace_get_time (opening.trace, i) - start, ==, i);
  g_assert_cmpuint (opening.n_at_first, <, MANY);
  g_assert_cmpuint (opening.n_announcements, >, 1);
  g_assert_cmpuint (opening.n_progress, >, 0);
  g_object_unref (opening.trace);
  g_unlink (path);
}

static void
it_is_the_same_as_reading_at_once (void)
{
  static const char *const names[] = { "answered-proxy.pcap", "remarks.pcapng", "tcp-disorder.pcap", "fragments.pcap" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = capture_path (names[i]);
      g_autoptr (RbTrace) read = rb_capture_read (path, NULL, NULL);
      g_autoptr (GError) error = NULL;
      Opening opening = { 0 };

      g_assert_true (open_capture (&opening, path, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (rb_trace_get_n_messages (opening.trace), ==, rb_trace_get_n_messages (read));
      for (guint j = 0; j < rb_trace_get_n_messages (read); j++)
        {
          g_autoptr (RbMessage) a = rb_trace_get_message (read, j);
          g_autoptr (RbMessage) b = rb_trace_get_message (opening.trace, j);

          g_assert_true (g_bytes_equal (rb_message_get_bytes (a), rb_message_get_bytes (b)));
          g_assert_true (rb_endpoint_equal (&rb_message_get_info (a)->src, &rb_message_get_info (b)->src));
          g_assert_cmpint (rb_message_get_info (a)->wall_us, ==, rb_message_get_info (b)->wall_us);
          g_assert_cmpint (rb_message_get_info (a)->transport, ==, rb_message_get_info (b)->transport);
          g_assert_cmpstr (rb_trace_get_note (read, j), ==, rb_trace_get_note (opening.trace, j));
        }
      g_assert_cmpstr (rb_trace_get_notes (read), ==, rb_trace_get_notes (opening.trace));
      g_object_unref (opening.trace);
    }
}

static void
names_come_along (void)
{
  g_autofree char *path = capture_path ("remarks.pcapng");
  RbEndpoint alice;
  Opening opening = { 0 };

  g_assert_true (rb_endpoint_parse (&alice, "192.0.2.1", 5060));
  g_assert_true (open_capture (&opening, path, NULL));
  g_assert_cmpstr (rb_trace_get_name (opening.trace, &alice), ==, "alice");
  g_object_unref (opening.trace);
}

static void
a_damaged_capture_gives_what_came_before (void)
{
  g_autofree char *path = capture_path ("truncated.pcap");
  g_autoptr (GError) error = NULL;
  Opening opening = { 0 };

  g_assert_false (open_capture (&opening, path, &error));
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED);
  g_assert_cmpuint (rb_trace_get_n_messages (opening.trace), ==, 11);
  g_assert_nonnull (strstr (rb_trace_get_notes (opening.trace), error->message));
  g_object_unref (opening.trace);
}

static void
what_cannot_be_opened_is_said (void)
{
  g_autofree char *missing = capture_path ("no-such-file.pcap");
  g_autofree char *other = capture_path ("captures.json");
  g_autoptr (GError) error = NULL;
  Opening opening = { 0 };

  g_assert_false (open_capture (&opening, missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_object_unref (opening.trace);
  g_assert_false (open_capture (&opening, other, &error));
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_NOT_A_CAPTURE);
  g_object_unref (opening.trace);
}

/* Cancelled from the list's own signal, as by somebody who has seen enough. */
static void
stopping_keeps_what_was_read (void)
{
  g_autofree char *path = make_long_capture (MANY * 4);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Opening opening = { .cancellable = cancellable, .stop_at = 1 };

  g_assert_false (open_capture (&opening, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (rb_trace_get_n_messages (opening.trace), >=, 1);
  g_assert_cmpuint (rb_trace_get_n_messages (opening.trace), <, MANY * 4);
  g_assert_nonnull (strstr (rb_trace_get_notes (opening.trace), "stopped"));
  g_object_unref (opening.trace);
  g_unlink (path);
}

static void
stopping_before_the_start_reads_nothing (void)
{
  g_autofree char *path = capture_path ("answered-proxy.pcap");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Opening opening = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_false (open_capture (&opening, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (rb_trace_get_n_messages (opening.trace), ==, 0);
  g_object_unref (opening.trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture-open/all-messages-arrive-in-order", all_messages_arrive_in_order);
  g_test_add_func ("/capture-open/it-is-the-same-as-reading-at-once", it_is_the_same_as_reading_at_once);
  g_test_add_func ("/capture-open/names-come-along", names_come_along);
  g_test_add_func ("/capture-open/a-damaged-capture-gives-what-came-before", a_damaged_capture_gives_what_came_before);
  g_test_add_func ("/capture-open/what-cannot-be-opened-is-said", what_cannot_be_opened_is_said);
  g_test_add_func ("/capture-open/stopping-keeps-what-was-read", stopping_keeps_what_was_read);
  g_test_add_func ("/capture-open/stopping-before-the-start-reads-nothing", stopping_before_the_start_reads_nothing);
  return g_test_run ();
}
