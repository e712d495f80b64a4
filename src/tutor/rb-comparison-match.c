/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is this real message the one that the textbook has there? What rb-comparison-align.c weighs. A response that may be
 * missing costs little, and so does a request that is right but for credentials: without them it is the textbook's
 * first one. */

#include "rb-comparison-match.h"

enum
{
  COST_CREDENTIALS = 1,
  COST_OPTIONAL = 1,
  COST_MIRRORED = 2,
  COST_STATUS = 3,
};

static gboolean
is_challenge (guint status)
{
  return status == 401 || status == 407;
}

static gboolean
has_status (const RbTextbookStep *step, guint status)
{
  if (step->status == status)
    return TRUE;
  for (guint i = 0; step->also != NULL && i < step->also->len; i++)
    if (g_array_index (step->also, guint, i) == status)
      return TRUE;
  return step->any_failure && status >= 400 && status != 401 && status != 407 && status != 487;
}

/* May one stand in the other's place? 487 and challenges have their own place in a flow. */
static gboolean
is_like_status (guint a, guint b)
{
  if (a < 200 || b < 200)
    return (a == 180 && b == 183) || (a == 183 && b == 180);
  if (is_challenge (a) || is_challenge (b))
    return is_challenge (a) && is_challenge (b);
  if (a == 487 || b == 487)
    return FALSE;
  return (a < 300) == (b < 300);
}

/* The final response that this ACK of the textbook acknowledges. */
static const RbTextbookStep *
find_acknowledged (const RbTextbookFlow *textbook, const RbTextbookStep *ack)
{
  const RbTextbookStep *found = NULL;

  for (guint i = 0; rb_textbook_flow_get_step (textbook, i) != ack; i++)
    {
      const RbTextbookStep *step = rb_textbook_flow_get_step (textbook, i);

      if (step->status >= 200 && g_str_equal (step->method, "INVITE") &&
          (step->to == ack->from || step->from == ack->to))
        found = step;
    }
  return found;
}

/* ACKs of a challenge, of another failure and of a 2xx are not the same; a failure that was not seen may be any. */
static gboolean
is_same_ack (const RbTextbookFlow *textbook, const RbTextbookStep *step, const RbRealMessage *message)
{
  const RbTextbookStep *response = find_acknowledged (textbook, step);
  guint status = message->final_status;

  if ((response->status >= 300) != message->acks_failure)
    return FALSE;
  return status == 0 || has_status (response, status) || is_challenge (response->status) == is_challenge (status);
}

/* Either end may send it. */
static gboolean
may_be_mirrored (const RbTextbookStep *step)
{
  static const char *const methods[] = { "BYE", "REFER", "NOTIFY", NULL };

  return step->in_dialog || g_strv_contains (methods, step->method);
}

int
rb_match (const RbRealFlow *real, const RbTextbookFlow *textbook, guint n, const RbRealMessage *message,
          RbDifferenceKind *kind)
{
  const RbTextbookStep *step = rb_textbook_flow_get_step (textbook, n);
  gboolean knows_caller = real->n_levels > 0;
  int cost = 0;

  *kind = RB_DIFFERENCE_NONE;
  if (!rb_real_message_is (message, step->method) || message->index.is_request != (step->status == 0) ||
      message->in_dialog != step->in_dialog || message->unregisters != step->expires_zero ||
      (g_str_equal (step->method, "ACK") && !is_same_ack (textbook, step, message)))
    return RB_MATCH_COST_NEVER;

  if (knows_caller && (step->from < step->to) != message->downstream)
    {
      if (!may_be_mirrored (step))
        return RB_MATCH_COST_NEVER;
      cost += COST_MIRRORED;
      *kind = RB_DIFFERENCE_SENDER;
    }
  if (step->status != 0 && !has_status (step, message->index.status))
    {
      if (!is_like_status (step->status, message->index.status))
        return RB_MATCH_COST_NEVER;
      cost += COST_STATUS;
      *kind = RB_DIFFERENCE_STATUS;
    }
  if (step->status == 0 && (g_str_equal (step->method, "REGISTER") || g_str_equal (step->method, "INVITE")) &&
      step->credentials != message->index.has_authorization)
    cost += COST_CREDENTIALS;
  return cost;
}

int
rb_match_get_missing_cost (const RbTextbookFlow *textbook, guint n)
{
  return rb_textbook_flow_get_step (textbook, n)->optional ? COST_OPTIONAL : RB_MATCH_COST_EDIT;
}
