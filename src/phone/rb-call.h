/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account.h"
#include "rb-media-session.h"
#include "rb-sip-call.h"

G_BEGIN_DECLS

typedef enum
{
  RB_CALL_CALLING,       /* outgoing, nothing heard yet or only 100 */
  RB_CALL_REMOTE_RINGING, /* outgoing, 180/183 */
  RB_CALL_INCOMING,      /* incoming, we ring */
  RB_CALL_ANSWERING,     /* incoming, 200 sent, ACK not yet here */
  RB_CALL_ACTIVE,
  RB_CALL_ENDING,        /* CANCEL or BYE sent, waiting for its end */
  RB_CALL_ENDED,
  RB_N_CALL_STATES,
} RbCallState;

typedef enum
{
  RB_CALL_END_NONE,
  RB_CALL_END_ANSWERED,    /* was answered; then somebody hung up */
  RB_CALL_END_MISSED,      /* incoming, the caller gave up */
  RB_CALL_END_ELSEWHERE,   /* incoming, answered on another phone */
  RB_CALL_END_DECLINED,    /* incoming, we rejected it */
  RB_CALL_END_CANCELLED,   /* outgoing, we gave up */
  RB_CALL_END_FAILED,      /* outgoing, final failure; see reason */
  RB_CALL_END_REDIRECTED,  /* outgoing: 3xx, see rb_call_get_redirect_target(); incoming: we sent 302 */
} RbCallEnd;

/* How the REFER that we sent fares (RFC 3515), as the far end reports it. */
typedef enum
{
  RB_TRANSFER_NONE,
  RB_TRANSFER_ASKED,     /* the call is being held, or REFER is sent and not answered yet */
  RB_TRANSFER_ACCEPTED,  /* 202: the far end will try */
  RB_TRANSFER_TRYING,    /* NOTIFY 100 */
  RB_TRANSFER_RINGING,   /* NOTIFY 18x: the target rings */
  RB_TRANSFER_SUCCEEDED, /* NOTIFY 2xx: this call ends by itself */
  RB_TRANSFER_FAILED,    /* the call goes on as it was before; rb_call_get_transfer_reason() says why */
} RbTransferState;

/* One call: a state × event table over an RbSipCall and an RbMediaSession.
 * Every user action is defined in every state. Signals:
 *  "changed" ()                     after any change
 *  "dtmf" (char)                    a key of the far end
 *  "transfer-asked" (char *target)  the far end asks us to call @target in its place (RFC 3515): to be decided with
 *                                   rb_call_accept_transfer() or rb_call_refuse_transfer(); refused when nobody
 *                                   listens, or when not decided within 60 s
 *  "spawned" (RbCall *)             a call that follows from this one (transfer accepted, redirect followed):
 *                                   RbPhone adds it to its list */
#define RB_TYPE_CALL (rb_call_get_type ())
G_DECLARE_FINAL_TYPE (RbCall, rb_call, RB, CALL, GObject)

RbCallState rb_call_get_state (RbCall *self);
char       *rb_call_format_state (RbCall *self); /* "Calling…", "Ringing…", "00:42", "On hold", "Held by Alice", "Busy" (transfer full) */
gboolean    rb_call_is_incoming (RbCall *self);
RbAccount  *rb_call_get_account (RbCall *self);     /* (nullable) direct call */
const char *rb_call_get_remote_uri (RbCall *self);
const char *rb_call_get_remote_name (RbCall *self); /* display name or user part; never NULL */
const char *rb_call_get_call_id (RbCall *self);
const char *rb_call_get_capture_path (RbCall *self); /* (nullable) its pcapng */
gint64      rb_call_get_duration_us (RbCall *self);  /* since the answer, 0 before */
gboolean    rb_call_is_on_hold (RbCall *self);       /* by us */
gboolean    rb_call_is_held_by_remote (RbCall *self);
gboolean    rb_call_is_muted (RbCall *self);
gboolean    rb_call_hides_number (RbCall *self);     /* outgoing: who is called does not learn who calls (RFC 3323) */
RbCallEnd   rb_call_get_end (RbCall *self);
guint       rb_call_get_status (RbCall *self);       /* final SIP status, 0 while open */
guint       rb_call_get_provisional_status (RbCall *self); /* outgoing: last 180, 183 … heard, 0 when none */
const char *rb_call_get_reason (RbCall *self);       /* (nullable) a sentence, when it failed or ended oddly */
gboolean    rb_call_get_statistics (RbCall *self, RbMediaStatistics *out);

void rb_call_answer (RbCall *self);
void rb_call_reject (RbCall *self, guint status); /* 486, 603 …; on anything but INCOMING: hang up */
void rb_call_hang_up (RbCall *self);
void rb_call_set_hold (RbCall *self, gboolean hold);
void rb_call_set_muted (RbCall *self, gboolean muted);
void rb_call_send_dtmf (RbCall *self, const char *digits);

/**
 * rb_call_transfer:
 * @target: a SIP URI, or what a person types (completed by the account's domain)
 *
 * Blind transfer: holds the call and asks the far end to call @target (REFER, RFC 3515, RFC 5589 6). Progress and
 * outcome: rb_call_get_transfer_state(). Success ends this call; failure resumes it when it was not on hold before.
 *
 * Returns: FALSE with a sentence when @target is no address or is one of the two who talk already, when the call is
 *   not up, or when a transfer is going on (RB_PHONE_ERROR_CALL)
 */
gboolean rb_call_transfer (RbCall *self, const char *target, GError **error);
/* Attended transfer: the far end of this call takes our place in @other, a call that is up (REFER with Replaces,
 * RFC 5589 7, RFC 3891). Success ends both; failure leaves @other as it is. Errors as above. */
gboolean rb_call_transfer_to (RbCall *self, RbCall *other, GError **error);

RbTransferState rb_call_get_transfer_state (RbCall *self);
const char     *rb_call_get_transfer_target (RbCall *self); /* (nullable): URI of the last transfer that we asked for */
guint           rb_call_get_transfer_status (RbCall *self); /* last SIP status of the REFER or of a NOTIFY; 0: none */
const char     *rb_call_get_transfer_reason (RbCall *self); /* (nullable): a sentence, when FAILED */
char           *rb_call_format_transfer (RbCall *self);     /* (nullable): a sentence for any state but NONE. (transfer full) */

/* The other side of it: the far end wants us to call somebody else. */
const char *rb_call_get_asked_target (RbCall *self);   /* (nullable): URI, while to be decided */
gboolean    rb_call_is_asked_attended (RbCall *self);  /* @asked_target already talks with the far end */
void        rb_call_accept_transfer (RbCall *self);    /* "spawned" brings the new call; the far end hears how it goes */
void        rb_call_refuse_transfer (RbCall *self);
/* (nullable): who transferred this call to us or had us call (Referred-By, RFC 3892), URI; not verified. */
const char *rb_call_get_referred_by (RbCall *self);

/* Sends the caller of a ringing call to @target (302), with Diversion (RFC 5806). @reason: "unconditional", "user-busy",
 * "no-answer", "do-not-disturb", "deflection" … FALSE with a sentence when @target is no address or nothing rings. */
gboolean    rb_call_redirect (RbCall *self, const char *target, const char *reason, GError **error);
/* (nullable): where the next try of an outgoing call that ended as RB_CALL_END_REDIRECTED may go: the best Contact of
 * the 3xx that was not tried in this chain yet; NULL also after 5 redirections. */
const char *rb_call_get_redirect_target (RbCall *self);
/* Calls it: "spawned" brings the new call, which is also returned (transfer none). (nullable): RB_PHONE_ERROR_CALL */
RbCall     *rb_call_follow_redirect (RbCall *self, GError **error);

/* Who calls, as far as the signalling says it. Texts are those of the network: show them with rb_shown_text_line(). */
const char *rb_call_get_asserted_uri (RbCall *self);  /* (nullable): P-Asserted-Identity (RFC 3325), from our server only */
const char *rb_call_get_asserted_name (RbCall *self); /* (nullable) */
gboolean    rb_call_is_anonymous (RbCall *self);      /* the caller hides (RFC 3323), and nothing is asserted */
const char *rb_call_get_diverted_by (RbCall *self);   /* (nullable): URI that was called first (RFC 5806, RFC 7044) */
const char *const *rb_call_get_diverters (RbCall *self); /* (nullable): all who have sent it on, the last one first */
const char *rb_call_get_diversion_reason (RbCall *self); /* (nullable): word of RFC 5806, "unconditional" … */
const char *rb_call_get_dialled (RbCall *self);       /* (nullable): what was typed, when a person dialled this call */
/* Whether the INVITE came from the address of the account's own server: FALSE is a stranger. TRUE for outgoing calls. */
gboolean    rb_call_came_through_server (RbCall *self);
/* Whether the caller asks to be answered at once (Call-Info answer-after, Alert-Info). @delay_s (out) (optional) */
gboolean    rb_call_get_auto_answer (RbCall *self, guint *delay_s);

G_END_DECLS
