/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace seen through a filter, for lists and ladders of the window. Only positions are kept.
 * What there is to look at is taken in slices, between which the main loop draws and listens; a
 * message is looked at once, and again only when its flow has grown and the filter asks for
 * something that a later message can change. */

#include "rb-filter-model.h"

#define SLICE_US 4000
/* Between two slices: the time in which sources of a lower priority, drawing among them, get their turn. */
#define PAUSE_MS 1

#define LOOKS_BETWEEN_CLOCKS 16

struct _RbFilterModel
{
  GObject parent_instance;

  RbTrace *trace;
  GArray *candidates; /* (nullable) of guint, ascending: the only positions to look at */
  RbFilter *filter;   /* (nullable) */
  GArray *positions;  /* of guint, ascending: what matches */
  guint n_seen;       /* candidates looked at */
  guint n_noted;      /* messages of the trace whose flows were noted as grown */
  GPtrArray *grown;   /* of RbFlow: to be looked at again, the last one first */
  GHashTable *is_grown;
  guint grown_step; /* next step of the last of @grown */
  guint source;
};

enum
{
  PROP_PROGRESS = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

typedef struct
{
  guint position;
  gboolean matches;
} Change;

static void rb_filter_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RbFilterModel, rb_filter_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_filter_model_list_model_init))

static guint
count_candidates (RbFilterModel *self)
{
  return self->candidates != NULL ? self->candidates->len : g_list_model_get_n_items (G_LIST_MODEL (self->trace));
}

static gboolean
is_done (RbFilterModel *self)
{
  return self->n_seen == count_candidates (self) && self->grown->len == 0;
}

static gboolean
matches (RbFilterModel *self, guint position)
{
  return self->filter == NULL || rb_filter_matches (self->filter, self->trace, position);
}

/* The clock is asked now and then only. */
static gboolean
is_over (guint n_looks, gint64 deadline_us)
{
  return n_looks % LOOKS_BETWEEN_CLOCKS == 0 && g_get_monotonic_time () >= deadline_us;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

static gboolean
was_seen (RbFilterModel *self, guint position)
{
  guint n;

  if (self->candidates == NULL)
    return position < self->n_seen;

  return g_array_binary_search (self->candidates, &position, compare_positions, &n) && n < self->n_seen;
}

static void
scan (RbFilterModel *self, gint64 deadline_us)
{
  guint n = count_candidates (self);

  for (guint n_looks = 1; self->n_seen < n; n_looks++)
    {
      guint position = self->candidates != NULL ? g_array_index (self->candidates, guint, self->n_seen) : self->n_seen;

      if (matches (self, position))
        g_array_append_val (self->positions, position);
      self->n_seen++;
      if (is_over (n_looks, deadline_us))
        return;
    }
}

/* Where @position is among the matches, or would be. */
static guint
find_match (RbFilterModel *self, guint position)
{
  guint low = 0;
  guint high = self->positions->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->positions, guint, middle) < position)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Looks at the messages of grown flows again; what differs goes into @changes. */
static void
look_again (RbFilterModel *self, GArray *changes, gint64 deadline_us)
{
  for (guint n_looks = 1; self->grown->len > 0; n_looks++)
    {
      RbFlow *flow = g_ptr_array_index (self->grown, self->grown->len - 1);
      const RbFlowStep *step = rb_flow_get_step (flow, self->grown_step);

      if (step == NULL)
        {
          g_hash_table_remove (self->is_grown, flow);
          g_ptr_array_set_size (self->grown, (int) self->grown->len - 1);
          self->grown_step = 0;
        }
      else
        {
          Change change = { .position = step->position };
          guint n = find_match (self, change.position);
          gboolean matched = n < self->positions->len && g_array_index (self->positions, guint, n) == change.position;

          self->grown_step++;
          if (was_seen (self, change.position))
            {
              change.matches = matches (self, change.position);
              if (change.matches != matched)
                g_array_append_val (changes, change);
            }
        }
      if (is_over (n_looks, deadline_us))
        return;
    }
}

/* All of them in one announcement of the range they lie in. */
static void
apply_changes (RbFilterModel *self, GArray *changes)
{
  GArray *range = g_array_new (FALSE, FALSE, sizeof (guint));
  const Change *change = &g_array_index (changes, Change, 0);
  guint first, last, n, next;

  g_array_sort (changes, compare_positions); /* @position comes first in Change */
  first = find_match (self, change->position);
  last = find_match (self, g_array_index (changes, Change, changes->len - 1).position + 1);

  for (n = first, next = 0; n < last || next < changes->len;)
    {
      guint position = n < last ? g_array_index (self->positions, guint, n) : G_MAXUINT;

      change = next < changes->len ? &g_array_index (changes, Change, next) : NULL;
      if (change != NULL && change->position <= position)
        {
          if (change->matches)
            g_array_append_val (range, change->position);
          else
            n++;
          next++;
        }
      else
        {
          g_array_append_val (range, position);
          n++;
        }
    }

  g_array_remove_range (self->positions, first, last - first);
  g_array_insert_vals (self->positions, first, range->data, range->len);
  g_list_model_items_changed (G_LIST_MODEL (self), first, last - first, range->len);
  g_array_unref (range);
}

static void
work (RbFilterModel *self, gint64 deadline_us)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (Change));
  guint n_before = self->positions->len;

  scan (self, deadline_us);
  if (self->positions->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->positions->len - n_before);

  look_again (self, changes, deadline_us);
  if (changes->len > 0)
    apply_changes (self, changes);
}

static gboolean
on_slice (gpointer data)
{
  g_autoptr (RbFilterModel) self = g_object_ref (data);

  work (self, g_get_monotonic_time () + SLICE_US);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  if (!is_done (self))
    return G_SOURCE_CONTINUE;

  self->source = 0;
  return G_SOURCE_REMOVE;
}

/* What one slice does not finish is left to the main loop. */
static void
go_on (RbFilterModel *self)
{
  if (!is_done (self) && self->source == 0)
    self->source = g_timeout_add (PAUSE_MS, on_slice, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

static void
note_grown_flows (RbFilterModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->trace));

  for (; self->n_noted < n; self->n_noted++)
    {
      RbFlow *flow;

      if (self->filter == NULL || !rb_filter_looks_at_flows (self->filter))
        continue;
      flow = rb_trace_get_flow_of (self->trace, self->n_noted);
      if (flow == NULL)
        continue;
      if (g_hash_table_add (self->is_grown, flow))
        {
          g_ptr_array_add (self->grown, flow);
          self->grown_step = 0;
        }
      else if (flow == g_ptr_array_index (self->grown, self->grown->len - 1))
        self->grown_step = 0;
    }
}

static void
rb_filter_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PROGRESS:
      g_value_set_double (value, rb_filter_model_get_progress (RB_FILTER_MODEL (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static GType
rb_filter_model_get_item_type (GListModel *list)
{
  return RB_TYPE_MESSAGE;
}

static guint
rb_filter_model_get_n_items (GListModel *list)
{
  return RB_FILTER_MODEL (list)->positions->len;
}

static gpointer
rb_filter_model_get_item (GListModel *list, guint n)
{
  RbFilterModel *self = RB_FILTER_MODEL (list);

  if (n >= self->positions->len)
    return NULL;

  return rb_trace_get_message (self->trace, g_array_index (self->positions, guint, n));
}

static void
rb_filter_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rb_filter_model_get_item_type;
  iface->get_n_items = rb_filter_model_get_n_items;
  iface->get_item = rb_filter_model_get_item;
}

static void
rb_filter_model_dispose (GObject *object)
{
  RbFilterModel *self = RB_FILTER_MODEL (object);

  g_clear_handle_id (&self->source, g_source_remove);

  G_OBJECT_CLASS (rb_filter_model_parent_class)->dispose (object);
}

static void
rb_filter_model_finalize (GObject *object)
{
  RbFilterModel *self = RB_FILTER_MODEL (object);

  g_clear_object (&self->trace);
  g_clear_pointer (&self->candidates, g_array_unref);
  g_clear_pointer (&self->filter, rb_filter_unref);
  g_clear_pointer (&self->positions, g_array_unref);
  g_clear_pointer (&self->grown, g_ptr_array_unref);
  g_clear_pointer (&self->is_grown, g_hash_table_unref);

  G_OBJECT_CLASS (rb_filter_model_parent_class)->finalize (object);
}

static void
rb_filter_model_class_init (RbFilterModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rb_filter_model_get_property;
  object_class->dispose = rb_filter_model_dispose;
  object_class->finalize = rb_filter_model_finalize;

  props[PROP_PROGRESS] =
      g_param_spec_double ("progress", NULL, NULL, 0, 1, 1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rb_filter_model_init (RbFilterModel *self)
{
  self->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->grown = g_ptr_array_new ();
  self->is_grown = g_hash_table_new (NULL, NULL);
}

/**
 * rb_filter_model_new:
 * @trace: where the messages are
 * @candidates: (nullable): of guint: positions in @trace, ascending, to which the view is limited. Who
 *   fills it, appending only, calls rb_filter_model_update() afterwards. NULL: every message that the
 *   trace announces; then the model follows the trace by itself.
 *
 * A model without a filter: it matches everything.
 *
 * Returns: (transfer full)
 */
RbFilterModel *
rb_filter_model_new (RbTrace *trace, GArray *candidates)
{
  RbFilterModel *self = g_object_new (RB_TYPE_FILTER_MODEL, NULL);

  self->trace = g_object_ref (trace);
  if (candidates != NULL)
    self->candidates = g_array_ref (candidates);
  else
    g_signal_connect_object (trace, "items-changed", G_CALLBACK (rb_filter_model_update), self, G_CONNECT_SWAPPED);
  rb_filter_model_set_filter (self, NULL);

  return self;
}

/* Begins anew; what one slice finds is there when it returns. */
void
rb_filter_model_set_filter (RbFilterModel *self, RbFilter *filter)
{
  guint n_before = self->positions->len;

  if (filter != NULL)
    rb_filter_ref (filter);
  g_clear_pointer (&self->filter, rb_filter_unref);
  self->filter = filter;

  g_array_set_size (self->positions, 0);
  g_ptr_array_set_size (self->grown, 0);
  g_hash_table_remove_all (self->is_grown);
  self->n_seen = 0;
  self->n_noted = g_list_model_get_n_items (G_LIST_MODEL (self->trace));
  scan (self, g_get_monotonic_time () + SLICE_US);
  if (n_before > 0 || self->positions->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->positions->len);
  go_on (self);
}

RbFilter *
rb_filter_model_get_filter (RbFilterModel *self)
{
  return self->filter;
}

guint
rb_filter_model_get_position (RbFilterModel *self, guint n)
{
  g_return_val_if_fail (n < self->positions->len, 0);

  return g_array_index (self->positions, guint, n);
}

double
rb_filter_model_get_progress (RbFilterModel *self)
{
  guint n = count_candidates (self);

  if (is_done (self) || n == 0)
    return 1;

  return MIN ((double) self->n_seen / n, 0.99);
}

/* There are more candidates, or the trace has grown. */
void
rb_filter_model_update (RbFilterModel *self)
{
  note_grown_flows (self);
  if (self->source == 0)
    work (self, g_get_monotonic_time () + SLICE_US);
  go_on (self);
}

/* Does all that is left to do now. */
void
rb_filter_model_finish (RbFilterModel *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  work (self, G_MAXINT64);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}
