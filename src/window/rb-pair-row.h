/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-pair-line.h"

G_BEGIN_DECLS

/* Where the two ladders are in a given width: beside each other, or, where there is little room, one line below the
 * other. */
typedef struct
{
  gboolean is_stacked;
  double mark_x; /* middle of the marks */
  double left[RB_PAIR_N_SIDES];
  double width[RB_PAIR_N_SIDES];
} RbPairGeometry;

/* @width: of the row, @char_width: of an average character, both px */
void rb_pair_geometry_compute (RbPairGeometry *self, double width, double char_width);
/* The x of a lane of that side. */
double rb_pair_geometry_get_lane (const RbPairGeometry *self, RbPairSide side, guint lane, guint n_lanes);

/* Draws one RbPairLine, with its reason below. */
#define RB_TYPE_PAIR_ROW (rb_pair_row_get_type ())
G_DECLARE_FINAL_TYPE (RbPairRow, rb_pair_row, RB, PAIR_ROW, GtkWidget)

GtkWidget *rb_pair_row_new (void);
/* @line: (nullable): nothing is shown. @left_title: written before an arrow of the left side that stands above one of
 * the right side */
void rb_pair_row_set_line (RbPairRow *self, RbPairLine *line, const char *left_title,
                           const guint n_lanes[RB_PAIR_N_SIDES]);

G_END_DECLS
