/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving an export beside the main loop: the file is what rb_export_write() writes of the trace as it
 * was, whatever happens to the trace meanwhile; what fails or is cancelled leaves nothing behind. */

#include <glib/gstdio.h>
#include <string.h>

#include "export-fixture.h"
#include "rb-capture-reader.h"
#include "rb-export-save.h"
#include "rb-hide.h"
#include "rb-rtp-table.h"
#include "trace-fixture.h"

/* More than one slice copies, with ASan or without. */
#define MANY 20000

typedef struct
{
  char *folder;
  char *path;
  RbTrace *trace;
  GCancellable *cancellable;
  GAsyncResult *result;
  gboolean cancels; /* at the first sign of progress */
  double fraction;
  guint n_progress;
} Saving;

static void
set_up (Saving *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("export-save-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "saved", NULL);
  self->trace = rb_trace_new ();
  self->cancellable = g_cancellable_new ();
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Saving *self, gconstpointer data)
{
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->path);
  g_assert_finalize_object (self->trace);
  g_object_unref (self->cancellable);
}

static void
on_progress (double fraction, gpointer data)
{
  Saving *self = data;

  if (fraction >= 0)
    {
      g_assert_cmpfloat (fraction, >=, self->fraction);
      g_assert_cmpfloat (fraction, <, 1);
      self->fraction = fraction;
    }
  self->n_progress++;
  if (self->cancels)
    g_cancellable_cancel (self->cancellable);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Saving *) data)->result = g_object_ref (result);
}

static void
begin (Saving *self, const RbExportPlan *plan)
{
  rb_export_save_async (self->trace, plan, self->path, self->cancellable, on_progress, self, on_saved, self);
}

static gboolean
end (Saving *self, GError **error)
{
  gboolean saved;

  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  saved = rb_export_save_finish (self->result, error);
  g_clear_object (&self->result);
  return saved;
}

static void
assert_saved (Saving *self, GBytes *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (self->path, &contents, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected) - 1);
  g_assert_cmpuint (count_files (self->folder), ==, 1);
}

static void
play (RbTrace *trace)
{
  fixture_say (trace, "0 A>B INVITE 1 INVITE one - sdp");
  fixture_say (trace, "10 B>A 180 1 INVITE one b");
  fixture_say (trace, "20 A>B REGISTER 1 REGISTER two - call=other");
  fixture_say (trace, "30 B>A 200 1 INVITE one b sdp");
  fixture_say (trace, "40 A>B ACK 1 ACK three b");
  rb_trace_set_note (trace, 1, "zebra");
  rb_trace_add_name (trace, &(RbEndpoint){ 4, 0, { 10, 0, 0, 2 } }, "the proxy");
  rb_trace_add_note (trace, "The capture began late.");
}

/* In every format, while the trace grows. */
static void
what_was_there_is_saved (Saving *self, gconstpointer data)
{
  play (self->trace);
  for (RbExportFormat format = 0; format < RB_EXPORT_N_FORMATS; format++)
    {
      const RbExportPlan plan = { .format = format, .title = "mine" };
      g_autoptr (GBytes) expected = export_bytes (self->trace, format, &(RbExportOptions){ .file = "mine" });
      g_autoptr (GError) error = NULL;

      begin (self, &plan);
      fixture_say (self->trace, "50 A>B BYE 2 BYE later b");
      g_assert_true (end (self, &error));
      g_assert_no_error (error);
      assert_saved (self, expected);
    }
}

static void
only_chosen_messages_are_saved (Saving *self, gconstpointer data)
{
  static const guint chosen[] = { 2 };
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  const RbExportOptions options = { .file = "", .positions = chosen, .n_positions = 1 };
  g_autoptr (GBytes) some = NULL;
  g_autoptr (GBytes) none = NULL;

  play (self->trace);
  some = export_bytes (self->trace, RB_EXPORT_TEXT, &options);
  none = export_bytes (self->trace, RB_EXPORT_TEXT, &(RbExportOptions){ .file = "", .positions = chosen });
  begin (self, &(RbExportPlan){ .format = RB_EXPORT_TEXT, .positions = positions });
  g_assert_true (end (self, NULL));
  assert_saved (self, none);

  g_array_append_val (positions, chosen[0]);
  begin (self, &(RbExportPlan){ .format = RB_EXPORT_TEXT, .positions = positions });
  g_assert_true (end (self, NULL));
  assert_saved (self, some);
}

static void
hidden_data_is_not_saved (Saving *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  play (self->trace);
  begin (self, &(RbExportPlan){ .format = RB_EXPORT_JSON, .hide_private = TRUE, .title = "Call with alice" });
  g_assert_true (end (self, NULL));

  g_assert_true (g_file_get_contents (self->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "INVITE"));
  g_assert_null (strstr (text, "alice"));
  g_assert_null (strstr (text, "10.0.0."));
  g_assert_null (strstr (text, "the proxy"));
  g_assert_null (strstr (text, "zebra"));
}

static void
sound_is_saved_where_it_is_wanted (Saving *self, gconstpointer data)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "data", "rtp", "modern.pcap", NULL);
  g_autoptr (GBytes) with = NULL;
  g_autoptr (GBytes) without = NULL;

  g_set_object (&self->trace, NULL);
  self->trace = rb_capture_read (source, NULL, NULL);
  g_assert_cmpuint (rb_rtp_table_get_n_packets (rb_trace_get_rtp (self->trace)), >, 0);
  with = export_bytes (self->trace, RB_EXPORT_PCAPNG, &(RbExportOptions){ .with_media = TRUE });
  without = export_bytes (self->trace, RB_EXPORT_PCAPNG, NULL);
  g_assert_cmpuint (g_bytes_get_size (with), >, g_bytes_get_size (without));

  begin (self, &(RbExportPlan){ .format = RB_EXPORT_PCAPNG, .with_media = TRUE });
  g_assert_true (end (self, NULL));
  assert_saved (self, with);
  begin (self, &(RbExportPlan){ .format = RB_EXPORT_PCAPNG });
  g_assert_true (end (self, NULL));
  assert_saved (self, without);
}

static void
play_many (RbTrace *trace)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u A>B OPTIONS 1 OPTIONS b%u - call=%u", i, i, i / 10);

      fixture_say (trace, line);
    }
}

static void
long_traces_are_saved_bit_by_bit (Saving *self, gconstpointer data)
{
  g_autoptr (GBytes) expected = NULL;

  play_many (self->trace);
  expected = export_bytes (self->trace, RB_EXPORT_CSV, NULL);
  begin (self, &(RbExportPlan){ .format = RB_EXPORT_CSV });
  g_assert_true (end (self, NULL));
  assert_saved (self, expected);
  g_assert_cmpuint (self->n_progress, >, 1);
}

static void
cancelling_leaves_what_was_there (Saving *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  play_many (self->trace);
  g_assert_true (g_file_set_contents (self->path, "before", -1, NULL));
  self->cancels = TRUE;
  begin (self, &(RbExportPlan){ .format = RB_EXPORT_JSON, .hide_private = TRUE });
  g_assert_false (end (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  rb_export_save_wait ();
  g_assert_true (g_file_get_contents (self->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "before");
  g_assert_cmpuint (count_files (self->folder), ==, 1);
}

static void
failures_are_sentences (Saving *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "missing", "file.svg", NULL);
  g_autoptr (GError) error = NULL;

  play (self->trace);
  rb_export_save_async (self->trace, &(RbExportPlan){ .format = RB_EXPORT_SVG }, path, NULL, NULL, NULL, on_saved,
                        self);
  g_assert_false (end (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_cmpuint (count_files (self->folder), ==, 0);

  g_clear_error (&error);
  rb_export_save_async (self->trace, &(RbExportPlan){ .format = RB_EXPORT_SVG }, self->folder, NULL, NULL, NULL,
                        on_saved, self);
  g_assert_false (end (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/export-save/what-was-there", Saving, NULL, set_up, what_was_there_is_saved, tear_down);
  g_test_add ("/export-save/only-chosen", Saving, NULL, set_up, only_chosen_messages_are_saved, tear_down);
  g_test_add ("/export-save/hidden", Saving, NULL, set_up, hidden_data_is_not_saved, tear_down);
  g_test_add ("/export-save/sound", Saving, NULL, set_up, sound_is_saved_where_it_is_wanted, tear_down);
  g_test_add ("/export-save/bit-by-bit", Saving, NULL, set_up, long_traces_are_saved_bit_by_bit, tear_down);
  g_test_add ("/export-save/cancelled", Saving, NULL, set_up, cancelling_leaves_what_was_there, tear_down);
  g_test_add ("/export-save/failures", Saving, NULL, set_up, failures_are_sentences, tear_down);
  return g_test_run ();
}
