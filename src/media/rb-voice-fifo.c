/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A short queue between a decoder, whose packets come when the network brings them, and a microphone's steady
 * blocks: the echo robot, conferences and recordings. It starts with 40 ms in hand and takes more each time it ran
 * dry. Pure; the caller locks. */

#include "rb-voice-fifo.h"

#define FIRST (48 * 40) /* two packets of the usual length */
#define STEP (48 * 10)
#define MOST (48 * 120)
#define SLACK (48 * 80) /* beyond what is wanted: a burst, or two clocks that drift apart */

static void
drop (RbVoiceFifo *self, gsize n)
{
  self->start = (self->start + n) % RB_VOICE_FIFO_SIZE;
  self->n -= n;
}

void
rb_voice_fifo_push (RbVoiceFifo *self, const gint16 *samples, gsize n)
{
  gsize keep = MAX (self->wanted, FIRST);

  if (n > keep + SLACK)
    {
      samples += n - (keep + SLACK);
      n = keep + SLACK;
    }
  if (self->n + n > keep + SLACK)
    drop (self, MIN (self->n, self->n + n - keep));

  for (gsize i = 0; i < n; i++)
    self->samples[(self->start + self->n + i) % RB_VOICE_FIFO_SIZE] = samples[i];
  self->n += n;
}

gboolean
rb_voice_fifo_pull (RbVoiceFifo *self, gint16 *samples, gsize n)
{
  if (self->wanted == 0)
    self->wanted = FIRST;

  if (self->n < (self->flowing ? n : MAX (self->wanted, n)))
    {
      if (self->flowing)
        self->wanted = MIN (self->wanted + STEP, MOST);
      self->flowing = FALSE;
      return FALSE;
    }

  self->flowing = TRUE;
  for (gsize i = 0; i < n; i++)
    samples[i] = self->samples[(self->start + i) % RB_VOICE_FIFO_SIZE];
  drop (self, n);

  return TRUE;
}
