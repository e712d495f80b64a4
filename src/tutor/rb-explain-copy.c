/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why the same message comes again: the timer, with the wait that was measured, and what it means. RFC 3261
 * 17.1.1.2, 17.1.2.2, 17.2.1, 13.3.1.4 and 13.3.1.1, RFC 3262 3. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#define PACE_RIGHT RB_OWN_FACT (0)
#define PACE_FASTER RB_OWN_FACT (1)
#define PACE_SLOWER RB_OWN_FACT (2)
#define PACE_CAPPED RB_OWN_FACT (3)
#define TIMER_A RB_OWN_FACT (4)
#define TIMER_E RB_OWN_FACT (5)
#define TIMER_G RB_OWN_FACT (6)
#define TIMER_2XX RB_OWN_FACT (7)
#define TIMER_RELIABLE RB_OWN_FACT (8)
#define TIMER_PROGRESS RB_OWN_FACT (9)
#define TIMER_ASKED_AGAIN RB_OWN_FACT (10)
#define TIMER_CAPTURE RB_OWN_FACT (11)
#define TIMER_STREAM RB_OWN_FACT (12)
#define TIMER_UNKNOWN RB_OWN_FACT (13)
#define ANSWER_CAME RB_OWN_FACT (14) /* a response had been sent before, which did not arrive in time */
#define IS_ACK RB_OWN_FACT (15)
#define RESPONSE_LOST RB_OWN_FACT (16)

static const guint64 timer_facts[] = {
  [RB_TIMER_NONE] = 0,
  [RB_TIMER_A] = TIMER_A,
  [RB_TIMER_E] = TIMER_E,
  [RB_TIMER_G] = TIMER_G,
  [RB_TIMER_2XX] = TIMER_2XX,
  [RB_TIMER_RELIABLE] = TIMER_RELIABLE,
  [RB_TIMER_PROGRESS] = TIMER_PROGRESS,
  [RB_TIMER_ASKED_AGAIN] = TIMER_ASKED_AGAIN,
  [RB_TIMER_CAPTURE] = TIMER_CAPTURE,
  [RB_TIMER_STREAM] = TIMER_STREAM,
  [RB_TIMER_UNKNOWN] = TIMER_UNKNOWN,
};
static const guint64 pace_facts[] = {
  [RB_PACE_NONE] = 0,
  [RB_PACE_RIGHT] = PACE_RIGHT,
  [RB_PACE_FASTER] = PACE_FASTER,
  [RB_PACE_SLOWER] = PACE_SLOWER,
  [RB_PACE_CAPPED] = PACE_CAPPED,
};

/* clang-format off */
static const RbRule what_rules[] = {
  { "captured-twice", NULL, TIMER_CAPTURE, 0, RB_CONFIDENCE_LIKELY, RB_TONE_DIM,
    N_("This is {first} once more, {repeat_wait} after: the packet was captured at two points (a mirrored port, a VLAN, the interface “any”). It was most likely sent once: no timer is that quick.") },
  { "retransmission", "RFC 3261 17", 0, TIMER_CAPTURE, 0, 0,
    N_("The same message as {first}, sent again: copy {copy}. All bytes are equal, so it is no new request and no new response. Why it was sent at all is told there.") },
};
static const RbRuleTable what_table = RB_RULES ("copy-what", what_rules);

static const RbRule why_rules[] = {
  { "retransmission-timer-a-crossed", "RFC 3261 17.1.1.2", TIMER_A | ANSWER_CAME, 0, 0, 0,
    N_("Timer A: {repeat_wait} after the copy before {sender} had still not seen a response. {early_response} had been sent {early_wait} earlier, but was late or got lost. The timer begins with T1 = 0.5 s and doubles each time. So this is no mistake and no second call.") },
  { "retransmission-timer-a-capped", "RFC 3261 17.1.1.2", TIMER_A | PACE_CAPPED, 0, 0, 0,
    N_("Timer A: no response yet. {repeat_wait} after the copy before; by RFC 3261 the wait doubles each time (0.5 s, 1 s, 2 s, 4 s, 8 s …), but {sender} goes on every T2 = 4 s, as Kamailio and others do.") },
  { "retransmission-timer-a", "RFC 3261 17.1.1.2", TIMER_A | PACE_RIGHT, 0, 0, 0,
    N_("Timer A: {repeat_wait} after the copy before {sender} had not yet seen a response. The timer begins with T1 = 0.5 s and doubles each time; over UDP nobody else would notice a lost packet.") },
  { "retransmission-timer-a-faster", "RFC 3261 17.1.1.2", TIMER_A | PACE_FASTER, 0, 0, RB_TONE_WARNING,
    N_("Timer A: no response yet, but {repeat_wait} after the copy before is sooner than the RFC has it (T1 = 0.5 s, doubling). {Sender} uses a shorter T1.") },
  { "retransmission-timer-a-other", "RFC 3261 17.1.1.2", TIMER_A, 0, 0, 0,
    N_("Timer A: no response yet, {repeat_wait} after the copy before. The RFC has T1 = 0.5 s, doubling each time; {sender} waits longer, or a copy in between is missing here.") },
  { "retransmission-timer-e", "RFC 3261 17.1.2.2", TIMER_E | PACE_RIGHT, 0, 0, 0,
    N_("Timer E: {repeat_wait} after the copy before {sender} had not yet seen a final response. It begins with T1 = 0.5 s, doubles up to T2 = 4 s, and stays there until timer F gives up after 32 s.") },
  { "retransmission-timer-e-other", "RFC 3261 17.1.2.2", TIMER_E, 0, 0, 0,
    N_("Timer E: no final response yet, {repeat_wait} after the copy before. That is not quite the pace of the RFC (T1 = 0.5 s, doubling up to T2 = 4 s).") },
  { "retransmission-timer-g", "RFC 3261 17.2.1", TIMER_G | PACE_RIGHT, 0, 0, 0,
    N_("Timer G: {repeat_wait} after the copy before {sender} had not yet seen the ACK, and repeats the response: it may have got lost, and over UDP nobody else would notice. The timer begins with T1 = 0.5 s and doubles up to T2 = 4 s; timer H gives up after 32 s. So this is no mistake.") },
  { "retransmission-timer-g-other", "RFC 3261 17.2.1", TIMER_G, 0, 0, 0,
    N_("Timer G: no ACK yet, {repeat_wait} after the copy before. That is not quite the pace of the RFC (T1 = 0.5 s, doubling up to T2 = 4 s).") },
  { "retransmission-2xx", "RFC 3261 13.3.1.4", TIMER_2XX, 0, 0, 0,
    N_("The 200 to an INVITE is repeated until its ACK arrives, {repeat_wait} after the copy before: 0.5 s first, doubling up to 4 s. The callee itself does it, from end to end, over TCP too; after 32 s it hangs up.") },
  { "retransmission-reliable", "RFC 3262 3", TIMER_RELIABLE, 0, 0, 0,
    N_("A reliable provisional response (RSeq) is repeated until its PRACK arrives, {repeat_wait} after the copy before: 0.5 s first, doubling each time.") },
  { "retransmission-progress", "RFC 3261 13.3.1.1", TIMER_PROGRESS, 0, 0, 0,
    N_("Provisional responses are not acknowledged; {maker} says it again, {repeat_wait} after the copy before, so that no proxy on the way gives up. That is no fault.") },
  { "retransmission-ack", "RFC 3261 17.1.1.2", TIMER_ASKED_AGAIN | IS_ACK, 0, 0, 0,
    N_("The response that it acknowledges had come again ({asking}): each copy gets its ACK again, as the first ACK seems not to have arrived.") },
  { "retransmission-asked-again", "RFC 3261 17.2.2", TIMER_ASKED_AGAIN, 0, 0, 0,
    N_("The request had come again ({asking}): each copy gets the same response again. No timer is in it.") },
  { "retransmission-asked-again-unseen", "RFC 3261 17.2.2", TIMER_ASKED_AGAIN, 0, 0, 0,
    N_("What it answers had come again: each copy gets the same answer again. No timer is in it.") },
  { "retransmission-stream", "RFC 3261 17.1.1.2", TIMER_STREAM, 0, 0, RB_TONE_WARNING,
    N_("Over TCP or TLS nothing should be sent again: the stream delivers by itself. {Sender} repeats it all the same, {repeat_wait} after the copy before; that is its own habit.") },
  { "retransmission-unknown", "RFC 3261 17.2.2", TIMER_UNKNOWN, 0, 0, RB_TONE_WARNING,
    N_("No timer of the RFCs makes this come again, {repeat_wait} after the copy before: such a response is repeated only when its request comes again, and that was not seen here.") },
};
static const RbRuleTable why_table = RB_RULES ("copy-why", why_rules);
static const RbRule loss_rules[] = {
  { "response-lost", "RFC 3261 17.1.1.2", RESPONSE_LOST, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("It is likely that {early_response} got lost: there and back takes {round_trip} here, as {final} and its ACK show ({ack}), so that in {early_wait} it would have arrived.") },
};
static const RbRuleTable loss_table = RB_RULES ("copy-loss", loss_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_copy_tables[] = { &what_table, &why_table, &loss_table };

const char *
rb_explain_get_timer_text (RbTimer timer)
{
  if (timer == RB_TIMER_CAPTURE)
    return what_rules[0].text;
  for (guint i = 0; i < G_N_ELEMENTS (why_rules); i++)
    if (timer_facts[timer] != 0 && (why_rules[i].when & timer_facts[timer]) != 0)
      return why_rules[i].text;
  return NULL;
}

/* There and back from the point of capture to who repeats the INVITE: from the final response to its ACK, which is made
 * at once. A response that had much more time than that did not arrive. */
static void
look_at_loss (RbScene *self, gint64 early_us)
{
  gint64 waited_us = self->message.info.wall_us - early_us;
  RbReading final;
  RbReading ack;

  rb_scene_set_time (self, "early_wait", waited_us);
  if (!rb_scene_read_step (self, self->transaction.final, &final) ||
      !rb_scene_read_step (self, self->transaction.ack, &ack) || final.index.status < 300 ||
      ack.info.wall_us <= final.info.wall_us || waited_us <= 2 * (ack.info.wall_us - final.info.wall_us))
    return;
  rb_scene_set_time (self, "round_trip", ack.info.wall_us - final.info.wall_us);
  self->facts |= RESPONSE_LOST;
}

/* Messages of the transaction between the copies: what asked for this one, or a response that was late. */
static void
look_between (RbScene *self)
{
  gboolean is_request = self->message.index.is_request;

  self->facts |= rb_reading_is (&self->message, "ACK") && is_request ? IS_ACK : 0;
  for (guint i = self->number; i > rb_scene_get_first_step (self); i--)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i - 1);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, i - 1);
      gboolean was_request = (fact->flags & RB_FACT_REQUEST) != 0;

      if (step->position <= self->step.retransmission_of)
        return;
      if (step->leg != self->step.leg || fact->cseq != self->message.index.cseq)
        continue;
      if (self->step.timer == RB_TIMER_A && !was_request && step->transaction == self->step.transaction)
        {
          rb_scene_cite (self, "early_response", step->position);
          look_at_loss (self, fact->wall_us);
          self->facts |= ANSWER_CAME;
        }
      if (self->step.timer == RB_TIMER_ASKED_AGAIN && !rb_scene_has (self, "asking") && was_request != is_request &&
          step->retransmission_of != RB_FLOW_NONE)
        rb_scene_cite (self, "asking", step->position);
    }
}

void
rb_explain_copy (RbScene *self, RbExplanation *explanation)
{
  rb_scene_cite (self, "first", self->step.retransmission_of);
  rb_scene_set (self, "copy", g_strdup_printf ("%u", (guint) self->step.repeat + 1));
  rb_scene_set_time (self, "repeat_wait", self->step.repeat_us);
  self->facts |= timer_facts[self->step.timer] | pace_facts[self->step.pace];
  look_between (self);
  rb_scene_say_first (self, explanation->what, &what_table);
  rb_scene_say_first (self, explanation->why, &why_table);
  rb_scene_say_first (self, explanation->why, &loss_table);
  rb_scene_forget_own_facts (self);
}
