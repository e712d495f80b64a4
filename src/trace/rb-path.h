/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

/**
 * RbPath:
 * @via_src: @src with the port its owner listens on, where the message tells it
 * @via_dst: the same of @dst
 * @stream: TCP, TLS …
 *
 * Where a message went. A TCP client sends from an ephemeral port and names its own in Via
 * (RFC 3261 18.1.1), so that one phone can show several ports.
 */
typedef struct
{
  RbEndpoint src;
  RbEndpoint dst;
  RbEndpoint via_src;
  RbEndpoint via_dst;
  gboolean   stream;
} RbPath;

void rb_path_init (RbPath *self, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes);

G_END_DECLS
