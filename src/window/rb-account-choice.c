/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The drop-down under the address entry. Its first line is the phone's own choice for what is typed, by name;
 * the others are the accounts that are switched on. */

#include "rb-account-choice.h"

#include <glib/gi18n-lib.h>

struct _RbAccountChoice
{
  AdwBin parent_instance;

  GtkDropDown *drop_down;
  GtkStringList *lines;
  GPtrArray *accounts; /* of RbAccount, of the lines after the first */

  RbPhone *phone;
  char *target; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RbAccountChoice, rb_account_choice, ADW_TYPE_BIN)

static guint changed_signal;

/* (transfer full) */
static char *
describe_own_choice (RbAccountChoice *self)
{
  RbAccount *account = rb_phone_get_account_for (self->phone, self->target);
  g_autofree char *label = account != NULL ? rb_account_dup_label (account) : NULL;

  if (label == NULL)
    return g_strdup (_ ("Direct call, without an account"));

  return g_strdup_printf (_ ("With %s"), label);
}

static void
update_own_choice (RbAccountChoice *self)
{
  g_autofree char *line = describe_own_choice (self);
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  if (g_strcmp0 (gtk_string_list_get_string (self->lines, 0), line) == 0)
    return;

  gtk_string_list_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)) > 0 ? 1 : 0,
                          (const char *const[]){ line, NULL });
  gtk_drop_down_set_selected (self->drop_down, selected != GTK_INVALID_LIST_POSITION ? selected : 0);
}

static void
rebuild (RbAccountChoice *self)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);
  g_autoptr (RbAccount) chosen = NULL;
  guint selected = 0;

  g_set_object (&chosen, rb_account_choice_get_account (self));
  g_ptr_array_set_size (self->accounts, 0);
  gtk_string_list_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)), NULL);
  update_own_choice (self);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);
      gboolean enabled;

      g_object_get (account, "enabled", &enabled, NULL);
      if (!enabled)
        continue;

      gtk_string_list_take (self->lines, rb_account_dup_label (account));
      g_ptr_array_add (self->accounts, g_object_ref (account));
      if (account == chosen)
        selected = self->accounts->len;
    }
  gtk_drop_down_set_selected (self->drop_down, selected);
  gtk_widget_set_visible (GTK_WIDGET (self), self->accounts->len > 1);
}

static void
on_accounts_changed (RbAccountChoice *self, guint position, guint removed, guint added)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      g_signal_handlers_disconnect_by_data (account, self);
      g_signal_connect_object (account, "notify::enabled", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (account, "notify::label", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
    }
  rebuild (self);
}

static void
on_selected (RbAccountChoice *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
rb_account_choice_dispose (GObject *object)
{
  RbAccountChoice *self = RB_ACCOUNT_CHOICE (object);

  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_account_choice_parent_class)->dispose (object);
}

static void
rb_account_choice_finalize (GObject *object)
{
  RbAccountChoice *self = RB_ACCOUNT_CHOICE (object);

  g_ptr_array_unref (self->accounts);
  g_free (self->target);

  G_OBJECT_CLASS (rb_account_choice_parent_class)->finalize (object);
}

static void
rb_account_choice_class_init (RbAccountChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_account_choice_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_account_choice_finalize;

  changed_signal =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_account_choice_init (RbAccountChoice *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->lines = gtk_string_list_new (NULL);
  self->drop_down = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->lines), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Account to call with"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->drop_down), "flat");
  g_signal_connect_object (self->drop_down, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->drop_down));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rb_account_choice_set_phone (RbAccountChoice *self, RbPhone *phone)
{
  GListModel *accounts = rb_phone_get_accounts (phone);

  g_return_if_fail (RB_IS_ACCOUNT_CHOICE (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "notify::default-account", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (accounts));
}

void
rb_account_choice_set_target (RbAccountChoice *self, const char *target)
{
  g_return_if_fail (RB_IS_ACCOUNT_CHOICE (self));

  g_free (self->target);
  self->target = g_strdup (target[0] != '\0' ? target : NULL);
  if (self->phone != NULL)
    update_own_choice (self);
}

RbAccount *
rb_account_choice_get_account (RbAccountChoice *self)
{
  guint selected;

  g_return_val_if_fail (RB_IS_ACCOUNT_CHOICE (self), NULL);

  selected = gtk_drop_down_get_selected (self->drop_down);

  return selected != GTK_INVALID_LIST_POSITION && selected >= 1 && selected <= self->accounts->len
             ? g_ptr_array_index (self->accounts, selected - 1)
             : NULL;
}

void
rb_account_choice_reset (RbAccountChoice *self)
{
  g_return_if_fail (RB_IS_ACCOUNT_CHOICE (self));

  gtk_drop_down_set_selected (self->drop_down, 0);
}
