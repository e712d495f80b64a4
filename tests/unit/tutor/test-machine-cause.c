/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why messages were sent, the timers of phones and proxies, and the machines of every capture. */

#include "rb-machine.h"

#include "files-fixture.h"
#include "trace-fixture.h"

#define NONE RB_FLOW_NONE

/* A proxy between the caller A and the phones B and C; what it sends on has two Vias. */
#define ON_THE_WAY                                                                                                     \
  "0 A>P INVITE 1 INVITE b1 - via=A:5060\n"                                                                            \
  "1 P>A 100 1 INVITE b1 -\n"                                                                                          \
  "2 P>B INVITE 1 INVITE b2 - vias\n"                                                                                  \
  "3 B>P 180 1 INVITE b2 b vias\n"                                                                                     \
  "4 P>A 180 1 INVITE b1 b\n"

static const struct
{
  const char *script;
  guint position;
  RbCauseKind kind;
  guint cause;
  RbTimer timer;
  const char *id;
} causes[] = {
  { FIXTURE_ANSWERED, 0, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  { FIXTURE_ANSWERED, 1, RB_CAUSE_REQUEST, 0, RB_TIMER_NONE, "cause-request" },
  { FIXTURE_ANSWERED, 3, RB_CAUSE_RESPONSE, 2, RB_TIMER_NONE, "cause-ack" },
  { FIXTURE_ANSWERED, 4, RB_CAUSE_RESPONSE, 2, RB_TIMER_NONE, "cause-challenge" },
  { FIXTURE_ANSWERED, 8, RB_CAUSE_RESPONSE, 7, RB_TIMER_NONE, "cause-ack-2xx" },
  { FIXTURE_ANSWERED "5000 A>P BYE 3 BYE b4 b\n", 9, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  { FIXTURE_ANSWERED "5000 A>P INVITE 3 INVITE b4 b\n", 9, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  /* relayed */
  { ON_THE_WAY, 2, RB_CAUSE_RELAYED, 0, RB_TIMER_NONE, "cause-relayed" },
  { ON_THE_WAY, 3, RB_CAUSE_REQUEST, 2, RB_TIMER_NONE, "cause-request" },
  { ON_THE_WAY, 4, RB_CAUSE_RELAYED, 3, RB_TIMER_NONE, "cause-relayed" },
  { "2 P>B INVITE 1 INVITE b2 - vias\n", 0, RB_CAUSE_UNKNOWN, NONE, RB_TIMER_NONE, "cause-unknown" },
  /* CANCEL: by somebody, passed on, by a proxy's timer, because another phone answered */
  { ON_THE_WAY "900 A>P CANCEL 1 CANCEL b1 -\n", 5, RB_CAUSE_USER, 0, RB_TIMER_NONE, "cause-user" },
  { ON_THE_WAY "900 A>P CANCEL 1 CANCEL b1 -\n901 P>B CANCEL 1 CANCEL b2 -\n", 6, RB_CAUSE_RELAYED, 5, RB_TIMER_NONE,
    "cause-relayed" },
  { ON_THE_WAY "900 P>B CANCEL 1 CANCEL b2 -\n", 5, RB_CAUSE_TIMER, 2, RB_TIMER_NONE, "cause-proxy-timer" },
  { ON_THE_WAY "5 P>C INVITE 1 INVITE b3 - vias\n6 C>P 200 1 INVITE b3 c vias\n7 P>B CANCEL 1 CANCEL b2 -\n", 7,
    RB_CAUSE_RESPONSE, 6, RB_TIMER_NONE, "cause-answered-elsewhere" },
  { ON_THE_WAY "900 P>B CANCEL 1 CANCEL b2 -\n901 B>P 200 1 CANCEL b2 x\n902 B>P 487 1 INVITE b2 b vias\n", 6,
    RB_CAUSE_REQUEST, 5, RB_TIMER_NONE, "cause-request" },
  { ON_THE_WAY "900 P>B CANCEL 1 CANCEL b2 -\n901 B>P 200 1 CANCEL b2 x\n902 B>P 487 1 INVITE b2 b vias\n", 7,
    RB_CAUSE_CANCEL, 5, RB_TIMER_NONE, "cause-cancel" },
  { "0 A>P CANCEL 1 CANCEL b1 -\n", 0, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  { ON_THE_WAY "2000 P>A 408 1 INVITE b1 p\n", 5, RB_CAUSE_TIMER, 0, RB_TIMER_NONE, "cause-timeout" },
  { "0 A>P INVITE 1 INVITE b1 -\n32000 P>A 408 1 INVITE b1 - synthetic\n", 1, RB_CAUSE_TIMER, 0, RB_TIMER_NONE,
    "cause-own-timeout" },
  /* asked once more */
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 302 1 INVITE b1 x\n2 A>P ACK 1 ACK b1 x\n3 A>C INVITE 2 INVITE b2 -\n", 3,
    RB_CAUSE_RESPONSE, 1, RB_TIMER_NONE, "cause-redirect" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 422 1 INVITE b1 x\n2 A>P ACK 1 ACK b1 x\n3 A>P INVITE 2 INVITE b2 -\n", 3,
    RB_CAUSE_RESPONSE, 1, RB_TIMER_NONE, "cause-retry" },
  { "0 A>P REGISTER 1 REGISTER b1 -\n1 P>A 401 1 REGISTER b1 x\n2 A>P REGISTER 2 REGISTER b2 - auth\n", 2,
    RB_CAUSE_RESPONSE, 1, RB_TIMER_NONE, "cause-challenge" },
  { "0 A>P REGISTER 1 REGISTER b1 -\n1 P>A 200 1 REGISTER b1 x\n55000 A>P REGISTER 2 REGISTER b2 -\n", 2,
    RB_CAUSE_TIMER, 1, RB_TIMER_NONE, "cause-refresh" },
  { "0 A>P REGISTER 1 REGISTER b1 -\n1 P>A 200 1 REGISTER b1 x\n55000 A>P REGISTER 2 REGISTER b2 - header=Expires:_0\n",
    2, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800;refresher=uac\n3101 A>P ACK 2 ACK b3 b\n"
                    "903100 A>P UPDATE 3 UPDATE b4 b\n",
    9, RB_CAUSE_TIMER, 7, RB_TIMER_NONE, "cause-session-refresh" },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800;refresher=uac\n3101 A>P ACK 2 ACK b3 b\n"
                    "9000 A>P UPDATE 3 UPDATE b4 b\n",
    9, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 183 1 INVITE b1 x header=RSeq:_7\n2 A>P PRACK 2 PRACK b2 x "
    "header=RAck:_7_1_INVITE\n",
    2, RB_CAUSE_RESPONSE, 1, RB_TIMER_NONE, "cause-prack" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 183 1 INVITE b1 x header=RSeq:_70\n2 A>P PRACK 2 PRACK b2 x "
    "header=RAck:_7_1_INVITE\n",
    2, RB_CAUSE_USER, NONE, RB_TIMER_NONE, "cause-user" },
  /* copies */
  { "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n", 1, RB_CAUSE_TIMER, 0, RB_TIMER_A, "cause-timer-a" },
  { "0 A>P OPTIONS 1 OPTIONS b1 -\n500 A>P OPTIONS 1 OPTIONS b1 -\n", 1, RB_CAUSE_TIMER, 0, RB_TIMER_E,
    "cause-timer-e" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 486 1 INVITE b1 x\n501 P>A 486 1 INVITE b1 x\n", 2, RB_CAUSE_TIMER, 1,
    RB_TIMER_G, "cause-timer-g" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 200 1 INVITE b1 x\n501 P>A 200 1 INVITE b1 x\n", 2, RB_CAUSE_TIMER, 1,
    RB_TIMER_2XX, "cause-timer-2xx" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 183 1 INVITE b1 x header=RSeq:_7\n501 P>A 183 1 INVITE b1 x header=RSeq:_7\n", 2,
    RB_CAUSE_TIMER, 1, RB_TIMER_RELIABLE, "cause-timer-1xx" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 180 1 INVITE b1 x\n60001 P>A 180 1 INVITE b1 x\n", 2, RB_CAUSE_TIMER, 1,
    RB_TIMER_PROGRESS, "cause-progress" },
  { "0 A>P INVITE 1 INVITE b1 -\n1 P>A 180 1 INVITE b1 x\n500 A>P INVITE 1 INVITE b1 -\n501 P>A 180 1 INVITE b1 x\n", 3,
    RB_CAUSE_COPY, 2, RB_TIMER_ASKED_AGAIN, "cause-copy" },
  { "0 A>P INVITE 1 INVITE b1 -\n0 A>P INVITE 1 INVITE b1 -\n", 1, RB_CAUSE_UNKNOWN, 0, RB_TIMER_CAPTURE,
    "cause-captured-twice" },
  { "0 A>P OPTIONS 1 OPTIONS b1 - tcp\n500 A>P OPTIONS 1 OPTIONS b1 - tcp\n", 1, RB_CAUSE_UNKNOWN, 0, RB_TIMER_STREAM,
    "cause-stream-copy" },
  { "0 A>P OPTIONS 1 OPTIONS b1 -\n1 P>A 200 1 OPTIONS b1 x\n700 P>A 200 1 OPTIONS b1 x\n", 2, RB_CAUSE_UNKNOWN, 1,
    RB_TIMER_UNKNOWN, "cause-unknown-copy" },
};

static void
messages_have_causes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (RbLesson) lesson = NULL;
      RbCause cause;

      g_test_message ("%u: message %u of %s", i, causes[i].position, causes[i].script);
      fixture_play (trace, causes[i].script);
      cause = rb_machines_get_cause (trace, causes[i].position);
      lesson = rb_machines_explain_message (trace, causes[i].position, G_MAXINT64);
      g_assert_cmpint (cause.kind, ==, causes[i].kind);
      g_assert_cmpuint (cause.position, ==, causes[i].cause);
      g_assert_cmpint (cause.timer, ==, causes[i].timer);
      g_assert_nonnull (rb_lesson_find (lesson, causes[i].id));
      g_assert_null (strchr (rb_lesson_find (lesson, causes[i].id)->text, '{'));
    }
}

static const struct
{
  const char *script;
  gint64 ms; /* after the start of the call */
  const char *id;
  const char *in_text; /* NULL: the statement is not made */
} phone_timers[] = {
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 200 1 INVITE b1 x\n", 100, "timer-2xx", "500 ms" },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 200 1 INVITE b1 x\n", 700, "timer-2xx", "900 ms" },
  { "0 A>P INVITE 1 INVITE b1 - tcp\n100 P>A 200 1 INVITE b1 x tcp\n", 100, "timer-2xx", "32.0 s" },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 200 1 INVITE b1 x\n", 32100, "timer-2xx", NULL },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 200 1 INVITE b1 x\n", 50, "timer-2xx", NULL },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 200 1 INVITE b1 x\n110 A>P ACK 1 ACK b2 x\n", 110, "timer-2xx", NULL },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 200 1 INVITE b1 x\n110 A>C ACK 1 ACK b2 x\n", 110, "timer-2xx", NULL },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 486 1 INVITE b1 x\n", 110, "timer-2xx", NULL },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 183 1 INVITE b1 x header=RSeq:_7\n", 100, "timer-1xx", "500 ms" },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 183 1 INVITE b1 x\n", 100, "timer-1xx", NULL },
  { "0 A>P INVITE 1 INVITE b1 -\n100 P>A 183 1 INVITE b1 x header=RSeq:_7\n101 A>P PRACK 2 PRACK b2 x "
    "header=RAck:_7_1_INVITE\n",
    101, "timer-1xx", NULL },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800;refresher=uac\n3101 A>P ACK 2 ACK b3 b\n",
    603100, "timer-session", "5 min" },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800;refresher=uas\n3101 A>P ACK 2 ACK b3 b\n",
    603100, "timer-session", "20 min" },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800\n3101 A>P ACK 2 ACK b3 b\n", 603100,
    "timer-session", "30 min" },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800\n3101 A>P ACK 2 ACK b3 b\n", 1790000,
    "timer-session-over", "30 min" },
  { FIXTURE_RINGING
    "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_1800\n3101 A>P ACK 2 ACK b3 b\n4000 A>P BYE 3 BYE b4 b\n",
    4000, "timer-session", NULL },
  { FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:_86400\n3101 A>P ACK 2 ACK b3 b\n", 3100,
    "timer-session", "24 h 0 min" },
  { FIXTURE_ANSWERED, 3200, "timer-session", NULL },
  { "0 A>P REGISTER 1 REGISTER b1 - header=Contact:_<sip:a@10.0.0.1>\n1 P>A 200 1 REGISTER b1 x "
    "header=Contact:_<sip:z@10.0.0.9>;expires=9,_<sip:a@10.0.0.1>;expires=600\n",
    300001, "timer-registration", "5 min" },
  { "0 A>P REGISTER 1 REGISTER b1 - header=Contact:_<sip:a@10.0.0.1>;expires=120\n1 P>A 200 1 REGISTER b1 x\n", 60001,
    "timer-registration", "1 min" },
  { "0 A>P REGISTER 1 REGISTER b1 - header=Contact:_<sip:a@10.0.0.1>;expires=120\n1 P>A 200 1 REGISTER b1 x\n", 120001,
    "timer-registration-over", "2 min" },
  { "0 A>P REGISTER 1 REGISTER b1 - header=Contact:_<sip:a@10.0.0.1>;expires=0\n1 P>A 200 1 REGISTER b1 x\n", 2,
    "timer-registration", NULL },
  { "0 A>P REGISTER 1 REGISTER b1 - header=Contact:_<sip:a@10.0.0.1>\n1 P>A 200 1 REGISTER b1 x\n", 2,
    "timer-registration", NULL },
  { ON_THE_WAY "20000 P>B CANCEL 1 CANCEL b2 -\n", 20000, "timer-proxy", "20.0 s" },
  { ON_THE_WAY "20000 P>A 408 1 INVITE b1 p\n", 20000, "timer-proxy", "20.0 s" },
  { ON_THE_WAY "20000 A>P CANCEL 1 CANCEL b1 -\n20001 P>B CANCEL 1 CANCEL b2 -\n", 20001, "timer-proxy", NULL },
};

static void
phones_have_timers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (phone_timers); i++)
    {
      RbFlow *flow;
      g_autoptr (RbTrace) trace = fixture_call (phone_timers[i].script, &flow);
      g_autoptr (RbLesson) lesson = rb_machines_explain (flow, FIXTURE_START_US + phone_timers[i].ms * 1000);
      const RbLessonBlock *block = rb_lesson_find (lesson, phone_timers[i].id);

      g_test_message ("%u: %s in %s", i, phone_timers[i].id, phone_timers[i].script);
      g_assert_true ((block != NULL) == (phone_timers[i].in_text != NULL));
      if (block == NULL)
        continue;
      g_assert_nonnull (strstr (block->text, phone_timers[i].in_text));
      g_assert_null (strchr (block->text, '{'));
      g_assert_cmpint (block->confidence, ==, RB_CONFIDENCE_LIKELY);
      g_assert_cmpuint (block->positions->len, ==, 1);
    }
}

/* Real calls: what made each message of the call be sent, in order. */
static void
recorded_calls_have_causes (void)
{
  static const struct
  {
    const char *name;
    const char *ids;
  } calls[] = {
    { "cancelled.pcap",
      "user request ack challenge request relayed request request relayed user relayed request request cancel ack "
      "relayed ack" },
    { "no-answer-408-by-proxy.pcap",
      "user request ack challenge request relayed request request relayed timeout proxy-timer request "
      "cancel ack ack" },
    { "no-answer-408-by-proxy.caller.pcap", "user request ack challenge request request timeout ack" },
    { "no-answer-408-by-proxy.callee.pcap", "unknown request request proxy-timer request cancel ack" },
    { "rejected-486-after-ringing.pcap",
      "user request ack challenge request relayed request request relayed request ack relayed ack" },
    { "loss-of-everything-once.pcap", "user request timer-a copy ack challenge request relayed timer-a request relayed "
                                      "request relayed timer-2xx relayed ack-2xx "
                                      "relayed timer-2xx relayed copy relayed user relayed timer-e request relayed" },
    { "tcp.pcap",
      "user request ack challenge request relayed request request relayed request relayed ack-2xx relayed user relayed "
      "request relayed" },
    { "cancel-crosses-200.pcap",
      "user request ack challenge request relayed request request relayed user relayed request request relayed "
      "request ack-2xx relayed user relayed request relayed" },
    { "fork-to-two-phones.pcap",
      "user request ack challenge request relayed relayed request relayed request relayed request relayed "
      "answered-elsewhere ack-2xx relayed request cancel ack user relayed request relayed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *file = g_strconcat ("recorded/", calls[i].name, NULL);
      g_autoptr (RbTrace) trace = fixture_open (file);
      RbFlow *flow = fixture_find_flow (trace, "INVITE");
      g_autoptr (GString) ids = g_string_new (NULL);

      for (guint j = 0; j < rb_flow_get_n_steps (flow); j++)
        {
          g_autoptr (RbLesson) lesson =
              rb_machines_explain_message (trace, rb_flow_get_step (flow, j)->position, G_MAXINT64);

          g_assert_true (g_str_has_prefix (rb_lesson_get_block (lesson, 0)->id, "cause-"));
          g_string_append_printf (ids, "%s%s", j > 0 ? " " : "",
                                  rb_lesson_get_block (lesson, 0)->id + strlen ("cause-"));
        }
      g_test_message ("%s", calls[i].name);
      g_assert_cmpstr (ids->str, ==, calls[i].ids);
    }
}

/* Where the machines of real calls are when the capture ends, in the order of their transactions. */
static void
recorded_calls_have_states (void)
{
  static const struct
  {
    const char *name;
    const char *states;
  } calls[] = {
    { "cancelled.caller.pcap", "Completed Confirmed Completed Confirmed Completed Completed" },
    { "rejected-486-after-ringing.caller.pcap", "Completed Confirmed Completed Confirmed" },
    { "answered-bye-by-caller.caller.pcap", "Completed Confirmed Accepted Accepted Completed Completed" },
    { "tcp.caller.pcap", "Terminated Terminated Accepted Accepted Terminated Terminated" },
    { "cancel-crosses-200.caller.pcap",
      "Completed Confirmed Accepted Accepted Completed Completed Completed Completed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *file = g_strconcat ("recorded/", calls[i].name, NULL);
      g_autoptr (RbTrace) trace = fixture_open (file);
      RbFlow *flow = fixture_find_flow (trace, "INVITE");
      g_autoptr (RbMachines) machines = rb_machines_new (flow);
      g_autoptr (GString) states = g_string_new (NULL);
      gint64 end_us = rb_trace_get_time (trace, rb_flow_get_step (flow, rb_flow_get_n_steps (flow) - 1)->position);

      for (guint j = 0; j < rb_machines_get_n (machines); j++)
        g_string_append_printf (
            states, "%s%s", j > 0 ? " " : "",
            rb_machine_state_get_name (rb_machine_get_state_at (machines, rb_machines_get (machines, j), end_us)));
      g_assert_cmpstr (states->str, ==, calls[i].states);
    }
}

/* What holds for any machine of any trace. */
static void
check_machine (const RbMachines *machines, const RbMachine *machine)
{
  const RbMachineFigure *figure = rb_machine_kind_get_figure (machine->kind);
  g_autoptr (GArray) timers = NULL;
  gint64 last_us = G_MININT64;

  for (guint i = 0; i < machine->changes->len; i++)
    {
      const RbMachineChange *change = &g_array_index (machine->changes, RbMachineChange, i);

      g_assert_cmpint (change->time_us, >=, last_us);
      g_assert_cmpint (change->state, !=, RB_STATE_NONE);
      g_assert_true (change->position != RB_FLOW_NONE || change->timer >= 0);
      if (change->arrow >= 0)
        g_assert_cmpint (figure->arrows[change->arrow].to, ==, change->state);
      last_us = change->time_us;
      timers = rb_machine_list_timers_at (machines, machine, last_us);
      for (guint j = 0; j < timers->len; j++)
        g_assert_cmpint (g_array_index (timers, RbMachineTimer, j).fires_us, >, last_us);
      if (change->state == RB_STATE_TERMINATED)
        g_assert_cmpuint (timers->len, ==, 0);
      g_clear_pointer (&timers, g_array_unref);
    }
}

static void
check_trace (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLesson) lesson = rb_machines_explain (flow, G_MAXINT64);
      g_autoptr (RbLesson) before = rb_machines_explain (flow, 0);
      g_autoptr (RbMachines) machines = rb_machines_new (flow);

      g_assert_cmpuint (rb_lesson_get_n_blocks (lesson), >=, rb_lesson_get_n_blocks (before) > 0 ? 1 : 0);
      for (guint j = 0; j < rb_machines_get_n (machines); j++)
        check_machine (machines, rb_machines_get (machines, j));
    }
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbLesson) lesson = rb_machines_explain_message (trace, i, G_MAXINT64);
      RbCause cause = rb_machines_get_cause (trace, i);

      g_assert_cmpuint (rb_lesson_get_n_blocks (lesson), >=, rb_trace_get_flow_of (trace, i) != NULL ? 1 : 0);
      g_assert_true (cause.position == RB_FLOW_NONE || cause.position < i);
    }
}

static void
everything_is_explained (void)
{
  g_autoptr (RbTrace) torture = fixture_open_torture ();

  fixture_each_trace (check_trace);
  check_trace ("torture", torture);
}

/* Times of a file may be anything. */
static void
strange_times_do_no_harm (void)
{
  static const gint64 times[] = { G_MAXINT64 / 2, 0, G_MININT64 / 4, -1, 1000000 };
  g_autoptr (RbTrace) sample = rb_trace_new ();
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_play (sample, FIXTURE_ANSWERED);
  for (guint i = 0; i < rb_trace_get_n_messages (sample); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (sample, i);
      RbMessageInfo info = *rb_message_get_info (message);

      info.wall_us = times[i % G_N_ELEMENTS (times)];
      rb_trace_append (trace, &info, rb_message_get_bytes (message));
    }
  check_trace ("strange times", trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine-cause/messages_have_causes", messages_have_causes);
  g_test_add_func ("/machine-cause/phones_have_timers", phones_have_timers);
  g_test_add_func ("/machine-cause/recorded_calls_have_causes", recorded_calls_have_causes);
  g_test_add_func ("/machine-cause/recorded_calls_have_states", recorded_calls_have_states);
  g_test_add_func ("/machine-cause/everything_is_explained", everything_is_explained);
  g_test_add_func ("/machine-cause/strange_times_do_no_harm", strange_times_do_no_harm);
  return g_test_run ();
}
