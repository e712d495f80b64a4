/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transactions, dialogs and times of a call. */

#include "trace-fixture.h"

static void
a_transaction_knows_its_messages (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED "4000 A>P BYE 3 BYE b4 b\n"
                                                             "4500 A>P BYE 3 BYE b4 b\n"
                                                             "4501 P>A 200 3 BYE b4 b\n",
                                            &flow);
  const RbTransaction *challenged = rb_flow_get_transaction (flow, 0);
  const RbTransaction *invite = rb_flow_get_transaction (flow, 1);
  const RbTransaction *ack = rb_flow_get_transaction (flow, 2);
  const RbTransaction *bye = rb_flow_get_transaction (flow, 3);

  g_assert_cmpuint (rb_flow_get_n_transactions (flow), ==, 4);
  g_assert_null (rb_flow_get_transaction (flow, 4));
  g_assert_cmpint (challenged->kind, ==, RB_TRANSACTION_INVITE);
  g_assert_cmpuint (challenged->request, ==, 0);
  g_assert_cmpuint (challenged->provisional, ==, 1);
  g_assert_cmpuint (challenged->final, ==, 2);
  g_assert_cmpuint (challenged->ack, ==, 3);
  g_assert_cmpuint (challenged->last, ==, 3);
  g_assert_cmpuint (invite->final, ==, 7);
  g_assert_cmpuint (invite->ack, ==, 8);
  g_assert_cmpuint (invite->cancel, ==, RB_FLOW_NONE);
  g_assert_cmpint (ack->kind, ==, RB_TRANSACTION_ACK);
  g_assert_cmpuint (ack->invite, ==, 1);
  g_assert_cmpuint (ack->request, ==, RB_FLOW_NONE);
  g_assert_cmpint (bye->kind, ==, RB_TRANSACTION_NON_INVITE);
  g_assert_cmpuint (bye->request_again, ==, 10);
  g_assert_cmpuint (bye->final, ==, 11);
}

static void
a_cancel_and_its_invite_know_each_other (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_RINGING "500 A>P CANCEL 2 CANCEL b2 -\n"
                                                            "510 P>A 200 2 CANCEL b2 p\n"
                                                            "511 P>A 487 2 INVITE b2 b\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_transaction (flow, 1)->cancel, ==, 2);
  g_assert_cmpuint (rb_flow_get_transaction (flow, 2)->invite, ==, 1);
}

static void
a_dialog_is_early_confirmed_and_terminated (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_RINGING, &flow);

  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, 1);
  g_assert_cmpint (rb_flow_get_dialog (flow, 0)->state, ==, RB_DIALOG_EARLY);
  g_assert_cmpuint (rb_flow_get_dialog (flow, 0)->created, ==, 6);
  g_assert_cmpuint (rb_flow_get_dialog (flow, 0)->transaction, ==, 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 6)->dialog, ==, 0);
  g_assert_cmpuint (rb_flow_get_step (flow, 4)->dialog, ==, RB_FLOW_NONE);
  g_assert_cmpuint (rb_flow_get_step (flow, 2)->dialog, ==, RB_FLOW_NONE);

  fixture_play (trace, "3100 P>A 200 2 INVITE b2 b sdp\n3101 A>P ACK 2 ACK b3 b\n");
  g_assert_cmpint (rb_flow_get_dialog (flow, 0)->state, ==, RB_DIALOG_CONFIRMED);
  g_assert_cmpuint (rb_flow_get_dialog (flow, 0)->confirmed, ==, 7);
  g_assert_cmpuint (rb_flow_get_step (flow, 8)->dialog, ==, 0);

  fixture_play (trace, "4000 P>A BYE 1 BYE y1 a from=b\n4001 A>P 200 1 BYE y1 a from=b\n");
  g_assert_cmpint (rb_flow_get_dialog (flow, 0)->state, ==, RB_DIALOG_TERMINATED);
  g_assert_cmpuint (rb_flow_get_dialog (flow, 0)->ended, ==, 9);
  g_assert_cmpuint (rb_flow_get_step (flow, 10)->dialog, ==, 0);
  g_assert_null (rb_flow_get_dialog (flow, 1));
}

static void
both_hops_have_one_dialog (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "1 P>B INVITE 1 INVITE p1 - vias\n"
                                            "2 B>P 180 1 INVITE p1 b vias\n"
                                            "3 P>A 180 1 INVITE b1 b\n"
                                            "4 B>P 200 1 INVITE p1 b vias\n"
                                            "5 P>A 200 1 INVITE b1 b\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, 1);
  g_assert_cmpuint (rb_flow_get_dialog (flow, 0)->confirmed, ==, 4);
  g_assert_cmpuint (rb_flow_get_step (flow, 3)->dialog, ==, 0);
}

static void
a_fork_has_a_dialog_for_each_phone (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "1 P>B INVITE 1 INVITE p1 - vias\n"
                                            "2 P>C INVITE 1 INVITE p2 - vias\n"
                                            "3 B>P 180 1 INVITE p1 b vias\n"
                                            "4 C>P 180 1 INVITE p2 c vias\n"
                                            "5 P>A 180 1 INVITE b1 b\n"
                                            "6 P>A 180 1 INVITE b1 c\n"
                                            "7 C>P 200 1 INVITE p2 c vias\n"
                                            "8 P>A 200 1 INVITE b1 c\n"
                                            "9 P>B CANCEL 1 CANCEL p1 -\n"
                                            "10 B>P 487 1 INVITE p1 b vias\n",
                                            &flow);
  const RbDialog *loser = rb_flow_get_dialog (flow, 0);
  const RbDialog *winner = rb_flow_get_dialog (flow, 1);

  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, 2);
  g_assert_cmpuint (loser->caller_tag, ==, winner->caller_tag);
  g_assert_cmpuint (loser->cseq, ==, winner->cseq);
  g_assert_cmpint (loser->state, ==, RB_DIALOG_TERMINATED);
  g_assert_cmpuint (loser->ended, ==, 10);
  g_assert_cmpint (winner->state, ==, RB_DIALOG_CONFIRMED);
}

/* The proxy chose another final response than that of the phone that rang. */
static void
a_failure_ends_all_early_dialogs (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "1 P>A 180 1 INVITE b1 b\n"
                                            "2 P>A 183 1 INVITE b1 c\n"
                                            "3 P>A 408 1 INVITE b1 p\n",
                                            &flow);

  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (rb_flow_get_dialog (flow, i)->state, ==, RB_DIALOG_TERMINATED);
      g_assert_cmpuint (rb_flow_get_dialog (flow, i)->ended, ==, 3);
    }
}

static void
a_dialog_may_have_begun_before (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INFO 7 INFO x1 b\n1 P>A 481 7 INFO x1 b\n", &flow);
  const RbDialog *dialog = rb_flow_get_dialog (flow, 0);

  g_assert_cmpuint (dialog->created, ==, RB_FLOW_NONE);
  g_assert_cmpuint (dialog->transaction, ==, RB_FLOW_NONE);
  g_assert_cmpint (dialog->state, ==, RB_DIALOG_TERMINATED);
  g_assert_cmpuint (dialog->ended, ==, 1);
}

static void
an_answered_call_has_all_its_times (void)
{
  RbFlow *flow;
  RbCallTiming timing;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_CHALLENGE "60 P>A 183 2 INVITE b2 b\n"
                                                              "100 P>A 180 2 INVITE b2 b\n"
                                                              "3100 P>A 200 2 INVITE b2 b sdp\n"
                                                              "3101 A>P ACK 2 ACK b3 b\n"
                                                              "9100 A>P BYE 3 BYE b4 b\n"
                                                              "9120 P>A 200 3 BYE b4 b\n",
                                            &flow);

  g_assert_true (rb_flow_get_timing (flow, &timing));
  g_assert_cmpint (timing.post_dial_us, ==, 100000);
  g_assert_cmpint (timing.request_delay_us, ==, 60000);
  g_assert_cmpint (timing.ring_us, ==, 3000000);
  g_assert_cmpint (timing.setup_us, ==, 3100000);
  g_assert_cmpint (timing.ack_us, ==, 1000);
  g_assert_cmpint (timing.talk_us, ==, 6000000);
  g_assert_cmpint (timing.disconnect_us, ==, 20000);
}

static void
early_media_ends_the_silence (void)
{
  RbFlow *flow;
  RbCallTiming timing;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "70 P>A 183 1 INVITE b1 b sdp\n"
                                            "90 P>A 180 1 INVITE b1 b\n"
                                            "500 A>P CANCEL 1 CANCEL b1 -\n"
                                            "510 P>A 487 1 INVITE b1 b\n",
                                            &flow);

  g_assert_true (rb_flow_get_timing (flow, &timing));
  g_assert_cmpint (timing.post_dial_us, ==, 70000);
  g_assert_cmpint (timing.ring_us, ==, 410000);
  g_assert_cmpint (timing.setup_us, ==, -1);
  g_assert_cmpint (timing.talk_us, ==, -1);
  g_assert_cmpint (timing.disconnect_us, ==, -1);
}

/* RFC 6076 4.3.2 */
static void
a_failure_has_a_request_delay (void)
{
  RbFlow *flow;
  RbCallTiming timing;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_CHALLENGE "250 P>A 404 2 INVITE b2 p\n", &flow);

  g_assert_true (rb_flow_get_timing (flow, &timing));
  g_assert_cmpint (timing.request_delay_us, ==, 250000);
  g_assert_cmpint (timing.post_dial_us, ==, -1);
}

static void
the_times_are_those_at_the_caller (void)
{
  RbFlow *flow;
  RbCallTiming timing;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b1 -\n"
                                            "10 P>B INVITE 1 INVITE p1 - vias\n"
                                            "20 B>P 180 1 INVITE p1 b vias\n"
                                            "30 P>A 180 1 INVITE b1 b\n",
                                            &flow);

  g_assert_true (rb_flow_get_timing (flow, &timing));
  g_assert_cmpint (timing.post_dial_us, ==, 30000);
}

static void
a_registration_has_no_times (void)
{
  RbFlow *flow;
  RbCallTiming timing;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P REGISTER 1 REGISTER r1 -\n", &flow);

  g_assert_false (rb_flow_get_timing (flow, &timing));
  g_assert_cmpint (timing.post_dial_us, ==, -1);
}

/* Ten thousand legs, transactions and dialogs in one flow: linear, or this takes minutes. */
static void
many_of_everything (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const guint n = 10000;
  RbFlow *flow;

  fixture_say (trace, "0 A>P INVITE 1 INVITE b1 -");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *request = g_strdup_printf ("%u P>B:%u INVITE 1 INVITE p%u - vias", i, 10000 + i, i);
      g_autofree char *response = g_strdup_printf ("%u B:%u>P 180 1 INVITE p%u t%u vias", i, 10000 + i, i, i);

      fixture_say (trace, request);
      fixture_say (trace, response);
    }
  fixture_say (trace, "20000 P>A 408 1 INVITE b1 p");

  flow = rb_trace_find_flow (trace, "call-1");
  g_assert_cmpuint (rb_flow_get_n_steps (flow), ==, 2 * n + 2);
  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, n + 1);
  g_assert_cmpuint (rb_flow_get_n_transactions (flow), ==, n + 1);
  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, n);
  g_assert_cmpint (rb_flow_get_dialog (flow, n - 1)->state, ==, RB_DIALOG_TERMINATED);
  g_assert_cmpuint (rb_flow_get_step (flow, 2 * n)->response_to, ==, 2 * n - 1);
  g_assert_cmpuint (rb_flow_get_step (flow, 2 * n + 1)->response_to, ==, 0);
}

/* RFC 6665 4.4.1: the notifier has the last word. */
static void
a_subscription_ends_with_its_last_notify (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>P SUBSCRIBE 1 SUBSCRIBE s1 -\n"
                    "1 P>A 200 1 SUBSCRIBE s1 v\n"
                    "2 P>A NOTIFY 7 NOTIFY n1 a from=v header=Subscription-State:active;expires=60\n"
                    "3 A>P 200 7 NOTIFY n1 a from=v\n",
                    &flow);

  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, 1);
  g_assert_cmpint (rb_flow_get_dialog (flow, 0)->state, ==, RB_DIALOG_CONFIRMED);

  fixture_play (trace, "900 P>A NOTIFY 8 NOTIFY n2 a from=v header=Subscription-State:Terminated_;_reason=timeout\n"
                       "901 A>P 200 8 NOTIFY n2 a from=v\n");
  g_assert_cmpuint (rb_flow_get_n_dialogs (flow), ==, 1);
  g_assert_cmpint (rb_flow_get_dialog (flow, 0)->state, ==, RB_DIALOG_TERMINATED);
  g_assert_cmpuint (rb_flow_get_dialog (flow, 0)->ended, ==, 4);
  g_assert_cmpuint (rb_flow_get_step (flow, 5)->dialog, ==, 0);
}

/* A REFER's reports share the dialog of their call (RFC 3515 2.4.7). */
static void
the_last_report_of_a_transfer_does_not_end_the_call (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (
      FIXTURE_ANSWERED "4000 A>P REFER 3 REFER b4 b\n"
                       "4001 P>A 202 3 REFER b4 b\n"
                       "4002 P>A NOTIFY 1 NOTIFY n1 a from=b header=Subscription-State:terminated frag=200\n"
                       "4003 A>P 200 1 NOTIFY n1 a from=b\n",
      &flow);

  g_assert_cmpint (rb_flow_get_dialog (flow, 0)->state, ==, RB_DIALOG_CONFIRMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/flow-dialog/" #name, name)
  ADD (a_transaction_knows_its_messages);
  ADD (a_cancel_and_its_invite_know_each_other);
  ADD (a_dialog_is_early_confirmed_and_terminated);
  ADD (both_hops_have_one_dialog);
  ADD (a_fork_has_a_dialog_for_each_phone);
  ADD (a_failure_ends_all_early_dialogs);
  ADD (a_dialog_may_have_begun_before);
  ADD (a_subscription_ends_with_its_last_notify);
  ADD (the_last_report_of_a_transfer_does_not_end_the_call);
  ADD (an_answered_call_has_all_its_times);
  ADD (early_media_ends_the_silence);
  ADD (a_failure_has_a_request_delay);
  ADD (the_times_are_those_at_the_caller);
  ADD (a_registration_has_no_times);
  ADD (many_of_everything);
#undef ADD
  return g_test_run ();
}
