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
  [RB_TONE_BEEP] = { { 1400, 0 }, 0.15, { 150, 100, 150, 2000 } },
};

static const char keypad[4][5] = { "123A", "456B", "789C", "*0#D" };
static const double rows[] = { 697, 770, 852, 941 };
static const double columns[] = { 1209, 1336, 1477, 1633 };
#define KEY_VOLUME 0.15

/* What is sent: −8 dBm0 for the row and −6 dBm0 for the column, which lines weaken more; the largest sine of PCMU and
 * PCMA has +3.15 dBm0 (ITU-T G.711). */
#define SENT_ROW_VOLUME 0.277
#define SENT_COLUMN_VOLUME 0.349

/* 0…1: the soft edges of a tone of @length at @position. */
static double
get_edge (guint64 position, guint64 length)
{
  return MIN (1, (double) MIN (position, length - position) / EDGE);
}

/* 0…1: whether a pattern sounds at @position. */
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
          return i % 2 != 0 ? 0 : get_edge (position - start, length);
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

static void
mix_pair (char key, guint64 position, guint64 length, double row_volume, double column_volume, gint16 *samples, gsize n)
{
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      const char *found = key != '\0' ? strchr (keypad[row], g_ascii_toupper (key)) : NULL;

      if (found == NULL)
        continue;

      for (gsize i = 0; i < n && position + i < length; i++)
        {
          double phase = 2 * G_PI * (double) ((position + i) % RATE) / RATE;
          double edge = get_edge (position + i, length);

          add_sample (&samples[i], edge * row_volume * sin (phase * rows[row]));
          add_sample (&samples[i], edge * column_volume * sin (phase * columns[found - keypad[row]]));
        }
    }
}

/* Adds the pair of tones of @key (0-9 * # A-D). */
void
rb_tones_mix_key (char key, guint64 position, gint16 *samples, gsize n)
{
  mix_pair (key, position, G_MAXUINT64, KEY_VOLUME, KEY_VOLUME, samples, n);
}

void
rb_tones_mix_sent_key (char key, guint64 position, guint64 length, gint16 *samples, gsize n)
{
  mix_pair (key, position, length, SENT_ROW_VOLUME, SENT_COLUMN_VOLUME, samples, n);
}
