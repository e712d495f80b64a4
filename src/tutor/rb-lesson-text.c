/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lessons as plain text for a terminal: wrapped sentences, tables in columns. */

#include "rb-lesson.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define INDENT 2
#define GAP 2 /* between columns */
#define MIN_COLUMN 12

/* Columns that @text takes on a terminal. */
static guint
measure (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      n += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return n;
}

/* As much of @text as fits @width columns: up to the last space or wide character, else cut. At least one character. */
static const char *
find_break (const char *text, guint width)
{
  const char *last = NULL;
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      guint columns = g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;

      if (*p == '\n')
        return p;
      if (n + columns > width)
        return last != NULL ? last : p > text ? p : g_utf8_next_char (p);
      n += columns;
      if (c == ' ' || columns == 2)
        last = g_utf8_next_char (p);
    }
  return text + strlen (text);
}

/* Lines of at most @width columns. (transfer full) (element-type utf8) */
static GPtrArray *
wrap (const char *text, guint width)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  while (*text != '\0')
    {
      const char *end = find_break (text, width);

      g_ptr_array_add (lines, g_strchomp (g_strndup (text, (gsize) (end - text))));
      text = *end == '\n' ? end + 1 : end;
    }
  if (lines->len == 0)
    g_ptr_array_add (lines, g_strdup (""));
  return lines;
}

static void
append_spaces (GString *text, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (text, ' ');
}

static void
append_wrapped (GString *text, const char *sentence, guint width)
{
  g_autoptr (GPtrArray) lines = wrap (sentence, width - INDENT);

  for (guint i = 0; i < lines->len; i++)
    {
      append_spaces (text, INDENT);
      g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
    }
}

/* "[likely] [No. 4, No. 7] [RFC 3261 9.1]" after a sentence. */
static void
append_marks (GString *sentence, const RbLessonBlock *block)
{
  if (block->confidence == RB_CONFIDENCE_LIKELY)
    g_string_append_printf (sentence, " [%s]", _ ("likely"));
  else if (block->confidence == RB_CONFIDENCE_GUESS)
    g_string_append_printf (sentence, " [%s]", _ ("a guess"));
  for (guint i = 0; i < block->positions->len; i++)
    {
      g_autofree char *number = rb_lesson_format_number (g_array_index (block->positions, guint, i));

      g_string_append_printf (sentence, "%s%s%s", i == 0 ? " [" : ", ", number,
                              i + 1 == block->positions->len ? "]" : "");
    }
  if (block->rfc != NULL)
    g_string_append_printf (sentence, " [%s]", block->rfc);
}

static const char *
get_cell (const RbLessonBlock *block, guint row, guint column)
{
  const char *text = g_array_index ((GArray *) g_ptr_array_index (block->rows, row), RbLessonCell, column).text;

  return text != NULL ? text : "";
}

/* What each column needs, cut down to the page: the widest gives first. (transfer full) */
static guint *
measure_columns (const RbLessonBlock *block, guint width)
{
  guint n = block->columns->len;
  guint *widths = g_new0 (guint, n);
  guint total = 0;

  for (guint i = 0; i < n; i++)
    {
      widths[i] = measure (g_ptr_array_index (block->columns, i));
      for (guint j = 0; j < block->rows->len; j++)
        widths[i] = MAX (widths[i], measure (get_cell (block, j, i)));
      widths[i] = MIN (widths[i], width);
      total += widths[i] + GAP;
    }
  while (total > width)
    {
      guint widest = 0;

      for (guint i = 1; i < n; i++)
        if (widths[i] > widths[widest])
          widest = i;
      if (widths[widest] <= MIN_COLUMN)
        break;
      widths[widest]--;
      total--;
    }
  return widths;
}

static void
append_row (GString *text, const char *const *cells, const guint *widths, guint n)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint height = 1;

  for (guint i = 0; i < n; i++)
    {
      GPtrArray *lines = wrap (cells[i], widths[i]);

      height = MAX (height, lines->len);
      g_ptr_array_add (columns, lines);
    }
  for (guint line = 0; line < height; line++)
    {
      append_spaces (text, INDENT);
      for (guint i = 0; i < n; i++)
        {
          GPtrArray *lines = g_ptr_array_index (columns, i);
          const char *part = line < lines->len ? g_ptr_array_index (lines, line) : "";
          guint used = measure (part);

          g_string_append (text, part);
          append_spaces (text, widths[i] > used ? widths[i] - used + GAP : GAP);
        }
      while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate (text, text->len - 1);
      g_string_append_c (text, '\n');
    }
}

static void
append_table (GString *text, const RbLessonBlock *block, guint width)
{
  g_autofree guint *widths = measure_columns (block, width - INDENT);
  g_autofree const char **cells = g_new0 (const char *, block->columns->len);

  append_row (text, (const char *const *) block->columns->pdata, widths, block->columns->len);
  for (guint i = 0; i < block->rows->len; i++)
    {
      for (guint j = 0; j < block->columns->len; j++)
        cells[j] = get_cell (block, i, j);
      append_row (text, cells, widths, block->columns->len);
    }
}

static void
append_formula (GString *text, const RbLessonBlock *block, guint width)
{
  g_autoptr (GString) formula = g_string_new (NULL);

  g_string_append_printf (formula, "%s = ", block->text);
  for (guint i = 0; i < block->pieces->len; i++)
    g_string_append (formula, g_array_index (block->pieces, RbLessonPiece, i).text);
  append_marks (formula, block);
  append_wrapped (text, formula->str, width);
}

char *
rb_lesson_to_text (const RbLesson *self, guint width)
{
  GString *text = g_string_new (NULL);

  width = MAX (width, 4 * MIN_COLUMN);
  for (guint i = 0; i < rb_lesson_get_n_blocks (self); i++)
    {
      const RbLessonBlock *block = rb_lesson_get_block (self, i);
      g_autoptr (GString) sentence = g_string_new (block->text);

      switch (block->kind)
        {
        case RB_LESSON_HEADING:
          g_string_append_printf (text, "%s%s\n", i > 0 ? "\n" : "", block->text);
          break;

        case RB_LESSON_TABLE:
          if (*block->text != '\0')
            append_wrapped (text, block->text, width);
          append_table (text, block, width);
          break;

        case RB_LESSON_FORMULA:
          append_formula (text, block, width);
          break;

        case RB_LESSON_STATEMENT:
        default:
          append_marks (sentence, block);
          append_wrapped (text, sentence->str, width);
        }
    }
  return g_string_free (text, FALSE);
}
