/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The five kinds of call beside the textbook: recorded ones from three points of view, and those of the lab report with
 * its times. */

#include "comparison-fixture.h"

static void
the_callee_hangs_up (void)
{
  check_recorded ("answered-bye-by-callee", FULL, "answered", CHALLENGE);
  check_recorded ("answered-bye-by-callee", CALLER, "answered", CHALLENGE);
  check_recorded ("answered-bye-by-callee", CALLEE, "answered", "");
}

static void
the_caller_hangs_up (void)
{
  check_recorded ("answered-bye-by-caller", FULL, "answered",
                  CHALLENGE "sender mirrored certain 0>1 BYE\n"
                            "sender mirrored certain 1>2 BYE\n"
                            "sender mirrored certain 2>1 200 OK (BYE)\n"
                            "sender mirrored certain 1>0 200 OK (BYE)\n");
  check_recorded ("answered-bye-by-caller", CALLER, "answered",
                  CHALLENGE "sender mirrored certain 0>1 BYE\n"
                            "sender mirrored certain 1>0 200 OK (BYE)\n");
  check_recorded ("answered-bye-by-caller", CALLEE, "answered",
                  "sender mirrored certain 1>2 BYE\n"
                  "sender mirrored certain 2>1 200 OK (BYE)\n");
}

static void
the_callee_rejects (void)
{
  check_recorded ("rejected-486-after-ringing", FULL, "rejected", CHALLENGE);
  check_recorded ("rejected-486-after-ringing", CALLER, "rejected", CHALLENGE);
  check_recorded ("rejected-486-after-ringing", CALLEE, "rejected", "");
}

/* The phone refuses within 200 ms and needs no 100. */
static void
the_callee_is_busy (void)
{
  check_recorded ("busy-at-once", FULL, "busy", CHALLENGE "missing trying certain 2>1 100 Trying\n");
  check_recorded ("busy-at-once", CALLER, "busy", CHALLENGE);
  check_recorded ("busy-at-once", CALLEE, "busy", "missing trying certain 2>1 100 Trying\n");
}

static void
the_caller_cancels (void)
{
  check_recorded ("cancelled", FULL, "cancelled", CHALLENGE);
  check_recorded ("cancelled", CALLER, "cancelled", CHALLENGE);
  check_recorded ("cancelled", CALLEE, "cancelled", "");
}

/* Puzzle 4 of the lab report. Kamailio sends the 408 before the CANCEL. */
static void
nobody_answers (void)
{
  check_recorded ("no-answer-408-by-proxy", FULL, "no-answer",
                  CHALLENGE "sender proxy-timer certain 1>0 408 Request Timeout\n"
                            "missing proxy-timer certain 2>1 408 Request Timeout\n"
                            "extra proxy-timer certain 1>2 CANCEL\n"
                            "extra proxy-timer certain 2>1 200 OK (CANCEL)\n"
                            "extra proxy-timer certain 2>1 487 Request Terminated\n");
  check_recorded ("no-answer-408-by-proxy", CALLER, "no-answer",
                  CHALLENGE "sender proxy-timer likely 1>0 408 Request Timeout\n");
}

/* The callee cannot know that nobody cancelled; who does, such as the lab coach, chooses the textbook himself. */
static void
nobody_answers_seen_by_the_callee (void)
{
  g_autoptr (RbTrace) trace = read_recorded ("no-answer-408-by-proxy", CALLEE);
  RbFlow *flow = find_call (trace, "INVITE");
  g_autoptr (RbComparison) comparison = rb_comparison_new (flow, rb_textbook_find ("no-answer"));
  g_autofree char *found = format_differences (comparison);
  g_autoptr (RbLesson) lesson = rb_comparison_explain (flow);

  check_flow (flow, "cancelled", "");
  g_assert_cmpint (rb_lesson_find (lesson, "ambiguous")->confidence, ==, RB_CONFIDENCE_GUESS);
  g_assert_cmpstr (found, ==,
                   "missing proxy-timer guess 2>1 408 Request Timeout\n"
                   "extra proxy-timer guess 1>2 CANCEL\n"
                   "extra proxy-timer guess 2>1 200 OK (CANCEL)\n"
                   "extra proxy-timer guess 2>1 487 Request Terminated\n");
}

/* Lab report 1: 180 comes again now and then, REGISTER in between is no part of the call. */
static void
report_no_answer (void)
{
  check_script (FIXTURE_RINGING "20000 A>P REGISTER 7 REGISTER r1 - call=reg\n"
                                "20100 P>A 200 7 REGISTER r1 r call=reg\n"
                                "30000 P>A 180 2 INVITE b2 b\n"
                                "60100 P>A 408 2 INVITE b2 p\n"
                                "60101 A>P ACK 2 ACK b2 p\n",
                "no-answer",
                REPORT_CHALLENGE "repeated progress certain 1>0 180 Phrase\n"
                                 "sender proxy-timer likely 1>0 408 Phrase\n");
}

static void
report_rejected (void)
{
  check_script ("12730 A>P INVITE 1 INVITE b1 - sdp\n"
                "12928 P>A 100 1 INVITE b1 -\n"
                "12929 P>A 407 1 INVITE b1 p\n"
                "12929 A>P ACK 1 ACK b1 p\n"
                "12930 A>P INVITE 2 INVITE b2 - auth sdp\n"
                "13123 P>A 100 2 INVITE b2 -\n"
                "13785 P>A 180 2 INVITE b2 b\n"
                "15727 P>A 486 2 INVITE b2 b\n"
                "15727 A>P ACK 2 ACK b2 b\n",
                "rejected", REPORT_CHALLENGE);
  check_script ("11388 P>B INVITE 2 INVITE c1 - vias sdp\n"
                "11418 B>P 100 2 INVITE c1 - vias\n"
                "11418 B>P 180 2 INVITE c1 b vias\n"
                "11863 P>B INVITE 2 INVITE c1 - vias sdp\n"
                "11864 B>P 180 2 INVITE c1 b vias\n"
                "13805 B>P 486 2 INVITE c1 b vias\n"
                "13985 P>B ACK 2 ACK c1 b\n",
                "rejected",
                "repeated timer-a certain 1>2 INVITE (SDP)\n"
                "repeated asked-again certain 2>1 180 Phrase\n");
}

static void
report_cancelled (void)
{
  check_script ("14175 A>P INVITE 1 INVITE b1 - sdp\n"
                "14341 P>A 100 1 INVITE b1 -\n"
                "14343 P>A 407 1 INVITE b1 p\n"
                "14343 A>P ACK 1 ACK b1 p\n"
                "14344 A>P INVITE 2 INVITE b2 - auth sdp\n"
                "14511 P>A 100 2 INVITE b2 -\n"
                "14688 P>A 180 2 INVITE b2 b\n"
                "18471 A>P CANCEL 2 CANCEL b2 -\n"
                "18673 P>A 200 2 CANCEL b2 b\n"
                "18673 P>A 487 2 INVITE b2 b\n"
                "18674 A>P ACK 2 ACK b2 b\n",
                "cancelled", REPORT_CHALLENGE);
  check_script ("13102 P>B INVITE 2 INVITE c1 - vias sdp\n"
                "13112 B>P 100 2 INVITE c1 - vias\n"
                "13113 B>P 180 2 INVITE c1 b vias\n"
                "17235 P>B CANCEL 2 CANCEL c1 -\n"
                "17235 B>P 200 2 CANCEL c1 b\n"
                "17235 B>P 487 2 INVITE c1 b vias\n"
                "17735 B>P 487 2 INVITE c1 b vias\n"
                "17898 P>B ACK 2 ACK c1 b\n",
                "cancelled", "repeated timer-g certain 2>1 487 Phrase\n");
}

static void
report_answered (void)
{
  check_script (FIXTURE_ANSWERED "9000 A>P BYE 3 BYE b4 b\n"
                                 "9100 P>A 200 3 BYE b4 b\n",
                "answered",
                REPORT_CHALLENGE "sender mirrored certain 0>1 BYE\n"
                                 "sender mirrored certain 1>0 200 Phrase (BYE)\n");
}

/* One program on both ends, one Call-ID, one socket: two legs. */
static void
report_busy (void)
{
  check_script ("15661 A>P INVITE 1 INVITE b1 - sdp\n"
                "15859 P>A 100 1 INVITE b1 -\n"
                "15860 P>A 407 1 INVITE b1 p\n"
                "15860 A>P ACK 1 ACK b1 p\n"
                "15860 A>P INVITE 2 INVITE b2 - auth sdp\n"
                "16058 P>A INVITE 2 INVITE c1 - vias sdp\n"
                "16068 A>P 100 2 INVITE c1 - vias\n"
                "16068 A>P 486 2 INVITE c1 b vias\n"
                "16261 P>A ACK 2 ACK c1 b\n"
                "16262 P>A 486 2 INVITE b2 b\n"
                "16263 A>P ACK 2 ACK b2 b\n",
                "busy",
                "extra challenge certain 1>0 407 Phrase\n"
                "extra challenge certain 0>1 ACK\n"
                "extra challenge certain 0>1 INVITE with credentials (SDP)\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison/recorded/the-callee-hangs-up", the_callee_hangs_up);
  g_test_add_func ("/comparison/recorded/the-caller-hangs-up", the_caller_hangs_up);
  g_test_add_func ("/comparison/recorded/the-callee-rejects", the_callee_rejects);
  g_test_add_func ("/comparison/recorded/the-callee-is-busy", the_callee_is_busy);
  g_test_add_func ("/comparison/recorded/the-caller-cancels", the_caller_cancels);
  g_test_add_func ("/comparison/recorded/nobody-answers", nobody_answers);
  g_test_add_func ("/comparison/recorded/nobody-answers-seen-by-the-callee", nobody_answers_seen_by_the_callee);
  g_test_add_func ("/comparison/report/no-answer", report_no_answer);
  g_test_add_func ("/comparison/report/rejected", report_rejected);
  g_test_add_func ("/comparison/report/cancelled", report_cancelled);
  g_test_add_func ("/comparison/report/answered", report_answered);
  g_test_add_func ("/comparison/report/busy", report_busy);
  return g_test_run ();
}
