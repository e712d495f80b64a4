/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/**
 * RbReading:
 * @position: in the trace
 * @bytes, @length: of the message; the trace's
 * @index: of @bytes
 *
 * One SIP message, read. Valid until the next append.
 */
typedef struct
{
  guint         position;
  const guint8 *bytes;
  gsize         length;
  RbSipIndex    index;
  RbMessageInfo info;
} RbReading;

/* FALSE beyond the end, and for what is no SIP message. */
gboolean rb_reading_init (RbReading *self, RbTrace *trace, guint position);
gboolean rb_reading_is (const RbReading *self, const char *method); /* the method, of a response that of CSeq */
/* Value of the first header of that name, empty when there is none. @compact: (nullable): its short form (7.3.3) */
RbSpan   rb_reading_find (const RbReading *self, const char *name, const char *compact);
/* Host of an addr-spec, without port. (transfer full) (nullable) */
char    *rb_reading_dup_host (const RbReading *self, RbSpan uri);
/* FALSE for empty ones. */
gboolean rb_reading_same_tag (const RbReading *a, RbSpan a_tag, const RbReading *b, RbSpan b_tag);

G_END_DECLS
