/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladder of each call as text under its verdict: `ringback-cli inspect --to ladder`. */

#include "rb-export-private.h"

/* How each call of the ladder ended, and why they belong together. */
static void
append_headings (RbExport *self, RbLadder *ladder)
{
  for (guint i = 1; i <= rb_ladder_get_n_calls (ladder); i++)
    {
      g_autofree char *heading = rb_export_format_heading (ladder, i);

      g_string_append_printf (self->buffer, "%s\n%s\n", heading,
                              rb_flow_get_verdict (rb_ladder_get_call (ladder, i))->text);
    }
  for (guint i = 0; self->options->why != NULL && self->options->why[i] != NULL; i++)
    g_string_append_printf (self->buffer, "%s\n", self->options->why[i]);
}

gboolean
rb_export_ladder (RbExport *self, GError **error)
{
  RbFlow *next;
  guint n = 0;
  gboolean first = TRUE;

  while ((next = rb_export_next_ladder (self, &n)) != NULL)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);
      g_autofree char *text = rb_ladder_to_text (ladder, 0);

      if (!first)
        g_string_append_c (self->buffer, '\n');
      append_headings (self, ladder);
      g_string_append_printf (self->buffer, "\n%s", text);
      first = FALSE;
      if (!rb_export_flush (self, error))
        return FALSE;
    }

  return TRUE;
}
