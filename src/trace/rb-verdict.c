/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a call ended and who ended it, judged from the messages of one leg: evidence is
 * gathered in one pass, the final status is looked up in a table, and one sentence is chosen
 * from another. RbFlow asks after each change; nothing here looks at bytes. */

#include "rb-verdict.h"

#include <glib/gi18n-lib.h>

#include "rb-flow-private.h"
#include "rb-sip-status.h"

#define NO_STEP G_MAXUINT

/* Timers B and H, 64 * T1 (RFC 3261 17.1.1.2, 13.3.1.4): after that nobody waits any more. */
#define GIVE_UP_US (32 * G_USEC_PER_SEC)

typedef struct
{
  const RbFlowStep *steps;
  const RbFlowFact *facts;
  guint n_steps;
  guint leg;
  gint64 end_us;

  guint transaction; /* of the INVITE judged */
  guint invite;      /* steps, or NO_STEP */
  guint provisional;
  guint ringing;
  guint final;
  guint cancel;
  guint ack;
  guint bye;
  guint32 caller_tag;
  guint32 cseq;
  gboolean credentials; /* this caller has sent some on this leg */
  gboolean relayed;     /* the INVITE came through a proxy */
  gboolean whole_path;  /* and its way to that proxy is in the trace, too */
  gboolean elsewhere;   /* another phone has answered the call */
} Evidence;

/* Who sends such a final response when no tag tells (RFC 3261 21). */
static const struct
{
  guint first;
  guint last;
  RbVerdictKind kind;
  RbVerdictKind kind_rang; /* by the phone that rang */
  RbParty party;           /* when it never rang */
} status_table[] = {
  { 300, 399, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_PROXY },
  { 401, 401, RB_VERDICT_AUTH_FAILED, RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY },
  { 403, 403, RB_VERDICT_AUTH_FAILED, RB_VERDICT_FAILED, RB_PARTY_PROXY },
  { 404, 404, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 407, 407, RB_VERDICT_AUTH_FAILED, RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY },
  { 408, 408, RB_VERDICT_NO_ANSWER, RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY },
  { 410, 410, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 430, 430, RB_VERDICT_UNREACHABLE, RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY },
  { 480, 480, RB_VERDICT_UNREACHABLE, RB_VERDICT_REJECTED, RB_PARTY_PROXY },
  { 484, 485, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 486, 486, RB_VERDICT_BUSY, RB_VERDICT_REJECTED, RB_PARTY_CALLEE },
  { 487, 487, RB_VERDICT_CANCELLED, RB_VERDICT_CANCELLED, RB_PARTY_CALLER },
  { 488, 488, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_CALLEE },
  { 502, 504, RB_VERDICT_UNREACHABLE, RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY },
  { 600, 600, RB_VERDICT_BUSY, RB_VERDICT_REJECTED, RB_PARTY_CALLEE },
  { 603, 603, RB_VERDICT_DECLINED, RB_VERDICT_DECLINED, RB_PARTY_CALLEE },
  { 604, 604, RB_VERDICT_NOT_FOUND, RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY },
  { 606, 606, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_CALLEE },
  { 607, 608, RB_VERDICT_DECLINED, RB_VERDICT_DECLINED, RB_PARTY_CALLEE },
  { 400, 699, RB_VERDICT_FAILED, RB_VERDICT_FAILED, RB_PARTY_PROXY },
};

/* Which sentences of the table apply. */
typedef enum
{
  ALWAYS = 0,
  RANG = 1 << 0,
  SILENT = 1 << 1,
  WITH_CREDENTIALS = 1 << 2,
  WITHOUT_CREDENTIALS = 1 << 3,
  REDIRECTED = 1 << 4,
  PROVISIONAL = 1 << 5,
  ELSEWHERE = 1 << 6,
  BEHIND_PROXY = 1 << 7, /* only the proxy's side of the call was seen */
} When;

#define ANYONE -1

/* clang-format off */
/* {ring}, {talk}: durations such as “12 s”; {status}: “486 Busy Here”. The first that fits is taken. */
static const struct
{
  RbVerdictKind kind;
  int party;
  guint when;
  const char *text;
} sentences[] = {
  { RB_VERDICT_IN_PROGRESS, ANYONE, RANG, N_("Ringing for {ring} so far.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, PROVISIONAL, N_("Calling: the call is on its way, no phone rings yet.") },
  { RB_VERDICT_IN_PROGRESS, ANYONE, ALWAYS, N_("Calling: no response yet.") },
  { RB_VERDICT_ANSWERED, RB_PARTY_CALLER, ALWAYS, N_("Answered: the caller hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, ALWAYS, N_("Answered: the callee hung up after {talk}.") },
  { RB_VERDICT_ANSWERED, ANYONE, ALWAYS, N_("Answered: still on after {talk}.") },
  { RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY, RANG, N_("No answer: the proxy gave up after {ring} of ringing.") },
  { RB_VERDICT_NO_ANSWER, RB_PARTY_CALLEE, RANG, N_("No answer: the callee's phone gave up after {ring} of ringing.") },
  { RB_VERDICT_NO_ANSWER, RB_PARTY_STACK, RANG, N_("No answer: the caller's own timer gave up after {ring} of ringing.") },
  { RB_VERDICT_NO_ANSWER, RB_PARTY_CALLEE, SILENT, N_("No answer: the callee's phone gave up without ringing ({status}).") },
  { RB_VERDICT_NO_ANSWER, ANYONE, ALWAYS, N_("No answer: the proxy gave up before any phone rang ({status}).") },
  { RB_VERDICT_REJECTED, ANYONE, ALWAYS, N_("Rejected: the callee refused after {ring} of ringing ({status}).") },
  { RB_VERDICT_BUSY, ANYONE, ALWAYS, N_("Busy: the callee's phone refused without ringing ({status}).") },
  { RB_VERDICT_CANCELLED, ANYONE, ELSEWHERE, N_("Cancelled: another phone answered the call.") },
  { RB_VERDICT_CANCELLED, RB_PARTY_PROXY, RANG, N_("Cancelled: the proxy gave up after {ring} of ringing.") },
  { RB_VERDICT_CANCELLED, RB_PARTY_PROXY, ALWAYS, N_("Cancelled: the proxy gave up before it rang.") },
  { RB_VERDICT_CANCELLED, ANYONE, RANG | BEHIND_PROXY,
    N_("Cancelled: the caller hung up, or the proxy gave up, after {ring} of ringing.") },
  { RB_VERDICT_CANCELLED, ANYONE, BEHIND_PROXY, N_("Cancelled: the caller hung up, or the proxy gave up, before it rang.") },
  { RB_VERDICT_CANCELLED, ANYONE, RANG, N_("Cancelled: the caller hung up after {ring} of ringing.") },
  { RB_VERDICT_CANCELLED, ANYONE, ALWAYS, N_("Cancelled: the caller hung up before it rang.") },
  { RB_VERDICT_DECLINED, ANYONE, RANG, N_("Declined: the callee wants no call, said after {ring} of ringing ({status}).") },
  { RB_VERDICT_DECLINED, ANYONE, ALWAYS, N_("Declined: the callee wants no call ({status}).") },
  { RB_VERDICT_UNREACHABLE, RB_PARTY_STACK, ALWAYS, N_("Unreachable: nobody answered the INVITE, not even the proxy.") },
  { RB_VERDICT_UNREACHABLE, RB_PARTY_CALLEE, ALWAYS, N_("Unreachable: the callee's phone is not available ({status}).") },
  { RB_VERDICT_UNREACHABLE, ANYONE, ALWAYS, N_("Unreachable: the proxy found no way to the callee ({status}).") },
  { RB_VERDICT_NOT_FOUND, RB_PARTY_CALLEE, ALWAYS, N_("Not found: the callee's phone knows no such user or number ({status}).") },
  { RB_VERDICT_NOT_FOUND, ANYONE, ALWAYS, N_("Not found: the proxy knows no such user or number ({status}).") },
  { RB_VERDICT_AUTH_FAILED, ANYONE, WITH_CREDENTIALS, N_("Not allowed: the user name or password was refused ({status}).") },
  { RB_VERDICT_AUTH_FAILED, ANYONE, ALWAYS, N_("Not allowed: a password was asked for and none was sent ({status}).") },
  { RB_VERDICT_NEVER_ACKNOWLEDGED, ANYONE, ALWAYS, N_("Never acknowledged: the callee answered, but no ACK came back.") },
  { RB_VERDICT_FAILED, ANYONE, REDIRECTED, N_("Redirected to another address, and not followed ({status}).") },
  { RB_VERDICT_FAILED, RB_PARTY_CALLEE, ALWAYS, N_("Failed: the callee's phone refused the call ({status}).") },
  { RB_VERDICT_FAILED, RB_PARTY_PROXY, ALWAYS, N_("Failed: the proxy refused the call ({status}).") },
  { RB_VERDICT_FAILED, ANYONE, ALWAYS, N_("Failed: {status}.") },
};
/* clang-format on */

static const struct
{
  const char *word;
  const char *label;
} kinds[] = {
  [RB_VERDICT_NONE] = { "none", N_ ("Not a call") },
  [RB_VERDICT_IN_PROGRESS] = { "in-progress", N_ ("In progress") },
  [RB_VERDICT_ANSWERED] = { "answered", N_ ("Answered") },
  [RB_VERDICT_NO_ANSWER] = { "no-answer", N_ ("No answer") },
  [RB_VERDICT_REJECTED] = { "rejected", N_ ("Rejected") },
  [RB_VERDICT_BUSY] = { "busy", N_ ("Busy") },
  [RB_VERDICT_CANCELLED] = { "cancelled", N_ ("Cancelled") },
  [RB_VERDICT_DECLINED] = { "declined", N_ ("Declined") },
  [RB_VERDICT_UNREACHABLE] = { "unreachable", N_ ("Unreachable") },
  [RB_VERDICT_NOT_FOUND] = { "not-found", N_ ("Not found") },
  [RB_VERDICT_AUTH_FAILED] = { "auth-failed", N_ ("Not allowed") },
  [RB_VERDICT_NEVER_ACKNOWLEDGED] = { "never-acknowledged", N_ ("Never acknowledged") },
  [RB_VERDICT_FAILED] = { "failed", N_ ("Failed") },
};

static const char *const parties[] = {
  [RB_PARTY_NONE] = "",       [RB_PARTY_CALLER] = "caller", [RB_PARTY_CALLEE] = "callee",
  [RB_PARTY_PROXY] = "proxy", [RB_PARTY_STACK] = "stack",
};

static gboolean
is_request (const RbFlowFact *fact, RbMethod method)
{
  return (fact->flags & RB_FACT_REQUEST) && fact->method == method;
}

static gboolean
is_initial_invite (const RbFlowFact *fact)
{
  return is_request (fact, RB_METHOD_INVITE) && fact->to_tag == 0;
}

/* The INVITE to judge: the leg's last attempt (after a challenge or a call before it), and of
 * parallel branches the one that was answered. */
static gboolean
find_attempt (Evidence *self)
{
  guint last = NO_STEP;

  self->transaction = RB_FLOW_NONE;
  for (guint i = 0; i < self->n_steps; i++)
    if (self->steps[i].leg == self->leg && is_initial_invite (&self->facts[i]))
      last = i;

  if (last == NO_STEP)
    {
      for (guint i = 0; i < self->n_steps && last == NO_STEP; i++)
        if (self->steps[i].leg == self->leg && self->facts[i].method == RB_METHOD_INVITE)
          last = i;
      if (last == NO_STEP)
        return FALSE;
    }

  self->transaction = self->steps[last].transaction;
  self->caller_tag = self->facts[last].from_tag;
  self->cseq = self->facts[last].cseq;
  for (guint i = 0; i < self->n_steps; i++)
    {
      const RbFlowFact *fact = &self->facts[i];

      if (self->steps[i].leg == self->leg && fact->method == RB_METHOD_INVITE && fact->cseq == self->cseq &&
          fact->from_tag == self->caller_tag && fact->status / 100 == 2)
        {
          self->transaction = self->steps[i].transaction;
          break;
        }
    }
  return TRUE;
}

static gboolean
in_dialog (const Evidence *self, const RbFlowFact *fact)
{
  return fact->from_tag == self->caller_tag || fact->to_tag == self->caller_tag;
}

static void
gather_transaction (Evidence *self, guint i)
{
  const RbFlowFact *fact = &self->facts[i];

  if (fact->flags & RB_FACT_REQUEST)
    {
      if (fact->method == RB_METHOD_INVITE && self->invite == NO_STEP)
        {
          self->invite = i;
          self->relayed = (fact->flags & RB_FACT_RELAYED) != 0;
        }
      return;
    }

  if (fact->status < 200)
    {
      if (self->provisional == NO_STEP)
        self->provisional = i;
      if (self->ringing == NO_STEP && fact->status == 180)
        self->ringing = i;
    }
  else if (self->final == NO_STEP || (fact->status < 300 && self->facts[self->final].status >= 300))
    {
      self->final = i;
    }
}

static void
gather (Evidence *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      const RbFlowFact *fact = &self->facts[i];

      if (self->steps[i].leg != self->leg)
        continue;

      if (fact->method == RB_METHOD_INVITE && (fact->flags & RB_FACT_CREDENTIALS) && fact->from_tag == self->caller_tag)
        self->credentials = TRUE;
      if (self->steps[i].transaction == self->transaction)
        gather_transaction (self, i);
      if (!(fact->flags & RB_FACT_REQUEST) || !in_dialog (self, fact))
        continue;

      if (fact->method == RB_METHOD_CANCEL && fact->cseq == self->cseq && self->cancel == NO_STEP)
        self->cancel = i;
      if (self->final == NO_STEP || self->facts[self->final].status >= 300)
        continue;
      if (fact->method == RB_METHOD_BYE && self->bye == NO_STEP)
        self->bye = i;
      if (fact->method == RB_METHOD_ACK && fact->cseq == self->cseq && self->ack == NO_STEP)
        self->ack = i;
    }
}

static gint64
time_between (const Evidence *self, guint from, guint to)
{
  gint64 end_us = to != NO_STEP ? self->facts[to].wall_us : self->end_us;

  return from != NO_STEP ? MAX (end_us - self->facts[from].wall_us, 0) : -1;
}

/* A phone that gave itself @tag has answered provisionally: a proxy's own 100 has no tag. */
static gboolean
is_tag_of_phone (const Evidence *self, guint32 tag)
{
  for (guint i = 0; i < self->final; i++)
    if (self->steps[i].transaction == self->transaction && self->facts[i].status > 100 && self->facts[i].status < 200 &&
        self->facts[i].to_tag == tag)
      return TRUE;

  return FALSE;
}

/* The same response came from further on: it was only passed along on this leg. */
static gboolean
was_relayed (const Evidence *self, const RbFlowFact *final)
{
  for (guint i = 0; i < self->final; i++)
    if (self->steps[i].leg != self->leg && self->facts[i].status == final->status &&
        self->facts[i].cseq == final->cseq && final->to_tag != 0 && self->facts[i].to_tag == final->to_tag)
      return TRUE;

  return FALSE;
}

static void
judge_final (const Evidence *self, RbVerdict *verdict)
{
  const RbFlowFact *final = &self->facts[self->final];
  gboolean rang = self->ringing != NO_STEP;
  gboolean by_phone = is_tag_of_phone (self, final->to_tag);
  guint row = 0;

  verdict->status = final->status;
  if (final->flags & RB_FACT_SYNTHETIC)
    {
      verdict->kind = rang ? RB_VERDICT_NO_ANSWER : RB_VERDICT_UNREACHABLE;
      verdict->ended_by = RB_PARTY_STACK;
      return;
    }

  while (row < G_N_ELEMENTS (status_table) - 1 &&
         (final->status < status_table[row].first || final->status > status_table[row].last))
    row++;
  verdict->kind = rang && by_phone ? status_table[row].kind_rang : status_table[row].kind;
  verdict->ended_by = status_table[row].party;

  if (verdict->ended_by == RB_PARTY_PROXY &&
      (by_phone || (!rang && ((final->flags & RB_FACT_USER_AGENT) || was_relayed (self, final)))))
    verdict->ended_by = RB_PARTY_CALLEE;
  if (final->status == 480 && rang && !by_phone)
    verdict->kind = RB_VERDICT_NO_ANSWER;
  if (verdict->kind == RB_VERDICT_BUSY && rang)
    verdict->kind = RB_VERDICT_REJECTED;
  if (final->status == 403 && !self->credentials)
    verdict->kind = RB_VERDICT_FAILED;
}

/* A proxy's CANCEL towards the callee, seen together with the caller's side of the proxy: did
 * the caller ask for it? */
static void
judge_relayed_cancel (Evidence *self, RbVerdict *verdict)
{
  gboolean upstream = FALSE;
  gboolean cancelled = FALSE;

  for (guint i = 0; i < self->n_steps; i++)
    {
      const RbFlowFact *fact = &self->facts[i];

      if (self->steps[i].leg == self->leg || fact->from_tag != self->caller_tag || fact->cseq != self->cseq)
        continue;
      if (is_initial_invite (fact) && !(fact->flags & RB_FACT_RELAYED))
        upstream = TRUE;
      if (is_request (fact, RB_METHOD_CANCEL) && i < self->cancel)
        cancelled = TRUE;
      if (fact->method == RB_METHOD_INVITE && fact->status / 100 == 2 && i < self->cancel)
        self->elsewhere = TRUE;
    }

  if (upstream && !cancelled)
    verdict->ended_by = RB_PARTY_PROXY;
  self->whole_path = upstream;
}

static void
judge_cancel (Evidence *self, RbVerdict *verdict)
{
  guint cause = self->facts[self->cancel].extra;

  verdict->kind = RB_VERDICT_CANCELLED;
  verdict->ended_by = RB_PARTY_CALLER;
  verdict->status = self->final != NO_STEP ? self->facts[self->final].status : 0;
  if (self->relayed)
    judge_relayed_cancel (self, verdict);

  if (cause / 100 == 2) /* "Call completed elsewhere" */
    self->elsewhere = TRUE;
  if (self->elsewhere)
    verdict->ended_by = RB_PARTY_PROXY;
  else if (cause == 408)
    {
      verdict->kind = RB_VERDICT_NO_ANSWER;
      verdict->ended_by = RB_PARTY_PROXY;
    }
}

static void
judge_answered (const Evidence *self, RbVerdict *verdict)
{
  verdict->kind = RB_VERDICT_ANSWERED;
  verdict->status = self->facts[self->final].status;
  verdict->talk_us = time_between (self, self->final, self->bye);
  if (self->bye != NO_STEP)
    verdict->ended_by = self->facts[self->bye].from_tag == self->caller_tag ? RB_PARTY_CALLER : RB_PARTY_CALLEE;

  if (self->ack == NO_STEP && self->invite != NO_STEP && verdict->ended_by != RB_PARTY_CALLER &&
      (self->bye != NO_STEP || time_between (self, self->final, NO_STEP) >= GIVE_UP_US))
    verdict->kind = RB_VERDICT_NEVER_ACKNOWLEDGED;
}

static void
judge_call (Evidence *self, RbVerdict *verdict)
{
  guint status = self->final != NO_STEP ? self->facts[self->final].status : 0;

  if (status / 100 == 2)
    judge_answered (self, verdict);
  else if (self->cancel != NO_STEP && (status == 0 || status == 487 || status == 408) &&
           (self->final == NO_STEP || self->cancel < self->final))
    judge_cancel (self, verdict);
  else if (status != 0)
    judge_final (self, verdict);
  else if (self->provisional == NO_STEP && time_between (self, self->invite, NO_STEP) >= GIVE_UP_US)
    {
      verdict->kind = RB_VERDICT_UNREACHABLE;
      verdict->ended_by = RB_PARTY_STACK;
    }
  else
    verdict->kind = RB_VERDICT_IN_PROGRESS;

  verdict->ring_us = time_between (self, self->ringing, MIN (self->cancel, self->final));
}

static char *
format_duration (gint64 us)
{
  double seconds = MAX (us, 0) / (double) G_USEC_PER_SEC;

  if (seconds >= 600)
    return g_strdup_printf (_ ("%d min"), (int) (seconds / 60));
  /* Translators: a duration in seconds. */
  return seconds < 10 ? g_strdup_printf (_ ("%.1f s"), seconds) : g_strdup_printf (_ ("%.0f s"), seconds);
}

static char *
format_status (guint status)
{
  return g_strdup_printf ("%u %s", status, rb_sip_status_phrase (status));
}

static char *
format_sentence (const Evidence *self, const RbVerdict *verdict)
{
  g_autofree char *ring = format_duration (verdict->ring_us);
  g_autofree char *talk = format_duration (verdict->talk_us);
  g_autofree char *status = format_status (verdict->status);
  GString *text = g_string_new (NULL);
  guint facts = ALWAYS;

  facts |= self->ringing != NO_STEP ? RANG : SILENT;
  facts |= self->credentials ? WITH_CREDENTIALS : WITHOUT_CREDENTIALS;
  if (self->provisional != NO_STEP)
    facts |= PROVISIONAL;
  if (self->elsewhere)
    facts |= ELSEWHERE;
  if (self->relayed && !self->whole_path)
    facts |= BEHIND_PROXY;
  if (verdict->status / 100 == 3)
    facts |= REDIRECTED;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].kind == verdict->kind &&
        (sentences[i].party == ANYONE || sentences[i].party == (int) verdict->ended_by) &&
        (sentences[i].when & ~facts) == 0)
      {
        g_string_assign (text, _ (sentences[i].text));
        break;
      }

  g_string_replace (text, "{ring}", ring, 0);
  g_string_replace (text, "{talk}", talk, 0);
  g_string_replace (text, "{status}", status, 0);
  return g_string_free (text, FALSE);
}

static void
add_evidence (const Evidence *self, RbVerdict *verdict)
{
  const guint steps[] = { self->invite, self->ringing, self->cancel, self->final, self->ack, self->bye };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] != NO_STEP)
      g_array_append_val (verdict->evidence, self->steps[steps[i]].position);
}

static char *
format_registration (const RbFlowFact *request, const RbFlowFact *final)
{
  g_autofree char *status = NULL;

  if (final == NULL)
    return g_strdup (_ ("Registration: no response yet."));

  status = format_status (final->status);
  if (final->status / 100 == 2 && request != NULL && (request->flags & RB_FACT_EXPIRES_ZERO))
    return g_strdup (_ ("Unregistered."));
  if (final->status / 100 == 2)
    return g_strdup_printf (ngettext ("Registered (%u binding).", "Registered (%u bindings).", final->extra),
                            final->extra);
  if (final->status == 401 || final->status == 407)
    return request != NULL && (request->flags & RB_FACT_CREDENTIALS)
               ? g_strdup_printf (_ ("Registration refused: wrong user name or password (%s)."), status)
               : g_strdup (_ ("Registration: the registrar asks for a password."));
  return g_strdup_printf (_ ("Registration refused: %s."), status);
}

/* A flow without a call: what its last request came to. */
static void
judge_other (const Evidence *self, const char *method, RbVerdict *verdict)
{
  const RbFlowFact *request = NULL;
  const RbFlowFact *final = NULL;
  guint transaction = RB_FLOW_NONE;

  for (guint i = 0; i < self->n_steps; i++)
    {
      const RbFlowFact *fact = &self->facts[i];

      if (self->steps[i].leg != self->leg || self->steps[i].retransmission_of != RB_FLOW_NONE)
        continue;
      if (self->steps[i].transaction != transaction)
        {
          transaction = self->steps[i].transaction;
          request = final = NULL;
          g_array_set_size (verdict->evidence, 0);
        }
      if (fact->flags & RB_FACT_REQUEST)
        request = fact;
      else if (fact->status >= 200)
        final = fact;
      g_array_append_val (verdict->evidence, self->steps[i].position);
    }

  verdict->kind = RB_VERDICT_NONE;
  verdict->status = final != NULL ? final->status : 0;
  if ((request != NULL ? request : final) != NULL && (request != NULL ? request : final)->method == RB_METHOD_REGISTER)
    {
      verdict->text = format_registration (request, final);
    }
  else if (final != NULL)
    {
      g_autofree char *status = format_status (final->status);

      /* Translators: a method such as OPTIONS, and its response such as “200 OK”. */
      verdict->text = g_strdup_printf (_ ("%s: %s."), method, status);
    }
  else
    {
      /* Translators: a method such as OPTIONS. */
      verdict->text = g_strdup_printf (_ ("%s: no response yet."), method);
    }
}

RbVerdict *
rb_verdict_judge (const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps, guint leg, const char *method,
                  gint64 end_us)
{
  RbVerdict *verdict = g_new0 (RbVerdict, 1);
  Evidence evidence = {
    .steps = steps,
    .facts = facts,
    .n_steps = n_steps,
    .leg = leg,
    .end_us = end_us,
    .invite = NO_STEP,
    .provisional = NO_STEP,
    .ringing = NO_STEP,
    .final = NO_STEP,
    .cancel = NO_STEP,
    .ack = NO_STEP,
    .bye = NO_STEP,
  };

  verdict->evidence = g_array_new (FALSE, FALSE, sizeof (guint));
  verdict->ring_us = -1;
  verdict->talk_us = -1;
  if (!find_attempt (&evidence))
    {
      judge_other (&evidence, method, verdict);
      return verdict;
    }

  gather (&evidence);
  judge_call (&evidence, verdict);
  add_evidence (&evidence, verdict);
  verdict->text = format_sentence (&evidence, verdict);
  return verdict;
}

/* (transfer full) (nullable): NULL of NULL. */
RbVerdict *
rb_verdict_copy (const RbVerdict *self)
{
  RbVerdict *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->text = g_strdup (self->text);
  copy->evidence = g_array_copy (self->evidence);
  return copy;
}

void
rb_verdict_free (RbVerdict *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_array_unref (self->evidence);
  g_free (self);
}

const char *
rb_verdict_kind_to_string (RbVerdictKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), kinds[RB_VERDICT_NONE].word);

  return kinds[kind].word;
}

const char *
rb_verdict_kind_get_label (RbVerdictKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "");

  return _ (kinds[kind].label);
}

const char *
rb_party_to_string (RbParty party)
{
  g_return_val_if_fail (party < G_N_ELEMENTS (parties), "");

  return parties[party];
}
