/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison.h"

G_BEGIN_DECLS

#define RB_REASON_WRONG 3

typedef enum
{
  RB_REASON_NONE,
  RB_REASON_CHALLENGE,
  RB_REASON_CHALLENGE_REGISTRAR,
  RB_REASON_NO_CHALLENGE,
  RB_REASON_PROXY_TIMER,
  RB_REASON_PROXY_TIMER_NEAR,
  RB_REASON_PROXY_TIMER_FAR,
  RB_REASON_PROXY_TIMER_TOLD,
  RB_REASON_OWN_TIMER,
  RB_REASON_MIRRORED_CALLER,
  RB_REASON_MIRRORED_CALLEE,
  RB_REASON_MIRRORED_OTHER,
  RB_REASON_NO_TRYING,
  RB_REASON_NO_TRYING_LATE,
  RB_REASON_TRYING,
  RB_REASON_NO_RINGING,
  RB_REASON_RINGING,
  RB_REASON_EARLY_MEDIA,
  RB_REASON_PROVISIONAL,
  RB_REASON_PRACK,
  RB_REASON_FORK,
  RB_REASON_REDIRECT,
  RB_REASON_EARLIER_ATTEMPT,
  RB_REASON_ANOTHER_HOP,
  RB_REASON_DIRECT,
  RB_REASON_CANCEL,
  RB_REASON_SESSION_REFRESH,
  RB_REASON_REINVITE,
  RB_REASON_GLARE,
  RB_REASON_TRANSFER,
  RB_REASON_REGISTER_REFRESH,
  RB_REASON_OTHER_REQUEST,
  RB_REASON_BYE,
  RB_REASON_ORDER_CANCEL,
  RB_REASON_ORDER,
  RB_REASON_STATUS,
  RB_REASON_NO_ACK,
  RB_REASON_BEGAN_LATE,
  RB_REASON_CUT_SHORT,
  RB_REASON_ONE_WAY,
  RB_REASON_NOT_YET,
  RB_REASON_SKIPPED,
  RB_REASON_TIMER_A,
  RB_REASON_TIMER_E,
  RB_REASON_TIMER_G,
  RB_REASON_ANSWER_AGAIN,
  RB_REASON_RELIABLE,
  RB_REASON_PROGRESS,
  RB_REASON_ASKED_AGAIN,
  RB_REASON_STREAM,
  RB_REASON_REPEATED,
  RB_REASON_EXTRA,
  RB_REASON_MISSING,
  RB_N_REASONS, /* what follows is only ever a wrong answer */
  RB_NO_REASON_FAULT = RB_N_REASONS,
  RB_NO_REASON_LOST,
  RB_NO_REASON_REJECTED,
  RB_NO_REASON_CALLEE_TIMER,
  RB_NO_REASON_NO_PHONE,
  RB_NO_REASON_ANSWERED,
  RB_NO_REASON_RINGING_TWICE,
  RB_NO_REASON_SECOND_CALL,
  RB_N_ANSWERS
} RbReasonId;

/**
 * RbReason:
 * @word: stable, never translated; some reasons with different texts share one
 * @shared: all rows with it are one difference; else each row is one of its own
 * @confidence: that it is the reason; a @text of one that is not certain says so
 * @text: to be translated with gettext: whole sentences
 * @answer: the gist of it, for a question; to be translated with gettext
 * @wrong: what else a student might answer
 *
 * Why a message differs from the textbook.
 */
typedef struct
{
  const char *word;
  const char *rfc;
  gboolean shared;
  RbConfidence confidence;
  const char *text;
  const char *answer;
  RbReasonId wrong[RB_REASON_WRONG];
} RbReason;

const RbReason *rb_reason_get (RbReasonId id);    /* (transfer none) */
const char *rb_reason_get_answer (RbReasonId id); /* translated */

G_END_DECLS
