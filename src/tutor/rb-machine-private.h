/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Between the files rb-machine*.c. */

#include "rb-machine.h"
#include "rb-reading.h"

G_BEGIN_DECLS

#define RB_T1_US (G_USEC_PER_SEC / 2)   /* RFC 3261 17.1.1.1 */
#define RB_T2_US (4 * G_USEC_PER_SEC)   /* 17.1.2.2 */
#define RB_T4_US (5 * G_USEC_PER_SEC)   /* 17.1.2.2 */
#define RB_64_T1_US (64 * RB_T1_US)
#define RB_TIMER_C_US (180 * G_USEC_PER_SEC) /* 16.6: more than three minutes */

/* A time that was asked for, or the end of the trace for G_MAXINT64. */
gint64 rb_machine_get_time (RbTrace *trace, gint64 wall_us);
/* @wall_us is any number a file may hold. */
static inline gint64
rb_machine_add_time (gint64 wall_us, gint64 interval_us)
{
  return wall_us > G_MAXINT64 - interval_us ? G_MAXINT64 : wall_us + interval_us;
}

/* How long a timer runs when it is started (rb-machine-timer.c). A, E and G: the first time. */
gint64 rb_running_timer_get_interval (RbRunningTimer timer, gboolean reliable);

/* "INVITE", "486 Busy Here", harmless. (transfer full) */
char *rb_machine_message_format (const RbReading *self);
char *rb_machine_message_format_method (const RbReading *self); /* for a response, too. (transfer full) */

/* rb-machine-figure.c: number of the arrow to take, or -1. @timer: of %RB_MACHINE_TIMER */
int rb_machine_figure_find (const RbMachineFigure *self, RbMachineState from, RbMachineEvent event, int timer);

/* rb-machine-run.c: @steps: numbers of the transaction's steps, in order */
void rb_machine_run (RbMachine *self, RbFlow *flow, const guint *steps, guint n_steps);
void rb_machine_clear (RbMachine *self);

/* rb-machine.c: the two machines of one transaction only; its steps are all that is read. */
RbMachines *rb_machines_new_for_transaction (RbFlow *flow, guint transaction);

/* rb-machine-user-agent.c: timers of phones, in the flow up to @wall_us; @transaction: only what belongs to it, or
 * %RB_FLOW_NONE. (transfer full) */
RbLesson *rb_machine_explain_user_agent (RbFlow *flow, guint transaction, gint64 wall_us);

/* rb-machine-explain.c: "2.5 s". (transfer full) */
char *rb_machine_format_interval (gint64 interval_us);

/* rb-machine-cause-text.c: why this message was sent, as one statement */
void rb_machine_explain_cause (RbLesson *lesson, RbTrace *trace, guint position);

G_END_DECLS
