/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RTP and RTCP packets (RFC 3550) read from a datagram: the header of one, the reports of the
 * other. Every length is checked; nothing is assumed of the sender. The table of streams asks. */

#include "rb-rtp-packet.h"

#define RTP_HEADER 12
#define RTCP_HEADER 4

/* RFC 5761 4: with these in its second byte a packet is RTCP, with any other RTP. */
#define FIRST_RTCP_TYPE 192
#define LAST_RTCP_TYPE 223

enum
{
  RTCP_SR = 200,
  RTCP_RR = 201,
  RTCP_BYE = 203,
};

#define SENDER_INFO 24 /* of an SR, with the SSRC before it */
#define REPORT_BLOCK 24

static guint16
read16 (const guint8 *at)
{
  return (guint16) (at[0] << 8 | at[1]);
}

static guint32
read32 (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/**
 * rb_rtp_packet_parse:
 * @self: (out): filled when the packet is well formed
 *
 * Returns: TRUE when the datagram has the form of an RTP packet (RFC 3550 A.1): version 2, not
 *   RTCP, CSRCs, extension and padding inside it
 */
gboolean
rb_rtp_packet_parse (RbRtpPacket *self, const guint8 *bytes, gsize length)
{
  gsize header = RTP_HEADER;
  gsize padding = 0;

  if (length < RTP_HEADER || bytes[0] >> 6 != 2 || (bytes[1] >= FIRST_RTCP_TYPE && bytes[1] <= LAST_RTCP_TYPE))
    return FALSE;

  header += 4 * (gsize) (bytes[0] & 0x0f);
  if (bytes[0] & 0x10)
    {
      if (length < header + 4)
        return FALSE;
      header += 4 + 4 * (gsize) read16 (bytes + header + 2);
    }
  if (bytes[0] & 0x20)
    {
      padding = bytes[length - 1];
      if (padding == 0)
        return FALSE;
    }
  if (length < header + padding)
    return FALSE;

  self->marker = bytes[1] >> 7;
  self->payload_type = bytes[1] & 0x7f;
  self->sequence = read16 (bytes + 2);
  self->timestamp = read32 (bytes + 4);
  self->ssrc = read32 (bytes + 8);
  self->payload = bytes + header;
  self->payload_length = length - header - padding;
  return TRUE;
}

/**
 * rb_rtcp_is_compound:
 *
 * Returns: TRUE when the datagram is RTCP packets from its first byte to its last, beginning
 *   with a report (RFC 3550 A.2)
 */
gboolean
rb_rtcp_is_compound (const guint8 *bytes, gsize length)
{
  gsize at = 0;

  if (length < 8 || (bytes[0] & 0xe0) != 0x80 || (bytes[1] != RTCP_SR && bytes[1] != RTCP_RR))
    return FALSE;

  while (length - at >= RTCP_HEADER && bytes[at] >> 6 == 2)
    {
      gsize size = 4 * ((gsize) read16 (bytes + at + 2) + 1);

      if (size > length - at)
        return FALSE;
      at += size;
    }
  return at == length;
}

void
rb_rtcp_reader_init (RbRtcpReader *self, const guint8 *bytes, gsize length)
{
  *self = (RbRtcpReader){ .bytes = bytes, .length = length };
}

static void
read_block (const guint8 *block, RbRtcpItem *item)
{
  guint32 lost = read32 (block + 4);

  item->kind = RB_RTCP_RECEIVED;
  item->about = read32 (block);
  item->fraction_lost = (guint8) (lost >> 24);
  item->lost = (gint32) (lost << 8) / 256;
  item->jitter = read32 (block + 12);
  item->last_sr = read32 (block + 16);
  item->delay = read32 (block + 20);
}

/* The @n-th thing said in one RTCP packet of @size bytes; FALSE when there are fewer. */
static gboolean
read_item (const guint8 *packet, gsize size, guint n, RbRtcpItem *item)
{
  const guint count = packet[0] & 0x1f;
  gsize at;

  *item = (RbRtcpItem){ 0 };
  if (packet[1] == RTCP_BYE)
    {
      at = RTCP_HEADER + 4 * (gsize) n;
      if (n >= count || size < at + 4)
        return FALSE;
      item->kind = RB_RTCP_BYE;
      item->ssrc = read32 (packet + at);
      return TRUE;
    }

  if ((packet[1] != RTCP_SR && packet[1] != RTCP_RR) || size < RTCP_HEADER + 4)
    return FALSE;

  item->ssrc = read32 (packet + RTCP_HEADER);
  at = RTCP_HEADER + 4;
  if (packet[1] == RTCP_SR)
    {
      if (size < RTCP_HEADER + SENDER_INFO)
        return FALSE;
      if (n == 0)
        {
          item->kind = RB_RTCP_SENDER;
          item->ntp_middle = read32 (packet + at + 2);
          return TRUE;
        }
      at = RTCP_HEADER + SENDER_INFO;
      n--;
    }
  at += REPORT_BLOCK * (gsize) n;
  if (n >= count || size < at + REPORT_BLOCK)
    return FALSE;

  read_block (packet + at, item);
  return TRUE;
}

/* The next thing said; FALSE at the end. */
gboolean
rb_rtcp_reader_next (RbRtcpReader *self, RbRtcpItem *item)
{
  while (self->length - self->packet >= RTCP_HEADER)
    {
      const guint8 *packet = self->bytes + self->packet;
      gsize size = 4 * ((gsize) read16 (packet + 2) + 1);

      if (read_item (packet, size, self->n_taken, item))
        {
          self->n_taken++;
          return TRUE;
        }
      self->packet += size;
      self->n_taken = 0;
    }
  return FALSE;
}
