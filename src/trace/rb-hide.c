/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hide private data: a copy of a trace that can be given away. Numbers, names, hosts, addresses,
 * digests and all text become stand-ins, the same one wherever the original stood; what the protocol
 * itself says stays, and so do flows, ladders and verdicts. The command inspect and the window
 * export such a copy instead of the trace. */

#include "rb-hide.h"

#include <glib/gi18n-lib.h>

#include "rb-hide-private.h"
#include "rb-trace-private.h"

static gboolean
is_blank (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '\0')
      return FALSE;
  return TRUE;
}

static void
hide_message (RbHide *hide, RbTrace *from, guint position, RbTrace *to)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (from, position, &length);
  RbMessageInfo info;

  rb_trace_get_info (from, position, &info);
  g_byte_array_set_size (hide->out, 0);
  if (is_blank (bytes, length))
    g_byte_array_append (hide->out, bytes, length);
  else if (info.kind == RB_MESSAGE_SIP || info.kind == RB_MESSAGE_SYNTHETIC)
    rb_hide_put_message (hide, bytes, length);
  else
    rb_hide_put_as (hide, RB_HIDE_TOKEN, bytes, rb_span_between (0, length));

  rb_hide_map_replace_address (hide->map, &info.src);
  rb_hide_map_replace_address (hide->map, &info.dst);
  rb_trace_append_span (to, &info, NULL, hide->out->data, hide->out->len);
}

/**
 * rb_hide_trace:
 *
 * Times, ports, transports and directions stay. Names of addresses, the notes of the capture and
 * those on messages are left out, for they may hold anything; RTP streams, too: a voice cannot be
 * hidden. A note says so.
 *
 * Returns: (transfer full): belongs to the calling thread and to nobody else
 */
RbTrace *
rb_hide_trace (RbTrace *trace)
{
  RbTrace *hidden = rb_trace_new ();
  g_autoptr (RbHideMap) map = rb_hide_map_new ();
  RbHide hide = { .map = map, .out = g_byte_array_new () };

  rb_trace_begin_bulk (hidden);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    hide_message (&hide, trace, i, hidden);
  rb_trace_end_bulk (hidden);
  g_byte_array_unref (hide.out);

  rb_trace_add_note (hidden, _ ("Private data was replaced and all notes were left out. Addresses of private networks "
                                "became 192.0.2.x, 198.18.x.x or 2001:db8::x, public ones 198.51.100.x, 203.0.113.x, "
                                "198.19.x.x or 2001:db8:1::x."));
  return hidden;
}
