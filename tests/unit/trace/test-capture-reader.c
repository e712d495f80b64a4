/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every capture in tests/data/captures against captures.json, and what happens to files that
 * are torn, mangled or something else. */

#include <glib/gstdio.h>
#include <json-c/json.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rb-capture-reader.h"
#include "export-fixture.h"
#include "trace-fixture.h"

static struct json_object *truth;

static char *
capture_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "captures", name, NULL);
}

static const char *
get_text (struct json_object *object, const char *key)
{
  return json_object_get_string (json_object_object_get (object, key));
}

static void
assert_same_message (struct json_object *expected, struct json_object *found)
{
  g_assert_cmpfloat_with_epsilon (json_object_get_double (json_object_object_get (expected, "time")),
                                  json_object_get_double (json_object_object_get (found, "time")), 1e-6);
  g_assert_cmpstr (get_text (expected, "src"), ==, get_text (found, "src"));
  g_assert_cmpstr (get_text (expected, "dst"), ==, get_text (found, "dst"));
  g_assert_cmpstr (get_text (expected, "transport"), ==, get_text (found, "transport"));
  g_assert_cmpstr (get_text (expected, "cseq"), ==, get_text (found, "cseq"));
  g_assert_cmpstr (get_text (expected, "method"), ==, get_text (found, "method"));
  g_assert_cmpstr (get_text (expected, "status"), ==, get_text (found, "status"));
}

/* Of all calls, in the order of the file. Free with json_object_put(). */
static struct json_object *
join_messages (struct json_object *calls)
{
  struct json_object *joined = json_object_new_array ();

  for (guint i = 0; i < json_object_array_length (calls); i++)
    {
      struct json_object *messages = json_object_object_get (json_object_array_get_idx (calls, i), "messages");

      for (guint k = 0; k < json_object_array_length (messages); k++)
        {
          struct json_object *message = json_object_array_get_idx (messages, k);
          int number = json_object_get_int (json_object_object_get (message, "no"));

          json_object_array_put_idx (joined, number - 1, json_object_get (message));
        }
    }
  return joined;
}

static void
assert_same_calls (struct json_object *expected, RbTrace *trace)
{
  struct json_object *found = export_json (trace, "x");
  struct json_object *calls = json_object_object_get (found, "calls");
  struct json_object *messages = json_object_object_get (expected, "messages");
  struct json_object *verdict = json_object_object_get (expected, "verdict");
  struct json_object *n_calls = json_object_object_get (expected, "calls");
  guint n = json_object_array_length (messages);
  struct json_object *found_messages = join_messages (calls);

  g_assert_cmpint (json_object_get_int (json_object_object_get (found, "messages")), ==, n);
  g_assert_cmpint (json_object_array_length (calls), ==, n_calls != NULL ? json_object_get_int (n_calls) : n > 0);
  g_assert_cmpuint (json_object_array_length (found_messages), ==, n);
  for (guint i = 0; i < n; i++)
    assert_same_message (json_object_array_get_idx (messages, i), json_object_array_get_idx (found_messages, i));
  if (verdict != NULL)
    {
      struct json_object *last = json_object_array_get_idx (calls, json_object_array_length (calls) - 1);
      struct json_object *found_verdict = json_object_object_get (last, "verdict");

      g_assert_cmpstr (get_text (found_verdict, "kind"), ==, get_text (verdict, "kind"));
      g_assert_cmpstr (get_text (found_verdict, "ended_by"), ==, get_text (verdict, "ended_by"));
    }
  json_object_put (found_messages);
  json_object_put (found);
}

/* What the file says besides the messages. */
static void
assert_same_remarks (struct json_object *expected, RbTrace *trace)
{
  struct json_object *directions = json_object_object_get (expected, "directions");
  struct json_object *notes = json_object_object_get (expected, "notes");
  struct json_object *remarks = json_object_object_get (expected, "remarks");
  struct json_object *names = json_object_object_get (expected, "names");

  for (guint i = 0; directions != NULL && i < json_object_array_length (directions); i++)
    {
      gboolean sent = g_strcmp0 (json_object_get_string (json_object_array_get_idx (directions, i)), "sent") == 0;
      RbMessageInfo info;

      g_assert_true (rb_trace_get_info (trace, i, &info));
      g_assert_cmpint (info.direction, ==, sent ? RB_DIRECTION_SENT : RB_DIRECTION_RECEIVED);
    }
  for (guint i = 0; notes != NULL && i < json_object_array_length (notes); i++)
    g_assert_nonnull (
        strstr (rb_trace_get_notes (trace), json_object_get_string (json_object_array_get_idx (notes, i))));
  for (guint i = 0; remarks != NULL && i < rb_trace_get_n_messages (trace); i++)
    {
      g_autofree char *position = g_strdup_printf ("%u", i);

      g_assert_cmpstr (rb_trace_get_note (trace, i), ==, get_text (remarks, position));
    }
  if (names != NULL)
    {
      json_object_object_foreach (names, address, name)
      {
        RbEndpoint endpoint;

        g_assert_true (rb_endpoint_parse (&endpoint, address, 5060));
        g_assert_cmpstr (rb_trace_get_name (trace, &endpoint), ==, json_object_get_string (name));
      }
    }
}

static void
capture_is_read_as_made (gconstpointer data)
{
  const char *name = data;
  struct json_object *expected = json_object_object_get (truth, name);
  gboolean damaged = json_object_get_boolean (json_object_object_get (expected, "damaged"));
  g_autofree char *path = capture_path (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = rb_capture_read (path, NULL, &error);

  g_assert_nonnull (trace);
  if (damaged)
    {
      g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED);
      g_assert_nonnull (strstr (rb_trace_get_notes (trace), error->message));
    }
  else
    g_assert_no_error (error);
  assert_same_calls (expected, trace);
  assert_same_remarks (expected, trace);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (trace)), ==, rb_trace_get_n_messages (trace));
}

static void
other_files_are_refused (void)
{
  g_autofree char *path = capture_path ("captures.json");
  g_autofree char *missing = capture_path ("no-such-file.pcap");
  g_autofree char *folder = capture_path ("");
  g_autoptr (GError) error = NULL;

  g_assert_null (rb_capture_read (path, NULL, &error));
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_NOT_A_CAPTURE);
  g_clear_error (&error);
  g_assert_null (rb_capture_read (missing, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (rb_capture_read (folder, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_null (rb_capture_read ("/dev/null", NULL, &error));
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_NOT_A_CAPTURE);
}

static void
link_types_without_ip_are_noted (void)
{
  g_autofree char *path = capture_path ("link-unknown.pcap");
  g_autoptr (RbTrace) trace = rb_capture_read (path, NULL, NULL);

  g_assert_nonnull (strstr (rb_trace_get_notes (trace), "147"));
  g_assert_null (strchr (rb_trace_get_notes (trace), '\n'));
}

/* Whatever the bytes, reading ends, and gives a trace or an error. */
static void
mangled_captures_do_no_harm (void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("ringback-XXXXXX.pcap", &path, NULL);

  close (fd);
  json_object_object_foreach (truth, name, expected)
  {
    g_autofree char *original = capture_path (name);
    g_autofree char *contents = NULL;
    gsize length;

    g_assert_nonnull (expected);
    g_assert_true (g_file_get_contents (original, &contents, &length, NULL));
    for (guint round = 0; round < 40; round++)
      {
        g_autofree char *mangled = g_memdup2 (contents, length);
        gsize cut = g_test_rand_bit () ? (gsize) g_test_rand_int_range (0, length) : length;
        g_autoptr (GError) error = NULL;
        g_autoptr (RbTrace) trace = NULL;

        for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
          mangled[g_test_rand_int_range (0, length)] = g_test_rand_int_range (0, 256);
        g_assert_true (g_file_set_contents_full (path, mangled, cut, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        trace = rb_capture_read (path, NULL, &error);
        g_assert_true (trace != NULL || error != NULL);
        if (trace != NULL)
          json_object_put (export_json (trace, name));
      }
  }
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  path = capture_path ("captures.json");
  truth = json_object_from_file (path);
  g_assert_nonnull (truth);
  json_object_object_foreach (truth, name, expected)
  {
    g_autofree char *test = g_strdup_printf ("/capture-reader/reads/%s", name);

    g_assert_nonnull (expected);
    g_test_add_data_func (test, name, capture_is_read_as_made);
  }
  g_test_add_func ("/capture-reader/other-files-are-refused", other_files_are_refused);
  g_test_add_func ("/capture-reader/link-types-without-ip-are-noted", link_types_without_ip_are_noted);
  g_test_add_func ("/capture-reader/mangled-captures-do-no-harm", mangled_captures_do_no_harm);
  result = g_test_run ();
  json_object_put (truth);
  return result;
}
