/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ring of the last samples spoken or heard, with two measurements: the peak, for level meters, and the share of
 * the energy at one frequency (Goertzel), by which tests and --json know which tone arrived. */

#include "rb-sample-ring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000
#define SILENCE 1e-6          /* mean square below which there is no tone to speak of (−60 dBFS) */
#define STALE_US (200 * 1000) /* no samples for so long: the device is closed */

struct _RbSampleRing
{
  GMutex lock;
  gint16 *samples;
  gsize size;
  gsize position;
  gint64 pushed_us;
};

RbSampleRing *
rb_sample_ring_new (guint ms)
{
  RbSampleRing *self = g_new0 (RbSampleRing, 1);

  g_mutex_init (&self->lock);
  self->size = (gsize) ms * RATE / 1000;
  self->samples = g_new0 (gint16, self->size);

  return self;
}

void
rb_sample_ring_free (RbSampleRing *self)
{
  g_mutex_clear (&self->lock);
  g_free (self->samples);
  g_free (self);
}

void
rb_sample_ring_push (RbSampleRing *self, const gint16 *samples, gsize n)
{
  if (n > self->size)
    {
      samples += n - self->size;
      n = self->size;
    }

  g_mutex_lock (&self->lock);
  for (gsize done = 0; done < n;)
    {
      gsize run = MIN (n - done, self->size - self->position);

      memcpy (self->samples + self->position, samples + done, run * sizeof *samples);
      self->position = (self->position + run) % self->size;
      done += run;
    }
  self->pushed_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
}

void
rb_sample_ring_clear (RbSampleRing *self)
{
  g_mutex_lock (&self->lock);
  memset (self->samples, 0, self->size * sizeof *self->samples);
  g_mutex_unlock (&self->lock);
}

/* The last @ms, oldest first. Returns: (transfer full) */
static gint16 *
copy_last (RbSampleRing *self, guint ms, gsize *n)
{
  gint16 *copy;

  *n = CLAMP ((gsize) ms * RATE / 1000, 1, self->size);
  copy = g_new (gint16, *n);
  g_mutex_lock (&self->lock);
  for (gsize i = 0; i < *n; i++)
    copy[i] = self->samples[(self->position + self->size - *n + i) % self->size];
  g_mutex_unlock (&self->lock);

  return copy;
}

/* Returns: 0…1 of full scale; 0 when nothing was written lately. */
double
rb_sample_ring_get_peak (RbSampleRing *self, guint ms)
{
  g_autofree gint16 *samples = NULL;
  gboolean stale;
  int peak = 0;
  gsize n;

  g_mutex_lock (&self->lock);
  stale = g_get_monotonic_time () - self->pushed_us > STALE_US;
  g_mutex_unlock (&self->lock);
  if (stale)
    return 0;

  samples = copy_last (self, ms, &n);
  for (gsize i = 0; i < n; i++)
    peak = MAX (peak, abs (samples[i]));

  return MIN (1, peak / 32767.0);
}

/* The share (0…1) of the energy of @samples that is at @hz; 0 for silence. */
double
rb_goertzel_share (const gint16 *samples, gsize n, double hz, double rate)
{
  double c = 2 * cos (2 * G_PI * hz / rate), s1 = 0, s2 = 0, energy = 0, power;

  for (gsize i = 0; i < n; i++)
    {
      double x = samples[i] / 32768.0, s0 = x + c * s1 - s2;

      s2 = s1;
      s1 = s0;
      energy += x * x;
    }
  if (n == 0 || energy / n < SILENCE)
    return 0;

  power = s1 * s1 + s2 * s2 - c * s1 * s2;
  return CLAMP (2 * power / (n * energy), 0, 1);
}

double
rb_sample_ring_get_tone_share (RbSampleRing *self, double hz, guint ms)
{
  gsize n;
  g_autofree gint16 *samples = copy_last (self, ms, &n);

  return rb_goertzel_share (samples, n, hz, RATE);
}
