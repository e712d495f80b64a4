/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where things are in a ladder of a given width, in pixels from its left edge. */
typedef struct
{
  double number_width; /* the numbers of the messages; 0 when there is no room for them */
  double time_width; /* the numbers and the times, which are right aligned in it */
  double bracket_x;   /* the brackets of transactions, the first slot's left end */
  double bracket_gap; /* between two slots; 0 when there is no room for them */
  double first_lane; /* x of lane 0 */
  double lane_gap;   /* between two lanes */
  double note_x;     /* the notes; 0 when there is no room for them */
  double note_width;
} RbLadderGeometry;

/**
 * rb_ladder_geometry_compute:
 * @width: of the whole, px
 * @n_lanes: number of lanes
 * @n_number_chars: length of the longest number
 * @n_time_chars: length of the longest time
 * @n_brackets: slots for brackets
 * @char_width: average width of a character, px: everything grows with the font
 */
void rb_ladder_geometry_compute (RbLadderGeometry *self, double width, guint n_lanes, guint n_number_chars,
                                 guint n_time_chars, guint n_brackets, double char_width);
double rb_ladder_geometry_get_lane (const RbLadderGeometry *self, guint lane); /* its x */
/* The least width in which every arrow still has room for a word. */
double rb_ladder_geometry_get_min_width (guint n_lanes, guint n_time_chars, double char_width);

G_END_DECLS
