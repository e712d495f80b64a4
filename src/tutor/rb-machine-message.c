/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One message as the machines, their causes and the quiz look at it. */

#include "rb-machine-private.h"

gboolean
rb_machine_message_init (RbMachineMessage *self, RbTrace *trace, guint position)
{
  if (position == RB_FLOW_NONE || !rb_trace_get_info (trace, position, &self->info))
    return FALSE;

  self->position = position;
  self->bytes = rb_trace_peek_bytes (trace, position, &self->length);
  rb_sip_index_parse (&self->index, self->bytes, self->length);
  return self->index.valid;
}

gboolean
rb_machine_message_is (const RbMachineMessage *self, const char *method)
{
  return rb_span_is (self->index.method, self->bytes, method);
}

char *
rb_machine_message_format (const RbMachineMessage *self)
{
  g_autofree char *text = NULL;

  if (self->index.is_request)
    return rb_span_dup_line (self->index.method, self->bytes);

  text = rb_span_dup_line (self->index.reason, self->bytes);
  return g_strdup_printf ("%u %.*s", self->index.status,
                          (int) (g_utf8_offset_to_pointer (text, MIN (g_utf8_strlen (text, -1), 40)) - text), text);
}
