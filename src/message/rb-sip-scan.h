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

void            rb_sip_scan_init (RbSipScan *self, const guint8 *bytes, gsize length);
gboolean        rb_sip_scan_start_line (RbSipScan *self, RbSpan *line);
RbSipScanResult rb_sip_scan_header (RbSipScan *self, RbSipHeader *header);

gboolean rb_sip_start_line_parse (RbSipStartLine *self, const guint8 *bytes, RbSpan line);

/* All of these look only at the bytes of the span they are given, once. */
RbSpan   rb_span_trim (RbSpan span, const guint8 *bytes);
gboolean rb_span_is_nocase (RbSpan span, const guint8 *bytes, const char *text);
gboolean rb_span_next_element (RbSpan *rest, const guint8 *bytes, RbSpan *element);
gboolean rb_span_next_param (RbSpan *rest, const guint8 *bytes, char separator, RbSpan *name, RbSpan *value);
void     rb_span_split_address (RbSpan span, const guint8 *bytes, RbSpan *display, RbSpan *uri, RbSpan *params);
gboolean rb_span_to_uint32 (RbSpan span, const guint8 *bytes, guint32 *out);

G_END_DECLS
