/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The inside of rb-explain*.c and rb-sender*.c: one message with all that the trace knows around it, and tables of
 * sentences of which those are said that are true of it. */

#include "rb-flow-private.h"
#include "rb-lesson.h"
#include "rb-reading.h"

G_BEGIN_DECLS

/* How many transactions, and how many steps, before and after its own a message is explained from: a call may have
 * 100 000 messages, and somebody may want all of them explained. */
#define RB_SCENE_REACH 1000

#define RB_GIVE_UP_US (32 * G_USEC_PER_SEC) /* 64 * T1: timers B, F, H */

/* What is true of a message; flags. The upper half is free for whoever explains one kind of message. */
typedef enum
{
  RB_IS_STREAM = 1 << 0,  /* TCP, TLS …: nothing is sent again */
  RB_IS_LIVE = 1 << 1,    /* seen as it happened, not read from a file */
  RB_IS_RELAYED = 1 << 2, /* a request with more than one Via, or the response to one */
  RB_IS_IN_DIALOG = 1 << 3,
  RB_IS_CALL = 1 << 4, /* the flow is one */
  RB_IS_COPY = 1 << 5,
  RB_HAS_SDP = 1 << 6,
  RB_HAS_CREDENTIALS = 1 << 7,
  RB_HAS_PROVISIONAL = 1 << 8, /* the transaction; the following, too */
  RB_HAS_FINAL = 1 << 9,
  RB_HAS_2XX = 1 << 10,
  RB_HAS_CHALLENGE = 1 << 11,
  RB_HAS_CANCEL = 1 << 12,
  RB_WAS_REPEATED = 1 << 13, /* the request */
  RB_FROM_PROXY = 1 << 14,   /* the end of the wire that sent it; the following, too */
  RB_FROM_CALLER = 1 << 15,
  RB_IS_INVITE = 1 << 16, /* the transaction */
  RB_IS_REQUEST = 1 << 17,
  RB_IS_SYNTHETIC = 1 << 18,
  RB_MADE_BY_PROXY = 1 << 19, /* whatever hop it was seen on; the following, too */
  RB_MADE_BY_CALLEE = 1 << 20,
  RB_IS_SURE_MAKER = 1 << 21, /* and that is certain */
  RB_BEGAN_LATE = 1 << 22,    /* the request that began the call is not in the trace */
  RB_HAS_RINGING = 1 << 23,
  RB_CALLS_ONESELF = 1 << 24,
} RbSceneFact;
#define RB_OWN_FACT(n) (G_GUINT64_CONSTANT (1) << (32 + (n)))

typedef struct
{
  const char *name;
  char *value;
  guint position; /* of the message it names, or %RB_FLOW_NONE */
} RbSceneWord;

/* One message, where it stands, and what is known of it. */
typedef struct
{
  RbTrace *trace;
  RbReading message;
  RbReading request; /* of its transaction; position %RB_FLOW_NONE when not seen */
  RbFlow *flow;
  guint number; /* of its step */
  RbFlowStep step;
  RbTransaction transaction;
  gboolean forward;     /* the request of the transaction goes from caller to callee */
  gboolean is_end_sure; /* whoever answers it on this wire is the end of its way */
  RbParty sender;       /* the ends of the wire it was seen on */
  RbParty receiver;
  RbParty maker; /* whoever made it */
  RbConfidence maker_confidence;
  guint64 facts; /* of RbSceneFact */
  GArray *words; /* of RbSceneWord: what {names} in sentences stand for */
} RbScene;

/**
 * RbRule:
 * @when: facts that must be true
 * @unless: facts none of which may be
 * @text: marked N_(): whole sentences with {names}; said only when each name has a value. A name of a message
 *   stands for its number, and the message is cited
 *
 * A sentence and when it is true.
 */
typedef struct
{
  const char *id;
  const char *rfc;
  guint64 when;
  guint64 unless;
  RbConfidence confidence;
  RbTone tone;
  const char *text;
} RbRule;

typedef struct
{
  const char *name;
  const RbRule *rules;
  guint n;
} RbRuleTable;

#define RB_RULES(name, rules)                                                                                          \
  {                                                                                                                    \
    name, rules, G_N_ELEMENTS (rules)                                                                                  \
  }

gboolean rb_scene_init (RbScene *self, RbTrace *trace, guint position); /* FALSE when it is no SIP message of a flow */
void rb_scene_clear (RbScene *self);
/* @name stays as it is; a later value takes the place of an earlier one. */
void rb_scene_set (RbScene *self, const char *name, char *value);     /* @value: (transfer full) (nullable) */
void rb_scene_quote (RbScene *self, const char *name, RbSpan span);   /* nothing for an empty span */
void rb_scene_set_time (RbScene *self, const char *name, gint64 us);  /* nothing below 0 */
void rb_scene_cite (RbScene *self, const char *name, guint position); /* a message; nothing for %RB_FLOW_NONE */
void rb_scene_cite_step (RbScene *self, const char *name, guint step);
gboolean rb_scene_has (const RbScene *self, const char *name);
void rb_scene_forget_own_facts (RbScene *self); /* so that the next file can set its own */
/* Says the first that is true, or all; returns how many. */
guint rb_scene_say_first (const RbScene *self, RbLesson *lesson, const RbRuleTable *table);
guint rb_scene_say_all (const RbScene *self, RbLesson *lesson, const RbRuleTable *table);

/* The first transaction and the one behind the last (the first step) that are looked at for @self. */
guint rb_scene_get_first (const RbScene *self);
guint rb_scene_get_end (const RbScene *self);
guint rb_scene_get_first_step (const RbScene *self);
/* What the flow knows of a transaction's request without reading it. (nullable) */
const RbFlowFact *rb_scene_peek_request (const RbScene *self, guint transaction);
/* May the requests of two transactions be one request on two hops, or copies that a fork made of one? */
gboolean rb_scene_may_be_same (const RbScene *self, guint a, guint b);
/* May a transaction's request have that method? */
gboolean rb_scene_may_have_method (const RbScene *self, guint transaction, const char *method);
/* Transactions of the flow around that of @self; numbers of the flow's, or %RB_FLOW_NONE. */
/* The one before with the same method on the same leg, this way: its request and its final response, if that came before
 * the message; FALSE when there is none. */
gboolean rb_scene_read_before (const RbScene *self, RbReading *request, RbReading *final);
guint rb_scene_find_after (const RbScene *self);
guint rb_scene_find_hop (const RbScene *self,
                         gboolean onward); /* the same request on the next hop, or the one before */
gboolean rb_scene_read_step (const RbScene *self, guint step, RbReading *reading);
gboolean rb_scene_read_request (const RbScene *self, guint transaction, RbReading *reading);
/* The first response of a transaction with that status, 0: the first final one. Position, or %RB_FLOW_NONE. */
guint rb_scene_find_response (const RbScene *self, guint transaction, guint status);

/* rb-explain-party.c: who is at each end of the wire; needs words for no more than that. */
void rb_scene_find_parties (RbScene *self);
const char *rb_party_get_noun (const RbScene *self, RbParty party,
                               gboolean begins); /* translated: "the proxy", "The proxy" */

/* rb-sender.c: who made the message. */
void rb_scene_find_maker (RbScene *self);
void rb_sender_tell (RbScene *self, RbLesson *lesson);

/* One kind of message each: what, why and next. */
typedef struct
{
  RbLesson *what;
  RbLesson *why;
  RbLesson *next;
} RbExplanation;

/* Timers E and F: of every request but INVITE and ACK (rb-explain-request.c). */
void rb_explain_non_invite_timers (RbScene *self, RbExplanation *explanation);

void rb_explain_invite (RbScene *self, RbExplanation *explanation);
void rb_explain_register (RbScene *self, RbExplanation *explanation);
void rb_explain_request (RbScene *self, RbExplanation *explanation);
void rb_explain_ending (RbScene *self, RbExplanation *explanation); /* ACK, CANCEL, BYE */
void rb_explain_provisional (RbScene *self, RbExplanation *explanation);
void rb_explain_success (RbScene *self, RbExplanation *explanation);
void rb_explain_failure (RbScene *self, RbExplanation *explanation);
void rb_explain_status (RbScene *self, RbExplanation *explanation); /* what the code means */
void rb_explain_headers (RbScene *self, RbExplanation *explanation);
void rb_explain_address (RbScene *self, RbExplanation *explanation); /* Contact and Request-URI against the wire */
void rb_explain_copy (RbScene *self, RbExplanation *explanation);

/* All sentences, untranslated, so that tests can go through them (rb-explain-tables.c). */
GPtrArray *rb_explain_list_tables (void);          /* (transfer container) (element-type RbRuleTable) */
const char *rb_explain_find_text (const char *id); /* of the first rule with that id. (nullable) */
guint rb_explain_get_n_statuses (void);
guint rb_explain_get_status (guint n);
const char *rb_explain_get_status_text (guint status); /* untranslated: of its class when it is not registered */
const char *rb_explain_get_method_text (const char *method);
const char *rb_explain_get_timer_text (RbTimer timer);

G_END_DECLS
