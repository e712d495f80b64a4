/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens to an incoming call, before anybody is asked: a pure function of the INVITE, the
 * person's settings and what the phone is doing. rb-phone-incoming.c carries the decision out.
 *
 * Do not disturb says 486 and not 480, which RFC 3261 21.4.18 would have: servers send a busy call to the
 * voicemail (Kamailio's own script does so for 486 and 408 only; Asterisk takes 480 for congestion). A call that
 * would be forwarded in a circle rings here: rather that than lose it. */

#include "rb-incoming-policy.h"

#include "rb-number.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DIVERSIONS 5 /* ITU-T Q.732.2: a call is forwarded no more often */

static const struct
{
  const char *id;
  const char *sentence; /* (nullable): a call that rings as any does */
} reasons[RB_N_INCOMING_REASONS] = {
  [RB_INCOMING_WANTED] = { "wanted", NULL },
  [RB_INCOMING_CALL_WAITING] = { "call-waiting", NULL },
  [RB_INCOMING_AUTO_ANSWER] = { "auto-answer", N_ ("The call of {caller} is answered by itself, as every call.") },
  [RB_INCOMING_ASKED_ANSWER] = { "asked-answer", N_ ("The call of {caller} is answered by itself, as it asks for.") },
  [RB_INCOMING_TOO_MANY] = { "too-many", N_ ("A call of {caller} was rejected as busy: there are too many calls.") },
  [RB_INCOMING_BLOCKED] = { "blocked", N_ ("A call of {caller} was declined: this caller is blocked.") },
  [RB_INCOMING_STRANGER] = { "stranger",
                             N_ ("A call of {caller} was rejected: it did not come through the account’s server.") },
  [RB_INCOMING_ANONYMOUS] = { "anonymous", N_ ("A call was rejected because the caller hides the number.") },
  [RB_INCOMING_DO_NOT_DISTURB] = { "do-not-disturb",
                                   N_ ("A call of {caller} was rejected as busy: do not disturb is on.") },
  [RB_INCOMING_BUSY] = { "busy", N_ ("A call of {caller} was rejected as busy: another call is up.") },
  [RB_INCOMING_FORWARD_ALWAYS] = { "forward-always",
                                   N_ ("A call of {caller} was forwarded to {target}, as every call.") },
  [RB_INCOMING_FORWARD_BUSY] = { "forward-busy",
                                 N_ ("A call of {caller} was forwarded to {target} because another call is up.") },
  [RB_INCOMING_FORWARD_NO_ANSWER] = { "forward-no-answer",
                                      N_ ("A call of {caller} was forwarded to {target} because nobody answered.") },
  [RB_INCOMING_LOOP] = { "loop",
                         N_ ("The call of {caller} rings here: forwarding it would have sent it in a circle.") },
};

/* User and host, as far as they say who is meant. */
static gboolean
is_same_address (const char *a, const char *b)
{
  g_autofree char *short_a = rb_sip_uri_format_short (a);
  g_autofree char *short_b = rb_sip_uri_format_short (b);

  return g_ascii_strcasecmp (short_a, short_b) == 0;
}

static gboolean
is_same_or_none (const char *address, const char *other)
{
  return other != NULL && is_same_address (address, other);
}

gboolean
rb_incoming_policy_is_blocked (const char *entry, const char *uri, const char *country)
{
  g_autofree char *user = rb_sip_uri_get_user (uri);
  g_autofree char *host = rb_sip_uri_get_host (uri);

  if (entry[0] == '@')
    return g_ascii_strcasecmp (entry + 1, host) == 0;
  if (strchr (entry, '@') != NULL)
    return is_same_address (entry, uri);

  return g_ascii_strcasecmp (entry, user) == 0 || rb_number_compare (entry, user, country) == RB_NUMBER_SAME;
}

gboolean
rb_incoming_policy_may_forward (const RbIncomingCall *call, const char *target)
{
  guint n = 0;

  if (is_same_address (target, call->caller) || is_same_or_none (target, call->asserted) ||
      is_same_or_none (target, call->called))
    return FALSE;

  for (; call->diverted_by != NULL && call->diverted_by[n] != NULL; n++)
    if (is_same_address (target, call->diverted_by[n]))
      return FALSE;

  return n < MAX_DIVERSIONS;
}

static gboolean
is_blocked (const RbIncomingCall *call, const RbIncomingRules *rules)
{
  for (guint i = 0; rules->blocked != NULL && rules->blocked[i] != NULL; i++)
    if (rb_incoming_policy_is_blocked (rules->blocked[i], call->caller, rules->country) ||
        (call->asserted != NULL && rb_incoming_policy_is_blocked (rules->blocked[i], call->asserted, rules->country)))
      return TRUE;

  return FALSE;
}

static RbIncomingDecision
reject (RbIncomingReason reason, guint status)
{
  return (RbIncomingDecision){ .action = RB_INCOMING_REJECT, .reason = reason, .status = status };
}

/* Where to, when @target is set and leads on; else NULL, and @loop is set when it leads back. */
static const char *
choose_target (const RbIncomingCall *call, const char *target, gboolean *loop)
{
  if (target == NULL || rb_incoming_policy_may_forward (call, target))
    return target;

  *loop = TRUE;
  return NULL;
}

static RbIncomingDecision
ring (const RbIncomingCall *call, const RbIncomingRules *rules, gboolean loop)
{
  gboolean asked = call->asked_answer >= 0 && rules->answer_asked;
  RbIncomingDecision decision = { .action = call->n_up > 0 ? RB_INCOMING_WAIT : RB_INCOMING_RING };

  /* Nobody is put on hold without having been asked. */
  if (call->n_up == 0 && (rules->answer_all || asked))
    {
      decision.action = RB_INCOMING_ANSWER;
      decision.reason = asked ? RB_INCOMING_ASKED_ANSWER : RB_INCOMING_AUTO_ANSWER;
      decision.after = asked ? MAX ((guint) call->asked_answer, rules->answer_delay) : rules->answer_delay;
      return decision;
    }

  decision.target = choose_target (call, rules->forward_no_answer, &loop);
  decision.after = decision.target != NULL ? rules->no_answer_after : 0;
  if (loop)
    decision.reason = RB_INCOMING_LOOP;
  else
    decision.reason = call->n_up > 0 ? RB_INCOMING_CALL_WAITING : RB_INCOMING_WANTED;

  return decision;
}

RbIncomingDecision
rb_incoming_policy_decide (const RbIncomingCall *call, const RbIncomingRules *rules)
{
  gboolean loop = FALSE;
  const char *target;

  if (call->full)
    return reject (RB_INCOMING_TOO_MANY, 486);
  if (is_blocked (call, rules))
    return reject (RB_INCOMING_BLOCKED, 603);
  if (call->stranger && !rules->accept_strangers)
    return reject (RB_INCOMING_STRANGER, 403);
  if (call->anonymous && rules->reject_anonymous)
    return reject (RB_INCOMING_ANONYMOUS, 433); /* RFC 5079 */

  target = choose_target (call, rules->forward_always, &loop);
  if (target != NULL)
    return (
        RbIncomingDecision){ .action = RB_INCOMING_FORWARD, .reason = RB_INCOMING_FORWARD_ALWAYS, .target = target };

  if (rules->do_not_disturb)
    return reject (RB_INCOMING_DO_NOT_DISTURB, 486);

  if (call->n_up > 0)
    {
      target = choose_target (call, rules->forward_busy, &loop);
      if (target != NULL)
        return (
            RbIncomingDecision){ .action = RB_INCOMING_FORWARD, .reason = RB_INCOMING_FORWARD_BUSY, .target = target };
      if (rules->single_call || !rules->call_waiting)
        return reject (RB_INCOMING_BUSY, 486);
    }

  return ring (call, rules, loop);
}

gboolean
rb_incoming_rules_ring_all (const RbIncomingRules *rules, guint n_up)
{
  if (rules->do_not_disturb || rules->forward_always != NULL || (rules->blocked != NULL && rules->blocked[0] != NULL))
    return FALSE;

  return n_up == 0 || (rules->call_waiting && !rules->single_call && rules->forward_busy == NULL);
}

void
rb_incoming_rules_clear (RbIncomingRules *rules)
{
  g_clear_pointer (&rules->forward_always, g_free);
  g_clear_pointer (&rules->forward_busy, g_free);
  g_clear_pointer (&rules->forward_no_answer, g_free);
  g_clear_pointer (&rules->blocked, g_strfreev);
  g_clear_pointer (&rules->country, g_free);
}

const char *
rb_incoming_reason_to_string (RbIncomingReason reason)
{
  return reasons[reason].id;
}

char *
rb_incoming_decision_describe (const RbIncomingDecision *decision, const char *who)
{
  g_autofree char *where = decision->target != NULL ? rb_sip_uri_format_short (decision->target) : NULL;
  g_autoptr (GString) sentence = NULL;

  if (reasons[decision->reason].sentence == NULL)
    return NULL;

  sentence = g_string_new (_ (reasons[decision->reason].sentence));
  g_string_replace (sentence, "{target}", where != NULL ? where : "", 1);
  g_string_replace (sentence, "{caller}", who, 1); /* last: a name may hold anything */

  return g_string_free (g_steal_pointer (&sentence), FALSE);
}
