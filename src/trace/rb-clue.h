/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-flow.h"

G_BEGIN_DECLS

typedef enum
{
  RB_CLUE_SAME_TAG,      /* the final response has the To-tag of a phone that rang */
  RB_CLUE_OTHER_TAG,     /* it has another */
  RB_CLUE_SERVER,        /* it names a server */
  RB_CLUE_USER_AGENT,    /* it names a phone */
  RB_CLUE_RELAYED,       /* it was seen one hop further on */
  RB_CLUE_TIMER,         /* the time that passed is that of a known timer */
  RB_CLUE_NO_RINGING,
  RB_CLUE_REASON,        /* a Reason header (RFC 3326) */
  RB_CLUE_WARNING,       /* a Warning header (RFC 3261 20.43) */
  RB_CLUE_NO_RESPONSE,   /* a request repeated in vain */
  RB_CLUE_PRIVATE,       /* an address in Contact or SDP that cannot be reached from outside */
  RB_CLUE_NAT,           /* a proxy saw another address than the phone named (RFC 3581) */
  RB_CLUE_HOPS,          /* Max-Forwards has come down to nothing */
} RbClueKind;

/**
 * RbClue:
 * @text: one translated sentence
 * @suggests: whom it points at; %RB_PARTY_NONE when at nobody
 * @positions: of guint: the messages it was found in
 *
 * One observation from which a reader can see for himself how a call ended.
 */
typedef struct
{
  RbClueKind kind;
  char      *text;
  RbParty    suggests;
  GArray    *positions;
} RbClue;

/* Read from the bytes now, in time proportional to the flow; empty when its trace is gone. (transfer full) (element-type RbClue) */
GPtrArray  *rb_flow_list_clues (RbFlow *flow);
const char *rb_clue_kind_to_string (RbClueKind kind); /* "other-tag" …: for JSON, never translated */

G_END_DECLS
