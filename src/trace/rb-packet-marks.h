/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

/**
 * RbPacketMarks:
 * @owner: (nullable): not owned: what the packet's bytes lie in when they stay (a mapped file)
 * @was: transport our own writer noted in a comment; RB_TRANSPORT_UNKNOWN when @has_was is
 *   TRUE means just that
 * @kind: what our own writer said the message is, when @has_kind: all the bytes are that one message
 * @goes_on: our own writer put the rest of the message in the connection's next segment
 * @is_cut: the payload is shorter than it was on the wire (snap length, lost fragments); the
 *   packet decoder says so, a reader leaves it FALSE
 *
 * What the capture file says of a packet besides its bytes.
 */
typedef struct
{
  gint64        wall_us;
  GBytes       *owner;
  RbDirection   direction;
  gboolean      has_was;
  RbTransport   was;
  gboolean      has_kind;
  RbMessageKind kind;
  gboolean      goes_on;
  gboolean      is_cut;
} RbPacketMarks;

G_END_DECLS
