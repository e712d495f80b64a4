/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which leg of a flow a row of the history tells of. Who calls himself has two rows under one Call-ID: the phone sent
 * one INVITE and received the other, and each ends in its own way. */

#include "rb-history.h"

#include "rb-trace.h"

/* The leg of the first INVITE outside a dialog that went in @direction, or RB_FLOW_NONE. */
static guint
find_invite (RbFlow *flow, RbDirection direction)
{
  RbTrace *trace = rb_flow_get_trace (flow);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (flow, i);
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, step->position);
      const RbSipIndex *index = rb_message_get_index (message);

      if (index->is_request && index->to_tag.length == 0 && rb_message_get_info (message)->direction == direction &&
          index->method.length == strlen ("INVITE"))
        return step->leg;
    }

  return RB_FLOW_NONE;
}

RbVerdict *
rb_history_judge (RbFlow *flow, gboolean incoming)
{
  guint sent = find_invite (flow, RB_DIRECTION_SENT);
  guint received = find_invite (flow, RB_DIRECTION_RECEIVED);

  if (sent == RB_FLOW_NONE || received == RB_FLOW_NONE || sent == received)
    return rb_verdict_copy (rb_flow_get_verdict (flow));

  return rb_flow_judge_leg (flow, incoming ? received : sent);
}
