/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace as a summary for people, a line a call: what `ringback-cli inspect` prints. */

#include <glib/gi18n-lib.h>

#include "rb-export-private.h"
#include "rb-flow-private.h"

static void
append_call (GString *text, RbFlow *flow, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (rb_flow_get_start_us (flow) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%F %T") : g_strdup ("?");
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);
  g_autofree char *count = NULL;
  guint n = rb_flow_get_n_steps (flow);

  count = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);
  g_string_append_printf (text, "%s  %s → %s  %s  (%s)\n", time, from, to, rb_flow_get_verdict (flow)->text, count);
}

gboolean
rb_export_summary (RbExport *self, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local (); /* once: it reads files */
  RbFlow *next;
  guint n = 0;

  while ((next = rb_export_next_flow (self, &n)) != NULL)
    {
      g_autoptr (RbFlow) flow = next;

      append_call (self->buffer, flow, zone);
      rb_flow_forget_verdict (flow);
      if (!rb_export_flush (self, error))
        return FALSE;
    }

  return TRUE;
}
