/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladders as one drawing: `ringback-cli inspect --to svg`. Self-contained (no scripts, no
 * links, no fonts of its own), dark on white, as wide as A4 paper. Each call is a heading, its
 * lanes, and a row an arrow; the same RbLadder as on the screen. */

#include "rb-export-private.h"

/* A4 at 96 dots an inch less margins of 10 mm. Further lanes make the drawing wider, and then
 * smaller on paper. */
#define PAGE_WIDTH 718
#define PAGE_MM 190
#define TIME_WIDTH 70
#define NOTE_WIDTH 150
#define MIN_GAP 110
#define MARGIN 12

#define HEADING_HEIGHT 44
#define LANES_HEIGHT 40
#define ROW_HEIGHT 24
#define FOOT_HEIGHT 24

/* Of the text's size; enough to cut what would run into its neighbour. */
#define GLYPH_WIDTH 6

static const char style[] =
    "text{font-family:sans-serif;font-size:11px;fill:#1c1c1c}"
    ".h{font-size:14px;font-weight:bold}.s,.t,.n{fill:#5a5a5a}.c,.l{text-anchor:middle}.t{text-anchor:end}"
    ".l{paint-order:stroke;stroke:#fff;stroke-width:3px}"
    "line,path{stroke:#1c1c1c;fill:none}.v{stroke:#c0c0c0}"
    ".q{stroke:#1a5fb4}.r{stroke:#26a269}.k{stroke:#77767b}.d{stroke:#c01c28}.x{stroke-dasharray:4 3}";

typedef struct
{
  RbExport *export;
  guint width;
  guint y;
} Drawing;

static const char *const classes[] = {
  [RB_LADDER_REQUEST] = "q",
  [RB_LADDER_RESPONSE] = "r",
  [RB_LADDER_KEEP_ALIVE] = "k",
  [RB_LADDER_DAMAGED] = "d",
};

/* XML 1.0 2.2 allows no other characters, not even as references. */
static gboolean
is_xml_char (gunichar c)
{
  return c == '\t' || (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
         (c >= 0x10000 && c <= 0x10ffff);
}

/* At most @width pixels of @text, escaped; what was cut ends in “…”. */
static void
append_text (GString *out, const char *text, guint width)
{
  guint room = MAX (width / GLYPH_WIDTH, 2);
  glong length = g_utf8_strlen (text, -1);

  for (glong i = 0; *text != '\0'; text = g_utf8_next_char (text), i++)
    {
      gunichar c = g_utf8_get_char (text);

      if (length > (glong) room && i == (glong) room - 1)
        {
          g_string_append (out, "…");
          return;
        }
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
}

static void
put_text (Drawing *self, const char *class, guint x, guint y, const char *text, guint width)
{
  GString *out = self->export->buffer;

  g_string_append_printf (out, "<text class=\"%s\" x=\"%u\" y=\"%u\">", class, x, y);
  append_text (out, text, width);
  g_string_append (out, "</text>\n");
}

static guint
get_width (RbLadder *ladder)
{
  guint n = rb_ladder_get_n_lanes (ladder);

  return MAX (PAGE_WIDTH, TIME_WIDTH + MIN_GAP / 2 + MAX (n, 1) * MIN_GAP - MIN_GAP + NOTE_WIDTH);
}

static guint
get_height (RbLadder *ladder)
{
  return HEADING_HEIGHT + LANES_HEIGHT + rb_ladder_get_n_rows (ladder) * ROW_HEIGHT + FOOT_HEIGHT;
}

static guint
get_gap (Drawing *self, RbLadder *ladder)
{
  guint n = rb_ladder_get_n_lanes (ladder);
  guint room = self->width - TIME_WIDTH - MIN_GAP / 2 - NOTE_WIDTH;

  return n > 1 ? room / (n - 1) : room;
}

static guint
lane_x (guint lane, guint gap)
{
  return TIME_WIDTH + MIN_GAP / 2 + lane * gap;
}

static void
put_lanes (Drawing *self, RbLadder *ladder, guint gap)
{
  guint bottom = self->y + LANES_HEIGHT + rb_ladder_get_n_rows (ladder) * ROW_HEIGHT;

  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    {
      const RbLadderLane *lane = rb_ladder_get_lane (ladder, i);
      guint x = lane_x (i, gap);

      put_text (self, "c", x, self->y + 12, lane->title, gap);
      put_text (self, "c s", x, self->y + 26, lane->subtitle, gap);
      g_string_append_printf (self->export->buffer, "<line class=\"v\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>\n", x,
                              self->y + 32, x, bottom);
    }
}

static void
put_row (Drawing *self, const RbLadderRow *row, guint gap, guint note_x)
{
  guint from = lane_x (row->from, gap);
  guint to = lane_x (row->to, gap);
  guint y = self->y + 18;
  int head = row->to > row->from ? -6 : 6;
  const char *dashed = row->retransmission || row->synthetic ? " x" : "";
  const char *class = classes[row->style];
  char time[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (time, sizeof time, "%.3f", row->time_us / (double) G_USEC_PER_SEC);
  put_text (self, "t", TIME_WIDTH - MARGIN, y - 3, time, TIME_WIDTH);
  if (row->from == row->to)
    {
      g_string_append_printf (self->export->buffer, "<path class=\"%s%s\" d=\"M%u %uh16v6h-16\"/>\n", class, dashed,
                              from, y - 6);
      g_string_append_printf (self->export->buffer, "<path class=\"%s\" d=\"M%u %ul-6 -4m6 4l6 0m-6 0l6 4\"/>\n", class,
                              from, y);
      put_text (self, "n", from + 22, y, row->label, gap - 30);
    }
  else
    {
      g_string_append_printf (self->export->buffer, "<path class=\"%s%s\" d=\"M%u %uH%u\"/>\n", class, dashed, from, y,
                              to);
      g_string_append_printf (self->export->buffer, "<path class=\"%s\" d=\"M%d %dL%u %uL%d %d\"/>\n", class,
                              (int) to + head, (int) y - 4, to, y, (int) to + head, (int) y + 4);
      put_text (self, "l", (from + to) / 2, y - 6, row->label, MAX (from, to) - MIN (from, to) - 12);
    }
  if (row->note != NULL)
    put_text (self, "n", note_x, y - 3, row->note, self->width - note_x);
}

static void
put_call (Drawing *self, RbFlow *flow, RbLadder *ladder)
{
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);
  g_autofree char *heading = g_strdup_printf ("%s  %s → %s", rb_flow_get_method (flow), from, to);
  guint gap = get_gap (self, ladder);
  guint note_x = lane_x (MAX (rb_ladder_get_n_lanes (ladder), 1) - 1, gap) + MARGIN;

  put_text (self, "h", MARGIN, self->y + 18, heading, (self->width - MARGIN) * 3 / 4);
  put_text (self, "s", MARGIN, self->y + 34, rb_flow_get_verdict (flow)->text, self->width - MARGIN);
  self->y += HEADING_HEIGHT;
  put_lanes (self, ladder, gap);
  self->y += LANES_HEIGHT;
  for (guint i = 0; i < rb_ladder_get_n_rows (ladder); i++)
    {
      put_row (self, rb_ladder_get_row (ladder, i), gap, note_x);
      self->y += ROW_HEIGHT;
    }
  self->y += FOOT_HEIGHT;
}

gboolean
rb_export_svg (RbExport *self, GError **error)
{
  Drawing drawing = { self, PAGE_WIDTH, 0 };
  guint64 height = 0;
  RbFlow *next;
  guint n;

  for (n = 0; (next = rb_export_next_flow (self, &n)) != NULL;)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);

      drawing.width = MAX (drawing.width, get_width (ladder));
      height += get_height (ladder);
    }

  height = MAX (height, FOOT_HEIGHT);
  g_string_append_printf (self->buffer,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%umm\" height=\"%" G_GUINT64_FORMAT
                          "mm\" viewBox=\"0 0 %u %" G_GUINT64_FORMAT "\">\n<style>%s</style>\n"
                          "<rect width=\"%u\" height=\"%" G_GUINT64_FORMAT "\" fill=\"#fff\"/>\n",
                          PAGE_MM, height * PAGE_MM / drawing.width + 1, drawing.width, height, style, drawing.width,
                          height);
  for (n = 0; (next = rb_export_next_flow (self, &n)) != NULL;)
    {
      g_autoptr (RbFlow) flow = next;
      g_autoptr (RbLadder) ladder = rb_export_make_ladder (self, flow);

      put_call (&drawing, flow, ladder);
      if (!rb_export_flush (self, error))
        return FALSE;
    }
  g_string_append (self->buffer, "</svg>\n");
  return TRUE;
}
