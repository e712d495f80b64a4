/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions about the messages themselves: which comes next, which answers which, in what order they come. */

#include "rb-quiz-private.h"

#include <glib/gi18n-lib.h>

#define ORDER_LENGTH 5
#define FOLLOWING 3 /* messages after the next one that might as well have come first */

static gboolean
is_request_of (const RbQuizItem *item, const char *method)
{
  return item->message.index.is_request && rb_reading_is (&item->message, method);
}

/* The message before it brought it about, by the rules of SIP and not by somebody's decision. */
static gboolean
follows_by_rule (const RbQuizMaker *self, guint n)
{
  const RbQuizItem *before = rb_quiz_maker_get (self, n - 1);
  const RbQuizItem *item = rb_quiz_maker_get (self, n);

  return rb_quiz_item_is_first (item) && rb_quiz_item_is_first (before) &&
         item->cause.confidence == RB_CONFIDENCE_CERTAIN && item->cause.position == before->message.position &&
         (item->cause.kind == RB_CAUSE_RESPONSE || item->cause.kind == RB_CAUSE_RELAYED ||
          item->cause.kind == RB_CAUSE_CANCEL);
}

/* Might it have come in the place of message @n, or does it say the same? */
static gboolean
is_like_what_follows (const RbQuizMaker *self, guint n, const char *label)
{
  for (guint i = n - 1; i < MIN (n + 1 + FOLLOWING, self->items->len); i++)
    if (g_str_equal (rb_quiz_maker_get (self, i)->label, label))
      return TRUE;
  return FALSE;
}

/* What is usual between the two ends of a message. */
static void
add_usual (const RbQuizMaker *self, RbQuizQuestion *question, guint n)
{
  static const char *const titles[] = { "BYE", "CANCEL", "180 Ringing", "200 OK", "486 Busy Here", "ACK" };
  const RbQuizItem *item = rb_quiz_maker_get (self, n);
  g_autofree char *src = rb_endpoint_format (&item->message.info.src);
  g_autofree char *dst = rb_endpoint_format (&item->message.info.dst);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("%1$s from %2$s to %3$s"), titles[i], src, dst);

      if (!is_like_what_follows (self, n, label))
        rb_quiz_question_add (question, label, RB_FLOW_NONE);
    }
}

void
rb_quiz_ask_next (RbQuizMaker *self)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *number = NULL;
  RbQuizQuestion *question;
  const RbQuizItem *right;
  guint n;

  for (guint i = 1; i < self->items->len; i++)
    {
      if (follows_by_rule (self, i))
        g_array_append_val (candidates, i);
      g_array_append_val (others, i);
    }
  if (candidates->len == 0)
    return;

  n = rb_quiz_maker_draw (self, candidates);
  right = rb_quiz_maker_get (self, n);
  number = rb_lesson_format_number (rb_quiz_maker_get (self, n - 1)->message.position);
  question = rb_quiz_question_new (
      RB_QUIZ_NEXT, g_strdup_printf (_ ("The last message that you see is %s. Which one comes next?"), number),
      right->message.position);
  question->until = rb_quiz_maker_get (self, n - 1)->message.position;
  rb_quiz_question_add (question, right->label, RB_FLOW_NONE);
  for (guint tries = 0; others->len > 0 && tries < 2; tries++)
    {
      const RbQuizItem *other = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, others));

      if (!is_like_what_follows (self, n, other->label))
        rb_quiz_question_add (question, other->label, RB_FLOW_NONE);
    }
  add_usual (self, question, n);
  rb_machine_explain_cause (question->why, self->trace, right->message.position);
  rb_quiz_maker_ask (self, question);
}

/* A final response that comes while another request of the call waits, too: 200 of CANCEL or of INVITE? */
static gboolean
is_confusable (const RbQuizMaker *self, guint n)
{
  const RbQuizItem *response = rb_quiz_maker_get (self, n);
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, response->step.transaction);

  return transaction->cancel != RB_FLOW_NONE ||
         (transaction->kind == RB_TRANSACTION_NON_INVITE && transaction->invite != RB_FLOW_NONE);
}

static void
explain_answer (RbQuizQuestion *question, const RbQuizItem *response, const RbQuizItem *request)
{
  g_autofree char *response_number = rb_lesson_format_number (response->message.position);
  g_autofree char *request_number = rb_lesson_format_number (request->message.position);
  g_autofree char *method = rb_machine_message_format_method (&response->message);
  g_autofree char *cseq = g_strdup_printf ("%u %s", response->message.index.cseq, method);
  g_autofree char *branch = rb_span_dup_line (response->message.index.branch, response->message.bytes);
  g_autofree char *quoted = rb_lesson_quote (branch);
  g_autofree char *quoted_cseq = rb_lesson_quote (cseq);
  RbLessonBlock *block =
      rb_lesson_add_printf (question->why, "answers", "RFC 3261 17.1.3",
                            _ ("%1$s has the CSeq %2$s and, in its topmost Via, the branch %3$s. %4$s has the "
                               "same CSeq and the same branch: only "
                               "that request does."),
                            response_number, quoted_cseq, quoted, request_number);

  rb_lesson_block_cite (block, response->message.position);
  rb_lesson_block_cite (block, request->message.position);
}

/* @pass 0: requests of the same number in CSeq, which are the easiest to take for it; 1: others before it */
static void
add_other_requests (RbQuizMaker *self, RbQuizQuestion *question, const RbQuizItem *response, guint pass)
{
  g_autoptr (GArray) pool = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->items->len; i++)
    {
      const RbQuizItem *item = rb_quiz_maker_get (self, i);

      if (item->message.position < response->message.position && item->message.index.is_request &&
          rb_quiz_item_is_first (item) && !is_request_of (item, "ACK") &&
          item->step.transaction != response->step.transaction &&
          (item->message.index.cseq != response->message.index.cseq) == (pass == 1))
        g_array_append_val (pool, i);
    }
  while (pool->len > 0 && !rb_quiz_question_is_full (question))
    {
      const RbQuizItem *item = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, pool));
      g_autofree char *text = rb_quiz_item_format (item);

      rb_quiz_question_add (question, text, item->message.position);
    }
}

static const RbQuizItem *
find_item (const RbQuizMaker *self, guint position)
{
  for (guint i = 0; i < self->items->len; i++)
    if (rb_quiz_maker_get (self, i)->message.position == position)
      return rb_quiz_maker_get (self, i);
  return NULL;
}

/* The fields that match it to its request are those of that request, and no RFC 2543 branch is missing. */
static gboolean
proves_its_request (const RbQuizItem *response, const RbQuizItem *request)
{
  return request != NULL && response->message.index.branch.length > 0 &&
         response->message.index.cseq == request->message.index.cseq &&
         rb_span_equal (response->message.index.branch, response->message.bytes, request->message.index.branch,
                        request->message.bytes);
}

void
rb_quiz_ask_answers (RbQuizMaker *self)
{
  g_autoptr (GArray) confusable = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) plain = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  const RbQuizItem *response;
  const RbQuizItem *request;
  RbQuizQuestion *question;

  for (guint i = 0; i < self->items->len; i++)
    {
      const RbQuizItem *item = rb_quiz_maker_get (self, i);

      if (!item->message.index.is_request && item->message.index.status >= 200 && rb_quiz_item_is_first (item) &&
          item->message.info.kind == RB_MESSAGE_SIP && item->step.response_to != RB_FLOW_NONE &&
          proves_its_request (item, find_item (self, item->step.response_to)))
        g_array_append_val (is_confusable (self, i) ? confusable : plain, i);
    }
  if (confusable->len + plain->len == 0)
    return;

  response = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, confusable->len > 0 ? confusable : plain));
  request = find_item (self, response->step.response_to);
  number = rb_lesson_format_number (response->message.position);
  title = rb_machine_message_format (&response->message);
  question = rb_quiz_question_new (RB_QUIZ_ANSWERS,
                                   g_strdup_printf (_ ("%1$s is a %2$s. Which request does it answer?"), number, title),
                                   response->message.position);
  text = rb_quiz_item_format (request);
  rb_quiz_question_add (question, text, request->message.position);
  add_other_requests (self, question, response, 0);
  add_other_requests (self, question, response, 1);
  explain_answer (question, response, request);
  rb_quiz_maker_ask (self, question);
}

/* Must @b come after @a? Where it need not, the order of a trace is chance. */
static gboolean
is_ordered (const RbQuizItem *a, const RbQuizItem *b)
{
  gboolean both_tell_progress = !a->message.index.is_request && !b->message.index.is_request &&
                                a->message.index.status > 100 && b->message.index.status > 100 &&
                                b->message.index.status < 200;

  return b->cause.position == a->message.position ||
         (a->step.transaction == b->step.transaction && !both_tell_progress) ||
         (b->message.index.is_request && b->cause.kind == RB_CAUSE_USER &&
          (a->message.index.status >= 180 || is_request_of (a, "ACK")));
}

/* Five messages of one hop, from number @first on; FALSE when two of them look alike or might change places. */
static gboolean
find_five (const RbQuizMaker *self, guint first, guint *found)
{
  const RbQuizItem *last = NULL;
  guint n = 0;

  for (guint i = first; i < self->items->len && n < ORDER_LENGTH; i++)
    {
      const RbQuizItem *item = rb_quiz_maker_get (self, i);

      if (item->step.leg != rb_quiz_maker_get (self, first)->step.leg)
        continue;
      if (!rb_quiz_item_is_first (item) || item->message.info.kind != RB_MESSAGE_SIP ||
          (last != NULL && !is_ordered (last, item)))
        return FALSE;
      for (guint j = 0; j < n; j++)
        if (g_str_equal (rb_quiz_maker_get (self, found[j])->label, item->label))
          return FALSE;
      found[n++] = i;
      last = item;
    }
  return n == ORDER_LENGTH;
}

void
rb_quiz_ask_order (RbQuizMaker *self)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  RbQuizQuestion *question;
  guint five[ORDER_LENGTH];

  for (guint i = 0; i < self->items->len; i++)
    if (rb_quiz_maker_get (self, i)->message.index.is_request && find_five (self, i, five))
      g_array_append_val (candidates, i);
  if (candidates->len == 0)
    return;

  find_five (self, rb_quiz_maker_draw (self, candidates), five);
  question = rb_quiz_question_new (RB_QUIZ_ORDER, g_strdup (_ ("Put these five messages of the call in order.")),
                                   RB_FLOW_NONE);
  for (guint i = 0; i < ORDER_LENGTH; i++)
    {
      const RbQuizItem *item = rb_quiz_maker_get (self, five[i]);

      rb_quiz_question_add (question, item->label, item->message.position);
      rb_machine_explain_cause (question->why, self->trace, item->message.position);
    }
  rb_quiz_maker_ask (self, question);
}
