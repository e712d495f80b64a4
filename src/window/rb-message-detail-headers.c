/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree of a message's fields: start line, headers with their parameters, body. The body is open
 * from the start, everything else is one line until somebody opens it. */

#include "rb-message-detail-headers.h"

#include <glib/gi18n-lib.h>

#include "rb-signalling-font.h"
#include "rb-shown-text.h"

struct _RbMessageDetailHeaders
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkListView *list;
  GtkSingleSelection *selection;
};

enum
{
  SIGNAL_FIELD_SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetailHeaders, rb_message_detail_headers, GTK_TYPE_WIDGET)

static GListModel *
create_children (gpointer item, gpointer data)
{
  GListModel *children = rb_field_get_children (RB_FIELD (item));

  return children != NULL && g_list_model_get_n_items (children) > 0 ? g_object_ref (children) : NULL;
}

/* A line that is cut off can be read in its tooltip. */
static gboolean
on_query_tooltip (GtkWidget *line, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (line));

  if (text == NULL || rb_signalling_font_fits (line, text))
    return FALSE;

  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_has_tooltip (line, TRUE);
  g_signal_connect (line, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), line);
  gtk_list_item_set_child (item, expander);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (RbField) field = RB_FIELD (gtk_tree_list_row_get_item (row));
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *line = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  g_autofree char *name = rb_shown_text_line (rb_field_get_name (field));
  g_autofree char *value = rb_shown_text_line (rb_field_get_value (field));
  /* Translators: name and value of a header field */
  g_autofree char *text = *value != '\0' ? g_strdup_printf (_ ("%s: %s"), name, value) : g_strdup (name);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *weight = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  weight->end_index = (guint) strlen (name);
  pango_attr_list_insert (attributes, weight);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), row);
  gtk_inscription_set_text (GTK_INSCRIPTION (line), text);
  gtk_inscription_set_attributes (GTK_INSCRIPTION (line), attributes);
  /* The focus is on the row around the expander. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (expander)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

static void
on_selected (RbMessageDetailHeaders *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (RbField) field = row != NULL ? RB_FIELD (gtk_tree_list_row_get_item (row)) : NULL;

  g_signal_emit (self, signals[SIGNAL_FIELD_SELECTED], 0, field);
}

/* Return and double click open and close a branch. */
static void
on_activate (RbMessageDetailHeaders *self, guint n)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), n);

  if (row != NULL && gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static gboolean
set_expanded (RbMessageDetailHeaders *self, gboolean expanded)
{
  GtkTreeListRow *row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  if (row == NULL || !gtk_tree_list_row_is_expandable (row))
    return FALSE;

  gtk_tree_list_row_set_expanded (row, expanded);

  return TRUE;
}

static gboolean
on_right (GtkWidget *list, GVariant *args, gpointer data)
{
  return set_expanded (RB_MESSAGE_DETAIL_HEADERS (data), TRUE);
}

static gboolean
on_left (GtkWidget *list, GVariant *args, gpointer data)
{
  return set_expanded (RB_MESSAGE_DETAIL_HEADERS (data), FALSE);
}

/* GtkTreeExpander has these keys itself, but the focus is on the row around it. */
static void
add_keys (RbMessageDetailHeaders *self)
{
  const struct
  {
    guint key;
    GtkShortcutFunc callback;
  } keys[] = {
    { GDK_KEY_Right, on_right },
    { GDK_KEY_Left, on_left },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, 0),
                                                            gtk_callback_action_new (keys[i].callback, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list), controller);
}

static void
forget_selection (RbMessageDetailHeaders *self)
{
  gtk_list_view_set_model (self->list, NULL);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
}

static void
rb_message_detail_headers_dispose (GObject *object)
{
  RbMessageDetailHeaders *self = RB_MESSAGE_DETAIL_HEADERS (object);

  if (self->list != NULL)
    forget_selection (self);
  self->list = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_message_detail_headers_parent_class)->dispose (object);
}

static void
rb_message_detail_headers_class_init (RbMessageDetailHeadersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_message_detail_headers_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_FIELD_SELECTED] = g_signal_new ("field-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_FIELD);
}

static void
rb_message_detail_headers_init (RbMessageDetailHeaders *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rb-fields");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Headers of the message"), -1);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (on_activate), self);
  add_keys (self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

static void
expand_body (GtkTreeListModel *tree, RbMessage *message)
{
  RbSpan body = rb_message_get_index (message)->body;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (tree));
  g_autoptr (GtkTreeListRow) last = n > 0 ? gtk_tree_list_model_get_row (tree, n - 1) : NULL;
  g_autoptr (RbField) field = last != NULL ? RB_FIELD (gtk_tree_list_row_get_item (last)) : NULL;

  if (field != NULL && body.length > 0 && rb_field_get_span (field).offset >= body.offset)
    gtk_tree_list_row_set_expanded (last, TRUE);
}

void
rb_message_detail_headers_set_message (RbMessageDetailHeaders *self, RbMessage *message)
{
  GtkTreeListModel *tree;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL_HEADERS (self));

  forget_selection (self);
  if (message == NULL)
    return;

  tree = gtk_tree_list_model_new (rb_message_list_fields (message), FALSE, FALSE, create_children, NULL, NULL);
  expand_body (tree, message);
  self->selection =
      g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, "model", tree, NULL);
  g_object_unref (tree);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

void
rb_message_detail_headers_unselect (RbMessageDetailHeaders *self)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL_HEADERS (self));

  if (self->selection != NULL)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

GPtrArray *
rb_message_detail_headers_list_path (RbMessageDetailHeaders *self)
{
  GPtrArray *path = g_ptr_array_new_with_free_func (g_object_unref);
  GtkTreeListRow *selected = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  g_autoptr (GtkTreeListRow) row = selected != NULL ? g_object_ref (selected) : NULL;

  while (row != NULL)
    {
      GtkTreeListRow *parent = gtk_tree_list_row_get_parent (row);

      g_ptr_array_insert (path, 0, gtk_tree_list_row_get_item (row));
      g_object_unref (row);
      row = parent;
    }

  return path;
}
