/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The IP and UDP or TCP headers put around a message so that every capture tool can read it
 * (RFC 791, 8200, 768, 9293). RbPcapngWriter calls it. */

#include "rb-ip-packet.h"

#include <string.h>

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define UDP_HEADER 8
#define TCP_HEADER 20
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define TTL 64

static void
put16 (guint8 *at, guint value)
{
  at[0] = value >> 8;
  at[1] = value & 0xff;
}

static void
put32 (guint8 *at, guint32 value)
{
  put16 (at, value >> 16);
  put16 (at + 2, value & 0xffff);
}

/* RFC 1071; @sum continues an earlier call over an even number of bytes. */
static guint64
add_to_sum (guint64 sum, const guint8 *bytes, gsize length)
{
  gsize i;

  for (i = 0; i + 1 < length; i += 2)
    sum += (bytes[i] << 8) | bytes[i + 1];
  if (i < length)
    sum += bytes[i] << 8;
  return sum;
}

static guint16
fold_sum (guint64 sum)
{
  while (sum >> 16)
    sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/* RFC 4291 2.5.5.2 */
static void
map_to_ipv6 (RbEndpoint *self)
{
  RbEndpoint mapped = { .family = 6, .port = self->port };

  if (self->family == 4)
    {
      memset (mapped.addr + 10, 0xff, 2);
      memcpy (mapped.addr + 12, self->addr, 4);
    }
  if (self->family != 6)
    *self = mapped;
}

void
rb_ip_packet_normalise (RbEndpoint *src, RbEndpoint *dst)
{
  if (src->family == 6 || dst->family == 6)
    {
      map_to_ipv6 (src);
      map_to_ipv6 (dst);
    }
  src->family = src->family != 0 ? src->family : 4;
  dst->family = dst->family != 0 ? dst->family : 4;
}

void
rb_ip_packet_append (GByteArray *out, const RbEndpoint *from, const RbEndpoint *to, const RbTcpHeader *tcp,
                     const guint8 *payload, gsize length)
{
  RbEndpoint src = *from;
  RbEndpoint dst = *to;
  gboolean ipv6 = src.family == 6 || dst.family == 6;
  guint ip_length = ipv6 ? IPV6_HEADER : IPV4_HEADER;
  guint8 header[IPV6_HEADER + TCP_HEADER] = { 0 };
  guint8 *ip = header;
  guint8 *transport = header + ip_length;
  guint8 protocol = tcp != NULL ? PROTOCOL_TCP : PROTOCOL_UDP;
  guint transport_header = tcp != NULL ? TCP_HEADER : UDP_HEADER;
  guint transport_length = transport_header + length;
  guint64 sum;

  g_return_if_fail (length <= (tcp != NULL ? RB_TCP_PAYLOAD_MAX : RB_UDP_PAYLOAD_MAX));

  rb_ip_packet_normalise (&src, &dst);
  if (ipv6)
    {
      ip[0] = 6 << 4;
      put16 (ip + 4, transport_length);
      ip[6] = protocol;
      ip[7] = TTL;
      memcpy (ip + 8, src.addr, 16);
      memcpy (ip + 24, dst.addr, 16);
      sum = add_to_sum (0, ip + 8, 32);
    }
  else
    {
      ip[0] = (4 << 4) | (IPV4_HEADER / 4);
      put16 (ip + 2, IPV4_HEADER + transport_length);
      ip[6] = 0x40; /* don't fragment: then the identification means nothing (RFC 6864) */
      ip[8] = TTL;
      ip[9] = protocol;
      memcpy (ip + 12, src.addr, 4);
      memcpy (ip + 16, dst.addr, 4);
      put16 (ip + 10, fold_sum (add_to_sum (0, ip, IPV4_HEADER)));
      sum = add_to_sum (0, ip + 12, 8);
    }

  put16 (transport, src.port);
  put16 (transport + 2, dst.port);
  if (tcp != NULL)
    {
      put32 (transport + 4, tcp->seq);
      put32 (transport + 8, tcp->flags & RB_TCP_ACK ? tcp->ack : 0);
      transport[12] = (TCP_HEADER / 4) << 4;
      transport[13] = tcp->flags;
      put16 (transport + 14, 0xffff);
    }
  else
    put16 (transport + 4, transport_length);

  sum += protocol + transport_length; /* the rest of the pseudo-header */
  sum = add_to_sum (sum, transport, transport_header);
  sum = fold_sum (add_to_sum (sum, payload, length));
  if (tcp != NULL)
    put16 (transport + 16, sum);
  else
    put16 (transport + 6, sum != 0 ? sum : 0xffff);

  g_byte_array_append (out, header, ip_length + transport_header);
  if (length > 0)
    g_byte_array_append (out, payload, length);
}
