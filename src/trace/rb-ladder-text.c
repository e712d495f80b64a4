/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ladder as text of fixed width: lanes under their headings, one arrow a line, solid for
 * requests, dashed for responses, dotted for copies. For terminals, logs and mails. */

#include "rb-ladder.h"

#include <string.h>

#define DEFAULT_WIDTH 108 /* three lanes leave room for “407 Proxy Authentication Required” */
#define TIME_WIDTH 9
#define MARGIN 5 /* before the first lane, for half of its heading */
#define NOTE_WIDTH 18
#define MIN_GAP 14
#define MAX_GAP 46

#define LIFELINE 0x2502 /* │ */
#define HEAD_RIGHT 0x25b6
#define HEAD_LEFT 0x25c0
#define ELLIPSIS 0x2026

static const gunichar strokes[] = {
  [RB_LADDER_REQUEST] = 0x2500,    /* ─ */
  [RB_LADDER_RESPONSE] = 0x254c,   /* ╌ */
  [RB_LADDER_KEEP_ALIVE] = 0x2508, /* ┈ */
  [RB_LADDER_DAMAGED] = 0x2508,
};
#define STROKE_COPY 0x2508

/* One line as cells; 0 is the second half of a wide character. */
typedef struct
{
  GArray *cells; /* of gunichar */
} Line;

static guint
char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

static guint
text_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += char_width (g_utf8_get_char (text));
  return width;
}

static void
line_set (Line *self, guint at, gunichar c)
{
  const gunichar space = ' ';

  while (self->cells->len <= at)
    g_array_append_val (self->cells, space);
  g_array_index (self->cells, gunichar, at) = c;
}

/* Writes at most @width cells from @at on; returns the end. A text that is too long ends in "…". */
static guint
line_write (Line *self, guint at, const char *text, guint width)
{
  gboolean fits = text_width (text) <= width;
  guint end = at + width - (fits ? 0 : 1);

  if (width == 0)
    return at;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      guint n = char_width (c);

      if (n == 0)
        continue;
      if (at + n > end)
        break;
      line_set (self, at, c);
      if (n == 2)
        line_set (self, at + 1, 0);
      at += n;
    }

  if (!fits)
    line_set (self, at++, ELLIPSIS);
  return at;
}

/* Appends the line to @out without trailing spaces, and empties it. */
static void
line_flush (Line *self, GString *out)
{
  while (self->cells->len > 0 && g_array_index (self->cells, gunichar, self->cells->len - 1) == ' ')
    g_array_set_size (self->cells, self->cells->len - 1);
  for (guint i = 0; i < self->cells->len; i++)
    if (g_array_index (self->cells, gunichar, i) != 0)
      g_string_append_unichar (out, g_array_index (self->cells, gunichar, i));
  g_string_append_c (out, '\n');
  g_array_set_size (self->cells, 0);
}

static guint
lane_at (guint lane, guint gap)
{
  return TIME_WIDTH + MARGIN + lane * gap;
}

/* One text over each lane, in the middle as far as there is room. */
static void
write_heading (RbLadder *ladder, Line *line, guint gap, gboolean subtitle, GString *out)
{
  guint end = 0;

  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    {
      const RbLadderLane *lane = rb_ladder_get_lane (ladder, i);
      const char *text = subtitle ? lane->subtitle : lane->title;
      guint width = MIN (text_width (text), gap - 1);
      guint at = lane_at (i, gap) - MIN (width / 2, lane_at (i, gap));

      end = line_write (line, MAX (at, end), text, width) + 1;
    }
  line_flush (line, out);
}

static void
write_lifelines (RbLadder *ladder, Line *line, guint gap)
{
  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    line_set (line, lane_at (i, gap), LIFELINE);
}

static void
write_arrow (const RbLadderRow *row, Line *line, guint gap)
{
  guint left = lane_at (MIN (row->from, row->to), gap) + 1;
  guint right = lane_at (MAX (row->from, row->to), gap) - 1;
  gunichar stroke = row->retransmission ? STROKE_COPY : strokes[row->style];
  guint room;
  guint width;

  if (row->from == row->to)
    {
      line_set (line, left, HEAD_LEFT);
      line_write (line, left + 2, row->label, gap - 4);
      return;
    }

  for (guint i = left; i <= right; i++)
    line_set (line, i, stroke);
  if (row->to > row->from)
    line_set (line, right, HEAD_RIGHT);
  else
    line_set (line, left, HEAD_LEFT);

  /* A stroke or the head, and a space, on either side of the label. */
  room = right - left + 1 - 4;
  width = MIN (text_width (row->label), room);
  left += 2 + (room - width) / 2;
  line_set (line, left - 1, ' ');
  line_set (line, line_write (line, left, row->label, width), ' ');
}

static void
write_row (RbLadder *ladder, guint n, Line *line, guint gap, guint width, GString *out)
{
  const RbLadderRow *row = rb_ladder_get_row (ladder, n);
  g_autofree char *time = g_strdup_printf ("%+.3f", row->time_us / 1e6);
  guint note_at = lane_at (rb_ladder_get_n_lanes (ladder) - 1, gap) + 2;

  line_write (line, 0, time, TIME_WIDTH);
  write_lifelines (ladder, line, gap);
  write_arrow (row, line, gap);
  if (row->note != NULL)
    line_write (line, MAX (note_at, line->cells->len + (row->from == row->to)), row->note,
                MAX (NOTE_WIDTH, width > note_at ? width - note_at : 0));
  line_flush (line, out);
}

char *
rb_ladder_to_text (RbLadder *self, guint width)
{
  GString *out = g_string_new (NULL);
  guint n_lanes = rb_ladder_get_n_lanes (self);
  Line line;
  guint gap = MAX_GAP;

  if (n_lanes == 0)
    return g_string_free (out, FALSE);

  if (width == 0)
    width = DEFAULT_WIDTH;
  if (n_lanes > 1)
    gap = (MAX (width, TIME_WIDTH + MARGIN + NOTE_WIDTH) - TIME_WIDTH - MARGIN - NOTE_WIDTH) / (n_lanes - 1);
  gap = CLAMP (gap, MIN_GAP, MAX_GAP);

  line.cells = g_array_new (FALSE, FALSE, sizeof (gunichar));
  write_heading (self, &line, gap, FALSE, out);
  write_heading (self, &line, gap, TRUE, out);
  write_lifelines (self, &line, gap);
  line_flush (&line, out);
  for (guint i = 0; i < rb_ladder_get_n_rows (self); i++)
    write_row (self, i, &line, gap, width, out);
  g_array_unref (line.cells);
  return g_string_free (out, FALSE);
}
