/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts the segments of one direction of a TCP connection in order (RFC 9293 3.4, 3.10.7.4): repeats,
 * overlaps and keep-alives of one old byte add nothing, early segments wait for those before them. Bytes count as
 * lost when the other side acknowledges them although they were not seen (the capture missed them), when a
 * segment was cut by the snap length, at the end, and when too much waits. Sequence numbers wrap. The TCP table
 * calls it. */

#include "rb-tcp-stream.h"

/* Segments, and bytes in them, that wait for an earlier one. */
#define MAX_WAITING 1024u
#define MAX_WAITING_BYTES (4u * 1024 * 1024)
/* Nobody's window is larger; a sequence number further off is of another connection. */
#define MAX_DISTANCE (16 * 1024 * 1024)

typedef struct
{
  guint32 seq;
  gsize length;
  gsize cut;
  guint8 *bytes;
} Waiting;

static gint32
distance (guint32 from, guint32 to)
{
  return (gint32) (to - from);
}

static void
waiting_clear (gpointer data)
{
  g_free (((Waiting *) data)->bytes);
}

static Waiting *
get_waiting (const RbTcpStream *self, guint i)
{
  return &g_array_index (self->waiting, Waiting, i);
}

gboolean
rb_tcp_stream_is_new (const RbTcpStream *self, const RbTcpSegment *segment)
{
  gint32 off;

  if (!self->synchronised)
    return FALSE;

  off = distance (self->next_seq, segment->seq);
  if (segment->flags & RB_TCP_FLAG_SYN)
    return off != -1 || self->has_fin; /* else it is a copy of the SYN */
  return segment->length > 0 && (off > MAX_DISTANCE || off < -MAX_DISTANCE);
}

/* Hands on a segment that begins at or before what is expected next. */
static void
take (RbTcpStream *self, guint32 seq, const guint8 *bytes, gsize length, gsize cut, RbTcpFunc func, gpointer data)
{
  guint32 known = self->next_seq - seq;

  if (known >= length + cut)
    return;

  self->next_seq = seq + (guint32) (length + cut);
  if (known < length)
    func (0, bytes + known, length - known, data);
  if (cut > 0)
    func (MIN (cut, length + cut - known), NULL, 0, data);
}

static void
take_waiting (RbTcpStream *self, RbTcpFunc func, gpointer data)
{
  guint n = 0;

  while (self->waiting != NULL && n < self->waiting->len)
    {
      const Waiting *segment = get_waiting (self, n);

      if (distance (self->next_seq, segment->seq) > 0)
        break;
      take (self, segment->seq, segment->bytes, segment->length, segment->cut, func, data);
      self->waiting_bytes -= segment->length;
      n++;
    }
  if (n > 0)
    g_array_remove_range (self->waiting, 0, n);
  if (self->waiting != NULL && self->waiting->len == 0)
    g_clear_pointer (&self->waiting, g_array_unref);
}

static void
skip_gap (RbTcpStream *self, RbTcpFunc func, gpointer data)
{
  guint32 seq = get_waiting (self, 0)->seq;

  func (seq - self->next_seq, NULL, 0, data);
  self->next_seq = seq;
  take_waiting (self, func, data);
}

static void
skip_acknowledged_gaps (RbTcpStream *self, RbTcpFunc func, gpointer data)
{
  while (self->waiting != NULL && self->has_acked && distance (get_waiting (self, 0)->seq, self->acked) >= 0)
    skip_gap (self, func, data);
  self->has_acked = self->has_acked && distance (self->next_seq, self->acked) > 0;
}

static void
add_waiting (RbTcpStream *self, const RbTcpSegment *segment)
{
  Waiting waiting = { .seq = segment->seq, .length = segment->length, .cut = segment->cut };
  guint at;

  if (self->waiting == NULL)
    {
      self->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
      g_array_set_clear_func (self->waiting, waiting_clear);
    }

  at = self->waiting->len;
  while (at > 0 && distance (segment->seq, get_waiting (self, at - 1)->seq) > 0)
    at--;
  if (at > 0 && get_waiting (self, at - 1)->seq == segment->seq &&
      get_waiting (self, at - 1)->length >= segment->length)
    return; /* a repeat */

  waiting.bytes = g_memdup2 (segment->bytes, segment->length);
  g_array_insert_val (self->waiting, at, waiting);
  self->waiting_bytes += waiting.length;
}

void
rb_tcp_stream_add (RbTcpStream *self, const RbTcpSegment *segment, RbTcpFunc func, gpointer data)
{
  RbTcpSegment payload = *segment;

  if (segment->flags & RB_TCP_FLAG_SYN)
    {
      payload.seq++;
      if (!self->synchronised)
        self->next_seq = payload.seq;
      self->synchronised = TRUE;
    }
  else if (!self->synchronised && payload.length + payload.cut > 0)
    {
      self->next_seq = payload.seq;
      self->synchronised = TRUE;
    }
  if (!self->synchronised)
    return;

  if (payload.length + payload.cut > 0)
    {
      if (distance (self->next_seq, payload.seq) > 0)
        {
          add_waiting (self, &payload);
          if (self->waiting != NULL && (self->waiting->len > MAX_WAITING || self->waiting_bytes > MAX_WAITING_BYTES))
            skip_gap (self, func, data);
        }
      else
        {
          take (self, payload.seq, payload.bytes, payload.length, payload.cut, func, data);
          take_waiting (self, func, data);
        }
      skip_acknowledged_gaps (self, func, data);
    }

  if (segment->flags & RB_TCP_FLAG_FIN)
    {
      self->has_fin = TRUE;
      self->fin_seq = payload.seq + (guint32) (payload.length + payload.cut);
    }
}

void
rb_tcp_stream_acknowledge (RbTcpStream *self, guint32 ack, RbTcpFunc func, gpointer data)
{
  gint32 ahead;

  if (!self->synchronised)
    return;

  ahead = distance (self->next_seq, ack);
  if (ahead <= 0 || ahead > MAX_DISTANCE)
    return;

  self->acked = ack;
  self->has_acked = TRUE;
  skip_acknowledged_gaps (self, func, data);
}

gboolean
rb_tcp_stream_is_at_end (const RbTcpStream *self)
{
  return self->has_fin && self->synchronised && distance (self->next_seq, self->fin_seq) <= 0;
}

void
rb_tcp_stream_flush (RbTcpStream *self, RbTcpFunc func, gpointer data)
{
  while (self->waiting != NULL)
    skip_gap (self, func, data);
}

void
rb_tcp_stream_clear (RbTcpStream *self)
{
  g_clear_pointer (&self->waiting, g_array_unref);
  *self = (RbTcpStream){ 0 };
}
