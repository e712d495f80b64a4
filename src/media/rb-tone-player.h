/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-sound-device.h"

G_BEGIN_DECLS

typedef enum
{
  RB_TONE_NONE,
  RB_TONE_RINGBACK,     /* the caller hears: ITU-T E.180, China 450 Hz 1 s / 4 s */
  RB_TONE_RINGING,      /* the callee hears */
  RB_TONE_BUSY,
  RB_TONE_CALL_WAITING, /* quiet, once every 10 s */
  RB_TONE_BEEP,         /* a call was answered by itself: twice, short, then it ends by itself */
} RbTone;

/* Plays signalling tones in a pipeline of its own, on the ring device (RINGING, BEEP) or the speaker. */
#define RB_TYPE_TONE_PLAYER (rb_tone_player_get_type ())
G_DECLARE_FINAL_TYPE (RbTonePlayer, rb_tone_player, RB, TONE_PLAYER, GObject)

RbTonePlayer *rb_tone_player_new (const RbSoundConfig *config); /* NONE, TONE, FILE: silent but counted */
void          rb_tone_player_play (RbTonePlayer *self, RbTone tone); /* replaces; NONE stops; BUSY ends by itself after 3 s, BEEP after its sound */
/* From now on it plays where @device does, also after a change; RINGING and BEEP on its ring device. */
void          rb_tone_player_follow (RbTonePlayer *self, RbSoundDevice *device);
RbTone        rb_tone_player_get_tone (RbTonePlayer *self);
void          rb_tone_player_play_key (RbTonePlayer *self, char digit); /* local DTMF feedback, 100 ms */

G_END_DECLS
