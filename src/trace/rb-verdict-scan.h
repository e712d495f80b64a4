/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow-private.h"

G_BEGIN_DECLS

#define RB_NO_STEP G_MAXUINT

/* Beyond these a fork or a flood tells nothing new; they keep the cost of a step constant. */
#define RB_SCAN_BRANCHES 8
#define RB_SCAN_TAGS 8
#define RB_SCAN_FINALS 8
#define RB_SCAN_HOPS 8

/* One INVITE transaction of the attempt that is judged. All but the numbers are steps. */
typedef struct
{
  guint    transaction;
  guint32  branch;
  guint    invite;
  guint    provisional;
  guint    ringing;
  guint    early; /* 183 with SDP */
  guint    final;
  guint    cancel;
  gboolean relayed;
  gboolean final_repeated;
  guint32  tags[RB_SCAN_TAGS]; /* that phones gave themselves in provisional responses */
  guint    n_tags;
} RbScanBranch;

/* What other legs of the flow say of the same INVITE (CSeq and caller's tag). */
typedef struct
{
  guint32  tag;
  guint32  cseq;
  gboolean upstream; /* its way to the first proxy was seen */
  guint    cancel;   /* asked for by the caller */
  guint    answer;   /* first 2xx */
  guint    ack;
  guint    bye;
  guint    redirect;
  guint8   n_branches[RB_SCAN_HOPS]; /* INVITEs sent on, by number of Vias */
  struct
  {
    guint   step;
    guint32 tag;
    guint16 status;
  } finals[RB_SCAN_FINALS];
  guint n_finals;
} RbScanOthers;

/* The evidence on one leg, gathered step by step. */
typedef struct
{
  guint    leg;
  guint    n_fed; /* steps seen so far */
  guint    first; /* of the leg */
  gboolean is_call;

  gboolean attempt; /* the following are set */
  guint32  caller_tag;
  guint32  cseq;
  gboolean credentials;
  gboolean challenged;
  guint    redirect; /* a 3xx that this attempt follows */
  RbScanBranch branches[RB_SCAN_BRANCHES];
  guint        n_branches;
  guint32      answer_tag; /* of the first 2xx */
  guint        ack;
  guint        in_dialog; /* first request that only an answered call knows */
  guint        bye;       /* in the dialog of the first 2xx */
  guint        stray_bye; /* of another one */

  /* inside a dialog, with or without its beginning */
  guint32 dialog_tag; /* From of the first request inside a dialog whose beginning was not seen */
  guint   refresh;    /* last 2xx to an INVITE or UPDATE */
  guint   session_s;  /* what it or one before it said, 0: no session timer */
  guint   failed_refresh;
  guint   glare;
  guint   refer;
  guint   refer_accepted;
  guint   notify; /* the referred call's final status came */

  /* the last transaction on the leg: all that is said of a flow without a call */
  guint transaction;
  guint request;
  guint provisional;
  guint final;

  RbScanOthers others;
} RbVerdictScan;

void                rb_verdict_scan_init (RbVerdictScan *self, guint leg);
/* Takes the steps that came since the last time, each once. */
void                rb_verdict_scan_feed (RbVerdictScan *self, const RbFlowStep *steps, const RbFlowFact *facts, guint n_steps);
/* The branch to judge: the one that was answered, else the last. (nullable): NULL without an attempt */
const RbScanBranch *rb_verdict_scan_choose (const RbVerdictScan *self, const RbFlowFact *facts);

/* One translated sentence; sets @verdict's text (rb-verdict-text.c). */
void rb_verdict_write_sentence (RbVerdict *verdict, gboolean credentials, gboolean provisional, gboolean relayed);
/* The same for a flow that is no call, from its last request and that one's final response. */
void rb_verdict_write_other (RbVerdict *verdict, const RbFlowFact *request, const RbFlowFact *final, const char *method);

G_END_DECLS
