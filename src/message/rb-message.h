/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "rb-endpoint.h"
#include "rb-sip-index.h"

G_BEGIN_DECLS

typedef enum
{
  RB_TRANSPORT_UNKNOWN,
  RB_TRANSPORT_UDP,
  RB_TRANSPORT_TCP,
  RB_TRANSPORT_TLS,
  RB_TRANSPORT_WS,
  RB_TRANSPORT_WSS,
  RB_TRANSPORT_SCTP,
} RbTransport;

typedef enum
{
  RB_DIRECTION_UNKNOWN, /* an observer in the middle saw it */
  RB_DIRECTION_RECEIVED,
  RB_DIRECTION_SENT,
} RbDirection;

typedef enum
{
  RB_MESSAGE_SIP,
  RB_MESSAGE_KEEP_ALIVE, /* CRLF or CRLFCRLF, RFC 5626 3.5.1 */
  RB_MESSAGE_DAMAGED,    /* bytes that are not a SIP message */
  RB_MESSAGE_SYNTHETIC,  /* made by our own stack, never on the wire (its own 408) */
} RbMessageKind;

/**
 * RbMessageInfo:
 * @wall_us: time since the Unix epoch, µs
 * @mono_us: monotonic clock, µs; 0 when the message was read from a file
 *
 * Everything known of a message besides its bytes.
 */
typedef struct
{
  gint64        wall_us;
  gint64        mono_us;
  RbEndpoint    src;
  RbEndpoint    dst;
  RbTransport   transport;
  RbDirection   direction;
  RbMessageKind kind;
} RbMessageInfo;

#define RB_TYPE_MESSAGE (rb_message_get_type ())
G_DECLARE_FINAL_TYPE (RbMessage, rb_message, RB, MESSAGE, GObject)

/* Immutable; made on demand by RbTrace. @position is its index in the trace, from 0. */
RbMessage           *rb_message_new (const RbMessageInfo *info, GBytes *bytes, guint position);
const RbMessageInfo *rb_message_get_info (RbMessage *self);
GBytes              *rb_message_get_bytes (RbMessage *self); /* (transfer none) */
guint                rb_message_get_position (RbMessage *self);
const RbSipIndex    *rb_message_get_index (RbMessage *self); /* (transfer none): lines that matter, with byte ranges */
/* First line as Wireshark words it: "Request: INVITE sip:…", "Status: 180 Ringing", "CRLF keep-alive", "Not SIP: 48 bytes". (transfer full) */
char                *rb_message_format_info (RbMessage *self);
/* Short label for a ladder arrow: "INVITE", "180 Ringing". (transfer full) */
char                *rb_message_format_label (RbMessage *self);

const char *rb_transport_to_string (RbTransport transport); /* "UDP" … */

/* For logs and error texts: the message as UTF-8 text with every secret masked
 * (Authorization, Proxy-Authorization, a=crypto). (transfer full) */
char *rb_message_format_masked (GBytes *bytes);

G_END_DECLS
