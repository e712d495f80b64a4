/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Provisional responses: 100 that lives on one hop, 180 that makes an early dialog, 183 with sound before the
 * answer, and those that want a PRACK. RFC 3261 17.1.1, 12.1, RFC 3262, RFC 3960. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-sip-scan.h"

#define IS_100 RB_OWN_FACT (0)
#define IS_180 RB_OWN_FACT (1)
#define IS_183 RB_OWN_FACT (2)
#define RELIABLE RB_OWN_FACT (3)
#define FORKED RB_OWN_FACT (4)
#define FIRST RB_OWN_FACT (5)
#define CANCELLED RB_OWN_FACT (6)
#define EARLY RB_OWN_FACT (7)          /* SDP came in a provisional response before */
#define REPEATED_LATER RB_OWN_FACT (8) /* a copy of the request came after it */

/* clang-format off */
static const RbRule more_rules[] = {
  { "ringback-sdp", "RFC 3960 3.2", IS_180 | RB_HAS_SDP, 0, 0, 0,
    N_("It carries SDP: the ringing tone can come as sound over the network (early media).") },
  { "ringback", "RFC 3960 3.2", IS_180, RB_HAS_SDP | EARLY, 0, 0,
    N_("It carries no SDP: the caller's own phone makes the ringing tone that the caller hears.") },
  { "early-media", "RFC 3960 3.2", IS_183 | RB_HAS_SDP, 0, 0, 0,
    N_("It carries SDP, so sound can flow before the call is answered (early media): the real ringing tone, or an announcement such as “the number has changed”. Nobody has picked up yet.") },
  { "progress-silent", "RFC 3261 21.1.5", IS_183, RB_HAS_SDP, 0, 0,
    N_("It carries no SDP: no sound comes with it.") },
  { "forked-response", "RFC 3261 12.1.2", FORKED, 0, 0, 0,
    N_("Its To-tag is another than that of {other_phone}: another phone rings as well. The call was forked, and each phone makes an early dialog of its own.") },
  { "early-dialog", "RFC 3261 12.1.1", FIRST, IS_100, 0, 0,
    N_("Its To-tag names the phone that sent it: with From-tag and Call-ID that makes an early dialog.") },
};
static const RbRuleTable more_table = RB_RULES ("provisional-more", more_rules);

static const RbRule why_rules[] = {
  { "trying-before-repeat", "RFC 3261 17.1.1.2", IS_100 | RB_WAS_REPEATED | RB_IS_INVITE | REPEATED_LATER, 0, 0, 0,
    N_("It answers {request}, {wait} after it. It should have stopped timer A, and yet the INVITE came once more ({repeated}), {repeated_after} after this: the 100 was late at its other end, or got lost.") },
  { "trying-after-repeat", "RFC 3261 17.1.1.2", IS_100 | RB_WAS_REPEATED | RB_IS_INVITE, 0, 0, 0,
    N_("It answers {request}, {wait} after it was first sent. That was too late for timer A: the INVITE had been sent again before it came. From now on it is not.") },
  { "trying-stops-timer", "RFC 3261 17.2.1", IS_100 | RB_IS_INVITE, RB_IS_STREAM, 0, 0,
    N_("It answers {request}, {wait} after it, and stops timer A: without it the INVITE would be sent again after 0.5 s. Whoever needs longer than 0.2 s for an answer must send it.") },
  { "trying-stream", "RFC 3261 17.1.1.2", IS_100 | RB_IS_INVITE, 0, 0, 0,
    N_("It answers {request}, {wait} after it. Over a stream nothing would be sent again anyhow; it still stops timer B, which gives up after 32 s.") },
  { "ringing-passed-on", "RFC 3261 16.7", IS_180, 0, 0, 0,
    N_("It answers {request}, {wait} after it. The proxy had got it as {beyond} and passes it back, with its own Via taken off.") },
  { "ringing-answers", "RFC 3261 13.3.1.1", IS_180, 0, 0, 0,
    N_("It answers {request}, {wait} after it: the INVITE has reached a phone, and the phone alerts its user.") },
  { "provisional-passed-on", "RFC 3261 16.7", 0, IS_100, 0, 0,
    N_("It answers {request}, {wait} after it. The proxy had got it as {beyond} and passes it back, with its own Via taken off.") },
  { "provisional-answers", "RFC 3261 13.3.1.1", 0, 0, 0, 0,
    N_("It answers {request}, {wait} after it.") },
  { "provisional-request-unseen", "RFC 3261 17.1.3", 0, 0, 0, RB_TONE_WARNING,
    N_("The request it answers is not in this trace; CSeq says that it was {method}.") },
};
static const RbRuleTable why_table = RB_RULES ("provisional-why", why_rules);

static const RbRule next_rules[] = {
  { "trying-hop-by-hop", "RFC 3261 16.7", IS_100 | RB_FROM_PROXY, 0, 0, 0,
    N_("A 100 lives on one hop: the proxy made it itself and passes none on, so the caller never sees that of the next hop.") },
  { "trying-one-hop", "RFC 3261 16.7", IS_100, 0, 0, 0,
    N_("A 100 lives on one hop: whoever gets it does not pass it on.") },
  { "provisional-prack", "RFC 3262 3", RELIABLE, 0, 0, 0,
    N_("It must be acknowledged, because it has RSeq and Require: 100rel: {prack} is the PRACK. Else it would come again after 0.5 s, 1 s, 2 s …, and after 32 s the call would be refused.") },
  { "provisional-prack-missing", "RFC 3262 3", RELIABLE, 0, 0, RB_TONE_WARNING,
    N_("It must be acknowledged with PRACK, because it has RSeq and Require: 100rel; this trace has none. Else it comes again after 0.5 s, 1 s, 2 s …, and after 32 s the call is refused.") },
};
static const RbRuleTable next_table = RB_RULES ("provisional-next", next_rules);

static const RbRule end_rules[] = {
  { "provisional-crossed", "RFC 3261 9.1", CANCELLED | RB_HAS_2XX, 0, 0, RB_TONE_WARNING,
    N_("A final response must follow. {cancel} was to cancel the INVITE, {cancel_after} after this, but the answer {final} ({final_label}) crossed it.") },
  { "provisional-cancelled", "RFC 3261 9.1", CANCELLED | RB_HAS_FINAL, 0, 0, 0,
    N_("A final response must follow. Before one came, {cancel} cancelled the INVITE, {cancel_after} after this; {final} ({final_label}) ended it.") },
  { "provisional-final", "RFC 3261 17.1.1.2", RB_HAS_FINAL, 0, 0, 0,
    N_("A final response must follow, however long it takes: it was {final} ({final_label}), {final_after} after this.") },
  { "provisional-open-ringing", "RFC 3261 16.6", IS_180, 0, 0, 0,
    N_("A final response must follow, and is not in this trace (yet). Nothing limits the ringing but people: the caller can send CANCEL, the callee answer or refuse, and a proxy gives up after its timer C, 3 minutes at least.") },
  { "provisional-open", "RFC 3261 13.2.2.1", 0, 0, 0, 0,
    N_("A final response must follow, and is not in this trace (yet).") },
};
static const RbRuleTable end_table = RB_RULES ("provisional-end", end_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_provisional_tables[] = { &more_table, &why_table, &next_table, &end_table };

/* An earlier provisional response of the same transaction from another phone. */
static void
look_at_fork (RbScene *self)
{
  const RbFlowFact *own = rb_flow_get_fact (self->flow, self->number);
  gboolean known = FALSE;

  if (self->message.index.to_tag.length == 0 || self->transaction.provisional == RB_FLOW_NONE)
    return;
  for (guint i = MAX (self->transaction.provisional, rb_scene_get_first_step (self)); i < self->number; i++)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, i);

      if (step->transaction != self->step.transaction || fact->status <= 100 || fact->to_tag == 0)
        continue;
      self->facts |= fact->flags & RB_FACT_SDP ? EARLY : 0;
      if (fact->to_tag == own->to_tag)
        {
          known = TRUE;
          self->facts &= ~FORKED;
        }
      else if (!known)
        {
          rb_scene_cite (self, "other_phone", step->position);
          self->facts |= FORKED;
        }
    }
  if (!known && !(self->facts & FORKED))
    self->facts |= FIRST;
}

/* The PRACK whose RAck begins with our RSeq. */
static void
look_at_prack (RbScene *self)
{
  RbSpan rseq = rb_reading_find (&self->message, "RSeq", NULL);
  guint end = rb_scene_get_end (self);
  guint32 number;
  RbReading reading;

  if (rseq.length == 0 || !rb_span_to_uint32 (rseq, self->message.bytes, &number))
    return;
  self->facts |= RELIABLE;
  for (guint i = self->step.transaction + 1; i < end; i++)
    {
      RbSpan rack;
      g_autofree char *text = NULL;

      if (rb_flow_get_transaction (self->flow, i)->leg != self->step.leg ||
          !rb_scene_may_have_method (self, i, "PRACK") || !rb_scene_read_request (self, i, &reading) ||
          !rb_reading_is (&reading, "PRACK"))
        continue;
      rack = rb_reading_find (&reading, "RAck", NULL);
      text = rack.length > 0 ? rb_span_dup_line (rack, reading.bytes) : NULL;
      if (text != NULL && g_ascii_strtoull (text, NULL, 10) == number)
        {
          rb_scene_cite (self, "prack", reading.position);
          return;
        }
    }
}

static void
look_at_end (RbScene *self)
{
  const RbTransaction *cancel = rb_flow_get_transaction (self->flow, self->transaction.cancel);
  RbReading reading;

  if (rb_scene_read_step (self, self->transaction.final, &reading))
    rb_scene_set_time (self, "final_after", reading.info.wall_us - self->message.info.wall_us);
  if (cancel != NULL && rb_scene_read_step (self, cancel->request, &reading) &&
      reading.position > self->message.position)
    {
      self->facts |= CANCELLED;
      rb_scene_cite (self, "cancel", reading.position);
      rb_scene_set_time (self, "cancel_after", reading.info.wall_us - self->message.info.wall_us);
    }
}

/* The request again, after this response. */
static void
look_at_copy (RbScene *self)
{
  RbReading reading;

  if (!rb_scene_read_step (self, self->transaction.request_again, &reading) ||
      reading.position < self->message.position)
    return;
  self->facts |= REPEATED_LATER;
  rb_scene_cite (self, "repeated", reading.position);
  rb_scene_set_time (self, "repeated_after", reading.info.wall_us - self->message.info.wall_us);
}

void
rb_explain_provisional (RbScene *self, RbExplanation *explanation)
{
  guint status = self->message.index.status;

  self->facts |= status == 100 ? IS_100 : status == 180 ? IS_180 : status == 183 ? IS_183 : 0;
  look_at_fork (self);
  look_at_prack (self);
  look_at_end (self);
  look_at_copy (self);
  rb_explain_status (self, explanation);
  rb_scene_say_all (self, explanation->what, &more_table);
  rb_scene_say_first (self, explanation->why, &why_table);
  rb_scene_say_first (self, explanation->next, &next_table);
  rb_scene_say_first (self, explanation->next, &end_table);
}
