/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of a verdict: what the evidence on one leg comes to, who ended the call, and how
 * sure that is. RbFlow asks. Finals other than 2xx are looked up in a table of who usually sends them
 * (RFC 3261 21); tags, User-Agent and the other legs correct it. */

#include "rb-verdict-scan.h"

/* Timers B and H, 64 * T1 (RFC 3261 17.1.1.2, 13.3.1.4): after that nobody waits any more. */
#define GIVE_UP_US (32 * G_USEC_PER_SEC)
/* The last copy of an INVITE that nobody answers is sent at 63 * T1; a capture may end before timer B fires. */
#define LAST_COPY_US (31400 * G_TIME_SPAN_MILLISECOND)
/* A caller whose CANCEL came too late hangs up as soon as he knows (RFC 3261 9.1). */
#define RACE_TALK_US (5 * G_USEC_PER_SEC)
/* How far a timer's BYE may be from the second RFC 4028 10 names. */
#define SESSION_SLACK_US (2 * G_USEC_PER_SEC)

typedef struct
{
  const RbFlowStep *steps;
  const RbFlowFact *facts;
  const RbVerdictScan *scan;
  const RbScanBranch *branch; /* NULL: the call's beginning was not seen */
  const RbScanOthers *others; /* of this attempt; NULL: nothing on other legs */
  gint64 end_us;
  guint relayed; /* step on another leg on which the same final response came first */
  RbVerdict *verdict;
} Case;

/* Who sends such a final response when no tag tells (RFC 3261 21). */
static const struct
{
  guint16 first;
  guint16 last;
  guint8 kind;
  guint8 kind_rang; /* by the phone that rang */
  guint8 party;     /* when it never rang */
} status_table[] = {
  { 300, 399, RB_VERDICT_REDIRECTED, RB_VERDICT_REDIRECTED, RB_PARTY_PROXY },
  { 401, 401, RB_VERDICT_AUTH_FAILED, RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY },
  { 403, 403, RB_VERDICT_AUTH_FAILED, RB_VERDICT_FAILED, RB_PARTY_PROXY },
  { 404, 404, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 407, 407, RB_VERDICT_AUTH_FAILED, RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY },
  { 408, 408, RB_VERDICT_NO_ANSWER, RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY },
  { 410, 410, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 430, 430, RB_VERDICT_UNREACHABLE, RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY },
  { 480, 480, RB_VERDICT_UNREACHABLE, RB_VERDICT_REJECTED, RB_PARTY_PROXY },
  { 482, 483, RB_VERDICT_LOOP, RB_VERDICT_LOOP, RB_PARTY_PROXY },
  { 484, 485, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 486, 486, RB_VERDICT_BUSY, RB_VERDICT_REJECTED, RB_PARTY_CALLEE },
  { 487, 487, RB_VERDICT_CANCELLED, RB_VERDICT_CANCELLED, RB_PARTY_CALLER },
  { 488, 488, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_CALLEE },
  { 491, 491, RB_VERDICT_GLARE, RB_VERDICT_GLARE, RB_PARTY_CALLEE },
  { 502, 504, RB_VERDICT_UNREACHABLE, RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY },
  { 600, 600, RB_VERDICT_BUSY, RB_VERDICT_REJECTED, RB_PARTY_CALLEE },
  { 603, 603, RB_VERDICT_DECLINED, RB_VERDICT_DECLINED, RB_PARTY_CALLEE },
  { 604, 604, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 606, 606, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_CALLEE },
  { 607, 608, RB_VERDICT_DECLINED, RB_VERDICT_DECLINED, RB_PARTY_CALLEE },
  { 400, 699, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_PROXY },
};

static gint64
time_between (const Case *self, guint from, guint to)
{
  gint64 end_us = to != RB_NO_STEP ? self->facts[to].wall_us : self->end_us;

  return from != RB_NO_STEP ? MAX (end_us - self->facts[from].wall_us, 0) : -1;
}

static RbParty
party_of_tag (const Case *self, guint32 tag)
{
  return tag == self->scan->caller_tag ? RB_PARTY_CALLER : RB_PARTY_CALLEE;
}

static gboolean
rang (const Case *self)
{
  return self->branch->ringing != RB_NO_STEP;
}

/* A phone that gave itself @tag has answered provisionally. */
static gboolean
is_tag_of_phone (const Case *self, guint32 tag)
{
  for (guint i = 0; i < self->branch->n_tags; i++)
    if (self->branch->tags[i] == tag)
      return TRUE;

  return FALSE;
}

/* The same response came from further on: it was only passed along on this leg. */
static guint
find_relayed (const Case *self, guint final)
{
  const RbFlowFact *fact = &self->facts[final];

  if (self->others == NULL || fact->to_tag == 0)
    return RB_NO_STEP;

  for (guint i = 0; i < MIN (self->others->n_finals, RB_SCAN_FINALS); i++)
    if (self->others->finals[i].step < final && self->others->finals[i].status == fact->status &&
        self->others->finals[i].tag == fact->to_tag)
      return self->others->finals[i].step;
  return RB_NO_STEP;
}

static gboolean
was_sent_on (const Case *self)
{
  for (guint i = 0; self->others != NULL && i < RB_SCAN_HOPS; i++)
    if (self->others->n_branches[i] > 0)
      return TRUE;

  return FALSE;
}

/* How sure it is that @fact, which no tag assigns to anybody, came from whom the table says. */
static RbConfidence
weigh_unsigned_final (const Case *self, const RbFlowFact *fact, RbParty party)
{
  if (fact->status == 401 || fact->status == 407 || self->relayed != RB_NO_STEP)
    return RB_CONFIDENCE_CERTAIN;
  if (party == RB_PARTY_CALLEE)
    return fact->flags & RB_FACT_SERVER ? RB_CONFIDENCE_GUESS : RB_CONFIDENCE_LIKELY;
  if (was_sent_on (self))
    return RB_CONFIDENCE_CERTAIN; /* what the phones said was seen, and it was not this */
  return (fact->flags & RB_FACT_SERVER) || self->scan->challenged || rang (self) ? RB_CONFIDENCE_LIKELY
                                                                                 : RB_CONFIDENCE_GUESS;
}

static void
judge_final (Case *self)
{
  const RbFlowFact *fact = &self->facts[self->branch->final];
  RbVerdict *verdict = self->verdict;
  gboolean by_phone = is_tag_of_phone (self, fact->to_tag);
  guint row = 0;

  if (fact->flags & RB_FACT_SYNTHETIC)
    {
      verdict->kind = rang (self) ? RB_VERDICT_NO_ANSWER : RB_VERDICT_UNREACHABLE;
      verdict->ended_by = RB_PARTY_STACK;
      return;
    }

  while (row < G_N_ELEMENTS (status_table) - 1 &&
         (fact->status < status_table[row].first || fact->status > status_table[row].last))
    row++;
  verdict->kind = rang (self) && by_phone ? status_table[row].kind_rang : status_table[row].kind;
  verdict->ended_by = status_table[row].party;
  self->relayed = find_relayed (self, self->branch->final);

  if (verdict->ended_by == RB_PARTY_PROXY &&
      (by_phone ||
       (!rang (self) && ((fact->flags & RB_FACT_USER_AGENT) || self->relayed != RB_NO_STEP ||
                         (fact->flags & RB_FACT_RECORD_ROUTE) || (self->branch->relayed && !was_sent_on (self))))))
    verdict->ended_by = RB_PARTY_CALLEE;
  if (fact->status == 480 && rang (self) && !by_phone)
    verdict->kind = RB_VERDICT_NO_ANSWER;
  if (verdict->kind == RB_VERDICT_BUSY && rang (self))
    verdict->kind = RB_VERDICT_REJECTED;
  if (fact->status == 403 && !self->scan->credentials)
    verdict->kind = RB_VERDICT_FAILED;
  verdict->confidence = by_phone ? RB_CONFIDENCE_CERTAIN : weigh_unsigned_final (self, fact, verdict->ended_by);
}

static void
judge_cancel (Case *self)
{
  RbVerdict *verdict = self->verdict;
  guint cancel = self->branch->cancel;
  guint cause = cancel != RB_NO_STEP ? self->facts[cancel].extra : 0;
  const RbScanOthers *others = self->others;
  gboolean elsewhere = cause / 100 == 2; /* "Call completed elsewhere" */

  verdict->kind = RB_VERDICT_CANCELLED;
  verdict->ended_by = RB_PARTY_CALLER;
  verdict->confidence =
      cancel != RB_NO_STEP && self->branch->final != RB_NO_STEP ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY;
  if (self->branch->relayed && cancel != RB_NO_STEP)
    {
      if (others != NULL && others->answer != RB_NO_STEP && others->answer < cancel)
        elsewhere = TRUE;
      else if (others == NULL || !others->upstream)
        verdict->confidence = RB_CONFIDENCE_GUESS;
      else if (others->cancel == RB_NO_STEP || others->cancel > cancel)
        verdict->ended_by = RB_PARTY_PROXY;
    }

  if (elsewhere)
    {
      verdict->traits |= RB_TRAIT_ELSEWHERE;
      verdict->ended_by = RB_PARTY_PROXY;
      verdict->confidence = RB_CONFIDENCE_CERTAIN;
    }
  else if (cause == 408)
    {
      verdict->kind = RB_VERDICT_NO_ANSWER;
      verdict->ended_by = RB_PARTY_PROXY;
      verdict->confidence = RB_CONFIDENCE_CERTAIN;
    }
}

/* RFC 4028 10: who waits for a refresh in vain sends BYE a third of the interval, at most 32 s,
 * before its end; many wait for the end itself. A refresh refused with 408 or 481 ends the call, too. */
static gboolean
is_session_timeout (const Case *self, guint bye)
{
  const RbVerdictScan *scan = self->scan;
  gint64 session_us = scan->session_s * G_USEC_PER_SEC;
  gint64 early_us = session_us - MIN (GIVE_UP_US, session_us / 3);
  gint64 wait_us;

  if (scan->session_s == 0 || scan->refresh == RB_NO_STEP)
    return FALSE;
  if (bye == RB_NO_STEP)
    return time_between (self, scan->refresh, RB_NO_STEP) > session_us + GIVE_UP_US;
  if (scan->failed_refresh != RB_NO_STEP && scan->failed_refresh < bye &&
      time_between (self, scan->failed_refresh, bye) <= SESSION_SLACK_US)
    return TRUE;

  wait_us = time_between (self, scan->refresh, bye);
  return ABS (wait_us - early_us) <= SESSION_SLACK_US || ABS (wait_us - session_us) <= SESSION_SLACK_US;
}

/* The end that was to send the call elsewhere did so, or hung up once its request was accepted. */
static gboolean
is_transfer (const Case *self, guint bye)
{
  const RbVerdictScan *scan = self->scan;

  if (scan->refer == RB_NO_STEP || scan->refer_accepted == RB_NO_STEP)
    return FALSE;
  if (scan->notify != RB_NO_STEP)
    return self->facts[scan->notify].extra / 100 == 2;

  return bye != RB_NO_STEP && self->facts[bye].from_tag == self->facts[scan->refer].from_tag;
}

static gboolean
is_answer_seen (const Case *self)
{
  return self->branch->final != RB_NO_STEP && self->facts[self->branch->final].status / 100 == 2;
}

static void
judge_answered (Case *self)
{
  const RbVerdictScan *scan = self->scan;
  RbVerdict *verdict = self->verdict;
  guint final = is_answer_seen (self) ? self->branch->final : scan->in_dialog;
  guint bye = scan->bye != RB_NO_STEP ? scan->bye : scan->stray_bye;
  guint ack = scan->ack;

  if (self->others != NULL && bye == RB_NO_STEP)
    bye = self->others->bye;
  if (self->others != NULL && ack == RB_NO_STEP)
    ack = self->others->ack;

  verdict->kind = RB_VERDICT_ANSWERED;
  verdict->talk_us = time_between (self, final, bye);
  if (bye != RB_NO_STEP)
    {
      verdict->ended_by = party_of_tag (self, self->facts[bye].from_tag);
      verdict->confidence = bye == scan->stray_bye ? RB_CONFIDENCE_LIKELY : RB_CONFIDENCE_CERTAIN;
    }

  if (self->branch->cancel != RB_NO_STEP && verdict->talk_us <= (bye != RB_NO_STEP ? RACE_TALK_US : GIVE_UP_US))
    {
      verdict->kind = RB_VERDICT_RACE;
    }
  else if (ack == RB_NO_STEP && self->branch->invite != RB_NO_STEP && is_answer_seen (self) &&
           verdict->ended_by != RB_PARTY_CALLER &&
           (bye != RB_NO_STEP || time_between (self, final, RB_NO_STEP) >= GIVE_UP_US))
    {
      verdict->kind = RB_VERDICT_NEVER_ACKNOWLEDGED;
      verdict->confidence = self->branch->final_repeated ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY;
    }
  else if (is_transfer (self, bye))
    {
      verdict->kind = RB_VERDICT_TRANSFERRED;
      verdict->ended_by = party_of_tag (self, self->facts[scan->refer].from_tag);
      verdict->confidence = scan->notify != RB_NO_STEP ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY;
    }
  else if (is_session_timeout (self, bye))
    {
      verdict->kind = RB_VERDICT_SESSION_EXPIRED;
      verdict->confidence = RB_CONFIDENCE_LIKELY;
    }

  if (!is_answer_seen (self))
    verdict->confidence = RB_CONFIDENCE_LIKELY;
  if (scan->glare != RB_NO_STEP)
    verdict->traits |= RB_TRAIT_GLARE;
  if (bye != RB_NO_STEP || verdict->kind != RB_VERDICT_ANSWERED)
    verdict->traits |= RB_TRAIT_OVER;
}

/* Only the middle or the end of a call was seen: nobody can tell who had called whom. */
static void
judge_middle (Case *self)
{
  RbVerdict *verdict = self->verdict;
  guint bye = self->scan->bye;

  verdict->kind = RB_VERDICT_ANSWERED;
  verdict->traits |= RB_TRAIT_BEGAN_LATE;
  verdict->talk_us = time_between (self, self->scan->first, bye);
  verdict->confidence = RB_CONFIDENCE_LIKELY;
  if (bye != RB_NO_STEP)
    verdict->traits |= RB_TRAIT_OVER;
  if (self->scan->glare != RB_NO_STEP)
    verdict->traits |= RB_TRAIT_GLARE;
}

static void
judge_silence (Case *self)
{
  RbVerdict *verdict = self->verdict;

  if (self->branch->provisional == RB_NO_STEP && time_between (self, self->branch->invite, RB_NO_STEP) >= LAST_COPY_US)
    {
      verdict->kind = RB_VERDICT_UNREACHABLE;
      verdict->ended_by = RB_PARTY_STACK;
      verdict->confidence = RB_CONFIDENCE_LIKELY;
      return;
    }

  verdict->kind = RB_VERDICT_IN_PROGRESS;
}

static void
add_traits (Case *self)
{
  const RbScanBranch *branch = self->branch;
  const RbScanOthers *others = self->others;
  RbVerdict *verdict = self->verdict;
  guint n_phones = MAX (1, branch->n_tags);

  if (rang (self))
    verdict->traits |= RB_TRAIT_RANG;
  else if (branch->early != RB_NO_STEP)
    verdict->traits |= RB_TRAIT_EARLY_MEDIA;
  if (branch->invite == RB_NO_STEP)
    verdict->traits |= RB_TRAIT_BEGAN_LATE;
  else if (self->facts[branch->invite].flags & RB_FACT_REPLACES)
    verdict->traits |= RB_TRAIT_REPLACES;

  /* Branches of one fork have equally many Vias. */
  for (guint i = 0; others != NULL && i < RB_SCAN_HOPS; i++)
    n_phones = MAX (n_phones, others->n_branches[i]);
  verdict->n_phones = n_phones;
  if (n_phones > 1)
    verdict->traits |= RB_TRAIT_FORKED;
  if (self->scan->redirect != RB_NO_STEP ||
      (self->scan->others.redirect != RB_NO_STEP && others == NULL && self->scan->others.tag == self->scan->caller_tag))
    verdict->traits |= RB_TRAIT_REDIRECTED;
  if (verdict->kind != RB_VERDICT_IN_PROGRESS && verdict->kind != RB_VERDICT_ANSWERED)
    verdict->traits |= RB_TRAIT_OVER;
}

static void
judge_call (Case *self)
{
  const RbScanBranch *branch = self->branch;
  RbVerdict *verdict = self->verdict;
  guint status = branch->final != RB_NO_STEP ? self->facts[branch->final].status : 0;
  guint answer = MIN (MIN (branch->cancel, branch->final), MIN (self->scan->in_dialog, self->scan->bye));

  verdict->status = status;
  if (status / 100 == 2 || (status == 0 && self->scan->in_dialog != RB_NO_STEP))
    judge_answered (self);
  else if (status == 0 && self->scan->bye != RB_NO_STEP)
    judge_cancel (self); /* a caller may end a call that rings with BYE (RFC 3261 15) */
  else if (branch->cancel != RB_NO_STEP && (status == 0 || status == 487 || status == 408) &&
           branch->cancel < branch->final)
    judge_cancel (self);
  else if (status == 487 && !(self->facts[branch->final].flags & RB_FACT_SYNTHETIC))
    judge_cancel (self);
  else if (status != 0)
    judge_final (self);
  else
    judge_silence (self);

  add_traits (self);
  verdict->ring_us = time_between (self, rang (self) ? branch->ringing : branch->early, answer);
}

static void
add_evidence (Case *self, RbEvidenceRole role, guint step)
{
  RbVerdict *verdict = self->verdict;

  if (step == RB_NO_STEP || verdict->evidence->len == RB_EVIDENCE_MAX)
    return;

  verdict->parts[verdict->evidence->len].role = role;
  verdict->parts[verdict->evidence->len].status = self->facts[step].status;
  g_array_append_val (verdict->evidence, self->steps[step].position);
}

/* In the order of a call's life. */
static void
add_all_evidence (Case *self)
{
  const RbVerdictScan *scan = self->scan;
  const RbScanBranch *branch = self->branch;
  RbVerdictKind kind = self->verdict->kind;
  gboolean transferred = kind == RB_VERDICT_TRANSFERRED;

  if (branch == NULL)
    {
      add_evidence (self, RB_EVIDENCE_OTHER, scan->first);
      if (scan->bye != scan->first)
        add_evidence (self, RB_EVIDENCE_BYE, scan->bye);
      return;
    }

  if (self->verdict->traits & RB_TRAIT_REDIRECTED)
    add_evidence (self, RB_EVIDENCE_REDIRECT, scan->redirect != RB_NO_STEP ? scan->redirect : scan->others.redirect);
  add_evidence (self, RB_EVIDENCE_INVITE, branch->invite);
  if (rang (self))
    add_evidence (self, RB_EVIDENCE_RINGING, branch->ringing);
  else
    add_evidence (self, RB_EVIDENCE_EARLY_MEDIA, branch->early);
  if (kind == RB_VERDICT_IN_PROGRESS && !rang (self))
    add_evidence (self, RB_EVIDENCE_PROVISIONAL, branch->provisional);
  if (self->verdict->traits & RB_TRAIT_ELSEWHERE && self->others != NULL)
    add_evidence (self, RB_EVIDENCE_ELSEWHERE, self->others->answer);
  if (kind == RB_VERDICT_CANCELLED && branch->relayed && self->others != NULL)
    add_evidence (self, RB_EVIDENCE_UPSTREAM_CANCEL, self->others->cancel);
  add_evidence (self, RB_EVIDENCE_CANCEL, branch->cancel);
  add_evidence (self, RB_EVIDENCE_RELAYED, self->relayed);
  add_evidence (self, RB_EVIDENCE_FINAL, branch->final);
  add_evidence (self, RB_EVIDENCE_ACK, scan->ack);
  if (kind == RB_VERDICT_SESSION_EXPIRED)
    {
      if (scan->refresh != branch->final)
        add_evidence (self, RB_EVIDENCE_REFRESH, scan->refresh);
      add_evidence (self, RB_EVIDENCE_REFRESH, scan->failed_refresh);
    }
  add_evidence (self, RB_EVIDENCE_GLARE, scan->glare);
  if (transferred)
    {
      add_evidence (self, RB_EVIDENCE_REFER, scan->refer);
      add_evidence (self, RB_EVIDENCE_NOTIFY, scan->notify);
    }
  add_evidence (self, RB_EVIDENCE_BYE, scan->bye != RB_NO_STEP ? scan->bye : scan->stray_bye);
}

/* A flow without a call: what its last request came to. */
static void
judge_other (Case *self, const char *method)
{
  const RbVerdictScan *scan = self->scan;
  const RbFlowFact *request = scan->request != RB_NO_STEP ? &self->facts[scan->request] : NULL;
  const RbFlowFact *final = scan->final != RB_NO_STEP ? &self->facts[scan->final] : NULL;

  self->verdict->kind = RB_VERDICT_NONE;
  self->verdict->status = final != NULL ? final->status : 0;
  add_evidence (self, RB_EVIDENCE_OTHER, scan->request);
  add_evidence (self, final != NULL ? RB_EVIDENCE_FINAL : RB_EVIDENCE_PROVISIONAL,
                final != NULL ? scan->final : scan->provisional);
  rb_verdict_write_other (self->verdict, request, final, method);
}

/* Judges what @scan has gathered so far. */
static RbVerdict *
conclude (const RbVerdictScan *scan, const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps,
          const char *method, gint64 end_us)
{
  RbVerdict *verdict = g_new0 (RbVerdict, 1);
  Case self = {
    .steps = steps,
    .facts = facts,
    .scan = scan,
    .branch = rb_verdict_scan_choose (scan, facts),
    .end_us = end_us,
    .relayed = RB_NO_STEP,
    .verdict = verdict,
  };

  verdict->evidence = g_array_sized_new (FALSE, FALSE, sizeof (guint), 6);
  verdict->ring_us = verdict->talk_us = -1;
  if (!scan->is_call)
    {
      judge_other (&self, method);
      return verdict;
    }

  if (scan->attempt && scan->others.tag == scan->caller_tag && scan->others.cseq == scan->cseq)
    self.others = &scan->others;
  if (self.branch != NULL)
    judge_call (&self);
  else
    judge_middle (&self);
  if (!(verdict->traits & RB_TRAIT_OVER) && n_steps > 0 && !(facts[n_steps - 1].flags & RB_FACT_LIVE))
    verdict->traits |= RB_TRAIT_CUT_SHORT;

  add_all_evidence (&self);
  rb_verdict_write_sentence (verdict, scan->credentials, self.branch != NULL && self.branch->provisional != RB_NO_STEP,
                             self.branch != NULL && self.branch->relayed && verdict->confidence == RB_CONFIDENCE_GUESS);
  return verdict;
}

RbVerdict *
rb_verdict_judge (const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps, guint leg, const char *method,
                  gint64 end_us)
{
  RbVerdictScan scan;

  rb_verdict_scan_init (&scan, leg);
  rb_verdict_scan_feed (&scan, steps, facts, n_steps);
  return conclude (&scan, steps, facts, n_steps, method, end_us);
}

RbVerdict *
rb_verdict_judge_again (gpointer *state, const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps, guint leg,
                        const char *method, gint64 end_us)
{
  RbVerdictScan *scan = *state;
  gboolean fresh = scan == NULL || scan->leg != leg || scan->n_fed > n_steps;

  if (scan == NULL)
    scan = *state = g_new (RbVerdictScan, 1);
  if (fresh)
    rb_verdict_scan_init (scan, leg);
  rb_verdict_scan_feed (scan, steps, facts, n_steps);
  return conclude (scan, steps, facts, n_steps, method, end_us);
}
