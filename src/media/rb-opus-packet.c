/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a packet of Opus keeps the rules of RFC 6716 3.4, so that a decoder will take it. opusdec of GStreamer 1.22
 * with FEC holds on to a packet it cannot decode and never gets past it: one bad packet would end the hearing. */

#include "rb-opus-packet.h"

#define MAX_FRAME 1275    /* bytes, R2 */
#define MAX_DURATION 5760 /* samples at 48 kHz: 120 ms, R5 */

/* Samples at 48 kHz of one frame, RFC 6716 table 2. */
static guint
get_frame_duration (guint8 toc)
{
  static const guint silk[] = { 480, 960, 1920, 2880 };
  guint step = (toc >> 3) & 3;

  if (toc & 0x80)
    return 120u << step; /* CELT: 2.5 to 20 ms */
  if ((toc & 0x60) == 0x60)
    return toc & 0x08 ? 960 : 480; /* hybrid */

  return silk[step];
}

/* RFC 6716 3.2.1: a length of one or two bytes. */
static gboolean
read_length (const guint8 **place, gsize *left, gsize *length)
{
  gsize n = *left > 0 && **place >= 252 ? 2 : 1;

  if (*left < n)
    return FALSE;
  *length = n == 2 ? (*place)[0] + 4 * (gsize) (*place)[1] : (*place)[0];
  *place += n;
  *left -= n;

  return *length <= *left;
}

/* Code 3, RFC 6716 3.2.5: any number of frames, with padding. */
static gboolean
is_valid_series (const guint8 *place, gsize left, guint duration)
{
  guint8 head;
  gsize n_frames, sum = 0;

  if (left == 0)
    return FALSE;
  head = *place++;
  left--;
  n_frames = head & 0x3f;
  if (n_frames == 0 || n_frames * duration > MAX_DURATION)
    return FALSE;

  if (head & 0x40)
    {
      guint8 padding;

      do
        {
          gsize n;

          if (left == 0)
            return FALSE;
          padding = *place++;
          left--;
          n = padding == 255 ? 254 : padding;
          if (n > left)
            return FALSE;
          left -= n;
        }
      while (padding == 255);
    }

  if (!(head & 0x80))
    return left % n_frames == 0 && left / n_frames <= MAX_FRAME;

  for (gsize i = 0; i + 1 < n_frames; i++)
    {
      gsize length;

      if (!read_length (&place, &left, &length) || length > MAX_FRAME)
        return FALSE;
      sum += length;
    }

  return sum <= left && left - sum <= MAX_FRAME;
}

gboolean
rb_opus_packet_is_valid (const guint8 *packet, gsize size)
{
  const guint8 *place = packet + 1;
  gsize left = size - 1, length;

  if (size == 0)
    return FALSE;

  switch (packet[0] & 3)
    {
    case 0: /* one frame */
      return left <= MAX_FRAME;
    case 1: /* two of one size */
      return left % 2 == 0 && left / 2 <= MAX_FRAME;
    case 2: /* two of two sizes */
      return read_length (&place, &left, &length) && length <= MAX_FRAME && left - length <= MAX_FRAME;
    default:
      return is_valid_series (place, left, get_frame_duration (packet[0]));
    }
}
