/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sound device as one long-lived pipeline: microphone → tee, mixer → speaker; each call is a bin that RbRtpStream
 * hangs between the two. It opens with the first call (or warm_up) and closes a few seconds after the last
 * session. A device that is missing or goes away is replaced by silence and tried again, so a call never ends with
 * it: the speaker's pad swallows errors, the microphone's swallows its end. */

#include "rb-sound-ends.h"

#include "rb-plugins.h"
#include "rb-sound-parts.h"
#include "rb-wav-check.h"

#include <glib/gi18n-lib.h>
#include <gst/base/gstbasesink.h>

#define JITTER_BUFFER_MS 60
#define DECODER_MS 20 /* the longest delay of our decoders: Opus with FEC */
#define KEEP_OPEN_S 4
#define RING_MS 2000
#define PEAK_MS 100

enum
{
  ERROR,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbSoundDevice, rb_sound_device, G_TYPE_OBJECT)

void
rb_sound_device_emit_error (RbSoundDevice *self, const char *sentence)
{
  g_signal_emit (self, signals[ERROR], 0, sentence);
}

GSource *
rb_sound_device_add_timer (RbSoundDevice *self, guint seconds, GSourceFunc callback)
{
  GSource *timer = g_timeout_source_new_seconds (seconds);

  g_source_set_callback (timer, callback, self, NULL);
  g_source_attach (timer, self->context);

  return timer;
}

void
rb_sound_device_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

/* Probes, in streaming threads. */

static GstPadProbeReturn
note_spoken (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbSoundDevice *self = data;
  GstMapInfo map;

  if (gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    {
      rb_sample_ring_push (self->spoken, (const gint16 *) map.data, map.size / sizeof (gint16));
      gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
    }

  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
note_heard (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbSoundDevice *self = data;
  GstMapInfo map;

  if (gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    {
      const gint16 *samples = (const gint16 *) map.data;
      gsize n = map.size / sizeof (gint16);

      /* A delay asked for before sound flows may come out as 0, and nothing would ask again. */
      if (!g_atomic_int_get (&self->latency_known))
        rb_sound_device_update_latency (self);
      rb_sample_ring_push (self->heard, samples, n);
      if (self->recorder != NULL && g_atomic_int_get (&self->n_calls) > 0)
        rb_wav_writer_push (self->recorder, samples, n);
      gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
    }

  return GST_PAD_PROBE_OK;
}

/* The pipeline. */

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer data)
{
  RbSoundDevice *self = data;
  GstObject *from = GST_MESSAGE_SRC (message);

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_LATENCY)
    {
      rb_sound_device_update_latency (self);
    }
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      g_autoptr (GError) error = NULL;

      gst_message_parse_error (message, &error, NULL);
      g_info ("%s: %s", GST_OBJECT_NAME (from), error->message);
      rb_sound_ends_handle_error (self, from);
      gst_element_set_state (self->pipeline, GST_STATE_PLAYING); /* a device may have refused that */
    }

  return G_SOURCE_CONTINUE;
}

static void
apply_volumes (RbSoundDevice *self)
{
  if (self->pipeline == NULL)
    return;

  rb_sound_set_volume (self->microphone_volume, self->input_volume);
  rb_sound_set_volume (self->speaker_volume, self->output_volume);
}

/* Returns: (nullable) (transfer floating): the canceller, when wanted and installed. */
static GstElement *
make_echo_canceller (RbSoundDevice *self)
{
  g_autoptr (GError) error = NULL;

  self->echo_probe = NULL;
  if (self->kind != RB_SOUND_PULSE || !self->echo_cancel)
    return NULL;
  if (!rb_plugins_check_element ("webrtcdsp", &error))
    {
      rb_sound_device_emit_error (self, error->message);
      return NULL;
    }

  return rb_sound_make_echo_canceller (&self->echo_probe);
}

static void
on_player_failed (const char *sentence, gpointer data)
{
  rb_sound_device_emit_error (data, sentence);
}

static void
open_files (RbSoundDevice *self)
{
  g_autoptr (GError) error = NULL;

  if (self->kind != RB_SOUND_FILE)
    return;

  if (self->play_path != NULL && self->player == NULL)
    self->player = rb_file_player_new (self->play_path, self->loop, self->context, on_player_failed, self);
  if (self->record_path != NULL && self->recorder == NULL && !self->recorder_failed)
    {
      self->recorder = rb_wav_writer_new (self->record_path, &error);
      if (self->recorder == NULL)
        {
          self->recorder_failed = TRUE;
          rb_sound_device_emit_error (self, error->message);
        }
    }
}

static void
open_device (RbSoundDevice *self)
{
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  g_autoptr (GstBus) bus = NULL;
  GstElement *canceller, *speaker_caps = rb_sound_make_caps ();
  GstElement *quiet = rb_sound_make_generator (0); /* a mixer without any input would stand still */

  open_files (self);

  self->pipeline = gst_pipeline_new ("sound");
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), clock); /* it outlives any device */
  self->latency_ms = JITTER_BUFFER_MS + DECODER_MS;
  self->source = self->sink = NULL;
  self->source_told = self->sink_told = FALSE;
  self->source_caps = rb_sound_make_caps ();
  canceller = make_echo_canceller (self);
  self->microphone_volume = rb_make_element ("volume");
  self->tee = rb_make_element ("tee");
  g_object_set (self->tee, "allow-not-linked", TRUE, NULL);
  self->mixer = rb_sound_make_mixer (self->latency_ms);
  self->speaker_volume = rb_make_element ("volume");
  self->speaker = rb_sound_make_speaker (self->echo_probe);

  gst_bin_add_many (GST_BIN (self->pipeline), self->source_caps, self->microphone_volume, self->tee, quiet, self->mixer,
                    speaker_caps, self->speaker_volume, self->speaker, NULL);
  if (canceller != NULL)
    {
      gst_bin_add (GST_BIN (self->pipeline), canceller);
      gst_element_link_many (self->source_caps, canceller, self->microphone_volume, NULL);
    }
  else
    {
      gst_element_link (self->source_caps, self->microphone_volume);
    }
  gst_element_link (self->microphone_volume, self->tee);
  gst_element_link_many (quiet, self->mixer, speaker_caps, self->speaker_volume, self->speaker, NULL);
  rb_sound_keep_format (self->source_caps);
  rb_add_probe (self->microphone_volume, "src", GST_PAD_PROBE_TYPE_BUFFER, note_spoken, self);
  rb_add_probe (self->speaker_volume, "src", GST_PAD_PROBE_TYPE_BUFFER, note_heard, self);
  apply_volumes (self);

  bus = gst_element_get_bus (self->pipeline);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_source, self->context);

  rb_sound_ends_watch_devices (self);
  rb_sound_ends_place_source (self, FALSE);
  rb_sound_ends_place_sink (self, FALSE);
  rb_sample_ring_clear (self->heard);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  rb_sound_device_update_latency (self);
}

static void
close_device (RbSoundDevice *self)
{
  rb_sound_device_clear_timer (&self->close_timer);
  rb_sound_device_clear_timer (&self->retry_timer);
  if (self->pipeline == NULL)
    return;

  rb_sound_ends_unwatch_devices (self);
  g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->pipeline);
}

static gboolean
on_close_timer (gpointer data)
{
  close_device (data);

  return G_SOURCE_REMOVE;
}

static void
close_soon (RbSoundDevice *self)
{
  rb_sound_device_clear_timer (&self->close_timer);
  if (self->pipeline != NULL && self->n_sessions == 0)
    self->close_timer = rb_sound_device_add_timer (self, KEEP_OPEN_S, on_close_timer);
}

static void
rb_sound_device_dispose (GObject *object)
{
  RbSoundDevice *self = RB_SOUND_DEVICE (object);

  close_device (self);
  g_clear_pointer (&self->player, rb_file_player_free);
  g_clear_pointer (&self->recorder, rb_wav_writer_free);

  G_OBJECT_CLASS (rb_sound_device_parent_class)->dispose (object);
}

static void
rb_sound_device_finalize (GObject *object)
{
  RbSoundDevice *self = RB_SOUND_DEVICE (object);

  g_free (self->input_device);
  g_free (self->output_device);
  g_free (self->ring_device);
  g_free (self->hold_path);
  g_free (self->play_path);
  g_free (self->record_path);
  rb_sample_ring_free (self->spoken);
  rb_sample_ring_free (self->heard);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (rb_sound_device_parent_class)->finalize (object);
}

static void
rb_sound_device_class_init (RbSoundDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_sound_device_dispose;
  object_class->finalize = rb_sound_device_finalize;

  signals[ERROR] = g_signal_new ("error", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rb_sound_device_init (RbSoundDevice *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->input_volume = self->output_volume = 1;
  self->spoken = rb_sample_ring_new (PEAK_MS);
  self->heard = rb_sample_ring_new (RING_MS);
}

RbSoundDevice *
rb_sound_device_new (const RbSoundConfig *config)
{
  RbSoundDevice *self = g_object_new (RB_TYPE_SOUND_DEVICE, NULL);

  self->kind = config->kind;
  self->input_device = g_strdup (config->input_device);
  self->output_device = g_strdup (config->output_device);
  self->ring_device = g_strdup (config->ring_device);
  self->tone_hz = config->tone_hz;
  self->play_path = g_strdup (config->play_path);
  self->record_path = g_strdup (config->record_path);
  self->loop = config->loop;
  self->echo_cancel = config->echo_cancel;
  self->loop_back = config->loop_back;

  return self;
}

void
rb_sound_device_warm_up (RbSoundDevice *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RB_IS_SOUND_DEVICE (self));

  rb_media_init ();
  if (!rb_plugins_check (&error))
    {
      rb_sound_device_emit_error (self, error->message);
      return;
    }

  if (self->pipeline == NULL)
    open_device (self);
  close_soon (self);
}

/* Returns: whether it is another now. */
static gboolean
replace_name (char **place, const char *name)
{
  char *copy;

  if (g_strcmp0 (*place, name) == 0)
    return FALSE;

  copy = g_strdup (name);
  g_free (*place);
  *place = copy;

  return TRUE;
}

void
rb_sound_device_set_devices (RbSoundDevice *self, const char *input, const char *output)
{
  gboolean input_changed, output_changed, open;

  g_return_if_fail (RB_IS_SOUND_DEVICE (self));

  input_changed = replace_name (&self->input_device, input);
  output_changed = replace_name (&self->output_device, output);
  open = self->pipeline != NULL && self->kind == RB_SOUND_PULSE;
  if (open && (input_changed || output_changed))
    rb_sound_ends_watch_devices (self);
  if (open && input_changed)
    rb_sound_ends_place_source (self, FALSE);
  if (open && output_changed)
    rb_sound_ends_place_sink (self, FALSE);
}

void
rb_sound_device_set_ring_device (RbSoundDevice *self, const char *ring)
{
  g_return_if_fail (RB_IS_SOUND_DEVICE (self));

  replace_name (&self->ring_device, ring);
}

gboolean
rb_sound_device_set_hold_sound (RbSoundDevice *self, RbHoldSound sound, const char *path, GError **error)
{
  gboolean usable;

  g_return_val_if_fail (RB_IS_SOUND_DEVICE (self), FALSE);
  g_return_val_if_fail (sound != RB_HOLD_SOUND_FILE || path != NULL, FALSE);

  usable = sound != RB_HOLD_SOUND_FILE || rb_wav_check (path, error);
  self->hold_sound = usable ? sound : RB_HOLD_SOUND_MUSIC;
  replace_name (&self->hold_path, usable && sound == RB_HOLD_SOUND_FILE ? path : NULL);

  return usable;
}

RbHoldSound
rb_sound_device_get_hold_sound (RbSoundDevice *self, const char **path)
{
  *path = self->hold_path;

  return self->hold_sound;
}

const char *
rb_sound_device_get_ring_device (RbSoundDevice *self)
{
  return self->ring_device;
}

const char *
rb_sound_device_get_output_device (RbSoundDevice *self)
{
  return self->output_device;
}

void
rb_sound_device_set_volume (RbSoundDevice *self, double input, double output)
{
  g_return_if_fail (RB_IS_SOUND_DEVICE (self));

  self->input_volume = CLAMP (input, 0, 1);
  self->output_volume = CLAMP (output, 0, 1);
  apply_volumes (self);
}

double
rb_sound_device_get_input_level (RbSoundDevice *self)
{
  return rb_sample_ring_get_peak (self->spoken, PEAK_MS);
}

double
rb_sound_device_get_output_level (RbSoundDevice *self)
{
  return rb_sample_ring_get_peak (self->heard, PEAK_MS);
}

double
rb_sound_device_measure_tone (RbSoundDevice *self, double hz, guint ms)
{
  return rb_sample_ring_get_tone_share (self->heard, hz, ms);
}

GMainContext *
rb_sound_device_get_context (RbSoundDevice *self)
{
  return self->context;
}

gboolean
rb_sound_device_get_loop_back (RbSoundDevice *self)
{
  return self->loop_back;
}

void
rb_sound_device_add_session (RbSoundDevice *self)
{
  self->n_sessions++;
  rb_sound_device_clear_timer (&self->close_timer);
}

void
rb_sound_device_remove_session (RbSoundDevice *self)
{
  self->n_sessions--;
  close_soon (self);
}

GstElement *
rb_sound_device_begin_call (RbSoundDevice *self)
{
  rb_sound_device_warm_up (self);
  if (g_atomic_int_add (&self->n_calls, 1) == 0)
    {
      g_atomic_int_set (&self->melody_restart, TRUE);
      if (self->player != NULL)
        rb_file_player_rewind (self->player);
    }

  return self->pipeline;
}

void
rb_sound_device_end_call (RbSoundDevice *self)
{
  g_atomic_int_add (&self->n_calls, -1);
}

void
rb_sound_device_set_talking (RbSoundDevice *self, gboolean talking)
{
  g_atomic_int_add (&self->n_talking, talking ? 1 : -1);
}

GstPad *
rb_sound_device_request_microphone (RbSoundDevice *self)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->tee, "sink");
  GstPad *pad;

  /* A pad that is made while the tee takes its segment would get data without one: between two buffers, therefore. */
  GST_PAD_STREAM_LOCK (sink);
  pad = gst_element_request_pad_simple (self->tee, "src_%u");
  GST_PAD_STREAM_UNLOCK (sink);

  return pad;
}

GstPad *
rb_sound_device_request_speaker (RbSoundDevice *self)
{
  return gst_element_request_pad_simple (self->mixer, "sink_%u");
}

void
rb_sound_device_require_latency (RbSoundDevice *self, guint ms)
{
  if (self->pipeline == NULL || ms + DECODER_MS <= self->latency_ms)
    return;

  self->latency_ms = ms + DECODER_MS;
  g_object_set (self->mixer, "min-upstream-latency", (guint64) self->latency_ms * GST_MSECOND, NULL);
  rb_sound_device_update_latency (self);
}

static gboolean
recalculate_latency (gpointer data)
{
  RbSoundDevice *self = data;

  g_atomic_int_set (&self->latency_pending, FALSE);
  if (self->pipeline != NULL)
    gst_bin_recalculate_latency (GST_BIN (self->pipeline));
  g_atomic_int_set (&self->latency_known, rb_sound_device_get_latency (self) > 0);

  return G_SOURCE_REMOVE;
}

void
rb_sound_device_update_latency (RbSoundDevice *self)
{
  g_autoptr (GSource) idle = NULL;

  if (!g_atomic_int_compare_and_exchange (&self->latency_pending, FALSE, TRUE))
    return;

  idle = g_idle_source_new ();
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, recalculate_latency, g_object_ref (self), g_object_unref);
  g_source_attach (idle, self->context);
}

guint
rb_sound_device_get_latency (RbSoundDevice *self)
{
  return self->sink != NULL && self->pipeline != NULL
             ? (guint) (gst_base_sink_get_latency (GST_BASE_SINK (self->sink)) / GST_MSECOND)
             : 0;
}
