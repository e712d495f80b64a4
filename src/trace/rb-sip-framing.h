/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longest message taken from a stream, and longest header part of one. */
#define RB_SIP_MESSAGE_MAX (4u * 1024 * 1024)
#define RB_SIP_HEADERS_MAX (64u * 1024)

typedef enum
{
  RB_SIP_LENGTH_NONE,
  RB_SIP_LENGTH_SAID,
  RB_SIP_LENGTH_BAD, /* the value of Content-Length is no number */
} RbSipLength;

gsize       rb_sip_count_line_ends (const guint8 *bytes, gsize length); /* CRs and LFs at the start */
gboolean    rb_sip_begins (const guint8 *bytes, gsize length);          /* as rb_sip_looks_like(), faster */
/* Where the first SIP start line after @from is, behind whatever; @length when there is none. */
gsize       rb_sip_find_start (const guint8 *bytes, gsize length, gsize from);
gboolean    rb_sip_is_other_protocol (const guint8 *bytes, gsize length); /* a start line of HTTP or RTSP? */
/* @body: (out): offset of the body, 0 when the blank line before it is missing; @content_length: (out): as said */
RbSipLength rb_sip_framing_find_body (const guint8 *bytes, gsize length, gsize *body, guint32 *content_length);
/* Bytes of the first message of a datagram (RFC 3261 18.3): all when Content-Length does not say less. */
gsize       rb_sip_datagram_message_length (const guint8 *bytes, gsize length);

G_END_DECLS
