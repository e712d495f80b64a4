/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions of quizzes and comparisons in one form, over recorded calls. */

#include "rb-question.h"

#include "files-fixture.h"

static const char *const recorded[] = { "recorded/no-answer-408-by-proxy.pcap",
                                        "recorded/rejected-486-after-ringing.caller.pcap",
                                        "recorded/cancelled.callee.pcap", "recorded/answered-bye-by-caller.pcap",
                                        "recorded/busy-at-once.caller.pcap" };

static void
no_other_order_is_right (const RbQuestion *question)
{
  for (guint i = 0; i + 1 < question->answer->len; i++)
    {
      g_autofree guint *wrong = g_memdup2 (question->answer->data, question->answer->len * sizeof (guint));
      guint kept = wrong[i];

      wrong[i] = wrong[i + 1];
      wrong[i + 1] = kept;
      g_assert_false (rb_question_is_right (question, wrong, question->answer->len));
    }
}

static void
check (GPtrArray *questions)
{
  for (guint i = 0; i < questions->len; i++)
    {
      const RbQuestion *question = g_ptr_array_index (questions, i);
      const guint *answer = (const guint *) (gpointer) question->answer->data;
      guint wrong = (answer[0] + 1) % question->choices->len;

      g_assert_cmpuint (question->choices->len, >=, 3);
      g_assert_cmpuint (question->answer->len, ==, question->is_order ? question->choices->len : 1);
      g_assert_true (rb_question_is_right (question, answer, question->answer->len));
      g_assert_false (rb_question_is_right (question, &wrong, 1));
      g_assert_false (rb_question_is_right (question, NULL, 0));
      no_other_order_is_right (question);
      g_assert_cmpuint (rb_lesson_get_n_blocks (question->why), >, 0);
    }
}

static void
both_kinds_are_asked (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      g_autoptr (RbTrace) trace = fixture_open (recorded[i]);
      RbFlow *flow = fixture_find_flow (trace, "INVITE");
      g_autoptr (GPtrArray) quiz = rb_question_list_of_quiz (flow, 7);
      g_autoptr (GPtrArray) differences = rb_question_list_of_comparison (flow);
      g_autoptr (RbComparison) comparison = rb_comparison_new (flow, NULL);

      g_assert_cmpuint (quiz->len, >, 2);
      g_assert_cmpuint (differences->len, ==, rb_comparison_count_differences (comparison));
      check (quiz);
      check (differences);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/question/both_kinds_are_asked", both_kinds_are_asked);
  return g_test_run ();
}
