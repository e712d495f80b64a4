/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys as named telephone events (RFC 4733), as functions from packet to packet: while a key is down each voice
 * packet is replaced by one event packet, so sequence numbers and timing stay those of the voice. RbRtpStream
 * calls them from its pad probes and locks around them. */

#include "rb-dtmf.h"

#include <string.h>

#define RTP_HEADER 12
#define VOLUME 10     /* −10 dBm0, RFC 4733 2.3.3 */
#define END_PACKETS 3 /* RFC 4733 2.5.1.4 */
#define PAUSE_MS 60   /* between digits; ITU-T Q.24 asks for 40 and more */
#define MIN_LENGTH_MS 40
#define MAX_LENGTH_MS 1000 /* fits 16 bits at 48 kHz: no segmenting */

static const char keys[] = "0123456789*#ABCD"; /* by event code, RFC 4733 3.2 */

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* @digits: 0-9 * # A-D, either case; anything else refuses the whole string, as does a full queue. */
gboolean
rb_dtmf_sender_queue (RbDtmfSender *self, const char *digits, guint duration_ms)
{
  gsize n = strlen (digits);

  if (n == 0 || n > RB_DTMF_MAX_QUEUE - self->n_queued)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (strchr (keys, g_ascii_toupper (digits[i])) == NULL)
      return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      self->events[self->n_queued] = (guint8) (strchr (keys, g_ascii_toupper (digits[i])) - keys);
      self->lengths_ms[self->n_queued] = (guint16) CLAMP (duration_ms, MIN_LENGTH_MS, MAX_LENGTH_MS);
      self->n_queued++;
    }

  return TRUE;
}

static void
drop_first (RbDtmfSender *self)
{
  self->n_queued--;
  memmove (self->events, self->events + 1, self->n_queued);
  memmove (self->lengths_ms, self->lengths_ms + 1, self->n_queued * sizeof *self->lengths_ms);
}

/* @rtp: the voice packet about to leave. @out: RB_DTMF_PACKET_SIZE bytes.
 * Returns: TRUE when @out is to be sent in its place. */
gboolean
rb_dtmf_sender_replace (RbDtmfSender *self, const guint8 *rtp, gsize size, guint8 *out)
{
  guint32 now, elapsed, wanted;
  guint16 duration;
  gboolean first = FALSE, end;

  if (size < RTP_HEADER || (!self->pausing && self->n_queued == 0))
    return FALSE;

  now = read_32 (rtp + 4);
  if (self->pausing)
    {
      if (now - self->pause_start < PAUSE_MS * self->audio_rate / 1000)
        return FALSE;
      self->pausing = FALSE;
      if (self->n_queued == 0)
        return FALSE;
    }

  if (!self->sending)
    {
      self->sending = first = TRUE;
      self->start = now;
      self->n_ends = 0;
    }

  elapsed = now - self->start + self->ptime * self->audio_rate / 1000;
  elapsed = (guint32) ((guint64) elapsed * self->event_rate / self->audio_rate);
  wanted = self->lengths_ms[0] * self->event_rate / 1000;
  end = elapsed >= wanted;
  duration = (guint16) MIN (end ? wanted : elapsed, G_MAXUINT16);

  memcpy (out, rtp, RTP_HEADER);
  out[0] = 0x80;
  out[1] = (guint8) ((first ? 0x80 : 0) | self->payload_type);
  out[4] = (guint8) (self->start >> 24);
  out[5] = (guint8) (self->start >> 16);
  out[6] = (guint8) (self->start >> 8);
  out[7] = (guint8) self->start;
  out[12] = self->events[0];
  out[13] = (guint8) ((end ? 0x80 : 0) | VOLUME);
  out[14] = (guint8) (duration >> 8);
  out[15] = (guint8) duration;

  if (end && ++self->n_ends == END_PACKETS)
    {
      self->sending = FALSE;
      self->pausing = TRUE;
      self->pause_start = now;
      drop_first (self);
    }

  return TRUE;
}

/* @rtp: a telephone-event packet that passed the guard.
 * Returns: the key, once per event whichever of its packets arrives first, or 0. */
char
rb_dtmf_receiver_read (RbDtmfReceiver *self, const guint8 *rtp, gsize size)
{
  gsize header;
  guint32 ssrc, timestamp;
  guint16 duration;
  guint8 event;
  gboolean continued;

  if (size < RTP_HEADER)
    return 0;
  header = RTP_HEADER + 4 * (rtp[0] & 0x0f);
  if (rtp[0] & 0x10)
    {
      if (header + 4 > size)
        return 0;
      header += 4 + 4 * (gsize) (rtp[header + 2] << 8 | rtp[header + 3]);
    }
  if (header + 4 > size)
    return 0;

  timestamp = read_32 (rtp + 4);
  ssrc = read_32 (rtp + 8);
  event = rtp[header];
  duration = (guint16) (rtp[header + 2] << 8 | rtp[header + 3]);
  if (event >= sizeof keys - 1)
    return 0;

  if (self->known && self->ssrc == ssrc && (gint32) (timestamp - self->timestamp) <= 0)
    {
      if (timestamp == self->timestamp)
        self->duration = MAX (self->duration, duration);
      return 0;
    }

  /* A key held very long goes on in a new segment (RFC 4733 2.5.1.3). */
  continued = self->known && self->ssrc == ssrc && self->event == event && self->duration == G_MAXUINT16 &&
              timestamp - self->timestamp == G_MAXUINT16;
  self->known = TRUE;
  self->ssrc = ssrc;
  self->timestamp = timestamp;
  self->event = event;
  self->duration = duration;

  return continued ? 0 : keys[event];
}
