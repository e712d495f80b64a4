/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A state machine as the RFC draws it. Which states and arrows there are is in the figure, the table the machine runs
 * by; arrows with the same two ends are drawn as one. */

#include "rb-machine-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rb-signalling-font.h"

#define BOX_PADDING_X 9
#define BOX_PADDING_Y 5
#define BOX_RADIUS 6.0
#define COLUMN_GAP 64 /* between two boxes: room for the words of an arrow */
#define ROW_GAP 26
#define LOOP_WIDTH 16.0
#define LOOP_HEIGHT 15.0
#define HEAD_LENGTH 8.0
#define HEAD_WIDTH 4.0
#define SMALL 0.82
#define DIM_ALPHA 0.55
#define MAX_LINKS 24

struct _RbMachineView
{
  GtkWidget parent_instance;

  RbMachineKind kind;
  RbMachineState state;
  guint visited;
  int arrow;
};

G_DEFINE_FINAL_TYPE (RbMachineView, rb_machine_view, GTK_TYPE_WIDGET)

/* All arrows between two states. */
typedef struct
{
  RbMachineState from;
  RbMachineState to;
  gboolean is_last; /* the machine came this way */
  char *words;
} Link;

/* What brings the machine from one state to another, as short as in the RFC's figures. */
static char *
describe_event (const RbFigureArrow *arrow)
{
  switch (arrow->event)
    {
    case RB_MACHINE_REQUEST:
      return g_strdup (_ ("request"));
    case RB_MACHINE_PROVISIONAL:
      return g_strdup ("1xx");
    case RB_MACHINE_SUCCESS:
      return g_strdup ("2xx");
    case RB_MACHINE_FAILURE:
      return g_strdup ("300–699");
    case RB_MACHINE_FINAL:
      return g_strdup ("200–699");
    case RB_MACHINE_ACK:
      return g_strdup ("ACK");
    case RB_MACHINE_TRANSPORT_ERROR:
      return g_strdup (_ ("send error"));
    case RB_MACHINE_TIMER:
    default:
      /* Translators: what happens in a state machine: "timer A" fires */
      return g_strdup_printf (_ ("timer %s"), rb_running_timer_get_name (arrow->timer));
    }
}

static void
clear_link (gpointer data)
{
  g_free (((Link *) data)->words);
}

static void
add_arrow (GArray *links, const RbFigureArrow *arrow, gboolean is_last)
{
  g_autofree char *event = describe_event (arrow);

  for (guint i = 0; i < links->len; i++)
    {
      Link *link = &g_array_index (links, Link, i);

      if (link->from != arrow->from || link->to != arrow->to)
        continue;
      link->is_last |= is_last;
      if (strstr (link->words, event) == NULL)
        {
          char *both = g_strdup_printf ("%s, %s", link->words, event);

          g_free (link->words);
          link->words = both;
        }
      return;
    }

  g_array_append_val (links, ((Link){ arrow->from, arrow->to, is_last, g_steal_pointer (&event) }));
}

static GArray *
list_links (RbMachineView *self, const RbMachineFigure *figure)
{
  GArray *links = g_array_sized_new (FALSE, FALSE, sizeof (Link), MAX_LINKS);

  g_array_set_clear_func (links, clear_link);
  for (guint i = 0; i < figure->n_arrows; i++)
    if (figure->arrows[i].from != RB_STATE_NONE)
      add_arrow (links, &figure->arrows[i], self->arrow == (int) i);

  return links;
}

static void
measure_words (RbMachineView *self, PangoLayout *layout, int *width, int *height)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, width, height);
}

/* What the words of the longest loop take beyond the box it begins at. */
static double
measure_loops (RbMachineView *self, const RbMachineFigure *figure)
{
  g_autoptr (GArray) links = list_links (self, figure);
  int longest = 0;

  for (guint i = 0; i < links->len; i++)
    {
      const Link *link = &g_array_index (links, Link, i);
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), link->words);
      int width;

      measure_words (self, layout, &width, NULL);
      if (link->from == link->to)
        longest = MAX (longest, width);
    }

  return longest + HEAD_WIDTH + 2;
}

typedef struct
{
  double box_width;
  double box_height;
  double right_margin; /* for the words of the loops of the last column */
  double column_width;
  double row_height;
  double left;
} Grid;

/* As wide as the longest name of a state. */
static Grid
compute_grid (RbMachineView *self, double width)
{
  const RbMachineFigure *figure = rb_machine_kind_get_figure (self->kind);
  Grid grid = { 0 };
  double needed;

  for (guint i = 0; i < figure->n_states; i++)
    {
      g_autoptr (PangoLayout) layout =
          gtk_widget_create_pango_layout (GTK_WIDGET (self), rb_machine_state_get_name (figure->states[i].state));
      int text_width;
      int text_height;

      pango_layout_get_pixel_size (layout, &text_width, &text_height);
      grid.box_width = MAX (grid.box_width, text_width * 1.1 + 2 * BOX_PADDING_X);
      grid.box_height = MAX (grid.box_height, text_height + 2 * BOX_PADDING_Y);
    }
  grid.right_margin = measure_loops (self, figure);
  needed = figure->n_columns * grid.box_width + (figure->n_columns - 1) * COLUMN_GAP / 4.0 + grid.right_margin;
  grid.column_width = grid.box_width + COLUMN_GAP;
  if (width > 0 && figure->n_columns > 1)
    grid.column_width = CLAMP ((width - grid.right_margin - grid.box_width) / (figure->n_columns - 1),
                               grid.box_width + COLUMN_GAP / 4.0, grid.box_width + 2.5 * COLUMN_GAP);
  grid.row_height = grid.box_height + ROW_GAP + rb_signalling_font_get_line_height (GTK_WIDGET (self)) / 2.0;
  grid.left = MAX (width - (figure->n_columns - 1) * grid.column_width - grid.box_width - grid.right_margin, 2) / 2;
  if (width <= 0)
    grid.left = needed; /* only its least width is asked for */

  return grid;
}

static graphene_point_t
get_middle (const Grid *grid, const RbMachineFigure *figure, RbMachineState state)
{
  for (guint i = 0; i < figure->n_states; i++)
    if (figure->states[i].state == state)
      return GRAPHENE_POINT_INIT (
          (float) (grid->left + grid->box_width / 2 + figure->states[i].column * grid->column_width),
          (float) (LOOP_HEIGHT + grid->box_height / 2 + figure->states[i].row * grid->row_height));

  return GRAPHENE_POINT_INIT (0, 0);
}

/* Where the line from the middle of a box towards @to leaves the box. */
static graphene_point_t
leave_box (const Grid *grid, const graphene_point_t *from, const graphene_point_t *to)
{
  double dx = to->x - from->x;
  double dy = to->y - from->y;
  double share = 1;

  if (fabs (dx) > 0)
    share = MIN (share, grid->box_width / 2 / fabs (dx));
  if (fabs (dy) > 0)
    share = MIN (share, grid->box_height / 2 / fabs (dy));

  return GRAPHENE_POINT_INIT ((float) (from->x + dx * share), (float) (from->y + dy * share));
}

static void
lookup (RbMachineView *self, const char *name, GdkRGBA *colour)
{
  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, colour);
}

/* @anchor: share of the words that lies left of @x, but all of them in the figure. On the ground of the window, so that
 * lines behind them do not strike them out. */
static void
draw_words (RbMachineView *self, cairo_t *cr, const char *words, double x, double y, double anchor)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  GdkRGBA ground = { 0 };
  double left;
  int width;
  int height;

  measure_words (self, layout, &width, &height);
  left = CLAMP (x - anchor * width, 0, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - width, 0));
  lookup (self, "window_bg_color", &ground);
  cairo_save (cr);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_rectangle (cr, left - 1, y - height / 2.0, width + 2, height);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_move_to (cr, left, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_head (cairo_t *cr, double x, double y, double angle)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  cairo_move_to (cr, 0, 0);
  cairo_line_to (cr, -HEAD_LENGTH, -HEAD_WIDTH);
  cairo_line_to (cr, -HEAD_LENGTH, HEAD_WIDTH);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* To the same state again: over the right end of its box. */
static void
draw_loop (RbMachineView *self, cairo_t *cr, const Grid *grid, const Link *link, graphene_point_t middle)
{
  double right = middle.x + grid->box_width / 2 - BOX_RADIUS;
  double top = middle.y - grid->box_height / 2;

  cairo_move_to (cr, right - LOOP_WIDTH, top);
  cairo_curve_to (cr, right - LOOP_WIDTH, top - LOOP_HEIGHT, right, top - LOOP_HEIGHT, right, top - HEAD_LENGTH / 2);
  cairo_stroke (cr);
  draw_head (cr, right, top, G_PI_2);
  draw_words (self, cr, link->words, right + HEAD_WIDTH + 2, top - LOOP_HEIGHT / 2, 0);
}

static void
draw_straight (RbMachineView *self, cairo_t *cr, const Grid *grid, const Link *link, graphene_point_t from,
               graphene_point_t to)
{
  graphene_point_t begin = leave_box (grid, &from, &to);
  graphene_point_t end = leave_box (grid, &to, &from);
  double angle = atan2 (end.y - begin.y, end.x - begin.x);
  gboolean is_level = fabs (end.y - begin.y) < 1;

  cairo_move_to (cr, begin.x, begin.y);
  cairo_line_to (cr, end.x - HEAD_LENGTH * cos (angle), end.y - HEAD_LENGTH * sin (angle));
  cairo_stroke (cr);
  draw_head (cr, end.x, end.y, angle);
  if (is_level)
    draw_words (self, cr, link->words, (begin.x + end.x) / 2, begin.y, 0.5);
  else
    draw_words (self, cr, link->words, begin.x + (end.x - begin.x) * 0.45, begin.y + (end.y - begin.y) * 0.45, 0.5);
}

static void
draw_links (RbMachineView *self, cairo_t *cr, const Grid *grid, const RbMachineFigure *figure)
{
  g_autoptr (GArray) links = list_links (self, figure);

  for (guint i = 0; i < links->len; i++)
    {
      const Link *link = &g_array_index (links, Link, i);
      GdkRGBA colour;

      gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
      if (link->is_last)
        lookup (self, "accent_color", &colour);
      else
        colour.alpha *= (float) DIM_ALPHA;
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_set_line_width (cr, link->is_last ? 2 : 1);
      if (link->from == link->to)
        draw_loop (self, cr, grid, link, get_middle (grid, figure, link->from));
      else
        draw_straight (self, cr, grid, link, get_middle (grid, figure, link->from),
                       get_middle (grid, figure, link->to));
    }
}

static void
trace_box (cairo_t *cr, const Grid *grid, graphene_point_t middle)
{
  double left = floor (middle.x - grid->box_width / 2) + 0.5;
  double top = floor (middle.y - grid->box_height / 2) + 0.5;
  double right = left + floor (grid->box_width);
  double bottom = top + floor (grid->box_height);

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - BOX_RADIUS, top + BOX_RADIUS, BOX_RADIUS, -G_PI_2, 0);
  cairo_arc (cr, right - BOX_RADIUS, bottom - BOX_RADIUS, BOX_RADIUS, 0, G_PI_2);
  cairo_arc (cr, left + BOX_RADIUS, bottom - BOX_RADIUS, BOX_RADIUS, G_PI_2, G_PI);
  cairo_arc (cr, left + BOX_RADIUS, top + BOX_RADIUS, BOX_RADIUS, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

static void
draw_box (RbMachineView *self, cairo_t *cr, const Grid *grid, const RbMachineFigure *figure, RbMachineState state)
{
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), rb_machine_state_get_name (state));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gboolean is_lit = state == self->state;
  gboolean was_visited = (self->visited & (1U << state)) != 0;
  graphene_point_t middle = get_middle (grid, figure, state);
  GdkRGBA ground;
  GdkRGBA text;
  int width;
  int height;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &text);
  ground = text;
  ground.alpha *= 0.06f;
  if (is_lit)
    {
      lookup (self, "accent_bg_color", &ground);
      lookup (self, "accent_fg_color", &text);
    }
  trace_box (cr, grid, middle);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_fill_preserve (cr);
  if (was_visited || is_lit)
    lookup (self, "accent_color", &ground);
  else
    ground.alpha = (float) (DIM_ALPHA / 2);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_set_line_width (cr, was_visited || is_lit ? 2 : 1);
  cairo_stroke (cr);

  pango_attr_list_insert (attributes, pango_attr_weight_new (is_lit ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gdk_cairo_set_source_rgba (cr, &text);
  cairo_move_to (cr, middle.x - width / 2.0, middle.y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
rb_machine_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RbMachineView *self = RB_MACHINE_VIEW (widget);
  const RbMachineFigure *figure = rb_machine_kind_get_figure (self->kind);
  int width = gtk_widget_get_width (widget);
  Grid grid = compute_grid (self, width);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) gtk_widget_get_height (widget)));

  draw_links (self, cr, &grid, figure);
  for (guint i = 0; i < figure->n_states; i++)
    draw_box (self, cr, &grid, figure, figure->states[i].state);
  cairo_destroy (cr);
}

static void
rb_machine_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  RbMachineView *self = RB_MACHINE_VIEW (widget);
  const RbMachineFigure *figure = rb_machine_kind_get_figure (self->kind);
  Grid grid = compute_grid (self, 0);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = (int) ceil (grid.left);
  else
    *minimum = (int) ceil (2 * LOOP_HEIGHT + grid.box_height + (figure->n_rows - 1) * grid.row_height);
  *natural = *minimum;
}

static void
rb_machine_view_class_init (RbMachineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = rb_machine_view_measure;
  widget_class->snapshot = rb_machine_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rb_machine_view_init (RbMachineView *self)
{
  self->state = RB_STATE_NONE;
  self->arrow = -1;
}

static void
update_accessible (RbMachineView *self)
{
  const RbMachineFigure *figure = rb_machine_kind_get_figure (self->kind);
  const char *title = rb_machine_kind_get_title (self->kind);
  /* Translators: name of a drawn state machine for screen readers: the machine, and its present state */
  g_autofree char *label = self->state == RB_STATE_NONE
                               ? g_strdup_printf (_ ("%s: not begun yet"), title)
                               : g_strdup_printf (_ ("%1$s: %2$s"), title, rb_machine_state_get_name (self->state));
  g_autoptr (GString) description = g_string_new (NULL);

  for (guint i = 0; i < figure->n_arrows; i++)
    if (figure->arrows[i].from == self->state)
      g_string_append_printf (description, "%s%s", description->len > 0 ? " " : "", _ (figure->arrows[i].label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description->str, -1);
}

void
rb_machine_view_set (RbMachineView *self, RbMachineKind kind, RbMachineState state, guint visited, int arrow)
{
  g_return_if_fail (RB_IS_MACHINE_VIEW (self));
  g_return_if_fail (kind < RB_MACHINE_N_KINDS);

  if (self->kind == kind && self->state == state && self->visited == visited && self->arrow == arrow)
    return;

  if (self->kind != kind)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->kind = kind;
  self->state = state;
  self->visited = visited;
  self->arrow = arrow;
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
