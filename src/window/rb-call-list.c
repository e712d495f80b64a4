/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls of a trace, for the picker of the signalling half. No widgets here, so that it can be tested. */

#include "rb-call-list.h"

#define SLICE_US 4000
#define CLOCK_EVERY 32 /* flows between two looks at the clock */

struct _RbCallList
{
  GObject parent_instance;

  RbTrace *trace;
  GListModel *flows;
  GArray *numbers; /* of guint: of the flows that match */
  guint n_seen;    /* flows looked at */
  char **words;    /* (nullable): to be found, in lower case */
  guint source;
};

static void rb_call_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RbCallList, rb_call_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_call_list_list_model_init))

static GType
rb_call_list_get_item_type (GListModel *list)
{
  return RB_TYPE_FLOW;
}

static guint
rb_call_list_get_n_items (GListModel *list)
{
  return RB_CALL_LIST (list)->numbers->len;
}

static gpointer
rb_call_list_get_item (GListModel *list, guint n)
{
  RbCallList *self = RB_CALL_LIST (list);

  return n < self->numbers->len ? g_list_model_get_item (self->flows, g_array_index (self->numbers, guint, n)) : NULL;
}

static void
rb_call_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rb_call_list_get_item_type;
  iface->get_n_items = rb_call_list_get_n_items;
  iface->get_item = rb_call_list_get_item;
}

static gboolean
matches (RbCallList *self, RbFlow *flow)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (rb_flow_get_method (flow), "INVITE") != 0)
    return FALSE;
  if (self->words == NULL)
    return TRUE;

  from = rb_flow_dup_from (flow);
  to = rb_flow_dup_to (flow);
  line = g_strdup_printf ("%s %s %s %s", from != NULL ? from : "", to != NULL ? to : "", rb_flow_get_call_id (flow),
                          rb_verdict_kind_get_label (rb_flow_get_verdict (flow)->kind));
  text = g_utf8_make_valid (line, -1);
  g_free (line);
  line = g_utf8_casefold (text, -1);
  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (line, self->words[i]) == NULL)
      return FALSE;

  return TRUE;
}

/* FALSE when there is nothing left. @end_us: monotonic time when to stop. */
static gboolean
look (RbCallList *self, gint64 end_us)
{
  guint n_flows = g_list_model_get_n_items (self->flows);
  guint n_before = self->numbers->len;

  while (self->n_seen < n_flows)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (self->flows, self->n_seen);

      if (matches (self, flow))
        g_array_append_val (self->numbers, self->n_seen);
      self->n_seen++;
      if (self->n_seen % CLOCK_EVERY == 0 && g_get_monotonic_time () > end_us)
        break;
    }
  if (self->numbers->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->numbers->len - n_before);

  return self->n_seen < n_flows;
}

static gboolean
on_slice (gpointer data)
{
  RbCallList *self = data;

  if (look (self, g_get_monotonic_time () + SLICE_US))
    return G_SOURCE_CONTINUE;

  self->source = 0;

  return G_SOURCE_REMOVE;
}

/* Not at idle priority: those starve while frames are slow. */
static void
go_on (RbCallList *self)
{
  if (self->source == 0)
    self->source = g_timeout_add (1, on_slice, self);
}

static void
rb_call_list_dispose (GObject *object)
{
  RbCallList *self = RB_CALL_LIST (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->flows != NULL)
    g_signal_handlers_disconnect_by_data (self->flows, self);
  g_clear_object (&self->flows);
  g_clear_object (&self->trace);

  G_OBJECT_CLASS (rb_call_list_parent_class)->dispose (object);
}

static void
rb_call_list_finalize (GObject *object)
{
  RbCallList *self = RB_CALL_LIST (object);

  g_array_unref (self->numbers);
  g_strfreev (self->words);

  G_OBJECT_CLASS (rb_call_list_parent_class)->finalize (object);
}

static void
rb_call_list_class_init (RbCallListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_call_list_dispose;
  object_class->finalize = rb_call_list_finalize;
}

static void
rb_call_list_init (RbCallList *self)
{
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
}

RbCallList *
rb_call_list_new (RbTrace *trace)
{
  RbCallList *self;

  g_return_val_if_fail (RB_IS_TRACE (trace), NULL);

  self = g_object_new (RB_TYPE_CALL_LIST, NULL);
  self->trace = g_object_ref (trace);
  self->flows = g_object_ref (rb_trace_get_flows (trace));
  g_signal_connect_object (self->flows, "items-changed", G_CALLBACK (go_on), self, G_CONNECT_SWAPPED);
  go_on (self);

  return self;
}

void
rb_call_list_search (RbCallList *self, const char *text)
{
  guint n_before;
  g_autofree char *stripped = NULL;

  g_return_if_fail (RB_IS_CALL_LIST (self));

  g_clear_pointer (&self->words, g_strfreev);
  stripped = text != NULL ? g_strstrip (g_utf8_casefold (text, -1)) : NULL;
  if (stripped != NULL && *stripped != '\0')
    self->words = g_strsplit (stripped, " ", -1);

  n_before = self->numbers->len;
  self->n_seen = 0;
  g_array_set_size (self->numbers, 0);
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
  go_on (self);
}

gboolean
rb_call_list_is_busy (RbCallList *self)
{
  g_return_val_if_fail (RB_IS_CALL_LIST (self), FALSE);

  return self->n_seen < g_list_model_get_n_items (self->flows);
}

void
rb_call_list_finish (RbCallList *self)
{
  g_return_if_fail (RB_IS_CALL_LIST (self));

  look (self, G_MAXINT64);
}
