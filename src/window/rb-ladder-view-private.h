/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder-view-geometry.h"
#include "rb-ladder-view.h"
#include "rb-ladder.h"

G_BEGIN_DECLS

/* What rows and lane heads ask of the view they are in. */
RbLadder *rb_ladder_view_get_ladder (RbLadderView *self); /* (nullable) until the scope has a message */
/* The row of the @n-th message of the scope, NULL when the ladder does not know it yet. Valid until the ladder changes.
 */
const RbLadderRow *rb_ladder_view_peek_row (RbLadderView *self, guint n);

/* What belongs to the message that is pointed at, or else selected. */
typedef enum
{
  RB_LADDER_LIGHT_NONE,
  RB_LADDER_LIGHT_EXCHANGE, /* its request, responses and ACK, itself among them */
  RB_LADDER_LIGHT_CAUSE,    /* why it was sent, or what was sent because of it */
} RbLadderLight;

RbLadderLight rb_ladder_view_get_light (RbLadderView *self, const RbLadderRow *row);

typedef enum
{
  RB_LADDER_PAST,
  RB_LADDER_NOW, /* the last row that was sent by the time shown */
  RB_LADDER_FUTURE,
} RbLadderTense;

RbLadderTense rb_ladder_view_get_tense (RbLadderView *self, guint n);
void rb_ladder_view_set_hovered_row (RbLadderView *self, guint n); /* by the pointer; GTK_INVALID_LIST_POSITION: none */

/* Sizes of the font at the present zoom, px. */
typedef struct
{
  double zoom;
  double char_width;
  int line_height;
} RbLadderMetrics;

const RbLadderMetrics *rb_ladder_view_get_metrics (RbLadderView *self);
void rb_ladder_view_forget_metrics (RbLadderView *self); /* the font changed */
void rb_ladder_view_compute_geometry (RbLadderView *self, RbLadderGeometry *geometry, double width);
double rb_ladder_view_get_min_width (RbLadderView *self);

/* The keys of the ladder beside those of every list (rb-ladder-view-keys.c). */
void rb_ladder_view_add_keys (RbLadderView *self, GtkWidget *list);
void rb_ladder_view_begin_pinch (RbLadderView *self);
void rb_ladder_view_pinch (RbLadderView *self, double scale); /* of the zoom at its beginning */
GtkSingleSelection *rb_ladder_view_get_selection (RbLadderView *self); /* (nullable) */
void rb_ladder_view_go_to (RbLadderView *self, guint n);               /* selects row @n, with the focus */

/* What a row shows beside its arrow and words (rb-ladder-view-marks.c). */
void rb_ladder_marks_append_band (GtkSnapshot *snapshot, const RbLadderBand *band, const RbLadderGeometry *geometry,
                                  double arrow_y, int height);
void rb_ladder_marks_append_brackets (GtkSnapshot *snapshot, RbLadder *ladder, guint n, const RbLadderGeometry *geometry,
                                      double arrow_y, int height);
void rb_ladder_marks_append_ties (GtkSnapshot *snapshot, RbLadder *ladder, guint n, const RbLadderGeometry *geometry,
                                  double arrow_y, int height);
void rb_ladder_marks_append_clock (GtkSnapshot *snapshot, double x, double y, double radius, const GdkRGBA *colour,
                                   const GdkRGBA *background);
GdkRGBA rb_ladder_marks_get_colour (guint transaction);   /* of what belongs to it */
GdkRGBA rb_ladder_marks_get_other_colour (void);          /* of what belongs to none */
GdkRGBA rb_ladder_marks_get_band_colour (RbLadderBandKind kind);

/* One arrow. */
#define RB_TYPE_LADDER_VIEW_ROW (rb_ladder_view_row_get_type ())
G_DECLARE_FINAL_TYPE (RbLadderViewRow, rb_ladder_view_row, RB, LADDER_VIEW_ROW, GtkWidget)
GtkWidget *rb_ladder_view_row_new (RbLadderView *view);
void rb_ladder_view_row_set_index (RbLadderViewRow *self, guint n); /* GTK_INVALID_LIST_POSITION: not bound */
guint rb_ladder_view_row_get_index (RbLadderViewRow *self);
void rb_ladder_view_row_refresh (RbLadderViewRow *self);            /* the ladder changed */

/* The titles and addresses of the lanes, drawn @x px further left. */
#define RB_TYPE_LADDER_VIEW_HEADS (rb_ladder_view_heads_get_type ())
G_DECLARE_FINAL_TYPE (RbLadderViewHeads, rb_ladder_view_heads, RB, LADDER_VIEW_HEADS, GtkWidget)
GtkWidget *rb_ladder_view_heads_new (RbLadderView *view);
void rb_ladder_view_heads_refresh (RbLadderViewHeads *self);
void rb_ladder_view_heads_set_adjustment (RbLadderViewHeads *self, GtkAdjustment *horizontal);

G_END_DECLS
