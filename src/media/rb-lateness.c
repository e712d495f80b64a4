/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much later than the quickest a packet arrived: transit time by RTP timestamp against the least of the last
 * seconds. The jitter buffer grows by it: rtpbin's own count of late packets sees only those that were overtaken, not
 * the bursts of a wireless network. Pure. */

#include "rb-lateness.h"

#define BLOCK_US (5 * G_TIME_SPAN_SECOND) /* an old, quicker route is forgotten after one to two of these */
#define JUMP_US (2 * G_TIME_SPAN_SECOND)  /* more is no lateness: the sender began anew */

/* @timestamp: RTP, of a voice packet; @clock_rate: Hz; @arrival_us: monotonic. Returns: µs, 0 and more. */
gint64
rb_lateness_add (RbLateness *self, guint32 timestamp, guint clock_rate, gint64 arrival_us)
{
  gint64 transit, least;

  if (self->n_blocks > 0)
    self->media_time += (gint32) (timestamp - self->timestamp);
  self->timestamp = timestamp;
  transit = arrival_us - self->media_time * G_TIME_SPAN_SECOND / clock_rate;

  if (self->n_blocks > 0 && ABS (transit - self->least_us[0]) > JUMP_US)
    *self = (RbLateness){ .timestamp = timestamp };
  if (self->n_blocks == 0)
    {
      self->n_blocks = 1;
      self->media_time = 0;
      self->least_us[0] = arrival_us;
      self->block_began_us = arrival_us;
      return 0;
    }

  if (arrival_us - self->block_began_us > BLOCK_US)
    {
      self->least_us[1] = self->least_us[0];
      self->least_us[0] = transit;
      self->block_began_us = arrival_us;
      self->n_blocks = 2;
    }
  self->least_us[0] = MIN (self->least_us[0], transit);
  least = self->n_blocks == 2 ? MIN (self->least_us[0], self->least_us[1]) : self->least_us[0];

  return transit - least;
}
