/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The requests beside the call itself: OPTIONS, PRACK, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, MESSAGE, PUBLISH and
 * those nobody here knows; and the timers that all requests but INVITE and ACK have in common (RFC 3261 17.1.2). */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-explain-session.h"
#include "rb-sip-body.h"
#include "rb-sip-scan.h"

#define ZERO RB_OWN_FACT (0)
#define ATTENDED RB_OWN_FACT (1)
#define IS_DTMF RB_OWN_FACT (2)
#define IS_MWI RB_OWN_FACT (3)
#define IS_REFER_EVENT RB_OWN_FACT (4)
#define TERMINATED RB_OWN_FACT (5)
#define OPTIONS RB_OWN_FACT (6)
#define PRACK RB_OWN_FACT (7)
#define UPDATE RB_OWN_FACT (8)
#define INFO RB_OWN_FACT (9)
#define SUBSCRIBE RB_OWN_FACT (10)
#define NOTIFY RB_OWN_FACT (11)
#define REFER RB_OWN_FACT (12)
#define MESSAGE RB_OWN_FACT (13)
#define PUBLISH RB_OWN_FACT (14)
#define AFTER_CHALLENGE RB_OWN_FACT (15)

static const struct
{
  const char *method;
  guint64 fact;
} methods[] = {
  { "OPTIONS", OPTIONS }, { "PRACK", PRACK },         { "UPDATE", UPDATE },
  { "INFO", INFO },       { "SUBSCRIBE", SUBSCRIBE }, { "NOTIFY", NOTIFY },
  { "REFER", REFER },     { "MESSAGE", MESSAGE },     { "PUBLISH", PUBLISH },
};

/* clang-format off */
static const RbRule what_rules[] = {
  { "options-in-dialog", "RFC 3261 11.2", OPTIONS | RB_IS_IN_DIALOG, 0, 0, 0,
    N_("OPTIONS inside the call: {maker} asks whether the other end is still there; the call itself is not changed.") },
  { "options", "RFC 3261 11", OPTIONS, 0, 0, 0,
    N_("OPTIONS asks what {to} can do (methods, codecs, extensions). Nothing rings; it is often used as a ping.") },
  { "prack", "RFC 3262 7.2", PRACK, 0, 0, 0,
    N_("PRACK acknowledges a provisional response: RAck {rack} is that response's RSeq and CSeq. Provisional responses are normally not acknowledged at all; this one asked for it (100rel).") },
  { "prack-damaged", "RFC 3262 3", PRACK, 0, 0, RB_TONE_WARNING,
    N_("PRACK acknowledges a provisional response; it lacks RAck, so nobody can tell which.") },
  { "update-refresh", "RFC 4028 7.4", UPDATE | RB_SESSION_TIMER, RB_HAS_SDP, 0, 0,
    N_("UPDATE without SDP changes nothing: with Session-Expires {session_expires} s it tells the other end and the proxies that the call is still alive (session timer).") },
  { "update-hold", "RFC 3264 8.4", UPDATE | RB_SESSION_HOLD, 0, 0, 0,
    N_("UPDATE changes the session without a new INVITE. Its SDP says {direction}: {maker} puts the call on hold.") },
  { "update-resume", "RFC 3264 8.4", UPDATE | RB_SESSION_RESUME, 0, 0, 0,
    N_("UPDATE changes the session without a new INVITE. Its SDP says {direction} again: {maker} takes the call off hold.") },
  { "update-offer", "RFC 3311 5.1", UPDATE | RB_HAS_SDP, 0, 0, 0,
    N_("UPDATE changes the session without a new INVITE, even before the call is answered: it carries a new offer (SDP).") },
  { "update", "RFC 3311 5.1", UPDATE, 0, 0, 0,
    N_("UPDATE changes what belongs to the call (such as the target or a timer) without a new INVITE. It has no SDP: the media stay.") },
  { "info-dtmf", "RFC 6086 2", INFO | IS_DTMF, 0, 0, 0,
    N_("INFO with a key that was pressed: {signal}. It travels in the signalling instead of in the sound; most phones send RTP events (RFC 4733) instead.") },
  { "info-dtmf-unread", "RFC 6086 2", INFO | IS_DTMF, 0, 0, 0,
    N_("INFO with a key that was pressed; which one its body does not say in a way that could be read.") },
  { "info", "RFC 6086 4.1", INFO, 0, 0, 0,
    N_("INFO carries something for the application at the other end of the call: {type}. The call itself does not change.") },
  { "info-empty", "RFC 6086 4.1", INFO, 0, 0, 0,
    N_("INFO carries something for the application at the other end of the call; the call itself does not change.") },
  { "unsubscribe", "RFC 6665 4.1.2.3", SUBSCRIBE | ZERO, 0, 0, 0,
    N_("SUBSCRIBE with expiry 0 ends the subscription to {event} of {to}. A last NOTIFY follows.") },
  { "subscribe-refresh", "RFC 6665 4.1.2.2", SUBSCRIBE | RB_IS_IN_DIALOG, 0, 0, 0,
    N_("SUBSCRIBE inside the subscription: it is renewed before it expires.") },
  { "subscribe", "RFC 6665 4.1.2.1", SUBSCRIBE, 0, 0, 0,
    N_("SUBSCRIBE asks to be told whenever {event} of {to} changes, by NOTIFY, for {expires} s.") },
  { "subscribe-no-expiry", "RFC 6665 4.1.2.1", SUBSCRIBE, 0, 0, 0,
    N_("SUBSCRIBE asks to be told whenever {event} of {to} changes, by NOTIFY.") },
  { "subscribe-no-event", "RFC 6665 4.1.2.1", SUBSCRIBE, 0, 0, RB_TONE_WARNING,
    N_("SUBSCRIBE asks to be told of changes, but it has no Event header: nobody can tell of what.") },
  { "notify-transfer-done", "RFC 3515 2.4.5", NOTIFY | IS_REFER_EVENT | TERMINATED, 0, 0, 0,
    N_("NOTIFY of a transfer: its body is the last response that the new call got, {sipfrag}. With that the subscription of the REFER ends.") },
  { "notify-transfer", "RFC 3515 2.4.5", NOTIFY | IS_REFER_EVENT, 0, 0, 0,
    N_("NOTIFY of a transfer: its body is the response that the new call has got so far, {sipfrag}.") },
  { "notify-mwi", "RFC 3842 3", NOTIFY | IS_MWI, 0, 0, 0,
    N_("NOTIFY of a voice mailbox (message-summary): {messages}.") },
  { "notify-mwi-plain", "RFC 3842 3", NOTIFY | IS_MWI, 0, 0, 0,
    N_("NOTIFY of a voice mailbox (message-summary).") },
  { "notify-end", "RFC 6665 4.2.2", NOTIFY | TERMINATED, 0, 0, 0,
    N_("NOTIFY about {event}: the last one, its Subscription-State is {state}. No more will come.") },
  { "notify", "RFC 6665 4.2.2", NOTIFY, 0, 0, 0,
    N_("NOTIFY tells the subscriber the present state of {event}; Subscription-State is {state}.") },
  { "notify-plain", "RFC 6665 4.2.2", NOTIFY, 0, 0, 0,
    N_("NOTIFY tells a subscriber the present state of something; which subscription it is for its headers do not say.") },
  { "refer-attended", "RFC 5589 7.3", REFER | ATTENDED, 0, 0, 0,
    N_("REFER asks {target} to call somebody else, {refer_to}, in place of a call that exists already (Replaces): an attended transfer.") },
  { "refer", "RFC 3515 2.1", REFER, 0, 0, 0,
    N_("REFER asks {target} to call somebody else, {refer_to}: a blind transfer of this call.") },
  { "refer-damaged", "RFC 3515 2.1", REFER, 0, 0, RB_TONE_BAD,
    N_("REFER asks to call somebody else, but has no Refer-To: nobody can tell whom. It is refused with 400.") },
  { "message", "RFC 3428 4", MESSAGE, 0, 0, 0,
    N_("MESSAGE carries a text of {length} bytes ({type}) from {from} to {to}. It begins no dialog: each one stands alone.") },
  { "message-empty", "RFC 3428 4", MESSAGE, 0, 0, 0,
    N_("MESSAGE carries a text from {from} to {to}. It begins no dialog: each one stands alone.") },
  { "publish-remove", "RFC 3903 4.5", PUBLISH | ZERO, 0, 0, 0,
    N_("PUBLISH with expiry 0 takes back what was published about {event} of {to}.") },
  { "publish", "RFC 3903 4", PUBLISH, 0, 0, 0,
    N_("PUBLISH tells a server the state of {event} of {to}, such as presence, so that others can subscribe to it.") },
  { "publish-plain", "RFC 3903 4", PUBLISH, 0, 0, RB_TONE_WARNING,
    N_("PUBLISH tells a server a state, but has no Event header: nobody can tell of what.") },
  { "unknown-method", "RFC 3261 8.2.1", 0, 0, 0, RB_TONE_WARNING,
    N_("{method} is no method of the SIP registry. Who does not know a method answers 405 or 501; a proxy passes it on like any other.") },
};
static const RbRuleTable what_table = RB_RULES ("request-what", what_rules);

static const RbRule why_rules[] = {
  { "request-passed-on", "RFC 3261 16.6", RB_IS_RELAYED, 0, 0, 0,
    N_("The proxy had got it as {outer} and passes it on, with its own Via on top.") },
  { "request-passed-on-unseen", "RFC 3261 16.6", RB_IS_RELAYED, 0, 0, 0,
    N_("A proxy passes it on: it has more than one Via. The hop before is not in this trace.") },
  { "request-after-challenge", "RFC 3261 22.1", AFTER_CHALLENGE | RB_HAS_CREDENTIALS, 0, 0, 0,
    N_("{previous} was challenged ({challenge}); this is the same again, with credentials.") },
  { "options-why-dialog", "RFC 3261 11.2", OPTIONS | RB_IS_IN_DIALOG, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker}'s software does this by itself from time to time, to find out when the other end is lost without a BYE; no user has done anything. No message says so.") },
  { "options-why", "RFC 3261 11", OPTIONS, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Software does this by itself: to see whether the other side is alive, to keep a NAT mapping open, or to learn what it can do. Which of these no message says.") },
  { "prack-why", "RFC 3262 4", PRACK, 0, 0, 0,
    N_("It acknowledges {reliable} ({reliable_label}), which has RSeq and Require: 100rel: whoever sent that wants to know that it arrived, usually because it carries SDP.") },
  { "prack-why-unseen", "RFC 3262 4", PRACK, 0, 0, RB_TONE_WARNING,
    N_("The provisional response it acknowledges is not in this trace.") },
  { "update-why-refresh", "RFC 4028 7.4", UPDATE | RB_SESSION_TIMER, 0, 0, 0,
    N_("The session timer: a call whose end got lost would otherwise stay for ever. It is refreshed at half of Session-Expires, here {since_refresh} after the last confirmation ({refreshed}).") },
  { "info-why-dtmf", "RFC 6086 2", INFO | IS_DTMF, 0, 0, 0,
    N_("Somebody pressed a key during the call, such as for a menu.") },
  { "subscribe-why", "RFC 6665 4.1.2", SUBSCRIBE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone's software subscribes by itself, such as for busy lamps, presence or a mailbox; no message says on whose wish.") },
  { "notify-why-refer", "RFC 3515 2.4.4", NOTIFY | IS_REFER_EVENT, 0, 0, 0,
    N_("Who accepts a REFER ({refer}) owes reports of how it goes: the REFER is a subscription by itself.") },
  { "notify-why-subscribe", "RFC 6665 4.2.1.2", NOTIFY, 0, 0, 0,
    N_("It reports to the subscription that {subscribe} made: one NOTIFY at once, and one for every change.") },
  { "notify-why-unsolicited", "RFC 6665 4.1.3", NOTIFY, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("No SUBSCRIBE for it is in this trace: the subscription began before, or the server sends it unasked, as some do for mailboxes.") },
  { "refer-why", "RFC 5589 6", REFER, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker}'s user pressed transfer: the call shall go on between {target} and the new one. A program could have done it, too.") },
  { "message-why", "RFC 3428 4", MESSAGE, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Somebody wrote a text message; the message cannot tell a person from a program.") },
  { "request-by-itself", "RFC 3261 8.1.1", 0, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("Nothing before it in this trace asked for it: the user or the program of {maker} began it, which the message cannot tell apart.") },
};
static const RbRuleTable why_table = RB_RULES ("request-why", why_rules);

static const RbRule next_rules[] = {
  { "request-challenged", "RFC 3261 22.1", RB_HAS_CHALLENGE, 0, 0, 0,
    N_("It was challenged: {final} ({final_label}). The same has to come again with credentials.") },
  { "refer-accepted", "RFC 3515 2.4.2", REFER | RB_HAS_2XX, 0, 0, 0,
    N_("It was accepted: {final} ({final_label}). The new call follows, and NOTIFYs that report on it ({notify}).") },
  { "refer-accepted-silent", "RFC 3515 2.4.2", REFER | RB_HAS_2XX, 0, 0, RB_TONE_WARNING,
    N_("It was accepted: {final} ({final_label}). NOTIFYs that report on the new call should follow; this trace has none.") },
  { "subscribe-accepted", "RFC 6665 4.1.2.1", SUBSCRIBE | RB_HAS_2XX, 0, 0, 0,
    N_("It was accepted: {final} ({final_label}). A NOTIFY follows at once ({notify}), and then one for each change.") },
  { "subscribe-accepted-silent", "RFC 6665 4.1.2.1", SUBSCRIBE | RB_HAS_2XX, 0, 0, RB_TONE_WARNING,
    N_("It was accepted: {final} ({final_label}). A NOTIFY should follow at once; this trace has none.") },
  { "request-accepted", "RFC 3261 17.1.2", RB_HAS_2XX, 0, 0, 0,
    N_("It was answered: {final} ({final_label}), {final_wait} later. Only INVITE has an ACK, so the transaction is over.") },
  { "request-failed", "RFC 3261 17.1.2", RB_HAS_FINAL, 0, 0, RB_TONE_WARNING,
    N_("It was refused: {final} ({final_label}), {final_wait} later. Only INVITE has an ACK, so the transaction is over.") },
};
static const RbRuleTable next_table = RB_RULES ("request-next", next_rules);

static const RbRule timer_rules[] = {
  { "timers-e-f", "RFC 3261 17.1.2.2", RB_HAS_FINAL, RB_IS_STREAM, 0, 0,
    N_("Without a final response timer E would have sent it again after 0.5 s, 1 s, 2 s and then every 4 s, and timer F would have given up after 32 s.") },
  { "timer-f", "RFC 3261 17.1.2.2", RB_HAS_FINAL, 0, 0, 0,
    N_("Without a final response timer F would have given up after 32 s; over a stream nothing is sent again.") },
  { "unanswered-e-f", "RFC 3261 17.1.2.2", 0, RB_IS_STREAM, 0, RB_TONE_WARNING,
    N_("A final response must come, and this trace has none. Timer E sends it again after 0.5 s, 1 s, 2 s and then every 4 s; timer F gives up 32 s after the first copy, at {give_up} of the trace.") },
  { "unanswered-f", "RFC 3261 17.1.2.2", 0, 0, 0, RB_TONE_WARNING,
    N_("A final response must come, and this trace has none. Over a stream nothing is sent again; timer F gives up 32 s after it, at {give_up} of the trace.") },
};
static const RbRuleTable timer_table = RB_RULES ("request-timers", timer_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_request_tables[] = { &what_table, &why_table, &next_table, &timer_table };

void
rb_explain_non_invite_timers (RbScene *self, RbExplanation *explanation)
{
  rb_scene_set_time (self, "give_up", self->request.info.wall_us + RB_GIVE_UP_US - rb_trace_get_time (self->trace, 0));
  rb_scene_say_first (self, explanation->next, &timer_table);
}

/* The nearest request of that method before (or after) this transaction, in the same flow. */
static void
cite_request (RbScene *self, const char *method, gboolean before, const char *name)
{
  guint first = rb_scene_get_first (self);
  guint end = rb_scene_get_end (self);
  RbReading reading;

  for (guint i = self->step.transaction; before ? i > first : i + 1 < end; before ? i-- : i++)
    if (rb_scene_may_have_method (self, before ? i - 1 : i + 1, method) &&
        rb_scene_read_request (self, before ? i - 1 : i + 1, &reading) && rb_reading_is (&reading, method))
      {
        rb_scene_cite (self, name, reading.position);
        return;
      }
}

static void
look_at_previous (RbScene *self)
{
  RbReading request;
  RbReading final;

  if (rb_scene_read_before (self, &request, &final) && (final.index.status == 401 || final.index.status == 407))
    {
      self->facts |= AFTER_CHALLENGE;
      rb_scene_cite (self, "previous", request.position);
      rb_scene_cite (self, "challenge", final.position);
    }
}

/* The value of "Name: value" or "Name=value" in a short body of lines. (transfer full) (nullable) */
static char *
dup_line (const RbReading *reading, const char *name)
{
  const char *body = (const char *) reading->bytes + reading->index.body.offset;
  gsize length = MIN (reading->index.body.length, 2000);
  g_autofree char *text = g_utf8_make_valid (body, length);
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", 60);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0)
      {
        char *value = lines[i] + strlen (name);

        while (*value == ' ' || *value == ':' || *value == '=')
          value++;
        return *value != '\0' ? rb_lesson_quote (g_strstrip (value)) : NULL;
      }
  return NULL;
}

/* RAck: the number of the response, then CSeq. */
static void
look_at_reliable (RbScene *self)
{
  RbSpan rack = rb_reading_find (&self->message, "RAck", NULL);
  g_autofree char *text = rack.length > 0 ? rb_span_dup_line (rack, self->message.bytes) : NULL;
  guint64 wanted = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
  RbReading reading;

  rb_scene_quote (self, "rack", rack);
  for (guint i = self->number; text != NULL && i > rb_scene_get_first_step (self); i--)
    {
      RbSpan rseq;
      guint32 number;

      if (rb_flow_get_step (self->flow, i - 1)->leg != self->step.leg ||
          rb_flow_get_step (self->flow, i - 1)->retransmission_of != RB_FLOW_NONE ||
          !rb_scene_read_step (self, i - 1, &reading) || reading.index.is_request || reading.index.status >= 200)
        continue;
      rseq = rb_reading_find (&reading, "RSeq", NULL);
      if (rseq.length == 0 || !rb_span_to_uint32 (rseq, reading.bytes, &number) || number != wanted)
        continue;
      rb_scene_cite (self, "reliable", reading.position);
      rb_scene_set (self, "reliable_label", g_strdup_printf ("%u", reading.index.status));
      return;
    }
}

static void
look_at_info (RbScene *self)
{
  const RbReading *message = &self->message;

  if (rb_sip_media_type_is (message->index.content_type, message->bytes, "application/dtmf-relay"))
    {
      self->facts |= IS_DTMF;
      rb_scene_set (self, "signal", dup_line (message, "Signal"));
    }
  else if (rb_sip_media_type_is (message->index.content_type, message->bytes, "application/dtmf"))
    {
      self->facts |= IS_DTMF;
      rb_scene_quote (self, "signal", message->index.body);
    }
}

static void
look_at_notify (RbScene *self)
{
  const RbReading *message = &self->message;
  RbSpan event = rb_reading_find (message, "Event", "o");
  g_autofree char *name = event.length > 0 ? rb_span_dup_line (event, message->bytes) : g_strdup ("");

  rb_scene_quote (self, "state", rb_reading_find (message, "Subscription-State", NULL));
  name[strcspn (name, "; ")] = '\0';
  if (g_ascii_strcasecmp (name, "refer") == 0)
    {
      self->facts |= IS_REFER_EVENT;
      cite_request (self, "REFER", TRUE, "refer");
    }
  else if (g_ascii_strcasecmp (name, "message-summary") == 0)
    {
      self->facts |= IS_MWI;
      rb_scene_set (self, "messages", dup_line (message, "Voice-Message"));
      if (!rb_scene_has (self, "messages"))
        rb_scene_set (self, "messages", dup_line (message, "Messages-Waiting"));
    }
  cite_request (self, "SUBSCRIBE", TRUE, "subscribe");
  rb_scene_set (self, "sipfrag", dup_line (message, "SIP/2.0"));
  if (rb_scene_has (self, "state"))
    {
      RbSpan state = rb_reading_find (message, "Subscription-State", NULL);
      g_autofree char *text = rb_span_dup_line (state, message->bytes);

      self->facts |= g_ascii_strncasecmp (text, "terminated", strlen ("terminated")) == 0 ? TERMINATED : 0;
    }
}

void
rb_explain_request (RbScene *self, RbExplanation *explanation)
{
  const RbSipIndex *index = &self->message.index;
  guint outer = rb_scene_find_hop (self, FALSE);
  RbReading reading;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    self->facts |= rb_reading_is (&self->message, methods[i].method) ? methods[i].fact : 0;
  if (rb_scene_read_request (self, outer, &reading))
    rb_scene_cite (self, "outer", reading.position);
  look_at_previous (self);
  rb_scene_quote (self, "event", rb_reading_find (&self->message, "Event", "o"));
  rb_scene_quote (self, "type", index->content_type);
  rb_scene_set (self, "length", index->body.length > 0 ? g_strdup_printf ("%u", index->body.length) : NULL);
  if (index->expires != G_MAXUINT32)
    rb_scene_set (self, "expires", g_strdup_printf ("%u", index->expires));
  self->facts |= index->expires == 0 ? ZERO : 0;
  rb_scene_quote (self, "refer_to", index->refer_to);
  if (self->facts & PRACK)
    look_at_reliable (self);
  if (self->facts & UPDATE)
    rb_explain_compare_session (self);
  if (self->facts & INFO)
    look_at_info (self);
  if (self->facts & NOTIFY)
    look_at_notify (self);
  if (self->facts & (REFER | SUBSCRIBE))
    cite_request (self, "NOTIFY", FALSE, "notify");
  if (index->refer_to.length > 0 &&
      g_strstr_len ((const char *) self->message.bytes + index->refer_to.offset, index->refer_to.length, "Replaces="))
    self->facts |= ATTENDED;

  rb_scene_say_first (self, explanation->what, &what_table);
  rb_scene_say_first (self, explanation->why, &why_table);
  rb_scene_say_first (self, explanation->next, &next_table);
  rb_explain_non_invite_timers (self, explanation);
}

const char *
rb_explain_get_method_text (const char *method)
{
  static const struct
  {
    const char *method;
    const char *id;
  } firsts[] = {
    { "OPTIONS", "options" },
    { "PRACK", "prack" },
    { "UPDATE", "update" },
    { "INFO", "info" },
    { "SUBSCRIBE", "subscribe" },
    { "NOTIFY", "notify" },
    { "REFER", "refer" },
    { "MESSAGE", "message" },
    { "PUBLISH", "publish" },
    { "INVITE", "invite-first" },
    { "ACK", "ack-2xx" },
    { "CANCEL", "cancel" },
    { "BYE", "bye" },
    { "REGISTER", "register" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (firsts); i++)
    if (g_str_equal (firsts[i].method, method))
      return rb_explain_find_text (firsts[i].id);
  return rb_explain_find_text ("unknown-method");
}
