/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The inside of RbFlow, for the files rb-flow-*.c only. */

#include "rb-flow-private.h"
#include "rb-key-map.h"
#include "rb-path.h"
#include "rb-trace-private.h"

G_BEGIN_DECLS

/* What a key of a flow stands for. */
typedef enum
{
  RB_FLOW_KEY_PAIR = 1,    /* two sockets → leg */
  RB_FLOW_KEY_HOSTS,       /* two addresses → leg */
  RB_FLOW_KEY_TRANSACTION, /* leg, branch, method → transaction */
  RB_FLOW_KEY_INVITE,      /* leg, From-tag, CSeq → transaction of the INVITE */
  RB_FLOW_KEY_COPY,        /* path and bytes → step */
  RB_FLOW_KEY_DIALOG,      /* two tags → dialog */
} RbFlowKey;

typedef struct
{
  guint32 initiator; /* halves of RbPathKeys: who sent the request that began the leg */
  guint32 initiator_host;
  guint32 via_initiator;
  guint32 caller_tag;
  /* When a proxy sends a call back to its caller's own socket, both legs have the same two
   * endpoints: the second one, begun by the other end. */
  guint   twin;
  guint   one_host : 1; /* both ends have the same address */
  guint   has_invite : 1;
  guint   is_twin : 1;
} RbFlowLeg;

/* The INVITE outside of a dialog that the flow is about at present; retries replace it. */
typedef struct
{
  gboolean is_set;
  guint32  from_tag;
  guint32  cseq;
  guint32  src;         /* half of RbPathKeys */
  guint    transaction; /* where it was seen first */
  guint    first_dialog;
} RbFlowAttempt;

/* Copies of what lies in the trace's bytes, made when asked for or when the trace goes. */
typedef struct
{
  char *call_id;
  char *method;
  char *from;
  char *to;
} RbFlowText;

struct _RbFlow
{
  GObject parent_instance;

  RbTrace     *trace; /* not owned, NULL once it is gone */
  RbFlowGroup *group; /* owned by the first flow of the Call-ID; NULL while that is the only one */
  RbFlowText  *text;

  RbFlowStep    *steps;
  RbFlowFact    *facts;     /* parallel to steps */
  guint         *previous;  /* parallel to steps: the one before in the same transaction */
  RbFlowLeg     *legs;
  RbTransaction *transactions;
  RbDialog      *dialogs;
  guint          n_steps;
  guint          n_legs;
  guint          n_transactions;
  guint          n_dialogs;
  RbKeyMap       keys;

  guint         number;
  guint         sibling; /* number among those of the Call-ID */
  guint32       begun_by; /* half of RbFlowMessage's method */
  RbSpan        call_id;  /* in the first message */
  RbSpan        from;    /* in the message of step @subject */
  RbSpan        to;
  RbSpan        method;
  guint         subject;
  RbFlowKind    kind;
  RbFlowAttempt attempt;
  guint         has_request : 1;
  guint         has_invite : 1;
  guint         has_bye : 1;

  RbVerdict *verdict;
  gpointer   verdict_state; /* of rb_verdict_judge_again() */
  guint      verdict_steps; /* n_steps and messages it was made from */
  guint      verdict_messages;
  guint      redirected; /* leg that the judged one was redirected to, 0: none */
};

/* Makes room for one more element in an array that has @n: by @first (up to 16) while
 * there are few, then a quarter at most. */
gpointer rb_flow_grow (gpointer array, guint n, guint first, gsize element_size);
guint64  rb_flow_key (RbFlowKey kind, guint64 word);
gboolean rb_flow_asks_to_retry (guint status);

/* rb-flow-leg.c */
guint    rb_flow_find_leg (RbFlow *self, const RbFlowMessage *message);
gboolean rb_flow_leg_is_initiator (const RbFlowLeg *leg, const RbPathKeys *path);

/* rb-flow-transaction.c */
guint64 rb_flow_transaction_key (guint leg, const RbFlowMessage *message);
void    rb_flow_follow_transaction (RbFlow *self, RbFlowStep *step, const RbFlowMessage *message);

/* rb-flow-dialog.c */
guint rb_flow_follow_dialog (RbFlow *self, const RbFlowStep *step, const RbFlowMessage *message);

/* rb-flow-timer.c */
void rb_flow_explain_copy (RbFlow *self, RbFlowStep *step, guint last_copy, const RbFlowMessage *message);

G_END_DECLS
