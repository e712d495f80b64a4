/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of the ladder at the widths people have. */

#include "rb-ladder-view-geometry.h"

#define LETTER_WIDTH 8.0
#define NUMBER_CHARS 2 /* "42" */
#define TIME_CHARS 6   /* "+0.168" */
#define N_BRACKETS 4

static void
check_inside (double width, guint n_lanes, double char_width, RbLadderGeometry *geometry)
{
  double last;

  rb_ladder_geometry_compute (geometry, width, n_lanes, NUMBER_CHARS, TIME_CHARS, N_BRACKETS, char_width);
  last = rb_ladder_geometry_get_lane (geometry, n_lanes - 1);
  g_assert_cmpfloat (geometry->number_width, <, geometry->time_width);
  g_assert_cmpfloat (geometry->time_width, <, geometry->first_lane);
  g_assert_cmpfloat (geometry->time_width, <, geometry->bracket_x);
  g_assert_cmpfloat (geometry->bracket_x + N_BRACKETS * geometry->bracket_gap, <, geometry->first_lane);
  g_assert_cmpfloat (last, <, width);
  if (geometry->note_x > 0)
    {
      g_assert_cmpfloat (geometry->note_x, >, last);
      g_assert_cmpfloat (geometry->note_x + geometry->note_width, <=, width);
    }
}

static void
two_lanes_fit_a_telephone_without_notes (void)
{
  RbLadderGeometry geometry;

  g_assert_cmpfloat (rb_ladder_geometry_get_min_width (2, TIME_CHARS, LETTER_WIDTH), <=, 360);
  g_assert_cmpfloat (rb_ladder_geometry_get_min_width (2, TIME_CHARS, 2 * LETTER_WIDTH), <=, 360);
  check_inside (360, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.note_x, ==, 0);
  g_assert_cmpfloat (geometry.lane_gap, >, 25 * LETTER_WIDTH);
}

static void
notes_appear_where_there_is_room (void)
{
  RbLadderGeometry geometry;

  check_inside (700, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.note_x, >, 0);
  check_inside (700, 2, 2 * LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.note_x, ==, 0);
}

/* An explanation speaks of "No. 4": the brackets give way before the numbers do. */
static void
numbers_stand_before_the_times (void)
{
  double least = rb_ladder_geometry_get_min_width (2, TIME_CHARS, LETTER_WIDTH);
  RbLadderGeometry geometry;

  check_inside (least, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.number_width, ==, 0);
  check_inside (least + 4 * LETTER_WIDTH, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.number_width, >, NUMBER_CHARS * LETTER_WIDTH);
  g_assert_cmpfloat (geometry.bracket_gap, ==, 0);
  check_inside (360, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.number_width, >, 0);
}

/* Before the arrows become too short for a word, the brackets give way. */
static void
brackets_need_room_beside_the_arrows (void)
{
  double least = rb_ladder_geometry_get_min_width (2, TIME_CHARS, LETTER_WIDTH);
  RbLadderGeometry geometry;

  check_inside (least, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.bracket_gap, ==, 0);
  check_inside (360, 3, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.bracket_gap, >, 0);
}

static void
arrows_stay_short_in_a_wide_window (void)
{
  RbLadderGeometry geometry;

  check_inside (4000, 2, LETTER_WIDTH, &geometry);
  g_assert_cmpfloat (geometry.lane_gap, <, 500);
  g_assert_cmpfloat (geometry.note_width, >, 3000);
}

static void
everything_fits_from_the_least_width_on (void)
{
  for (guint n_lanes = 1; n_lanes <= 40; n_lanes++)
    for (double extra = 0; extra < 2000; extra += 37)
      {
        RbLadderGeometry geometry;

        check_inside (rb_ladder_geometry_get_min_width (n_lanes, TIME_CHARS, LETTER_WIDTH) + extra, n_lanes,
                      LETTER_WIDTH, &geometry);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ladder-view-geometry/two_lanes_fit_a_telephone_without_notes",
                   two_lanes_fit_a_telephone_without_notes);
  g_test_add_func ("/ladder-view-geometry/notes_appear_where_there_is_room", notes_appear_where_there_is_room);
  g_test_add_func ("/ladder-view-geometry/numbers_stand_before_the_times", numbers_stand_before_the_times);
  g_test_add_func ("/ladder-view-geometry/brackets_need_room_beside_the_arrows", brackets_need_room_beside_the_arrows);
  g_test_add_func ("/ladder-view-geometry/arrows_stay_short_in_a_wide_window", arrows_stay_short_in_a_wide_window);
  g_test_add_func ("/ladder-view-geometry/everything_fits_from_the_least_width_on",
                   everything_fits_from_the_least_width_on);

  return g_test_run ();
}
