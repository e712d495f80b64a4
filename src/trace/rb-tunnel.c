/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the inner IP packet in a tunnel: GRE (RFC 2784, 2890; PPTP's of RFC 2637) with ERSPAN in it, and one row a
 * tunnel over UDP: GTP-U (3GPP TS 29.281 5) and VXLAN (RFC 7348 5). The packet decoder calls it and
 * counts how deep tunnels are nested. */

#include "rb-tunnel.h"

#include "rb-link.h"

#define ETHERTYPE_PPP 0x880b
#define ETHERTYPE_ERSPAN 0x88be   /* types I and II */
#define ETHERTYPE_ERSPAN_3 0x22eb /* type III */

#define GRE_CHECKSUM 0x8000
#define GRE_ROUTING 0x4000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_ACK 0x0080
#define GRE_VERSION 0x0007

#define GTPU_PORT 2152
#define GTPU_G_PDU 255
/* Extension headers in a row; the longest chain 3GPP knows has three. */
#define GTPU_MAX_EXTENSIONS 8
#define VXLAN_PORT 4789

/* ERSPAN: type I has no header of its own and GRE no sequence number (draft-foschiano-erspan-03 4). */
static gboolean
open_erspan (gboolean type_1, RbWirePart *part)
{
  return (type_1 || rb_wire_skip (part, 8)) && rb_link_find_ip_in_ethernet (part);
}

static gboolean
open_erspan_3 (RbWirePart *part)
{
  gboolean subheader;

  if (!rb_wire_skip (part, 12))
    return FALSE;
  subheader = part->bytes[-1] & 1; /* the O bit */
  return (!subheader || rb_wire_skip (part, 8)) && rb_link_find_ip_in_ethernet (part);
}

gboolean
rb_tunnel_open_gre (RbWirePart *part)
{
  guint flags, protocol;
  gsize options = 0;

  if (!rb_wire_skip (part, 4))
    return FALSE;

  flags = rb_wire_get16 (part->bytes - 4);
  protocol = rb_wire_get16 (part->bytes - 2);
  if ((flags & GRE_ROUTING) || (flags & GRE_VERSION) > 1)
    return FALSE;

  for (guint bit = GRE_CHECKSUM; bit >= GRE_SEQUENCE; bit >>= 1)
    if (flags & bit)
      options += 4;
  if ((flags & GRE_VERSION) == 1 && (flags & GRE_ACK))
    options += 4;
  if (!rb_wire_skip (part, options))
    return FALSE;

  switch (protocol)
    {
    case RB_ETHERTYPE_TEB:
      return rb_link_find_ip_in_ethernet (part);
    case ETHERTYPE_ERSPAN:
      return open_erspan (!(flags & GRE_SEQUENCE), part);
    case ETHERTYPE_ERSPAN_3:
      return open_erspan_3 (part);
    case ETHERTYPE_PPP:
      return rb_link_find_ip_in_ppp (part);
    default:
      return rb_link_find_ip_by_ethertype (protocol, part);
    }
}

static gboolean
open_gtpu (RbWirePart *part)
{
  guint flags;
  guint next;

  if (part->length < 8)
    return FALSE;

  flags = part->bytes[0];
  if (flags >> 5 != 1 || !(flags & 0x10) || part->bytes[1] != GTPU_G_PDU) /* version 1, not GTP' */
    return FALSE;
  part->length = MIN (part->length, 8u + rb_wire_get16 (part->bytes + 2));
  rb_wire_skip (part, 8);

  if (flags & 0x07) /* any of E, S and PN brings all four bytes */
    {
      if (!rb_wire_skip (part, 4))
        return FALSE;
      next = flags & 0x04 ? part->bytes[-1] : 0;
      for (guint i = 0; next != 0; i++)
        {
          gsize size = part->length > 0 ? part->bytes[0] * 4u : 0;

          if (size == 0 || i == GTPU_MAX_EXTENSIONS || !rb_wire_skip (part, size))
            return FALSE;
          next = part->bytes[-1];
        }
    }

  return rb_link_find_ip_by_ethertype (RB_ETHERTYPE_IPV4, part);
}

static gboolean
open_vxlan (RbWirePart *part)
{
  /* The I flag alone; the reserved bytes are zero. */
  return part->length > 8 && part->bytes[0] == 0x08 && (rb_wire_get32 (part->bytes) & 0xffffff) == 0 &&
         rb_wire_skip (part, 8) && rb_link_find_ip_in_ethernet (part);
}

static const struct
{
  guint16 port;
  gboolean (*open) (RbWirePart *part);
} udp_tunnels[] = {
  { GTPU_PORT, open_gtpu },
  { VXLAN_PORT, open_vxlan },
};

gboolean
rb_tunnel_open_udp (guint16 port, RbWirePart *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (udp_tunnels); i++)
    if (udp_tunnels[i].port == port)
      {
        RbWirePart inner = *part;

        if (!udp_tunnels[i].open (&inner))
          return FALSE;
        *part = inner;
        return TRUE;
      }

  return FALSE;
}
