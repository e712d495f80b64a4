/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where one SIP message ends and the next begins in a byte stream (RFC 3261 18.3). Used for TCP, TLS and
 * reassembled captures; a datagram holds one message and needs none of this. */

#include "rb-sip-frame-length.h"

#include "rb-sip-scan.h"

#include <string.h>

/* As large as the stack's own limit for one message's headers; a stream that has no blank line by then is
 * not SIP. */
#define MAX_HEADER_BYTES (64 * 1024)
/* More than any body worth carrying in signalling: beyond it a Content-Length is an attack or a mistake. */
#define MAX_MESSAGE_BYTES (4 * 1024 * 1024)

static gboolean
is_content_length (RbSpan name, const guint8 *bytes)
{
  return rb_span_is_nocase (name, bytes, "Content-Length") || rb_span_is_nocase (name, bytes, "l");
}

/* The whole line or header in front of @end; FALSE when it makes framing impossible. */
static gboolean
take_line (RbSipFrameLength *self, const guint8 *bytes, gsize end)
{
  RbSipScan scan = { bytes, end, self->position };
  RbSipStartLine start;
  RbSipHeader header;
  RbSpan line;

  if (!self->has_start)
    {
      rb_sip_scan_start_line (&scan, &line);
      self->has_start =
          rb_sip_start_line_parse (&start, bytes, line) && memchr (bytes + line.offset, '\0', line.length) == NULL;
      return self->has_start;
    }

  switch (rb_sip_scan_header (&scan, &header))
    {
    case RB_SIP_SCAN_BLANK_LINE:
      self->body = end;
      break;
    case RB_SIP_SCAN_HEADER:
      if (self->has_length || !is_content_length (header.name, bytes))
        break;
      if (!rb_span_to_uint32 (header.value, bytes, &self->content_length))
        return FALSE;
      self->has_length = TRUE;
      break;
    case RB_SIP_SCAN_END:
      break;
    }

  return TRUE;
}

static gboolean
is_blank (const guint8 *bytes, gsize start, gsize feed)
{
  while (start < feed && bytes[start] == '\r')
    start++;

  return start == feed;
}

static gssize
measure (const RbSipFrameLength *self, gsize length)
{
  if (self->content_length > MAX_MESSAGE_BYTES - self->body)
    return -1;

  return self->body + self->content_length <= length ? (gssize) (self->body + self->content_length) : 0;
}

/**
 * rb_sip_frame_length_continue:
 * @self: (inout): all zero for the first bytes of a message
 * @bytes: the start of a stream's unread bytes; those seen in the last call are still the same
 * @length: bytes received so far
 *
 * A message without Content-Length has no body. Headers beyond 64 KiB, a message beyond 4 MiB, a start
 * line that is not SIP and an unreadable Content-Length cannot be framed. After a result other than 0 the
 * caller clears @self.
 *
 * Returns: bytes of the first message, 0 when more are needed, -1 when it cannot be framed
 */
gssize
rb_sip_frame_length_continue (RbSipFrameLength *self, const guint8 *bytes, gsize length)
{
  gsize limit = MIN (length, MAX_HEADER_BYTES);

  while (!self->has_start && self->position == self->searched && self->position < limit &&
         (bytes[self->position] == '\r' || bytes[self->position] == '\n'))
    self->searched = ++self->position;

  while (self->body == 0)
    {
      gsize from = self->searched;
      const guint8 *feed = from < limit ? memchr (bytes + from, '\n', limit - from) : NULL;
      gsize next = feed != NULL ? (gsize) (feed - bytes) + 1 : limit;

      if (feed == NULL)
        {
          self->searched = limit;
          /* No text: not worth waiting for the end of its line. */
          if (!self->has_start && from < limit && memchr (bytes + from, '\0', limit - from) != NULL)
            return -1;
          return length < MAX_HEADER_BYTES ? 0 : -1;
        }

      if (self->has_start && !is_blank (bytes, self->position, feed - bytes))
        {
          /* Only the byte behind it tells whether the header goes on (RFC 3261 7.3.1). */
          self->searched = next - 1;
          if (next == limit)
            return length < MAX_HEADER_BYTES ? 0 : -1;
          self->searched = next;
          if (bytes[next] == ' ' || bytes[next] == '\t')
            continue;
        }

      if (!take_line (self, bytes, next))
        return -1;
      self->position = self->searched = next;
    }

  return measure (self, length);
}

/**
 * rb_sip_frame_length:
 * @bytes: the start of a stream's unread bytes
 * @length: bytes received so far
 *
 * rb_sip_frame_length_continue() for bytes that were not looked at before.
 *
 * Returns: bytes of the first message, 0 when more are needed, -1 when it cannot be framed
 */
gssize
rb_sip_frame_length (const guint8 *bytes, gsize length)
{
  RbSipFrameLength seen = { 0 };

  return length > 0 ? rb_sip_frame_length_continue (&seen, bytes, length) : 0;
}
