/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladder of each call as text under its verdict: `ringback-cli inspect --to ladder`. */

#include "rb-export-private.h"

gboolean
rb_export_ladder (RbExport *self, GError **error)
{
  RbFlow *next;
  guint n = 0;
  gboolean first = TRUE;

  while ((next = rb_export_next_flow (self, &n)) != NULL)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);
      g_autofree char *from = rb_flow_dup_from (flow);
      g_autofree char *to = rb_flow_dup_to (flow);
      g_autofree char *text = rb_ladder_to_text (ladder, 0);

      g_string_append_printf (self->buffer, "%s%s  %s → %s\n%s\n\n%s", first ? "" : "\n", rb_flow_get_method (flow),
                              from, to, rb_flow_get_verdict (flow)->text, text);
      first = FALSE;
      if (!rb_export_flush (self, error))
        return FALSE;
    }

  return TRUE;
}
