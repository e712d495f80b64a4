/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings of one account. User, domain and password are enough; the rest has defaults. Test
 * registers with what is typed, without saving it, and shows what was said to the server. */

#include "rb-account-dialog.h"

#include "rb-account-form.h"
#include "rb-account-test.h"
#include "rb-account-trust.h"
#include "rb-ladder-view.h"
#include "rb-scope-model.h"

#include <glib/gi18n-lib.h>

struct _RbAccountDialog
{
  AdwWindow parent_instance;

  GtkLabel *problem;
  RbAccountForm *form;
  GtkButton *test_button;
  GtkRevealer *test_panel;
  GtkSpinner *test_spinner;
  GtkImage *test_icon;
  GtkLabel *test_sentence;
  GtkButton *advice_button;
  RbLadderView *ladder;

  RbPhone *phone;
  RbAccount *account; /* the one to change; NULL for a new one */
  RbAccountTest *test;
};

G_DEFINE_FINAL_TYPE (RbAccountDialog, rb_account_dialog, ADW_TYPE_WINDOW)

/* What can be done about a failed test, by the field it concerns. */
static const struct
{
  const char *field;
  const char *label;
} advice[] = {
  { "password", N_ ("Type the Password Again") }, { "user", N_ ("Look at the User Name") },
  { "domain", N_ ("Look at the Domain") },        { "transport", N_ ("Choose Another Transport") },
  { "register", N_ ("Do Without Registration") }, { "pinned-certificate", N_ ("Look at the Certificate…") },
};

static void
show_problem (RbAccountDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

/* (nullable) */
static const char *
get_advice (const char *field)
{
  for (gsize i = 0; field != NULL && i < G_N_ELEMENTS (advice); i++)
    if (g_str_equal (advice[i].field, field))
      return _ (advice[i].label);

  return NULL;
}

static void
show_test (RbAccountDialog *self)
{
  RbRegistrationState state = rb_account_test_get_state (self->test);
  const char *label = state == RB_REGISTRATION_FAILED ? get_advice (rb_account_test_get_field (self->test)) : NULL;
  gboolean running = state == RB_REGISTRATION_REGISTERING;

  gtk_label_set_label (self->test_sentence, rb_account_test_get_sentence (self->test));
  gtk_widget_set_visible (GTK_WIDGET (self->test_spinner), running);
  gtk_spinner_set_spinning (self->test_spinner, running);
  gtk_widget_set_visible (GTK_WIDGET (self->test_icon), !running);
  gtk_image_set_from_icon_name (self->test_icon,
                                state == RB_REGISTRATION_REGISTERED ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->advice_button), label != NULL);
  if (label != NULL)
    gtk_button_set_label (self->advice_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), !running);
}

static void
drop_test (RbAccountDialog *self)
{
  if (self->test != NULL)
    g_signal_handlers_disconnect_by_data (self->test, self);
  g_clear_object (&self->test);
}

static void
on_test (RbAccountDialog *self)
{
  g_autoptr (RbAccount) draft = rb_account_new (NULL);
  g_autoptr (RbScopeModel) scope = NULL;
  const char *password = rb_account_form_get_password (self->form);

  show_problem (self, NULL);
  if (!rb_account_form_check (self->form))
    return;

  rb_account_form_store (self->form, draft);
  drop_test (self);
  self->test = rb_account_test_new (self->phone, draft, password[0] != '\0' ? password : NULL,
                                    self->account != NULL ? rb_account_get_id (self->account) : NULL);
  g_signal_connect_object (self->test, "changed", G_CALLBACK (show_test), self, G_CONNECT_SWAPPED);
  scope = rb_scope_model_new (rb_account_test_get_trace (self->test), RB_SCOPE_REGISTRATIONS, NULL);
  {
    g_autoptr (GtkSingleSelection) selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (scope)));

    gtk_single_selection_set_autoselect (selection, FALSE);
    gtk_single_selection_set_can_unselect (selection, TRUE);
    rb_ladder_view_set_scope (self->ladder, scope, selection, FALSE);
  }
  show_test (self);
  gtk_revealer_set_reveal_child (self->test_panel, TRUE);
}

static void
on_trust_response (RbAccountDialog *self, const char *response, GtkWidget *dialog)
{
  if (g_strcmp0 (response, "trust") != 0)
    return;

  rb_account_form_set_pin (self->form, rb_account_trust_dialog_get_fingerprint (dialog));
  on_test (self);
}

static void
on_advice (RbAccountDialog *self)
{
  const char *field = self->test != NULL ? rb_account_test_get_field (self->test) : NULL;
  const RbSipCertificate *certificate = self->test != NULL ? rb_account_test_get_certificate (self->test) : NULL;
  g_autoptr (RbAccount) draft = NULL;
  GtkWidget *dialog;

  if (certificate == NULL)
    {
      rb_account_form_focus (self->form, field);
      return;
    }

  draft = rb_account_new (NULL);
  rb_account_form_store (self->form, draft);
  dialog = rb_account_trust_dialog_new (GTK_WINDOW (self), certificate, rb_account_get_pinned_certificate (draft));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_trust_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_save (RbAccountDialog *self)
{
  g_autoptr (RbAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  const char *password = rb_account_form_get_password (self->form);

  show_problem (self, NULL);
  if (!rb_account_form_check (self->form))
    return;

  account = self->account != NULL ? g_object_ref (self->account) : rb_account_new (NULL);
  rb_account_form_store (self->form, account);
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
show_keyring (RbAccountDialog *self)
{
  RbSecrets *secrets = rb_phone_get_secrets (self->phone);
  const char *note = NULL;

  if (secrets == NULL || rb_secrets_is_volatile (secrets))
    note = _ ("This desktop has no password store: the password is kept for this run only.");
  else if (rb_secrets_is_locked (secrets))
    note = _ ("The keyring is locked. The password is kept until Ringback is closed, and stored as soon as you unlock "
              "the keyring.");

  rb_account_form_set_note (self->form, note);
}

static void
rb_account_dialog_dispose (GObject *object)
{
  RbAccountDialog *self = RB_ACCOUNT_DIALOG (object);

  drop_test (self);
  g_clear_object (&self->account);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_account_dialog_parent_class)->dispose (object);
}

static void
rb_account_dialog_class_init (RbAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_account_dialog_dispose;

  g_type_ensure (RB_TYPE_ACCOUNT_FORM);
  g_type_ensure (RB_TYPE_LADDER_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, form);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, test_button);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, test_panel);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, test_spinner);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, test_icon);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, test_sentence);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, advice_button);
  gtk_widget_class_bind_template_child (widget_class, RbAccountDialog, ladder);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_advice);
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
  rb_account_form_set_phone (self->form, phone);
  if (account != NULL)
    {
      self->account = g_object_ref (account);
      gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Account"));
      rb_account_form_set_password_title (self->form, _ ("Password (empty: leave it as it is)"));
    }
  rb_account_form_load (self->form, account != NULL ? account : defaults);
  rb_account_form_focus (self->form, "user");

  if (secrets != NULL)
    {
      g_signal_connect_object (secrets, "notify::volatile", G_CALLBACK (show_keyring), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (secrets, "notify::locked", G_CALLBACK (show_keyring), self, G_CONNECT_SWAPPED);
    }
  show_keyring (self);

  return GTK_WIDGET (self);
}

void
rb_account_dialog_ask_password (RbAccountDialog *self)
{
  g_return_if_fail (RB_IS_ACCOUNT_DIALOG (self));

  rb_account_form_focus (self->form, "password");
}
