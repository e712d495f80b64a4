/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The questions of a quiz and of a comparison in one form, so that one dialog can ask both. */

#include "rb-question.h"

#include <string.h>

static void
question_free (gpointer data)
{
  RbQuestion *self = data;

  g_free (self->text);
  g_ptr_array_unref (self->choices);
  g_array_unref (self->answer);
  rb_lesson_free (self->why);
  g_free (self);
}

/* @why: (transfer full) */
static RbQuestion *
add_question (GPtrArray *list, const char *text, RbLesson *why)
{
  RbQuestion *question = g_new0 (RbQuestion, 1);

  question->text = g_strdup (text);
  question->choices = g_ptr_array_new_with_free_func (g_free);
  question->answer = g_array_new (FALSE, FALSE, sizeof (guint));
  question->why = why;
  g_ptr_array_add (list, question);
  return question;
}

GPtrArray *
rb_question_list_of_quiz (RbFlow *flow, guint32 seed)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (question_free);
  g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, seed);

  for (guint i = 0; i < rb_quiz_get_n (quiz); i++)
    {
      const RbQuizQuestion *asked = rb_quiz_get (quiz, i);
      RbQuestion *question = add_question (list, asked->text, rb_lesson_copy (asked->why));

      question->is_order = asked->is_order;
      g_array_append_vals (question->answer, asked->answer->data, asked->answer->len);
      for (guint j = 0; j < asked->choices->len; j++)
        g_ptr_array_add (question->choices, g_strdup (g_array_index (asked->choices, RbQuizChoice, j).text));
    }
  return list;
}

GPtrArray *
rb_question_list_of_comparison (RbFlow *flow)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (question_free);
  g_autoptr (RbComparison) comparison = rb_comparison_new (flow, NULL);
  guint n = comparison != NULL ? rb_comparison_count_differences (comparison) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbComparisonQuestion) asked = rb_comparison_ask (comparison, i);
      RbLesson *why = rb_lesson_new ();
      RbLessonBlock *block = rb_lesson_add (why, "why", NULL, asked->explanation);
      RbQuestion *question = add_question (list, asked->question, why);

      for (guint j = 0; j < asked->positions->len; j++)
        rb_lesson_block_cite (block, g_array_index (asked->positions, guint, j));
      g_array_append_val (question->answer, asked->right);
      for (guint j = 0; j < asked->answers->len; j++)
        g_ptr_array_add (question->choices, g_strdup (g_ptr_array_index (asked->answers, j)));
    }
  return list;
}

gboolean
rb_question_is_right (const RbQuestion *self, const guint *answer, guint length)
{
  return length == self->answer->len && memcmp (answer, self->answer->data, length * sizeof (guint)) == 0;
}
