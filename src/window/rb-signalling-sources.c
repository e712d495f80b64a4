/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the scopes of the signalling half read from: our own trace, the practice network's, captures. */

#include "rb-signalling-sources.h"

#include <glib/gi18n-lib.h>

struct _RbSignallingSources
{
  RbTrace *traces[RB_N_SIGNALLING_SOURCES]; /* each (nullable) */
  char *call_id;                            /* (nullable): of the call that the live scopes follow */
  RbOpenedCapture *capture;                 /* (nullable) */
  char *merged_title;                       /* (nullable) */
  RbFlow *picked;                           /* (nullable) */
  char *picked_title;                       /* (nullable) */
  RbFlow *related;                          /* (nullable) */
};

RbSignallingSources *
rb_signalling_sources_new (void)
{
  return g_new0 (RbSignallingSources, 1);
}

static void
give_up_capture (RbSignallingSources *self)
{
  if (self->capture != NULL)
    rb_opened_capture_cancel (self->capture);
  g_clear_object (&self->capture);
}

void
rb_signalling_sources_free (RbSignallingSources *self)
{
  if (self == NULL)
    return;

  give_up_capture (self);
  for (guint i = 0; i < RB_N_SIGNALLING_SOURCES; i++)
    g_clear_object (&self->traces[i]);
  g_free (self->call_id);
  g_free (self->merged_title);
  g_clear_object (&self->picked);
  g_free (self->picked_title);
  g_clear_object (&self->related);
  g_free (self);
}

gboolean
rb_signalling_sources_set_trace (RbSignallingSources *self, RbSignallingSource source, RbTrace *trace)
{
  return g_set_object (&self->traces[source], trace);
}

void
rb_signalling_sources_set_call (RbSignallingSources *self, const char *call_id)
{
  g_free (self->call_id);
  self->call_id = g_strdup (call_id);
  g_clear_object (&self->related);
}

void
rb_signalling_sources_set_capture (RbSignallingSources *self, RbOpenedCapture *capture)
{
  give_up_capture (self);
  self->capture = capture;
  g_set_object (&self->traces[RB_SIGNALLING_FROM_CAPTURE], rb_opened_capture_get_trace (capture));
}

RbOpenedCapture *
rb_signalling_sources_get_capture (RbSignallingSources *self)
{
  return self->capture;
}

void
rb_signalling_sources_set_merged (RbSignallingSources *self, RbTrace *trace, const char *title)
{
  g_set_object (&self->traces[RB_SIGNALLING_FROM_MERGED], trace);
  g_free (self->merged_title);
  self->merged_title = g_strdup (title);
}

void
rb_signalling_sources_set_picked (RbSignallingSources *self, RbFlow *flow)
{
  g_set_object (&self->traces[RB_SIGNALLING_FROM_PICKED], rb_flow_get_trace (flow));
  g_set_object (&self->picked, flow);
  g_free (self->picked_title);
  self->picked_title = rb_flow_format_parties (flow);
}

void
rb_signalling_sources_set_related (RbSignallingSources *self, RbFlow *flow)
{
  g_set_object (&self->related, flow);
}

RbFlow *
rb_signalling_sources_get_related (RbSignallingSources *self)
{
  RbTrace *live = self->traces[RB_SIGNALLING_FROM_LIVE];

  if (self->related != NULL || live == NULL || self->call_id == NULL)
    return self->related;

  return rb_trace_find_flow (live, self->call_id);
}

static RbTrace *
get_trace (RbSignallingSources *self, RbSignallingScope scope)
{
  if (scope == RB_SIGNALLING_RELATED && self->related != NULL)
    return rb_flow_get_trace (self->related);
  return self->traces[rb_signalling_scope_get_info (scope)->source];
}

RbTrace *
rb_signalling_sources_get_own (RbSignallingSources *self, RbSignallingScope scope)
{
  RbTrace *trace = get_trace (self, scope);

  return trace != NULL && trace == self->traces[RB_SIGNALLING_FROM_LAB] ? self->traces[RB_SIGNALLING_FROM_LIVE] : NULL;
}

gboolean
rb_signalling_sources_is_live (RbSignallingSources *self, RbSignallingScope scope)
{
  RbTrace *trace = get_trace (self, scope);

  return trace == self->traces[RB_SIGNALLING_FROM_LIVE] || trace == self->traces[RB_SIGNALLING_FROM_LAB] ||
         (scope <= RB_SIGNALLING_LAB_EVERYTHING && scope != RB_SIGNALLING_RELATED);
}

gboolean
rb_signalling_sources_is_reading (RbSignallingSources *self, RbSignallingScope scope)
{
  return scope == RB_SIGNALLING_CAPTURE && self->capture != NULL && rb_opened_capture_is_reading (self->capture);
}

const char *
rb_signalling_sources_get_error (RbSignallingSources *self, RbSignallingScope scope)
{
  return scope == RB_SIGNALLING_CAPTURE && self->capture != NULL ? rb_opened_capture_get_error (self->capture) : NULL;
}

const char *
rb_signalling_sources_get_label (RbSignallingSources *self, RbSignallingScope scope)
{
  const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (scope);

  switch (info->source)
    {
    case RB_SIGNALLING_FROM_LAB:
      if (self->traces[info->source] == NULL || (info->kind == RB_SCOPE_CALL && self->call_id == NULL))
        return NULL;
      return _ (info->label);

    case RB_SIGNALLING_FROM_CAPTURE:
      return self->capture != NULL ? rb_opened_capture_get_title (self->capture) : NULL;

    case RB_SIGNALLING_FROM_MERGED:
      return self->merged_title;

    case RB_SIGNALLING_FROM_PICKED:
      return self->picked_title;

    case RB_SIGNALLING_FROM_LIVE:
    case RB_N_SIGNALLING_SOURCES:
    default:
      return _ (info->label);
    }
}

/* A capture of one call is shown as a call: its lanes then have the names of a call's parties. Only when all of it
 * is read is that known. */
static gboolean
is_capture_of_one_call (RbSignallingSources *self, RbSignallingScope scope)
{
  RbTrace *trace = get_trace (self, scope);
  RbFlow *flow;

  if (rb_signalling_sources_is_live (self, scope) || rb_signalling_sources_is_reading (self, scope))
    return FALSE;

  flow = trace != NULL && rb_trace_get_n_messages (trace) > 0 ? rb_trace_get_flow_of (trace, 0) : NULL;

  return flow != NULL && rb_flow_get_n_steps (flow) == rb_trace_get_n_messages (trace);
}

gboolean
rb_signalling_sources_is_one_call (RbSignallingSources *self, RbSignallingScope scope)
{
  return rb_signalling_scope_get_info (scope)->kind == RB_SCOPE_CALL || is_capture_of_one_call (self, scope);
}

RbScopeModel *
rb_signalling_sources_new_model (RbSignallingSources *self, RbSignallingScope scope)
{
  const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (scope);
  RbTrace *trace = self->traces[info->source];

  if (scope == RB_SIGNALLING_PICKED)
    return self->picked != NULL ? rb_scope_model_new_for_flow (self->picked) : NULL;
  if (trace == NULL || (info->kind == RB_SCOPE_CALL && self->call_id == NULL))
    return NULL;
  if (is_capture_of_one_call (self, scope))
    return rb_scope_model_new (trace, RB_SCOPE_CALL, rb_flow_get_call_id (rb_trace_get_flow_of (trace, 0)));

  return rb_scope_model_new (trace, info->kind, self->call_id);
}
