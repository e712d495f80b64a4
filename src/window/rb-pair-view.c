/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of RbPairRow under the titles of the lanes of both sides, which stay in view. */

#include "rb-pair-view.h"

#include "rb-pair-row.h"
#include "rb-signalling-font.h"

#define HEAD_MARGIN 3.0

struct _RbPairView
{
  GtkWidget parent_instance;

  GtkWidget *heads;
  GtkWidget *scrolled;
  GtkListView *list;
  GListStore *lines;
  GtkSingleSelection *selection;
  gboolean is_setting; /* the selection is set by us */

  char *titles[RB_PAIR_N_SIDES];
  char **lanes[RB_PAIR_N_SIDES];
  guint n_lanes[RB_PAIR_N_SIDES];
};

G_DEFINE_FINAL_TYPE (RbPairView, rb_pair_view, GTK_TYPE_WIDGET)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_setup (RbPairView *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, rb_pair_row_new ());
}

static void
on_bind (RbPairView *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  RbPairLine *line = gtk_list_item_get_item (item);

  rb_pair_row_set_line (RB_PAIR_ROW (row), line, self->titles[RB_PAIR_LEFT], self->n_lanes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  line->spoken, -1);
}

static void
on_unbind (RbPairView *self, GtkListItem *item)
{
  rb_pair_row_set_line (RB_PAIR_ROW (gtk_list_item_get_child (item)), NULL, NULL, self->n_lanes);
}

static void
on_selected (RbPairView *self)
{
  RbPairLine *line = gtk_single_selection_get_selected_item (self->selection);

  if (self->is_setting || line == NULL)
    return;

  for (int side = RB_PAIR_RIGHT; side >= RB_PAIR_LEFT; side--)
    if (line->arrows[side].position != RB_FLOW_NONE)
      {
        g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, side, line->arrows[side].position);
        return;
      }
}

static void
append_head (RbPairView *self, cairo_t *cr, const char *text, double middle, double width, double y, gboolean is_title)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->heads, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int height;

  pango_attr_list_insert (attributes, pango_attr_weight_new (is_title ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (MAX (width - 2 * HEAD_MARGIN, 1) * PANGO_SCALE));
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_move_to (cr, middle - width / 2 + HEAD_MARGIN, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

/* Where one ladder is below the other, the lanes have names once, and the lines say whose they are. */
static void
on_draw_heads (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  RbPairView *self = RB_PAIR_VIEW (data);
  int line_height = rb_signalling_font_get_line_height (self->heads);
  RbPairGeometry geometry;
  GdkRGBA colour;

  rb_pair_geometry_compute (&geometry, width, rb_signalling_font_get_char_width (self->heads, NULL));
  gtk_style_context_get_color (gtk_widget_get_style_context (self->heads), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  for (guint side = 0; side < RB_PAIR_N_SIDES; side++)
    {
      if (!geometry.is_stacked)
        append_head (self, cr, self->titles[side], geometry.left[side] + geometry.width[side] / 2, geometry.width[side],
                     HEAD_MARGIN + line_height / 2.0, TRUE);
      else if (side == RB_PAIR_LEFT)
        continue;
      for (guint i = 0; i < self->n_lanes[side]; i++)
        append_head (self, cr, self->lanes[side][i],
                     rb_pair_geometry_get_lane (&geometry, side, i, self->n_lanes[side]),
                     geometry.width[side] / self->n_lanes[side], height - HEAD_MARGIN - line_height / 2.0, FALSE);
    }
}

static void
update_heads (RbPairView *self)
{
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->heads),
                                       (int) (2 * rb_signalling_font_get_line_height (self->heads) + 2 * HEAD_MARGIN));
  gtk_widget_queue_draw (self->heads);
}

static void
rb_pair_view_dispose (GObject *object)
{
  RbPairView *self = RB_PAIR_VIEW (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  self->list = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->lines);
  g_clear_pointer (&self->heads, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_pair_view_parent_class)->dispose (object);
}

static void
rb_pair_view_finalize (GObject *object)
{
  RbPairView *self = RB_PAIR_VIEW (object);

  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    {
      g_free (self->titles[i]);
      g_strfreev (self->lanes[i]);
    }

  G_OBJECT_CLASS (rb_pair_view_parent_class)->finalize (object);
}

static void
rb_pair_view_class_init (RbPairViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_pair_view_dispose;
  object_class->finalize = rb_pair_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
rb_pair_view_init (RbPairView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->heads = gtk_drawing_area_new ();
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->heads), on_draw_heads, self, NULL);
  gtk_widget_add_css_class (self->heads, "rb-pair-heads");
  gtk_widget_set_parent (self->heads, GTK_WIDGET (self));
  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    self->titles[i] = g_strdup ("");

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  self->lines = g_list_store_new (RB_TYPE_PAIR_LINE);
  self->selection =
      g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, "model", self->lines, NULL);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rb-pairs");

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

void
rb_pair_view_set_name (RbPairView *self, const char *name)
{
  g_return_if_fail (RB_IS_PAIR_VIEW (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
rb_pair_view_set_heads (RbPairView *self, RbPairSide side, const char *title, const char *const *lanes)
{
  g_return_if_fail (RB_IS_PAIR_VIEW (self));

  g_free (self->titles[side]);
  self->titles[side] = g_strdup (title);
  g_strfreev (self->lanes[side]);
  self->lanes[side] = g_strdupv ((char **) lanes);
  if (self->n_lanes[side] != g_strv_length (self->lanes[side]))
    g_list_store_remove_all (self->lines); /* they would stay on the lanes there were */
  self->n_lanes[side] = g_strv_length (self->lanes[side]);
  update_heads (self);
}

static gboolean
is_same (RbPairView *self, guint n, RbPairLine *line)
{
  g_autoptr (RbPairLine) old = g_list_model_get_item (G_LIST_MODEL (self->lines), n);

  return rb_pair_line_equal (old, line);
}

void
rb_pair_view_set_lines (RbPairView *self, GPtrArray *lines)
{
  guint n_old;
  guint n_head = 0;
  guint n_tail = 0;
  guint n_least;

  g_return_if_fail (RB_IS_PAIR_VIEW (self));

  n_old = g_list_model_get_n_items (G_LIST_MODEL (self->lines));
  n_least = MIN (n_old, lines->len);
  while (n_head < n_least && is_same (self, n_head, g_ptr_array_index (lines, n_head)))
    n_head++;
  while (n_tail < n_least - n_head &&
         is_same (self, n_old - 1 - n_tail, g_ptr_array_index (lines, lines->len - 1 - n_tail)))
    n_tail++;

  self->is_setting = TRUE;
  g_list_store_splice (self->lines, n_head, n_old - n_head - n_tail, lines->pdata + n_head,
                       lines->len - n_head - n_tail);
  self->is_setting = FALSE;
}

void
rb_pair_view_set_selected (RbPairView *self, guint position)
{
  guint n_lines;
  guint found = GTK_INVALID_LIST_POSITION;

  g_return_if_fail (RB_IS_PAIR_VIEW (self));

  n_lines = g_list_model_get_n_items (G_LIST_MODEL (self->lines));
  for (guint i = 0; position != RB_FLOW_NONE && found == GTK_INVALID_LIST_POSITION && i < n_lines; i++)
    {
      g_autoptr (RbPairLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), i);

      if (line->arrows[RB_PAIR_RIGHT].position == position)
        found = i;
    }
  if (found == gtk_single_selection_get_selected (self->selection))
    return;

  self->is_setting = TRUE;
  gtk_single_selection_set_selected (self->selection, found);
  self->is_setting = FALSE;
  if (found != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", found);
}
