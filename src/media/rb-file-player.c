/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decodes a sound file to 48 kHz mono in a small pipeline of its own, for RbSoundDevice to speak in place of
 * a microphone. The device asks for samples at its own pace; the decoder stays a few buffers ahead. */

#include "rb-file-player.h"

#include "rb-plugins.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <string.h>

#define BUFFERS_AHEAD 16

struct _RbFilePlayer
{
  char *path;
  gboolean loop;
  GstElement *pipeline;
  GstAppSink *sink;
  GSource *bus_source;
  RbFilePlayerFailed failed;
  gpointer data;
  gint rewind; /* atomic */

  /* Of the reading thread: */
  GstSample *sample;
  gsize offset;   /* bytes of @sample used */
  gboolean heard; /* something came since the last rewind */
};

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer data)
{
  RbFilePlayer *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;

  gst_message_parse_error (message, &error, NULL);
  sentence = g_strdup_printf (_ ("The sound file “%s” cannot be played: %s Silence is sent instead; give a WAV file."),
                              self->path, error->message);
  self->failed (sentence, self->data);

  return G_SOURCE_CONTINUE;
}

/* @failed: called in @context. */
RbFilePlayer *
rb_file_player_new (const char *path, gboolean loop, GMainContext *context, RbFilePlayerFailed failed, gpointer data)
{
  RbFilePlayer *self = g_new0 (RbFilePlayer, 1);
  g_autoptr (GstElement) file = NULL;
  g_autoptr (GstBus) bus = NULL;

  self->path = g_strdup (path);
  self->loop = loop;
  self->failed = failed;
  self->data = data;
  self->pipeline = gst_parse_launch ("filesrc name=file ! decodebin ! audioconvert ! audioresample ! "
                                     "audio/x-raw,format=S16LE,rate=48000,channels=1 ! appsink name=sink sync=false",
                                     NULL);
  file = gst_bin_get_by_name (GST_BIN (self->pipeline), "file");
  g_object_set (file, "location", path, NULL);
  self->sink = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (self->pipeline), "sink"));
  gst_app_sink_set_max_buffers (self->sink, BUFFERS_AHEAD);

  bus = gst_element_get_bus (self->pipeline);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_source, context);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  return self;
}

/* From any thread: the next read starts at the beginning. */
void
rb_file_player_rewind (RbFilePlayer *self)
{
  g_atomic_int_set (&self->rewind, TRUE);
}

static void
seek_to_start (RbFilePlayer *self)
{
  g_clear_pointer (&self->sample, gst_sample_unref);
  self->heard = FALSE;
  gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0);
}

static gboolean
next_sample (RbFilePlayer *self)
{
  g_clear_pointer (&self->sample, gst_sample_unref);
  self->offset = 0;
  self->sample = gst_app_sink_try_pull_sample (self->sink, 0);
  if (self->sample != NULL)
    {
      self->heard = TRUE;
      return TRUE;
    }

  if (self->loop && self->heard && gst_app_sink_is_eos (self->sink))
    seek_to_start (self);

  return FALSE;
}

/* From one thread. Fills @samples, with silence where the file has ended or is not there yet.
 * Returns: whether any of it is from the file. */
gboolean
rb_file_player_read (RbFilePlayer *self, gint16 *samples, gsize n)
{
  guint8 *place = (guint8 *) samples;
  gsize wanted = n * sizeof *samples;
  gboolean any = FALSE;

  if (g_atomic_int_compare_and_exchange (&self->rewind, TRUE, FALSE) && self->heard)
    seek_to_start (self);

  while (wanted > 0)
    {
      gsize got;

      if (self->sample == NULL && !next_sample (self))
        break;

      got = gst_buffer_extract (gst_sample_get_buffer (self->sample), self->offset, place, wanted);
      self->offset += got;
      place += got;
      wanted -= got;
      any |= got > 0;
      if (wanted > 0)
        g_clear_pointer (&self->sample, gst_sample_unref);
    }
  memset (place, 0, wanted);

  return any;
}

void
rb_file_player_free (RbFilePlayer *self)
{
  g_source_destroy (self->bus_source);
  g_source_unref (self->bus_source);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->sample, gst_sample_unref);
  gst_object_unref (self->sink);
  gst_object_unref (self->pipeline);
  g_free (self->path);
  g_free (self);
}
