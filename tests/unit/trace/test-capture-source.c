/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One capture, however it comes: in place, packed, through a pipe, or from a file that somebody
 * cuts meanwhile. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rb-capture-reader-private.h"
#include "rb-mapped-file.h"
#include "trace-fixture.h"

static char *folder;

static char *
temporary (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static GByteArray *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "captures", name, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_byte_array_new_take ((guint8 *) g_steal_pointer (&contents), length);
}

static void
save (const char *path, const GByteArray *bytes, gsize length)
{
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, length, NULL));
}

static void
append_packed (GByteArray *to, const guint8 *bytes, gsize length)
{
  g_autoptr (GZlibCompressor) packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autofree guint8 *packed = g_malloc (length + 1000);
  gsize n_read;
  gsize n;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (packer), bytes, length, packed, length + 1000,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n, NULL),
                   ==, G_CONVERTER_FINISHED);
  g_byte_array_append (to, packed, n);
}

static guint
count (const char *path, GError **error)
{
  g_autoptr (RbTrace) trace = rb_capture_read (path, NULL, error);

  return trace != NULL ? rb_trace_get_n_messages (trace) : G_MAXUINT;
}

static void
a_packed_capture_is_unpacked (void)
{
  g_autofree char *path = temporary ("packed");
  g_autoptr (GByteArray) plain = load ("answered-proxy.pcap");
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const guint8 zeros[512] = { 0 };

  append_packed (packed, plain->data, plain->len);
  save (path, packed, packed->len);
  g_assert_cmpuint (count (path, &error), ==, 18);
  g_assert_no_error (error);

  g_byte_array_append (packed, zeros, sizeof zeros);
  save (path, packed, packed->len);
  g_assert_cmpuint (count (path, &error), ==, 18);
  g_assert_no_error (error);
}

/* As log rotation makes them; also cut in the middle of a packet, and an empty one. */
static void
several_members_are_one_capture (void)
{
  g_autofree char *path = temporary ("members");
  g_autoptr (GByteArray) plain = load ("answered-proxy.pcap");
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  append_packed (packed, plain->data, 1000);
  append_packed (packed, plain->data, 0);
  append_packed (packed, plain->data + 1000, plain->len - 1000);
  save (path, packed, packed->len);
  g_assert_cmpuint (count (path, &error), ==, 18);
  g_assert_no_error (error);
}

static void
a_damaged_packed_capture_gives_what_came_before (void)
{
  g_autofree char *path = temporary ("packed-damaged");
  g_autoptr (GByteArray) plain = load ("answered-proxy.pcap");
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint first_length;
  guint expected;

  save (path, plain, 3000);
  expected = count (path, NULL);
  g_assert_cmpuint (expected, >, 0);
  append_packed (packed, plain->data, 3000);
  first_length = packed->len;
  append_packed (packed, plain->data + 3000, plain->len - 3000);

  save (path, packed, first_length + 12);
  g_assert_cmpuint (count (path, &error), ==, expected);
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "end too early"));
  g_clear_error (&error);

  memset (packed->data + first_length + 10, 0xff, 20);
  save (path, packed, packed->len);
  g_assert_cmpuint (count (path, &error), ==, expected);
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "are wrong"));
  g_clear_error (&error);

  memset (packed->data + first_length, 'x', 1);
  save (path, packed, packed->len);
  g_assert_cmpuint (count (path, &error), ==, expected);
  g_assert_nonnull (strstr (error->message, "something else follows"));
  g_clear_error (&error);

  save (path, packed, 15);
  g_assert_cmpuint (count (path, &error), ==, G_MAXUINT);
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_NOT_A_CAPTURE);
}

typedef struct
{
  const char *path;
  const GByteArray *bytes;
  gsize step;
} Writer;

static gpointer
write_to_pipe (gpointer data)
{
  const Writer *self = data;
  int fd = open (self->path, O_WRONLY);

  for (gsize at = 0; at < self->bytes->len; at += self->step)
    g_assert_cmpint (write (fd, self->bytes->data + at, MIN (self->step, self->bytes->len - at)), >, 0);
  close (fd);
  return NULL;
}

static void
a_pipe_is_read_as_it_comes (gconstpointer data)
{
  g_autofree char *path = temporary ("pipe");
  g_autoptr (GByteArray) plain = load ("big.pcapng");
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Writer writer = { path, plain, GPOINTER_TO_SIZE (data) };
  GThread *thread;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  thread = g_thread_new ("plain", write_to_pipe, &writer);
  g_assert_cmpuint (count (path, &error), ==, 12);
  g_assert_no_error (error);
  g_thread_join (thread);

  append_packed (packed, plain->data, plain->len);
  writer.bytes = packed;
  thread = g_thread_new ("packed", write_to_pipe, &writer);
  g_assert_cmpuint (count (path, &error), ==, 12);
  g_assert_no_error (error);
  g_thread_join (thread);
  g_unlink (path);
}

static void
standard_input_is_a_file_or_a_pipe (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "captures", "answered-proxy.pcap", NULL);
  g_autoptr (GByteArray) plain = load ("answered-proxy.pcap");
  g_autoptr (GError) error = NULL;
  int before = dup (STDIN_FILENO);
  int fd = open (path, O_RDONLY);
  int ends[2];

  g_assert_cmpint (dup2 (fd, STDIN_FILENO), ==, STDIN_FILENO);
  g_assert_cmpuint (count ("-", &error), ==, 18);
  g_assert_no_error (error);

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], plain->data, plain->len), ==, plain->len);
  close (ends[1]);
  g_assert_cmpint (dup2 (ends[0], STDIN_FILENO), ==, STDIN_FILENO);
  g_assert_cmpuint (count ("-", &error), ==, 18);
  g_assert_no_error (error);

  dup2 (before, STDIN_FILENO);
  close (before);
  close (fd);
  close (ends[0]);
}

static gpointer
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* Nothing ever comes: only cancelling ends the wait. */
static void
waiting_for_a_pipe_can_be_cancelled (void)
{
  g_autofree char *path = temporary ("silent");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;
  int fd;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDWR); /* a writer who says nothing */
  thread = g_thread_new ("cancel", cancel, cancellable);
  g_assert_null (rb_capture_read (path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  close (fd);
}

/* A capture of @n copies of one packet, longer than a few pages. */
static void
save_long_capture (const char *path, guint n)
{
  g_autoptr (GByteArray) plain = load ("answered-proxy.pcap");
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  guint32 first;

  memcpy (&first, plain->data + 24 + 8, sizeof first);
  g_byte_array_append (whole, plain->data, 24);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (whole, plain->data + 24, 16 + first);
  save (path, whole, whole->len);
}

/* Takes all records of a pcap file, as a reader does. */
static guint
count_records (RbCaptureSource *source)
{
  const guint8 *bytes;
  guint n = 0;

  while ((bytes = rb_capture_source_peek (source, 16)) != NULL)
    {
      guint32 captured;

      memcpy (&captured, bytes + 8, sizeof captured);
      if (captured == 0 || rb_capture_source_peek (source, 16 + captured) == NULL)
        break;
      source->at += 16 + captured;
      n++;
    }
  return n;
}

static void
a_file_that_is_cut_reads_as_zeros (void)
{
  g_autofree char *path = temporary ("cut");
  g_autoptr (GError) error = NULL;
  g_autoptr (RbCaptureSource) source = NULL;
  g_autofree char *problem = NULL;

  save_long_capture (path, 200);
  source = rb_capture_source_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (source->owner);
  g_assert_null (rb_capture_source_dup_problem (source));
  source->at += 24;

  g_assert_cmpint (truncate (path, 10000), ==, 0);
  g_assert_cmpuint (count_records (source), <, 200);
  problem = rb_capture_source_dup_problem (source);
  g_assert_cmpstr (problem, ==, "it became shorter while it was read");
  source->at = source->end - 16;
  g_assert_cmpuint (count_records (source), ==, 0); /* a page that is gone */
  g_assert_true (rb_mapped_file_has_gaps (source->owner));
}

/* The trace refers to the file: cutting it later takes the text away, not the program. */
static void
messages_of_a_file_that_is_cut_can_be_read (void)
{
  g_autofree char *path = temporary ("cut-later");
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = NULL;

  save_long_capture (path, 200);
  trace = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, 200);

  g_assert_cmpint (truncate (path, 10000), ==, 0);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);
      g_autofree char *text = rb_message_format_info (message);

      g_assert_nonnull (text);
    }
}

/* What a reader hands over, counted; @limit of them are wanted. */
typedef struct
{
  const char *path;
  guint n;
  guint limit;
} Counter;

static gboolean
count_message (gpointer data, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length,
               const char *note)
{
  Counter *self = data;

  return ++self->n < self->limit;
}

static void
drop_note (gpointer data, const char *note)
{
}

static void
drop_name (gpointer data, const RbEndpoint *address, const char *name)
{
}

static void
drop_rtp (gpointer data, RbRtpTable *rtp)
{
  rb_rtp_table_free (rtp);
}

static void
cut_file (gpointer data, double fraction)
{
  g_assert_cmpint (truncate (((Counter *) data)->path, 10000), ==, 0);
}

static void
a_capture_that_is_cut_meanwhile_is_damaged (void)
{
  static const RbCaptureOutput output = { count_message, drop_note, drop_name, drop_rtp, cut_file };
  g_autofree char *path = temporary ("cut-meanwhile");
  g_autoptr (GError) error = NULL;
  Counter counter = { .path = path, .limit = G_MAXUINT };

  save_long_capture (path, 200);
  g_assert_false (rb_capture_reader_run (path, &output, &counter, NULL, &error));
  g_assert_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "it became shorter while it was read"));
  g_assert_cmpuint (counter.n, >, 0);
  g_assert_cmpuint (counter.n, <, 200);
}

/* A packed file can hold far more than its own size: reading ends when the trace takes no more. */
static void
a_full_trace_ends_reading (void)
{
  static const RbCaptureOutput output = { count_message, drop_note, drop_name, drop_rtp, NULL };
  g_autofree char *path = temporary ("too-long");
  g_autoptr (GError) error = NULL;
  Counter counter = { .limit = 5 };

  save_long_capture (path, 200);
  g_assert_true (rb_capture_reader_run (path, &output, &counter, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counter.n, ==, 5);
}

/* A SIGBUS that is nobody's file of ours ends the program as ever. */
static void
other_faults_stay_faults (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *path = temporary ("other");
      g_autoptr (GBytes) ours = NULL;
      int fd;

      save_long_capture (path, 10);
      fd = open (path, O_RDONLY);
      signal (SIGBUS, SIG_DFL); /* what a sanitizer put there would speak of it at length */
      ours = rb_mapped_file_new (fd, 1000);
      g_assert_nonnull (ours);
      raise (SIGBUS);
      raise (SIGBUS);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

int
main (int argc, char **argv)
{
  g_autofree char *command = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("ringback-XXXXXX", NULL);
  g_test_add_func ("/capture-source/a-packed-capture-is-unpacked", a_packed_capture_is_unpacked);
  g_test_add_func ("/capture-source/several-members-are-one-capture", several_members_are_one_capture);
  g_test_add_func ("/capture-source/a-damaged-packed-capture-gives-what-came-before",
                   a_damaged_packed_capture_gives_what_came_before);
  g_test_add_data_func ("/capture-source/a-pipe-is-read-as-it-comes", GSIZE_TO_POINTER (100000),
                        a_pipe_is_read_as_it_comes);
  g_test_add_data_func ("/capture-source/a-pipe-is-read-byte-by-byte", GSIZE_TO_POINTER (1),
                        a_pipe_is_read_as_it_comes);
  g_test_add_func ("/capture-source/standard-input-is-a-file-or-a-pipe", standard_input_is_a_file_or_a_pipe);
  g_test_add_func ("/capture-source/waiting-for-a-pipe-can-be-cancelled", waiting_for_a_pipe_can_be_cancelled);
  g_test_add_func ("/capture-source/a-file-that-is-cut-reads-as-zeros", a_file_that_is_cut_reads_as_zeros);
  g_test_add_func ("/capture-source/messages-of-a-file-that-is-cut-can-be-read",
                   messages_of_a_file_that_is_cut_can_be_read);
  g_test_add_func ("/capture-source/a-capture-that-is-cut-meanwhile-is-damaged",
                   a_capture_that_is_cut_meanwhile_is_damaged);
  g_test_add_func ("/capture-source/a-full-trace-ends-reading", a_full_trace_ends_reading);
  g_test_add_func ("/capture-source/other-faults-stay-faults", other_faults_stay_faults);
  result = g_test_run ();

  command = g_strdup_printf ("rm -r '%s'", folder);
  g_assert_cmpint (system (command), ==, 0);
  g_free (folder);
  return result;
}
