/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions of quizzes and comparisons in one form, over recorded calls. */

#include "rb-question.h"

#include "rb-capture-reader.h"

static const char *const recorded[] = { "no-answer-408-by-proxy", "rejected-486-after-ringing.caller",
                                        "cancelled.callee", "answered-bye-by-caller", "busy-at-once.caller" };

static RbTrace *
read_recorded (const char *name, RbFlow **call)
{
  g_autofree char *file = g_strdup_printf ("%s.pcap", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "recorded", file, NULL);
  RbTrace *trace = rb_capture_read (path, NULL, NULL);
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      if (g_str_equal (rb_flow_get_method (flow), "INVITE"))
        *call = flow;
    }
  return trace;
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
      g_assert_cmpuint (rb_lesson_get_n_blocks (question->why), >, 0);
    }
}

static void
both_kinds_are_asked (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      RbFlow *flow = NULL;
      g_autoptr (RbTrace) trace = read_recorded (recorded[i], &flow);
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
