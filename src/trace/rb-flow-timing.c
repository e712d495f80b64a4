/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long each part of a call took, seen from its caller: RFC 6076 4.3 to 4.5 and the words
 * telephony uses. */

#include "rb-flow-parts.h"

#include <string.h>

/* First steps of each sort on the caller's legs. */
typedef struct
{
  guint invite;
  guint ringing;
  guint progress; /* 183 with SDP: a tone or an announcement */
  guint first;    /* response that tells anything */
  guint final;
  guint answer;
  guint ack;
  guint cancel;
  guint bye;
  guint bye_final;
} Moments;

static void
set_first (guint *moment, guint step)
{
  if (*moment == RB_FLOW_NONE)
    *moment = step;
}

static void
note_invite_response (RbFlow *self, Moments *moments, guint i)
{
  const RbFlowFact *fact = &self->facts[i];

  if (fact->status <= 100 || moments->answer != RB_FLOW_NONE)
    return;
  if (fact->status == 180)
    set_first (&moments->ringing, i);
  if (fact->status == 183 && (fact->flags & RB_FACT_SDP))
    set_first (&moments->progress, i);
  if (fact->status / 100 == 2)
    moments->answer = i;
  if (fact->status < 300 || !rb_flow_asks_to_retry (fact->status))
    set_first (&moments->first, i);
  if (fact->status >= 200 && !rb_flow_asks_to_retry (fact->status))
    set_first (&moments->final, i);
}

static void
note_request (RbFlow *self, Moments *moments, guint i)
{
  const RbFlowFact *fact = &self->facts[i];
  guint answer = moments->answer;

  if (fact->method == RB_METHOD_CANCEL)
    set_first (&moments->cancel, i);
  if (answer != RB_FLOW_NONE && fact->method == RB_METHOD_ACK && fact->cseq == self->facts[answer].cseq)
    set_first (&moments->ack, i);
  if (answer != RB_FLOW_NONE && fact->method == RB_METHOD_BYE)
    set_first (&moments->bye, i);
}

static void
note_step (RbFlow *self, Moments *moments, guint i)
{
  const RbFlowFact *fact = &self->facts[i];
  gboolean request = fact->flags & RB_FACT_REQUEST;

  if (moments->invite == RB_FLOW_NONE)
    {
      if (request && fact->method == RB_METHOD_INVITE && fact->to_tag == 0)
        moments->invite = i;
    }
  else if (request)
    {
      note_request (self, moments, i);
    }
  else if (fact->method == RB_METHOD_INVITE)
    {
      note_invite_response (self, moments, i);
    }
  else if (moments->bye != RB_FLOW_NONE && fact->status >= 200 &&
           self->steps[i].transaction == self->steps[moments->bye].transaction)
    {
      set_first (&moments->bye_final, i);
    }
}

static gint64
time_between (RbFlow *self, guint from, guint to)
{
  if (from == RB_FLOW_NONE || to == RB_FLOW_NONE)
    return -1;
  return MAX (self->facts[to].wall_us - self->facts[from].wall_us, 0);
}

gboolean
rb_flow_get_timing (RbFlow *self, RbCallTiming *timing)
{
  Moments moments;
  guint first = rb_flow_find_callers_leg (self);

  memset (&moments, 0xff, sizeof moments); /* RB_FLOW_NONE each */
  if (rb_flow_leg_has_invite (self, first))
    for (guint i = 0; i < self->n_steps; i++)
      if (rb_flow_is_callers_leg (self, first, self->steps[i].leg))
        note_step (self, &moments, i);

  timing->post_dial_us = time_between (self, moments.invite, MIN (moments.ringing, moments.progress));
  timing->request_delay_us = time_between (self, moments.invite, moments.first);
  timing->ring_us = time_between (self, moments.ringing, MIN (moments.cancel, moments.final));
  timing->setup_us = time_between (self, moments.invite, moments.answer);
  timing->ack_us = time_between (self, moments.answer, moments.ack);
  timing->talk_us = time_between (self, moments.answer, moments.bye);
  timing->disconnect_us = time_between (self, moments.bye, moments.bye_final);
  return moments.invite != RB_FLOW_NONE;
}
