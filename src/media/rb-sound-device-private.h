/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "rb-sound-device.h"

G_BEGIN_DECLS

/* The side of the device that RbRtpStream sees. Main context only, unless said. */

GMainContext *rb_sound_device_get_context (RbSoundDevice *self); /* (transfer none) */
gboolean      rb_sound_device_get_loop_back (RbSoundDevice *self);
RbHoldSound   rb_sound_device_get_hold_sound (RbSoundDevice *self, const char **path); /* (transfer none) */
const char   *rb_sound_device_get_ring_device (RbSoundDevice *self);   /* (nullable), as is the next */
const char   *rb_sound_device_get_output_device (RbSoundDevice *self);
/* The signal "error". */
void          rb_sound_device_emit_error (RbSoundDevice *self, const char *sentence);

/* A session exists: the device, once open, stays open. */
void        rb_sound_device_add_session (RbSoundDevice *self);
void        rb_sound_device_remove_session (RbSoundDevice *self);
/* A call's sound begins or ends: a file is played from its start, a recording runs. Opens the device.
 * Returns: (transfer none): the pipeline to put the call's bin in. */
GstElement *rb_sound_device_begin_call (RbSoundDevice *self);
void        rb_sound_device_end_call (RbSoundDevice *self);
void        rb_sound_device_set_talking (RbSoundDevice *self, gboolean talking); /* ±1: a file pauses while nobody can hear it */

/* (transfer full): a source pad of the microphone, a sink pad of the speaker; the latter from any thread. */
GstPad     *rb_sound_device_request_microphone (RbSoundDevice *self);
GstPad     *rb_sound_device_request_speaker (RbSoundDevice *self);

/* Received sound may come so late (jitter buffer, ms); the device's delay follows. */
void        rb_sound_device_require_latency (RbSoundDevice *self, guint ms);
/* From any thread: a branch was added, distribute the delay anew. */
void        rb_sound_device_update_latency (RbSoundDevice *self);
/* What the speaker really waits, ms; 0 would mean late, broken sound. */
guint       rb_sound_device_get_latency (RbSoundDevice *self);

G_END_DECLS
