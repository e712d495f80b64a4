/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ACK, CANCEL and BYE: the three that have no meaning alone. The ACK of a failure and CANCEL live on one hop; the
 * ACK of a 200 and BYE go from end to end. RFC 3261 9, 13.2.2.4, 15, 17.1.1.3. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-sip-status.h"

#define OF_2XX RB_OWN_FACT (0)
#define ELSEWHERE RB_OWN_FACT (1)       /* another branch answered */
#define OUTER_CANCELLED RB_OWN_FACT (2) /* the caller had asked the proxy for it */
#define OUTER_TIMED_OUT RB_OWN_FACT (3)
#define TOO_LATE RB_OWN_FACT (4)
#define AFTER_REFER RB_OWN_FACT (5)
#define AFTER_RACE RB_OWN_FACT (6)
#define EXPIRED RB_OWN_FACT (7)
#define OWN_REFER RB_OWN_FACT (8)
#define REASON_200 RB_OWN_FACT (9)
#define REASON_408 RB_OWN_FACT (10)
#define OF_CHALLENGE RB_OWN_FACT (11)
#define NEVER_ACKED RB_OWN_FACT (12)
#define OUTER_SEEN RB_OWN_FACT (13)
#define OF_REINVITE RB_OWN_FACT (14)

/* clang-format off */
static const RbRule ack_what_rules[] = {
  { "ack-2xx-passed-on", "RFC 3261 13.2.2.4", OF_2XX | RB_IS_RELAYED, 0, 0, 0,
    N_("The ACK of the 200 ({answer}) on its next hop: it goes from end to end, and the proxy only passes it on.") },
  { "ack-2xx-answer", "RFC 3264 4", OF_2XX | RB_HAS_SDP, 0, 0, 0,
    N_("ACK acknowledges the 200 ({answer}), and carries the answer to the offer in it: this INVITE had no SDP of its own.") },
  { "ack-2xx", "RFC 3261 13.2.2.4", OF_2XX, 0, 0, 0,
    N_("ACK acknowledges the 200 ({answer}). It goes from end to end, along the route of the call, and is a transaction of its own: it has a branch of its own, though the CSeq number is that of the INVITE.") },
  { "ack-2xx-unseen", "RFC 3261 13.2.2.4", OF_2XX, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("ACK acknowledges the 200 of an INVITE that is not in this trace; its branch belongs to no INVITE seen here.") },
  { "ack-failure", "RFC 3261 17.1.1.3", 0, 0, 0, 0,
    N_("ACK of a failure: it acknowledges {final} ({final_label}) on this hop only. The transaction layer makes it, no user and no application; it has the branch of the INVITE ({invite}) and belongs to its transaction.") },
  { "ack-alone", "RFC 3261 17.1.1.3", 0, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("ACK of a response that is not in this trace.") },
};
static const RbRuleTable ack_what_table = RB_RULES ("ack-what", ack_what_rules);

static const RbRule ack_why_rules[] = {
  { "ack-why-2xx-passed-on", "RFC 3261 16.6", OF_2XX | RB_IS_RELAYED, 0, 0, 0,
    N_("The callee repeats its 200 until this arrives. The proxy had got it as {outer}, and takes no part in it but passing it on.") },
  { "ack-why-2xx", "RFC 3261 13.3.1.4", OF_2XX, 0, 0, 0,
    N_("An INVITE needs three messages, because its answer may come minutes later: the one who answered has to know that its 200 arrived. Until then it repeats the 200.") },
  { "ack-why-challenge", "RFC 3261 17.2.1", OF_CHALLENGE, 0, 0, 0,
    N_("Every final response to an INVITE is acknowledged, a challenge too. So {receiver} can forget this transaction; the call goes on with a new INVITE.") },
  { "ack-why-failure", "RFC 3261 17.2.1", 0, 0, 0, 0,
    N_("Every final response to an INVITE is acknowledged, so that who sent it can stop repeating it (timer G) and forget the transaction.") },
};
static const RbRuleTable ack_why_table = RB_RULES ("ack-why", ack_why_rules);

static const RbRule ack_next_rules[] = {
  { "ack-next-reinvite", "RFC 3261 14.2", OF_2XX | OF_REINVITE, 0, 0, 0,
    N_("Nothing answers an ACK. The change holds now, and the call goes on. Without the ACK the 200 would come again after 0.5 s, 1 s, 2 s, 4 s …, and after 32 s the call would be ended.") },
  { "ack-next-bye", "RFC 3261 13.3.1.4", OF_2XX, 0, 0, 0,
    N_("Nothing answers an ACK. The call stands now and sound flows, until BYE ({bye}). Without the ACK the 200 would have come again after 0.5 s, 1 s, 2 s, 4 s …, and after 32 s the callee would have hung up.") },
  { "ack-next-call", "RFC 3261 13.3.1.4", OF_2XX, 0, 0, 0,
    N_("Nothing answers an ACK. The call stands now and sound flows; a BYE is not in this trace. Without the ACK the 200 would come again after 0.5 s, 1 s, 2 s, 4 s …, and after 32 s the callee would hang up.") },
  { "ack-next-retry", "RFC 3261 22.3", OF_CHALLENGE, 0, 0, 0,
    N_("Nothing answers an ACK. The INVITE comes again with credentials: {retry}. Without the ACK timer G would repeat the challenge.") },
  { "ack-next-challenge", "RFC 3261 22.3", OF_CHALLENGE, 0, 0, 0,
    N_("Nothing answers an ACK. Now the INVITE should come again with credentials; in this trace it does not.") },
  { "ack-next-failure", "RFC 3261 17.2.1", 0, OF_2XX, 0, 0,
    N_("Nothing answers an ACK, and nothing has to follow: the transaction is over. Without the ACK timer G would have repeated the response after 0.5 s, 1 s, 2 s, 4 s …, until timer H gives up after 32 s.") },
};
static const RbRuleTable ack_next_table = RB_RULES ("ack-next", ack_next_rules);

static const RbRule cancel_what_rules[] = {
  { "cancel", "RFC 3261 9.1", 0, 0, 0, 0,
    N_("CANCEL asks {receiver} to give up the INVITE {invite}, as long as that has no final response. It is made anew at each hop, and has the Request-URI, branch and CSeq number of that INVITE: that is how it is found.") },
  { "cancel-alone", "RFC 3261 9.1", 0, 0, 0, 0,
    N_("CANCEL asks {receiver} to give up an INVITE without a final response. The INVITE it means is not in this trace.") },
};
static const RbRuleTable cancel_what_table = RB_RULES ("cancel-what", cancel_what_rules);

static const RbRule cancel_why_rules[] = {
  { "cancel-elsewhere", "RFC 3261 16.7", RB_FROM_PROXY | ELSEWHERE, 0, 0, 0,
    N_("Another phone has answered the call ({elsewhere}): the proxy stops all the others ringing.") },
  { "cancel-elsewhere-reason", "RFC 3326 2", REASON_200, 0, 0, 0,
    N_("Its Reason header says so: {reason}. Another phone has answered the call, and this one shall stop ringing without showing a missed call.") },
  { "cancel-proxy-timer-reason", "RFC 3261 16.8", RB_FROM_PROXY | REASON_408, 0, 0, 0,
    N_("Nobody answered in time; its Reason header says so: {reason}. The proxy's own timer has fired, not the caller's finger.") },
  { "cancel-passed-on", "RFC 3261 16.10", RB_FROM_PROXY | OUTER_CANCELLED, 0, 0, 0,
    N_("The caller had cancelled ({outer_cancel}): the proxy answered that itself and now makes its own CANCEL for this hop.") },
  { "cancel-proxy-timer", "RFC 3261 16.8", RB_FROM_PROXY | OUTER_TIMED_OUT, 0, 0, 0,
    N_("The proxy's own timer has fired, {since_invite} after the INVITE: nobody had answered. The caller did not hang up; it gets {outer_final} ({outer_label}) from the proxy. This CANCEL stops the phone ringing.") },
  { "cancel-proxy-own", "RFC 3261 16.8", RB_FROM_PROXY | OUTER_SEEN, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The proxy gives up by itself, {since_invite} after the INVITE: no CANCEL of the caller has come before. The usual reason is its own timer.") },
  { "cancel-proxy-unseen", "RFC 3261 16.10", RB_FROM_PROXY, 0, RB_CONFIDENCE_GUESS, 0,
    N_("It comes from the proxy, {since_invite} after the INVITE. From this side nobody can tell whether the caller hung up or the proxy's timer fired: the caller's side is not in this trace.") },
  { "cancel-caller", "RFC 3261 9.1", RB_FROM_CALLER, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The caller hung up before anybody answered, {since_invite} after the INVITE. A phone that gives up by itself would look the same.") },
};
static const RbRuleTable cancel_why_table = RB_RULES ("cancel-why", cancel_why_rules);

static const RbRule cancel_next_rules[] = {
  { "cancel-too-late", "RFC 3261 9.2", TOO_LATE, 0, 0, RB_TONE_WARNING,
    N_("It came too late: the INVITE was answered with {invite_final} ({invite_label}). The two crossed, so the CANCEL changes nothing: the caller must acknowledge the 200 and then hang up with BYE.") },
  { "cancel-two-answers", "RFC 3261 9.2", 0, 0, 0, 0,
    N_("Two answers follow, in either order: {final} ({final_label}) says only that the CANCEL arrived; {invite_final} ({invite_label}) is the final response to the INVITE, and gets an ACK.") },
  { "cancel-one-answer", "RFC 3261 9.2", 0, 0, 0, RB_TONE_WARNING,
    N_("{final} ({final_label}) says only that the CANCEL arrived. The INVITE still needs its own final response, normally 487, which is not in this trace.") },
  { "cancel-only-487", "RFC 3261 9.2", 0, 0, 0, RB_TONE_WARNING,
    N_("The INVITE ended with {invite_final} ({invite_label}). The CANCEL's own 200 is not in this trace.") },
  { "cancel-unanswered", "RFC 3261 9.1", 0, 0, 0, RB_TONE_WARNING,
    N_("A 200 for the CANCEL and a 487 for the INVITE must follow; this trace has neither. Timer E would send the CANCEL again after 0.5 s, 1 s, 2 s, 4 s …; after 32 s both are given up.") },
};
static const RbRuleTable cancel_next_table = RB_RULES ("cancel-next", cancel_next_rules);

static const RbRule bye_what_rules[] = {
  { "bye-passed-on", "RFC 3261 16.6", RB_IS_RELAYED, 0, 0, 0,
    N_("The BYE on its next hop: {sender} passes on to {receiver} that the call is over.") },
  { "bye", "RFC 3261 15", 0, 0, 0, 0,
    N_("BYE ends the call. Whoever sends it stops sending sound at once.") },
};
static const RbRuleTable bye_what_table = RB_RULES ("bye-what", bye_what_rules);

static const RbRule bye_why_rules[] = {
  { "bye-race", "RFC 3261 9.1", AFTER_RACE, 0, 0, 0,
    N_("The caller had cancelled ({crossed}) just when the 200 ({answer}) was on its way. The call stood for a moment nobody wanted; BYE clears it up.") },
  { "bye-after-own-refer", "RFC 5589 6.1", AFTER_REFER | OWN_REFER, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker} had asked the other end to call somebody else ({refer}): the call is handed over and not needed any more. That it hangs up because of that is what usually happens.") },
  { "bye-after-refer", "RFC 5589 6.1", AFTER_REFER, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker} had been asked to call somebody else ({refer}) and now leaves this call. That it does so because of that is what usually happens.") },
  { "bye-session-expired", "RFC 4028 10", EXPIRED, 0, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("The session timer has run out: nobody had refreshed the call in time, so {maker} takes the other end for lost. Only the time tells that.") },
  { "bye-not-acknowledged", "RFC 3261 13.3.1.4", NEVER_ACKED, 0, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("The 200 ({answer}) was never acknowledged in this trace: after 32 s without ACK {maker} hangs up.") },
  { "bye-passed-on-why", "RFC 3261 15.1.1", RB_IS_RELAYED, 0, 0, 0,
    N_("{Maker} hung up, {talk} after the call was answered ({answer}). The proxy had got the BYE as {outer} and passes it on, for with Record-Route it had asked to see all requests of the call.") },
  { "bye-hung-up", "RFC 3261 15.1.1", 0, 0, 0, 0,
    N_("{Maker} hung up, {talk} after the call was answered ({answer}). Either side may: the flow is the same mirrored.") },
  { "bye-hung-up-late", "RFC 3261 15.1.1", 0, 0, 0, 0,
    N_("{Maker} hung up. When the call was answered is not in this trace.") },
};
static const RbRuleTable bye_why_table = RB_RULES ("bye-why", bye_why_rules);

static const RbRule bye_next_rules[] = {
  { "bye-answered", "RFC 3261 15.1.2", RB_HAS_2XX, 0, 0, 0,
    N_("It was answered: {final} ({final_label}), {final_wait} later. BYE has no ACK.") },
  { "bye-challenged", "RFC 3261 22.1", RB_HAS_CHALLENGE, 0, 0, RB_TONE_WARNING,
    N_("It was challenged: {final} ({final_label}). The BYE has to come again with credentials, else the other end does not learn that the call is over.") },
  { "bye-failed", "RFC 3261 15.1.1", RB_HAS_FINAL, 0, 0, 0,
    N_("It was answered {final} ({final_label}), {final_wait} later. The call is over all the same: after BYE nobody goes back.") },
};
static const RbRuleTable bye_next_table = RB_RULES ("bye-next", bye_next_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_ending_tables[] = { &ack_what_table,    &ack_why_table,    &ack_next_table,
                                                        &cancel_what_table, &cancel_why_table, &cancel_next_table,
                                                        &bye_what_table,    &bye_why_table,    &bye_next_table };

static void
cite_response (RbScene *self, guint position, const char *name, const char *label)
{
  RbReading reading;

  if (position == RB_FLOW_NONE || !rb_reading_init (&reading, self->trace, position))
    return;
  rb_scene_cite (self, name, position);
  rb_scene_set (self, label, rb_sip_status_format (reading.index.status));
}

/* The same request on the hop before. */
static void
cite_outer (RbScene *self)
{
  RbReading reading;

  if (rb_scene_read_request (self, rb_scene_find_hop (self, FALSE), &reading))
    rb_scene_cite (self, "outer", reading.position);
}

/* The first later request of the flow with that method on the leg. */
static void
cite_later (RbScene *self, const char *method, const char *name)
{
  guint end = rb_scene_get_end (self);
  RbReading reading;

  for (guint i = self->step.transaction + 1; i < end; i++)
    if (rb_flow_get_transaction (self->flow, i)->leg == self->step.leg && rb_scene_may_have_method (self, i, method) &&
        rb_scene_read_request (self, i, &reading) && rb_reading_is (&reading, method) &&
        reading.position > self->message.position)
      {
        rb_scene_cite (self, name, reading.position);
        return;
      }
}

static void
explain_ack (RbScene *self, RbExplanation *explanation)
{
  const RbTransaction *invite = &self->transaction;
  RbReading request;
  RbReading final;

  if (self->transaction.kind == RB_TRANSACTION_ACK)
    {
      self->facts |= OF_2XX;
      invite = rb_flow_get_transaction (self->flow, self->transaction.invite);
    }
  if (invite != NULL && rb_scene_read_step (self, invite->request, &request) && rb_reading_is (&request, "INVITE"))
    {
      rb_scene_cite (self, "invite", request.position);
      self->facts |= request.index.to_tag.length > 0 ? OF_REINVITE : 0;
    }
  if (invite != NULL && rb_scene_read_step (self, invite->final, &final))
    {
      if (final.index.status / 100 == 2)
        rb_scene_cite (self, "answer", final.position);
      if (final.index.status == 401 || final.index.status == 407)
        {
          self->facts |= OF_CHALLENGE;
          cite_later (self, "INVITE", "retry");
        }
    }
  if (self->facts & OF_2XX)
    cite_later (self, "BYE", "bye");
  cite_outer (self);
  rb_scene_say_first (self, explanation->what, &ack_what_table);
  rb_scene_say_first (self, explanation->why, &ack_why_table);
  rb_scene_say_first (self, explanation->next, &ack_next_table);
}

/* What the other hops know of the INVITE that is cancelled. */
static void
look_at_other_hops (RbScene *self, const RbReading *invite)
{
  guint end = rb_scene_get_end (self);

  for (guint i = rb_scene_get_first (self); i < end; i++)
    {
      const RbTransaction *other = rb_flow_get_transaction (self->flow, i);
      RbReading request;
      RbReading final;
      guint position;

      if (i == self->transaction.invite || !rb_scene_may_be_same (self, i, self->transaction.invite) ||
          !rb_scene_read_request (self, i, &request) || !rb_reading_is (&request, "INVITE") ||
          request.index.cseq != invite->index.cseq ||
          !rb_span_equal (request.index.from_tag, request.bytes, invite->index.from_tag, invite->bytes))
        continue;
      position = rb_scene_find_response (self, i, 0);
      if (request.index.n_vias < invite->index.n_vias)
        {
          const RbTransaction *cancel = rb_flow_get_transaction (self->flow, other->cancel);

          self->facts |= OUTER_SEEN;
          if (cancel != NULL && cancel->request != RB_FLOW_NONE && cancel->request < self->number)
            {
              self->facts |= OUTER_CANCELLED;
              rb_scene_cite_step (self, "outer_cancel", cancel->request);
            }
          if (position != RB_FLOW_NONE && rb_reading_init (&final, self->trace, position) &&
              final.index.status >= 300 && final.index.status != 487 && final.index.status / 100 != 6)
            {
              self->facts |= OUTER_TIMED_OUT;
              cite_response (self, position, "outer_final", "outer_label");
            }
        }
      else if (position != RB_FLOW_NONE && position < self->message.position &&
               rb_reading_init (&final, self->trace, position) && final.index.status / 100 == 2)
        {
          self->facts |= ELSEWHERE;
          rb_scene_cite (self, "elsewhere", position);
        }
    }
}

static void
explain_cancel (RbScene *self, RbExplanation *explanation)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, self->transaction.invite);
  RbReading invite;
  RbReading final;
  guint cause = self->message.index.reason_cause;

  rb_scene_quote (self, "reason", rb_reading_find (&self->message, "Reason", NULL));
  self->facts |= cause / 100 == 2 ? REASON_200 : cause == 408 ? REASON_408 : 0;
  if (transaction != NULL && rb_scene_read_step (self, transaction->request, &invite))
    {
      rb_scene_cite (self, "invite", invite.position);
      rb_scene_set_time (self, "since_invite", self->message.info.wall_us - invite.info.wall_us);
      look_at_other_hops (self, &invite);
      if (rb_scene_read_step (self, transaction->final, &final))
        {
          cite_response (self, final.position, "invite_final", "invite_label");
          self->facts |= final.index.status / 100 == 2 ? TOO_LATE : 0;
        }
    }
  rb_scene_say_first (self, explanation->what, &cancel_what_table);
  rb_scene_say_first (self, explanation->why, &cancel_why_table);
  rb_scene_say_first (self, explanation->next, &cancel_next_table);
}

/* A REFER of this call before the BYE, and a CANCEL of it. */
static void
look_at_past (RbScene *self)
{
  RbReading reading;

  for (guint i = self->step.transaction; i > rb_scene_get_first (self); i--)
    {
      const RbFlowFact *fact = rb_scene_peek_request (self, i - 1);

      if (fact == NULL || (fact->method != RB_METHOD_REFER && fact->method != RB_METHOD_CANCEL) ||
          !rb_scene_read_request (self, i - 1, &reading))
        continue;
      if (rb_reading_is (&reading, "REFER") && !(self->facts & AFTER_REFER))
        {
          self->facts |= AFTER_REFER;
          self->facts |=
              rb_reading_same_tag (&reading, reading.index.from_tag, &self->message, self->message.index.from_tag)
                  ? OWN_REFER
                  : 0;
          rb_scene_cite (self, "refer", reading.position);
        }
      if (rb_reading_is (&reading, "CANCEL"))
        rb_scene_cite (self, "crossed", reading.position);
    }
}

static void
explain_bye (RbScene *self, RbExplanation *explanation)
{
  const RbVerdict *verdict = rb_flow_get_verdict (self->flow);
  const RbDialog *dialog = rb_flow_get_dialog (self->flow, self->step.dialog);
  RbReading answer;

  if (dialog != NULL && rb_scene_read_step (self, dialog->confirmed, &answer))
    {
      rb_scene_cite (self, "answer", answer.position);
      rb_scene_set_time (self, "talk", self->message.info.wall_us - answer.info.wall_us);
    }
  cite_outer (self);
  look_at_past (self);
  self->facts |= verdict->kind == RB_VERDICT_RACE ? AFTER_RACE : 0;
  self->facts |= verdict->kind == RB_VERDICT_SESSION_EXPIRED ? EXPIRED : 0;
  self->facts |= verdict->kind == RB_VERDICT_NEVER_ACKNOWLEDGED ? NEVER_ACKED : 0;
  rb_scene_say_first (self, explanation->what, &bye_what_table);
  rb_scene_say_first (self, explanation->why, &bye_why_table);
  rb_scene_say_first (self, explanation->next, &bye_next_table);
  rb_explain_non_invite_timers (self, explanation);
}

void
rb_explain_ending (RbScene *self, RbExplanation *explanation)
{
  if (rb_reading_is (&self->message, "ACK"))
    explain_ack (self, explanation);
  else if (rb_reading_is (&self->message, "CANCEL"))
    explain_cancel (self, explanation);
  else
    explain_bye (self, explanation);
}
