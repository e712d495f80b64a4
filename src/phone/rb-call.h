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
} RbCallEnd;

/* One call: a state × event table over an RbSipCall and an RbMediaSession.
 * Every user action is defined in every state. Signal "changed" after any change; "dtmf" (char). */
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

G_END_DECLS
