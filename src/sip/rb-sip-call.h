/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent.h"
#include "rb-sip-identity.h"

G_BEGIN_DECLS

typedef enum
{
  RB_SIP_CALL_PROVISIONAL,     /* outgoing: 1xx; @sdp for early media */
  RB_SIP_CALL_ANSWERED,        /* outgoing: 2xx (ACK is sent by us); @sdp = answer, or the offer when we made none */
  RB_SIP_CALL_CONFIRMED,       /* incoming: ACK arrived; @sdp = answer when our 2xx held the offer */
  RB_SIP_CALL_FAILED,          /* outgoing: final 3xx…6xx or no response; @status @reason. The end. */
  RB_SIP_CALL_CANCELLED,       /* incoming: caller's CANCEL. The end. @answered_elsewhere from Reason (RFC 3326) */
  RB_SIP_CALL_ENDED,           /* BYE from the far end, answer to our BYE/CANCEL, session timer, ACK never came. The end. */
  RB_SIP_CALL_OFFER,           /* re-INVITE or UPDATE with @sdp: must be answered with rb_sip_call_answer_offer() */
  RB_SIP_CALL_OFFER_ANSWERED,  /* answer to our re-INVITE: @status, @sdp; 491: both offered, try again (RFC 3261 14.1) */
  RB_SIP_CALL_MOVED,           /* our address has changed: an offer tells the far end (RFC 3261 14) */
  RB_SIP_CALL_DTMF,            /* INFO with a digit: @digit */
  RB_SIP_CALL_REFER_ANSWERED,  /* response to our REFER: @status; @reason when refused */
  RB_SIP_CALL_REFER_REPORT,    /* NOTIFY on our REFER: @status of the far end's INVITE, 0: none told; @last_report */
  RB_SIP_CALL_REFER_ASKED,     /* REFER of the far end: @target, @replaces, @referred_by. Whoever would follow it calls
                                * rb_sip_call_answer_refer() during emission; else it is declined. */
} RbSipCallEventKind;

typedef enum
{
  RB_SIP_ENDED_LOCAL,          /* we sent BYE or CANCEL and it was answered */
  RB_SIP_ENDED_REMOTE,         /* far end's BYE */
  RB_SIP_ENDED_SESSION_TIMER,  /* RFC 4028 */
  RB_SIP_ENDED_NO_ACK,
  RB_SIP_ENDED_LOST,           /* network or stack gone */
} RbSipEndedBy;

typedef struct
{
  RbSipCallEventKind kind;
  guint              status; /* 100…699, 0 when none */
  const char        *phrase; /* (nullable) as received */
  const char        *reason; /* (nullable) translated sentence a person understands */
  const char        *sdp;    /* (nullable) */
  char               digit;
  RbSipEndedBy       ended_by;
  gboolean           synthetic; /* the status was made by our own stack */
  gboolean           answered_elsewhere;
  const char *const *contacts;    /* (nullable) FAILED with 3xx: URIs in the order of their q */
  const char        *target;
  const char        *replaces;    /* (nullable) value of Replaces */
  const char        *referred_by; /* URI */
  gboolean           last_report; /* none will follow */
} RbSipCallEvent;

/* What an INVITE of ours says beyond whom it calls. */
typedef struct
{
  const char *replaces;      /* (nullable) value of Replaces (RFC 3891) */
  const char *referred_by;   /* (nullable) URI for Referred-By (RFC 3892) */
  gboolean    hide_identity; /* RFC 3323; also when the account says so */
} RbSipCallOptions;

/* One INVITE dialog. Signal "event" (const RbSipCallEvent *): pointer valid during emission.
 * After FAILED, CANCELLED or ENDED no event follows. */
#define RB_TYPE_SIP_CALL (rb_sip_call_get_type ())
G_DECLARE_FINAL_TYPE (RbSipCall, rb_sip_call, RB, SIP_CALL, GObject)

/* @uri: SIP URI; @sdp: offer. No event is emitted before this returns. (transfer full) */
RbSipCall  *rb_sip_call_new_outgoing (RbSipAgent *agent, const char *uri, const char *sdp, GError **error);
RbSipCall  *rb_sip_call_new_outgoing_with (RbSipAgent *agent, const char *uri, const char *sdp,
                                           const RbSipCallOptions *options, GError **error);

RbSipAgent *rb_sip_call_get_agent (RbSipCall *self);
gboolean    rb_sip_call_is_incoming (RbSipCall *self);
gboolean    rb_sip_call_is_hidden (RbSipCall *self); /* outgoing: our INVITE does not tell who calls (RFC 3323) */
const char *rb_sip_call_get_call_id (RbSipCall *self);
const char *rb_sip_call_get_remote_uri (RbSipCall *self);
const char *rb_sip_call_get_remote_name (RbSipCall *self); /* (nullable) display name, valid UTF-8 */
const char *rb_sip_call_get_local_uri (RbSipCall *self);   /* incoming: the To of the INVITE: which account is called */
const char *rb_sip_call_get_remote_sdp (RbSipCall *self);  /* (nullable) incoming: the INVITE's offer */

const RbSipIdentity *rb_sip_call_get_identity (RbSipCall *self); /* (nullable): an outgoing call has none */
/* (nullable): incoming: the call of this agent that it takes over (Replaces, RFC 3891). Whoever answers it hangs that
 * one up. An INVITE whose Replaces fits no call never gets here. */
RbSipCall  *rb_sip_call_get_replaced (RbSipCall *self);
/* The Contact by which the far end said it can be reached in this call. (nullable): not said yet */
const char *rb_sip_call_get_remote_contact (RbSipCall *self);

/* Incoming */
void rb_sip_call_ring (RbSipCall *self);                              /* 180 */
void rb_sip_call_progress (RbSipCall *self, const char *sdp);         /* 183 with early media */
void rb_sip_call_answer (RbSipCall *self, const char *sdp);           /* 200 */
void rb_sip_call_reject (RbSipCall *self, guint status, const char *phrase); /* @phrase NULL: the registered one */
/* 302, with Diversion (RFC 5806). @reason: "unconditional", "user-busy", "no-answer" … */
void rb_sip_call_redirect (RbSipCall *self, const char *contact, const char *reason);
/* Outgoing, or any dialog: the right thing for the state — CANCEL before the final response
 * (also when no provisional came yet, RFC 3261 9.1), BYE after, 603 for an unanswered incoming call. */
void rb_sip_call_hang_up (RbSipCall *self);
/* The next BYE or CANCEL says why: Reason: SIP;cause=@status (RFC 3326). */
void rb_sip_call_set_reason (RbSipCall *self, guint status);
void rb_sip_call_offer (RbSipCall *self, const char *sdp);            /* re-INVITE */
void rb_sip_call_answer_offer (RbSipCall *self, guint status, const char *sdp); /* 200 with @sdp, or 488 with NULL */
void rb_sip_call_send_dtmf_info (RbSipCall *self, char digit, guint duration_ms); /* application/dtmf-relay */

/* Asks the far end to call @target; with @other (nullable) to take our place in it. FALSE: not possible now. */
gboolean rb_sip_call_refer (RbSipCall *self, const char *target, RbSipCall *other);
/* Only while RB_SIP_CALL_REFER_ASKED is emitted: 202, or a refusal. */
void     rb_sip_call_answer_refer (RbSipCall *self, guint status);
/* Tells the far end how the INVITE that it asked for goes (NOTIFY); a final @status ends that. */
void     rb_sip_call_report (RbSipCall *self, guint status);

/* A whole translated sentence for a status: what it means and what to do. @what: the address called. (transfer full) */
char *rb_sip_reason_text (guint status, const char *phrase, const char *what);

G_END_DECLS
