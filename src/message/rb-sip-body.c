/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a message carries: its media type and, for multipart bodies (RFC 2046 5.1), the parts. The index asks
 * for the session description, the field tree for all parts. */

#include "rb-sip-body.h"

#include "rb-sip-scan.h"

#include <string.h>

/**
 * rb_sip_media_type_is:
 * @content_type: value of Content-Type, with its parameters
 * @type: "application/sdp"
 */
gboolean
rb_sip_media_type_is (RbSpan content_type, const guint8 *bytes, const char *type)
{
  const guint8 *semicolon =
      content_type.length > 0 ? memchr (bytes + content_type.offset, ';', content_type.length) : NULL;

  if (semicolon != NULL)
    content_type.length = (guint32) (semicolon - bytes) - content_type.offset;

  return rb_span_is_nocase (rb_span_trim (content_type, bytes), bytes, type);
}

/* The next line that begins with "--" and the boundary: @delimiter is that line with its end. */
static gboolean
find_delimiter (const RbSipMultipart *self, RbSpan span, RbSpan *delimiter, gboolean *is_last)
{
  const guint8 *bytes = self->bytes;
  gsize end = rb_span_end (span);

  for (gsize start = span.offset; start < end;)
    {
      const guint8 *feed = memchr (bytes + start, '\n', end - start);
      gsize next = feed != NULL ? (gsize) (feed - bytes) + 1 : end;
      gsize name = start + 2;
      RbSpan rest;

      if (next - start >= 2 + self->boundary.length && bytes[start] == '-' && bytes[start + 1] == '-' &&
          memcmp (bytes + name, bytes + self->boundary.offset, self->boundary.length) == 0)
        {
          rest = rb_span_trim (rb_span_between (name + self->boundary.length, next), bytes);
          *is_last = rb_span_is (rest, bytes, "--");
          *delimiter = rb_span_between (start, next);
          if (*is_last || rest.length == 0)
            return TRUE;
        }
      start = next;
    }

  return FALSE;
}

/**
 * rb_sip_multipart_init:
 * @self: (out)
 *
 * Returns: FALSE when @content_type is not multipart with a boundary, or the body does not hold it
 */
gboolean
rb_sip_multipart_init (RbSipMultipart *self, const guint8 *bytes, RbSpan content_type, RbSpan body)
{
  RbSpan name, value, delimiter, type;
  gboolean is_last;

  *self = (RbSipMultipart){ .bytes = bytes };
  if (!rb_span_next_param (&content_type, bytes, ';', &type, &value) || type.length < strlen ("multipart/") ||
      !rb_span_is_nocase (rb_span_between (type.offset, type.offset + strlen ("multipart/")), bytes, "multipart/"))
    return FALSE;

  while (self->boundary.length == 0 && rb_span_next_param (&content_type, bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, bytes, "boundary"))
      self->boundary = value;
  if (self->boundary.length >= 2 && bytes[self->boundary.offset] == '"')
    self->boundary = rb_span_between (self->boundary.offset + 1, rb_span_end (self->boundary) - 1);

  if (self->boundary.length == 0 || !find_delimiter (self, body, &delimiter, &is_last))
    return FALSE;

  if (!is_last)
    self->rest = rb_span_between (rb_span_end (delimiter), rb_span_end (body));
  return TRUE;
}

/* Headers and body of the part; a part may begin with the blank line (RFC 2046 5.1). */
static void
read_part (const guint8 *bytes, RbSipPart *part)
{
  RbSipScan scan = { bytes, rb_span_end (part->whole), part->whole.offset };
  RbSipHeader header;
  RbSipScanResult result;

  part->content_type = part->body = (RbSpan){ 0, 0 };
  while ((result = rb_sip_scan_header (&scan, &header)) == RB_SIP_SCAN_HEADER)
    if (part->content_type.length == 0 &&
        (rb_span_is_nocase (header.name, bytes, "Content-Type") || rb_span_is_nocase (header.name, bytes, "c")))
      part->content_type = header.value;

  if (result == RB_SIP_SCAN_BLANK_LINE && scan.position < scan.length)
    part->body = rb_span_between (scan.position, scan.length);
}

/**
 * rb_sip_multipart_next:
 * @part: (out)
 *
 * A body that ends before its last boundary (a message cut short) gives what there is of the last part.
 *
 * Returns: FALSE behind the last part
 */
gboolean
rb_sip_multipart_next (RbSipMultipart *self, RbSipPart *part)
{
  gboolean is_last = TRUE;
  RbSpan delimiter;
  gsize end, next;

  if (self->rest.length == 0)
    return FALSE;

  end = next = rb_span_end (self->rest);
  if (find_delimiter (self, self->rest, &delimiter, &is_last))
    {
      next = rb_span_end (delimiter);
      end = delimiter.offset;
      /* The line end in front of the boundary belongs to it. */
      if (end > self->rest.offset && self->bytes[end - 1] == '\n')
        end--;
      if (end > self->rest.offset && self->bytes[end - 1] == '\r')
        end--;
    }

  part->whole = rb_span_between (self->rest.offset, end);
  self->rest = is_last ? (RbSpan){ 0, 0 } : rb_span_between (next, rb_span_end (self->rest));
  read_part (self->bytes, part);

  return TRUE;
}

static RbSpan
find_body (const guint8 *bytes, RbSpan content_type, RbSpan body, const char *type, guint depth)
{
  RbSipMultipart parts;
  RbSipPart part;

  if (body.length == 0 || content_type.length == 0)
    return (RbSpan){ 0, 0 };
  if (rb_sip_media_type_is (content_type, bytes, type))
    return body;

  if (depth < RB_SIP_MAX_PARTS_DEPTH && rb_sip_multipart_init (&parts, bytes, content_type, body))
    while (rb_sip_multipart_next (&parts, &part))
      {
        RbSpan found = find_body (bytes, part.content_type, part.body, type, depth + 1);

        if (found.length > 0)
          return found;
      }

  return (RbSpan){ 0, 0 };
}

/**
 * rb_sip_find_body:
 * @content_type: value of the message's Content-Type
 * @body: the message's body
 * @type: the media type wanted, "application/sdp"
 *
 * Returns: the body itself, or the first part of that type in a multipart body; length 0 when there is none
 */
RbSpan
rb_sip_find_body (const guint8 *bytes, RbSpan content_type, RbSpan body, const char *type)
{
  return find_body (bytes, content_type, body, type, 0);
}
