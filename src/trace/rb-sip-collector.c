/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds SIP by its content, on any port and over any transport: in UDP datagrams, in TCP streams and the WebSockets
 * on them, in SCTP. What it finds goes to a sink; UDP datagrams that are something else are offered to
 * whoever knows RTP. HTTP and RTSP on SIP's port are passed over, other junk there counts as a damaged
 * message. The packet decoder feeds it. */

#include "rb-sip-collector.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-endpoint-set.h"
#include "rb-hep.h"
#include "rb-sctp.h"
#include "rb-sip-framing.h"
#include "rb-tcp-table.h"

#define SIP_PORT 5060
#define SIPS_PORT 5061
/* Shorter datagrams are somebody's way to keep a NAT binding, RFC 5626 3.5.1 aside. */
#define MIN_DAMAGED 5

struct _RbSipCollector
{
  RbMessageSink sink;
  RbDatagramFunc datagram_func; /* (nullable) */
  gpointer datagram_data;
  RbTcpTable *tcp;
  RbSctp *sctp;
  RbEndpointSet spoke_sip;
  guint n_cut;
  guint n_tls;
  guint n_packed;
};

static gboolean
is_zero (const RbEndpoint *endpoint)
{
  static const guint8 zero[16];

  return endpoint->port == 0 && memcmp (endpoint->addr, zero, endpoint->family == 4 ? 4 : 16) == 0;
}

/* A reassembled packet does not lie in the file its pieces came from. */
static gboolean
bytes_lie_in (GBytes *owner, const guint8 *bytes, gsize length)
{
  gsize size;
  const guint8 *start = owner != NULL ? g_bytes_get_data (owner, &size) : NULL;

  return start != NULL && bytes >= start && bytes + length <= start + size;
}

static void
append (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
        RbTransport transport, RbMessageKind kind, const guint8 *bytes, gsize length)
{
  RbMessageInfo info = {
    .wall_us = marks->wall_us,
    .src = *src,
    .dst = *dst,
    .transport = marks->has_was ? marks->was : transport,
    .direction = marks->direction,
    .kind = marks->has_kind ? marks->kind : kind,
  };

  /* The writer's stand-in for an endpoint nobody knows. */
  if (is_zero (src))
    info.src = (RbEndpoint){ 0 };
  if (is_zero (dst))
    info.dst = (RbEndpoint){ 0 };
  self->sink.func (&info, bytes_lie_in (marks->owner, bytes, length) ? marks->owner : NULL, bytes, length,
                   self->sink.data);

  if (kind == RB_MESSAGE_SIP)
    {
      self->n_cut += marks->is_cut;
      rb_endpoint_set_add (&self->spoke_sip, src);
      rb_endpoint_set_add (&self->spoke_sip, dst);
    }
}

static gboolean
spoke_sip (RbSipCollector *self, const RbEndpoint *src, const RbEndpoint *dst)
{
  return rb_endpoint_set_has (&self->spoke_sip, src) || rb_endpoint_set_has (&self->spoke_sip, dst);
}

/* STUN shares its port with SIP (RFC 5626 3.5.2); RFC 8489 5. */
static gboolean
is_stun (const guint8 *bytes, gsize length)
{
  static const guint8 cookie[] = { 0x21, 0x12, 0xa4, 0x42 };

  return length >= 20 && (bytes[0] & 0xc0) == 0 && memcmp (bytes + 4, cookie, sizeof cookie) == 0;
}

/* Bytes at the start that say nothing: line ends, and what fills packets up. */
static gsize
count_filling (const guint8 *bytes, gsize length)
{
  gsize n = 0;

  while (n < length &&
         (bytes[n] == '\0' || bytes[n] == ' ' || bytes[n] == '\t' || bytes[n] == '\r' || bytes[n] == '\n'))
    n++;
  return n;
}

/* A datagram that begins with a start line. RFC 3261 18.3 has what follows the body discarded; here a
 * second message is one, and the rest is shown for what it is. */
static void
append_messages (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                 RbTransport transport, const guint8 *bytes, gsize length)
{
  for (;;)
    {
      gsize message = rb_sip_datagram_message_length (bytes, length);
      gsize rest = message + count_filling (bytes + message, length - message);

      append (self, marks, src, dst, transport, RB_MESSAGE_SIP, bytes, rest == length ? length : message);
      bytes += rest;
      length -= rest;
      if (length == 0)
        return;
      if (!rb_sip_begins (bytes, length))
        {
          append (self, marks, src, dst, transport, RB_MESSAGE_DAMAGED, bytes, length);
          return;
        }
    }
}

/* What was expected to be SIP and does not begin so. */
static void
append_damaged (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                RbTransport transport, gboolean show_junk, const guint8 *bytes, gsize length)
{
  gsize start = rb_sip_find_start (bytes, length, 0);

  if (show_junk && start >= MIN_DAMAGED && count_filling (bytes, start) < start)
    append (self, marks, src, dst, transport, RB_MESSAGE_DAMAGED, bytes, start);
  if (start < length)
    append_messages (self, marks, src, dst, transport, bytes + start, length - start);
}

/* Messages and keep-alives, and nothing at all, which may lie nowhere; FALSE when it is something else. */
static gboolean
take_sip (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
          RbTransport transport, const guint8 *bytes, gsize length)
{
  gsize skip;

  if (length == 0)
    return TRUE;

  skip = rb_sip_count_line_ends (bytes, length);
  if (marks->has_kind)
    append (self, marks, src, dst, transport, marks->kind, bytes, length);
  else if (rb_sip_begins (bytes + skip, length - skip))
    append_messages (self, marks, src, dst, transport, bytes + skip, length - skip);
  else if (skip < length)
    return FALSE;
  else if (spoke_sip (self, src, dst))
    append (self, marks, src, dst, transport, RB_MESSAGE_KEEP_ALIVE, bytes, length);
  return TRUE;
}

/* SIP on its way from a capture agent to Homer: the message has a path and a time of its own. */
static gboolean
take_hep (RbSipCollector *self, const RbPacketMarks *marks, const guint8 *bytes, gsize length)
{
  RbPacketMarks inner = *marks;
  g_autoptr (GBytes) inflated = NULL;
  RbHep hep;

  if (length < 4 || memcmp (bytes, "HEP3", 4) != 0 || !rb_hep_parse (&hep, bytes, length))
    return FALSE;
  if (hep.kind != RB_HEP_SIP)
    return TRUE;

  inner.wall_us = hep.info.wall_us;
  if (hep.compressed)
    {
      inflated = rb_hep_get_payload (&hep);
      if (inflated == NULL)
        return TRUE;
      hep.payload = g_bytes_get_data (inflated, &hep.payload_length);
    }
  if (!take_sip (self, &inner, &hep.info.src, &hep.info.dst, hep.info.transport, hep.payload, hep.payload_length))
    append_damaged (self, &inner, &hep.info.src, &hep.info.dst, hep.info.transport, TRUE, hep.payload,
                    hep.payload_length);
  return TRUE;
}

void
rb_sip_collector_add_datagram (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                               const RbEndpoint *dst, const guint8 *bytes, gsize length)
{
  gboolean sip_port = src->port == SIP_PORT || dst->port == SIP_PORT;

  if (take_sip (self, marks, src, dst, RB_TRANSPORT_UDP, bytes, length) || take_hep (self, marks, bytes, length))
    return;
  if (self->datagram_func != NULL && self->datagram_func (marks, src, dst, bytes, length, self->datagram_data))
    return;

  if ((sip_port || spoke_sip (self, src, dst)) && !is_stun (bytes, length) && !rb_sip_is_other_protocol (bytes, length))
    append_damaged (self, marks, src, dst, RB_TRANSPORT_UDP, sip_port, bytes, length);
}

static void
on_stream_item (RbStreamItem item, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                const guint8 *bytes, gsize length, gpointer data)
{
  RbSipCollector *self = data;
  RbSipIndex index;

  switch (item)
    {
    case RB_STREAM_SIP:
      append (self, marks, src, dst, RB_TRANSPORT_TCP, RB_MESSAGE_SIP, bytes, length);
      break;
    case RB_STREAM_KEEP_ALIVE:
      append (self, marks, src, dst, RB_TRANSPORT_TCP, RB_MESSAGE_KEEP_ALIVE, bytes, length);
      break;
    case RB_STREAM_DAMAGED:
      append (self, marks, src, dst, RB_TRANSPORT_TCP, RB_MESSAGE_DAMAGED, bytes, length);
      break;
    case RB_STREAM_CUT:
      rb_sip_index_parse (&index, bytes, length);
      append (self, marks, src, dst, RB_TRANSPORT_TCP, index.valid ? RB_MESSAGE_SIP : RB_MESSAGE_DAMAGED, bytes,
              length);
      self->n_cut += index.valid && !marks->is_cut;
      break;
    case RB_STREAM_WS_MESSAGE:
      if (!take_sip (self, marks, src, dst, RB_TRANSPORT_WS, bytes, length))
        append_damaged (self, marks, src, dst, RB_TRANSPORT_WS, TRUE, bytes, length);
      break;
    case RB_STREAM_WS_PACKED:
      self->n_packed++;
      break;
    case RB_STREAM_TLS:
      self->n_tls += src->port == SIPS_PORT || dst->port == SIPS_PORT;
      break;
    }
}

void
rb_sip_collector_add_segment (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                              const RbEndpoint *dst, const RbTcpSegment *segment)
{
  rb_tcp_table_add (self->tcp, marks, src, dst, segment);
}

static void
on_sctp_message (const RbEndpoint *src, const RbEndpoint *dst, const guint8 *bytes, gsize length, gpointer packet_data,
                 gpointer data)
{
  const RbPacketMarks *marks = packet_data;
  RbSipCollector *self = data;
  gboolean sip_port = src->port == SIP_PORT || dst->port == SIP_PORT;

  if (!take_sip (self, marks, src, dst, RB_TRANSPORT_SCTP, bytes, length) && (sip_port || spoke_sip (self, src, dst)))
    append_damaged (self, marks, src, dst, RB_TRANSPORT_SCTP, sip_port, bytes, length);
}

void
rb_sip_collector_add_sctp (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                           const RbEndpoint *dst, const guint8 *bytes, gsize length)
{
  RbEndpoint from = *src;
  RbEndpoint to = *dst;

  rb_sctp_add (self->sctp, marks->wall_us, &from, &to, bytes, length, (gpointer) marks);
}

void
rb_sip_collector_add_pdu (RbSipCollector *self, const RbPacketMarks *marks, const RbEndpoint *src,
                          const RbEndpoint *dst, RbTransport transport, gboolean is_sip, const guint8 *bytes,
                          gsize length)
{
  RbPacketMarks told = *marks;

  if (is_sip || marks->has_kind)
    {
      if (!take_sip (self, marks, src, dst, transport, bytes, length))
        append_damaged (self, marks, src, dst, transport, TRUE, bytes, length);
    }
  else if (transport == RB_TRANSPORT_TCP || transport == RB_TRANSPORT_TLS)
    {
      told.has_was = TRUE;
      told.was = marks->has_was ? marks->was : transport;
      rb_tcp_table_add_bytes (self->tcp, &told, src, dst, bytes, length);
    }
  else if (transport == RB_TRANSPORT_SCTP)
    take_sip (self, marks, src, dst, transport, bytes, length);
  else
    rb_sip_collector_add_datagram (self, marks, src, dst, bytes, length);
}

RbSipCollector *
rb_sip_collector_new (RbMessageSink sink)
{
  RbSipCollector *self = g_new0 (RbSipCollector, 1);

  self->sink = sink;
  self->tcp = rb_tcp_table_new (on_stream_item, self);
  self->sctp = rb_sctp_new (on_sctp_message, self);
  return self;
}

void
rb_sip_collector_free (RbSipCollector *self)
{
  rb_tcp_table_free (self->tcp);
  rb_sctp_free (self->sctp);
  rb_endpoint_set_clear (&self->spoke_sip);
  g_free (self);
}

void
rb_sip_collector_set_datagram_func (RbSipCollector *self, RbDatagramFunc func, gpointer data)
{
  self->datagram_func = func;
  self->datagram_data = data;
}

void
rb_sip_collector_finish (RbSipCollector *self)
{
  rb_tcp_table_finish (self->tcp);
}

/* @note: (transfer full): about @n of something */
static void
add_note (GStrvBuilder *notes, guint n, char *note)
{
  if (n > 0)
    g_strv_builder_add (notes, note);
  g_free (note);
}

char **
rb_sip_collector_list_notes (RbSipCollector *self)
{
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();

  add_note (notes, self->n_cut,
            g_strdup_printf (ngettext ("%u message is shown as far as it was captured: its end is missing.",
                                       "%u messages are shown as far as they were captured: their ends are missing.",
                                       self->n_cut),
                             self->n_cut));
  add_note (
      notes, self->n_tls,
      g_strdup_printf (ngettext ("%u TLS connection on port 5061 is encrypted and could not be read.",
                                 "%u TLS connections on port 5061 are encrypted and could not be read.", self->n_tls),
                       self->n_tls));
  add_note (notes, self->n_packed,
            g_strdup_printf (ngettext ("%u compressed WebSocket message was left out: only plain ones can be read.",
                                       "%u compressed WebSocket messages were left out: only plain ones can be read.",
                                       self->n_packed),
                             self->n_packed));
  return g_strv_builder_end (notes);
}
