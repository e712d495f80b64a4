/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A running timer of the page of timers and states. */

#include "rb-machine-timer-row.h"

#include <glib/gi18n-lib.h>

#include "rb-signalling-text.h"

#define SPACING 9

struct _RbMachineTimerRow
{
  GtkWidget parent_instance;

  GtkWidget *head; /* name, bar, time left */
  GtkLabel *name;
  GtkLevelBar *bar;
  GtkLabel *left;
  GtkLabel *purpose;
};

G_DEFINE_FINAL_TYPE (RbMachineTimerRow, rb_machine_timer_row, GTK_TYPE_WIDGET)

static void
rb_machine_timer_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (rb_machine_timer_row_parent_class)->dispose (object);
}

static void
rb_machine_timer_row_class_init (RbMachineTimerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_machine_timer_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rb_machine_timer_row_init (RbMachineTimerRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *bar = gtk_level_bar_new ();
  GtkWidget *left = gtk_label_new (NULL);
  GtkWidget *purpose = gtk_label_new (NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->name = GTK_LABEL (name);
  self->bar = GTK_LEVEL_BAR (bar);
  self->left = GTK_LABEL (left);
  self->purpose = GTK_LABEL (purpose);
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_widget_add_css_class (name, "heading");
  gtk_widget_add_css_class (left, "numeric");
  gtk_widget_add_css_class (purpose, "dim-label");
  gtk_widget_add_css_class (bar, "rb-timer");
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (self->purpose, TRUE);
  gtk_label_set_wrap_mode (self->purpose, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->purpose, 0);
  gtk_box_append (GTK_BOX (self->head), name);
  gtk_box_append (GTK_BOX (self->head), bar);
  gtk_box_append (GTK_BOX (self->head), left);
  gtk_widget_set_parent (self->head, GTK_WIDGET (self));
  gtk_widget_set_parent (purpose, GTK_WIDGET (self));
}

GtkWidget *
rb_machine_timer_row_new (void)
{
  return g_object_new (RB_TYPE_MACHINE_TIMER_ROW, NULL);
}

void
rb_machine_timer_row_set (RbMachineTimerRow *self, const RbMachineTimer *timer, gint64 now_us)
{
  gint64 left_us = MAX (timer->fires_us - now_us, 0);
  gint64 whole_us = MAX (timer->fires_us - timer->started_us, 1);
  g_autofree char *seconds = rb_signalling_format_seconds (left_us, 1);
  /* Translators: name of a timer of RFC 3261: "Timer A" */
  g_autofree char *name = g_strdup_printf (_ ("Timer %s"), rb_running_timer_get_name (timer->timer));
  /* Translators: what a running timer has left: "fires in 3.5 s" */
  g_autofree char *left = g_strdup_printf (_ ("fires in %s s"), seconds);
  /* Translators: "Timer A", "fires in 3.5 s", and what it is for */
  g_autofree char *spoken =
      g_strdup_printf (_ ("%1$s, %2$s. %3$s"), name, left, rb_running_timer_get_text (timer->timer));

  g_return_if_fail (RB_IS_MACHINE_TIMER_ROW (self));

  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->left, left);
  gtk_label_set_text (self->purpose, rb_running_timer_get_text (timer->timer));
  gtk_level_bar_set_value (self->bar, CLAMP ((double) left_us / (double) whole_us, 0, 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
