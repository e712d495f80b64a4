/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of every explanation: headings, sentences, tables and formulas, each with a stable id, its RFC section,
 * how sure it is, and the messages that show it. Filled by the other files of this folder, shown by the window,
 * the command line and the lab report. */

#include "rb-lesson.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-shown-text.h"

#define MAX_CITED 32 /* messages of one block: who wants to see more has the list */
#define MAX_QUOTE 80 /* characters: a header of 64 KB shall not drown the sentence it is in */

struct _RbLesson
{
  GPtrArray *blocks; /* of RbLessonBlock */
};

static void
clear_cell (gpointer data)
{
  g_free (((RbLessonCell *) data)->text);
}

static void
clear_piece (gpointer data)
{
  g_free (((RbLessonPiece *) data)->text);
}

static void
block_free (gpointer data)
{
  RbLessonBlock *self = data;

  g_free (self->id);
  g_free (self->text);
  g_free (self->rfc);
  g_array_unref (self->positions);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  g_free (self);
}

RbLesson *
rb_lesson_new (void)
{
  RbLesson *self = g_new0 (RbLesson, 1);

  self->blocks = g_ptr_array_new_with_free_func (block_free);
  return self;
}

void
rb_lesson_free (RbLesson *self)
{
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/* Our own sentences are longer than a line may be, and quote values that are harmless already. */
static char *
dup_shown (const char *text)
{
  return rb_shown_text_from_bytes ((const guint8 *) text, strlen (text));
}

static RbLessonBlock *
add_block (RbLesson *self, RbLessonBlockKind kind, const char *id, const char *rfc, const char *text)
{
  RbLessonBlock *block = g_new0 (RbLessonBlock, 1);

  block->kind = kind;
  block->id = g_strdup (id);
  block->rfc = g_strdup (rfc);
  block->text = dup_shown (text);
  block->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->blocks, block);
  return block;
}

static GArray *
new_pieces (void)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (RbLessonPiece));

  g_array_set_clear_func (pieces, clear_piece);
  return pieces;
}

static void
copy_rows (RbLessonBlock *to, const RbLessonBlock *from)
{
  for (guint i = 0; i < from->rows->len; i++)
    {
      GArray *row = g_ptr_array_index (from->rows, i);

      rb_lesson_block_add_row (to);
      for (guint j = 0; j < row->len; j++)
        {
          const RbLessonCell *cell = &g_array_index (row, RbLessonCell, j);

          if (cell->text != NULL)
            rb_lesson_block_add_cell (to, cell->text, cell->tone, cell->position);
        }
    }
}

RbLesson *
rb_lesson_copy (const RbLesson *self)
{
  RbLesson *copy = rb_lesson_new ();

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const RbLessonBlock *from = g_ptr_array_index (self->blocks, i);
      RbLessonBlock *to = add_block (copy, from->kind, from->id, from->rfc, from->text);

      to->tone = from->tone;
      to->confidence = from->confidence;
      to->source = from->source;
      g_array_append_vals (to->positions, from->positions->data, from->positions->len);
      if (from->columns != NULL)
        {
          to->columns = g_ptr_array_copy (from->columns, (GCopyFunc) (void (*) (void)) g_strdup, NULL);
          g_ptr_array_set_free_func (to->columns, g_free);
          to->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
          copy_rows (to, from);
        }
      if (from->pieces != NULL)
        {
          to->pieces = new_pieces ();
          for (guint j = 0; j < from->pieces->len; j++)
            rb_lesson_block_add_piece (to, g_array_index (from->pieces, RbLessonPiece, j).text,
                                       g_array_index (from->pieces, RbLessonPiece, j).source);
        }
    }
  return copy;
}

guint
rb_lesson_get_n_blocks (const RbLesson *self)
{
  return self->blocks->len;
}

const RbLessonBlock *
rb_lesson_get_block (const RbLesson *self, guint n)
{
  return n < self->blocks->len ? g_ptr_array_index (self->blocks, n) : NULL;
}

const RbLessonBlock *
rb_lesson_find (const RbLesson *self, const char *id)
{
  for (guint i = 0; i < self->blocks->len; i++)
    if (g_str_equal (((RbLessonBlock *) g_ptr_array_index (self->blocks, i))->id, id))
      return g_ptr_array_index (self->blocks, i);
  return NULL;
}

void
rb_lesson_add_heading (RbLesson *self, const char *id, const char *text)
{
  add_block (self, RB_LESSON_HEADING, id, NULL, text);
}

RbLessonBlock *
rb_lesson_add (RbLesson *self, const char *id, const char *rfc, const char *text)
{
  return add_block (self, RB_LESSON_STATEMENT, id, rfc, text);
}

RbLessonBlock *
rb_lesson_add_printf (RbLesson *self, const char *id, const char *rfc, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return rb_lesson_add (self, id, rfc, text);
}

RbLessonBlock *
rb_lesson_add_table (RbLesson *self, const char *id, const char *title, const char *const *columns)
{
  RbLessonBlock *block = add_block (self, RB_LESSON_TABLE, id, NULL, title);

  block->columns = g_ptr_array_new_with_free_func (g_free);
  block->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; columns[i] != NULL; i++)
    g_ptr_array_add (block->columns, g_strdup (columns[i]));
  return block;
}

RbLessonBlock *
rb_lesson_add_formula (RbLesson *self, const char *id, const char *rfc, const char *name, guint source)
{
  RbLessonBlock *block = add_block (self, RB_LESSON_FORMULA, id, rfc, name);

  block->pieces = new_pieces ();
  block->source = source;
  return block;
}

void
rb_lesson_append (RbLesson *self, RbLesson *other)
{
  if (other == NULL)
    return;

  g_ptr_array_extend_and_steal (self->blocks, g_steal_pointer (&other->blocks));
  g_free (other);
}

void
rb_lesson_block_cite (RbLessonBlock *self, guint position)
{
  if (position == RB_FLOW_NONE || self->positions->len == MAX_CITED)
    return;

  for (guint i = 0; i < self->positions->len; i++)
    if (g_array_index (self->positions, guint, i) == position)
      return;
  g_array_append_val (self->positions, position);
}

void
rb_lesson_block_add_row (RbLessonBlock *self)
{
  GArray *row = g_array_sized_new (FALSE, TRUE, sizeof (RbLessonCell), self->columns->len);

  g_array_set_clear_func (row, clear_cell);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const RbLessonCell cell = { .text = NULL, .position = RB_FLOW_NONE };

      g_array_append_val (row, cell);
    }
  g_ptr_array_add (self->rows, row);
}

void
rb_lesson_block_add_cell (RbLessonBlock *self, const char *text, RbTone tone, guint position)
{
  GArray *row = g_ptr_array_index (self->rows, self->rows->len - 1);

  for (guint i = 0; i < row->len; i++)
    {
      RbLessonCell *cell = &g_array_index (row, RbLessonCell, i);

      if (cell->text != NULL)
        continue;
      cell->text = rb_shown_text_line (text != NULL ? text : "");
      cell->tone = tone;
      cell->position = position;
      return;
    }
  g_return_if_reached ();
}

void
rb_lesson_block_add_piece (RbLessonBlock *self, const char *text, guint source)
{
  const RbLessonPiece piece = { .text = rb_shown_text_line (text), .source = source };

  g_array_append_val (self->pieces, piece);
}

char *
rb_lesson_quote (const char *value)
{
  g_autofree char *line = rb_shown_text_line (value);
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (line, -1) > MAX_QUOTE)
    {
      g_autofree char *start = g_utf8_substring (line, 0, MAX_QUOTE - 1);

      cut = g_strconcat (start, "…", NULL);
    }
  /* Translators: the quotation marks of your language around a value of a message */
  return g_strdup_printf (_ ("“%s”"), cut != NULL ? cut : line);
}

char *
rb_lesson_format_number (guint position)
{
  /* Translators: the number of a message, as in the list */
  return g_strdup_printf (_ ("No. %u"), position + 1);
}
