/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of a ladder in an SVG drawing: the band of media behind it, brackets and ties, the arrow with its label, the
 * time, and the note. Its whole sentence is the row's title, which browsers show and screen readers read. */

#include "rb-export-svg.h"

#define N_COLOURS 7 /* of transactions; one more for what is not part of any */

#define LABEL_Y 11
#define ARROW_Y 17
#define HEAD_LENGTH 8
#define HEAD_WIDTH 4
#define TIE_GAP 4
#define BAND_EDGE 2
#define CLOCK_RADIUS 5
#define LABEL_MARGIN 6

#define GLYPH_WIDTH 6 /* of labels */
#define NOTE_GLYPH_WIDTH 5
#define NOTE_LINE 10

static guint
get_colour (const RbLadderRow *row)
{
  return row->style == RB_LADDER_REQUEST || row->style == RB_LADDER_RESPONSE ? row->transaction % N_COLOURS : N_COLOURS;
}

static void
put_rectangle (RbSvgLadder *self, const char *class, guint x, guint y, guint width, guint height)
{
  g_string_append_printf (self->out, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>\n", class, x, y,
                          width, height);
}

static void
put_band_part (RbSvgLadder *self, const RbLadderBand *band, RbLadderBandKind kind, guint top, guint bottom)
{
  guint left = rb_svg_ladder_get_lane (self, band->left);
  guint right = rb_svg_ladder_get_lane (self, band->right);

  g_string_append_printf (self->out, "<g class=\"m%u\">\n", kind);
  put_rectangle (self, "m", left, self->y + top, right - left, bottom - top);
  put_rectangle (self, "g", left, self->y + top, BAND_EDGE, bottom - top);
  put_rectangle (self, "g", right - BAND_EDGE, self->y + top, BAND_EDGE, bottom - top);
  g_string_append (self->out, "</g>\n");
}

static void
put_band (RbSvgLadder *self, const RbLadderBand *band)
{
  put_band_part (self, band, band->kind, band->begins ? ARROW_Y : 0, band->ends ? ARROW_Y : RB_SVG_ROW_HEIGHT);
  if (band->follows)
    put_band_part (self, band, band->before, 0, ARROW_Y);
}

/* Where the arrow leaves room: in another gap between lanes, else left of the label. */
static void
put_band_name (RbSvgLadder *self, const RbLadderBand *band, const RbLadderRow *row)
{
  g_autofree char *name = g_strconcat ("♪ ", band->text, NULL);
  g_autofree char *class = g_strdup_printf ("d m%u", band->kind);
  guint first = MIN (row->from, row->to);
  guint last = MAX (row->from, row->to);
  guint left = rb_svg_ladder_get_lane (self, band->left);
  guint right = rb_svg_ladder_get_lane (self, band->right);

  if (last < band->right)
    left = rb_svg_ladder_get_lane (self, last);
  else if (first > band->left)
    right = rb_svg_ladder_get_lane (self, first);
  else
    right = (left + right - MIN (rb_svg_measure (row->label, GLYPH_WIDTH), right - left)) / 2;
  if (right > left + 2 * LABEL_MARGIN + 5 * GLYPH_WIDTH)
    rb_svg_ladder_put_text (self, class, left + LABEL_MARGIN, self->y + LABEL_Y, name,
                            (right - left - 2 * LABEL_MARGIN) * GLYPH_WIDTH / NOTE_GLYPH_WIDTH);
}

static void
put_brackets (RbSvgLadder *self, guint n)
{
  RbLadderSpan brackets[RB_LADDER_MAX_BRACKETS];
  guint n_brackets = rb_ladder_list_brackets (self->ladder, n, brackets);

  for (guint i = 0; i < n_brackets; i++)
    {
      const RbLadderSpan *bracket = &brackets[i];
      guint x = self->bracket_x + bracket->slot * RB_SVG_BRACKET_GAP;
      guint top = self->y + (bracket->begins ? ARROW_Y : 0);
      guint bottom = self->y + (bracket->ends ? ARROW_Y : RB_SVG_ROW_HEIGHT);

      g_string_append_printf (self->out, "<g class=\"c%u\"><path class=\"k\" d=\"M%u %uV%u",
                              bracket->transaction % N_COLOURS, x, top, bottom);
      if (bracket->begins || bracket->ends)
        g_string_append_printf (self->out, "M%u %uh%u", x, self->y + ARROW_Y, RB_SVG_BRACKET_GAP - 2);
      g_string_append (self->out, "\"/>");
      if (bracket->touches && !bracket->begins && !bracket->ends)
        g_string_append_printf (self->out, "<rect class=\"e\" x=\"%u\" y=\"%u\" width=\"4\" height=\"4\"/>", x - 2,
                                self->y + ARROW_Y - 2);
      g_string_append (self->out, "</g>\n");
    }
}

static void
put_ties (RbSvgLadder *self, guint n)
{
  RbLadderSpan ties[RB_LADDER_MAX_TIES];
  guint n_ties = rb_ladder_list_ties (self->ladder, n, ties);

  for (guint i = 0; i < n_ties; i++)
    {
      const RbLadderSpan *tie = &ties[i];
      guint lane = rb_svg_ladder_get_lane (self, tie->lane);
      guint x = tie->lane == 0 ? lane - TIE_GAP * (tie->slot + 1) : lane + TIE_GAP * (tie->slot + 1);
      guint arrow = self->y + ARROW_Y;

      g_string_append_printf (self->out, "<g class=\"c%u\"><path class=\"a x\" d=\"M%u %uV%u",
                              tie->transaction % N_COLOURS, x, tie->begins ? arrow : self->y,
                              tie->ends ? arrow : self->y + RB_SVG_ROW_HEIGHT);
      if (tie->touches && !tie->begins)
        g_string_append_printf (self->out, "M%u %uH%u", x, arrow, lane);
      g_string_append (self->out, "\"/>");
      if (tie->begins)
        g_string_append_printf (self->out, "<circle class=\"e\" cx=\"%u\" cy=\"%u\" r=\"2\"/>", x, arrow);
      g_string_append (self->out, "</g>\n");
    }
}

static void
put_arrow (RbSvgLadder *self, const RbLadderRow *row)
{
  guint from = rb_svg_ladder_get_lane (self, row->from);
  guint to = rb_svg_ladder_get_lane (self, row->to);
  guint y = self->y + ARROW_Y;
  int side = row->to > row->from ? 1 : -1;
  const char *stroke = row->synthetic ? " z" : row->style == RB_LADDER_RESPONSE ? " r" : "";
  const char *thin = row->retransmission ? " x" : "";

  g_string_append_printf (self->out, "<g class=\"c%u\">", get_colour (row));
  if (row->from == row->to)
    g_string_append_printf (self->out,
                            "<path class=\"a%s%s\" d=\"M%u %uh16v6h-10\"/><path class=\"e\" d=\"M%u %ul8 -4v8z\"/>",
                            thin, stroke, from, y - 6, from, y);
  else
    g_string_append_printf (
        self->out, "<path class=\"a%s%s\" d=\"M%u %uH%d\"/><path class=\"e\" d=\"M%u %ul%d -%dv%dz\"/>", thin, stroke,
        from, y, (int) to - side * HEAD_LENGTH, to, y, -side * HEAD_LENGTH, HEAD_WIDTH, 2 * HEAD_WIDTH);
  g_string_append (self->out, "</g>\n");
}

static void
put_label (RbSvgLadder *self, const RbLadderRow *row)
{
  guint from = rb_svg_ladder_get_lane (self, row->from);
  guint to = rb_svg_ladder_get_lane (self, row->to);
  gboolean is_bold = row->style == RB_LADDER_REQUEST && !row->retransmission;

  if (row->from == row->to)
    rb_svg_ladder_put_text (self, is_bold ? "b" : "s", from + 22, self->y + ARROW_Y, row->label, self->gap - 30);
  else
    rb_svg_ladder_put_text (self, is_bold ? "l b" : "l", (from + to) / 2, self->y + LABEL_Y, row->label,
                            MAX (from, to) - MIN (from, to) - 2 * LABEL_MARGIN);
}

/* At the lane of whoever's timer it was. */
static void
put_clock (RbSvgLadder *self, const RbLadderRow *row)
{
  guint x = rb_svg_ladder_get_lane (self, row->synthetic ? row->to : row->from);
  guint y = self->y + LABEL_Y - CLOCK_RADIUS;

  if (row->timer > RB_LADDER_TIMER_COPY)
    g_string_append_printf (self->out,
                            "<circle class=\"o\" cx=\"%u\" cy=\"%u\" r=\"%d\"/><path class=\"o\" d=\"M%u %uv3h3\"/>\n",
                            x, y, CLOCK_RADIUS, x, y - 3);
}

/* In two lines when it is long, broken at a space where there is one. */
static void
put_note (RbSvgLadder *self, const char *note)
{
  guint width = self->width - self->note_x;
  const char *end = note;
  const char *space = NULL;
  g_autofree char *first = NULL;

  if (rb_svg_measure (note, NOTE_GLYPH_WIDTH) <= width)
    {
      rb_svg_ladder_put_text (self, "n", self->note_x, self->y + ARROW_Y + 3, note, G_MAXUINT);
      return;
    }

  for (guint used = 0; *end != '\0'; end = g_utf8_next_char (end))
    {
      used += g_unichar_iswide (g_utf8_get_char (end)) ? 2 * NOTE_GLYPH_WIDTH : NOTE_GLYPH_WIDTH;
      if (used > width)
        break;
      if (*end == ' ')
        space = end;
    }
  if (space != NULL)
    end = space;
  first = g_strndup (note, end - note);
  rb_svg_ladder_put_text (self, "n", self->note_x, self->y + ARROW_Y + 3 - NOTE_LINE, first, G_MAXUINT);
  rb_svg_ladder_put_text (self, "n", self->note_x, self->y + ARROW_Y + 3, space != NULL ? end + 1 : end,
                          width * GLYPH_WIDTH / NOTE_GLYPH_WIDTH);
}

void
rb_svg_ladder_put_row (RbSvgLadder *self, guint n)
{
  const RbLadderRow *row = rb_ladder_get_row (self->ladder, n);
  g_autofree char *sentence = rb_ladder_format_sentence (self->ladder, n);
  char time[G_ASCII_DTOSTR_BUF_SIZE];
  RbLadderBand band;
  gboolean has_band = rb_ladder_get_band (self->ladder, n, &band);

  g_string_append (self->out, "<g role=\"listitem\"><title>");
  rb_svg_append_text (self->out, sentence, 0, GLYPH_WIDTH);
  g_string_append (self->out, "</title>\n");
  if (has_band)
    put_band (self, &band);
  put_brackets (self, n);
  put_ties (self, n);
  put_arrow (self, row);
  put_label (self, row);
  put_clock (self, row);
  if (has_band && band.names)
    put_band_name (self, &band, row);

  g_ascii_formatd (time, sizeof time, "%.3f", row->time_us / (double) G_USEC_PER_SEC);
  rb_svg_ladder_put_text (self, "t", RB_SVG_TIME_WIDTH, self->y + ARROW_Y + 4, time, RB_SVG_TIME_WIDTH);
  if (row->silence != NULL)
    rb_svg_ladder_put_text (self, "w", RB_SVG_TIME_WIDTH, self->y + LABEL_Y - 2, row->silence,
                            RB_SVG_TIME_WIDTH * GLYPH_WIDTH / NOTE_GLYPH_WIDTH);
  if (row->note != NULL)
    put_note (self, row->note);
  g_string_append (self->out, "</g>\n");
}
