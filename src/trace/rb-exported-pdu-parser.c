/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the tags in front of an exported PDU (LINKTYPE_WIRESHARK_UPPER_PDU, 252): what Wireshark writes
 * from "Export PDUs to File" and tshark with -U. SIP that was decrypted there comes this way. The packet
 * decoder calls it. */

#include "rb-exported-pdu-parser.h"

#include <string.h>

#include "rb-exported-pdu.h"

/* What Wireshark names a heuristic dissector with. */
#define TAG_HEURISTIC_DISSECTOR 13

static void
set_address (RbEndpoint *self, guint8 family, RbWirePart value)
{
  gsize size = family == 4 ? 4 : 16;

  if (value.length < size)
    return;
  self->family = family;
  memcpy (self->addr, value.bytes, size);
}

static guint32
get_number (RbWirePart value)
{
  return value.length >= 4 ? rb_wire_get32 (value.bytes) : 0;
}

static RbWirePart
get_text (RbWirePart value)
{
  const guint8 *end = memchr (value.bytes, '\0', value.length);

  return (RbWirePart){ value.bytes, end != NULL ? (gsize) (end - value.bytes) : value.length };
}

/* Nothing but the port of sips: says that a PDU was decrypted. */
static RbTransport
get_transport (guint32 port_type, const RbExportedPdu *pdu)
{
  switch (port_type)
    {
    case RB_EXPORTED_PDU_UDP:
      return RB_TRANSPORT_UDP;
    case RB_EXPORTED_PDU_TCP:
      return pdu->src.port == RB_SIPS_PORT || pdu->dst.port == RB_SIPS_PORT ? RB_TRANSPORT_TLS : RB_TRANSPORT_TCP;
    case RB_EXPORTED_PDU_SCTP:
      return RB_TRANSPORT_SCTP;
    default:
      return RB_TRANSPORT_UNKNOWN;
    }
}

/**
 * rb_exported_pdu_parse:
 * @self: (out): filled completely; points into @bytes
 *
 * Returns: FALSE when the tags do not end within the record
 */
gboolean
rb_exported_pdu_parse (RbExportedPdu *self, const guint8 *bytes, gsize length)
{
  RbWirePart rest = { bytes, length };
  guint32 port_type = 0;

  memset (self, 0, sizeof *self);
  while (rb_wire_skip (&rest, 4))
    {
      guint tag = rb_wire_get16 (rest.bytes - 4);
      RbWirePart value = { rest.bytes, rb_wire_get16 (rest.bytes - 2) };

      if (tag == RB_EXPORTED_PDU_END)
        {
          self->payload = rest;
          self->transport = get_transport (port_type, self);
          return TRUE;
        }
      if (!rb_wire_skip (&rest, value.length))
        return FALSE;

      switch (tag)
        {
        case RB_EXPORTED_PDU_DISSECTOR:
        case TAG_HEURISTIC_DISSECTOR:
          self->dissector = get_text (value);
          break;
        case RB_EXPORTED_PDU_IPV4_SRC:
          set_address (&self->src, 4, value);
          break;
        case RB_EXPORTED_PDU_IPV4_DST:
          set_address (&self->dst, 4, value);
          break;
        case RB_EXPORTED_PDU_IPV6_SRC:
          set_address (&self->src, 6, value);
          break;
        case RB_EXPORTED_PDU_IPV6_DST:
          set_address (&self->dst, 6, value);
          break;
        case RB_EXPORTED_PDU_PORT_TYPE:
          port_type = get_number (value);
          break;
        case RB_EXPORTED_PDU_SRC_PORT:
          self->src.port = (guint16) get_number (value);
          break;
        case RB_EXPORTED_PDU_DST_PORT:
          self->dst.port = (guint16) get_number (value);
          break;
        default:
          break;
        }
    }

  return FALSE;
}

gboolean
rb_exported_pdu_is (const RbExportedPdu *self, const char *dissector)
{
  return self->dissector.length == strlen (dissector) &&
         memcmp (self->dissector.bytes, dissector, self->dissector.length) == 0;
}
