/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lab report as Markdown (CommonMark with the tables of GitHub), its ladders as SVG files beside it. Every mark
 * of Markdown and HTML in a text is escaped. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-report-private.h"

static void
append_escaped (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '<')
        g_string_append (out, "&lt;");
      else if (*p == '>')
        g_string_append (out, "&gt;");
      else if (*p == '&')
        g_string_append (out, "&amp;");
      else if (*p == '\n')
        g_string_append_c (out, ' ');
      else
        {
          if (strchr ("\\`*_{}[]()#+-.!|~:@", *p) != NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
    }
}

static void
append_marks (const RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;

  if (block->confidence != RB_CONFIDENCE_CERTAIN)
    {
      g_string_append (out, " *");
      append_escaped (out, block->confidence == RB_CONFIDENCE_LIKELY ? _ ("likely") : _ ("a guess"));
      g_string_append_c (out, '*');
    }
  for (guint i = 0; i < block->positions->len; i++)
    {
      guint position = g_array_index (block->positions, guint, i);
      g_autofree char *number = rb_lesson_format_number (position);

      g_string_append (out, rb_report_has_anchor (self, position) ? " [" : " ");
      append_escaped (out, number);
      if (rb_report_has_anchor (self, position))
        g_string_append_printf (out, "](#m%u)", position + 1);
    }
  if (block->rfc != NULL)
    {
      g_string_append (out, " *");
      append_escaped (out, block->rfc);
      g_string_append_c (out, '*');
    }
}

static void
write_table (RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;

  if (*block->text != '\0')
    {
      append_escaped (out, block->text);
      g_string_append (out, "\n\n");
    }
  for (guint i = 0; i < block->columns->len; i++)
    {
      g_string_append (out, "| ");
      append_escaped (out, g_ptr_array_index (block->columns, i));
      g_string_append_c (out, ' ');
    }
  g_string_append (out, "|\n");
  for (guint i = 0; i < block->columns->len; i++)
    g_string_append (out, "| --- ");
  g_string_append (out, "|\n");
  for (guint i = 0; i < block->rows->len; i++)
    {
      GArray *row = g_ptr_array_index (block->rows, i);

      for (guint j = 0; j < row->len; j++)
        {
          const char *text = g_array_index (row, RbLessonCell, j).text;

          g_string_append (out, "| ");
          append_escaped (out, text != NULL ? text : "");
          g_string_append_c (out, ' ');
        }
      g_string_append (out, "|\n");
    }
  g_string_append_c (out, '\n');
}

static void
write_formula (RbReportWriter *self, const RbLessonBlock *block)
{
  GString *out = self->out;

  append_escaped (out, block->text);
  g_string_append (out, " = ");
  for (guint i = 0; i < block->pieces->len; i++)
    append_escaped (out, g_array_index (block->pieces, RbLessonPiece, i).text);
  append_marks (self, block);
  g_string_append (out, "\n\n");
}

static void
write_begin (RbReportWriter *self, const char *title)
{
}

static void
write_heading (RbReportWriter *self, guint level, const char *anchor, const char *text)
{
  for (guint i = 0; i < MIN (level, 6); i++)
    g_string_append_c (self->out, '#');
  g_string_append_c (self->out, ' ');
  if (anchor != NULL)
    g_string_append_printf (self->out, "<a id=\"%s\"></a>", anchor);
  append_escaped (self->out, text);
  g_string_append (self->out, "\n\n");
}

static void
write_field (RbReportWriter *self, const char *name, const char *value)
{
  g_string_append (self->out, "**");
  append_escaped (self->out, name);
  g_string_append (self->out, "** ");
  append_escaped (self->out, value != NULL ? value : "……………………");
  g_string_append (self->out, "\n\n");
}

static void
write_statement (RbReportWriter *self, const RbLessonBlock *block)
{
  append_escaped (self->out, block->text);
  append_marks (self, block);
  g_string_append (self->out, "\n\n");
}

static void
write_note (RbReportWriter *self, const char *text)
{
  g_string_append (self->out, "> ");
  append_escaped (self->out, text);
  g_string_append (self->out, "\n\n");
}

static gboolean
write_picture (RbReportWriter *self, const char *svg, const char *alternative, GError **error)
{
  const char *report = self->path != NULL ? self->path : "report.md";
  const char *dot = strrchr (report, '.');
  g_autofree char *path = g_strdup_printf ("%.*s-%u.svg", (int) (dot - report), report, self->n_pictures + 1);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *uri = g_uri_escape_string (name, NULL, TRUE);

  self->n_pictures++;
  if (self->path != NULL && !rb_report_write_file (path, svg, error))
    return FALSE;
  g_string_append (self->out, "![");
  append_escaped (self->out, _ ("Ladder"));
  g_string_append_printf (self->out, "](%s)\n\n", uri);
  return TRUE;
}

static void
write_end (RbReportWriter *self)
{
}

const RbReportWriterInfo rb_report_markdown = {
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
