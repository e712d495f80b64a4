/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Timers and states: which machine, at which moment, and what it will do by itself. It wakes up once a second, and only
 * while it is seen and a machine of the call still has something to do. */

#include "rb-machines-page.h"

#include <glib/gi18n-lib.h>

#include "rb-lesson-view.h"
#include "rb-machine-timer-row.h"
#include "rb-machine-view.h"
#include "rb-shown-text.h"
#include "rb-signalling-text.h"

#define TICK_MS 1000
/* Time between two renewals of the table of all machines: at least this, and so many times what the last one took. */
#define LESSON_MS 250
#define IDLE_SHARE 9

struct _RbMachinesPage
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkLabel *title;
  GtkToggleButton *server_button;
  GtkLabel *moment;
  GtkWidget *machine_box;
  RbMachineView *view;
  GtkLabel *meaning;
  GtkLabel *cause;
  GtkBox *timers;
  GtkLabel *no_timer;
  GtkLabel *nothing;
  RbLessonView *lesson_view;

  RbFlow *flow; /* (nullable) */
  RbMachines *machines;
  gboolean is_live;
  guint selected;
  gint64 now_us;
  gint64 lesson_cost_us;
  guint lesson_source; /* the table was renewed not long ago */
  gboolean is_lesson_stale;
  guint tick_source;
};

G_DEFINE_FINAL_TYPE (RbMachinesPage, rb_machines_page, GTK_TYPE_WIDGET)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_running (RbMachinesPage *self)
{
  return self->is_live && !rb_verdict_is_final (rb_flow_get_verdict (self->flow));
}

/* The selected message, or the one the flow begins with. */
static guint
get_position (RbMachinesPage *self)
{
  return self->selected != RB_FLOW_NONE ? self->selected : rb_flow_get_step (self->flow, 0)->position;
}

static gint64
get_moment (RbMachinesPage *self)
{
  if (self->now_us != G_MAXINT64)
    return self->now_us;
  if (self->is_live)
    return g_get_real_time ();
  if (self->selected != RB_FLOW_NONE)
    return rb_trace_get_time (rb_flow_get_trace (self->flow), self->selected);

  return rb_trace_get_time (rb_flow_get_trace (self->flow),
                            rb_flow_get_step (self->flow, rb_flow_get_n_steps (self->flow) - 1)->position);
}

static void
show_moment (RbMachinesPage *self, gint64 now_us)
{
  g_autofree char *time = rb_signalling_format_ladder_time (now_us - rb_flow_get_start_us (self->flow));
  g_autofree char *text = NULL;

  if (self->now_us == G_MAXINT64 && self->is_live)
    /* Translators: a moment of a call that goes on: "Now, +12.3 s" */
    text = g_strdup_printf (_ ("Now, %s s"), time);
  else if (self->now_us == G_MAXINT64 && self->selected != RB_FLOW_NONE)
    /* Translators: a moment of a call: the number of the message of that moment, and the time */
    text = g_strdup_printf (_ ("At No. %1$u, %2$s s"), self->selected + 1, time);
  else
    /* Translators: a moment of a call: "At +12.3 s" */
    text = g_strdup_printf (_ ("At %s s"), time);
  gtk_label_set_text (self->moment, text);
}

/* Up to @now_us: the states there were, and the last change. */
static const RbMachineChange *
find_change (const RbMachine *machine, gint64 now_us, guint *visited)
{
  const RbMachineChange *last = NULL;

  *visited = 0;
  for (guint i = 0; i < machine->changes->len; i++)
    {
      const RbMachineChange *change = &g_array_index (machine->changes, RbMachineChange, i);

      if (change->time_us > now_us)
        break;
      *visited |= 1U << change->state;
      last = change;
    }

  return last;
}

static void
show_cause (RbMachinesPage *self, const RbMachine *machine, const RbMachineChange *change)
{
  const char *label = change != NULL && change->arrow >= 0
                          ? _ (rb_machine_kind_get_figure (machine->kind)->arrows[change->arrow].label)
                          : NULL;
  g_autofree char *text = NULL;

  if (label != NULL && change->position != RB_FLOW_NONE)
    /* Translators: what happened in a state machine last, and the number of the message that shows it */
    text = g_strdup_printf (_ ("Last: %1$s (No. %2$u)"), label, change->position + 1);
  else if (label != NULL)
    /* Translators: what happened in a state machine last */
    text = g_strdup_printf (_ ("Last: %s"), label);
  gtk_label_set_text (self->cause, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->cause), text != NULL);
}

static void
show_timers (RbMachinesPage *self, const RbMachine *machine, gint64 now_us)
{
  g_autoptr (GArray) timers = rb_machine_list_timers_at (self->machines, machine, now_us);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->timers));

  for (guint i = 0; i < timers->len; i++)
    {
      if (row == NULL)
        {
          row = rb_machine_timer_row_new ();
          gtk_box_append (self->timers, row);
        }
      rb_machine_timer_row_set (RB_MACHINE_TIMER_ROW (row), &g_array_index (timers, RbMachineTimer, i), now_us);
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->timers, row);
      row = next;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->no_timer), timers->len == 0);
}

static void
show_machine (RbMachinesPage *self, const RbMachine *machine, gint64 now_us)
{
  RbMachineState state = rb_machine_get_state_at (self->machines, machine, now_us);
  guint visited;
  const RbMachineChange *change = find_change (machine, now_us, &visited);
  g_autofree char *meaning = NULL;

  rb_machine_view_set (self->view, machine->kind, state, visited, change != NULL ? change->arrow : -1);
  if (state != RB_STATE_NONE)
    /* Translators: name of a state, and what it means */
    meaning = g_strdup_printf (_ ("%1$s: %2$s"), rb_machine_state_get_name (state),
                               rb_machine_state_get_text (state, machine->kind));
  gtk_label_set_text (self->meaning, meaning != NULL ? meaning : _ ("The machine has not begun yet."));
  show_cause (self, machine, change);
  show_timers (self, machine, now_us);
}

static void
show_title (RbMachinesPage *self, const RbMachine *machine)
{
  RbTrace *trace = rb_flow_get_trace (self->flow);
  guint position = get_position (self);
  const RbTransaction *transaction =
      rb_flow_get_transaction (self->flow, rb_trace_get_step (trace, position)->transaction);
  guint request = transaction != NULL && transaction->request != RB_FLOW_NONE
                      ? rb_flow_get_step (self->flow, transaction->request)->position
                      : position;
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, request);
  g_autofree char *raw = rb_message_format_info (message);
  g_autofree char *info = rb_shown_text_line (raw);
  /* Translators: the number of a message, and what it is: "No. 5: Request: INVITE sip:bob@example.org" */
  g_autofree char *text = g_strdup_printf (_ ("No. %1$u: %2$s"), request + 1, info);

  gtk_label_set_text (self->title, text);
}

static void on_lesson_due (gpointer data);

static void
show_lesson (RbMachinesPage *self)
{
  gint64 begin = g_get_monotonic_time ();

  self->is_lesson_stale = self->lesson_source != 0;
  if (self->is_lesson_stale)
    return;

  rb_lesson_view_set_lesson (self->lesson_view, rb_machines_explain (self->flow, get_moment (self)));
  self->lesson_cost_us = g_get_monotonic_time () - begin;
  self->lesson_source =
      g_timeout_add_once (MAX (LESSON_MS, (guint) (self->lesson_cost_us * IDLE_SHARE / 1000)), on_lesson_due, self);
}

static void
on_lesson_due (gpointer data)
{
  RbMachinesPage *self = data;

  self->lesson_source = 0;
  if (self->is_lesson_stale && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_lesson (self);
}

static gboolean
has_timers (RbMachinesPage *self, const RbMachine *machine, gint64 now_us)
{
  g_autoptr (GArray) timers = rb_machine_list_timers_at (self->machines, machine, now_us);

  return timers->len > 0;
}

static void on_tick (gpointer data);

static void
show (RbMachinesPage *self)
{
  gint64 now_us;
  const RbMachine *machine;

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->flow == NULL || rb_flow_get_trace (self->flow) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  now_us = get_moment (self);
  machine = rb_machines_find (self->machines, get_position (self), gtk_toggle_button_get_active (self->server_button));
  gtk_widget_set_visible (self->machine_box, machine != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), machine == NULL);
  show_title (self, machine);
  show_moment (self, now_us);
  if (machine != NULL)
    show_machine (self, machine, now_us);
  show_lesson (self);

  if (self->is_live && self->now_us == G_MAXINT64 &&
      (is_running (self) || (machine != NULL && has_timers (self, machine, now_us))))
    self->tick_source = g_timeout_add_once (TICK_MS, on_tick, self);
}

static void
on_tick (gpointer data)
{
  RbMachinesPage *self = data;

  self->tick_source = 0;
  show (self);
}

static void
on_side_toggled (RbMachinesPage *self)
{
  show (self);
}

static void
on_message_activated (RbMachinesPage *self, guint position)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, position);
}

static void
rb_machines_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_machines_page_parent_class)->map (widget);
  show (RB_MACHINES_PAGE (widget));
}

static void
rb_machines_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&RB_MACHINES_PAGE (widget)->tick_source, g_source_remove);
  GTK_WIDGET_CLASS (rb_machines_page_parent_class)->unmap (widget);
}

static void
rb_machines_page_dispose (GObject *object)
{
  RbMachinesPage *self = RB_MACHINES_PAGE (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->lesson_source, g_source_remove);
  g_clear_pointer (&self->machines, rb_machines_free);
  g_clear_object (&self->flow);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_machines_page_parent_class)->dispose (object);
}

static void
rb_machines_page_class_init (RbMachinesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_machines_page_dispose;
  widget_class->map = rb_machines_page_map;
  widget_class->unmap = rb_machines_page_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_LESSON_VIEW);
  g_type_ensure (RB_TYPE_MACHINE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-machines-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, title);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, server_button);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, moment);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, machine_box);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, view);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, meaning);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, cause);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, timers);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, no_timer);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, RbMachinesPage, lesson_view);
  gtk_widget_class_bind_template_callback (widget_class, on_side_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
}

static void
rb_machines_page_init (RbMachinesPage *self)
{
  self->selected = RB_FLOW_NONE;
  self->now_us = G_MAXINT64;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_machines_page_new (void)
{
  return g_object_new (RB_TYPE_MACHINES_PAGE, NULL);
}

void
rb_machines_page_set_flow (RbMachinesPage *self, RbFlow *flow, gboolean is_live)
{
  g_return_if_fail (RB_IS_MACHINES_PAGE (self));

  g_clear_pointer (&self->machines, rb_machines_free);
  g_set_object (&self->flow, flow);
  self->machines = rb_machines_new (flow);
  self->is_live = is_live;
  show (self);
}

/* Those of other calls come with the flow they belong to. */
void
rb_machines_page_set_selected (RbMachinesPage *self, guint position)
{
  RbTrace *trace;

  g_return_if_fail (RB_IS_MACHINES_PAGE (self));

  if (self->selected == position)
    return;

  self->selected = position;
  trace = self->flow != NULL ? rb_flow_get_trace (self->flow) : NULL;
  if (trace != NULL && (position == RB_FLOW_NONE || rb_trace_get_flow_of (trace, position) == self->flow))
    show (self);
}

void
rb_machines_page_set_now (RbMachinesPage *self, gint64 wall_us)
{
  g_return_if_fail (RB_IS_MACHINES_PAGE (self));

  if (self->now_us == wall_us)
    return;

  self->now_us = wall_us;
  show (self);
}
