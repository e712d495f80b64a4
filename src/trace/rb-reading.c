/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One message of a trace read where it lies: for clues, machines, the quiz and explanations, which ask for more than
 * flows know of it. */

#include "rb-reading.h"

#include "rb-sip-scan.h"
#include "rb-sip-uri.h"

gboolean
rb_reading_init (RbReading *self, RbTrace *trace, guint position)
{
  self->position = position;
  if (!rb_trace_get_info (trace, position, &self->info) || self->info.kind == RB_MESSAGE_KEEP_ALIVE ||
      self->info.kind == RB_MESSAGE_DAMAGED)
    return FALSE;

  self->bytes = rb_trace_peek_bytes (trace, position, &self->length);
  rb_sip_index_parse (&self->index, self->bytes, self->length);
  return self->index.valid;
}

gboolean
rb_reading_is (const RbReading *self, const char *method)
{
  return rb_span_is (self->index.method, self->bytes, method);
}

RbSpan
rb_reading_find (const RbReading *self, const char *name, const char *compact)
{
  return rb_sip_find_header (self->bytes, self->length, name, compact);
}

char *
rb_reading_dup_host (const RbReading *self, RbSpan uri)
{
  g_autofree char *text = uri.length > 0 ? rb_span_dup_line (uri, self->bytes) : NULL;

  return text != NULL ? rb_sip_uri_get_host (text) : NULL;
}

gboolean
rb_reading_same_tag (const RbReading *a, RbSpan a_tag, const RbReading *b, RbSpan b_tag)
{
  return a_tag.length > 0 && rb_span_equal (a_tag, a->bytes, b_tag, b->bytes);
}
