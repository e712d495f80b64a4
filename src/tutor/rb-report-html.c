/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lab report as one HTML page that needs nothing else: no scripts, no links to the outside but to the RFCs, no
 * fonts of its own; dark on white, for the screen and A4 paper. Whatever the messages hold is escaped, and kept from
 * reordering what stands beside it. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-lesson-json.h"
#include "rb-report-private.h"
#include "rb-rfc-uri.h"

/* Colours of sources have at least 4.5:1 to white; the underline tells them apart without colour. */
static const char style[] =
    ":root{color-scheme:light}"
    "body{font-family:system-ui,sans-serif;font-size:15px;line-height:1.45;color:#1c1c1c;background:#fff;"
    "max-width:60em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.9em;margin:0 0 .4em}h2{font-size:1.45em;margin:2em 0 .5em;border-bottom:2px solid #1c71d8}"
    "h3{font-size:1.2em;margin:1.6em 0 .4em}h4{font-size:1em;margin:1.4em 0 .3em}"
    "h5,h6{font-size:.85em;margin:.7em 0 .1em;color:#5a5a5a;text-transform:none}"
    "p{margin:.3em 0}dl{display:grid;grid-template-columns:7em 1fr;gap:.2em 1em}"
    "dt{color:#5a5a5a}dd{margin:0;border-bottom:1px solid #c0c0c0;min-height:1.4em}"
    "table{border-collapse:collapse;margin:.5em 0;font-size:.9em;width:100%}"
    "th,td{text-align:start;vertical-align:top;padding:.25em .5em;border-bottom:1px solid #ddd;"
    "unicode-bidi:isolate;overflow-wrap:anywhere}th{border-bottom:2px solid "
    "#999}.short{white-space:nowrap}.words{overflow-wrap:break-word}caption{text-align:start;"
    "font-weight:600}p,code{unicode-bidi:isolate;overflow-wrap:anywhere}"
    ".good{border-left:4px solid #26a269;padding-left:.6em}.warning{border-left:4px solid #c88800;padding-left:.6em}"
    ".bad{border-left:4px solid #c01c28;padding-left:.6em}.dim{color:#5a5a5a}"
    "td.good,td.warning,td.bad{background:#f6f5f4}"
    ".rfc,.likely,.ref{font-size:.82em;white-space:nowrap;margin-inline-start:.4em}.rfc{color:#5a5a5a}"
    ".likely{border:1px solid #c88800;border-radius:.6em;padding:0 .5em}"
    ".note{background:#fff8d6;border:1px solid #e5c96a;border-radius:.4em;padding:.4em .7em;white-space:pre-wrap}"
    ".picture svg{max-width:100%;height:auto}.picture details{font-size:.8em}pre{overflow-x:auto}"
    ".formula{font-family:ui-monospace,monospace;font-size:.9em}"
    ".s1{color:#1a5fb4;text-decoration:underline}.s2{color:#8a3ea0;text-decoration:underline double}"
    ".s3{color:#1b7a4b;text-decoration:underline dotted}.s4{color:#b23b00;text-decoration:underline dashed}"
    ".s5{color:#0b6a73;text-decoration:underline wavy}.s6{color:#a3134a;text-decoration:overline}"
    ".s0,.s7{color:#5b4a1e;text-decoration:underline overline}"
    "@page{size:A4;margin:15mm}@media print{body{font-size:10pt;margin:0;max-width:none;padding:0}"
    "h2{break-before:page}h2:first-of-type{break-before:auto}h1,h2,h3,h4,h5{break-after:avoid}"
    "tr,.picture,.note,.formula{break-inside:avoid}thead{display:table-header-group}a{color:inherit;"
    "text-decoration:none}.picture details{display:none}}";

#define N_SOURCES 7
#define MAX_SHORT 24  /* characters in a cell */
#define MAX_TOTAL 100 /* in a row */

static void
append_escaped (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

static void
append_rfc (GString *out, const char *rfc)
{
  g_autofree char *uri = rb_rfc_dup_uri (rfc);

  g_string_append (out, " <span class=\"rfc\">");
  if (uri != NULL)
    g_string_append_printf (out, "<a href=\"%s\">", uri);
  append_escaped (out, rfc);
  g_string_append (out, uri != NULL ? "</a></span>" : "</span>");
}

static void
append_reference (const RbReportWriter *self, guint position)
{
  g_autofree char *number = rb_lesson_format_number (position);
  gboolean leads_there = rb_report_has_anchor (self, position);

  if (leads_there)
    g_string_append_printf (self->out, " <a class=\"ref\" href=\"#m%u\">", position + 1);
  else
    g_string_append (self->out, " <span class=\"ref\">");
  append_escaped (self->out, number);
  g_string_append (self->out, leads_there ? "</a>" : "</span>");
}

static void
append_marks (const RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;

  if (block->confidence != RB_CONFIDENCE_CERTAIN)
    {
      g_string_append (out, " <span class=\"likely\">");
      append_escaped (out, block->confidence == RB_CONFIDENCE_LIKELY ? _ ("likely") : _ ("a guess"));
      g_string_append (out, "</span>");
    }
  for (guint i = 0; i < block->positions->len; i++)
    append_reference (self, g_array_index (block->positions, guint, i));
  if (block->rfc != NULL)
    append_rfc (out, block->rfc);
}

/* The length of a column's longest text, and of its longest word, in characters. */
static void
measure_column (const RbLessonBlock *block, guint column, guint *line, guint *word)
{
  *line = (guint) g_utf8_strlen (g_ptr_array_index (block->columns, column), -1);
  *word = 0;
  for (guint i = 0; i < block->rows->len; i++)
    {
      const char *text = g_array_index ((GArray *) g_ptr_array_index (block->rows, i), RbLessonCell, column).text;

      *line = MAX (*line, text != NULL ? (guint) g_utf8_strlen (text, -1) : 0);
      while (text != NULL && *text != '\0')
        {
          gsize length = strcspn (text, " ");

          *word = MAX (*word, (guint) g_utf8_strlen (text, (gssize) length));
          text += length + strspn (text + length, " ");
        }
    }
}

/* Numbers, times and addresses stay in one line while there is room for all; else usual words are not broken, while
 * there is room for those. One class a column. (transfer container) */
static const char **
list_classes (const RbLessonBlock *block)
{
  const char **classes = g_new0 (const char *, block->columns->len);
  guint total = 0;
  guint total_of_words = 0;

  for (guint i = 0; i < block->columns->len; i++)
    {
      guint line;
      guint word;

      measure_column (block, i, &line, &word);
      total += MIN (line, MAX_SHORT);
      total_of_words += MIN (word, MAX_SHORT);
      classes[i] = line <= MAX_SHORT ? "short" : word <= MAX_SHORT ? "words" : "long";
    }
  for (guint i = 0; total > MAX_TOTAL && i < block->columns->len; i++)
    if (!g_str_equal (classes[i], "long"))
      classes[i] = total_of_words > MAX_TOTAL ? "long" : "words";

  return classes;
}

/* An address may be broken before its port. */
static void
append_words (GString *out, const char *text)
{
  const char *colon;

  while ((colon = strchr (text, ':')) != NULL)
    {
      g_autofree char *before = g_strndup (text, (gsize) (colon + 1 - text));

      append_escaped (out, before);
      if (g_ascii_isdigit (colon[1]))
        g_string_append (out, "<wbr>");
      text = colon + 1;
    }
  append_escaped (out, text);
}

static void
write_table (RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;
  g_autofree const char **classes = list_classes (block);

  g_string_append (out, "<table>");
  if (*block->text != '\0')
    {
      g_string_append (out, "<caption>");
      append_escaped (out, block->text);
      g_string_append (out, "</caption>");
    }
  g_string_append (out, "<thead><tr>");
  for (guint i = 0; i < block->columns->len; i++)
    {
      g_string_append_printf (out, "<th scope=\"col\" class=\"%s\">", classes[i]);
      append_escaped (out, g_ptr_array_index (block->columns, i));
      g_string_append (out, "</th>");
    }
  g_string_append (out, "</tr></thead>\n<tbody>");
  for (guint i = 0; i < block->rows->len; i++)
    {
      GArray *row = g_ptr_array_index (block->rows, i);

      g_string_append (out, "<tr>");
      for (guint j = 0; j < row->len; j++)
        {
          const RbLessonCell *cell = &g_array_index (row, RbLessonCell, j);
          gboolean leads_there = cell->position != RB_FLOW_NONE && rb_report_has_anchor (self, cell->position);

          g_string_append_printf (out, "<td class=\"%s %s\">", classes[j], rb_tone_to_string (cell->tone));
          if (leads_there)
            g_string_append_printf (out, "<a href=\"#m%u\">", cell->position + 1);
          if (cell->text != NULL && g_str_equal (classes[j], "words"))
            append_words (out, cell->text);
          else
            append_escaped (out, cell->text != NULL ? cell->text : "");
          g_string_append (out, leads_there ? "</a></td>" : "</td>");
        }
      g_string_append (out, "</tr>\n");
    }
  g_string_append (out, "</tbody></table>\n");
}

static void
append_piece (GString *out, const char *text, guint source)
{
  if (source == 0)
    {
      append_escaped (out, text);
      return;
    }
  g_string_append_printf (out, "<span class=\"s%u\">", source % N_SOURCES);
  append_escaped (out, text);
  g_string_append (out, "</span>");
}

static void
write_formula (RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;

  g_string_append_printf (out, "<p class=\"formula %s\">", rb_tone_to_string (block->tone));
  append_piece (out, block->text, block->source);
  g_string_append (out, " = ");
  for (guint i = 0; i < block->pieces->len; i++)
    append_piece (out, g_array_index (block->pieces, RbLessonPiece, i).text,
                  g_array_index (block->pieces, RbLessonPiece, i).source);
  append_marks (self, block);
  g_string_append (out, "</p>\n");
}

static void
write_statement (RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;

  g_string_append_printf (out, "<p class=\"%s\">", rb_tone_to_string (block->tone));
  append_escaped (out, block->text);
  append_marks (self, block);
  g_string_append (out, "</p>\n");
}

static void
write_begin (RbReportWriter *self, const char *title)
{
  g_string_append (self->out, "<!DOCTYPE html>\n<html lang=\"");
  /* Translators: the language of your translation as HTML's lang wants it, for example zh-CN */
  append_escaped (self->out, C_ ("HTML lang", "en"));
  g_string_append (self->out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                              "style-src 'unsafe-inline'\">\n"
                              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                              "<meta name=\"generator\" content=\"Ringback " RB_VERSION "\">\n<title>");
  append_escaped (self->out, title);
  g_string_append_printf (self->out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
}

static void
write_heading (RbReportWriter *self, guint level, const char *anchor, const char *text)
{
  g_string_append_printf (self->out, "<h%u", MIN (level, 6));
  if (anchor != NULL)
    g_string_append_printf (self->out, " id=\"%s\"", anchor);
  g_string_append_c (self->out, '>');
  append_escaped (self->out, text);
  g_string_append_printf (self->out, "</h%u>\n", MIN (level, 6));
}

static void
write_field (RbReportWriter *self, const char *name, const char *value)
{
  g_string_append (self->out, "<dl><dt>");
  append_escaped (self->out, name);
  g_string_append (self->out, "</dt><dd>");
  append_escaped (self->out, value != NULL ? value : "");
  g_string_append (self->out, "</dd></dl>\n");
}

static void
write_note (RbReportWriter *self, const char *text)
{
  g_string_append (self->out, "<p class=\"note\">");
  append_escaped (self->out, text);
  g_string_append (self->out, "</p>\n");
}

/* The drawing is part of the page, so that its text can be searched and read aloud. */
static gboolean
write_picture (RbReportWriter *self, const char *svg, const char *alternative, GError **error)
{
  const char *element = strstr (svg, "<svg");

  g_string_append (self->out, "<figure class=\"picture\">\n");
  if (element != NULL)
    g_string_append (self->out, element);
  g_string_append (self->out, "<details><summary>");
  append_escaped (self->out, _ ("The ladder as text"));
  g_string_append (self->out, "</summary><pre>");
  append_escaped (self->out, alternative);
  g_string_append (self->out, "</pre></details>\n</figure>\n");
  return TRUE;
}

static void
write_end (RbReportWriter *self)
{
  g_string_append (self->out, "</body>\n</html>\n");
}

const RbReportWriterInfo rb_report_html = {
  .begin = write_begin,
  .heading = write_heading,
  .field = write_field,
  .statement = write_statement,
  .table = write_table,
  .formula = write_formula,
  .note = write_note,
  .picture = write_picture,
  .end = write_end,
};
