/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"

G_BEGIN_DECLS

/* What can happen to a call: the stack's events, the user's actions, media and a timer. */
typedef enum
{
  RB_CALL_EVENT_TRYING,         /* 100, 181, 182, 199 …: it goes on */
  RB_CALL_EVENT_RINGING,        /* 180, or 183 without a description */
  RB_CALL_EVENT_EARLY_MEDIA,    /* 1xx with a description */
  RB_CALL_EVENT_ACCEPTED,       /* 2xx to our INVITE */
  RB_CALL_EVENT_FAILED,         /* 3xx … 6xx to our INVITE, or no response */
  RB_CALL_EVENT_CONFIRMED,      /* ACK to our 2xx */
  RB_CALL_EVENT_CANCELLED,      /* the caller's CANCEL */
  RB_CALL_EVENT_ENDED,          /* BYE, session timer, ACK never came, network gone */
  RB_CALL_EVENT_OFFER,          /* re-INVITE or UPDATE of the far end */
  RB_CALL_EVENT_OFFER_ANSWERED, /* final response to our re-INVITE */
  RB_CALL_EVENT_DIGIT,          /* DTMF by INFO */
  RB_CALL_EVENT_REDIRECTED,     /* 3xx with Contacts to our INVITE */
  RB_CALL_EVENT_TRANSFER_NEWS,  /* the answer to our REFER, or a NOTIFY */
  RB_CALL_EVENT_TRANSFER_ASKED, /* REFER of the far end */
  RB_CALL_EVENT_ANSWER,         /* user */
  RB_CALL_EVENT_REJECT,         /* user */
  RB_CALL_EVENT_HANG_UP,        /* user */
  RB_CALL_EVENT_HOLD,           /* user */
  RB_CALL_EVENT_UNHOLD,         /* user */
  RB_CALL_EVENT_SEND_DIGITS,    /* user */
  RB_CALL_EVENT_TRANSFER,       /* user: blind, or into another call */
  RB_CALL_EVENT_ACCEPT_TRANSFER, /* user: call whom the far end names */
  RB_CALL_EVENT_REFUSE_TRANSFER, /* user, or nobody decided in time */
  RB_CALL_EVENT_REDIRECT,       /* user: 302 */
  RB_CALL_EVENT_MEDIA_FAILED,   /* no common codec, no port, damaged description */
  RB_CALL_EVENT_ENDING_TIMEOUT, /* our BYE or CANCEL brought no end */
  RB_CALL_EVENT_TRANSFER_TIMEOUT, /* no news of our transfer for too long */
  RB_CALL_EVENT_FOLLOWER_NEWS,  /* the call that the far end had us make went on */
  RB_CALL_EVENT_REPLACED,       /* another call took its place: transferred, or INVITE with Replaces */
  RB_N_CALL_EVENTS,
} RbCallEventKind;

typedef enum
{
  RB_CALL_ACTION_IGNORE,         /* defined: nothing to do */
  RB_CALL_ACTION_SHOW,           /* only the state changes */
  RB_CALL_ACTION_EARLY_MEDIA,    /* take the description, play what comes */
  RB_CALL_ACTION_START,          /* take the answer, talk */
  RB_CALL_ACTION_CONFIRM,        /* take the ACK's answer when our 200 held the offer */
  RB_CALL_ACTION_SEND_ANSWER,    /* 200 */
  RB_CALL_ACTION_SEND_REJECT,    /* the chosen status */
  RB_CALL_ACTION_REFUSE_MEDIA,   /* 488 */
  RB_CALL_ACTION_SEND_END,       /* CANCEL or BYE, as the stack's state asks */
  RB_CALL_ACTION_END_AGAIN,      /* an answer crossed our CANCEL: BYE */
  RB_CALL_ACTION_FINISH,         /* over: note status and reason, stop media */
  RB_CALL_ACTION_ANSWER_OFFER,   /* 200 or 488 */
  RB_CALL_ACTION_REFUSE_OFFER,   /* 491: an offer is open (RFC 3261 14.2, RFC 3311 5.2) */
  RB_CALL_ACTION_DROP_OFFER,     /* 488: the call is going */
  RB_CALL_ACTION_TAKE_ANSWER,    /* the answer to our re-INVITE, or its refusal */
  RB_CALL_ACTION_TELL_DIGIT,
  RB_CALL_ACTION_SET_HOLD,       /* re-INVITE now */
  RB_CALL_ACTION_REMEMBER_HOLD,  /* as soon as the call is up */
  RB_CALL_ACTION_SEND_DIGITS,
  RB_CALL_ACTION_SEND_REFER,     /* hold, then REFER */
  RB_CALL_ACTION_TAKE_NEWS,      /* of our transfer: show, end or go on with the call */
  RB_CALL_ACTION_GIVE_UP_TRANSFER,
  RB_CALL_ACTION_ASK,            /* 202 and ask the person, or refuse what cannot be */
  RB_CALL_ACTION_REFUSE_REFER,   /* 603 */
  RB_CALL_ACTION_FOLLOW,         /* INVITE whom the far end names */
  RB_CALL_ACTION_DECLINE_ASKED,  /* NOTIFY 603 */
  RB_CALL_ACTION_SEND_NEWS,      /* NOTIFY how that INVITE goes */
  RB_CALL_ACTION_SEND_REDIRECT,  /* 302 */
} RbCallAction;

typedef struct
{
  RbCallAction action;
  RbCallState  next;
} RbCallStep;

/* What @event means in @state. Pure; every cell is defined. */
RbCallStep rb_call_table_step (RbCallState state, RbCallEventKind event);

/* For the unit test: the number of rows that name this cell; 1 everywhere in a sound table. */
guint rb_call_table_count (RbCallState state, RbCallEventKind event);

G_END_DECLS
