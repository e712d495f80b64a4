/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls that belong to the one the signalling half shows: told by a bar above it, and shown together in a scope of
 * their own, which grows as they become more. */

#include "rb-signalling-pane-private.h"

static gboolean
shows_related (RbSignallingPane *self)
{
  return self->scope == RB_SIGNALLING_RELATED;
}

/* The calls that belong together may have become more since the model was made. */
static gboolean
shows_all_related (RbSignallingPane *self)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);

  return model == NULL || rb_scope_model_get_flows (model)->len == rb_related_calls_get_flows (self->related)->len;
}

static void
on_related_changed (RbSignallingPane *self)
{
  if (shows_related (self))
    rb_signalling_pane_renew_model (self);
  else
    rb_related_bar_show (self->related_bar, self->related, FALSE);
}

/* Not in the middle of what the old model tells. */
static void
on_renewal (gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  self->renew_source = 0;
  on_related_changed (self);
}

/* The phone mixes their sound itself: no message says that they talk together. */
static void
on_conference_changed (RbSignallingPane *self, RbPhone *phone)
{
  GListModel *calls = rb_phone_get_calls (phone);
  g_autofree char *other = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);
      const char *call_id = rb_call_get_call_id (call);

      if (call_id == NULL || !rb_phone_is_in_conference (phone, call))
        continue;
      if (other != NULL)
        rb_related_calls_join (self->related, call_id, other);
      g_free (other);
      other = g_strdup (call_id);
    }
}

void
rb_signalling_pane_follow_conferences (RbSignallingPane *self, RbPhone *phone)
{
  g_signal_connect_object (phone, "conference-changed", G_CALLBACK (on_conference_changed), self, G_CONNECT_SWAPPED);
}

void
rb_signalling_pane_add_related (RbSignallingPane *self)
{
  self->related = rb_related_calls_new ();
  g_signal_connect_swapped (self->related, "changed", G_CALLBACK (on_related_changed), self);
}

RbScopeModel *
rb_signalling_pane_new_model (RbSignallingPane *self)
{
  RbFlow *flow = shows_related (self) ? rb_signalling_sources_get_related (self->sources) : NULL;

  if (flow == NULL)
    return rb_signalling_sources_new_model (self->sources, self->scope);

  rb_related_calls_set_flow (self->related, flow);
  return rb_scope_model_new_for_flows (rb_related_calls_get_flows (self->related), flow);
}

void
rb_signalling_pane_tell_related (RbSignallingPane *self)
{
  rb_related_calls_set_flow (self->related, shows_related (self) ? rb_signalling_sources_get_related (self->sources)
                                                                 : rb_signalling_pane_get_flow (self));
  rb_related_bar_show (self->related_bar, self->related, shows_related (self));
  if (shows_related (self) && !shows_all_related (self) && self->renew_source == 0)
    self->renew_source = g_idle_add_once (on_renewal, self);
}

/* Asked for by name: however long the trace is. */
void
rb_signalling_pane_show_related (RbSignallingPane *self, RbFlow *flow)
{
  rb_signalling_sources_set_related (self->sources, flow);
  flow = rb_signalling_sources_get_related (self->sources);
  if (flow != NULL)
    {
      rb_related_calls_set_flow (self->related, flow);
      rb_related_calls_search (self->related);
    }
  rb_signalling_pane_set_scope (self, RB_SIGNALLING_RELATED);
}
