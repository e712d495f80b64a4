/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-endpoint.h"

G_BEGIN_DECLS

/* Bits of the TCP header's flags (RFC 9293 3.1). */
typedef enum
{
  RB_TCP_FIN = 0x01,
  RB_TCP_SYN = 0x02,
  RB_TCP_PSH = 0x08,
  RB_TCP_ACK = 0x10,
} RbTcpFlags;

typedef struct
{
  guint32 seq;
  guint32 ack;
  guint8  flags;
} RbTcpHeader;

/* Payload that always fits in one packet, whatever the IP version. */
#define RB_UDP_PAYLOAD_MAX 65507u
#define RB_TCP_PAYLOAD_MAX 65480u

/* The two ends as an IP packet says them: one that is not known has the zero address, IPv4 beside IPv6 is mapped. */
void rb_ip_packet_normalise (RbEndpoint *src, RbEndpoint *dst);
/* Appends an IP packet with right lengths and checksums to @out: UDP when @tcp is NULL.
 * The ends are normalised first. @length ≤ the limits above. */
void rb_ip_packet_append (GByteArray *out, const RbEndpoint *from, const RbEndpoint *to, const RbTcpHeader *tcp,
                          const guint8 *payload, gsize length);

G_END_DECLS
