/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a teacher says of a comparison: how many differences, both flows side by side, and each difference with its
 * reason. */

#include "rb-comparison-private.h"

#include <glib/gi18n-lib.h>

static void
add_summary (RbLesson *lesson, const RbComparison *self)
{
  const char *rfc = rb_textbook_flow_get_rfc (self->textbook);
  guint n = self->reasons->len;
  RbLessonBlock *block;

  if (n > 0)
    block = rb_lesson_add_printf (lesson, "summary", rfc,
                                  /* Translators: %2$s is the title of a standard flow of messages */
                                  ngettext ("%1$u difference from the textbook flow “%2$s”.",
                                            "%1$u differences from the textbook flow “%2$s”.", n),
                                  n, self->textbook->title);
  else if (self->pending)
    block = rb_lesson_add_printf (lesson, "summary", rfc,
                                  /* Translators: %s is the title of a standard flow of messages */
                                  _ ("So far as in the textbook flow “%s”."), self->textbook->title);
  else
    block = rb_lesson_add_printf (lesson, "summary", rfc,
                                  /* Translators: %s is the title of a standard flow of messages */
                                  _ ("As in the textbook: just like the standard flow “%s”."), self->textbook->title);
  block->tone = n == 0 ? RB_TONE_GOOD : RB_TONE_PLAIN;

  if (self->unseen)
    {
      block = rb_lesson_add (lesson, "unseen", NULL,
                             _ ("This capture does not show every hop of the call. Messages on the others are listed "
                                "but not compared."));
      block->tone = RB_TONE_DIM;
    }
  if (self->ambiguous)
    {
      block = rb_lesson_add (lesson, "ambiguous", "RFC 3261 16.8",
                             _ ("The callee's side cannot know who called it off: a call that the caller cancels and "
                                "one that nobody answers, until a timer of the proxy runs out, look the same here."));
      block->confidence = RB_CONFIDENCE_GUESS;
    }
  if (self->n_skipped > 0)
    {
      block = rb_lesson_add_printf (lesson, "skipped", NULL,
                                    ngettext ("The flow is long: %u message in its middle was not compared.",
                                              "The flow is long: %u messages in its middle were not compared.",
                                              self->n_skipped),
                                    self->n_skipped);
      block->tone = RB_TONE_WARNING;
    }
}

/* "Caller → Proxy: INVITE" */
static char *
format_arrow (const RbTextbookFlow *textbook, guint from, guint to, const char *label)
{
  g_autofree char *left = rb_textbook_flow_dup_lane_title (textbook, from);
  g_autofree char *right = rb_textbook_flow_dup_lane_title (textbook, to);

  /* Translators: sender, receiver and name of a message */
  return g_strdup_printf (_ ("%1$s → %2$s: %3$s"), left, right, label);
}

static RbTone
get_tone (const RbComparisonRow *row)
{
  if (row->kind == RB_DIFFERENCE_UNSEEN || row->kind == RB_DIFFERENCE_PENDING)
    return RB_TONE_DIM;
  return row->kind == RB_DIFFERENCE_NONE ? RB_TONE_PLAIN : RB_TONE_WARNING;
}

static void
add_table_row (RbLessonBlock *table, const RbComparison *self, const RbComparisonRow *row)
{
  RbTone tone = get_tone (row);
  g_autofree char *difference = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *real = NULL;

  if (row->step != RB_FLOW_NONE)
    {
      const RbTextbookStep *step = rb_textbook_flow_get_step (self->textbook, row->step);

      expected = format_arrow (self->textbook, step->from, step->to, step->label);
    }
  if (row->label != NULL)
    real = format_arrow (self->textbook, row->from, row->to, row->label);
  if (row->difference != RB_FLOW_NONE)
    /* Translators: a kind of difference, such as “Missing”, and the number of its reason below */
    difference = g_strdup_printf (_ ("%1$s (%2$u)"), rb_difference_kind_get_label (row->kind), row->difference + 1);
  else
    difference = g_strdup (rb_difference_kind_get_label (row->kind));

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, expected, tone, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, real, tone, row->position);
  rb_lesson_block_add_cell (table, difference, tone, row->position);
}

static void
add_table (RbLesson *lesson, const RbComparison *self)
{
  const char *const columns[] = { _ ("Textbook"), _ ("Real Flow"), _ ("Difference"), NULL };
  RbLessonBlock *table = rb_lesson_add_table (lesson, "comparison", _ ("Textbook and Real Flow"), columns);

  for (guint i = 0; i < self->rows->len; i++)
    add_table_row (table, self, rb_comparison_get_row (self, i));
}

/* "Missing: 408 Request Timeout. Extra: CANCEL, 200 OK (CANCEL)." */
static char *
describe_rows (const RbComparison *self, guint difference)
{
  g_autofree char *all = NULL;

  for (RbDifferenceKind kind = RB_DIFFERENCE_MISSING; kind <= RB_DIFFERENCE_PATH; kind++)
    {
      g_autofree char *labels = rb_comparison_list_labels (self, difference, kind);
      g_autofree char *before = g_steal_pointer (&all);
      g_autofree char *sentence = NULL;

      if (labels[0] == '\0')
        {
          all = g_steal_pointer (&before);
          continue;
        }
      /* Translators: a kind of difference, such as “Missing”, and a list of messages */
      sentence = g_strdup_printf (_ ("%1$s: %2$s."), rb_difference_kind_get_label (kind), labels);
      /* Translators: two sentences after each other */
      all = before != NULL ? g_strdup_printf (_ ("%1$s %2$s"), before, sentence) : g_steal_pointer (&sentence);
    }
  return g_steal_pointer (&all);
}

static void
add_difference (RbLesson *lesson, const RbComparison *self, guint difference)
{
  const RbReason *reason = rb_reason_get (g_array_index (self->reasons, RbReasonId, difference));
  g_autofree char *rows = describe_rows (self, difference);
  RbLessonBlock *block = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (self, i);

      if (row->difference != difference)
        continue;
      if (block == NULL)
        /* Translators: number, which messages differ how, and the reason */
        block = rb_lesson_add_printf (lesson, reason->word, reason->rfc, _ ("%1$u. %2$s %3$s"), difference + 1, rows,
                                      row->text);
      rb_lesson_block_cite (block, row->position);
    }
  block->confidence = reason->confidence;
}

RbLesson *
rb_comparison_describe (const RbComparison *self)
{
  RbLesson *lesson = rb_lesson_new ();

  add_summary (lesson, self);
  add_table (lesson, self);
  for (guint i = 0; i < self->reasons->len; i++)
    add_difference (lesson, self, i);
  return lesson;
}

RbLesson *
rb_comparison_explain (RbFlow *flow)
{
  g_autoptr (RbComparison) comparison = rb_comparison_new (flow, NULL);
  RbLesson *lesson;

  if (comparison != NULL)
    return rb_comparison_describe (comparison);

  lesson = rb_lesson_new ();
  rb_lesson_add (lesson, "no-textbook", NULL, _ ("The textbook has no standard flow for an exchange like this one."));
  return lesson;
}
