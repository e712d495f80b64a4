/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of the ladder: the time, the lanes as thin lines, the arrow with its label above it, and
 * the note. Solid for a request, dashed for a response, dotted for what never was on the wire, thin
 * for a retransmission; one colour a transaction. What stands beside the arrow is drawn in
 * rb-ladder-view-marks.c. */

#include "rb-ladder-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

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
#define LIGHT_EDGE 3.0   /* at the left of a row that belongs to the one pointed at */
#define LIGHT_PIECE 4.0  /* of the edge of its cause */
#define NOW_WIDTH 2.0
#define DASH 3.0 /* of the lanes where long nothing was sent */

#define SMALL 0.88 /* of the font size, for times and notes */
#define SMALLER 0.78
#define DIM_ALPHA 0.68
#define LANE_ALPHA 0.28
#define LIGHT_ALPHA 0.12
#define FUTURE_ALPHA 0.3
#define FUTURE_ALPHA_HIGH_CONTRAST 0.5

#define NAME_CHARS_MIN 5 /* of a band, below which it is not written */

struct _RbLadderViewRow
{
  GtkWidget parent_instance;

  RbLadderView *view; /* not owned: the row is inside it */
  guint index;
  PangoLayout *layout;
};

/* What drawing a row takes. */
typedef struct
{
  GtkSnapshot *snapshot;
  const RbLadderRow *row;
  const RbLadderMetrics *metrics;
  RbLadderGeometry geometry;
  guint n_lanes;
  double label_y; /* the middle of the label */
  double arrow_y;
  int width;
  int height;
  GdkRGBA colour; /* of text */
  GdkRGBA dim;
} Drawing;

G_DEFINE_FINAL_TYPE (RbLadderViewRow, rb_ladder_view_row, GTK_TYPE_WIDGET)

static GdkRGBA
get_colour (const RbLadderRow *row)
{
  return row->style == RB_LADDER_REQUEST || row->style == RB_LADDER_RESPONSE
             ? rb_ladder_marks_get_colour (row->transaction)
             : rb_ladder_marks_get_other_colour ();
}

static void
set_scale (RbLadderViewRow *self, double scale, PangoWeight weight)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale * rb_ladder_view_get_metrics (self->view)->zoom));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
}

/* Draws @text in one line @width px wide, @y is its middle: smaller when it is too long, and then cut at its end.
 * Returns how wide it became. */
static double
append_text (RbLadderViewRow *self, GtkSnapshot *snapshot, const char *text, double x, double y, double width,
             PangoAlignment alignment, double scale, PangoWeight weight, const GdkRGBA *colour)
{
  PangoRectangle extents;

  if (width <= 0)
    return 0;

  pango_layout_set_text (self->layout, text, -1);
  set_scale (self, scale, weight);
  pango_layout_set_alignment (self->layout, alignment);
  pango_layout_set_width (self->layout, (int) (width * PANGO_SCALE));
  if (scale > SMALL && pango_layout_is_ellipsized (self->layout))
    set_scale (self, SMALL, weight);
  pango_layout_get_pixel_extents (self->layout, NULL, &extents);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) floor (y - extents.height / 2.0)));
  gtk_snapshot_append_layout (snapshot, self->layout, colour);
  gtk_snapshot_restore (snapshot);

  return extents.width;
}

static void
append_lane (const Drawing *self, const GdkRGBA *colour, double x, double top, double bottom)
{
  gtk_snapshot_append_color (self->snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) x, (float) top, 1, (float) MAX (bottom - top, 0)));
}

/* A lane that the arrow passes leaves the label free. Where long nothing was sent the lanes are broken. */
static void
append_lanes (const Drawing *self)
{
  GdkRGBA colour = self->colour;
  double label_bottom = 2 * self->label_y;

  colour.alpha *= LANE_ALPHA;
  for (guint i = 0; i < self->n_lanes; i++)
    {
      gboolean is_passed = i > MIN (self->row->from, self->row->to) && i < MAX (self->row->from, self->row->to);
      double x = floor (rb_ladder_geometry_get_lane (&self->geometry, i));
      double top = is_passed || self->row->silence != NULL ? label_bottom : 0;

      for (double y = DASH / 2; !is_passed && y + DASH < top; y += 2 * DASH)
        append_lane (self, &colour, x, y, y + DASH);
      append_lane (self, &colour, x, top, self->height);
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
append_arrow (const Drawing *self)
{
  const RbLadderRow *row = self->row;
  GdkRGBA colour = get_colour (row);
  cairo_t *cr =
      gtk_snapshot_append_cairo (self->snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height));
  double from = floor (rb_ladder_geometry_get_lane (&self->geometry, row->from)) + 0.5;
  double to = floor (rb_ladder_geometry_get_lane (&self->geometry, row->to)) + 0.5;
  double direction = row->from == row->to ? -get_loop_direction (row) : to > from ? 1 : -1;
  double start = row->synthetic ? from + direction * (HEAD_LENGTH + 4) : from;
  double y = floor (self->arrow_y) + 0.5;

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, row->retransmission ? LINE_WIDTH_RETRANSMISSION : LINE_WIDTH);
  set_dash (cr, row);
  if (row->from == row->to)
    {
      double side = from + get_loop_direction (row) * self->geometry.lane_gap / 2;

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

/* The lanes between which the label stands. */
static void
find_label_lanes (const RbLadderRow *row, guint *first, guint *last)
{
  *first = row->from == row->to && row->from > 0 ? row->from - 1 : MIN (row->from, row->to);
  *last = row->from == row->to ? *first + 1 : MAX (row->from, row->to);
}

/* The name of a band is written where the arrow leaves it free: in another gap between lanes, else left of the label.
 */
static void
append_band_name (RbLadderViewRow *self, const Drawing *drawing, const RbLadderBand *band, double label_width)
{
  g_autofree char *name = g_strconcat ("♪ ", band->text, NULL);
  gboolean is_high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GdkRGBA colour = is_high_contrast ? drawing->colour : rb_ladder_marks_get_band_colour (band->kind);
  double left = rb_ladder_geometry_get_lane (&drawing->geometry, band->left);
  double right = rb_ladder_geometry_get_lane (&drawing->geometry, band->right);
  guint first, last;
  double label_left;

  find_label_lanes (drawing->row, &first, &last);
  label_left = (rb_ladder_geometry_get_lane (&drawing->geometry, first) +
                rb_ladder_geometry_get_lane (&drawing->geometry, last) - label_width) /
               2;
  if (last < band->right)
    left = rb_ladder_geometry_get_lane (&drawing->geometry, last);
  else if (first > band->left)
    right = rb_ladder_geometry_get_lane (&drawing->geometry, first);
  else
    right = label_left;
  left += 2 * LABEL_MARGIN;
  right -= 2 * LABEL_MARGIN;

  if (right - left >= NAME_CHARS_MIN * drawing->metrics->char_width)
    append_text (self, drawing->snapshot, name, left, drawing->label_y, right - left, PANGO_ALIGN_LEFT, SMALL,
                 PANGO_WEIGHT_SEMIBOLD, &colour);
}

/* Returns the width of the label. */
static double
append_texts (RbLadderViewRow *self, const Drawing *drawing)
{
  const RbLadderRow *row = drawing->row;
  const RbLadderGeometry *geometry = &drawing->geometry;
  g_autofree char *time = rb_signalling_format_ladder_time (row->time_us);
  g_autofree char *number = g_strdup_printf ("%u", row->position + 1);
  g_autofree char *label = rb_shown_text_line (row->label);
  double time_width = geometry->time_width - drawing->metrics->char_width / 2;
  guint first, last;

  find_label_lanes (row, &first, &last);
  if (geometry->number_width > 0)
    append_text (self, drawing->snapshot, number, 2 * LIGHT_EDGE, drawing->arrow_y - 1, geometry->number_width,
                 PANGO_ALIGN_LEFT, SMALL, PANGO_WEIGHT_NORMAL, &drawing->dim);
  append_text (self, drawing->snapshot, time, 0, drawing->arrow_y - 1, time_width, PANGO_ALIGN_RIGHT, SMALL,
               PANGO_WEIGHT_NORMAL, &drawing->dim);
  if (row->silence != NULL)
    append_text (self, drawing->snapshot, row->silence, LIGHT_EDGE, drawing->label_y - 2, time_width - LIGHT_EDGE,
                 PANGO_ALIGN_RIGHT, SMALLER, PANGO_WEIGHT_SEMIBOLD, &drawing->dim);
  if (geometry->note_x > 0 && row->note != NULL)
    append_text (self, drawing->snapshot, row->note, geometry->note_x, drawing->arrow_y - 2, geometry->note_width,
                 PANGO_ALIGN_LEFT, SMALL, PANGO_WEIGHT_NORMAL, &drawing->dim);
  return append_text (self, drawing->snapshot, label, rb_ladder_geometry_get_lane (geometry, first) + LABEL_MARGIN,
                      drawing->label_y, (last - first) * geometry->lane_gap - 2 * LABEL_MARGIN, PANGO_ALIGN_CENTER, 1.0,
                      row->style == RB_LADDER_REQUEST && !row->retransmission ? PANGO_WEIGHT_SEMIBOLD
                                                                              : PANGO_WEIGHT_NORMAL,
                      row->retransmission || row->synthetic ? &drawing->dim : &drawing->colour);
}

/* At the lane of whoever's timer it was. */
static void
append_timer (RbLadderViewRow *self, const Drawing *drawing)
{
  const RbLadderRow *row = drawing->row;
  guint lane = row->synthetic ? row->to : row->from;
  GdkRGBA background = { 0 };

  if (row->timer <= RB_LADDER_TIMER_COPY)
    return;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "window_bg_color", &background);
  rb_ladder_marks_append_clock (drawing->snapshot, floor (rb_ladder_geometry_get_lane (&drawing->geometry, lane)) + 0.5,
                                drawing->label_y, drawing->metrics->line_height * 0.38, &drawing->colour, &background);
}

/* Not only the colour tells: an edge, in pieces for a cause. */
static void
append_light (RbLadderViewRow *self, const Drawing *drawing)
{
  RbLadderLight light = rb_ladder_view_get_light (self->view, drawing->row);
  GdkRGBA colour = get_colour (drawing->row);
  double piece = light == RB_LADDER_LIGHT_CAUSE ? LIGHT_PIECE : drawing->height;

  if (light == RB_LADDER_LIGHT_NONE)
    return;

  for (double y = 0; y < drawing->height; y += 2 * piece)
    gtk_snapshot_append_color (
        drawing->snapshot, &colour,
        &GRAPHENE_RECT_INIT (0, (float) y, (float) LIGHT_EDGE, (float) MIN (piece, drawing->height - y)));
  colour.alpha = (float) LIGHT_ALPHA;
  gtk_snapshot_append_color (drawing->snapshot, &colour,
                             &GRAPHENE_RECT_INIT (0, 0, (float) drawing->width, (float) drawing->height));
}

/* A line below what was sent by the time shown, and a mark where it begins. */
static void
append_now (RbLadderViewRow *self, const Drawing *drawing)
{
  GdkRGBA colour = drawing->colour;
  double y = drawing->height - NOW_WIDTH;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_color", &colour);
  gtk_snapshot_append_color (drawing->snapshot, &colour,
                             &GRAPHENE_RECT_INIT (0, (float) y, (float) drawing->width, (float) NOW_WIDTH));
  gtk_snapshot_append_color (
      drawing->snapshot, &colour,
      &GRAPHENE_RECT_INIT (0, (float) (y - HEAD_WIDTH), (float) HEAD_LENGTH, (float) HEAD_WIDTH));
}

static void
init_drawing (RbLadderViewRow *self, Drawing *drawing)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const RbLadderMetrics *metrics = drawing->metrics;

  drawing->n_lanes = rb_ladder_get_n_lanes (rb_ladder_view_get_ladder (self->view));
  drawing->width = gtk_widget_get_width (widget);
  drawing->height = gtk_widget_get_height (widget);
  drawing->label_y = PADDING + metrics->line_height / 2.0;
  drawing->arrow_y = PADDING + metrics->line_height + HEAD_WIDTH + 1;
  rb_ladder_view_compute_geometry (self->view, &drawing->geometry, drawing->width);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &drawing->colour);
  drawing->dim = drawing->colour;
  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    drawing->dim.alpha *= DIM_ALPHA;
  if (self->layout == NULL)
    {
      self->layout = gtk_widget_create_pango_layout (widget, NULL);
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    }
}

static void
append_row (RbLadderViewRow *self, const Drawing *drawing)
{
  RbLadder *ladder = rb_ladder_view_get_ladder (self->view);
  RbLadderBand band;
  gboolean has_band = rb_ladder_get_band (ladder, self->index, &band);
  double label_width;

  append_light (self, drawing);
  if (has_band)
    rb_ladder_marks_append_band (drawing->snapshot, &band, &drawing->geometry, floor (drawing->arrow_y),
                                 drawing->height);
  append_lanes (drawing);
  rb_ladder_marks_append_brackets (drawing->snapshot, ladder, self->index, &drawing->geometry, drawing->arrow_y,
                                   drawing->height);
  rb_ladder_marks_append_ties (drawing->snapshot, ladder, self->index, &drawing->geometry, drawing->arrow_y,
                               drawing->height);
  append_arrow (drawing);
  label_width = append_texts (self, drawing);
  append_timer (self, drawing);
  if (has_band && band.names)
    append_band_name (self, drawing, &band, label_width);
}

static void
rb_ladder_view_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);
  gboolean is_high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  RbLadderTense tense = rb_ladder_view_get_tense (self->view, self->index);
  Drawing drawing = {
    .snapshot = snapshot,
    .row = rb_ladder_view_peek_row (self->view, self->index),
    .metrics = rb_ladder_view_get_metrics (self->view),
  };

  if (drawing.row == NULL)
    return;

  init_drawing (self, &drawing);
  if (tense == RB_LADDER_FUTURE)
    gtk_snapshot_push_opacity (snapshot, is_high_contrast ? FUTURE_ALPHA_HIGH_CONTRAST : FUTURE_ALPHA);
  append_row (self, &drawing);
  if (tense == RB_LADDER_FUTURE)
    gtk_snapshot_pop (snapshot);
  if (tense == RB_LADDER_NOW)
    append_now (self, &drawing);
}

static void
rb_ladder_view_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                            int *minimum_baseline, int *natural_baseline)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum =
        (int) ceil (PADDING + rb_ladder_view_get_metrics (self->view)->line_height + 2 * HEAD_WIDTH + 2 + PADDING);
  else
    *minimum = (int) ceil (rb_ladder_view_get_min_width (self->view));
  *natural = *minimum;
}

static void
rb_ladder_view_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);

  GTK_WIDGET_CLASS (rb_ladder_view_row_parent_class)->css_changed (widget, change);
  g_clear_object (&self->layout);
  rb_ladder_view_forget_metrics (self->view);
  gtk_widget_queue_resize (widget);
}

static gboolean
rb_ladder_view_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  RbLadderViewRow *self = RB_LADDER_VIEW_ROW (widget);
  g_autofree char *text = NULL;

  if (rb_ladder_view_peek_row (self->view, self->index) == NULL)
    return FALSE;

  text = rb_ladder_format_sentence (rb_ladder_view_get_ladder (self->view), self->index);
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
on_enter (RbLadderViewRow *self)
{
  rb_ladder_view_set_hovered_row (self->view, self->index);
}

static void
on_leave (RbLadderViewRow *self)
{
  rb_ladder_view_set_hovered_row (self->view, GTK_INVALID_LIST_POSITION);
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
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
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
  g_autofree char *name = NULL;

  if (item == NULL || rb_ladder_view_peek_row (self->view, self->index) == NULL)
    return;

  name = rb_ladder_format_sentence (rb_ladder_view_get_ladder (self->view), self->index);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      rb_ladder_view_get_tense (self->view, self->index) == RB_LADDER_FUTURE ? _ ("Not sent yet at the time shown")
                                                                             : "",
      -1);
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

guint
rb_ladder_view_row_get_index (RbLadderViewRow *self)
{
  return self->index;
}
