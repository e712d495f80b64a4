/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hides one message: start line, headers, body, and what is none of these. What the index finds in
 * the original it finds in the result, so that calls are understood alike. */

#include <string.h>

#include "rb-hide-private.h"
#include "rb-hide-words.h"
#include "rb-sip-status.h"

static void
put_version (RbHide *self, const guint8 *bytes, RbSpan version)
{
  if (version.length <= strlen ("SIP/2.0"))
    rb_hide_put_copy (self, bytes, version); /* "SIP/" and digits */
  else
    rb_hide_put_text (self, "SIP/9.9");
}

/* The registered phrase stays; another one is only counted. */
static void
put_reason (RbHide *self, const guint8 *bytes, const RbSipStartLine *start)
{
  const char *standard = rb_sip_status_phrase (start->status);

  if (rb_span_is (start->reason, bytes, standard))
    rb_hide_put_copy (self, bytes, start->reason);
  else if (start->reason.length > 0)
    {
      rb_hide_put_text (self, standard);
      rb_hide_put_text (self, " (");
      rb_hide_put_as (self, RB_HIDE_PHRASE, bytes, start->reason);
      rb_hide_put_text (self, ")");
    }
}

static void
put_start_line (RbHide *self, const guint8 *bytes, RbSpan line)
{
  RbSipStartLine start;
  RbSpan last;

  if (!rb_sip_start_line_parse (&start, bytes, line))
    {
      rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, line);
      return;
    }

  if (start.is_request)
    {
      rb_hide_put_gap (self, bytes, line.offset, start.method.offset, "");
      if (rb_hide_method_is_known (bytes + start.method.offset, start.method.length))
        rb_hide_put_copy (self, bytes, start.method);
      else
        rb_hide_put_as (self, RB_HIDE_METHOD, bytes, start.method);
      rb_hide_put_gap (self, bytes, rb_span_end (start.method), start.request_uri.offset, "");
      rb_hide_put_uri (self, bytes, start.request_uri);
      rb_hide_put_gap (self, bytes, rb_span_end (start.request_uri), start.version.offset, "");
      put_version (self, bytes, start.version);
      last = start.version;
    }
  else
    {
      rb_hide_put_gap (self, bytes, line.offset, start.version.offset, "");
      put_version (self, bytes, start.version);
      rb_hide_put_gap (self, bytes, rb_span_end (start.version), start.status_code.offset, "");
      rb_hide_put_copy (self, bytes, start.status_code);
      last = start.status_code;
      if (start.reason.length > 0)
        {
          rb_hide_put_gap (self, bytes, rb_span_end (last), start.reason.offset, "");
          put_reason (self, bytes, &start);
          last = start.reason;
        }
    }
  rb_hide_put_gap (self, bytes, rb_span_end (last), rb_span_end (line), "");
}

/* As far from the truth as it was: @growth is what the body has become longer by. */
static void
put_content_length (RbHide *self, const guint8 *bytes, const RbSipHeader *header, gint64 growth)
{
  g_autofree char *text = NULL;
  guint32 value;

  rb_hide_put_copy (self, bytes, header->name);
  rb_hide_put_gap (self, bytes, rb_span_end (header->name), header->value.offset, ":");
  if (!rb_span_to_uint32 (header->value, bytes, &value))
    {
      rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, header->value);
      return;
    }

  text = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (value + growth, 0));
  rb_hide_put_text (self, text);
  rb_hide_put_gap (self, bytes, rb_span_end (header->value), rb_span_end (header->line), "");
}

static gboolean
is_content_length (const guint8 *bytes, RbSpan name)
{
  return rb_span_is_nocase (name, bytes, "Content-Length") || rb_span_is_nocase (name, bytes, "l");
}

static void
put_headers (RbHide *self, RbSipScan *scan, gsize at, gint64 growth)
{
  const guint8 *bytes = scan->bytes;
  RbSipHeader header;

  while (rb_sip_scan_header (scan, &header) == RB_SIP_SCAN_HEADER)
    {
      rb_hide_put_gap (self, bytes, at, header.line.offset, "");
      if (is_content_length (bytes, header.name))
        put_content_length (self, bytes, &header, growth);
      else
        rb_hide_put_header (self, bytes, &header);
      at = rb_span_end (header.line);
    }
  rb_hide_put_gap (self, bytes, at, scan->position, "");
}

/* @body apart, because Content-Length stands in front of it. (transfer full) */
static GByteArray *
hide_body (RbHide *self, const guint8 *bytes, RbSpan content_type, RbSpan body)
{
  GByteArray *out = self->out;
  GByteArray *hidden = self->out = g_byte_array_new ();

  rb_hide_put_body (self, bytes, content_type, body);
  self->out = out;
  return hidden;
}

void
rb_hide_put_entity (RbHide *self, RbSipScan *scan, gsize at, RbSpan content_type, RbSpan body)
{
  g_autoptr (GByteArray) hidden = hide_body (self, scan->bytes, content_type, body);

  put_headers (self, scan, at, (gint64) hidden->len - body.length);
  g_byte_array_append (self->out, hidden->data, hidden->len);
}

/* Also a fragment (RFC 3420), which need not have all of it. */
void
rb_hide_put_message (RbHide *self, const guint8 *bytes, gsize length)
{
  RbSipIndex index;
  RbSipScan scan;
  RbSpan line;
  gsize tail;

  rb_sip_index_parse (&index, bytes, length);
  rb_sip_scan_init (&scan, bytes, length);
  rb_hide_put_gap (self, bytes, 0, scan.position, "");
  rb_sip_scan_start_line (&scan, &line);
  put_start_line (self, bytes, line);
  rb_hide_put_entity (self, &scan, rb_span_end (line), index.content_type, index.body);

  /* Behind what Content-Length says. */
  tail = MAX (rb_span_end (index.body), scan.position);
  if (tail < length)
    rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, rb_span_between (tail, length));
}
