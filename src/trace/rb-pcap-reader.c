/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pcap format (draft-ietf-opsawg-pcap): µs and ns, both byte orders, and the form with longer
 * record headers that Alexey Kuznetzov's patch for Linux wrote. The capture reader calls it. */

#include "rb-capture-reader-private.h"

#include <glib/gi18n-lib.h>

#define MAGIC_US 0xa1b2c3d4u
#define MAGIC_NS 0xa1b23c4du
#define MAGIC_MODIFIED 0xa1b2cd34u

#define HEADER 24
#define RECORD 16
/* Interface index, protocol, kind of packet, padding. */
#define MODIFIED_RECORD 24
#define MODIFIED_KIND 22
#define MODIFIED_KIND_HOST 0     /* PACKET_HOST of <linux/if_packet.h> */
#define MODIFIED_KIND_OUTGOING 4 /* PACKET_OUTGOING */

/* In the field of the link type: the upper four bits are the length of a frame check sequence in
 * 16-bit words, if this bit is set. */
#define FCS_PRESENT 0x04000000u

static gboolean
is_magic (guint32 number)
{
  return number == MAGIC_US || number == MAGIC_NS || number == MAGIC_MODIFIED;
}

static gboolean
read_record (RbCaptureReader *self, const RbCaptureInterface *interface, gsize header)
{
  const guint8 *bytes = rb_capture_reader_peek (self, header);
  RbPacketMarks marks = { 0 };
  guint32 captured;
  gsize length;
  guint64 ticks;

  if (bytes == NULL)
    return FALSE;

  captured = rb_capture_reader_get32 (self, bytes + 8);
  if (captured > RB_CAPTURE_BLOCK_MAX)
    return rb_capture_reader_set_damaged (self, _ ("a packet's length is impossible"));
  bytes = rb_capture_reader_peek (self, header + captured);
  if (bytes == NULL)
    return FALSE;

  length = captured;
  if (length >= interface->fcs_length && length == rb_capture_reader_get32 (self, bytes + 12))
    length -= interface->fcs_length;
  if (header == MODIFIED_RECORD)
    marks.direction = bytes[MODIFIED_KIND] == MODIFIED_KIND_OUTGOING ? RB_DIRECTION_SENT
                      : bytes[MODIFIED_KIND] == MODIFIED_KIND_HOST   ? RB_DIRECTION_RECEIVED
                                                                     : RB_DIRECTION_UNKNOWN;
  ticks = rb_capture_reader_get32 (self, bytes) * interface->units + rb_capture_reader_get32 (self, bytes + 4);
  rb_capture_reader_add_packet (self, interface, &marks, ticks, bytes + header, length);
  self->source->at += header + captured;
  return TRUE;
}

/* Whether a file that begins with @number, in this machine's byte order, is pcap. */
gboolean
rb_pcap_is_magic (guint32 number)
{
  return is_magic (number) || is_magic (GUINT32_SWAP_LE_BE (number));
}

gboolean
rb_pcap_read (RbCaptureReader *self)
{
  const guint8 *bytes = rb_capture_reader_peek (self, HEADER);
  RbCaptureInterface interface = { 0 };
  guint32 magic;
  guint32 link;

  if (bytes == NULL)
    return FALSE;

  memcpy (&magic, bytes, sizeof magic);
  self->swapped = !is_magic (magic);
  magic = rb_capture_reader_get32 (self, bytes);
  interface.units = magic == MAGIC_NS ? 1000000000 : 1000000;
  link = rb_capture_reader_get32 (self, bytes + 20);
  interface.link_type = link & 0xffff;
  if (link & FCS_PRESENT)
    interface.fcs_length = (link >> 28) * 2;
  self->source->at += HEADER;

  while (rb_capture_reader_has_more (self))
    if (!read_record (self, &interface, magic == MAGIC_MODIFIED ? MODIFIED_RECORD : RECORD))
      return FALSE;
  return self->error == NULL;
}
