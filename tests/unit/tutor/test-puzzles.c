/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What puzzled the authors of the lab report, each with the capture that shows it: the explanation is there, cites the
 * right message and names the values of this capture. Then the capture is changed, and so is the explanation. */

#include "rb-comparison.h"
#include "rb-digest-walk.h"
#include "rb-explain-negotiation.h"
#include "rb-machine.h"
#include "rb-merge.h"
#include "rb-nat.h"
#include "rb-sender.h"

#include "explain-fixture.h"
#include "field-path.h"
#include "files-fixture.h"

/* Those of make-captures.py. */
#define CALLERS_PASSWORD "learn-by-doing"
#define CALLEES_PASSWORD "hear-the-tone"

#define PHONE_OUTSIDE "203.0.113.77:1044"
#define PHONE_INSIDE "10.20.30.40:61234"

/* "3 5": the messages, numbered from 1, that are left out. */
static gboolean
is_named (const char *numbers, guint number)
{
  g_auto (GStrv) words = g_strsplit (numbers, " ", -1);
  g_autofree char *wanted = g_strdup_printf ("%u", number);

  return g_strv_contains ((const char *const *) words, wanted);
}

static RbTrace *
copy_without (RbTrace *trace, const char *numbers)
{
  RbTrace *copy = rb_trace_new ();

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      const guint8 *data;
      gsize length;
      RbMessageInfo info;

      if (is_named (numbers, i + 1))
        continue;
      g_assert_true (rb_trace_get_info (trace, i, &info));
      data = rb_trace_peek_bytes (trace, i, &length);
      bytes = g_bytes_new (data, length);
      rb_trace_append (copy, &info, bytes);
    }
  return copy;
}

/* With @old replaced by @new in message @number, or in all (0). */
static RbTrace *
copy_with (RbTrace *trace, guint number, const char *old, const char *new)
{
  RbTrace *copy = rb_trace_new ();
  guint n = 0;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (GString) text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      const guint8 *data;
      gsize length;
      RbMessageInfo info;

      g_assert_true (rb_trace_get_info (trace, i, &info));
      data = rb_trace_peek_bytes (trace, i, &length);
      text = g_string_new_len ((const char *) data, length);
      if (number == 0 || number == i + 1)
        n += g_string_replace (text, old, new, 0);
      bytes = g_bytes_new (text->str, text->len);
      rb_trace_append (copy, &info, bytes);
    }
  g_assert_cmpuint (n, >, 0);
  return copy;
}

/* The statement says each of @words, which NULL ends. */
static void
check_words (const RbLesson *lesson, const char *id, ...)
{
  const RbLessonBlock *block = rb_lesson_find (lesson, id);
  const char *word;
  va_list words;

  if (block == NULL)
    g_error ("no “%s”", id);
  va_start (words, id);
  while ((word = va_arg (words, const char *)) != NULL)
    if (strstr (block->text, word) == NULL)
      g_error ("“%s” says nothing of “%s”: %s", id, word, block->text);
  va_end (words);
}

#define check_message_words(trace, number, ...)                                                                        \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autoptr (RbLesson) the_lesson = rb_explain_message (trace, (number) -1);                                         \
    check_words (the_lesson, __VA_ARGS__, NULL);                                                                       \
  }                                                                                                                    \
  G_STMT_END

static void
check_field (RbTrace *trace, guint number, const char *path, const char *wanted)
{
  g_autoptr (RbLesson) lesson = explain_path (trace, number - 1, path);

  explain_check_lesson (lesson, wanted);
}

static void
check_nat (RbTrace *trace, const char *method, const char *wanted)
{
  g_autoptr (RbLesson) lesson = rb_nat_explain (fixture_find_flow (trace, method));

  explain_check_lesson (lesson, wanted);
}

/* How many rows of the comparison differ for @reason; @text: what their sentences say. */
static guint
count_differences (RbTrace *trace, const char *method, const char *reason, const char *text)
{
  g_autoptr (RbComparison) comparison = rb_comparison_new (fixture_find_flow (trace, method), NULL);
  guint n = 0;

  g_assert_nonnull (comparison);
  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (comparison, i);

      if (row->difference == RB_FLOW_NONE || g_strcmp0 (row->reason, reason) != 0)
        continue;
      g_assert_nonnull (strstr (row->text, text));
      n++;
    }
  return n;
}

static void
check_maker (RbTrace *trace, guint number, RbParty maker)
{
  RbConfidence confidence;

  g_assert_cmpint (rb_sender_judge (trace, number - 1, &confidence), ==, maker);
}

static void
puzzle_1_register_goes_on (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/report-no-answer-caller.pcap");
  g_autoptr (RbTrace) first = copy_without (trace, "1 2");
  g_autoptr (RbTrace) alone = copy_without (trace, "3 4 5 6 7 8 9 12 15 16");
  g_autoptr (RbTrace) no_nat = copy_with (trace, 0, "rport=6371;received=203.0.113.1", "rport");
  g_autoptr (RbTrace) slow = copy_with (trace, 0, "expires=60", "expires=90");

  explain_check (trace, 1, "register register-credentials-at-once? -register-in-call -register-refresh-nat-seen");
  explain_check (trace, 2, "registered-shortened registered-refreshed@10");
  explain_check (trace, 10, "register-refresh-nat-seen@1 register-same-nonce@1 register-in-call@3");
  explain_check (trace, 13, "register-refresh-nat-seen@10 register-in-call@3");
  check_message_words (trace, 10, "register-refresh-nat-seen", "55.0 s", "60 s", "10.179.151.48:52029",
                       "203.0.113.1:6371");
  check_message_words (trace, 2, "registered-shortened", "60 s", "300 s");
  check_nat (trace, "REGISTER", "nat-refresh@14");
  g_assert_cmpuint (count_differences (trace, "REGISTER", "refresh", "keeps the way through a NAT open"), >, 0);
  g_assert_cmpuint (count_differences (trace, "REGISTER", "no-challenge", "nonce"), ==, 1);

  explain_check (first, 8, "register -register-refresh-nat-seen -register-refresh-nat register-in-call@1");
  explain_check (alone, 3, "register-refresh-nat-seen@1 -register-in-call");
  explain_check (no_nat, 10, "register-refresh-nat@1 -register-refresh-nat-seen");
  check_message_words (slow, 10, "register-refresh-nat-seen", "90 s");
}

static void
puzzle_2_two_invites (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/report-rejected-caller.pcap");
  g_autoptr (RbTrace) second = copy_without (trace, "3 4 5 6");

  explain_check (trace, 3, "invite-first invite-challenged@5");
  explain_check (trace, 5, "status-407 challenge-407 failure-ack-retry@6,7");
  explain_check (trace, 6, "ack-failure@5,3 ack-why-challenge ack-next-retry@7");
  explain_check (trace, 7, "invite-with-credentials invite-after-407@3,5");
  check_message_words (trace, 5, "challenge-407", "example.org", "407", "401");
  check_message_words (trace, 7, "invite-after-407", "No. 3", "No. 5", "Proxy-Authorization", "CSeq");
  check_field (trace, 7, "CSeq", "cseq-challenge@3");
  g_assert_cmpuint (count_differences (trace, "INVITE", "challenge", "realm and nonce"), ==, 4);

  explain_check (second, 3, "invite-with-credentials invite-credentials-at-once? -invite-after-407");
  g_assert_cmpuint (count_differences (second, "INVITE", "challenge", ""), ==, 0);
}

static void
puzzle_3_nat (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/puzzle-3-nat.pcap");
  g_autoptr (RbTrace) caller = fixture_open ("captures/report-rejected-caller.pcap");
  g_autoptr (RbTrace) seen =
      copy_with (trace, 0, "rport=1044;received=203.0.113.77", "rport=61234;received=10.20.30.40");
  g_autoptr (RbTrace) no_nat = copy_with (seen, 0, PHONE_OUTSIDE, PHONE_INSIDE);

  explain_check (trace, 1, "address-hidden?");
  explain_check (trace, 3, "address-learned -address-hidden");
  explain_check (trace, 5, "address-arrived? invite-sent-on-target?");
  explain_check (trace, 7, "address-outside?");
  check_message_words (trace, 5, "address-arrived", PHONE_OUTSIDE, PHONE_INSIDE);
  check_message_words (trace, 5, "invite-sent-on-target", "john.doe01@example.org", PHONE_OUTSIDE ";ob");
  check_message_words (trace, 3, "address-learned", PHONE_OUTSIDE, PHONE_INSIDE);
  check_field (trace, 2, "Via/rport", "via-nat");
  check_field (trace, 3, "Contact", "contact-register contact-learned@2 contact-outbound");
  check_field (trace, 5, "Request-Line/Request-URI", "ruri-rewritten?");
  check_nat (trace, "REGISTER", "nat-inside@1 nat-rport@1 nat-binding-private@1 nat-phone-learned@1,3");
  check_nat (trace, "INVITE", "nat-location@5 nat-arrived?@5 nat-outbound@5 nat-contact-outside?@7 -nat-none");

  /* The caller's computer: its own NAT, and the address of a phone behind another one. */
  explain_check (caller, 7, "address-learned");
  explain_check (caller, 9, "address-far-port?");
  check_message_words (caller, 7, "address-learned", "203.0.113.1:6371", "10.179.151.48:52029");
  check_message_words (caller, 9, "address-far-port", PHONE_OUTSIDE);
  check_nat (caller, "INVITE", "nat-inside@3 nat-rport@3 nat-sound-private@3");

  explain_check (no_nat, 1, "-address-hidden -address-learned");
  explain_check (no_nat, 5, "invite-sent-on-target? -address-arrived");
  explain_check (no_nat, 7, "-address-outside");
  check_nat (no_nat, "REGISTER", "-nat-inside -nat-phone-learned");
  check_nat (no_nat, "INVITE", "nat-location@5 -nat-arrived -nat-contact-outside");
}

static void
puzzle_4_who_ends_an_unanswered_call (void)
{
  g_autoptr (RbTrace) caller = fixture_open ("captures/report-no-answer-caller.pcap");
  g_autoptr (RbTrace) callee = fixture_open ("captures/report-no-answer-callee.pcap");
  g_autoptr (RbTrace) both = rb_trace_merge (caller, callee, NULL);
  g_autoptr (RbTrace) hung_up = fixture_open ("captures/report-cancelled-caller.pcap");
  g_autoptr (RbTrace) of_phone = NULL;
  RbMessageInfo info;
  RbCause cause;
  guint cancel = RB_FLOW_NONE;

  explain_check (caller, 15, "status-408 timeout-proxy-rang? made-by-proxy? clue-other-tag@9");
  check_message_words (caller, 15, "timeout-proxy-rang", "2 min", "CANCEL", "487");
  check_maker (caller, 15, RB_PARTY_PROXY);
  cause = rb_machines_get_cause (caller, 14);
  g_assert_cmpint (cause.kind, ==, RB_CAUSE_TIMER);
  g_assert_cmpuint (count_differences (caller, "INVITE", "proxy-timer", "the proxy's own"), ==, 1);

  explain_check (callee, 11, "cancel@3 cancel-proxy-unseen? cancel-two-answers@12,13");
  explain_check (callee, 12, "ok-cancel ok-cancel-487@13");
  explain_check (callee, 13, "status-487 terminated@11,3,12");
  check_maker (callee, 11, RB_PARTY_PROXY);
  check_maker (callee, 13, RB_PARTY_CALLEE);

  /* Both ends together: no guess is left. */
  for (guint i = 0; i < rb_trace_get_n_messages (both); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (both, i);
      g_autofree char *label = rb_message_format_label (message);

      g_assert_true (rb_trace_get_info (both, i, &info));
      if (g_str_equal (label, "CANCEL"))
        cancel = i + 1;
    }
  g_assert_cmpuint (cancel, !=, RB_FLOW_NONE);
  explain_check (both, cancel, "cancel cancel-proxy-timer");
  g_assert_cmpuint (count_differences (both, "INVITE", "proxy-timer", "The callee never sends a 408"), ==, 5);

  explain_check (hung_up, 10, "cancel@7 -cancel-proxy-timer -cancel-proxy-unseen");
  g_assert_cmpuint (count_differences (hung_up, "INVITE", "proxy-timer", ""), ==, 0);
  of_phone = copy_without (caller, "9 12"); /* it never rang */
  explain_check (of_phone, 13, "status-408 -timeout-proxy-rang timeout-proxy?");
}

static void
puzzle_5_the_same_message_twice (void)
{
  g_autoptr (RbTrace) rejected = fixture_open ("captures/report-rejected-callee.pcap");
  g_autoptr (RbTrace) cancelled = fixture_open ("captures/report-cancelled-callee.pcap");
  g_autoptr (RbTrace) once = copy_without (rejected, "6 7");
  g_autoptr (RbTrace) slow = copy_without (rejected, "9");
  g_autoptr (RbTrace) acknowledged = copy_without (cancelled, "9");
  RbCause cause;

  explain_check (rejected, 4, "trying-before-repeat@3,6");
  explain_check (rejected, 6, "retransmission@3 retransmission-timer-a-crossed@4 response-lost?@4,8,9");
  explain_check (rejected, 7, "retransmission@5 retransmission-asked-again@6");
  check_message_words (rejected, 6, "retransmission-timer-a-crossed", "Timer A", "0.475 s", "0.445 s", "T1 = 0.5 s");
  check_message_words (rejected, 6, "response-lost", "0.180 s");
  g_assert_cmpuint (count_differences (rejected, "INVITE", "timer-a", "0.475 s"), ==, 1);

  explain_check (cancelled, 9, "retransmission@8 retransmission-timer-g");
  check_message_words (cancelled, 9, "retransmission-timer-g", "Timer G", "0.500 s", "ACK");
  cause = rb_machines_get_cause (cancelled, 8);
  g_assert_cmpint (cause.kind, ==, RB_CAUSE_TIMER);
  g_assert_cmpint (cause.timer, ==, RB_TIMER_G);
  g_assert_cmpuint (cause.position, ==, 7);
  g_assert_cmpint (cause.waited_us, ==, 500000);
  g_assert_cmpuint (count_differences (cancelled, "INVITE", "timer-g", "0.500 s"), ==, 1);

  explain_check (once, 4, "trying-stops-timer@3 -trying-before-repeat");
  g_assert_cmpuint (count_differences (once, "INVITE", "timer-a", ""), ==, 0);
  explain_check (slow, 6, "retransmission-timer-a-crossed@4 -response-lost");
  explain_check (acknowledged, 9, "ack-failure@8 -retransmission");
  g_assert_cmpuint (count_differences (acknowledged, "INVITE", "timer-g", ""), ==, 0);
}

static void
check_digest (RbTrace *trace, guint number, const char *password, RbDigestResult wanted, const char *ids)
{
  RbDigestResult result;
  g_autoptr (RbLesson) lesson = rb_digest_walk (trace, number - 1, password, &result);

  g_assert_cmpint (result, ==, wanted);
  explain_check_lesson (lesson, ids);
}

static void
puzzle_6_which_challenge_and_which_hash (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/puzzle-6-two-challenges.pcap");
  g_autoptr (RbTrace) callee = fixture_open ("captures/puzzle-3-nat.pcap");
  g_autoptr (RbTrace) sha = copy_with (trace, 7, "realm=\"example.org\"", "realm=\"example.org\", algorithm=SHA-256");
  g_autoptr (RbLesson) walk = rb_digest_walk (trace, 8, CALLERS_PASSWORD, NULL);
  g_autoptr (RbLesson) all = rb_digest_walk_flow (fixture_find_flow (trace, "INVITE"), CALLERS_PASSWORD);

  explain_check (trace, 2, "status-401 challenge-401-registrar");
  explain_check (trace, 7, "status-407 challenge-407");
  check_message_words (trace, 2, "challenge-401-registrar", "example.org", "401", "407");
  check_digest (trace, 3, CALLERS_PASSWORD, RB_DIGEST_RIGHT,
                "digest-server-asks@2 digest-algorithm-default@2 digest-right@3");
  check_digest (trace, 9, CALLERS_PASSWORD, RB_DIGEST_RIGHT,
                "digest-proxy-asks@7 digest-algorithm-default@7 digest-right@9");
  check_digest (callee, 3, CALLEES_PASSWORD, RB_DIGEST_RIGHT, "digest-right@3");
  check_words (walk, "digest-algorithm-default", "MD5", "SHA-256", "RFC 8760", NULL);
  check_words (all, "digest-proxy-asks", "No. 7", NULL);

  check_digest (trace, 9, "Learn-by-doing", RB_DIGEST_WRONG, "digest-algorithm-default -digest-right");
  check_digest (trace, 9, NULL, RB_DIGEST_NOT_CHECKED, "digest-algorithm-default -digest-right");
  check_digest (sha, 9, CALLERS_PASSWORD, RB_DIGEST_RIGHT,
                "digest-algorithm-of-credentials digest-algorithm-differs@7 -digest-algorithm-default "
                "-digest-algorithm-named");
  check_digest (trace, 5, CALLERS_PASSWORD, RB_DIGEST_NO_CREDENTIALS, "-digest-algorithm-default");
}

static void
puzzle_7_another_providers_domain (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/puzzle-7-other-provider.pcap");
  g_autoptr (RbTrace) home = copy_with (trace, 0, "example.net", "example.org");
  g_autoptr (RbTrace) forbidden = copy_with (trace, 9, "478 Unresolvable destination (478/TM)", "403 Forbidden");
  g_autoptr (RbTrace) no_route = copy_with (trace, 9, "478 Unresolvable destination (478/TM)", "404 No route");
  g_autoptr (RbTrace) busy = copy_with (trace, 9, "478 Unresolvable destination (478/TM)", "486 Busy Here");
  g_autoptr (RbLesson) verdict = rb_explain_verdict (fixture_find_flow (trace, "INVITE"));

  explain_check (trace, 9, "status-class-4 foreign-domain-no-route? made-by-proxy?");
  check_message_words (trace, 9, "foreign-domain-no-route", "example.net", "example.org",
                       "Unresolvable destination (478/TM)");
  check_maker (trace, 9, RB_PARTY_PROXY);
  check_words (verdict, "verdict", "(478)", NULL);

  explain_check (home, 9, "no-route? -foreign-domain-no-route -foreign-domain");
  explain_check (forbidden, 9, "status-403 foreign-domain? -foreign-domain-no-route");
  explain_check (no_route, 9, "status-404 foreign-domain-no-route?");
  explain_check (busy, 9, "status-486 -foreign-domain -no-route");
}

static void
puzzle_8_noisy_feedback (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/report-rejected-caller.pcap");
  g_autoptr (RbTrace) coded = copy_with (trace, 5, "Warning: 392 198.51.100.5:5060 \"Noisy feedback tells:",
                                         "Warning: 305 198.51.100.5:5060 \"Incompatible media format:");
  g_autoptr (RbTrace) silent = copy_with (trace, 5, "Warning:", "X-Note:");
  g_autoptr (RbLesson) field = explain_path (trace, 4, "Warning");
  g_autoptr (RbLesson) server = explain_path (trace, 4, "Server");

  explain_check (trace, 5, "warning-noisy");
  explain_check (trace, 2, "warning-noisy");
  check_message_words (trace, 5, "warning-noisy", "392 198.51.100.5:5060", "Noisy feedback tells", "no error");
  check_words (field, "warning-code", "392", NULL);
  g_assert_cmpuint (rb_lesson_get_n_blocks (server), >, 0);
  explain_check (trace, 10, "status-486 -warning-noisy"); /* not the proxy's own */
  check_maker (trace, 5, RB_PARTY_PROXY);
  check_maker (trace, 10, RB_PARTY_CALLEE);

  explain_check (coded, 5, "warning-coded -warning-noisy");
  explain_check (silent, 5, "-warning-noisy -warning-coded -warning");
}

static void
puzzle_9_sound_beside_sip (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("captures/puzzle-9-sound.pcap");
  g_autoptr (RbTrace) silent = fixture_open ("captures/report-answered-caller.pcap");
  g_autoptr (RbTrace) one_codec = copy_with (trace, 10, "RTP/AVP 8 0 101", "RTP/AVP 0 8 101");
  g_autoptr (RbLesson) lesson = rb_explain_negotiation (fixture_find_flow (trace, "INVITE"));
  g_autoptr (RbLesson) without = rb_explain_negotiation (fixture_find_flow (silent, "INVITE"));
  g_autoptr (RbLesson) other = rb_explain_negotiation (fixture_find_flow (one_codec, "INVITE"));
  const RbLessonBlock *streams = rb_lesson_find (lesson, "media-streams");

  explain_check_lesson (lesson, "media-offer-in-invite@7 media-agreed@7,10 media-not-in-sip media-past-proxy@7,10 "
                                "media-rtcp -media-no-rtp");
  check_words (lesson, "media-agreed", "PCMA/8000", NULL);
  check_words (lesson, "media-past-proxy", "198.51.100.6", "35000", "10.179.151.48", "4010", "198.51.100.5", NULL);
  g_assert_nonnull (streams);
  g_assert_cmpuint (streams->rows->len, ==, 2);

  explain_check_lesson (without, "media-agreed@7,10 media-not-in-sip media-no-rtp");
  g_assert_null (rb_lesson_find (without, "media-streams"));
  check_words (other, "media-agreed", "PCMU/8000", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/puzzles/1-register-goes-on", puzzle_1_register_goes_on);
  g_test_add_func ("/puzzles/2-two-invites", puzzle_2_two_invites);
  g_test_add_func ("/puzzles/3-nat", puzzle_3_nat);
  g_test_add_func ("/puzzles/4-who-ends-an-unanswered-call", puzzle_4_who_ends_an_unanswered_call);
  g_test_add_func ("/puzzles/5-the-same-message-twice", puzzle_5_the_same_message_twice);
  g_test_add_func ("/puzzles/6-which-challenge-and-which-hash", puzzle_6_which_challenge_and_which_hash);
  g_test_add_func ("/puzzles/7-another-providers-domain", puzzle_7_another_providers_domain);
  g_test_add_func ("/puzzles/8-noisy-feedback", puzzle_8_noisy_feedback);
  g_test_add_func ("/puzzles/9-sound-beside-sip", puzzle_9_sound_beside_sip);
  return g_test_run ();
}
