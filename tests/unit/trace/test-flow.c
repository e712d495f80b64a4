/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Legs, transactions, retransmissions and response times of one Call-ID. */

#include "trace-fixture.h"

static void
ack_of_a_failure_belongs_to_the_invite_and_that_of_a_2xx_does_not (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED, &flow);

  /* INVITE 100 407 ACK | INVITE 100 180 200 | ACK */
  g_assert_cmpuint (rb_flow_get_n_steps (flow), ==, 9);
  g_assert_cmpuint (rb_flow_get_n_transactions (flow), ==, 3);
  g_assert_cmpuint (rb_flow_get_step (flow, 3)->transaction, ==, 0);
  g_assert_cmpuint (rb_flow_get_step (flow, 4)->transaction, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 7)->transaction, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 8)->transaction, ==, 2);
  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 1);
  g_assert_null (rb_flow_get_step (flow, 9));
}

static void
a_cancel_is_a_transaction_of_its_own (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_RINGING "500 A>P CANCEL 2 CANCEL b2 -\n"
                                                            "510 P>A 200 2 CANCEL b2 p\n"
                                                            "511 P>A 487 2 INVITE b2 b\n"
                                                            "512 A>P ACK 2 ACK b2 b",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_step (flow, 7)->transaction, ==, 2);
  g_assert_cmpuint (rb_flow_get_step (flow, 8)->transaction, ==, 2);
  g_assert_cmpuint (rb_flow_get_step (flow, 8)->response_to, ==, 7);
  g_assert_cmpuint (rb_flow_get_step (flow, 9)->transaction, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 9)->response_to, ==, 4);
  g_assert_cmpuint (rb_flow_get_step (flow, 10)->transaction, ==, 1);
}

static void
responses_know_their_request_and_how_long_it_took (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED, &flow);

  g_assert_cmpuint (rb_flow_get_step (flow, 0)->response_to, ==, RB_FLOW_NONE);
  g_assert_cmpint (rb_flow_get_step (flow, 0)->response_us, ==, -1);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->response_to, ==, 0);
  g_assert_cmpint (rb_flow_get_step (flow, 2)->response_us, ==, 12000);
  g_assert_cmpuint (rb_flow_get_step (flow, 7)->response_to, ==, 4);
  g_assert_cmpint (rb_flow_get_step (flow, 7)->response_us, ==, 3086000);
}

static void
equal_bytes_on_the_same_way_are_retransmissions (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "500 A>P INVITE 1 INVITE b1 -\n"
                                            "1500 A>P INVITE 1 INVITE b1 -\n"
                                            "1501 P>B INVITE 1 INVITE b1 -\n"
                                            "1600 P>A 180 1 INVITE b1 b\n"
                                            "1700 P>A 180 1 INVITE b1 c\n"
                                            "1800 P>A 180 1 INVITE b1 b",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_step (flow, 0)->retransmission_of, ==, RB_FLOW_NONE);
  g_assert_cmpuint (rb_flow_get_step (flow, 1)->retransmission_of, ==, 0);
  g_assert_cmpuint (rb_flow_get_step (flow, 1)->repeat, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->retransmission_of, ==, 0);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->repeat, ==, 2);
  g_assert_cmpuint (rb_flow_get_step (flow, 3)->retransmission_of, ==, RB_FLOW_NONE);
  g_assert_cmpuint (rb_flow_get_step (flow, 5)->retransmission_of, ==, RB_FLOW_NONE);
  g_assert_cmpuint (rb_flow_get_step (flow, 6)->retransmission_of, ==, 4);
  /* measured from the first copy */
  g_assert_cmpint (rb_flow_get_step (flow, 4)->response_us, ==, 1600000);
}

static void
both_sides_of_a_proxy_are_two_legs (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "1 P>B INVITE 1 INVITE p1 - vias\n"
                                            "2 B>P 180 1 INVITE p1 b vias\n"
                                            "3 P>A 180 1 INVITE b1 b\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 2);
  g_assert_cmpuint (rb_flow_get_step (flow, 1)->leg, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->leg, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 3)->leg, ==, 0);
  g_assert_cmpuint (rb_flow_get_step (flow, 3)->response_to, ==, 0);
}

/* The lab report's busy call: one socket is both caller and callee. */
static void
a_call_to_oneself_has_two_legs (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "198 P>A 407 1 INVITE b1 p\n"
                                            "199 A>P ACK 1 ACK b1 p\n"
                                            "200 A>P INVITE 2 INVITE b2 - auth\n"
                                            "397 P>A INVITE 2 INVITE p1 - vias\n"
                                            "407 A>P 100 2 INVITE p1 - vias\n"
                                            "408 A>P 486 2 INVITE p1 b vias\n"
                                            "600 P>A ACK 2 ACK p1 b\n"
                                            "601 P>A 486 2 INVITE b2 b\n"
                                            "602 A>P ACK 2 ACK b2 b\n",
                                            &flow);
  static const guint legs[] = { 0, 0, 0, 0, 1, 1, 1, 1, 0, 0 };
  g_autoptr (RbVerdict) callee = NULL;

  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (legs); i++)
    g_assert_cmpuint (rb_flow_get_step (flow, i)->leg, ==, legs[i]);
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_BUSY);
  callee = rb_flow_judge_leg (flow, 1);
  g_assert_cmpint (callee->kind, ==, RB_VERDICT_BUSY);
}

static void
requests_inside_a_call_to_oneself_stay_on_their_leg (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 2 INVITE b2 -\n"
                                            "1 P>A INVITE 2 INVITE p1 - vias\n"
                                            "2 A>P 200 2 INVITE p1 b vias\n"
                                            "3 P>A 200 2 INVITE b2 b\n"
                                            "4 A>P ACK 2 ACK b3 b\n"
                                            "5 P>A ACK 2 ACK p3 b vias\n"
                                            "6 A>P BYE 1 BYE y1 a from=b\n"
                                            "7 P>A BYE 1 BYE y2 a from=b vias\n"
                                            "8 A>P 200 1 BYE y2 a from=b vias\n"
                                            "9 P>A 200 1 BYE y1 a from=b\n",
                                            &flow);
  static const guint legs[] = { 0, 1, 1, 0, 0, 1, 1, 0, 0, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (legs); i++)
    g_assert_cmpuint (rb_flow_get_step (flow, i)->leg, ==, legs[i]);
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_ANSWERED);
  g_assert_cmpint (rb_flow_get_verdict (flow)->ended_by, ==, RB_PARTY_CALLEE);
}

/* The proxy opens a connection of its own for a request inside the dialog. */
static void
a_tcp_connection_the_other_way_round_is_the_same_leg (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A:40000>P INVITE 1 INVITE b1 - tcp via=10.0.0.1:5070\n"
                                            "1 P>A:40000 200 1 INVITE b1 b tcp via=10.0.0.1:5070\n"
                                            "2 A:40000>P ACK 1 ACK b2 b tcp via=10.0.0.1:5070\n"
                                            "3 P:51000>A:5070 BYE 1 BYE p1 a from=b tcp via=10.0.0.16:5060\n"
                                            "4 A:5070>P:51000 200 1 BYE p1 a from=b tcp via=10.0.0.16:5060\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 4)->response_to, ==, 3);
  g_assert_cmpint (rb_flow_get_verdict (flow)->ended_by, ==, RB_PARTY_CALLEE);
}

/* Lower-case hosts are all 127.0.0.1: only ports tell the parties apart. */
static void
tcp_legs_on_one_host_stay_apart (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 a:40000>p INVITE 1 INVITE b1 - tcp via=127.0.0.1:5070\n"
                                            "1 p:40001>b:5080 INVITE 1 INVITE p1 - tcp vias via=127.0.0.1:5060\n"
                                            "2 b:5080>p:40001 200 1 INVITE p1 b tcp vias via=127.0.0.1:5060\n"
                                            "3 p>a:40000 200 1 INVITE b1 b tcp via=127.0.0.1:5070\n"
                                            "4 b:40002>p BYE 1 BYE y1 a from=b tcp via=127.0.0.1:5080\n"
                                            "5 p:40003>a:5070 BYE 1 BYE y2 a from=b tcp vias via=127.0.0.1:5060\n",
                                            &flow);
  static const guint legs[] = { 0, 1, 1, 0, 1, 0 };

  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (legs); i++)
    g_assert_cmpuint (rb_flow_get_step (flow, i)->leg, ==, legs[i]);
}

static void
two_phones_behind_one_address_are_two_legs (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 P>B:1001 INVITE 1 INVITE p1 - tcp via=10.0.0.16:5060\n"
                                            "1 P>B:1002 INVITE 1 INVITE p2 - tcp via=10.0.0.16:5060\n"
                                            "2 B:1002>P 180 1 INVITE p2 b tcp via=10.0.0.16:5060\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 2);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->leg, ==, 1);
}

static void
a_large_invite_may_change_to_tcp_on_its_leg (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A:5070>P INVITE 1 INVITE b1 - via=10.0.0.1:5070\n"
                                            "1 P>A:5070 407 1 INVITE b1 p via=10.0.0.1:5070\n"
                                            "2 A:40000>P INVITE 2 INVITE b2 - auth tcp via=10.0.0.1:5070\n"
                                            "3 P>A:40000 486 2 INVITE b2 b tcp via=10.0.0.1:5070\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 1);
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_BUSY);
}

static void
peers_without_the_branch_cookie_are_matched_by_cseq (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE old -\n"
                                            "1 P>A 407 1 INVITE old p\n"
                                            "2 A>P ACK 1 ACK old p\n"
                                            "3 A>P INVITE 2 INVITE old -\n"
                                            "4 P>A 200 2 INVITE old b\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_transactions (flow), ==, 2);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->transaction, ==, 0);
  g_assert_cmpuint (rb_flow_get_step (flow, 4)->response_to, ==, 3);
}

static void
a_flow_tells_after_each_message (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint n = 0;

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -");
  g_signal_connect_swapped (rb_trace_find_flow (trace, "call-1"), "changed", G_CALLBACK (g_atomic_int_inc), &n);
  fixture_play (trace, "1 P>A 100 1 INVITE b1 -\n2 P>A 180 1 INVITE b1 b");
  g_assert_cmpuint (n, ==, 2);
}

static void
the_first_request_names_the_flow (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 P>A 200 7 OPTIONS o1 p\n", &flow);
  g_autofree char *from = rb_flow_dup_from (flow);

  g_assert_cmpstr (rb_flow_get_method (flow), ==, "OPTIONS");
  g_assert_cmpstr (from, ==, "sip:alice@example.com");
  g_assert_cmpint (rb_flow_get_start_us (flow), ==, FIXTURE_START_US);

  fixture_play (trace, "1 A>P BYE 2 BYE b2 b call=late\n");
  flow = rb_trace_find_flow (trace, "late");
  g_assert_cmpstr (rb_flow_get_method (flow), ==, "BYE");
  fixture_play (trace, "2 A>P INVITE 3 INVITE b3 b call=late");
  g_assert_cmpstr (rb_flow_get_method (flow), ==, "INVITE");
}

/* The verdict of a long flow is kept up with message by message: as if it were read anew. */
static void
a_long_flow_is_judged_as_it_grows (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED, &flow);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u A>P INFO %u INFO x%u b", 4000 + i, 10 + i, i);
      g_autoptr (RbVerdict) anew = NULL;
      const RbVerdict *verdict;

      fixture_say (trace, line);
      verdict = rb_flow_get_verdict (flow);
      anew = rb_flow_judge_leg (flow, 0);
      g_assert_cmpstr (verdict->text, ==, anew->text);
      g_assert_cmpint (verdict->talk_us, ==, anew->talk_us);
      g_assert_cmpuint (verdict->evidence->len, ==, anew->evidence->len);
    }
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_ANSWERED);
  fixture_play (trace, "5000 P>A BYE 1 BYE y1 a from=b");
  g_assert_cmpint (rb_flow_get_verdict (flow)->ended_by, ==, RB_PARTY_CALLEE);
}

/* 302 to the proxy's neighbour: the caller's second leg tells how it ended. */
static void
a_redirected_call_is_judged_where_it_went (void)
{
  RbFlow *flow;
  RbCallTiming timing;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "10 P>A 302 1 INVITE b1 p\n"
                                            "11 A>P ACK 1 ACK b1 p\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_verdict (flow)->status, ==, 302);
  fixture_play (trace, "20 A>B INVITE 2 INVITE b2 -\n30 B>A 180 2 INVITE b2 b\n");
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_IN_PROGRESS);
  fixture_play (trace, "90 B>A 486 2 INVITE b2 b\n");
  g_assert_cmpint (rb_flow_get_verdict (flow)->status, ==, 486);
  g_assert_true (rb_flow_get_timing (flow, &timing));
  g_assert_cmpint (timing.post_dial_us, ==, 30000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/flow/" #name, name)
  ADD (ack_of_a_failure_belongs_to_the_invite_and_that_of_a_2xx_does_not);
  ADD (a_cancel_is_a_transaction_of_its_own);
  ADD (responses_know_their_request_and_how_long_it_took);
  ADD (equal_bytes_on_the_same_way_are_retransmissions);
  ADD (both_sides_of_a_proxy_are_two_legs);
  ADD (a_call_to_oneself_has_two_legs);
  ADD (requests_inside_a_call_to_oneself_stay_on_their_leg);
  ADD (a_tcp_connection_the_other_way_round_is_the_same_leg);
  ADD (tcp_legs_on_one_host_stay_apart);
  ADD (two_phones_behind_one_address_are_two_legs);
  ADD (a_large_invite_may_change_to_tcp_on_its_leg);
  ADD (peers_without_the_branch_cookie_are_matched_by_cseq);
  ADD (a_flow_tells_after_each_message);
  ADD (the_first_request_names_the_flow);
  ADD (a_long_flow_is_judged_as_it_grows);
  ADD (a_redirected_call_is_judged_where_it_went);
#undef ADD
  return g_test_run ();
}
