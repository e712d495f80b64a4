/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions about the call: how many dialogs and transactions it has, who sent the final response, why something came
 * again, which message ended it, and who asked for a password. */

#include "rb-quiz-private.h"

#include <glib/gi18n-lib.h>

#include "rb-sender.h"
#include "rb-sip-scan.h"

#define COUNT_MAX 9 /* more cannot be counted without a pencil */

/* The right number and three near it. */
static void
add_numbers (RbQuizMaker *self, RbQuizQuestion *question, guint right)
{
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = g_strdup_printf ("%u", right);

  rb_quiz_question_add (question, text, RB_FLOW_NONE);
  for (guint number = right > 3 ? right - 3 : 0; number <= right + 3; number++)
    if (number != right)
      g_array_append_val (others, number);
  while (others->len > 0 && !rb_quiz_question_is_full (question))
    {
      g_autofree char *other = g_strdup_printf ("%u", rb_quiz_maker_draw (self, others));

      rb_quiz_question_add (question, other, RB_FLOW_NONE);
    }
}

/* The whole call is there: from its first INVITE, which is in no dialog, on. */
static gboolean
begins_with_invite (const RbQuizMaker *self)
{
  const RbSipIndex *first;

  if (self->items->len == 0 || self->items->len < rb_flow_get_n_steps (self->flow))
    return FALSE;
  first = &rb_quiz_maker_get (self, 0)->message.index;
  return first->is_request && first->to_tag.length == 0 &&
         rb_reading_is (&rb_quiz_maker_get (self, 0)->message, "INVITE");
}

void
rb_quiz_ask_dialogs (RbQuizMaker *self)
{
  guint n = rb_flow_get_n_dialogs (self->flow);
  RbQuizQuestion *question;
  RbLessonBlock *block;

  if (!begins_with_invite (self) || n > COUNT_MAX)
    return;
  for (guint i = 0; i < n; i++)
    if (rb_flow_get_dialog (self->flow, i)->transaction == RB_FLOW_NONE ||
        rb_flow_get_dialog (self->flow, i)->created == RB_FLOW_NONE)
      return;

  question = rb_quiz_question_new (
      RB_QUIZ_DIALOGS,
      g_strdup (_ ("How many dialogs does this call have, counting those that ended before it was answered?")),
      RB_FLOW_NONE);
  add_numbers (self, question, n);
  rb_lesson_add (
      question->why, "dialogs", "RFC 3261 12.1",
      _ ("A response from 101 to 299 to an INVITE makes a dialog when its To has a tag that is new. A 100 and a "
         "response from 300 on make none, and every hop of the way sees the same dialogs."));
  for (guint i = 0; i < n; i++)
    {
      guint position = rb_flow_get_step (self->flow, rb_flow_get_dialog (self->flow, i)->created)->position;
      g_autofree char *number = rb_lesson_format_number (position);

      block = rb_lesson_add_printf (question->why, "dialog", NULL, _ ("%1$s makes dialog %2$u."), number, i + 1);
      rb_lesson_block_cite (block, position);
    }
  rb_quiz_maker_ask (self, question);
}

/* Requests that begin a transaction on a leg; 0 when the trace does not have them all. */
static guint
count_transactions (const RbQuizMaker *self, guint leg, guint *first)
{
  guint n = 0;

  *first = RB_FLOW_NONE;
  for (guint i = 0; i < rb_flow_get_n_transactions (self->flow); i++)
    {
      const RbTransaction *transaction = rb_flow_get_transaction (self->flow, i);

      if (transaction->leg != leg || transaction->kind == RB_TRANSACTION_ACK)
        continue;
      if (transaction->request == RB_FLOW_NONE)
        return 0;
      *first = MIN (*first, transaction->request);
      n++;
    }
  return n;
}

void
rb_quiz_ask_transactions (RbQuizMaker *self)
{
  const char *const columns[] = { _ ("Message"), _ ("Request"), NULL };
  g_autoptr (GArray) legs = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *src = NULL;
  g_autofree char *dst = NULL;
  RbQuizQuestion *question;
  RbLessonBlock *table;
  RbMessageInfo info;
  guint leg;
  guint first;

  if (self->items->len < rb_flow_get_n_steps (self->flow))
    return;
  for (guint i = 0; i < rb_flow_get_n_legs (self->flow); i++)
    {
      guint n = count_transactions (self, i, &first);

      if (n > 1 && n <= COUNT_MAX)
        g_array_append_val (legs, i);
    }
  if (legs->len == 0)
    return;

  leg = rb_quiz_maker_draw (self, legs);
  count_transactions (self, leg, &first);
  rb_trace_get_info (self->trace, rb_flow_get_step (self->flow, first)->position, &info);
  src = rb_endpoint_format (&info.src);
  dst = rb_endpoint_format (&info.dst);
  question = rb_quiz_question_new (
      RB_QUIZ_TRANSACTIONS,
      g_strdup_printf (_ ("How many transactions are there between %1$s and %2$s, not counting the ACK of a 2xx?"), src,
                       dst),
      rb_flow_get_step (self->flow, first)->position);
  add_numbers (self, question, count_transactions (self, leg, &first));
  rb_lesson_add (
      question->why, "transactions", "RFC 3261 17",
      _ ("A request and all its responses are one transaction, on one hop. CANCEL is one of its own. A copy belongs to "
         "the same one, and so does the ACK of a final response from 300 on."));
  table = rb_lesson_add_table (question->why, "transaction-requests", _ ("The Requests That Begin Them"), columns);
  for (guint i = 0; i < rb_flow_get_n_transactions (self->flow); i++)
    {
      const RbTransaction *transaction = rb_flow_get_transaction (self->flow, i);
      g_autofree char *number = NULL;
      const RbQuizItem *request;

      if (transaction->leg != leg || transaction->kind == RB_TRANSACTION_ACK)
        continue;
      request = rb_quiz_maker_get (self, transaction->request);
      number = rb_lesson_format_number (request->message.position);
      rb_lesson_block_add_row (table);
      rb_lesson_block_add_cell (table, number, RB_TONE_PLAIN, request->message.position);
      rb_lesson_block_add_cell (table, request->label, RB_TONE_PLAIN, RB_FLOW_NONE);
    }
  rb_quiz_maker_ask (self, question);
}

static gboolean
is_final_of_invite (const RbQuizItem *item)
{
  const RbSipIndex *index = &item->message.index;

  return !index->is_request && index->status >= 200 && index->status != 401 && index->status != 407 &&
         rb_quiz_item_is_first (item) && rb_reading_is (&item->message, "INVITE");
}

void
rb_quiz_ask_sender (RbQuizMaker *self)
{
  static const struct
  {
    RbParty party;
    const char *text;
  } parties[] = {
    { RB_PARTY_CALLEE, N_ ("The called phone") },
    { RB_PARTY_PROXY, N_ ("A proxy") },
    { RB_PARTY_CALLER, N_ ("The calling phone") },
    { RB_PARTY_STACK, N_ ("Our own program, without the network") },
  };
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;
  RbConfidence confidence = RB_CONFIDENCE_GUESS;
  RbQuizQuestion *question;
  const RbQuizItem *item;
  RbParty party;

  for (guint i = 0; i < self->items->len; i++)
    {
      item = rb_quiz_maker_get (self, i);
      if (is_final_of_invite (item) &&
          rb_sender_judge (self->trace, item->message.position, &confidence) != RB_PARTY_NONE &&
          confidence == RB_CONFIDENCE_CERTAIN)
        g_array_append_val (candidates, i);
    }
  if (candidates->len == 0)
    return;

  item = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, candidates));
  party = rb_sender_judge (self->trace, item->message.position, &confidence);
  number = rb_lesson_format_number (item->message.position);
  title = rb_machine_message_format (&item->message);
  question = rb_quiz_question_new (
      RB_QUIZ_SENDER, g_strdup_printf (_ ("Who really made the %1$s of %2$s?"), title, number), item->message.position);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < G_N_ELEMENTS (parties); i++)
      if ((parties[i].party == party) == (pass == 0))
        rb_quiz_question_add (question, _ (parties[i].text), RB_FLOW_NONE);
  rb_lesson_append (question->why, rb_sender_explain (self->trace, item->message.position));
  rb_quiz_maker_ask (self, question);
}

void
rb_quiz_ask_again (RbQuizMaker *self)
{
  static const struct
  {
    RbTimer timer;
    const char *text;
  } reasons[] = {
    { RB_TIMER_A, N_ ("Timer A: nothing had come back for the INVITE.") },
    { RB_TIMER_E, N_ ("Timer E: no final response had come for the request.") },
    { RB_TIMER_G, N_ ("Timer G: no ACK had come for the final response.") },
    { RB_TIMER_2XX, N_ ("The answering phone's own timer: no ACK had come for its 2xx.") },
    { RB_TIMER_RELIABLE, N_ ("The called phone's own timer: no PRACK had come for its provisional response.") },
    { RB_TIMER_ASKED_AGAIN, N_ ("What it answers had come again.") },
    { RB_TIMER_NONE, N_ ("Somebody pressed the button twice.") },
  };
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *number = NULL;
  g_autofree char *first = NULL;
  g_autofree char *title = NULL;
  RbQuizQuestion *question;
  const RbQuizItem *item;

  for (guint i = 0; i < self->items->len; i++)
    {
      RbCause cause = rb_quiz_maker_get (self, i)->cause;

      for (guint j = 0; j < G_N_ELEMENTS (reasons); j++)
        if (cause.timer != RB_TIMER_NONE && cause.timer == reasons[j].timer &&
            cause.confidence == RB_CONFIDENCE_CERTAIN && cause.position != RB_FLOW_NONE)
          g_array_append_val (candidates, i);
    }
  if (candidates->len == 0)
    return;

  item = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, candidates));
  number = rb_lesson_format_number (item->message.position);
  first = rb_lesson_format_number (item->step.retransmission_of);
  title = rb_machine_message_format (&item->message);
  question = rb_quiz_question_new (
      RB_QUIZ_AGAIN,
      g_strdup_printf (_ ("%1$s is the same %2$s as %3$s. Why did it come again?"), number, title, first),
      item->message.position);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].timer == item->step.timer)
      rb_quiz_question_add (question, _ (reasons[i].text), RB_FLOW_NONE);
    else
      g_array_append_val (others, i);
  while (!rb_quiz_question_is_full (question))
    rb_quiz_question_add (question, _ (reasons[rb_quiz_maker_draw (self, others)].text), RB_FLOW_NONE);
  rb_machine_explain_cause (question->why, self->trace, item->message.position);
  rb_quiz_maker_ask (self, question);
}

/* The message that ended the call, where there is exactly one. */
static guint
find_end (const RbVerdict *verdict)
{
  RbEvidenceRole wanted;

  if (verdict->confidence != RB_CONFIDENCE_CERTAIN || !rb_verdict_is_final (verdict))
    return RB_FLOW_NONE;

  switch (verdict->kind)
    {
    case RB_VERDICT_ANSWERED:
      wanted = RB_EVIDENCE_BYE;
      break;
    case RB_VERDICT_REJECTED:
    case RB_VERDICT_BUSY:
    case RB_VERDICT_DECLINED:
    case RB_VERDICT_UNREACHABLE:
    case RB_VERDICT_NOT_FOUND:
    case RB_VERDICT_LOOP:
      wanted = RB_EVIDENCE_FINAL;
      break;
    default: /* several do together, or none */
      return RB_FLOW_NONE;
    }
  for (guint i = 0; i < MIN (verdict->evidence->len, RB_EVIDENCE_MAX); i++)
    if (verdict->parts[i].role == wanted)
      return g_array_index (verdict->evidence, guint, i);
  return RB_FLOW_NONE;
}

/* The same on another hop, or again: no wrong answer. */
static gboolean
says_the_same (const RbQuizItem *a, const RbQuizItem *b)
{
  return a->message.index.is_request == b->message.index.is_request &&
         a->message.index.status == b->message.index.status &&
         rb_span_equal (a->message.index.method, a->message.bytes, b->message.index.method, b->message.bytes);
}

void
rb_quiz_ask_end (RbQuizMaker *self)
{
  guint position = find_end (rb_flow_get_verdict (self->flow));
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = NULL;
  const RbQuizItem *end = NULL;
  RbQuizQuestion *question;
  RbLessonBlock *block;

  for (guint i = 0; i < self->items->len && position != RB_FLOW_NONE; i++)
    if (rb_quiz_maker_get (self, i)->message.position == position)
      end = rb_quiz_maker_get (self, i);
  if (end == NULL)
    return;

  question = rb_quiz_question_new (RB_QUIZ_END, g_strdup (_ ("Which message ended the call?")), RB_FLOW_NONE);
  text = rb_quiz_item_format (end);
  rb_quiz_question_add (question, text, position);
  for (guint i = 0; i < self->items->len; i++)
    if (!says_the_same (rb_quiz_maker_get (self, i), end) && rb_quiz_item_is_first (rb_quiz_maker_get (self, i)) &&
        rb_quiz_maker_get (self, i)->message.index.status != 408)
      g_array_append_val (others, i);
  while (others->len > 0 && !rb_quiz_question_is_full (question))
    {
      const RbQuizItem *other = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, others));
      g_autofree char *other_text = rb_quiz_item_format (other);

      rb_quiz_question_add (question, other_text, other->message.position);
    }
  block = rb_lesson_add (question->why, "end", end->message.index.is_request ? "RFC 3261 15" : "RFC 3261 13.3.1.3",
                         rb_flow_get_verdict (self->flow)->text);
  rb_lesson_block_cite (block, position);
  block = rb_lesson_add (
      question->why, "end-rule", NULL,
      end->message.index.is_request
          ? _ ("A BYE ends an answered call; the response to it only says that the BYE has come.")
          : _ ("A final response from 300 on ends an INVITE; the ACK only says that the response has come."));
  rb_lesson_block_cite (block, position);
  rb_quiz_maker_ask (self, question);
}

void
rb_quiz_ask_challenge (RbQuizMaker *self)
{
  static const char *const headers[] = { "Authorization", "Proxy-Authorization", "WWW-Authenticate",
                                         "Proxy-Authenticate" };
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *number = NULL;
  RbQuizQuestion *question;
  RbLessonBlock *block;
  const RbQuizItem *item;
  gboolean by_proxy;

  for (guint i = 0; i < self->items->len; i++)
    {
      guint status;

      item = rb_quiz_maker_get (self, i);
      status = item->message.index.status;
      if (rb_quiz_item_is_first (item) && (status == 401 || status == 407) &&
          rb_sip_find_header (item->message.bytes, item->message.length,
                              status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate", NULL)
                  .length > 0)
        g_array_append_val (candidates, i);
    }
  if (candidates->len == 0)
    return;

  item = rb_quiz_maker_get (self, rb_quiz_maker_draw (self, candidates));
  by_proxy = item->message.index.status == 407;
  number = rb_lesson_format_number (item->message.position);
  question = rb_quiz_question_new (
      RB_QUIZ_CHALLENGE,
      g_strdup_printf (_ ("%1$s is a %2$u. In which header does the next request carry the proof of who asks?"), number,
                       item->message.index.status),
      item->message.position);
  rb_quiz_question_add (question, headers[by_proxy], RB_FLOW_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    rb_quiz_question_add (question, headers[i], RB_FLOW_NONE);
  block = rb_lesson_add (
      question->why, by_proxy ? "challenge-407" : "challenge-401", by_proxy ? "RFC 3261 22.3" : "RFC 3261 22.2",
      by_proxy ? _ ("A proxy on the way asks with 407 and Proxy-Authenticate; Proxy-Authorization answers it.")
               : _ ("The server that is to do what was asked, as a registrar, asks with 401 and WWW-Authenticate; "
                    "Authorization answers it."));
  rb_lesson_block_cite (block, item->message.position);
  for (guint i = 0; i < self->items->len; i++)
    {
      const RbQuizItem *retry = rb_quiz_maker_get (self, i);

      if (retry->message.index.has_authorization && rb_quiz_item_is_first (retry) &&
          retry->cause.kind == RB_CAUSE_RESPONSE && retry->cause.position == item->message.position)
        rb_lesson_block_cite (block, retry->message.position);
    }
  rb_quiz_maker_ask (self, question);
}
