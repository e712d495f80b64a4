/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call's sound between the device and its codecs: what is said is the microphone's voice, or in its place the
 * hold sound or key tones, and with it what the others of a conference say; the echo robot says what it hears; both
 * sides may be recorded. Two kinds of pad probes in streaming threads; RbRtpStream places them and passes on the
 * orders of the session. */

#include "rb-voice.h"

#include "rb-file-player.h"
#include "rb-melody.h"
#include "rb-plugins.h"
#include "rb-recorder.h"
#include "rb-sound-device-private.h"
#include "rb-tones.h"
#include "rb-voice-fifo.h"

#include <string.h>

#define SAMPLES_PER_MS 48
#define BLOCK 480
#define MAX_DIGITS 64
#define MIN_DIGIT_MS 70 /* ITU-T Q.24 table A-1: 40 must be understood by all administrations, some ask for 65 */
#define MAX_DIGIT_MS 1000
#define PAUSE_MS 70

struct _RbVoice
{
  RbSoundDevice *device; /* the stream's */
  RbHoldSound sound;     /* the main context's, as is @path */
  char *path;

  GMutex lock; /* for all below */
  gboolean say;
  gboolean hear;
  RbRecorder *recorder;  /* (nullable) */
  RbVoiceFifo to_record; /* what was heard since it began */
  gboolean melody;
  guint64 position;              /* of the melody, samples */
  RbFilePlayer *player;          /* (nullable) */
  RbMediaConference *conference; /* (nullable) */
  RbVoiceFifo *echo;             /* (nullable) */
  char digits[MAX_DIGITS];
  guint n_digits;
  guint digit_ms;
  guint digit_position; /* of the first one, samples */
};

/* Locked. The tones of the keys, with silence between; nothing else is heard meanwhile. */
static gboolean
say_digits (RbVoice *self, gint16 *samples, gsize n)
{
  guint tone = self->digit_ms * SAMPLES_PER_MS, whole = tone + PAUSE_MS * SAMPLES_PER_MS;

  if (self->n_digits == 0)
    return FALSE;

  memset (samples, 0, n * sizeof *samples);
  if (self->digit_position < tone)
    rb_tones_mix_sent_key (self->digits[0], self->digit_position, tone, samples, n);
  self->digit_position += n;
  if (self->digit_position >= whole)
    {
      self->digit_position = 0;
      self->n_digits--;
      memmove (self->digits, self->digits + 1, self->n_digits);
    }

  return TRUE;
}

/* Locked. */
static gboolean
say_hold_sound (RbVoice *self, gint16 *samples, gsize n)
{
  if (self->player != NULL)
    {
      rb_file_player_read (self->player, samples, n);
      return TRUE;
    }
  if (!self->melody)
    return FALSE;

  rb_melody_fill (self->position, samples, n);
  self->position += n;

  return TRUE;
}

/* Locked. What the microphone's block becomes. */
static void
say (RbVoice *self, gint16 *samples, gsize n)
{
  if (self->echo != NULL)
    {
      if (!rb_voice_fifo_pull (self->echo, samples, n))
        memset (samples, 0, n * sizeof *samples);
      return;
    }

  if (say_hold_sound (self, samples, n))
    return;

  if (self->conference != NULL)
    rb_media_conference_mix (self->conference, self, samples, n);
  say_digits (self, samples, n);
}

/* Locked. The microphone's blocks give the pace to both sides. */
static void
record (RbVoice *self, const gint16 *said, gsize n)
{
  static const gint16 silence[BLOCK];
  gint16 heard[BLOCK];

  for (gsize done = 0; done < n; done += BLOCK)
    {
      gsize length = MIN (n - done, BLOCK);
      gboolean any = rb_voice_fifo_pull (&self->to_record, heard, length);

      rb_recorder_push (self->recorder, self->say ? said + done : silence, any ? heard : silence, length);
    }
}

static GstPadProbeReturn
on_said (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbVoice *self = data;
  GstBuffer *buffer;
  GstMapInfo map;

  g_mutex_lock (&self->lock);
  if (self->echo == NULL && !self->melody && self->player == NULL && self->conference == NULL && self->n_digits == 0 &&
      self->recorder == NULL)
    {
      g_mutex_unlock (&self->lock);
      return GST_PAD_PROBE_OK;
    }

  buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    {
      say (self, (gint16 *) map.data, map.size / sizeof (gint16));
      if (self->recorder != NULL)
        record (self, (const gint16 *) map.data, map.size / sizeof (gint16));
      gst_buffer_unmap (buffer, &map);
      GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);
    }
  g_mutex_unlock (&self->lock);

  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_heard (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbVoice *self = data;
  GstMapInfo map;

  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&self->lock);
  if (self->echo != NULL)
    rb_voice_fifo_push (self->echo, (const gint16 *) map.data, map.size / sizeof (gint16));
  else if (self->conference != NULL && self->hear)
    rb_media_conference_push (self->conference, self, (const gint16 *) map.data, map.size / sizeof (gint16));
  if (self->recorder != NULL && self->hear)
    rb_voice_fifo_push (&self->to_record, (const gint16 *) map.data, map.size / sizeof (gint16));
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);

  return GST_PAD_PROBE_OK;
}

RbVoice *
rb_voice_new (RbSoundDevice *device, GstElement *mouth)
{
  RbVoice *self = g_new0 (RbVoice, 1);

  self->device = device;
  self->hear = TRUE;
  g_mutex_init (&self->lock);
  if (rb_sound_device_get_loop_back (device))
    self->echo = g_new0 (RbVoiceFifo, 1);
  rb_add_probe (mouth, "src", GST_PAD_PROBE_TYPE_BUFFER, on_said, self);

  return self;
}

void
rb_voice_listen_to (RbVoice *self, GstElement *decoder)
{
  rb_add_probe (decoder, "src", GST_PAD_PROBE_TYPE_BUFFER, on_heard, self);
}

void
rb_voice_set_flow (RbVoice *self, gboolean say, gboolean hear)
{
  g_mutex_lock (&self->lock);
  self->say = say;
  self->hear = hear;
  g_mutex_unlock (&self->lock);
}

static void
on_failed (const char *sentence, gpointer data)
{
  RbVoice *self = data;

  rb_sound_device_emit_error (self->device, sentence);
}

void
rb_voice_play (RbVoice *self, RbHoldSound sound, const char *path)
{
  RbFilePlayer *old, *player = NULL;

  if (sound == self->sound && g_strcmp0 (path, self->path) == 0)
    return;

  self->sound = sound;
  g_free (self->path);
  self->path = g_strdup (path);
  if (sound == RB_HOLD_SOUND_FILE)
    player = rb_file_player_new (path, TRUE, rb_sound_device_get_context (self->device), on_failed, self);

  g_mutex_lock (&self->lock);
  old = self->player;
  self->player = player;
  self->melody = sound == RB_HOLD_SOUND_MUSIC;
  self->position = 0;
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, rb_file_player_free);
}

gboolean
rb_voice_record (RbVoice *self, const char *path, GError **error)
{
  RbRecorder *recorder = rb_recorder_new (path, rb_sound_device_get_context (self->device), on_failed, self, error);

  if (recorder == NULL)
    return FALSE;

  rb_voice_stop_recording (self);
  g_mutex_lock (&self->lock);
  self->recorder = recorder;
  self->to_record = (RbVoiceFifo){ 0 };
  g_mutex_unlock (&self->lock);

  return TRUE;
}

void
rb_voice_stop_recording (RbVoice *self)
{
  RbRecorder *recorder;

  g_mutex_lock (&self->lock);
  recorder = g_steal_pointer (&self->recorder);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&recorder, rb_recorder_free);
}

void
rb_voice_set_conference (RbVoice *self, RbMediaConference *conference)
{
  RbMediaConference *old;

  if (conference != NULL)
    rb_media_conference_enter (rb_media_conference_ref (conference), self);

  g_mutex_lock (&self->lock);
  old = self->conference;
  self->conference = conference;
  g_mutex_unlock (&self->lock);

  if (old != NULL && old != conference)
    rb_media_conference_leave (old, self);
  g_clear_pointer (&old, rb_media_conference_unref);
}

gboolean
rb_voice_send_digits (RbVoice *self, const char *digits, guint duration_ms)
{
  gsize n = strlen (digits);
  gboolean queued = FALSE;

  for (gsize i = 0; i < n; i++)
    if (strchr (RB_TONES_KEYS, g_ascii_toupper (digits[i])) == NULL)
      return FALSE;

  g_mutex_lock (&self->lock);
  if (n > 0 && n <= MAX_DIGITS - self->n_digits)
    {
      if (self->n_digits == 0)
        self->digit_ms = CLAMP (duration_ms, MIN_DIGIT_MS, MAX_DIGIT_MS);
      memcpy (self->digits + self->n_digits, digits, n);
      self->n_digits += n;
      queued = TRUE;
    }
  g_mutex_unlock (&self->lock);

  return queued;
}

void
rb_voice_free (RbVoice *self)
{
  rb_voice_play (self, RB_HOLD_SOUND_SILENCE, NULL);
  rb_voice_set_conference (self, NULL);
  rb_voice_stop_recording (self);
  g_free (self->path);
  g_free (self->echo);
  g_mutex_clear (&self->lock);
  g_free (self);
}
