/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings of one account. User, domain and password are enough; the rest has
 * defaults. What is well-formed is RbAccount's to say (rb_account_check()). */

#include "rb-account-dialog.h"

#include <glib/gi18n-lib.h>

struct _RbAccountDialog
{
  AdwWindow parent_instance;

  GtkLabel *problem;
  GtkEditable *label;
  GtkEditable *user;
  GtkEditable *domain;
  GtkEditable *password;
  GtkEditable *auth_user;
  GtkEditable *display_name;
  GtkEditable *proxy;
  AdwComboRow *transport;
  GtkAdjustment *expires;
  GtkAdjustment *keep_alive;
  GtkWidget *volatile_note;

  RbPhone *phone;
  RbAccount *account; /* the one to change; NULL for a new one */
};

G_DEFINE_FINAL_TYPE (RbAccountDialog, rb_account_dialog, ADW_TYPE_WINDOW)

/* Entries of the dialog and the properties of RbAccount they show. */
static const struct
{
  const char *property;
  gsize offset;
} entries[] = {
  { "label", G_STRUCT_OFFSET (RbAccountDialog, label) },
  { "user", G_STRUCT_OFFSET (RbAccountDialog, user) },
  { "domain", G_STRUCT_OFFSET (RbAccountDialog, domain) },
  { "auth-user", G_STRUCT_OFFSET (RbAccountDialog, auth_user) },
  { "display-name", G_STRUCT_OFFSET (RbAccountDialog, display_name) },
  { "proxy", G_STRUCT_OFFSET (RbAccountDialog, proxy) },
};

/* In the order of the combo row's items. */
static const RbTransport transports[] = { RB_TRANSPORT_UDP, RB_TRANSPORT_TCP, RB_TRANSPORT_TLS };

static void
load (RbAccountDialog *self, RbAccount *account)
{
  int transport;
  guint expires;
  guint keep_alive;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autofree char *text = NULL;

      g_object_get (account, entries[i].property, &text, NULL);
      gtk_editable_set_text (G_STRUCT_MEMBER (GtkEditable *, self, entries[i].offset), text != NULL ? text : "");
    }

  g_object_get (account, "transport", &transport, "expires", &expires, "keep-alive", &keep_alive, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    if (transport == (int) transports[i])
      adw_combo_row_set_selected (self->transport, i);
  gtk_adjustment_set_value (self->expires, expires);
  gtk_adjustment_set_value (self->keep_alive, keep_alive);
}

static void
store (RbAccountDialog *self, RbAccount *account)
{
  guint transport = adw_combo_row_get_selected (self->transport);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GtkEditable *entry = G_STRUCT_MEMBER (GtkEditable *, self, entries[i].offset);
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

      g_object_set (account, entries[i].property, text, NULL);
    }

  g_object_set (account, "transport", (int) transports[MIN (transport, G_N_ELEMENTS (transports) - 1)], "expires",
                (guint) gtk_adjustment_get_value (self->expires), "keep-alive",
                (guint) gtk_adjustment_get_value (self->keep_alive), NULL);
}

static void
show_problem (RbAccountDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
}

static void
on_save (RbAccountDialog *self)
{
  g_autoptr (RbAccount) draft = rb_account_new (NULL);
  g_autoptr (RbAccount) account = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;
  const char *password = gtk_editable_get_text (self->password);

  store (self, draft);
  problem = rb_account_check (draft);
  if (problem != NULL)
    {
      show_problem (self, problem);
      return;
    }

  account = self->account != NULL ? g_object_ref (self->account) : g_object_ref (draft);
  store (self, account);
  /* An empty field of an account that exists leaves its password alone. */
  if (!rb_phone_save_account (self->phone, account, password[0] != '\0' ? password : NULL, &error))
    {
      show_problem (self, error->message);
      return;
    }

  if (self->account == NULL)
    rb_phone_set_default_account (self->phone, account);
  gtk_window_close (GTK_WINDOW (self));
}

static void
rb_account_dialog_dispose (GObject *object)
{
  RbAccountDialog *self = RB_ACCOUNT_DIALOG (object);

  g_clear_object (&self->account);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_account_dialog_parent_class)->dispose (object);
}

static void
rb_account_dialog_class_init (RbAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_account_dialog_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, label);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, user);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, domain);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, password);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, auth_user);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, display_name);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, proxy);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, transport);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, expires);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, keep_alive);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, volatile_note);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
rb_account_dialog_init (RbAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rb_account_dialog_new:
 * @phone: (transfer none): where to save
 * @account: (nullable) (transfer none): the account to change, or %NULL for a new one
 */
GtkWidget *
rb_account_dialog_new (RbPhone *phone, RbAccount *account)
{
  RbAccountDialog *self = g_object_new (RB_TYPE_ACCOUNT_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  RbSecrets *secrets = rb_phone_get_secrets (phone);
  g_autoptr (RbAccount) defaults = rb_account_new (NULL);

  self->phone = g_object_ref (phone);
  if (account != NULL)
    {
      self->account = g_object_ref (account);
      gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Account"));
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password), _ ("Password (empty: leave it as it is)"));
    }
  load (self, account != NULL ? account : defaults);
  gtk_widget_grab_focus (GTK_WIDGET (self->user));

  if (secrets == NULL)
    gtk_widget_set_visible (self->volatile_note, TRUE);
  else
    g_object_bind_property (secrets, "volatile", self->volatile_note, "visible", G_BINDING_SYNC_CREATE);

  return GTK_WIDGET (self);
}
