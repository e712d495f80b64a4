/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs one transaction machine over the messages of its transaction, by the arrows of its figure; between messages and
 * after the last its timers fire by themselves. A copy that the trace shows is the firing of its timer; where the trace
 * shows none when one was due, the timer goes on as the RFC says. */

#include "rb-machine-private.h"

/* One run of a timer; it ends by firing or by being stopped, whichever is sooner. */
typedef struct
{
  RbRunningTimer timer;
  gint64 started_us;
  gint64 fires_us;
  gint64 stopped_us;
  gboolean is_unseen; /* what the firing before it sent is not in the trace */
} Run;

typedef struct
{
  RbMachine *machine;
  const RbMachineFigure *figure;
  RbMachineState state;
  gint64 now_us;
  gint64 interval_us[RB_RUNNING_N_TIMERS];
  int runs[RB_RUNNING_N_TIMERS]; /* number of the present run, or -1 */
} Runner;

/* A, E and G send something again and begin anew. */
static gboolean
is_repeating (RbRunningTimer timer)
{
  return timer == RB_RUNNING_A || timer == RB_RUNNING_E || timer == RB_RUNNING_G;
}

static Run *
get_run (const Runner *self, RbRunningTimer timer)
{
  return self->runs[timer] >= 0 ? &g_array_index (self->machine->runs, Run, self->runs[timer]) : NULL;
}

static void
stop_timer (Runner *self, RbRunningTimer timer, gint64 time_us)
{
  Run *run = get_run (self, timer);

  if (run == NULL)
    return;
  run->stopped_us = MIN (run->stopped_us, time_us);
  self->runs[timer] = -1;
}

static void
begin_run (Runner *self, RbRunningTimer timer, gint64 time_us, gboolean is_unseen)
{
  const Run run = { timer, time_us, rb_machine_add_time (time_us, self->interval_us[timer]), G_MAXINT64, is_unseen };

  stop_timer (self, timer, time_us);
  self->runs[timer] = (int) self->machine->runs->len;
  g_array_append_val (self->machine->runs, run);
}

static void
start_timer (Runner *self, RbRunningTimer timer, gint64 time_us)
{
  gboolean reliable = self->machine->is_reliable;

  if ((is_repeating (timer) && reliable) || (timer == RB_RUNNING_C && !self->machine->is_proxy))
    return;
  self->interval_us[timer] = rb_running_timer_get_interval (timer, reliable);
  begin_run (self, timer, time_us, FALSE);
}

/* RFC 3261 17.1.1.2, 17.1.2.2, 17.2.1: A doubles, E and G up to T2, E in Proceeding is T2. */
static void
lengthen (Runner *self, RbRunningTimer timer)
{
  gint64 doubled_us = MIN (2 * self->interval_us[timer], RB_64_T1_US); /* by then B has ended it */

  if (timer == RB_RUNNING_E && self->state == RB_STATE_PROCEEDING)
    doubled_us = RB_T2_US;
  self->interval_us[timer] = timer == RB_RUNNING_A ? doubled_us : MIN (doubled_us, RB_T2_US);
}

static void
add_change (Runner *self, gint64 time_us, guint position, int timer, int arrow)
{
  const RbMachineChange change = { time_us, self->state, position, timer, arrow };

  g_array_append_val (self->machine->changes, change);
}

static void
take_arrow (Runner *self, const RbFigureArrow *arrow, gint64 time_us)
{
  self->state = arrow->to;
  for (guint timer = 0; timer < RB_RUNNING_N_TIMERS; timer++)
    if (arrow->stops & (1U << timer))
      stop_timer (self, timer, time_us);
  for (guint timer = 0; timer < RB_RUNNING_N_TIMERS; timer++)
    if (arrow->starts & (1U << timer))
      start_timer (self, timer, time_us);
}

static void
fire (Runner *self, RbRunningTimer timer, gint64 time_us)
{
  int arrow;

  if (is_repeating (timer))
    {
      lengthen (self, timer);
      begin_run (self, timer, time_us, TRUE);
      return;
    }
  self->runs[timer] = -1;
  arrow = rb_machine_figure_find (self->figure, self->state, RB_MACHINE_TIMER, timer);
  if (arrow < 0)
    return; /* C is the proxy's, not the machine's */
  take_arrow (self, &self->figure->arrows[arrow], time_us);
  add_change (self, time_us, RB_FLOW_NONE, timer, arrow);
}

/* Lets fire what is due at @time_us or before; of two at once the one that ends the machine. */
static void
pass_time (Runner *self, gint64 time_us)
{
  for (;;)
    {
      const Run *next = NULL;

      for (guint timer = 0; timer < RB_RUNNING_N_TIMERS; timer++)
        {
          const Run *run = get_run (self, timer);

          if (run != NULL && (next == NULL || run->fires_us < next->fires_us ||
                              (run->fires_us == next->fires_us && is_repeating (next->timer))))
            next = run;
        }
      if (next == NULL || next->fires_us > time_us || next->fires_us == G_MAXINT64)
        break;
      fire (self, next->timer, next->fires_us);
    }
  self->now_us = MAX (self->now_us, time_us);
}

/* The trace shows what @timer sent when it fired. */
static void
see_copy (Runner *self, RbRunningTimer timer, const RbFlowStep *step)
{
  const Run *run = get_run (self, timer);
  int arrow = -1;

  if (run != NULL)
    {
      gboolean is_late = run->is_unseen && self->now_us - run->started_us < self->interval_us[timer] / 2;

      if (!is_late)
        lengthen (self, timer);
      if (step->pace == RB_PACE_CAPPED)
        self->interval_us[timer] = RB_T2_US;
      begin_run (self, timer, self->now_us, FALSE);
      arrow = rb_machine_figure_find (self->figure, self->state, RB_MACHINE_TIMER, timer);
    }
  add_change (self, self->now_us, step->position, timer, arrow);
}

/* @timer: of %RB_MACHINE_TIMER, else -1 */
static void
handle (Runner *self, RbMachineEvent event, int timer, guint position)
{
  gboolean begins_late = self->state == RB_STATE_NONE && event != RB_MACHINE_REQUEST;
  int arrow;

  if (begins_late)
    self->state = self->figure->arrows[0].to;
  arrow = rb_machine_figure_find (self->figure, self->state, event, timer);
  if (arrow >= 0)
    take_arrow (self, &self->figure->arrows[arrow], self->now_us);
  add_change (self, self->now_us, position, timer, begins_late ? -1 : arrow);
  pass_time (self, self->now_us); /* timers of no length fire at once */
}

/* What our own stack tells its user when it gives up: nothing of it was on the wire. */
static void
handle_synthetic (Runner *self, guint status, guint position)
{
  RbRunningTimer timer = self->machine->kind == RB_MACHINE_INVITE_CLIENT ? RB_RUNNING_B : RB_RUNNING_F;

  if (status == 408 && rb_machine_figure_find (self->figure, self->state, RB_MACHINE_TIMER, timer) >= 0)
    handle (self, RB_MACHINE_TIMER, timer, position);
  else
    handle (self, RB_MACHINE_TRANSPORT_ERROR, -1, position);
  if (self->state == RB_STATE_TERMINATED)
    return;

  for (guint running = 0; running < RB_RUNNING_N_TIMERS; running++)
    stop_timer (self, running, self->now_us);
  self->state = RB_STATE_TERMINATED;
  g_array_index (self->machine->changes, RbMachineChange, self->machine->changes->len - 1).state = self->state;
}

static RbMachineEvent
event_of_response (const Runner *self, guint status)
{
  RbMachineKind kind = self->machine->kind;

  if (status < 200)
    return RB_MACHINE_PROVISIONAL;
  if (kind == RB_MACHINE_NON_INVITE_CLIENT || kind == RB_MACHINE_NON_INVITE_SERVER)
    return RB_MACHINE_FINAL;
  return status < 300 ? RB_MACHINE_SUCCESS : RB_MACHINE_FAILURE;
}

static void
feed_client (Runner *self, const RbFlowStep *step, const RbSipIndex *index, const guint8 *bytes, gboolean synthetic)
{
  if (!index->is_request)
    {
      if (synthetic)
        handle_synthetic (self, index->status, step->position);
      else
        handle (self, event_of_response (self, index->status), -1, step->position);
      if (index->status > 100 && index->status < 200 && get_run (self, RB_RUNNING_C) != NULL)
        begin_run (self, RB_RUNNING_C, self->now_us, FALSE); /* RFC 3261 16.7 step 2 */
    }
  else if (rb_span_is (index->method, bytes, "ACK"))
    return; /* the machine's answer, not its cause */
  else if (step->timer == RB_TIMER_A)
    see_copy (self, RB_RUNNING_A, step);
  else if (step->timer == RB_TIMER_E)
    see_copy (self, RB_RUNNING_E, step);
  else
    handle (self, RB_MACHINE_REQUEST, -1, step->position);
}

static void
feed_server (Runner *self, const RbFlowStep *step, const RbSipIndex *index, const guint8 *bytes, gboolean synthetic)
{
  if (synthetic)
    return;
  if (index->is_request)
    handle (self, rb_span_is (index->method, bytes, "ACK") ? RB_MACHINE_ACK : RB_MACHINE_REQUEST, -1, step->position);
  else if (step->timer == RB_TIMER_G)
    see_copy (self, RB_RUNNING_G, step);
  else if (step->timer != RB_TIMER_ASKED_AGAIN) /* else the machine's answer, not its cause */
    handle (self, event_of_response (self, index->status), -1, step->position);
}

/* What is known of the machine before it runs, from a message of its transaction. */
static void
look_at_first (RbMachine *self, const RbMessageInfo *info, const RbSipIndex *index)
{
  gboolean is_server = rb_machine_kind_is_server (self->kind);
  gboolean is_its_own = index->is_request != is_server; /* sent by this machine */

  self->is_inferred = info->direction != (is_its_own ? RB_DIRECTION_SENT : RB_DIRECTION_RECEIVED);
  self->is_reliable = info->transport != RB_TRANSPORT_UDP && info->transport != RB_TRANSPORT_UNKNOWN;
  self->is_proxy = self->kind == RB_MACHINE_INVITE_CLIENT && index->n_vias > 1;
}

void
rb_machine_run (RbMachine *self, RbFlow *flow, const guint *steps, guint n_steps)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  Runner runner = { .machine = self, .figure = rb_machine_kind_get_figure (self->kind), .state = RB_STATE_NONE };

  self->changes = g_array_new (FALSE, FALSE, sizeof (RbMachineChange));
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  for (guint i = 0; i < RB_RUNNING_N_TIMERS; i++)
    runner.runs[i] = -1;

  for (guint i = 0; i < n_steps; i++)
    {
      const RbFlowStep *step = rb_flow_get_step (flow, steps[i]);
      const guint8 *bytes;
      RbMessageInfo info;
      RbSipIndex index;
      gsize length;

      if (step->timer == RB_TIMER_CAPTURE || !rb_trace_get_info (trace, step->position, &info))
        continue;
      bytes = rb_trace_peek_bytes (trace, step->position, &length);
      rb_sip_index_parse (&index, bytes, length);
      if (i == 0)
        {
          runner.now_us = info.wall_us;
          look_at_first (self, &info, &index);
        }
      pass_time (&runner, info.wall_us);
      if (rb_machine_kind_is_server (self->kind))
        feed_server (&runner, step, &index, bytes, info.kind == RB_MESSAGE_SYNTHETIC);
      else
        feed_client (&runner, step, &index, bytes, info.kind == RB_MESSAGE_SYNTHETIC);
    }
  pass_time (&runner, G_MAXINT64);
}

void
rb_machine_clear (RbMachine *self)
{
  g_clear_pointer (&self->changes, g_array_unref);
  g_clear_pointer (&self->runs, g_array_unref);
}

static int
compare_timers (gconstpointer a, gconstpointer b)
{
  const RbMachineTimer *one = a;
  const RbMachineTimer *other = b;

  if (one->fires_us != other->fires_us)
    return one->fires_us < other->fires_us ? -1 : 1;
  return (int) one->timer - (int) other->timer;
}

GArray *
rb_machine_list_timers_at (const RbMachines *self, const RbMachine *machine, gint64 wall_us)
{
  GArray *timers = g_array_new (FALSE, FALSE, sizeof (RbMachineTimer));

  for (guint i = 0; i < machine->runs->len; i++)
    {
      const Run *run = &g_array_index (machine->runs, Run, i);
      const RbMachineTimer timer = { run->timer, run->started_us, run->fires_us };

      if (run->started_us <= wall_us && run->fires_us > wall_us && run->stopped_us > wall_us)
        g_array_append_val (timers, timer);
    }
  g_array_sort (timers, compare_timers);
  return timers;
}

RbMachineState
rb_machine_get_state_at (const RbMachines *self, const RbMachine *machine, gint64 wall_us)
{
  RbMachineState state = RB_STATE_NONE;

  for (guint i = 0; i < machine->changes->len; i++)
    {
      const RbMachineChange *change = &g_array_index (machine->changes, RbMachineChange, i);

      if (change->time_us > wall_us)
        break;
      state = change->state;
    }
  return state;
}
