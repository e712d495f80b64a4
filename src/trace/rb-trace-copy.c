/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace of the same messages for another thread: a trace belongs to one, and may grow while the
 * other reads. Copying a part at a time keeps the thread of the first alive. Exports that a window
 * writes beside its main loop are made of such a copy. */

#include "rb-trace-copy.h"

#include "rb-trace-private.h"

static void
copy_name (RbTrace *copy, RbTrace *from, const RbEndpoint *address)
{
  const char *name = rb_trace_get_name (from, address);

  if (name != NULL && rb_trace_get_name (copy, address) == NULL)
    rb_trace_add_name (copy, address, name);
}

static void
copy_message (RbTrace *copy, RbTrace *from, guint position)
{
  const char *note = rb_trace_get_note (from, position);
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (from, position, &length);
  RbMessageInfo info;

  rb_trace_get_info (from, position, &info);
  rb_trace_append_span (copy, &info, rb_trace_get_owner (from, position), bytes, length);
  if (note != NULL)
    rb_trace_set_note (copy, position, note);
  copy_name (copy, from, &info.src);
  copy_name (copy, from, &info.dst);
}

void
rb_trace_copy_messages (RbTrace *copy, RbTrace *from, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    copy_message (copy, from, i);
}

void
rb_trace_copy_remarks (RbTrace *copy, RbTrace *from)
{
  if (rb_trace_get_notes (from) != NULL)
    rb_trace_add_note (copy, rb_trace_get_notes (from));
  if (rb_trace_get_rtp (from) != NULL)
    rb_trace_borrow_rtp (copy, from);
}
