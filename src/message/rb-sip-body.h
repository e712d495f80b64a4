/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-index.h"

G_BEGIN_DECLS

/* How deep a multipart body may stand in another; what lies deeper is one part. */
#define RB_SIP_MAX_PARTS_DEPTH 4

/* Walks the parts of a multipart body (RFC 2046 5.1.1). Plain data; points into bytes that must outlive it. */
typedef struct
{
  const guint8 *bytes;
  RbSpan rest; /* not looked at yet */
  RbSpan boundary;
} RbSipMultipart;

typedef struct
{
  RbSpan whole;        /* headers, blank line and body, without the line end in front of the next boundary */
  RbSpan content_type; /* length 0 when the part has none: it is text/plain then */
  RbSpan body;
} RbSipPart;

gboolean rb_sip_media_type_is (RbSpan content_type, const guint8 *bytes, const char *type);
gboolean rb_sip_multipart_init (RbSipMultipart *self, const guint8 *bytes, RbSpan content_type, RbSpan body);
gboolean rb_sip_multipart_next (RbSipMultipart *self, RbSipPart *part);
RbSpan rb_sip_find_body (const guint8 *bytes, RbSpan content_type, RbSpan body, const char *type);

G_END_DECLS
