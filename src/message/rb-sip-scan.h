/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-index.h"

G_BEGIN_DECLS

/* Walks the lines of a SIP message. Plain data; points into bytes that must outlive it. */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         position; /* of the next line */
} RbSipScan;

typedef struct
{
  RbSpan line;  /* from the name to the end of the value, without the line end */
  RbSpan name;  /* length 0 when the line has no colon */
  RbSpan value; /* trimmed; may span folded lines (RFC 3261 7.3.1) */
} RbSipHeader;

typedef enum
{
  RB_SIP_SCAN_HEADER,
  RB_SIP_SCAN_BLANK_LINE, /* end of the headers; position is that of the body */
  RB_SIP_SCAN_END,        /* the bytes ended before a blank line */
} RbSipScanResult;

typedef struct
{
  gboolean is_request;
  gboolean is_version_2;
  guint16  status;
  RbSpan   method;
  RbSpan   request_uri;
  RbSpan   version;
  RbSpan   status_code;
  RbSpan   reason;
} RbSipStartLine;

typedef enum
{
  RB_CHAR_SPACE = 1 << 0, /* SP, HT, CR, LF */
  RB_CHAR_TOKEN = 1 << 1, /* RFC 3261 25.1 token */
} RbCharClass;

extern const guint8 rb_char_classes[256];

static inline gboolean
rb_char_is (guint8 c, RbCharClass wanted)
{
  return (rb_char_classes[c] & wanted) != 0;
}

static inline gsize
rb_span_end (RbSpan span)
{
  return (gsize) span.offset + span.length;
}

/* Length 0 when @end is not behind @start. */
static inline RbSpan
rb_span_between (gsize start, gsize end)
{
  return (RbSpan){ (guint32) start, end > start ? (guint32) (end - start) : 0 };
}

/* Without white space and line ends at both ends. */
static inline RbSpan
rb_span_trim (RbSpan span, const guint8 *bytes)
{
  gsize start = span.offset;
  gsize end = rb_span_end (span);

  while (start < end && rb_char_is (bytes[start], RB_CHAR_SPACE))
    start++;
  while (end > start && rb_char_is (bytes[end - 1], RB_CHAR_SPACE))
    end--;

  return rb_span_between (start, end);
}

void            rb_sip_scan_init (RbSipScan *self, const guint8 *bytes, gsize length);
gboolean        rb_sip_scan_start_line (RbSipScan *self, RbSpan *line);
RbSipScanResult rb_sip_scan_header (RbSipScan *self, RbSipHeader *header);
RbSpan          rb_sip_find_header (const guint8 *bytes, gsize length, const char *name, const char *compact);

gboolean rb_sip_start_line_parse (RbSipStartLine *self, const guint8 *bytes, RbSpan line);

gboolean rb_sip_start_line_is_meant (const guint8 *bytes, RbSpan line);
gsize    rb_sip_find_start_line (const guint8 *bytes, gsize length);

/* All of these look only at the bytes of the span they are given, once. */
gboolean rb_span_is_token (RbSpan span, const guint8 *bytes);
gboolean rb_span_is_nocase (RbSpan span, const guint8 *bytes, const char *text);
gboolean rb_span_next_element (RbSpan *rest, const guint8 *bytes, RbSpan *element);
gboolean rb_span_next_param (RbSpan *rest, const guint8 *bytes, char separator, RbSpan *name, RbSpan *value);
void     rb_span_split_address (RbSpan span, const guint8 *bytes, RbSpan *display, RbSpan *uri, RbSpan *params);
gboolean rb_span_to_uint32 (RbSpan span, const guint8 *bytes, guint32 *out);
gsize    rb_scan_find_outside (const guint8 *bytes, gsize position, gsize end, char wanted);

G_END_DECLS
