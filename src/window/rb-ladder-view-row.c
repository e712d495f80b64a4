/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of the ladder: the time, the lanes as thin lines, the arrow with its label above it, and
 * the note. Solid for a request, dashed for a response, dotted for what never was on the wire, thin
 * for a retransmission; one colour a transaction. */

#include "rb-ladder-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "rb-signalling-font.h"
#include "rb-shown-text.h"
#include "rb-signalling-text.h"

/* px, at any font size */
#define PADDING 3
#define HEAD_LENGTH 9.0
#define HEAD_WIDTH 4.5
#define LINE_WIDTH 1.8
#define LINE_WIDTH_RETRANSMISSION 0.9
#define LOOP_HEIGHT 7.0
#define LABEL_MARGIN 4.0 /* to the lanes beside it */

#define SMALL 0.88 /* of the font size, for times and notes */
#define DIM_ALPHA 0.68
#define LANE_ALPHA 0.28

struct _RbLadderViewRow
{
  GtkWidget parent_instance;

  RbLadderView *view; /* not owned: the row is inside it */
  guint index;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (RbLadderViewRow, rb_ladder_view_row, GTK_TYPE_WIDGET)

#define N_COLOURS 7 /* of transactions; one more for what is not part of any */

/* At least 3:1 to the background (WCAG 1.4.11), 7:1 in high contrast. */
static const guint32 palettes[2][2][N_COLOURS + 1] = {
  /* light */
  { { 0x1c71d8, 0x1b8553, 0x813d9c, 0xc64600, 0x0e7c86, 0xb5134f, 0x865e3c, 0x4a5568 },
    { 0x0b3d91, 0x0a4f2b, 0x4b1468, 0x742800, 0x004b52, 0x6e0a30, 0x4a2f15, 0x222a35 } },
  /* dark */
  { { 0x78aeed, 0x57d996, 0xcf9be6, 0xffa04d, 0x5fd0d8, 0xff8fb0, 0xcdab8f, 0xb8c2d0 },
    { 0xb5d6ff, 0xa8f5ca, 0xe8cbf7, 0xffd3a8, 0xb0f2f5, 0xffc4d6, 0xf0dcc8, 0xe6ebf2 } },
};

static GdkRGBA
get_colour (const RbLadderRow *row)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean has_transaction = row->style == RB_LADDER_REQUEST || row->style == RB_LADDER_RESPONSE;
  guint32 rgb = palettes[adw_style_manager_get_dark (style)][adw_style_manager_get_high_contrast (style)]
                        [has_transaction ? row->transaction % N_COLOURS : N_COLOURS];

  return (GdkRGBA){ (float) (rgb >> 16) / 255.0f, (float) (rgb >> 8 & 0xff) / 255.0f, (float) (rgb & 0xff) / 255.0f,
                    1 };
}

static PangoAttrList *
new_attributes (double scale, PangoWeight weight)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));

  return attributes;
}

static void
set_scale (RbLadderViewRow *self, double scale, PangoWeight weight)
{
  g_autoptr (PangoAttrList) attributes = new_attributes (scale, weight);

  pango_layout_set_attributes (self->layout, attributes);
}

/* Draws @text in one line @width px wide, @y is its middle: smaller when it is too long, and then cut at its end. */
static void
append_text (RbLadderViewRow *self, GtkSnapshot *snapshot, const char *text, double x, double y, double width,
             PangoAlignment alignment, double scale, PangoWeight weight, const GdkRGBA *colour)
{
  int height;

  if (width <= 0)
    return;

  pango_layout_set_text (self->layout, text, -1);
  set_scale (self, scale, weight);
  pango_layout_set_alignment (self->layout, alignment);
  pango_layout_set_width (self->layout, (int) (width * PANGO_SCALE));
  if (scale > SMALL && pango_layout_is_ellipsized (self->layout))
    set_scale (self, SMALL, weight);
  pango_layout_get_pixel_size (self->layout, NULL, &height);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) floor (y - height / 2.0)));
  gtk_snapshot_append_layout (snapshot, self->layout, colour);
  gtk_snapshot_restore (snapshot);
}

/* A lane that the arrow passes leaves the label free, which ends at @label_bottom. */
static void
append_lanes (GtkSnapshot *snapshot, const RbLadderRow *row, const RbLadderGeometry *geometry, guint n_lanes,
              double label_bottom, int height, GdkRGBA colour)
{
  colour.alpha *= LANE_ALPHA;
  for (guint i = 0; i < n_lanes; i++)
    {
      gboolean is_passed = i > MIN (row->from, row->to) && i < MAX (row->from, row->to);
      double top = is_passed ? label_bottom : 0;

      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) floor (rb_ladder_geometry_get_lane (geometry, i)),
                                                      (float) top, 1, (float) (height - top)));
    }
}

static void
draw_head (cairo_t *cr, double x, double y, double direction)
{
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x - direction * HEAD_LENGTH, y - HEAD_WIDTH);
  cairo_line_to (cr, x - direction * HEAD_LENGTH, y + HEAD_WIDTH);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
set_dash (cairo_t *cr, const RbLadderRow *row)
{
  static const double dashed[] = { 6, 4 };
  static const double dotted[] = { 1.5, 4 };

  if (row->synthetic)
    cairo_set_dash (cr, dotted, G_N_ELEMENTS (dotted), 0);
  else if (row->style == RB_LADDER_RESPONSE)
    cairo_set_dash (cr, dashed, G_N_ELEMENTS (dashed), 0);
}

/* A cross where a message would have come from, had it been on the wire. */
static void
draw_cross (cairo_t *cr, double x, double y)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, x - HEAD_WIDTH, y - HEAD_WIDTH);
  cairo_line_to (cr, x + HEAD_WIDTH, y + HEAD_WIDTH);
  cairo_move_to (cr, x - HEAD_WIDTH, y + HEAD_WIDTH);
  cairo_line_to (cr, x + HEAD_WIDTH, y - HEAD_WIDTH);
  cairo_stroke (cr);
}

/* A message to oneself goes out to the side where another lane is and comes back. */
static double
get_loop_direction (const RbLadderRow *row)
{
  return row->from == 0 ? 1 : -1;
}

static void
append_arrow (GtkSnapshot *snapshot, const RbLadderRow *row, const RbLadderGeometry *geometry, double y, int width,
              int height)
{
  GdkRGBA colour = get_colour (row);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  double from = floor (rb_ladder_geometry_get_lane (geometry, row->from)) + 0.5;
  double to = floor (rb_ladder_geometry_get_lane (geometry, row->to)) + 0.5;
  double direction = row->from == row->to ? -get_loop_direction (row) : to > from ? 1 : -1;
  double start = row->synthetic ? from + direction * (HEAD_LENGTH + 4) : from;

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, row->retransmission ? LINE_WIDTH_RETRANSMISSION : LINE_WIDTH);
  set_dash (cr, row);
  if (row->from == row->to)
    {
      double side = from + get_loop_direction (row) * geometry->lane_gap / 2;

      cairo_move_to (cr, from, y - LOOP_HEIGHT);
      cairo_line_to (cr, side, y - LOOP_HEIGHT);
      cairo_line_to (cr, side, y);
      cairo_line_to (cr, from + get_loop_direction (row) * HEAD_LENGTH, y);
    }
  else
    {
      cairo_move_to (cr, start, y);
      cairo_line_to (cr, to - direction * HEAD_LENGTH, y);
    }
  cairo_stroke (cr);
  if (row->synthetic)
    draw_cross (cr, from + direction * (HEAD_WIDTH + 2), y);
  draw_head (cr, to, y, direction);
  cairo_destroy (cr);
}

static void
append_texts (RbLadderViewRow *self, GtkSnapshot *snapshot, const RbLadderRow *row, const RbLadderGeometry *geometry,
              int line_height, double arrow_y)
{
  guint first = row->from == row->to && row->from > 0 ? row->from - 1 : MIN (row->from, row->to);
  guint last = row->from == row->to ? first + 1 : MAX (row->from, row->to);
  double left = rb_ladder_geometry_get_lane (geometry, first);
  double span = (last - first) * geometry->lane_gap;
  double char_width = rb_signalling_font_get_char_width (GTK_WIDGET (self), NULL);
  g_autofree char *time = rb_signalling_format_ladder_time (row->time_us);
  g_autofree char *label = rb_shown_text_line (row->label);
  GdkRGBA colour;
  GdkRGBA dim;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  dim = colour;
  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    dim.alpha *= DIM_ALPHA;

  append_text (self, snapshot, time, 0, arrow_y - 2, geometry->time_width - char_width / 2, PANGO_ALIGN_RIGHT, SMALL,
               PANGO_WEIGHT_NORMAL, &dim);
  append_text (self, snapshot, label, left + LABEL_MARGIN, PADDING + line_height / 2.0, span - 2 * LABEL_MARGIN,
               PANGO_ALIGN_CENTER, 1.0,
               row->style == RB_LADDER_REQUEST && !row->retransmission ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL,
               row->retransmission || row->synthetic ? &dim : &colour);
  if (geometry->note_x > 0 && row->note != NULL)
    append_text (self, snapshot, row->note, geometry->note_x, arrow_y - 2, geometry->note_width, PANGO_ALIGN_LEFT,
                 SMALL, PANGO_WEIGHT_NORMAL, &dim);
}

static void
rb_ladder_view_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);
  RbLadder *ladder = rb_ladder_view_get_ladder (self->view);
  const RbLadderRow *row = rb_ladder_view_peek_row (self->view, self->index);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int line_height = rb_signalling_font_get_line_height (widget);
  double arrow_y = PADDING + line_height + HEAD_WIDTH + 1;
  RbLadderGeometry geometry;
  GdkRGBA colour;

  if (row == NULL)
    return;

  if (self->layout == NULL)
    {
      self->layout = gtk_widget_create_pango_layout (widget, NULL);
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    }
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  rb_ladder_geometry_compute (&geometry, width, rb_ladder_get_n_lanes (ladder),
                              rb_ladder_view_get_n_time_chars (self->view),
                              rb_signalling_font_get_char_width (widget, NULL));
  append_lanes (snapshot, row, &geometry, rb_ladder_get_n_lanes (ladder), PADDING + line_height, height, colour);
  append_arrow (snapshot, row, &geometry, floor (arrow_y) + 0.5, width, height);
  append_texts (self, snapshot, row, &geometry, line_height, arrow_y);
}

static void
rb_ladder_view_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                            int *minimum_baseline, int *natural_baseline)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);
  RbLadder *ladder = rb_ladder_view_get_ladder (self->view);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = (int) ceil (PADDING + rb_signalling_font_get_line_height (widget) + 2 * HEAD_WIDTH + 2 + PADDING);
  else
    *minimum = (int) ceil (rb_ladder_geometry_get_min_width (ladder != NULL ? rb_ladder_get_n_lanes (ladder) : 2,
                                                             rb_ladder_view_get_n_time_chars (self->view),
                                                             rb_signalling_font_get_char_width (widget, NULL)));
  *natural = *minimum;
}

static void
rb_ladder_view_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);

  GTK_WIDGET_CLASS (rb_ladder_view_row_parent_class)->css_changed (widget, change);
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (widget);
}

static gboolean
rb_ladder_view_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);
  const RbLadderRow *row = rb_ladder_view_peek_row (self->view, self->index);
  g_autofree char *text = NULL;

  if (row == NULL)
    return FALSE;

  text = rb_signalling_format_row (rb_ladder_view_get_ladder (self->view), row);
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
rb_ladder_view_row_finalize (GObject *object)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (object);

  g_clear_object (&self->layout);

  G_OBJECT_CLASS (rb_ladder_view_row_parent_class)->finalize (object);
}

static void
rb_ladder_view_row_class_init (RbLadderViewRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = rb_ladder_view_row_finalize;
  widget_class->snapshot = rb_ladder_view_row_snapshot;
  widget_class->measure = rb_ladder_view_row_measure;
  widget_class->css_changed = rb_ladder_view_row_css_changed;
  widget_class->query_tooltip = rb_ladder_view_row_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rb_ladder_view_row_init (RbLadderViewRow *self)
{
  self->index = GTK_INVALID_LIST_POSITION;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
rb_ladder_view_row_new (RbLadderView *view)
{
  RbLadderViewRow *self = g_object_new (RB_TYPE_LADDER_VIEW_ROW, NULL);

  self->view = view;

  return GTK_WIDGET (self);
}

/* The focus is on the list's own row around this widget, so that is what carries the name. */
static void
update_name (RbLadderViewRow *self)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  const RbLadderRow *row = rb_ladder_view_peek_row (self->view, self->index);
  g_autofree char *name = NULL;

  if (item == NULL || row == NULL)
    return;

  name = rb_signalling_format_row (rb_ladder_view_get_ladder (self->view), row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
rb_ladder_view_row_set_index (RbLadderViewRow *self, guint n)
{
  self->index = n;
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rb_ladder_view_row_refresh (RbLadderViewRow *self)
{
  update_name (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
