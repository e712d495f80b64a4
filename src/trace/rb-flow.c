/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call, registration or other exchange, sorted message by message into legs, transactions,
 * dialogs and retransmissions (the other rb-flow-*.c). RbTrace feeds it; ladder, verdict and
 * exporters read it. Everything is found by seeded hash, so that the cost of a message does not
 * depend on the flow's length; texts stay in the trace's bytes until somebody asks. */

#include "rb-flow-parts.h"

#include "rb-seeded-hash.h"
#include "rb-trace.h"

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbFlow, rb_flow, G_TYPE_OBJECT)

gpointer
rb_flow_grow (gpointer array, guint n, guint first, gsize element_size)
{
  guint step = n < 16 ? first : 1u << (g_bit_storage (n) - 3);

  return n % step == 0 ? g_realloc_n (array, (gsize) n + step, element_size) : array;
}

guint64
rb_flow_key (RbFlowKey kind, guint64 word)
{
  return rb_hash_mix (rb_hash_seed () + kind, word);
}

/* A text out of the message of step @step; NULL once the trace is gone. (transfer full) (nullable) */
static char *
dup_span (RbFlow *self, guint step, RbSpan span, char *(*dup) (RbSpan span, const guint8 *bytes))
{
  gsize length;
  const guint8 *bytes;

  if (self->trace == NULL || step >= self->n_steps)
    return NULL;

  bytes = rb_trace_peek_bytes (self->trace, self->steps[step].position, &length);
  if (rb_flow_is_plain (bytes + span.offset, span.length))
    return g_strndup ((const char *) bytes + span.offset, span.length);
  return dup (span, bytes);
}

static RbFlowText *
ensure_text (RbFlow *self)
{
  if (self->text == NULL)
    self->text = g_new0 (RbFlowText, 1);
  return self->text;
}

static void
free_text (RbFlowText *text)
{
  if (text == NULL)
    return;

  g_free (text->call_id);
  g_free (text->method);
  g_free (text->from);
  g_free (text->to);
  g_free (text);
}

/* Method, From and To of the flow: those of its first request; a call's INVITE comes first. */
static void
update_subject (RbFlow *self, const RbFlowMessage *message)
{
  const RbSipIndex *index = message->index;
  gboolean invite = index->is_request && message->fact.method == RB_METHOD_INVITE;

  if (self->n_steps > 0 && !(index->is_request && !self->has_request) && !(invite && !self->has_invite))
    return;

  self->has_request |= index->is_request;
  self->has_invite |= invite;
  self->subject = self->n_steps;
  self->method = index->method;
  self->from = index->from_uri;
  self->to = index->to_uri;
  if (self->text != NULL)
    {
      g_clear_pointer (&self->text->method, g_free);
      g_clear_pointer (&self->text->from, g_free);
      g_clear_pointer (&self->text->to, g_free);
    }
}

static gboolean
is_of_attempt (const RbFlow *self, const RbFlowMessage *message)
{
  return self->attempt.is_set && self->attempt.from_tag == message->fact.from_tag &&
         self->attempt.cseq == message->fact.cseq;
}

/* A new INVITE outside of a dialog replaces the attempt; a response to one that was not seen
 * stands for it. */
static void
update_attempt (RbFlow *self, const RbFlowStep *step, const RbFlowMessage *message)
{
  gboolean invite = message->fact.method == RB_METHOD_INVITE && message->index->is_request && message->fact.to_tag == 0;
  gboolean response = message->fact.method == RB_METHOD_INVITE && !message->index->is_request;

  if (!(invite && !is_of_attempt (self, message)) && !(response && !self->attempt.is_set))
    return;
  if (self->attempt.is_set && self->attempt.from_tag != message->fact.from_tag &&
      self->transactions[self->attempt.transaction].final == RB_FLOW_NONE)
    return; /* a B2BUA's own attempts while the caller's goes on */

  self->attempt = (RbFlowAttempt){
    .is_set = TRUE,
    .from_tag = message->fact.from_tag,
    .cseq = message->fact.cseq,
    .src = message->path.src >> 32,
    .transaction = step->transaction,
    .first_dialog = self->n_dialogs,
  };
}

/* Does a final response ask to try the same request again? (RFC 3261 8.1.3.4, 8.1.3.5, 21.4; RFC
 * 3262 4; RFC 3329 2.3; RFC 3578 3.2; RFC 4028 5; RFC 8224 6.2.2) */
gboolean
rb_flow_asks_to_retry (guint status)
{
  static const guint16 statuses[] = { 401, 407, 413, 415, 416, 417, 420, 421, 422, 428, 484, 488, 491, 494 };

  if (status / 100 == 3)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i] == status)
      return TRUE;
  return FALSE;
}

static void
rb_flow_finalize (GObject *object)
{
  RbFlow *self = RB_FLOW (object);

  free_text (self->text);
  g_free (self->steps);
  g_free (self->facts);
  g_free (self->previous);
  g_free (self->legs);
  g_free (self->transactions);
  g_free (self->dialogs);
  rb_key_map_clear (&self->keys);
  g_clear_pointer (&self->group, rb_flow_group_free);
  rb_flow_forget_verdict (self);

  G_OBJECT_CLASS (rb_flow_parent_class)->finalize (object);
}

static void
rb_flow_class_init (RbFlowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_flow_finalize;

  signals[CHANGED] = g_signal_new ("changed", RB_TYPE_FLOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_flow_init (RbFlow *self)
{
}

RbFlow *
rb_flow_new (RbTrace *trace, guint number, const RbFlowMessage *first)
{
  RbFlow *self = g_object_new (RB_TYPE_FLOW, NULL);

  self->trace = trace;
  self->number = number;
  self->call_id = first->index->call_id;
  self->kind = rb_flow_message_get_kind (first);
  self->begun_by = first->method >> 32;
  return self;
}

guint
rb_flow_get_number (RbFlow *self)
{
  return self->number;
}

RbFlowKind
rb_flow_get_kind (RbFlow *self)
{
  return self->kind;
}

gboolean
rb_flow_is_like (RbFlow *self, const RbFlowMessage *message)
{
  return self->kind == rb_flow_message_get_kind (message) &&
         (self->kind != RB_FLOW_OTHER || self->begun_by == message->method >> 32);
}

gboolean
rb_flow_is_over_for (RbFlow *self, const RbFlowMessage *invite)
{
  gboolean same_caller = self->attempt.from_tag == invite->fact.from_tag;
  guint final;
  guint status;

  if (!self->attempt.is_set) /* nothing but the middle or the end of a call was seen */
    return self->n_dialogs > 0 || self->has_bye;
  if (is_of_attempt (self, invite))
    return FALSE;

  final = self->transactions[self->attempt.transaction].final;
  if (final == RB_FLOW_NONE) /* another caller: the second leg of a B2BUA, unless it is the same phone */
    return !same_caller && self->attempt.src == invite->path.src >> 32;

  status = self->facts[final].status;
  if ((status == 401 || status == 407) && (invite->fact.flags & RB_FACT_CREDENTIALS))
    return FALSE;
  return !(same_caller && invite->fact.cseq > self->attempt.cseq && rb_flow_asks_to_retry (status));
}

guint
rb_flow_append (RbFlow *self, RbFlowMessage *message)
{
  guint number = self->n_steps;
  RbFlowStep step = {
    .position = message->position,
    .dialog = RB_FLOW_NONE,
    .retransmission_of = RB_FLOW_NONE,
    .response_to = RB_FLOW_NONE,
    .response_us = -1,
  };

  self->steps = rb_flow_grow (self->steps, number, 6, sizeof *self->steps);
  self->facts = rb_flow_grow (self->facts, number, 6, sizeof *self->facts);
  self->previous = rb_flow_grow (self->previous, number, 6, sizeof *self->previous);

  step.leg = rb_flow_find_leg (self, message);
  if (rb_flow_leg_is_initiator (&self->legs[step.leg], &message->path))
    message->fact.flags |= RB_FACT_FROM_INITIATOR;
  rb_flow_follow_transaction (self, &step, message);
  update_attempt (self, &step, message);
  step.dialog = rb_flow_follow_dialog (self, &step, message);
  update_subject (self, message);
  if (message->fact.method == RB_METHOD_BYE)
    self->has_bye = TRUE;

  self->steps[number] = step;
  self->facts[number] = message->fact;
  self->n_steps++;
  return number;
}

void
rb_flow_emit_changed (RbFlow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
rb_flow_detach (RbFlow *self)
{
  if (G_OBJECT (self)->ref_count > 1)
    {
      RbFlowText *text = ensure_text (self);

      rb_flow_get_call_id (self);
      rb_flow_get_method (self);
      g_free (text->from);
      g_free (text->to);
      text->from = rb_flow_dup_from (self);
      text->to = rb_flow_dup_to (self);
    }
  g_clear_pointer (&self->group, rb_flow_group_free);
  self->trace = NULL;
}

const char *
rb_flow_get_call_id (RbFlow *self)
{
  RbFlowText *text = ensure_text (self);

  if (text->call_id == NULL)
    text->call_id = dup_span (self, 0, self->call_id, rb_span_dup);
  return text->call_id != NULL ? text->call_id : "";
}

/* (nullable): NULL once the trace is gone. */
RbTrace *
rb_flow_get_trace (RbFlow *self)
{
  return self->trace;
}

const char *
rb_flow_get_method (RbFlow *self)
{
  RbFlowText *text;

  if (self->has_invite)
    return "INVITE";

  text = ensure_text (self);
  if (text->method == NULL)
    text->method = dup_span (self, self->subject, self->method, rb_span_dup_line);
  return text->method != NULL ? text->method : "";
}

guint
rb_flow_get_n_steps (RbFlow *self)
{
  return self->n_steps;
}

/* (nullable): NULL beyond the end. */
const RbFlowStep *
rb_flow_get_step (RbFlow *self, guint n)
{
  return n < self->n_steps ? &self->steps[n] : NULL;
}

const RbFlowFact *
rb_flow_get_fact (RbFlow *self, guint n)
{
  return n < self->n_steps ? &self->facts[n] : NULL;
}

gboolean
rb_flow_is_twin_leg (RbFlow *self, guint leg)
{
  return leg < self->n_legs && self->legs[leg].is_twin;
}

guint
rb_flow_get_n_legs (RbFlow *self)
{
  return self->n_legs;
}

guint
rb_flow_get_n_transactions (RbFlow *self)
{
  return self->n_transactions;
}

const RbTransaction *
rb_flow_get_transaction (RbFlow *self, guint n)
{
  return n < self->n_transactions ? &self->transactions[n] : NULL;
}

guint
rb_flow_get_n_dialogs (RbFlow *self)
{
  return self->n_dialogs;
}

const RbDialog *
rb_flow_get_dialog (RbFlow *self, guint n)
{
  return n < self->n_dialogs ? &self->dialogs[n] : NULL;
}

gint64
rb_flow_get_start_us (RbFlow *self)
{
  return self->n_steps > 0 ? self->facts[0].wall_us : 0;
}

static char *
dup_uri (RbFlow *self, const char *kept, RbSpan span)
{
  char *uri = kept == NULL ? dup_span (self, self->subject, span, rb_span_dup_line) : NULL;

  return uri != NULL ? uri : g_strdup (kept != NULL ? kept : "");
}

char *
rb_flow_dup_from (RbFlow *self)
{
  return dup_uri (self, self->text != NULL ? self->text->from : NULL, self->from);
}

char *
rb_flow_dup_to (RbFlow *self)
{
  return dup_uri (self, self->text != NULL ? self->text->to : NULL, self->to);
}
