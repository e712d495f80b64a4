/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of one arrow of a ladder: what the message is, and why now: the timer behind a
 * retransmission, the time a response took. */

#include "rb-ladder-row.h"

#include <glib/gi18n-lib.h>

#include "rb-flow-private.h"
#include "rb-trace-private.h"

static char *
format_time (gint64 us)
{
  double ms = us / 1e3;

  if (ms >= 1000)
    return g_strdup_printf (_ ("%.1f s"), ms / 1e3);
  return ms < 1 ? g_strdup_printf (_ ("%.2f ms"), ms) : g_strdup_printf (_ ("%.0f ms"), ms);
}

/* "INVITE with credentials (SDP)", "200 OK (CANCEL)" */
static char *
format_label (RbMessage *message)
{
  const RbSipIndex *index = rb_message_get_index (message);
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), NULL);
  g_autofree char *label = rb_message_format_label (message);

  if (!index->valid)
    return g_steal_pointer (&label);

  if (!index->is_request && index->status >= 200 && !rb_span_is (index->method, bytes, "INVITE") &&
      !rb_span_is (index->method, bytes, "REGISTER"))
    {
      g_autofree char *method = rb_span_dup_line (index->method, bytes);

      return g_strdup_printf ("%s (%s)", label, method);
    }

  if (index->is_request && index->has_authorization)
    return index->has_sdp ? g_strdup_printf (_ ("%s with credentials (SDP)"), label)
                          : g_strdup_printf (_ ("%s with credentials"), label);
  return index->has_sdp ? g_strdup_printf ("%s (SDP)", label) : g_steal_pointer (&label);
}

/* The copy sent before this one. */
static const RbFlowStep *
find_previous_copy (RbFlow *flow, guint number)
{
  guint first = rb_flow_get_step (flow, number)->retransmission_of;

  while (number-- > 0)
    {
      const RbFlowStep *step = rb_flow_get_step (flow, number);

      if (step->position == first || step->retransmission_of == first)
        return step;
    }

  return NULL;
}

/* Why the message came again: the timers of RFC 3261 17.1.1.2, 17.1.2.2, 17.2.1 and, for a
 * 2xx to INVITE, the repetition of 13.3.1.4. Only UDP needs them. */
static char *
format_retransmission (RbTrace *trace, RbFlow *flow, guint number, const RbMessageInfo *info)
{
  const RbFlowStep *step = rb_flow_get_step (flow, number);
  const RbFlowFact *fact = rb_flow_get_fact (flow, number);
  const RbFlowStep *previous = find_previous_copy (flow, number);
  gint64 wait_us = previous != NULL ? info->wall_us - rb_trace_get_time (trace, previous->position) : -1;
  gboolean request = fact->flags & RB_FACT_REQUEST;
  gboolean invite = fact->method == RB_METHOD_INVITE;
  guint count = step->repeat + 1;
  g_autofree char *time = NULL;

  if (wait_us < 0 || info->transport != RB_TRANSPORT_UDP)
    return g_strdup_printf ("×%u", count);

  time = g_strdup_printf (_ ("%.1f s"), wait_us / 1e6);
  if (request && invite)
    return g_strdup_printf (_ ("×%u, timer A %s"), count, time);
  if (request && fact->method != RB_METHOD_ACK)
    return g_strdup_printf (_ ("×%u, timer E %s"), count, time);
  if (!request && invite && fact->status >= 300)
    return g_strdup_printf (_ ("×%u, timer G %s"), count, time);
  if (!request && invite && fact->status >= 200)
    return g_strdup_printf (_ ("×%u after %s, until the ACK comes"), count, time);
  return g_strdup_printf (_ ("×%u after %s"), count, time);
}

static char *
format_note (RbTrace *trace, RbFlow *flow, guint number, const RbMessageInfo *info)
{
  const RbFlowStep *step = flow != NULL ? rb_flow_get_step (flow, number) : NULL;
  g_autofree char *time = NULL;

  if (info->kind == RB_MESSAGE_SYNTHETIC)
    return g_strdup (_ ("made by this phone, never sent"));
  if (step == NULL)
    return NULL;
  if (step->retransmission_of != RB_FLOW_NONE)
    return format_retransmission (trace, flow, number, info);
  if (step->response_us < 0)
    return NULL;

  time = format_time (step->response_us);
  /* Translators: a duration, such as “166 ms”. */
  return g_strdup_printf (_ ("after %s"), time);
}

RbLadderRow *
rb_ladder_row_new (RbTrace *trace, guint position)
{
  RbLadderRow *self = g_new0 (RbLadderRow, 1);
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
  const RbMessageInfo *info = rb_message_get_info (message);
  const RbSipIndex *index = rb_message_get_index (message);
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  const RbFlowStep *step = rb_trace_get_step (trace, position);

  self->position = position;
  self->style = info->kind == RB_MESSAGE_KEEP_ALIVE                 ? RB_LADDER_KEEP_ALIVE
                : info->kind == RB_MESSAGE_DAMAGED || !index->valid ? RB_LADDER_DAMAGED
                : index->is_request                                 ? RB_LADDER_REQUEST
                                                                    : RB_LADDER_RESPONSE;
  self->synthetic = info->kind == RB_MESSAGE_SYNTHETIC;
  if (step != NULL)
    {
      self->transaction = step->transaction;
      self->retransmission = step->retransmission_of != RB_FLOW_NONE;
    }
  self->label = format_label (message);
  self->note = format_note (trace, flow, rb_trace_get_step_number (trace, position), info);
  return self;
}

void
rb_ladder_row_free (RbLadderRow *self)
{
  if (self == NULL)
    return;

  g_free (self->label);
  g_free (self->note);
  g_free (self);
}
