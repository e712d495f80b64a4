/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An account in the switcher's menu: its state as a whole sentence, which is also the
 * advice, and what can be done with it. */

#include "rb-account-row.h"

#include <glib/gi18n-lib.h>

struct _RbAccountRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *label;
  GtkLabel *state;
  GtkWidget *chosen;
  GSimpleActionGroup *actions;
  GtkWidget *retry_button;
  GtkWidget *edit_button;
  GtkWidget *menu_button;

  RbPhone *phone;
  RbAccount *account;
};

G_DEFINE_FINAL_TYPE (RbAccountRow, rb_account_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  RETRY,
  EDIT,
  REMOVE,
  MOVE,
  SET_ENABLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
name_button (GtkWidget *button, char *name)
{
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (name);
}

static void
update (RbAccountRow *self)
{
  g_autofree char *label = rb_account_dup_label (self->account);
  g_autofree char *state = rb_account_format_state (self->account);
  gboolean chosen = rb_phone_get_default_account (self->phone) == self->account;
  gboolean practice = FALSE;
  gboolean enabled = TRUE;
  GSimpleAction *toggle = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "enabled"));
  /* Translators: read out for one account: its name, then its state */
  g_autofree char *all = g_strdup_printf (_ ("%s: %s"), label, state);

  g_object_get (self->account, "practice", &practice, "enabled", &enabled, NULL);
  g_simple_action_set_enabled (toggle, !practice);
  g_simple_action_set_state (toggle, g_variant_new_boolean (enabled));
  gtk_label_set_label (self->label, label);
  gtk_label_set_label (self->state, state);
  gtk_widget_set_opacity (self->chosen, chosen ? 1 : 0);
  gtk_widget_set_visible (self->retry_button, rb_account_get_registration (self->account) == RB_REGISTRATION_FAILED);
  gtk_button_set_icon_name (GTK_BUTTON (self->retry_button),
                            rb_account_get_certificate (self->account) != NULL ? "security-medium-symbolic"
                            : rb_account_get_missing_password (self->account)  ? "dialog-password-symbolic"
                                                                               : "view-refresh-symbolic");
  /* Made by the practice network: nothing in it is the person's to change. */
  gtk_widget_set_visible (self->edit_button, !practice);
  if (rb_account_get_certificate (self->account) != NULL)
    name_button (self->retry_button, g_strdup_printf (_ ("Look at the certificate of %s"), label));
  else if (rb_account_get_missing_password (self->account))
    name_button (self->retry_button, g_strdup_printf (_ ("Type the password of %s"), label));
  else
    name_button (self->retry_button, g_strdup_printf (_ ("Register %s again now"), label));
  name_button (self->edit_button, g_strdup_printf (_ ("Edit %s"), label));
  name_button (self->menu_button, g_strdup_printf (_ ("More for %s"), label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

static void
on_retry (RbAccountRow *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
on_edit (RbAccountRow *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
do_remove (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[REMOVE], 0);
}

static void
do_up (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[MOVE], 0, -1);
}

static void
do_down (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[MOVE], 0, 1);
}

static void
do_enabled (GSimpleAction *action, GVariant *value, gpointer data)
{
  g_signal_emit (data, signals[SET_ENABLED], 0, g_variant_get_boolean (value));
}

static const GActionEntry actions[] = {
  { "remove", do_remove },
  { "up", do_up },
  { "down", do_down },
  { "enabled", NULL, NULL, "true", do_enabled },
};

static void
rb_account_row_dispose (GObject *object)
{
  RbAccountRow *self = RB_ACCOUNT_ROW (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->account);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_account_row_parent_class)->dispose (object);
}

static void
rb_account_row_class_init (RbAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_account_row_dispose;

  signals[RETRY] = g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SET_ENABLED] =
      g_signal_new ("set-enabled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RbAccountRow, label);
  gtk_widget_class_bind_template_child (widget_class, RbAccountRow, state);
  gtk_widget_class_bind_template_child (widget_class, RbAccountRow, chosen);
  gtk_widget_class_bind_template_child (widget_class, RbAccountRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, RbAccountRow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, RbAccountRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "account.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "account.down", NULL);
}

static void
rb_account_row_init (RbAccountRow *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "account", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @phone and @account: (transfer none) */
GtkWidget *
rb_account_row_new (RbPhone *phone, RbAccount *account)
{
  RbAccountRow *self = g_object_new (RB_TYPE_ACCOUNT_ROW, NULL);

  self->phone = g_object_ref (phone);
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "notify::default-account", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

/* (transfer none) */
RbAccount *
rb_account_row_get_account (RbAccountRow *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}
