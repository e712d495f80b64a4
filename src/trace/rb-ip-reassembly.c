/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts the fragments of IPv4 (RFC 791 3.2, RFC 815) and IPv6 (RFC 8200 4.5) packets together, in whatever
 * order they come. What was received is kept in a map of one bit for every eight bytes, so a fragment costs what
 * its length is, however many there are. Overlaps: in IPv4 the bytes that came first stay; in
 * IPv6 the packet is given up (RFC 5722), exact repeats excepted. A packet that is never
 * completed is handed on as far as it is known from its start: capture filters on a port let only first
 * fragments through. The packet decoder calls it. */

#include "rb-ip-reassembly.h"

#include <string.h>

#include "rb-seeded-hash.h"

#define MAX_IP_PAYLOAD 65535u
#define UNIT 8u
#define UNITS_PER_WORD 64u
#define MAX_WORDS (65536u / UNIT / UNITS_PER_WORD)

/* As Linux does (net.ipv4.ipfrag_time); identifications come round again. */
#define TIMEOUT_US (30 * G_USEC_PER_SEC)
/* All that waits, with what it takes to keep it; then the oldest packet is given up. */
#define MAX_BYTES (64u * 1024 * 1024)
/* Packets with their first fragment, the last to come, that are looked through when a message passes. */
#define MAX_BEGUN 64u

typedef struct
{
  gsize offset;
  gsize said;
  gsize length;
  gint64 wall_us;
  guint8 *bytes;
} Piece;

typedef struct
{
  RbFragmentKey key;
  GList link;        /* in the queue, oldest first */
  GList begun_link;  /* in the queue of those whose first fragment is there */
  GArray *pieces;    /* of Piece, as they came */
  guint64 *received; /* a bit a unit */
  guint n_words;
  guint n_units; /* bits set */
  gsize total;   /* 0: the last piece has not come */
  gsize cost;
  gint64 wall_us; /* of the first to come */
  guint8 protocol;
  gboolean given_up; /* later pieces are dropped, too */
} Packet;

struct _RbIpReassembly
{
  RbReassembledFunc func;
  gpointer data;
  GHashTable *packets; /* set of Packet */
  GQueue queue;
  GQueue begun;
  gboolean passing;
  gsize cost;
};

static guint
packet_hash (gconstpointer data)
{
  return (guint) rb_hash_bytes (rb_hash_seed (), data, sizeof (RbFragmentKey));
}

static gboolean
packet_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (RbFragmentKey)) == 0;
}

static void
clear_pieces (Packet *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    g_free (g_array_index (self->pieces, Piece, i).bytes);
  g_array_set_size (self->pieces, 0);
}

static void
packet_free (gpointer data)
{
  Packet *self = data;

  clear_pieces (self);
  g_array_unref (self->pieces);
  g_free (self->received);
  g_free (self);
}

RbIpReassembly *
rb_ip_reassembly_new (RbReassembledFunc func, gpointer data)
{
  RbIpReassembly *self = g_new0 (RbIpReassembly, 1);

  self->func = func;
  self->data = data;
  self->packets = g_hash_table_new_full (packet_hash, packet_equal, packet_free, NULL);
  g_queue_init (&self->queue);
  g_queue_init (&self->begun);
  return self;
}

void
rb_ip_reassembly_free (RbIpReassembly *self)
{
  g_hash_table_unref (self->packets);
  g_free (self);
}

static void
charge (RbIpReassembly *self, Packet *packet, gsize cost)
{
  packet->cost += cost;
  self->cost += cost;
}

static Packet *
ensure_packet (RbIpReassembly *self, const RbFragment *fragment)
{
  Packet *packet = g_hash_table_lookup (self->packets, &fragment->key);

  if (packet != NULL)
    return packet;

  packet = g_new0 (Packet, 1);
  packet->key = fragment->key;
  packet->wall_us = fragment->wall_us;
  packet->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  packet->link.data = packet;
  packet->begun_link.data = NULL;
  g_hash_table_add (self->packets, packet);
  g_queue_push_tail_link (&self->queue, &packet->link);
  charge (self, packet, sizeof *packet);
  return packet;
}

static void
leave_begun (RbIpReassembly *self, Packet *packet)
{
  if (packet->begun_link.data == NULL)
    return;
  g_queue_unlink (&self->begun, &packet->begun_link);
  packet->begun_link.data = NULL;
}

static void
enter_begun (RbIpReassembly *self, Packet *packet)
{
  if (self->begun.length == MAX_BEGUN)
    leave_begun (self, g_queue_peek_head (&self->begun));
  packet->begun_link.data = packet;
  g_queue_push_tail_link (&self->begun, &packet->begun_link);
}

/* Takes it out, so that what is in it may hold fragments itself. The caller frees it. */
static void
steal_packet (RbIpReassembly *self, Packet *packet)
{
  self->cost -= packet->cost;
  leave_begun (self, packet);
  g_queue_unlink (&self->queue, &packet->link);
  g_hash_table_steal (self->packets, packet);
}

static gboolean
unit_is_received (const Packet *self, guint unit)
{
  guint word = unit / UNITS_PER_WORD;

  return word < self->n_words && (self->received[word] >> (unit % UNITS_PER_WORD) & 1);
}

/* Bytes from the start of the packet without a hole, captured or not. */
static gsize
count_leading (const Packet *self)
{
  guint unit = 0;

  while (unit_is_received (self, unit))
    unit++;
  return unit * (gsize) UNIT;
}

/* Writes the pieces into one block, the first that came last, and hands on what is known from the start. */
static void
hand_on (RbIpReassembly *self, const Packet *packet, gint64 wall_us)
{
  gsize leading = count_leading (packet);
  gsize said = packet->total > 0 ? packet->total : leading;
  gsize known = packet->total > 0 ? MIN (leading, packet->total) : leading;
  g_autofree guint8 *whole = NULL;
  RbReassembled result = { .key = packet->key, .protocol = packet->protocol, .wall_us = wall_us };

  if (known == 0)
    return;

  whole = g_malloc (known);
  for (guint i = packet->pieces->len; i > 0; i--)
    {
      const Piece *piece = &g_array_index (packet->pieces, Piece, i - 1);

      if (piece->length > 0 && piece->offset < known)
        memcpy (whole + piece->offset, piece->bytes, MIN (piece->length, known - piece->offset));
    }

  /* A piece cut by the snap length ends what is known. */
  for (guint i = 0; i < packet->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (packet->pieces, Piece, i);

      if (piece->length < piece->said)
        known = MIN (known, piece->offset + piece->length);
    }

  if (known == 0)
    return;

  result.bytes = whole;
  result.length = known;
  result.missing = MAX (said - known, packet->total == 0 ? 1u : 0u);
  self->func (&result, self->data);
}

/* Nothing more is expected of it. */
static void
give_up (RbIpReassembly *self, Packet *packet)
{
  steal_packet (self, packet);
  if (!packet->given_up)
    {
      gint64 wall_us = packet->wall_us;

      for (guint i = 0; i < packet->pieces->len; i++)
        if (g_array_index (packet->pieces, Piece, i).offset == 0)
          wall_us = g_array_index (packet->pieces, Piece, i).wall_us;
      hand_on (self, packet, wall_us);
    }
  packet_free (packet);
}

static void
give_up_old (RbIpReassembly *self, gint64 now)
{
  Packet *packet;

  while ((packet = g_queue_peek_head (&self->queue)) != NULL &&
         (self->cost > MAX_BYTES || now - packet->wall_us > TIMEOUT_US))
    give_up (self, packet);
}

static gboolean
is_repeat (const Packet *self, const RbFragment *fragment)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);

      if (piece->offset == fragment->offset && piece->said == fragment->said && piece->length == fragment->length)
        return memcmp (piece->bytes, fragment->bytes, fragment->length) == 0;
    }

  return FALSE;
}

/* Marks the units of a fragment; returns how many of them are new. */
static guint
mark_units (RbIpReassembly *self, Packet *packet, guint first, guint end)
{
  guint added = 0;
  guint words = (end + UNITS_PER_WORD - 1) / UNITS_PER_WORD;

  if (words > packet->n_words)
    {
      guint grown = MIN (MAX (words, packet->n_words * 2), MAX_WORDS);

      packet->received = g_renew (guint64, packet->received, grown);
      memset (packet->received + packet->n_words, 0, (grown - packet->n_words) * sizeof *packet->received);
      charge (self, packet, (grown - packet->n_words) * sizeof *packet->received);
      packet->n_words = grown;
    }

  for (guint unit = first; unit < end; unit++)
    if (!unit_is_received (packet, unit))
      {
        packet->received[unit / UNITS_PER_WORD] |= G_GUINT64_CONSTANT (1) << (unit % UNITS_PER_WORD);
        added++;
      }
  packet->n_units += added;
  return added;
}

static guint
count_received (const Packet *self, guint first, guint end)
{
  guint n = 0;

  for (guint unit = first; unit < end; unit++)
    n += unit_is_received (self, unit);
  return n;
}

/* RFC 5722 4: the packet, and whatever comes of it later, is dropped. */
static void
drop (Packet *packet)
{
  clear_pieces (packet);
  packet->given_up = TRUE;
}

static void
keep_piece (RbIpReassembly *self, Packet *packet, const RbFragment *fragment)
{
  Piece piece = {
    .offset = fragment->offset,
    .said = fragment->said,
    .length = fragment->length,
    .wall_us = fragment->wall_us,
    .bytes = g_memdup2 (fragment->bytes, fragment->length),
  };

  g_array_append_val (packet->pieces, piece);
  charge (self, packet, sizeof piece + fragment->length);
}

/**
 * rb_ip_reassembly_add:
 * @fragment: copied
 *
 * Keeps one fragment and hands the packet on when it is whole. Lengths that are no multiple of eight
 * before the last fragment, and ends beyond 65535 bytes, are dropped as the RFCs ask.
 */
void
rb_ip_reassembly_add (RbIpReassembly *self, const RbFragment *fragment)
{
  guint first = fragment->offset / UNIT;
  guint end = (fragment->offset + fragment->said + UNIT - 1) / UNIT;
  gsize fragment_end = fragment->offset + fragment->said;
  guint overlap;
  Packet *packet;

  give_up_old (self, fragment->wall_us);
  if (fragment->said == 0 || fragment->length > fragment->said || fragment_end > MAX_IP_PAYLOAD ||
      (fragment->more && fragment->said % UNIT != 0))
    return;

  packet = ensure_packet (self, fragment);
  if (packet->given_up)
    return;

  overlap = count_received (packet, first, end);
  if (overlap > 0 && fragment->key.family == 6)
    {
      if (!is_repeat (packet, fragment))
        drop (packet);
      return;
    }
  /* The end of the packet was somewhere else before. */
  if ((packet->total > 0 && (fragment_end > packet->total || (!fragment->more && fragment_end < packet->total))) ||
      (!fragment->more && packet->n_units > count_received (packet, 0, end)))
    {
      if (fragment->key.family == 6)
        drop (packet);
      return;
    }

  if (fragment->offset == 0 && !unit_is_received (packet, 0))
    {
      packet->protocol = fragment->protocol;
      enter_begun (self, packet);
    }
  if (!fragment->more)
    packet->total = fragment_end;
  if (mark_units (self, packet, first, end) > 0)
    keep_piece (self, packet, fragment);

  if (packet->total > 0 && packet->n_units == (packet->total + UNIT - 1) / UNIT)
    {
      steal_packet (self, packet);
      hand_on (self, packet, fragment->wall_us);
      packet_free (packet);
    }
}

static gboolean
is_between (const RbFragmentKey *key, guint8 family, const guint8 *src, const guint8 *dst)
{
  gsize size = family == 4 ? 4 : sizeof key->src;

  return key->family == family && ((memcmp (key->src, src, size) == 0 && memcmp (key->dst, dst, size) == 0) ||
                                   (memcmp (key->src, dst, size) == 0 && memcmp (key->dst, src, size) == 0));
}

static Packet *
find_between (RbIpReassembly *self, guint8 family, const guint8 *src, const guint8 *dst)
{
  for (GList *link = self->begun.head; link != NULL; link = link->next)
    if (is_between (&((Packet *) link->data)->key, family, src, dst))
      return link->data;
  return NULL;
}

gboolean
rb_ip_reassembly_is_waiting (RbIpReassembly *self)
{
  return self->begun.length > 0;
}

void
rb_ip_reassembly_pass (RbIpReassembly *self, guint8 family, const guint8 *src, const guint8 *dst)
{
  Packet *packet;

  if (self->passing)
    return;

  self->passing = TRUE; /* what is handed on is such a message, too */
  while ((packet = find_between (self, family, src, dst)) != NULL)
    give_up (self, packet);
  self->passing = FALSE;
}

void
rb_ip_reassembly_finish (RbIpReassembly *self)
{
  Packet *packet;

  while ((packet = g_queue_peek_head (&self->queue)) != NULL)
    give_up (self, packet);
}
