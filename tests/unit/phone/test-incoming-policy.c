/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens to an incoming call, as a table: the call, the settings, what is done and why. */

#include "rb-incoming-policy.h"

#include <string.h>

#define ALICE "sip:alice@example.org"
#define ME "sip:me@example.org"
#define MOBILE "sip:mobile@example.net"

static const RbIncomingCall plain = { .caller = ALICE, .called = ME, .asked_answer = -1 };

static const RbIncomingRules usual = { .call_waiting = TRUE, .no_answer_after = 20, .country = (char *) "86" };

static void
assert_decision (const RbIncomingCall *call, const RbIncomingRules *rules, RbIncomingAction action, const char *reason,
                 guint status, const char *target)
{
  RbIncomingDecision decision = rb_incoming_policy_decide (call, rules);

  g_assert_cmpstr (rb_incoming_reason_to_string (decision.reason), ==, reason);
  g_assert_cmpint (decision.action, ==, action);
  g_assert_cmpuint (decision.status, ==, status);
  g_assert_cmpstr (decision.target, ==, target);
}

static void
a_call_rings (void)
{
  assert_decision (&plain, &usual, RB_INCOMING_RING, "wanted", 0, NULL);
}

static void
a_second_call_waits_or_hears_busy (void)
{
  RbIncomingCall call = plain;
  RbIncomingRules rules = usual;

  call.n_up = 1;
  assert_decision (&call, &rules, RB_INCOMING_WAIT, "call-waiting", 0, NULL);
  rules.single_call = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "busy", 486, NULL);
  rules.single_call = FALSE;
  rules.call_waiting = FALSE;
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "busy", 486, NULL);
  rules.forward_busy = (char *) MOBILE;
  assert_decision (&call, &rules, RB_INCOMING_FORWARD, "forward-busy", 0, MOBILE);
  rules.call_waiting = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_FORWARD, "forward-busy", 0, MOBILE);
  call.n_up = 0;
  assert_decision (&call, &rules, RB_INCOMING_RING, "wanted", 0, NULL);
  call.full = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "too-many", 486, NULL);
}

static void
do_not_disturb_is_busy_and_yields_to_forwarding (void)
{
  RbIncomingRules rules = usual;

  rules.do_not_disturb = TRUE;
  rules.answer_all = TRUE;
  assert_decision (&plain, &rules, RB_INCOMING_REJECT, "do-not-disturb", 486, NULL);
  rules.forward_always = (char *) MOBILE;
  assert_decision (&plain, &rules, RB_INCOMING_FORWARD, "forward-always", 0, MOBILE);
}

static void
strangers_anonymous_and_blocked_are_kept_out (void)
{
  const char *const blocked[] = { "+86 10 1234 5678", NULL };
  RbIncomingCall call = plain;
  RbIncomingRules rules = usual;

  call.stranger = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "stranger", 403, NULL);
  rules.accept_strangers = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_RING, "wanted", 0, NULL);

  call.anonymous = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_RING, "wanted", 0, NULL);
  rules.reject_anonymous = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "anonymous", 433, NULL);

  /* No rule of forwarding lets a blocked caller through. */
  rules.blocked = (char **) blocked;
  rules.forward_always = (char *) MOBILE;
  call.caller = "sip:01012345678@example.org";
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "blocked", 603, NULL);
  call.caller = "sip:anonymous@anonymous.invalid";
  call.asserted = "tel:+861012345678";
  assert_decision (&call, &rules, RB_INCOMING_REJECT, "blocked", 603, NULL);
}

static void
an_entry_of_the_blocked_means_numbers_addresses_and_domains (void)
{
  static const struct
  {
    const char *entry;
    const char *uri;
    const char *country;
    gboolean blocked;
  } cases[] = {
    { "alice@example.org", "sip:alice@example.org", "", TRUE },
    { "sip:alice@example.org", "sips:Alice@EXAMPLE.org:5060;transport=tcp", "", TRUE },
    { "alice@example.org", "sip:alice@example.net", "", FALSE },
    { "alice", "sip:alice@example.net", "", TRUE },
    { "@spam.example", "sip:anybody@spam.example", "", TRUE },
    { "@spam.example", "sip:anybody@no-spam.example", "", FALSE },
    { "+86 10 1234 5678", "sip:+861012345678@example.org", "", TRUE },
    { "(010) 1234-5678", "sip:01012345678@example.org", "", TRUE },
    { "(010) 1234-5678", "sip:+861012345678@example.org", "86", TRUE },
    { "0086 10 1234 5678", "sip:01012345678@example.org", "86", TRUE },
    { "(010) 1234-5678", "sip:01012345679@example.org", "86", FALSE },
    { "", "sip:example.org", "", FALSE },
    { "@", "sip:example.org", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s of %s", cases[i].entry, cases[i].uri);
      g_assert_cmpint (rb_incoming_policy_is_blocked (cases[i].entry, cases[i].uri, cases[i].country), ==,
                       cases[i].blocked);
    }
}

static void
a_call_is_answered_by_itself (void)
{
  RbIncomingCall call = plain;
  RbIncomingRules rules = usual;

  rules.answer_delay = 3;
  call.asked_answer = 0;
  assert_decision (&call, &rules, RB_INCOMING_RING, "wanted", 0, NULL); /* the person has not allowed it */
  rules.answer_asked = TRUE;
  assert_decision (&call, &rules, RB_INCOMING_ANSWER, "asked-answer", 0, NULL);
  g_assert_cmpuint (rb_incoming_policy_decide (&call, &rules).after, ==, 3);
  call.asked_answer = 8;
  g_assert_cmpuint (rb_incoming_policy_decide (&call, &rules).after, ==, 8);
  call.n_up = 1;
  assert_decision (&call, &rules, RB_INCOMING_WAIT, "call-waiting", 0, NULL);

  rules.answer_all = TRUE;
  assert_decision (&plain, &rules, RB_INCOMING_ANSWER, "auto-answer", 0, NULL);
  g_assert_cmpuint (rb_incoming_policy_decide (&plain, &rules).after, ==, 3);
}

static void
an_unanswered_call_will_be_forwarded (void)
{
  RbIncomingRules rules = usual;

  rules.forward_no_answer = (char *) MOBILE;
  assert_decision (&plain, &rules, RB_INCOMING_RING, "wanted", 0, MOBILE);
  g_assert_cmpuint (rb_incoming_policy_decide (&plain, &rules).after, ==, 20);
}

static void
a_forward_in_a_circle_rings_instead (void)
{
  const char *const once[] = { "sip:Mobile@example.net:5060", NULL };
  const char *const often[] = { "sip:a@b", "sip:c@d", "sip:e@f", "sip:g@h", "sip:i@j", NULL };
  RbIncomingCall call = plain;
  RbIncomingRules rules = usual;

  rules.forward_always = (char *) ME;
  assert_decision (&call, &rules, RB_INCOMING_RING, "loop", 0, NULL);
  rules.forward_always = (char *) ALICE;
  assert_decision (&call, &rules, RB_INCOMING_RING, "loop", 0, NULL);
  rules.forward_always = (char *) MOBILE;
  assert_decision (&call, &rules, RB_INCOMING_FORWARD, "forward-always", 0, MOBILE);
  call.diverted_by = once;
  assert_decision (&call, &rules, RB_INCOMING_RING, "loop", 0, NULL);
  call.diverted_by = often;
  assert_decision (&call, &rules, RB_INCOMING_RING, "loop", 0, NULL);
  call.diverted_by = often + 1;
  assert_decision (&call, &rules, RB_INCOMING_FORWARD, "forward-always", 0, MOBILE);
  call.asserted = MOBILE;
  assert_decision (&call, &rules, RB_INCOMING_RING, "loop", 0, NULL);
}

static void
the_stack_rings_only_what_the_policy_lets_ring (void)
{
  /* Every combination of the settings and of what is up: where the quick answer is yes, the call of one who is known
   * rings. */
  const char *const blocked[] = { "x", NULL };

  for (guint bits = 0; bits < 1u << 9; bits++)
    {
      RbIncomingCall call = plain;
      RbIncomingRules rules = usual;
      RbIncomingDecision decision;

      rules.do_not_disturb = bits & 1;
      rules.call_waiting = bits & 2;
      rules.single_call = bits & 4;
      rules.answer_all = bits & 8;
      rules.forward_always = bits & 16 ? (char *) MOBILE : NULL;
      rules.forward_busy = bits & 32 ? (char *) MOBILE : NULL;
      rules.forward_no_answer = bits & 64 ? (char *) MOBILE : NULL;
      rules.blocked = bits & 128 ? (char **) blocked : NULL;
      call.n_up = bits & 256 ? 1 : 0;
      decision = rb_incoming_policy_decide (&call, &rules);
      if (rb_incoming_rules_ring_all (&rules, call.n_up))
        g_assert_true (decision.action == RB_INCOMING_RING || decision.action == RB_INCOMING_WAIT ||
                       decision.action == RB_INCOMING_ANSWER);
    }
}

static void
each_decision_says_what_it_did (void)
{
  for (guint reason = 0; reason < RB_N_INCOMING_REASONS; reason++)
    {
      const RbIncomingDecision decision = { .reason = reason, .target = MOBILE };
      g_autofree char *sentence = rb_incoming_decision_describe (&decision, "{target} %s");

      g_assert_nonnull (rb_incoming_reason_to_string (reason));
      g_assert_true (sentence != NULL || reason == RB_INCOMING_WANTED || reason == RB_INCOMING_CALL_WAITING);
      if (sentence != NULL)
        g_assert_true (reason == RB_INCOMING_ANONYMOUS || strstr (sentence, "{target} %s") != NULL);
      if (reason == RB_INCOMING_FORWARD_BUSY)
        g_assert_nonnull (strstr (sentence, "mobile@example.net"));
    }
}

#define ADD(function) g_test_add_func ("/incoming-policy/" #function, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (a_call_rings);
  ADD (a_second_call_waits_or_hears_busy);
  ADD (do_not_disturb_is_busy_and_yields_to_forwarding);
  ADD (strangers_anonymous_and_blocked_are_kept_out);
  ADD (an_entry_of_the_blocked_means_numbers_addresses_and_domains);
  ADD (a_call_is_answered_by_itself);
  ADD (an_unanswered_call_will_be_forwarded);
  ADD (a_forward_in_a_circle_rings_instead);
  ADD (the_stack_rings_only_what_the_policy_lets_ring);
  ADD (each_decision_says_what_it_did);

  return g_test_run ();
}
