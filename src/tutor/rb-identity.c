/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Call ⊃ dialog ⊃ transaction: by which identifiers a message belongs to which others (RFC 3261 8.1.1, 12, 17.1.3,
 * 17.2.3). The flow knows the transactions and dialogs; the values are read from the bytes, in one pass through the
 * messages of the Call-ID. The detail of a message shows it. */

#include "rb-identity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-sip-scan.h"

#define COOKIE "z9hG4bK" /* RFC 3261 8.1.1.7 */
#define MAX_CITED 8

typedef enum
{
  CALL_ID,
  FROM_TAG,
  TO_TAG,
  BRANCH,
  CSEQ,
  N_IDENTIFIERS
} Identifier;

/* Messages that share something with ours: how many, and the first of them. */
typedef struct
{
  guint n;
  guint positions[MAX_CITED];
} Shared;

typedef struct
{
  RbTrace *trace;
  RbFlow *flow;
  const RbFlowStep *step;
  const guint8 *bytes;
  RbSipIndex index;
  RbMessageInfo info;
  Shared identifiers[N_IDENTIFIERS];
  Shared dialog;
  Shared transaction;
  guint attempt; /* the same request before it was challenged, or %RB_FLOW_NONE */
  guint own;     /* the same request coming back to who had sent it, or %RB_FLOW_NONE */
  guint hop;     /* the same request on another hop, or %RB_FLOW_NONE */
} Identity;

static const struct
{
  const char *name;
  const char *level;
  const char *missing; /* id */
  const char *rfc;
  const char *text; /* when it is missing */
} identifiers[N_IDENTIFIERS] = {
  { "Call-ID", N_ ("the call"), "missing-call-id", "RFC 3261 8.1.1.4",
    N_ ("There is no Call-ID: nobody can tell which call this message belongs to.") },
  { "From-tag", N_ ("the dialog: the end that sent the request"), "missing-from-tag", "RFC 3261 12.1.1",
    N_ ("There is no From-tag: made by the old RFC 2543. No tag counts as one of its own.") },
  { "To-tag", N_ ("the dialog: the end that answers"), NULL, NULL, NULL },
  { "branch", N_ ("the transaction"), "missing-branch", "RFC 3261 17.2.3",
    N_ ("There is no branch: made by the old RFC 2543. The transaction is told by Request-URI, tags, Call-ID, CSeq and "
        "Via.") },
  { "CSeq", N_ ("the transaction: which request it is"), "missing-cseq", "RFC 3261 8.1.1.5",
    N_ ("There is no CSeq that could be read: no response could be matched.") },
};

static void
share (Shared *self, guint position)
{
  if (self->n < MAX_CITED)
    self->positions[self->n] = position;
  self->n++;
}

static void
cite (RbLessonBlock *block, const Shared *shared)
{
  for (guint i = 0; i < MIN (shared->n, MAX_CITED); i++)
    rb_lesson_block_cite (block, shared->positions[i]);
}

static gboolean
is_same (const Identity *self, RbSpan ours, RbSpan other, const guint8 *bytes)
{
  return ours.length > 0 && rb_span_equal (ours, self->bytes, other, bytes);
}

static gboolean
is_same_request (const Identity *self, const RbSipIndex *index, const guint8 *bytes)
{
  return self->index.is_request && index->is_request && index->cseq == self->index.cseq &&
         is_same (self, self->index.method, index->method, bytes) &&
         is_same (self, self->index.from_tag, index->from_tag, bytes);
}

/* The way there and the way back, between the same two hosts; on one host the ports must tell. */
static gboolean
is_way_back (const RbMessageInfo *a, const RbMessageInfo *b)
{
  if (rb_endpoint_is_same_host (&a->src, &a->dst))
    return rb_endpoint_equal (&a->src, &b->dst) && rb_endpoint_equal (&a->dst, &b->src);
  return rb_endpoint_is_same_host (&a->src, &b->dst) && rb_endpoint_is_same_host (&a->dst, &b->src);
}

static void
compare_path (Identity *self, const RbFlowStep *step)
{
  RbMessageInfo info;

  if (step->leg == self->step->leg || !rb_trace_get_info (self->trace, step->position, &info))
    return;
  if (self->hop == RB_FLOW_NONE)
    self->hop = step->position;
  if (self->own == RB_FLOW_NONE && is_way_back (&self->info, &info))
    self->own = step->position;
}

static void
compare (Identity *self, RbFlow *flow, const RbFlowStep *step)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, step->position, &length);
  const RbSipIndex *ours = &self->index;
  RbSipIndex index;

  if (step->position == self->step->position)
    return;

  rb_sip_index_parse (&index, bytes, length);
  share (&self->identifiers[CALL_ID], step->position);
  if (is_same (self, ours->from_tag, index.from_tag, bytes) || is_same (self, ours->from_tag, index.to_tag, bytes))
    share (&self->identifiers[FROM_TAG], step->position);
  if (is_same (self, ours->to_tag, index.from_tag, bytes) || is_same (self, ours->to_tag, index.to_tag, bytes))
    share (&self->identifiers[TO_TAG], step->position);
  if (is_same (self, ours->branch, index.branch, bytes))
    share (&self->identifiers[BRANCH], step->position);
  if (index.cseq == ours->cseq && is_same (self, ours->method, index.method, bytes))
    share (&self->identifiers[CSEQ], step->position);

  if (flow != self->flow)
    return;
  if (step->dialog == self->step->dialog && step->dialog != RB_FLOW_NONE)
    share (&self->dialog, step->position);
  if (step->transaction == self->step->transaction)
    share (&self->transaction, step->position);
  if (is_same_request (self, &index, bytes))
    compare_path (self, step);
  if (ours->is_request && index.is_request && index.cseq + 1 == ours->cseq && step->leg == self->step->leg &&
      ours->to_tag.length == 0 && is_same (self, ours->method, index.method, bytes) &&
      is_same (self, ours->from_tag, index.from_tag, bytes))
    self->attempt = step->position;
}

static gboolean
identity_init (Identity *self, RbTrace *trace, guint position)
{
  g_autoptr (GPtrArray) flows = NULL;
  gsize length;

  *self = (Identity){ .trace = trace, .attempt = RB_FLOW_NONE, .own = RB_FLOW_NONE, .hop = RB_FLOW_NONE };
  if (!rb_trace_get_info (trace, position, &self->info))
    return FALSE;

  self->bytes = rb_trace_peek_bytes (trace, position, &length);
  rb_sip_index_parse (&self->index, self->bytes, length);
  self->flow = rb_trace_get_flow_of (trace, position);
  self->step = rb_trace_get_step (trace, position);
  if (self->flow == NULL || self->step == NULL)
    return TRUE;

  flows = rb_trace_find_flows (trace, rb_flow_get_call_id (self->flow));
  for (guint i = 0; i < flows->len; i++)
    {
      RbFlow *flow = g_ptr_array_index (flows, i);

      for (guint n = 0; n < rb_flow_get_n_steps (flow); n++)
        compare (self, flow, rb_flow_get_step (flow, n));
    }
  return TRUE;
}

static char *
dup_value (const Identity *self, Identifier identifier)
{
  const RbSipIndex *index = &self->index;
  g_autofree char *method = NULL;

  switch (identifier)
    {
    case CALL_ID:
      return rb_span_dup_line (index->call_id, self->bytes);
    case FROM_TAG:
      return rb_span_dup_line (index->from_tag, self->bytes);
    case TO_TAG:
      return rb_span_dup_line (index->to_tag, self->bytes);
    case BRANCH:
      return rb_span_dup_line (index->branch, self->bytes);
    default:
      method = rb_span_dup_line (index->method, self->bytes);
      return index->cseq == 0 && !index->valid ? g_strdup ("") : g_strdup_printf ("%u %s", index->cseq, method);
    }
}

static void
add_table (const Identity *self, RbLesson *lesson)
{
  const char *const columns[] = { _ ("Identifier"), _ ("Value"), _ ("Identifies"), _ ("Also in"), NULL };
  RbLessonBlock *table = rb_lesson_add_table (lesson, "identifiers", _ ("What ties this message to others"), columns);

  for (guint i = 0; i < N_IDENTIFIERS; i++)
    {
      const Shared *shared = &self->identifiers[i];
      g_autofree char *value = dup_value (self, i);
      g_autofree char *quoted = rb_lesson_quote (value);
      g_autofree char *count =
          g_strdup_printf (ngettext ("%u other message", "%u other messages", shared->n), shared->n);

      rb_lesson_block_add_row (table);
      rb_lesson_block_add_cell (table, identifiers[i].name, RB_TONE_PLAIN, RB_FLOW_NONE);
      if (*value != '\0')
        rb_lesson_block_add_cell (table, quoted, RB_TONE_PLAIN, RB_FLOW_NONE);
      else
        rb_lesson_block_add_cell (table, _ ("none"), RB_TONE_DIM, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, _ (identifiers[i].level), RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, count, shared->n > 0 ? RB_TONE_PLAIN : RB_TONE_DIM,
                                shared->n > 0 ? shared->positions[0] : RB_FLOW_NONE);
    }
}

static void
add_missing (const Identity *self, RbLesson *lesson)
{
  for (guint i = 0; i < N_IDENTIFIERS; i++)
    {
      g_autofree char *value = dup_value (self, i);

      if (*value == '\0' && identifiers[i].missing != NULL)
        rb_lesson_add (lesson, identifiers[i].missing, identifiers[i].rfc, _ (identifiers[i].text))->tone =
            RB_TONE_WARNING;
    }

  if (self->index.branch.length > 0 &&
      (self->index.branch.length < strlen (COOKIE) ||
       !rb_span_is_nocase ((RbSpan){ self->index.branch.offset, strlen (COOKIE) }, self->bytes, COOKIE)))
    rb_lesson_add (
        lesson, "branch-old", "RFC 3261 17.2.3",
        _ ("The branch does not begin with z9hG4bK: made by the old RFC 2543, it may repeat. It does not tell "
           "the transaction by itself."))
        ->tone = RB_TONE_WARNING;
}

static void
add_call (const Identity *self, RbLesson *lesson)
{
  const Shared *shared = &self->identifiers[CALL_ID];
  RbLessonBlock *block;

  rb_lesson_add_heading (lesson, "call", _ ("Call"));
  block = rb_lesson_add_printf (lesson, "call-shared", "RFC 3261 8.1.1.4",
                                ngettext ("The Call-ID ties it to %u other message of this trace.",
                                          "The Call-ID ties it to %u other messages of this trace.", shared->n),
                                shared->n);
  cite (block, shared);

  if (self->own != RB_FLOW_NONE)
    {
      g_autofree char *number = rb_lesson_format_number (self->own);

      block = rb_lesson_add_printf (
          lesson, "legs-self", "RFC 3261 16.6",
          _ ("The same request is also in %s, between the same two hosts the other way round: a call "
             "to oneself, through a proxy. Call-ID and tags are equal; only branch and direction tell "
             "the two legs apart."),
          number);
      rb_lesson_block_cite (block, self->own);
    }
  else if (self->hop != RB_FLOW_NONE)
    {
      g_autofree char *number = rb_lesson_format_number (self->hop);

      block = rb_lesson_add_printf (
          lesson, "legs-proxy", "RFC 3261 16.6",
          _ ("The same request was seen on another hop, in %s: a proxy keeps Call-ID and tags, and "
             "puts a branch of its own on top. It is another transaction of the same call."),
          number);
      rb_lesson_block_cite (block, self->hop);
    }
}

static const struct
{
  const char *method;
  const char *rfc;
} without_dialog[] = {
  { "REGISTER", "RFC 3261 10.2" }, { "OPTIONS", "RFC 3261 11" }, { "MESSAGE", "RFC 3428 4" },
  { "PUBLISH", "RFC 3903 4" },     { "CANCEL", "RFC 3261 9.2" },
};

static const char *
find_without_dialog (const Identity *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (without_dialog); i++)
    if (rb_span_is (self->index.method, self->bytes, without_dialog[i].method))
      return without_dialog[i].rfc;
  return NULL;
}

static guint
position_of (const Identity *self, guint step)
{
  return step != RB_FLOW_NONE && step < rb_flow_get_n_steps (self->flow) ? rb_flow_get_step (self->flow, step)->position
                                                                         : RB_FLOW_NONE;
}

static void
add_linked (RbLesson *lesson, const char *id, const char *rfc, const char *format, guint position)
{
  g_autofree char *number = rb_lesson_format_number (position);
  g_autoptr (GString) text = g_string_new (format);
  RbLessonBlock *block;

  g_string_replace (text, "%s", number, 1);
  block = rb_lesson_add (lesson, id, rfc, text->str);
  rb_lesson_block_cite (block, position);
}

static void
add_forks (const Identity *self, const RbDialog *dialog, RbLesson *lesson)
{
  guint n = 0;
  RbLessonBlock *block;

  for (guint i = 0; i < rb_flow_get_n_dialogs (self->flow); i++)
    {
      const RbDialog *other = rb_flow_get_dialog (self->flow, i);

      n += other->caller_tag == dialog->caller_tag && other->cseq == dialog->cseq;
    }
  if (n < 2)
    return;

  block =
      rb_lesson_add_printf (lesson, "dialog-fork", "RFC 3261 12.1.2",
                            ngettext ("The request made %u dialog.",
                                      "The request made %u dialogs, with equal Call-ID and From-tag and a To-tag each: "
                                      "it was forked to several phones, or a proxy answered as well.",
                                      n),
                            n);
  for (guint i = 0, cited = 0; i < rb_flow_get_n_dialogs (self->flow) && cited < MAX_CITED; i++)
    {
      const RbDialog *other = rb_flow_get_dialog (self->flow, i);

      if (other->caller_tag == dialog->caller_tag && other->cseq == dialog->cseq)
        {
          rb_lesson_block_cite (block, position_of (self, other->created));
          cited++;
        }
    }
}

/* What this message is in the life of its dialog. */
static void
add_stage (const Identity *self, const RbDialog *dialog, RbLesson *lesson)
{
  guint created = position_of (self, dialog->created);
  guint confirmed = position_of (self, dialog->confirmed);
  guint ended = position_of (self, dialog->ended);
  guint here = self->step->position;

  if (here == confirmed)
    rb_lesson_add (lesson, "dialog-confirmed", "RFC 3261 12.1",
                   created == confirmed || created == RB_FLOW_NONE
                       ? _ ("This 2xx makes the dialog, confirmed at once.")
                       : _ ("This 2xx confirms the dialog: what was early now lasts until a BYE."));
  else if (here == created)
    rb_lesson_add (lesson, "dialog-early", "RFC 3261 12.1",
                   _ ("This response is the first with a To-tag: it makes an early dialog, which a 2xx may confirm."));
  else if (created != RB_FLOW_NONE)
    add_linked (lesson, "dialog-member", "RFC 3261 12.2", _ ("It belongs to the dialog that %s made."), created);
  else
    rb_lesson_add (lesson, "dialog-before", "RFC 3261 12.2",
                   _ ("It has both tags, so it belongs to a dialog; likely that was made before this trace begins."))
        ->confidence = RB_CONFIDENCE_LIKELY;

  if (here == ended)
    rb_lesson_add (lesson, "dialog-end", "RFC 3261 15.1.1", _ ("With it the dialog ends."));
  else if (ended != RB_FLOW_NONE && ended < here)
    add_linked (lesson, "dialog-ended", "RFC 3261 15.1.1", _ ("The dialog had ended with %s."), ended);
}

static gboolean
is_ack_of_failure (const Identity *self)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, self->step->transaction);

  return rb_span_is (self->index.method, self->bytes, "ACK") && transaction != NULL &&
         transaction->kind == RB_TRANSACTION_INVITE;
}

static void
add_dialog (const Identity *self, RbLesson *lesson)
{
  const RbDialog *dialog = rb_flow_get_dialog (self->flow, self->step->dialog);
  const char *rfc = find_without_dialog (self);
  g_autofree char *method = rb_span_dup_line (self->index.method, self->bytes);
  RbLessonBlock *block;

  rb_lesson_add_heading (lesson, "dialog", _ ("Dialog"));
  if (dialog != NULL)
    {
      add_stage (self, dialog, lesson);
      block = rb_lesson_add_printf (
          lesson, "dialog-shared", "RFC 3261 12",
          ngettext ("Call-ID and both tags tie it to %u other message. From and To change places "
                    "when the other end sends.",
                    "Call-ID and both tags tie it to %u other messages. From and To change places "
                    "when the other end sends.",
                    self->dialog.n),
          self->dialog.n);
      cite (block, &self->dialog);
      add_forks (self, dialog, lesson);
    }
  else if (rfc != NULL)
    rb_lesson_add_printf (lesson, "dialog-never", rfc,
                          _ ("%s makes no dialog: each exchange stands for itself, whatever the tags."), method);
  else if (self->index.to_tag.length == 0 && self->index.is_request)
    rb_lesson_add (lesson, "dialog-not-yet", "RFC 3261 12.1",
                   _ ("There is no To-tag yet, so no dialog. A response with one can make it."));
  else if (self->index.to_tag.length == 0)
    rb_lesson_add (lesson, "dialog-not-yet", "RFC 3261 12.1", _ ("A response without To-tag makes no dialog."));
  else if (is_ack_of_failure (self))
    rb_lesson_add (
        lesson, "dialog-failed", "RFC 3261 17.1.1.3",
        _ ("The ACK of a failure belongs to no dialog: none came of the INVITE. The To-tag is that of the failure."));
  else if (!self->index.is_request && self->index.status >= 300)
    rb_lesson_add (
        lesson, "dialog-failed", "RFC 3261 12.3",
        _ ("A final response other than 2xx makes no dialog, and ends the early ones; its To-tag only says who "
           "answered."));
  else
    rb_lesson_add (lesson, "dialog-none", "RFC 3261 12", _ ("This message belongs to no dialog that the trace shows."));
}

static void
add_ack (const Identity *self, const RbTransaction *transaction, RbLesson *lesson)
{
  const RbTransaction *invite = rb_flow_get_transaction (self->flow, transaction->invite);
  guint final = invite != NULL ? position_of (self, invite->final) : position_of (self, transaction->final);

  if (transaction->kind != RB_TRANSACTION_ACK && final != RB_FLOW_NONE)
    add_linked (
        lesson, "ack-same", "RFC 3261 17.1.1.3",
        _ ("The ACK of a failure belongs to the INVITE's transaction and repeats its branch. It acknowledges %s."),
        final);
  else if (transaction->kind != RB_TRANSACTION_ACK)
    rb_lesson_add (
        lesson, "ack-same", "RFC 3261 17.1.1.3",
        _ ("The ACK of a failure belongs to the INVITE's transaction and repeats its branch. The trace does not "
           "show that failure."))
        ->confidence = RB_CONFIDENCE_LIKELY;
  else if (final != RB_FLOW_NONE)
    add_linked (
        lesson, "ack-own", "RFC 3261 13.2.2.4",
        _ ("The ACK of a 2xx is a transaction of its own, with a new branch; only its CSeq number ties it to the "
           "INVITE. It acknowledges %s."),
        final);
  else
    rb_lesson_add (
        lesson, "ack-own", "RFC 3261 13.2.2.4",
        _ ("It has a branch that no INVITE of this trace has: so it is the ACK of a 2xx, a transaction of its own."))
        ->confidence = RB_CONFIDENCE_LIKELY;
}

static void
add_transaction (const Identity *self, RbLesson *lesson)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, self->step->transaction);
  const RbTransaction *other = transaction != NULL ? rb_flow_get_transaction (self->flow, transaction->invite) : NULL;
  gboolean is_ack = rb_span_is (self->index.method, self->bytes, "ACK");
  gboolean is_cancel = self->index.is_request && rb_span_is (self->index.method, self->bytes, "CANCEL");
  RbLessonBlock *block;

  if (transaction == NULL)
    return;

  rb_lesson_add_heading (lesson, "transaction", _ ("Transaction"));
  if (self->step->retransmission_of != RB_FLOW_NONE)
    add_linked (lesson, "copy", "RFC 3261 17",
                _ ("It is a copy of %s and shares every identifier with it: no new transaction."),
                self->step->retransmission_of);
  if (is_ack)
    add_ack (self, transaction, lesson);
  else if (is_cancel && other != NULL && position_of (self, other->request) != RB_FLOW_NONE)
    add_linked (
        lesson, "cancel-own", "RFC 3261 9.1",
        _ ("CANCEL has the branch and the CSeq number of the INVITE in %s, and yet is a transaction of its own: the "
           "method in CSeq tells them apart."),
        position_of (self, other->request));
  else if (is_cancel)
    rb_lesson_add (lesson, "cancel-own", "RFC 3261 9.1",
                   _ ("CANCEL is a transaction of its own, with the branch of the INVITE; that is not in this trace."))
        ->confidence = RB_CONFIDENCE_LIKELY;
  else if (self->step->response_to != RB_FLOW_NONE)
    add_linked (lesson, "response-match", "RFC 3261 17.1.3",
                _ ("It answers %s: the branch of the top Via and the method in CSeq are the same."),
                self->step->response_to);
  else if (!self->index.is_request)
    rb_lesson_add (lesson, "response-alone", "RFC 3261 17.1.3",
                   _ ("The trace does not show the request it answers; branch and CSeq would tell."));
  else if (self->attempt != RB_FLOW_NONE)
    add_linked (
        lesson, "attempt", "RFC 3261 8.1.3.5",
        _ ("It is the request of %s once more, as a new transaction: Call-ID and From-tag stay, branch and CSeq are "
           "new."),
        self->attempt);
  else
    rb_lesson_add (lesson, "request-match", "RFC 3261 17.2.3",
                   _ ("Its branch, with the sender's address in Via and the method, names a new transaction."));

  block = rb_lesson_add_printf (lesson, "transaction-shared", "RFC 3261 17",
                                ngettext ("%u other message of this trace belongs to the same transaction.",
                                          "%u other messages of this trace belong to the same transaction.",
                                          self->transaction.n),
                                self->transaction.n);
  cite (block, &self->transaction);
}

RbLesson *
rb_identity_explain (RbTrace *trace, guint position)
{
  RbLesson *lesson = rb_lesson_new ();
  Identity self;

  if (!identity_init (&self, trace, position) || self.index.start_line.length == 0 ||
      self.info.kind == RB_MESSAGE_KEEP_ALIVE || self.info.kind == RB_MESSAGE_DAMAGED)
    {
      rb_lesson_add (lesson, "not-sip", NULL, _ ("This is no SIP message: it has no identifiers."));
      return lesson;
    }

  add_table (&self, lesson);
  add_missing (&self, lesson);
  if (self.flow == NULL || self.step == NULL)
    {
      rb_lesson_add (lesson, "alone", "RFC 3261 8.1.1",
                     _ ("So much is missing that it cannot be told which call it belongs to."));
      return lesson;
    }

  add_call (&self, lesson);
  add_dialog (&self, lesson);
  add_transaction (&self, lesson);
  return lesson;
}
