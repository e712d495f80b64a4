/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which two parties a message went between, seen through the ephemeral ports of streams.
 * Flows find their legs with it, ladders their lanes. */

#include "rb-path.h"

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

void
rb_path_init (RbPath *self, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes)
{
  guint16 port;

  self->src = self->via_src = info->src;
  self->dst = self->via_dst = info->dst;
  self->stream = is_stream (info->transport);
  if (!self->stream)
    return;

  port = get_via_port (index, bytes);
  if (port == 0)
    port = info->transport == RB_TRANSPORT_TLS || info->transport == RB_TRANSPORT_WSS ? 5061 : 5060;
  if (index->is_request)
    self->via_src.port = port;
  else
    self->via_dst.port = port;
}
