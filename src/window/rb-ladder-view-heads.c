/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The heads of the ladder's lanes: who it is, and the address. They stay above the rows while these
 * scroll, and move with them sideways. */

#include "rb-ladder-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define PADDING 6
#define EDGE 3 /* px left free beside a head */
#define TICK 4 /* px of the lane's line below its head */
#define SMALL 0.88
#define DIM_ALPHA 0.68
#define LANE_ALPHA 0.28

struct _RbLadderViewHeads
{
  GtkWidget parent_instance;

  RbLadderView *view; /* not owned */
  GtkAdjustment *adjustment;
};

G_DEFINE_FINAL_TYPE (RbLadderViewHeads, rb_ladder_view_heads, GTK_TYPE_WIDGET)

static guint
get_n_lanes (RbLadderViewHeads *self)
{
  RbLadder *ladder = rb_ladder_view_get_ladder (self->view);

  return ladder != NULL ? rb_ladder_get_n_lanes (ladder) : 0;
}

static double
compute (RbLadderViewHeads *self, RbLadderGeometry *geometry)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), ceil (rb_ladder_view_get_min_width (self->view)));

  rb_ladder_view_compute_geometry (self->view, geometry, width);

  return width;
}

static PangoLayout *
new_layout (RbLadderViewHeads *self, const char *text, gboolean is_title)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (
      attributes, pango_attr_scale_new (rb_ladder_view_get_metrics (self->view)->zoom * (is_title ? 1.0 : SMALL)));
  if (is_title)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  return layout;
}

/* Draws @text centred at @x, cut and kept between @left and @right. Returns the height taken. */
static int
append_text (RbLadderViewHeads *self, GtkSnapshot *snapshot, const char *text, gboolean is_title, double x, double y,
             double left, double right, const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = new_layout (self, text, is_title);
  int text_width;
  int text_height;

  pango_layout_set_width (layout, (int) (MAX (1, right - left) * PANGO_SCALE));
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  x = CLAMP (x - text_width / 2.0, left, MAX (left, right - text_width));

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) floor (x), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);

  return text_height;
}

static void
append_head (RbLadderViewHeads *self, GtkSnapshot *snapshot, const RbLadderLane *lane, double x, double gap,
             double width, const GdkRGBA *colour)
{
  double left = MAX (EDGE, x - gap / 2 + EDGE);
  double right = MIN (width - EDGE, x + gap / 2 - EDGE);
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  GdkRGBA dim = *colour;
  GdkRGBA line = *colour;
  int y = PADDING;

  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    dim.alpha *= DIM_ALPHA;
  line.alpha *= LANE_ALPHA;
  y += append_text (self, snapshot, lane->title, TRUE, x, y, left, right, colour);
  append_text (self, snapshot, lane->subtitle, FALSE, x, y, left, right, &dim);
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) floor (x), (float) (height - TICK), 1, TICK));
}

static void
rb_ladder_view_heads_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RbLadderViewHeads *self = RB_LADDER_VIEW_HEADS (widget);
  RbLadderGeometry geometry;
  double width = compute (self, &geometry);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -gtk_adjustment_get_value (self->adjustment), 0));
  for (guint i = 0; i < get_n_lanes (self); i++)
    append_head (self, snapshot, rb_ladder_get_lane (rb_ladder_view_get_ladder (self->view), i),
                 rb_ladder_geometry_get_lane (&geometry, i), geometry.lane_gap, width, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
rb_ladder_view_heads_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                              int *minimum_baseline, int *natural_baseline)
{
  RbLadderViewHeads *self = RB_LADDER_VIEW_HEADS (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      g_autoptr (PangoLayout) title = new_layout (self, "X", TRUE);
      g_autoptr (PangoLayout) subtitle = new_layout (self, "X", FALSE);
      int title_height;
      int subtitle_height;

      pango_layout_get_pixel_size (title, NULL, &title_height);
      pango_layout_get_pixel_size (subtitle, NULL, &subtitle_height);
      *minimum = PADDING + title_height + subtitle_height + PADDING + TICK;
    }
  else
    *minimum = 0;
  *natural = *minimum;
}

static gboolean
rb_ladder_view_heads_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  RbLadderViewHeads *self = RB_LADDER_VIEW_HEADS (widget);
  g_autofree char *text = NULL;
  const RbLadderLane *lane;
  RbLadderGeometry geometry;
  double nearest;

  if (get_n_lanes (self) == 0)
    return FALSE;

  compute (self, &geometry);
  nearest = round ((x + gtk_adjustment_get_value (self->adjustment) - geometry.first_lane) / geometry.lane_gap);
  lane =
      rb_ladder_get_lane (rb_ladder_view_get_ladder (self->view), (guint) CLAMP (nearest, 0, get_n_lanes (self) - 1));
  text = g_strdup_printf ("%s\n%s", lane->title, lane->subtitle);
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
rb_ladder_view_heads_dispose (GObject *object)
{
  RbLadderViewHeads *self = RB_LADDER_VIEW_HEADS (object);

  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (rb_ladder_view_heads_parent_class)->dispose (object);
}

static void
rb_ladder_view_heads_class_init (RbLadderViewHeadsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_ladder_view_heads_dispose;
  widget_class->snapshot = rb_ladder_view_heads_snapshot;
  widget_class->measure = rb_ladder_view_heads_measure;
  widget_class->query_tooltip = rb_ladder_view_heads_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "ladderheads");
}

static void
rb_ladder_view_heads_init (RbLadderViewHeads *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
rb_ladder_view_heads_new (RbLadderView *view)
{
  RbLadderViewHeads *self = g_object_new (RB_TYPE_LADDER_VIEW_HEADS, NULL);

  self->view = view;

  return GTK_WIDGET (self);
}

void
rb_ladder_view_heads_refresh (RbLadderViewHeads *self)
{
  RbLadder *ladder = rb_ladder_view_get_ladder (self->view);
  g_autoptr (GString) name = g_string_new (_ ("Lanes:"));

  for (guint i = 0; i < get_n_lanes (self); i++)
    {
      const RbLadderLane *lane = rb_ladder_get_lane (ladder, i);

      g_string_append_printf (name, "%s %s %s", i > 0 ? "," : "", lane->title, lane->subtitle);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
rb_ladder_view_heads_set_adjustment (RbLadderViewHeads *self, GtkAdjustment *horizontal)
{
  g_set_object (&self->adjustment, horizontal);
  g_signal_connect_object (horizontal, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
