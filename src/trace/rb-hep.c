/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HEP3 (Homer Encapsulation Protocol, "EEP/HEP3" of the Homer project): captured messages in
 * UDP datagrams, as Homer, Kamailio's siptrace and sngrep send and take them. A datagram is
 * "HEP3", its length, and chunks of vendor, type and length. `inspect --listen-hep` reads
 * them, the HEP sender of the phone writes them. */

#include "rb-hep.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>

#define HEADER 6
#define CHUNK_HEADER 6

/* What our own datagrams say of who captured. */
#define CAPTURE_ID 1

/* A message that came in one datagram is not larger; guards against bombs. */
#define MAX_INFLATED 65536

#define FAMILY_IPV4 2
#define FAMILY_IPV6 10
#define PROTOCOL_TLS 22 /* what Kamailio writes for TLS and WebSocket */

/* Chunk types of vendor 0. */
typedef enum
{
  IP_FAMILY = 1,
  IP_PROTOCOL = 2,
  IPV4_SRC = 3,
  IPV4_DST = 4,
  IPV6_SRC = 5,
  IPV6_DST = 6,
  SRC_PORT = 7,
  DST_PORT = 8,
  SECONDS = 9,
  MICROSECONDS = 10,
  KIND = 11,
  CAPTURE_AGENT = 12,
  PAYLOAD = 15,
  COMPRESSED_PAYLOAD = 16,
  CORRELATION = 17,
} ChunkType;

/* Bytes of a chunk's value where it has a fixed size. */
static const guint8 fixed_size[] = {
  [IP_FAMILY] = 1, [IP_PROTOCOL] = 1, [IPV4_SRC] = 4, [IPV4_DST] = 4,     [IPV6_SRC] = 16, [IPV6_DST] = 16,
  [SRC_PORT] = 2,  [DST_PORT] = 2,    [SECONDS] = 4,  [MICROSECONDS] = 4, [KIND] = 1,      [CAPTURE_AGENT] = 4,
};

/* HEP names only what runs over IP; the first transport of a protocol is what it is read as. */
static const struct
{
  guint8 protocol;
  RbTransport transport;
} transports[] = {
  { IPPROTO_UDP, RB_TRANSPORT_UDP },  { IPPROTO_TCP, RB_TRANSPORT_TCP }, { IPPROTO_SCTP, RB_TRANSPORT_SCTP },
  { PROTOCOL_TLS, RB_TRANSPORT_TLS }, { IPPROTO_TCP, RB_TRANSPORT_TLS }, { IPPROTO_TCP, RB_TRANSPORT_WS },
  { IPPROTO_TCP, RB_TRANSPORT_WSS },
};

static guint
read16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint32
read32 (const guint8 *at)
{
  return (guint32) read16 (at) << 16 | read16 (at + 2);
}

static RbTransport
find_transport (guint8 protocol)
{
  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    if (transports[i].protocol == protocol)
      return transports[i].transport;
  return RB_TRANSPORT_UNKNOWN;
}

static void
set_address (RbEndpoint *end, guint8 family, const guint8 *value)
{
  end->family = family;
  memcpy (end->addr, value, family == 4 ? 4 : 16);
}

/* Takes one chunk of vendor 0 whose size is right. */
static void
read_chunk (RbHep *self, guint type, const guint8 *value, gsize size)
{
  switch (type)
    {
    case IP_PROTOCOL:
      self->info.transport = find_transport (value[0]);
      break;
    case IPV4_SRC:
      set_address (&self->info.src, 4, value);
      break;
    case IPV4_DST:
      set_address (&self->info.dst, 4, value);
      break;
    case IPV6_SRC:
      set_address (&self->info.src, 6, value);
      break;
    case IPV6_DST:
      set_address (&self->info.dst, 6, value);
      break;
    case SRC_PORT:
      self->info.src.port = (guint16) read16 (value);
      break;
    case DST_PORT:
      self->info.dst.port = (guint16) read16 (value);
      break;
    case SECONDS:
      self->info.wall_us = self->info.wall_us % G_USEC_PER_SEC + read32 (value) * (gint64) G_USEC_PER_SEC;
      break;
    case MICROSECONDS:
      self->info.wall_us += read32 (value) % G_USEC_PER_SEC - self->info.wall_us % G_USEC_PER_SEC;
      break;
    case KIND:
      self->kind = value[0];
      break;
    case CAPTURE_AGENT:
      self->capture_id = read32 (value);
      break;
    case PAYLOAD:
    case COMPRESSED_PAYLOAD:
      self->compressed = type == COMPRESSED_PAYLOAD;
      self->payload = value;
      self->payload_length = size;
      break;
    case CORRELATION:
      self->correlation = value;
      self->correlation_length = size;
      break;
    default:
      break; /* the family follows from the addresses; VLAN, key and others say nothing of the message */
    }
}

/**
 * rb_hep_parse:
 * @self: (out): points into @bytes
 *
 * Returns: FALSE when the datagram is not HEP3, is damaged, or carries nothing
 */
gboolean
rb_hep_parse (RbHep *self, const guint8 *bytes, gsize length)
{
  gsize total;
  gsize at = HEADER;

  *self = (RbHep){ .info.kind = RB_MESSAGE_SIP };
  if (length < HEADER || memcmp (bytes, "HEP3", 4) != 0)
    return FALSE;

  total = read16 (bytes + 4);
  if (total < HEADER || total > length)
    return FALSE;

  while (total - at >= CHUNK_HEADER)
    {
      const guint8 *chunk = bytes + at;
      guint type = read16 (chunk + 2);
      gsize size = read16 (chunk + 4);

      if (size < CHUNK_HEADER || size > total - at)
        return FALSE;
      at += size;
      size -= CHUNK_HEADER;
      if (read16 (chunk) != 0)
        continue; /* a vendor's own */
      if (type < G_N_ELEMENTS (fixed_size) && fixed_size[type] != 0 && fixed_size[type] != size)
        return FALSE;
      read_chunk (self, type, chunk + CHUNK_HEADER, size);
    }
  return at == total && self->payload != NULL;
}

GBytes *
rb_hep_get_payload (const RbHep *self)
{
  g_autoptr (GZlibDecompressor) inflate = NULL;
  g_autofree guint8 *out = NULL;
  gsize n_read;
  gsize n_written;

  if (!self->compressed)
    return g_bytes_new (self->payload, self->payload_length);

  inflate = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  out = g_malloc (MAX_INFLATED);
  if (g_converter_convert (G_CONVERTER (inflate), self->payload, self->payload_length, out, MAX_INFLATED,
                           G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL) != G_CONVERTER_FINISHED)
    return NULL;
  return g_bytes_new (out, n_written);
}

static void
put16 (GByteArray *array, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (array, bytes, sizeof bytes);
}

static void
put_chunk (GByteArray *array, ChunkType type, const guint8 *value, gsize size)
{
  put16 (array, 0);
  put16 (array, type);
  put16 (array, (guint) (CHUNK_HEADER + size));
  g_byte_array_append (array, value, (guint) size);
}

/* A number in as many bytes as the type has. */
static void
put_number (GByteArray *array, ChunkType type, guint32 value)
{
  guint8 bytes[4];
  guint size = fixed_size[type];

  for (guint i = 0; i < size; i++)
    bytes[i] = (guint8) (value >> (8 * (size - 1 - i)));
  put_chunk (array, type, bytes, size);
}

GBytes *
rb_hep_format (const RbMessageInfo *info, const guint8 *bytes, gsize length)
{
  GByteArray *array = g_byte_array_new ();
  /* An end that nobody knows goes with the family of the other, as the address of none. */
  gboolean ipv6 = info->src.family == 6 || info->dst.family == 6;
  gsize address_size = ipv6 ? 16 : 4;
  guint8 protocol = IPPROTO_UDP;

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    if (transports[i].transport == info->transport && transports[i].protocol != PROTOCOL_TLS)
      protocol = transports[i].protocol;

  g_byte_array_append (array, (const guint8 *) "HEP3\0\0", HEADER);
  put_number (array, IP_FAMILY, ipv6 ? FAMILY_IPV6 : FAMILY_IPV4);
  put_number (array, IP_PROTOCOL, protocol);
  put_chunk (array, ipv6 ? IPV6_SRC : IPV4_SRC, info->src.addr, address_size);
  put_chunk (array, ipv6 ? IPV6_DST : IPV4_DST, info->dst.addr, address_size);
  put_number (array, SRC_PORT, info->src.port);
  put_number (array, DST_PORT, info->dst.port);
  put_number (array, SECONDS, (guint32) (info->wall_us / G_USEC_PER_SEC));
  put_number (array, MICROSECONDS, (guint32) (info->wall_us % G_USEC_PER_SEC));
  put_number (array, KIND, RB_HEP_SIP);
  put_number (array, CAPTURE_AGENT, CAPTURE_ID);
  if (array->len + CHUNK_HEADER + length > G_MAXUINT16)
    {
      g_byte_array_unref (array);
      return NULL;
    }

  put_chunk (array, PAYLOAD, bytes, length);
  array->data[4] = (guint8) (array->len >> 8);
  array->data[5] = (guint8) array->len;
  return g_byte_array_free_to_bytes (array);
}
