/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow.h"
#include "rb-path.h"

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
  RB_FACT_RECORD_ROUTE = 1 << 11,  /* in a response: who made it got the request from a proxy (RFC 3261 12.1.1) */
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

guint32 rb_flow_hash_tag (const char *tag); /* as it is in @from_tag and @to_tag */

/* What a flow is about. */
typedef enum
{
  RB_FLOW_CALL,
  RB_FLOW_REGISTRATION,
  RB_FLOW_SUBSCRIPTION, /* SUBSCRIBE and its NOTIFYs */
  RB_FLOW_OTHER,        /* OPTIONS, MESSAGE … */
} RbFlowKind;

/**
 * RbFlowMessage:
 * @path: by hash
 * @branch: what transaction the message belongs to, whatever the leg: branch, or what RFC 3261
 *   17.2.3 takes instead, and CSeq's number
 * @method: of CSeq, by hash
 *
 * One SIP message on its way into a flow.
 */
typedef struct
{
  guint                position;
  const RbMessageInfo *info;
  const RbSipIndex    *index;
  const guint8        *bytes;
  gsize                length;
  RbPathKeys           path;
  RbFlowFact           fact;
  guint64              branch;
  guint64              method;
} RbFlowMessage;

/* @path: as left by rb_path_keys_init() */
void       rb_flow_message_init (RbFlowMessage *self, guint position, const RbMessageInfo *info, const RbPathKeys *path,
                                 const RbSipIndex *index, const guint8 *bytes, gsize length);
/* What a flow would be about that begins with it. */
RbFlowKind rb_flow_message_get_kind (const RbFlowMessage *self);
/* A request that can begin something: without To-tag, neither ACK nor CANCEL. */
gboolean   rb_flow_message_is_initial (const RbFlowMessage *self);

/* Printable ASCII, as nearly all texts are: those need no cleaning. */
gboolean   rb_flow_is_plain (const guint8 *bytes, gsize length);

/* The flows of a Call-ID that has more than one (rb-flow-group.c). */
typedef struct _RbFlowGroup RbFlowGroup;
void    rb_flow_group_free (RbFlowGroup *self);
/* The flow of @first's Call-ID, whose first flow @first is, that the message belongs to; NULL: it
 * begins a new one. */
RbFlow *rb_flow_choose (RbFlow *first, const RbFlowMessage *message);
/* A second, third … flow of @first's Call-ID begins. Adds a reference. */
void    rb_flow_add_sibling (RbFlow *first, RbFlow *flow);
/* Tells the group, when there is one, that @message went into @flow. */
void    rb_flow_note (RbFlow *first, RbFlow *flow, const RbFlowMessage *message);
/* The newest call among the flows of the Call-ID, or @first. */
RbFlow *rb_flow_get_call (RbFlow *first);
guint   rb_flow_get_n_siblings (RbFlow *first);
RbFlow *rb_flow_get_sibling (RbFlow *first, guint n); /* 0 is @first itself */

/* @number: of the flow in its trace; @first: the message that begins it, to be appended next */
RbFlow    *rb_flow_new (RbTrace *trace, guint number, const RbFlowMessage *first);
guint      rb_flow_get_number (RbFlow *self);
RbFlowKind rb_flow_get_kind (RbFlow *self);
/* Would a flow of this kind (and, when it is none of the known ones, method) take it in? */
gboolean   rb_flow_is_like (RbFlow *self, const RbFlowMessage *message);
/* Would this INVITE without To-tag begin another call? */
gboolean   rb_flow_is_over_for (RbFlow *self, const RbFlowMessage *invite);
/* Adds one SIP message; returns its step's number. */
guint      rb_flow_append (RbFlow *self, RbFlowMessage *message);
void       rb_flow_emit_changed (RbFlow *self);
/* (nullable): NULL beyond the end. */
const RbFlowFact *rb_flow_get_fact (RbFlow *self, guint n);
gboolean   rb_flow_has_dialog (RbFlow *self, const char *tag, const char *other_tag);
/* The leg that carries the call first: the one with the first INVITE, 0 when none was seen. */
guint    rb_flow_find_callers_leg (RbFlow *self);
/* Is @leg the caller's own: @first, or one it was redirected to? */
gboolean rb_flow_is_callers_leg (RbFlow *self, guint first, guint leg);
gboolean rb_flow_leg_has_invite (RbFlow *self, guint leg); /* one that begins a dialog */
/* The leg has the same two endpoints as an earlier one, begun by the other end: a proxy sent
 * the call back to its caller's own socket. */
gboolean rb_flow_is_twin_leg (RbFlow *self, guint leg);
/* The trace is going away. */
void     rb_flow_detach (RbFlow *self);
/* The verdict is made anew when next asked for: a writer that has passed on saves its memory. */
void     rb_flow_forget_verdict (RbFlow *self);

/* Judges one leg (rb-verdict-judge.c), in time proportional to @n_steps. @end_us: wall clock of the
 * last message of the trace. */
RbVerdict *rb_verdict_judge (const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps, guint leg,
                             const char *method, gint64 end_us);
/* The same for a flow that grows: *@state (NULL at first; g_free() it) remembers what was gathered, so
 * that only the steps since the last time are read. */
RbVerdict *rb_verdict_judge_again (gpointer *state, const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps,
                                   guint leg, const char *method, gint64 end_us);

G_END_DECLS
