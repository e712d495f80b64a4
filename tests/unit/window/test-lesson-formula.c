/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Formulas of lessons as coloured text. */

#include "rb-lesson-formula.h"

#include <math.h>

static RbLessonFormula *
new_formula (const char *hash)
{
  g_autoptr (RbLesson) lesson = rb_lesson_new ();
  RbLessonBlock *block = rb_lesson_add_formula (lesson, "ha1", NULL, "HA1", 5);

  rb_lesson_block_add_piece (block, "MD5(", 0);
  rb_lesson_block_add_piece (block, "zoë²", 2);
  rb_lesson_block_add_piece (block, ") = ", 0);
  rb_lesson_block_add_piece (block, hash, 12);

  return rb_lesson_formula_new (block);
}

static void
pieces_have_numbers (void)
{
  g_autoptr (RbLessonFormula) formula = new_formula ("0a1b");
  g_autoptr (RbLessonFormula) same = new_formula ("0a1b");
  g_autoptr (RbLessonFormula) other = new_formula ("0a1c");

  g_assert_cmpstr (rb_lesson_formula_get_text (formula), ==, "HA1⁵ = MD5(zoë²²) = 0a1b¹²");
  g_assert_true (rb_lesson_formula_equal (formula, same));
  g_assert_false (rb_lesson_formula_equal (formula, other));
  g_assert_false (rb_lesson_formula_equal (formula, NULL));
}

/* What is copied is what can be computed with: numbers of sources are left out, others stay. */
static void
copies_have_no_numbers (void)
{
  g_autoptr (RbLessonFormula) formula = new_formula ("0a1b");
  const struct
  {
    guint start;
    guint end;
    const char *plain;
  } cases[] = {
    { 0, 26, "HA1 = MD5(zoë²) = 0a1b" },
    { 0, 3, "HA1" },
    { 3, 4, "" },
    { 0, 5, "HA1 " },
    { 11, 16, "zoë²" },
    { 14, 17, "²)" },
    { 15, 17, ")" },
    { 20, 25, "0a1b" },
    { 25, 26, "" },
    { 4, 4, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = rb_lesson_formula_dup_plain (formula, cases[i].start, cases[i].end);

      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static guint
count (PangoAttrList *list, PangoAttrType type)
{
  GSList *attributes = pango_attr_list_get_attributes (list);
  guint n = 0;

  for (GSList *i = attributes; i != NULL; i = i->next)
    n += ((PangoAttribute *) i->data)->klass->type == type;
  g_slist_free_full (attributes, (GDestroyNotify) pango_attribute_destroy);

  return n;
}

static void
colour_is_not_the_only_sign (void)
{
  g_autoptr (RbLessonFormula) formula = new_formula ("0a1b");
  g_autoptr (PangoAttrList) list = rb_lesson_formula_list_attributes (formula, FALSE, FALSE);

  g_assert_cmpuint (count (list, PANGO_ATTR_FOREGROUND), ==, 6); /* three pieces and their numbers */
  g_assert_cmpuint (count (list, PANGO_ATTR_UNDERLINE), ==, 3);
}

/* Relative luminance (WCAG 2). */
static double
get_luminance (guint32 colour)
{
  static const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    {
      double part = (double) (colour >> (16 - 8 * i) & 0xff) / 255;

      sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4));
    }

  return sum;
}

static double
get_contrast (guint32 a, guint32 b)
{
  double first = get_luminance (a);
  double second = get_luminance (b);

  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}

static void
colours_can_be_read (void)
{
  static const guint32 backgrounds[2][2] = { { 0xfafafa, 0xffffff }, { 0x242424, 0x363636 } }; /* window, card */

  for (guint dark = 0; dark < 2; dark++)
    for (guint source = 1; source <= RB_LESSON_N_SOURCES; source++)
      for (guint i = 0; i < 2; i++)
        {
          guint32 background = backgrounds[dark][i];

          g_assert_cmpfloat (get_contrast (rb_lesson_source_get_colour (source, dark, FALSE), background), >=, 4.5);
          g_assert_cmpfloat (get_contrast (rb_lesson_source_get_colour (source, dark, TRUE), background), >=, 7);
        }
  g_assert_cmphex (rb_lesson_source_get_colour (1, FALSE, FALSE), ==,
                   rb_lesson_source_get_colour (1 + RB_LESSON_N_SOURCES, FALSE, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson-formula/numbers", pieces_have_numbers);
  g_test_add_func ("/lesson-formula/copy", copies_have_no_numbers);
  g_test_add_func ("/lesson-formula/signs", colour_is_not_the_only_sign);
  g_test_add_func ("/lesson-formula/contrast", colours_can_be_read);

  return g_test_run ();
}
