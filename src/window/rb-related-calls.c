/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls that belong to the one that is shown. All joins of the trace are found anew when it has grown, not oftener
 * than costs a small share of the time. No widgets here, so that it can be tested. */

#include "rb-related-calls.h"

/* Messages whose joins are found within some 40 ms. */
#define MAX_MESSAGES 100000
#define INTERVAL_MS 250
/* The wait until the next look is so many times what the last one took. */
#define REST 20

struct _RbRelatedCalls
{
  GObject parent_instance;

  RbTrace *trace;      /* (nullable): of @flow */
  RbFlow *flow;        /* (nullable) */
  GPtrArray *together; /* of Call-IDs, in pairs */
  GPtrArray *all;      /* (nullable) of RbJoin: all of the trace as it was with @n_messages */
  guint n_messages;
  GPtrArray *flows; /* of RbFlow, owned by the trace */
  GPtrArray *joins; /* of RbJoin, owned by @all */
  guint source;
  gint64 cost_us; /* of the last look */
  gboolean is_paused;
};

G_DEFINE_FINAL_TYPE (RbRelatedCalls, rb_related_calls, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
add_together (RbRelatedCalls *self, GPtrArray *joins)
{
  for (guint i = 0; i + 1 < self->together->len; i += 2)
    {
      RbFlow *first = rb_trace_find_flow (self->trace, g_ptr_array_index (self->together, i));
      RbFlow *second = rb_trace_find_flow (self->trace, g_ptr_array_index (self->together, i + 1));

      if (first != NULL && second != NULL && first != second)
        g_ptr_array_add (joins, rb_join_new_together (first, second));
    }
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (g_ptr_array_index (a, i) != g_ptr_array_index (b, i))
      return FALSE;

  return TRUE;
}

/* What of all belongs to the call. */
static void
choose (RbRelatedCalls *self)
{
  g_ptr_array_unref (self->flows);
  g_ptr_array_set_size (self->joins, 0);
  if (self->flow == NULL || self->all == NULL)
    {
      self->flows = g_ptr_array_new ();
      if (self->flow != NULL)
        g_ptr_array_add (self->flows, self->flow);
      return;
    }

  self->flows = rb_join_list_flows (self->all, self->flow, TRUE);
  for (guint i = 0; i < self->all->len; i++)
    {
      RbJoin *join = g_ptr_array_index (self->all, i);

      if (g_ptr_array_find (self->flows, join->first, NULL) && g_ptr_array_find (self->flows, join->second, NULL))
        g_ptr_array_add (self->joins, join);
    }
}

static void
find_all (RbRelatedCalls *self)
{
  gint64 start_us = g_get_monotonic_time ();

  g_ptr_array_set_size (self->joins, 0);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  self->all = rb_trace_list_joins (self->trace);
  add_together (self, self->all);
  self->n_messages = rb_trace_get_n_messages (self->trace);
  self->cost_us = g_get_monotonic_time () - start_us;
}

static void
look (RbRelatedCalls *self)
{
  g_autoptr (GPtrArray) flows = g_ptr_array_ref (self->flows);
  guint n_joins = self->joins->len;

  find_all (self);
  choose (self);
  if (!is_same (flows, self->flows) || n_joins != self->joins->len)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_old (RbRelatedCalls *self)
{
  return self->trace != NULL && (self->all == NULL || self->n_messages != rb_trace_get_n_messages (self->trace));
}

/* Unasked, and without holding up the window. */
static gboolean
may_look (RbRelatedCalls *self)
{
  return !self->is_paused && self->trace != NULL && rb_trace_get_n_messages (self->trace) <= MAX_MESSAGES;
}

static void
on_interval (gpointer data)
{
  RbRelatedCalls *self = data;

  self->source = 0;
  if (is_old (self) && may_look (self))
    look (self);
}

static void
on_trace_items_changed (RbRelatedCalls *self)
{
  if (self->source == 0 && may_look (self))
    self->source =
        g_timeout_add_once (MAX (INTERVAL_MS, self->cost_us * REST / G_TIME_SPAN_MILLISECOND), on_interval, self);
}

static void
forget_trace (RbRelatedCalls *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->trace != NULL)
    g_signal_handlers_disconnect_by_data (self->trace, self);
  g_ptr_array_set_size (self->joins, 0);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_object (&self->flow);
  g_clear_object (&self->trace);
}

static void
rb_related_calls_dispose (GObject *object)
{
  forget_trace (RB_RELATED_CALLS (object));

  G_OBJECT_CLASS (rb_related_calls_parent_class)->dispose (object);
}

static void
rb_related_calls_finalize (GObject *object)
{
  RbRelatedCalls *self = RB_RELATED_CALLS (object);

  g_ptr_array_unref (self->flows);
  g_ptr_array_unref (self->joins);
  g_ptr_array_unref (self->together);

  G_OBJECT_CLASS (rb_related_calls_parent_class)->finalize (object);
}

static void
rb_related_calls_class_init (RbRelatedCallsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_related_calls_dispose;
  object_class->finalize = rb_related_calls_finalize;

  signals[CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_related_calls_init (RbRelatedCalls *self)
{
  self->flows = g_ptr_array_new ();
  self->joins = g_ptr_array_new ();
  self->together = g_ptr_array_new_with_free_func (g_free);
}

RbRelatedCalls *
rb_related_calls_new (void)
{
  return g_object_new (RB_TYPE_RELATED_CALLS, NULL);
}

void
rb_related_calls_set_flow (RbRelatedCalls *self, RbFlow *flow)
{
  RbTrace *trace = flow != NULL ? rb_flow_get_trace (flow) : NULL;

  g_return_if_fail (RB_IS_RELATED_CALLS (self));

  if (flow == self->flow)
    return;

  if (trace != self->trace)
    {
      forget_trace (self);
      g_set_object (&self->trace, trace);
      if (trace != NULL)
        g_signal_connect_object (trace, "items-changed", G_CALLBACK (on_trace_items_changed), self, G_CONNECT_SWAPPED);
    }
  g_set_object (&self->flow, flow);
  if (is_old (self) && may_look (self))
    find_all (self);
  choose (self);
}

void
rb_related_calls_search (RbRelatedCalls *self)
{
  g_return_if_fail (RB_IS_RELATED_CALLS (self));

  if (!is_old (self))
    return;

  find_all (self);
  choose (self);
}

void
rb_related_calls_set_paused (RbRelatedCalls *self, gboolean paused)
{
  g_return_if_fail (RB_IS_RELATED_CALLS (self));

  self->is_paused = paused;
  if (is_old (self) && may_look (self))
    look (self);
}

void
rb_related_calls_join (RbRelatedCalls *self, const char *call_id, const char *other_call_id)
{
  g_return_if_fail (RB_IS_RELATED_CALLS (self));
  g_return_if_fail (call_id != NULL && other_call_id != NULL);

  for (guint i = 0; i + 1 < self->together->len; i += 2)
    if (g_str_equal (g_ptr_array_index (self->together, i), call_id) &&
        g_str_equal (g_ptr_array_index (self->together, i + 1), other_call_id))
      return;

  g_ptr_array_add (self->together, g_strdup (call_id));
  g_ptr_array_add (self->together, g_strdup (other_call_id));
  if (may_look (self))
    look (self);
  else
    self->n_messages = 0; /* what was found is old */
}

GPtrArray *
rb_related_calls_get_flows (RbRelatedCalls *self)
{
  g_return_val_if_fail (RB_IS_RELATED_CALLS (self), NULL);

  return self->flows;
}

GPtrArray *
rb_related_calls_get_joins (RbRelatedCalls *self)
{
  g_return_val_if_fail (RB_IS_RELATED_CALLS (self), NULL);

  return self->joins;
}
