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
  RB_METHOD_UPDATE,
  RB_METHOD_REFER,
  RB_METHOD_NOTIFY,
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
  RB_FACT_SERVER = 1 << 7,         /* a response with Server and no User-Agent */
  RB_FACT_SDP = 1 << 8,
  RB_FACT_REPLACES = 1 << 9,       /* an INVITE that takes over another call (RFC 3891) */
  RB_FACT_LIVE = 1 << 10,          /* seen as it happened, not read from a file */
} RbFactFlags;

/**
 * RbFlowFact:
 * @extra: number of Contacts in a 2xx to REGISTER and in a 3xx; seconds of Session-Expires in a
 *   2xx to INVITE or UPDATE (RFC 4028); status of the message/sipfrag in a NOTIFY (RFC 3515); else the
 *   cause of a Reason: SIP header (RFC 3326). 0 when there is none
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
  guint16 flags;
  guint8  method;
  guint8  n_vias; /* at most 255 */
} RbFlowFact;

G_STATIC_ASSERT (sizeof (RbFlowFact) <= 32);

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

/* Judges one leg (rb-verdict-judge.c), in time proportional to @n_steps. @end_us: wall clock of the
 * last message of the trace. */
RbVerdict *rb_verdict_judge (const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps, guint leg,
                             const char *method, gint64 end_us);
/* The same for a flow that grows: *@state (NULL at first; g_free() it) remembers what was gathered, so
 * that only the steps since the last time are read. */
RbVerdict *rb_verdict_judge_again (gpointer *state, const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps,
                                   guint leg, const char *method, gint64 end_us);

G_END_DECLS
