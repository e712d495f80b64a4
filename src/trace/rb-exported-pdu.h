/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

#define RB_SIPS_PORT 5061

/* Tags of Wireshark's Exported PDU (LINKTYPE_WIRESHARK_UPPER_PDU): type and length, 16 bits each in
 * network byte order, then the value, padded to 4 bytes. */
typedef enum
{
  RB_EXPORTED_PDU_END = 0,
  RB_EXPORTED_PDU_DISSECTOR = 12, /* "sip" */
  RB_EXPORTED_PDU_IPV4_SRC = 20,
  RB_EXPORTED_PDU_IPV4_DST = 21,
  RB_EXPORTED_PDU_IPV6_SRC = 22,
  RB_EXPORTED_PDU_IPV6_DST = 23,
  RB_EXPORTED_PDU_PORT_TYPE = 24,
  RB_EXPORTED_PDU_SRC_PORT = 25,
  RB_EXPORTED_PDU_DST_PORT = 26,
} RbExportedPduTag;

/* Values of the port type. */
typedef enum
{
  RB_EXPORTED_PDU_SCTP = 1,
  RB_EXPORTED_PDU_TCP = 2,
  RB_EXPORTED_PDU_UDP = 3,
} RbExportedPduPort;

/* Appends the tags and the message. */
void rb_exported_pdu_append (GByteArray *out, const RbMessageInfo *info, const guint8 *bytes, gsize length);

G_END_DECLS
