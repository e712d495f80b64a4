/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The machines as lessons: all of a call at one time, and what became of one transaction. */

#include "rb-machine-private.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 100    /* transactions of a call, copies in a transaction: more would tell nothing new */
#define N_TIMERS_TEXT 3 /* of a machine, in one cell */

char *
rb_machine_format_interval (gint64 interval_us)
{
  gint64 s = interval_us / G_USEC_PER_SEC;

  if (interval_us > 0 && interval_us < 10000)
    return g_strdup_printf (_ ("%.1f ms"), interval_us / 1e3);
  if (interval_us < 999500)
    return g_strdup_printf (_ ("%d ms"), (int) ((interval_us + 500) / 1000));
  if (s < 60)
    return g_strdup_printf (_ ("%.1f s"), interval_us / 1e6);
  if (s < 3600 && s % 60 == 0)
    return g_strdup_printf (_ ("%d min"), (int) (s / 60));
  if (s < 3600)
    return g_strdup_printf (_ ("%1$d min %2$d s"), (int) (s / 60), (int) (s % 60));
  return g_strdup_printf (_ ("%1$d h %2$d min"), (int) MIN (s / 3600, G_MAXINT), (int) (s % 3600 / 60));
}

static char *
format_end (RbTrace *trace, const RbMachine *machine, RbFlow *flow)
{
  const RbTransaction *transaction = rb_flow_get_transaction (flow, machine->transaction);
  guint first = MIN (transaction->request, MIN (transaction->provisional, transaction->final));
  RbReading message;

  if (first == RB_FLOW_NONE || !rb_reading_init (&message, trace, rb_flow_get_step (flow, first)->position))
    return g_strdup ("?");
  return rb_endpoint_format (message.index.is_request != rb_machine_kind_is_server (machine->kind) ? &message.info.src
                                                                                                   : &message.info.dst);
}

/* "INVITE (CSeq 2)" */
static char *
format_transaction (RbTrace *trace, guint position)
{
  g_autofree char *method = NULL;
  RbReading message;

  if (!rb_reading_init (&message, trace, position))
    return g_strdup ("?");
  method = rb_machine_message_format_method (&message);
  return g_strdup_printf ("%s (CSeq %u)", method, message.index.cseq);
}

static const RbMachineChange *
get_change (const RbMachine *machine, guint n)
{
  return &g_array_index (machine->changes, RbMachineChange, n);
}

static guint
count_changes (const RbMachine *machine, gint64 wall_us)
{
  guint n = 0;

  while (n < machine->changes->len && get_change (machine, n)->time_us <= wall_us)
    n++;
  return n;
}

/* What a timer will do to the machine in @state. */
static const char *
get_firing_text (const RbMachine *machine, RbMachineState state, RbRunningTimer timer)
{
  const RbMachineFigure *figure = rb_machine_kind_get_figure (machine->kind);
  int arrow = rb_machine_figure_find (figure, state, RB_MACHINE_TIMER, (int) timer);

  return arrow >= 0 ? _ (figure->arrows[arrow].label) : _ (rb_running_timer_get_info (timer)->firing);
}

static char *
format_timers (const GArray *timers, gint64 wall_us)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (timers->len, N_TIMERS_TEXT); i++)
    {
      const RbMachineTimer *timer = &g_array_index (timers, RbMachineTimer, i);
      g_autofree char *left = rb_machine_format_interval (timer->fires_us - wall_us);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? ", " : "", rb_running_timer_get_name (timer->timer), left);
    }
  return g_string_free (text, FALSE);
}

static const char *
get_next_text (const RbMachine *machine, RbMachineState state, const GArray *timers)
{
  if (state == RB_STATE_TERMINATED)
    return _ ("Nothing: it is over.");
  if (timers->len == 0)
    return _ ("Nothing by itself: it waits for a message.");
  return get_firing_text (machine, state, g_array_index (timers, RbMachineTimer, 0).timer);
}

static RbTone
get_state_tone (RbMachineState state)
{
  return state == RB_STATE_TERMINATED ? RB_TONE_DIM : RB_TONE_PLAIN;
}

static void
add_machine_row (RbLessonBlock *table, const RbMachines *machines, const RbMachine *machine, RbFlow *flow,
                 gint64 wall_us)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  RbMachineState state = rb_machine_get_state_at (machines, machine, wall_us);
  g_autoptr (GArray) timers = rb_machine_list_timers_at (machines, machine, wall_us);
  g_autofree char *running = format_timers (timers, wall_us);
  g_autofree char *end = format_end (trace, machine, flow);
  g_autofree char *transaction = NULL;
  g_autofree char *side = NULL;
  guint position = get_change (machine, 0)->position;

  transaction = format_transaction (trace, position);
  side = g_strdup_printf (rb_machine_kind_is_server (machine->kind) ? _ ("Server, %s") : _ ("Client, %s"), end);
  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, transaction, get_state_tone (state), position);
  rb_lesson_block_add_cell (table, side, get_state_tone (state), RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, rb_machine_state_get_name (state), get_state_tone (state), RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, running, get_state_tone (state), RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, get_next_text (machine, state, timers), get_state_tone (state), RB_FLOW_NONE);
}

/* Those still running come first where not all have room; the newest first. Returns how many have none. */
static guint
choose_rows (const RbMachines *machines, gint64 wall_us, gboolean *shown)
{
  guint n = rb_machines_get_n (machines);
  guint n_begun = 0;
  guint n_shown = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = n; i-- > 0;)
      {
        RbMachineState state = rb_machine_get_state_at (machines, rb_machines_get (machines, i), wall_us);

        if (state == RB_STATE_NONE || (state == RB_STATE_TERMINATED) != (pass == 1))
          continue;
        n_begun++;
        if (n_shown == MAX_ROWS)
          continue;
        shown[i] = TRUE;
        n_shown++;
      }
  return n_begun - n_shown;
}

static gboolean
runs_timer_c (const RbMachines *machines, const RbMachine *machine, gint64 wall_us)
{
  g_autoptr (GArray) timers = rb_machine_list_timers_at (machines, machine, wall_us);

  for (guint i = 0; i < timers->len; i++)
    if (g_array_index (timers, RbMachineTimer, i).timer == RB_RUNNING_C)
      return TRUE;
  return FALSE;
}

/* Whose clock the times are by. */
static void
add_notes (RbLesson *lesson, gboolean some_inferred, gboolean all_inferred, gboolean has_timer_c)
{
  RbLessonBlock *block;

  if (all_inferred)
    block = rb_lesson_add (
        lesson, "machines-inferred", "RFC 3261 17",
        _ ("The capture does not tell at which end it was taken. The times are those of the capture, so at "
           "either end everything likely happened a little earlier or later, and copies may have been lost."));
  else if (some_inferred)
    block = rb_lesson_add (
        lesson, "machines-inferred", "RFC 3261 17",
        _ ("The machines at the far end are inferred from what was seen here: they likely changed a little "
           "earlier or later, and what was lost on the way is not in the trace."));
  else
    block = NULL;
  if (block != NULL)
    block->confidence = RB_CONFIDENCE_LIKELY;
  if (has_timer_c)
    rb_lesson_add (
        lesson, "timer-c", "RFC 3261 16.6",
        _ ("Timer C belongs to a proxy, not to the machine. Three minutes are the least that the RFC asks for, but "
           "real proxies are often set to less; how this one is set is not in the trace, so its time is only likely."))
        ->confidence = RB_CONFIDENCE_LIKELY;
}

static void
explain_ack (RbLesson *lesson, RbFlow *flow, const RbTransaction *transaction)
{
  const RbTransaction *invite = rb_flow_get_transaction (flow, transaction->invite);
  gboolean is_certain = invite != NULL && invite->final != RB_FLOW_NONE;
  RbLessonBlock *block;

  if (is_certain)
    block = rb_lesson_add (
        lesson, "no-machine", "RFC 3261 13.2.2.4",
        _ ("The ACK of a 2xx belongs to no transaction machine: the phone itself sends it, once for each 2xx that "
           "arrives, and nothing answers it."));
  else
    block = rb_lesson_add (
        lesson, "no-machine", "RFC 3261 13.2.2.4",
        _ ("The response that this ACK acknowledges is not in the trace. Most likely it is a 2xx: its ACK belongs "
           "to no transaction machine, the phone itself sends it, and nothing answers it."));
  block->confidence = is_certain ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY;
  if (is_certain)
    rb_lesson_block_cite (block, rb_flow_get_step (flow, invite->final)->position);
}

/* The first ACK of a 2xx up to @wall_us: why it is in no machine. */
static void
add_ack_note (RbLesson *lesson, RbFlow *flow, gint64 wall_us)
{
  RbTrace *trace = rb_flow_get_trace (flow);

  for (guint i = 0; i < rb_flow_get_n_transactions (flow); i++)
    {
      const RbTransaction *transaction = rb_flow_get_transaction (flow, i);
      guint position;

      if (transaction->kind != RB_TRANSACTION_ACK || transaction->ack == RB_FLOW_NONE)
        continue;
      position = rb_flow_get_step (flow, transaction->ack)->position;
      if (rb_trace_get_time (trace, position) > wall_us)
        return;
      explain_ack (lesson, flow, transaction);
      return;
    }
}

RbLesson *
rb_machines_explain (RbFlow *flow, gint64 wall_us)
{
  const char *const columns[] = {
    _ ("Transaction"), _ ("Machine"), _ ("State"), _ ("Running Timers"), _ ("What Happens Next by Itself"), NULL
  };
  RbLesson *lesson = rb_lesson_new ();
  RbTrace *trace = rb_flow_get_trace (flow);
  g_autoptr (RbMachines) machines = rb_machines_new (flow);
  g_autofree gboolean *shown = g_new0 (gboolean, rb_machines_get_n (machines) + 1);
  gboolean some_inferred = FALSE;
  gboolean all_inferred = TRUE;
  gboolean has_timer_c = FALSE;
  RbLessonBlock *table;
  guint left_out;

  if (trace == NULL || rb_machines_get_n (machines) == 0)
    return lesson;

  wall_us = rb_machine_get_time (trace, wall_us);
  left_out = choose_rows (machines, wall_us, shown);
  table = rb_lesson_add_table (lesson, "machines", _ ("Transactions"), columns);
  for (guint i = 0; i < rb_machines_get_n (machines); i++)
    {
      const RbMachine *machine = rb_machines_get (machines, i);

      if (!shown[i])
        continue;
      add_machine_row (table, machines, machine, flow, wall_us);
      some_inferred = some_inferred || machine->is_inferred;
      all_inferred = all_inferred && machine->is_inferred;
      has_timer_c = has_timer_c || runs_timer_c (machines, machine, wall_us);
    }
  if (left_out > 0)
    rb_lesson_add_printf (lesson, "machines-left-out", NULL,
                          ngettext ("%u more machine is not shown.", "%u more machines are not shown.", left_out),
                          left_out);
  add_ack_note (lesson, flow, wall_us);
  add_notes (lesson, some_inferred, all_inferred, has_timer_c);
  rb_lesson_append (lesson, rb_machine_explain_user_agent (flow, RB_FLOW_NONE, wall_us));
  return lesson;
}

/* What a change was caused by, and what the machine did. */
static char *
format_change (RbTrace *trace, const RbMachine *machine, const RbMachineChange *change)
{
  const RbMachineFigure *figure = rb_machine_kind_get_figure (machine->kind);
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;
  RbReading message;

  if (change->arrow >= 0)
    return g_strdup (_ (figure->arrows[change->arrow].label));
  if (!rb_reading_init (&message, trace, change->position))
    return g_strdup ("");
  number = rb_lesson_format_number (change->position);
  title = rb_machine_message_format (&message);
  if (change->timer >= 0)
    return g_strdup_printf (_ ("The %s is sent again, though its timer no longer runs."), title);
  if (change == get_change (machine, 0))
    return g_strdup_printf (_ ("The %s is the first that the trace has of this transaction."), title);
  if (change->state == RB_STATE_TERMINATED)
    return g_strdup_printf (_ ("The %s comes when the machine is gone."), title);
  return g_strdup_printf (_ ("The %s changes nothing."), title);
}

static void
add_change_row (RbLessonBlock *table, RbTrace *trace, const RbMachine *machine, guint n)
{
  const RbMachineChange *change = get_change (machine, n);
  g_autofree char *after = rb_machine_format_interval (change->time_us - get_change (machine, 0)->time_us);
  g_autofree char *time = g_strdup_printf ("+%s", after);
  g_autofree char *text = format_change (trace, machine, change);
  g_autofree char *cause = change->position != RB_FLOW_NONE ? rb_lesson_format_number (change->position)
                           : change->timer >= 0
                               ? g_strdup_printf (_ ("Timer %s"), rb_running_timer_get_name (change->timer))
                               : NULL;
  gboolean stays = n > 0 && get_change (machine, n - 1)->state == change->state;
  RbTone tone = stays ? RB_TONE_DIM : RB_TONE_PLAIN;

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, time, tone, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, rb_machine_state_get_name (change->state), tone, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, cause, tone, change->position);
  rb_lesson_block_add_cell (table, text, tone, RB_FLOW_NONE);
}

static void
add_timers (RbLesson *lesson, const char *id, const RbMachine *machine, RbMachineState state, const GArray *timers,
            gint64 wall_us)
{
  const char *const columns[] = { _ ("Timer"), _ ("Fires In"), _ ("Runs For"), _ ("When It Fires"), NULL };
  RbLessonBlock *table;

  if (timers->len == 0)
    return;

  table = rb_lesson_add_table (lesson, id, _ ("Running Timers"), columns);
  for (guint i = 0; i < timers->len; i++)
    {
      const RbMachineTimer *timer = &g_array_index (timers, RbMachineTimer, i);
      g_autofree char *left = rb_machine_format_interval (timer->fires_us - wall_us);
      g_autofree char *length = rb_machine_format_interval (timer->fires_us - timer->started_us);

      rb_lesson_block_add_row (table);
      rb_lesson_block_add_cell (table, rb_running_timer_get_name (timer->timer), RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, left, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, length, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, get_firing_text (machine, state, timer->timer), RB_TONE_PLAIN, RB_FLOW_NONE);
    }
}

static void
explain_machine (RbLesson *lesson, const RbMachines *machines, const RbMachine *machine, RbFlow *flow, gint64 wall_us)
{
  const char *const columns[] = { _ ("Time"), _ ("State"), _ ("Cause"), _ ("What Happened"), NULL };
  gboolean is_server = rb_machine_kind_is_server (machine->kind);
  RbTrace *trace = rb_flow_get_trace (flow);
  RbMachineState state = rb_machine_get_state_at (machines, machine, wall_us);
  g_autoptr (GArray) timers = rb_machine_list_timers_at (machines, machine, wall_us);
  g_autofree char *end = format_end (trace, machine, flow);
  g_autofree char *title = g_strdup_printf (_ ("%1$s at %2$s"), rb_machine_kind_get_title (machine->kind), end);
  guint n = count_changes (machine, wall_us);
  RbLessonBlock *block;

  if (n == 0)
    return;

  block = rb_lesson_add_table (lesson, is_server ? "changes-server" : "changes-client", title, columns);
  for (guint i = 0; i < n; i++)
    if (i < MAX_ROWS / 2 || i + MAX_ROWS / 2 >= n)
      add_change_row (block, trace, machine, i);
  block = rb_lesson_add_printf (lesson, is_server ? "state-server" : "state-client",
                                rb_machine_kind_get_figure (machine->kind)->rfc,
                                is_server ? _ ("The server's machine is in the state %1$s. %2$s")
                                          : _ ("The client's machine is in the state %1$s. %2$s"),
                                rb_machine_state_get_name (state), rb_machine_state_get_text (state, machine->kind));
  block->confidence = machine->is_inferred ? RB_CONFIDENCE_LIKELY : RB_CONFIDENCE_CERTAIN;
  rb_lesson_block_cite (block, get_change (machine, n - 1)->position);
  add_timers (lesson, is_server ? "timers-server" : "timers-client", machine, state, timers, wall_us);
  if (timers->len == 0 && state != RB_STATE_TERMINATED)
    rb_lesson_add (lesson, is_server ? "next-server" : "next-client", NULL,
                   _ ("None of its timers runs: it waits for a message, however long that takes."));
}

RbLesson *
rb_machines_explain_message (RbTrace *trace, guint position, gint64 wall_us)
{
  RbLesson *lesson = rb_lesson_new ();
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  const RbFlowStep *step = rb_trace_get_step (trace, position);
  g_autoptr (RbMachines) machines = NULL;
  const RbTransaction *transaction;
  gboolean some_inferred = FALSE;
  gboolean all_inferred = TRUE;
  gboolean some_proxy = FALSE;

  if (flow == NULL || step == NULL)
    return lesson;

  wall_us = rb_machine_get_time (trace, wall_us);
  transaction = rb_flow_get_transaction (flow, step->transaction);
  rb_machine_explain_cause (lesson, trace, position);
  if (transaction->kind == RB_TRANSACTION_ACK)
    explain_ack (lesson, flow, transaction);

  machines = rb_machines_new_for_transaction (flow, step->transaction);
  for (guint i = 0; i < rb_machines_get_n (machines); i++)
    {
      const RbMachine *machine = rb_machines_get (machines, i);

      explain_machine (lesson, machines, machine, flow, wall_us);
      some_inferred = some_inferred || machine->is_inferred;
      all_inferred = all_inferred && machine->is_inferred;
      some_proxy = some_proxy || machine->is_proxy;
    }
  add_notes (lesson, some_inferred, some_inferred && all_inferred, some_proxy);
  rb_lesson_append (lesson, rb_machine_explain_user_agent (flow, step->transaction, wall_us));
  return lesson;
}
