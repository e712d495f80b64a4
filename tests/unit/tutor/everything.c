/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every question there is to the tutor, with the invariants of its answers. */

#include "everything.h"

#include <string.h>

#include "harmless.h"
#include "rb-coach.h"
#include "rb-digest-walk.h"
#include "rb-explain-field.h"
#include "rb-explain-negotiation.h"
#include "rb-explain.h"
#include "rb-identity.h"
#include "rb-ladder.h"
#include "rb-lesson-json.h"
#include "rb-machine.h"
#include "rb-message-diff.h"
#include "rb-negotiation.h"
#include "rb-question.h"
#include "rb-report.h"
#include "rb-sdp-columns.h"
#include "rb-sender.h"
#include "rb-topic.h"

#define TEXT_WIDTH 100
#define MAX_DEPTH 16

static void
hear (const Everything *self, const char *text)
{
  if (self->heard != NULL && text != NULL)
    {
      g_string_append (self->heard, text);
      g_string_append_c (self->heard, '\n');
    }
}

static void
hear_line (const Everything *self, const char *text)
{
  harmless_assert_text (text, HARMLESS_MAX_TEXT);
  hear (self, text);
}

/* @lesson: (transfer full) */
static void
hear_lesson (const Everything *self, RbLesson *lesson, RbTrace *trace)
{
  g_autoptr (RbLesson) copy = rb_lesson_copy (lesson);
  g_autofree char *text = rb_lesson_to_text (copy, TEXT_WIDTH);
  struct json_object *json = rb_lesson_to_json (lesson);

  harmless_assert_lesson (lesson, rb_trace_get_n_messages (trace));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  hear (self, text);
  hear (self, json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN));
  json_object_put (json);
  rb_lesson_free (lesson);
}

static void
ask_fields (const Everything *self, RbTrace *trace, guint position, GListModel *list, GPtrArray *path, guint *left)
{
  for (guint i = 0; list != NULL && *left > 0 && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (list, i);

      (*left)--;
      g_ptr_array_add (path, field);
      hear_lesson (self, rb_explain_field (trace, position, (RbField *const *) path->pdata, path->len), trace);
      if (path->len < MAX_DEPTH)
        ask_fields (self, trace, position, rb_field_get_children (field), path, left);
      g_ptr_array_set_size (path, path->len - 1);
    }
}

static void
ask_difference (const Everything *self, RbTrace *trace, guint before, guint after)
{
  g_autoptr (RbMessageDiff) diff = rb_message_diff_new (trace, before, after);
  g_autofree char *summary = NULL;

  g_assert_nonnull (diff);
  summary = rb_message_diff_format_summary (diff);
  hear_line (self, summary);
  for (guint i = 0; i < rb_message_diff_get_n_lines (diff); i++)
    {
      const RbDiffLine *line = rb_message_diff_get_line (diff, i);

      if (line->before != NULL)
        harmless_assert_text (line->before, 6 * RB_DIFF_MAX_LINE);
      if (line->after != NULL)
        harmless_assert_text (line->after, 6 * RB_DIFF_MAX_LINE);
      hear (self, line->text);
    }
}

static void
ask_differences (const Everything *self, RbTrace *trace, guint position)
{
  g_autoptr (GArray) candidates = rb_message_diff_list_candidates (trace, position);

  g_assert_cmpuint (candidates->len, <=, RB_DIFF_MAX_CANDIDATES);
  for (guint i = 0; i < candidates->len; i++)
    {
      const RbDiffCandidate *candidate = &g_array_index (candidates, RbDiffCandidate, i);
      g_autofree char *name = rb_diff_candidate_format (candidate, trace);

      hear_line (self, name);
      if (i < 3)
        ask_difference (self, trace, candidate->position, position);
    }
  ask_difference (self, trace, 0, position);
}

static void
ask_cause (const Everything *self, RbTrace *trace, guint position)
{
  RbCause cause = rb_machines_get_cause (trace, position);
  gint64 now = rb_trace_get_time (trace, position);

  g_assert_true (cause.position == RB_FLOW_NONE || cause.position < rb_trace_get_n_messages (trace));
  hear_lesson (self, rb_machines_explain_message (trace, position, G_MININT64), trace);
  hear_lesson (self, rb_machines_explain_message (trace, position, now), trace);
  hear_lesson (self, rb_machines_explain_message (trace, position, G_MAXINT64), trace);
}

static void
ask_digest (const Everything *self, RbTrace *trace, guint position)
{
  g_autofree char *user = rb_digest_walk_dup_user (trace, position);
  g_autofree char *realm = rb_digest_walk_dup_realm (trace, position);

  rb_digest_walk_is_for (trace, position);
  if (user != NULL)
    hear_line (self, user);
  if (realm != NULL)
    hear_line (self, realm);
  hear_lesson (self, rb_digest_walk (trace, position, NULL, NULL), trace);
  hear_lesson (self, rb_digest_walk (trace, position, self->password, NULL), trace);
}

static void
ask_session (const Everything *self, RbTrace *trace, guint position)
{
  guint offer;
  guint answer;

  hear_lesson (self, rb_explain_negotiation_of (trace, position), trace);
  if (rb_sdp_columns_choose (trace, position, &offer, &answer))
    hear_lesson (self, rb_sdp_columns_new (trace, offer, answer), trace);
}

void
everything_ask_message (const Everything *self, RbTrace *trace, guint position)
{
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
  g_autoptr (GListModel) fields = rb_message_list_fields (message);
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  RbConfidence confidence;
  guint left = self->max_fields;

  rb_sender_judge (trace, position, &confidence);
  hear_lesson (self, rb_explain_message (trace, position), trace);
  hear_lesson (self, rb_sender_explain (trace, position), trace);
  hear_lesson (self, rb_identity_explain (trace, position), trace);
  ask_fields (self, trace, position, fields, path, &left);
  ask_digest (self, trace, position);
  ask_cause (self, trace, position);
  ask_session (self, trace, position);
  ask_differences (self, trace, position);
}

static void
ask_machines (const Everything *self, RbFlow *flow)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  guint last = rb_flow_get_step (flow, rb_flow_get_n_steps (flow) - 1)->position;
  const gint64 times[] = { G_MININT64, rb_flow_get_start_us (flow), rb_trace_get_time (trace, last),
                           rb_trace_get_time (trace, last) + 32 * G_USEC_PER_SEC, G_MAXINT64 };
  g_autoptr (RbMachines) machines = rb_machines_new (flow);

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      hear_lesson (self, rb_machines_explain (flow, times[i]), trace);
      for (guint j = 0; j < rb_machines_get_n (machines); j++)
        {
          const RbMachine *machine = rb_machines_get (machines, j);
          g_autoptr (GArray) timers = rb_machine_list_timers_at (machines, machine, times[i]);

          g_assert_cmpint (rb_machine_get_state_at (machines, machine, times[i]), <=, RB_STATE_NONE);
          g_assert_cmpuint (timers->len, <=, RB_RUNNING_N_TIMERS);
        }
    }
}

static void
ask_quiz (const Everything *self, RbFlow *flow)
{
  g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, rb_flow_get_n_steps (flow));

  for (guint i = 0; i < rb_quiz_get_n (quiz); i++)
    {
      const RbQuizQuestion *question = rb_quiz_get (quiz, i);

      hear_line (self, question->text);
      for (guint j = 0; j < question->choices->len; j++)
        hear_line (self, g_array_index (question->choices, RbQuizChoice, j).text);
      hear_lesson (self, rb_lesson_copy (question->why), rb_flow_get_trace (flow));
    }
}

/* @questions: (transfer full) (element-type RbQuestion) */
static void
hear_questions (const Everything *self, GPtrArray *questions, RbTrace *trace)
{
  for (guint i = 0; i < questions->len; i++)
    {
      const RbQuestion *question = g_ptr_array_index (questions, i);

      hear_line (self, question->text);
      for (guint j = 0; j < question->choices->len; j++)
        hear_line (self, g_ptr_array_index (question->choices, j));
      g_assert_true (
          rb_question_is_right (question, (const guint *) (gpointer) question->answer->data, question->answer->len));
      hear_lesson (self, rb_lesson_copy (question->why), trace);
    }
  g_ptr_array_unref (questions);
}

static void
ask_ladder (const Everything *self, RbFlow *flow)
{
  g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (flow);
  g_autofree char *drawing = rb_ladder_to_text (ladder, 0);

  harmless_assert_lines (drawing);
  hear (self, drawing);
  for (guint i = 0; i < rb_ladder_get_n_rows (ladder); i++)
    {
      RbLadderSpan spans[MAX (RB_LADDER_MAX_BRACKETS, RB_LADDER_MAX_TIES)];
      g_autofree char *sentence = rb_ladder_format_sentence (ladder, i);
      guint n = rb_ladder_list_brackets (ladder, i, spans);
      RbLadderBand band;

      g_assert_cmpuint (n, <=, RB_LADDER_MAX_BRACKETS);
      for (guint j = 0; j < n; j++)
        g_assert_cmpuint (spans[j].lane, <, rb_ladder_get_n_lanes (ladder));
      n = rb_ladder_list_ties (ladder, i, spans);
      g_assert_cmpuint (n, <=, RB_LADDER_MAX_TIES);
      if (rb_ladder_get_band (ladder, i, &band))
        {
          g_assert_cmpuint (band.left, <, rb_ladder_get_n_lanes (ladder));
          g_assert_cmpuint (band.right, <, rb_ladder_get_n_lanes (ladder));
          hear_line (self, band.text);
        }
      if (sentence != NULL)
        hear_line (self, sentence);
    }
}

void
everything_ask_flow (const Everything *self, RbFlow *flow)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  g_autoptr (GPtrArray) negotiations = rb_flow_list_negotiations (flow);
  g_autoptr (RbCoach) coach = rb_coach_new (NULL);
  RbExperimentId experiment;

  for (guint i = 0; i < RB_N_TOPICS; i++)
    hear_lesson (self, rb_topic_get_info (i)->explain (flow), trace);
  hear_lesson (self, rb_digest_walk_flow (flow, self->password), trace);
  ask_machines (self, flow);
  ask_quiz (self, flow);
  hear_questions (self, rb_question_list_of_quiz (flow, 1), trace);
  hear_questions (self, rb_question_list_of_comparison (flow), trace);
  ask_ladder (self, flow);
  rb_coach_offer (coach, flow, &experiment);
}

static void
ask_comparison (const Everything *self, const RbComparison *comparison, RbTrace *trace)
{
  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (comparison, i);

      g_assert_true (row->position == RB_FLOW_NONE || row->position < rb_trace_get_n_messages (trace));
      if (row->label != NULL)
        hear_line (self, row->label);
      if (row->text != NULL)
        hear_line (self, row->text);
    }
  for (guint i = 0; i < rb_comparison_count_differences (comparison); i++)
    {
      g_autoptr (RbComparisonQuestion) question = rb_comparison_ask (comparison, i);

      g_assert_nonnull (question);
      hear_line (self, question->question);
      hear_line (self, question->explanation);
      g_assert_cmpuint (question->right, <, question->answers->len);
      for (guint j = 0; j < question->answers->len; j++)
        hear_line (self, g_ptr_array_index (question->answers, j));
      for (guint j = 0; j < question->positions->len; j++)
        g_assert_cmpuint (g_array_index (question->positions, guint, j), <, rb_trace_get_n_messages (trace));
    }
  hear_lesson (self, rb_comparison_describe (comparison), trace);
}

void
everything_compare (const Everything *self, RbFlow *flow, guint first, guint n)
{
  GPtrArray *flows = rb_textbook_get_flows ();

  for (guint i = 0; i < MIN (n, flows->len); i++)
    {
      const RbTextbookFlow *textbook = g_ptr_array_index (flows, (first % flows->len + i) % flows->len);
      g_autoptr (RbComparison) comparison = rb_comparison_new (flow, textbook);

      if (comparison != NULL)
        ask_comparison (self, comparison, rb_flow_get_trace (flow));
    }
}

void
everything_report (const Everything *self, RbTrace *trace, const GArray *positions)
{
  const RbReportOptions options = { .title = "<script>alert(1)</script>\xe2\x80\xae",
                                    .authors = "A & B \" onclick=\"x\" [x](javascript:y)",
                                    .date = "\xff\x01`",
                                    .capture = "a|b\n\n# <b>",
                                    .password = self->password };

  for (RbReportFormat format = RB_REPORT_HTML; format <= RB_REPORT_MARKDOWN; format++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *report = rb_report_to_string (trace, positions, format, &options, &error);

      g_assert_no_error (error);
      if (format == RB_REPORT_HTML)
        harmless_assert_html (report);
      else
        harmless_assert_markdown (report);
      hear (self, report);
    }
}
