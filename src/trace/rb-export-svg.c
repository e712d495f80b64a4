/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladders as one drawing: `ringback-cli inspect --to svg`, and the lab report. Self-contained (no scripts, no
 * links, no fonts of its own), dark on white, as wide as A4 paper. Each call is a heading, its
 * lanes, and a row an arrow; the same RbLadder as on the screen. */

#include "rb-export-svg.h"

#include "rb-export-private.h"
#include "rb-shown-text.h"

/* A4 at 96 dots an inch less margins of 10 mm. Further lanes make the drawing wider, and then
 * smaller on paper. */
#define PAGE_WIDTH 718
#define PAGE_MM 190
#define NOTE_WIDTH 138
#define MIN_GAP 110
#define LANE_MARGIN 26 /* beside the first lane, for the ties of copies */

#define HEADING_HEIGHT 44
#define WHY_HEIGHT 16
#define LANES_HEIGHT 40
#define FOOT_HEIGHT 24

/* Of the text's size; enough to cut what would run into its neighbour. */
#define GLYPH_WIDTH 6

/* Everything below one class: in a report the style is the whole page's. */
static const char style[] =
    ".rb-ladder text{font-family:sans-serif;font-size:11px;fill:#1c1c1c}"
    ".rb-ladder .h{font-size:14px;font-weight:bold}.rb-ladder .s,.rb-ladder .t,.rb-ladder .n{fill:#5a5a5a}"
    ".rb-ladder .c,.rb-ladder .l{text-anchor:middle}.rb-ladder .t,.rb-ladder .w{text-anchor:end}"
    ".rb-ladder .n{font-size:9.5px}.rb-ladder .w{font-size:9px;font-weight:bold;fill:#5a5a5a}"
    ".rb-ladder .b{font-weight:bold}.rb-ladder .l{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-opacity:.85}"
    ".rb-ladder .v{stroke:#c0c0c0;fill:none}.rb-ladder .o{stroke:#1c1c1c;fill:#fff}"
    ".rb-ladder .a{stroke:currentColor;stroke-width:1.5;fill:none}.rb-ladder .e{fill:currentColor}"
    ".rb-ladder .r{stroke-dasharray:6 4}.rb-ladder .x{stroke-width:.8}.rb-ladder .z{stroke-dasharray:1.5 4}"
    ".rb-ladder .k{stroke:currentColor;stroke-width:1.2;fill:none}"
    ".rb-ladder .c0{color:#1c71d8}.rb-ladder .c1{color:#1b8553}.rb-ladder .c2{color:#813d9c}"
    ".rb-ladder .c3{color:#c64600}.rb-ladder .c4{color:#0e7c86}.rb-ladder .c5{color:#b5134f}"
    ".rb-ladder .c6{color:#865e3c}.rb-ladder .c7{color:#4a5568}"
    ".rb-ladder .m0{color:#9a6a00}.rb-ladder .m1{color:#1b8553}.rb-ladder .m2{color:#5b5bb5}.rb-ladder "
    ".m3{color:#6b6b6b}"
    ".rb-ladder .m{fill:currentColor;fill-opacity:.13}.rb-ladder .g{fill:currentColor;fill-opacity:.7}"
    ".rb-ladder .d{fill:currentColor;font-weight:bold;font-size:10px}";

/* XML 1.0 2.2 allows no other characters, not even as references. */
static gboolean
is_xml_char (gunichar c)
{
  return c == '\t' || (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
         (c >= 0x10000 && c <= 0x10ffff);
}

static guint
get_char_width (gunichar c, guint glyph_width)
{
  return g_unichar_iswide (c) ? 2 * glyph_width : glyph_width;
}

guint
rb_svg_measure (const char *text, guint glyph_width)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += get_char_width (g_utf8_get_char (text), glyph_width);
  return width;
}

static void
append_char (GString *out, gunichar c)
{
  if (c == '<')
    g_string_append (out, "&lt;");
  else if (c == '>')
    g_string_append (out, "&gt;");
  else if (c == '&')
    g_string_append (out, "&amp;");
  else if (c == '"')
    g_string_append (out, "&quot;");
  else
    g_string_append_unichar (out, is_xml_char (c) ? c : 0xfffd);
}

void
rb_svg_append_text (GString *out, const char *text, guint width, guint glyph_width)
{
  gboolean fits = width == 0 || rb_svg_measure (text, glyph_width) <= width;
  guint used = glyph_width; /* of the “…” */

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      used += get_char_width (c, glyph_width);
      if (!fits && used > width)
        {
          g_string_append (out, "…");
          return;
        }
      append_char (out, c);
    }
}

void
rb_svg_ladder_put_text (RbSvgLadder *self, const char *class, guint x, guint y, const char *text, guint width)
{
  g_autofree char *shown = rb_shown_text_line (text);

  g_string_append_printf (self->out, "<text class=\"%s\" x=\"%u\" y=\"%u\">", class, x, y);
  rb_svg_append_text (self->out, shown, MAX (width, 2 * GLYPH_WIDTH), GLYPH_WIDTH);
  g_string_append (self->out, "</text>\n");
}

guint
rb_svg_ladder_get_lane (const RbSvgLadder *self, guint lane)
{
  return self->first_lane + lane * self->gap;
}

static guint
get_left (RbLadder *ladder)
{
  return RB_SVG_TIME_WIDTH + RB_SVG_MARGIN / 2 + rb_ladder_get_n_bracket_slots (ladder) * RB_SVG_BRACKET_GAP +
         LANE_MARGIN;
}

static guint
get_width (RbLadder *ladder)
{
  guint n = MAX (rb_ladder_get_n_lanes (ladder), 1);

  return MAX (PAGE_WIDTH, get_left (ladder) + (n - 1) * MIN_GAP + RB_SVG_MARGIN + NOTE_WIDTH);
}

static guint
get_height (const RbExport *self, RbLadder *ladder)
{
  guint n_why = self->options->why != NULL ? g_strv_length (self->options->why) : 0;

  return rb_ladder_get_n_calls (ladder) * HEADING_HEIGHT + n_why * WHY_HEIGHT + LANES_HEIGHT +
         rb_ladder_get_n_rows (ladder) * RB_SVG_ROW_HEIGHT + FOOT_HEIGHT;
}

static void
lay_out (RbSvgLadder *self)
{
  guint n = MAX (rb_ladder_get_n_lanes (self->ladder), 1);
  guint room;

  self->bracket_x = RB_SVG_TIME_WIDTH + RB_SVG_MARGIN / 2;
  self->first_lane = get_left (self->ladder);
  room = self->width - self->first_lane - RB_SVG_MARGIN - NOTE_WIDTH;
  self->gap = n > 1 ? room / (n - 1) : room;
  self->note_x = self->first_lane + (n - 1) * self->gap + RB_SVG_MARGIN;
}

static void
put_lanes (RbSvgLadder *self)
{
  guint bottom = self->y + LANES_HEIGHT + rb_ladder_get_n_rows (self->ladder) * RB_SVG_ROW_HEIGHT;

  for (guint i = 0; i < rb_ladder_get_n_lanes (self->ladder); i++)
    {
      const RbLadderLane *lane = rb_ladder_get_lane (self->ladder, i);
      guint x = rb_svg_ladder_get_lane (self, i);

      rb_svg_ladder_put_text (self, "c b", x, self->y + 12, lane->title, self->gap);
      rb_svg_ladder_put_text (self, "c s", x, self->y + 26, lane->subtitle, self->gap);
      g_string_append_printf (self->out, "<line class=\"v\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>\n", x,
                              self->y + 32, x, bottom);
    }
}

static void
put_headings (RbSvgLadder *self, char **why)
{
  for (guint i = 1; i <= rb_ladder_get_n_calls (self->ladder); i++)
    {
      g_autofree char *heading = rb_export_format_heading (self->ladder, i);

      rb_svg_ladder_put_text (self, "h", RB_SVG_MARGIN, self->y + 18, heading, (self->width - RB_SVG_MARGIN) * 3 / 4);
      rb_svg_ladder_put_text (self, "s", RB_SVG_MARGIN, self->y + 34,
                              rb_flow_get_verdict (rb_ladder_get_call (self->ladder, i))->text,
                              self->width - RB_SVG_MARGIN);
      self->y += HEADING_HEIGHT;
    }
  for (guint i = 0; why != NULL && why[i] != NULL; i++)
    {
      rb_svg_ladder_put_text (self, "s", RB_SVG_MARGIN, self->y + 6, why[i], self->width - RB_SVG_MARGIN);
      self->y += WHY_HEIGHT;
    }
}

static void
put_ladder (RbSvgLadder *self, char **why)
{
  lay_out (self);
  put_headings (self, why);
  put_lanes (self);
  self->y += LANES_HEIGHT;
  for (guint i = 0; i < rb_ladder_get_n_rows (self->ladder); i++)
    {
      rb_svg_ladder_put_row (self, i);
      self->y += RB_SVG_ROW_HEIGHT;
    }
  self->y += FOOT_HEIGHT;
}

gboolean
rb_export_svg (RbExport *self, GError **error)
{
  RbSvgLadder drawing = { .out = self->buffer, .width = PAGE_WIDTH };
  guint64 height = 0;
  RbFlow *next;
  guint n;

  for (n = 0; (next = rb_export_next_ladder (self, &n)) != NULL;)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);

      drawing.width = MAX (drawing.width, get_width (ladder));
      height += get_height (self, ladder);
    }

  height = MAX (height, FOOT_HEIGHT);
  g_string_append_printf (
      self->buffer,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rb-ladder\" role=\"list\" width=\"%umm\" "
      "height=\"%" G_GUINT64_FORMAT "mm\" viewBox=\"0 0 %u %" G_GUINT64_FORMAT
      "\">\n<style>%s</style>\n<rect width=\"%u\" height=\"%" G_GUINT64_FORMAT "\" fill=\"#fff\"/>\n",
      PAGE_MM, height * PAGE_MM / drawing.width + 1, drawing.width, height, style, drawing.width, height);
  for (n = 0; (next = rb_export_next_ladder (self, &n)) != NULL;)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);

      drawing.ladder = ladder;
      put_ladder (&drawing, self->options->why);
      if (!rb_export_flush (self, error))
        return FALSE;
    }
  g_string_append (self->buffer, "</svg>\n");
  return TRUE;
}
