/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The built-in tune, computed: the beginning of the Ode to Joy, plucked. RbVoice plays it to a party on hold,
 * RbSoundDevice to whoever calls the music robot. */

#include "rb-melody.h"

#include <math.h>

#define RATE 48000
#define BEAT (RATE / 2)
#define LEVEL 9000.0
#define HALF_LIFE_S 0.25
#define EDGE_S 0.01

/* Half tones above a' (440 Hz) and length in half beats. */
static const struct
{
  int pitch;
  guint half_beats;
} notes[] = {
  { -5, 2 }, { -5, 2 }, { -4, 2 }, { -2, 2 }, { -2, 2 }, { -4, 2 }, { -5, 2 }, { -7, 2 },
  { -9, 2 }, { -9, 2 }, { -7, 2 }, { -5, 2 }, { -5, 3 }, { -7, 1 }, { -7, 6 },
};

static guint64
get_length (gsize note)
{
  return (guint64) notes[note].half_beats * BEAT / 2;
}

static gint16
get_sample (int pitch, guint64 position, guint64 length)
{
  double hz = 440.0 * pow (2.0, pitch / 12.0);
  double t = (double) position / RATE, phase = 2 * G_PI * hz * t;
  double attack = MIN (1.0, t / EDGE_S), release = MIN (1.0, (double) (length - position) / (EDGE_S * RATE));
  double wave = sin (phase) + 0.3 * sin (2 * phase) + 0.1 * sin (3 * phase);

  return (gint16) lrint (LEVEL * attack * release * exp2 (-t / HALF_LIFE_S) * wave);
}

void
rb_melody_fill (guint64 position, gint16 *samples, gsize n)
{
  guint64 whole = 0;
  gsize note = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    whole += get_length (i);
  for (position %= whole; position >= get_length (note); note++)
    position -= get_length (note);

  for (gsize i = 0; i < n; i++)
    {
      samples[i] = get_sample (notes[note].pitch, position, get_length (note));
      if (++position == get_length (note))
        {
          position = 0;
          note = (note + 1) % G_N_ELEMENTS (notes);
        }
    }
}
