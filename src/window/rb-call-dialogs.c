/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Picking a call, and two calls to compare. */

#include "rb-call-dialogs.h"

#include <glib/gi18n-lib.h>

#include "rb-call-picker.h"
#include "rb-compare-window.h"
#include "rb-trace.h"

struct _RbCallDialogs
{
  GObject parent_instance;

  GtkWidget *parent; /* not owned */
  RbFlow *compared;  /* (nullable): the first of two calls, while the second is being picked */
};

G_DEFINE_FINAL_TYPE (RbCallDialogs, rb_call_dialogs, G_TYPE_OBJECT)

enum
{
  PICKED,
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
present (RbCallDialogs *self, GtkWidget *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (self->parent)));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask (RbCallDialogs *self, RbTrace *trace, const char *title, gboolean with_files, GCallback on_picked)
{
  GtkWidget *picker = rb_call_picker_new (trace, title, with_files);

  g_signal_connect_object (picker, "picked", on_picked, self, G_CONNECT_SWAPPED);
  present (self, picker);
}

static void
on_picked (RbCallDialogs *self, RbFlow *flow)
{
  g_signal_emit (self, signals[PICKED], 0, flow);
}

static void
on_message_activated (RbCallDialogs *self, RbTrace *trace, guint position)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, trace, position);
}

static void
on_second_picked (RbCallDialogs *self, RbFlow *flow)
{
  GtkWidget *window = rb_compare_window_new (self->compared, flow);

  g_clear_object (&self->compared);
  g_signal_connect_object (window, "message-activated", G_CALLBACK (on_message_activated), self, G_CONNECT_SWAPPED);
  present (self, window);
}

static void
on_first_picked (RbCallDialogs *self, RbFlow *flow)
{
  g_set_object (&self->compared, flow);
  ask (self, rb_flow_get_trace (flow), _ ("Compare with Which Call?"), TRUE, G_CALLBACK (on_second_picked));
}

static void
rb_call_dialogs_dispose (GObject *object)
{
  g_clear_object (&RB_CALL_DIALOGS (object)->compared);

  G_OBJECT_CLASS (rb_call_dialogs_parent_class)->dispose (object);
}

static void
rb_call_dialogs_class_init (RbCallDialogsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_call_dialogs_dispose;

  signals[PICKED] = g_signal_new ("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_FLOW);
  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 2, RB_TYPE_TRACE, G_TYPE_UINT);
}

static void
rb_call_dialogs_init (RbCallDialogs *self)
{
}

RbCallDialogs *
rb_call_dialogs_new (GtkWidget *parent)
{
  RbCallDialogs *self = g_object_new (RB_TYPE_CALL_DIALOGS, NULL);

  self->parent = parent;

  return self;
}

void
rb_call_dialogs_pick (RbCallDialogs *self, RbTrace *trace)
{
  g_return_if_fail (RB_IS_CALL_DIALOGS (self));

  ask (self, trace, _ ("Choose a Call"), FALSE, G_CALLBACK (on_picked));
}

void
rb_call_dialogs_compare (RbCallDialogs *self, RbTrace *trace, RbFlow *first)
{
  g_return_if_fail (RB_IS_CALL_DIALOGS (self));

  if (first != NULL)
    on_first_picked (self, first);
  else
    ask (self, trace, _ ("Compare Which Call?"), FALSE, G_CALLBACK (on_first_picked));
}
