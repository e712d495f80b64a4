/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's sign-up form: a user name, a password, and the password again.
 * The rules are rb_lab_check_user()'s. */

#include "rb-practice-dialog.h"

struct _RbPracticeDialog
{
  AdwWindow parent_instance;

  GtkEditable *user;
  GtkEditable *password;
  GtkEditable *confirmation;
  GtkLabel *problem;

  RbPractice *practice;
};

G_DEFINE_FINAL_TYPE (RbPracticeDialog, rb_practice_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNED_UP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_create (RbPracticeDialog *self)
{
  const char *user = gtk_editable_get_text (self->user);
  const char *password = gtk_editable_get_text (self->password);
  g_autofree char *problem = rb_lab_check_user (user, password, gtk_editable_get_text (self->confirmation));
  g_autoptr (GError) error = NULL;

  if (problem == NULL && !rb_practice_sign_up (self->practice, user, password, &error))
    problem = g_strdup (error->message);
  if (problem != NULL)
    {
      gtk_label_set_label (self->problem, problem);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      return;
    }

  g_signal_emit (self, signals[SIGNED_UP], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
rb_practice_dialog_dispose (GObject *object)
{
  RbPracticeDialog *self = RB_PRACTICE_DIALOG (object);

  g_clear_object (&self->practice);

  G_OBJECT_CLASS (rb_practice_dialog_parent_class)->dispose (object);
}

static void
rb_practice_dialog_class_init (RbPracticeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_practice_dialog_dispose;

  signals[SIGNED_UP] =
      g_signal_new ("signed-up", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-practice-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPracticeDialog, user);
  gtk_widget_class_bind_template_child (widget_class, RbPracticeDialog, password);
  gtk_widget_class_bind_template_child (widget_class, RbPracticeDialog, confirmation);
  gtk_widget_class_bind_template_child (widget_class, RbPracticeDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
}

static void
rb_practice_dialog_init (RbPracticeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @practice: (transfer none) */
GtkWidget *
rb_practice_dialog_new (RbPractice *practice)
{
  RbPracticeDialog *self = g_object_new (RB_TYPE_PRACTICE_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);

  self->practice = g_object_ref (practice);
  gtk_widget_grab_focus (GTK_WIDGET (self->user));
  return GTK_WIDGET (self);
}
