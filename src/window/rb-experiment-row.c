/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line of the lab coach's checklist; see rb-experiment-row.h. */

#include "rb-experiment-row.h"

#include <glib/gi18n-lib.h>

struct _RbExperimentRow
{
  AdwActionRow parent_instance;

  GtkImage *tick;
  GtkWidget *ask_button;

  RbExperimentId id;
};

G_DEFINE_FINAL_TYPE (RbExperimentRow, rb_experiment_row, ADW_TYPE_ACTION_ROW)

enum
{
  CALL,
  ASK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_call_clicked (RbExperimentRow *self)
{
  g_signal_emit (self, signals[CALL], 0, rb_experiment_get (self->id)->robot);
}

static void
on_ask_clicked (RbExperimentRow *self)
{
  g_signal_emit (self, signals[ASK], 0);
}

static void
rb_experiment_row_class_init (RbExperimentRowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[CALL] = g_signal_new ("call", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[ASK] = g_signal_new ("ask", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* @label: (transfer full) */
static GtkWidget *
add_button (RbExperimentRow *self, const char *icon, char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  g_free (label);
  return button;
}

static void
rb_experiment_row_init (RbExperimentRow *self)
{
  self->tick = GTK_IMAGE (gtk_image_new ());
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->tick));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 4);
}

GtkWidget *
rb_experiment_row_new (RbExperimentId id)
{
  RbExperimentRow *self = g_object_new (RB_TYPE_EXPERIMENT_ROW, NULL);
  const RbExperiment *experiment = rb_experiment_get (id);
  const char *title = _ (experiment->title);

  self->id = id;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ (experiment->how));
  self->ask_button =
      add_button (self, "dialog-question-symbolic",
                  /* Translators: title of an experiment: "Busy: what differs from the textbook?" */
                  g_strdup_printf (_ ("%s: what differs from the textbook?"), title), G_CALLBACK (on_ask_clicked));
  add_button (self, "call-start-symbolic",
              /* Translators: title of an experiment: "Experiment “Busy”: call" */
              g_strdup_printf (_ ("Experiment “%s”: call"), title), G_CALLBACK (on_call_clicked));
  rb_experiment_row_set_done (self, FALSE, FALSE);
  return GTK_WIDGET (self);
}

RbExperimentId
rb_experiment_row_get_id (RbExperimentRow *self)
{
  return self->id;
}

void
rb_experiment_row_set_done (RbExperimentRow *self, gboolean done, gboolean answered)
{
  const char *label = answered ? _ ("Done and understood") : done ? _ ("Done") : _ ("Not done yet");
  const char *icon = answered ? "starred-symbolic" : done ? "object-select-symbolic" : "radio-symbolic";

  gtk_image_set_from_icon_name (self->tick, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->tick), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tick), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, label, -1);
  gtk_widget_set_visible (self->ask_button, done);
  if (done)
    gtk_widget_add_css_class (GTK_WIDGET (self->tick), "success");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->tick), "success");
}
