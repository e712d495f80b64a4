/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a capture that is only in memory, and looking at all there is in it. */

#include "fuzz-capture.h"

#include "rb-capture-reader.h"
#include "rb-join.h"
#include "rb-ladder.h"

#define MAX_JOINS 16

RbTrace *
fuzz_capture_read (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  FuzzFile file;
  RbTrace *trace;

  fuzz_file_open (&file, data, size);
  trace = rb_capture_read (file.path, NULL, &error);
  fuzz_file_close (&file);
  g_assert (trace != NULL || error != NULL);

  return trace;
}

/* Calls that belong together, in one ladder. */
static void
look_at_joins (RbTrace *trace)
{
  g_autoptr (GPtrArray) joins = rb_trace_list_joins (trace);

  for (guint i = 0; i < MIN (joins->len, MAX_JOINS); i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);
      g_autoptr (GPtrArray) flows = rb_join_list_flows (joins, join->first, TRUE);
      g_autoptr (RbLadder) ladder = rb_ladder_new_for_flows (flows);
      g_autofree char *text = rb_ladder_to_text (ladder, 0);
      g_autofree char *sentence = rb_join_format (join, 1, 2);

      g_assert (flows->len > 1 && join->position < rb_trace_get_n_messages (trace));
      g_assert (g_utf8_validate (text, -1, NULL) && g_utf8_validate (sentence, -1, NULL));
    }
}

void
fuzz_trace_look (RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);
  g_autoptr (RbLadder) all = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  g_autofree char *text = rb_ladder_to_text (all, 0);

  g_assert (g_utf8_validate (text, -1, NULL));
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      const RbVerdict *verdict = rb_flow_get_verdict (flow);
      g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (flow);
      g_autofree char *from = rb_flow_dup_from (flow);
      g_autofree char *to = rb_flow_dup_to (flow);

      g_assert (rb_flow_get_n_steps (flow) > 0);
      g_assert (g_utf8_validate (from, -1, NULL) && g_utf8_validate (to, -1, NULL));
      g_assert (g_utf8_validate (verdict->text, -1, NULL));
      for (guint j = 0; j < verdict->evidence->len; j++)
        g_assert (g_array_index (verdict->evidence, guint, j) < rb_trace_get_n_messages (trace));
      for (guint j = 0; j < rb_ladder_get_n_rows (ladder); j++)
        g_assert (rb_ladder_get_row (ladder, j)->from < rb_ladder_get_n_lanes (ladder));
    }
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);
      g_autofree char *info = rb_message_format_info (message);
      const RbFlowStep *step = rb_trace_get_step (trace, i);

      g_assert (g_utf8_validate (info, -1, NULL));
      g_assert (step == NULL || step->position == i);
    }
  look_at_joins (trace);
}
