/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is done with an incoming call. */
typedef enum
{
  RB_INCOMING_RING,
  RB_INCOMING_WAIT,    /* a call is up: the quiet tone of call waiting */
  RB_INCOMING_ANSWER,  /* rings, then is answered by itself */
  RB_INCOMING_REJECT,  /* without ringing */
  RB_INCOMING_FORWARD, /* at once, without ringing */
} RbIncomingAction;

typedef enum
{
  RB_INCOMING_WANTED,
  RB_INCOMING_CALL_WAITING,
  RB_INCOMING_AUTO_ANSWER,   /* every call is answered */
  RB_INCOMING_ASKED_ANSWER,  /* the caller asked for it */
  RB_INCOMING_TOO_MANY,
  RB_INCOMING_BLOCKED,
  RB_INCOMING_STRANGER,
  RB_INCOMING_ANONYMOUS,
  RB_INCOMING_DO_NOT_DISTURB,
  RB_INCOMING_BUSY,          /* single-call mode, or no call waiting */
  RB_INCOMING_FORWARD_ALWAYS,
  RB_INCOMING_FORWARD_BUSY,
  RB_INCOMING_FORWARD_NO_ANSWER,
  RB_INCOMING_LOOP,          /* was to be forwarded, but has come in a circle: rings instead */
  RB_N_INCOMING_REASONS,
} RbIncomingReason;

/* An INVITE and the phone it meets. */
typedef struct
{
  const char        *caller;       /* URI of From */
  const char        *asserted;     /* (nullable) URI that the server says it is */
  const char        *called;       /* (nullable) URI of the account that is called */
  gboolean           anonymous;    /* the caller hides who he is */
  gboolean           stranger;     /* to an account, but neither through its server nor from this computer's practice network */
  const char *const *diverted_by;  /* (nullable) URIs that have forwarded it so far, the last one first (RFC 5806) */
  int                asked_answer; /* s after which it asks to be answered; < 0: does not ask */
  guint              n_up;         /* other calls that are not over */
  gboolean           full;         /* no further call can be taken */
} RbIncomingCall;

/* The person's wishes: the keys of the settings of these names. */
typedef struct
{
  gboolean do_not_disturb;
  gboolean call_waiting;
  gboolean single_call;
  gboolean accept_strangers;
  gboolean reject_anonymous;
  gboolean answer_all;
  gboolean answer_asked;
  guint    answer_delay;    /* s */
  char    *forward_always;  /* (nullable) SIP URI */
  char    *forward_busy;    /* (nullable) SIP URI */
  char    *forward_no_answer; /* (nullable) SIP URI */
  guint    no_answer_after; /* s */
  char   **blocked;
  char    *country;         /* calling code, "" when none */
} RbIncomingRules;

typedef struct
{
  RbIncomingAction action;
  RbIncomingReason reason;
  guint            status;  /* REJECT: the final response */
  const char      *target;  /* FORWARD: where to; RING and WAIT: where to after @after s, NULL: nowhere. Of the rules. */
  guint            after;   /* s; ANSWER: until it is answered */
} RbIncomingDecision;

/* Pure. The order: too many, blocked, stranger, anonymous, forward always, do not disturb, busy, answered by itself. */
RbIncomingDecision rb_incoming_policy_decide (const RbIncomingCall *call, const RbIncomingRules *rules);
/* "blocked" …: for JSON, hooks and tests, never translated. */
const char        *rb_incoming_reason_to_string (RbIncomingReason reason);
/* A sentence for people: what was done with the call of @who (a name), and why. (transfer full) (nullable): it rings */
char              *rb_incoming_decision_describe (const RbIncomingDecision *decision, const char *who);

/* Whether a call of @caller may be sent on to @target: neither is it he, nor we, nor one who has sent it on already. */
gboolean           rb_incoming_policy_may_forward (const RbIncomingCall *call, const char *target);
/* Whether @entry (a number in any grouping, an address, or "@domain" for all of a domain) means @uri. */
gboolean           rb_incoming_policy_is_blocked (const char *entry, const char *uri, const char *country);

/* What can be told without the message: whether each call rings that is none of a stranger and hides no number. For the
 * thread of the stack, which sends 180 before the main loop has seen the call. */
gboolean           rb_incoming_rules_ring_all (const RbIncomingRules *rules, guint n_up);
void               rb_incoming_rules_clear (RbIncomingRules *rules);

G_END_DECLS
