/* SPDX-License-Identifier: GPL-3.0-or-later */

/* INVITE: the first one, the one with credentials, the one a proxy sends on, and those inside a call that hold,
 * resume, change or refresh it. RFC 3261 13, 14, 16 and 22, RFC 4028, RFC 3891. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-explain-session.h"
#include "rb-join.h"
#include "rb-sip-status.h"

#define REPLACES RB_OWN_FACT (0)
#define AFTER_407 RB_OWN_FACT (1)
#define AFTER_401 RB_OWN_FACT (2)
#define SAME_URI RB_OWN_FACT (9) /* the proxy left the Request-URI as it was */
#define STALE RB_OWN_FACT (3)
#define REFUSED_BEFORE RB_OWN_FACT (4) /* the challenged one had credentials already */
#define AFTER_REDIRECT RB_OWN_FACT (5)
#define AFTER_GLARE RB_OWN_FACT (6)
#define AFTER_422 RB_OWN_FACT (7)
#define OTHER_BRANCH RB_OWN_FACT (8)
#define FINAL_AGAIN RB_OWN_FACT (10) /* challenged though it has credentials */
#define AFTER_302_ELSEWHERE RB_OWN_FACT (11)
#define REFERRED_LIKELY RB_OWN_FACT (13) /* by who got the REFER, and when */
#define OTHER_TARGET RB_OWN_FACT (12)    /* the Request-URI is not the one in To */

/* clang-format off */
static const RbRule what_rules[] = {
  { "invite-hold", "RFC 3264 8.4", RB_IS_IN_DIALOG | RB_SESSION_HOLD, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside the running call. Its SDP says {direction}: {maker} puts the call on hold and wants no sound from the other end for now.") },
  { "invite-resume", "RFC 3264 8.4", RB_IS_IN_DIALOG | RB_SESSION_RESUME, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside the running call. Its SDP says {direction} again: {maker} takes the call off hold.") },
  { "invite-media", "RFC 3261 14.1", RB_IS_IN_DIALOG | RB_SESSION_LINES, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside the running call. Its SDP has another number of media lines than the one before ({old_sdp}): {maker} adds or removes media such as video.") },
  { "invite-codec", "RFC 3264 8.3.2", RB_IS_IN_DIALOG | RB_SESSION_CODECS, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside the running call. Its SDP offers other codecs ({codecs}) than the one before ({old_sdp}): {maker} wants to change how sound is coded.") },
  { "invite-moved", "RFC 3264 8.3.1", RB_IS_IN_DIALOG | RB_SESSION_MOVED, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside the running call. Its SDP names another address or port for the sound than the one before ({old_sdp}): {maker} has moved, or hands the sound to another machine.") },
  { "invite-refresh", "RFC 4028 7.4", RB_IS_IN_DIALOG | RB_SESSION_SAME | RB_SESSION_TIMER, 0, 0, 0,
    N_("A re-INVITE that changes nothing: its SDP is the same as before ({old_sdp}). With Session-Expires {session_expires} s it tells the other end and the proxies that the call is still alive.") },
  { "invite-same", "RFC 3261 14.1", RB_IS_IN_DIALOG | RB_SESSION_SAME, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside the running call. Its SDP is the same as before ({old_sdp}): it repeats what was agreed.") },
  { "invite-in-dialog", "RFC 3261 14.1", RB_IS_IN_DIALOG | RB_HAS_SDP, 0, 0, 0,
    N_("A re-INVITE: an INVITE inside a call (its To has a tag already). It offers the media anew; the SDP before it is not in this trace, so what it changes cannot be said.") },
  { "invite-in-dialog-empty", "RFC 3261 14.2", RB_IS_IN_DIALOG, 0, 0, 0,
    N_("A re-INVITE without SDP: {maker} asks the other end to make an offer in its 200.") },
  { "invite-replaces", "RFC 3891 3", REPLACES, RB_IS_IN_DIALOG, 0, 0,
    N_("An INVITE that takes over another call: its Replaces header names a dialog ({replaces}) which ends when this one is answered. So a call is handed over or picked up.") },
  { "invite-passed-on", "RFC 3261 16.6", RB_IS_RELAYED, 0, 0, 0,
    N_("The INVITE on its next hop: {sender} passes on to {receiver} that {from} calls {to}.") },
  { "invite-with-credentials", "RFC 3261 22.3", RB_HAS_CREDENTIALS, 0, 0, 0,
    N_("INVITE with credentials: {from} asks {to} for a call, and offers the proof that it knows the password.") },
  { "invite-first", "RFC 3261 13.1", 0, 0, 0, 0,
    N_("INVITE begins a call: {from} asks {to} to talk. It is the only request that may wait for a person, and so the only one with three steps: INVITE, final response, ACK.") },
};
static const RbRuleTable what_table = RB_RULES ("invite-what", what_rules);

static const RbRule body_rules[] = {
  { "invite-takes-place", "RFC 3891 3", REPLACES, RB_IS_IN_DIALOG, 0, 0,
    N_("It takes the place of the call {taken_parties}, which began with {taken}: once this one is answered, that one is ended.") },
  { "invite-offer", "RFC 3264 5", RB_HAS_SDP, RB_IS_IN_DIALOG | RB_IS_RELAYED, 0, 0,
    N_("Its body is the offer (SDP): where {maker} wants to receive sound, and the codecs it can do.") },
  { "invite-without-offer", "RFC 3261 13.2.1", 0, RB_HAS_SDP | RB_IS_IN_DIALOG, 0, 0,
    N_("It has no SDP: the callee makes the offer in its 200, and the caller answers it in the ACK (late offer).") },
  { "call-to-oneself-out", "RFC 3261 16.6", RB_CALLS_ONESELF, RB_IS_RELAYED | RB_IS_IN_DIALOG, 0, 0,
    N_("The phone calls itself ({from} calls {to}): one Call-ID, both roles in one program. This is the outgoing leg, in which it is the caller; the incoming leg has a branch of the proxy's on top.") },
  { "call-to-oneself-in", "RFC 3261 16.6", RB_CALLS_ONESELF | RB_IS_RELAYED, RB_IS_IN_DIALOG, 0, 0,
    N_("The phone calls itself ({from} calls {to}): one Call-ID, both roles in one program. This is the incoming leg, in which it is the callee: the proxy's Via is on top of its own.") },
};
static const RbRuleTable body_table = RB_RULES ("invite-body", body_rules);

static const RbRule why_rules[] = {
  { "invite-after-glare", "RFC 3261 14.1", AFTER_GLARE | RB_IS_IN_DIALOG, 0, 0, 0,
    N_("The re-INVITE before ({previous}) was refused with 491 ({previous_final}), because both ends had asked at once. Here it is asked again, {retry_wait} later. The RFC wants a random wait: 2.1 to 4 s for who began the call, 0 to 2 s for the other.") },
  { "invite-after-422", "RFC 4028 7.3", AFTER_422, 0, 0, 0,
    N_("The session interval of the one before ({previous}) was too small for somebody on the way: 422 ({previous_final}). It is sent again with a longer one.") },
  { "invite-stale-nonce", "RFC 7616 3.3", AFTER_407 | STALE, 0, 0, 0,
    N_("The proxy refused the nonce of the one before ({previous}), not the password: its challenge {challenge} says stale=true. The same call is asked for again with the new nonce; nobody is asked for the password.") },
  { "invite-third-try", "RFC 3261 22.1", REFUSED_BEFORE | RB_HAS_CREDENTIALS, 0, 0, RB_TONE_WARNING,
    N_("The credentials of {previous} were challenged once more ({challenge}): usually the password or user name is wrong. Here it is tried again.") },
  { "invite-after-407", "RFC 3261 22.3", AFTER_407 | RB_HAS_CREDENTIALS, 0, 0, 0,
    N_("The proxy challenged {previous} with 407 ({challenge}): it serves only users it knows, and gave a nonce. This is the same call again, with the answer in Proxy-Authorization: a digest of the password and that nonce. Call-ID and From stay, CSeq is higher, the branch is new: it is a new transaction.") },
  { "invite-after-401", "RFC 3261 22.2", AFTER_401 | RB_HAS_CREDENTIALS, 0, 0, 0,
    N_("The server it is meant for challenged {previous} with 401 ({challenge}); a proxy would have used 407. This is the same request again, with the answer in Authorization: a digest of the password and the nonce. CSeq is higher, the branch is new: it is a new transaction.") },
  { "invite-again-after-challenge", "RFC 3261 22.1", AFTER_407, RB_HAS_CREDENTIALS, 0, RB_TONE_WARNING,
    N_("{previous} was challenged ({challenge}), and yet this one has no credentials: it will hardly fare better.") },
  { "invite-redirected", "RFC 3261 8.1.3.4", AFTER_REDIRECT, RB_IS_RELAYED, 0, 0,
    N_("The one before ({previous}) was redirected ({previous_final}) to another address: {maker} tries that one, {uri}.") },
  { "invite-branch-of", "RFC 3261 16.6", RB_IS_RELAYED | OTHER_BRANCH, RB_IS_IN_DIALOG, 0, 0,
    N_("The proxy had got it as {outer} and forks the call: the callee has registered more than one phone, and each gets an INVITE of its own ({branch} went to another). Who answers first has the call; the proxy cancels the others.") },
  { "invite-branch", "RFC 3261 16.6", RB_IS_RELAYED | OTHER_BRANCH, RB_IS_IN_DIALOG, 0, 0,
    N_("The proxy forks the call: the callee has registered more than one phone, and each gets an INVITE of its own ({branch} went to another). Who answers first has the call; the proxy cancels the others.") },
  { "invite-sent-on-redirect", "RFC 3261 16.7", RB_IS_RELAYED | AFTER_302_ELSEWHERE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("A phone redirected the call ({redirect}): the proxy tries the address it was told, instead of the caller. That this INVITE is due to the redirection follows from its time only.") },
  { "invite-sent-on-same-uri", "RFC 3261 16.6", RB_IS_RELAYED | SAME_URI, RB_IS_IN_DIALOG, 0, 0,
    N_("The proxy had got it as {outer}. It put its own Via on top, so that the responses come back through it, and took one off Max-Forwards. The Request-URI stays as it was.") },
  { "invite-sent-on", "RFC 3261 16.6", RB_IS_RELAYED, RB_IS_IN_DIALOG, 0, 0,
    N_("The proxy had got it as {outer}. It put its own Via on top, so that the responses come back through it, took one off Max-Forwards, and wrote into the Request-URI where the callee can be reached now, as the callee's phone had registered: {uri}.") },
  { "invite-sent-on-in-dialog", "RFC 3261 16.6", RB_IS_RELAYED, 0, 0, 0,
    N_("The proxy had got it as {outer} and passes it on: with Record-Route it had asked to see all requests of the call.") },
  { "invite-sent-on-target", "RFC 3261 16.5", RB_IS_RELAYED | OTHER_TARGET, RB_IS_IN_DIALOG, RB_CONFIDENCE_LIKELY, 0,
    N_("A proxy passes it on: it has {n_vias} Vias. The hop before is not in this trace. To says who was called, {to}; the Request-URI says where it goes, {uri}. It is likely that the proxy put that in: it is the Contact under which the callee's phone had registered.") },
  { "invite-sent-on-unseen", "RFC 3261 16.6", RB_IS_RELAYED, 0, 0, 0,
    N_("A proxy passes it on: it has {n_vias} Vias. The hop before is not in this trace.") },
  { "invite-credentials-at-once", "RFC 3261 22.3", RB_HAS_CREDENTIALS, RB_IS_IN_DIALOG, RB_CONFIDENCE_LIKELY, 0,
    N_("It has credentials without a challenge in this trace: the phone knew the nonce from before, or the capture began too late to show the challenge.") },
  { "invite-user-changed", "RFC 3261 14.1", RB_IS_IN_DIALOG | RB_SESSION_HOLD, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Somebody pressed hold, or the phone does it by itself before a transfer or a second call: the message cannot tell which.") },
  { "invite-user-resumed", "RFC 3261 14.1", RB_IS_IN_DIALOG | RB_SESSION_RESUME, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Somebody took the call up again, after {held}: the message itself does not tell by which key.") },
  { "invite-timer-refresh", "RFC 4028 7.4", RB_IS_IN_DIALOG | RB_SESSION_SAME | RB_SESSION_TIMER, 0, 0, 0,
    N_("The session timer: a call whose end got lost would otherwise stay for ever. The one who refreshes does it at half of Session-Expires, here {since_refresh} after the last confirmation.") },
  { "invite-in-call", "RFC 3261 14.1", RB_IS_IN_DIALOG, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker} wants to change the running session; the phone's software or its user began it, which the message cannot tell.") },
  { "invite-referred-likely", "RFC 3515 2.4.4", REFERRED_LIKELY, RB_IS_RELAYED | RB_IS_IN_DIALOG, RB_CONFIDENCE_LIKELY, 0,
    N_("A transfer: {refer}, a REFER in another call, had asked this phone to call there. It has no credentials yet.") },
  { "invite-referred-seen", "RFC 3892 2.2", 0, RB_IS_RELAYED | RB_IS_IN_DIALOG, 0, 0,
    N_("A transfer: {refer}, a REFER in another call, asked for this one, and Referred-By names who sent it, {referred_by}. It has no credentials yet.") },
  { "invite-referred", "RFC 3892 2.2", 0, RB_IS_RELAYED | RB_IS_IN_DIALOG, 0, 0,
    N_("A transfer: somebody else asked for this call with REFER; Referred-By names who, {referred_by}. It has no credentials yet.") },
  { "invite-dialled", "RFC 3261 13.2", 0, 0, 0, 0,
    N_("Somebody has dialled. It has no credentials: the phone cannot make any before a challenge has given it a realm and a nonce.") },
};
static const RbRuleTable why_table = RB_RULES ("invite-why", why_rules);

static const RbRule next_rules[] = {
  { "invite-response-repeated", "RFC 3261 17.1.1.2", RB_HAS_PROVISIONAL | RB_WAS_REPEATED, RB_IS_STREAM, 0, 0,
    N_("A response must come: it was {provisional} ({provisional_label}), {provisional_wait} after the first copy. Timer A had sent the INVITE again before its sender saw that; timer B would have given up after 64 × T1 = 32 s.") },
  { "invite-final-repeated", "RFC 3261 17.1.1.2", RB_HAS_FINAL | RB_WAS_REPEATED, RB_HAS_PROVISIONAL | RB_IS_STREAM, 0, 0,
    N_("A response must come: it was the final one, {final} ({final_label}), {final_wait} after the first copy. Timer A had sent the INVITE again before its sender saw that; timer B would have given up after 64 × T1 = 32 s.") },
  { "invite-response", "RFC 3261 17.1.1.2", RB_HAS_PROVISIONAL, RB_IS_STREAM, 0, 0,
    N_("A response must come: the first was {provisional} ({provisional_label}), {provisional_wait} later. It stopped timer A, which would have sent the INVITE again after T1 = 0.5 s, 1 s, 2 s …, and timer B, which would have given up after 64 × T1 = 32 s.") },
  { "invite-response-stream", "RFC 3261 17.1.1.2", RB_HAS_PROVISIONAL, 0, 0, 0,
    N_("A response must come: the first was {provisional} ({provisional_label}), {provisional_wait} later. It stopped timer B, which would have given up after 64 × T1 = 32 s. Timer A does not run: over a stream nothing is sent again.") },
  { "invite-final-at-once", "RFC 3261 17.1.1.2", RB_HAS_FINAL, 0, 0, 0,
    N_("A response must come: the first was the final one, {final} ({final_label}), {final_wait} later. It stopped timers A (sends the INVITE again after T1 = 0.5 s over UDP) and B (gives up after 32 s).") },
  { "invite-unanswered", "RFC 3261 17.1.1.2", 0, RB_IS_STREAM, 0, RB_TONE_WARNING,
    N_("A response must come, and this trace has none. Timer A sends the INVITE again after 0.5 s, 1 s, 2 s …; timer B gives up 32 s after the first copy, at {give_up} of the trace, and takes that for a 408.") },
  { "invite-unanswered-stream", "RFC 3261 17.1.1.2", 0, 0, 0, RB_TONE_WARNING,
    N_("A response must come, and this trace has none. Over a stream nothing is sent again; timer B gives up 32 s after it, at {give_up} of the trace, and takes that for a 408.") },
};
static const RbRuleTable next_table = RB_RULES ("invite-next", next_rules);

static const RbRule end_rules[] = {
  { "invite-refused-again", "RFC 3261 22.1", FINAL_AGAIN, 0, RB_CONFIDENCE_LIKELY, RB_TONE_BAD,
    N_("Although it has credentials it was challenged again, {final} ({final_label}): user name or password are most likely wrong. A stale nonce would say stale=true.") },
  { "invite-challenged", "RFC 3261 22.1", RB_HAS_CHALLENGE, 0, 0, 0,
    N_("It was challenged: {final} ({final_label}). That ends this transaction, not the attempt: after an ACK the INVITE comes again with credentials.") },
  { "invite-answered", "RFC 3261 13.2.2.4", RB_HAS_2XX, 0, 0, RB_TONE_GOOD,
    N_("It was accepted: {final} ({final_label}), {final_wait} after the INVITE.") },
  { "invite-cancelled", "RFC 3261 9.1", RB_HAS_CANCEL | RB_HAS_FINAL, 0, 0, 0,
    N_("It was cancelled ({cancel}) and ended with {final} ({final_label}), {final_wait} after the INVITE.") },
  { "invite-failed", "RFC 3261 17.1.1", RB_HAS_FINAL | RB_HAS_PROVISIONAL, 0, 0, 0,
    N_("It ended with {final} ({final_label}), {final_wait} after the INVITE.") },
  { "invite-open", "RFC 3261 16.6", RB_HAS_PROVISIONAL | RB_IS_LIVE, 0, 0, 0,
    N_("Now it may take as long as a person needs. The final response is still to come; until then the caller can send CANCEL, and a proxy gives up after its timer C, 3 minutes at least.") },
  { "invite-open-capture", "RFC 3261 16.6", RB_HAS_PROVISIONAL, 0, 0, RB_TONE_WARNING,
    N_("The final response is not in this trace: it may take as long as a person needs, and the capture ended before.") },
};
static const RbRuleTable end_table = RB_RULES ("invite-end", end_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_invite_tables[] = { &what_table, &body_table, &why_table, &next_table, &end_table };

static const struct
{
  guint16 first;
  guint16 last;
  guint64 fact;
} reasons_to_retry[] = {
  { 401, 401, AFTER_401 },   { 407, 407, AFTER_407 }, { 300, 399, AFTER_REDIRECT },
  { 491, 491, AFTER_GLARE }, { 422, 422, AFTER_422 },
};

/* The same INVITE before, and why it was not enough. */
static void
look_at_previous (RbScene *self)
{
  RbReading request;
  RbReading final;

  if (!rb_scene_read_before (self, &request, &final))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (reasons_to_retry); i++)
    if (final.index.status >= reasons_to_retry[i].first && final.index.status <= reasons_to_retry[i].last)
      {
        self->facts |= reasons_to_retry[i].fact;
        rb_scene_cite (self, "previous", request.position);
        rb_scene_cite (self, "previous_final", final.position);
        rb_scene_set_time (self, "retry_wait", self->message.info.wall_us - final.info.wall_us);
      }
  if (final.index.status == 401 || final.index.status == 407)
    {
      rb_scene_cite (self, "challenge", final.position);
      self->facts |= rb_explain_is_stale (&final) ? STALE : 0;
      self->facts |= request.index.has_authorization ? REFUSED_BEFORE : 0;
    }
}

/* Another INVITE of the same fork, which differs in nothing but where it went. */
static void
look_at_branches (RbScene *self)
{
  guint end = rb_scene_get_end (self);
  RbReading other;

  for (guint i = rb_scene_get_first (self); i < end; i++)
    {
      guint redirect;

      if (i == self->step.transaction || !rb_scene_may_be_same (self, i, self->step.transaction) ||
          !rb_scene_read_request (self, i, &other) || !rb_reading_is (&other, "INVITE") ||
          other.index.cseq != self->message.index.cseq || other.index.n_vias != self->message.index.n_vias ||
          !rb_span_equal (other.index.from_tag, other.bytes, self->message.index.from_tag, self->message.bytes))
        continue;
      redirect = rb_scene_find_response (self, i, 0);
      if (redirect != RB_FLOW_NONE && redirect < self->message.position)
        {
          RbReading final;

          if (rb_reading_init (&final, self->trace, redirect) && final.index.status / 100 == 3)
            {
              rb_scene_cite (self, "redirect", redirect);
              self->facts |= AFTER_302_ELSEWHERE;
              return;
            }
        }
      if (!(self->facts & OTHER_BRANCH))
        rb_scene_cite (self, "branch", other.position);
      self->facts |= OTHER_BRANCH;
    }
}

static void
look_at_outcome (RbScene *self)
{
  RbReading reading;
  const RbTransaction *cancel = rb_flow_get_transaction (self->flow, self->transaction.cancel);

  if (rb_scene_read_step (self, self->transaction.provisional, &reading))
    {
      rb_scene_set (self, "provisional_label", rb_sip_status_format (reading.index.status));
      rb_scene_set_time (self, "provisional_wait", reading.info.wall_us - self->request.info.wall_us);
    }
  if (cancel != NULL)
    rb_scene_cite_step (self, "cancel", cancel->request);
  if ((self->facts & RB_HAS_CHALLENGE) && (self->facts & RB_HAS_CREDENTIALS) &&
      rb_scene_read_step (self, self->transaction.final, &reading) && !rb_explain_is_stale (&reading))
    self->facts |= FINAL_AGAIN;
  rb_scene_set_time (self, "give_up", self->request.info.wall_us + RB_GIVE_UP_US - rb_trace_get_time (self->trace, 0));
}

/* The other calls of a transfer: the one it takes the place of, and the one whose REFER asked for it. */
static void
look_at_other_calls (RbScene *self)
{
  gboolean exactly;
  RbFlow *taken = rb_trace_find_replaced (self->trace, self->message.position, &exactly);
  guint refer = RB_FLOW_NONE;

  if (taken != NULL && taken != self->flow && rb_flow_get_n_steps (taken) > 0)
    {
      g_autofree char *parties = rb_flow_format_parties (taken);

      rb_scene_set (self, "taken_parties", rb_lesson_quote (parties));
      rb_scene_cite (self, "taken", rb_flow_get_step (taken, 0)->position);
    }
  if (self->message.index.to_tag.length == 0)
    refer = rb_trace_find_refer (self->trace, self->message.position, &exactly);
  rb_scene_cite (self, "refer", refer);
  if (refer != RB_FLOW_NONE && !exactly)
    self->facts |= REFERRED_LIKELY;
}

static gboolean
calls_oneself (const RbScene *self)
{
  const RbSipIndex *index = &self->message.index;
  g_autofree char *from = rb_span_dup (index->from_uri, self->message.bytes);
  g_autofree char *to = rb_span_dup (index->to_uri, self->message.bytes);

  return g_ascii_strcasecmp (from, to) == 0;
}

void
rb_explain_invite (RbScene *self, RbExplanation *explanation)
{
  RbSpan replaces = rb_reading_find (&self->message, "Replaces", NULL);
  guint outer = rb_scene_find_hop (self, FALSE);
  RbReading reading;

  if (self->message.index.has_replaces)
    self->facts |= REPLACES;
  rb_scene_quote (self, "replaces", replaces);
  rb_scene_quote (self, "referred_by", rb_reading_find (&self->message, "Referred-By", "b"));
  look_at_other_calls (self);
  if (calls_oneself (self))
    self->facts |= RB_CALLS_ONESELF;
  rb_scene_set (self, "n_vias", g_strdup_printf ("%u", self->message.index.n_vias));
  if (rb_scene_read_request (self, outer, &reading))
    {
      rb_scene_cite (self, "outer", reading.position);
      self->facts |=
          rb_span_equal (reading.index.request_uri, reading.bytes, self->message.index.request_uri, self->message.bytes)
              ? SAME_URI
              : 0;
    }
  if (!rb_span_equal (self->message.index.request_uri, self->message.bytes, self->message.index.to_uri,
                      self->message.bytes))
    self->facts |= OTHER_TARGET;
  look_at_previous (self);
  if (self->facts & RB_IS_RELAYED)
    look_at_branches (self);
  look_at_outcome (self);
  rb_explain_compare_session (self);

  rb_scene_say_first (self, explanation->what, &what_table);
  rb_scene_say_all (self, explanation->what, &body_table);
  rb_scene_say_first (self, explanation->why, &why_table);
  rb_scene_say_first (self, explanation->next, &next_table);
  rb_scene_say_first (self, explanation->next, &end_table);
}
