/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison.h"
#include "rb-endpoint.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/* What a real flow looks like to the comparison. Valid until the next message is appended to its trace. */

/* How often a message came again is told by its first few copies. */
#define RB_REAL_COPIES 8

/**
 * RbRealMessage:
 * @leg: number among the legs of these messages
 * @downstream: away from the caller
 * @in_dialog: an INVITE inside a dialog, or what belongs to it
 * @retry: a request that answers the challenge of an earlier one on this leg, or what belongs to it
 * @earlier_status: of a request, final status of the last one before it on this leg with the same method
 * @refresh: a request inside the dialog that only keeps a session timer running, or what belongs to it
 * @acks_failure: an ACK that belongs to the INVITE's transaction: that of a 2xx has its own (RFC 3261 13.2.2.4)
 * @unregisters: a REGISTER that removes the binding, or a response to it
 * @final_status: of its transaction, 0 when there is none
 * @copies: positions of the first %RB_REAL_COPIES retransmissions of @n_copies
 * @timer: RbTimer of the first of them, after @repeat_us
 *
 * The first copy of one message.
 */
typedef struct
{
  guint position;
  guint leg;
  guint transaction;
  gboolean downstream;
  gboolean in_dialog;
  gboolean retry;
  gboolean refresh;
  gboolean unregisters;
  gboolean acks_failure;
  gboolean synthetic;
  guint final_status;
  guint earlier_status;
  gint64 response_us;
  guint copies[RB_REAL_COPIES];
  guint n_copies;
  guint timer;
  guint repeat_us;
  RbSipIndex index;
  const guint8 *bytes;
} RbRealMessage;

/**
 * RbRealLeg:
 * @level: number of Vias of its INVITE: 1 for what the caller itself sent; 0: no INVITE nor response to one was seen
 * @attempt: CSeq of the last INVITE that began a call on it
 * @n_messages: that are compared
 * @answered: a 2xx to the INVITE came
 * @responded: any response came
 * @redirected: a 3xx came
 * @up, @via_up, @down: ends, the caller's side first
 */
typedef struct
{
  guint level;
  guint attempt;
  guint n_messages;
  gboolean has_invite;
  gboolean answered;
  gboolean responded;
  gboolean redirected;
  RbEndpoint up;
  RbEndpoint via_up;
  RbEndpoint down;
} RbRealLeg;

/**
 * RbRealFlow:
 * @messages: of RbRealMessage, in order
 * @legs: of RbRealLeg
 * @n_skipped: first copies in the middle that are not among @messages
 * @attempt: CSeq of the last INVITE that began a call, 0 for none
 * @n_levels: how many hops of that call were seen
 * @has_proxy: a proxy took part: it challenged, added a Via or recorded a route
 */
typedef struct
{
  RbTrace *trace;
  RbFlow *flow;
  GArray *messages;
  GArray *legs;
  guint n_skipped;
  guint attempt;
  guint lowest_level;
  guint n_levels;
  gboolean has_proxy;
} RbRealFlow;

RbRealFlow *rb_real_flow_new (RbFlow *flow); /* (transfer full) (nullable): NULL when its trace is gone */
void rb_real_flow_free (RbRealFlow *self);
/* @n must be there. (transfer none) */
RbRealMessage *rb_real_flow_get_message (const RbRealFlow *self, guint n);
RbRealLeg *rb_real_flow_get_leg (const RbRealFlow *self, guint n);
gboolean rb_real_message_is (const RbRealMessage *self, const char *method); /* a response: to such a request */
gboolean rb_real_message_is_request (const RbRealMessage *self, const char *method);
/* Inside a dialog, past the proxies that carried its INVITE (RFC 3261 16.6, without Record-Route). */
gboolean rb_real_leg_is_direct (const RbRealFlow *self, const RbRealLeg *leg);
/* Between the same two hosts. */
gboolean rb_real_leg_is_parallel (const RbRealLeg *self, const RbRealLeg *other);
/* Carries the call itself: belongs to the last attempt. */
gboolean rb_real_leg_is_of_attempt (const RbRealFlow *self, const RbRealLeg *leg);

/* The standard flow that @self is to be compared with. (nullable) */
const RbTextbookFlow *rb_real_flow_choose_textbook (const RbRealFlow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbRealFlow, rb_real_flow_free)

G_END_DECLS
