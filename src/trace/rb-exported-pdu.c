/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message as an Exported PDU, the form in which Wireshark saves what it has decrypted or put
 * together: no packet around it, but tags. RbPcapngEncoder calls it. */

#include "rb-exported-pdu.h"

#include <string.h>

static void
put_tag (GByteArray *out, RbExportedPduTag tag, gconstpointer value, gsize length)
{
  static const guint8 padding[4];
  const guint16 header[] = { GUINT16_TO_BE (tag), GUINT16_TO_BE ((length + 3) & ~3u) };

  g_byte_array_append (out, (const guint8 *) header, sizeof header);
  if (length > 0)
    g_byte_array_append (out, value, length);
  g_byte_array_append (out, padding, -length & 3);
}

static void
put_number (GByteArray *out, RbExportedPduTag tag, guint32 value)
{
  guint32 number = GUINT32_TO_BE (value);

  put_tag (out, tag, &number, sizeof number);
}

static void
put_address (GByteArray *out, const RbEndpoint *endpoint, RbExportedPduTag ipv4, RbExportedPduTag ipv6)
{
  if (endpoint->family == 4)
    put_tag (out, ipv4, endpoint->addr, 4);
  else if (endpoint->family == 6)
    put_tag (out, ipv6, endpoint->addr, 16);
}

static RbExportedPduPort
get_port_type (RbTransport transport)
{
  switch (transport)
    {
    case RB_TRANSPORT_SCTP:
      return RB_EXPORTED_PDU_SCTP;
    case RB_TRANSPORT_TCP:
    case RB_TRANSPORT_TLS:
    case RB_TRANSPORT_WS:
    case RB_TRANSPORT_WSS:
      return RB_EXPORTED_PDU_TCP;
    case RB_TRANSPORT_UDP:
    case RB_TRANSPORT_UNKNOWN:
    default:
      return RB_EXPORTED_PDU_UDP;
    }
}

void
rb_exported_pdu_append (GByteArray *out, const RbMessageInfo *info, const guint8 *bytes, gsize length)
{
  gboolean sip = info->kind == RB_MESSAGE_SIP || info->kind == RB_MESSAGE_SYNTHETIC;
  const char *dissector = sip ? "sip" : "data";

  put_tag (out, RB_EXPORTED_PDU_DISSECTOR, dissector, strlen (dissector));
  put_address (out, &info->src, RB_EXPORTED_PDU_IPV4_SRC, RB_EXPORTED_PDU_IPV6_SRC);
  put_address (out, &info->dst, RB_EXPORTED_PDU_IPV4_DST, RB_EXPORTED_PDU_IPV6_DST);
  put_number (out, RB_EXPORTED_PDU_PORT_TYPE, get_port_type (info->transport));
  put_number (out, RB_EXPORTED_PDU_SRC_PORT, info->src.port);
  put_number (out, RB_EXPORTED_PDU_DST_PORT, info->dst.port);
  put_tag (out, RB_EXPORTED_PDU_END, NULL, 0);
  if (length > 0)
    g_byte_array_append (out, bytes, length);
}
