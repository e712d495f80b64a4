/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What flows need to know of one message, worked out once: its facts, its way, the transaction
 * it belongs to, and what would begin with it. */

#include "rb-flow-private.h"

#include <string.h>

#include "rb-seeded-hash.h"

#define BRANCH_COOKIE "z9hG4bK" /* RFC 3261 8.1.1.7 */

static guint64
hash_span (guint64 hash, RbSpan span, const guint8 *bytes)
{
  return rb_hash_bytes (hash, bytes + span.offset, span.length);
}

/* The CSeq is part of the key: some reuse a branch for the next request. */
static guint64
hash_branch (const RbSipIndex *index, const guint8 *bytes)
{
  guint64 hash = rb_hash_mix (rb_hash_seed (), index->cseq);
  RbSpan via = index->via;

  if (index->branch.length > strlen (BRANCH_COOKIE) &&
      memcmp (bytes + index->branch.offset, BRANCH_COOKIE, strlen (BRANCH_COOKIE)) == 0)
    return hash_span (hash, index->branch, bytes);

  /* RFC 2543 peers: RFC 3261 17.2.3, without the parameters a server adds to Via. */
  for (guint32 i = 0; i < via.length; i++)
    if (bytes[via.offset + i] == ';')
      via.length = i;
  return hash_span (hash_span (hash, via, bytes), index->from_tag, bytes);
}

void
rb_flow_message_init (RbFlowMessage *self, guint position, const RbMessageInfo *info, const RbPathKeys *path,
                      const RbSipIndex *index, const guint8 *bytes, gsize length)
{
  self->position = position;
  self->info = info;
  self->index = index;
  self->bytes = bytes;
  self->length = length;
  self->path = *path;
  rb_path_keys_add_via (&self->path, info, index, bytes);
  rb_flow_fact_init (&self->fact, info, index, bytes, length);
  self->branch = hash_branch (index, bytes);
  /* The ACK of a non-2xx is part of the INVITE transaction (RFC 3261 17.1.1.3). */
  self->method = self->fact.method == RB_METHOD_ACK ? rb_hash_bytes (rb_hash_seed (), (const guint8 *) "INVITE", 6)
                                                    : hash_span (rb_hash_seed (), index->method, bytes);
}

RbFlowKind
rb_flow_message_get_kind (const RbFlowMessage *self)
{
  static const struct
  {
    const char *method;
    RbFlowKind kind;
  } kinds[] = {
    { "INVITE", RB_FLOW_CALL },
    { "REGISTER", RB_FLOW_REGISTRATION },
    { "OPTIONS", RB_FLOW_OTHER },
    { "BYE", RB_FLOW_CALL },
    { "SUBSCRIBE", RB_FLOW_SUBSCRIPTION },
    { "NOTIFY", RB_FLOW_SUBSCRIPTION },
    { "ACK", RB_FLOW_CALL },
    { "CANCEL", RB_FLOW_CALL },
    { "PRACK", RB_FLOW_CALL },
    { "UPDATE", RB_FLOW_CALL },
    { "INFO", RB_FLOW_CALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (rb_span_is (self->index->method, self->bytes, kinds[i].method))
      return kinds[i].kind;

  /* REFER, MESSAGE … inside a dialog: nearly always that of a call. */
  return self->index->is_request && self->fact.to_tag != 0 ? RB_FLOW_CALL : RB_FLOW_OTHER;
}

gboolean
rb_flow_message_is_initial (const RbFlowMessage *self)
{
  return self->index->is_request && self->fact.to_tag == 0 && self->fact.method != RB_METHOD_ACK &&
         self->fact.method != RB_METHOD_CANCEL;
}

gboolean
rb_flow_is_plain (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] < 0x20 || bytes[i] > 0x7e)
      return FALSE;

  return TRUE;
}
