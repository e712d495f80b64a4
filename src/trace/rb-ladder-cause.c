/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why the message of a row was sent: the message before it that made somebody send it, or the timer that did where the
 * trace shows that one fired. Used for lighting what belongs together, for the walk from effect to cause, and for the
 * marks of timers. */

#include "rb-ladder-private.h"

#include "rb-flow-private.h"
#include "rb-trace-private.h"

/* A proxy passes a message on at once: further back nothing is looked for. */
#define WINDOW 48

typedef struct
{
  RbLadder *ladder;
  RbTrace *trace;
  RbFlow *flow;
  guint number; /* of the step */
  const RbFlowStep *step;
  const RbFlowFact *fact;
  guint from; /* lane */
} Subject;

/* Could the earlier message @fact have made the subject be sent? */
typedef gboolean (*IsCause) (const Subject *self, const RbFlowStep *step, const RbFlowFact *fact);

static gboolean
is_request (const RbFlowFact *fact)
{
  return (fact->flags & RB_FACT_REQUEST) != 0;
}

/* The last message before the subject that @is_cause takes, on another leg and of the same attempt: to or from the
 * subject's sender. */
static guint
find_on_other_leg (const Subject *self, IsCause is_cause, gboolean to_sender)
{
  for (guint n = self->number; n > 0 && self->number - n < WINDOW; n--)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, n - 1);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, n - 1);
      guint from, to;

      if (step->leg != self->step->leg && step->retransmission_of == RB_FLOW_NONE && fact->cseq == self->fact->cseq &&
          is_cause (self, step, fact) && rb_ladder_find_lanes (self->ladder, step->position, &from, &to) &&
          (to_sender ? to : from) == self->from)
        return step->position;
    }
  return RB_FLOW_NONE;
}

/* A proxy changes neither tags, CSeq nor status (RFC 3261 16.6, 16.7). */
static gboolean
is_passed_on (const Subject *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  return is_request (fact) == is_request (self->fact) && fact->method == self->fact->method &&
         fact->status == self->fact->status && fact->from_tag == self->fact->from_tag;
}

/* One branch of a fork was answered, or refused for all (RFC 3261 16.7). */
static gboolean
ends_the_fork (const Subject *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  return !is_request (fact) && fact->method == RB_METHOD_INVITE &&
         ((fact->status >= 200 && fact->status < 300) || fact->status >= 600);
}

static const RbFlowStep *
get_step_before (const Subject *self, guint n)
{
  return n < self->number ? rb_flow_get_step (self->flow, n) : NULL;
}

static guint
get_position_before (const Subject *self, guint n)
{
  const RbFlowStep *step = get_step_before (self, n);

  return step != NULL ? step->position : RB_FLOW_NONE;
}

static const RbTransaction *
get_invite (const Subject *self, const RbTransaction *transaction)
{
  return transaction->invite != RB_FLOW_NONE ? rb_flow_get_transaction (self->flow, transaction->invite) : NULL;
}

/* The last challenge on the same leg, to the same method and the same client. */
static guint
find_challenge (const Subject *self)
{
  for (guint n = self->number; n > 0 && self->number - n < WINDOW; n--)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, n - 1);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, n - 1);

      if (step->leg == self->step->leg && !is_request (fact) && fact->method == self->fact->method &&
          fact->from_tag == self->fact->from_tag && fact->cseq < self->fact->cseq)
        return fact->status == 401 || fact->status == 407 ? step->position : RB_FLOW_NONE;
    }
  return RB_FLOW_NONE;
}

static gboolean
is_cancel (const Subject *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  return fact->method == RB_METHOD_CANCEL && is_request (fact);
}

static gboolean
is_invite (const Subject *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  return fact->method == RB_METHOD_INVITE && is_request (fact);
}

static gboolean
is_408 (const Subject *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  return fact->method == RB_METHOD_INVITE && fact->status == 408;
}

static gint64
get_time_since (const Subject *self, guint position)
{
  return position != RB_FLOW_NONE ? rb_trace_get_time_between (self->trace, position, self->step->position) : -1;
}

/* A proxy cancels because its client did, because another phone answered, or because its timer fired (16.8). */
static gint64
explain_cancel (const Subject *self, const RbTransaction *transaction, RbLadderRow *row)
{
  const RbTransaction *invite = get_invite (self, transaction);
  const RbFlowFact *fact;
  guint request;

  row->cause = find_on_other_leg (self, is_passed_on, TRUE);
  if (row->cause == RB_FLOW_NONE)
    row->cause = find_on_other_leg (self, ends_the_fork, TRUE);
  if (row->cause == RB_FLOW_NONE)
    row->cause = find_on_other_leg (self, is_408, FALSE); /* the same timer made it send both */
  if (row->cause != RB_FLOW_NONE || invite == NULL || invite->request == RB_FLOW_NONE)
    return -1;

  fact = rb_flow_get_fact (self->flow, invite->request);
  request = get_position_before (self, invite->request);
  if (request == RB_FLOW_NONE || !(fact->flags & RB_FACT_RELAYED) || rb_flow_get_n_legs (self->flow) < 2)
    return -1;
  row->timer = RB_LADDER_TIMER_NO_ANSWER;
  row->cause = request;
  return get_time_since (self, request);
}

static gint64
explain_408 (const Subject *self, const RbTransaction *transaction, RbLadderRow *row)
{
  gboolean is_invite_response = self->fact->method == RB_METHOD_INVITE;
  guint cancel = find_on_other_leg (self, is_cancel, FALSE);
  guint sent_on = find_on_other_leg (self, is_invite, FALSE);

  if (self->fact->flags & RB_FACT_SYNTHETIC)
    {
      if (transaction->provisional == RB_FLOW_NONE || transaction->provisional > self->number)
        row->timer = RB_LADDER_TIMER_B;
    }
  else if (cancel != RB_FLOW_NONE)
    row->cause = cancel;
  else if (is_invite_response && sent_on != RB_FLOW_NONE)
    {
      row->timer = RB_LADDER_TIMER_NO_ANSWER;
      row->cause = sent_on;
      return get_time_since (self, sent_on);
    }
  else if (is_invite_response && rb_flow_get_n_legs (self->flow) == 1 && transaction->provisional != RB_FLOW_NONE)
    row->timer = RB_LADDER_TIMER_NO_ANSWER_LIKELY;
  return self->step->response_us;
}

static gint64
explain_response (const Subject *self, const RbTransaction *transaction, RbLadderRow *row)
{
  guint passed_on = find_on_other_leg (self, is_passed_on, TRUE);

  row->cause = passed_on != RB_FLOW_NONE ? passed_on : self->step->response_to;
  if (passed_on != RB_FLOW_NONE)
    return -1;
  if (self->fact->status == 408)
    return explain_408 (self, transaction, row);
  if (self->fact->status == 487 && transaction->cancel != RB_FLOW_NONE)
    {
      const RbTransaction *cancel = rb_flow_get_transaction (self->flow, transaction->cancel);

      if (cancel != NULL && get_position_before (self, cancel->request) != RB_FLOW_NONE)
        row->cause = get_position_before (self, cancel->request);
    }
  return -1;
}

static gint64
explain_request (const Subject *self, const RbTransaction *transaction, RbLadderRow *row)
{
  if (self->fact->method == RB_METHOD_CANCEL)
    return explain_cancel (self, transaction, row);
  if (self->fact->method == RB_METHOD_ACK && transaction->kind != RB_TRANSACTION_ACK)
    {
      row->cause = get_position_before (self, transaction->final);
      return -1;
    }

  row->cause = find_on_other_leg (self, is_passed_on, TRUE);
  if (row->cause != RB_FLOW_NONE)
    return -1;
  if (self->fact->method == RB_METHOD_ACK && get_invite (self, transaction) != NULL)
    row->cause = get_position_before (self, get_invite (self, transaction)->final);
  else if (self->fact->flags & RB_FACT_CREDENTIALS)
    row->cause = find_challenge (self);
  return -1;
}

gint64
rb_ladder_find_cause (RbLadder *self, RbTrace *trace, RbLadderRow *row)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, row->position);
  guint number = rb_trace_get_step_number (trace, row->position);
  const RbTransaction *transaction;
  Subject subject;

  row->cause = RB_FLOW_NONE;
  if (flow == NULL || number == RB_FLOW_NONE)
    return -1;

  subject = (Subject){
    .ladder = self,
    .trace = trace,
    .flow = flow,
    .number = number,
    .step = rb_flow_get_step (flow, number),
    .fact = rb_flow_get_fact (flow, number),
    .from = row->from,
  };
  if (subject.step->retransmission_of != RB_FLOW_NONE)
    {
      row->cause = subject.step->retransmission_of;
      row->timer = subject.step->timer != RB_TIMER_CAPTURE ? RB_LADDER_TIMER_COPY : RB_LADDER_TIMER_NONE;
      return -1;
    }

  transaction = rb_flow_get_transaction (flow, subject.step->transaction);
  if (transaction == NULL)
    return -1;
  return is_request (subject.fact) ? explain_request (&subject, transaction, row)
                                   : explain_response (&subject, transaction, row);
}
