/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What made a message be sent: the message it answers or passes on, the response that brought it about, a timer, or
 * somebody's decision. Found by looking back through the flow from the message; asked by the machines' page, by marks
 * of the ladder and by the quiz. */

#include "rb-machine.h"

#include <string.h>

#include "rb-reading.h"
#include "rb-sip-scan.h"

#define WALK_MAX 512 /* messages to look back: what lies before did not cause it */

typedef struct
{
  RbTrace *trace;
  RbFlow *flow;
  const RbFlowStep *step;
  guint number; /* of the step */
  const RbTransaction *transaction;
  RbReading message;
} Search;

typedef gboolean (*Matches) (const Search *self, const RbFlowStep *step, const RbReading *earlier);

/* Connections begin at any port: there only the address tells. */
static gboolean
was_received_by_sender (const Search *self, const RbReading *earlier)
{
  const RbMessageInfo *info = &self->message.info;

  if (rb_endpoint_equal (&earlier->info.dst, &info->src))
    return TRUE;
  return (info->transport != RB_TRANSPORT_UDP || earlier->info.transport != RB_TRANSPORT_UDP) &&
         rb_endpoint_is_same_host (&earlier->info.dst, &info->src);
}

static gboolean
same_from_tag (const Search *self, const RbReading *earlier)
{
  return rb_span_equal (self->message.index.from_tag, self->message.bytes, earlier->index.from_tag, earlier->bytes);
}

static gboolean
same_method (const Search *self, const RbReading *earlier)
{
  return rb_span_equal (self->message.index.method, self->message.bytes, earlier->index.method, earlier->bytes);
}

/* Position of the last message before this one that @matches, or %RB_FLOW_NONE. */
static guint
look_back (const Search *self, Matches matches)
{
  for (guint walked = 0, i = self->number; i-- > 0 && walked < WALK_MAX; walked++)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);
      RbReading earlier;

      if (rb_reading_init (&earlier, self->trace, step->position) && matches (self, step, &earlier))
        return step->position;
    }
  return RB_FLOW_NONE;
}

/* Any copy of the request that a response answers. */
static gboolean
is_its_request (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return step->transaction == self->step->transaction && step->timer != RB_TIMER_CAPTURE && earlier->index.is_request &&
         !rb_reading_is (earlier, "ACK");
}

/* Any copy of the final response that an ACK acknowledges. */
static gboolean
is_acknowledged (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return step->timer != RB_TIMER_CAPTURE && !earlier->index.is_request && earlier->index.status >= 200 &&
         earlier->index.cseq == self->message.index.cseq && rb_reading_is (earlier, "INVITE") &&
         same_from_tag (self, earlier) && was_received_by_sender (self, earlier) &&
         rb_span_equal (self->message.index.to_tag, self->message.bytes, earlier->index.to_tag, earlier->bytes);
}

/* The same on the way to this message's sender, on another hop. */
static gboolean
is_passed_on (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  const RbSipIndex *index = &self->message.index;

  return step->transaction != self->step->transaction && earlier->index.is_request == index->is_request &&
         earlier->index.status == index->status && earlier->index.cseq == index->cseq && same_method (self, earlier) &&
         same_from_tag (self, earlier) && was_received_by_sender (self, earlier) &&
         (index->is_request
              ? earlier->index.n_vias < index->n_vias || rb_reading_is (earlier, "CANCEL")
              : earlier->index.n_vias > index->n_vias &&
                    rb_span_equal (index->to_tag, self->message.bytes, earlier->index.to_tag, earlier->bytes));
}

/* Responses after which the same is asked again (RFC 3261 8.1.3.4, 8.1.3.5, RFC 4028 7.3). */
static gboolean
asks_to_retry (guint status)
{
  static const guint16 statuses[] = { 401, 407, 413, 415, 416, 420, 421, 422, 423, 433, 491, 494, 500, 503, 504 };

  if (status >= 300 && status < 400)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i] == status)
      return TRUE;
  return FALSE;
}

static gboolean
is_reason_to_retry (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return !earlier->index.is_request && asks_to_retry (earlier->index.status) &&
         earlier->index.cseq + 1 == self->message.index.cseq && same_method (self, earlier) &&
         same_from_tag (self, earlier) && was_received_by_sender (self, earlier);
}

/* RAck: "RSeq CSeq method" (RFC 3262 7.2) */
static gboolean
is_acknowledged_provisional (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  RbSpan rack = rb_sip_find_header (self->message.bytes, self->message.length, "RAck", NULL);
  RbSpan rseq;

  if (earlier->index.is_request || earlier->index.status >= 200 || !was_received_by_sender (self, earlier))
    return FALSE;
  rseq = rb_sip_find_header (earlier->bytes, earlier->length, "RSeq", NULL);
  return rseq.length > 0 && rack.length > rseq.length &&
         memcmp (self->message.bytes + rack.offset, earlier->bytes + rseq.offset, rseq.length) == 0 &&
         self->message.bytes[rack.offset + rseq.length] == ' ';
}

static gboolean
is_accepted_before (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return !earlier->index.is_request && earlier->index.status >= 200 && earlier->index.status < 300 &&
         same_method (self, earlier) && was_received_by_sender (self, earlier);
}

static gboolean
is_subscription (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return earlier->index.is_request && was_received_by_sender (self, earlier) &&
         (rb_reading_is (earlier, "SUBSCRIBE") || rb_reading_is (earlier, "REFER"));
}

/* A session timer was agreed (RFC 4028). */
static gboolean
is_timed_session (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return !earlier->index.is_request && earlier->index.status / 100 == 2 && earlier->index.session_expires > 0;
}

/* A final response on another branch, after which a proxy cancels this one (RFC 3261 16.7 steps 5 and 10). */
static gboolean
is_other_answer (const Search *self, const RbFlowStep *step, const RbReading *earlier)
{
  return !earlier->index.is_request && (earlier->index.status / 100 == 2 || earlier->index.status / 100 == 6) &&
         step->transaction != self->transaction->invite && earlier->index.cseq == self->message.index.cseq &&
         rb_reading_is (earlier, "INVITE") && same_from_tag (self, earlier) && was_received_by_sender (self, earlier);
}

static RbCause
found (const Search *self, RbCauseKind kind, guint position, RbConfidence confidence)
{
  RbCause cause = { .kind = kind, .position = position, .timer = RB_TIMER_NONE, .confidence = confidence };

  if (position != RB_FLOW_NONE)
    cause.waited_us = MAX (self->message.info.wall_us - rb_trace_get_time (self->trace, position), 0);
  return cause;
}

static RbCause
find_cause_of_copy (const Search *self)
{
  const RbFlowStep *step = self->step;
  guint passed_on = RB_FLOW_NONE;
  RbCause cause = found (self, RB_CAUSE_TIMER, step->retransmission_of, RB_CONFIDENCE_CERTAIN);

  cause.timer = step->timer;
  cause.waited_us = step->repeat_us;
  if (step->timer == RB_TIMER_2XX || step->timer == RB_TIMER_RELIABLE || step->timer == RB_TIMER_PROGRESS ||
      step->timer == RB_TIMER_ASKED_AGAIN)
    passed_on = look_back (self, is_passed_on);
  if (passed_on != RB_FLOW_NONE)
    {
      RbCause relayed = found (self, RB_CAUSE_RELAYED, passed_on, RB_CONFIDENCE_CERTAIN);

      if (relayed.waited_us < step->repeat_us) /* it came since the copy before */
        return relayed;
    }
  switch (step->timer)
    {
    case RB_TIMER_A:
    case RB_TIMER_E:
    case RB_TIMER_G:
    case RB_TIMER_2XX:
    case RB_TIMER_RELIABLE:
      if (step->pace == RB_PACE_FASTER || step->pace == RB_PACE_SLOWER)
        cause.confidence = RB_CONFIDENCE_LIKELY;
      return cause;
    case RB_TIMER_PROGRESS:
      return cause;
    case RB_TIMER_ASKED_AGAIN:
      cause.kind = RB_CAUSE_COPY;
      cause.position = look_back (self, self->message.index.is_request ? is_acknowledged : is_its_request);
      return cause;
    default:
      cause.kind = RB_CAUSE_UNKNOWN;
      return cause;
    }
}

static RbCause
find_cause_of_response (const Search *self)
{
  guint request = self->step->response_to;
  guint status = self->message.index.status;
  guint passed_on;

  if (self->message.info.kind == RB_MESSAGE_SYNTHETIC)
    return found (self, RB_CAUSE_TIMER, request, status == 408 ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY);

  passed_on = status > 100 ? look_back (self, is_passed_on) : RB_FLOW_NONE;
  if (passed_on != RB_FLOW_NONE)
    return found (self, RB_CAUSE_RELAYED, passed_on, RB_CONFIDENCE_CERTAIN);
  if (status == 487 && self->transaction->cancel != RB_FLOW_NONE)
    {
      const RbTransaction *cancel = rb_flow_get_transaction (self->flow, self->transaction->cancel);

      if (cancel->request != RB_FLOW_NONE && cancel->request < self->number)
        return found (self, RB_CAUSE_CANCEL, rb_flow_get_step (self->flow, cancel->request)->position,
                      RB_CONFIDENCE_CERTAIN);
    }
  if (status == 408)
    return found (self, RB_CAUSE_TIMER, request, RB_CONFIDENCE_LIKELY);
  return found (self, request != RB_FLOW_NONE ? RB_CAUSE_REQUEST : RB_CAUSE_UNKNOWN, request, RB_CONFIDENCE_CERTAIN);
}

static RbCause
find_cause_of_cancel (const Search *self)
{
  const RbTransaction *invite = rb_flow_get_transaction (self->flow, self->transaction->invite);
  guint other = look_back (self, is_other_answer);
  RbReading request;

  if (other != RB_FLOW_NONE)
    return found (self, RB_CAUSE_RESPONSE, other, RB_CONFIDENCE_CERTAIN);
  if (invite != NULL && invite->request != RB_FLOW_NONE &&
      rb_reading_init (&request, self->trace, rb_flow_get_step (self->flow, invite->request)->position))
    return found (self, request.index.n_vias > 1 ? RB_CAUSE_TIMER : RB_CAUSE_USER, request.position,
                  RB_CONFIDENCE_LIKELY);
  return found (self, RB_CAUSE_USER, RB_FLOW_NONE, RB_CONFIDENCE_GUESS);
}

static RbCause
find_cause_of_ack (const Search *self)
{
  guint final = look_back (self, is_acknowledged);

  return found (self, final != RB_FLOW_NONE ? RB_CAUSE_RESPONSE : RB_CAUSE_UNKNOWN, final, RB_CONFIDENCE_CERTAIN);
}

/* An INVITE or UPDATE in a dialog, when half of the session timer has passed. */
static gboolean
is_session_refresh (const Search *self, guint *position)
{
  RbReading answer;

  if (self->message.index.to_tag.length == 0 ||
      !(rb_reading_is (&self->message, "INVITE") || rb_reading_is (&self->message, "UPDATE")))
    return FALSE;

  *position = look_back (self, is_timed_session);
  return rb_reading_init (&answer, self->trace, *position) &&
         self->message.info.wall_us - answer.info.wall_us >= (gint64) answer.index.session_expires * G_USEC_PER_SEC / 3;
}

/* Where a request has no cause of its own kind: somebody wants something. */
static RbCause
find_cause_of_request (const Search *self)
{
  static const struct
  {
    const char *method;
    Matches matches;
    RbCauseKind kind;
    RbConfidence confidence;
  } causes[] = {
    { "PRACK", is_acknowledged_provisional, RB_CAUSE_RESPONSE, RB_CONFIDENCE_CERTAIN },
    { "NOTIFY", is_subscription, RB_CAUSE_REQUEST, RB_CONFIDENCE_LIKELY },
    { "REGISTER", is_accepted_before, RB_CAUSE_TIMER, RB_CONFIDENCE_LIKELY },
    { "SUBSCRIBE", is_accepted_before, RB_CAUSE_TIMER, RB_CONFIDENCE_LIKELY },
  };
  guint position;

  if ((position = look_back (self, is_passed_on)) != RB_FLOW_NONE)
    return found (self, RB_CAUSE_RELAYED, position, RB_CONFIDENCE_CERTAIN);
  if (rb_reading_is (&self->message, "CANCEL"))
    return find_cause_of_cancel (self);
  if (self->message.index.n_vias > 1)
    return found (self, RB_CAUSE_UNKNOWN, RB_FLOW_NONE, RB_CONFIDENCE_CERTAIN);
  if ((position = look_back (self, is_reason_to_retry)) != RB_FLOW_NONE)
    return found (self, RB_CAUSE_RESPONSE, position, RB_CONFIDENCE_CERTAIN);
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (rb_reading_is (&self->message, causes[i].method) && !self->message.index.has_expires_zero &&
        (position = look_back (self, causes[i].matches)) != RB_FLOW_NONE)
      return found (self, causes[i].kind, position, causes[i].confidence);
  if (is_session_refresh (self, &position))
    return found (self, RB_CAUSE_TIMER, position, RB_CONFIDENCE_LIKELY);
  return found (self, RB_CAUSE_USER, RB_FLOW_NONE, RB_CONFIDENCE_LIKELY);
}

RbCause
rb_machines_get_cause (RbTrace *trace, guint position)
{
  const RbCause unknown = { .kind = RB_CAUSE_UNKNOWN, .position = RB_FLOW_NONE };
  Search self = { .trace = trace,
                  .flow = rb_trace_get_flow_of (trace, position),
                  .step = rb_trace_get_step (trace, position) };

  if (self.flow == NULL || self.step == NULL || !rb_reading_init (&self.message, trace, position))
    return unknown;
  self.number = (guint) (self.step - rb_flow_get_step (self.flow, 0));
  self.transaction = rb_flow_get_transaction (self.flow, self.step->transaction);

  if (self.step->retransmission_of != RB_FLOW_NONE)
    return find_cause_of_copy (&self);
  if (!self.message.index.is_request)
    return find_cause_of_response (&self);
  if (rb_reading_is (&self.message, "ACK") &&
      (self.message.index.n_vias < 2 || self.transaction->kind != RB_TRANSACTION_ACK))
    return find_cause_of_ack (&self);
  return find_cause_of_request (&self);
}
