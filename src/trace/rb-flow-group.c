/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several calls, registrations and other exchanges under one Call-ID, and which of them a message
 * belongs to: by its transaction, its dialog, the request it repeats or answers, or, when it
 * begins something, by what it begins. Most Call-IDs have one flow and no group. */

#include "rb-flow-parts.h"

#include "rb-seeded-hash.h"
#include "rb-trace.h"

/* What a key of a group stands for; the values are numbers of flows in the group. */
typedef enum
{
  KEY_BRANCH = 1,
  KEY_DIALOG,  /* two tags */
  KEY_TAG,     /* one */
  KEY_ATTEMPT, /* From-tag, CSeq, method */
  KEY_KIND,
} GroupKey;

struct _RbFlowGroup
{
  GPtrArray *flows; /* of RbFlow, not owned */
  RbKeyMap keys;
  RbFlow *newest_call; /* (nullable) */
};

void
rb_flow_group_free (RbFlowGroup *self)
{
  g_ptr_array_unref (self->flows);
  rb_key_map_clear (&self->keys);
  g_free (self);
}

static guint64
group_key (GroupKey kind, guint64 word)
{
  return rb_hash_mix (rb_hash_seed () + kind, word);
}

static guint64
key_of_tags (const RbFlowMessage *message)
{
  guint32 a = message->fact.from_tag, b = message->fact.to_tag;

  return group_key (KEY_DIALOG, (guint64) MIN (a, b) << 32 | MAX (a, b));
}

static guint64
key_of_attempt (const RbFlowMessage *message)
{
  guint64 method = message->method;

  if (message->fact.method == RB_METHOD_CANCEL)
    method = rb_hash_bytes (rb_hash_seed (), (const guint8 *) "INVITE", 6);
  return group_key (KEY_ATTEMPT, rb_hash_mix (method, (guint64) message->fact.from_tag << 32 | message->fact.cseq));
}

/* @method: half of RbFlowMessage's, counts for the kinds that have no name of their own */
static guint64
key_of_kind (RbFlowKind kind, guint32 method)
{
  return group_key (KEY_KIND, rb_hash_mix (kind, kind == RB_FLOW_OTHER ? method : 0));
}

static RbFlow *
look_up (RbFlowGroup *self, guint64 key)
{
  guint32 number = rb_key_map_lookup (&self->keys, key);

  return number != RB_KEY_MAP_NONE ? g_ptr_array_index (self->flows, number) : NULL;
}

/* A request that can begin something. */
static RbFlow *
choose_for_initial (RbFlowGroup *self, const RbFlowMessage *message)
{
  RbFlow *flow = look_up (self, group_key (KEY_BRANCH, message->branch));

  if (flow == NULL)
    flow = look_up (self, key_of_attempt (message));
  if (flow != NULL && rb_flow_is_like (flow, message))
    return flow;
  if (rb_flow_message_get_kind (message) != RB_FLOW_CALL)
    return look_up (self, key_of_kind (rb_flow_message_get_kind (message), message->method >> 32));

  flow = self->newest_call;
  return flow != NULL && !rb_flow_is_over_for (flow, message) ? flow : NULL;
}

static RbFlow *
choose_for_other (RbFlowGroup *self, const RbFlowMessage *message)
{
  RbFlow *flow = look_up (self, group_key (KEY_BRANCH, message->branch));

  if (flow == NULL && message->fact.to_tag != 0)
    flow = look_up (self, key_of_tags (message));
  if (flow == NULL)
    flow = look_up (self, key_of_attempt (message));
  if (flow == NULL && message->fact.to_tag != 0)
    flow = look_up (self, group_key (KEY_TAG, message->fact.to_tag));
  if (flow == NULL && message->fact.from_tag != 0)
    flow = look_up (self, group_key (KEY_TAG, message->fact.from_tag));
  return flow != NULL ? flow : g_ptr_array_index (self->flows, self->flows->len - 1);
}

RbFlow *
rb_flow_choose (RbFlow *first, const RbFlowMessage *message)
{
  gboolean initial = rb_flow_message_is_initial (message);

  if (first->group != NULL)
    return initial ? choose_for_initial (first->group, message) : choose_for_other (first->group, message);
  if (!initial)
    return first;
  if (!rb_flow_is_like (first, message))
    return NULL;
  return first->kind == RB_FLOW_CALL && message->fact.method == RB_METHOD_INVITE && rb_flow_is_over_for (first, message)
             ? NULL
             : first;
}

static void
note (RbFlowGroup *self, guint number, const RbFlowMessage *message)
{
  rb_key_map_insert (&self->keys, group_key (KEY_BRANCH, message->branch), number);
  rb_key_map_insert (&self->keys, key_of_attempt (message), number);
  if (message->fact.from_tag != 0)
    rb_key_map_insert (&self->keys, group_key (KEY_TAG, message->fact.from_tag), number);
  if (message->fact.to_tag != 0)
    {
      rb_key_map_insert (&self->keys, group_key (KEY_TAG, message->fact.to_tag), number);
      rb_key_map_insert (&self->keys, key_of_tags (message), number);
    }
}

static void
add_flow (RbFlowGroup *self, RbFlow *flow)
{
  flow->sibling = self->flows->len;
  g_ptr_array_add (self->flows, flow);
  rb_key_map_insert (&self->keys, key_of_kind (flow->kind, flow->begun_by), flow->sibling);
  if (flow->kind == RB_FLOW_CALL)
    self->newest_call = flow;
}

/* Notes what the first flow has had before it got a sibling. */
static void
note_all (RbFlowGroup *self, RbFlow *flow)
{
  for (guint i = 0; i < flow->n_steps; i++)
    {
      guint position = flow->steps[i].position;
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (flow->trace, position, &length);
      RbFlowMessage message;
      RbMessageInfo info;
      RbPathKeys path;
      RbSipIndex index;

      rb_trace_get_info (flow->trace, position, &info);
      rb_path_keys_init (&path, &info);
      rb_sip_index_parse (&index, bytes, length);
      rb_flow_message_init (&message, position, &info, &path, &index, bytes, length);
      note (self, 0, &message);
    }
}

void
rb_flow_add_sibling (RbFlow *first, RbFlow *flow)
{
  if (first->group == NULL)
    {
      first->group = g_new0 (RbFlowGroup, 1);
      first->group->flows = g_ptr_array_new ();
      add_flow (first->group, first);
      note_all (first->group, first);
    }
  add_flow (first->group, flow);
}

void
rb_flow_note (RbFlow *first, RbFlow *flow, const RbFlowMessage *message)
{
  if (first->group != NULL)
    note (first->group, flow->sibling, message);
}

RbFlow *
rb_flow_get_call (RbFlow *first)
{
  return first->group != NULL && first->group->newest_call != NULL ? first->group->newest_call : first;
}

guint
rb_flow_get_n_siblings (RbFlow *first)
{
  return first->group != NULL ? first->group->flows->len : 1;
}

RbFlow *
rb_flow_get_sibling (RbFlow *first, guint n)
{
  return first->group != NULL ? g_ptr_array_index (first->group->flows, n) : first;
}
