/* SPDX-License-Identifier: GPL-3.0-or-later */

/* REGISTER and its 200: the first, with credentials, the refresh that goes on all day, the end. RFC 3261 10. */

#include "rb-explain-private.h"

#include <glib/gi18n-lib.h>

#include "rb-digest.h"
#include "rb-explain-session.h"
#include "rb-nat-private.h"
#include "rb-sip-scan.h"

/* NATs keep a UDP mapping about this long without traffic: RFC 4787 4.3 asks for 2 minutes, many have 30 s. */
#define NAT_UDP_US (120 * G_USEC_PER_SEC)

#define ZERO RB_OWN_FACT (0)
#define NO_CONTACT RB_OWN_FACT (1)
#define AFTER_401 RB_OWN_FACT (2)
#define AFTER_407 RB_OWN_FACT (3)
#define STALE RB_OWN_FACT (4)
#define REFUSED_BEFORE RB_OWN_FACT (5)
#define AFTER_423 RB_OWN_FACT (6)
#define IN_CALL RB_OWN_FACT (7)
#define SHORT_INTERVAL RB_OWN_FACT (8)
#define SEVERAL RB_OWN_FACT (9)
#define NO_BINDING RB_OWN_FACT (10)
#define SHORTENED RB_OWN_FACT (11)
#define SAME_NONCE RB_OWN_FACT (13) /* as the REGISTER that it refreshes */
#define NAT_SEEN RB_OWN_FACT (12)   /* the registrar saw another address than the phone's own */

/* clang-format off */
static const RbRule what_rules[] = {
  { "register-fetch", "RFC 3261 10.2.3", NO_CONTACT, 0, 0, 0,
    N_("REGISTER without Contact: it only asks at which addresses {to} is registered, and changes nothing.") },
  { "unregister", "RFC 3261 10.2.2", ZERO, 0, 0, 0,
    N_("REGISTER with expiry 0: the phone takes its address off the list. Calls to {to} no longer come here.") },
  { "register", "RFC 3261 10.2", 0, 0, 0, 0,
    N_("REGISTER tells the registrar where {to} can be called: at {contact}, for {expires} s. That is called a binding.") },
  { "register-no-expiry", "RFC 3261 10.2", 0, 0, 0, 0,
    N_("REGISTER tells the registrar where {to} can be called: at {contact}. It leaves to the registrar for how long; that is called a binding.") },
};
static const RbRuleTable what_table = RB_RULES ("register-what", what_rules);

static const RbRule why_rules[] = {
  { "register-stale-nonce", "RFC 7616 3.3", STALE, 0, 0, 0,
    N_("The registrar refused the nonce of {previous}, not the password: its challenge {challenge} says stale=true. The same again with the new nonce.") },
  { "register-third-try", "RFC 3261 22.1", REFUSED_BEFORE | RB_HAS_CREDENTIALS, 0, 0, RB_TONE_WARNING,
    N_("The credentials of {previous} were challenged once more ({challenge}): usually the password or user name is wrong. Here it is tried again.") },
  { "register-after-401", "RFC 3261 22.2", AFTER_401 | RB_HAS_CREDENTIALS, 0, 0, 0,
    N_("The registrar challenged {previous} with 401 ({challenge}); a server does that for itself, where a proxy in between would use 407. This is the same REGISTER with the answer in Authorization: a digest of the password and the nonce.") },
  { "register-after-407", "RFC 3261 22.3", AFTER_407 | RB_HAS_CREDENTIALS, 0, 0, 0,
    N_("A proxy on the way challenged {previous} with 407 ({challenge}). This is the same REGISTER with the answer in Proxy-Authorization: a digest of the password and the nonce.") },
  { "register-after-423", "RFC 3261 10.2.8", AFTER_423, 0, 0, 0,
    N_("The one before ({previous}) asked for too short a time ({challenge}, 423): this one asks for longer.") },
  { "unregister-user", "RFC 3261 10.2.2", ZERO, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("The phone goes offline or changes its address: the message itself does not tell which.") },
  { "register-same-nonce", "RFC 7616 3.6", RB_HAS_CREDENTIALS | SAME_NONCE, 0, 0, 0,
    N_("It carries credentials at once, with the nonce of {refreshed} again: as long as the registrar accepts that one, it need not ask.") },
  { "register-credentials-at-once", "RFC 3261 22.2", RB_HAS_CREDENTIALS, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("It carries credentials at once: the phone uses a nonce that it had got before. Where that was is not in this trace, or it was an earlier REGISTER.") },
  { "register-first", "RFC 3261 22.2", 0, 0, 0, 0,
    N_("The phone sends no credentials yet: only a challenge tells it for which realm and with which nonce to make them.") },
};
static const RbRuleTable why_table = RB_RULES ("register-why", why_rules);

static const RbRule more_rules[] = {
  { "register-refresh-nat-seen", "RFC 3261 10.2.4", SHORT_INTERVAL | NAT_SEEN, ZERO | NO_CONTACT, 0, 0,
    N_("A refresh, {interval} after {refreshed}. It goes on as long as the phone is on, during calls too: the binding would run out ({granted} s were granted), and the NAT on the way, which makes {via} look like {seen}, would forget the phone's UDP port after a minute or so of silence. Each refresh keeps both alive.") },
  { "register-refresh-nat", "RFC 3261 10.2.4", SHORT_INTERVAL, ZERO | NO_CONTACT, 0, 0,
    N_("A refresh, {interval} after {refreshed}. It goes on as long as the phone is on, during calls too: the binding would run out ({granted} s were granted), and a NAT on the way, if there is one, would forget the phone's UDP port after a minute or so of silence. Each refresh keeps both alive.") },
  { "register-refresh", "RFC 3261 10.2.4", 0, ZERO | NO_CONTACT, 0, 0,
    N_("A refresh, {interval} after {refreshed}. It goes on as long as the phone is on, during calls too: without it the binding would run out ({granted} s were granted) and no call would find the phone.") },
  { "register-refresh-unknown", "RFC 3261 10.2.4", 0, ZERO | NO_CONTACT, 0, 0,
    N_("A refresh, {interval} after {refreshed}: without it the binding would run out and no call would find the phone.") },
};
static const RbRuleTable more_table = RB_RULES ("register-more", more_rules);

static const RbRule call_rules[] = {
  { "register-in-call", "RFC 3261 10.2", IN_CALL, 0, 0, 0,
    N_("A call is going on meanwhile (it began with {call}); this has nothing to do with it. Registration has a Call-ID and a timer of its own.") },
};
static const RbRuleTable call_table = RB_RULES ("register-call", call_rules);

static const RbRule outcome_rules[] = {
  { "register-refused-again", "RFC 3261 22.1", RB_HAS_CHALLENGE | RB_HAS_CREDENTIALS, 0, RB_CONFIDENCE_LIKELY, RB_TONE_BAD,
    N_("Although it has credentials it was challenged again, {final} ({final_label}): unless that says stale=true, user name or password are wrong.") },
  { "register-challenged", "RFC 3261 22.2", RB_HAS_CHALLENGE, 0, 0, 0,
    N_("The registrar must know who asks, or anybody could take over calls to {to}: {final} ({final_label}) is its challenge, and a REGISTER with credentials has to follow.") },
  { "register-accepted", "RFC 3261 10.3", RB_HAS_2XX, 0, 0, RB_TONE_GOOD,
    N_("It was accepted: {final} ({final_label}), {final_wait} later. No ACK follows: only INVITE has one.") },
  { "register-failed", "RFC 3261 10.3", RB_HAS_FINAL, 0, 0, RB_TONE_WARNING,
    N_("It was refused: {final} ({final_label}). As long as no binding is left, calls to {to} do not arrive here.") },
};
static const RbRuleTable outcome_table = RB_RULES ("register-outcome", outcome_rules);

static const RbRule ok_what_rules[] = {
  { "registered-none", "RFC 3261 10.3", NO_BINDING, 0, 0, 0,
    N_("The registrar has done it: no binding is left, so {to} cannot be called anywhere.") },
  { "registered-several", "RFC 3261 10.3", SEVERAL, 0, 0, 0,
    N_("The registrar has done it, and lists all {bindings} bindings of {to}: so many phones would ring (the call is forked to them). The first, {contact}, is good for {granted} s.") },
  { "registered-shortened", "RFC 3261 10.3", SHORTENED, 0, 0, 0,
    N_("The registrar has done it: calls to {to} go to {contact} for the next {granted} s. {asked} s had been asked for: the registrar decides.") },
  { "registered", "RFC 3261 10.3", 0, 0, 0, 0,
    N_("The registrar has done it: calls to {to} go to {contact} for the next {granted} s.") },
  { "registered-plain", "RFC 3261 10.3", 0, 0, 0, 0,
    N_("The registrar has done what the REGISTER asked for; how long the binding lasts it does not say.") },
};
static const RbRuleTable ok_what_table = RB_RULES ("registered-what", ok_what_rules);

static const RbRule ok_next_rules[] = {
  { "registered-over", "RFC 3261 10.2.2", NO_BINDING, 0, 0, 0,
    N_("A call to {to} now gets 404 or 480 from its proxy, until the phone registers again.") },
  { "registered-refreshed", "RFC 3261 10.2.4", 0, 0, 0, 0,
    N_("Before it expires the phone must register again: it did so with {refresh}, {refresh_wait} later. Else the registrar would forget it, and calls would get 404 or 480.") },
  { "registered-refresh", "RFC 3261 10.2.4", 0, 0, 0, 0,
    N_("Within {granted} s the phone must register again (most do it after half of that or sooner), else the registrar forgets it and calls get 404 or 480. This trace ends before.") },
  { "registered-refresh-unknown", "RFC 3261 10.2.4", 0, 0, 0, 0,
    N_("Before the binding expires the phone must register again, else calls get 404 or 480.") },
};
static const RbRuleTable ok_next_table = RB_RULES ("registered-next", ok_next_rules);
/* clang-format on */

const RbRuleTable *const rb_explain_register_tables[] = { &what_table,    &why_table,     &more_table,   &call_table,
                                                          &outcome_table, &ok_what_table, &ok_next_table };

/* Seconds of a Contact's expires parameter, else of the Expires header; G_MAXUINT32 for neither. */
static guint32
get_expires (const RbReading *reading)
{
  RbSpan display;
  RbSpan uri;
  RbSpan params;
  RbSpan name;
  RbSpan value;
  guint32 seconds;

  rb_span_split_address (reading->index.contact, reading->bytes, &display, &uri, &params);
  while (reading->index.contact.length > 0 && rb_span_next_param (&params, reading->bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, reading->bytes, "expires") && rb_span_to_uint32 (value, reading->bytes, &seconds))
      return seconds;
  return reading->index.expires;
}

static void
set_binding (RbScene *self, const RbReading *reading, const char *name)
{
  guint32 seconds = get_expires (reading);

  if (seconds != G_MAXUINT32)
    rb_scene_set (self, name, g_strdup_printf ("%u", seconds));
}

static void
set_contact (RbScene *self)
{
  RbSpan display;
  RbSpan uri;
  RbSpan params;

  if (self->message.index.contact.length == 0)
    return;
  rb_span_split_address (self->message.index.contact, self->message.bytes, &display, &uri, &params);
  rb_scene_quote (self, "contact", uri);
}

/* What the response to an earlier REGISTER says of where that came from. */
static void
look_at_nat (RbScene *self, guint step)
{
  g_autoptr (RbNatSight) sight = rb_nat_sight_new (self->flow, self->trace, step);

  if (!sight->is_own || sight->received.endpoint.family == 0 || sight->via.endpoint.family == 0 ||
      rb_endpoint_is_same_host (&sight->via.endpoint, &sight->received.endpoint))
    return;
  rb_scene_set (self, "via", rb_lesson_quote (sight->via.text));
  rb_scene_set (self, "seen", rb_lesson_quote (sight->received.text));
  self->facts |= NAT_SEEN;
}

/* nonce of the credentials for a server. (transfer full) (nullable) */
static char *
dup_nonce (const RbReading *reading)
{
  RbSpan header = rb_reading_find (reading, "Authorization", NULL);
  g_autofree char *text = header.length > 0 ? rb_span_dup_line (header, reading->bytes) : NULL;

  return text != NULL ? rb_digest_get_param (text, "nonce") : NULL;
}

static void
look_at_nonce (RbScene *self, const RbReading *refreshed)
{
  g_autofree char *nonce = dup_nonce (&self->message);
  g_autofree char *before = dup_nonce (refreshed);

  if (nonce != NULL && g_strcmp0 (nonce, before) == 0)
    self->facts |= SAME_NONCE;
}

/* The REGISTER before that the registrar accepted: this one refreshes it. */
static void
look_at_refreshed (RbScene *self)
{
  RbReading request;
  RbReading final;

  for (guint i = self->step.transaction; i > rb_scene_get_first (self); i--)
    {
      const RbTransaction *before = rb_flow_get_transaction (self->flow, i - 1);

      if (before->leg != self->step.leg || !rb_scene_read_request (self, i - 1, &request) ||
          !rb_scene_read_step (self, before->final, &final) || final.index.status / 100 != 2 ||
          !rb_reading_is (&request, "REGISTER"))
        continue;
      if (request.index.has_expires_zero)
        return;
      rb_scene_cite (self, "refreshed", request.position);
      rb_scene_set_time (self, "interval", self->message.info.wall_us - request.info.wall_us);
      set_binding (self, &final, "granted");
      if (!(self->facts & RB_IS_STREAM) && self->message.info.wall_us - request.info.wall_us <= NAT_UDP_US)
        self->facts |= SHORT_INTERVAL;
      look_at_nat (self, before->request);
      look_at_nonce (self, &request);
      return;
    }
}

static void
look_at_previous (RbScene *self)
{
  RbReading request;
  RbReading final;

  if (!rb_scene_read_before (self, &request, &final))
    return;
  if (final.index.status != 401 && final.index.status != 407 && final.index.status != 423)
    return;

  rb_scene_cite (self, "previous", request.position);
  rb_scene_cite (self, "challenge", final.position);
  self->facts |= final.index.status == 401 ? AFTER_401 : final.index.status == 407 ? AFTER_407 : AFTER_423;
  if (final.index.status != 423)
    {
      self->facts |= rb_explain_is_stale (&final) ? STALE : 0;
      self->facts |= request.index.has_authorization ? REFUSED_BEFORE : 0;
    }
}

static gboolean
is_at_end_of (const RbReading *call, const RbEndpoint *phone)
{
  return rb_endpoint_equal (&call->info.src, phone) || rb_endpoint_equal (&call->info.dst, phone);
}

/* How many flows of the trace began before the message. */
static guint
count_begun (const RbScene *self, GListModel *flows)
{
  guint low = 0;
  guint high = g_list_model_get_n_items (flows);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, middle);

      if (rb_flow_get_step (flow, 0)->position < self->message.position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* A call of the same phone that had begun and was not over. */
static void
look_at_calls (RbScene *self)
{
  GListModel *flows = rb_trace_get_flows (self->trace);
  guint n = count_begun (self, flows);
  guint first = n > RB_SCENE_REACH ? n - RB_SCENE_REACH : 0;
  RbReading reading;

  for (guint i = n; i > first; i--)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i - 1);
      guint n_steps = rb_flow_get_n_steps (flow);

      if (rb_flow_get_step (flow, n_steps - 1)->position > self->message.position &&
          g_strcmp0 (rb_flow_get_method (flow), "INVITE") == 0 &&
          rb_reading_init (&reading, self->trace, rb_flow_get_step (flow, 0)->position) &&
          is_at_end_of (&reading, &self->message.info.src))
        {
          rb_scene_cite (self, "call", reading.position);
          self->facts |= IN_CALL;
          return;
        }
    }
}

static void
explain_ok (RbScene *self, RbExplanation *explanation)
{
  const RbSipIndex *index = &self->message.index;
  guint after = rb_scene_find_after (self);
  RbReading next;
  guint32 asked = self->request.position != RB_FLOW_NONE ? get_expires (&self->request) : G_MAXUINT32;
  guint32 granted = get_expires (&self->message);

  set_contact (self);
  set_binding (self, &self->message, "granted");
  rb_scene_set (self, "bindings", g_strdup_printf ("%u", index->n_contacts));
  if (self->request.position != RB_FLOW_NONE)
    set_binding (self, &self->request, "asked");
  self->facts |= index->n_contacts == 0 ? NO_BINDING : index->n_contacts > 1 ? SEVERAL : 0;
  self->facts |= asked != G_MAXUINT32 && granted != G_MAXUINT32 && granted != asked ? SHORTENED : 0;
  if (rb_scene_read_request (self, after, &next))
    {
      rb_scene_cite (self, "refresh", next.position);
      rb_scene_set_time (self, "refresh_wait", next.info.wall_us - self->message.info.wall_us);
    }
  rb_scene_say_first (self, explanation->what, &ok_what_table);
  rb_scene_say_first (self, explanation->next, &ok_next_table);
}

void
rb_explain_register (RbScene *self, RbExplanation *explanation)
{
  if (!self->message.index.is_request)
    {
      explain_ok (self, explanation);
      return;
    }

  set_contact (self);
  set_binding (self, &self->message, "expires");
  self->facts |= self->message.index.has_expires_zero ? ZERO : 0;
  self->facts |= self->message.index.contact.length == 0 ? NO_CONTACT : 0;
  look_at_previous (self);
  look_at_refreshed (self);
  look_at_calls (self);
  rb_scene_say_first (self, explanation->what, &what_table);
  rb_scene_say_first (self, explanation->why, &why_table);
  rb_scene_say_first (self, explanation->why, &more_table);
  rb_scene_say_first (self, explanation->why, &call_table);
  rb_scene_say_first (self, explanation->next, &outcome_table);
  rb_explain_non_invite_timers (self, explanation);
}
