/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The gate between the socket and rtpbin: only well-formed RTP of agreed payload types, from one source at a
 * time, and RTCP that belongs to it. Without it junk makes thousands of sources in rtpbin. It also says
 * where the far end really is (symmetric RTP, RFC 4961): the first good packets decide, later only a source that
 * speaks after 100 ms of silence, or the one the SDP names, may take over. Pure; the caller locks. */

#include "rb-rtp-guard.h"

#include <string.h>

#define RTP_HEADER 12           /* RFC 3550 5.1 */
#define MAX_PACKET 1500         /* an Ethernet frame */
#define SILENCE_US (100 * 1000) /* five frames without the present source */
#define PACKETS_TO_CONVINCE 2   /* RFC 3550 A.1, MIN_SEQUENTIAL */

static guint16
read_16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
set_from_inet (RbRtpAddress *self, GInetAddress *inet, guint16 port)
{
  const guint8 *bytes = g_inet_address_to_bytes (inet);

  memset (self, 0, sizeof *self);
  self->port = port;
  if (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6)
    {
      memcpy (self->ip, bytes, 16);
    }
  else
    {
      self->ip[10] = self->ip[11] = 0xff;
      memcpy (self->ip + 12, bytes, 4);
    }

  return TRUE;
}

gboolean
rb_rtp_address_set (RbRtpAddress *self, GSocketAddress *address)
{
  GInetSocketAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return FALSE;

  inet = G_INET_SOCKET_ADDRESS (address);
  return set_from_inet (self, g_inet_socket_address_get_address (inet), g_inet_socket_address_get_port (inet));
}

gboolean
rb_rtp_address_parse (RbRtpAddress *self, const char *ip, guint16 port)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (ip);

  return inet != NULL && set_from_inet (self, inet, port);
}

gboolean
rb_rtp_address_is_v4 (const RbRtpAddress *self)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };

  return memcmp (self->ip, mapped, sizeof mapped) == 0;
}

char *
rb_rtp_address_to_string (const RbRtpAddress *self)
{
  g_autoptr (GInetAddress) inet = NULL;

  if (rb_rtp_address_is_v4 (self))
    inet = g_inet_address_new_from_bytes (self->ip + 12, G_SOCKET_FAMILY_IPV4);
  else
    inet = g_inet_address_new_from_bytes (self->ip, G_SOCKET_FAMILY_IPV6);

  return g_inet_address_to_string (inet);
}

static gboolean
same_host (const RbRtpAddress *a, const RbRtpAddress *b)
{
  return memcmp (a->ip, b->ip, sizeof a->ip) == 0;
}

gboolean
rb_rtp_address_equal (const RbRtpAddress *a, const RbRtpAddress *b)
{
  return a->port == b->port && same_host (a, b);
}

void
rb_rtp_guard_expect (RbRtpGuard *self, const RbRtpAddress *signalled, const guint8 *payload_types, guint n)
{
  memset (self->payload_types, 0, sizeof self->payload_types);
  for (guint i = 0; i < n; i++)
    if (payload_types[i] < 128)
      self->payload_types[payload_types[i] / 64] |= G_GUINT64_CONSTANT (1) << (payload_types[i] % 64);

  if (!rb_rtp_address_equal (&self->signalled, signalled))
    {
      self->signalled = *signalled;
      self->n_candidate = 0;
      self->has_rtcp_ssrc = FALSE;
    }
}

gboolean
rb_rtp_guard_is_rtcp (const guint8 *packet, gsize size)
{
  return size >= 8 && packet[1] >= 192 && packet[1] <= 223;
}

/* RFC 3550 A.1: version, CSRC list, extension and padding fit, and something is left to hear. */
static gboolean
is_well_formed (const RbRtpGuard *self, const guint8 *packet, gsize size, gboolean encrypted)
{
  guint payload_type;
  gsize header;

  if (size < RTP_HEADER || size > MAX_PACKET || packet[0] >> 6 != 2)
    return FALSE;

  payload_type = packet[1] & 0x7f;
  if (!((self->payload_types[payload_type / 64] >> (payload_type % 64)) & 1))
    return FALSE;

  header = RTP_HEADER + 4 * (packet[0] & 0x0f);
  if (packet[0] & 0x10)
    {
      if (header + 4 > size)
        return FALSE;
      header += 4 + 4 * (gsize) read_16 (packet + header + 2);
    }
  if (header >= size)
    return FALSE;
  if (packet[0] & 0x20 && !encrypted)
    {
      gsize padding = packet[size - 1];

      if (padding == 0 || header + padding >= size)
        return FALSE;
    }

  return TRUE;
}

gboolean
rb_rtp_guard_is_sound (const RbRtpGuard *self, const guint8 *packet, gsize size)
{
  return is_well_formed (self, packet, size, FALSE);
}

static gboolean
is_convincing (RbRtpGuard *self, const RbRtpAddress *from, guint32 ssrc, guint16 sequence)
{
  if (self->n_candidate > 0 && self->candidate_ssrc == ssrc && rb_rtp_address_equal (&self->candidate, from) &&
      (guint16) (sequence - self->candidate_sequence) == 1)
    self->n_candidate++;
  else
    self->n_candidate = 1;

  self->candidate = *from;
  self->candidate_ssrc = ssrc;
  self->candidate_sequence = sequence;

  return self->n_candidate >= PACKETS_TO_CONVINCE;
}

RbGuardVerdict
rb_rtp_guard_check_rtp (RbRtpGuard *self, const guint8 *packet, gsize size, const RbRtpAddress *from, gint64 now_us)
{
  gboolean signalled = rb_rtp_address_equal (from, &self->signalled);
  gboolean may_take_over, convincing;
  guint32 ssrc;

  if (!is_well_formed (self, packet, size, self->encrypted))
    goto drop;

  ssrc = read_32 (packet + 8);
  if (self->has_source && ssrc == self->ssrc && rb_rtp_address_equal (from, &self->source))
    {
      self->last_us = now_us;
      return RB_GUARD_PASS;
    }

  may_take_over = !self->has_source || now_us - self->last_us >= SILENCE_US ||
                  (signalled && !rb_rtp_address_equal (&self->source, from));
  convincing = is_convincing (self, from, ssrc, read_16 (packet + 2)) || (signalled && !self->has_source);
  if (!may_take_over || !convincing)
    goto drop;

  self->has_source = TRUE;
  self->source = *from;
  self->ssrc = ssrc;
  self->last_us = now_us;
  self->n_candidate = 0;
  return RB_GUARD_NEW_SOURCE;

drop:
  self->n_dropped++;
  return RB_GUARD_DROP;
}

/* Each packet of the compound fits, is of a known type, and comes from @ssrc (RFC 3550 6.1, A.2). */
static gboolean
is_well_formed_rtcp (const guint8 *packet, gsize size, guint32 ssrc)
{
  gsize offset = 0;

  while (offset + 8 <= size)
    {
      const guint8 *one = packet + offset;
      gsize length = 4 + 4 * (gsize) read_16 (one + 2);
      guint count = one[0] & 0x1f, type = one[1];

      if (one[0] >> 6 != 2 || offset + length > size || length < 8 || type < 200 || type > 207)
        return FALSE;
      if (offset == 0 && type != 200 && type != 201)
        return FALSE;
      if ((type == 200 && length < 28 + 24 * count) || (type == 201 && length < 8 + 24 * count))
        return FALSE;
      if ((type == 202 || type == 203) && count > 1)
        return FALSE;
      if (read_32 (one + 4) != ssrc)
        return FALSE;
      offset += length;
    }

  return offset == size;
}

gboolean
rb_rtp_guard_may_be_rtcp (const RbRtpGuard *self, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  const RbRtpAddress *host = self->has_source ? &self->source : &self->signalled;

  return rb_rtp_guard_is_rtcp (packet, size) && size <= MAX_PACKET && same_host (from, host) &&
         (!self->has_source || read_32 (packet + 4) == self->ssrc);
}

gboolean
rb_rtp_guard_check_rtcp (RbRtpGuard *self, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  const RbRtpAddress *host = self->has_source ? &self->source : &self->signalled;
  guint32 ssrc;

  if (size < 8 || size > MAX_PACKET || size % 4 != 0 || !same_host (from, host))
    goto drop;

  ssrc = read_32 (packet + 4);
  if (self->own_ssrc != 0 && ssrc == self->own_ssrc) /* our own report, sent back: it says nothing of the far end */
    goto drop;
  if (self->has_source ? ssrc != self->ssrc : self->has_rtcp_ssrc && ssrc != self->rtcp_ssrc)
    goto drop;
  if (!is_well_formed_rtcp (packet, size, ssrc))
    goto drop;

  if (!self->has_source)
    {
      self->has_rtcp_ssrc = TRUE;
      self->rtcp_ssrc = ssrc;
    }
  return TRUE;

drop:
  self->n_dropped++;
  return FALSE;
}

guint32
rb_rtp_guard_translate (const RbRtpGuard *self, guint32 ssrc)
{
  return self->own_ssrc != 0 && ssrc == self->own_ssrc ? ssrc ^ 1 : ssrc;
}
