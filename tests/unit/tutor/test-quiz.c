/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Quizzes over every recorded call with many seeds: one right answer each, and the right one, as the truth recorded
 * beside the capture has it. */

#include "rb-quiz.h"

#include <json-c/json.h>

#include "files-fixture.h"
#include "rb-shown-text.h"
#include "trace-fixture.h"

#define N_SEEDS 25

/* A capture and tshark's reading of it. */
typedef struct
{
  RbTrace *trace;
  struct json_object *truth;
  struct json_object *messages;
  guint n_asked[RB_QUIZ_N_KINDS];
} Recorded;

static guint
get_answer (const RbQuizQuestion *question, guint n)
{
  return g_array_index (question->answer, guint, n);
}

static const RbQuizChoice *
get_choice (const RbQuizQuestion *question, guint n)
{
  return &g_array_index (question->choices, RbQuizChoice, n);
}

static const char *
get_text (struct json_object *object, const char *key)
{
  struct json_object *value = json_object_object_get (object, key);

  return value != NULL ? json_object_get_string (value) : "";
}

static int
get_status (struct json_object *message)
{
  return json_object_get_int (json_object_object_get (message, "status"));
}

static struct json_object *
get_message (const Recorded *self, guint position)
{
  struct json_object *message = json_object_array_get_idx (self->messages, position);

  g_assert_nonnull (message);
  return message;
}

/* One choice, or each of them once. */
static void
exactly_one_is_right (const RbQuizQuestion *question)
{
  guint seen = 0;

  g_assert_cmpuint (question->choices->len, >=, 3);
  g_assert_cmpuint (question->choices->len, <=, 5);
  g_assert_cmpuint (question->answer->len, ==, question->is_order ? question->choices->len : 1);
  g_assert_cmpuint (rb_lesson_get_n_blocks (question->why), >, 0);
  for (guint i = 0; i < question->answer->len; i++)
    {
      g_assert_cmpuint (get_answer (question, i), <, question->choices->len);
      g_assert_cmphex (seen & 1U << get_answer (question, i), ==, 0);
      seen |= 1U << get_answer (question, i);
    }
  for (guint i = 0; i < question->choices->len; i++)
    {
      g_assert_cmpstr (get_choice (question, i)->text, !=, "");
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (get_choice (question, i)->text, !=, get_choice (question, j)->text);
    }
}

static void
next_is_next (const Recorded *self, const RbQuizQuestion *question)
{
  const char *call_id = get_text (get_message (self, question->until), "call_id");
  struct json_object *next = NULL;
  g_autofree char *end = NULL;
  const char *text = get_choice (question, get_answer (question, 0))->text;

  for (guint i = question->until + 1; next == NULL; i++)
    if (g_str_equal (get_text (get_message (self, i), "call_id"), call_id))
      next = get_message (self, i);
  end = g_strdup_printf (" from %s to %s", get_text (next, "src"), get_text (next, "dst"));
  g_assert_true (g_str_has_suffix (text, end));
  g_assert_true (
      g_str_has_prefix (text, get_status (next) > 0 ? get_text (next, "status") : get_text (next, "method")));
}

static gboolean
may_answer (struct json_object *response, struct json_object *request)
{
  return g_str_equal (get_text (response, "cseq"), get_text (request, "cseq")) &&
         g_str_equal (get_text (response, "call_id"), get_text (request, "call_id")) &&
         g_str_equal (get_text (response, "src"), get_text (request, "dst")) &&
         g_str_equal (get_text (response, "dst"), get_text (request, "src"));
}

static void
answer_answers (const Recorded *self, const RbQuizQuestion *question)
{
  struct json_object *response = get_message (self, question->position);

  g_assert_cmpint (get_status (response), >=, 200);
  for (guint i = 0; i < question->choices->len; i++)
    {
      struct json_object *request = get_message (self, get_choice (question, i)->position);

      g_assert_cmpint (get_status (request), ==, 0);
      g_assert_true (may_answer (response, request) == (i == get_answer (question, 0)));
    }
}

static void
order_is_that_of_the_trace (const Recorded *self, const RbQuizQuestion *question)
{
  for (guint i = 1; i < question->answer->len; i++)
    {
      g_assert_cmpuint (get_choice (question, get_answer (question, i))->position, >,
                        get_choice (question, get_answer (question, i - 1))->position);
      g_assert_false (json_object_get_boolean (json_object_object_get (
          get_message (self, get_choice (question, get_answer (question, i))->position), "retransmission")));
    }
}

/* Pairs of tags in responses from 101 to 299 to the call's INVITEs. */
static void
dialogs_are_pairs_of_tags (const Recorded *self, RbFlow *flow, const RbQuizQuestion *question)
{
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    {
      guint position = rb_flow_get_step (flow, i)->position;
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (self->trace, position, &length);
      g_autofree char *from_tag = NULL;
      g_autofree char *to_tag = NULL;
      RbSipIndex index;

      rb_sip_index_parse (&index, bytes, length);
      if (index.is_request || index.status <= 100 || index.status >= 300 || index.to_tag.length == 0 ||
          !rb_span_is (index.method, bytes, "INVITE"))
        continue;
      from_tag = rb_span_dup (index.from_tag, bytes);
      to_tag = rb_span_dup (index.to_tag, bytes);
      if (strcmp (from_tag, to_tag) < 0) /* an INVITE inside the dialog may come from either end */
        g_hash_table_add (tags, g_strconcat (from_tag, " ", to_tag, NULL));
      else
        g_hash_table_add (tags, g_strconcat (to_tag, " ", from_tag, NULL));
    }
  g_assert_cmpuint (g_ascii_strtoull (get_choice (question, get_answer (question, 0))->text, NULL, 10), ==,
                    g_hash_table_size (tags));
}

static char *
dup_host (const char *address)
{
  return g_strndup (address, strrchr (address, ':') - address);
}

static void
transactions_are_requests (const Recorded *self, const RbQuizQuestion *question)
{
  struct json_object *first = get_message (self, question->position);
  g_autofree char *a = dup_host (get_text (first, "src"));
  g_autofree char *b = dup_host (get_text (first, "dst"));
  guint n = 0;

  for (guint i = 0; i < json_object_array_length (self->messages); i++)
    {
      struct json_object *message = get_message (self, i);
      g_autofree char *src = dup_host (get_text (message, "src"));
      g_autofree char *dst = dup_host (get_text (message, "dst"));

      if (get_status (message) == 0 && !g_str_equal (get_text (message, "method"), "ACK") &&
          !json_object_get_boolean (json_object_object_get (message, "retransmission")) &&
          g_str_equal (get_text (message, "call_id"), get_text (first, "call_id")) &&
          ((g_str_equal (src, a) && g_str_equal (dst, b)) || (g_str_equal (src, b) && g_str_equal (dst, a))))
        n++;
    }
  g_assert_cmpuint (g_ascii_strtoull (get_choice (question, get_answer (question, 0))->text, NULL, 10), ==, n);
}

static struct json_object *
get_verdict (const Recorded *self, const char *call_id)
{
  struct json_object *flows = json_object_object_get (self->truth, "flows");

  for (guint i = 0; i < json_object_array_length (flows); i++)
    if (g_str_equal (get_text (json_object_array_get_idx (flows, i), "call_id"), call_id))
      return json_object_object_get (json_object_array_get_idx (flows, i), "verdict");
  return NULL;
}

static void
sender_is_who_ended_it (const Recorded *self, const RbQuizQuestion *question)
{
  struct json_object *message = get_message (self, question->position);
  struct json_object *verdict = get_verdict (self, get_text (message, "call_id"));
  const char *text = get_choice (question, get_answer (question, 0))->text;

  if (get_status (message) == 486 || get_status (message) == 603)
    g_assert_cmpstr (text, ==, "The called phone");
  if (get_status (message) == 408 && g_str_equal (get_text (verdict, "kind"), "no-answer"))
    g_assert_cmpstr (text, ==, g_str_equal (get_text (verdict, "ended_by"), "proxy") ? "A proxy" : "The called phone");
}

static void
end_is_that_of_the_verdict (const Recorded *self, const RbQuizQuestion *question)
{
  struct json_object *message = get_message (self, get_choice (question, get_answer (question, 0))->position);
  struct json_object *verdict = get_verdict (self, get_text (message, "call_id"));

  if (g_str_equal (get_text (verdict, "kind"), "answered"))
    g_assert_cmpstr (get_text (message, "method"), ==, "BYE");
  else
    g_assert_cmpint (get_status (message), >=, 300);
}

static void
check_question (Recorded *self, RbFlow *flow, const RbQuizQuestion *question)
{
  const char *right = get_choice (question, get_answer (question, 0))->text;

  self->n_asked[question->kind]++;
  switch (question->kind)
    {
    case RB_QUIZ_NEXT:
      next_is_next (self, question);
      break;
    case RB_QUIZ_ANSWERS:
      answer_answers (self, question);
      break;
    case RB_QUIZ_ORDER:
      order_is_that_of_the_trace (self, question);
      break;
    case RB_QUIZ_DIALOGS:
      dialogs_are_pairs_of_tags (self, flow, question);
      break;
    case RB_QUIZ_TRANSACTIONS:
      transactions_are_requests (self, question);
      break;
    case RB_QUIZ_SENDER:
      sender_is_who_ended_it (self, question);
      break;
    case RB_QUIZ_AGAIN:
      g_assert_true (
          json_object_get_boolean (json_object_object_get (get_message (self, question->position), "retransmission")));
      break;
    case RB_QUIZ_END:
      end_is_that_of_the_verdict (self, question);
      break;
    case RB_QUIZ_CHALLENGE:
      g_assert_cmpstr (right, ==,
                       get_status (get_message (self, question->position)) == 407 ? "Proxy-Authorization"
                                                                                  : "Authorization");
      break;
    case RB_QUIZ_N_KINDS:
      g_assert_not_reached ();
    }
}

static void
check_quiz (Recorded *self, RbFlow *flow, const RbQuiz *quiz)
{
  g_assert_cmpuint (rb_quiz_get_n (quiz), <=, 10);
  g_assert_null (rb_quiz_get (quiz, rb_quiz_get_n (quiz)));
  for (guint i = 0; i < rb_quiz_get_n (quiz); i++)
    {
      const RbQuizQuestion *question = rb_quiz_get (quiz, i);

      exactly_one_is_right (question);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (question->text, !=, rb_quiz_get (quiz, j)->text);
      if (self != NULL)
        check_question (self, flow, question);
    }
}

static void
recorded_calls_are_asked_about (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "recorded", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  Recorded recorded = { 0 };
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GString) truth = g_string_new (path);
      guint n;

      if (!g_str_has_suffix (name, ".pcap"))
        continue;
      g_string_truncate (truth, truth->len - strlen ("pcap"));
      g_string_append (truth, "json");
      recorded.trace = rb_capture_read (path, NULL, NULL);
      recorded.truth = json_object_from_file (truth->str);
      recorded.messages = json_object_object_get (recorded.truth, "messages");
      g_assert_cmpuint (rb_trace_get_n_messages (recorded.trace), ==, json_object_array_length (recorded.messages));
      g_test_message ("%s", name);
      n = g_list_model_get_n_items (rb_trace_get_flows (recorded.trace));
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (RbFlow) flow = g_list_model_get_item (rb_trace_get_flows (recorded.trace), i);

          for (guint32 seed = 0; seed < N_SEEDS; seed++)
            {
              g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, seed);

              check_quiz (&recorded, flow, quiz);
            }
        }
      json_object_put (recorded.truth);
      g_object_unref (recorded.trace);
    }
  for (guint kind = 0; kind < RB_QUIZ_N_KINDS; kind++)
    {
      g_test_message ("kind %u: %u", kind, recorded.n_asked[kind]);
      g_assert_cmpuint (recorded.n_asked[kind], >, 0);
    }
}

static char *
format_quiz (const RbQuiz *quiz)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rb_quiz_get_n (quiz); i++)
    {
      const RbQuizQuestion *question = rb_quiz_get (quiz, i);

      g_string_append_printf (text, "%d: %s\n", question->kind, question->text);
      for (guint j = 0; j < question->choices->len; j++)
        g_string_append_printf (text, "- %s\n", get_choice (question, j)->text);
    }
  return g_string_free (text, FALSE);
}

static void
seeds_decide (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call (FIXTURE_ANSWERED "9000 A>P BYE 3 BYE b4 b\n9010 P>A 200 3 BYE b4 b\n", &flow);
  g_autoptr (RbQuiz) one = rb_quiz_new (flow, 7);
  g_autoptr (RbQuiz) same = rb_quiz_new (flow, 7);
  g_autoptr (RbQuiz) other = rb_quiz_new (flow, 8);
  g_autofree char *one_text = format_quiz (one);
  g_autofree char *same_text = format_quiz (same);
  g_autofree char *other_text = format_quiz (other);

  g_assert_cmpuint (rb_quiz_get_n (one), >, 3);
  g_assert_cmpstr (one_text, ==, same_text);
  g_assert_cmpstr (one_text, !=, other_text);
}

/* Whatever the seed: how often a question of that kind is asked about @script. */
static guint
count_asked (const char *script, RbQuizKind kind)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);
  guint n = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, seed);

      check_quiz (NULL, flow, quiz);
      for (guint i = 0; i < rb_quiz_get_n (quiz); i++)
        n += rb_quiz_get (quiz, i)->kind == kind;
    }
  return n;
}

static void
what_is_not_proved_is_not_asked (void)
{
  for (guint kind = 0; kind < RB_QUIZ_N_KINDS; kind++)
    g_assert_cmpuint (count_asked ("0 A>P INVITE 1 INVITE b -\n", kind), ==, kind == RB_QUIZ_DIALOGS ? N_SEEDS : 0);
  /* the call's beginning is missing */
  g_assert_cmpuint (
      count_asked ("0 P>A 200 2 INVITE b2 b\n1 A>P ACK 2 ACK b3 b\n9 A>P BYE 3 BYE b4 b\n10 P>A 200 3 BYE b4 b\n",
                   RB_QUIZ_DIALOGS),
      ==, 0);
  g_assert_cmpuint (
      count_asked ("0 P>A 200 2 INVITE b2 b\n1 A>P ACK 2 ACK b3 b\n9 A>P BYE 3 BYE b4 b\n10 P>A 200 3 BYE b4 b\n",
                   RB_QUIZ_TRANSACTIONS),
      ==, 0);
  /* nobody knows which of the two came first for any reason but chance */
  g_assert_cmpuint (
      count_asked ("0 A>P INVITE 1 INVITE b -\n1 P>A 100 1 INVITE b -\n2 P>A 180 1 INVITE b x\n3 P>A 183 1 INVITE b x\n"
                   "4 P>A 200 1 INVITE b x\n",
                   RB_QUIZ_ORDER),
      ==, 0);
  /* a challenge that does not say what it asks for */
  g_assert_cmpuint (count_asked (FIXTURE_RINGING, RB_QUIZ_CHALLENGE), ==, 0);
  /* captured twice is not sent twice; nor is what no timer explains */
  g_assert_cmpuint (count_asked ("0 A>P INVITE 1 INVITE b -\n0 A>P INVITE 1 INVITE b -\n", RB_QUIZ_AGAIN), ==, 0);
  g_assert_cmpuint (
      count_asked ("0 A>P OPTIONS 1 OPTIONS b -\n1 P>A 200 1 OPTIONS b x\n700 P>A 200 1 OPTIONS b x\n", RB_QUIZ_AGAIN),
      ==, 0);
  g_assert_cmpuint (count_asked ("0 A>P INVITE 1 INVITE b -\n500 A>P INVITE 1 INVITE b -\n", RB_QUIZ_AGAIN), >, 0);
  /* the caller hung up: CANCEL and 487 end it together */
  g_assert_cmpuint (count_asked (FIXTURE_RINGING
                                 "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 200 2 CANCEL b2 c\n902 P>A 487 2 INVITE b2 b\n"
                                 "903 A>P ACK 2 ACK b2 b\n",
                                 RB_QUIZ_END),
                    ==, 0);
  g_assert_cmpuint (count_asked (FIXTURE_ANSWERED "9000 A>P BYE 3 BYE b4 b\n9010 P>A 200 3 BYE b4 b\n", RB_QUIZ_END),
                    ==, N_SEEDS);
  g_assert_cmpuint (count_asked (FIXTURE_ANSWERED, RB_QUIZ_END), ==, 0);
}

/* In a cancelled call the 200 and the 487 are those that are asked about. */
static void
a_cancel_is_asked_about (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 200 2 CANCEL b2 c\n"
                                                            "902 P>A 487 2 INVITE b2 b\n903 A>P ACK 2 ACK b2 b\n",
                                            &flow);
  guint n = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, seed);

      for (guint i = 0; i < rb_quiz_get_n (quiz); i++)
        {
          const RbQuizQuestion *question = rb_quiz_get (quiz, i);

          if (question->kind != RB_QUIZ_ANSWERS)
            continue;
          g_assert_true (question->position == 8 || question->position == 9);
          g_assert_cmpuint (get_choice (question, get_answer (question, 0))->position, ==,
                            question->position == 8 ? 7 : 4);
          n++;
        }
    }
  g_assert_cmpuint (n, >=, N_SEEDS);
}

static void
is_harmless (const char *text)
{
  g_autofree char *shown = rb_shown_text_line (text);

  g_assert_cmpstr (text, ==, shown);
  g_assert_cmpint (g_utf8_strlen (text, -1), <, 300);
}

static void
hostile_messages_do_no_harm (void)
{
  g_autoptr (RbTrace) trace = fixture_open_torture ();
  GListModel *flows = rb_trace_get_flows (trace);

  g_assert_cmpuint (g_list_model_get_n_items (flows), >, 40);
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, i);

      check_quiz (NULL, flow, quiz);
      for (guint j = 0; j < rb_quiz_get_n (quiz); j++)
        {
          const RbQuizQuestion *question = rb_quiz_get (quiz, j);

          is_harmless (question->text);
          for (guint k = 0; k < question->choices->len; k++)
            is_harmless (get_choice (question, k)->text);
        }
    }
}

static void
hostile_words_do_no_harm (void)
{
  g_autofree char *long_word = g_strnfill (20000, 'x');
  g_autofree char *script =
      g_strdup_printf ("0 A>P INVITE 1 INVITE b -\n10 P>A 180 1 INVITE b x phrase=a\xe2\x80\xae<b>&\n"
                       "20 P>A 486 1 INVITE b x phrase=%s\n21 A>P ACK 1 ACK b x\n"
                       "30 A>P %s 2 %s c x\n31 P>A 200 2 %s c x\n",
                       long_word, long_word, long_word, long_word);
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);
  guint n = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (RbQuiz) quiz = rb_quiz_new (flow, seed);

      for (guint i = 0; i < rb_quiz_get_n (quiz); i++, n++)
        {
          const RbQuizQuestion *question = rb_quiz_get (quiz, i);

          is_harmless (question->text);
          for (guint j = 0; j < question->choices->len; j++)
            is_harmless (get_choice (question, j)->text);
        }
    }
  g_assert_cmpuint (n, >, N_SEEDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quiz/recorded_calls_are_asked_about", recorded_calls_are_asked_about);
  g_test_add_func ("/quiz/seeds_decide", seeds_decide);
  g_test_add_func ("/quiz/what_is_not_proved_is_not_asked", what_is_not_proved_is_not_asked);
  g_test_add_func ("/quiz/a_cancel_is_asked_about", a_cancel_is_asked_about);
  g_test_add_func ("/quiz/hostile_messages_do_no_harm", hostile_messages_do_no_harm);
  g_test_add_func ("/quiz/hostile_words_do_no_harm", hostile_words_do_no_harm);
  return g_test_run ();
}
