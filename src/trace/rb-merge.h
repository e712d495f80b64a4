/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

typedef enum
{
  RB_MERGE_UNRELATED,  /* no message of one call is in both */
  RB_MERGE_TWO_WAYS,   /* the offset lies within its uncertainty for certain, as long as the clocks run alike */
  RB_MERGE_ONE_WAY,    /* messages of one direction only: taken as if they needed no time */
  RB_MERGE_DRIFTING,   /* the clocks do not run alike: the middle of the medians */
} RbMergeMethod;

/**
 * RbMergeReport:
 * @n_calls: Call-IDs of which messages in both captures were compared
 * @n_compared: pairs of messages the offset was found with
 * @n_both: messages that were seen at both ends and are in the result once
 * @offset_us: how far the other capture's clock is ahead of mine, µs
 * @uncertainty_us: half the range in which it can lie; -1 when unknown
 * @corrected_us: what was taken off the other capture's times: @offset_us, or 0 when that is less than its
 *   uncertainty
 * @text: all of it in one translated sentence
 *
 * What came of rb_trace_merge(). Free with rb_merge_report_clear().
 */
typedef struct
{
  RbMergeMethod method;
  guint         n_calls;
  guint         n_compared;
  guint         n_both;
  gint64        offset_us;
  gint64        uncertainty_us;
  gint64        corrected_us;
  char         *text;
} RbMergeReport;

/* Both captures as one trace by @mine's clock: what the two ends of a call saw, a message seen at both once, at
 * the time it was sent. @report: (out) (optional). In time proportional to the messages. (transfer full) */
RbTrace *rb_trace_merge (RbTrace *mine, RbTrace *other, RbMergeReport *report);
void     rb_merge_report_clear (RbMergeReport *self);

G_END_DECLS
