/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which leg of a flow is judged, and when the verdict is made anew. */

#include "rb-flow-parts.h"

#include "rb-trace.h"

/* A shorter flow is read anew as quickly, and saves the memory of what was gathered. */
#define LONG_FLOW 64

/* Max-Forwards (RFC 3261 8.1.1.6) is the longest way any request goes. */
#define MAX_REDIRECTIONS 70

/* Last moment the trace knows of: how long a call without an end has lasted. */
static gint64
get_end_us (RbFlow *self)
{
  gint64 end_us = self->facts[self->n_steps - 1].wall_us;

  if (self->trace != NULL)
    {
      guint n = rb_trace_get_n_messages (self->trace);

      if (n > 0)
        end_us = MAX (end_us, rb_trace_get_time (self->trace, n - 1));
    }
  return end_us;
}

RbVerdict *
rb_flow_judge_leg (RbFlow *self, guint leg)
{
  return rb_verdict_judge (self->steps, self->facts, self->n_steps, leg, rb_flow_get_method (self), get_end_us (self));
}

/* The next leg on which the same caller tried again after a redirection (RFC 3261 8.1.3.4). */
static guint
find_redirected_leg (RbFlow *self, guint leg)
{
  const RbFlowLeg *before = &self->legs[leg];

  for (guint i = leg + 1; i < self->n_legs; i++)
    {
      const RbFlowLeg *after = &self->legs[i];

      if (after->has_invite && after->caller_tag == before->caller_tag && after->via_initiator == before->via_initiator)
        return i;
    }

  return RB_FLOW_NONE;
}

/* The leg to judge first: the first that carries a call, or where it was redirected. */
static guint
find_call_leg (RbFlow *self)
{
  guint leg = self->redirected;

  while (leg < self->n_legs && !self->legs[leg].has_invite)
    leg++;
  return leg < self->n_legs ? leg : 0;
}

/* In a long flow that grows only the new steps are read. */
static void
judge (RbFlow *self, guint leg)
{
  g_clear_pointer (&self->verdict, rb_verdict_free);
  if (self->n_steps < LONG_FLOW)
    self->verdict = rb_flow_judge_leg (self, leg);
  else
    self->verdict = rb_verdict_judge_again (&self->verdict_state, self->steps, self->facts, self->n_steps, leg,
                                            rb_flow_get_method (self), get_end_us (self));
}

const RbVerdict *
rb_flow_get_verdict (RbFlow *self)
{
  guint n_messages = self->trace != NULL ? rb_trace_get_n_messages (self->trace) : 0;

  if (self->verdict != NULL && self->verdict_steps == self->n_steps &&
      (self->verdict->ended_by != RB_PARTY_NONE || self->verdict_messages == n_messages))
    return self->verdict;

  judge (self, find_call_leg (self));
  for (guint i = 0; i < MAX_REDIRECTIONS && self->verdict->status / 100 == 3; i++)
    {
      guint leg = find_redirected_leg (self, find_call_leg (self));

      if (leg == RB_FLOW_NONE)
        break;
      self->redirected = leg;
      judge (self, leg);
    }
  self->verdict_steps = self->n_steps;
  self->verdict_messages = n_messages;
  return self->verdict;
}

void
rb_flow_forget_verdict (RbFlow *self)
{
  g_clear_pointer (&self->verdict, rb_verdict_free);
  g_clear_pointer (&self->verdict_state, g_free);
}
