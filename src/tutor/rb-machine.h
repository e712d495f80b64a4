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
  RB_MACHINE_N_KINDS,
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
  RB_STATE_NONE, /* before the machine begins */
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

/* What a machine reacts to. For a server "received" is "passed on by its user": the phone or proxy it is part of. */
typedef enum
{
  RB_MACHINE_REQUEST,         /* the request: sent by a client's user, received by a server */
  RB_MACHINE_PROVISIONAL,     /* 1xx */
  RB_MACHINE_SUCCESS,         /* 2xx of an INVITE */
  RB_MACHINE_FAILURE,         /* 3xx to 6xx of an INVITE */
  RB_MACHINE_FINAL,           /* 2xx to 6xx of any other request */
  RB_MACHINE_ACK,
  RB_MACHINE_TRANSPORT_ERROR,
  RB_MACHINE_TIMER,           /* RbFigureArrow says which */
} RbMachineEvent;

/**
 * RbFigureState:
 * @column, @row: place in a small grid, from 0; straight arrows between the places do not cross
 */
typedef struct
{
  RbMachineState state;
  guint8         column;
  guint8         row;
} RbFigureState;

/**
 * RbFigureArrow:
 * @from: %RB_STATE_NONE: the arrow the machine begins with
 * @to: may be @from
 * @timer: of a %RB_MACHINE_TIMER, else -1
 * @starts, @stops: bit mask of 1 << RbRunningTimer
 * @label: to be translated with gettext: what happens, and what the machine does then
 */
typedef struct
{
  RbMachineState from;
  RbMachineState to;
  RbMachineEvent event;
  int            timer;
  guint          starts;
  guint          stops;
  const char    *label;
} RbFigureArrow;

/* A figure of the RFC, for drawing and for a screen reader. It is the table the machines run by. */
typedef struct
{
  const char          *rfc;
  guint                n_columns;
  guint                n_rows;
  const RbFigureState *states;
  guint                n_states;
  const RbFigureArrow *arrows;
  guint                n_arrows;
} RbMachineFigure;

/**
 * RbMachineChange:
 * @time_us: wall clock
 * @state: from then on; that of the change before when the cause (a copy) keeps it
 * @position: of the message that caused it, or %RB_FLOW_NONE; with @timer: of what was sent when it fired
 * @timer: that caused it (RbRunningTimer), or -1
 * @arrow: of the machine's figure, or -1: in the figure nothing leads to it (the machine's beginning is not in the trace,
 *   or what came is absorbed)
 */
typedef struct
{
  gint64         time_us;
  RbMachineState state;
  guint          position;
  int            timer;
  int            arrow;
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
 * @changes: (element-type RbMachineChange): in order, the first is its beginning. The last ones may lie beyond
 *   the end of the trace: what its timers will do if nothing more comes.
 * @runs: private
 * @is_inferred: it runs at the far end of the wire, whose clock and losses the trace does not know
 * @is_reliable: over TCP, TLS …: no copies are sent, and no time is spent waiting for some
 * @is_proxy: (of a client's machine) it is a proxy's: the request has more than one Via
 *
 * One transaction machine, run over the trace.
 */
typedef struct
{
  RbMachineKind kind;
  guint         transaction;
  GArray       *changes;
  GArray       *runs;
  gboolean      is_inferred;
  gboolean      is_reliable;
  gboolean      is_proxy;
} RbMachine;

typedef struct _RbMachines RbMachines;

/* The client's and the server's machine of every transaction of @flow, except the ACK of a 2xx, which has none. Does not
 * grow with it. (transfer full) */
RbMachines      *rb_machines_new (RbFlow *flow);
void             rb_machines_free (RbMachines *self);
guint            rb_machines_get_n (const RbMachines *self);
const RbMachine *rb_machines_get (const RbMachines *self, guint n);
/* The client's (or server's) machine of the transaction the message belongs to. (nullable) */
const RbMachine *rb_machines_find (const RbMachines *self, guint position, gboolean server);
/* %RB_STATE_NONE before it begins. */
RbMachineState   rb_machine_get_state_at (const RbMachines *self, const RbMachine *machine, gint64 wall_us);
/* Running at that time, the next to fire first; a timer that fires at @wall_us has fired. (transfer full) (element-type RbMachineTimer) */
GArray          *rb_machine_list_timers_at (const RbMachines *self, const RbMachine *machine, gint64 wall_us);

const char *rb_machine_kind_get_title (RbMachineKind kind);    /* translated */
gboolean    rb_machine_kind_is_server (RbMachineKind kind);
const char *rb_machine_state_get_name (RbMachineState state);  /* "Proceeding": as in the RFC's figures */
const char *rb_machine_state_get_text (RbMachineState state, RbMachineKind kind); /* translated: what it means; "" for a state the kind has not */
const char *rb_running_timer_get_name (RbRunningTimer timer);  /* "A" */
const char *rb_running_timer_get_text (RbRunningTimer timer);  /* translated: what it is for and what happens when it fires */
const RbMachineFigure *rb_machine_kind_get_figure (RbMachineKind kind); /* RFC 3261 figures 5 to 8, with RFC 6026 */

/**
 * RbTimerInfo:
 * @name: "T1", "A", "2xx"
 * @value: to be translated: the default, over UDP and over TCP
 * @purpose, @firing: to be translated: what it is for, what happens when it fires
 */
typedef struct
{
  const char *name;
  const char *value;
  const char *rfc;
  const char *purpose;
  const char *firing;
} RbTimerInfo;

/* T1, T2, T4, then A to K of RFC 3261 table 4, L and M of RFC 6026, then those of the user agent; NULL beyond the end. */
const RbTimerInfo *rb_timer_info_get (guint n);
const RbTimerInfo *rb_running_timer_get_info (RbRunningTimer timer);

/* Every machine's state and timers at @wall_us (G_MAXINT64: at the end of the trace), and what fires next. (transfer full) */
RbLesson *rb_machines_explain (RbFlow *flow, gint64 wall_us);
/* Of the transaction of one message: states it went through, each with its cause. (transfer full) */
RbLesson *rb_machines_explain_message (RbTrace *trace, guint position, gint64 wall_us);

typedef enum
{
  RB_CAUSE_UNKNOWN,  /* the trace does not show it */
  RB_CAUSE_USER,     /* somebody decided it: called, hung up, answered */
  RB_CAUSE_REQUEST,  /* a response: the request it answers; a NOTIFY: the SUBSCRIBE or REFER that asked for it */
  RB_CAUSE_RESPONSE, /* a request that a response brought about: ACK, the same again after 401, 407, 3xx …, PRACK */
  RB_CAUSE_RELAYED,  /* a proxy passes on what it got on another leg */
  RB_CAUSE_CANCEL,   /* the 487 of an INVITE */
  RB_CAUSE_COPY,     /* what it answers came again */
  RB_CAUSE_TIMER,
} RbCauseKind;

/**
 * RbCause:
 * @position: of the message that made this one be sent, or %RB_FLOW_NONE; of a timer's copy: of the first copy
 * @timer: RbTimer of a copy, else %RB_TIMER_NONE: of %RB_CAUSE_TIMER it is then a proxy's or phone's own patience
 * @waited_us: since @position, µs
 *
 * Why a message was sent.
 */
typedef struct
{
  RbCauseKind  kind;
  guint        position;
  RbTimer      timer;
  gint64       waited_us;
  RbConfidence confidence;
} RbCause;

/* Looks back at most 512 messages of the flow. */
RbCause rb_machines_get_cause (RbTrace *trace, guint position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbMachines, rb_machines_free)

G_END_DECLS
