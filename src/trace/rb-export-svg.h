/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"

G_BEGIN_DECLS

/**
 * RbSvgLadder:
 * @y: of the top of what is drawn next
 * @width: of the drawing
 * @bracket_x: of the first bracket
 * @first_lane: of lane 0
 * @gap: between two lanes
 * @note_x: of the notes
 *
 * One ladder on its way into a drawing, in dots of a 96th of an inch.
 */
typedef struct
{
  GString  *out;
  RbLadder *ladder;
  guint     y;
  guint     width;
  guint     bracket_x;
  guint     first_lane;
  guint     gap;
  guint     note_x;
} RbSvgLadder;

#define RB_SVG_ROW_HEIGHT 26
#define RB_SVG_TIME_WIDTH 62
#define RB_SVG_MARGIN 10
#define RB_SVG_BRACKET_GAP 7

guint rb_svg_ladder_get_lane (const RbSvgLadder *self, guint lane); /* its x */
/* A line of text of that class, at most @width wide; what was cut ends in “…”. */
void  rb_svg_ladder_put_text (RbSvgLadder *self, const char *class, guint x, guint y, const char *text, guint width);
/* Row @n at @y (rb-export-svg-row.c). */
void  rb_svg_ladder_put_row (RbSvgLadder *self, guint n);
/* As XML, without what it does not allow; @width of 0: all of it. */
void  rb_svg_append_text (GString *out, const char *text, guint width, guint glyph_width);
guint rb_svg_measure (const char *text, guint glyph_width);

G_END_DECLS
