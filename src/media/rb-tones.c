/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The signalling tones and key tones as samples: ITU-T E.180 in its Chinese values (450 Hz), ITU-T Q.23 for keys.
 * Pure; RbTonePlayer plays them. */

#include "rb-tones.h"

#include <math.h>
#include <string.h>

#define RATE 48000
#define EDGE 240 /* samples of rise and fall: no clicks */

typedef struct
{
  double hz[2];        /* 0 = none */
  double volume;       /* of each, 0…1 */
  guint cadence_ms[4]; /* on, off, on, off; 0 = no more */
} Pattern;

static const Pattern patterns[] = {
  [RB_TONE_RINGBACK] = { { 450, 0 }, 0.15, { 1000, 4000 } },
  [RB_TONE_RINGING] = { { 400, 450 }, 0.25, { 400, 200, 400, 2000 } },
  [RB_TONE_BUSY] = { { 450, 0 }, 0.15, { 350, 350 } },
  [RB_TONE_CALL_WAITING] = { { 450, 0 }, 0.05, { 400, 9600 } },
};

static const char keypad[4][5] = { "123A", "456B", "789C", "*0#D" };
static const double rows[] = { 697, 770, 852, 941 };
static const double columns[] = { 1209, 1336, 1477, 1633 };
#define KEY_VOLUME 0.15

/* 0…1: whether a pattern sounds at @position, with soft edges. */
static double
get_envelope (const Pattern *pattern, guint64 position)
{
  guint64 cycle = 0, start = 0;

  for (int i = 0; i < 4; i++)
    cycle += (guint64) pattern->cadence_ms[i] * RATE / 1000;
  if (cycle == 0)
    return 0;
  position %= cycle;

  for (int i = 0; i < 4; i++)
    {
      guint64 length = (guint64) pattern->cadence_ms[i] * RATE / 1000;

      if (position < start + length)
        {
          guint64 edge = MIN (position - start, start + length - position);

          return i % 2 != 0 ? 0 : MIN (1, (double) edge / EDGE);
        }
      start += length;
    }

  return 0;
}

static void
add_sample (gint16 *sample, double value)
{
  *sample = (gint16) CLAMP (*sample + value * 32767, -32768, 32767);
}

/* Adds @tone, which began @position samples (48 kHz) ago, to @samples. */
void
rb_tones_mix (RbTone tone, guint64 position, gint16 *samples, gsize n)
{
  const Pattern *pattern;

  if ((guint) tone >= G_N_ELEMENTS (patterns))
    return;

  pattern = &patterns[tone];
  for (gsize i = 0; i < n; i++)
    {
      double envelope = get_envelope (pattern, position + i) * pattern->volume;
      double phase = 2 * G_PI * (double) ((position + i) % RATE) / RATE; /* all frequencies are whole */

      for (int j = 0; j < 2 && envelope > 0; j++)
        if (pattern->hz[j] > 0)
          add_sample (&samples[i], envelope * sin (phase * pattern->hz[j]));
    }
}

/* Adds the pair of tones of @key (0-9 * # A-D). */
void
rb_tones_mix_key (char key, guint64 position, gint16 *samples, gsize n)
{
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      const char *found = key != '\0' ? strchr (keypad[row], g_ascii_toupper (key)) : NULL;

      if (found == NULL)
        continue;

      for (gsize i = 0; i < n; i++)
        {
          double phase = 2 * G_PI * (double) ((position + i) % RATE) / RATE;

          add_sample (&samples[i], KEY_VOLUME * sin (phase * rows[row]));
          add_sample (&samples[i], KEY_VOLUME * sin (phase * columns[found - keypad[row]]));
        }
    }
}
