/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a captured frame to the datagram, segment or SCTP packet in it: link layer, IPv4 and IPv6 with their
 * extension headers and fragments, tunnels. Every length is checked against what was captured; a packet that
 * was cut by the snap length is decoded as far as it goes. ICMP is not looked into: what it quotes was
 * seen before, or elsewhere. The capture reader calls it. */

#include "rb-packet-decoder.h"

#include <string.h>

#include "rb-exported-pdu-parser.h"
#include "rb-ip-reassembly.h"
#include "rb-link.h"
#include "rb-sip-framing.h"
#include "rb-tunnel.h"

/* https://www.iana.org/assignments/protocol-numbers */
#define PROTOCOL_HOP_BY_HOP 0
#define PROTOCOL_IPV4 4
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_IPV6 41
#define PROTOCOL_ROUTING 43
#define PROTOCOL_FRAGMENT 44
#define PROTOCOL_GRE 47
#define PROTOCOL_AUTHENTICATION 51
#define PROTOCOL_DESTINATION 60
#define PROTOCOL_SCTP 132
#define PROTOCOL_MOBILITY 135
#define PROTOCOL_MPLS 137

#define ETHERTYPE_MPLS 0x8847

/* IP inside IP inside IP … is nobody's network. */
#define MAX_DEPTH 6

struct _RbPacketDecoder
{
  RbSipCollector *collector;
  RbIpReassembly *reassembly;
  const RbPacketMarks *marks; /* (nullable) of the packet being decoded */
  guint depth;                /* IP headers around what is being decoded */
};

/* What IP carries, on its way up. */
typedef struct
{
  const RbPacketMarks *marks;
  RbEndpoint src; /* without port */
  RbEndpoint dst;
  RbWirePart part;
  gsize cut; /* bytes of the payload that were not captured */
} Payload;

static void decode_ip (RbPacketDecoder *self, const RbPacketMarks *marks, RbWirePart part);

static void
decode_udp (RbPacketDecoder *self, Payload *payload)
{
  RbWirePart part = payload->part;
  RbPacketMarks cut;
  gsize said;

  if (!rb_wire_skip (&part, 8))
    return;

  said = rb_wire_get16 (payload->part.bytes + 4);
  if (said >= 8) /* 0 with segmentation offload */
    {
      payload->cut = said - 8 > part.length ? said - 8 - part.length : 0;
      part.length = MIN (part.length, said - 8);
    }
  payload->src.port = rb_wire_get16 (payload->part.bytes);
  payload->dst.port = rb_wire_get16 (payload->part.bytes + 2);

  if (!payload->marks->has_kind && rb_tunnel_open_udp (payload->dst.port, &part))
    {
      decode_ip (self, payload->marks, part);
      return;
    }
  if (payload->cut > 0)
    {
      cut = *payload->marks;
      cut.is_cut = TRUE;
      payload->marks = &cut;
    }
  if (rb_ip_reassembly_is_waiting (self->reassembly) && rb_sip_begins (part.bytes, part.length))
    rb_ip_reassembly_pass (self->reassembly, payload->src.family, payload->src.addr, payload->dst.addr);
  rb_sip_collector_add_datagram (self->collector, payload->marks, &payload->src, &payload->dst, part.bytes,
                                 part.length);
}

static void
decode_tcp (RbPacketDecoder *self, Payload *payload)
{
  const guint8 *bytes = payload->part.bytes;
  RbTcpSegment segment;
  gsize header;

  if (payload->part.length < 20)
    return;

  header = (bytes[12] >> 4) * 4u;
  if (header < 20 || header > payload->part.length)
    return;

  payload->src.port = rb_wire_get16 (bytes);
  payload->dst.port = rb_wire_get16 (bytes + 2);
  segment = (RbTcpSegment){
    .seq = rb_wire_get32 (bytes + 4),
    .ack = rb_wire_get32 (bytes + 8),
    .flags = bytes[13],
    .bytes = bytes + header,
    .length = payload->part.length - header,
    .cut = payload->cut,
  };
  rb_sip_collector_add_segment (self->collector, payload->marks, &payload->src, &payload->dst, &segment);
}

static void
decode_sctp (RbPacketDecoder *self, Payload *payload)
{
  rb_sip_collector_add_sctp (self->collector, payload->marks, &payload->src, &payload->dst, payload->part.bytes,
                             payload->part.length);
}

static void
decode_inner_ip (RbPacketDecoder *self, Payload *payload)
{
  decode_ip (self, payload->marks, payload->part);
}

static void
decode_gre (RbPacketDecoder *self, Payload *payload)
{
  if (rb_tunnel_open_gre (&payload->part))
    decode_ip (self, payload->marks, payload->part);
}

/* RFC 4023 */
static void
decode_mpls (RbPacketDecoder *self, Payload *payload)
{
  if (rb_link_find_ip_by_ethertype (ETHERTYPE_MPLS, &payload->part))
    decode_ip (self, payload->marks, payload->part);
}

static const struct
{
  guint8 protocol;
  void (*decode) (RbPacketDecoder *self, Payload *payload);
} protocols[] = {
  { PROTOCOL_UDP, decode_udp },       { PROTOCOL_TCP, decode_tcp },       { PROTOCOL_SCTP, decode_sctp },
  { PROTOCOL_IPV4, decode_inner_ip }, { PROTOCOL_IPV6, decode_inner_ip }, { PROTOCOL_GRE, decode_gre },
  { PROTOCOL_MPLS, decode_mpls },
};

/* Moves over one IPv6 extension header (RFC 8200 4), or AH in either version (RFC 4302 2). */
static gboolean
skip_extension (guint8 *protocol, RbWirePart *part)
{
  gsize size;

  switch (*protocol)
    {
    case PROTOCOL_HOP_BY_HOP:
    case PROTOCOL_ROUTING:
    case PROTOCOL_DESTINATION:
    case PROTOCOL_MOBILITY:
    case PROTOCOL_AUTHENTICATION:
      break;
    default:
      return FALSE;
    }

  if (part->length < 8)
    return FALSE;
  size = *protocol == PROTOCOL_AUTHENTICATION ? (part->bytes[1] + 2u) * 4 : (part->bytes[1] + 1u) * 8;
  *protocol = part->bytes[0];
  return rb_wire_skip (part, size);
}

static void
decode_payload (RbPacketDecoder *self, guint8 protocol, Payload *payload)
{
  while (skip_extension (&protocol, &payload->part))
    ;
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i].protocol == protocol)
      {
        protocols[i].decode (self, payload);
        return;
      }
}

static void
set_addresses (Payload *self, guint8 family, const guint8 *src, const guint8 *dst)
{
  gsize size = family == 4 ? 4 : 16;

  self->src.family = self->dst.family = family;
  memcpy (self->src.addr, src, size);
  memcpy (self->dst.addr, dst, size);
}

static void
add_fragment (RbPacketDecoder *self, const Payload *payload, guint32 id, guint8 protocol, gsize offset, gboolean more)
{
  RbFragment fragment = {
    .wall_us = payload->marks->wall_us,
    .offset = offset,
    .said = payload->part.length + payload->cut,
    .length = payload->part.length,
    .bytes = payload->part.bytes,
    .more = more,
    .protocol = protocol,
  };

  memset (&fragment.key, 0, sizeof fragment.key);
  fragment.key.id = id;
  fragment.key.family = payload->src.family;
  fragment.key.protocol = payload->src.family == 4 ? protocol : 0;
  memcpy (fragment.key.src, payload->src.addr, sizeof fragment.key.src);
  memcpy (fragment.key.dst, payload->dst.addr, sizeof fragment.key.dst);
  rb_ip_reassembly_add (self->reassembly, &fragment);
}

static void
decode_ipv4 (RbPacketDecoder *self, const RbPacketMarks *marks, RbWirePart part)
{
  Payload payload = { .marks = marks };
  const guint8 *header = part.bytes;
  gsize header_length, total;
  guint fragment;

  if (part.length < 20)
    return;

  header_length = (header[0] & 0x0f) * 4u;
  total = rb_wire_get16 (header + 2);
  if (total == 0) /* with segmentation offload the card was to fill it in */
    total = part.length;
  if (header_length < 20 || total < header_length || header_length > part.length)
    return;

  payload.cut = total > part.length ? total - part.length : 0;
  payload.part = part;
  payload.part.length = MIN (part.length, total);
  rb_wire_skip (&payload.part, header_length);
  set_addresses (&payload, 4, header + 12, header + 16);

  fragment = rb_wire_get16 (header + 6);
  if ((fragment & 0x3fff) != 0)
    add_fragment (self, &payload, rb_wire_get16 (header + 4), header[9], (fragment & 0x1fff) * 8u,
                  (fragment & 0x2000) != 0);
  else
    decode_payload (self, header[9], &payload);
}

static void
decode_ipv6 (RbPacketDecoder *self, const RbPacketMarks *marks, RbWirePart part)
{
  Payload payload = { .marks = marks, .part = part };
  const guint8 *header = part.bytes;
  guint8 protocol;
  gsize said;

  if (!rb_wire_skip (&payload.part, 40))
    return;

  said = rb_wire_get16 (header + 4);
  if (said > 0) /* 0: a jumbogram, or segmentation offload */
    {
      payload.cut = said > payload.part.length ? said - payload.part.length : 0;
      payload.part.length = MIN (payload.part.length, said);
    }
  set_addresses (&payload, 6, header + 8, header + 24);

  protocol = header[6];
  while (skip_extension (&protocol, &payload.part))
    ;
  if (protocol == PROTOCOL_FRAGMENT)
    {
      const guint8 *at = payload.part.bytes;
      guint offset;

      if (!rb_wire_skip (&payload.part, 8))
        return;
      protocol = at[0];
      offset = rb_wire_get16 (at + 2);
      if ((offset & 0xfff9) != 0) /* else it is whole by itself, RFC 6946 */
        {
          add_fragment (self, &payload, rb_wire_get32 (at + 4), protocol, offset & 0xfff8, offset & 1);
          return;
        }
    }
  decode_payload (self, protocol, &payload);
}

static void
decode_ip (RbPacketDecoder *self, const RbPacketMarks *marks, RbWirePart part)
{
  if (part.length == 0 || self->depth == MAX_DEPTH)
    return;

  self->depth++;
  if (part.bytes[0] >> 4 == 4)
    decode_ipv4 (self, marks, part);
  else if (part.bytes[0] >> 4 == 6)
    decode_ipv6 (self, marks, part);
  self->depth--;
}

static void
on_reassembled (const RbReassembled *packet, gpointer data)
{
  RbPacketDecoder *self = data;
  RbPacketMarks marks = { .wall_us = packet->wall_us };
  Payload payload = { .marks = &marks, .part = { packet->bytes, packet->length }, .cut = packet->missing };

  if (self->marks != NULL && packet->missing == 0)
    {
      marks = *self->marks;
      marks.wall_us = packet->wall_us;
    }
  set_addresses (&payload, packet->key.family, packet->key.src, packet->key.dst);
  decode_payload (self, packet->protocol, &payload);
}

static void
decode_exported_pdu (RbPacketDecoder *self, const RbPacketMarks *marks, const guint8 *bytes, gsize length)
{
  RbExportedPdu pdu;

  if (!rb_exported_pdu_parse (&pdu, bytes, length))
    return;

  if (rb_exported_pdu_is (&pdu, "ip") || rb_exported_pdu_is (&pdu, "ipv6"))
    decode_ip (self, marks, pdu.payload);
  else
    rb_sip_collector_add_pdu (self->collector, marks, &pdu.src, &pdu.dst, pdu.transport,
                              rb_exported_pdu_is (&pdu, "sip"), pdu.payload.bytes, pdu.payload.length);
}

RbPacketDecoder *
rb_packet_decoder_new (RbSipCollector *collector)
{
  RbPacketDecoder *self = g_new0 (RbPacketDecoder, 1);

  self->collector = collector;
  self->reassembly = rb_ip_reassembly_new (on_reassembled, self);
  return self;
}

void
rb_packet_decoder_free (RbPacketDecoder *self)
{
  rb_ip_reassembly_free (self->reassembly);
  g_free (self);
}

gboolean
rb_packet_decoder_add (RbPacketDecoder *self, guint link_type, const RbPacketMarks *marks, const guint8 *bytes,
                       gsize length)
{
  RbWirePart frame = { bytes, length };
  RbLinkResult link = RB_LINK_OTHER;

  self->marks = marks;
  if (link_type == RB_LINK_TYPE_EXPORTED_PDU)
    decode_exported_pdu (self, marks, bytes, length);
  else if ((link = rb_link_find_ip (link_type, &frame)) == RB_LINK_IP)
    decode_ip (self, marks, frame);
  self->marks = NULL;
  return link != RB_LINK_UNKNOWN;
}

void
rb_packet_decoder_finish (RbPacketDecoder *self)
{
  rb_ip_reassembly_finish (self->reassembly);
}
