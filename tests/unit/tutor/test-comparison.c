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
  g_autoptr (RbTrace) trace = open_recorded ("no-answer-408-by-proxy", CALLEE);
  RbFlow *flow = fixture_find_flow (trace, "INVITE");
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

/* Its 407 and the second INVITE, which gets a 100 of its own. */
#define SER_CHALLENGE CHALLENGE "extra challenge certain 1>0 100 trying -- your call is important to us\n"

/* Of the lab report's captures, which begin with a REGISTER that is no part of the call. */
static void
check_report (const char *name, const char *textbook, const char *differences)
{
  g_autofree char *file = g_strconcat ("captures/report-", name, ".pcap", NULL);
  g_autoptr (RbTrace) trace = fixture_open (file);

  g_test_message ("%s", file);
  check_flow (fixture_find_flow (trace, "INVITE"), textbook, differences);
}

static void
report_no_answer (void)
{
  check_report ("no-answer-caller", "no-answer",
                SER_CHALLENGE "repeated progress certain 1>0 180 Ringing\n"
                              "sender proxy-timer likely 1>0 408 Request Timeout\n");
  check_report ("no-answer-callee", "cancelled", "repeated progress certain 2>1 180 Ringing\n");
}

static void
report_rejected (void)
{
  check_report ("rejected-caller", "rejected", SER_CHALLENGE);
  check_report ("rejected-callee", "rejected",
                "repeated timer-a certain 1>2 INVITE (SDP)\n"
                "repeated asked-again certain 2>1 180 Ringing\n");
}

static void
report_cancelled (void)
{
  check_report ("cancelled-caller", "cancelled", SER_CHALLENGE);
  check_report ("cancelled-callee", "cancelled", "repeated timer-g certain 2>1 487 Request Terminated\n");
}

static void
report_answered (void)
{
  check_report ("answered-caller", "answered",
                SER_CHALLENGE "sender mirrored certain 0>1 BYE\n"
                              "sender mirrored certain 1>0 200 OK (BYE)\n");
  check_report ("answered-callee", "answered",
                "sender mirrored certain 1>2 BYE\n"
                "sender mirrored certain 2>1 200 OK (BYE)\n");
}

/* One program on both ends, one Call-ID, one socket: two legs. */
static void
report_busy (void)
{
  check_report ("busy", "busy", CHALLENGE);
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
