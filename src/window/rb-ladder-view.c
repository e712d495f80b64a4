/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladder: what was sent from whom to whom, one arrow a row. A GtkListView gives scrolling,
 * selection, keyboard and accessibility; each of its rows draws one arrow, the lane heads stay above
 * them. Everything shown comes from RbLadder; this file only keeps the view in step with it. */

#include "rb-ladder-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rb-signalling-follow.h"
#include "rb-signalling-font.h"
#include "rb-signalling-text.h"

#define REFRESH_MS 50

#define ZOOM_MIN 0.5
#define ZOOM_MAX 2.0
#define ZOOM_STEP 1.1

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
  RbTrace *own; /* (nullable) */
  guint n_number_chars;
  guint n_time_chars;
  guint refresh_id;
  double zoom_before_pinch;
  RbLadderMetrics metrics; /* a char_width of 0: not known */
  guint hovered;           /* position in the trace, or RB_FLOW_NONE */
  gint64 now_us;           /* G_MAXINT64: no such time */
  guint n_ticks;           /* since @go_to was set */
  guint go_to;             /* the row that is to get the focus once it is there, or GTK_INVALID_LIST_POSITION */
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_HOVERED,
  SIGNAL_ZOOMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbLadderView, rb_ladder_view, GTK_TYPE_WIDGET)

static guint
get_selected (RbLadderView *self)
{
  return self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : GTK_INVALID_LIST_POSITION;
}

static void
update_accessible (RbLadderView *self)
{
  guint n = self->scope != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->scope)) : 0;
  g_autofree char *label = g_strdup_printf (ngettext ("Ladder of %u message", "Ladder of %u messages", n), n);
  g_autofree char *description = NULL;

  if (rb_ladder_view_peek_row (self, get_selected (self)) != NULL)
    description = rb_ladder_format_sentence (self->ladder, get_selected (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : _ ("No message is selected"), -1);
}

static void
redraw_rows (RbLadderView *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    gtk_widget_queue_draw (g_ptr_array_index (self->bound, i));
}

/* The last message has the longest number and the longest time. */
static void
measure_chars (RbLadderView *self)
{
  guint n_rows = self->ladder != NULL ? rb_ladder_get_n_rows (self->ladder) : 0;
  const RbLadderRow *last = n_rows > 0 ? rb_ladder_get_row (self->ladder, n_rows - 1) : NULL;
  g_autofree char *number = g_strdup_printf ("%u", last != NULL ? last->position + 1 : 1);
  g_autofree char *time = rb_signalling_format_ladder_time (last != NULL ? last->time_us : 0);

  self->n_number_chars = (guint) strlen (number);
  self->n_time_chars = (guint) strlen (time);
}

static void
refresh (RbLadderView *self)
{
  measure_chars (self);
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
      self->ladder = rb_ladder_new_for_flows (rb_scope_model_get_flows (self->scope));
      if (rb_scope_model_is_filtered (self->scope))
        rb_ladder_show_only (self->ladder, G_LIST_MODEL (self->scope));
    }
  else if (rb_scope_model_is_filtered (self->scope))
    self->ladder =
        rb_ladder_new_for_picked_messages (rb_scope_model_get_trace (self->scope), G_LIST_MODEL (self->scope));
  else
    self->ladder = rb_ladder_new_for_messages (rb_scope_model_get_trace (self->scope), G_LIST_MODEL (self->scope));
  rb_ladder_set_own (self->ladder, self->own);
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
  redraw_rows (self);
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
focus_wanted (RbLadderView *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      RbLadderViewRow *row = g_ptr_array_index (self->bound, i);

      if (rb_ladder_view_row_get_index (row) == self->go_to)
        {
          self->go_to = GTK_INVALID_LIST_POSITION;
          gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
          return;
        }
    }
}

/* Ticks come before the layout of their frame, which makes the row when it was out of sight. */
static gboolean
on_tick_after_going (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  RbLadderView *self = RB_LADDER_VIEW (widget);

  self->n_ticks++;
  if (self->n_ticks < 2)
    return G_SOURCE_CONTINUE;

  focus_wanted (self);

  return G_SOURCE_REMOVE;
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
  g_clear_object (&self->own);
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
rb_ladder_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (rb_ladder_view_parent_class)->css_changed (widget, change);
  rb_ladder_view_forget_metrics (RB_LADDER_VIEW (widget));
}

static void
on_zoom_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  rb_ladder_view_zoom (RB_LADDER_VIEW (widget), g_variant_get_int32 (parameter));
}

/* Zoom, by its number of steps. */
static void
add_zoom_binding (GtkWidgetClass *widget_class, guint key, int steps)
{
  gtk_widget_class_add_binding_action (widget_class, key, GDK_CONTROL_MASK, "ladder.zoom", "i", steps);
}

static void
rb_ladder_view_class_init (RbLadderViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_ladder_view_dispose;
  object_class->finalize = rb_ladder_view_finalize;
  widget_class->css_changed = rb_ladder_view_css_changed;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_install_action (widget_class, "ladder.zoom", "i", on_zoom_action);
  add_zoom_binding (widget_class, GDK_KEY_plus, 1);
  add_zoom_binding (widget_class, GDK_KEY_equal, 1);
  add_zoom_binding (widget_class, GDK_KEY_KP_Add, 1);
  add_zoom_binding (widget_class, GDK_KEY_minus, -1);
  add_zoom_binding (widget_class, GDK_KEY_KP_Subtract, -1);
  add_zoom_binding (widget_class, GDK_KEY_0, 0);
  add_zoom_binding (widget_class, GDK_KEY_KP_0, 0);

  signals[SIGNAL_ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HOVERED] = g_signal_new ("hovered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_ZOOMED] =
      g_signal_new ("zoomed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_ladder_view_init (RbLadderView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->bound = g_ptr_array_new ();
  self->metrics.zoom = 1;
  self->hovered = RB_FLOW_NONE;
  self->now_us = G_MAXINT64;
  self->go_to = GTK_INVALID_LIST_POSITION;
  measure_chars (self);

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
  rb_ladder_view_add_keys (self, self->scrolled);
  self->follow = rb_signalling_follow_new (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));

  self->heads = rb_ladder_view_heads_new (self);
  rb_ladder_view_heads_set_adjustment (RB_LADDER_VIEW_HEADS (self->heads),
                                       gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)));
  gtk_widget_set_parent (self->heads, GTK_WIDGET (self));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  update_accessible (self);
}

void
rb_ladder_view_set_scope (RbLadderView *self, RbScopeModel *scope, GtkSingleSelection *selection, gboolean at_end)
{
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  gtk_list_view_set_model (self->list, NULL);
  forget_scope (self);
  self->hovered = RB_FLOW_NONE;
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
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  if (get_selected (self) != GTK_INVALID_LIST_POSITION)
    rb_signalling_follow_show (self->follow, get_selected (self));
}

void
rb_ladder_view_set_own (RbLadderView *self, RbTrace *own)
{
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  if (g_set_object (&self->own, own) && self->ladder != NULL)
    rb_ladder_set_own (self->ladder, own);
}

void
rb_ladder_view_set_hovered (RbLadderView *self, guint position)
{
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  if (self->hovered == position)
    return;

  self->hovered = position;
  redraw_rows (self);
}

void
rb_ladder_view_set_hovered_row (RbLadderView *self, guint n)
{
  const RbLadderRow *row = rb_ladder_view_peek_row (self, n);
  guint position = row != NULL ? row->position : RB_FLOW_NONE;

  if (position == self->hovered)
    return;

  rb_ladder_view_set_hovered (self, position);
  g_signal_emit (self, signals[SIGNAL_HOVERED], 0, position);
}

void
rb_ladder_view_set_now (RbLadderView *self, gint64 wall_us)
{
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  if (self->now_us == wall_us)
    return;

  self->now_us = wall_us;
  for (guint i = 0; i < self->bound->len; i++)
    rb_ladder_view_row_refresh (g_ptr_array_index (self->bound, i));
}

static void
set_zoom (RbLadderView *self, double zoom)
{
  zoom = CLAMP (zoom, ZOOM_MIN, ZOOM_MAX);
  if (zoom == self->metrics.zoom)
    return;

  self->metrics.zoom = zoom;
  rb_ladder_view_forget_metrics (self);
  refresh (self);
  g_signal_emit (self, signals[SIGNAL_ZOOMED], 0);
}

void
rb_ladder_view_zoom (RbLadderView *self, int steps)
{
  g_return_if_fail (RB_IS_LADDER_VIEW (self));

  set_zoom (self, steps == 0 ? 1 : self->metrics.zoom * pow (ZOOM_STEP, steps));
}

void
rb_ladder_view_begin_pinch (RbLadderView *self)
{
  self->zoom_before_pinch = self->metrics.zoom;
}

void
rb_ladder_view_pinch (RbLadderView *self, double scale)
{
  set_zoom (self, self->zoom_before_pinch * scale);
}

GtkSingleSelection *
rb_ladder_view_get_selection (RbLadderView *self)
{
  return self->selection;
}

void
rb_ladder_view_go_to (RbLadderView *self, guint n)
{
  gtk_single_selection_set_selected (self->selection, n);
  rb_ladder_view_show_selected (self);
  self->go_to = n;
  focus_wanted (self);
  if (self->go_to == n)
    {
      self->n_ticks = 0;
      gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick_after_going, NULL, NULL);
    }
}

/* What the others are compared with. */
static const RbLadderRow *
get_lighting_row (RbLadderView *self)
{
  guint hovered = self->hovered != RB_FLOW_NONE && self->ladder != NULL
                      ? rb_ladder_find_row (self->ladder, self->hovered)
                      : RB_FLOW_NONE;

  return rb_ladder_view_peek_row (self, hovered != RB_FLOW_NONE ? hovered : get_selected (self));
}

RbLadderLight
rb_ladder_view_get_light (RbLadderView *self, const RbLadderRow *row)
{
  const RbLadderRow *lighting = get_lighting_row (self);

  if (lighting == NULL)
    return RB_LADDER_LIGHT_NONE;
  if (row->position == lighting->position)
    return RB_LADDER_LIGHT_EXCHANGE;
  if (row->position == lighting->cause || row->cause == lighting->position)
    return row->exchange == lighting->exchange ? RB_LADDER_LIGHT_EXCHANGE : RB_LADDER_LIGHT_CAUSE;
  return row->exchange == lighting->exchange && row->exchange != G_MAXUINT64 ? RB_LADDER_LIGHT_EXCHANGE
                                                                             : RB_LADDER_LIGHT_NONE;
}

RbLadderTense
rb_ladder_view_get_tense (RbLadderView *self, guint n)
{
  const RbLadderRow *row = self->now_us != G_MAXINT64 ? rb_ladder_view_peek_row (self, n) : NULL;
  const RbLadderRow *next = row != NULL ? rb_ladder_view_peek_row (self, n + 1) : NULL;
  RbTrace *trace = row != NULL ? rb_ladder_get_trace (self->ladder) : NULL;

  if (row == NULL)
    return RB_LADDER_PAST;
  if (rb_trace_get_time (trace, row->position) > self->now_us)
    return RB_LADDER_FUTURE;
  return next != NULL && rb_trace_get_time (trace, next->position) <= self->now_us ? RB_LADDER_PAST : RB_LADDER_NOW;
}

const RbLadderMetrics *
rb_ladder_view_get_metrics (RbLadderView *self)
{
  if (self->metrics.char_width == 0)
    {
      GtkWidget *widget = GTK_WIDGET (self->list);

      self->metrics.char_width = rb_signalling_font_get_char_width (widget, NULL) * self->metrics.zoom;
      self->metrics.line_height = (int) ceil (rb_signalling_font_get_line_height (widget) * self->metrics.zoom);
    }
  return &self->metrics;
}

void
rb_ladder_view_forget_metrics (RbLadderView *self)
{
  self->metrics.char_width = 0;
}

static guint
get_n_lanes (RbLadderView *self)
{
  return self->ladder != NULL ? rb_ladder_get_n_lanes (self->ladder) : 2;
}

void
rb_ladder_view_compute_geometry (RbLadderView *self, RbLadderGeometry *geometry, double width)
{
  rb_ladder_geometry_compute (geometry, width, get_n_lanes (self), self->n_number_chars, self->n_time_chars,
                              self->ladder != NULL ? rb_ladder_get_n_bracket_slots (self->ladder) : 0,
                              rb_ladder_view_get_metrics (self)->char_width);
}

double
rb_ladder_view_get_min_width (RbLadderView *self)
{
  return rb_ladder_geometry_get_min_width (get_n_lanes (self), self->n_time_chars,
                                           rb_ladder_view_get_metrics (self)->char_width);
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
