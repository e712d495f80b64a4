/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who am I and can I be called? The button in the header shows the account calls go out
 * from and its registration in words; the menu lists all accounts. */

#include "rb-account-switcher.h"

#include "rb-account-actions.h"
#include "rb-account-row.h"

#include <glib/gi18n-lib.h>

struct _RbAccountSwitcher
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkLabel *title;
  GtkLabel *state;
  GtkWidget *others;
  GtkPopover *popover;
  GtkListBox *list;

  RbPhone *phone;
  RbAccount *account; /* the one shown; NULL without any */
};

G_DEFINE_FINAL_TYPE (RbAccountSwitcher, rb_account_switcher, ADW_TYPE_BIN)

enum
{
  EDIT,
  REMOVE,
  RETRY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *state_classes[] = {
  [RB_REGISTRATION_OFF] = "dim-label",           [RB_REGISTRATION_REGISTERING] = "dim-label",
  [RB_REGISTRATION_REGISTERED] = "success",      [RB_REGISTRATION_FAILED] = "error",
  [RB_REGISTRATION_UNREGISTERING] = "dim-label",
};

/* Accounts other than the one shown that ought to be registered and are not. */
static guint
count_failed (RbAccountSwitcher *self)
{
  GListModel *accounts = self->phone != NULL ? rb_phone_get_accounts (self->phone) : NULL;
  guint n = 0;

  for (guint i = 0; accounts != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      n += account != self->account && rb_account_get_registration (account) == RB_REGISTRATION_FAILED;
    }

  return n;
}

/* (transfer full) (nullable) */
static char *
format_failed (guint n)
{
  return n > 0 ? g_strdup_printf (
                     ngettext ("%u other account is not registered", "%u other accounts are not registered", n), n)
               : NULL;
}

static void
update (RbAccountSwitcher *self)
{
  g_autofree char *failed = format_failed (count_failed (self));
  g_autofree char *title = NULL;
  g_autofree char *state = NULL;
  g_autofree char *all = NULL;
  RbRegistrationState registration = RB_REGISTRATION_OFF;

  if (self->account != NULL)
    {
      title = rb_account_dup_label (self->account);
      state = rb_account_format_state (self->account);
      registration = rb_account_get_registration (self->account);
    }
  else
    {
      title = g_strdup (_ ("Ringback"));
      state = g_strdup (_ ("No account"));
    }

  /* Translators: read out for the account button: account, then registration state */
  if (failed != NULL)
    /* Translators: read out for the account button: account, its registration state, what is wrong with others */
    all = g_strdup_printf (_ ("Account %1$s: %2$s. %3$s"), title, state, failed);
  else
    all = g_strdup_printf (_ ("Account %s: %s"), title, state);
  gtk_widget_set_visible (self->others, failed != NULL);
  gtk_widget_set_tooltip_text (self->others, failed);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->state, state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  for (guint i = 0; i < G_N_ELEMENTS (state_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state), state_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), state_classes[registration]);
}

static void
on_default_changed (RbAccountSwitcher *self)
{
  RbAccount *account = rb_phone_get_default_account (self->phone);

  if (self->account != NULL)
    g_signal_handlers_disconnect_by_func (self->account, update, self);
  g_set_object (&self->account, account);
  if (account != NULL)
    g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
emit (GtkWidget *row, guint signal)
{
  RbAccountSwitcher *self = RB_ACCOUNT_SWITCHER (gtk_widget_get_ancestor (row, RB_TYPE_ACCOUNT_SWITCHER));
  g_autoptr (RbAccount) account = g_object_ref (rb_account_row_get_account (RB_ACCOUNT_ROW (row)));

  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[signal], 0, account);
}

static void
on_row_edit (GtkWidget *row)
{
  emit (row, EDIT);
}

static void
on_row_remove (GtkWidget *row)
{
  emit (row, REMOVE);
}

static void
on_row_retry (GtkWidget *row)
{
  emit (row, RETRY);
}

static RbWindow *
get_window (GtkWidget *row)
{
  return RB_WINDOW (gtk_widget_get_ancestor (row, RB_TYPE_WINDOW));
}

/* The popover stays: one moves more than once. The row is made anew at its new place and takes the focus there. */
static void
on_row_move (GtkWidget *row, int steps, RbAccountSwitcher *self)
{
  g_autoptr (RbAccount) account = g_object_ref (rb_account_row_get_account (RB_ACCOUNT_ROW (row)));
  guint position;

  rb_account_actions_move (get_window (row), self->phone, account, steps);
  if (g_list_store_find (G_LIST_STORE (rb_phone_get_accounts (self->phone)), account, &position))
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) position)));
}

static void
on_row_set_enabled (GtkWidget *row, gboolean enabled, RbAccountSwitcher *self)
{
  rb_account_actions_set_enabled (get_window (row), self->phone, rb_account_row_get_account (RB_ACCOUNT_ROW (row)),
                                  enabled);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  RbAccountSwitcher *self = data;
  GtkWidget *row = rb_account_row_new (self->phone, item);

  g_signal_connect (row, "edit", G_CALLBACK (on_row_edit), NULL);
  g_signal_connect (row, "remove", G_CALLBACK (on_row_remove), NULL);
  g_signal_connect (row, "retry", G_CALLBACK (on_row_retry), NULL);
  g_signal_connect_object (row, "move", G_CALLBACK (on_row_move), self, 0);
  g_signal_connect_object (row, "set-enabled", G_CALLBACK (on_row_set_enabled), self, 0);
  g_signal_connect_object (item, "notify::registration", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_row_activated (RbAccountSwitcher *self, GtkListBoxRow *row)
{
  rb_phone_set_default_account (self->phone, rb_account_row_get_account (RB_ACCOUNT_ROW (row)));
  gtk_popover_popdown (self->popover);
}

static void
on_accounts_changed (RbAccountSwitcher *self)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  gtk_widget_set_visible (GTK_WIDGET (self->list), g_list_model_get_n_items (accounts) > 0);
  on_default_changed (self);
}

static void
rb_account_switcher_dispose (GObject *object)
{
  RbAccountSwitcher *self = RB_ACCOUNT_SWITCHER (object);

  g_clear_object (&self->account);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_account_switcher_parent_class)->dispose (object);
}

static void
rb_account_switcher_class_init (RbAccountSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_account_switcher_dispose;

  signals[EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_ACCOUNT);
  signals[REMOVE] =
      g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_ACCOUNT);
  signals[RETRY] =
      g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_ACCOUNT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-account-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, RbAccountSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, RbAccountSwitcher, title);
  gtk_widget_class_bind_template_child (widget_class, RbAccountSwitcher, state);
  gtk_widget_class_bind_template_child (widget_class, RbAccountSwitcher, others);
  gtk_widget_class_bind_template_child (widget_class, RbAccountSwitcher, popover);
  gtk_widget_class_bind_template_child (widget_class, RbAccountSwitcher, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
rb_account_switcher_init (RbAccountSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
rb_account_switcher_set_phone (RbAccountSwitcher *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_ACCOUNT_SWITCHER (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  gtk_list_box_bind_model (self->list, rb_phone_get_accounts (phone), create_row, self, NULL);
  g_signal_connect_object (rb_phone_get_accounts (phone), "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "notify::default-account", G_CALLBACK (on_default_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self);
}
