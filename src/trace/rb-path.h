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

/**
 * RbPathKeys:
 * @src_host, @dst_host: of the addresses
 * @src, @dst, @via_src, @via_dst: of address and port
 *
 * The same as seeded hashes: what flows compare instead of addresses.
 */
typedef struct
{
  guint64  src_host;
  guint64  dst_host;
  guint64  src;
  guint64  dst;
  guint64  via_src;
  guint64  via_dst;
  gboolean stream;
} RbPathKeys;

void    rb_path_init (RbPath *self, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes);
void    rb_path_keys_init (RbPathKeys *self, const RbMessageInfo *info); /* without what Via says */
void    rb_path_keys_add_via (RbPathKeys *self, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes);
guint64 rb_path_pair_key (guint64 a, guint64 b); /* of two keys in either order */

G_END_DECLS
