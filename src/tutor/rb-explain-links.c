/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages around a message: the attempt before, the next one, the same request one hop further on, a response
 * of another transaction. Walks transactions, not messages, and stops at the first that fits. */

#include "rb-explain-private.h"

#include <string.h>

static const char *const methods[] = {
  [RB_METHOD_INVITE] = "INVITE", [RB_METHOD_ACK] = "ACK",           [RB_METHOD_CANCEL] = "CANCEL",
  [RB_METHOD_BYE] = "BYE",       [RB_METHOD_REGISTER] = "REGISTER", [RB_METHOD_UPDATE] = "UPDATE",
  [RB_METHOD_REFER] = "REFER",   [RB_METHOD_NOTIFY] = "NOTIFY",
};

guint
rb_scene_get_first (const RbScene *self)
{
  return self->step.transaction > RB_SCENE_REACH ? self->step.transaction - RB_SCENE_REACH : 0;
}

guint
rb_scene_get_end (const RbScene *self)
{
  guint n = rb_flow_get_n_transactions (self->flow);

  return n - self->step.transaction > RB_SCENE_REACH ? self->step.transaction + RB_SCENE_REACH : n;
}

guint
rb_scene_get_first_step (const RbScene *self)
{
  return self->number > RB_SCENE_REACH ? self->number - RB_SCENE_REACH : 0;
}

const RbFlowFact *
rb_scene_peek_request (const RbScene *self, guint transaction)
{
  const RbTransaction *found = rb_flow_get_transaction (self->flow, transaction);
  guint step = found == NULL ? RB_FLOW_NONE : found->kind == RB_TRANSACTION_ACK ? found->ack : found->request;

  return step != RB_FLOW_NONE ? rb_flow_get_fact (self->flow, step) : NULL;
}

gboolean
rb_scene_may_be_same (const RbScene *self, guint a, guint b)
{
  const RbFlowFact *first = rb_scene_peek_request (self, a);
  const RbFlowFact *second = rb_scene_peek_request (self, b);

  return first != NULL && second != NULL && first->cseq == second->cseq && first->from_tag == second->from_tag;
}

gboolean
rb_scene_may_have_method (const RbScene *self, guint transaction, const char *method)
{
  const RbFlowFact *fact = rb_scene_peek_request (self, transaction);
  RbMethod wanted = RB_METHOD_OTHER;

  for (guint i = RB_METHOD_OTHER + 1; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i], method) == 0)
      wanted = i;
  return fact != NULL && fact->method == wanted;
}

static gboolean
may_be_alike (const RbScene *self, guint transaction)
{
  const RbFlowFact *fact = rb_scene_peek_request (self, transaction);
  const RbFlowFact *own = rb_scene_peek_request (self, self->step.transaction);

  return fact != NULL && own != NULL && fact->method == own->method && fact->from_tag == own->from_tag;
}

/* Same method, same From-tag: the same end asks for the same thing. */
static gboolean
is_alike (const RbScene *self, const RbReading *other)
{
  return other->index.is_request && self->request.position != RB_FLOW_NONE &&
         rb_span_equal (other->index.method, other->bytes, self->request.index.method, self->request.bytes) &&
         rb_span_equal (other->index.from_tag, other->bytes, self->request.index.from_tag, self->request.bytes);
}

/* On the same wire, or, outside of a dialog, made by the same phone for another one: it follows a redirection. */
static gboolean
is_same_way (const RbScene *self, guint transaction, const RbReading *other)
{
  return rb_flow_get_transaction (self->flow, transaction)->leg == self->step.leg ||
         (other->index.n_vias == 1 && self->request.index.n_vias == 1 && other->index.to_tag.length == 0 &&
          self->request.index.to_tag.length == 0);
}

static guint
find_before (const RbScene *self)
{
  RbReading other;

  for (guint i = self->step.transaction; i > rb_scene_get_first (self); i--)
    if (may_be_alike (self, i - 1) && rb_scene_read_request (self, i - 1, &other) && is_alike (self, &other) &&
        is_same_way (self, i - 1, &other))
      return i - 1;
  return RB_FLOW_NONE;
}

gboolean
rb_scene_read_before (const RbScene *self, RbReading *request, RbReading *final)
{
  guint number = find_before (self);
  const RbTransaction *before = rb_flow_get_transaction (self->flow, number);

  return before != NULL && rb_scene_read_request (self, number, request) &&
         rb_scene_read_step (self, before->final, final) && final->position <= self->message.position;
}

guint
rb_scene_find_after (const RbScene *self)
{
  guint end = rb_scene_get_end (self);
  RbReading other;

  for (guint i = self->step.transaction + 1; i < end; i++)
    if (rb_flow_get_transaction (self->flow, i)->leg == self->step.leg && may_be_alike (self, i) &&
        rb_scene_read_request (self, i, &other) && is_alike (self, &other))
      return i;
  return RB_FLOW_NONE;
}

/* A proxy that sends a request on adds a Via and leaves CSeq as it is. The same message on two hops has as many
 * transactions between as other calls of the Call-ID have; those of one request are close together. */
static gboolean
is_hop_of (const RbScene *self, guint transaction, gboolean onward)
{
  RbReading other;
  guint own = self->request.index.n_vias;

  return rb_flow_get_transaction (self->flow, transaction)->leg != self->step.leg &&
         rb_scene_may_be_same (self, transaction, self->step.transaction) &&
         rb_scene_read_request (self, transaction, &other) && is_alike (self, &other) &&
         other.index.cseq == self->request.index.cseq && (onward ? other.index.n_vias > own : other.index.n_vias < own);
}

guint
rb_scene_find_hop (const RbScene *self, gboolean onward)
{
  guint end = rb_scene_get_end (self);

  if (onward)
    {
      for (guint i = self->step.transaction + 1; i < end; i++)
        if (is_hop_of (self, i, TRUE))
          return i;
    }
  else
    {
      for (guint i = self->step.transaction; i > rb_scene_get_first (self); i--)
        if (is_hop_of (self, i - 1, FALSE))
          return i - 1;
    }
  return RB_FLOW_NONE;
}

guint
rb_scene_find_response (const RbScene *self, guint transaction, guint status)
{
  const RbTransaction *found = rb_flow_get_transaction (self->flow, transaction);
  RbReading reading;

  if (found == NULL)
    return RB_FLOW_NONE;
  if (status == 0)
    return rb_scene_read_step (self, found->final, &reading) ? reading.position : RB_FLOW_NONE;
  if (rb_scene_read_step (self, found->final, &reading) && reading.index.status == status)
    return reading.position;
  if (found->provisional == RB_FLOW_NONE)
    return RB_FLOW_NONE;
  for (guint i = found->provisional; i <= MIN (found->last, found->provisional + RB_SCENE_REACH); i++)
    if (rb_flow_get_step (self->flow, i)->transaction == transaction &&
        rb_flow_get_fact (self->flow, i)->status == status && rb_scene_read_step (self, i, &reading) &&
        !reading.index.is_request && reading.index.status == status)
      return reading.position;
  return RB_FLOW_NONE;
}
