/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow.h"

G_BEGIN_DECLS

typedef enum
{
  RB_METHOD_OTHER,
  RB_METHOD_INVITE,
  RB_METHOD_ACK,
  RB_METHOD_CANCEL,
  RB_METHOD_BYE,
  RB_METHOD_REGISTER,
} RbMethod;

typedef enum
{
  RB_FACT_REQUEST = 1 << 0,
  RB_FACT_CREDENTIALS = 1 << 1,    /* Authorization or Proxy-Authorization */
  RB_FACT_EXPIRES_ZERO = 1 << 2,
  RB_FACT_SYNTHETIC = 1 << 3,
  RB_FACT_FROM_INITIATOR = 1 << 4, /* sent by the end of the leg that sent its first request */
  RB_FACT_RELAYED = 1 << 5,        /* an INVITE with more than one Via: a proxy sent it on */
  RB_FACT_USER_AGENT = 1 << 6,     /* a response with User-Agent: phones write it, proxies write Server */
} RbFactFlags;

/**
 * RbFlowFact:
 * @extra: number of bindings in a 2xx to REGISTER; cause of a CANCEL's or BYE's Reason header
 *   (RFC 3326), 0 when there is none
 *
 * What the verdict needs of one message, beside its RbFlowStep. Tags and branch are hashes
 * seeded per process, 0 when absent.
 */
typedef struct
{
  gint64  wall_us;
  guint32 from_tag;
  guint32 to_tag;
  guint32 branch;
  guint32 cseq;
  guint16 status;
  guint16 extra;
  guint8  method;
  guint8  flags;
} RbFlowFact;

void rb_flow_fact_init (RbFlowFact *fact, const RbMessageInfo *info, const RbSipIndex *index,
                        const guint8 *bytes, gsize length);

RbFlow *rb_flow_new (RbTrace *trace, const char *call_id);
/* Adds one SIP message that carries this Call-ID; returns its step's number. */
guint rb_flow_append (RbFlow *self, guint position, const RbMessageInfo *info, const RbSipIndex *index,
                      const guint8 *bytes, gsize length);
void  rb_flow_emit_changed (RbFlow *self);
/* (nullable): NULL beyond the end. */
const RbFlowFact *rb_flow_get_fact (RbFlow *self, guint n);
/* The leg has the same two endpoints as an earlier one, begun by the other end: a proxy sent
 * the call back to its caller's own socket. */
gboolean rb_flow_is_twin_leg (RbFlow *self, guint leg);
/* The trace is going away. */
void  rb_flow_detach (RbFlow *self);

/* Judges one leg (rb-verdict.c). @end_us: wall clock of the last message of the trace. */
RbVerdict *rb_verdict_judge (const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps, guint leg,
                             const char *method, gint64 end_us);

G_END_DECLS
