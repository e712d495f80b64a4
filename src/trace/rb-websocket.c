/* SPDX-License-Identifier: GPL-3.0-or-later */

/* WebSocket frames (RFC 6455 5) as far as SIP needs them (RFC 7118): data messages, joined from their
 * fragments and unmasked; ping, pong and close are passed over. A message in one unmasked frame is not
 * copied. Compressed messages (RFC 7692) are told, not read. The streams of the SIP collector call it. */

#include "rb-websocket.h"

#include <string.h>

#include "rb-sip-framing.h"
#include "rb-sip-scan.h"
#include "rb-wire.h"

#define FIN 0x80
#define RSV1 0x40 /* the message is compressed, RFC 7692 6 */
#define RSV_OTHER 0x30
#define OPCODE 0x0f
#define MASKED 0x80

#define OPCODE_CONTINUATION 0
#define OPCODE_BINARY 2
#define OPCODE_CLOSE 8
#define OPCODE_PONG 10

/* How much of a start line is looked at to recognise SIP in mid-stream. */
#define PEEK 1024

typedef struct
{
  guint opcode;
  gboolean fin;
  gboolean compressed;
  gboolean masked;
  guint8 mask[4];
  gsize header;
  gsize length;
} Frame;

typedef enum
{
  FRAME_WHOLE_HEADER,
  FRAME_MORE,
  FRAME_BROKEN,
} FrameResult;

static FrameResult
parse_header (Frame *self, const guint8 *bytes, gsize length)
{
  guint64 size;
  gsize at = 2;

  if (length < 2)
    return FRAME_MORE;

  memset (self, 0, sizeof *self);
  self->fin = bytes[0] & FIN;
  self->compressed = bytes[0] & RSV1;
  self->opcode = bytes[0] & OPCODE;
  self->masked = bytes[1] & MASKED;
  size = bytes[1] & 0x7f;
  if ((bytes[0] & RSV_OTHER) || (self->opcode > OPCODE_BINARY && self->opcode < OPCODE_CLOSE) ||
      self->opcode > OPCODE_PONG || (self->opcode >= OPCODE_CLOSE && (!self->fin || size > 125)))
    return FRAME_BROKEN;

  if (size == 126)
    {
      if (length < 4)
        return FRAME_MORE;
      size = rb_wire_get16 (bytes + 2);
      at = 4;
    }
  else if (size == 127)
    {
      if (length < 10)
        return FRAME_MORE;
      size = (guint64) rb_wire_get32 (bytes + 2) << 32 | rb_wire_get32 (bytes + 6);
      at = 10;
    }
  if (size > RB_SIP_MESSAGE_MAX)
    return FRAME_BROKEN;

  if (self->masked)
    {
      if (length < at + 4)
        return FRAME_MORE;
      memcpy (self->mask, bytes + at, 4);
      at += 4;
    }
  self->header = at;
  self->length = (gsize) size;
  return FRAME_WHOLE_HEADER;
}

static void
unmask (const Frame *frame, guint8 *to, const guint8 *from, gsize length)
{
  for (gsize i = 0; i < length; i++)
    to[i] = from[i] ^ (frame->masked ? frame->mask[i % 4] : 0);
}

static void
add_payload (RbWebSocket *self, const Frame *frame, const guint8 *payload)
{
  gsize before = self->message->len;

  if (frame->length == 0)
    return;

  g_byte_array_set_size (self->message, before + frame->length);
  unmask (frame, self->message->data + before, payload, frame->length);
}

/* Takes a whole data frame: fills in the message it completes, if it does. */
static void
take_data (RbWebSocket *self, const Frame *frame, const guint8 *payload, RbWebSocketResult *result)
{
  if (frame->opcode != OPCODE_CONTINUATION)
    {
      self->joining = TRUE;
      self->compressed = frame->compressed;
      if (self->message != NULL)
        g_byte_array_set_size (self->message, 0);
      if (frame->fin && !frame->masked)
        {
          self->joining = FALSE;
          result->compressed = self->compressed;
          result->bytes = payload;
          result->length = frame->length;
          return;
        }
    }
  if (!self->joining)
    return; /* the first fragment was not seen */

  if (self->message == NULL)
    self->message = g_byte_array_new ();
  if (frame->length > RB_SIP_MESSAGE_MAX - self->message->len)
    {
      self->joining = FALSE;
      return;
    }
  add_payload (self, frame, payload);
  if (frame->fin)
    {
      self->joining = FALSE;
      result->compressed = self->compressed;
      result->bytes = self->message->data;
      result->length = self->message->len;
    }
}

/**
 * rb_websocket_take:
 * @bytes: where a frame begins
 *
 * Reads one frame when all of it is there.
 */
RbWebSocketResult
rb_websocket_take (RbWebSocket *self, const guint8 *bytes, gsize length)
{
  RbWebSocketResult result = { 0 };
  FrameResult header;
  Frame frame;

  header = parse_header (&frame, bytes, length);
  if (header == FRAME_BROKEN)
    result.broken = TRUE;
  if (header != FRAME_WHOLE_HEADER)
    return result;

  if (frame.length > length - frame.header)
    {
      result.wanted = frame.header + frame.length;
      return result;
    }

  result.used = frame.header + frame.length;
  if (frame.opcode <= OPCODE_BINARY)
    take_data (self, &frame, bytes + frame.header, &result);
  return result;
}

void
rb_websocket_clear (RbWebSocket *self)
{
  g_clear_pointer (&self->message, g_byte_array_unref);
  self->joining = FALSE;
}

/**
 * rb_websocket_begins_sip:
 *
 * Returns: TRUE when the bytes begin with a data frame that begins with a SIP start line
 */
gboolean
rb_websocket_begins_sip (const guint8 *bytes, gsize length)
{
  guint8 start[PEEK];
  gsize n;
  Frame frame;

  if (parse_header (&frame, bytes, length) != FRAME_WHOLE_HEADER || frame.opcode == OPCODE_CONTINUATION ||
      frame.opcode > OPCODE_BINARY || frame.compressed)
    return FALSE;

  n = MIN (MIN (frame.length, length - frame.header), sizeof start);
  unmask (&frame, start, bytes + frame.header, n);
  return memchr (start, '\n', n) != NULL && rb_sip_begins (start, n);
}

static gboolean
list_has (RbSpan list, const guint8 *bytes, const char *word)
{
  RbSpan element;

  while (rb_span_next_element (&list, bytes, &element))
    if (rb_span_is_nocase (element, bytes, word))
      return TRUE;
  return FALSE;
}

/**
 * rb_websocket_parse_upgrade:
 * @bytes: the headers of an HTTP message, start line included
 */
RbUpgrade
rb_websocket_parse_upgrade (const guint8 *bytes, gsize length)
{
  RbUpgrade result = RB_UPGRADE_NONE;
  gboolean sip = FALSE;
  RbSipHeader header;
  RbSipScan scan;
  RbSpan line;

  /* HTTP's headers have the form of SIP's. */
  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      if (rb_span_is_nocase (header.name, bytes, "Upgrade") && list_has (header.value, bytes, "websocket"))
        result = RB_UPGRADE_OTHER;
      else if (rb_span_is_nocase (header.name, bytes, "Sec-WebSocket-Protocol"))
        sip |= list_has (header.value, bytes, "sip");
    }

  return result == RB_UPGRADE_OTHER && sip ? RB_UPGRADE_SIP : result;
}
