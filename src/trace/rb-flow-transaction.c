/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transactions of a flow (RFC 3261 17.1.3, 17.2.3), hop by hop, and the copies in them. A
 * message is compared with the few before it in its transaction; where there are many, by hash. */

#include "rb-flow-parts.h"

#include "rb-seeded-hash.h"

/* A transaction of an ordinary call has fewer messages. */
#define COPY_WALK_MAX 8

static guint64
key_of (guint leg, guint64 branch, guint64 method)
{
  return rb_hash_mix (rb_hash_mix (rb_flow_key (RB_FLOW_KEY_TRANSACTION, leg), branch), method);
}

guint64
rb_flow_transaction_key (guint leg, const RbFlowMessage *message)
{
  return key_of (leg, message->branch, message->method);
}

static guint64
invite_key (guint leg, const RbFlowMessage *message)
{
  return rb_flow_key (RB_FLOW_KEY_INVITE,
                      rb_hash_mix (leg, (guint64) message->fact.from_tag << 32 | message->fact.cseq));
}

/* Finds the INVITE that a new CANCEL or ACK of a 2xx belongs to. */
static void
link_to_invite (RbFlow *self, guint number, guint leg, const RbFlowMessage *message)
{
  RbTransaction *transaction = &self->transactions[number];

  if (message->fact.method == RB_METHOD_CANCEL)
    {
      guint64 method = rb_hash_bytes (rb_hash_seed (), (const guint8 *) "INVITE", 6);

      transaction->invite = rb_key_map_lookup (&self->keys, key_of (leg, message->branch, method));
      if (transaction->invite != RB_FLOW_NONE && self->transactions[transaction->invite].cancel == RB_FLOW_NONE)
        self->transactions[transaction->invite].cancel = number;
    }
  else if (transaction->kind == RB_TRANSACTION_ACK)
    {
      transaction->invite = rb_key_map_lookup (&self->keys, invite_key (leg, message));
      if (transaction->invite != RB_FLOW_NONE && self->transactions[transaction->invite].ack == RB_FLOW_NONE)
        self->transactions[transaction->invite].ack = self->n_steps;
    }
}

static guint
ensure_transaction (RbFlow *self, guint leg, const RbFlowMessage *message)
{
  guint64 key = rb_flow_transaction_key (leg, message);
  guint number = rb_key_map_lookup (&self->keys, key);

  if (number != RB_FLOW_NONE)
    return number;

  number = self->n_transactions;
  self->transactions = rb_flow_grow (self->transactions, number, 4, sizeof *self->transactions);
  self->transactions[number] = (RbTransaction){
    .leg = leg,
    .request = RB_FLOW_NONE,
    .provisional = RB_FLOW_NONE,
    .final = RB_FLOW_NONE,
    .ack = RB_FLOW_NONE,
    .last = RB_FLOW_NONE,
    .invite = RB_FLOW_NONE,
    .cancel = RB_FLOW_NONE,
    .request_again = RB_FLOW_NONE,
    .kind = message->fact.method == RB_METHOD_ACK      ? RB_TRANSACTION_ACK
            : message->fact.method == RB_METHOD_INVITE ? RB_TRANSACTION_INVITE
                                                       : RB_TRANSACTION_NON_INVITE,
  };
  self->n_transactions++;
  rb_key_map_insert (&self->keys, key, number);
  if (self->transactions[number].kind == RB_TRANSACTION_INVITE)
    rb_key_map_insert (&self->keys, invite_key (leg, message), number);
  else
    link_to_invite (self, number, leg, message);
  return number;
}

static guint64
copy_key (RbFlow *self, guint position)
{
  return rb_flow_key (RB_FLOW_KEY_COPY, rb_trace_get_copy_key (self->trace, position));
}

/* From now on the transaction's messages are looked up; of several copies the last counts. */
static void
add_copy_keys (RbFlow *self, RbTransaction *transaction)
{
  for (guint i = transaction->last; i != RB_FLOW_NONE; i = self->previous[i])
    {
      guint64 key = copy_key (self, self->steps[i].position);

      if (rb_key_map_lookup (&self->keys, key) == RB_KEY_MAP_NONE)
        rb_key_map_insert (&self->keys, key, i);
    }
  transaction->has_copy_keys = TRUE;
}

/* The last step before this one with the same bytes on the same way: then source, destination,
 * start line, CSeq, branch and To-tag are equal, too. */
static guint
find_last_copy (RbFlow *self, RbTransaction *transaction, guint position)
{
  guint walked = 0;
  guint64 key;
  guint found;

  for (guint i = transaction->last; !transaction->has_copy_keys && i != RB_FLOW_NONE; i = self->previous[i])
    {
      if (rb_trace_is_copy (self->trace, self->steps[i].position, position))
        return i;
      if (++walked == COPY_WALK_MAX)
        add_copy_keys (self, transaction);
    }
  if (!transaction->has_copy_keys)
    return RB_FLOW_NONE;

  key = copy_key (self, position);
  found = rb_key_map_lookup (&self->keys, key);
  rb_key_map_insert (&self->keys, key, self->n_steps);
  if (found != RB_FLOW_NONE && !rb_trace_is_copy (self->trace, self->steps[found].position, position))
    found = RB_FLOW_NONE;
  return found;
}

/* The first of its sort in the transaction. */
static void
note_first (RbTransaction *transaction, guint step, const RbFlowMessage *message)
{
  guint *first = message->fact.method == RB_METHOD_ACK ? &transaction->ack
                 : message->index->is_request          ? &transaction->request
                 : message->index->status < 200        ? &transaction->provisional
                                                       : &transaction->final;

  if (*first == RB_FLOW_NONE)
    *first = step;
}

static void
find_request (RbFlow *self, RbFlowStep *step, const RbTransaction *transaction)
{
  if (transaction->request == RB_FLOW_NONE)
    return;

  step->response_to = self->steps[transaction->request].position;
  step->response_us = rb_trace_get_time_between (self->trace, step->response_to, step->position);
  step->response_us = MAX (step->response_us, -1);
}

/* Fills in what a step that is about to be added has to do with its transaction; its leg is known. */
void
rb_flow_follow_transaction (RbFlow *self, RbFlowStep *step, const RbFlowMessage *message)
{
  guint number = ensure_transaction (self, step->leg, message);
  RbTransaction *transaction = &self->transactions[number];
  guint last_copy = find_last_copy (self, transaction, step->position);

  step->transaction = number;
  if (!message->index->is_request)
    find_request (self, step, transaction);
  if (last_copy != RB_FLOW_NONE)
    {
      rb_flow_explain_copy (self, step, last_copy, message);
      if (message->index->is_request && message->fact.method != RB_METHOD_ACK && step->timer != RB_TIMER_CAPTURE)
        transaction->request_again = self->n_steps;
    }
  else
    {
      note_first (transaction, self->n_steps, message);
    }
  self->previous[self->n_steps] = transaction->last;
  transaction->last = self->n_steps;
}
