/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages of one Call-ID, sorted message by message into legs, transactions (RFC 3261
 * 17.1.3, 17.2.3) and retransmissions. RbTrace feeds it; ladder, verdict and exporters read
 * it. One hash table per flow, keyed by a seeded 64-bit hash of what identifies a leg, a
 * transaction or a copy, keeps the cost of a message independent of the flow's length. */

#include "rb-flow-private.h"

#include <string.h>

#include "rb-path.h"
#include "rb-seeded-hash.h"
#include "rb-trace.h"

#define BRANCH_COOKIE "z9hG4bK" /* RFC 3261 8.1.1.7 */

/* What a key in the hash table stands for. */
typedef enum
{
  KEY_PAIR,        /* two endpoints → leg */
  KEY_ADDRESSES,   /* two addresses → leg */
  KEY_TRANSACTION, /* leg, branch, method → transaction */
  KEY_COPY,        /* endpoints and bytes → step */
} KeyKind;

typedef struct
{
  RbEndpoint initiator; /* sender of the request that began the leg */
  RbEndpoint via_initiator;
  gboolean one_host; /* both ends have the same address */
  gboolean has_invite;
  guint32 caller_tag;
  /* When a proxy sends a call back to its caller's own socket, both legs have the same two
   * endpoints: the second one, begun by the other end. */
  guint twin;
  gboolean is_twin;
} Leg;

struct _RbFlow
{
  GObject parent_instance;

  RbTrace *trace; /* not owned, NULL once it is gone */
  char *call_id;
  char *method;
  char *from;
  char *to;
  gboolean has_request;
  gboolean has_invite;

  GArray *steps;        /* of RbFlowStep */
  GArray *facts;        /* of RbFlowFact, parallel to steps */
  GArray *legs;         /* of Leg */
  GArray *transactions; /* of guint: step of the request, or RB_FLOW_NONE */
  GHashTable *keys;

  RbVerdict *verdict;
  guint verdict_steps; /* n_steps and messages it was made from */
  guint verdict_messages;
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbFlow, rb_flow, G_TYPE_OBJECT)

static guint64
hash_endpoint (guint64 hash, const RbEndpoint *endpoint, gboolean with_port)
{
  hash = rb_hash_mix (hash, ((guint64) endpoint->family << 16) | (with_port ? endpoint->port : 0));
  return rb_hash_bytes (hash, endpoint->addr, endpoint->family == 4 ? 4 : sizeof endpoint->addr);
}

static gpointer
key_pair (KeyKind kind, const RbEndpoint *a, const RbEndpoint *b)
{
  guint64 first = hash_endpoint (rb_hash_seed (), a, kind == KEY_PAIR);
  guint64 second = hash_endpoint (rb_hash_seed (), b, kind == KEY_PAIR);
  guint64 hash = rb_hash_mix (rb_hash_seed () + kind, MIN (first, second));

  return GSIZE_TO_POINTER (rb_hash_mix (hash, MAX (first, second)));
}

static gboolean
same_address (const RbEndpoint *a, const RbEndpoint *b)
{
  return a->family == b->family && memcmp (a->addr, b->addr, a->family == 4 ? 4 : sizeof a->addr) == 0;
}

static guint
lookup (RbFlow *self, gconstpointer key)
{
  gpointer value;

  return g_hash_table_lookup_extended (self->keys, key, NULL, &value) ? GPOINTER_TO_UINT (value) : RB_FLOW_NONE;
}

static gboolean
leg_is_initiator (const Leg *leg, const RbEndpoint *endpoint, const RbEndpoint *via_endpoint)
{
  if (!leg->one_host)
    return same_address (&leg->initiator, endpoint);

  return rb_endpoint_equal (&leg->initiator, endpoint) || rb_endpoint_equal (&leg->via_initiator, endpoint) ||
         rb_endpoint_equal (&leg->via_initiator, via_endpoint);
}

static guint
add_leg (RbFlow *self, const RbPath *path)
{
  Leg leg = {
    .initiator = path->src,
    .via_initiator = path->via_src,
    .one_host = same_address (&path->src, &path->dst),
    .twin = RB_FLOW_NONE,
  };

  g_array_append_val (self->legs, leg);
  return self->legs->len - 1;
}

/* The leg of a pair of endpoints: the same two sockets; else, for streams, the same two
 * listening ports; else, inside a dialog, the same two hosts (a connection opened the other
 * way round). */
static guint
find_leg_of_path (RbFlow *self, const RbPath *path, const RbSipIndex *index)
{
  gpointer key = key_pair (KEY_PAIR, &path->src, &path->dst);
  gpointer via_key = key_pair (KEY_PAIR, &path->via_src, &path->via_dst);
  gpointer addresses_key = NULL;
  guint leg = lookup (self, key);

  if (leg != RB_FLOW_NONE)
    return leg;

  leg = lookup (self, via_key);
  if (leg == RB_FLOW_NONE && !same_address (&path->src, &path->dst))
    {
      addresses_key = key_pair (KEY_ADDRESSES, &path->src, &path->dst);
      if (path->stream && index->is_request && index->to_tag.length > 0)
        leg = lookup (self, addresses_key);
    }
  if (leg == RB_FLOW_NONE)
    leg = add_leg (self, path);

  g_hash_table_insert (self->keys, key, GUINT_TO_POINTER (leg));
  if (index->is_request)
    g_hash_table_insert (self->keys, via_key, GUINT_TO_POINTER (leg));
  if (path->stream && addresses_key != NULL)
    g_hash_table_insert (self->keys, addresses_key, GUINT_TO_POINTER (leg));
  return leg;
}

static guint64
transaction_hash (guint leg, const RbSipIndex *index, const guint8 *bytes)
{
  guint64 hash = rb_hash_mix (rb_hash_seed () + KEY_TRANSACTION, leg);
  RbSpan via = index->via;

  /* The ACK of a non-2xx is part of the INVITE transaction (RFC 3261 17.1.1.3). */
  if (rb_span_is (index->method, bytes, "ACK"))
    hash = rb_hash_bytes (hash, (const guint8 *) "INVITE", strlen ("INVITE"));
  else
    hash = rb_hash_bytes (hash, bytes + index->method.offset, index->method.length);

  if (index->branch.length > strlen (BRANCH_COOKIE) &&
      memcmp (bytes + index->branch.offset, BRANCH_COOKIE, strlen (BRANCH_COOKIE)) == 0)
    return rb_hash_bytes (hash, bytes + index->branch.offset, index->branch.length);

  /* RFC 2543 peers: RFC 3261 17.2.3, without the parameters a server adds to Via. */
  for (guint32 i = 0; i < via.length; i++)
    if (bytes[via.offset + i] == ';')
      via.length = i;
  hash = rb_hash_bytes (hash, bytes + via.offset, via.length);
  hash = rb_hash_bytes (hash, bytes + index->from_tag.offset, index->from_tag.length);
  return rb_hash_mix (hash, index->cseq);
}

/* Chooses between the two legs that share one pair of endpoints. */
static guint
choose_twin (RbFlow *self, guint number, const RbPath *path, const RbSipIndex *index, const guint8 *bytes,
             const RbFlowFact *fact)
{
  Leg *leg = &g_array_index (self->legs, Leg, number);
  gboolean initial_invite = index->is_request && fact->method == RB_METHOD_INVITE && index->to_tag.length == 0;
  gboolean src_is_initiator = leg_is_initiator (leg, &path->src, &path->via_src);
  gboolean from_caller = fact->from_tag == leg->caller_tag;
  guint twin = leg->twin;

  if (initial_invite && !leg->has_invite)
    {
      leg->has_invite = TRUE;
      leg->caller_tag = fact->from_tag;
      leg->initiator = path->src;
      leg->via_initiator = path->via_src;
      return number;
    }

  if (initial_invite && from_caller && !src_is_initiator && twin == RB_FLOW_NONE)
    {
      Leg *other;

      twin = add_leg (self, path);
      other = &g_array_index (self->legs, Leg, twin);
      other->has_invite = TRUE;
      other->is_twin = TRUE;
      other->caller_tag = fact->from_tag;
      g_array_index (self->legs, Leg, number).twin = twin;
      return twin;
    }

  if (twin == RB_FLOW_NONE)
    return number;

  if (!index->is_request)
    {
      gpointer key = GSIZE_TO_POINTER (transaction_hash (number, index, bytes));

      return lookup (self, key) != RB_FLOW_NONE ? number : twin;
    }

  return from_caller == src_is_initiator ? number : twin;
}

static guint
ensure_transaction (RbFlow *self, guint leg, const RbSipIndex *index, const guint8 *bytes, guint step)
{
  gpointer key = GSIZE_TO_POINTER (transaction_hash (leg, index, bytes));
  guint transaction = lookup (self, key);
  guint request = index->is_request && !rb_span_is (index->method, bytes, "ACK") ? step : RB_FLOW_NONE;

  if (transaction == RB_FLOW_NONE)
    {
      transaction = self->transactions->len;
      g_array_append_val (self->transactions, request);
      g_hash_table_insert (self->keys, key, GUINT_TO_POINTER (transaction));
    }
  else if (g_array_index (self->transactions, guint, transaction) == RB_FLOW_NONE)
    {
      g_array_index (self->transactions, guint, transaction) = request;
    }
  return transaction;
}

/* Marks @step as a copy when the same bytes went the same way before: then source,
 * destination, start line, CSeq, branch and To-tag are equal, too. */
static void
find_first_copy (RbFlow *self, RbFlowStep *step, const RbMessageInfo *info, const guint8 *bytes, gsize length)
{
  guint64 hash = rb_hash_seed () + KEY_COPY;
  gpointer key;
  guint last;
  RbFlowStep *last_step;
  const guint8 *last_bytes;
  gsize last_length;

  hash = hash_endpoint (hash, &info->src, TRUE);
  hash = hash_endpoint (hash, &info->dst, TRUE);
  key = GSIZE_TO_POINTER (rb_hash_bytes (hash, bytes, length));
  last = lookup (self, key);
  g_hash_table_insert (self->keys, key, GUINT_TO_POINTER (self->steps->len));
  if (last == RB_FLOW_NONE)
    return;

  last_step = &g_array_index (self->steps, RbFlowStep, last);
  last_bytes = rb_trace_peek_bytes (self->trace, last_step->position, &last_length);
  if (last_length != length || memcmp (last_bytes, bytes, length) != 0)
    return;

  step->retransmission_of =
      last_step->retransmission_of != RB_FLOW_NONE ? last_step->retransmission_of : last_step->position;
  step->repeat = last_step->repeat + 1;
}

static void
find_request (RbFlow *self, RbFlowStep *step, const RbMessageInfo *info)
{
  guint number = g_array_index (self->transactions, guint, step->transaction);
  const RbFlowStep *request;
  RbMessageInfo request_info;

  if (number == RB_FLOW_NONE)
    return;

  request = &g_array_index (self->steps, RbFlowStep, number);
  rb_trace_get_info (self->trace, request->position, &request_info);
  step->response_to = request->position;
  if (info->mono_us != 0 && request_info.mono_us != 0)
    step->response_us = info->mono_us - request_info.mono_us;
  else
    step->response_us = info->wall_us - request_info.wall_us;
  step->response_us = MAX (step->response_us, -1);
}

/* From, To and method of the flow: those of its first request; a call's INVITE comes first. */
static void
update_subject (RbFlow *self, const RbSipIndex *index, const guint8 *bytes, const RbFlowFact *fact)
{
  gboolean invite = index->is_request && fact->method == RB_METHOD_INVITE;

  if (self->method != NULL && !(index->is_request && !self->has_request) && !(invite && !self->has_invite))
    return;

  self->has_request |= index->is_request;
  self->has_invite |= invite;
  g_free (self->method);
  g_free (self->from);
  g_free (self->to);
  self->method = rb_span_dup_line (index->method, bytes);
  self->from = rb_span_dup_line (index->from_uri, bytes);
  self->to = rb_span_dup_line (index->to_uri, bytes);
}

static void
rb_flow_finalize (GObject *object)
{
  RbFlow *self = RB_FLOW (object);

  g_free (self->call_id);
  g_free (self->method);
  g_free (self->from);
  g_free (self->to);
  g_array_unref (self->steps);
  g_array_unref (self->facts);
  g_array_unref (self->legs);
  g_array_unref (self->transactions);
  g_hash_table_unref (self->keys);
  g_clear_pointer (&self->verdict, rb_verdict_free);

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
  self->steps = g_array_new (FALSE, FALSE, sizeof (RbFlowStep));
  self->facts = g_array_new (FALSE, FALSE, sizeof (RbFlowFact));
  self->legs = g_array_new (FALSE, FALSE, sizeof (Leg));
  self->transactions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->keys = g_hash_table_new (NULL, NULL);
}

RbFlow *
rb_flow_new (RbTrace *trace, const char *call_id)
{
  RbFlow *self = g_object_new (RB_TYPE_FLOW, NULL);

  self->trace = trace;
  self->call_id = g_strdup (call_id);
  return self;
}

guint
rb_flow_append (RbFlow *self, guint position, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes,
                gsize length)
{
  RbFlowStep step = {
    .position = position,
    .retransmission_of = RB_FLOW_NONE,
    .response_to = RB_FLOW_NONE,
    .response_us = -1,
  };
  RbFlowFact fact;
  RbPath path;

  rb_path_init (&path, info, index, bytes);
  rb_flow_fact_init (&fact, info, index, bytes, length);
  step.leg = find_leg_of_path (self, &path, index);
  step.leg = choose_twin (self, step.leg, &path, index, bytes, &fact);
  if (leg_is_initiator (&g_array_index (self->legs, Leg, step.leg), &path.src, &path.via_src))
    fact.flags |= RB_FACT_FROM_INITIATOR;
  step.transaction = ensure_transaction (self, step.leg, index, bytes, self->steps->len);
  find_first_copy (self, &step, info, bytes, length);
  if (!index->is_request)
    find_request (self, &step, info);
  update_subject (self, index, bytes, &fact);

  g_array_append_val (self->steps, step);
  g_array_append_val (self->facts, fact);
  return self->steps->len - 1;
}

void
rb_flow_emit_changed (RbFlow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
rb_flow_detach (RbFlow *self)
{
  self->trace = NULL;
}

const char *
rb_flow_get_call_id (RbFlow *self)
{
  return self->call_id;
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
  return self->method != NULL ? self->method : "?";
}

guint
rb_flow_get_n_steps (RbFlow *self)
{
  return self->steps->len;
}

/* (nullable): NULL beyond the end. */
const RbFlowStep *
rb_flow_get_step (RbFlow *self, guint n)
{
  return n < self->steps->len ? &g_array_index (self->steps, RbFlowStep, n) : NULL;
}

const RbFlowFact *
rb_flow_get_fact (RbFlow *self, guint n)
{
  return n < self->facts->len ? &g_array_index (self->facts, RbFlowFact, n) : NULL;
}

gboolean
rb_flow_is_twin_leg (RbFlow *self, guint leg)
{
  return leg < self->legs->len && g_array_index (self->legs, Leg, leg).is_twin;
}

guint
rb_flow_get_n_legs (RbFlow *self)
{
  return self->legs->len;
}

guint
rb_flow_get_n_transactions (RbFlow *self)
{
  return self->transactions->len;
}

gint64
rb_flow_get_start_us (RbFlow *self)
{
  return self->facts->len > 0 ? g_array_index (self->facts, RbFlowFact, 0).wall_us : 0;
}

char *
rb_flow_dup_from (RbFlow *self)
{
  return g_strdup (self->from != NULL ? self->from : "");
}

char *
rb_flow_dup_to (RbFlow *self)
{
  return g_strdup (self->to != NULL ? self->to : "");
}

/* Last moment the trace knows of: how long a call without an end has lasted. */
static gint64
get_end_us (RbFlow *self)
{
  gint64 end_us = g_array_index (self->facts, RbFlowFact, self->facts->len - 1).wall_us;

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
  return rb_verdict_judge ((const RbFlowStep *) self->steps->data, (const RbFlowFact *) self->facts->data,
                           self->steps->len, leg, rb_flow_get_method (self), get_end_us (self));
}

/* The next leg on which the same caller tried again after a redirection (RFC 3261 8.1.3.4). */
static guint
find_redirected_leg (RbFlow *self, guint leg)
{
  const Leg *before = &g_array_index (self->legs, Leg, leg);

  for (guint i = leg + 1; i < self->legs->len; i++)
    {
      const Leg *after = &g_array_index (self->legs, Leg, i);

      if (after->has_invite && after->caller_tag == before->caller_tag &&
          rb_endpoint_equal (&after->via_initiator, &before->via_initiator))
        return i;
    }

  return RB_FLOW_NONE;
}

const RbVerdict *
rb_flow_get_verdict (RbFlow *self)
{
  guint n_messages = self->trace != NULL ? rb_trace_get_n_messages (self->trace) : 0;
  guint leg = 0;

  if (self->verdict != NULL && self->verdict_steps == self->steps->len &&
      (self->verdict->ended_by != RB_PARTY_NONE || self->verdict_messages == n_messages))
    return self->verdict;

  while (leg < self->legs->len && !g_array_index (self->legs, Leg, leg).has_invite)
    leg++;
  if (leg == self->legs->len)
    leg = 0;

  g_clear_pointer (&self->verdict, rb_verdict_free);
  self->verdict = rb_flow_judge_leg (self, leg);
  while (self->verdict->status / 100 == 3 && (leg = find_redirected_leg (self, leg)) != RB_FLOW_NONE)
    {
      rb_verdict_free (self->verdict);
      self->verdict = rb_flow_judge_leg (self, leg);
    }
  self->verdict_steps = self->steps->len;
  self->verdict_messages = n_messages;
  return self->verdict;
}
