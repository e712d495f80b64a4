/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Incoming calls: what an INVITE and the settings say goes to rb-incoming-policy.c, and what that decides is done here:
 * ring, answer after some seconds, send elsewhere, refuse. A call that a rule refuses never shows up in the list; it is
 * in the history and "call-refused" tells of it. */

#include "rb-phone-private.h"

#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

/* Of the calls that are refused as unwanted only so many are remembered: a scanner sends thousands. */
#define MAX_REMEMBERED 20
#define REMEMBER_PERIOD_US (60 * G_USEC_PER_SEC)

/* What rb_phone_may_ring() needs of the settings, in one word for the stack's threads. */
enum
{
  RING_WHEN_IDLE = 1 << 0,
  RING_DURING_CALL = 1 << 1,
  RING_STRANGERS = 1 << 2,
  RING_ANONYMOUS = 1 << 3,
};

/* (transfer full) (nullable): none is set, or it cannot be called from @account, which is told once */
static char *
read_target (RbPhone *self, RbAccount *account, const char *key)
{
  g_autofree char *to_key = g_strconcat (key, "-to", NULL);
  g_autofree char *text = g_settings_get_string (self->settings, to_key);
  g_autoptr (RbDialResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *uri;

  if (!g_settings_get_boolean (self->settings, key) || *text == '\0')
    return NULL;

  result = rb_phone_try_target (self, account, text);
  uri = rb_phone_make_uri (account, result, text, &error);
  if (uri == NULL && !self->told_forward)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("Calls cannot be forwarded as wanted: %s"), error->message);

      self->told_forward = TRUE;
      rb_phone_notice (self, sentence);
    }

  return uri;
}

static void
read_rules (RbPhone *self, RbAccount *account, RbIncomingRules *rules)
{
  GSettings *settings = self->settings;
  int auto_answer = g_settings_get_enum (settings, "auto-answer");

  rules->do_not_disturb = g_settings_get_boolean (settings, "do-not-disturb");
  rules->call_waiting = g_settings_get_boolean (settings, "call-waiting");
  rules->single_call = g_settings_get_boolean (settings, "single-call");
  rules->accept_strangers = g_settings_get_boolean (settings, "accept-strangers");
  rules->reject_anonymous = g_settings_get_boolean (settings, "reject-anonymous");
  rules->answer_all = auto_answer == RB_PHONE_AUTO_ANSWER_ALL;
  rules->answer_asked = auto_answer != RB_PHONE_AUTO_ANSWER_OFF;
  rules->answer_delay = g_settings_get_uint (settings, "auto-answer-delay");
  rules->forward_always = read_target (self, account, "forward-always");
  rules->forward_busy = read_target (self, account, "forward-busy");
  rules->forward_no_answer = read_target (self, account, "forward-no-answer");
  rules->no_answer_after = g_settings_get_uint (settings, "forward-no-answer-after");
  rules->blocked = g_settings_get_strv (settings, "blocked");
  rules->country = g_settings_get_string (settings, "country");
  if (*rules->country == '\0')
    {
      g_free (rules->country);
      rules->country = g_strdup (rb_number_get_locale_country ());
    }
}

/* Forwarding counts when it is switched on, whether or not its target can be called from each account. */
static void
update_ring_flags (RbPhone *self)
{
  g_auto (GStrv) blocked = g_settings_get_strv (self->settings, "blocked");
  RbIncomingRules rules = {
    .do_not_disturb = g_settings_get_boolean (self->settings, "do-not-disturb"),
    .call_waiting = g_settings_get_boolean (self->settings, "call-waiting"),
    .single_call = g_settings_get_boolean (self->settings, "single-call"),
    .forward_always = g_settings_get_boolean (self->settings, "forward-always") ? (char *) "" : NULL,
    .forward_busy = g_settings_get_boolean (self->settings, "forward-busy") ? (char *) "" : NULL,
    .blocked = blocked,
  };
  int flags = 0;

  self->told_forward = FALSE;
  if (rb_incoming_rules_ring_all (&rules, 0))
    flags |= RING_WHEN_IDLE;
  if (rb_incoming_rules_ring_all (&rules, 1))
    flags |= RING_DURING_CALL;
  if (g_settings_get_boolean (self->settings, "accept-strangers"))
    flags |= RING_STRANGERS;
  if (!g_settings_get_boolean (self->settings, "reject-anonymous"))
    flags |= RING_ANONYMOUS;
  g_atomic_int_set (&self->ring_flags, flags);
}

void
rb_phone_init_incoming (RbPhone *self)
{
  update_ring_flags (self);
  g_signal_connect_swapped (self->settings, "changed", G_CALLBACK (update_ring_flags), self);
}

static gboolean
may_ring (RbPhone *self, const char *sdp, int wanted)
{
  int flags = g_atomic_int_get (&self->ring_flags);
  int n_up = g_atomic_int_get (&self->n_up);

  wanted |= RING_ANONYMOUS | (n_up > 0 ? RING_DURING_CALL : RING_WHEN_IDLE);

  return (flags & wanted) == wanted && n_up < RB_PHONE_MAX_CALLS && rb_call_may_ring (sdp, NULL);
}

gboolean
rb_phone_may_ring (const char *sdp, gboolean through_server, gpointer data)
{
  return may_ring (data, sdp, 0);
}

gboolean
rb_phone_may_ring_for_account (const char *sdp, gboolean through_server, gpointer data)
{
  return may_ring (data, sdp, through_server ? 0 : RING_STRANGERS);
}

static RbIncomingDecision
decide (RbPhone *self, RbCall *call, const RbIncomingRules *rules)
{
  RbAccount *account = rb_call_get_account (call);
  g_autofree char *called = NULL;
  guint delay = 0;
  RbIncomingCall facts = {
    .caller = rb_call_get_remote_uri (call),
    .asserted = rb_call_get_asserted_uri (call),
    .anonymous = rb_call_is_anonymous (call),
    .stranger = account != NULL && !rb_account_is_practice (account) && !rb_call_came_through_server (call),
    .diverted_by = rb_call_get_diverters (call),
    .asked_answer = -1,
    .n_up = (guint) g_atomic_int_get (&self->n_up),
    .full = self->n_up >= RB_PHONE_MAX_CALLS || self->shut_down != NULL,
  };

  if (account != NULL)
    facts.called = called =
        g_strdup_printf ("sip:%s@%s", rb_account_get_user (account), rb_account_get_domain (account));
  if (rb_call_get_auto_answer (call, &delay))
    facts.asked_answer = (int) delay;

  return rb_incoming_policy_decide (&facts, rules);
}

static const char *
get_diversion_reason (RbIncomingReason reason)
{
  if (reason == RB_INCOMING_FORWARD_BUSY)
    return "user-busy";

  return reason == RB_INCOMING_FORWARD_NO_ANSWER ? "no-answer" : "unconditional";
}

static gboolean
forward (RbCallEntry *entry)
{
  g_autoptr (GError) error = NULL;

  if (rb_call_redirect (entry->call, entry->target, get_diversion_reason (entry->decision.reason), &error))
    return TRUE;

  rb_phone_notice (entry->phone, error->message);
  return FALSE;
}

static gboolean
on_due (gpointer data)
{
  RbCallEntry *entry = data;
  RbPhone *self = entry->phone;

  entry->due_source = 0;
  if (rb_call_get_state (entry->call) != RB_CALL_INCOMING)
    return G_SOURCE_REMOVE;

  if (entry->decision.action != RB_INCOMING_ANSWER)
    {
      entry->decision.action = RB_INCOMING_FORWARD;
      entry->decision.reason = RB_INCOMING_FORWARD_NO_ANSWER;
      if (!forward (entry))
        entry->decision.action = RB_INCOMING_RING;
      return G_SOURCE_REMOVE;
    }

  rb_call_answer (entry->call);
  if (g_settings_get_boolean (self->settings, "auto-answer-beep"))
    rb_phone_play (self, RB_TONE_BEEP);

  return G_SOURCE_REMOVE;
}

/* Whether one more that nobody wanted is kept. */
static gboolean
may_remember (RbPhone *self, RbIncomingReason reason)
{
  gint64 now = g_get_monotonic_time ();

  if (reason != RB_INCOMING_BLOCKED && reason != RB_INCOMING_STRANGER && reason != RB_INCOMING_ANONYMOUS &&
      reason != RB_INCOMING_TOO_MANY)
    return TRUE;

  if (now - self->refused_since_us > REMEMBER_PERIOD_US)
    {
      self->refused_since_us = now;
      self->n_refused = 0;
    }

  return self->n_refused++ < MAX_REMEMBERED;
}

/* (transfer full) (nullable) */
static char *
describe (RbPhone *self, RbCall *call, const RbIncomingDecision *decision)
{
  g_autofree char *who = rb_phone_dup_name (self, rb_call_get_account (call), rb_call_get_remote_uri (call),
                                            rb_call_get_remote_name (call));

  return rb_incoming_decision_describe (decision, who);
}

static void
refuse (RbPhone *self, RbCall *call, const RbIncomingDecision *decision)
{
  g_autofree char *sentence = describe (self, call, decision);
  RbCallEntry *entry = rb_phone_add_call (self, call, decision, NULL);

  if (decision->action == RB_INCOMING_REJECT || !forward (entry))
    rb_call_reject (call, decision->status != 0 ? decision->status : 480);
  g_signal_emit_by_name (self, "call-refused", call, rb_incoming_reason_to_string (decision->reason), sentence);
}

static void
take (RbPhone *self, RbCall *call, const RbIncomingDecision *decision)
{
  RbCallEntry *entry;

  rb_call_ring (call); /* first: nothing on the disk or in GStreamer may delay the 180 */
  entry = rb_phone_add_call (self, call, decision, NULL);
  if (rb_call_get_state (call) != RB_CALL_INCOMING)
    return;

  g_signal_emit_by_name (self, "incoming-call", call);
  rb_call_warm_up (call, rb_phone_get_sound_device (self));
  if (rb_call_get_state (call) == RB_CALL_INCOMING && (decision->action == RB_INCOMING_ANSWER || entry->target != NULL))
    entry->due_source = g_timeout_add (decision->after * 1000, on_due, entry);
}

void
rb_phone_take_incoming (RbPhone *self, RbAccount *account, RbSipCall *sip)
{
  g_autoptr (RbCall) call = rb_call_new_incoming (account, sip);
  RbIncomingRules rules = { 0 };
  RbIncomingDecision decision = { 0 };

  if (rb_sip_call_get_replaced (sip) != NULL)
    {
      rb_phone_take_over (self, call);
      return;
    }

  read_rules (self, account, &rules);
  decision = decide (self, call, &rules);
  if (decision.action != RB_INCOMING_REJECT && decision.action != RB_INCOMING_FORWARD)
    take (self, call, &decision);
  else if (may_remember (self, decision.reason))
    refuse (self, call, &decision);
  else
    rb_sip_call_reject (sip, decision.status, NULL);
  rb_incoming_rules_clear (&rules);
}

char *
rb_phone_describe_incoming (RbPhone *self, RbCall *call)
{
  RbCallEntry *entry;
  g_autofree char *where = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (RB_IS_CALL (call), NULL);

  entry = rb_phone_find_entry (self, call);
  if (entry == NULL || rb_call_get_state (call) != RB_CALL_INCOMING)
    return NULL;

  if (entry->decision.action == RB_INCOMING_ANSWER || entry->decision.reason == RB_INCOMING_LOOP)
    return describe (self, call, &entry->decision);
  if (entry->target == NULL)
    return NULL;

  where = rb_sip_uri_format_short (entry->target);

  return g_strdup_printf (ngettext ("Forwarded to %2$s when nobody answers within %1$u second.",
                                    "Forwarded to %2$s when nobody answers within %1$u seconds.",
                                    entry->decision.after),
                          entry->decision.after, where);
}
