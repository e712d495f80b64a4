/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  RB_SOUND_PULSE, /* PulseAudio or PipeWire */
  RB_SOUND_NONE,  /* silence in, discard out */
  RB_SOUND_TONE,  /* a sine in, discard out (measured) */
  RB_SOUND_FILE,  /* WAV in (looped when @loop), WAV out */
  RB_SOUND_MUSIC, /* the built-in tune in, discard out */
} RbSoundKind;

/* What a party on hold hears. */
typedef enum
{
  RB_HOLD_SOUND_SILENCE, /* nothing is sent */
  RB_HOLD_SOUND_MUSIC,   /* the built-in tune */
  RB_HOLD_SOUND_FILE,    /* a WAV file, again and again */
} RbHoldSound;

typedef struct
{
  RbSoundKind kind;
  const char *input_device;  /* PULSE: (nullable) device name, NULL = default */
  const char *output_device;
  const char *ring_device;   /* PULSE: (nullable) where it rings, NULL = @output_device */
  double      tone_hz;       /* TONE */
  const char *play_path;     /* FILE: (nullable) */
  const char *record_path;   /* FILE: (nullable) */
  gboolean    loop;
  gboolean    echo_cancel;   /* webrtcdsp on PULSE */
  gboolean    loop_back;     /* echo robot: each call hears itself, whatever @kind */
} RbSoundConfig;

/* Starts GStreamer, once; from any thread. Everything here calls it by itself: call it early only to pay its
 * price (about 10 ms with its registry cached) at a time of your choice. */
void rb_media_init (void);

/* The one long-lived device pipeline; calls are bins in it (facts: media). Opened by the
 * first session, closed a few seconds after the last. Signals:
 *  "error" (const char *sentence)   the device is gone or refused; what to do */
#define RB_TYPE_SOUND_DEVICE (rb_sound_device_get_type ())
G_DECLARE_FINAL_TYPE (RbSoundDevice, rb_sound_device, RB, SOUND_DEVICE, GObject)

RbSoundDevice *rb_sound_device_new (const RbSoundConfig *config);
/* Open ahead of the answer (while ringing). */
void           rb_sound_device_warm_up (RbSoundDevice *self);
void           rb_sound_device_set_devices (RbSoundDevice *self, const char *input, const char *output);
/* Where it rings: NULL = where calls are heard. From the next ring on. */
void           rb_sound_device_set_ring_device (RbSoundDevice *self, const char *ring);
/* What parties on hold hear in calls made after this. A file is checked first (rb_wav_check ()): FALSE with @error, and
 * the built-in tune is played in its place. @path: for FILE only. */
gboolean       rb_sound_device_set_hold_sound (RbSoundDevice *self, RbHoldSound sound, const char *path, GError **error);
void           rb_sound_device_set_volume (RbSoundDevice *self, double input, double output); /* 0…1, cubic */
/* Peak of the last 100 ms, 0…1. */
double         rb_sound_device_get_input_level (RbSoundDevice *self);
double         rb_sound_device_get_output_level (RbSoundDevice *self);
/* Share (0…1) of the energy of the last @ms of what was played that is at @hz (Goertzel); for tests and --json. */
double         rb_sound_device_measure_tone (RbSoundDevice *self, double hz, guint ms);

G_END_DECLS
