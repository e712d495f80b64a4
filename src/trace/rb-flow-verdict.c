/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which leg of a flow is judged, and when the verdict is made anew. */

#include "rb-flow-parts.h"

#include "rb-trace.h"

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

const RbVerdict *
rb_flow_get_verdict (RbFlow *self)
{
  guint n_messages = self->trace != NULL ? rb_trace_get_n_messages (self->trace) : 0;
  guint leg = 0;

  if (self->verdict != NULL && self->verdict_steps == self->n_steps &&
      (self->verdict->ended_by != RB_PARTY_NONE || self->verdict_messages == n_messages))
    return self->verdict;

  while (leg < self->n_legs && !self->legs[leg].has_invite)
    leg++;
  if (leg == self->n_legs)
    leg = 0;

  rb_flow_forget_verdict (self);
  self->verdict = rb_flow_judge_leg (self, leg);
  for (guint i = 0; i < MAX_REDIRECTIONS && self->verdict->status / 100 == 3; i++)
    {
      leg = find_redirected_leg (self, leg);
      if (leg == RB_FLOW_NONE)
        break;
      rb_verdict_free (self->verdict);
      self->verdict = rb_flow_judge_leg (self, leg);
    }
  self->verdict_steps = self->n_steps;
  self->verdict_messages = n_messages;
  return self->verdict;
}

void
rb_flow_forget_verdict (RbFlow *self)
{
  g_clear_pointer (&self->verdict, rb_verdict_free);
}
