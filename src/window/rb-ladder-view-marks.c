/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands beside the arrows of a ladder, drawn row by row so that neighbouring rows join: brackets of transactions,
 * ties of copies, bands of media, and the clock of a timer that fired. Colours are here, too. */

#include "rb-ladder-view-private.h"

#include <adwaita.h>
#include <math.h>

#define N_COLOURS 7 /* of transactions; one more for what is not part of any */

/* px, at any font size */
#define LINE_WIDTH 1.5
#define LINE_WIDTH_TOUCHED 2.5
#define TIE_GAP 4.0   /* between a lane and its ties, and between two */
#define TIE_DOT 2.0   /* radius at the first copy */
#define BAND_EDGE 3.0 /* beside the outer lanes */

#define BAND_ALPHA 0.13
#define BAND_EDGE_ALPHA 0.75
#define TIE_ALPHA 0.8

/* At least 3:1 to the background (WCAG 1.4.11), 7:1 in high contrast. */
static const guint32 palettes[2][2][N_COLOURS + 1] = {
  /* light */
  { { 0x1c71d8, 0x1b8553, 0x813d9c, 0xc64600, 0x0e7c86, 0xb5134f, 0x865e3c, 0x4a5568 },
    { 0x0b3d91, 0x0a4f2b, 0x4b1468, 0x742800, 0x004b52, 0x6e0a30, 0x4a2f15, 0x222a35 } },
  /* dark */
  { { 0x78aeed, 0x57d996, 0xcf9be6, 0xffa04d, 0x5fd0d8, 0xff8fb0, 0xcdab8f, 0xb8c2d0 },
    { 0xb5d6ff, 0xa8f5ca, 0xe8cbf7, 0xffd3a8, 0xb0f2f5, 0xffc4d6, 0xf0dcc8, 0xe6ebf2 } },
};

static const guint32 band_colours[2][4] = {
  /* light */
  { [RB_LADDER_BAND_EARLY] = 0x9a6a00,
    [RB_LADDER_BAND_BOTH] = 0x1b8553,
    [RB_LADDER_BAND_ONE_WAY] = 0x5b5bb5,
    [RB_LADDER_BAND_SILENT] = 0x6b6b6b },
  /* dark */
  { [RB_LADDER_BAND_EARLY] = 0xf5c451,
    [RB_LADDER_BAND_BOTH] = 0x57d996,
    [RB_LADDER_BAND_ONE_WAY] = 0xa9a9f5,
    [RB_LADDER_BAND_SILENT] = 0xb0b0b0 },
};

static GdkRGBA
to_rgba (guint32 rgb)
{
  return (GdkRGBA){ (float) (rgb >> 16) / 255.0f, (float) (rgb >> 8 & 0xff) / 255.0f, (float) (rgb & 0xff) / 255.0f,
                    1 };
}

static GdkRGBA
get_palette_colour (guint n)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  return to_rgba (palettes[adw_style_manager_get_dark (style)][adw_style_manager_get_high_contrast (style)][n]);
}

GdkRGBA
rb_ladder_marks_get_colour (guint transaction)
{
  return get_palette_colour (transaction % N_COLOURS);
}

GdkRGBA
rb_ladder_marks_get_other_colour (void)
{
  return get_palette_colour (N_COLOURS);
}

GdkRGBA
rb_ladder_marks_get_band_colour (RbLadderBandKind kind)
{
  return to_rgba (band_colours[adw_style_manager_get_dark (adw_style_manager_get_default ())][kind]);
}

static void
append_rectangle (GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static void
append_band_part (GtkSnapshot *snapshot, RbLadderBandKind kind, double left, double right, double top, double bottom)
{
  GdkRGBA colour = rb_ladder_marks_get_band_colour (kind);

  colour.alpha = (float) BAND_ALPHA;
  append_rectangle (snapshot, &colour, left, top, right - left, bottom - top);
  colour.alpha = (float) BAND_EDGE_ALPHA;
  append_rectangle (snapshot, &colour, left + 1, top, BAND_EDGE, bottom - top);
  append_rectangle (snapshot, &colour, right - BAND_EDGE, top, BAND_EDGE, bottom - top);
}

void
rb_ladder_marks_append_band (GtkSnapshot *snapshot, const RbLadderBand *band, const RbLadderGeometry *geometry,
                             double arrow_y, int height)
{
  double left = floor (rb_ladder_geometry_get_lane (geometry, band->left));
  double right = floor (rb_ladder_geometry_get_lane (geometry, band->right));

  append_band_part (snapshot, band->kind, left, right, band->begins ? arrow_y : 0, band->ends ? arrow_y : height);
  if (band->follows)
    append_band_part (snapshot, band->before, left, right, 0, arrow_y);
}

void
rb_ladder_marks_append_brackets (GtkSnapshot *snapshot, RbLadder *ladder, guint n, const RbLadderGeometry *geometry,
                                 double arrow_y, int height)
{
  RbLadderSpan brackets[RB_LADDER_MAX_BRACKETS];
  guint n_brackets = geometry->bracket_gap > 0 ? rb_ladder_list_brackets (ladder, n, brackets) : 0;

  for (guint i = 0; i < n_brackets; i++)
    {
      const RbLadderSpan *bracket = &brackets[i];
      GdkRGBA colour = rb_ladder_marks_get_colour (bracket->transaction);
      double x = floor (geometry->bracket_x + bracket->slot * geometry->bracket_gap);
      double top = bracket->begins ? arrow_y : 0;
      double bottom = bracket->ends ? arrow_y : height;
      double y = floor (arrow_y);

      append_rectangle (snapshot, &colour, x, floor (top), LINE_WIDTH, bottom - floor (top));
      /* A foot at its beginning and end, a dot at each message in between. */
      if (bracket->begins || bracket->ends)
        append_rectangle (snapshot, &colour, x, y, geometry->bracket_gap * 0.75, LINE_WIDTH);
      else if (bracket->touches)
        append_rectangle (snapshot, &colour, x - (LINE_WIDTH_TOUCHED - LINE_WIDTH) / 2 - 1, y - 1,
                          LINE_WIDTH_TOUCHED + 2, LINE_WIDTH_TOUCHED + 2);
    }
}

static void
append_dot (GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y)
{
  GskRoundedRect dot;

  gsk_rounded_rect_init_from_rect (
      &dot,
      &GRAPHENE_RECT_INIT ((float) (x - TIE_DOT), (float) (y - TIE_DOT), (float) (2 * TIE_DOT), (float) (2 * TIE_DOT)),
      (float) TIE_DOT);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, colour, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

/* On the side of the lane that its arrows do not leave from: left of the first one, right of the others. */
void
rb_ladder_marks_append_ties (GtkSnapshot *snapshot, RbLadder *ladder, guint n, const RbLadderGeometry *geometry,
                             double arrow_y, int height)
{
  RbLadderSpan ties[RB_LADDER_MAX_TIES];
  guint n_ties = rb_ladder_list_ties (ladder, n, ties);

  for (guint i = 0; i < n_ties; i++)
    {
      const RbLadderSpan *tie = &ties[i];
      GdkRGBA colour = rb_ladder_marks_get_colour (tie->transaction);
      double side = tie->lane == 0 ? -1 : 1;
      double lane = floor (rb_ladder_geometry_get_lane (geometry, tie->lane));
      double x = lane + side * TIE_GAP * (tie->slot + 1);
      double top = tie->begins ? floor (arrow_y) : 0;
      double bottom = tie->ends ? floor (arrow_y) + 1 : height;

      colour.alpha = (float) TIE_ALPHA;
      append_rectangle (snapshot, &colour, x, top, 1, bottom - top);
      if (tie->begins)
        append_dot (snapshot, &colour, x + 0.5, floor (arrow_y) + 0.5);
      else if (tie->touches)
        append_rectangle (snapshot, &colour, MIN (x, lane), floor (arrow_y), fabs (lane - x), 1);
    }
}

void
rb_ladder_marks_append_clock (GtkSnapshot *snapshot, double x, double y, double radius, const GdkRGBA *colour,
                              const GdkRGBA *background)
{
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) floor (x - radius - 2), (float) floor (y - radius - 2),
                                     (float) ceil (2 * radius + 4), (float) ceil (2 * radius + 4)));

  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, background);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_stroke (cr);
  cairo_move_to (cr, x, y - radius * 0.65);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x + radius * 0.5, y);
  cairo_stroke (cr);
  cairo_destroy (cr);
}
