/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One message under examination by a filter. Each part is fetched from the trace when the first
 * term asks for it and kept for the next, so that a message is parsed once at most. */

#include "rb-filter-private.h"

enum
{
  HAS_INFO = 1 << 0,
  HAS_FLOW = 1 << 1,
  HAS_BYTES = 1 << 2,
  HAS_INDEX = 1 << 3,
};

/* TRUE when the part is still to be fetched. */
static gboolean
begin (RbFilterSubject *self, guint part)
{
  gboolean first = (self->fetched & part) == 0;

  self->fetched |= part;
  return first;
}

void
rb_filter_subject_init (RbFilterSubject *self, RbTrace *trace, guint position)
{
  self->trace = trace;
  self->position = position;
  self->fetched = 0;
}

const RbMessageInfo *
rb_filter_subject_get_info (RbFilterSubject *self)
{
  if (begin (self, HAS_INFO))
    rb_trace_get_info (self->trace, self->position, &self->info);

  return &self->info;
}

static void
fetch_flow (RbFilterSubject *self)
{
  const RbFlowStep *step;

  if (!begin (self, HAS_FLOW))
    return;

  self->flow = rb_trace_get_flow_of (self->trace, self->position);
  step = self->flow != NULL ? rb_trace_get_step (self->trace, self->position) : NULL;
  self->fact = NULL;
  if (step != NULL)
    {
      self->step = *step;
      self->fact = rb_flow_get_fact (self->flow, rb_trace_get_step_number (self->trace, self->position));
    }
  if (self->fact == NULL)
    self->flow = NULL;
}

RbFlow *
rb_filter_subject_get_flow (RbFilterSubject *self)
{
  fetch_flow (self);
  return self->flow;
}

const RbFlowStep *
rb_filter_subject_get_step (RbFilterSubject *self)
{
  fetch_flow (self);
  return self->flow != NULL ? &self->step : NULL;
}

const RbFlowFact *
rb_filter_subject_get_fact (RbFilterSubject *self)
{
  fetch_flow (self);
  return self->fact;
}

const guint8 *
rb_filter_subject_get_bytes (RbFilterSubject *self, gsize *length)
{
  if (begin (self, HAS_BYTES))
    self->bytes = rb_trace_peek_bytes (self->trace, self->position, &self->length);

  *length = self->length;
  return self->bytes;
}

const RbSipIndex *
rb_filter_subject_get_index (RbFilterSubject *self)
{
  gsize length;
  const guint8 *bytes = rb_filter_subject_get_bytes (self, &length);

  if (begin (self, HAS_INDEX))
    rb_sip_index_parse (&self->index, bytes, length);

  return &self->index;
}
