/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace as a summary for people, a line a call: what `ringback-cli inspect` prints. */

#include "rb-export.h"

#include <glib/gi18n-lib.h>

char *
rb_trace_to_summary (RbTrace *trace)
{
  GString *text = g_string_new (NULL);
  GListModel *flows = rb_trace_get_flows (trace);
  guint n_flows = g_list_model_get_n_items (flows);

  for (guint i = 0; i < n_flows; i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (rb_flow_get_start_us (flow) / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
      g_autofree char *time = local != NULL ? g_date_time_format (local, "%F %T") : g_strdup ("?");
      g_autofree char *from = rb_flow_dup_from (flow);
      g_autofree char *to = rb_flow_dup_to (flow);
      g_autofree char *count = NULL;
      guint n = rb_flow_get_n_steps (flow);

      count = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);
      g_string_append_printf (text, "%s  %s → %s  %s  (%s)\n", time, from, to, rb_flow_get_verdict (flow)->text, count);
    }

  return g_string_free (text, FALSE);
}
