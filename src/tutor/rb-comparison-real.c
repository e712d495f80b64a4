/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real flow as the comparison sees it: first copies only, which leg each took and which way, and what of it is
 * the answer to a challenge. rb-comparison.c aligns it, rb-textbook-choose.c looks for its textbook. */

#include "rb-comparison-real.h"

#include "rb-flow-private.h"
#include "rb-path.h"

/* First copies that are compared: enough for every call but a very long one, whose middle has nothing but refreshes. */
#define MAX_FIRST 160
#define MAX_LAST 80

RbRealMessage *
rb_real_flow_get_message (const RbRealFlow *self, guint n)
{
  return &g_array_index (self->messages, RbRealMessage, n);
}

RbRealLeg *
rb_real_flow_get_leg (const RbRealFlow *self, guint n)
{
  return &g_array_index (self->legs, RbRealLeg, n);
}

gboolean
rb_real_message_is (const RbRealMessage *self, const char *method)
{
  return rb_span_is (self->index.method, self->bytes, method);
}

gboolean
rb_real_message_is_request (const RbRealMessage *self, const char *method)
{
  return self->index.is_request && rb_real_message_is (self, method);
}

gboolean
rb_real_leg_is_of_attempt (const RbRealFlow *self, const RbRealLeg *leg)
{
  return leg->level > 0 && (self->attempt == 0 || !leg->has_invite || leg->attempt == self->attempt);
}

static gboolean
begins_call (const RbRealMessage *message)
{
  return rb_real_message_is_request (message, "INVITE") && message->index.to_tag.length == 0;
}

/* Where the stack's log is all there is, our own address is not known, and that is one host, too. */
static gboolean
is_same_host (const RbEndpoint *a, const RbEndpoint *b)
{
  return rb_endpoint_equal (a, b) || rb_endpoint_is_same_host (a, b);
}

/* Number of the leg among those of the messages that are compared. */
static guint
number_leg (RbRealFlow *self, GHashTable *numbers, guint leg)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, GUINT_TO_POINTER (leg + 1)));

  if (number == 0)
    {
      g_array_set_size (self->legs, self->legs->len + 1);
      number = self->legs->len;
      g_hash_table_insert (numbers, GUINT_TO_POINTER (leg + 1), GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static void
add_message (RbRealFlow *self, const RbFlowStep *step, guint leg)
{
  gsize length;
  RbMessageInfo info;
  RbRealMessage message = {
    .position = step->position,
    .leg = leg,
    .transaction = step->transaction,
    .response_us = step->response_us,
    .bytes = rb_trace_peek_bytes (self->trace, step->position, &length),
  };

  rb_trace_get_info (self->trace, step->position, &info);
  message.synthetic = info.kind == RB_MESSAGE_SYNTHETIC;
  rb_sip_index_parse (&message.index, message.bytes, length);
  g_array_append_val (self->messages, message);
}

static void
add_copy (RbRealMessage *message, const RbFlowStep *step)
{
  if (step->timer == RB_TIMER_CAPTURE)
    return;

  if (message->n_copies == 0)
    {
      message->timer = step->timer;
      message->repeat_us = step->repeat_us;
    }
  if (message->n_copies < RB_REAL_COPIES)
    message->copies[message->n_copies] = step->position;
  message->n_copies++;
}

static void
collect (RbRealFlow *self)
{
  g_autoptr (GHashTable) by_position = g_hash_table_new (NULL, NULL); /* position + 1 → message + 1 */
  g_autoptr (GHashTable) legs = g_hash_table_new (NULL, NULL);        /* of the flow + 1 → ours + 1 */
  guint n_steps = rb_flow_get_n_steps (self->flow);
  guint n_first = 0;
  guint number = 0;

  for (guint i = 0; i < n_steps; i++)
    if (rb_flow_get_step (self->flow, i)->retransmission_of == RB_FLOW_NONE)
      n_first++;

  for (guint i = 0; i < n_steps; i++)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);

      if (step->retransmission_of != RB_FLOW_NONE)
        {
          guint n =
              GPOINTER_TO_UINT (g_hash_table_lookup (by_position, GUINT_TO_POINTER (step->retransmission_of + 1)));

          if (n > 0)
            add_copy (rb_real_flow_get_message (self, n - 1), step);
          continue;
        }

      if (number < MAX_FIRST || number + MAX_LAST >= n_first)
        {
          add_message (self, step, number_leg (self, legs, step->leg));
          g_hash_table_insert (by_position, GUINT_TO_POINTER (step->position + 1),
                               GUINT_TO_POINTER (self->messages->len));
        }
      else
        {
          self->n_skipped++;
        }
      number++;
    }
}

/* A request goes from the caller's side unless an INVITE shows otherwise; CANCEL and the ACK of a failure follow it,
 * and what is sent inside a dialog may begin at either end. */
static void
find_ends (RbRealLeg *leg, const RbRealMessage *message, const RbPath *path)
{
  gboolean of_invite = rb_real_message_is (message, "INVITE");
  gboolean begins = begins_call (message);

  if (begins)
    leg->attempt = message->index.cseq;
  if (leg->has_invite || (leg->n_messages > 0 && !begins))
    return;

  leg->has_invite = begins;
  if (message->index.is_request)
    {
      leg->up = path->src;
      leg->via_up = path->via_src;
      leg->down = path->dst;
    }
  else
    {
      leg->up = path->dst;
      leg->via_up = path->via_dst;
      leg->down = path->src;
    }
  if (begins || rb_real_message_is (message, "REGISTER") || (of_invite && !message->index.is_request))
    leg->level = MAX (message->index.n_vias, 1);
}

static void
note_responses (RbRealLeg *leg, const RbRealMessage *message)
{
  if (message->index.is_request || !rb_real_message_is (message, "INVITE"))
    return;

  leg->responded = TRUE;
  leg->answered |= message->index.status / 100 == 2;
  leg->redirected |= message->index.status / 100 == 3;
}

gboolean
rb_real_leg_is_parallel (const RbRealLeg *self, const RbRealLeg *other)
{
  if (is_same_host (&self->up, &self->down))
    return FALSE; /* on one host, where all hops are alike */

  return (is_same_host (&self->up, &other->up) && is_same_host (&self->down, &other->down)) ||
         (is_same_host (&self->up, &other->down) && is_same_host (&self->down, &other->up));
}

gboolean
rb_real_leg_is_direct (const RbRealFlow *self, const RbRealLeg *leg)
{
  if (leg->level > 0 || self->n_levels == 0)
    return FALSE;

  for (guint i = 0; i < self->legs->len; i++)
    if (rb_real_flow_get_leg (self, i)->level > 0 && rb_real_leg_is_parallel (leg, rb_real_flow_get_leg (self, i)))
      return FALSE;
  return TRUE;
}

static void
find_path (const RbRealFlow *self, const RbRealMessage *message, RbPath *path)
{
  RbMessageInfo info;

  rb_trace_get_info (self->trace, message->position, &info);
  rb_path_init (path, &info, &message->index, message->bytes);
}

static void
find_legs (RbRealFlow *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      const RbRealMessage *message = rb_real_flow_get_message (self, i);
      RbRealLeg *leg = rb_real_flow_get_leg (self, message->leg);
      RbPath path;

      find_path (self, message, &path);
      find_ends (leg, message, &path);
      note_responses (leg, message);
      leg->n_messages++;
      if (begins_call (message))
        self->attempt = message->index.cseq;
      if (message->index.n_vias > 1 || message->index.status == 407 ||
          (!message->index.is_request && message->index.has_record_route))
        self->has_proxy = TRUE;
    }
}

static gboolean
is_downstream (const RbRealLeg *leg, const RbPath *path, gboolean is_request)
{
  if (!is_same_host (&path->src, &path->dst))
    return is_same_host (&path->src, &leg->up);
  if (is_request)
    return rb_endpoint_equal (&path->src, &leg->up) || rb_endpoint_equal (&path->src, &leg->via_up) ||
           rb_endpoint_equal (&path->via_src, &leg->via_up);

  return !rb_endpoint_equal (&path->dst, &leg->up) && !rb_endpoint_equal (&path->dst, &leg->via_up) &&
         !rb_endpoint_equal (&path->via_dst, &leg->via_up);
}

/* The request a response or an ACK belongs to, among those before it; of the ACK of a 2xx, the INVITE. */
static const RbRealMessage *
find_request (const RbRealFlow *self, guint n)
{
  const RbRealMessage *message = rb_real_flow_get_message (self, n);
  gboolean ack = rb_real_message_is_request (message, "ACK");

  for (guint i = n; i-- > 0;)
    {
      const RbRealMessage *request = rb_real_flow_get_message (self, i);

      if (!request->index.is_request || request->leg != message->leg)
        continue;
      if (request->transaction == message->transaction ||
          (ack && request->index.cseq == message->index.cseq && request->downstream == message->downstream &&
           rb_real_message_is (request, "INVITE")))
        return request;
    }
  return NULL;
}

static gboolean
is_challenge (guint status)
{
  return status == 401 || status == 407;
}

static guint
find_earlier_status (const RbRealFlow *self, guint n)
{
  const RbRealMessage *message = rb_real_flow_get_message (self, n);

  for (guint i = n; i-- > 0;)
    {
      const RbRealMessage *earlier = rb_real_flow_get_message (self, i);

      if (earlier->index.is_request && earlier->leg == message->leg && earlier->downstream == message->downstream &&
          rb_span_equal (earlier->index.method, earlier->bytes, message->index.method, message->bytes))
        return earlier->final_status;
    }
  return 0;
}

/* A session timer asks for requests that change nothing (RFC 4028 7.2): the description is the one sent before. */
static gboolean
is_refresh (const RbRealFlow *self, guint n)
{
  const RbRealMessage *message = rb_real_flow_get_message (self, n);

  if (message->index.session_expires == 0)
    return FALSE;

  for (guint i = n; i-- > 0;)
    {
      const RbRealMessage *earlier = rb_real_flow_get_message (self, i);

      if (earlier->leg == message->leg && earlier->downstream == message->downstream && earlier->index.has_sdp)
        return !message->index.has_sdp ||
               rb_span_equal (earlier->index.sdp, earlier->bytes, message->index.sdp, message->bytes);
    }
  return TRUE;
}

static guint
get_final_status (const RbRealFlow *self, guint number)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, number);

  if (transaction == NULL || transaction->final == RB_FLOW_NONE)
    return 0;

  return rb_flow_get_fact (self->flow, transaction->final)->status;
}

static gboolean
acks_failure (const RbRealFlow *self, const RbRealMessage *message)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, message->transaction);

  return rb_real_message_is_request (message, "ACK") && transaction->kind == RB_TRANSACTION_INVITE &&
         message->final_status / 100 != 2;
}

static void
relate (RbRealFlow *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      RbRealMessage *message = rb_real_flow_get_message (self, i);
      const RbRealMessage *request;
      RbPath path;

      find_path (self, message, &path);
      message->downstream = is_downstream (rb_real_flow_get_leg (self, message->leg), &path, message->index.is_request);
      message->final_status = get_final_status (self, message->transaction);
      message->acks_failure = acks_failure (self, message);
      request = find_request (self, i);
      if (message->index.is_request && !rb_real_message_is (message, "ACK"))
        {
          message->in_dialog = rb_real_message_is (message, "INVITE") && message->index.to_tag.length > 0;
          message->earlier_status = find_earlier_status (self, i);
          message->retry = message->index.has_authorization && is_challenge (message->earlier_status);
          message->unregisters = message->index.has_expires_zero && rb_real_message_is (message, "REGISTER");
          message->refresh = message->index.to_tag.length > 0 && is_refresh (self, i);
        }
      else if (request != NULL)
        {
          message->in_dialog = request->in_dialog;
          message->retry = request->retry;
          message->refresh = request->refresh;
          message->unregisters = request->unregisters;
        }
    }
}

static void
count_levels (RbRealFlow *self)
{
  g_autoptr (GHashTable) levels = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->legs->len; i++)
    {
      const RbRealLeg *leg = rb_real_flow_get_leg (self, i);

      if (leg->n_messages == 0 || !rb_real_leg_is_of_attempt (self, leg))
        continue;
      g_hash_table_add (levels, GUINT_TO_POINTER (leg->level));
      self->lowest_level = self->lowest_level == 0 ? leg->level : MIN (self->lowest_level, leg->level);
    }
  self->n_levels = g_hash_table_size (levels);
}

RbRealFlow *
rb_real_flow_new (RbFlow *flow)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  RbRealFlow *self;

  if (trace == NULL || rb_flow_get_n_steps (flow) == 0)
    return NULL;

  self = g_new0 (RbRealFlow, 1);
  self->trace = trace;
  self->flow = flow;
  self->messages = g_array_new (FALSE, TRUE, sizeof (RbRealMessage));
  self->legs = g_array_new (FALSE, TRUE, sizeof (RbRealLeg));
  collect (self);
  find_legs (self);
  relate (self);
  count_levels (self);
  return self;
}

void
rb_real_flow_free (RbRealFlow *self)
{
  g_array_unref (self->messages);
  g_array_unref (self->legs);
  g_free (self);
}
