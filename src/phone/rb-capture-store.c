/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pcapng file per call, written while the call runs so that a crash loses nothing of it.
 * The trace says of each new message which flow it belongs to; every open file of that
 * Call-ID gets it (one who calls oneself has two). */

#include "rb-capture-store.h"

#include "rb-pcapng-writer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_NAME 32       /* characters of the far end's name in a file name */
#define LINGER_SECONDS 32 /* 64 × T1: the last retransmission of a call (RFC 3261 17.1.1.2, timers B, F, H) */

typedef struct
{
  RbCaptureStore *store;
  char *call_id;
  char *path;
  RbPcapngWriter *writer;
  GArray *positions; /* of guint: the messages that belong into it */
  gboolean told;     /* of its problem */
  guint end_source;
} Capture;

struct _RbCaptureStore
{
  RbTrace *trace;
  char *folder;
  GPtrArray *captures; /* of Capture: those of calls that are up */
  RbCaptureProblemFunc problem;
  gpointer data;
  gulong appended_id;
};

static void
tell (RbCaptureStore *self, Capture *capture, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (capture->told)
    return;

  capture->told = TRUE;
  sentence = g_strdup_printf (_ ("The messages of this call are not all saved: %s. The call goes on."), error->message);
  rb_trace_add_note (self->trace, sentence);
  self->problem (sentence, self->data);
}

static void
capture_free (Capture *capture)
{
  g_autoptr (GError) error = NULL;

  if (capture->writer != NULL && !rb_pcapng_writer_close (capture->writer, &error))
    g_debug ("%s", error->message);
  g_clear_object (&capture->writer);
  g_array_unref (capture->positions);
  g_clear_handle_id (&capture->end_source, g_source_remove);
  g_free (capture->call_id);
  g_free (capture->path);
  g_free (capture);
}

static gboolean
append_message (RbCaptureStore *self, RbPcapngWriter *writer, guint position, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  RbMessageInfo info;
  const guint8 *data;
  gsize length;

  if (!rb_trace_get_info (self->trace, position, &info))
    return TRUE;
  data = rb_trace_peek_bytes (self->trace, position, &length);
  bytes = g_bytes_new (data, length);

  return rb_pcapng_writer_append (writer, &info, bytes, rb_trace_get_note (self->trace, position), error);
}

static void
write_message (RbCaptureStore *self, Capture *capture, guint position)
{
  g_autoptr (GError) error = NULL;

  g_array_append_val (capture->positions, position);
  if (!append_message (self, capture->writer, position, &error))
    tell (self, capture, error);
}

static void
on_appended (RbTrace *trace, guint position, RbCaptureStore *self)
{
  RbFlow *flow;
  const char *call_id;

  if (self->captures->len == 0)
    return;

  flow = rb_trace_get_flow_of (trace, position);
  if (flow == NULL)
    return;

  call_id = rb_flow_get_call_id (flow);
  for (guint i = 0; i < self->captures->len; i++)
    {
      Capture *capture = g_ptr_array_index (self->captures, i);

      if (strcmp (capture->call_id, call_id) == 0)
        write_message (self, capture, position);
    }
}

/* "2026-11-22-130742-alice-1.pcapng": sorts by date; no character of @name but letters, digits and '-' gets
 * into it, so that a caller cannot choose the folder. */
static char *
make_path (RbCaptureStore *self, gint64 start_us, const char *name)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (start_us / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (start, "%Y-%m-%d-%H%M%S");
  g_autofree char *safe = g_strndup (name, MAX_NAME);

  for (char *p = safe; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      *p = '_';

  for (guint n = 1;; n++)
    {
      g_autofree char *file = g_strdup_printf ("%s-%s-%u.pcapng", stamp, safe, n);
      g_autofree char *path = g_build_filename (self->folder, file, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

RbCaptureStore *
rb_capture_store_new (RbTrace *trace, const char *folder, RbCaptureProblemFunc problem, gpointer data)
{
  RbCaptureStore *self = g_new0 (RbCaptureStore, 1);

  self->trace = g_object_ref (trace);
  self->folder = g_strdup (folder);
  self->captures = g_ptr_array_new_with_free_func ((GDestroyNotify) capture_free);
  self->problem = problem;
  self->data = data;
  self->appended_id = g_signal_connect (trace, "appended", G_CALLBACK (on_appended), self);

  return self;
}

void
rb_capture_store_free (RbCaptureStore *self)
{
  if (self == NULL)
    return;

  g_signal_handler_disconnect (self->trace, self->appended_id);
  g_ptr_array_unref (self->captures);
  g_object_unref (self->trace);
  g_free (self->folder);
  g_free (self);
}

char *
rb_capture_store_begin (RbCaptureStore *self, const char *call_id, gint64 start_us, const char *name, const char *path)
{
  g_autoptr (GError) error = NULL;
  Capture *capture;
  RbFlow *flow;

  if (path == NULL && self->folder == NULL)
    return NULL;

  if (path == NULL)
    g_mkdir_with_parents (self->folder, 0700);

  capture = g_new0 (Capture, 1);
  capture->store = self;
  capture->call_id = g_strdup (call_id);
  capture->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  capture->path = path != NULL ? g_canonicalize_filename (path, NULL) : make_path (self, start_us, name);
  capture->writer = rb_pcapng_writer_new (capture->path, &error);
  if (capture->writer == NULL)
    {
      tell (self, capture, error);
      capture_free (capture);
      return NULL;
    }

  g_ptr_array_add (self->captures, capture);
  flow = rb_trace_find_flow (self->trace, call_id);
  for (guint i = 0; flow != NULL && i < rb_flow_get_n_steps (flow); i++)
    write_message (self, capture, rb_flow_get_step (flow, i)->position);

  return g_strdup (capture->path);
}

static RbPcapngWriter *
write_again (RbCaptureStore *self, Capture *capture, const char *path, GError **error)
{
  g_autoptr (RbPcapngWriter) writer = rb_pcapng_writer_new (path, error);

  for (guint i = 0; writer != NULL && i < capture->positions->len; i++)
    if (!append_message (self, writer, g_array_index (capture->positions, guint, i), error))
      return NULL;

  return g_steal_pointer (&writer);
}

/* The new file takes the place of the old one at once, and goes on growing: a crash or a full disk at any moment leaves
 * one that is whole. Where there is none any more, the call was deleted, and stays so. */
static void
renew (RbCaptureStore *self, Capture *capture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (capture->path, ".new", NULL);
  g_autofree char *sentence = NULL;
  RbPcapngWriter *writer;

  if (!g_file_test (capture->path, G_FILE_TEST_EXISTS))
    return;

  writer = write_again (self, capture, path, &error);
  if (writer != NULL && g_rename (path, capture->path) == 0)
    {
      g_object_unref (capture->writer);
      capture->writer = writer;
      return;
    }

  if (writer != NULL)
    g_set_error (&error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
  g_clear_object (&writer);
  g_unlink (path);
  sentence = g_strdup_printf (_ ("The note is not saved: %s."), error->message);
  self->problem (sentence, self->data);
}

gboolean
rb_capture_store_renew (RbCaptureStore *self, const char *call_id)
{
  gboolean is_open = FALSE;

  for (guint i = 0; i < self->captures->len; i++)
    {
      Capture *capture = g_ptr_array_index (self->captures, i);

      if (strcmp (capture->call_id, call_id) != 0)
        continue;
      renew (self, capture);
      is_open = TRUE;
    }

  return is_open;
}

gboolean
rb_capture_store_take_notes (RbCaptureStore *self, const char *path, RbTrace *capture)
{
  for (guint i = 0; i < self->captures->len; i++)
    {
      Capture *open = g_ptr_array_index (self->captures, i);

      if (strcmp (open->path, path) != 0)
        continue;
      for (guint n = 0; n < MIN (open->positions->len, rb_trace_get_n_messages (capture)); n++)
        rb_trace_set_note (self->trace, g_array_index (open->positions, guint, n), rb_trace_get_note (capture, n));
      return rb_capture_store_renew (self, open->call_id);
    }

  return FALSE;
}

static gboolean
on_lingered (gpointer data)
{
  Capture *capture = data;

  capture->end_source = 0;
  g_ptr_array_remove_fast (capture->store->captures, capture);

  return G_SOURCE_REMOVE;
}

void
rb_capture_store_end (RbCaptureStore *self, const char *path)
{
  for (guint i = 0; i < self->captures->len; i++)
    {
      Capture *capture = g_ptr_array_index (self->captures, i);

      if (strcmp (capture->path, path) == 0 && capture->end_source == 0)
        capture->end_source = g_timeout_add_seconds (LINGER_SECONDS, on_lingered, capture);
    }
}
