/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bytes of a message: a GtkListView whose lines are formatted when they come into view, 16 bytes
 * each, or 8 where there is less room. The bytes of the selected field are marked. */

#include "rb-bytes-view.h"

#include <glib/gi18n-lib.h>

#include "rb-bytes-view-line.h"
#include "rb-signalling-font.h"

#define N_COLUMNS_WIDE 16
#define N_COLUMNS_NARROW 8
#define MARGIN_CHARS 3 /* what a line needs beside its characters */
#define MARK_ALPHA 0.32

/* The lines of some bytes: a GListModel that makes them when asked. */
#define RB_TYPE_BYTES_LINES (rb_bytes_lines_get_type ())
G_DECLARE_FINAL_TYPE (RbBytesLines, rb_bytes_lines, RB, BYTES_LINES, GObject)

struct _RbBytesLines
{
  GObject parent_instance;
  GBytes *bytes;
  guint n_columns;
};

static void rb_bytes_lines_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RbBytesLines, rb_bytes_lines, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_bytes_lines_list_model_init))

static GType
rb_bytes_lines_get_item_type (GListModel *list)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
rb_bytes_lines_get_n_items (GListModel *list)
{
  RbBytesLines *self = RB_BYTES_LINES (list);

  return (guint) ((g_bytes_get_size (self->bytes) + self->n_columns - 1) / self->n_columns);
}

static gpointer
rb_bytes_lines_get_item (GListModel *list, guint n)
{
  RbBytesLines *self = RB_BYTES_LINES (list);
  g_autofree char *line = NULL;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  if (n >= rb_bytes_lines_get_n_items (list))
    return NULL;

  line = rb_bytes_line_format (bytes, length, (gsize) n * self->n_columns, self->n_columns);

  return gtk_string_object_new (line);
}

static void
rb_bytes_lines_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rb_bytes_lines_get_item_type;
  iface->get_n_items = rb_bytes_lines_get_n_items;
  iface->get_item = rb_bytes_lines_get_item;
}

static void
rb_bytes_lines_finalize (GObject *object)
{
  g_clear_pointer (&RB_BYTES_LINES (object)->bytes, g_bytes_unref);

  G_OBJECT_CLASS (rb_bytes_lines_parent_class)->finalize (object);
}

static void
rb_bytes_lines_class_init (RbBytesLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_bytes_lines_finalize;
}

static void
rb_bytes_lines_init (RbBytesLines *self)
{
}

struct _RbBytesView
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkListView *list;
  GPtrArray *bound; /* of GtkListItem, not owned */
  GBytes *bytes;
  RbSpan mark;
  guint n_columns;
  guint reflow_id;
};

G_DEFINE_FINAL_TYPE (RbBytesView, rb_bytes_view, GTK_TYPE_WIDGET)

static void
insert_mark (PangoAttrList *attributes, RbSpan range, const GdkRGBA *colour)
{
  PangoAttribute *background =
      pango_attr_background_new ((guint16) (colour->red * G_MAXUINT16), (guint16) (colour->green * G_MAXUINT16),
                                 (guint16) (colour->blue * G_MAXUINT16));
  PangoAttribute *alpha = pango_attr_background_alpha_new ((guint16) (MARK_ALPHA * G_MAXUINT16));
  PangoAttribute *weight = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  background->start_index = alpha->start_index = weight->start_index = range.offset;
  background->end_index = alpha->end_index = weight->end_index = range.offset + range.length;
  pango_attr_list_insert (attributes, background);
  pango_attr_list_insert (attributes, alpha);
  pango_attr_list_insert (attributes, weight);
}

static void
update_line (RbBytesView *self, GtkListItem *item)
{
  GtkInscription *line = GTK_INSCRIPTION (gtk_list_item_get_child (item));
  gsize offset = (gsize) gtk_list_item_get_position (item) * self->n_columns;
  g_autoptr (PangoAttrList) attributes = NULL;
  RbSpan hexadecimal;
  RbSpan text;
  GdkRGBA colour;

  if (self->bytes != NULL &&
      rb_bytes_line_get_mark (self->mark, g_bytes_get_size (self->bytes), offset, self->n_columns, &hexadecimal,
                              &text) &&
      gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_bg_color", &colour))
    {
      attributes = pango_attr_list_new ();
      insert_mark (attributes, hexadecimal, &colour);
      insert_mark (attributes, text, &colour);
    }
  gtk_inscription_set_attributes (line, attributes);
}

static void
update_lines (RbBytesView *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    update_line (self, g_ptr_array_index (self->bound, i));
}

static void
on_setup (RbBytesView *self, GtkListItem *item)
{
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_widget_add_css_class (line, "monospace");
  gtk_list_item_set_child (item, line);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_bind (RbBytesView *self, GtkListItem *item)
{
  GtkInscription *line = GTK_INSCRIPTION (gtk_list_item_get_child (item));
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_inscription_set_text (line, text);
  gtk_inscription_set_min_chars (line, (guint) strlen (text));
  /* The focus is on the row around the line. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (line))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_ptr_array_add (self->bound, item);
  update_line (self, item);
}

static void
on_unbind (RbBytesView *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->bound, item);
}

static void
show_lines (RbBytesView *self)
{
  g_autoptr (RbBytesLines) lines = NULL;
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->bytes != NULL)
    {
      lines = g_object_new (RB_TYPE_BYTES_LINES, NULL);
      lines->bytes = g_bytes_ref (self->bytes);
      lines->n_columns = self->n_columns;
      selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (lines)));
    }
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

static void
scroll_to_mark (RbBytesView *self)
{
  if (self->mark.length > 0 && self->bytes != NULL && self->mark.offset < g_bytes_get_size (self->bytes))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                                self->mark.offset / self->n_columns);
}

static guint
choose_n_columns (RbBytesView *self)
{
  guint n_chars = 4 + 2 + 3 * N_COLUMNS_WIDE + 2 + N_COLUMNS_WIDE + MARGIN_CHARS;
  double char_width = rb_signalling_font_get_char_width (GTK_WIDGET (self), "monospace");

  return gtk_widget_get_width (self->scrolled) < n_chars * char_width ? N_COLUMNS_NARROW : N_COLUMNS_WIDE;
}

static gboolean
on_reflow (gpointer data)
{
  RbBytesView *self = RB_BYTES_VIEW (data);
  guint n_columns = choose_n_columns (self);

  self->reflow_id = 0;
  if (n_columns != self->n_columns)
    {
      self->n_columns = n_columns;
      show_lines (self);
      scroll_to_mark (self);
    }

  return G_SOURCE_REMOVE;
}

static void
on_map (RbBytesView *self)
{
  scroll_to_mark (self);
}

static void
rb_bytes_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RbBytesView *self = RB_BYTES_VIEW (widget);

  gtk_widget_allocate (self->scrolled, width, height, baseline, NULL);
  /* The lines cannot change in the middle of a layout. */
  if (self->reflow_id == 0 && choose_n_columns (self) != self->n_columns)
    self->reflow_id = g_timeout_add (0, on_reflow, self);
}

static void
rb_bytes_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (RB_BYTES_VIEW (widget)->scrolled, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static void
rb_bytes_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (rb_bytes_view_parent_class)->css_changed (widget, change);
  update_lines (RB_BYTES_VIEW (widget));
}

static void
rb_bytes_view_dispose (GObject *object)
{
  RbBytesView *self = RB_BYTES_VIEW (object);

  g_clear_handle_id (&self->reflow_id, g_source_remove);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  self->list = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (rb_bytes_view_parent_class)->dispose (object);
}

static void
rb_bytes_view_finalize (GObject *object)
{
  g_clear_pointer (&RB_BYTES_VIEW (object)->bound, g_ptr_array_unref);

  G_OBJECT_CLASS (rb_bytes_view_parent_class)->finalize (object);
}

static void
rb_bytes_view_class_init (RbBytesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_bytes_view_dispose;
  object_class->finalize = rb_bytes_view_finalize;
  widget_class->size_allocate = rb_bytes_view_size_allocate;
  widget_class->measure = rb_bytes_view_measure;
  widget_class->css_changed = rb_bytes_view_css_changed;
}

static void
rb_bytes_view_init (RbBytesView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->n_columns = N_COLUMNS_WIDE;
  self->bound = g_ptr_array_new ();
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rb-bytes");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bytes of the message"), -1);
  g_signal_connect_swapped (self->list, "map", G_CALLBACK (on_map), self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

void
rb_bytes_view_set_bytes (RbBytesView *self, GBytes *bytes)
{
  g_return_if_fail (RB_IS_BYTES_VIEW (self));

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->mark = (RbSpan){ 0, 0 };
  show_lines (self);
}

void
rb_bytes_view_set_mark (RbBytesView *self, RbSpan mark)
{
  g_return_if_fail (RB_IS_BYTES_VIEW (self));

  self->mark = mark;
  update_lines (self);
  scroll_to_mark (self);
}
