/* SPDX-License-Identifier: GPL-3.0-or-later */

/* User messages from SCTP packets (RFC 9260): DATA chunks in the order of their transmission sequence numbers
 * (TSN), so that repeats are seen once and fragments (B and E bits, 6.9) are joined. A message in one
 * chunk does not wait for chunks missing before it, and is handed on without copying. The SIP collector calls it
 * (RFC 4168). */

#include "rb-sctp.h"

#include <string.h>

#include "rb-endpoint-set.h"
#include "rb-seeded-hash.h"
#include "rb-wire.h"

#define HEADER 12
#define CHUNK_HEADER 4
#define DATA_HEADER 16
#define INIT_HEADER 20

#define CHUNK_DATA 0
#define CHUNK_INIT 1
#define CHUNK_INIT_ACK 2
#define CHUNK_ABORT 6
#define CHUNK_SHUTDOWN_COMPLETE 14

#define FLAG_END 0x01
#define FLAG_BEGIN 0x02

/* Chunks that wait for an earlier one; then the gap is taken for lost. */
#define MAX_WAITING 512
/* A TSN further off belongs to another association between the same ports. */
#define MAX_TSN_DISTANCE 65536
#define MAX_MESSAGE (4u * 1024 * 1024)
#define MAX_DIRECTIONS 65536u
#define IDLE_US (60 * 60 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  guint32 tsn;
  guint8 flags;
  guint8 *bytes; /* NULL when it was a whole message, handed on already */
  gsize length;
} Chunk;

/* One direction of an association. */
typedef struct
{
  RbEndpoint src;
  RbEndpoint dst;
  GList link; /* in the queue, the longest silent first */
  gint64 wall_us;
  guint32 next_tsn;
  gboolean synchronised; /* next_tsn is known */
  gboolean joining;      /* the first fragment of a message is in the buffer */
  GArray *waiting;       /* (nullable) of Chunk, by TSN */
  GByteArray *buffer;    /* (nullable) */
} Direction;

struct _RbSctp
{
  RbSctpFunc func;
  gpointer data;
  GHashTable *directions; /* set of Direction */
  GQueue queue;
};

static guint
direction_hash (gconstpointer data)
{
  const Direction *self = data;

  return (guint) rb_endpoint_mix (rb_endpoint_mix (rb_hash_seed (), &self->src), &self->dst);
}

static gboolean
direction_equal (gconstpointer a, gconstpointer b)
{
  const Direction *first = a;
  const Direction *second = b;

  return rb_endpoint_equal (&first->src, &second->src) && rb_endpoint_equal (&first->dst, &second->dst);
}

static void
chunk_clear (gpointer data)
{
  g_free (((Chunk *) data)->bytes);
}

static void
direction_clear (Direction *self)
{
  g_clear_pointer (&self->waiting, g_array_unref);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  self->joining = FALSE;
}

static void
direction_free (gpointer data)
{
  direction_clear (data);
  g_free (data);
}

RbSctp *
rb_sctp_new (RbSctpFunc func, gpointer data)
{
  RbSctp *self = g_new0 (RbSctp, 1);

  self->func = func;
  self->data = data;
  self->directions = g_hash_table_new_full (direction_hash, direction_equal, direction_free, NULL);
  g_queue_init (&self->queue);
  return self;
}

void
rb_sctp_free (RbSctp *self)
{
  g_hash_table_unref (self->directions);
  g_free (self);
}

static void
remove_direction (RbSctp *self, Direction *direction)
{
  g_queue_unlink (&self->queue, &direction->link);
  g_hash_table_remove (self->directions, direction);
}

static Direction *
ensure_direction (RbSctp *self, gint64 wall_us, const RbEndpoint *src, const RbEndpoint *dst)
{
  const Direction key = { .src = *src, .dst = *dst };
  Direction *direction;

  while ((direction = g_queue_peek_head (&self->queue)) != NULL &&
         (self->queue.length > MAX_DIRECTIONS || wall_us - direction->wall_us > IDLE_US))
    remove_direction (self, direction);

  direction = g_hash_table_lookup (self->directions, &key);
  if (direction == NULL)
    {
      direction = g_new0 (Direction, 1);
      direction->src = *src;
      direction->dst = *dst;
      direction->link.data = direction;
      g_hash_table_add (self->directions, direction);
    }
  else
    g_queue_unlink (&self->queue, &direction->link);

  g_queue_push_tail_link (&self->queue, &direction->link);
  direction->wall_us = wall_us;
  return direction;
}

/* One fragment, in the order of TSNs. */
static void
join_fragment (RbSctp *self, Direction *direction, guint flags, const guint8 *bytes, gsize length, gpointer packet_data)
{
  if (direction->buffer == NULL)
    direction->buffer = g_byte_array_new ();
  if (flags & FLAG_BEGIN)
    {
      g_byte_array_set_size (direction->buffer, 0);
      direction->joining = TRUE;
    }
  if (!direction->joining || length > MAX_MESSAGE - direction->buffer->len)
    {
      direction->joining = FALSE;
      return;
    }

  g_byte_array_append (direction->buffer, bytes, length);
  if (flags & FLAG_END)
    {
      direction->joining = FALSE;
      self->func (&direction->src, &direction->dst, direction->buffer->data, direction->buffer->len, packet_data,
                  self->data);
      g_clear_pointer (&direction->buffer, g_byte_array_unref);
    }
}

static gboolean
is_whole (guint flags)
{
  return (flags & (FLAG_BEGIN | FLAG_END)) == (FLAG_BEGIN | FLAG_END);
}

static void
take_waiting (RbSctp *self, Direction *direction, gpointer packet_data)
{
  guint n = 0;

  while (direction->waiting != NULL && n < direction->waiting->len)
    {
      const Chunk *chunk = &g_array_index (direction->waiting, Chunk, n);

      if (chunk->tsn != direction->next_tsn)
        break;
      direction->next_tsn++;
      n++;
      if (is_whole (chunk->flags))
        direction->joining = FALSE;
      else
        join_fragment (self, direction, chunk->flags, chunk->bytes, chunk->length, packet_data);
    }
  if (n > 0)
    g_array_remove_range (direction->waiting, 0, n);
}

/* Keeps a chunk that came too early; FALSE when it is there already. */
static gboolean
add_waiting (Direction *direction, guint32 tsn, guint flags, const guint8 *bytes, gsize length, guint *position)
{
  Chunk chunk = { .tsn = tsn, .flags = flags, .length = length };
  guint at;

  if (direction->waiting == NULL)
    {
      direction->waiting = g_array_new (FALSE, FALSE, sizeof (Chunk));
      g_array_set_clear_func (direction->waiting, chunk_clear);
    }

  at = direction->waiting->len;
  while (at > 0 && (gint32) (g_array_index (direction->waiting, Chunk, at - 1).tsn - tsn) > 0)
    at--;
  if (at > 0 && g_array_index (direction->waiting, Chunk, at - 1).tsn == tsn)
    return FALSE;

  if (!is_whole (flags))
    chunk.bytes = g_memdup2 (bytes, length);
  g_array_insert_val (direction->waiting, at, chunk);
  *position = at;
  return TRUE;
}

/* Hands on the message that the waiting chunk at @position completes, if it does. */
static void
join_waiting (RbSctp *self, Direction *direction, guint position, gpointer packet_data)
{
  Chunk *chunks = (Chunk *) (gpointer) direction->waiting->data;
  g_autoptr (GByteArray) whole = NULL;
  guint first = position;
  guint last = position;

  while (!(chunks[first].flags & FLAG_BEGIN))
    if (first == 0 || chunks[first - 1].tsn + 1 != chunks[first].tsn || (chunks[--first].flags & FLAG_END))
      return;
  while (!(chunks[last].flags & FLAG_END))
    if (last + 1 == direction->waiting->len || chunks[last].tsn + 1 != chunks[last + 1].tsn ||
        (chunks[++last].flags & FLAG_BEGIN))
      return;

  whole = g_byte_array_new ();
  for (guint i = first; i <= last; i++)
    {
      g_byte_array_append (whole, chunks[i].bytes, chunks[i].length);
      g_clear_pointer (&chunks[i].bytes, g_free);
      chunks[i].flags = FLAG_BEGIN | FLAG_END;
    }
  self->func (&direction->src, &direction->dst, whole->data, whole->len, packet_data, self->data);
}

static void
add_data (RbSctp *self, Direction *direction, guint32 tsn, guint flags, const guint8 *bytes, gsize length,
          gpointer packet_data)
{
  gint32 distance = (gint32) (tsn - direction->next_tsn);

  if (!direction->synchronised || distance > MAX_TSN_DISTANCE || distance < -MAX_TSN_DISTANCE)
    {
      direction_clear (direction);
      direction->synchronised = TRUE;
      direction->next_tsn = tsn;
      distance = 0;
    }

  if (distance < 0)
    return; /* a repeat */

  if (distance > 0)
    {
      guint position;

      if (!add_waiting (direction, tsn, flags, bytes, length, &position))
        return;
      if (is_whole (flags))
        self->func (&direction->src, &direction->dst, bytes, length, packet_data, self->data);
      else
        join_waiting (self, direction, position, packet_data);
      if (direction->waiting->len > MAX_WAITING)
        {
          direction->joining = FALSE;
          direction->next_tsn = g_array_index (direction->waiting, Chunk, 0).tsn;
          take_waiting (self, direction, packet_data);
        }
      return;
    }

  direction->next_tsn++;
  if (is_whole (flags))
    {
      direction->joining = FALSE;
      self->func (&direction->src, &direction->dst, bytes, length, packet_data, self->data);
    }
  else
    join_fragment (self, direction, flags, bytes, length, packet_data);
  take_waiting (self, direction, packet_data);
}

/* A sender's INIT or INIT ACK names its first TSN (RFC 9260 3.3.2). */
static void
begin_association (Direction *direction, guint32 tsn)
{
  if (direction->synchronised && direction->next_tsn == tsn)
    return;

  direction_clear (direction);
  direction->synchronised = TRUE;
  direction->next_tsn = tsn;
}

void
rb_sctp_add (RbSctp *self, gint64 wall_us, RbEndpoint *src, RbEndpoint *dst, const guint8 *bytes, gsize length,
             gpointer packet_data)
{
  Direction *direction;
  gsize at = HEADER;

  if (length < HEADER + CHUNK_HEADER)
    return;

  src->port = rb_wire_get16 (bytes);
  dst->port = rb_wire_get16 (bytes + 2);
  direction = ensure_direction (self, wall_us, src, dst);
  while (at + CHUNK_HEADER <= length)
    {
      const guint8 *chunk = bytes + at;
      gsize said = rb_wire_get16 (chunk + 2);
      gsize size = MIN (said, length - at);

      if (said < CHUNK_HEADER)
        return;

      if (chunk[0] == CHUNK_DATA && size > DATA_HEADER)
        add_data (self, direction, rb_wire_get32 (chunk + 4), chunk[1], chunk + DATA_HEADER, size - DATA_HEADER,
                  packet_data);
      else if ((chunk[0] == CHUNK_INIT || chunk[0] == CHUNK_INIT_ACK) && size >= INIT_HEADER)
        begin_association (direction, rb_wire_get32 (chunk + 16));
      else if (chunk[0] == CHUNK_ABORT || chunk[0] == CHUNK_SHUTDOWN_COMPLETE)
        {
          direction_clear (direction);
          direction->synchronised = FALSE;
        }

      at += (said + 3) & ~(gsize) 3;
    }
}
