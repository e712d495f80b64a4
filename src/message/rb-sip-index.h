/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "rb-sip-frame-length.h"

G_BEGIN_DECLS

/* A range of bytes in a message; length 0 = absent. */
typedef struct
{
  guint32 offset;
  guint32 length;
} RbSpan;

/**
 * RbSipIndex:
 *
 * What flows, ladders and lists need of a SIP message (RFC 3261 8.1.1), found in one
 * pass without a full parse. Every span points into the message's own bytes; nothing is
 * copied or unescaped. For a request @status is 0; for a response @method is that of CSeq.
 */
typedef struct
{
  gboolean valid;      /* has a SIP/2.0 start line, Via, From, To, Call-ID and CSeq */
  gboolean is_request;
  guint16  status;     /* 100…699 for a response, 0 for a request */
  guint32  cseq;
  RbSpan   start_line; /* without CRLF */
  RbSpan   method;     /* from the request line, or from CSeq for a response */
  RbSpan   request_uri;
  RbSpan   reason;     /* reason phrase */
  RbSpan   call_id;
  RbSpan   from;       /* whole header value */
  RbSpan   to;
  RbSpan   from_uri;   /* addr-spec without brackets and parameters */
  RbSpan   to_uri;
  RbSpan   from_tag;
  RbSpan   to_tag;
  RbSpan   branch;     /* of the topmost Via */
  RbSpan   via;        /* topmost Via value */
  RbSpan   contact;    /* first Contact value */
  RbSpan   user_agent; /* User-Agent or Server */
  RbSpan   content_type;
  RbSpan   body;
  RbSpan   sdp;        /* the session description: the body, or a part of it */
  gboolean has_authorization; /* Authorization or Proxy-Authorization present */
  gboolean has_sdp;           /* body is application/sdp, or multipart with such a part */
  gboolean has_expires_zero;  /* Expires: 0, or Contact …;expires=0 */
  guint32  expires;           /* Expires header, G_MAXUINT32 when absent */
  guint16  n_vias;            /* Via values, in all headers of that name */
  guint16  n_contacts;        /* Contact values */
  guint16  max_forwards;      /* G_MAXUINT16 when absent */
  guint16  reason_cause;      /* cause of a Reason: SIP (RFC 3326), 0 when absent */
  gboolean is_user_agent;     /* user_agent came from User-Agent, not from Server */
  gboolean has_record_route;
  gboolean has_replaces;      /* RFC 3891 */
  guint32  session_expires;   /* seconds (RFC 4028), 0 when absent */
  RbSpan   refer_to;          /* RFC 3515 */
  RbSpan   other_call_id;     /* X-Call-ID, X-CID: what a B2BUA tells of its other leg */
} RbSipIndex;

/* Never fails: a message that is not SIP has @valid FALSE and whatever spans were found. */
void     rb_sip_index_parse (RbSipIndex *self, const guint8 *bytes, gsize length);
gboolean rb_sip_looks_like (const guint8 *bytes, gsize length); /* a SIP start line? */
char    *rb_span_dup (RbSpan span, const guint8 *bytes); /* (transfer full): valid UTF-8; bad bytes and control characters other than white space replaced */
/* For one line of a view or a terminal: folds become one space, control characters are replaced. (transfer full) */
char    *rb_span_dup_line (RbSpan span, const guint8 *bytes);
gboolean rb_span_equal (RbSpan a, const guint8 *a_bytes, RbSpan b, const guint8 *b_bytes);
gboolean rb_span_is (RbSpan span, const guint8 *bytes, const char *text); /* exact */

G_END_DECLS
