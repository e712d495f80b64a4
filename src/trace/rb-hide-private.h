/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-hide-map.h"
#include "rb-sip-scan.h"

G_BEGIN_DECLS

/* Rewrites a message piece by piece. Each function appends to @out what may be told of a span: known
 * words, and replacements for all else; a byte of the original gets there only when it is white
 * space, a mark of the syntax, or part of a known word or of a number that has to stay. */
typedef struct
{
  RbHideMap  *map;
  GByteArray *out;
  guint       depth; /* of bodies in bodies */
} RbHide;

/* rb-hide-value.c */
void rb_hide_put_text (RbHide *self, const char *text);
void rb_hide_put_as (RbHide *self, RbHideKind kind, const guint8 *bytes, RbSpan span);
void rb_hide_put_copy (RbHide *self, const guint8 *bytes, RbSpan span);
/* From @from to @to: white space and @marks as they are, anything else as “x”. */
void rb_hide_put_gap (RbHide *self, const guint8 *bytes, gsize from, gsize to, const char *marks);
void rb_hide_put_tokens (RbHide *self, const guint8 *bytes, RbSpan span, guint max_digits);
void rb_hide_put_host (RbHide *self, const guint8 *bytes, RbSpan span);
void rb_hide_put_host_port (RbHide *self, const guint8 *bytes, RbSpan span);
void rb_hide_put_user (RbHide *self, const guint8 *bytes, RbSpan span);
void rb_hide_put_call_id (RbHide *self, const guint8 *bytes, RbSpan span);
gboolean rb_hide_is_number (const guint8 *bytes, RbSpan span, guint max_digits);
/* rb-hide-address.c */
void rb_hide_put_params (RbHide *self, const guint8 *bytes, RbSpan span, char separator);
void rb_hide_put_replaces (RbHide *self, const guint8 *bytes, RbSpan span);
void rb_hide_put_uri (RbHide *self, const guint8 *bytes, RbSpan span);
void rb_hide_put_address (RbHide *self, const guint8 *bytes, RbSpan span);
/* rb-hide-header.c */
gboolean rb_hide_header_is_known (const guint8 *bytes, RbSpan name);
void     rb_hide_put_header (RbHide *self, const guint8 *bytes, const RbSipHeader *header);
/* rb-hide-body.c */
void rb_hide_put_body (RbHide *self, const guint8 *bytes, RbSpan content_type, RbSpan body);
/* rb-hide-sdp.c */
void rb_hide_put_sdp (RbHide *self, const guint8 *bytes, RbSpan body);
/* rb-hide-message.c */
/* Headers from the line at @scan on, the blank line, and the body. @at: where the last line ended. */
void rb_hide_put_entity (RbHide *self, RbSipScan *scan, gsize at, RbSpan content_type, RbSpan body);
/* A message or a fragment of one. */
void rb_hide_put_message (RbHide *self, const guint8 *bytes, gsize length);

G_END_DECLS
