/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-device-list.h"
#include "rb-file-player.h"
#include "rb-sample-ring.h"
#include "rb-sound-device-private.h"
#include "rb-wav-writer.h"

G_BEGIN_DECLS

/* What the files of RbSoundDevice share: the pipeline (device) and its two ends, microphone and speaker. */

struct _RbSoundDevice
{
  GObject parent_instance;

  RbSoundKind   kind;
  char         *input_device;
  char         *output_device;
  char         *ring_device;
  double        tone_hz;
  char         *play_path;
  char         *record_path;
  gboolean      loop;
  gboolean      echo_cancel;
  gboolean      loop_back;
  RbHoldSound   hold_sound;
  char         *hold_path;
  double        input_volume; /* 0…1, cubic */
  double        output_volume;
  GMainContext *context;

  GstElement   *pipeline; /* NULL = closed; the rest of this block are its parts */
  GstElement   *source;
  GstElement   *source_caps;
  GstElement   *microphone_volume;
  GstElement   *tee;
  GstElement   *mixer;
  GstElement   *speaker_volume;
  GstElement   *speaker; /* a bin, so that its sink can be changed */
  GstElement   *echo_probe;
  GstElement   *sink;
  GSource      *bus_source;
  gboolean      source_replaced; /* by silence, until a try succeeds */
  gboolean      sink_replaced;
  gboolean      source_told;     /* the user knows that it failed */
  gboolean      sink_told;
  guint         latency_ms;

  RbDeviceList *devices;       /* (nullable): while one was chosen */
  gboolean      input_absent;  /* the chosen one is unplugged: the default one stands in */
  gboolean      output_absent;

  GSource      *close_timer;
  GSource      *retry_timer;
  guint         n_sessions;
  gint          n_calls;    /* atomic, as is the next */
  gint          n_talking;
  gint          latency_pending;
  gint          latency_known; /* the sink has its delay */

  RbFilePlayer *player;
  gint          melody_restart;  /* atomic */
  guint64       melody_position; /* the streaming thread's */
  RbWavWriter  *recorder;
  gboolean      recorder_failed;
  RbSampleRing *spoken;
  RbSampleRing *heard;
};

GSource *rb_sound_device_add_timer (RbSoundDevice *self, guint seconds, GSourceFunc callback); /* (transfer full) */
void     rb_sound_device_clear_timer (GSource **timer);

/* While the pipeline is open: a chosen device that goes is replaced by the default one until it comes back. Begins
 * anew when it is called again. */
void     rb_sound_ends_watch_devices (RbSoundDevice *self);
void     rb_sound_ends_unwatch_devices (RbSoundDevice *self);

/* Puts the microphone or the speaker there, in place of what was there; @silent: its stand-in. */
void     rb_sound_ends_place_source (RbSoundDevice *self, gboolean silent);
void     rb_sound_ends_place_sink (RbSoundDevice *self, gboolean silent);
/* From the bus: whether @from is one of the ends, which is replaced then. */
gboolean rb_sound_ends_handle_error (RbSoundDevice *self, GstObject *from);

G_END_DECLS
