/* SPDX-License-Identifier: GPL-3.0-or-later */

/* 2xx: what a 200 means depends on the request it answers. RFC 3261 13.3.1.4, 9.2, 15.1.2 and the RFCs of the other
 * methods. REGISTER has its own file. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-explain-session.h"
#include "rb-sip-status.h"

#define OF_INVITE RB_OWN_FACT (0)
#define OF_BYE RB_OWN_FACT (1)
#define OF_CANCEL RB_OWN_FACT (2)
#define OF_OPTIONS RB_OWN_FACT (3)
#define OF_PRACK RB_OWN_FACT (4)
#define OF_UPDATE RB_OWN_FACT (5)
#define OF_INFO RB_OWN_FACT (6)
#define OF_SUBSCRIBE RB_OWN_FACT (7)
#define OF_NOTIFY RB_OWN_FACT (8)
#define OF_REFER RB_OWN_FACT (9)
#define OF_MESSAGE RB_OWN_FACT (10)
#define OF_PUBLISH RB_OWN_FACT (11)
#define CROSSED RB_OWN_FACT (12)
#define SECOND RB_OWN_FACT (13)
#define INVITE_ENDED RB_OWN_FACT (14)
#define INVITE_ANSWERED RB_OWN_FACT (15)
#define LATE_OFFER RB_OWN_FACT (16)
#define ACKED_BEFORE RB_OWN_FACT (17)

static const struct
{
  const char *method;
  guint64 fact;
} methods[] = {
  { "INVITE", OF_INVITE }, { "BYE", OF_BYE },       { "CANCEL", OF_CANCEL },   { "OPTIONS", OF_OPTIONS },
  { "PRACK", OF_PRACK },   { "UPDATE", OF_UPDATE }, { "INFO", OF_INFO },       { "SUBSCRIBE", OF_SUBSCRIBE },
  { "NOTIFY", OF_NOTIFY }, { "REFER", OF_REFER },   { "MESSAGE", OF_MESSAGE }, { "PUBLISH", OF_PUBLISH },
};

/* clang-format off */
static const RbRule what_rules[] = {
  { "ok-second-answer", "RFC 3261 13.2.2.4", OF_INVITE | SECOND, 0, 0, RB_TONE_WARNING,
    N_("200 OK with another To-tag than {first_answer}: a second phone of the fork has answered, too. The caller acknowledges it and ends that call with BYE at once.") },
  { "ok-reinvite", "RFC 3261 14.2", OF_INVITE | RB_IS_IN_DIALOG | RB_HAS_SDP, 0, 0, 0,
    N_("200 OK to the re-INVITE: {maker} agrees to the change, and its SDP says how ({direction}).") },
  { "ok-invite-late-offer", "RFC 3261 13.2.1", OF_INVITE | RB_HAS_SDP | LATE_OFFER, 0, 0, RB_TONE_GOOD,
    N_("200 OK to the INVITE: the callee has answered. The INVITE had no SDP, so the SDP of this 200 is the offer, and the answer comes in the ACK.") },
  { "ok-invite", "RFC 3264 6", OF_INVITE | RB_HAS_SDP, 0, 0, RB_TONE_GOOD,
    N_("200 OK to the INVITE: the callee has answered. Its SDP completes offer and answer, so both sides know now where to send sound, and in which codec.") },
  { "ok-invite-empty", "RFC 3261 13.3.1.4", OF_INVITE, 0, 0, RB_TONE_GOOD,
    N_("200 OK to the INVITE: accepted. It has no SDP: the media were agreed on before.") },
  { "ok-bye", "RFC 3261 15.1.2", OF_BYE, 0, 0, 0,
    N_("200 OK to the BYE: the other end knows that the call is over.") },
  { "ok-cancel", "RFC 3261 9.2", OF_CANCEL, 0, 0, 0,
    N_("200 OK to the CANCEL, and to nothing else: “your CANCEL has arrived”. CSeq shows it: {cseq}. It does not answer the INVITE.") },
  { "ok-options", "RFC 3261 11.2", OF_OPTIONS, 0, 0, 0,
    N_("200 OK to OPTIONS: {maker} is alive. Allow, Accept and Supported, where it has them, list what it can do.") },
  { "ok-prack", "RFC 3262 3", OF_PRACK, 0, 0, 0,
    N_("200 OK to the PRACK: it answers that request only. The INVITE is still waiting for its own final response.") },
  { "ok-update", "RFC 3311 5.2", OF_UPDATE, 0, 0, 0,
    N_("200 OK to the UPDATE: accepted at once, for UPDATE never waits for a person.") },
  { "ok-info", "RFC 6086 4.2", OF_INFO, 0, 0, 0,
    N_("200 OK to the INFO: it has arrived.") },
  { "ok-subscribe", "RFC 6665 4.2.1", OF_SUBSCRIBE, 0, 0, 0,
    N_("{label} to the SUBSCRIBE: the subscription stands for {granted} s.") },
  { "ok-subscribe-plain", "RFC 6665 4.2.1", OF_SUBSCRIBE, 0, 0, 0,
    N_("{label} to the SUBSCRIBE: it was accepted.") },
  { "ok-notify", "RFC 6665 4.1.3", OF_NOTIFY, 0, 0, 0,
    N_("200 OK to the NOTIFY: the subscriber has got it.") },
  { "ok-refer", "RFC 3515 2.4.2", OF_REFER, 0, 0, 0,
    N_("{label} to the REFER: the other end is willing to make the new call. Whether that succeeds its NOTIFYs will tell.") },
  { "ok-message", "RFC 3428 7", OF_MESSAGE, 0, 0, 0,
    N_("{label} to the MESSAGE: it has arrived; whether anybody has read it this does not say.") },
  { "ok-publish", "RFC 3903 6", OF_PUBLISH, 0, 0, 0,
    N_("200 OK to the PUBLISH: the server has stored it; SIP-ETag names it for later changes.") },
};
static const RbRuleTable what_table = RB_RULES ("ok-what", what_rules);

static const RbRule why_rules[] = {
  { "ok-invite-passed-on", "RFC 3261 16.7", OF_INVITE, 0, 0, 0,
    N_("It answers {request}, {wait} after it. The proxy had got it as {beyond} and passes it back, with its own Via taken off.") },
  { "ok-invite-picked-up", "RFC 3261 13.3.1.4", OF_INVITE | RB_HAS_RINGING, RB_IS_IN_DIALOG, 0, 0,
    N_("It answers {request}, {wait} after it. The phone had rung ({ringing}), and {rang} later the call was taken.") },
  { "ok-cancel-answers", "RFC 3261 9.2", OF_CANCEL | RB_FROM_PROXY, 0, 0, 0,
    N_("It answers {request}, {wait} after it. The proxy answers a CANCEL itself, at once, and then makes one of its own for the next hop.") },
  { "ok-passed-on", "RFC 3261 16.7", 0, 0, 0, 0,
    N_("It answers {request}, {wait} after it. The proxy had got it as {beyond} and passes it back, with its own Via taken off.") },
  { "ok-answers", "RFC 3261 8.2.6", 0, 0, 0, 0,
    N_("It answers {request}, {wait} after it.") },
  { "ok-request-unseen", "RFC 3261 17.1.3", 0, 0, 0, RB_TONE_WARNING,
    N_("The request it answers is not in this trace; CSeq says that it was {method}.") },
};
static const RbRuleTable why_table = RB_RULES ("ok-why", why_rules);

static const RbRule next_rules[] = {
  { "ok-crossed-cancel", "RFC 3261 9.1", OF_INVITE | CROSSED, 0, 0, RB_TONE_WARNING,
    N_("It crossed the CANCEL {cancel}: both were under way at once. The call stands all the same: ACK must follow ({ack}), and then a BYE, for the caller did not want it any more.") },
  { "ok-crossed-cancel-no-ack", "RFC 3261 9.1", OF_INVITE | CROSSED, 0, 0, RB_TONE_WARNING,
    N_("It crossed the CANCEL {cancel}: both were under way at once. The call stands all the same: ACK must follow, and then a BYE, for the caller did not want it any more. The ACK is not in this trace.") },
  { "ok-ack-lost", "RFC 3261 13.3.1.4", OF_INVITE | RB_IS_COPY | ACKED_BEFORE, 0, 0, 0,
    N_("ACK must follow. It had been sent, {ack}, but whoever repeats the 200 has not seen it; each copy gets the ACK again, and without any the call would be ended with BYE after 32 s.") },
  { "ok-ack", "RFC 3261 13.3.1.4", OF_INVITE, 0, 0, 0,
    N_("ACK must follow: it was {ack}, {ack_after} later. Without it the 200 would come again after 0.5 s, 1 s, 2 s, 4 s … (over TCP, too), and after 32 s the call would be ended with BYE.") },
  { "ok-ack-missing", "RFC 3261 13.3.1.4", OF_INVITE, 0, 0, RB_TONE_WARNING,
    N_("ACK must follow, and is not in this trace. Without it the 200 comes again after 0.5 s, 1 s, 2 s, 4 s … (over TCP, too), and after 32 s the call is ended with BYE.") },
  { "ok-cancel-487", "RFC 3261 9.2", OF_CANCEL | INVITE_ENDED, 0, 0, 0,
    N_("The INVITE has a final response of its own: {invite_final} ({invite_label}). Which of the two comes first does not matter; only that one gets an ACK.") },
  { "ok-cancel-too-late", "RFC 3261 9.2", OF_CANCEL | INVITE_ANSWERED, 0, 0, RB_TONE_WARNING,
    N_("But the INVITE had been answered, {invite_final} ({invite_label}): the CANCEL came too late and changes nothing.") },
  { "ok-cancel-open", "RFC 3261 9.2", OF_CANCEL, 0, 0, RB_TONE_WARNING,
    N_("The INVITE still needs a final response of its own, normally 487; it is not in this trace.") },
  { "ok-refer-notify", "RFC 3515 2.4.4", OF_REFER, 0, 0, 0,
    N_("A NOTIFY must follow, with how the new call goes: {notify}.") },
  { "ok-subscribe-notify", "RFC 6665 4.2.1.2", OF_SUBSCRIBE, 0, 0, 0,
    N_("A NOTIFY must follow at once: {notify}.") },
  { "ok-notify-missing", "RFC 6665 4.2.1.2", OF_SUBSCRIBE, 0, 0, RB_TONE_WARNING,
    N_("A NOTIFY must follow at once; this trace has none.") },
  { "ok-over", "RFC 3261 17.1.2", 0, OF_INVITE, 0, 0,
    N_("No ACK follows: only INVITE has one. If this 200 got lost, the request would come again (timer E) and get the same 200 again (timer J).") },
};
static const RbRuleTable next_table = RB_RULES ("ok-next", next_rules);

static const RbRule timer_rules[] = {
  { "ok-session-timer", "RFC 4028 9", OF_INVITE, 0, 0, 0,
    N_("A session timer was agreed on: Session-Expires {session_timer}. About half-way somebody has to refresh the call with a re-INVITE or UPDATE, else it is ended.") },
};
static const RbRuleTable timer_table = RB_RULES ("ok-timer", timer_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_success_tables[] = { &what_table, &why_table, &next_table, &timer_table };

/* What became of the INVITE that a CANCEL meant. */
static void
look_at_cancelled (RbScene *self)
{
  const RbTransaction *invite = rb_flow_get_transaction (self->flow, self->transaction.invite);
  RbReading final;

  if (invite == NULL || !rb_scene_read_step (self, invite->final, &final))
    return;
  rb_scene_cite (self, "invite_final", final.position);
  rb_scene_set (self, "invite_label", rb_sip_status_format (final.index.status));
  self->facts |= final.index.status / 100 == 2 ? INVITE_ANSWERED : INVITE_ENDED;
}

/* The ACK of this very 200: forks have several. */
static void
look_at_ack (RbScene *self)
{
  RbReading ack;

  if (!rb_scene_read_step (self, self->transaction.ack, &ack))
    return;
  self->facts |= ack.position < self->message.position ? ACKED_BEFORE : 0;
  if (ack.position > self->message.position)
    rb_scene_set_time (self, "ack_after", ack.info.wall_us - self->message.info.wall_us);
}

static void
look_at_call (RbScene *self)
{
  const RbTransaction *cancel = rb_flow_get_transaction (self->flow, self->transaction.cancel);
  RbReading reading;
  guint ringing = rb_scene_find_response (self, self->step.transaction, 180);

  if (ringing != RB_FLOW_NONE && ringing < self->message.position && rb_reading_init (&reading, self->trace, ringing))
    {
      self->facts |= RB_HAS_RINGING;
      rb_scene_cite (self, "ringing", ringing);
      rb_scene_set_time (self, "rang", self->message.info.wall_us - reading.info.wall_us);
    }
  if (cancel != NULL && rb_scene_read_step (self, cancel->request, &reading))
    {
      self->facts |= CROSSED;
      rb_scene_cite (self, "cancel", reading.position);
    }
  if (rb_scene_read_step (self, self->transaction.final, &reading) && reading.position < self->message.position &&
      !rb_reading_same_tag (&reading, reading.index.to_tag, &self->message, self->message.index.to_tag))
    {
      self->facts |= SECOND;
      rb_scene_cite (self, "first_answer", reading.position);
    }
  if (self->request.position != RB_FLOW_NONE && self->request.index.sdp.length == 0)
    self->facts |= LATE_OFFER;
  rb_scene_quote (self, "session_timer", rb_reading_find (&self->message, "Session-Expires", "x"));
  look_at_ack (self);
}

static void
cite_notify (RbScene *self)
{
  guint end = rb_scene_get_end (self);
  RbReading reading;

  for (guint i = self->step.transaction + 1; i < end; i++)
    if (rb_scene_may_have_method (self, i, "NOTIFY") && rb_scene_read_request (self, i, &reading) &&
        rb_reading_is (&reading, "NOTIFY"))
      {
        rb_scene_cite (self, "notify", reading.position);
        return;
      }
}

void
rb_explain_success (RbScene *self, RbExplanation *explanation)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    self->facts |= rb_reading_is (&self->message, methods[i].method) ? methods[i].fact : 0;
  if (rb_reading_is (&self->message, "REGISTER"))
    {
      rb_explain_register (self, explanation);
      rb_scene_forget_own_facts (self);
    }
  rb_scene_set (self, "cseq", g_strdup_printf ("%u %s", self->message.index.cseq, "CANCEL"));
  if (self->message.index.expires != G_MAXUINT32)
    rb_scene_set (self, "granted", g_strdup_printf ("%u", self->message.index.expires));
  if (self->facts & OF_INVITE)
    {
      look_at_call (self);
      rb_explain_compare_session (self);
    }
  if (self->facts & OF_CANCEL)
    look_at_cancelled (self);
  if (self->facts & (OF_REFER | OF_SUBSCRIBE))
    cite_notify (self);

  if (rb_scene_say_first (self, explanation->what, &what_table) == 0 && rb_lesson_get_n_blocks (explanation->what) == 0)
    rb_explain_status (self, explanation);
  rb_scene_say_first (self, explanation->why, &why_table);
  rb_scene_say_first (self, explanation->next, &next_table);
  rb_scene_say_first (self, explanation->next, &timer_table);
}
