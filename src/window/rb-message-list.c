/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The message list: a GtkColumnView over the scope. Rows are of one height and made only for what is
 * in view; retransmissions are dimmed, and a row's tooltip tells the response time. */

#include "rb-message-list.h"

#include <glib/gi18n-lib.h>

#include "rb-message-list-columns.h"
#include "rb-signalling-follow.h"
#include "rb-signalling-font.h"
#include "rb-signalling-text.h"

struct _RbMessageList
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkColumnView *view;
  RbSignallingFollow *follow;
  RbScopeModel *scope;
  GtkSingleSelection *selection;
  GPtrArray *bound; /* of GtkListItem, not owned: of the main column's cells that show a message now */
  guint hovered;    /* position in the trace, or RB_FLOW_NONE */
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_HOVERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageList, rb_message_list, GTK_TYPE_WIDGET)

static RbMessageList *
get_list (GtkWidget *cell)
{
  return RB_MESSAGE_LIST (gtk_widget_get_ancestor (cell, RB_TYPE_MESSAGE_LIST));
}

/* What is cut off, and what the trace knows of the message. */
static gboolean
on_query_tooltip (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip, GtkListItem *item)
{
  RbMessageList *self = get_list (cell);
  RbMessage *message = gtk_list_item_get_item (item);
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (cell));
  g_autofree char *step = NULL;
  g_autofree char *both = NULL;

  if (self == NULL || self->scope == NULL || message == NULL || text == NULL)
    return FALSE;

  step = rb_signalling_format_step (rb_scope_model_get_trace (self->scope), rb_message_get_position (message));
  if (rb_signalling_font_fits (cell, text))
    text = NULL;
  if (text == NULL && step == NULL)
    return FALSE;

  if (text != NULL && step != NULL)
    both = g_strdup_printf ("%s\n%s", text, step);
  gtk_tooltip_set_text (tooltip, both != NULL ? both : text != NULL ? text : step);

  return TRUE;
}

/* The row around the cells. */
static GtkWidget *
get_row (GtkListItem *item)
{
  return gtk_widget_get_parent (gtk_widget_get_parent (gtk_list_item_get_child (item)));
}

static void
update_hovered (RbMessageList *self, GtkListItem *item)
{
  RbMessage *message = gtk_list_item_get_item (item);

  if (message != NULL && rb_message_get_position (message) == self->hovered)
    gtk_widget_add_css_class (get_row (item), "rb-hovered");
  else
    gtk_widget_remove_css_class (get_row (item), "rb-hovered");
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const RbMessageColumn *column = data;
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column->xalign);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), column->min_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), column->nat_chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (on_query_tooltip), item);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const RbMessageColumn *column = data;
  GtkWidget *cell = gtk_list_item_get_child (item);
  RbMessage *message = gtk_list_item_get_item (item);
  RbMessageList *self = g_object_get_data (G_OBJECT (factory), "list");
  const RbFlowStep *step =
      rb_trace_get_step (rb_scope_model_get_trace (self->scope), rb_message_get_position (message));
  g_autofree char *text = column->format (self->scope, gtk_list_item_get_position (item), message);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  if (column->is_main)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (get_row (item)), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
      g_ptr_array_add (self->bound, item);
      update_hovered (self, item);
    }
  if ((step != NULL && step->retransmission_of != RB_FLOW_NONE) ||
      rb_message_get_info (message)->kind == RB_MESSAGE_SYNTHETIC)
    gtk_widget_add_css_class (cell, "dim-label");
  else
    gtk_widget_remove_css_class (cell, "dim-label");
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  RbMessageList *self = g_object_get_data (G_OBJECT (factory), "list");

  g_ptr_array_remove_fast (self->bound, item);
}

static void
append_column (RbMessageList *self, const RbMessageColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_object_set_data (G_OBJECT (factory), "list", self);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), (gpointer) column);
  if (column->is_main)
    g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  view_column = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, column->is_main);
  gtk_column_view_append_column (self->view, view_column);
}

static void
on_activate (RbMessageList *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

/* The item whose row is at this height of the view, or NULL. */
static GtkListItem *
find_item_at (RbMessageList *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  for (guint i = 0; widget != NULL && i < self->bound->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->bound, i);
      GtkWidget *row = get_row (item);

      if (widget == row || gtk_widget_is_ancestor (widget, row))
        return item;
    }

  return NULL;
}

static void
on_motion (RbMessageList *self, double x, double y)
{
  GtkListItem *item = find_item_at (self, x, y);
  RbMessage *message = item != NULL ? gtk_list_item_get_item (item) : NULL;
  guint position = message != NULL ? rb_message_get_position (message) : RB_FLOW_NONE;

  if (position != self->hovered)
    g_signal_emit (self, signals[SIGNAL_HOVERED], 0, position);
}

static void
on_leave (RbMessageList *self)
{
  g_signal_emit (self, signals[SIGNAL_HOVERED], 0, RB_FLOW_NONE);
}

/* The focus goes with the selection, so that the next arrow key starts from there. */
static void
focus_selected (RbMessageList *self)
{
  guint selected = gtk_single_selection_get_selected (self->selection);

  rb_message_list_show_selected (self);
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->bound, i);

      if (gtk_list_item_get_position (item) == selected)
        {
          gtk_widget_grab_focus (get_row (item));
          return;
        }
    }
}

static gboolean
on_walk (GtkWidget *widget, GVariant *step, gpointer data)
{
  RbMessageList *self = RB_MESSAGE_LIST (data);
  guint selected =
      self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : GTK_INVALID_LIST_POSITION;
  guint next = selected != GTK_INVALID_LIST_POSITION
                   ? rb_scope_model_find_in_transaction (self->scope, selected, g_variant_get_int32 (step))
                   : GTK_INVALID_LIST_POSITION;

  if (next != GTK_INVALID_LIST_POSITION)
    {
      gtk_single_selection_set_selected (self->selection, next);
      focus_selected (self);
    }
  else
    gtk_widget_error_bell (widget);

  return TRUE;
}

/* Before the list moves its focus without the selection. */
static void
add_walking (RbMessageList *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  static const struct
  {
    guint key;
    int step;
  } keys[] = {
    { GDK_KEY_Up, -1 },
    { GDK_KEY_Down, 1 },
    { GDK_KEY_Left, -1 },
    { GDK_KEY_Right, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_CONTROL_MASK),
                                                gtk_callback_action_new (on_walk, self, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (keys[i].step));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

static void
add_hovering (RbMessageList *self)
{
  GtkEventController *controller = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (controller, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

static void
on_map (RbMessageList *self)
{
  rb_message_list_show_selected (self);
}

static void
forget_scope (RbMessageList *self)
{
  g_clear_object (&self->scope);
  g_clear_object (&self->selection);
}

static void
rb_message_list_dispose (GObject *object)
{
  RbMessageList *self = RB_MESSAGE_LIST (object);

  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  forget_scope (self);
  g_clear_object (&self->follow);
  self->view = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_message_list_parent_class)->dispose (object);
}

static void
rb_message_list_finalize (GObject *object)
{
  g_ptr_array_unref (RB_MESSAGE_LIST (object)->bound);

  G_OBJECT_CLASS (rb_message_list_parent_class)->finalize (object);
}

static void
rb_message_list_class_init (RbMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_message_list_dispose;
  object_class->finalize = rb_message_list_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HOVERED] = g_signal_new ("hovered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
rb_message_list_init (RbMessageList *self)
{
  self->bound = g_ptr_array_new ();
  self->hovered = RB_FLOW_NONE;
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "rb-messages");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("List of messages"),
                                  -1);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->view, "map", G_CALLBACK (on_map), self);
  for (guint i = 0; i < rb_n_message_columns; i++)
    append_column (self, &rb_message_columns[i]);
  add_walking (self);
  add_hovering (self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  self->follow = rb_signalling_follow_new (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
}

void
rb_message_list_set_scope (RbMessageList *self, RbScopeModel *scope, GtkSingleSelection *selection, gboolean at_end)
{
  g_return_if_fail (RB_IS_MESSAGE_LIST (self));

  gtk_column_view_set_model (self->view, NULL);
  forget_scope (self);
  if (scope != NULL)
    {
      self->scope = g_object_ref (scope);
      self->selection = g_object_ref (selection);
      gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
    }
  rb_signalling_follow_set_model (self->follow, (GListModel *) scope, at_end);
}

void
rb_message_list_set_hovered (RbMessageList *self, guint position)
{
  g_return_if_fail (RB_IS_MESSAGE_LIST (self));

  if (self->hovered == position)
    return;

  self->hovered = position;
  for (guint i = 0; i < self->bound->len; i++)
    update_hovered (self, g_ptr_array_index (self->bound, i));
}

void
rb_message_list_show_selected (RbMessageList *self)
{
  guint selected;

  g_return_if_fail (RB_IS_MESSAGE_LIST (self));

  selected = self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : GTK_INVALID_LIST_POSITION;
  if (selected != GTK_INVALID_LIST_POSITION)
    rb_signalling_follow_show (self->follow, selected);
}
