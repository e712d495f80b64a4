/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transaction machines: every arrow of every figure, timers just before and after they fire, and real calls. */

#include "rb-machine.h"

#include "trace-fixture.h"

#define CLIENT FALSE
#define SERVER TRUE

static gint64
at (gint64 ms)
{
  return FIXTURE_START_US + ms * 1000;
}

#define INVITE "0 A>P INVITE 1 INVITE b -\n"
#define INVITE_COPY(ms) ms " A>P INVITE 1 INVITE b -\n"
#define ASKED "0 A>P OPTIONS 1 OPTIONS b -\n"
#define ASKED_COPY(ms) ms " A>P OPTIONS 1 OPTIONS b -\n"
#define BUSY "100 P>A 486 1 INVITE b x\n"
#define ACCEPTED "100 P>A 200 1 INVITE b x\n"
#define RINGING "50 P>A 180 1 INVITE b x\n"
#define WORKING "50 P>A 182 1 OPTIONS b x\n"
#define DONE "100 P>A 200 1 OPTIONS b x\n"

/* Each takes one arrow at @ms. */
static const struct
{
  RbMachineKind kind;
  RbMachineState from;
  RbMachineState to;
  RbMachineEvent event;
  int timer;
  gint64 ms;
  const char *script;
} arrows[] = {
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_NONE, RB_STATE_CALLING, RB_MACHINE_REQUEST, -1, 0, INVITE },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_CALLING, RB_MACHINE_TIMER, RB_RUNNING_A, 500,
    INVITE INVITE_COPY ("500") },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_B, 32000, INVITE },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_B, 31998,
    INVITE "31998 P>A 408 1 INVITE b x synthetic\n" },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 5,
    INVITE "5 P>A 503 1 INVITE b x synthetic\n" },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 50, INVITE RINGING },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 100, INVITE ACCEPTED },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_CALLING, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, 100, INVITE BUSY },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 60,
    INVITE RINGING "60 P>A 183 1 INVITE b x\n" },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 100,
    INVITE RINGING ACCEPTED },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, 100,
    INVITE RINGING BUSY },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, 600,
    INVITE BUSY "600 P>A 486 1 INVITE b x\n" },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_D, 32100,
    INVITE BUSY },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 101,
    INVITE BUSY "101 P>A 503 1 INVITE b x synthetic\n" },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 600,
    INVITE ACCEPTED "600 P>A 200 1 INVITE b x\n" },
  { RB_MACHINE_INVITE_CLIENT, RB_STATE_ACCEPTED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_M, 32100,
    INVITE ACCEPTED },

  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_NONE, RB_STATE_TRYING, RB_MACHINE_REQUEST, -1, 0, ASKED },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_TRYING, RB_STATE_TRYING, RB_MACHINE_TIMER, RB_RUNNING_E, 500,
    ASKED ASKED_COPY ("500") },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_TRYING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_F, 32000, ASKED },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_TRYING, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 5,
    ASKED "5 P>A 503 1 OPTIONS b x synthetic\n" },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_TRYING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 50, ASKED WORKING },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_TRYING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, 100, ASKED DONE },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_TIMER, RB_RUNNING_E, 500,
    ASKED WORKING ASKED_COPY ("500") },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 60,
    ASKED WORKING "60 P>A 183 1 OPTIONS b x\n" },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_F, 32000,
    ASKED WORKING },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_TERMINATED, RB_MACHINE_TRANSPORT_ERROR, -1, 60,
    ASKED WORKING "60 P>A 503 1 OPTIONS b x synthetic\n" },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, 100,
    ASKED WORKING DONE },
  { RB_MACHINE_NON_INVITE_CLIENT, RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_K, 5100,
    ASKED DONE },

  { RB_MACHINE_INVITE_SERVER, RB_STATE_NONE, RB_STATE_PROCEEDING, RB_MACHINE_REQUEST, -1, 0, INVITE },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_REQUEST, -1, 500,
    INVITE INVITE_COPY ("500") },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 50,
    INVITE RINGING },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 100, INVITE ACCEPTED },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FAILURE, -1, 100, INVITE BUSY },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_REQUEST, -1, 500,
    INVITE BUSY INVITE_COPY ("500") },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_TIMER, RB_RUNNING_G, 600,
    INVITE BUSY "600 P>A 486 1 INVITE b x\n" },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_COMPLETED, RB_STATE_CONFIRMED, RB_MACHINE_ACK, -1, 110,
    INVITE BUSY "110 A>P ACK 1 ACK b x\n" },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_H, 32100,
    INVITE BUSY },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_CONFIRMED, RB_STATE_CONFIRMED, RB_MACHINE_ACK, -1, 120,
    INVITE BUSY "110 A>P ACK 1 ACK b x\n120 A>P ACK 1 ACK b x\n" },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_CONFIRMED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_I, 5110,
    INVITE BUSY "110 A>P ACK 1 ACK b x\n" },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_REQUEST, -1, 500,
    INVITE ACCEPTED INVITE_COPY ("500") },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_SUCCESS, -1, 600,
    INVITE ACCEPTED "600 P>A 200 1 INVITE b x\n" },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_ACCEPTED, RB_STATE_ACCEPTED, RB_MACHINE_ACK, -1, 110,
    INVITE ACCEPTED "110 A>P ACK 1 ACK b x\n" },
  { RB_MACHINE_INVITE_SERVER, RB_STATE_ACCEPTED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_L, 32100,
    INVITE ACCEPTED },

  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_NONE, RB_STATE_TRYING, RB_MACHINE_REQUEST, -1, 0, ASKED },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_TRYING, RB_STATE_TRYING, RB_MACHINE_REQUEST, -1, 500,
    ASKED ASKED_COPY ("500") },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_TRYING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 50, ASKED WORKING },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_TRYING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, 100, ASKED DONE },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_REQUEST, -1, 500,
    ASKED WORKING ASKED_COPY ("500") },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_PROCEEDING, RB_MACHINE_PROVISIONAL, -1, 60,
    ASKED WORKING "60 P>A 183 1 OPTIONS b x\n" },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_PROCEEDING, RB_STATE_COMPLETED, RB_MACHINE_FINAL, -1, 100,
    ASKED WORKING DONE },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_COMPLETED, RB_STATE_COMPLETED, RB_MACHINE_REQUEST, -1, 500,
    ASKED DONE ASKED_COPY ("500") },
  { RB_MACHINE_NON_INVITE_SERVER, RB_STATE_COMPLETED, RB_STATE_TERMINATED, RB_MACHINE_TIMER, RB_RUNNING_J, 32100,
    ASKED DONE },
};

static const RbFigureArrow *
get_arrow (RbMachineKind kind, guint n)
{
  const RbMachineFigure *figure = rb_machine_kind_get_figure (kind);

  return n < figure->n_arrows ? &figure->arrows[n] : NULL;
}

static void
every_arrow_is_taken (void)
{
  gboolean *taken[RB_MACHINE_N_KINDS];

  for (guint kind = 0; kind < RB_MACHINE_N_KINDS; kind++)
    taken[kind] = g_new0 (gboolean, rb_machine_kind_get_figure (kind)->n_arrows);

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      RbFlow *flow;
      g_autoptr (RbTrace) trace = fixture_call (arrows[i].script, &flow);
      g_autoptr (RbMachines) machines = rb_machines_new (flow);
      const RbMachine *machine = rb_machines_find (machines, 0, rb_machine_kind_is_server (arrows[i].kind));
      guint found = 0;

      g_assert_cmpint (machine->kind, ==, arrows[i].kind);
      for (guint j = 0; j < machine->changes->len; j++)
        {
          const RbMachineChange *change = &g_array_index (machine->changes, RbMachineChange, j);
          const RbFigureArrow *arrow = change->arrow >= 0 ? get_arrow (machine->kind, change->arrow) : NULL;

          if (arrow == NULL || change->time_us != at (arrows[i].ms) || arrow->event != arrows[i].event ||
              arrow->timer != arrows[i].timer)
            continue;
          g_assert_cmpint (arrow->from, ==, arrows[i].from);
          g_assert_cmpint (arrow->to, ==, arrows[i].to);
          g_assert_cmpint (change->state, ==, arrows[i].to);
          taken[machine->kind][change->arrow] = TRUE;
          found++;
        }
      if (found != 1)
        g_error ("case %u: %s took the arrow %u times", i, arrows[i].script, found);
    }

  /* No trace shows that a server could not send. */
  for (guint kind = 0; kind < RB_MACHINE_N_KINDS; kind++)
    {
      for (guint i = 0; i < rb_machine_kind_get_figure (kind)->n_arrows; i++)
        g_assert_true (taken[kind][i] !=
                       (rb_machine_kind_is_server (kind) && get_arrow (kind, i)->event == RB_MACHINE_TRANSPORT_ERROR));
      g_free (taken[kind]);
    }
}

/* "Calling A=500 B=32000": the state at @ms and what is left of each timer, ms, soonest first */
static void
assert_state (const RbMachines *machines, guint position, gboolean server, gint64 ms, const char *wanted)
{
  const RbMachine *machine = rb_machines_find (machines, position, server);
  g_autoptr (GString) text =
      g_string_new (rb_machine_state_get_name (rb_machine_get_state_at (machines, machine, at (ms))));
  g_autoptr (GArray) timers = rb_machine_list_timers_at (machines, machine, at (ms));

  for (guint i = 0; i < timers->len; i++)
    {
      const RbMachineTimer *timer = &g_array_index (timers, RbMachineTimer, i);

      g_string_append_printf (text, " %s=%" G_GINT64_FORMAT, rb_running_timer_get_name (timer->timer),
                              (timer->fires_us - at (ms)) / 1000);
    }
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
timers_fire_on_time (void)
{
  static const struct
  {
    const char *script;
    gboolean server;
    gint64 ms;
    const char *wanted;
  } cases[] = {
    { INVITE, CLIENT, -1, "" },
    { INVITE, CLIENT, 0, "Calling A=500 B=32000" },
    { INVITE, CLIENT, 499, "Calling A=1 B=31501" },
    { INVITE, CLIENT, 500, "Calling A=1000 B=31500" },
    { INVITE, CLIENT, 1500, "Calling A=2000 B=30500" },
    { INVITE, CLIENT, 15500, "Calling A=16000 B=16500" },
    { INVITE, CLIENT, 31499, "Calling A=1 B=501" },
    { INVITE, CLIENT, 31999, "Calling B=1 A=31501" },
    { INVITE, CLIENT, 32000, "Terminated" },
    { INVITE, SERVER, 0, "Proceeding" },
    { INVITE, SERVER, 1000000, "Proceeding" },
    /* a copy that comes a little late or early is that firing, not another */
    { INVITE INVITE_COPY ("520"), CLIENT, 519, "Calling A=981 B=31481" },
    { INVITE INVITE_COPY ("520"), CLIENT, 520, "Calling A=1000 B=31480" },
    { INVITE INVITE_COPY ("480"), CLIENT, 480, "Calling A=1000 B=31520" },
    /* one that waits T2 where it should double goes on so */
    { INVITE INVITE_COPY ("500") INVITE_COPY ("1500") INVITE_COPY ("3500") INVITE_COPY ("7500") INVITE_COPY ("11500"),
      CLIENT, 7500, "Calling A=8000 B=24500" },
    { INVITE INVITE_COPY ("500") INVITE_COPY ("1500") INVITE_COPY ("3500") INVITE_COPY ("7500") INVITE_COPY ("11500"),
      CLIENT, 11500, "Calling A=4000 B=20500" },
    { INVITE RINGING, CLIENT, 49, "Calling A=451 B=31951" },
    { INVITE RINGING, CLIENT, 50, "Proceeding" },
    { INVITE RINGING, CLIENT, 10000000, "Proceeding" },
    { INVITE BUSY, CLIENT, 100, "Completed D=32000" },
    { INVITE BUSY, CLIENT, 32099, "Completed D=1" },
    { INVITE BUSY, CLIENT, 32100, "Terminated" },
    { INVITE BUSY, SERVER, 100, "Completed G=500 H=32000" },
    { INVITE BUSY, SERVER, 600, "Completed G=1000 H=31500" },
    { INVITE BUSY, SERVER, 3600, "Completed G=4000 H=28500" },
    { INVITE BUSY, SERVER, 7600, "Completed G=4000 H=24500" },
    { INVITE BUSY, SERVER, 32099, "Completed H=1 G=3501" },
    { INVITE BUSY, SERVER, 32100, "Terminated" },
    { INVITE BUSY "110 A>P ACK 1 ACK b x\n", SERVER, 110, "Confirmed I=5000" },
    { INVITE BUSY "110 A>P ACK 1 ACK b x\n", SERVER, 5109, "Confirmed I=1" },
    { INVITE BUSY "110 A>P ACK 1 ACK b x\n", SERVER, 5110, "Terminated" },
    { INVITE ACCEPTED, CLIENT, 100, "Accepted M=32000" },
    { INVITE ACCEPTED, CLIENT, 32100, "Terminated" },
    { INVITE ACCEPTED, SERVER, 100, "Accepted L=32000" },
    { INVITE ACCEPTED, SERVER, 32099, "Accepted L=1" },
    { INVITE ACCEPTED, SERVER, 32100, "Terminated" },
    { ASKED, CLIENT, 0, "Trying E=500 F=32000" },
    { ASKED, CLIENT, 3500, "Trying E=4000 F=28500" },
    { ASKED, CLIENT, 7500, "Trying E=4000 F=24500" },
    { ASKED, CLIENT, 31999, "Trying F=1 E=3501" },
    { ASKED, CLIENT, 32000, "Terminated" },
    { ASKED WORKING, CLIENT, 50, "Proceeding E=450 F=31950" },
    { ASKED WORKING, CLIENT, 500, "Proceeding E=4000 F=31500" },
    { ASKED WORKING ASKED_COPY ("500"), CLIENT, 500, "Proceeding E=4000 F=31500" },
    { ASKED DONE, CLIENT, 100, "Completed K=5000" },
    { ASKED DONE, CLIENT, 5100, "Terminated" },
    { ASKED, SERVER, 10000000, "Trying" },
    { ASKED DONE, SERVER, 100, "Completed J=32000" },
    { ASKED DONE, SERVER, 32099, "Completed J=1" },
    { ASKED DONE, SERVER, 32100, "Terminated" },
    /* connections: nothing is repeated, and nobody waits for copies */
    { "0 A>P INVITE 1 INVITE b - tcp\n", CLIENT, 0, "Calling B=32000" },
    { "0 A>P INVITE 1 INVITE b - tls\n", CLIENT, 31999, "Calling B=1" },
    { "0 A>P INVITE 1 INVITE b - tcp\n100 P>A 486 1 INVITE b x tcp\n", CLIENT, 100, "Terminated" },
    { "0 A>P INVITE 1 INVITE b - tcp\n100 P>A 486 1 INVITE b x tcp\n", SERVER, 100, "Completed H=32000" },
    { "0 A>P INVITE 1 INVITE b - tcp\n100 P>A 486 1 INVITE b x tcp\n110 A>P ACK 1 ACK b x tcp\n", SERVER, 110,
      "Terminated" },
    { "0 A>P INVITE 1 INVITE b - tcp\n100 P>A 200 1 INVITE b x tcp\n", CLIENT, 100, "Accepted M=32000" },
    { "0 A>P INVITE 1 INVITE b - tcp\n100 P>A 200 1 INVITE b x tcp\n", SERVER, 100, "Accepted L=32000" },
    { "0 A>P OPTIONS 1 OPTIONS b - tcp\n", CLIENT, 0, "Trying F=32000" },
    { "0 A>P OPTIONS 1 OPTIONS b - tcp\n100 P>A 200 1 OPTIONS b x tcp\n", CLIENT, 100, "Terminated" },
    { "0 A>P OPTIONS 1 OPTIONS b - tcp\n100 P>A 200 1 OPTIONS b x tcp\n", SERVER, 100, "Terminated" },
    /* a proxy's patience, begun anew by each 1xx but 100 */
    { "0 P>B INVITE 1 INVITE b - vias\n", CLIENT, 0, "Calling A=500 B=32000 C=180000" },
    { "0 P>B INVITE 1 INVITE b - vias\n10 B>P 100 1 INVITE b - vias\n", CLIENT, 10, "Proceeding C=179990" },
    { "0 P>B INVITE 1 INVITE b - vias\n10 B>P 180 1 INVITE b x vias\n", CLIENT, 10, "Proceeding C=180000" },
    { "0 P>B INVITE 1 INVITE b - vias\n10 B>P 180 1 INVITE b x vias\n", CLIENT, 180010, "Proceeding" },
    { "0 P>B INVITE 1 INVITE b - vias\n10 B>P 180 1 INVITE b x vias\n20 B>P 486 1 INVITE b x vias\n", CLIENT, 20,
      "Completed D=32000" },
    /* our own program gave up though the machine would not have */
    { INVITE RINGING "60000 P>A 408 1 INVITE b x synthetic\n", CLIENT, 60000, "Terminated" },
    { INVITE RINGING "60000 P>A 408 1 INVITE b x synthetic\n", SERVER, 60000, "Proceeding" },
    /* without the beginning */
    { "50 P>A 180 1 INVITE b x\n", CLIENT, 50, "Proceeding" },
    { "50 P>A 486 1 INVITE b x\n", CLIENT, 50, "Completed D=32000" },
    { "50 P>A 486 1 INVITE b x\n", SERVER, 50, "Completed G=500 H=32000" },
    /* captured twice is not sent twice */
    { INVITE INVITE, CLIENT, 0, "Calling A=500 B=32000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RbFlow *flow;
      g_autoptr (RbTrace) trace = fixture_call (cases[i].script, &flow);
      g_autoptr (RbMachines) machines = rb_machines_new (flow);

      g_test_message ("%u: %s at %" G_GINT64_FORMAT, i, cases[i].script, cases[i].ms);
      assert_state (machines, 0, cases[i].server, cases[i].ms, cases[i].wanted);
    }
}

static void
the_near_end_is_not_inferred (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>P INVITE 1 INVITE b - sent\n10 P>A 100 1 INVITE b - recv\n"
                                            "20 P>A INFO 1 INFO c a from=x recv\n30 A>P 200 1 INFO c a from=x sent\n",
                                            &flow);
  g_autoptr (RbMachines) machines = rb_machines_new (flow);

  g_assert_cmpuint (rb_machines_get_n (machines), ==, 4);
  g_assert_false (rb_machines_find (machines, 1, CLIENT)->is_inferred);
  g_assert_true (rb_machines_find (machines, 1, SERVER)->is_inferred);
  g_assert_true (rb_machines_find (machines, 3, CLIENT)->is_inferred);
  g_assert_false (rb_machines_find (machines, 3, SERVER)->is_inferred);
  g_assert_null (rb_machines_find (machines, 4, CLIENT));
  g_assert_null (rb_machines_find (machines, RB_FLOW_NONE, CLIENT));
  g_assert_null (rb_machines_get (machines, 4));
}

static void
an_ack_of_a_2xx_has_no_machine (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED, &flow);
  g_autoptr (RbMachines) machines = rb_machines_new (flow);
  g_autoptr (RbLesson) lesson = rb_machines_explain_message (trace, 8, G_MAXINT64);
  g_autoptr (RbLesson) all = rb_machines_explain (flow, G_MAXINT64);
  g_autoptr (RbLesson) before = rb_machines_explain (flow, at (3100));
  const RbLessonBlock *block = rb_lesson_find (lesson, "no-machine");

  g_assert_cmpuint (rb_machines_get_n (machines), ==, 4);
  g_assert_null (rb_machines_find (machines, 8, CLIENT));
  g_assert_nonnull (block);
  g_assert_cmpint (block->confidence, ==, RB_CONFIDENCE_CERTAIN);
  g_assert_cmpuint (g_array_index (block->positions, guint, 0), ==, 7);
  g_assert_nonnull (rb_lesson_find (all, "no-machine"));
  g_assert_null (rb_lesson_find (before, "no-machine"));
  g_assert_nonnull (rb_lesson_find (lesson, "cause-ack-2xx"));
  g_assert_null (rb_lesson_find (lesson, "changes-client"));
}

static const RbFigureState *
get_place (const RbMachineFigure *figure, RbMachineState state)
{
  for (guint i = 0; i < figure->n_states; i++)
    if (figure->states[i].state == state)
      return &figure->states[i];
  g_assert_not_reached ();
}

/* On which side of the line from @a to @b is @c? 0: on it */
static int
get_side (const RbFigureState *a, const RbFigureState *b, const RbFigureState *c)
{
  int area = (b->column - a->column) * (c->row - a->row) - (b->row - a->row) * (c->column - a->column);

  return (area > 0) - (area < 0);
}

/* Two straight arrows of different states, or one of them with a state in its way. */
static gboolean
collide (const RbFigureState *a, const RbFigureState *b, const RbFigureState *c, const RbFigureState *d)
{
  return MAX (a->column, b->column) >= MIN (c->column, d->column) &&
         MAX (c->column, d->column) >= MIN (a->column, b->column) && MAX (a->row, b->row) >= MIN (c->row, d->row) &&
         MAX (c->row, d->row) >= MIN (a->row, b->row) && get_side (a, b, c) * get_side (a, b, d) <= 0 &&
         get_side (c, d, a) * get_side (c, d, b) <= 0;
}

static void
arrows_do_not_cross (void)
{
  for (guint kind = 0; kind < RB_MACHINE_N_KINDS; kind++)
    {
      const RbMachineFigure *figure = rb_machine_kind_get_figure (kind);

      for (guint i = 1; i < figure->n_arrows; i++)
        for (guint j = 1; j < i; j++)
          {
            const RbFigureState *ends[4] = { get_place (figure, figure->arrows[i].from),
                                             get_place (figure, figure->arrows[i].to),
                                             get_place (figure, figure->arrows[j].from),
                                             get_place (figure, figure->arrows[j].to) };

            if (ends[0] == ends[2] || ends[0] == ends[3] || ends[1] == ends[2] || ends[1] == ends[3])
              continue;
            g_assert_false (collide (ends[0], ends[1], ends[2], ends[3]));
          }
    }
}

static void
figures_are_drawable (void)
{
  for (guint kind = 0; kind < RB_MACHINE_N_KINDS; kind++)
    {
      const RbMachineFigure *figure = rb_machine_kind_get_figure (kind);
      guint states = 0;

      g_assert_cmpstr (rb_machine_kind_get_title (kind), !=, "");
      for (guint i = 0; i < figure->n_states; i++)
        {
          const RbFigureState *state = &figure->states[i];

          g_assert_cmpuint (state->column, <, figure->n_columns);
          g_assert_cmpuint (state->row, <, figure->n_rows);
          g_assert_false (states & (1U << state->state));
          states |= 1U << state->state;
          g_assert_cmpstr (rb_machine_state_get_text (state->state, kind), !=, "");
          for (guint j = 0; j < i; j++)
            g_assert_false (figure->states[j].column == state->column && figure->states[j].row == state->row);
        }
      g_assert_cmpint (figure->arrows[0].from, ==, RB_STATE_NONE);
      for (guint i = 0; i < figure->n_arrows; i++)
        {
          const RbFigureArrow *arrow = &figure->arrows[i];

          g_assert_true (i == 0 || (states & (1U << arrow->from)));
          g_assert_true (states & (1U << arrow->to));
          g_assert_cmpstr (arrow->label, !=, "");
          g_assert_true ((arrow->timer >= 0) == (arrow->event == RB_MACHINE_TIMER));
          g_assert_cmpint (arrow->from, !=, RB_STATE_TERMINATED);
          for (guint j = 0; j < i; j++) /* one arrow for each thing that can happen */
            g_assert_false (figure->arrows[j].from == arrow->from && figure->arrows[j].event == arrow->event &&
                            figure->arrows[j].timer == arrow->timer);
        }
    }
}

static void
every_timer_has_its_text (void)
{
  static const char names[] = "ABCDEFGHIJKLM";
  guint n = 0;

  for (const RbTimerInfo *info = rb_timer_info_get (0); info != NULL; info = rb_timer_info_get (++n))
    {
      g_assert_true (g_str_has_prefix (info->rfc, "RFC "));
      g_assert_cmpstr (info->value, !=, "");
      g_assert_cmpstr (info->purpose, !=, "");
      g_assert_cmpstr (info->firing, !=, "");
    }
  g_assert_cmpuint (n, ==, 3 + strlen (names) + 4);
  for (guint timer = 0; timer < RB_RUNNING_N_TIMERS; timer++)
    {
      g_assert_cmpint (rb_running_timer_get_name (timer)[0], ==, names[timer]);
      g_assert_nonnull (strstr (rb_running_timer_get_text (timer), rb_running_timer_get_info (timer)->firing));
    }
}

static void
timer_c_is_told_while_it_runs (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 P>B INVITE 1 INVITE p - vias\n10 B>P 180 1 INVITE p x vias\n2000 B>P 486 1 INVITE p x vias\n"
                    "2001 P>B ACK 1 ACK p x\n",
                    &flow);
  g_autoptr (RbLesson) ringing = rb_machines_explain (flow, at (1000));
  g_autoptr (RbLesson) over = rb_machines_explain (flow, G_MAXINT64);

  g_assert_nonnull (rb_lesson_find (ringing, "timer-c"));
  g_assert_null (rb_lesson_find (over, "timer-c"));
}

static void
a_message_shows_only_its_time (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (INVITE INVITE_COPY ("500") "600 P>A 180 1 INVITE b x\n", &flow);
  g_autoptr (RbLesson) early = rb_machines_explain_message (trace, 0, at (499));
  g_autoptr (RbLesson) late = rb_machines_explain_message (trace, 0, G_MAXINT64);
  const RbLessonBlock *changes = rb_lesson_find (late, "changes-client");

  g_assert_cmpuint (rb_lesson_find (early, "changes-client")->rows->len, ==, 1);
  g_assert_nonnull (rb_lesson_find (early, "timers-client"));
  g_assert_cmpuint (changes->rows->len, ==, 3);
  g_assert_null (rb_lesson_find (late, "timers-client"));
  g_assert_nonnull (rb_lesson_find (late, "next-client"));
  g_assert_cmpuint (g_array_index ((GArray *) g_ptr_array_index (changes->rows, 1), RbLessonCell, 2).position, ==, 1);
}

static void
a_flood_of_copies_stays_short (void)
{
  g_autoptr (GString) script = g_string_new (INVITE);
  g_autoptr (RbLesson) lesson = NULL;
  RbFlow *flow;
  g_autoptr (RbTrace) trace = NULL;

  for (guint i = 1; i <= 2000; i++)
    g_string_append_printf (script, "%u A>P INVITE 1 INVITE b -\n", 10 * i);
  trace = fixture_call (script->str, &flow);
  lesson = rb_machines_explain_message (trace, 1000, G_MAXINT64);
  g_assert_cmpuint (rb_lesson_find (lesson, "changes-client")->rows->len, <=, 100);
}

static void
many_transactions_stay_short (void)
{
  g_autoptr (GString) script = g_string_new (NULL);
  g_autoptr (RbLesson) lesson = NULL;
  RbFlow *flow;
  g_autoptr (RbTrace) trace = NULL;

  for (guint i = 1; i <= 1000; i++)
    g_string_append_printf (script, "%u A>P OPTIONS %u OPTIONS b%u x\n%u P>A 200 %u OPTIONS b%u x\n", 1000 * i, i, i,
                            1000 * i + 5, i, i);
  trace = fixture_call (script->str, &flow);
  lesson = rb_machines_explain (flow, G_MAXINT64);
  g_assert_cmpuint (rb_lesson_find (lesson, "machines")->rows->len, ==, 100);
  g_assert_nonnull (rb_lesson_find (lesson, "machines-left-out"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine/every_arrow_is_taken", every_arrow_is_taken);
  g_test_add_func ("/machine/timers_fire_on_time", timers_fire_on_time);
  g_test_add_func ("/machine/the_near_end_is_not_inferred", the_near_end_is_not_inferred);
  g_test_add_func ("/machine/an_ack_of_a_2xx_has_no_machine", an_ack_of_a_2xx_has_no_machine);
  g_test_add_func ("/machine/figures_are_drawable", figures_are_drawable);
  g_test_add_func ("/machine/arrows_do_not_cross", arrows_do_not_cross);
  g_test_add_func ("/machine/every_timer_has_its_text", every_timer_has_its_text);
  g_test_add_func ("/machine/timer_c_is_told_while_it_runs", timer_c_is_told_while_it_runs);
  g_test_add_func ("/machine/a_message_shows_only_its_time", a_message_shows_only_its_time);
  g_test_add_func ("/machine/a_flood_of_copies_stays_short", a_flood_of_copies_stays_short);
  g_test_add_func ("/machine/many_transactions_stay_short", many_transactions_stay_short);
  return g_test_run ();
}
