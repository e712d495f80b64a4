/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a real message differs from the textbook. Each rule looks at this message, its transaction and what else the
 * trace shows. rb-comparison.c puts what they find into rows. */

#include "rb-comparison-reason.h"

#include <glib/gi18n-lib.h>

/* A server that has no response by then sends 100 (RFC 3261 17.2.1). */
#define TRYING_US (200 * G_TIME_SPAN_MILLISECOND)

static const RbRealMessage *
get_message (const RbRealFlow *real, const RbAlignedItem *item)
{
  return rb_real_flow_get_message (real, item->message);
}

static const RbAlignedItem *
get_item (const RbAlignment *alignment, guint n)
{
  return &g_array_index (alignment->items, RbAlignedItem, n);
}

static gboolean
is_challenge_status (guint status)
{
  return status == 401 || status == 407;
}

/* Why there is a CANCEL and no 408 where the textbook has one; by what was seen: both sides, only
 * the caller's, only the callee's, where a Reason header may tell. */
static RbReasonId
find_reason_of_no_answer (const RbRealFlow *real)
{
  gboolean no_answer = rb_flow_get_verdict (real->flow)->kind == RB_VERDICT_NO_ANSWER;

  if (real->lowest_level > 1)
    return no_answer ? RB_REASON_PROXY_TIMER_TOLD : RB_REASON_PROXY_TIMER_FAR;
  if (!no_answer)
    return RB_REASON_CANCEL;
  return real->n_levels > 1 ? RB_REASON_PROXY_TIMER : RB_REASON_PROXY_TIMER_NEAR;
}

static gboolean
is_no_answer (const RbTextbookFlow *textbook)
{
  return g_str_has_prefix (textbook->id, "no-answer");
}

static RbReasonId
find_repeated (const RbRealMessage *message)
{
  static const RbReasonId by_timer[] = {
    [RB_TIMER_A] = RB_REASON_TIMER_A,
    [RB_TIMER_E] = RB_REASON_TIMER_E,
    [RB_TIMER_G] = RB_REASON_TIMER_G,
    [RB_TIMER_2XX] = RB_REASON_ANSWER_AGAIN,
    [RB_TIMER_RELIABLE] = RB_REASON_RELIABLE,
    [RB_TIMER_PROGRESS] = RB_REASON_PROGRESS,
    [RB_TIMER_ASKED_AGAIN] = RB_REASON_ASKED_AGAIN,
    [RB_TIMER_STREAM] = RB_REASON_STREAM,
    [RB_TIMER_UNKNOWN] = RB_REASON_REPEATED,
  };

  return message->timer < G_N_ELEMENTS (by_timer) && by_timer[message->timer] != RB_REASON_NONE
             ? by_timer[message->timer]
             : RB_REASON_REPEATED;
}

/* A provisional response with another To tag than an earlier one on its leg: another phone's. */
static gboolean
is_of_another_phone (const RbRealFlow *real, guint n)
{
  const RbRealMessage *message = rb_real_flow_get_message (real, n);

  for (guint i = n; i-- > 0;)
    {
      const RbRealMessage *earlier = rb_real_flow_get_message (real, i);

      if (earlier->leg == message->leg && earlier->transaction == message->transaction && !earlier->index.is_request &&
          earlier->index.status > 100 && earlier->index.to_tag.length > 0)
        return !rb_span_equal (earlier->index.to_tag, earlier->bytes, message->index.to_tag, message->bytes);
    }
  return FALSE;
}

static gboolean
rang_before (const RbRealFlow *real, guint n)
{
  guint transaction = rb_real_flow_get_message (real, n)->transaction;

  for (guint i = n; i-- > 0;)
    if (rb_real_flow_get_message (real, i)->transaction == transaction &&
        rb_real_flow_get_message (real, i)->index.status == 180)
      return TRUE;
  return FALSE;
}

static RbReasonId
find_extra_response_to_invite (const RbRealFlow *real, guint n)
{
  const RbRealMessage *message = rb_real_flow_get_message (real, n);

  if (message->index.status == 100)
    return RB_REASON_TRYING;
  if (is_of_another_phone (real, n))
    return RB_REASON_FORK;
  if (message->index.status == 183)
    return RB_REASON_EARLY_MEDIA;
  if (message->index.status == 180 && !rang_before (real, n))
    return RB_REASON_RINGING;
  return message->index.status < 200 ? RB_REASON_PROVISIONAL : RB_REASON_EXTRA;
}

/* Or what belongs to it: ACK, too, has the method of its own. */
static gboolean
is_first_request (const RbRealMessage *message)
{
  return !message->in_dialog && (rb_real_message_is (message, "INVITE") || rb_real_message_is (message, "ACK") ||
                                 rb_real_message_is (message, "REGISTER"));
}

static gboolean
is_of_failed_attempt (const RbRealFlow *real, const RbRealMessage *message)
{
  return message->final_status >= 400 && message->index.cseq != real->attempt;
}

/* Inside the dialog, past the proxy. */
static gboolean
has_direct (const RbRealFlow *real)
{
  for (guint i = 0; i < real->legs->len; i++)
    if (rb_real_leg_is_direct (real, rb_real_flow_get_leg (real, i)))
      return TRUE;
  return FALSE;
}

static RbReasonId
find_extra (const RbRealFlow *real, const RbTextbookFlow *textbook, const RbAlignedItem *item)
{
  static const struct
  {
    const char *method;
    RbReasonId reason;
  } by_method[] = {
    { "PRACK", RB_REASON_PRACK },     { "REFER", RB_REASON_TRANSFER },
    { "NOTIFY", RB_REASON_TRANSFER }, { "REGISTER", RB_REASON_REGISTER_REFRESH },
    { "BYE", RB_REASON_BYE },
  };
  const RbRealMessage *message = get_message (real, item);
  const RbVerdict *verdict = rb_flow_get_verdict (real->flow);

  if (item->stray != RB_REASON_NONE)
    return item->stray;
  if (message->synthetic)
    return RB_REASON_OWN_TIMER;
  if (message->index.status == 100 && message->retry)
    return RB_REASON_CHALLENGE;
  if (is_challenge_status (message->final_status) || (message->retry && message->index.is_request))
    return rb_real_message_is (message, "REGISTER") ? RB_REASON_CHALLENGE_REGISTRAR : RB_REASON_CHALLENGE;
  if (message->final_status / 100 == 3)
    return RB_REASON_REDIRECT;
  if (rb_real_message_is (message, "CANCEL") || message->final_status == 487)
    {
      if (is_no_answer (textbook))
        return find_reason_of_no_answer (real);
      return verdict->traits & (RB_TRAIT_FORKED | RB_TRAIT_ELSEWHERE) ? RB_REASON_FORK : RB_REASON_CANCEL;
    }
  if (message->final_status == 491)
    return RB_REASON_GLARE;
  if (is_first_request (message) && (is_of_failed_attempt (real, message) || message->earlier_status >= 400))
    return RB_REASON_EARLIER_ATTEMPT;
  if (message->in_dialog || rb_real_message_is (message, "UPDATE"))
    return message->refresh ? RB_REASON_SESSION_REFRESH : RB_REASON_REINVITE;
  for (guint i = 0; i < G_N_ELEMENTS (by_method); i++)
    if (rb_real_message_is (message, by_method[i].method))
      return by_method[i].reason;
  if (rb_real_message_is (message, "INVITE") && !message->index.is_request)
    return find_extra_response_to_invite (real, item->message);
  if (rb_real_message_is (message, "INVITE"))
    return verdict->traits & RB_TRAIT_REDIRECTED ? RB_REASON_REDIRECT : RB_REASON_EARLIER_ATTEMPT;
  return rb_real_message_is (message, "ACK") ? RB_REASON_EXTRA : RB_REASON_OTHER_REQUEST;
}

/* Is there a message of the trace among the lines before (or after) @n? */
static gboolean
has_matched (const RbAlignment *alignment, guint n, gboolean after)
{
  guint first = after ? n + 1 : 0;
  guint last = after ? alignment->items->len : n;

  for (guint i = first; i < last; i++)
    if (get_item (alignment, i)->message != RB_FLOW_NONE && get_item (alignment, i)->step != RB_FLOW_NONE)
      return TRUE;
  return FALSE;
}

/* It is missing between the INVITE and the response that came first after it. */
static RbReasonId
find_missing_trying (const RbRealFlow *real, const RbAlignment *alignment, guint n)
{
  for (guint i = n + 1; i < alignment->items->len; i++)
    {
      const RbAlignedItem *item = get_item (alignment, i);
      const RbRealMessage *message;

      if (item->message == RB_FLOW_NONE || item->is_copy)
        continue;
      message = get_message (real, item);
      if (rb_real_message_is (message, "INVITE") && !message->index.is_request)
        return message->response_us > TRYING_US ? RB_REASON_NO_TRYING_LATE : RB_REASON_NO_TRYING;
    }
  return RB_REASON_NO_TRYING;
}

/* Of the hop that @step goes over the trace has only messages that go the other way. */
static gboolean
is_other_direction_only (const RbAlignment *alignment, const RbTextbookStep *step)
{
  guint n_others = 0;

  for (guint i = 0; i < alignment->from->len; i++)
    {
      guint from = g_array_index (alignment->from, guint, i);
      guint to = g_array_index (alignment->to, guint, i);

      if (from == step->from && to == step->to)
        return FALSE;
      n_others += from == step->to && to == step->from;
    }
  return n_others > 1;
}

/* The request that the missing challenge would have answered. */
static gboolean
had_credentials (const RbRealFlow *real, const RbAlignment *alignment, guint n)
{
  for (guint i = n; i-- > 0;)
    if (get_item (alignment, i)->message != RB_FLOW_NONE && !get_item (alignment, i)->is_copy)
      {
        const RbRealMessage *message = get_message (real, get_item (alignment, i));

        return message->index.is_request && message->index.has_authorization;
      }
  return FALSE;
}

static RbReasonId
find_missing (const RbRealFlow *real, const RbTextbookFlow *textbook, const RbAlignment *alignment, guint n)
{
  const RbTextbookStep *step = rb_textbook_flow_get_step (textbook, get_item (alignment, n)->step);
  const RbVerdict *verdict = rb_flow_get_verdict (real->flow);
  gboolean in_dialog = g_str_equal (step->method, "BYE") || g_str_equal (step->method, "ACK");

  if (!has_matched (alignment, n, FALSE) && (verdict->traits & RB_TRAIT_BEGAN_LATE))
    return RB_REASON_BEGAN_LATE;
  if (step->expires_zero && step->optional)
    return RB_REASON_NOT_YET;
  if (!has_matched (alignment, n, TRUE) && !rb_verdict_is_final (verdict) && verdict->kind != RB_VERDICT_NONE)
    return verdict->traits & RB_TRAIT_CUT_SHORT ? RB_REASON_CUT_SHORT : RB_REASON_NOT_YET;
  if (is_other_direction_only (alignment, step))
    return RB_REASON_ONE_WAY;
  if (is_challenge_status (step->status) && had_credentials (real, alignment, n))
    return RB_REASON_NO_CHALLENGE;
  if (step->status == 100)
    return find_missing_trying (real, alignment, n);
  if (step->status == 408 && is_no_answer (textbook))
    return find_reason_of_no_answer (real);
  if (in_dialog && has_direct (real))
    return RB_REASON_DIRECT;
  if (step->status == 180)
    return RB_REASON_NO_RINGING;
  if (g_str_equal (step->method, "ACK") && step->status == 0)
    return RB_REASON_NO_ACK;
  return real->n_skipped > 0 ? RB_REASON_SKIPPED : RB_REASON_MISSING;
}

/* The same message in its place, but made by another party than in the textbook, or on another way. */
static RbReasonId
find_other_origin (const RbRealFlow *real, const RbTextbookFlow *textbook, const RbAlignedItem *item)
{
  const RbTextbookStep *step = rb_textbook_flow_get_step (textbook, item->step);

  if (item->is_copy)
    return RB_REASON_NONE;
  if (rb_real_leg_is_direct (real, rb_real_flow_get_leg (real, get_message (real, item)->leg)))
    return RB_REASON_DIRECT;
  if (step->status != 408 || !is_no_answer (textbook))
    return RB_REASON_NONE;
  if (get_message (real, item)->synthetic)
    return RB_REASON_OWN_TIMER;
  return rb_flow_get_verdict (real->flow)->ended_by == RB_PARTY_PROXY ? find_reason_of_no_answer (real)
                                                                      : RB_REASON_NONE;
}

static RbReasonId
find_other_order (const RbRealMessage *message)
{
  gboolean of_cancel = rb_real_message_is (message, "CANCEL") || message->final_status == 487;

  return of_cancel ? RB_REASON_ORDER_CANCEL : RB_REASON_ORDER;
}

static RbReasonId
find_other_sender (const RbTextbookFlow *textbook, const RbAlignedItem *item)
{
  const RbTextbookStep *step = rb_textbook_flow_get_step (textbook, item->step);
  gboolean sent_by_caller = (step->from < step->to) == (step->status == 0);

  if (!g_str_equal (step->method, "BYE"))
    return RB_REASON_MIRRORED_OTHER;
  return sent_by_caller ? RB_REASON_MIRRORED_CALLEE : RB_REASON_MIRRORED_CALLER;
}

RbReasonId
rb_reason_find (const RbRealFlow *real, const RbTextbookFlow *textbook, const RbAlignment *alignment, guint n)
{
  const RbAlignedItem *item = get_item (alignment, n);

  switch (item->kind)
    {
    case RB_DIFFERENCE_NONE:
      return find_other_origin (real, textbook, item);
    case RB_DIFFERENCE_UNSEEN:
      return RB_REASON_NONE;
    case RB_DIFFERENCE_MISSING:
      return find_missing (real, textbook, alignment, n);
    case RB_DIFFERENCE_EXTRA:
      return find_extra (real, textbook, item);
    case RB_DIFFERENCE_REPEATED:
      return find_repeated (get_message (real, item));
    case RB_DIFFERENCE_ORDER:
      return find_other_order (get_message (real, item));
    case RB_DIFFERENCE_SENDER:
      return find_other_sender (textbook, item);
    default:
      return get_message (real, item)->index.status == 183 ? RB_REASON_EARLY_MEDIA : RB_REASON_STATUS;
    }
}

char *
rb_reason_format (RbReasonId id, const RbRealFlow *real, const RbAlignedItem *item)
{
  const char *text = _ (rb_reason_get (id)->text);
  const RbRealMessage *message;
  g_autofree char *count = NULL;

  if (item->kind != RB_DIFFERENCE_REPEATED)
    return g_strdup (text);

  message = get_message (real, item);
  /* Translators: how often a message was sent again, after how many seconds the first time */
  count = g_strdup_printf (ngettext ("Sent again %1$u time, after %2$.3f s.",
                                     "Sent again %1$u times, first after %2$.3f s.", message->n_copies),
                           message->n_copies, message->repeat_us / 1e6);
  /* Translators: two sentences after each other */
  return g_strdup_printf (_ ("%1$s %2$s"), count, text);
}
