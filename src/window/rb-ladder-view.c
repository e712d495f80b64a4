/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladder: what was sent from whom to whom, one arrow a row. A GtkListView gives scrolling,
 * selection, keyboard and accessibility; each of its rows draws one arrow, the lane heads stay above
 * them. Everything shown comes from RbLadder; this file only keeps the view in step with it. */

#include "rb-ladder-view-private.h"

#include <glib/gi18n-lib.h>

#include "rb-signalling-follow.h"
#include "rb-signalling-text.h"

#define REFRESH_MS 50

struct _RbLadderView
{
  GtkWidget parent_instance;

  GtkWidget *heads;
  GtkWidget *scrolled;
  GtkListView *list;
  RbSignallingFollow *follow;
  GPtrArray *bound; /* of RbLadderViewRow, not owned: those that show a message now */

  RbScopeModel *scope;
  GtkSingleSelection *selection;
  RbLadder *ladder;
  guint n_time_chars;
  guint refresh_id;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbLadderView, rb_ladder_view, GTK_TYPE_WIDGET)

static void
update_accessible (RbLadderView *self)
{
  guint n = self->scope != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->scope)) : 0;
  g_autofree char *label = g_strdup_printf (ngettext ("Ladder of %u message", "Ladder of %u messages", n), n);
  g_autofree char *description = NULL;
  guint selected =
      self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : GTK_INVALID_LIST_POSITION;
  const RbLadderRow *row = rb_ladder_view_peek_row (self, selected);

  if (row != NULL)
    description = rb_signalling_format_row (self->ladder, row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : _ ("No message is selected"), -1);
}

static guint
measure_time_chars (RbLadderView *self)
{
  guint n_rows = self->ladder != NULL ? rb_ladder_get_n_rows (self->ladder) : 0;
  g_autofree char *longest =
      rb_signalling_format_ladder_time (n_rows > 0 ? rb_ladder_get_row (self->ladder, n_rows - 1)->time_us : 0);

  return (guint) strlen (longest);
}

static void
refresh (RbLadderView *self)
{
  self->n_time_chars = measure_time_chars (self);
  rb_ladder_view_heads_refresh (RB_LADDER_VIEW_HEADS (self->heads));
  for (guint i = 0; i < self->bound->len; i++)
    rb_ladder_view_row_refresh (g_ptr_array_index (self->bound, i));
  update_accessible (self);
}

static gboolean
on_refresh (gpointer data)
{
  RbLadderView *self = RB_LADDER_VIEW (data);

  self->refresh_id = 0;
  refresh (self);

  return G_SOURCE_REMOVE;
}

static void
on_ladder_changed (RbLadderView *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_MS, on_refresh, self);
}

static void
ensure_ladder (RbLadderView *self)
{
  RbFlow *flow;

  if (self->ladder != NULL || self->scope == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->scope)) == 0)
    return;

  flow = rb_scope_model_get_flow (self->scope);
  if (flow != NULL && rb_scope_model_get_kind (self->scope) == RB_SCOPE_CALL)
    {
      self->ladder = rb_ladder_new_for_flow (flow);
      if (rb_scope_model_is_filtered (self->scope))
        rb_ladder_show_only (self->ladder, G_LIST_MODEL (self->scope));
    }
  else if (rb_scope_model_is_filtered (self->scope))
    self->ladder =
        rb_ladder_new_for_picked_messages (rb_scope_model_get_trace (self->scope), G_LIST_MODEL (self->scope));
  else
    self->ladder = rb_ladder_new_for_messages (rb_scope_model_get_trace (self->scope), G_LIST_MODEL (self->scope));
  g_signal_connect_object (self->ladder, "changed", G_CALLBACK (on_ladder_changed), self, G_CONNECT_SWAPPED);
}

/* Already batched by the trace; the ladder has followed by now. */
static void
on_scope_items_changed (RbLadderView *self)
{
  ensure_ladder (self);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  refresh (self);
}

static void
on_selected (RbLadderView *self)
{
  update_accessible (self);
}

static void
on_activate (RbLadderView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
on_map (RbLadderView *self)
{
  rb_ladder_view_show_selected (self);
}

static void
on_setup (RbLadderView *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, rb_ladder_view_row_new (self));
}

static void
on_bind (RbLadderView *self, GtkListItem *item)
{
  RbLadderViewRow *row = RB_LADDER_VIEW_ROW (gtk_list_item_get_child (item));

  g_ptr_array_add (self->bound, row);
  rb_ladder_view_row_set_index (row, gtk_list_item_get_position (item));
}

static void
on_unbind (RbLadderView *self, GtkListItem *item)
{
  RbLadderViewRow *row = RB_LADDER_VIEW_ROW (gtk_list_item_get_child (item));

  g_ptr_array_remove_fast (self->bound, row);
  rb_ladder_view_row_set_index (row, GTK_INVALID_LIST_POSITION);
}

static void
forget_scope (RbLadderView *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->ladder != NULL)
    g_signal_handlers_disconnect_by_data (self->ladder, self);
  if (self->scope != NULL)
    g_signal_handlers_disconnect_by_data (self->scope, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->ladder);
  g_clear_object (&self->scope);
  g_clear_object (&self->selection);
}

static void
rb_ladder_view_dispose (GObject *object)
{
  RbLadderView *self = RB_LADDER_VIEW (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  forget_scope (self);
  g_clear_object (&self->follow);
  self->list = NULL;
  g_clear_pointer (&self->heads, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_ladder_view_parent_class)->dispose (object);
}

static void
rb_ladder_view_finalize (GObject *object)
{
  RbLadderView *self = RB_LADDER_VIEW (object);

  g_clear_pointer (&self->bound, g_ptr_array_unref);

  G_OBJECT_CLASS (rb_ladder_view_parent_class)->finalize (object);
}

static void
rb_ladder_view_class_init (RbLadderViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_ladder_view_dispose;
  object_class->finalize = rb_ladder_view_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);

  signals[SIGNAL_ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_ladder_view_init (RbLadderView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->bound = g_ptr_array_new ();
  self->n_time_chars = measure_time_chars (self);

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rb-ladder");
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->list, "map", G_CALLBACK (on_map), self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  self->follow = rb_signalling_follow_new (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));

  self->heads = rb_ladder_view_heads_new (self);
  rb_ladder_view_heads_set_adjustment (RB_LADDER_VIEW_HEADS (self->heads),
                                       gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)));
  gtk_widget_set_parent (self->heads, GTK_WIDGET (self));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  update_accessible (self);
}

GtkWidget *
rb_ladder_view_new (void)
{
  return g_object_new (RB_TYPE_LADDER_VIEW, NULL);
}

void
rb_ladder_view_set_scope (RbLadderView *self, RbScopeModel *scope, GtkSingleSelection *selection, gboolean at_end)
{
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  gtk_list_view_set_model (self->list, NULL);
  forget_scope (self);
  if (scope != NULL)
    {
      self->scope = g_object_ref (scope);
      self->selection = g_object_ref (selection);
      ensure_ladder (self);
      g_signal_connect_object (scope, "items-changed", G_CALLBACK (on_scope_items_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (selection, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
      gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
    }
  rb_signalling_follow_set_model (self->follow, (GListModel *) scope, at_end);
  refresh (self);
}

void
rb_ladder_view_show_selected (RbLadderView *self)
{
  guint selected;

  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  selected = self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : GTK_INVALID_LIST_POSITION;
  if (selected != GTK_INVALID_LIST_POSITION)
    rb_signalling_follow_show (self->follow, selected);
}

RbLadder *
rb_ladder_view_get_ladder (RbLadderView *self)
{
  return self->ladder;
}

const RbLadderRow *
rb_ladder_view_peek_row (RbLadderView *self, guint n)
{
  const RbLadderRow *row;

  if (self->ladder == NULL || n >= rb_ladder_get_n_rows (self->ladder) ||
      n >= g_list_model_get_n_items (G_LIST_MODEL (self->scope)))
    return NULL;

  row = rb_ladder_get_row (self->ladder, n);

  return row->position == rb_scope_model_get_position (self->scope, n) ? row : NULL;
}

guint
rb_ladder_view_get_n_time_chars (RbLadderView *self)
{
  return self->n_time_chars;
}
