/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why messages came again, and whether the timer says so. */

#include "trace-fixture.h"

static const char *const timers[] = {
  [RB_TIMER_NONE] = "-",
  [RB_TIMER_A] = "A",
  [RB_TIMER_E] = "E",
  [RB_TIMER_G] = "G",
  [RB_TIMER_2XX] = "2xx",
  [RB_TIMER_RELIABLE] = "reliable",
  [RB_TIMER_PROGRESS] = "progress",
  [RB_TIMER_ASKED_AGAIN] = "again",
  [RB_TIMER_CAPTURE] = "capture",
  [RB_TIMER_STREAM] = "stream",
  [RB_TIMER_UNKNOWN] = "unknown",
};

static const char *const paces[] = {
  [RB_PACE_NONE] = "", [RB_PACE_RIGHT] = "=", [RB_PACE_FASTER] = "<", [RB_PACE_SLOWER] = ">", [RB_PACE_CAPPED] = "|",
};

static char *
describe (RbTrace *trace)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      const RbFlowStep *step = rb_trace_get_step (trace, i);

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", timers[step->timer], paces[step->pace]);
    }
  return g_string_free (text, FALSE);
}

static void
assert_timers (const char *script, const char *expected)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *found = NULL;

  fixture_play (trace, script);
  found = describe (trace);
  g_assert_cmpstr (found, ==, expected);
}

static void
timer_a_doubles (void)
{
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "500 A>P INVITE 1 INVITE b1 -\n"
                 "1510 A>P INVITE 1 INVITE b1 -\n"
                 "3500 A>P INVITE 1 INVITE b1 -\n"
                 "7600 A>P INVITE 1 INVITE b1 -\n"
                 "15500 A>P INVITE 1 INVITE b1 -\n",
                 "- A= A= A= A= A=");
}

/* What Kamailio does. */
static void
timer_a_may_be_capped (void)
{
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "500 A>P INVITE 1 INVITE b1 -\n"
                 "1500 A>P INVITE 1 INVITE b1 -\n"
                 "3500 A>P INVITE 1 INVITE b1 -\n"
                 "7500 A>P INVITE 1 INVITE b1 -\n"
                 "11500 A>P INVITE 1 INVITE b1 -\n"
                 "15500 A>P INVITE 1 INVITE b1 -\n",
                 "- A= A= A= A= A| A|");
}

static void
timers_may_be_faster_or_slower (void)
{
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "100 A>P INVITE 1 INVITE b1 -\n"
                 "3000 A>P INVITE 1 INVITE b1 -\n",
                 "- A< A>");
}

/* The CANCELs of a well-known capture. */
static void
timer_e_doubles_up_to_t2 (void)
{
  assert_timers ("0 A>P CANCEL 1 CANCEL b1 -\n"
                 "508 A>P CANCEL 1 CANCEL b1 -\n"
                 "1519 A>P CANCEL 1 CANCEL b1 -\n"
                 "3532 A>P CANCEL 1 CANCEL b1 -\n"
                 "7548 A>P CANCEL 1 CANCEL b1 -\n"
                 "11554 A>P CANCEL 1 CANCEL b1 -\n",
                 "- E= E= E= E= E=");
  /* after a provisional response T2 at once: RFC 3261 17.1.2.2 */
  assert_timers ("0 A>P OPTIONS 1 OPTIONS b1 -\n"
                 "10 P>A 100 1 OPTIONS b1 -\n"
                 "4000 A>P OPTIONS 1 OPTIONS b1 -\n"
                 "8000 A>P OPTIONS 1 OPTIONS b1 -\n",
                 "- - E= E=");
}

static void
finals_of_an_invite_wait_for_the_ack (void)
{
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "10 P>A 486 1 INVITE b1 b\n"
                 "510 P>A 486 1 INVITE b1 b\n"
                 "1510 P>A 486 1 INVITE b1 b\n"
                 "1511 A>P ACK 1 ACK b1 b\n"
                 "3510 P>A 486 1 INVITE b1 b\n"
                 "3511 A>P ACK 1 ACK b1 b\n",
                 "- - G= G= - G= again");
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "10 P>A 200 1 INVITE b1 b\n"
                 "510 P>A 200 1 INVITE b1 b\n"
                 "520 A>P ACK 1 ACK b2 b\n"
                 "1510 P>A 200 1 INVITE b1 b\n"
                 "1511 A>P ACK 1 ACK b2 b\n",
                 "- - 2xx= - 2xx= again");
}

static void
what_was_asked_again_is_answered_again (void)
{
  assert_timers ("0 A>P REGISTER 1 REGISTER b1 -\n"
                 "500 A>P REGISTER 1 REGISTER b1 -\n"
                 "600 P>A 401 1 REGISTER b1 p\n"
                 "601 P>A 401 1 REGISTER b1 p\n"
                 "700 P>A 401 1 REGISTER b1 p\n",
                 "- E= - unknown unknown");
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "400 P>A 100 1 INVITE b1 -\n"
                 "500 A>P INVITE 1 INVITE b1 -\n"
                 "501 P>A 100 1 INVITE b1 -\n",
                 "- - A= again");
}

static void
provisional_responses_come_again_for_two_reasons (void)
{
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "10 P>A 180 1 INVITE b1 b\n"
                 "60010 P>A 180 1 INVITE b1 b\n",
                 "- - progress");
  assert_timers ("0 A>P INVITE 1 INVITE b1 -\n"
                 "10 P>A 183 1 INVITE b1 b header=RSeq:_7\n"
                 "510 P>A 183 1 INVITE b1 b header=RSeq:_7\n"
                 "1510 P>A 183 1 INVITE b1 b header=RSeq:_7\n",
                 "- - reliable= reliable=");
}

static void
a_connection_needs_no_timers_but_those_of_its_ends (void)
{
  assert_timers ("0 A>P INVITE 1 INVITE b1 - tcp\n"
                 "500 A>P INVITE 1 INVITE b1 - tcp\n"
                 "600 P>A 200 1 INVITE b1 b tcp\n"
                 "1100 P>A 200 1 INVITE b1 b tcp\n",
                 "- stream - 2xx=");
}

static void
a_packet_captured_twice_is_no_repetition (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *found = NULL;

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                       "0 A>P INVITE 1 INVITE b1 -\n"
                       "500 A>P INVITE 1 INVITE b1 -\n"
                       "500 A>P INVITE 1 INVITE b1 -\n"
                       "600 P>A 100 1 INVITE b1 -\n"
                       "600 P>A 100 1 INVITE b1 -\n");
  found = describe (trace);
  g_assert_cmpstr (found, ==, "- capture A= capture - capture");
  g_assert_cmpuint (rb_trace_get_step (trace, 1)->retransmission_of, ==, 0);
  g_assert_cmpuint (rb_trace_get_step (trace, 1)->repeat, ==, 0);
  g_assert_cmpuint (rb_trace_get_step (trace, 2)->repeat, ==, 1);
  g_assert_cmpuint (rb_trace_get_step (trace, 2)->repeat_us, ==, 500000);
  g_assert_cmpuint (rb_trace_get_step (trace, 3)->repeat, ==, 1);
}

/* What the tap saw twice was sent twice. */
static void
nothing_live_is_captured_twice (void)
{
  static const char text[] =
      "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
      "To: <sip:a@b>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  RbMessageInfo info = {
    .kind = RB_MESSAGE_SIP, .transport = RB_TRANSPORT_UDP, .wall_us = FIXTURE_START_US, .mono_us = 5000
  };

  rb_trace_append (trace, &info, bytes);
  info.mono_us += 200;
  rb_trace_append (trace, &info, bytes);
  g_assert_cmpint (rb_trace_get_step (trace, 1)->timer, ==, RB_TIMER_E);
  g_assert_cmpint (rb_trace_get_step (trace, 1)->pace, ==, RB_PACE_FASTER);
  g_assert_cmpuint (rb_trace_get_step (trace, 1)->repeat, ==, 1);
  g_assert_cmpuint (rb_trace_get_step (trace, 1)->repeat_us, ==, 200);
}

static void
a_clock_that_goes_back_has_no_pace (void)
{
  assert_timers ("1000 A>P INVITE 1 INVITE b1 -\n"
                 "500 A>P INVITE 1 INVITE b1 -\n",
                 "- A");
}

/* Copies and other messages of one transaction by the thousand, in any order. */
static void
many_messages_of_one_transaction (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const guint n = 20000;

  fixture_say (trace, "0 A>P INVITE 1 INVITE b1 -");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u P>A 183 1 INVITE b1 t%u", 10 + i, i % (n / 2));

      fixture_say (trace, line);
    }

  for (guint i = 0; i < n; i++)
    {
      const RbFlowStep *step = rb_trace_get_step (trace, 1 + i);

      g_assert_cmpuint (step->transaction, ==, 0);
      g_assert_cmpuint (step->repeat, ==, i / (n / 2));
      if (i >= n / 2)
        g_assert_cmpuint (step->retransmission_of, ==, 1 + i - n / 2);
    }
  g_assert_cmpuint (rb_flow_get_n_dialogs (rb_trace_get_flow_of (trace, 0)), ==, n / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/flow-timer/" #name, name)
  ADD (timer_a_doubles);
  ADD (timer_a_may_be_capped);
  ADD (timers_may_be_faster_or_slower);
  ADD (timer_e_doubles_up_to_t2);
  ADD (finals_of_an_invite_wait_for_the_ack);
  ADD (what_was_asked_again_is_answered_again);
  ADD (provisional_responses_come_again_for_two_reasons);
  ADD (a_connection_needs_no_timers_but_those_of_its_ends);
  ADD (a_packet_captured_twice_is_no_repetition);
  ADD (nothing_live_is_captured_twice);
  ADD (a_clock_that_goes_back_has_no_pace);
  ADD (many_messages_of_one_transaction);
#undef ADD
  return g_test_run ();
}
