/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Start line, headers and body as fields of the detail tree. A body may hold a message of its own, or several
 * bodies: multipart (RFC 2046 5.1), message/sipfrag (RFC 3420). */

#include "rb-field-private.h"
#include "rb-sip-body.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 3261 7.1 and 7.2, with the names of its grammar. A line that cannot be read is one field without parts. */
static void
add_start_line (RbFieldList list, RbSpan line)
{
  RbSipStartLine start;
  RbField *field;
  RbFieldList parts;

  if (!rb_sip_start_line_parse (&start, list.bytes, line))
    {
      rb_field_add (list, _ ("Unknown line"), line, line);
      return;
    }

  field = rb_field_add (list, start.is_request ? "Request-Line" : "Status-Line", line, line);
  parts = rb_field_open (field, list.bytes);

  if (start.is_request)
    {
      RbField *uri;

      rb_field_add (parts, "Method", start.method, start.method);
      uri = rb_field_add (parts, "Request-URI", start.request_uri, start.request_uri);
      rb_field_add_uri_parts (rb_field_open (uri, list.bytes), start.request_uri);
      rb_field_add (parts, "SIP-Version", start.version, start.version);
    }
  else
    {
      rb_field_add (parts, "SIP-Version", start.version, start.version);
      rb_field_add (parts, "Status-Code", start.status_code, start.status_code);
      rb_field_add (parts, "Reason-Phrase", start.reason, start.reason);
    }
}

static gsize
add_headers (RbFieldList list, RbSipScan *scan)
{
  RbSipHeader header;

  while (rb_sip_scan_header (scan, &header) == RB_SIP_SCAN_HEADER)
    rb_field_add_header (list, &header);

  return scan->position;
}

/**
 * rb_field_add_head:
 * @head: begins with a start line
 *
 * Returns: the bytes of start line and headers, with the blank line
 */
RbSpan
rb_field_add_head (RbFieldList list, RbSpan head)
{
  RbSipScan scan = { list.bytes, rb_span_end (head), head.offset };
  RbSpan line;

  rb_sip_scan_start_line (&scan, &line);
  add_start_line (list, line);

  return rb_span_between (head.offset, add_headers (list, &scan));
}

/* One field a line: "name: value" or "name=value" where the type has such lines, else text. */
static void
add_lines (RbFieldList list, RbSpan body, char separator)
{
  gsize end = rb_span_end (body);

  for (gsize position = body.offset; position < end;)
    {
      const guint8 *feed = memchr (list.bytes + position, '\n', end - position);
      gsize next = feed != NULL ? (gsize) (feed - list.bytes) + 1 : end;
      RbSpan line = rb_span_trim (rb_span_between (position, next), list.bytes);
      const guint8 *split =
          separator != '\0' && line.length > 0 ? memchr (list.bytes + line.offset, separator, line.length) : NULL;
      gsize value = split != NULL ? (gsize) (split - list.bytes) + 1 : line.offset;
      g_autofree char *name =
          split != NULL
              ? rb_span_dup_line (rb_span_trim (rb_span_between (line.offset, value - 1), list.bytes), list.bytes)
              : NULL;

      if (line.length > 0)
        rb_field_add (list, name != NULL && *name != '\0' ? name : _ ("Text"), line,
                      rb_span_trim (rb_span_between (value, rb_span_end (line)), list.bytes));
      position = next;
    }
}

/* message/sipfrag need not have a start line (RFC 3420 2). */
static void
add_fragment (RbFieldList list, RbSpan body)
{
  RbSipScan scan = { list.bytes, rb_span_end (body), body.offset };
  gsize end;

  if (rb_sip_looks_like (list.bytes + body.offset, body.length))
    end = rb_span_end (rb_field_add_head (list, body));
  else
    end = add_headers (list, &scan);

  if (end < rb_span_end (body))
    rb_field_add (list, _ ("Body"), rb_span_between (end, rb_span_end (body)), (RbSpan){ 0, 0 });
}

/* Types whose bodies are lines; '\0' separates nothing. */
static const struct
{
  const char *type;
  char separator;
} line_types[] = {
  { "application/dtmf-relay", '=' },
  { "application/dtmf", '\0' },
  { "application/simple-message-summary", ':' },
  { "text/plain", '\0' },
};

static void add_body (RbFieldList list, RbSpan content_type, RbSpan body, guint depth);

static void
add_part (RbFieldList list, const RbSipPart *part, guint depth)
{
  RbSipScan scan = { list.bytes, rb_span_end (part->whole), part->whole.offset };
  RbFieldList parts;

  if (part->whole.length == 0)
    return;

  parts = rb_field_open (rb_field_add (list, _ ("Part"), part->whole, part->content_type), list.bytes);
  add_headers (parts, &scan);
  if (part->body.length > 0)
    add_body (parts, part->content_type, part->body, depth);
}

static gboolean
add_parts (RbFieldList list, RbSpan content_type, RbSpan body, guint depth)
{
  RbSipMultipart multipart;
  RbSipPart part;
  RbFieldList parts;

  if (depth >= RB_SIP_MAX_PARTS_DEPTH || !rb_sip_multipart_init (&multipart, list.bytes, content_type, body))
    return FALSE;

  parts = rb_field_open (rb_field_add (list, _ ("Body"), body, content_type), list.bytes);
  while (rb_sip_multipart_next (&multipart, &part))
    add_part (parts, &part, depth + 1);

  return TRUE;
}

static void
add_body (RbFieldList list, RbSpan content_type, RbSpan body, guint depth)
{
  const guint8 *bytes = list.bytes;
  RbField *field;

  if (add_parts (list, content_type, body, depth))
    return;

  if (rb_sip_media_type_is (content_type, bytes, "application/sdp"))
    {
      field = rb_field_add (list, _ ("Session description"), body, content_type);
      rb_field_add_sdp (rb_field_open (field, bytes), body);
      return;
    }

  field = rb_field_add (list, _ ("Body"), body, content_type);
  if (rb_sip_media_type_is (content_type, bytes, "message/sipfrag") ||
      rb_sip_media_type_is (content_type, bytes, "message/sip"))
    add_fragment (rb_field_open (field, bytes), body);
  for (gsize i = 0; i < G_N_ELEMENTS (line_types); i++)
    if (rb_sip_media_type_is (content_type, bytes, line_types[i].type))
      add_lines (rb_field_open (field, bytes), body, line_types[i].separator);
}

/**
 * rb_field_add_body:
 * @content_type: value of Content-Type; length 0 when there is none
 * @body: any bytes
 */
void
rb_field_add_body (RbFieldList list, RbSpan content_type, RbSpan body)
{
  add_body (list, content_type, body, 0);
}
