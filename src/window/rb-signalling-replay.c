/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The replay of the signalling half: a moment of a call that is over, which the ladder and the pages show, and whose
 * message is selected. */

#include "rb-signalling-pane-private.h"

/* What is over can be replayed. */
gboolean
rb_signalling_pane_can_replay (RbSignallingPane *self)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);

  if (model == NULL || g_list_model_get_n_items (G_LIST_MODEL (model)) < 2 ||
      rb_signalling_sources_is_reading (self->sources, self->scope))
    return FALSE;

  return !rb_signalling_sources_is_live (self->sources, self->scope) ||
         (rb_scope_model_get_kind (model) == RB_SCOPE_CALL && !rb_signalling_pane_is_call_running (self));
}

static void
show_now (RbSignallingPane *self, gint64 wall_us)
{
  rb_ladder_view_set_now (self->ladder, wall_us);
  rb_call_pages_set_now (self->pages, wall_us);
}

void
rb_signalling_pane_set_replay (RbSignallingPane *self, gboolean active)
{
  gtk_widget_set_visible (GTK_WIDGET (self->scrubber), active);
  rb_time_scrubber_set_scope (self->scrubber, active ? rb_signalling_selection_get_model (self->selection) : NULL);
  show_now (self, active ? rb_time_scrubber_get_time (self->scrubber) : G_MAXINT64);
  g_action_change_state (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "replay"),
                         g_variant_new_boolean (active));
}

/* The message of the moment is the selected one, and explained. */
void
rb_signalling_pane_replay (RbSignallingPane *self, gint64 wall_us)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);
  guint n = rb_scope_model_count_until (model, wall_us);

  show_now (self, wall_us);
  self->is_replaying = TRUE;
  rb_signalling_selection_select (self->selection, n > 0 ? rb_scope_model_get_position (model, n - 1) : RB_FLOW_NONE);
  rb_signalling_pane_show_selected (self);
  self->is_replaying = FALSE;
}

/* Whoever selects a message while the replay is open wants to be at that moment. */
void
rb_signalling_pane_replay_selected (RbSignallingPane *self)
{
  guint position = rb_signalling_selection_get_position (self->selection);
  gint64 time_us;

  if (self->is_replaying || !gtk_widget_get_visible (GTK_WIDGET (self->scrubber)) || position == RB_FLOW_NONE)
    return;

  time_us = rb_trace_get_time (rb_signalling_pane_get_trace (self), position);
  rb_time_scrubber_set_time (self->scrubber, time_us);
  show_now (self, time_us);
}
