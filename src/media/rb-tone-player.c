/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plays the signalling tones in a pipeline of its own, because the ringer may be another device than the call's
 * speaker and must not touch a running call. The pipeline lives only while something sounds. */

#include "rb-tone-player.h"

#include "rb-plugins.h"
#include "rb-sound-device-private.h"
#include "rb-tones.h"

#define BLOCK_SAMPLES 480
#define KEY_SAMPLES 4800 /* 100 ms */
#define BUSY_S 3
#define BEEP_S 1
#define KEEP_OPEN_S 2
#define DEVICE_BUFFER_US 40000
#define DEVICE_PERIOD_US 10000

struct _RbTonePlayer
{
  GObject parent_instance;

  RbSoundKind kind;
  char *device;
  char *ring_device;
  RbSoundDevice *followed; /* (nullable): whose devices are taken */
  GMainContext *context;
  GstElement *pipeline; /* NULL while silent */
  GSource *bus_source;
  char *opened_device;
  GSource *end_timer;

  GMutex lock; /* for all below */
  RbTone tone;
  guint64 position;
  char key;
  guint64 key_position;
};

G_DEFINE_FINAL_TYPE (RbTonePlayer, rb_tone_player, G_TYPE_OBJECT)

static GstPadProbeReturn
fill (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbTonePlayer *self = data;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GstMapInfo map;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&self->lock);
  rb_tones_mix (self->tone, self->position, (gint16 *) map.data, map.size / sizeof (gint16));
  self->position += map.size / sizeof (gint16);
  if (self->key != '\0')
    {
      rb_tones_mix_key (self->key, self->key_position, (gint16 *) map.data, map.size / sizeof (gint16));
      self->key_position += map.size / sizeof (gint16);
      if (self->key_position >= KEY_SAMPLES)
        self->key = '\0';
    }
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);

  return GST_PAD_PROBE_OK;
}

static void
close_pipeline (RbTonePlayer *self)
{
  if (self->pipeline == NULL)
    return;

  g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->opened_device, g_free);
}

static void open_on (RbTonePlayer *self, const char *device);

/* A device that is not there: the default one rings in its place. */
static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer data)
{
  RbTonePlayer *self = data;
  gboolean chosen = self->opened_device != NULL;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;

  gst_message_parse_error (message, &error, NULL);
  g_info ("tones on %s: %s", chosen ? self->opened_device : "the default device", error->message);
  close_pipeline (self);
  if (chosen)
    open_on (self, NULL);

  return G_SOURCE_REMOVE;
}

static const char *
choose_device (RbTonePlayer *self)
{
  gboolean rings = self->tone == RB_TONE_RINGING || self->tone == RB_TONE_BEEP;
  const char *speaker = self->followed != NULL ? rb_sound_device_get_output_device (self->followed) : self->device;
  const char *ringer = self->followed != NULL ? rb_sound_device_get_ring_device (self->followed) : self->ring_device;

  return rings && ringer != NULL ? ringer : speaker;
}

static void
open_on (RbTonePlayer *self, const char *device)
{
  GstElement *source, *caps, *sink;
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GError) error = NULL;

  rb_media_init ();
  if (!rb_plugins_check (&error) || !rb_plugins_check_element ("pulsesink", &error))
    {
      g_info ("%s", error->message); /* RbSoundDevice tells the user */
      return;
    }

  self->pipeline = gst_object_ref_sink (gst_pipeline_new ("tones"));
  self->opened_device = g_strdup (device);
  bus = gst_element_get_bus (self->pipeline);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_source, self->context);
  source = rb_make_element ("audiotestsrc");
  gst_util_set_object_arg (G_OBJECT (source), "wave", "silence");
  g_object_set (source, "is-live", TRUE, "samplesperbuffer", BLOCK_SAMPLES, NULL);
  caps = rb_make_element ("capsfilter");
  gst_util_set_object_arg (G_OBJECT (caps), "caps", "audio/x-raw,format=S16LE,rate=48000,channels=1");
  sink = rb_make_element ("pulsesink");
  g_object_set (sink, "device", device, "buffer-time", (gint64) DEVICE_BUFFER_US, "latency-time",
                (gint64) DEVICE_PERIOD_US, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, caps, sink, NULL);
  gst_element_link_many (source, caps, sink, NULL);
  pad = gst_element_get_static_pad (source, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, fill, self, NULL);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      g_info ("no sound device for tones");
      close_pipeline (self);
    }
}

static void
open_pipeline (RbTonePlayer *self)
{
  const char *device = choose_device (self);

  if (self->kind != RB_SOUND_PULSE || (self->pipeline != NULL && g_strcmp0 (device, self->opened_device) == 0))
    return;

  close_pipeline (self);
  open_on (self, device);
}

static void
clear_timer (RbTonePlayer *self)
{
  if (self->end_timer != NULL)
    g_source_destroy (self->end_timer);
  g_clear_pointer (&self->end_timer, g_source_unref);
}

static gboolean
on_end_timer (gpointer data)
{
  RbTonePlayer *self = data;

  clear_timer (self);
  g_mutex_lock (&self->lock);
  self->tone = RB_TONE_NONE;
  g_mutex_unlock (&self->lock);
  close_pipeline (self);

  return G_SOURCE_REMOVE;
}

static void
end_after (RbTonePlayer *self, guint seconds)
{
  clear_timer (self);
  self->end_timer = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->end_timer, on_end_timer, self, NULL);
  g_source_attach (self->end_timer, self->context);
}

static void
rb_tone_player_dispose (GObject *object)
{
  RbTonePlayer *self = RB_TONE_PLAYER (object);

  clear_timer (self);
  close_pipeline (self);
  g_clear_object (&self->followed);

  G_OBJECT_CLASS (rb_tone_player_parent_class)->dispose (object);
}

static void
rb_tone_player_finalize (GObject *object)
{
  RbTonePlayer *self = RB_TONE_PLAYER (object);

  g_free (self->device);
  g_free (self->ring_device);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (rb_tone_player_parent_class)->finalize (object);
}

static void
rb_tone_player_class_init (RbTonePlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_tone_player_dispose;
  object_class->finalize = rb_tone_player_finalize;
}

static void
rb_tone_player_init (RbTonePlayer *self)
{
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
}

RbTonePlayer *
rb_tone_player_new (const RbSoundConfig *config)
{
  RbTonePlayer *self = g_object_new (RB_TYPE_TONE_PLAYER, NULL);

  self->kind = config->kind;
  self->device = g_strdup (config->output_device);
  self->ring_device = g_strdup (config->ring_device);

  return self;
}

void
rb_tone_player_play (RbTonePlayer *self, RbTone tone)
{
  gboolean key;

  g_return_if_fail (RB_IS_TONE_PLAYER (self));

  clear_timer (self);
  g_mutex_lock (&self->lock);
  if (tone != self->tone)
    self->position = 0;
  self->tone = tone;
  key = self->key != '\0';
  g_mutex_unlock (&self->lock);

  if (tone != RB_TONE_NONE)
    open_pipeline (self);
  if (tone == RB_TONE_BUSY || tone == RB_TONE_BEEP)
    end_after (self, tone == RB_TONE_BUSY ? BUSY_S : BEEP_S);
  else if (tone == RB_TONE_NONE && key)
    end_after (self, KEEP_OPEN_S);
  else if (tone == RB_TONE_NONE)
    close_pipeline (self);
}

void
rb_tone_player_follow (RbTonePlayer *self, RbSoundDevice *device)
{
  g_return_if_fail (RB_IS_TONE_PLAYER (self));

  g_set_object (&self->followed, device);
}

RbTone
rb_tone_player_get_tone (RbTonePlayer *self)
{
  g_return_val_if_fail (RB_IS_TONE_PLAYER (self), RB_TONE_NONE);

  return self->tone;
}

void
rb_tone_player_play_key (RbTonePlayer *self, char digit)
{
  g_return_if_fail (RB_IS_TONE_PLAYER (self));

  g_mutex_lock (&self->lock);
  self->key = digit;
  self->key_position = 0;
  g_mutex_unlock (&self->lock);

  open_pipeline (self);
  if (self->tone == RB_TONE_NONE)
    end_after (self, KEEP_OPEN_S);
}
