/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line of two ladders that are compared: the left arrow, the mark, the right arrow, and, where they differ, why. A
 * difference has the colour of a warning, so that the eye finds it; the mark and the words say it, too. */

#include "rb-pair-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rb-signalling-font.h"

#define STACKED_CHARS 76 /* a narrower view has one ladder below the other */
#define MARK_WIDTH 30.0
#define PADDING 3
#define HEAD_LENGTH 8.0
#define HEAD_WIDTH 4.0
#define LINE_WIDTH 1.6
#define LANE_ALPHA 0.28
#define DIM_ALPHA 0.6
#define SMALL 0.88

struct _RbPairRow
{
  GtkWidget parent_instance;

  GtkWidget *reason;
  RbPairLine *line; /* (nullable) */
  char *left_title;
  guint n_lanes[RB_PAIR_N_SIDES];
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (RbPairRow, rb_pair_row, GTK_TYPE_WIDGET)

void
rb_pair_geometry_compute (RbPairGeometry *self, double width, double char_width)
{
  self->is_stacked = width < STACKED_CHARS * char_width;
  if (self->is_stacked)
    {
      self->mark_x = MARK_WIDTH / 2;
      for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
        {
          self->left[i] = MARK_WIDTH;
          self->width[i] = MAX (width - MARK_WIDTH, 0);
        }
      return;
    }

  self->mark_x = width / 2;
  self->left[RB_PAIR_LEFT] = 0;
  self->left[RB_PAIR_RIGHT] = (width + MARK_WIDTH) / 2;
  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    self->width[i] = MAX ((width - MARK_WIDTH) / 2, 0);
}

double
rb_pair_geometry_get_lane (const RbPairGeometry *self, RbPairSide side, guint lane, guint n_lanes)
{
  return self->left[side] + self->width[side] * (lane + 0.5) / MAX (n_lanes, 1);
}

static double
get_line_height (RbPairRow *self)
{
  return rb_signalling_font_get_line_height (GTK_WIDGET (self));
}

/* Of one arrow with its label above it. */
static double
get_arrow_height (RbPairRow *self)
{
  return get_line_height (self) + 2 * HEAD_WIDTH + 2 * PADDING;
}

/* Where there is one line below the other, a line that is as it should be is shown once. */
static guint
count_lines (RbPairRow *self, const RbPairGeometry *geometry)
{
  if (self->line == NULL || !geometry->is_stacked || self->line->kind == RB_DIFFERENCE_NONE)
    return 1;

  return MAX ((self->line->arrows[RB_PAIR_LEFT].label != NULL) + (self->line->arrows[RB_PAIR_RIGHT].label != NULL), 1);
}

static RbPairGeometry
compute_geometry (RbPairRow *self, double width)
{
  RbPairGeometry geometry;

  rb_pair_geometry_compute (&geometry, width, rb_signalling_font_get_char_width (GTK_WIDGET (self), NULL));

  return geometry;
}

static GdkRGBA
get_difference_colour (RbPairRow *self)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  if (self->line->kind == RB_DIFFERENCE_UNSEEN || self->line->kind == RB_DIFFERENCE_PENDING)
    colour.alpha *= (float) DIM_ALPHA;
  else if (self->line->kind != RB_DIFFERENCE_NONE)
    gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "warning_color", &colour);

  return colour;
}

static PangoAttrList *
set_weight (RbPairRow *self, gboolean is_plain)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (is_plain ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (self->layout, attributes);

  return g_steal_pointer (&attributes);
}

/* @y: its middle. A text that is too long becomes smaller, and is then cut at its end. */
static void
append_text (RbPairRow *self, GtkSnapshot *snapshot, const char *text, double x, double y, double width,
             gboolean is_plain, const GdkRGBA *colour)
{
  g_autoptr (PangoAttrList) attributes = set_weight (self, is_plain);
  PangoRectangle extents;

  if (width <= 0)
    return;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_set_width (self->layout, (int) (width * PANGO_SCALE));
  if (pango_layout_is_ellipsized (self->layout))
    {
      pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
      pango_layout_set_attributes (self->layout, attributes);
    }
  pango_layout_get_pixel_extents (self->layout, NULL, &extents);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) floor (y - extents.height / 2.0)));
  gtk_snapshot_append_layout (snapshot, self->layout, colour);
  gtk_snapshot_restore (snapshot);
}

/* Where the label of an arrow may stand: over the arrow's middle when it is not too long, else anywhere on its side. */
typedef struct
{
  double x;
  double width;
} Place;

static Place
place_label (RbPairRow *self, const RbPairGeometry *geometry, RbPairSide side, const char *label, double middle)
{
  double left = geometry->left[side];
  double right = left + geometry->width[side];
  double half = MIN (middle - left, right - middle);
  int width;

  set_weight (self, self->line->arrows[side].is_response);
  pango_layout_set_text (self->layout, label, -1);
  pango_layout_set_width (self->layout, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  width += 2 * PADDING;
  if (width > 2 * half)
    return (Place){ left, right - left };

  return (Place){ middle - width / 2.0, width };
}

/* The lanes leave the label free. */
static void
append_lanes (RbPairRow *self, GtkSnapshot *snapshot, const RbPairGeometry *geometry, RbPairSide side,
              const Place *label, double top, double bottom)
{
  double below_label = top + PADDING + get_line_height (self);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= (float) LANE_ALPHA;
  for (guint i = 0; i < self->n_lanes[side]; i++)
    {
      double x = floor (rb_pair_geometry_get_lane (geometry, side, i, self->n_lanes[side]));
      double begin = x >= label->x && x <= label->x + label->width ? below_label : top;

      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) x, (float) begin, 1, (float) (bottom - begin)));
    }
}

static void
draw_arrow (cairo_t *cr, double from, double to, double y, gboolean is_response)
{
  static const double dashed[] = { 6, 4 };
  double direction = to >= from ? 1 : -1;

  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_dash (cr, dashed, is_response ? G_N_ELEMENTS (dashed) : 0, 0);
  cairo_move_to (cr, from, y);
  cairo_line_to (cr, to - direction * HEAD_LENGTH, y);
  cairo_stroke (cr);
  cairo_move_to (cr, to, y);
  cairo_line_to (cr, to - direction * HEAD_LENGTH, y - HEAD_WIDTH);
  cairo_line_to (cr, to - direction * HEAD_LENGTH, y + HEAD_WIDTH);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static char *
format_label (RbPairRow *self, const RbPairGeometry *geometry, RbPairSide side)
{
  const RbPairArrow *arrows = self->line->arrows;

  if (geometry->is_stacked && side == RB_PAIR_LEFT && arrows[side].label != NULL)
    /* Translators: whose message, and the message: "Textbook: 180 Ringing" */
    return g_strdup_printf (_ ("%1$s: %2$s"), self->left_title, arrows[side].label);

  return g_strdup (arrows[side].label);
}

static void
append_side (RbPairRow *self, GtkSnapshot *snapshot, const RbPairGeometry *geometry, RbPairSide side, double top,
             double bottom)
{
  const RbPairArrow *arrow = &self->line->arrows[side];
  GdkRGBA colour = get_difference_colour (self);
  double from = floor (rb_pair_geometry_get_lane (geometry, side, arrow->from, self->n_lanes[side])) + 0.5;
  double to = floor (rb_pair_geometry_get_lane (geometry, side, arrow->to, self->n_lanes[side])) + 0.5;
  double y = floor (top + PADDING + get_line_height (self) + HEAD_WIDTH) + 0.5;
  g_autofree char *label = format_label (self, geometry, side);
  Place place = { 0, -1 };
  cairo_t *cr;

  if (label != NULL)
    place = place_label (self, geometry, side, label, (from + to) / 2);
  append_lanes (self, snapshot, geometry, side, &place, top, bottom);
  if (label == NULL)
    return;

  append_text (self, snapshot, label, place.x, top + PADDING + get_line_height (self) / 2, place.width,
               arrow->is_response, &colour);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT ((float) geometry->left[side], (float) top,
                                                       (float) geometry->width[side], (float) get_arrow_height (self)));
  gdk_cairo_set_source_rgba (cr, &colour);
  draw_arrow (cr, from, to, y, arrow->is_response);
  cairo_destroy (cr);
}

static void
append_mark (RbPairRow *self, GtkSnapshot *snapshot, const RbPairGeometry *geometry, double y)
{
  GdkRGBA colour = get_difference_colour (self);

  if (self->line->kind == RB_DIFFERENCE_NONE)
    colour.alpha *= (float) DIM_ALPHA;
  append_text (self, snapshot, rb_pair_line_mark_of (self->line->kind), geometry->mark_x - MARK_WIDTH / 2, y,
               MARK_WIDTH, FALSE, &colour);
}

/* Is there something to draw of that side in a line of its own? */
static gboolean
has_line (RbPairRow *self, RbPairSide side)
{
  if (self->line->kind == RB_DIFFERENCE_NONE)
    return side == RB_PAIR_RIGHT;

  return self->line->arrows[side].label != NULL;
}

static void
rb_pair_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RbPairRow *self = RB_PAIR_ROW (widget);
  RbPairGeometry geometry = compute_geometry (self, gtk_widget_get_width (widget));
  double bottom = gtk_widget_get_height (widget);
  double height = get_arrow_height (self);
  double top = 0;

  if (self->line == NULL)
    return;

  for (guint side = 0; side < RB_PAIR_N_SIDES; side++)
    if (!geometry.is_stacked)
      append_side (self, snapshot, &geometry, side, 0, bottom);
    else if (has_line (self, side))
      {
        append_side (self, snapshot, &geometry, side, top, side == RB_PAIR_LEFT ? top + height : bottom);
        top += height;
      }
  append_mark (self, snapshot, &geometry, MAX (top, height) / 2);
  gtk_widget_snapshot_child (widget, self->reason, snapshot);
}

/* The words stand between the lanes' ends, over a ground of their own (see the style sheet). */
static void
rb_pair_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  RbPairRow *self = RB_PAIR_ROW (widget);
  RbPairGeometry geometry = compute_geometry (self, for_size);
  int height = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->reason, orientation, -1, minimum, natural, NULL, NULL);
      return;
    }

  if (gtk_widget_get_visible (self->reason))
    gtk_widget_measure (self->reason, orientation, for_size, NULL, &height, NULL, NULL);
  *minimum = (int) ceil (count_lines (self, &geometry) * get_arrow_height (self)) + height;
  *natural = *minimum;
}

static GtkSizeRequestMode
rb_pair_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rb_pair_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RbPairRow *self = RB_PAIR_ROW (widget);
  RbPairGeometry geometry = compute_geometry (self, width);
  double top = ceil (count_lines (self, &geometry) * get_arrow_height (self));
  GtkAllocation allocation = { 0, (int) top, width, height - (int) top };

  if (gtk_widget_get_visible (self->reason))
    gtk_widget_size_allocate (self->reason, &allocation, -1);
}

static void
rb_pair_row_dispose (GObject *object)
{
  RbPairRow *self = RB_PAIR_ROW (object);

  g_clear_object (&self->line);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->left_title, g_free);
  g_clear_pointer (&self->reason, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_pair_row_parent_class)->dispose (object);
}

static void
rb_pair_row_class_init (RbPairRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_pair_row_dispose;
  widget_class->measure = rb_pair_row_measure;
  widget_class->get_request_mode = rb_pair_row_get_request_mode;
  widget_class->size_allocate = rb_pair_row_size_allocate;
  widget_class->snapshot = rb_pair_row_snapshot;
}

static void
rb_pair_row_init (RbPairRow *self)
{
  self->reason = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->reason), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->reason), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->reason), 0);
  gtk_widget_add_css_class (self->reason, "rb-reason");
  gtk_widget_set_parent (self->reason, GTK_WIDGET (self));

  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_CENTER);
}

GtkWidget *
rb_pair_row_new (void)
{
  return g_object_new (RB_TYPE_PAIR_ROW, NULL);
}

void
rb_pair_row_set_line (RbPairRow *self, RbPairLine *line, const char *left_title, const guint n_lanes[RB_PAIR_N_SIDES])
{
  g_return_if_fail (RB_IS_PAIR_ROW (self));

  g_set_object (&self->line, line);
  g_free (self->left_title);
  self->left_title = g_strdup (left_title);
  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    self->n_lanes[i] = n_lanes[i];
  gtk_widget_set_visible (self->reason, line != NULL && line->text != NULL);
  if (line != NULL && line->text != NULL)
    {
      const char *kind = rb_difference_kind_get_label (line->kind);
      /* Translators: how a message differs, why, and where that is written: "Extra: the proxy … (RFC 3261 22.3)" */
      g_autofree char *text = line->rfc != NULL ? g_strdup_printf (_ ("%1$s: %2$s (%3$s)"), kind, line->text, line->rfc)
                                                : g_strdup_printf (_ ("%1$s: %2$s"), kind, line->text);

      gtk_label_set_text (GTK_LABEL (self->reason), text);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
