/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each reason why a call may differ from the textbook, as a short script. */

#include "comparison-fixture.h"

/* The callee's side of a call behind one proxy, up to the ringing. */
#define FAR_RINGING                                                                                                    \
  "0 P>B INVITE 2 INVITE c1 - vias sdp\n"                                                                              \
  "10 B>P 100 2 INVITE c1 - vias\n"                                                                                    \
  "20 B>P 180 2 INVITE c1 b vias\n"
/* The end of a call that both sides show. */
#define BOTH_BYE                                                                                                       \
  "9000 B>P BYE 7 BYE d1 a from=b\n"                                                                                   \
  "9001 P>A BYE 7 BYE e1 a from=b vias\n"                                                                              \
  "9002 A>P 200 7 BYE e1 a from=b vias\n"                                                                              \
  "9003 P>B 200 7 BYE d1 a from=b\n"

static void
as_in_the_textbook (void)
{
  check_script (BOTH_ANSWERED BOTH_BYE, "answered", "");
}

/* RFC 3326: whoever cancels may say why. */
static void
the_cancel_says_why (void)
{
  check_script (FAR_RINGING "60000 P>B CANCEL 2 CANCEL c1 - header=Reason:_SIP;cause=408\n"
                            "60001 B>P 200 2 CANCEL c1 b\n"
                            "60002 B>P 487 2 INVITE c1 b vias\n"
                            "60003 P>B ACK 2 ACK c1 b\n",
                "no-answer",
                "missing proxy-timer certain 2>1 408 Request Timeout\n"
                "extra proxy-timer certain 1>2 CANCEL\n"
                "extra proxy-timer certain 2>1 200 Phrase (CANCEL)\n"
                "extra proxy-timer certain 2>1 487 Phrase\n");
}

/* RFC 3261 9.2 orders nothing between the two transactions. */
static void
responses_overtake_each_other (void)
{
  check_script (FAR_RINGING "5000 P>B CANCEL 2 CANCEL c1 -\n"
                            "5001 B>P 487 2 INVITE c1 b vias\n"
                            "5002 B>P 200 2 CANCEL c1 b\n"
                            "5003 P>B ACK 2 ACK c1 b\n",
                "cancelled", "order order certain 2>1 200 Phrase (CANCEL)\n");
}

static void
phones_may_answer_without_ringing (void)
{
  check_script ("0 P>B INVITE 2 INVITE c1 - vias sdp\n"
                "10 B>P 200 2 INVITE c1 b vias sdp\n"
                "20 P>B ACK 2 ACK c2 b vias\n"
                "9000 B>P BYE 7 BYE d1 a from=b\n"
                "9001 P>B 200 7 BYE d1 a from=b\n",
                "answered",
                "missing trying certain 2>1 100 Trying\n"
                "missing no-ringing certain 2>1 180 Ringing\n");
}

/* 183 beside 180 is extra; in its place it is another status. */
static void
early_media_differs (void)
{
  check_script (FAR_RINGING "30 B>P 183 2 INVITE c1 b vias sdp\n"
                            "40 B>P 200 2 INVITE c1 b vias sdp\n"
                            "50 P>B ACK 2 ACK c2 b vias\n"
                            "9000 B>P BYE 7 BYE d1 a from=b\n"
                            "9001 P>B 200 7 BYE d1 a from=b\n",
                "answered", "extra early-media certain 2>1 183 Phrase (SDP)\n");
  check_script ("0 P>B INVITE 2 INVITE c1 - vias sdp\n"
                "10 B>P 100 2 INVITE c1 - vias\n"
                "20 B>P 183 2 INVITE c1 b vias sdp\n"
                "30 B>P 486 2 INVITE c1 b vias\n"
                "40 P>B ACK 2 ACK c1 b\n",
                "busy", "extra early-media certain 2>1 183 Phrase (SDP)\n");
}

static void
progress_may_be_reported (void)
{
  check_script (FAR_RINGING "30 B>P 181 2 INVITE c1 b vias\n"
                            "40 B>P 486 2 INVITE c1 b vias\n"
                            "50 P>B ACK 2 ACK c1 b\n",
                "rejected", "extra provisional certain 2>1 181 Phrase\n");
}

/* The second phone's 180 has another To tag, and no 200 of its own. */
static void
other_phones_ring (void)
{
  check_script (FIXTURE_RINGING "150 P>A 180 2 INVITE b2 other\n"
                                "3100 P>A 486 2 INVITE b2 b\n"
                                "3101 A>P ACK 2 ACK b2 b\n",
                "rejected", REPORT_CHALLENGE "extra fork certain 1>0 180 Phrase\n");
  check_recorded ("fork-to-two-phones", CALLER, "answered",
                  CHALLENGE "extra fork certain 1>0 180 Ringing\n"
                            "sender mirrored certain 0>1 BYE\n"
                            "sender mirrored certain 1>0 200 OK (BYE)\n");
}

static void
other_status_codes_stand_in_the_same_place (void)
{
  check_script (FAR_RINGING "5000 B>P 603 2 INVITE c1 b vias\n"
                            "5001 P>B ACK 2 ACK c1 b\n",
                "rejected", "");
  check_script (FAR_RINGING "5000 B>P 488 2 INVITE c1 b vias\n"
                            "5001 P>B ACK 2 ACK c1 b\n",
                "rejected", "status other-status certain 2>1 488 Phrase\n");
}

static void
the_ack_never_comes (void)
{
  check_script (FAR_RINGING "5000 B>P 200 2 INVITE c1 b vias sdp\n"
                            "5500 B>P 200 2 INVITE c1 b vias sdp\n"
                            "6500 B>P 200 2 INVITE c1 b vias sdp\n"
                            "37000 B>P BYE 7 BYE d1 a from=b\n"
                            "37001 P>B 200 7 BYE d1 a from=b\n",
                "answered",
                "repeated 2xx certain 2>1 200 Phrase (SDP)\n"
                "missing no-ack likely 1>2 ACK\n");
}

static void
sessions_are_refreshed_and_changed (void)
{
  check_script (BOTH_ANSWERED "4000 A>P INVITE 2 INVITE f1 b sdp header=Session-Expires:_1800\n"
                              "4001 P>A 200 2 INVITE f1 b sdp\n"
                              "4002 A>P ACK 2 ACK f2 b\n"
                              "5000 A>P INVITE 3 INVITE f3 b sdp sdpport=4010 header=Session-Expires:_1800\n"
                              "5001 P>A 200 3 INVITE f3 b sdp\n"
                              "5002 A>P ACK 3 ACK f4 b\n" BOTH_BYE,
                "answered",
                "extra session-refresh certain 0>1 INVITE (SDP)\n"
                "extra session-refresh certain 1>0 200 Phrase (SDP)\n"
                "extra session-refresh certain 0>1 ACK\n"
                "extra re-invite certain 0>1 INVITE (SDP)\n"
                "extra re-invite certain 1>0 200 Phrase (SDP)\n"
                "extra re-invite certain 0>1 ACK\n");
}

static void
other_requests_are_beside_the_point (void)
{
  check_script (BOTH_ANSWERED "4000 A>P INFO 2 INFO f1 b\n"
                              "4001 P>A 200 2 INFO f1 b\n" BOTH_BYE,
                "answered",
                "extra other-request certain 0>1 INFO\n"
                "extra other-request certain 1>0 200 Phrase (INFO)\n");
}

/* No Record-Route: ACK and BYE go straight to the other phone. */
static void
the_proxy_is_passed_by (void)
{
  check_script (BOTH_RINGING "3000 B>P 200 1 INVITE c1 b vias sdp\n"
                             "3001 P>A 200 1 INVITE b1 b sdp\n"
                             "3002 A>B ACK 1 ACK b2 b\n"
                             "9000 B>A BYE 7 BYE d1 a from=b\n"
                             "9001 A>B 200 7 BYE d1 a from=b\n",
                "answered",
                "path direct certain 0>1 ACK\n"
                "path direct certain 1>0 BYE\n"
                "path direct certain 0>1 200 Phrase (BYE)\n"
                "missing direct certain 1>2 ACK\n"
                "missing direct certain 2>1 BYE\n"
                "missing direct certain 1>2 200 OK (BYE)\n");
}

static void
earlier_attempts_come_to_nothing (void)
{
  check_script ("0 A>P INVITE 1 INVITE b1 - sdp\n"
                "1 P>A 422 1 INVITE b1 p\n"
                "2 A>P ACK 1 ACK b1 p\n"
                "3 A>P INVITE 2 INVITE b2 - sdp\n"
                "4 P>A 100 2 INVITE b2 - header=Record-Route:_<sip:p;lr>\n"
                "100 P>A 180 2 INVITE b2 b\n"
                "3000 P>A 486 2 INVITE b2 b\n"
                "3001 A>P ACK 2 ACK b2 b\n",
                "rejected",
                "extra earlier-attempt likely 1>0 422 Phrase\n"
                "extra earlier-attempt likely 0>1 ACK\n"
                "extra earlier-attempt likely 0>1 INVITE (SDP)\n");
}

static void
captures_begin_late (void)
{
  check_script ("100 P>A 180 2 INVITE b2 b header=Record-Route:_<sip:p;lr>\n"
                "3000 P>A 486 2 INVITE b2 b\n"
                "3001 A>P ACK 2 ACK b2 b\n",
                "rejected",
                "missing cut likely 0>1 INVITE\n"
                "missing cut likely 1>0 100 Trying\n");
}

/* Who called whom is not to be seen: neither is who hangs up instead of whom. */
static void
only_the_end_is_seen (void)
{
  check_script ("9000 A>P BYE 3 BYE b4 b\n"
                "9100 P>A 200 3 BYE b4 b\n",
                "rfc3665-3.1",
                "missing cut likely 0>1 INVITE\n"
                "missing cut likely 1>0 180 Ringing\n"
                "missing cut likely 1>0 200 OK\n"
                "missing cut likely 0>1 ACK\n");
}

/* A mirror port that copies one direction only. */
static void
captures_show_one_direction (void)
{
  check_script ("0 A>P INVITE 1 INVITE b1 - sdp\n"
                "5000 A>P CANCEL 1 CANCEL b1 -\n"
                "5001 A>P ACK 1 ACK b1 b\n",
                "cancelled-direct",
                "missing one-way likely 1>0 100 Trying\n"
                "missing one-way likely 1>0 180 Ringing\n"
                "missing one-way likely 1>0 200 OK (CANCEL)\n"
                "missing one-way likely 1>0 487 Request Terminated\n");
}

static void
captures_end_early (void)
{
  check_script (FIXTURE_RINGING, "answered",
                REPORT_CHALLENGE "missing cut likely 1>0 200 OK\n"
                                 "missing cut likely 0>1 ACK\n"
                                 "missing cut likely 1>0 BYE\n"
                                 "missing cut likely 0>1 200 OK (BYE)\n");
}

/* The same messages as if they had just come. (transfer full) */
static RbTrace *
make_live (RbTrace *trace)
{
  RbTrace *live = rb_trace_new ();

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);
      RbMessageInfo info = *rb_message_get_info (message);

      info.mono_us = info.wall_us;
      rb_trace_append (live, &info, rb_message_get_bytes (message));
    }
  return live;
}

static void
what_is_to_come_is_no_difference (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_RINGING, &flow);
  g_autoptr (RbTrace) live = make_live (trace);
  g_autoptr (RbComparison) comparison = rb_comparison_new (rb_trace_find_flow (live, "call-1"), NULL);
  g_autoptr (RbLesson) lesson = rb_comparison_describe (comparison);
  guint n_pending = 0;

  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    n_pending += rb_comparison_get_row (comparison, i)->kind == RB_DIFFERENCE_PENDING;
  g_assert_cmpuint (rb_comparison_count_differences (comparison), ==, 1);
  g_assert_cmpuint (n_pending, ==, 4); /* 200, ACK, BYE and its 200 on this side of the proxy */
  g_assert_nonnull (rb_lesson_find (lesson, "challenge"));
  g_assert_null (rb_lesson_find (lesson, "not-yet"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison-reason/as-in-the-textbook", as_in_the_textbook);
  g_test_add_func ("/comparison-reason/the-cancel-says-why", the_cancel_says_why);
  g_test_add_func ("/comparison-reason/responses-overtake-each-other", responses_overtake_each_other);
  g_test_add_func ("/comparison-reason/phones-may-answer-without-ringing", phones_may_answer_without_ringing);
  g_test_add_func ("/comparison-reason/early-media-differs", early_media_differs);
  g_test_add_func ("/comparison-reason/progress-may-be-reported", progress_may_be_reported);
  g_test_add_func ("/comparison-reason/other-phones-ring", other_phones_ring);
  g_test_add_func ("/comparison-reason/other-status-codes-stand-in-the-same-place",
                   other_status_codes_stand_in_the_same_place);
  g_test_add_func ("/comparison-reason/the-ack-never-comes", the_ack_never_comes);
  g_test_add_func ("/comparison-reason/sessions-are-refreshed-and-changed", sessions_are_refreshed_and_changed);
  g_test_add_func ("/comparison-reason/other-requests-are-beside-the-point", other_requests_are_beside_the_point);
  g_test_add_func ("/comparison-reason/the-proxy-is-passed-by", the_proxy_is_passed_by);
  g_test_add_func ("/comparison-reason/earlier-attempts-come-to-nothing", earlier_attempts_come_to_nothing);
  g_test_add_func ("/comparison-reason/captures-begin-late", captures_begin_late);
  g_test_add_func ("/comparison-reason/only-the-end-is-seen", only_the_end_is_seen);
  g_test_add_func ("/comparison-reason/captures-show-one-direction", captures_show_one_direction);
  g_test_add_func ("/comparison-reason/captures-end-early", captures_end_early);
  g_test_add_func ("/comparison-reason/what-is-to-come-is-no-difference", what_is_to_come_is_no_difference);
  return g_test_run ();
}
