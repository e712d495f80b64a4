/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which earlier messages a message is worth comparing with: its first copy, the one before it on the same hop (first
 * and second INVITE), itself before a proxy passed it on, other responses to the same request. */

#include "rb-message-diff.h"

#include <glib/gi18n-lib.h>

#include "rb-shown-text.h"

#define MAX_LOOKED_AT 2000 /* steps before the message: a flow may have 100 000 */
#define N_RELATIONS (RB_DIFF_SAME_REQUEST + 1)

typedef struct
{
  RbSipIndex index;
  const guint8 *bytes; /* until the next append */
  RbEndpoint src;
  RbFlowStep step;
} Subject;

static gboolean
read_subject (Subject *self, RbTrace *trace, const RbFlowStep *step)
{
  RbMessageInfo info;
  gsize length;

  if (!rb_trace_get_info (trace, step->position, &info))
    return FALSE;

  self->bytes = rb_trace_peek_bytes (trace, step->position, &length);
  self->src = info.src;
  self->step = *step;
  rb_sip_index_parse (&self->index, self->bytes, length);

  return self->index.valid;
}

static gboolean
is_of_same_request (const Subject *a, const Subject *b)
{
  return a->index.cseq == b->index.cseq && rb_span_equal (a->index.from_tag, a->bytes, b->index.from_tag, b->bytes);
}

static gboolean
relate (const Subject *message, const Subject *earlier, RbDiffRelation *relation)
{
  if (message->index.status != earlier->index.status)
    {
      *relation = RB_DIFF_SAME_REQUEST;
      return message->step.response_to != RB_FLOW_NONE && message->step.response_to == earlier->step.response_to;
    }
  if (!rb_span_equal (message->index.method, message->bytes, earlier->index.method, earlier->bytes))
    return FALSE;
  if (message->step.leg != earlier->step.leg)
    {
      *relation = RB_DIFF_PREVIOUS_HOP;
      return is_of_same_request (message, earlier);
    }

  *relation = RB_DIFF_SAME_HOP;
  return rb_endpoint_equal (&message->src, &earlier->src);
}

GArray *
rb_message_diff_list_candidates (RbTrace *trace, guint position)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (RbDiffCandidate));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (RbDiffCandidate));
  const RbFlowStep *step = rb_trace_get_step (trace, position);
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  Subject message;
  guint n;

  if (step == NULL || flow == NULL || !read_subject (&message, trace, step))
    return candidates;

  if (step->retransmission_of != RB_FLOW_NONE)
    {
      RbDiffCandidate copy = { step->retransmission_of, RB_DIFF_COPY };

      g_array_append_val (found, copy);
    }
  n = rb_trace_get_step_number (trace, position);
  for (guint i = n; i-- > 0 && n - i <= MAX_LOOKED_AT;)
    {
      RbDiffCandidate candidate;
      Subject earlier;

      step = rb_flow_get_step (flow, i);
      if (step->retransmission_of != RB_FLOW_NONE || step->position == message.step.retransmission_of)
        continue;
      candidate.position = step->position;
      if (read_subject (&earlier, trace, step) && relate (&message, &earlier, &candidate.relation))
        g_array_append_val (found, candidate);
    }

  for (guint relation = 0; relation < N_RELATIONS; relation++)
    for (guint i = 0; i < found->len && candidates->len < RB_DIFF_MAX_CANDIDATES; i++)
      if (g_array_index (found, RbDiffCandidate, i).relation == relation)
        g_array_append_val (candidates, g_array_index (found, RbDiffCandidate, i));

  return candidates;
}

char *
rb_diff_candidate_format (const RbDiffCandidate *self, RbTrace *trace)
{
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, self->position);
  g_autofree char *label = rb_message_format_label (message);
  g_autofree char *shown = rb_shown_text_line (label);
  guint number = self->position + 1;

  switch (self->relation)
    {
    case RB_DIFF_COPY:
      /* Translators: number and name of a message: "No. 1 INVITE: …" */
      return g_strdup_printf (_ ("No. %1$u %2$s: the first copy of it"), number, shown);

    case RB_DIFF_PREVIOUS_HOP:
      return g_strdup_printf (_ ("No. %1$u %2$s: the same on the hop before"), number, shown);

    case RB_DIFF_SAME_REQUEST:
      return g_strdup_printf (_ ("No. %1$u %2$s: an earlier response to the same request"), number, shown);

    case RB_DIFF_SAME_HOP:
    default:
      return g_strdup_printf (_ ("No. %1$u %2$s: the one before it on the same hop"), number, shown);
    }
}
