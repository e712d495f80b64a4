/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

/* Why two flows belong together; flags. */
typedef enum
{
  RB_JOIN_CALL_ID = 1 << 0,     /* the second INVITE names the first one's Call-ID (X-Call-ID, X-CID) */
  RB_JOIN_VIA = 1 << 1,         /* it carries the first one's Via below its own */
  RB_JOIN_REPLACES = 1 << 2,    /* it takes the first call over (RFC 3891) */
  RB_JOIN_REFERRED = 1 << 3,    /* a REFER in the first call asked for it (RFC 3515) */
  RB_JOIN_MEDIA = 1 << 4,       /* both ask for sound at the same address and port */
  RB_JOIN_ORIGIN = 1 << 5,      /* both carry the same session: o= (RFC 8866 5.2) */
  RB_JOIN_USERS = 1 << 6,       /* From and To name the same users */
  RB_JOIN_HOST = 1 << 7,        /* the second INVITE was sent by who had got the first */
  RB_JOIN_TIMING = 1 << 8,      /* at once, and it was over no later */
  RB_JOIN_HANDED_OVER = 1 << 9, /* a REFER in the first call names the second: Replaces in Refer-To (RFC 5589 7) */
  RB_JOIN_CONFERENCE = 1 << 10, /* this phone let them talk together: no message tells it */
} RbJoinEvidence;

typedef enum
{
  RB_JOIN_LEG,      /* @second is another leg of the same call, beyond a B2BUA */
  RB_JOIN_TRANSFER, /* @second is the call that @first was transferred to, or to whose far end */
  RB_JOIN_TOGETHER, /* both are in one conference */
} RbJoinKind;

typedef struct
{
  RbFlow      *first;
  RbFlow      *second;   /* began later, unless a REFER in @first hands it over to what there was */
  RbJoinKind   kind;
  guint        evidence; /* of RbJoinEvidence */
  RbConfidence confidence;
  guint        position; /* of the message that shows it; %RB_FLOW_NONE: none does */
  char        *text;     /* one translated sentence: the strongest evidence */
} RbJoin;

/* Joins of all calls in the trace, in order of @second, in time proportional to the number of calls. What could belong
 * to several calls is joined to none. (transfer full) (element-type RbJoin) */
GPtrArray  *rb_trace_list_joins (RbTrace *trace);
/* The call that the message at @position names in Replaces, its own (RFC 3891) or that of its Refer-To (RFC 5589 7).
 * @exactly: (out): the tags, too, are those of one of its dialogs. (transfer none) (nullable) */
RbFlow     *rb_trace_find_replaced (RbTrace *trace, guint position, gboolean *exactly);
/* The REFER, in another call and not long before, that asked for the call which the INVITE at @position begins.
 * @exactly: (out): Referred-By names who sent it (RFC 3892), not only the phone that got it sent the INVITE. Looks back
 * over a bounded number of messages. %RB_FLOW_NONE: there is none. */
guint       rb_trace_find_refer (RbTrace *trace, guint position, gboolean *exactly);
/* What only the phone knows: two calls in one conference. (transfer full) */
RbJoin     *rb_join_new_together (RbFlow *first, RbFlow *second);
void        rb_join_free (RbJoin *self);
/* More calls than anybody can follow in one ladder. */
#define RB_JOIN_MAX_FLOWS 64

/* The flows that are one call with @flow, by @joins, in order of their beginning, @flow among them; at most
 * %RB_JOIN_MAX_FLOWS, the nearest. With @transfers also the calls it was transferred to or from, and those in one conference with it.
 * (transfer container) (element-type RbFlow) */
GPtrArray  *rb_join_list_flows (GPtrArray *joins, RbFlow *flow, gboolean transfers);
/* @text where the calls have numbers: "The INVITE of call 2 takes the place of call 1 (Replaces)." (transfer full) */
char       *rb_join_format (const RbJoin *self, guint first, guint second);
const char *rb_join_evidence_to_string (RbJoinEvidence evidence); /* one flag: "x-call-id" …; NULL for none such */
const char *rb_join_kind_to_string (RbJoinKind kind);             /* "leg", "transfer", "together" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbJoin, rb_join_free)

G_END_DECLS
