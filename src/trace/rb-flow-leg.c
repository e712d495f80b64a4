/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The legs of a flow: which two parties a message went between, and which of them began. */

#include "rb-flow-parts.h"

/* A key is random, so that half of it tells two endpoints of one leg apart. */
static guint32
half (guint64 key)
{
  return key >> 32;
}

gboolean
rb_flow_leg_is_initiator (const RbFlowLeg *leg, const RbPathKeys *path)
{
  if (!leg->one_host)
    return leg->initiator_host == half (path->src_host);

  return leg->initiator == half (path->src) || leg->via_initiator == half (path->src) ||
         leg->via_initiator == half (path->via_src);
}

static void
set_initiator (RbFlowLeg *leg, const RbPathKeys *path)
{
  leg->initiator = half (path->src);
  leg->initiator_host = half (path->src_host);
  leg->via_initiator = half (path->via_src);
}

static guint
add_leg (RbFlow *self, const RbPathKeys *path)
{
  RbFlowLeg *leg;

  self->legs = rb_flow_grow (self->legs, self->n_legs, 2, sizeof *self->legs);
  leg = &self->legs[self->n_legs];
  *leg = (RbFlowLeg){ .one_host = path->src_host == path->dst_host, .twin = RB_FLOW_NONE };
  set_initiator (leg, path);
  return self->n_legs++;
}

/* The leg of a pair of endpoints: the same two sockets; else, for streams, the same two
 * listening ports; else, inside a dialog, the same two hosts (a connection opened the other
 * way round). */
static guint
find_leg_of_path (RbFlow *self, const RbFlowMessage *message)
{
  const RbPathKeys *path = &message->path;
  guint64 key = rb_flow_key (RB_FLOW_KEY_PAIR, rb_path_pair_key (path->src, path->dst));
  guint64 via_key = key;
  guint64 hosts_key = 0;
  guint leg = rb_key_map_lookup (&self->keys, key);

  if (leg != RB_FLOW_NONE)
    return leg;

  if (path->stream)
    {
      via_key = rb_flow_key (RB_FLOW_KEY_PAIR, rb_path_pair_key (path->via_src, path->via_dst));
      leg = rb_key_map_lookup (&self->keys, via_key);
      if (path->src_host != path->dst_host)
        hosts_key = rb_flow_key (RB_FLOW_KEY_HOSTS, rb_path_pair_key (path->src_host, path->dst_host));
      if (leg == RB_FLOW_NONE && hosts_key != 0 && message->index->is_request && message->fact.to_tag != 0)
        leg = rb_key_map_lookup (&self->keys, hosts_key);
    }
  if (leg == RB_FLOW_NONE)
    leg = add_leg (self, path);

  rb_key_map_insert (&self->keys, key, leg);
  if (message->index->is_request && via_key != key)
    rb_key_map_insert (&self->keys, via_key, leg);
  if (hosts_key != 0)
    rb_key_map_insert (&self->keys, hosts_key, leg);
  return leg;
}

/* The leg of a message; chooses between the two legs that share one pair of endpoints. */
guint
rb_flow_find_leg (RbFlow *self, const RbFlowMessage *message)
{
  const RbFlowFact *fact = &message->fact;
  guint number = find_leg_of_path (self, message);
  RbFlowLeg *leg = &self->legs[number];
  gboolean initial_invite = message->index->is_request && fact->method == RB_METHOD_INVITE && fact->to_tag == 0;
  gboolean src_is_initiator = rb_flow_leg_is_initiator (leg, &message->path);
  gboolean from_caller = fact->from_tag == leg->caller_tag;
  guint twin = leg->twin;

  if (initial_invite && !leg->has_invite)
    {
      leg->has_invite = TRUE;
      leg->caller_tag = fact->from_tag;
      set_initiator (leg, &message->path);
      return number;
    }

  if (initial_invite && from_caller && !src_is_initiator && twin == RB_FLOW_NONE)
    {
      twin = add_leg (self, &message->path);
      self->legs[twin].has_invite = TRUE;
      self->legs[twin].is_twin = TRUE;
      self->legs[twin].caller_tag = fact->from_tag;
      self->legs[number].twin = twin;
      return twin;
    }

  if (twin == RB_FLOW_NONE)
    return number;

  if (!message->index->is_request)
    return rb_key_map_lookup (&self->keys, rb_flow_transaction_key (number, message)) != RB_KEY_MAP_NONE ? number
                                                                                                         : twin;

  return from_caller == src_is_initiator ? number : twin;
}

guint
rb_flow_find_callers_leg (RbFlow *self)
{
  for (guint leg = 0; leg < self->n_legs; leg++)
    if (self->legs[leg].has_invite)
      return leg;
  return 0;
}

gboolean
rb_flow_is_callers_leg (RbFlow *self, guint first, guint leg)
{
  const RbFlowLeg *a = &self->legs[first];
  const RbFlowLeg *b = &self->legs[leg];

  return a == b ||
         (b->has_invite && b->caller_tag == a->caller_tag && b->via_initiator == a->via_initiator && !b->is_twin);
}

gboolean
rb_flow_leg_has_invite (RbFlow *self, guint leg)
{
  return leg < self->n_legs && self->legs[leg].has_invite;
}
