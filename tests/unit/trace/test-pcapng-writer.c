/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written is what is read again; and what a full disk or a kill leaves behind. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture-sample.h"
#include "rb-capture-reader.h"
#include "rb-pcapng-writer.h"

static char *
make_path (void)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("ringback-XXXXXX.pcapng", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  return path;
}

static gboolean
append (RbPcapngWriter *writer, RbTrace *trace, guint position, GError **error)
{
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);

  return rb_pcapng_writer_append (writer, rb_message_get_info (message), rb_message_get_bytes (message), NULL, error);
}

static void
assert_same (RbTrace *expected, guint i, RbTrace *found, guint j)
{
  RbMessageInfo a, b;
  gsize a_length, b_length;
  const guint8 *a_bytes = rb_trace_peek_bytes (expected, i, &a_length);
  const guint8 *b_bytes = rb_trace_peek_bytes (found, j, &b_length);

  g_assert_true (rb_trace_get_info (expected, i, &a));
  g_assert_true (rb_trace_get_info (found, j, &b));
  g_assert_cmpint (a.wall_us, ==, b.wall_us);
  g_assert_true (rb_endpoint_equal (&a.src, &b.src));
  g_assert_true (rb_endpoint_equal (&a.dst, &b.dst));
  g_assert_cmpint (a.transport, ==, b.transport);
  g_assert_cmpint (a.direction, ==, b.direction);
  g_assert_cmpint (a.kind, ==, b.kind);
  g_assert_cmpmem (a_bytes, a_length, b_bytes, b_length);
}

static void
written_is_read_again (void)
{
  g_autoptr (RbTrace) trace = sample_new ();
  g_autoptr (RbTrace) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path ();
  g_autoptr (RbPcapngWriter) writer = rb_pcapng_writer_new (path, &error);

  g_assert_no_error (error);
  sample_add_special (trace);
  g_assert_cmpstr (rb_pcapng_writer_get_path (writer), ==, path);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      append (writer, trace, i, &error);
      g_assert_no_error (error);
    }
  g_assert_true (rb_pcapng_writer_close (writer, &error));
  g_assert_true (rb_pcapng_writer_close (writer, &error));
  g_assert_false (append (writer, trace, 0, NULL));

  found = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (rb_trace_get_notes (found));
  g_assert_cmpuint (rb_trace_get_n_messages (found), ==, rb_trace_get_n_messages (trace));
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    assert_same (trace, i, found, i);
  g_unlink (path);
}

static void
each_message_can_be_read_at_once (void)
{
  g_autoptr (RbTrace) trace = sample_new ();
  g_autofree char *path = make_path ();
  g_autoptr (RbPcapngWriter) writer = rb_pcapng_writer_new (path, NULL);

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (RbTrace) found = NULL;
      g_autoptr (GError) error = NULL;

      found = rb_capture_read (path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rb_trace_get_n_messages (found), ==, i);
      g_assert_true (append (writer, trace, i, NULL));
    }
  g_unlink (path);
}

static void
what_a_killed_program_wrote_is_there (void)
{
  g_autoptr (RbTrace) trace = sample_new ();
  g_autoptr (RbTrace) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path ();
  pid_t child = fork ();

  if (child == 0)
    {
      RbPcapngWriter *writer = rb_pcapng_writer_new (path, NULL);

      for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
        append (writer, trace, i, NULL);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

  found = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rb_trace_get_n_messages (found), ==, rb_trace_get_n_messages (trace));
  g_unlink (path);
}

static void
only_its_owner_may_read_it (void)
{
  g_autofree char *path = make_path ();
  g_autoptr (RbPcapngWriter) writer = NULL;
  struct stat status;

  g_unlink (path);
  writer = rb_pcapng_writer_new (path, NULL);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_unlink (path);
}

static void
a_folder_that_is_not_there_is_an_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rb_pcapng_writer_new ("/nonexistent/call.pcapng", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent/call.pcapng"));
}

static void
set_room (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Runs in a process of its own: the limit stands for a full disk. */
static void
fill_disk (RbTrace *trace, const char *path, gboolean make_room)
{
  RbPcapngWriter *writer;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  set_room (3000);
  writer = rb_pcapng_writer_new (path, NULL);
  for (guint i = 0; i < 4; i++)
    g_assert_true (append (writer, trace, i, NULL));
  for (guint i = 4; i < 7; i++)
    {
      g_assert_false (append (writer, trace, 4, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, path));
      g_clear_error (&error);
    }
  g_assert_cmpuint (rb_pcapng_writer_get_n_lost (writer), ==, 3);
  if (make_room)
    {
      set_room (RLIM_INFINITY);
      g_assert_true (append (writer, trace, 7, NULL));
      g_assert_cmpuint (rb_pcapng_writer_get_n_lost (writer), ==, 3);
    }
  g_assert_true (rb_pcapng_writer_close (writer, NULL));
  g_object_unref (writer);
  _exit (0);
}

static void
a_full_disk_costs_messages_not_the_file (gconstpointer data)
{
  gboolean make_room = GPOINTER_TO_INT (data);
  g_autoptr (RbTrace) trace = sample_new ();
  g_autoptr (RbTrace) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path ();
  pid_t child = fork ();
  int status;

  if (child == 0)
    fill_disk (trace, path, make_room);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);

  found = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rb_trace_get_n_messages (found), ==, make_room ? 5 : 4);
  for (guint i = 0; i < 4; i++)
    assert_same (trace, i, found, i);
  if (make_room)
    assert_same (trace, 7, found, 4);
  g_assert_nonnull (rb_trace_get_notes (found));
  g_assert_nonnull (strstr (rb_trace_get_notes (found), "3 messages are missing"));
  g_unlink (path);
}

/* Not even the header fits: it comes with the first message that does. */
static void
a_disk_that_is_full_at_the_start_may_get_room_later (void)
{
  g_autoptr (RbTrace) trace = sample_new ();
  g_autoptr (RbTrace) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path ();
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      RbPcapngWriter *writer;

      signal (SIGXFSZ, SIG_IGN);
      set_room (10);
      writer = rb_pcapng_writer_new (path, NULL);
      g_assert_nonnull (writer);
      g_assert_false (append (writer, trace, 0, NULL));
      set_room (RLIM_INFINITY);
      g_assert_true (append (writer, trace, 1, NULL));
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);

  found = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rb_trace_get_n_messages (found), ==, 1);
  assert_same (trace, 1, found, 0);
  g_unlink (path);
}

static void
datagrams_beyond_what_udp_carries_are_cut (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) found = NULL;
  g_autofree char *path = make_path ();
  g_autoptr (RbPcapngWriter) writer = rb_pcapng_writer_new (path, NULL);
  gsize length;
  g_autofree char *text = sample_message ("UDP", 1, 70000, &length);

  sample_add (trace, "192.0.2.1", 5060, "192.0.2.2", 5060, RB_TRANSPORT_UDP, RB_DIRECTION_SENT, RB_MESSAGE_SIP, text,
              length);
  g_assert_true (append (writer, trace, 0, NULL));
  found = rb_capture_read (path, NULL, NULL);
  g_assert_cmpuint (rb_trace_get_n_messages (found), ==, 1);
  g_assert_nonnull (rb_trace_peek_bytes (found, 0, &length));
  g_assert_cmpuint (length, ==, 65507);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pcapng-writer/written-is-read-again", written_is_read_again);
  g_test_add_func ("/pcapng-writer/each-message-can-be-read-at-once", each_message_can_be_read_at_once);
  g_test_add_func ("/pcapng-writer/what-a-killed-program-wrote-is-there", what_a_killed_program_wrote_is_there);
  g_test_add_func ("/pcapng-writer/only-its-owner-may-read-it", only_its_owner_may_read_it);
  g_test_add_func ("/pcapng-writer/a-folder-that-is-not-there-is-an-error", a_folder_that_is_not_there_is_an_error);
  g_test_add_data_func ("/pcapng-writer/a-full-disk-costs-messages-not-the-file", GINT_TO_POINTER (FALSE),
                        a_full_disk_costs_messages_not_the_file);
  g_test_add_data_func ("/pcapng-writer/recording-goes-on-when-there-is-room-again", GINT_TO_POINTER (TRUE),
                        a_full_disk_costs_messages_not_the_file);
  g_test_add_func ("/pcapng-writer/a-disk-that-is-full-at-the-start-may-get-room-later",
                   a_disk_that_is_full_at_the_start_may_get_room_later);
  g_test_add_func ("/pcapng-writer/datagrams-beyond-what-udp-carries-are-cut",
                   datagrams_beyond_what_udp_carries_are_cut);
  return g_test_run ();
}
