/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pcapng format (draft-ietf-opsawg-pcapng): sections in either byte order, each with its own
 * interfaces. Comments that our writer left say what a packet cannot; other comments are kept for
 * the reader of the trace. Blocks of unknown kinds, and secrets, are passed over. The capture
 * reader calls it. */

#include "rb-capture-reader-private.h"

#include <glib/gi18n-lib.h>

#include "rb-pcapng.h"

#define BLOCK_HEADER 8 /* type and length */
#define BLOCK_MIN 12   /* and the length again */

typedef struct
{
  RbCaptureReader *reader;
  GArray *interfaces; /* of RbCaptureInterface, of this section */
} Section;

static RbTransport
parse_transport (const char *name, gsize length)
{
  for (RbTransport i = RB_TRANSPORT_UNKNOWN; i <= RB_TRANSPORT_SCTP; i++)
    if (strlen (rb_transport_to_string (i)) == length && memcmp (rb_transport_to_string (i), name, length) == 0)
      return i;
  return RB_TRANSPORT_UNKNOWN;
}

static gboolean
text_is (const guint8 *bytes, gsize length, const char *text)
{
  return length == strlen (text) && memcmp (bytes, text, length) == 0;
}

static gboolean
begins_with (const guint8 *bytes, gsize length, const char *text)
{
  return length >= strlen (text) && memcmp (bytes, text, strlen (text)) == 0;
}

/* What our own writer said of a packet; FALSE when somebody else wrote the comment. */
static gboolean
apply_own_comment (RbPacketMarks *marks, const guint8 *bytes, gsize length)
{
  static const struct
  {
    const char *comment;
    RbMessageKind kind;
  } table[] = {
    { RB_PCAPNG_SYNTHETIC, RB_MESSAGE_SYNTHETIC },
    { RB_PCAPNG_KEEP_ALIVE, RB_MESSAGE_KEEP_ALIVE },
    { RB_PCAPNG_NOT_SIP, RB_MESSAGE_DAMAGED },
    { RB_PCAPNG_ONE_MESSAGE, RB_MESSAGE_SIP },
  };
  gsize was = strlen (RB_PCAPNG_WAS);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (text_is (bytes, length, table[i].comment))
      {
        marks->has_kind = TRUE;
        marks->kind = table[i].kind;
        return TRUE;
      }

  if (text_is (bytes, length, RB_PCAPNG_GOES_ON))
    {
      marks->goes_on = TRUE;
      return TRUE;
    }
  if (begins_with (bytes, length, RB_PCAPNG_WAS))
    {
      RbTransport transport = parse_transport ((const char *) bytes + was, length - was);

      if (transport == RB_TRANSPORT_UNKNOWN &&
          !text_is (bytes + was, length - was, rb_transport_to_string (RB_TRANSPORT_UNKNOWN)))
        return FALSE;
      marks->has_was = TRUE;
      marks->was = transport;
      return TRUE;
    }

  return begins_with (bytes, length, RB_PCAPNG_VERDICT); /* ours to say again */
}

static void
append_comment (GString *to, const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) bytes, length);

  if (to->len > 0)
    g_string_append_c (to, '\n');
  g_string_append (to, text);
}

/* Moves over one option; FALSE at the end of the list. */
static gboolean
next_option (const RbCaptureReader *self, const guint8 *bytes, gsize length, gsize *at, guint *code, RbSpan *value)
{
  if (*at + 4 > length)
    return FALSE;

  *code = rb_capture_reader_get16 (self, bytes + *at);
  value->offset = *at + 4;
  value->length = rb_capture_reader_get16 (self, bytes + *at + 2);
  if (*code == RB_PCAPNG_OPT_END || value->offset + value->length > length)
    return FALSE;

  *at = value->offset + ((value->length + 3u) & ~3u);
  return TRUE;
}

/* Comments on a section, an interface or a block of names or statistics: on the whole capture. */
static void
note_comments (RbCaptureReader *self, const guint8 *body, gsize length, gsize at)
{
  guint code;
  RbSpan value;

  while (next_option (self, body, length, &at, &code, &value))
    if (code == RB_PCAPNG_OPT_COMMENT && value.length > 0)
      {
        g_autoptr (GString) comment = g_string_new (NULL);

        append_comment (comment, body + value.offset, value.length);
        self->output->add_note (self->data, comment->str);
      }
}

/* Units of the time stamp per second, as if_tsresol has it. */
static guint64
parse_resolution (guint8 resolution)
{
  guint exponent = resolution & 0x7f;
  guint64 units = 1;

  if (resolution & 0x80)
    return units << MIN (exponent, 63);
  for (guint i = 0; i < MIN (exponent, 19); i++)
    units *= 10;
  return units;
}

static void
read_interface (Section *self, const guint8 *body, gsize length)
{
  RbCaptureReader *reader = self->reader;
  RbCaptureInterface interface = { .link_type = G_MAXUINT, .units = 1000000 };
  gsize at = 8;
  guint code;
  RbSpan value;

  if (length >= 8)
    {
      interface.link_type = rb_capture_reader_get16 (reader, body);
      interface.snap_length = rb_capture_reader_get32 (reader, body + 4);
    }
  while (next_option (reader, body, length, &at, &code, &value))
    {
      if (code == RB_PCAPNG_IF_TSRESOL && value.length >= 1)
        interface.units = parse_resolution (body[value.offset]);
      else if (code == RB_PCAPNG_IF_TSOFFSET && value.length >= 8)
        interface.offset = rb_capture_reader_get64 (reader, body + value.offset);
      else if (code == RB_PCAPNG_IF_FCSLEN && value.length >= 1)
        interface.fcs_length = body[value.offset];
    }
  g_array_append_val (self->interfaces, interface);
  note_comments (reader, body, length, 8);
}

static void
read_packet_options (RbCaptureReader *self, const guint8 *body, gsize length, gsize at, RbPacketMarks *marks,
                     guint *fcs_length)
{
  guint code;
  RbSpan value;

  while (next_option (self, body, length, &at, &code, &value))
    {
      const guint8 *bytes = body + value.offset;

      if (code == RB_PCAPNG_OPT_COMMENT)
        {
          gsize mark = value.length > 0 && bytes[0] == RB_PCAPNG_NOTE_MARK;

          if (value.length > mark && (mark > 0 || !apply_own_comment (marks, bytes, value.length)))
            append_comment (self->comment, bytes + mark, value.length - mark);
        }
      else if (code == RB_PCAPNG_EPB_FLAGS && value.length >= 4)
        {
          guint32 flags = rb_capture_reader_get32 (self, bytes);
          guint direction = flags & 3;

          marks->direction = direction == RB_PCAPNG_OUTBOUND  ? RB_DIRECTION_SENT
                             : direction == RB_PCAPNG_INBOUND ? RB_DIRECTION_RECEIVED
                                                              : RB_DIRECTION_UNKNOWN;
          if (RB_PCAPNG_FLAGS_FCS (flags) > 0)
            *fcs_length = RB_PCAPNG_FLAGS_FCS (flags);
        }
      else if (code == RB_PCAPNG_EPB_DROPCOUNT && value.length >= 8)
        self->n_dropped += MIN (rb_capture_reader_get64 (self, bytes), G_MAXUINT32);
    }
}

static void
read_packet (Section *self, guint type, const guint8 *body, gsize length)
{
  RbCaptureReader *reader = self->reader;
  gboolean simple = type == RB_PCAPNG_SIMPLE_PACKET;
  gsize header = simple ? 4 : 20;
  RbCaptureInterface *interface;
  RbPacketMarks marks = { 0 };
  guint64 ticks = 0;
  guint number = 0;
  guint fcs_length;
  gsize original;
  gsize captured;

  if (length < header)
    return;

  if (type == RB_PCAPNG_PACKET)
    number = rb_capture_reader_get32 (reader, body);
  else if (type == RB_PCAPNG_OLD_PACKET)
    number = rb_capture_reader_get16 (reader, body);
  if (number >= self->interfaces->len)
    return;

  interface = &g_array_index (self->interfaces, RbCaptureInterface, number);
  original = rb_capture_reader_get32 (reader, body + header - 4);
  captured = simple ? MIN (original, length - header) : rb_capture_reader_get32 (reader, body + 12);
  if (simple && interface->snap_length > 0)
    captured = MIN (captured, interface->snap_length);
  if (captured > length - header)
    return;

  fcs_length = interface->fcs_length;
  if (!simple)
    {
      gsize options = header + ((captured + 3) & ~(gsize) 3);

      ticks = ((guint64) rb_capture_reader_get32 (reader, body + 4) << 32) | rb_capture_reader_get32 (reader, body + 8);
      if (options < length)
        read_packet_options (reader, body, length, options, &marks, &fcs_length);
    }
  rb_capture_reader_add_packet (reader, interface, &marks, ticks, body + header,
                                captured == original && captured >= fcs_length ? captured - fcs_length : captured);
}

static void
read_names (RbCaptureReader *self, const guint8 *body, gsize length)
{
  gsize at = 0;
  guint type;
  RbSpan value;

  /* Its records have the form of options. */
  while (next_option (self, body, length, &at, &type, &value))
    {
      gsize address_length = type == RB_PCAPNG_NAME_IPV4 ? 4 : type == RB_PCAPNG_NAME_IPV6 ? 16 : 0;
      const char *name = (const char *) body + value.offset + address_length;
      RbEndpoint address = { .family = address_length == 4 ? 4 : 6 };

      if (address_length == 0 || value.length <= address_length)
        continue;
      memcpy (address.addr, body + value.offset, address_length);
      {
        g_autofree char *text = g_utf8_make_valid (name, strnlen (name, value.length - address_length));

        if (*text != '\0')
          self->output->add_name (self->data, &address, text);
      }
    }
}

static void
read_statistics (RbCaptureReader *self, const guint8 *body, gsize length)
{
  gsize at = 12;
  guint code;
  RbSpan value;

  while (next_option (self, body, length, &at, &code, &value))
    if (code == RB_PCAPNG_ISB_IFDROP && value.length >= 8)
      self->n_dropped += MIN (rb_capture_reader_get64 (self, body + value.offset), G_MAXUINT32);
}

static void
read_body (Section *self, guint type, const guint8 *body, gsize length)
{
  switch (type)
    {
    case RB_PCAPNG_PACKET:
    case RB_PCAPNG_OLD_PACKET:
    case RB_PCAPNG_SIMPLE_PACKET:
      read_packet (self, type, body, length);
      break;
    case RB_PCAPNG_SECTION:
      note_comments (self->reader, body, length, 16);
      break;
    case RB_PCAPNG_INTERFACE:
      read_interface (self, body, length);
      break;
    case RB_PCAPNG_NAMES:
      read_names (self->reader, body, length);
      break;
    case RB_PCAPNG_STATISTICS:
      read_statistics (self->reader, body, length);
      break;
    default:
      break;
    }
}

/* A section has the byte order of the number that its first block begins with. */
static gboolean
begin_section (Section *self)
{
  const guint8 *bytes = rb_capture_reader_peek (self->reader, BLOCK_MIN);
  guint32 magic;

  if (bytes == NULL)
    return FALSE;

  memcpy (&magic, bytes + BLOCK_HEADER, sizeof magic);
  if (magic != RB_PCAPNG_BYTE_ORDER_MAGIC && magic != GUINT32_SWAP_LE_BE (RB_PCAPNG_BYTE_ORDER_MAGIC))
    return rb_capture_reader_set_damaged (self->reader, _ ("a section begins with the wrong number"));

  self->reader->swapped = magic != RB_PCAPNG_BYTE_ORDER_MAGIC;
  g_array_set_size (self->interfaces, 0);
  return TRUE;
}

static gboolean
read_block (Section *self)
{
  RbCaptureReader *reader = self->reader;
  const guint8 *bytes = rb_capture_reader_peek (reader, BLOCK_HEADER);
  guint32 type;
  guint32 length;

  if (bytes == NULL)
    return FALSE;

  memcpy (&type, bytes, sizeof type);
  if (type == RB_PCAPNG_SECTION) /* the same in both byte orders */
    {
      if (!begin_section (self))
        return FALSE;
      bytes = rb_capture_reader_peek (reader, BLOCK_HEADER);
    }

  type = rb_capture_reader_get32 (reader, bytes);
  length = rb_capture_reader_get32 (reader, bytes + 4);
  if (length < BLOCK_MIN || length % 4 != 0 || length > RB_CAPTURE_BLOCK_MAX)
    return rb_capture_reader_set_damaged (reader, _ ("a block's length is impossible"));
  bytes = rb_capture_reader_peek (reader, length);
  if (bytes == NULL)
    return FALSE;
  if (rb_capture_reader_get32 (reader, bytes + length - 4) != length)
    return rb_capture_reader_set_damaged (reader, _ ("the two lengths of a block differ"));

  read_body (self, type, bytes + BLOCK_HEADER, length - BLOCK_MIN);
  reader->source->at += length;
  return TRUE;
}

gboolean
rb_pcapng_read (RbCaptureReader *reader)
{
  g_autoptr (GArray) interfaces = g_array_new (FALSE, FALSE, sizeof (RbCaptureInterface));
  Section section = { reader, interfaces };

  while (rb_capture_reader_has_more (reader))
    if (!read_block (&section))
      return FALSE;
  return reader->error == NULL;
}
