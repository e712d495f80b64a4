/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transaction machines of RFC 3261 with RFC 6026, run over a trace: for every transaction the client's at its
 * source and the server's at its destination. The window, the command line and the quiz ask for states, timers and
 * figures; rb-machine-run.c runs one machine, rb-machine-figure.c has the tables. */

#include "rb-machine-private.h"

struct _RbMachines
{
  RbTrace *trace; /* strong */
  RbFlow *flow;   /* strong */
  GArray *machines;
  guint *places; /* by transaction: of the client's machine, %RB_FLOW_NONE: none; the server's follows */
  guint n_transactions;
};

static void
clear_machine (gpointer data)
{
  rb_machine_clear (data);
}

static RbMachines *
machines_new (RbFlow *flow)
{
  RbMachines *self = g_new0 (RbMachines, 1);

  self->flow = g_object_ref (flow);
  self->trace = rb_flow_get_trace (flow);
  if (self->trace != NULL)
    g_object_ref (self->trace);
  self->n_transactions = self->trace != NULL ? rb_flow_get_n_transactions (flow) : 0;
  self->places = g_new (guint, MAX (self->n_transactions, 1));
  for (guint i = 0; i < self->n_transactions; i++)
    self->places[i] = RB_FLOW_NONE;
  self->machines = g_array_new (FALSE, TRUE, sizeof (RbMachine));
  g_array_set_clear_func (self->machines, clear_machine);
  return self;
}

static void
run_transaction (RbMachines *self, guint number, const guint *steps, guint n_steps)
{
  const RbTransaction *transaction = rb_flow_get_transaction (self->flow, number);
  gboolean is_invite = transaction->kind == RB_TRANSACTION_INVITE;
  RbMachine client = { .kind = is_invite ? RB_MACHINE_INVITE_CLIENT : RB_MACHINE_NON_INVITE_CLIENT,
                       .transaction = number };
  RbMachine server = { .kind = is_invite ? RB_MACHINE_INVITE_SERVER : RB_MACHINE_NON_INVITE_SERVER,
                       .transaction = number };

  if (transaction->kind == RB_TRANSACTION_ACK)
    return;

  self->places[number] = self->machines->len;
  rb_machine_run (&client, self->flow, steps, n_steps);
  rb_machine_run (&server, self->flow, steps, n_steps);
  g_array_append_val (self->machines, client);
  g_array_append_val (self->machines, server);
}

RbMachines *
rb_machines_new (RbFlow *flow)
{
  RbMachines *self = machines_new (flow);
  guint n_steps = rb_flow_get_n_steps (flow);
  g_autofree guint *steps = g_new (guint, MAX (n_steps, 1)); /* one transaction's after the other's */
  g_autofree guint *ends = g_new0 (guint, self->n_transactions + 1);

  if (self->n_transactions == 0)
    return self;

  for (guint i = 0; i < n_steps; i++)
    ends[rb_flow_get_step (flow, i)->transaction + 1]++;
  for (guint i = 0; i < self->n_transactions; i++)
    ends[i + 1] += ends[i];
  for (guint i = 0; i < n_steps; i++)
    steps[ends[rb_flow_get_step (flow, i)->transaction]++] = i;
  for (guint i = 0, start = 0; i < self->n_transactions; start = ends[i++])
    run_transaction (self, i, steps + start, ends[i] - start);
  return self;
}

RbMachines *
rb_machines_new_for_transaction (RbFlow *flow, guint number)
{
  RbMachines *self = machines_new (flow);
  const RbTransaction *transaction = rb_flow_get_transaction (flow, number);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (guint));

  if (transaction == NULL || number >= self->n_transactions || transaction->last == RB_FLOW_NONE)
    return self;

  for (guint i = MIN (MIN (transaction->request, transaction->ack), MIN (transaction->provisional, transaction->final));
       i <= transaction->last; i++)
    if (rb_flow_get_step (flow, i)->transaction == number)
      g_array_append_val (steps, i);
  run_transaction (self, number, (const guint *) (gpointer) steps->data, steps->len);
  return self;
}

void
rb_machines_free (RbMachines *self)
{
  g_array_unref (self->machines);
  g_free (self->places);
  g_object_unref (self->flow);
  g_clear_object (&self->trace);
  g_free (self);
}

guint
rb_machines_get_n (const RbMachines *self)
{
  return self->machines->len;
}

const RbMachine *
rb_machines_get (const RbMachines *self, guint n)
{
  return n < self->machines->len ? &g_array_index (self->machines, RbMachine, n) : NULL;
}

const RbMachine *
rb_machines_find (const RbMachines *self, guint position, gboolean server)
{
  const RbFlowStep *step;

  if (self->trace == NULL || rb_trace_get_flow_of (self->trace, position) != self->flow)
    return NULL;

  step = rb_trace_get_step (self->trace, position);
  if (step == NULL || step->transaction >= self->n_transactions || self->places[step->transaction] == RB_FLOW_NONE)
    return NULL;
  return rb_machines_get (self, self->places[step->transaction] + (server ? 1 : 0));
}

gint64
rb_machine_get_time (RbTrace *trace, gint64 wall_us)
{
  guint n = rb_trace_get_n_messages (trace);

  return wall_us == G_MAXINT64 && n > 0 ? rb_trace_get_time (trace, n - 1) : wall_us;
}
