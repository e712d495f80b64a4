/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a captured frame to the datagram or segment in it: link layer, VLAN tags, IP in IP,
 * IPv6 extension headers, fragments. Every length is checked against what was captured; a
 * packet that does not fit is left out. The capture reader calls it. */

#include "rb-packet-decoder.h"

#include <string.h>

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_QINQ 0x88a8
#define ETHERTYPE_QINQ_OLD 0x9100
#define ETHERTYPE_PPPOE 0x8864

#define PROTOCOL_HOP_BY_HOP 0
#define PROTOCOL_IPV4 4
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_IPV6 41
#define PROTOCOL_ROUTING 43
#define PROTOCOL_FRAGMENT 44
#define PROTOCOL_AUTHENTICATION 51
#define PROTOCOL_DESTINATION 60

/* IP inside IP inside IP … is nobody's network. */
#define MAX_DEPTH 4
/* Packets being put together at one time; the oldest is given up. */
#define MAX_REASSEMBLIES 256
#define MAX_IP_PAYLOAD 65535u
/* How a packet is cut when every piece is as small as a slow link makes it. */
#define MAX_PIECES 256

/* Where the network layer begins in a frame. */
static const struct
{
  guint link_type;
  gsize ethertype; /* offset of the protocol number, when there is one */
  gboolean has_ethertype;
  gsize header;
} links[] = {
  { 1, 12, TRUE, 14 },                         /* Ethernet */
  { 0, 0, FALSE, 4 },                          /* null: BSD loopback */
  { 108, 0, FALSE, 4 },                        /* OpenBSD loopback */
  { 12, 0, FALSE, 0 },                         /* raw IP, as some systems number it */
  { 14, 0, FALSE, 0 },   { 101, 0, FALSE, 0 }, /* raw IP */
  { 228, 0, FALSE, 0 },                        /* raw IPv4 */
  { 229, 0, FALSE, 0 },                        /* raw IPv6 */
  { 113, 14, TRUE, 16 },                       /* Linux cooked */
  { 276, 0, TRUE, 20 },                        /* Linux cooked, version 2 */
};

typedef struct
{
  guint8 family;
  guint8 protocol;
  guint32 id;
  guint8 src[16];
  guint8 dst[16];
} FragmentKey;

typedef struct
{
  gsize offset;
  GBytes *bytes;
} Piece;

typedef struct
{
  FragmentKey key;
  GArray *pieces; /* of Piece, by offset */
  gsize total;    /* 0: the last piece has not come */
} Reassembly;

struct _RbPacketDecoder
{
  RbSipCollector *collector;
  GQueue reassemblies; /* of Reassembly, oldest first */
};

static void decode_ip (RbPacketDecoder *self, const RbPacketMarks *marks, const guint8 *bytes, gsize length,
                       guint depth);

static guint
get16 (const guint8 *at)
{
  return (at[0] << 8) | at[1];
}

static guint32
get32 (const guint8 *at)
{
  return ((guint32) get16 (at) << 16) | get16 (at + 2);
}

static void
piece_clear (gpointer data)
{
  g_bytes_unref (((Piece *) data)->bytes);
}

static void
reassembly_free (gpointer data)
{
  Reassembly *self = data;

  g_array_unref (self->pieces);
  g_free (self);
}

static Reassembly *
ensure_reassembly (RbPacketDecoder *self, const FragmentKey *key, GList **link)
{
  Reassembly *reassembly;

  for (*link = self->reassemblies.tail; *link != NULL; *link = (*link)->prev)
    if (memcmp (&((Reassembly *) (*link)->data)->key, key, sizeof *key) == 0)
      return (*link)->data;

  if (self->reassemblies.length >= MAX_REASSEMBLIES)
    reassembly_free (g_queue_pop_head (&self->reassemblies));

  reassembly = g_new0 (Reassembly, 1);
  reassembly->key = *key;
  reassembly->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (reassembly->pieces, piece_clear);
  g_queue_push_tail (&self->reassemblies, reassembly);
  *link = self->reassemblies.tail;
  return reassembly;
}

static void
add_piece (Reassembly *self, gsize offset, const guint8 *bytes, gsize length)
{
  Piece piece = { .offset = offset };
  guint at = 0;

  while (at < self->pieces->len && g_array_index (self->pieces, Piece, at).offset < offset)
    at++;
  if (self->pieces->len >= MAX_PIECES ||
      (at < self->pieces->len && g_array_index (self->pieces, Piece, at).offset == offset))
    return;

  piece.bytes = g_bytes_new (bytes, length);
  g_array_insert_val (self->pieces, at, piece);
}

/* The whole payload, or NULL while a piece is missing. */
static GByteArray *
join_pieces (const Reassembly *self)
{
  g_autoptr (GByteArray) whole = NULL;

  if (self->total == 0)
    return NULL;

  whole = g_byte_array_sized_new (self->total);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);
      gsize length;
      const guint8 *bytes = g_bytes_get_data (piece->bytes, &length);
      gsize known;

      if (piece->offset > whole->len)
        return NULL;
      known = whole->len - piece->offset;
      if (length > known)
        g_byte_array_append (whole, bytes + known, length - known);
    }

  return whole->len >= self->total ? g_steal_pointer (&whole) : NULL;
}

/* Keeps one fragment (RFC 791 3.2, RFC 8200 4.5); returns the payload once it is whole. */
static GByteArray *
reassemble (RbPacketDecoder *self, const FragmentKey *key, gsize offset, gboolean more, const guint8 *bytes,
            gsize length)
{
  GList *link;
  Reassembly *reassembly;
  GByteArray *whole;

  if (offset + length > MAX_IP_PAYLOAD)
    return NULL;

  reassembly = ensure_reassembly (self, key, &link);
  add_piece (reassembly, offset, bytes, length);
  if (!more)
    reassembly->total = offset + length;

  whole = join_pieces (reassembly);
  if (whole != NULL)
    {
      g_queue_delete_link (&self->reassemblies, link);
      reassembly_free (reassembly);
    }
  return whole;
}

static void
decode_transport (RbPacketDecoder *self, const RbPacketMarks *marks, guint protocol, RbEndpoint *src, RbEndpoint *dst,
                  const guint8 *bytes, gsize length, guint depth)
{
  if (protocol == PROTOCOL_IPV4 || protocol == PROTOCOL_IPV6)
    {
      decode_ip (self, marks, bytes, length, depth + 1);
      return;
    }

  if (protocol == PROTOCOL_UDP && length >= 8)
    {
      gsize said = get16 (bytes + 4);

      src->port = get16 (bytes);
      dst->port = get16 (bytes + 2);
      if (said >= 8 && said < length)
        length = said;
      rb_sip_collector_add_datagram (self->collector, marks, src, dst, bytes + 8, length - 8);
    }
  else if (protocol == PROTOCOL_TCP && length >= 20)
    {
      gsize header = (bytes[12] >> 4) * 4u;

      if (header < 20 || header > length)
        return;
      src->port = get16 (bytes);
      dst->port = get16 (bytes + 2);
      rb_sip_collector_add_segment (self->collector, marks, src, dst, get32 (bytes + 4), bytes[13], bytes + header,
                                    length - header);
    }
}

static void
decode_payload (RbPacketDecoder *self, const RbPacketMarks *marks, FragmentKey *key, gboolean fragment, gsize offset,
                gboolean more, const guint8 *bytes, gsize length, guint depth)
{
  g_autoptr (GByteArray) whole = NULL;
  RbEndpoint src = { .family = key->family };
  RbEndpoint dst = { .family = key->family };

  if (fragment)
    {
      whole = reassemble (self, key, offset, more, bytes, length);
      if (whole == NULL)
        return;
      bytes = whole->data;
      length = whole->len;
    }

  memcpy (src.addr, key->src, sizeof src.addr);
  memcpy (dst.addr, key->dst, sizeof dst.addr);
  decode_transport (self, marks, key->protocol, &src, &dst, bytes, length, depth);
}

static void
decode_ipv4 (RbPacketDecoder *self, const RbPacketMarks *marks, const guint8 *bytes, gsize length, guint depth)
{
  FragmentKey key;
  gsize header;
  gsize total;
  guint fragment;

  if (length < 20)
    return;

  header = (bytes[0] & 0x0f) * 4u;
  total = get16 (bytes + 2);
  if (total >= header && total < length) /* 0 with segmentation offload */
    length = total;
  if (header < 20 || header > length)
    return;

  memset (&key, 0, sizeof key);
  key.family = 4;
  key.protocol = bytes[9];
  key.id = get16 (bytes + 4);
  memcpy (key.src, bytes + 12, 4);
  memcpy (key.dst, bytes + 16, 4);
  fragment = get16 (bytes + 6);
  decode_payload (self, marks, &key, (fragment & 0x3fff) != 0, (fragment & 0x1fff) * 8u, (fragment & 0x2000) != 0,
                  bytes + header, length - header, depth);
}

static void
decode_ipv6 (RbPacketDecoder *self, const RbPacketMarks *marks, const guint8 *bytes, gsize length, guint depth)
{
  FragmentKey key;
  gsize total;
  gsize at = 40;
  guint next;
  gboolean fragment = FALSE;
  gboolean more = FALSE;
  gsize offset = 0;

  if (length < 40)
    return;

  total = get16 (bytes + 4);
  if (total > 0 && total + 40 < length)
    length = total + 40;
  next = bytes[6];

  memset (&key, 0, sizeof key);
  key.family = 6;
  memcpy (key.src, bytes + 8, 16);
  memcpy (key.dst, bytes + 24, 16);
  while (next == PROTOCOL_HOP_BY_HOP || next == PROTOCOL_ROUTING || next == PROTOCOL_DESTINATION ||
         next == PROTOCOL_AUTHENTICATION || (next == PROTOCOL_FRAGMENT && !fragment))
    {
      gsize size;

      if (at + 8 > length)
        return;
      size = next == PROTOCOL_FRAGMENT         ? 8
             : next == PROTOCOL_AUTHENTICATION ? (bytes[at + 1] + 2u) * 4
                                               : (bytes[at + 1] + 1u) * 8;
      if (next == PROTOCOL_FRAGMENT)
        {
          fragment = TRUE;
          offset = get16 (bytes + at + 2) & 0xfff8;
          more = bytes[at + 3] & 1;
          key.id = get32 (bytes + at + 4);
        }
      next = bytes[at];
      at += size;
      if (fragment)
        break; /* what follows belongs to the whole packet */
    }

  if (at > length)
    return;

  key.protocol = next;
  decode_payload (self, marks, &key, fragment && (more || offset > 0), offset, more, bytes + at, length - at, depth);
}

static void
decode_ip (RbPacketDecoder *self, const RbPacketMarks *marks, const guint8 *bytes, gsize length, guint depth)
{
  if (length == 0 || depth > MAX_DEPTH)
    return;

  if (bytes[0] >> 4 == 4)
    decode_ipv4 (self, marks, bytes, length, depth);
  else if (bytes[0] >> 4 == 6)
    decode_ipv6 (self, marks, bytes, length, depth);
}

RbPacketDecoder *
rb_packet_decoder_new (RbSipCollector *collector)
{
  RbPacketDecoder *self = g_new0 (RbPacketDecoder, 1);

  self->collector = collector;
  g_queue_init (&self->reassemblies);
  return self;
}

void
rb_packet_decoder_free (RbPacketDecoder *self)
{
  g_queue_clear_full (&self->reassemblies, reassembly_free);
  g_free (self);
}

gboolean
rb_packet_decoder_add (RbPacketDecoder *self, guint link_type, const RbPacketMarks *marks, const guint8 *bytes,
                       gsize length)
{
  guint row = 0;
  guint ethertype;
  gsize at;

  while (row < G_N_ELEMENTS (links) && links[row].link_type != link_type)
    row++;
  if (row == G_N_ELEMENTS (links))
    return FALSE;

  at = links[row].header;
  if (at > length)
    return TRUE;

  if (links[row].has_ethertype)
    {
      ethertype = get16 (bytes + links[row].ethertype);
      while ((ethertype == ETHERTYPE_VLAN || ethertype == ETHERTYPE_QINQ || ethertype == ETHERTYPE_QINQ_OLD) &&
             at + 4 <= length)
        {
          ethertype = get16 (bytes + at + 2);
          at += 4;
        }
      if (ethertype == ETHERTYPE_PPPOE && at + 8 <= length)
        at += 8; /* RFC 2516 5, and the PPP protocol number */
      else if (ethertype != ETHERTYPE_IPV4 && ethertype != ETHERTYPE_IPV6)
        return TRUE;
    }

  decode_ip (self, marks, bytes + at, length - at, 0);
  return TRUE;
}
