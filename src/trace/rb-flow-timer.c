/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a message came again, and whether it came when the timer says: RFC 3261 17.1.1.2, 17.1.2.2,
 * 17.2.1, 13.3.1.4 and 13.3.1.1, RFC 3262 3. */

#include "rb-flow-parts.h"

#include "rb-sip-scan.h"

#define T1_US (G_USEC_PER_SEC / 2) /* RFC 3261 17.1.1.1 */
#define T2_US (4 * G_USEC_PER_SEC) /* RFC 3261 17.1.2.2 */

/* A wait fits when it differs by no more: schedulers, timer wheels and the network add some. */
#define TOLERANCE_US (G_USEC_PER_SEC / 10)
#define TOLERANCE_PARTS 5

/* No timer is so quick: the packet passed two points of capture (a mirrored port, VLANs, “any”). */
#define CAPTURED_TWICE_US 1000

/* Beyond this T1 doubled so often is longer than any transaction. */
#define MAX_DOUBLINGS 16

static gboolean
is_reliable (const RbFlowMessage *message)
{
  return rb_sip_find_header (message->bytes, message->length, "RSeq", NULL).length > 0; /* RFC 3262 7.1 */
}

static RbTimer
find_request_timer (const RbFlowMessage *message)
{
  if (message->fact.method == RB_METHOD_ACK)
    return RB_TIMER_ASKED_AGAIN;
  if (message->path.stream)
    return RB_TIMER_STREAM;
  return message->fact.method == RB_METHOD_INVITE ? RB_TIMER_A : RB_TIMER_E;
}

/* @asked_again: the request has come again since the last copy. */
static RbTimer
find_response_timer (const RbFlowMessage *message, gboolean asked_again)
{
  guint status = message->fact.status;

  if (asked_again)
    return RB_TIMER_ASKED_AGAIN;
  if (message->fact.method != RB_METHOD_INVITE)
    return message->path.stream ? RB_TIMER_STREAM : RB_TIMER_UNKNOWN;
  if (status < 200)
    return status > 100 && is_reliable (message) ? RB_TIMER_RELIABLE : RB_TIMER_PROGRESS;
  if (status < 300)
    return RB_TIMER_2XX;
  return message->path.stream ? RB_TIMER_STREAM : RB_TIMER_G;
}

static gboolean
is_near (gint64 wait_us, gint64 expected_us)
{
  return ABS (wait_us - expected_us) <= MAX (expected_us / TOLERANCE_PARTS, TOLERANCE_US);
}

/* @repeat: 1 for the second copy … */
static RbPace
find_pace (RbTimer timer, guint repeat, gint64 wait_us, gboolean proceeding)
{
  gint64 doubled_us = (gint64) T1_US << MIN (repeat - 1, MAX_DOUBLINGS);
  gint64 expected_us;

  switch (timer)
    {
    case RB_TIMER_A:
    case RB_TIMER_RELIABLE:
      expected_us = doubled_us;
      break;
    case RB_TIMER_E:
    case RB_TIMER_G:
    case RB_TIMER_2XX:
      expected_us = MIN (doubled_us, T2_US);
      break;
    default:
      return RB_PACE_NONE;
    }

  if (is_near (wait_us, expected_us))
    return RB_PACE_RIGHT;
  if (timer == RB_TIMER_E && proceeding && is_near (wait_us, T2_US))
    return RB_PACE_RIGHT;
  if (expected_us > T2_US && is_near (wait_us, T2_US))
    return RB_PACE_CAPPED;
  return wait_us < expected_us ? RB_PACE_FASTER : RB_PACE_SLOWER;
}

/* Fills in @step, a copy of the one numbered @last_copy in the same transaction. */
void
rb_flow_explain_copy (RbFlow *self, RbFlowStep *step, guint last_copy, const RbFlowMessage *message)
{
  const RbTransaction *transaction = &self->transactions[step->transaction];
  const RbFlowStep *last = &self->steps[last_copy];
  gint64 wait_us = rb_trace_get_time_between (self->trace, last->position, step->position);
  gboolean live = message->info->mono_us != 0;

  step->retransmission_of = last->retransmission_of != RB_FLOW_NONE ? last->retransmission_of : last->position;
  step->repeat_us = CLAMP (wait_us, 0, G_MAXUINT32);
  step->repeat = last->repeat;
  if (!live && !message->path.stream && wait_us >= 0 && wait_us < CAPTURED_TWICE_US)
    {
      step->timer = RB_TIMER_CAPTURE;
      return;
    }

  if (step->repeat < (1 << 24) - 1)
    step->repeat++;
  step->timer = message->index->is_request ? find_request_timer (message)
                                           : find_response_timer (message, transaction->request_again != RB_FLOW_NONE &&
                                                                               transaction->request_again > last_copy);
  if (wait_us >= 0)
    step->pace = find_pace (step->timer, step->repeat, wait_us, transaction->provisional != RB_FLOW_NONE);
}
