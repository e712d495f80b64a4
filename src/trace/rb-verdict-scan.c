/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The evidence of a verdict, gathered in one pass over a flow's steps, each at a constant cost and
 * only once: a call that lives long is not read again with each of its messages. What was
 * found is judged in rb-verdict-judge.c; nothing here looks at bytes. */

#include "rb-verdict-scan.h"

static void
branch_init (RbScanBranch *self, guint transaction, guint32 branch)
{
  *self = (RbScanBranch){
    .transaction = transaction,
    .branch = branch,
    .invite = RB_NO_STEP,
    .provisional = RB_NO_STEP,
    .ringing = RB_NO_STEP,
    .early = RB_NO_STEP,
    .final = RB_NO_STEP,
    .cancel = RB_NO_STEP,
  };
}

static void
others_init (RbScanOthers *self, guint32 tag, guint32 cseq)
{
  *self = (RbScanOthers){
    .tag = tag,
    .cseq = cseq,
    .cancel = RB_NO_STEP,
    .answer = RB_NO_STEP,
    .ack = RB_NO_STEP,
    .bye = RB_NO_STEP,
    .redirect = RB_NO_STEP,
  };
}

static gboolean
is_initial_invite (const RbFlowFact *fact)
{
  return (fact->flags & RB_FACT_REQUEST) && fact->method == RB_METHOD_INVITE && fact->to_tag == 0;
}

static RbScanBranch *
find_branch (RbVerdictScan *self, guint transaction)
{
  for (guint i = self->n_branches; i-- > 0;)
    if (self->branches[i].transaction == transaction)
      return &self->branches[i];

  return NULL;
}

/* A branch of which only the CANCEL was seen so far. */
static RbScanBranch *
adopt_cancelled_branch (RbVerdictScan *self, guint transaction, guint32 branch)
{
  RbScanBranch *cancelled = find_branch (self, RB_FLOW_NONE);

  if (cancelled == NULL || cancelled->branch != branch)
    return NULL;

  cancelled->transaction = transaction;
  return cancelled;
}

static RbScanBranch *
add_branch (RbVerdictScan *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  RbScanBranch *branch;

  if (self->n_branches == RB_SCAN_BRANCHES)
    return NULL;

  branch = &self->branches[self->n_branches++];
  branch_init (branch, step->transaction, fact->branch);
  return branch;
}

/* A new INVITE outside a dialog, or the first sign of one: what came before it is past. */
static void
begin_attempt (RbVerdictScan *self, const RbFlowFact *facts, const RbFlowFact *fact)
{
  guint redirect = RB_NO_STEP;
  gboolean same_caller = self->attempt && self->caller_tag == fact->from_tag;

  if (same_caller && self->n_branches > 0 && self->branches[0].final != RB_NO_STEP &&
      facts[self->branches[0].final].status / 100 == 3)
    redirect = self->branches[0].final;

  self->attempt = TRUE;
  self->caller_tag = fact->from_tag;
  self->cseq = fact->cseq;
  self->credentials &= same_caller;
  self->challenged &= same_caller;
  self->redirect = redirect;
  self->n_branches = 0;
  self->answer_tag = 0;
  self->ack = self->in_dialog = self->bye = self->stray_bye = RB_NO_STEP;
  self->refresh = self->failed_refresh = self->glare = RB_NO_STEP;
  self->refer = self->refer_accepted = self->notify = RB_NO_STEP;
  self->session_s = 0;
}

static void
feed_initial_invite (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];
  RbScanBranch *branch;

  if (!self->attempt || self->caller_tag != fact->from_tag || self->cseq != fact->cseq)
    begin_attempt (self, facts, fact);
  if (fact->flags & RB_FACT_CREDENTIALS)
    self->credentials = TRUE;

  branch = find_branch (self, steps[i].transaction);
  if (branch == NULL)
    branch = add_branch (self, &steps[i], fact);
  if (branch != NULL && branch->invite == RB_NO_STEP)
    {
      branch->invite = i;
      branch->relayed = (fact->flags & RB_FACT_RELAYED) != 0;
    }
}

static void
add_tag (RbScanBranch *branch, guint32 tag)
{
  if (tag == 0 || branch->n_tags == RB_SCAN_TAGS)
    return;

  for (guint i = 0; i < branch->n_tags; i++)
    if (branch->tags[i] == tag)
      return;
  branch->tags[branch->n_tags++] = tag;
}

static void
feed_initial_response (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];
  RbScanBranch *branch = find_branch (self, steps[i].transaction);

  if (branch == NULL)
    branch = adopt_cancelled_branch (self, steps[i].transaction, fact->branch);
  if (branch == NULL)
    branch = add_branch (self, &steps[i], fact);
  if (branch == NULL)
    return;

  if (fact->status < 200)
    {
      if (branch->provisional == RB_NO_STEP)
        branch->provisional = i;
      if (branch->ringing == RB_NO_STEP && fact->status == 180)
        branch->ringing = i;
      if (branch->early == RB_NO_STEP && fact->status == 183 && (fact->flags & RB_FACT_SDP))
        branch->early = i;
      if (fact->status > 100 && branch->final == RB_NO_STEP)
        add_tag (branch, fact->to_tag); /* a proxy's own 100 has none */
      return;
    }

  if (fact->status == 401 || fact->status == 407)
    self->challenged = TRUE;
  if (branch->final == RB_NO_STEP || (fact->status < 300 && facts[branch->final].status >= 300))
    branch->final = i;
  else if (fact->status == facts[branch->final].status && fact->to_tag == facts[branch->final].to_tag)
    branch->final_repeated = TRUE;
  if (fact->status / 100 == 2 && self->answer_tag == 0)
    {
      self->answer_tag = fact->to_tag;
      self->refresh = i;
      self->session_s = fact->extra;
    }
}

/* Requests and responses inside the dialog: RFC 3261 12, 14. */
static void
feed_dialog (RbVerdictScan *self, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];
  gboolean refreshes = fact->method == RB_METHOD_INVITE || fact->method == RB_METHOD_UPDATE;

  if (fact->flags & RB_FACT_REQUEST)
    {
      if (fact->method == RB_METHOD_REFER && fact->status == 0)
        self->refer = i;
      else if (fact->method == RB_METHOD_NOTIFY && fact->extra >= 200)
        self->notify = i;
      return;
    }

  if (fact->method == RB_METHOD_REFER && fact->status / 100 == 2)
    self->refer_accepted = i;
  if (!refreshes || fact->status < 200)
    return;

  if (fact->status / 100 == 2)
    {
      self->refresh = i;
      self->failed_refresh = RB_NO_STEP;
      self->session_s = fact->extra;
    }
  else if (fact->status == 491)
    {
      self->glare = i;
    }
  else if (fact->status == 408 || fact->status == 481)
    {
      self->failed_refresh = i;
    }
}

static void
feed_bye (RbVerdictScan *self, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];
  guint32 callee_tag = fact->from_tag == self->caller_tag ? fact->to_tag : fact->from_tag;

  if (callee_tag == self->answer_tag || self->answer_tag == 0)
    {
      if (self->bye == RB_NO_STEP)
        self->bye = i;
    }
  else if (self->stray_bye == RB_NO_STEP)
    {
      self->stray_bye = i;
    }
}

static void
feed_cancel (RbVerdictScan *self, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];

  if (!self->attempt)
    {
      begin_attempt (self, facts, fact);
      branch_init (&self->branches[self->n_branches++], RB_FLOW_NONE, fact->branch);
    }
  if (fact->from_tag != self->caller_tag || fact->cseq != self->cseq)
    return;

  for (guint n = 0; n < self->n_branches; n++)
    if (self->branches[n].branch == fact->branch || self->n_branches == 1)
      {
        if (self->branches[n].cancel == RB_NO_STEP)
          self->branches[n].cancel = i;
        return;
      }
}

/* The ACK of a 2xx is no part of the INVITE's transaction (RFC 3261 13.2.2.4), a callee may not hang up before it has
 * answered (15), and nobody changes or transfers a call before. */
static gboolean
needs_answer (RbVerdictScan *self, const RbFlowStep *step, const RbFlowFact *fact)
{
  switch (fact->method)
    {
    case RB_METHOD_ACK:
      return fact->cseq == self->cseq && find_branch (self, step->transaction) == NULL;
    case RB_METHOD_BYE:
      return fact->from_tag != self->caller_tag;
    case RB_METHOD_INVITE:
    case RB_METHOD_REFER:
      return fact->to_tag != 0;
    default:
      return FALSE;
    }
}

static void
feed_request (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];
  gboolean in_dialog = self->attempt && (fact->from_tag == self->caller_tag || fact->to_tag == self->caller_tag);

  if (fact->method == RB_METHOD_CANCEL)
    {
      feed_cancel (self, facts, i);
      return;
    }

  if (!self->attempt)
    {
      if (self->dialog_tag == 0 && fact->to_tag != 0)
        self->dialog_tag = fact->from_tag;
      if (fact->method == RB_METHOD_BYE && self->bye == RB_NO_STEP)
        self->bye = i;
      feed_dialog (self, facts, i);
      return;
    }
  if (!in_dialog)
    return;

  if (self->in_dialog == RB_NO_STEP && needs_answer (self, &steps[i], fact))
    self->in_dialog = i;
  if (fact->method == RB_METHOD_ACK && fact->cseq == self->cseq && (self->answer_tag != 0 || self->in_dialog == i) &&
      self->ack == RB_NO_STEP)
    self->ack = i;
  else if (fact->method == RB_METHOD_BYE)
    feed_bye (self, facts, i);
  else
    feed_dialog (self, facts, i);
}

static void
feed_response (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];

  if (fact->method != RB_METHOD_INVITE)
    {
      feed_dialog (self, facts, i);
      return;
    }

  /* The capture may begin between an INVITE and its response; a response inside a dialog whose
   * request was seen is none of the first INVITE's. */
  if (!self->attempt && self->dialog_tag == 0)
    begin_attempt (self, facts, fact);

  if (self->attempt && fact->from_tag == self->caller_tag && fact->cseq == self->cseq)
    feed_initial_response (self, steps, facts, i);
  else
    feed_dialog (self, facts, i);
}

/* The same INVITE on the other legs: before this one, or after it. A copy is no branch of a fork. */
static void
feed_others (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint i)
{
  const RbFlowFact *fact = &facts[i];
  RbScanOthers *others = &self->others;
  guint hop = MIN (fact->n_vias, RB_SCAN_HOPS - 1);

  if (is_initial_invite (fact))
    {
      if (others->tag != fact->from_tag || others->cseq != fact->cseq)
        others_init (others, fact->from_tag, fact->cseq);
      if (!(fact->flags & RB_FACT_RELAYED))
        others->upstream = TRUE;
      else if (steps[i].retransmission_of == RB_FLOW_NONE)
        others->n_branches[hop] += others->n_branches[hop] < G_MAXUINT8;
      return;
    }

  if (fact->method == RB_METHOD_BYE && (fact->flags & RB_FACT_REQUEST) && others->bye == RB_NO_STEP &&
      (others->tag == fact->from_tag || others->tag == fact->to_tag))
    others->bye = i;
  if (others->tag != fact->from_tag || others->cseq != fact->cseq)
    return;

  if (fact->flags & RB_FACT_REQUEST)
    {
      if (fact->method == RB_METHOD_CANCEL && others->cancel == RB_NO_STEP)
        others->cancel = i;
      if (fact->method == RB_METHOD_ACK && others->answer != RB_NO_STEP && others->ack == RB_NO_STEP)
        others->ack = i;
      return;
    }

  if (fact->method != RB_METHOD_INVITE || fact->status < 200)
    return;

  if (fact->status / 100 == 2 && others->answer == RB_NO_STEP)
    others->answer = i;
  if (fact->status / 100 == 3)
    others->redirect = i;
  others->finals[others->n_finals % RB_SCAN_FINALS].step = i;
  others->finals[others->n_finals % RB_SCAN_FINALS].tag = fact->to_tag;
  others->finals[others->n_finals % RB_SCAN_FINALS].status = fact->status;
  others->n_finals++;
}

static void
feed_last_transaction (RbVerdictScan *self, const RbFlowStep *step, const RbFlowFact *fact, guint i)
{
  if (step->transaction != self->transaction)
    {
      self->transaction = step->transaction;
      self->request = self->provisional = self->final = RB_NO_STEP;
    }

  if (fact->flags & RB_FACT_REQUEST)
    self->request = i;
  else if (fact->status >= 200)
    self->final = i;
  else
    self->provisional = i;
}

void
rb_verdict_scan_init (RbVerdictScan *self, guint leg)
{
  *self = (RbVerdictScan){
    .leg = leg,
    .first = RB_NO_STEP,
    .redirect = RB_NO_STEP,
    .ack = RB_NO_STEP,
    .in_dialog = RB_NO_STEP,
    .bye = RB_NO_STEP,
    .stray_bye = RB_NO_STEP,
    .refresh = RB_NO_STEP,
    .failed_refresh = RB_NO_STEP,
    .glare = RB_NO_STEP,
    .refer = RB_NO_STEP,
    .refer_accepted = RB_NO_STEP,
    .notify = RB_NO_STEP,
    .transaction = RB_FLOW_NONE,
    .request = RB_NO_STEP,
    .provisional = RB_NO_STEP,
    .final = RB_NO_STEP,
  };
  others_init (&self->others, 0, 0);
}

void
rb_verdict_scan_feed (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps)
{
  for (guint i = self->n_fed; i < n_steps; i++)
    {
      const RbFlowFact *fact = &facts[i];

      if (steps[i].leg != self->leg)
        {
          feed_others (self, steps, facts, i);
          continue;
        }

      if (self->first == RB_NO_STEP)
        self->first = i;
      if (steps[i].retransmission_of == RB_FLOW_NONE)
        feed_last_transaction (self, &steps[i], fact, i);
      if (fact->method >= RB_METHOD_INVITE && fact->method <= RB_METHOD_BYE)
        self->is_call = TRUE;
      if (is_initial_invite (fact))
        feed_initial_invite (self, steps, facts, i);
      else if (fact->flags & RB_FACT_REQUEST)
        feed_request (self, steps, facts, i);
      else
        feed_response (self, steps, facts, i);
    }
  self->n_fed = n_steps;
}

const RbScanBranch *
rb_verdict_scan_choose (const RbVerdictScan *self, const RbFlowFact *facts)
{
  if (!self->attempt || self->n_branches == 0)
    return NULL;

  for (guint i = 0; i < self->n_branches; i++)
    if (self->branches[i].final != RB_NO_STEP && facts[self->branches[i].final].status / 100 == 2)
      return &self->branches[i];
  return &self->branches[self->n_branches - 1];
}
