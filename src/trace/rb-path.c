/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which two parties a message went between, seen through the ephemeral ports of streams.
 * Flows find their legs with it, ladders their lanes. */

#include "rb-path.h"

#include "rb-seeded-hash.h"

static gboolean
is_stream (RbTransport transport)
{
  return transport != RB_TRANSPORT_UDP && transport != RB_TRANSPORT_UNKNOWN;
}

/* Port of the topmost Via's sent-by; 0 when it names none. */
static guint16
get_via_port (const RbSipIndex *index, const guint8 *bytes)
{
  const char *via = (const char *) bytes + index->via.offset;
  gsize length = index->via.length;
  gsize end = 0;
  gsize at;
  guint port = 0;

  while (end < length && via[end] != ';' && via[end] != ',')
    end++;
  while (end > 0 && g_ascii_isspace (via[end - 1]))
    end--;
  at = end;
  while (at > 0 && g_ascii_isdigit (via[at - 1]))
    at--;
  if (at == 0 || via[at - 1] != ':' || end - at > 5)
    return 0;

  for (; at < end; at++)
    port = port * 10 + (via[at] - '0');
  return port <= G_MAXUINT16 ? port : 0;
}

/* The port where the sender of the request listens. */
static guint16
get_listening_port (const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes)
{
  guint16 port = get_via_port (index, bytes);

  if (port != 0)
    return port;
  return info->transport == RB_TRANSPORT_TLS || info->transport == RB_TRANSPORT_WSS ? 5061 : 5060;
}

void
rb_path_init (RbPath *self, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes)
{
  self->src = self->via_src = info->src;
  self->dst = self->via_dst = info->dst;
  self->stream = is_stream (info->transport);
  if (!self->stream)
    return;

  if (index->is_request)
    self->via_src.port = get_listening_port (info, index, bytes);
  else
    self->via_dst.port = get_listening_port (info, index, bytes);
}

static guint64
host_key (const RbEndpoint *endpoint)
{
  gsize size = endpoint->family == 4 ? 4 : endpoint->family == 6 ? 16 : 0;

  return rb_hash_bytes (rb_hash_seed () + endpoint->family, endpoint->addr, size);
}

void
rb_path_keys_init (RbPathKeys *self, const RbMessageInfo *info)
{
  self->src_host = host_key (&info->src);
  self->dst_host = host_key (&info->dst);
  self->src = self->via_src = rb_hash_mix (self->src_host, info->src.port);
  self->dst = self->via_dst = rb_hash_mix (self->dst_host, info->dst.port);
  self->stream = is_stream (info->transport);
}

void
rb_path_keys_add_via (RbPathKeys *self, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes)
{
  if (!self->stream)
    return;

  if (index->is_request)
    self->via_src = rb_hash_mix (self->src_host, get_listening_port (info, index, bytes));
  else
    self->via_dst = rb_hash_mix (self->dst_host, get_listening_port (info, index, bytes));
}

guint64
rb_path_pair_key (guint64 a, guint64 b)
{
  return rb_hash_mix (MIN (a, b), MAX (a, b));
}
