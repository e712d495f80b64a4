/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds SIP by its content, on any port: one message per datagram, and framed by
 * Content-Length in TCP streams (RFC 3261 18.3), which are put in order first. The packet
 * decoder feeds it; what it finds goes to the trace. */

#include "rb-sip-collector.h"

#include <string.h>

#define SIP_PORT 5060

/* TCP segments that wait for an earlier one; then the gap is taken for lost. */
#define MAX_WAITING 64
/* A start line ends within this many bytes, or the stream is not SIP. */
#define MAX_START_LINE 8192

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04

typedef struct
{
  guint32 seq;
  RbPacketMarks marks;
  GBytes *bytes;
} Segment;

/* One direction of a TCP connection. */
typedef struct
{
  RbEndpoint src;
  RbEndpoint dst;
  gboolean synchronised; /* next_seq is known */
  gboolean is_sip;
  guint32 next_seq;
  GByteArray *buffer;
  GPtrArray *waiting;  /* of Segment, by sequence number */
  RbPacketMarks marks; /* of the newest segment */
} Stream;

struct _RbSipCollector
{
  RbMessageSink sink;
  GHashTable *streams;  /* set of Stream */
  GHashTable *sip_ends; /* set of RbEndpoint: sockets that spoke SIP */
};

static guint
stream_hash (gconstpointer data)
{
  const Stream *self = data;

  return rb_endpoint_hash (&self->src) * 31 + rb_endpoint_hash (&self->dst);
}

static gboolean
stream_equal (gconstpointer a, gconstpointer b)
{
  const Stream *first = a;
  const Stream *second = b;

  return rb_endpoint_equal (&first->src, &second->src) && rb_endpoint_equal (&first->dst, &second->dst);
}

static void
segment_free (gpointer data)
{
  Segment *self = data;

  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
stream_free (gpointer data)
{
  Stream *self = data;

  g_byte_array_unref (self->buffer);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

static guint
endpoint_hash (gconstpointer data)
{
  return rb_endpoint_hash (data);
}

static gboolean
endpoint_equal (gconstpointer a, gconstpointer b)
{
  return rb_endpoint_equal (a, b);
}

static gboolean
is_zero (const RbEndpoint *endpoint)
{
  static const guint8 zero[16];

  return endpoint->port == 0 && memcmp (endpoint->addr, zero, endpoint->family == 4 ? 4 : 16) == 0;
}

/* A reassembled packet does not lie in the file its pieces came from. */
static gboolean
bytes_lie_in (GBytes *owner, const guint8 *bytes, gsize length)
{
  gsize size;
  const guint8 *start = owner != NULL ? g_bytes_get_data (owner, &size) : NULL;

  return start != NULL && bytes >= start && bytes + length <= start + size;
}

static void
append (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
        RbTransport transport, RbMessageKind kind, const guint8 *bytes, gsize length)
{
  RbMessageInfo info = {
    .wall_us = marks->wall_us,
    .src = *src,
    .dst = *dst,
    .transport = marks->has_was ? marks->was : transport,
    .direction = marks->direction,
    .kind = marks->has_kind ? marks->kind : kind,
  };

  /* The writer's stand-in for an endpoint nobody knows. */
  if (is_zero (src))
    info.src = (RbEndpoint){ 0 };
  if (is_zero (dst))
    info.dst = (RbEndpoint){ 0 };
  self->sink.func (&info, bytes_lie_in (marks->owner, bytes, length) ? marks->owner : NULL, bytes, length,
                   self->sink.data);

  if (kind == RB_MESSAGE_SIP)
    {
      if (!g_hash_table_contains (self->sip_ends, src))
        g_hash_table_add (self->sip_ends, g_memdup2 (src, sizeof *src));
      if (!g_hash_table_contains (self->sip_ends, dst))
        g_hash_table_add (self->sip_ends, g_memdup2 (dst, sizeof *dst));
    }
}

static gsize
count_line_ends (const guint8 *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && (bytes[n] == '\r' || bytes[n] == '\n'))
    n++;
  return n;
}

static gboolean
spoke_sip (RbSipCollector *self, const RbEndpoint *src, const RbEndpoint *dst)
{
  return g_hash_table_contains (self->sip_ends, src) || g_hash_table_contains (self->sip_ends, dst);
}

RbSipCollector *
rb_sip_collector_new (RbMessageSink sink)
{
  RbSipCollector *self = g_new0 (RbSipCollector, 1);

  self->sink = sink;
  self->streams = g_hash_table_new_full (stream_hash, stream_equal, stream_free, NULL);
  self->sip_ends = g_hash_table_new_full (endpoint_hash, endpoint_equal, g_free, NULL);
  return self;
}

void
rb_sip_collector_free (RbSipCollector *self)
{
  g_hash_table_unref (self->streams);
  g_hash_table_unref (self->sip_ends);
  g_free (self);
}

/* STUN shares its port with SIP (RFC 5626 3.5.2); RFC 8489 5. */
static gboolean
is_stun (const guint8 *bytes, gsize length)
{
  static const guint8 cookie[] = { 0x21, 0x12, 0xa4, 0x42 };

  return length >= 20 && (bytes[0] & 0xc0) == 0 && memcmp (bytes + 4, cookie, sizeof cookie) == 0;
}

void
rb_sip_collector_add_datagram (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                               const RbEndpoint *dst, const guint8 *bytes, gsize length)
{
  gsize skip = count_line_ends (bytes, length);

  if (marks->has_kind && marks->kind != RB_MESSAGE_SYNTHETIC)
    append (self, marks, src, dst, RB_TRANSPORT_UDP, marks->kind, bytes, length);
  else if (rb_sip_looks_like (bytes + skip, length - skip))
    append (self, marks, src, dst, RB_TRANSPORT_UDP, RB_MESSAGE_SIP, bytes + skip, length - skip);
  else if (length == 0 || is_stun (bytes, length))
    return;
  else if (skip == length)
    {
      if (spoke_sip (self, src, dst))
        append (self, marks, src, dst, RB_TRANSPORT_UDP, RB_MESSAGE_KEEP_ALIVE, bytes, length);
    }
  else if (length > 4 && (src->port == SIP_PORT || dst->port == SIP_PORT))
    append (self, marks, src, dst, RB_TRANSPORT_UDP, RB_MESSAGE_DAMAGED, bytes, length);
}

static void
append_from_stream (RbSipCollector *self, Stream *stream, RbMessageKind kind, gsize offset, gsize length)
{
  append (self, &stream->marks, &stream->src, &stream->dst, RB_TRANSPORT_TCP, kind, stream->buffer->data + offset,
          length);
}

/* Bytes before the next line that starts a SIP message; all when there is none. */
static gsize
find_start_line (const guint8 *bytes, gsize length)
{
  const guint8 *end = bytes + length;
  const guint8 *line = bytes;

  while ((line = memchr (line, '\n', end - line)) != NULL)
    {
      line++;
      if (line < end && rb_sip_looks_like (line, end - line))
        return line - bytes;
    }

  return length;
}

/* Takes one message, or what is none, from @bytes; returns the bytes used, 0 when more must come. */
static gsize
take_message (RbSipCollector *self, Stream *stream, gsize at)
{
  const guint8 *bytes = stream->buffer->data + at;
  gsize length = stream->buffer->len - at;
  gsize line_ends = count_line_ends (bytes, length);
  gssize framed;
  gsize skip;

  if (line_ends == length)
    {
      if (!stream->is_sip || line_ends < 2)
        return 0;
      append_from_stream (self, stream, RB_MESSAGE_KEEP_ALIVE, at, length);
      return length;
    }
  if (line_ends > 0)
    return line_ends;

  if (memchr (bytes, '\n', MIN (length, MAX_START_LINE)) == NULL)
    return length >= MAX_START_LINE ? length : 0;

  framed = rb_sip_looks_like (bytes, length) ? rb_sip_frame_length (bytes, length) : -1;
  if (framed >= 0)
    {
      if (framed > 0)
        append_from_stream (self, stream, RB_MESSAGE_SIP, at, framed);
      stream->is_sip |= framed > 0;
      return framed;
    }

  skip = find_start_line (bytes, length);
  if (stream->is_sip)
    append_from_stream (self, stream, RB_MESSAGE_DAMAGED, at, skip);
  return skip;
}

/* Takes whole messages from the front of the buffer. */
static void
take_messages (RbSipCollector *self, Stream *stream)
{
  gsize at = 0;
  gsize used;

  while (at < stream->buffer->len && (used = take_message (self, stream, at)) > 0)
    at += used;
  g_byte_array_remove_range (stream->buffer, 0, at);
}

/* Nothing can complete what the buffer holds. */
static void
take_rest (RbSipCollector *self, Stream *stream)
{
  GByteArray *buffer = stream->buffer;
  gsize line_ends = count_line_ends (buffer->data, buffer->len);

  if (line_ends < buffer->len && rb_sip_looks_like (buffer->data + line_ends, buffer->len - line_ends))
    {
      RbSipIndex index;

      rb_sip_index_parse (&index, buffer->data + line_ends, buffer->len - line_ends);
      append_from_stream (self, stream, index.valid ? RB_MESSAGE_SIP : RB_MESSAGE_DAMAGED, line_ends,
                          buffer->len - line_ends);
    }
  g_byte_array_set_size (buffer, 0);
}

/* Adds a segment that begins at or before what is expected next; duplicates add nothing. */
static void
add_in_order (RbSipCollector *self, Stream *stream, const RbPacketMarks *marks, guint32 seq, const guint8 *bytes,
              gsize length)
{
  guint32 known = stream->next_seq - seq;

  if (known >= length)
    return;

  stream->marks = *marks;
  stream->next_seq = seq + length;
  g_byte_array_append (stream->buffer, bytes + known, length - known);
  if (marks->has_kind && marks->kind != RB_MESSAGE_SYNTHETIC)
    {
      /* Our own writer knows better: a keep-alive, or what is no message. */
      append_from_stream (self, stream, marks->kind, 0, stream->buffer->len);
      g_byte_array_set_size (stream->buffer, 0);
    }
  else
    take_messages (self, stream);
}

static void
add_waiting_in_order (RbSipCollector *self, Stream *stream)
{
  while (stream->waiting->len > 0)
    {
      Segment *segment = g_ptr_array_index (stream->waiting, 0);
      gsize length;
      const guint8 *bytes = g_bytes_get_data (segment->bytes, &length);

      if ((gint32) (segment->seq - stream->next_seq) > 0)
        return;
      add_in_order (self, stream, &segment->marks, segment->seq, bytes, length);
      g_ptr_array_remove_index (stream->waiting, 0);
    }
}

/* The bytes before the first waiting segment are lost: what they were part of is, too. */
static void
skip_gap (RbSipCollector *self, Stream *stream)
{
  const Segment *segment = g_ptr_array_index (stream->waiting, 0);

  take_rest (self, stream);
  stream->next_seq = segment->seq;
  add_waiting_in_order (self, stream);
}

static void
add_waiting (RbSipCollector *self, Stream *stream, const RbPacketMarks *marks, guint32 seq, const guint8 *bytes,
             gsize length)
{
  Segment *segment = g_new0 (Segment, 1);
  guint at = stream->waiting->len;

  segment->seq = seq;
  segment->marks = *marks;
  segment->bytes = g_bytes_new (bytes, length);
  while (at > 0 && (gint32) (((Segment *) g_ptr_array_index (stream->waiting, at - 1))->seq - seq) > 0)
    at--;
  g_ptr_array_insert (stream->waiting, at, segment);
  if (stream->waiting->len > MAX_WAITING)
    skip_gap (self, stream);
}

static void
end_stream (RbSipCollector *self, Stream *stream)
{
  while (stream->waiting->len > 0)
    skip_gap (self, stream);
  take_rest (self, stream);
}

static Stream *
ensure_stream (RbSipCollector *self, const RbEndpoint *src, const RbEndpoint *dst)
{
  const Stream key = { .src = *src, .dst = *dst };
  Stream *stream = g_hash_table_lookup (self->streams, &key);

  if (stream != NULL)
    return stream;

  stream = g_new0 (Stream, 1);
  stream->src = *src;
  stream->dst = *dst;
  stream->buffer = g_byte_array_new ();
  stream->waiting = g_ptr_array_new_with_free_func (segment_free);
  g_hash_table_add (self->streams, stream);
  return stream;
}

void
rb_sip_collector_add_segment (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                              const RbEndpoint *dst, guint32 seq, guint8 flags, const guint8 *bytes, gsize length)
{
  Stream *stream;

  if (length == 0 && !(flags & (TCP_SYN | TCP_FIN | TCP_RST)))
    return;

  stream = ensure_stream (self, src, dst);
  if (flags & TCP_SYN)
    {
      /* A copy of the SYN changes nothing; another one begins a new connection. */
      if (stream->synchronised && stream->next_seq == seq + 1)
        return;
      end_stream (self, stream);
      stream->synchronised = TRUE;
      stream->is_sip = FALSE;
      stream->next_seq = ++seq;
    }
  else if (!stream->synchronised)
    {
      stream->synchronised = TRUE;
      stream->next_seq = seq;
    }

  if (length > 0 && (gint32) (seq - stream->next_seq) > 0)
    add_waiting (self, stream, marks, seq, bytes, length);
  else if (length > 0)
    {
      add_in_order (self, stream, marks, seq, bytes, length);
      add_waiting_in_order (self, stream);
    }

  if ((flags & TCP_RST) || ((flags & TCP_FIN) && stream->waiting->len == 0))
    {
      end_stream (self, stream);
      stream->synchronised = FALSE;
    }
}

void
rb_sip_collector_finish (RbSipCollector *self)
{
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, &stream, NULL))
    end_stream (self, stream);
}
