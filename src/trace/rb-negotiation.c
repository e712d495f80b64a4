/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offers and answers of a call (RFC 3264): which message offers and which one answers it (RFC 3261 13.2.1, RFC 3262
 * 5, RFC 3311; all cases in RFC 6337 2.2), how long what was agreed lasted. Ladder and tutor ask; the messages are
 * read from their bytes then, once each. */

#include "rb-negotiation-private.h"

#include <string.h>

#include "rb-flow-private.h"
#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"
#include "rb-trace.h"

/* A negotiation while the flow is walked. */
typedef struct
{
  RbNegotiation public;
  guint transaction;      /* of the INVITE, UPDATE or PRACK it is about */
  gboolean is_challenged; /* the final response asks for the same request again */
  gboolean is_dropped;
} Exchange;

typedef struct
{
  RbFlow *flow;
  RbTrace *trace;
  GPtrArray *exchanges; /* of Exchange, in order */
  GHashTable *offers;   /* transaction → Exchange offered in its request */
  GHashTable *answered; /* transaction and dialog → Exchange of it */
  GHashTable *awaiting; /* dialog → Exchange offered in a response: PRACK or ACK answer */
  GHashTable *current;  /* dialog → Exchange whose agreement holds */
  GHashTable *retried;  /* dialog → challenged Exchange that may come again */
  GPtrArray *early;     /* of Exchange: agreed before the call was answered */
} Walk;

typedef struct
{
  guint step;
  guint transaction;
  guint dialog;
  guint position;
  const RbFlowFact *fact;
  gboolean is_request;
  gboolean has_sdp;
} Message;

/* Descriptions are shared: a fork has one offer and many answers. */
static void
clear_shared (gpointer data)
{
  rb_sdp_free (g_memdup2 (data, sizeof (RbSdp))); /* the box itself is freed by others */
}

static void
release_sdp (const RbSdp *sdp)
{
  if (sdp != NULL)
    g_rc_box_release_full ((gpointer) sdp, clear_shared);
}

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  release_sdp (self->public.offer_sdp);
  release_sdp (self->public.answer_sdp);
  g_array_unref (self->public.lines);
  g_free (self);
}

static RbSpan
find_sdp (Walk *self, guint position, const guint8 **bytes, gsize *length)
{
  RbSipIndex index;

  *bytes = rb_trace_peek_bytes (self->trace, position, length);
  rb_sip_index_parse (&index, *bytes, *length);
  return index.sdp;
}

/* (transfer full) (nullable): NULL when it cannot be read */
static const RbSdp *
read_sdp (Walk *self, const Message *message)
{
  const guint8 *bytes;
  gsize length;
  RbSpan span = find_sdp (self, message->position, &bytes, &length);
  RbSdp *sdp = rb_sdp_parse ((const char *) bytes + span.offset, span.length, NULL);
  RbSdp *shared;

  if (sdp == NULL)
    return NULL;

  shared = g_rc_box_new (RbSdp);
  *shared = *sdp;
  g_free (sdp);
  return shared;
}

static gboolean
is_same_sdp (Walk *self, guint a, guint b)
{
  const guint8 *a_bytes;
  const guint8 *b_bytes;
  gsize length;
  RbSpan a_span = find_sdp (self, a, &a_bytes, &length);
  RbSpan b_span = find_sdp (self, b, &b_bytes, &length);

  return rb_span_equal (a_span, a_bytes, b_span, b_bytes);
}

/* RFC 3262: only with RSeq is a provisional response sent until its PRACK comes. */
static gboolean
is_reliable (Walk *self, const Message *message)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, message->position, &length);

  return rb_sip_find_header (bytes, length, "RSeq", NULL).length > 0;
}

/* Who sent the request that @message is, or answers. */
static gboolean
is_request_from_caller (Walk *self, const Message *message)
{
  const RbDialog *dialog = rb_flow_get_dialog (self->flow, message->dialog);

  return message->fact->to_tag == 0 || dialog == NULL || dialog->caller_tag == message->fact->from_tag;
}

/* A seeded hash, for g_int64_hash() only looks at the lower half. */
static guint64 *
dup_key (guint transaction, guint dialog)
{
  guint64 *key = g_new (guint64, 1);

  *key = rb_hash_mix (rb_hash_mix (rb_hash_seed (), transaction), dialog);
  return key;
}

/* (nullable): NULL when there are too many */
static Exchange *
add_exchange (Walk *self, const Message *message)
{
  Exchange *exchange;

  if (self->exchanges->len >= RB_MAX_NEGOTIATIONS)
    return NULL;

  exchange = g_new0 (Exchange, 1);
  exchange->transaction = message->transaction;
  exchange->public = (RbNegotiation){
    .offer = RB_FLOW_NONE,
    .answer = RB_FLOW_NONE,
    .dialog = message->dialog,
    .rejected = RB_FLOW_NONE,
    .repeated = RB_FLOW_NONE,
    .confirmed = RB_FLOW_NONE,
    .superseded = RB_FLOW_NONE,
    .lines = g_array_new (FALSE, TRUE, sizeof (RbMediaLine)),
  };
  g_ptr_array_add (self->exchanges, exchange);
  return exchange;
}

static void
set_lines (Exchange *exchange)
{
  g_array_unref (exchange->public.lines);
  exchange->public.lines = rb_media_lines_new (exchange->public.offer_sdp, exchange->public.answer_sdp);
}

static Exchange *
add_offer (Walk *self, const Message *message)
{
  Exchange *exchange = add_exchange (self, message);

  if (exchange == NULL)
    return NULL;

  exchange->public.offer = message->step;
  exchange->public.offer_from_caller = is_request_from_caller (self, message) == message->is_request;
  exchange->public.offer_sdp = read_sdp (self, message);
  exchange->public.is_first = message->fact->method == RB_METHOD_INVITE && message->fact->to_tag == 0;
  set_lines (exchange);
  return exchange;
}

static void
end_exchange (Exchange *exchange, guint step)
{
  if (exchange->public.answer != RB_FLOW_NONE && exchange->public.superseded == RB_FLOW_NONE)
    exchange->public.superseded = step;
}

/* Is the call answered at that step, as far as this dialog goes? */
static gboolean
is_confirmed (Walk *self, guint dialog_number, guint step)
{
  const RbDialog *dialog = rb_flow_get_dialog (self->flow, dialog_number);

  return dialog == NULL || dialog->created == RB_FLOW_NONE ||
         (dialog->confirmed != RB_FLOW_NONE && dialog->confirmed <= step);
}

static void
set_answer (Walk *self, Exchange *exchange, const Message *message)
{
  Exchange *before = g_hash_table_lookup (self->current, GUINT_TO_POINTER (message->dialog));

  exchange->public.answer = message->step;
  exchange->public.answer_sdp = read_sdp (self, message);
  exchange->public.dialog = message->dialog;
  set_lines (exchange);
  if (is_confirmed (self, message->dialog, message->step))
    exchange->public.confirmed = message->step;
  else
    g_ptr_array_add (self->early, exchange);
  if (before != NULL && before != exchange)
    end_exchange (before, message->step);
  g_hash_table_insert (self->current, GUINT_TO_POINTER (message->dialog), exchange);
}

/* The same offer, for one more phone that answers it. */
static Exchange *
copy_offer (Walk *self, const Exchange *base, const Message *message)
{
  Exchange *exchange = add_exchange (self, message);

  if (exchange == NULL)
    return NULL;

  exchange->public.offer = base->public.offer;
  exchange->public.offer_from_caller = base->public.offer_from_caller;
  exchange->public.is_first = base->public.is_first;
  if (base->public.offer_sdp != NULL)
    exchange->public.offer_sdp = g_rc_box_acquire ((gpointer) base->public.offer_sdp);
  return exchange;
}

static void
note_repetition (Walk *self, Exchange *exchange, const Message *message)
{
  guint first = exchange->public.answer;

  /* The offer in a reliable 18x, once more in the 200. */
  if (first == RB_FLOW_NONE || rb_flow_get_step (self->flow, first)->transaction != message->transaction)
    first = exchange->public.offer;
  if (exchange->public.repeated != RB_FLOW_NONE || first == RB_FLOW_NONE)
    return;
  exchange->public.repeated = message->step;
  exchange->public.repeat_differs =
      !is_same_sdp (self, rb_flow_get_step (self->flow, first)->position, message->position);
}

/* SDP in a response: the answer to its request's offer; else an offer, when the request had none. */
static void
take_response_sdp (Walk *self, const Message *message)
{
  g_autofree guint64 *key = dup_key (message->transaction, message->dialog);
  Exchange *exchange = g_hash_table_lookup (self->answered, key);
  Exchange *base = g_hash_table_lookup (self->offers, GUINT_TO_POINTER (message->transaction));
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, message->transaction);

  if (exchange != NULL)
    {
      note_repetition (self, exchange, message);
      return;
    }

  if (base != NULL)
    {
      exchange = base->public.answer == RB_FLOW_NONE ? base : copy_offer (self, base, message);
      if (exchange != NULL)
        set_answer (self, exchange, message);
    }
  else if (transaction->request == RB_FLOW_NONE)
    {
      exchange = add_exchange (self, message);
      if (exchange == NULL)
        return;
      exchange->public.offer_from_caller = is_request_from_caller (self, message);
      set_answer (self, exchange, message);
    }
  else if (message->fact->method == RB_METHOD_INVITE && (message->fact->status >= 200 || is_reliable (self, message)))
    {
      exchange = add_offer (self, message);
      if (exchange == NULL)
        return;
      exchange->public.is_first = rb_flow_get_fact (self->flow, transaction->request)->to_tag == 0;
      g_hash_table_insert (self->awaiting, GUINT_TO_POINTER (message->dialog), exchange);
    }
  if (exchange != NULL)
    g_hash_table_insert (self->answered, g_steal_pointer (&key), exchange);
}

/* The 200 of a call: other phones' early media is over, this one's becomes the call's. */
static void
confirm (Walk *self, const Message *message)
{
  for (guint i = 0; i < self->early->len; i++)
    {
      Exchange *exchange = g_ptr_array_index (self->early, i);

      if (exchange->public.dialog != message->dialog)
        end_exchange (exchange, message->step);
      else if (exchange->public.superseded == RB_FLOW_NONE)
        exchange->public.confirmed = message->step;
    }
  g_ptr_array_set_size (self->early, 0);
}

/* RFC 3264 8: a rejected offer leaves everything as it was. */
static void
refuse (Walk *self, const Message *message)
{
  static const guint16 again[] = { 401, 407, 420, 421, 422, 428, 494 };
  Exchange *exchange = g_hash_table_lookup (self->offers, GUINT_TO_POINTER (message->transaction));
  guint status = message->fact->status;

  if (message->fact->method == RB_METHOD_INVITE)
    {
      for (guint i = 0; i < self->early->len; i++)
        end_exchange (g_ptr_array_index (self->early, i), message->step);
      g_ptr_array_set_size (self->early, 0);
    }
  if (exchange == NULL || exchange->public.rejected != RB_FLOW_NONE)
    return;

  exchange->public.rejected = message->step;
  exchange->is_challenged = status / 100 == 3;
  for (gsize i = 0; i < G_N_ELEMENTS (again); i++)
    exchange->is_challenged |= status == again[i];
  if (exchange->is_challenged && exchange->public.answer == RB_FLOW_NONE)
    g_hash_table_insert (self->retried, GUINT_TO_POINTER (exchange->public.dialog), exchange);
}

static void
take_response (Walk *self, const Message *message)
{
  guint status = message->fact->status;

  if (message->has_sdp && status > 100 && status < 300)
    take_response_sdp (self, message);
  if (message->fact->method == RB_METHOD_INVITE && status / 100 == 2)
    confirm (self, message);
  if (status >= 300)
    refuse (self, message);
}

static void
take_request_offer (Walk *self, const Message *message)
{
  Exchange *exchange = add_offer (self, message);
  Exchange *before = g_hash_table_lookup (self->retried, GUINT_TO_POINTER (message->dialog));

  if (exchange == NULL)
    return;

  if (before != NULL && before->public.offer_from_caller == exchange->public.offer_from_caller)
    {
      before->is_dropped = TRUE;
      g_hash_table_remove (self->retried, GUINT_TO_POINTER (message->dialog));
    }
  g_hash_table_insert (self->offers, GUINT_TO_POINTER (message->transaction), exchange);
}

/* An ACK that answers a 200 whose INVITE was not seen: then it was the 200 that offered. */
static void
turn_round (Walk *self, const Message *message)
{
  Exchange *exchange = g_hash_table_lookup (self->current, GUINT_TO_POINTER (message->dialog));

  if (exchange == NULL)
    exchange = add_exchange (self, message);
  else if (exchange->public.offer != RB_FLOW_NONE)
    return;
  if (exchange == NULL)
    return;

  exchange->public.offer = exchange->public.answer;
  exchange->public.offer_sdp = g_steal_pointer (&exchange->public.answer_sdp);
  exchange->public.offer_from_caller = !is_request_from_caller (self, message);
  set_answer (self, exchange, message);
}

static void
take_request_sdp (Walk *self, const Message *message, gboolean is_ack, gboolean is_prack)
{
  Exchange *exchange = g_hash_table_lookup (self->awaiting, GUINT_TO_POINTER (message->dialog));

  if ((is_ack || is_prack) && exchange != NULL)
    {
      g_hash_table_remove (self->awaiting, GUINT_TO_POINTER (message->dialog));
      set_answer (self, exchange, message);
    }
  else if (is_ack)
    turn_round (self, message);
  else
    take_request_offer (self, message);
}

static void
take_request (Walk *self, const Message *message)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, message->position, &length);
  gboolean is_prack = length > 6 && memcmp (bytes, "PRACK ", 6) == 0;
  gboolean is_ack = message->fact->method == RB_METHOD_ACK;
  Exchange *exchange;

  if (message->fact->method == RB_METHOD_BYE)
    {
      exchange = g_hash_table_lookup (self->current, GUINT_TO_POINTER (message->dialog));
      if (exchange != NULL)
        end_exchange (exchange, message->step);
    }
  else if (message->has_sdp && (message->fact->method == RB_METHOD_INVITE || is_ack || is_prack ||
                                message->fact->method == RB_METHOD_UPDATE))
    take_request_sdp (self, message, is_ack, is_prack);
}

/* What the caller itself sent or got: its legs, and those that skip the proxy inside the dialog. */
static gboolean
is_of_caller (Walk *self, guint first_leg, const RbFlowStep *step, const RbEndpoint *caller)
{
  RbMessageInfo info;

  if (rb_flow_is_callers_leg (self->flow, first_leg, step->leg))
    return TRUE;
  return caller->family != 0 && !rb_flow_leg_has_invite (self->flow, step->leg) &&
         rb_trace_get_info (self->trace, step->position, &info) &&
         (rb_endpoint_equal (&info.src, caller) || rb_endpoint_equal (&info.dst, caller));
}

/* Where the INVITE that began the call came from; family 0 when it was not seen. */
static void
find_caller (Walk *self, guint leg, RbEndpoint *caller)
{
  RbMessageInfo info;

  *caller = (RbEndpoint){ 0 };
  for (guint i = 0; i < rb_flow_get_n_steps (self->flow); i++)
    {
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, i);
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);

      if (step->leg == leg && (fact->flags & RB_FACT_REQUEST) && fact->method == RB_METHOD_INVITE &&
          fact->to_tag == 0 && rb_trace_get_info (self->trace, step->position, &info))
        {
          *caller = info.src;
          return;
        }
    }
}

static void
walk (Walk *self)
{
  guint leg = rb_flow_find_callers_leg (self->flow);
  RbEndpoint caller;

  find_caller (self, leg, &caller);
  for (guint i = 0; i < rb_flow_get_n_steps (self->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, i);
      Message message = {
        .step = i,
        .transaction = step->transaction,
        .dialog = step->dialog,
        .position = step->position,
        .fact = fact,
        .is_request = (fact->flags & RB_FACT_REQUEST) != 0,
        .has_sdp = (fact->flags & RB_FACT_SDP) != 0,
      };

      if (step->retransmission_of != RB_FLOW_NONE || !is_of_caller (self, leg, step, &caller))
        continue;
      if (message.is_request)
        take_request (self, &message);
      else
        take_response (self, &message);
    }
}

GPtrArray *
rb_flow_list_negotiations (RbFlow *flow)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (exchange_free);
  Walk self = { .flow = flow, .trace = rb_flow_get_trace (flow) };

  if (self.trace == NULL || rb_flow_get_kind (flow) != RB_FLOW_CALL)
    return list;

  self.exchanges = g_ptr_array_new ();
  self.offers = g_hash_table_new (NULL, NULL);
  self.answered = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.awaiting = g_hash_table_new (NULL, NULL);
  self.current = g_hash_table_new (NULL, NULL);
  self.retried = g_hash_table_new (NULL, NULL);
  self.early = g_ptr_array_new ();

  walk (&self);
  for (guint i = 0; i < self.exchanges->len; i++)
    {
      Exchange *exchange = g_ptr_array_index (self.exchanges, i);

      if (exchange->is_dropped)
        exchange_free (exchange);
      else
        g_ptr_array_add (list, exchange);
    }

  g_ptr_array_unref (self.exchanges);
  g_hash_table_unref (self.offers);
  g_hash_table_unref (self.answered);
  g_hash_table_unref (self.awaiting);
  g_hash_table_unref (self.current);
  g_hash_table_unref (self.retried);
  g_ptr_array_unref (self.early);
  return list;
}
