/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A formula of a lesson as the text of one label: every piece in the colour and with the small number of what it is
 * taken from, underlined, so that the colour is not the only sign. */

#include "rb-lesson-formula.h"

#include <string.h>

/* Light, dark: normal and high contrast. */
static const guint32 palettes[2][2][RB_LESSON_N_SOURCES] = {
  { { 0x1a5fb4, 0x8f3200, 0x146c43, 0x813d9c, 0x0b6570, 0xa51d2d, 0x63452c },
    { 0x0b3d91, 0x742800, 0x0a4f2b, 0x4b1468, 0x004b52, 0x6e0a1a, 0x4a2f15 } },
  { { 0x99c1f1, 0xffbe6f, 0x8ff0a4, 0xdc8add, 0x7fdfe6, 0xff9a9a, 0xd9bfa5 },
    { 0xb5d6ff, 0xffd3a8, 0xa8f5ca, 0xe8cbf7, 0xb0f2f5, 0xffc4c4, 0xf0dcc8 } },
};

/* Told apart without the colour; sources side by side have different ones. */
static const PangoUnderline underlines[] = { PANGO_UNDERLINE_SINGLE, PANGO_UNDERLINE_DOUBLE, PANGO_UNDERLINE_ERROR };

static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

typedef struct
{
  guint start; /* bytes */
  guint end;
  guint source;
  gboolean is_number;
} Run;

struct _RbLessonFormula
{
  GString *text;
  GArray *runs; /* of Run */
};

static void
append_run (RbLessonFormula *self, const char *text, guint source, gboolean is_number)
{
  Run run = { .start = (guint) self->text->len, .source = source, .is_number = is_number };

  g_string_append (self->text, text);
  run.end = (guint) self->text->len;
  g_array_append_val (self->runs, run);
}

static void
append_piece (RbLessonFormula *self, const char *text, guint source)
{
  g_autofree char *digits = g_strdup_printf ("%u", source);
  g_autoptr (GString) number = g_string_new (NULL);

  if (source == 0)
    {
      g_string_append (self->text, text);
      return;
    }

  append_run (self, text, source, FALSE);
  for (const char *p = digits; *p != '\0'; p++)
    g_string_append (number, superscripts[*p - '0']);
  append_run (self, number->str, source, TRUE);
}

RbLessonFormula *
rb_lesson_formula_new (const RbLessonBlock *block)
{
  RbLessonFormula *self = g_new0 (RbLessonFormula, 1);

  self->text = g_string_new (NULL);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  append_piece (self, block->text, block->source);
  g_string_append (self->text, " = ");
  for (guint i = 0; i < block->pieces->len; i++)
    {
      const RbLessonPiece *piece = &g_array_index (block->pieces, RbLessonPiece, i);

      append_piece (self, piece->text, piece->source);
    }

  return self;
}

void
rb_lesson_formula_free (RbLessonFormula *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->runs);
  g_free (self);
}

gboolean
rb_lesson_formula_equal (const RbLessonFormula *a, const RbLessonFormula *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_string_equal (a->text, b->text) && a->runs->len == b->runs->len &&
         (a->runs->len == 0 || memcmp (a->runs->data, b->runs->data, a->runs->len * sizeof (Run)) == 0);
}

const char *
rb_lesson_formula_get_text (const RbLessonFormula *self)
{
  return self->text->str;
}

char *
rb_lesson_formula_dup_plain (const RbLessonFormula *self, guint start, guint end)
{
  const char *text = self->text->str;
  gsize from = (gsize) (g_utf8_offset_to_pointer (text, (glong) start) - text);
  gsize to = (gsize) (g_utf8_offset_to_pointer (text, (glong) end) - text);
  GString *plain = g_string_new (NULL);

  for (guint i = 0; i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);

      if (!run->is_number || run->end <= from || run->start >= to)
        continue;
      if (run->start > from)
        g_string_append_len (plain, text + from, (gssize) (run->start - from));
      from = run->end;
    }
  if (to > from)
    g_string_append_len (plain, text + from, (gssize) (to - from));

  return g_string_free (plain, FALSE);
}

guint32
rb_lesson_source_get_colour (guint source, gboolean dark, gboolean high_contrast)
{
  g_return_val_if_fail (source > 0, 0);

  return palettes[dark ? 1 : 0][high_contrast ? 1 : 0][(source - 1) % RB_LESSON_N_SOURCES];
}

static void
insert (PangoAttrList *list, PangoAttribute *attribute, const Run *run)
{
  attribute->start_index = run->start;
  attribute->end_index = run->end;
  pango_attr_list_insert (list, attribute);
}

static guint16
get_part (guint32 colour, guint shift)
{
  return (guint16) ((colour >> shift & 0xff) * 0x101);
}

PangoAttrList *
rb_lesson_formula_list_attributes (const RbLessonFormula *self, gboolean dark, gboolean high_contrast)
{
  PangoAttrList *list = pango_attr_list_new ();
  PangoAttribute *hyphens = pango_attr_insert_hyphens_new (FALSE);

  pango_attr_list_insert (list, hyphens);
  for (guint i = 0; i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);
      guint32 colour = rb_lesson_source_get_colour (run->source, dark, high_contrast);

      insert (list, pango_attr_foreground_new (get_part (colour, 16), get_part (colour, 8), get_part (colour, 0)), run);
      if (run->is_number)
        insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), run);
      else
        insert (list, pango_attr_underline_new (underlines[(run->source - 1) % G_N_ELEMENTS (underlines)]), run);
    }

  return list;
}
