/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

typedef enum
{
  RB_MACHINE_INVITE_CLIENT,     /* RFC 3261 figure 5, with RFC 6026 */
  RB_MACHINE_NON_INVITE_CLIENT, /* figure 6 */
  RB_MACHINE_INVITE_SERVER,     /* figure 7, with RFC 6026 */
  RB_MACHINE_NON_INVITE_SERVER, /* figure 8 */
} RbMachineKind;

typedef enum
{
  RB_STATE_CALLING,
  RB_STATE_TRYING,
  RB_STATE_PROCEEDING,
  RB_STATE_COMPLETED,
  RB_STATE_CONFIRMED,
  RB_STATE_ACCEPTED,
  RB_STATE_TERMINATED,
} RbMachineState;

typedef enum
{
  RB_RUNNING_A,
  RB_RUNNING_B,
  RB_RUNNING_C, /* of a proxy (16.6); likely only */
  RB_RUNNING_D,
  RB_RUNNING_E,
  RB_RUNNING_F,
  RB_RUNNING_G,
  RB_RUNNING_H,
  RB_RUNNING_I,
  RB_RUNNING_J,
  RB_RUNNING_K,
  RB_RUNNING_L, /* RFC 6026 */
  RB_RUNNING_M, /* RFC 6026 */
  RB_RUNNING_N_TIMERS,
} RbRunningTimer;

/**
 * RbMachineChange:
 * @time_us: wall clock
 * @state: from then on
 * @position: of the message that caused it, or %RB_FLOW_NONE
 * @timer: that caused it, or -1
 */
typedef struct
{
  gint64         time_us;
  RbMachineState state;
  guint          position;
  int            timer;
} RbMachineChange;

typedef struct
{
  RbRunningTimer timer;
  gint64         started_us; /* wall clock */
  gint64         fires_us;   /* wall clock */
} RbMachineTimer;

/**
 * RbMachine:
 * @transaction: of the flow
 * @changes: (element-type RbMachineChange): in order, the first is its beginning
 * @is_inferred: it runs at the far end of the wire, whose clock and losses the trace does not know
 *
 * One transaction machine, run over the trace.
 */
typedef struct
{
  RbMachineKind kind;
  guint         transaction;
  GArray       *changes;
  gboolean      is_inferred;
} RbMachine;

typedef struct _RbMachines RbMachines;

/* The client's and the server's machine of every transaction of @flow. Does not grow with it. (transfer full) */
RbMachines      *rb_machines_new (RbFlow *flow);
void             rb_machines_free (RbMachines *self);
guint            rb_machines_get_n (const RbMachines *self);
const RbMachine *rb_machines_get (const RbMachines *self, guint n);
/* The client's (or server's) machine of the transaction the message belongs to. (nullable) */
const RbMachine *rb_machines_find (const RbMachines *self, guint position, gboolean server);
RbMachineState   rb_machine_get_state_at (const RbMachines *self, const RbMachine *machine, gint64 wall_us);
/* Running at that time, the next to fire first. (transfer full) (element-type RbMachineTimer) */
GArray          *rb_machine_list_timers_at (const RbMachines *self, const RbMachine *machine, gint64 wall_us);

const char *rb_machine_kind_get_title (RbMachineKind kind);    /* translated */
const char *rb_machine_state_get_name (RbMachineState state);  /* "Proceeding": as in the RFC's figures */
const char *rb_running_timer_get_name (RbRunningTimer timer);  /* "A" */
const char *rb_running_timer_get_text (RbRunningTimer timer);  /* translated: what it is for and what happens when it fires */
const char *rb_running_timer_get_rfc (RbRunningTimer timer);
/* States and arrows of the figure, for drawing: NULL-terminated rows; see rb-machine.c. */

/* Every machine's state and timers at @wall_us (G_MAXINT64: at the end of the trace), and what fires next. (transfer full) */
RbLesson *rb_machines_explain (RbFlow *flow, gint64 wall_us);
/* Of the transaction of one message: states it went through, each with its cause. (transfer full) */
RbLesson *rb_machines_explain_message (RbTrace *trace, guint position, gint64 wall_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbMachines, rb_machines_free)

G_END_DECLS
