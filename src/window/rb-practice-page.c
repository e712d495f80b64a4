/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page that says whom one can call on the practice network and what will happen then, and the lab
 * coach's checklist. Its rows are rb_lab_get_robots() and rb_experiment_get(). */

#include "rb-practice-page.h"

#include <glib/gi18n-lib.h>

#include "rb-experiment-row.h"

struct _RbPracticePage
{
  AdwBin parent_instance;

  AdwPreferencesGroup *robots;
  AdwPreferencesGroup *experiments;
  GtkWidget *reset_button;
  RbExperimentRow *rows[RB_N_EXPERIMENTS];

  RbPractice *practice;
  RbCoach *coach;
};

G_DEFINE_FINAL_TYPE (RbPracticePage, rb_practice_page, ADW_TYPE_BIN)

enum
{
  CALL,
  ASK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_call_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (button), RB_TYPE_PRACTICE_PAGE);

  g_signal_emit (page, signals[CALL], 0, data);
}

static GtkWidget *
create_row (const RbLabRobot *robot)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("call-start-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Call %s"), robot->title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), robot->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), robot->description);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_call_clicked), (gpointer) robot->user);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  /* The row has made its title the button's name: the button has a better one. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);

  return row;
}

static void
on_experiment_call (RbPracticePage *self, const char *user)
{
  g_signal_emit (self, signals[CALL], 0, user);
}

static void
on_experiment_ask (RbPracticePage *self, RbExperimentRow *row)
{
  g_signal_emit (self, signals[ASK], 0, (guint) rb_experiment_row_get_id (row));
}

static void
on_coach_changed (RbPracticePage *self)
{
  guint n_done = rb_coach_count_done (self->coach);
  g_autofree char *text = NULL;

  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    rb_experiment_row_set_done (self->rows[i], rb_coach_is_done (self->coach, i),
                                rb_coach_is_answered (self->coach, i));
  text = g_strdup_printf (ngettext ("Make each kind of call once. %1$u of %2$u is done.",
                                    "Make each kind of call once. %1$u of %2$u are done.", n_done),
                          n_done, (guint) RB_N_EXPERIMENTS);
  adw_preferences_group_set_description (self->experiments, text);
  gtk_widget_set_visible (self->reset_button, n_done > 0);
}

static void
on_reset (RbPracticePage *self)
{
  rb_coach_reset (self->coach);
}

static void
on_account_changed (RbPracticePage *self)
{
  RbAccount *account = rb_practice_get_account (self->practice);
  g_autofree char *text = NULL;

  if (account == NULL)
    return;

  /* Translators: the first %s is a user name, the second an IP address and port */
  text = g_markup_printf_escaped (
      _ ("You are %s at the practice network %s, which runs inside this program. Call one of its robots:"),
      rb_account_get_user (account), rb_account_get_domain (account));
  adw_preferences_group_set_description (self->robots, text);
}

static void
rb_practice_page_dispose (GObject *object)
{
  RbPracticePage *self = RB_PRACTICE_PAGE (object);

  g_clear_object (&self->practice);
  g_clear_object (&self->coach);

  G_OBJECT_CLASS (rb_practice_page_parent_class)->dispose (object);
}

static void
rb_practice_page_class_init (RbPracticePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_practice_page_dispose;

  signals[CALL] = g_signal_new ("call", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[ASK] = g_signal_new ("ask", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-practice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPracticePage, robots);
  gtk_widget_class_bind_template_child (widget_class, RbPracticePage, experiments);
  gtk_widget_class_bind_template_child (widget_class, RbPracticePage, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
rb_practice_page_init (RbPracticePage *self)
{
  guint n;
  const RbLabRobot *robots = rb_lab_get_robots (&n);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (self->robots, create_row (&robots[i]));
  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    {
      GtkWidget *row = rb_experiment_row_new (i);

      g_signal_connect_object (row, "call", G_CALLBACK (on_experiment_call), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "ask", G_CALLBACK (on_experiment_ask), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->experiments, row);
      self->rows[i] = RB_EXPERIMENT_ROW (row);
    }
}

void
rb_practice_page_set_practice (RbPracticePage *self, RbPractice *practice, RbCoach *coach)
{
  g_return_if_fail (RB_IS_PRACTICE_PAGE (self));

  self->practice = g_object_ref (practice);
  self->coach = g_object_ref (coach);
  g_signal_connect_object (coach, "changed", G_CALLBACK (on_coach_changed), self, G_CONNECT_SWAPPED);
  on_coach_changed (self);
  g_signal_connect_object (practice, "notify::account", G_CALLBACK (on_account_changed), self, G_CONNECT_SWAPPED);
  on_account_changed (self);
}
