/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages of a trace that one scope of the signalling half shows: everything, one call, or the
 * registrations. Only positions are kept, and each message is looked at once, when the trace
 * announces it, so that a scope of a long trace costs no objects and following a live one is cheap.
 * List, ladder and detail share it. */

#include "rb-scope-model.h"

#include "rb-filter-model.h"
#include "rb-sip-index.h"

struct _RbScopeModel
{
  GObject parent_instance;

  RbTrace *trace;
  RbScopeKind kind;
  char *call_id;
  GPtrArray *flows;  /* of CALL; none yet, one, or several that belong together */
  RbFlow *flow;      /* (nullable): of CALL: the one it is about; another call with this Call-ID is another flow */
  GArray *positions; /* of guint; not used by RB_SCOPE_EVERYTHING */
  guint n_items;
  RbFilterModel *filtered; /* (nullable): what is shown of @positions, or of the whole trace */
  GPtrArray *calls;        /* EVERYTHING: of RbFlow, not owned: up to two calls of the trace */
  guint n_flows;           /* EVERYTHING: looked at for @calls */
  GArray *n_steps;         /* CALL: of guint, parallel to @flows: steps looked at */
  guint n_seen;            /* REGISTRATIONS: messages of the trace looked at */
};

static void rb_scope_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RbScopeModel, rb_scope_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_scope_model_list_model_init))

static gboolean
is_registration (RbTrace *trace, guint position)
{
  RbSipIndex index;
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);

  rb_sip_index_parse (&index, bytes, length);

  return rb_span_is (index.method, bytes, "REGISTER");
}

static void
add_flow (RbScopeModel *self, RbFlow *flow)
{
  const guint none = 0;

  g_ptr_array_add (self->flows, g_object_ref (flow));
  g_array_append_val (self->n_steps, none);
}

static RbFlow *
ensure_flow (RbScopeModel *self)
{
  if (self->flow == NULL && g_set_object (&self->flow, rb_trace_find_flow (self->trace, self->call_id)))
    add_flow (self, self->flow);
  return self->flow;
}

/* Position of the next message of flow @n; RB_FLOW_NONE when all were looked at. */
static guint
peek_next (RbScopeModel *self, guint n)
{
  const RbFlowStep *step =
      rb_flow_get_step (g_ptr_array_index (self->flows, n), g_array_index (self->n_steps, guint, n));

  return step != NULL ? step->position : RB_FLOW_NONE;
}

/* In the order of the trace, whichever call they belong to. */
static void
collect_call (RbScopeModel *self, guint n_announced)
{
  if (ensure_flow (self) == NULL)
    return;

  for (;;)
    {
      guint first = 0;
      guint position;

      for (guint n = 1; n < self->flows->len; n++)
        if (peek_next (self, n) < peek_next (self, first))
          first = n;
      position = peek_next (self, first);
      if (position == RB_FLOW_NONE || position >= n_announced)
        return;

      g_array_append_val (self->positions, position);
      g_array_index (self->n_steps, guint, first)++;
    }
}

static void
collect_registrations (RbScopeModel *self, guint n_announced)
{
  for (; self->n_seen < n_announced; self->n_seen++)
    if (is_registration (self->trace, self->n_seen))
      g_array_append_val (self->positions, self->n_seen);
}

static void
rb_scope_model_collect (RbScopeModel *self)
{
  guint n_announced = g_list_model_get_n_items (G_LIST_MODEL (self->trace));

  switch (self->kind)
    {
    case RB_SCOPE_CALL:
      collect_call (self, n_announced);
      self->n_items = self->positions->len;
      break;

    case RB_SCOPE_REGISTRATIONS:
      collect_registrations (self, n_announced);
      self->n_items = self->positions->len;
      break;

    case RB_SCOPE_EVERYTHING:
    default:
      self->n_items = n_announced;
      break;
    }
}

static void
on_trace_items_changed (RbScopeModel *self)
{
  guint n_before = self->n_items;

  rb_scope_model_collect (self);
  if (self->filtered != NULL && self->kind != RB_SCOPE_EVERYTHING)
    rb_filter_model_update (self->filtered);
  else if (self->filtered == NULL && self->n_items > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->n_items - n_before);
}

static void
on_filtered_items_changed (RbScopeModel *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static GType
rb_scope_model_get_item_type (GListModel *list)
{
  return RB_TYPE_MESSAGE;
}

static guint
rb_scope_model_get_n_items (GListModel *list)
{
  RbScopeModel *self = RB_SCOPE_MODEL (list);

  return self->filtered != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) : self->n_items;
}

static gpointer
rb_scope_model_get_item (GListModel *list, guint n)
{
  RbScopeModel *self = RB_SCOPE_MODEL (list);

  if (n >= rb_scope_model_get_n_items (list))
    return NULL;

  return rb_trace_get_message (self->trace, rb_scope_model_get_position (self, n));
}

static void
rb_scope_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rb_scope_model_get_item_type;
  iface->get_n_items = rb_scope_model_get_n_items;
  iface->get_item = rb_scope_model_get_item;
}

static void
rb_scope_model_finalize (GObject *object)
{
  RbScopeModel *self = RB_SCOPE_MODEL (object);

  g_clear_object (&self->filtered);
  g_clear_object (&self->flow);
  g_clear_pointer (&self->flows, g_ptr_array_unref);
  g_clear_pointer (&self->n_steps, g_array_unref);
  g_clear_object (&self->trace);
  g_clear_pointer (&self->call_id, g_free);
  g_clear_pointer (&self->positions, g_array_unref);
  g_clear_pointer (&self->calls, g_ptr_array_unref);

  G_OBJECT_CLASS (rb_scope_model_parent_class)->finalize (object);
}

static void
rb_scope_model_class_init (RbScopeModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rb_scope_model_finalize;
}

static void
rb_scope_model_init (RbScopeModel *self)
{
  self->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->calls = g_ptr_array_new ();
  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_steps = g_array_new (FALSE, FALSE, sizeof (guint));
}

static RbScopeModel *
new_empty (RbTrace *trace, RbScopeKind kind, const char *call_id)
{
  RbScopeModel *self = g_object_new (RB_TYPE_SCOPE_MODEL, NULL);

  self->trace = g_object_ref (trace);
  self->kind = kind;
  self->call_id = g_strdup (call_id);
  g_signal_connect_object (trace, "items-changed", G_CALLBACK (on_trace_items_changed), self, G_CONNECT_SWAPPED);

  return self;
}

RbScopeModel *
rb_scope_model_new (RbTrace *trace, RbScopeKind kind, const char *call_id)
{
  RbScopeModel *self;

  g_return_val_if_fail (RB_IS_TRACE (trace), NULL);
  g_return_val_if_fail (kind != RB_SCOPE_CALL || call_id != NULL, NULL);

  self = new_empty (trace, kind, call_id);
  rb_scope_model_collect (self);

  return self;
}

RbScopeModel *
rb_scope_model_new_for_flow (RbFlow *flow)
{
  g_autoptr (GPtrArray) flows = g_ptr_array_new ();

  g_ptr_array_add (flows, flow);

  return rb_scope_model_new_for_flows (flows, flow);
}

RbScopeModel *
rb_scope_model_new_for_flows (GPtrArray *flows, RbFlow *flow)
{
  RbScopeModel *self;

  g_return_val_if_fail (RB_IS_FLOW (flow), NULL);

  self = new_empty (rb_flow_get_trace (flow), RB_SCOPE_CALL, rb_flow_get_call_id (flow));
  self->flow = g_object_ref (flow);
  for (guint i = 0; i < flows->len; i++)
    add_flow (self, g_ptr_array_index (flows, i));
  rb_scope_model_collect (self);

  return self;
}

void
rb_scope_model_set_filter (RbScopeModel *self, RbFilter *filter)
{
  g_return_if_fail (RB_IS_SCOPE_MODEL (self));

  if (self->filtered != NULL)
    g_signal_handlers_disconnect_by_data (self->filtered, self);
  g_clear_object (&self->filtered);
  if (filter == NULL)
    return;

  self->filtered = rb_filter_model_new (self->trace, self->kind == RB_SCOPE_EVERYTHING ? NULL : self->positions);
  rb_filter_model_set_filter (self->filtered, filter);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (on_filtered_items_changed), self,
                           G_CONNECT_SWAPPED);
}

gboolean
rb_scope_model_is_filtered (RbScopeModel *self)
{
  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), FALSE);

  return self->filtered != NULL;
}

RbTrace *
rb_scope_model_get_trace (RbScopeModel *self)
{
  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), NULL);

  return self->trace;
}

RbScopeKind
rb_scope_model_get_kind (RbScopeModel *self)
{
  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), RB_SCOPE_EVERYTHING);

  return self->kind;
}

RbFlow *
rb_scope_model_get_flow (RbScopeModel *self)
{
  GListModel *flows;

  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), NULL);

  if (self->kind == RB_SCOPE_CALL)
    return ensure_flow (self);

  flows = rb_trace_get_flows (self->trace);
  if (self->kind == RB_SCOPE_EVERYTHING && g_list_model_get_n_items (flows) == 1)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, 0);

      return flow; /* the trace holds it */
    }

  return NULL;
}

GPtrArray *
rb_scope_model_get_flows (RbScopeModel *self)
{
  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), NULL);

  return self->flows;
}

RbFlow *
rb_scope_model_get_call (RbScopeModel *self)
{
  RbFlow *flow = rb_scope_model_get_flow (self);
  GListModel *flows = rb_trace_get_flows (self->trace);

  if (flow != NULL || self->kind != RB_SCOPE_EVERYTHING)
    return flow;

  for (; self->n_flows < g_list_model_get_n_items (flows) && self->calls->len < 2; self->n_flows++)
    {
      g_autoptr (RbFlow) other = g_list_model_get_item (flows, self->n_flows);

      if (g_strcmp0 (rb_flow_get_method (other), "INVITE") == 0)
        g_ptr_array_add (self->calls, other); /* the trace holds it */
    }

  return self->calls->len == 1 ? g_ptr_array_index (self->calls, 0) : NULL;
}

guint
rb_scope_model_get_position (RbScopeModel *self, guint n)
{
  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), 0);
  g_return_val_if_fail (n < rb_scope_model_get_n_items (G_LIST_MODEL (self)), 0);

  if (self->filtered != NULL)
    return rb_filter_model_get_position (self->filtered, n);
  return self->kind == RB_SCOPE_EVERYTHING ? n : g_array_index (self->positions, guint, n);
}

guint
rb_scope_model_find (RbScopeModel *self, guint position)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), G_MAXUINT);

  high = rb_scope_model_get_n_items (G_LIST_MODEL (self));
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint found = rb_scope_model_get_position (self, middle);

      if (found == position)
        return middle;
      if (found < position)
        low = middle + 1;
      else
        high = middle;
    }

  return G_MAXUINT;
}

guint
rb_scope_model_count_until (RbScopeModel *self, gint64 wall_us)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), 0);

  high = rb_scope_model_get_n_items (G_LIST_MODEL (self));
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rb_trace_get_time (self->trace, rb_scope_model_get_position (self, middle)) <= wall_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint
rb_scope_model_find_in_transaction (RbScopeModel *self, guint n, int step)
{
  guint position;
  RbFlow *flow;
  guint n_steps;
  guint at;
  guint transaction;

  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), G_MAXUINT);
  g_return_val_if_fail (step == 1 || step == -1, G_MAXUINT);

  position = rb_scope_model_get_position (self, n);
  flow = rb_trace_get_flow_of (self->trace, position);
  if (flow == NULL)
    return G_MAXUINT;

  n_steps = rb_flow_get_n_steps (flow);
  at = rb_trace_get_step_number (self->trace, position);
  transaction = rb_flow_get_step (flow, at)->transaction;
  /* Before the first step the number wraps around. */
  for (at += (guint) step; at < n_steps; at += (guint) step)
    if (rb_flow_get_step (flow, at)->transaction == transaction)
      {
        guint found = rb_scope_model_find (self, rb_flow_get_step (flow, at)->position);

        if (found != G_MAXUINT)
          return found;
      }

  return G_MAXUINT;
}

gint64
rb_scope_model_get_time (RbScopeModel *self, guint n)
{
  g_return_val_if_fail (RB_IS_SCOPE_MODEL (self), 0);
  g_return_val_if_fail (n < rb_scope_model_get_n_items (G_LIST_MODEL (self)), 0);

  return rb_trace_get_time (self->trace, rb_scope_model_get_position (self, n)) -
         rb_trace_get_time (self->trace, rb_scope_model_get_position (self, 0));
}

gint64
rb_scope_model_get_delta (RbScopeModel *self, guint n)
{
  return n == 0 ? 0 : rb_scope_model_get_time (self, n) - rb_scope_model_get_time (self, n - 1);
}
