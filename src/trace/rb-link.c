/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the IP header in a frame of any link layer that carries SIP in practice: one row a link
 * type (LINKTYPE_ of the pcap registry), and the walk over VLAN tags (IEEE 802.1Q), MPLS labels
 * (RFC 3032), LLC/SNAP (RFC 1042), PPPoE (RFC 2516) and PPP (RFC 1661) between the two. Every step
 * checks what was captured. The packet decoder and the tunnels call it. */

#include "rb-link.h"

#include <string.h>

#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_MPLS 0x8847
#define ETHERTYPE_MPLS_MULTICAST 0x8848
#define ETHERTYPE_PPPOE 0x8864
#define ETHERTYPE_QINQ 0x88a8
#define ETHERTYPE_QINQ_OLD 0x9100
/* Numbers below are lengths of an IEEE 802.3 frame. */
#define ETHERTYPE_MIN 0x0600

#define PPP_IPV4 0x0021
#define PPP_IPV6 0x0057
#define PPP_MPLS 0x0281

/* Tags before the network layer; more is nobody's network. */
#define MAX_TAGS 8

static gboolean
find_in_raw (RbWirePart *part)
{
  return part->length > 0 && (part->bytes[0] >> 4 == 4 || part->bytes[0] >> 4 == 6);
}

static gboolean
find_in_mpls (RbWirePart *part)
{
  gboolean bottom = FALSE;

  while (!bottom)
    {
      if (part->length < 4)
        return FALSE;
      bottom = part->bytes[2] & 1;
      rb_wire_skip (part, 4);
    }

  if (find_in_raw (part))
    return TRUE;
  /* A pseudowire's control word (RFC 4448 4.6), then Ethernet. */
  return part->length > 4 && part->bytes[0] >> 4 == 0 && rb_wire_skip (part, 4) && rb_link_find_ip_in_ethernet (part);
}

static gboolean
find_in_llc (RbWirePart *part)
{
  static const guint8 snap[] = { 0xaa, 0xaa, 0x03 };
  static const guint8 ip[] = { 0x06, 0x06, 0x03 };

  if (part->length > sizeof ip && memcmp (part->bytes, ip, sizeof ip) == 0)
    return rb_wire_skip (part, sizeof ip) && find_in_raw (part);
  if (part->length < 8 || memcmp (part->bytes, snap, sizeof snap) != 0)
    return FALSE;

  rb_wire_skip (part, 8);
  return rb_link_find_ip_by_ethertype (rb_wire_get16 (part->bytes - 2), part);
}

/* The PPP frame: address and control may be left out, a protocol number may be one byte (RFC 1661 2, 6.5, 6.6). */
gboolean
rb_link_find_ip_in_ppp (RbWirePart *part)
{
  guint protocol;

  if (part->length >= 2 && part->bytes[0] == 0xff && part->bytes[1] == 0x03)
    rb_wire_skip (part, 2);
  if (part->length < 2)
    return FALSE;

  protocol = part->bytes[0] & 1 ? part->bytes[0] : rb_wire_get16 (part->bytes);
  rb_wire_skip (part, part->bytes[0] & 1 ? 1 : 2);
  if (protocol == PPP_MPLS)
    return find_in_mpls (part);
  return (protocol == PPP_IPV4 || protocol == PPP_IPV6) && find_in_raw (part);
}

static gboolean
find_in_pppoe (RbWirePart *part)
{
  return rb_wire_skip (part, 6) && rb_link_find_ip_in_ppp (part);
}

gboolean
rb_link_find_ip_by_ethertype (guint ethertype, RbWirePart *part)
{
  for (guint tags = 0; tags < MAX_TAGS; tags++)
    switch (ethertype)
      {
      case RB_ETHERTYPE_IPV4:
      case ETHERTYPE_IPV6:
        return find_in_raw (part);
      case ETHERTYPE_MPLS:
      case ETHERTYPE_MPLS_MULTICAST:
        return find_in_mpls (part);
      case ETHERTYPE_PPPOE:
        return find_in_pppoe (part);
      case ETHERTYPE_VLAN:
      case ETHERTYPE_QINQ:
      case ETHERTYPE_QINQ_OLD:
        if (!rb_wire_skip (part, 4))
          return FALSE;
        ethertype = rb_wire_get16 (part->bytes - 2);
        break;
      default:
        return ethertype < ETHERTYPE_MIN && find_in_llc (part);
      }

  return FALSE;
}

gboolean
rb_link_find_ip_in_ethernet (RbWirePart *frame)
{
  return rb_wire_skip (frame, 14) && rb_link_find_ip_by_ethertype (rb_wire_get16 (frame->bytes - 2), frame);
}

/* BSD loopback: the address family in the byte order of whoever captured. */
static gboolean
find_in_null (RbWirePart *frame)
{
  static const guint families[] = { 2, 10, 24, 28, 30 }; /* AF_INET; AF_INET6 of Linux, the BSDs and macOS */
  guint32 family;

  if (!rb_wire_skip (frame, 4))
    return FALSE;

  family = rb_wire_get32 (frame->bytes - 4);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (family == families[i] || family == GUINT32_SWAP_LE_BE (families[i]))
      return find_in_raw (frame);
  return FALSE;
}

/* PPP in HDLC-like framing, or Cisco's HDLC, which the address byte tells apart. */
static gboolean
find_in_hdlc (RbWirePart *frame)
{
  if (frame->length >= 4 && (frame->bytes[0] == 0x0f || frame->bytes[0] == 0x8f))
    return rb_wire_skip (frame, 4) && rb_link_find_ip_by_ethertype (rb_wire_get16 (frame->bytes - 2), frame);
  return rb_link_find_ip_in_ppp (frame);
}

static gboolean
find_in_directed_ppp (RbWirePart *frame)
{
  return rb_wire_skip (frame, 1) && rb_link_find_ip_in_ppp (frame);
}

static gboolean
find_in_cooked (RbWirePart *frame)
{
  return rb_wire_skip (frame, 16) && rb_link_find_ip_by_ethertype (rb_wire_get16 (frame->bytes - 2), frame);
}

static gboolean
find_in_cooked2 (RbWirePart *frame)
{
  return rb_wire_skip (frame, 20) && rb_link_find_ip_by_ethertype (rb_wire_get16 (frame->bytes - 20), frame);
}

static const struct
{
  guint link_type;
  gboolean (*find_ip) (RbWirePart *frame);
} links[] = {
  { 1, rb_link_find_ip_in_ethernet },
  { 0, find_in_null },
  { 9, rb_link_find_ip_in_ppp },
  { 12, find_in_raw }, /* raw IP, as some systems number it */
  { 14, find_in_raw },
  { 50, find_in_hdlc },
  { 51, find_in_pppoe },
  { 101, find_in_raw },
  { 104, find_in_hdlc }, /* Cisco's, with or without PPP in it */
  { 108, find_in_null },
  { 113, find_in_cooked },
  { 166, find_in_directed_ppp }, /* of pppd: a byte says which way */
  { 204, find_in_directed_ppp },
  { 228, find_in_raw }, /* IPv4 only */
  { 229, find_in_raw }, /* IPv6 only */
  { 276, find_in_cooked2 },
};

/**
 * rb_link_find_ip:
 * @frame: (inout): a whole frame; what follows the link layer when %RB_LINK_IP is returned
 */
RbLinkResult
rb_link_find_ip (guint link_type, RbWirePart *frame)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    if (links[i].link_type == link_type)
      return links[i].find_ip (frame) ? RB_LINK_IP : RB_LINK_OTHER;

  return RB_LINK_UNKNOWN;
}
