/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Final responses of 300 and above: why this one, here. A table of sentences for each code that has more than one
 * meaning in a call; the code's own meaning is said before (rb-explain-status.c). RFC 3261 8.1.3, 16.7, 17.2.1. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-explain-session.h"
#include "rb-sip-scan.h"
#include "rb-sip-status.h"

#define STALE RB_OWN_FACT (0)
#define WITH_CREDENTIALS RB_OWN_FACT (1) /* the request that was refused */
#define FOREIGN RB_OWN_FACT (2)          /* another domain than the caller's */
#define RANG RB_OWN_FACT (3)
#define PHONE_CANCELLED RB_OWN_FACT (4) /* one hop further on */
#define FOLLOWED RB_OWN_FACT (5)
#define CANCELLED RB_OWN_FACT (6)
#define LATE RB_OWN_FACT (7)
#define REGISTERS RB_OWN_FACT (8)
#define NO_HOPS RB_OWN_FACT (9)
#define OF_CANCEL RB_OWN_FACT (10)
#define OF_BYE RB_OWN_FACT (11)
#define NO_ROUTE RB_OWN_FACT (12)
#define CHALLENGE RB_OWN_FACT (13)
#define FOLLOWED_BY_PROXY RB_OWN_FACT (14)
#define IS_407 RB_OWN_FACT (17)
#define SENT_ON RB_OWN_FACT (15)
#define ACKED_BEFORE RB_OWN_FACT (16)
#define QUICK RB_OWN_FACT (18) /* it rang for less than a person needs */

/* clang-format off */
static const RbRule answers_rules[] = {
  { "failure-passed-on", "RFC 3261 16.7", 0, 0, 0, 0,
    N_("It answers {request}, {wait} after it. The proxy had got it as {beyond} and passes it back, with its own Via taken off.") },
  { "failure-synthetic", "RFC 3261 8.1.3.1", RB_IS_SYNTHETIC, 0, 0, 0,
    N_("It stands for the answer to {request} that never came. {wait} after it our own stack gave up and tells itself so; nothing was received.") },
  { "failure-answers", "RFC 3261 8.2.6", 0, 0, 0, 0,
    N_("It answers {request}, {wait} after it.") },
  { "failure-request-unseen", "RFC 3261 17.1.3", 0, 0, 0, RB_TONE_WARNING,
    N_("The request it answers is not in this trace; CSeq says that it was {method}.") },
};
static const RbRuleTable answers_table = RB_RULES ("failure-answers", answers_rules);

static const RbRule challenge_rules[] = {
  { "challenge-stale", "RFC 7616 3.3", STALE, 0, 0, 0,
    N_("The request had credentials, and only the nonce was too old: stale=true. Nobody has to be asked for the password, the same with the new nonce will do.") },
  { "challenge-again", "RFC 3261 22.1", WITH_CREDENTIALS, 0, RB_CONFIDENCE_LIKELY, RB_TONE_BAD,
    N_("The request had credentials already and is challenged again, without stale=true: user name or password are most likely wrong. The digest page shows which input differs.") },
  { "challenge-407", "RFC 3261 22.3", IS_407, 0, 0, 0,
    N_("The request had no credentials for the realm {realm}. A proxy asks with 407 before it works for somebody; the user agent or registrar a request is meant for would ask with 401. The password itself is never sent: only a digest of it and the nonce.") },
  { "challenge-401-registrar", "RFC 3261 22.2", REGISTERS, 0, 0, 0,
    N_("The request had no credentials for the realm {realm}. The registrar is the server the REGISTER is meant for, so it asks with 401; a proxy in between would use 407. The password itself is never sent: only a digest of it and the nonce.") },
  { "challenge", "RFC 3261 22.1", 0, 0, 0, 0,
    N_("The request had no credentials for the realm {realm}. 401 comes from the server the request is meant for, 407 from a proxy. The password itself is never sent: only a digest of it and the nonce.") },
};
static const RbRuleTable challenge_table = RB_RULES ("challenge", challenge_rules);

static const RbRule redirect_rules[] = {
  { "redirect-followed-by-proxy", "RFC 3261 16.7", FOLLOWED_BY_PROXY, 0, 0, 0,
    N_("The callee's phone forwards the call to {contact}. The proxy follows by itself: it tries the new address with {redirected}, and the caller hears nothing of the redirection.") },
  { "redirect-followed", "RFC 3261 8.1.3.4", FOLLOWED, 0, 0, 0,
    N_("The call shall go to {contact} instead. The caller follows with {redirected}.") },
  { "redirect-not-followed", "RFC 3261 8.1.3.4", 0, 0, 0, RB_TONE_WARNING,
    N_("The call shall go to {contact} instead. In this trace nobody tries it: the caller may follow, but need not.") },
  { "redirect-nowhere", "RFC 3261 8.1.3.4", 0, 0, 0, RB_TONE_WARNING,
    N_("It shall go elsewhere, but there is no Contact to tell where.") },
};
static const RbRuleTable redirect_table = RB_RULES ("redirect", redirect_rules);

static const RbRule timeout_rules[] = {
  { "timeout-synthetic", "RFC 3261 17.1.1.2", RB_IS_SYNTHETIC | RB_IS_INVITE, RB_HAS_PROVISIONAL, 0, 0,
    N_("Not one response came to the INVITE, so timer B fired after 64 × T1 = 32 s. This 408 was never on the wire: it is what the stack tells the phone (RFC 3261 8.1.3.1), and it says nothing about the callee.") },
  { "timeout-synthetic-ringing", "RFC 3261 8.1.3.1", RB_IS_SYNTHETIC | RB_IS_INVITE, 0, 0, 0,
    N_("The phone's own timer gave up waiting for the final response. This 408 was never on the wire: it is what the stack tells the phone.") },
  { "timeout-synthetic-other", "RFC 3261 17.1.2.2", RB_IS_SYNTHETIC, 0, 0, 0,
    N_("No final response came to the {method}, so timer F fired after 64 × T1 = 32 s. This 408 was never on the wire: it is what the stack tells itself.") },
  { "timeout-other", "RFC 4320 4.2", 0, RB_IS_INVITE, 0, RB_TONE_WARNING,
    N_("Beyond {sender} nothing answered the {method} in time. RFC 4320 asks not to answer any request but INVITE with 408: it comes too late to be of use.") },
  { "timeout-proxy-487", "RFC 3261 16.8", RB_MADE_BY_PROXY | PHONE_CANCELLED | RANG, 0, 0, 0,
    N_("The callee never sends 408: the proxy's timer fired after {rang} of ringing. Towards the caller the proxy says 408; towards the phone it sends CANCEL ({phone_cancel}), and the phone ends its INVITE with {phone_label} ({phone_final}). So the two ends of one call see different endings.") },
  { "timeout-proxy-cancel", "RFC 3261 16.8", RB_MADE_BY_PROXY | PHONE_CANCELLED, 0, 0, 0,
    N_("The proxy's timer fired: nobody had answered. Towards the caller it says 408; towards the phone it sends CANCEL ({phone_cancel}).") },
  { "timeout-proxy-rang", "RFC 3261 16.8", RB_MADE_BY_PROXY | RANG, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("A phone had rung for {rang}, and phones do not send 408: a timer of the proxy's fired. Towards the phone the proxy then sends CANCEL, and the phone answers 200 to it and 487 to the INVITE; that hop is not in this trace, so it is what must have happened, not what was seen.") },
  { "timeout-proxy", "RFC 3261 16.8", RB_MADE_BY_PROXY, RANG, RB_CONFIDENCE_LIKELY, 0,
    N_("No phone is known to have rung: the proxy got no answer from where it sent the request, or had nowhere to send it. What lies beyond the proxy is not in this trace.") },
  { "timeout-callee", "RFC 3261 21.4.9", 0, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("It seems to come from the callee's side, where phones seldom send it: a gateway or a second server there gave up. The clues below tell why that is likely.") },
};
static const RbRuleTable timeout_table = RB_RULES ("timeout", timeout_rules);

static const RbRule unavailable_rules[] = {
  { "unavailable-phone-quick", "RFC 3261 21.4.18", RANG | QUICK | RB_MADE_BY_CALLEE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone had rung for {rang} only: no person is so quick, so most likely the phone refused by itself.") },
  { "unavailable-phone-rang", "RFC 3261 21.4.18", RANG | RB_MADE_BY_CALLEE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone had rung for {rang}, and then gave up or was refused by its user: some phones say 480 for either. Which it was the message does not tell.") },
  { "unavailable-proxy-rang", "RFC 3261 21.4.18", RANG, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("A phone had rung for {rang}, but this comes from the proxy: it stopped waiting. The clues below say why that is likely.") },
  { "unavailable-phone", "RFC 3261 21.4.18", RB_MADE_BY_CALLEE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The callee's phone refused without ringing, such as do not disturb. The message does not tell the reason.") },
  { "unavailable-not-registered", "RFC 3261 21.4.18", 0, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The proxy knows the user, but no phone of theirs is registered now, so nobody could be asked. The proxy may have other reasons; it does not say.") },
};
static const RbRuleTable unavailable_table = RB_RULES ("unavailable", unavailable_rules);

static const RbRule busy_rules[] = {
  { "busy-rejected-quick", "RFC 3261 21.4.24", RANG | QUICK, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone had rung for {rang} only: no person is so quick, so most likely the phone refused by itself.") },
  { "busy-rejected", "RFC 3261 21.4.24", RANG, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone had rung for {rang} before it: so somebody refused the call, most likely by a key. A phone that is really busy says so at once. No message tells a finger from a program.") },
  { "busy-at-once", "RFC 3261 21.4.24", 0, 0, 0, 0,
    N_("It came without any ringing, {wait} after the INVITE: no person was asked. The phone is in another call, set to do not disturb, or it blocks the caller.") },
};
static const RbRuleTable busy_table = RB_RULES ("busy", busy_rules);

static const RbRule decline_rules[] = {
  { "decline-rang-quick", "RFC 3261 21.6.2", RANG | QUICK, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone had rung for {rang} only: no person is so quick, so most likely the phone refused by itself. A 6xx holds for all phones of the callee, so a proxy does not try any other.") },
  { "decline-rang", "RFC 3261 21.6.2", RANG, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone had rung for {rang}: somebody refused the call. A 6xx holds for all phones of the callee, so a proxy does not try any other. That it was a person is the usual case.") },
  { "decline-at-once", "RFC 3261 21.6.2", 0, 0, 0, 0,
    N_("It came without any ringing: the phone or a server refuses by itself. A 6xx holds for all phones of the callee, so a proxy does not try any other.") },
};
static const RbRuleTable decline_table = RB_RULES ("decline", decline_rules);

static const RbRule terminated_rules[] = {
  { "terminated-late", "RFC 3261 9.2", CANCELLED | LATE, 0, 0, RB_TONE_WARNING,
    N_("{cancel} had cancelled the INVITE {cancel_wait} before; the INVITE ends with this 487. Such a long wait is unusual: a user agent answers a CANCEL at once.") },
  { "terminated", "RFC 3261 9.2", CANCELLED, 0, 0, 0,
    N_("{cancel} cancelled the INVITE {request}: this 487 is the INVITE's own final response. The CANCEL got an answer of its own, {cancel_ok} (200). Both are normal, in either order.") },
  { "terminated-no-200", "RFC 3261 9.2", CANCELLED, 0, 0, 0,
    N_("{cancel} cancelled the INVITE {request}: this 487 is the INVITE's own final response. The 200 that answers the CANCEL is not in this trace.") },
  { "terminated-unseen", "RFC 3261 9.2", 0, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("No CANCEL for it is in this trace. It may have been cancelled on another hop, or ended by a BYE.") },
};
static const RbRuleTable terminated_table = RB_RULES ("terminated", terminated_rules);

static const RbRule unknown_dialog_rules[] = {
  { "no-invite-to-cancel", "RFC 3261 9.2", OF_CANCEL, 0, 0, RB_TONE_WARNING,
    N_("The CANCEL found no INVITE that it fits: it was over already, had never arrived, or the branch is wrong.") },
  { "no-call-to-end", "RFC 3261 15.1.2", OF_BYE, 0, 0, RB_TONE_WARNING,
    N_("The BYE found no such call: the other end had ended it already, or has forgotten it, such as by a restart. The call is over in any case.") },
  { "no-such-dialog", "RFC 3261 12.2.1.2", RB_IS_IN_DIALOG, 0, 0, RB_TONE_BAD,
    N_("The other end knows no call with these two tags and this Call-ID: it has ended or forgotten it. Whoever gets this is to take the call for over.") },
  { "no-such-transaction", "RFC 3261 12.2.2", 0, 0, 0, RB_TONE_WARNING,
    N_("The request belongs to nothing that the other end knows.") },
};
static const RbRuleTable unknown_dialog_table = RB_RULES ("unknown-dialog", unknown_dialog_rules);

static const RbRule glare_rules[] = {
  { "glare-seen", "RFC 3261 14.1", RB_IS_IN_DIALOG, 0, 0, 0,
    N_("{Asker} had asked with {request}, and the other end had asked with {crossing} at the same moment. Both wait a while and ask again: who began the call 2.1 to 4 s, the other 0 to 2 s, so that they do not meet again.") },
  { "glare", "RFC 3261 14.1", 0, 0, 0, 0,
    N_("The other end has a request of its own under way; it is not in this trace. Both wait a while and ask again: who began the call 2.1 to 4 s, the other 0 to 2 s, so that they do not meet again.") },
};
static const RbRuleTable glare_table = RB_RULES ("glare", glare_rules);

static const RbRule hops_rules[] = {
  { "hops-used-up", "RFC 3261 16.3", NO_HOPS, 0, 0, RB_TONE_BAD,
    N_("The request {request} has Max-Forwards {max_forwards}: each proxy takes one off, and with 0 it may not be sent on. Usually two servers send it to each other in a circle.") },
  { "hops-beyond", "RFC 3261 16.3", 0, 0, RB_CONFIDENCE_LIKELY, RB_TONE_BAD,
    N_("It was used up or came back further on, beyond what this trace shows. Usually two servers send it to each other in a circle.") },
};
static const RbRuleTable hops_table = RB_RULES ("hops", hops_rules);

static const RbRule route_rules[] = {
  { "foreign-domain-no-route", "RFC 3263 4", FOREIGN | NO_ROUTE, RB_MADE_BY_CALLEE, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("The callee is in another domain ({to_domain}) than the caller ({from_domain}), and {maker} says that it has no route there: {phrase}. Between two domains a call works only if the proxy sends it on, finds the other domain's server (by DNS), and that one accepts strangers. Within one domain none of this is needed.") },
  { "foreign-domain", "RFC 3263 4", FOREIGN, RB_MADE_BY_CALLEE, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("The callee is in another domain ({to_domain}) than the caller ({from_domain}). Between two domains a call works only if the proxy sends it on, finds the other domain's server (by DNS), and that one accepts strangers; many providers refuse. That this is the reason here is likely, for the code alone does not say so.") },
  { "no-route", "RFC 3261 16.5", NO_ROUTE, 0, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("{Maker} found no way to pass the request on: {phrase}. The text is its own; the code is all that programs read.") },
};
static const RbRuleTable route_table = RB_RULES ("route", route_rules);

static const RbRule not_found_rules[] = {
  { "not-found-phone", "RFC 3261 21.4.5", RB_MADE_BY_CALLEE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The request reached a phone, and that knows no such user: the user part of the address is not its own. That it comes from the phone is likely, see the clues.") },
  { "not-found-proxy", "RFC 3261 16.5", RB_MADE_BY_PROXY, SENT_ON, RB_CONFIDENCE_LIKELY, 0,
    N_("The proxy looked for {to} among the users of its domain and found nobody: it is mistyped, or nobody has registered under it. Some proxies say 404 for users who are merely offline.") },
};
static const RbRuleTable not_found_table = RB_RULES ("not-found", not_found_rules);

static const RbRule interval_rules[] = {
  { "interval-too-brief", "RFC 3261 10.2.8", 0, 0, 0, 0,
    N_("{asked} s were asked for, and the server wants {min_expires} s at least (Min-Expires).") },
  { "interval-too-brief-plain", "RFC 3261 10.2.8", 0, 0, 0, 0,
    N_("The server wants {min_expires} s at least (Min-Expires).") },
  { "session-too-small", "RFC 4028 6", 0, 0, 0, 0,
    N_("The session timer must be {min_se} s at least (Min-SE).") },
};
static const RbRuleTable interval_table = RB_RULES ("interval", interval_rules);

static const RbRule media_rules[] = {
  { "media-refused", "RFC 3261 13.3.1.3", RB_IS_INVITE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The offer in {request} had nothing this phone can do; a Warning header may say what is missing. The codecs of both sides should be compared.") },
};
static const RbRuleTable media_table = RB_RULES ("media", media_rules);

static const RbRule server_rules[] = {
  { "server-synthetic", "RFC 3261 8.1.3.1", RB_IS_SYNTHETIC, 0, 0, RB_TONE_BAD,
    N_("The request could not be sent: no address was found for the server, or no connection to it. This response was never on the wire.") },
  { "server-not-phone", "RFC 3261 21.5", RB_MADE_BY_PROXY, 0, RB_CONFIDENCE_LIKELY, RB_TONE_WARNING,
    N_("A server failed, not the callee. A caller may try another server of the same domain (RFC 3263 4.3). That no phone is at fault is likely, see the clues.") },
};
static const RbRuleTable server_table = RB_RULES ("server", server_rules);

static const RbRule next_rules[] = {
  { "failure-ack-retry", "RFC 3261 22.1", RB_IS_INVITE | CHALLENGE, 0, 0, 0,
    N_("ACK must follow ({ack}), on this hop only, and then the INVITE again with credentials ({retry}). Without the ACK timer G would repeat the challenge.") },
  { "failure-retry", "RFC 3261 22.1", CHALLENGE, RB_IS_INVITE, 0, 0,
    N_("No ACK: only INVITE has one. The {method} comes again with credentials: {retry}.") },
  { "failure-ack-no-retry", "RFC 3261 22.1", RB_IS_INVITE | CHALLENGE, 0, 0, RB_TONE_WARNING,
    N_("ACK must follow, on this hop only, and then the INVITE again with credentials. That second INVITE is not in this trace.") },
  { "failure-no-retry", "RFC 3261 22.1", CHALLENGE, 0, 0, RB_TONE_WARNING,
    N_("The {method} should come again with credentials; in this trace it does not.") },
  { "failure-synthetic-next", "RFC 3261 17.1.1.2", RB_IS_SYNTHETIC, 0, 0, 0,
    N_("Nothing follows on the wire, not even an ACK: there is nobody to acknowledge.") },
  { "failure-ack-lost", "RFC 3261 17.2.1", RB_IS_INVITE | RB_IS_COPY | ACKED_BEFORE, 0, 0, 0,
    N_("ACK must follow. It had been sent, {ack}, but whoever repeats the response has not seen it; each copy gets the ACK again, and timer H gives up after 32 s.") },
  { "failure-ack", "RFC 3261 17.1.1.3", RB_IS_INVITE, 0, 0, 0,
    N_("ACK must follow: it was {ack}, {ack_after} later, made by the transaction layer for this hop only. Without it timer G would repeat the response after 0.5 s, 1 s, 2 s, 4 s …, and timer H would give up after 32 s.") },
  { "failure-ack-missing", "RFC 3261 17.2.1", RB_IS_INVITE, RB_IS_STREAM, 0, RB_TONE_WARNING,
    N_("ACK must follow, on this hop only, and is not in this trace. Without it timer G repeats the response after 0.5 s, 1 s, 2 s, 4 s …, and timer H gives up after 32 s.") },
  { "failure-ack-missing-stream", "RFC 3261 17.2.1", RB_IS_INVITE, 0, 0, RB_TONE_WARNING,
    N_("ACK must follow, on this hop only, and is not in this trace. Over a stream the response is not repeated; timer H gives up after 32 s.") },
  { "failure-no-ack", "RFC 3261 17.1.2", 0, 0, 0, 0,
    N_("Nothing has to follow: only INVITE has an ACK.") },
};
static const RbRuleTable next_table = RB_RULES ("failure-next", next_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_failure_tables[] = {
  &answers_table,   &challenge_table,  &redirect_table, &timeout_table,        &unavailable_table, &busy_table,
  &decline_table,   &terminated_table, &glare_table,    &unknown_dialog_table, &hops_table,        &route_table,
  &not_found_table, &interval_table,   &media_table,    &server_table,         &next_table,
};

static const struct
{
  guint16 first;
  guint16 last;
  const RbRuleTable *table;
} situations[] = {
  { 300, 399, &redirect_table },   { 401, 401, &challenge_table },   { 407, 407, &challenge_table },
  { 404, 404, &not_found_table },  { 604, 604, &not_found_table },   { 408, 408, &timeout_table },
  { 422, 423, &interval_table },   { 480, 480, &unavailable_table }, { 481, 481, &unknown_dialog_table },
  { 482, 483, &hops_table },       { 486, 486, &busy_table },        { 600, 600, &busy_table },
  { 487, 487, &terminated_table }, { 488, 488, &media_table },       { 606, 606, &media_table },
  { 491, 491, &glare_table },      { 500, 599, &server_table },      { 603, 603, &decline_table },
};

#define LATE_US (2 * G_USEC_PER_SEC)   /* 487 comes at once; this is beyond any round trip */
#define QUICK_US (G_USEC_PER_SEC / 10) /* below any person's reaction */

/* A 180 of the same transaction before, and how long it rang. */
static void
look_at_ringing (RbScene *self)
{
  guint ringing = rb_scene_find_response (self, self->step.transaction, 180);
  RbReading reading;

  if (ringing == RB_FLOW_NONE || ringing > self->message.position || !rb_reading_init (&reading, self->trace, ringing))
    return;
  self->facts |= RANG;
  rb_scene_cite (self, "ringing", ringing);
  self->facts |= self->message.info.wall_us - reading.info.wall_us < QUICK_US ? QUICK : 0;
  rb_scene_set_time (self, "rang", self->message.info.wall_us - reading.info.wall_us);
}

static void
look_at_cancel (RbScene *self)
{
  const RbTransaction *cancel = rb_flow_get_transaction (self->flow, self->transaction.cancel);
  RbReading reading;

  if (cancel == NULL || !rb_scene_read_step (self, cancel->request, &reading))
    return;
  self->facts |= CANCELLED;
  rb_scene_cite (self, "cancel", reading.position);
  rb_scene_set_time (self, "cancel_wait", self->message.info.wall_us - reading.info.wall_us);
  self->facts |= self->message.info.wall_us - reading.info.wall_us > LATE_US ? LATE : 0;
  rb_scene_cite_step (self, "cancel_ok", cancel->final);
}

/* How the same INVITE ended one hop further on. */
static void
look_beyond (RbScene *self)
{
  guint number = rb_scene_find_hop (self, TRUE);
  const RbTransaction *onward = rb_flow_get_transaction (self->flow, number);
  const RbTransaction *cancel = onward != NULL ? rb_flow_get_transaction (self->flow, onward->cancel) : NULL;
  RbReading final;

  self->facts |= onward != NULL ? SENT_ON : 0;
  if (cancel == NULL)
    return;
  self->facts |= PHONE_CANCELLED;
  rb_scene_cite_step (self, "phone_cancel", cancel->request);
  if (rb_scene_read_step (self, onward->final, &final))
    {
      rb_scene_cite (self, "phone_final", final.position);
      rb_scene_set (self, "phone_label", rb_sip_status_format (final.index.status));
    }
}

/* A 3xx: the next INVITE of the same caller to another address, on this hop or made by the proxy on another. */
static void
look_at_redirection (RbScene *self)
{
  guint end = rb_scene_get_end (self);
  RbSpan display;
  RbSpan uri;
  RbSpan params;
  RbReading reading;

  if (self->message.index.contact.length > 0)
    {
      rb_span_split_address (self->message.index.contact, self->message.bytes, &display, &uri, &params);
      rb_scene_quote (self, "contact", uri);
    }
  for (guint i = self->step.transaction + 1; i < end && self->request.position != RB_FLOW_NONE; i++)
    {
      if (!rb_scene_may_have_method (self, i, "INVITE") || !rb_scene_read_request (self, i, &reading) ||
          reading.position < self->message.position || !rb_reading_is (&reading, "INVITE") ||
          reading.index.to_tag.length > 0 || reading.index.n_vias > self->request.index.n_vias ||
          !rb_span_equal (reading.index.from_tag, reading.bytes, self->request.index.from_tag, self->request.bytes))
        continue;
      self->facts |= reading.index.n_vias > 1 ? FOLLOWED_BY_PROXY : FOLLOWED;
      rb_scene_cite (self, "redirected", reading.position);
      return;
    }
}

/* 491: the other end's INVITE or UPDATE that was under way. */
static void
look_at_glare (RbScene *self)
{
  guint end = rb_scene_get_end (self);
  const RbFlowFact *own = rb_scene_peek_request (self, self->step.transaction);
  RbReading reading;

  for (guint i = rb_scene_get_first (self); i < end && self->request.position != RB_FLOW_NONE; i++)
    {
      const RbTransaction *other = rb_flow_get_transaction (self->flow, i);
      const RbFlowFact *fact = rb_scene_peek_request (self, i);

      if (i == self->step.transaction || other->leg != self->step.leg || fact == NULL ||
          fact->from_tag != own->to_tag || !rb_scene_read_request (self, i, &reading) ||
          (!rb_reading_is (&reading, "INVITE") && !rb_reading_is (&reading, "UPDATE")) ||
          reading.position > self->message.position ||
          !rb_reading_same_tag (&reading, reading.index.from_tag, &self->request, self->request.index.to_tag))
        continue;
      rb_scene_cite (self, "crossing", reading.position);
    }
}

/* Codes and words with which proxies say that they do not serve a domain. 478 and 479 are ser's and Kamailio's own. */
static void
look_at_domains (RbScene *self)
{
  const RbSipIndex *index = &self->message.index;
  g_autofree char *phrase = rb_span_dup_line (index->reason, self->message.bytes);
  g_autofree char *lower = g_ascii_strdown (phrase, -1);
  g_autofree char *from = rb_reading_dup_host (&self->message, index->from_uri);
  g_autofree char *to = rb_reading_dup_host (&self->message, index->to_uri);
  guint status = index->status;
  RbEndpoint address;

  rb_scene_set (self, "phrase", phrase[0] != '\0' ? rb_lesson_quote (phrase) : NULL);
  if (strstr (lower, "route") != NULL || strstr (lower, "resolv") != NULL || status == 478 || status == 479)
    self->facts |= NO_ROUTE;
  if (from == NULL || to == NULL || g_ascii_strcasecmp (from, to) == 0 || (self->facts & RB_IS_IN_DIALOG) ||
      rb_endpoint_parse (&address, to, 0))
    return;
  if (status == 403 || status == 404 || status == 478 || status == 479 || status == 480 || status == 500 ||
      (status >= 502 && status <= 504) || status == 604 || (self->facts & NO_ROUTE))
    {
      self->facts |= FOREIGN;
      rb_scene_set (self, "from_domain", rb_lesson_quote (from));
      rb_scene_set (self, "to_domain", rb_lesson_quote (to));
    }
}

static void
look_at_challenge (RbScene *self)
{
  guint status = self->message.index.status;
  guint after = rb_scene_find_after (self);
  RbReading retry;

  self->facts |= CHALLENGE | (status == 407 ? IS_407 : 0);
  self->facts |= rb_explain_is_stale (&self->message) ? STALE : 0;
  rb_scene_quote_realm (self);
  if (status != 401 && status != 407)
    return;
  if (rb_scene_read_request (self, after, &retry) && retry.index.has_authorization)
    rb_scene_cite (self, "retry", retry.position);
}

static void
set_seconds (RbScene *self, const char *name, const char *header)
{
  RbSpan span = rb_reading_find (&self->message, header, NULL);
  guint32 seconds;

  if (rb_span_to_uint32 (span, self->message.bytes, &seconds))
    rb_scene_set (self, name, g_strdup_printf ("%u", seconds));
}

static void
look_at_limits (RbScene *self)
{
  RbReading ack;

  set_seconds (self, "min_se", "Min-SE");
  set_seconds (self, "min_expires", "Min-Expires");
  if (self->request.position != RB_FLOW_NONE && self->request.index.expires != G_MAXUINT32)
    rb_scene_set (self, "asked", g_strdup_printf ("%u", self->request.index.expires));
  if (self->request.position != RB_FLOW_NONE)
    {
      self->facts |= self->request.index.has_authorization ? WITH_CREDENTIALS : 0;
      self->facts |= self->request.index.max_forwards == 0 ? NO_HOPS : 0;
      rb_scene_set (self, "max_forwards", g_strdup_printf ("%u", self->request.index.max_forwards));
    }
  if (!rb_scene_read_step (self, self->transaction.ack, &ack))
    return;
  self->facts |= ack.position < self->message.position ? ACKED_BEFORE : 0;
  if (ack.position > self->message.position)
    rb_scene_set_time (self, "ack_after", ack.info.wall_us - self->message.info.wall_us);
}

void
rb_explain_failure (RbScene *self, RbExplanation *explanation)
{
  guint status = self->message.index.status;

  self->facts |= rb_reading_is (&self->message, "REGISTER") ? REGISTERS : 0;
  self->facts |= rb_reading_is (&self->message, "CANCEL") ? OF_CANCEL : 0;
  self->facts |= rb_reading_is (&self->message, "BYE") ? OF_BYE : 0;
  look_at_limits (self);
  look_at_domains (self);
  if (self->facts & RB_IS_INVITE)
    {
      look_at_ringing (self);
      look_at_cancel (self);
      look_beyond (self);
    }
  if (status / 100 == 3)
    look_at_redirection (self);
  if (status == 401 || status == 407)
    look_at_challenge (self);
  if (status == 491)
    look_at_glare (self);

  rb_explain_status (self, explanation);
  rb_scene_say_first (self, explanation->why, &answers_table);
  for (guint i = 0; i < G_N_ELEMENTS (situations); i++)
    if (status >= situations[i].first && status <= situations[i].last &&
        (status != 404 || !(self->facts & (FOREIGN | NO_ROUTE))))
      rb_scene_say_first (self, explanation->why, situations[i].table);
  rb_scene_say_first (self, explanation->why, &route_table);
  rb_scene_say_first (self, explanation->next, &next_table);
}
