/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-message.h"
#include "rb-verdict.h"

G_BEGIN_DECLS

typedef struct _RbTrace RbTrace; /* rb-trace.h includes this file */

#define RB_FLOW_NONE G_MAXUINT

/* Why a message came again. */
typedef enum
{
  RB_TIMER_NONE,        /* it did not */
  RB_TIMER_A,           /* INVITE without a response (RFC 3261 17.1.1.2) */
  RB_TIMER_E,           /* another request without a final response (17.1.2.2) */
  RB_TIMER_G,           /* final non-2xx of an INVITE without its ACK (17.2.1) */
  RB_TIMER_2XX,         /* 2xx of an INVITE without its ACK (13.3.1.4); over TCP, too */
  RB_TIMER_RELIABLE,    /* provisional response without its PRACK (RFC 3262 3); over TCP, too */
  RB_TIMER_PROGRESS,    /* provisional response, so that no proxy gives up (13.3.1.1): not a fault */
  RB_TIMER_ASKED_AGAIN, /* the response or ACK to what had come again (17.2.2, 17.1.1.3) */
  RB_TIMER_CAPTURE,     /* captured twice: equal bytes within 1 ms, which no timer does */
  RB_TIMER_STREAM,      /* nothing makes a request or response come again over TCP (17.1.1.2) */
  RB_TIMER_UNKNOWN,     /* no timer of the RFCs does that */
} RbTimer;

/* How the wait compares with that of the timer (T1 500 ms, T2 4 s). */
typedef enum
{
  RB_PACE_NONE, /* the timer has no pace, or the previous copy's time is not known */
  RB_PACE_RIGHT,
  RB_PACE_FASTER,
  RB_PACE_SLOWER,
  RB_PACE_CAPPED, /* timer A waits T2 where it should double on: Kamailio and others do that */
} RbPace;

/**
 * RbFlowStep:
 * @position: of the message in the trace
 * @leg: number of the path (unordered pair of endpoints) in the flow, from 0
 * @transaction: number of the transaction in the flow, from 0 (RFC 3261 17: branch + method, per leg)
 * @dialog: number of the dialog in the flow (RFC 3261 12), or %RB_FLOW_NONE
 * @retransmission_of: position of the first copy, or %RB_FLOW_NONE. A copy has the same source,
 *   destination, start line, CSeq, top branch and To-tag, and then equal bytes.
 * @response_to: position of the request a response answers, or %RB_FLOW_NONE
 * @repeat_us: time since the copy before this one, µs, at most an hour; 0 for a first copy
 * @repeat: 0 for the first copy, 1, 2 … for retransmissions; what was only captured twice does
 *   not count
 * @timer: RbTimer: why it came again
 * @pace: RbPace
 * @response_us: time from that request's first copy, µs; -1 when unknown
 */
typedef struct
{
  guint   position;
  guint   leg;
  guint   transaction;
  guint   dialog;
  guint   retransmission_of;
  guint   response_to;
  guint32 repeat_us;
  guint   repeat : 24;
  guint   timer : 4;
  guint   pace : 4;
  gint64  response_us;
} RbFlowStep;

typedef enum
{
  RB_TRANSACTION_INVITE,
  RB_TRANSACTION_NON_INVITE,
  RB_TRANSACTION_ACK, /* the ACK of a 2xx, which is one of its own (RFC 3261 13.2.2.4) */
} RbTransactionKind;

/**
 * RbTransaction:
 * @leg: it took place on
 * @request, @provisional, @final: step of the first copy of each, or %RB_FLOW_NONE
 * @ack: step of the first ACK of an INVITE, of a 2xx, too
 * @last: step of its last message
 * @invite: of a CANCEL or an ACK: number of the INVITE's transaction, or %RB_FLOW_NONE
 * @cancel: of an INVITE: number of the CANCEL's transaction, or %RB_FLOW_NONE
 * @request_again: step of the last copy of the request, or %RB_FLOW_NONE
 *
 * One transaction (RFC 3261 17), on one hop.
 */
typedef struct
{
  guint             leg;
  guint             request;
  guint             provisional;
  guint             final;
  guint             ack;
  guint             last;
  guint             invite;
  guint             cancel;
  guint             request_again;
  RbTransactionKind kind : 8;
  guint             has_copy_keys : 1; /* private */
} RbTransaction;

typedef enum
{
  RB_DIALOG_EARLY,
  RB_DIALOG_CONFIRMED,
  RB_DIALOG_TERMINATED,
} RbDialogState;

/**
 * RbDialog:
 * @caller_tag, @callee_tag: hashes of the tags, as in RbFlowFact; the caller sent the request
 *   that made it
 * @cseq: of that request: dialogs of one fork have equal @caller_tag and @cseq
 * @transaction: that request's, where the first response was seen; %RB_FLOW_NONE when the dialog began before the trace
 * @created, @confirmed, @ended: steps that did it, or %RB_FLOW_NONE
 *
 * One dialog (RFC 3261 12): Call-ID and two tags, whatever the hop.
 */
typedef struct
{
  guint32       caller_tag;
  guint32       callee_tag;
  guint32       cseq;
  guint         transaction;
  guint         created;
  guint         confirmed;
  guint         ended;
  RbDialogState state;
} RbDialog;

/**
 * RbCallTiming:
 * @post_dial_us: first INVITE → 180, or 183 with SDP: how long the caller hears nothing
 * @request_delay_us: first INVITE → first provisional response but 100, or final response (SRD of
 *   RFC 6076 4.3: successful and failed)
 * @ring_us: 180 → final response, or CANCEL before it
 * @setup_us: first INVITE → 2xx
 * @ack_us: 2xx → ACK
 * @talk_us: 2xx → BYE (SDT of RFC 6076 4.5)
 * @disconnect_us: BYE → its final response (SDD of RFC 6076 4.4)
 *
 * Times of a call, µs; -1 when there is no such thing. Challenges (401, 407) and what follows them
 * are one attempt, measured from its first INVITE.
 */
typedef struct
{
  gint64 post_dial_us;
  gint64 request_delay_us;
  gint64 ring_us;
  gint64 setup_us;
  gint64 ack_us;
  gint64 talk_us;
  gint64 disconnect_us;
} RbCallTiming;

/* One call, one registration with its refreshes, or one other exchange, grown by RbTrace message
 * by message. A Call-ID (RFC 3261 8.1.1.4) may have several. Signal "changed" after each. */
#define RB_TYPE_FLOW (rb_flow_get_type ())
G_DECLARE_FINAL_TYPE (RbFlow, rb_flow, RB, FLOW, GObject)

const char          *rb_flow_get_call_id (RbFlow *self);
RbTrace             *rb_flow_get_trace (RbFlow *self);
const char          *rb_flow_get_method (RbFlow *self); /* of the first request, or INVITE once there is one; of CSeq while no request was seen */
guint                rb_flow_get_n_steps (RbFlow *self);
const RbFlowStep    *rb_flow_get_step (RbFlow *self, guint n); /* valid until the next append */
guint                rb_flow_get_n_legs (RbFlow *self);
guint                rb_flow_get_n_transactions (RbFlow *self);
const RbTransaction *rb_flow_get_transaction (RbFlow *self, guint n); /* (nullable): NULL beyond the end; valid until the next append */
guint                rb_flow_get_n_dialogs (RbFlow *self);
const RbDialog      *rb_flow_get_dialog (RbFlow *self, guint n); /* (nullable): NULL beyond the end; valid until the next append */
/* Of the leg that carries the call first; FALSE when the flow is no call, then all are -1. */
gboolean             rb_flow_get_timing (RbFlow *self, RbCallTiming *timing);
gint64               rb_flow_get_start_us (RbFlow *self); /* wall clock of the first message */
char                *rb_flow_dup_from (RbFlow *self);     /* URI of the first request's From */
char                *rb_flow_dup_to (RbFlow *self);
/* Who called whom, for people: "alice → bob". (transfer full) */
char                *rb_flow_format_parties (RbFlow *self);
/* Verdict so far, of the first leg that carries the dialog-forming request. (transfer none) */
const RbVerdict     *rb_flow_get_verdict (RbFlow *self);
/* The same judged on one leg only (a proxy keeps the Call-ID on both legs). (transfer full) */
RbVerdict           *rb_flow_judge_leg (RbFlow *self, guint leg);

G_END_DECLS
