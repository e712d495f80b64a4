/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a ladder: number, time, brackets, lanes, notes. Rows and lane heads compute the same numbers from the
 * same width, which is what keeps them in line. */

#include "rb-ladder-view-geometry.h"

/* All in average characters. */
#define TIME_NICE 10       /* with the number: "29.9 s later" in small letters, where there is room */
#define NUMBER_GAP 0.5     /* beside the number of a message */
#define MARGIN 1.5         /* around the times, and right of everything */
#define LANE_MARGIN 2.0    /* beside the first and the last lane */
#define LANE_GAP_MIN 11.0  /* "INVITE" and an arrow head */
#define LANE_GAP_NICE 26.0 /* below this the notes give their room to the arrows */
#define LANE_GAP_MAX 58.0  /* above this the eye loses the arrow */
#define LANE_GAP_GOOD 36.0 /* "INVITE with credentials (SDP)": above this the notes get what they want first */
#define NOTE_WIDTH 19.0    /* "×2, timer A 0.5 s" */
#define NOTE_NICE 34.0     /* "×2 after 0.5 s, until the ACK comes" */
#define BRACKET_GAP 0.9    /* a line and the space beside it */

static double
get_left (double n_time_chars, double char_width)
{
  return (n_time_chars + MARGIN + LANE_MARGIN) * char_width;
}

void
rb_ladder_geometry_compute (RbLadderGeometry *self, double width, guint n_lanes, guint n_number_chars,
                            guint n_time_chars, guint n_brackets, double char_width)
{
  guint n_gaps = MAX (n_lanes, 2) - 1; /* a message to oneself needs room as well */
  double brackets = n_brackets * BRACKET_GAP * char_width;
  double numbers = (n_number_chars + NUMBER_GAP) * char_width;
  double spare = width - rb_ladder_geometry_get_min_width (n_lanes, n_time_chars, char_width);
  gboolean has_numbers = spare >= numbers;
  gboolean has_brackets = spare >= brackets + (has_numbers ? numbers : 0);
  double more_chars = MAX (TIME_NICE - n_time_chars - (has_numbers ? n_number_chars + NUMBER_GAP : 0), 0);
  double left;
  double note_width = NOTE_WIDTH * char_width;
  gboolean has_notes;
  double room;

  self->number_width = has_numbers ? numbers : 0;
  if (spare < brackets + numbers + more_chars * char_width)
    more_chars = 0;
  left = self->number_width + get_left (n_time_chars + more_chars, char_width) + (has_brackets ? brackets : 0);
  room = width - left - LANE_MARGIN * char_width;
  has_notes = room - note_width >= n_gaps * LANE_GAP_NICE * char_width;
  note_width = CLAMP (room - n_gaps * LANE_GAP_GOOD * char_width, note_width, NOTE_NICE * char_width);
  self->time_width = self->number_width + (n_time_chars + more_chars + MARGIN) * char_width;
  self->bracket_x = self->time_width + char_width / 2;
  self->bracket_gap = has_brackets ? BRACKET_GAP * char_width : 0;
  self->first_lane = left;
  self->lane_gap =
      CLAMP ((room - (has_notes ? note_width : 0)) / n_gaps, LANE_GAP_MIN * char_width, LANE_GAP_MAX * char_width);
  self->note_x = has_notes ? left + n_gaps * self->lane_gap + LANE_MARGIN * char_width : 0;
  self->note_width = has_notes ? width - self->note_x - char_width : 0;
}

double
rb_ladder_geometry_get_lane (const RbLadderGeometry *self, guint lane)
{
  return self->first_lane + lane * self->lane_gap;
}

double
rb_ladder_geometry_get_min_width (guint n_lanes, guint n_time_chars, double char_width)
{
  return get_left (n_time_chars, char_width) + ((MAX (n_lanes, 2) - 1) * LANE_GAP_MIN + LANE_MARGIN) * char_width;
}
