/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"
#include "rb-wire.h"

G_BEGIN_DECLS

#define RB_LINK_TYPE_EXPORTED_PDU 252

/**
 * RbExportedPdu:
 * @transport: UDP, TCP, TLS or SCTP as the tags say, else unknown
 * @dissector: name of the dissector Wireshark would call, such as "sip"; length 0 when none is named
 *
 * One record of an Exported PDU file: bytes above the transport, with what is known of their path.
 */
typedef struct
{
  RbEndpoint  src;
  RbEndpoint  dst;
  RbTransport transport;
  RbWirePart  dissector;
  RbWirePart  payload;
} RbExportedPdu;

gboolean rb_exported_pdu_parse (RbExportedPdu *self, const guint8 *bytes, gsize length);
gboolean rb_exported_pdu_is (const RbExportedPdu *self, const char *dissector);

G_END_DECLS
