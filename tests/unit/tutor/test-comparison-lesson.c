/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is made of a comparison: lessons and questions; and any flow beside any textbook. */

#include "comparison-fixture.h"

#include <string.h>

static void
some_flows_have_no_textbook (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P OPTIONS 1 OPTIONS o1 -\n"
                                            "1 P>A 200 1 OPTIONS o1 p\n",
                                            &flow);
  g_autoptr (RbLesson) lesson = rb_comparison_explain (flow);

  g_assert_null (rb_textbook_choose (flow));
  g_assert_null (rb_comparison_new (flow, NULL));
  g_assert_nonnull (rb_lesson_find (lesson, "no-textbook"));
}

/* Each row once, table and statements as the rows say. */
static void
lessons_say_what_the_rows_say (void)
{
  g_autoptr (RbTrace) trace = open_recorded ("no-answer-408-by-proxy", FULL);
  RbFlow *flow = fixture_find_flow (trace, "INVITE");
  g_autoptr (RbComparison) comparison = rb_comparison_new (flow, NULL);
  g_autoptr (RbLesson) lesson = rb_comparison_explain (flow);
  const RbLessonBlock *table = rb_lesson_find (lesson, "comparison");
  const RbLessonBlock *timer = rb_lesson_find (lesson, "proxy-timer");

  g_assert_cmpstr (rb_lesson_find (lesson, "summary")->text, ==, "2 differences from the textbook flow “No answer”.");
  g_assert_cmpuint (table->rows->len, ==, rb_comparison_get_n_rows (comparison));
  g_assert_cmpuint (rb_comparison_count_differences (comparison), ==, 2);
  g_assert_true (g_str_has_prefix (timer->text,
                                   "2. Missing: 408 Request Timeout. Extra: CANCEL, 200 OK (CANCEL), 487 Request "
                                   "Terminated. Other sender: 408 Request Timeout. The callee never sends a 408."));
  g_assert_cmpuint (timer->positions->len, ==, 4); /* what is missing has none */
  g_assert_cmpstr (timer->rfc, ==, "RFC 3261 16.6, 16.8");
  g_assert_null (rb_lesson_find (lesson, "unseen"));
}

static void
questions_have_one_right_answer (void)
{
  g_autoptr (RbTrace) trace = open_recorded ("no-answer-408-by-proxy", FULL);
  g_autoptr (RbComparison) comparison = rb_comparison_new (fixture_find_flow (trace, "INVITE"), NULL);
  g_autoptr (RbComparisonQuestion) question = rb_comparison_ask (comparison, 1);

  g_assert_cmpstr (question->question, ==, "The textbook has 408 Request Timeout here, this call has not. Why?");
  g_assert_cmpuint (question->answers->len, ==, 4);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (question->answers, question->right), "A timer of the proxy"));
  g_assert_cmpuint (question->positions->len, ==, 4);
  g_assert_true (g_str_has_prefix (question->explanation, "The callee never sends a 408."));
  g_assert_null (rb_comparison_ask (comparison, 2));
}

/* Of many requests inside the dialog only the first and the last are compared. */
static void
long_flows_are_cut (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (BOTH_ANSWERED, &flow);
  g_autoptr (RbComparison) comparison = NULL;
  g_autoptr (RbLesson) lesson = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *lines = g_strdup_printf ("%u A>P INFO %u INFO f%u b\n"
                                                "%u P>A 200 %u INFO f%u b\n",
                                                4000 + i, i + 2, i, 4000 + i, i + 2, i);

      fixture_play (trace, lines);
    }
  fixture_play (trace, "99000 A>P BYE 30000 BYE d1 b\n"
                       "99001 P>A 200 30000 BYE d1 b\n");
  comparison = rb_comparison_new (flow, NULL);
  lesson = rb_comparison_describe (comparison);
  g_assert_cmpuint (rb_comparison_get_n_skipped (comparison), ==, 10012 - 240);
  g_assert_cmpuint (rb_comparison_get_n_rows (comparison), <, 300);
  g_assert_nonnull (rb_lesson_find (lesson, "skipped"));
  g_assert_nonnull (rb_lesson_find (lesson, "mirrored")); /* the end is compared */
}

static void
check_rows (RbFlow *flow, const RbTextbookFlow *textbook)
{
  g_autoptr (RbComparison) comparison = rb_comparison_new (flow, textbook);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autofree guint *steps = NULL;
  g_autoptr (RbLesson) lesson = NULL;

  if (comparison == NULL)
    return;

  textbook = rb_comparison_get_textbook (comparison);
  steps = g_new0 (guint, textbook->steps->len);
  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (comparison, i);

      g_assert_true (row->step != RB_FLOW_NONE || row->position != RB_FLOW_NONE);
      g_assert_cmpuint (row->from, <, rb_textbook_flow_get_n_lanes (textbook));
      g_assert_cmpuint (row->to, <, rb_textbook_flow_get_n_lanes (textbook));
      if (row->step != RB_FLOW_NONE)
        steps[row->step]++;
      if (row->position != RB_FLOW_NONE)
        g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (row->position + 1)));
    }
  for (guint i = 0; i < textbook->steps->len; i++)
    g_assert_true (steps[i] == 1 || (steps[i] == 0 && rb_textbook_flow_get_step (textbook, i)->repeat));
  for (guint i = 0; i < rb_comparison_count_differences (comparison); i++)
    {
      g_autoptr (RbComparisonQuestion) question = rb_comparison_ask (comparison, i);

      g_assert_cmpuint (question->right, <, question->answers->len);
      for (guint n = 1; n < question->answers->len; n++)
        for (guint k = 0; k < n; k++)
          g_assert_cmpstr (g_ptr_array_index (question->answers, n), !=, g_ptr_array_index (question->answers, k));
    }
  lesson = rb_comparison_describe (comparison);
  g_assert_nonnull (rb_lesson_find (lesson, "summary"));
}

static void
check_all_flows (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      check_rows (flow, NULL);
      for (guint n = 0; n < rb_textbook_get_flows ()->len; n++)
        check_rows (flow, g_ptr_array_index (rb_textbook_get_flows (), n));
    }
}

/* Every flow there is with every textbook: each step and each message has one row. */
static void
everything_can_be_compared (void)
{
  fixture_each_trace (check_all_flows);
}

/* What a message calls itself is shown harmlessly. */
static void
hostile_words_are_harmless (void)
{
  RbFlow *flow;
  g_autofree char *phrase = g_strnfill (65000, 'x');
  g_autofree char *script = g_strdup_printf ("0 A>P INVITE 1 INVITE b1 -\n"
                                             "1 P>A 486 1 INVITE b1 p phrase=<b>\xe2\x80\xae&%s\n"
                                             "2 A>P ACK 1 ACK b1 p\n",
                                             phrase);
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);
  g_autoptr (RbLesson) lesson = rb_comparison_explain (flow);
  g_autofree char *text = rb_lesson_to_text (lesson, 80);

  g_assert_null (strstr (text, "\xe2\x80\xae"));
  g_assert_cmpuint (strlen (text), <, 20000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison-lesson/some-flows-have-no-textbook", some_flows_have_no_textbook);
  g_test_add_func ("/comparison-lesson/lessons-say-what-the-rows-say", lessons_say_what_the_rows_say);
  g_test_add_func ("/comparison-lesson/questions-have-one-right-answer", questions_have_one_right_answer);
  g_test_add_func ("/comparison-lesson/long-flows-are-cut", long_flows_are_cut);
  g_test_add_func ("/comparison-lesson/everything-can-be-compared", everything_can_be_compared);
  g_test_add_func ("/comparison-lesson/hostile-words-are-harmless", hostile_words_are_harmless);
  return g_test_run ();
}
