/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records a call in a pipeline of its own, so that neither a slow nor a full disk can reach the call: what does not fit
 * into its short queue is dropped. Pages are written twice a second: after a kill all but that plays. */

#include "rb-recorder.h"

#include "rb-plugins.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsrc.h>
#include <string.h>

#define RATE 48000
#define MAX_WAITING (RATE * 4 * 2) /* bytes: two seconds of both sides */
#define END_LIMIT (5 * GST_SECOND) /* for the disk to take the last page */

struct _RbRecorder
{
  char *path;
  GstElement *pipeline;
  GstAppSrc *source;
  GSource *bus_source;
  RbRecorderFailed failed;
  gpointer data;
  guint64 position; /* samples; the pushing thread's */
};

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer data)
{
  RbRecorder *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;

  gst_message_parse_error (message, &error, NULL);
  sentence = g_strdup_printf (
      _ ("The recording “%s” stopped: %s What was written until then can be played; the call goes on."), self->path,
      error->message);
  self->failed (sentence, self->data);

  return G_SOURCE_REMOVE;
}

/* Makes the file, so that nothing is ever overwritten. */
static gboolean
reserve (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;

  if (!g_file_make_directory_with_parents (folder, NULL, &cause) &&
      !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  stream = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error);

  return stream != NULL;
}

static void
build (RbRecorder *self)
{
  GstElement *source = rb_make_element ("appsrc"), *encoder = rb_make_element ("opusenc");
  GstElement *mux = rb_make_element ("oggmux"), *sink = rb_make_element ("filesink");
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "rate", G_TYPE_INT, RATE, "channels",
                           G_TYPE_INT, 2, "layout", G_TYPE_STRING, "interleaved", NULL);

  gst_util_set_object_arg (G_OBJECT (source), "format", "time");
  gst_util_set_object_arg (G_OBJECT (source), "leaky-type", "downstream");
  g_object_set (source, "caps", caps, "max-bytes", (guint64) MAX_WAITING, NULL);
  g_object_set (encoder, "bitrate", 64000, NULL);
  g_object_set (mux, "max-delay", GST_SECOND / 2, "max-page-delay", GST_SECOND / 2, NULL);
  gst_util_set_object_arg (G_OBJECT (sink), "buffer-mode", "unbuffered");
  g_object_set (sink, "location", self->path, "async", FALSE, NULL);

  self->pipeline = gst_object_ref_sink (gst_pipeline_new ("recorder"));
  self->source = GST_APP_SRC (gst_object_ref (source));
  gst_bin_add_many (GST_BIN (self->pipeline), source, encoder, mux, sink, NULL);
  gst_element_link_many (source, encoder, mux, sink, NULL);
}

RbRecorder *
rb_recorder_new (const char *path, GMainContext *context, RbRecorderFailed failed, gpointer data, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GstBus) bus = NULL;
  RbRecorder *self;

  if (!rb_plugins_check_element ("appsrc", error) || !rb_plugins_check_element ("oggmux", error))
    return NULL;
  if (!reserve (path, &cause))
    {
      g_set_error (error, cause->domain, cause->code, _ ("The recording “%s” cannot be written: %s"), path,
                   cause->message);
      return NULL;
    }

  self = g_new0 (RbRecorder, 1);
  self->path = g_strdup (path);
  self->failed = failed;
  self->data = data;
  build (self);
  bus = gst_element_get_bus (self->pipeline);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_source, context);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  return self;
}

void
rb_recorder_push (RbRecorder *self, const gint16 *said, const gint16 *heard, gsize n)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n * 2 * sizeof *said, NULL);
  GstMapInfo map;

  if (gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    {
      gint16 *samples = (gint16 *) map.data;

      for (gsize i = 0; i < n; i++)
        {
          samples[2 * i] = said[i];
          samples[2 * i + 1] = heard[i];
        }
      gst_buffer_unmap (buffer, &map);
    }
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (self->position, GST_SECOND, RATE);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n, GST_SECOND, RATE);
  self->position += n;
  gst_app_src_push_buffer (self->source, buffer);
}

/* The last page may have to wait for the disk; the call's thread does not. */
static gpointer
complete (gpointer data)
{
  g_autoptr (GstElement) pipeline = data;
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, END_LIMIT, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

  gst_element_set_state (pipeline, GST_STATE_NULL);

  return NULL;
}

void
rb_recorder_free (RbRecorder *self)
{
  g_source_destroy (self->bus_source);
  g_source_unref (self->bus_source);
  gst_app_src_end_of_stream (self->source);
  gst_object_unref (self->source);
  g_thread_unref (g_thread_new ("recorder-end", complete, self->pipeline));
  g_free (self->path);
  g_free (self);
}
