/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "rb-media-conference.h"
#include "rb-sound-device.h"

G_BEGIN_DECLS

/* One call's sound between the device and its codecs. Main context only. */
typedef struct _RbVoice RbVoice;

/* @mouth: (transfer none): what leaves its pad "src" (48 kHz mono blocks) is what the call says. */
RbVoice *rb_voice_new (RbSoundDevice *device, GstElement *mouth);
/* What leaves @decoder's pad "src" is what the call hears. Any thread. */
void     rb_voice_listen_to (RbVoice *self, GstElement *decoder);
/* What is said leaves; what comes is heard. Nothing else is recorded, nor passed on to a conference. */
void     rb_voice_set_flow (RbVoice *self, gboolean say, gboolean hear);
/* Both sides, into the new file @path. FALSE with @error as rb_recorder_new (). */
gboolean rb_voice_record (RbVoice *self, const char *path, GError **error);
void     rb_voice_stop_recording (RbVoice *self);
/* In place of the microphone; SILENCE: the microphone again. From its beginning unless it sounds already. */
void     rb_voice_play (RbVoice *self, RbHoldSound sound, const char *path);
void     rb_voice_set_conference (RbVoice *self, RbMediaConference *conference); /* (nullable) */
gboolean rb_voice_send_digits (RbVoice *self, const char *digits, guint duration_ms);
/* Nothing streams any more. */
void     rb_voice_free (RbVoice *self);

G_END_DECLS
