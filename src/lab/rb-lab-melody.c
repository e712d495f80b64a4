/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The music robot's tune, computed: the beginning of the Ode to Joy, plucked. */

#include "rb-lab-melody.h"

#include <math.h>

#define RATE 16000
#define BEAT_S 0.5
#define LEVEL 9000.0
#define HALF_LIFE_S 0.25
#define HEADER_BYTES 44

/* Half tones above a' (440 Hz) and length in beats. */
static const struct
{
  int pitch;
  double beats;
} notes[] = {
  { -5, 1 }, { -5, 1 }, { -4, 1 }, { -2, 1 }, { -2, 1 },   { -4, 1 },   { -5, 1 }, { -7, 1 },
  { -9, 1 }, { -9, 1 }, { -7, 1 }, { -5, 1 }, { -5, 1.5 }, { -7, 0.5 }, { -7, 3 },
};

static void
add_number (GByteArray *out, guint32 value, guint bytes)
{
  const guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &little, bytes);
}

static void
add_header (GByteArray *out, guint32 n_samples)
{
  g_byte_array_append (out, (const guint8 *) "RIFF", 4);
  add_number (out, HEADER_BYTES - 8 + n_samples * 2, 4);
  g_byte_array_append (out, (const guint8 *) "WAVEfmt ", 8);
  add_number (out, 16, 4);
  add_number (out, 1, 2); /* PCM */
  add_number (out, 1, 2); /* mono */
  add_number (out, RATE, 4);
  add_number (out, RATE * 2, 4);
  add_number (out, 2, 2);
  add_number (out, 16, 2);
  g_byte_array_append (out, (const guint8 *) "data", 4);
  add_number (out, n_samples * 2, 4);
}

static void
add_note (GByteArray *out, int pitch, double beats)
{
  double hz = 440.0 * pow (2.0, pitch / 12.0);
  guint n = (guint) (beats * BEAT_S * RATE);

  for (guint i = 0; i < n; i++)
    {
      double t = (double) i / RATE;
      double attack = MIN (1.0, t / 0.01), release = MIN (1.0, (n - i) / (0.01 * RATE));
      double wave = sin (2 * G_PI * hz * t) + 0.3 * sin (4 * G_PI * hz * t) + 0.1 * sin (6 * G_PI * hz * t);

      add_number (out, (guint32) (gint32) lrint (LEVEL * attack * release * exp2 (-t / HALF_LIFE_S) * wave), 2);
    }
}

GBytes *
rb_lab_melody_new (void)
{
  GByteArray *samples = g_byte_array_new ();
  GByteArray *file = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    add_note (samples, notes[i].pitch, notes[i].beats);
  add_header (file, samples->len / 2);
  g_byte_array_append (file, samples->data, samples->len);
  g_byte_array_unref (samples);

  return g_byte_array_free_to_bytes (file);
}
