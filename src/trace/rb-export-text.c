/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each message in full under a heading that says when and between whom, as sngrep saves text, and what is
 * wrong with it: `ringback-cli inspect --to text`. The bytes are the capture's own. */

#include "rb-export-private.h"
#include "rb-export-problem.h"

/* What a terminal would obey instead of show becomes “·”; lines end with LF. */
static void
append_plain (GString *out, const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) bytes, length);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\n' || c == '\t' || !g_unichar_iscntrl (c))
        g_string_append_unichar (out, c);
      else
        g_string_append (out, "·");
    }
}

gboolean
rb_export_text (RbExport *self, GError **error)
{
  for (guint i = 0; rb_export_next_message (self, &i); i++)
    {
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (self->trace, i, &length);
      g_autofree char *wall = NULL;
      g_autofree char *src = NULL;
      g_autofree char *dst = NULL;
      RbMessageInfo info;

      rb_trace_get_info (self->trace, i, &info);
      wall = rb_export_format_wall (info.wall_us);
      src = rb_endpoint_format (&info.src);
      dst = rb_endpoint_format (&info.dst);
      g_string_append_printf (self->buffer, "--- %u  %s  %s  %s -> %s\n", i + 1, wall,
                              rb_transport_to_string (info.transport), src, dst);
      if (self->options->plain_text)
        append_plain (self->buffer, bytes, length);
      else
        g_string_append_len (self->buffer, (const char *) bytes, length);
      if (length == 0 || bytes[length - 1] != '\n')
        g_string_append_c (self->buffer, '\n');
      if (info.kind != RB_MESSAGE_KEEP_ALIVE)
        rb_export_append_problems (self->buffer, bytes, length);
      g_string_append_c (self->buffer, '\n');
      if (!rb_export_flush (self, error))
        return FALSE;
    }

  return TRUE;
}
