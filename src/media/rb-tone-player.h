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
} RbTone;

/* Plays signalling tones in a pipeline of its own, on the ring or the speaker device. */
#define RB_TYPE_TONE_PLAYER (rb_tone_player_get_type ())
G_DECLARE_FINAL_TYPE (RbTonePlayer, rb_tone_player, RB, TONE_PLAYER, GObject)

RbTonePlayer *rb_tone_player_new (const RbSoundConfig *config); /* NONE, TONE, FILE: silent but counted */
void          rb_tone_player_play (RbTonePlayer *self, RbTone tone); /* replaces; NONE stops; BUSY ends by itself after 3 s */
RbTone        rb_tone_player_get_tone (RbTonePlayer *self);
void          rb_tone_player_play_key (RbTonePlayer *self, char digit); /* local DTMF feedback, 100 ms */

G_END_DECLS
