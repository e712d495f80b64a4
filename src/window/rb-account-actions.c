/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the menus do with accounts. What fails is told in a toast of the window. */

#include "rb-account-actions.h"

#include "rb-account-dialog.h"
#include "rb-account-preview.h"
#include "rb-account-transfer.h"
#include "rb-account-trust.h"
#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EXPORT_NAME "ringback-accounts.json"

static RbAccountDialog *
open_dialog (RbWindow *window, RbPhone *phone, RbAccount *account)
{
  GtkWidget *dialog = rb_account_dialog_new (phone, account);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (dialog));

  return RB_ACCOUNT_DIALOG (dialog);
}

void
rb_account_actions_edit (RbWindow *window, RbPhone *phone, RbAccount *account)
{
  open_dialog (window, phone, account);
}

typedef struct
{
  RbWindow *window;
  RbPhone *phone;
  RbAccount *account;
  guint position;
  gboolean was_default;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *self = data;

  rb_phone_forget_removed_account (self->phone, self->account);
  g_object_unref (self->window);
  g_object_unref (self->phone);
  g_object_unref (self->account);
  g_free (self);
}

static void
bring_back (gpointer data)
{
  Removal *self = data;
  g_autoptr (GError) error = NULL;

  if (!rb_phone_save_account (self->phone, self->account, NULL, &error) ||
      !rb_phone_move_account (self->phone, self->account, self->position, &error))
    rb_window_tell (self->window, error->message);
  if (self->was_default)
    rb_phone_set_default_account (self->phone, self->account);
}

void
rb_account_actions_remove (RbWindow *window, RbPhone *phone, RbAccount *account)
{
  g_autofree char *label = rb_account_dup_label (account);
  g_autofree char *sentence = g_strdup_printf (_ ("“%s” was removed."), label);
  g_autoptr (GError) error = NULL;
  Removal *removal = g_new0 (Removal, 1);
  gboolean practice;

  removal->window = g_object_ref (window);
  removal->phone = g_object_ref (phone);
  removal->account = g_object_ref (account);
  removal->was_default = rb_phone_get_default_account (phone) == account;
  g_list_store_find (G_LIST_STORE (rb_phone_get_accounts (phone)), account, &removal->position);
  g_object_get (account, "practice", &practice, NULL);
  if (!rb_phone_remove_account (phone, account, &error))
    rb_window_tell (window, error->message);

  /* The practice network makes a new one whenever it is wanted. */
  if (practice)
    removal_free (removal);
  else
    rb_window_toast_undo (window, sentence, bring_back, removal, removal_free);
}

typedef struct
{
  RbWindow *window;
  RbPhone *phone;
  RbAccount *account;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *self = data;

  g_object_unref (self->window);
  g_object_unref (self->phone);
  g_object_unref (self->account);
  g_free (self);
}

static void
save (RbWindow *window, RbPhone *phone, RbAccount *account)
{
  g_autoptr (GError) error = NULL;

  if (!rb_phone_save_account (phone, account, NULL, &error))
    rb_window_tell (window, error->message);
}

static void
on_trust_response (GtkWidget *dialog, const char *response, Question *question)
{
  if (g_strcmp0 (response, "trust") != 0)
    return;

  g_object_set (question->account, "pinned-certificate", rb_account_trust_dialog_get_fingerprint (dialog), NULL);
  save (question->window, question->phone, question->account);
}

void
rb_account_actions_mend (RbWindow *window, RbPhone *phone, RbAccount *account)
{
  const RbSipCertificate *certificate = rb_account_get_certificate (account);
  Question *question;
  GtkWidget *dialog;

  if (rb_account_get_missing_password (account))
    {
      rb_account_dialog_ask_password (open_dialog (window, phone, account));
      return;
    }
  if (certificate == NULL)
    {
      save (window, phone, account); /* registers it again */
      return;
    }

  question = g_new (Question, 1);
  *question = (Question){ g_object_ref (window), g_object_ref (phone), g_object_ref (account) };
  dialog = rb_account_trust_dialog_new (GTK_WINDOW (window), certificate, rb_account_get_pinned_certificate (account));
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_trust_response), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
rb_account_actions_move (RbWindow *window, RbPhone *phone, RbAccount *account, int steps)
{
  g_autoptr (GError) error = NULL;
  guint position;

  if (!g_list_store_find (G_LIST_STORE (rb_phone_get_accounts (phone)), account, &position))
    return;
  if ((steps < 0 && position == 0) || !rb_phone_move_account (phone, account, (guint) ((int) position + steps), &error))
    {
      if (error != NULL)
        rb_window_tell (window, error->message);
    }
}

void
rb_account_actions_set_enabled (RbWindow *window, RbPhone *phone, RbAccount *account, gboolean enabled)
{
  g_object_set (account, "enabled", enabled, NULL);
  save (window, phone, account);
}

static void
on_preview_response (AdwMessageDialog *dialog, const char *response, RbWindow *window)
{
  RbAccountTransfer *transfer = g_object_get_data (G_OBJECT (dialog), "transfer");
  RbPhone *phone = g_object_get_data (G_OBJECT (dialog), "phone");
  g_autofree char *done = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  if (g_strcmp0 (response, "import") != 0)
    return;

  n = rb_account_transfer_count (transfer, RB_ACCOUNT_TRANSFER_ADD) +
      rb_account_transfer_count (transfer, RB_ACCOUNT_TRANSFER_CHANGE);
  done = g_strdup_printf (ngettext ("%u account was imported.", "%u accounts were imported.", n), n);
  if (rb_account_transfer_apply (transfer, phone, &error))
    rb_window_tell (window, done);
  else
    rb_window_tell (window, error->message);
}

static void
show_refusal (RbWindow *window, const char *sentence)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), _ ("Nothing Was Imported"), NULL);
  g_autofree char *line = rb_shown_text_line (sentence);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), line);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
rb_account_actions_import_file (RbWindow *window, RbPhone *phone, GFile *file)
{
  g_autoptr (GError) error = NULL;
  RbAccountTransfer *transfer = rb_account_transfer_read (file, rb_phone_get_accounts (phone), &error);
  GtkWidget *dialog;

  if (transfer == NULL)
    {
      show_refusal (window, error->message);
      return;
    }

  dialog = rb_account_preview_new (GTK_WINDOW (window), transfer);
  g_object_set_data_full (G_OBJECT (dialog), "transfer", transfer, (GDestroyNotify) rb_account_transfer_free);
  g_object_set_data_full (G_OBJECT (dialog), "phone", g_object_ref (phone), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_preview_response), window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The chooser lives until it is answered. */
static GtkFileChooser *
ask_for_file (RbWindow *window, const char *title, GtkFileChooserAction action, const char *accept)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (window), action, accept, NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Accounts (JSON)"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_object_set_data_full (G_OBJECT (window), "account-chooser", chooser, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));

  return GTK_FILE_CHOOSER (chooser);
}

typedef struct
{
  RbWindow *window;
  RbPhone *phone;
  GFile *file;
} Import;

static void
import_free (gpointer data)
{
  Import *self = data;

  g_object_unref (self->window);
  g_object_unref (self->phone);
  g_clear_object (&self->file);
  g_free (self);
}

static gboolean
on_import_due (gpointer data)
{
  Import *self = data;

  rb_account_actions_import_file (self->window, self->phone, self->file);

  return G_SOURCE_REMOVE;
}

/* The preview opens once the chooser is gone. */
static void
on_import_chosen (GtkFileChooser *chooser, int response, RbWindow *window)
{
  GFile *file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  Import *import = g_new (Import, 1);

  *import = (Import){ g_object_ref (window), g_object_ref (g_object_get_data (G_OBJECT (chooser), "phone")), file };
  g_object_set_data (G_OBJECT (window), "account-chooser", NULL);
  if (file != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_import_due, import, import_free);
  else
    import_free (import);
}

void
rb_account_actions_import (RbWindow *window, RbPhone *phone)
{
  GtkFileChooser *chooser = ask_for_file (window, _ ("Import Accounts"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));

  g_object_set_data_full (G_OBJECT (chooser), "phone", g_object_ref (phone), g_object_unref);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_import_chosen), window, 0);
}

static void
on_export_chosen (GtkFileChooser *chooser, int response, RbWindow *window)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autoptr (RbPhone) phone = g_object_ref (g_object_get_data (G_OBJECT (chooser), "phone"));
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set_data (G_OBJECT (window), "account-chooser", NULL);
  if (file == NULL)
    return;

  text = rb_account_transfer_write (rb_phone_get_accounts (phone));
  name = g_file_get_parse_name (file);
  if (g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error))
    sentence = g_strdup (_ ("The accounts were exported. Passwords are not in the file."));
  else
    sentence = g_strdup_printf (_ ("%1$s could not be written: %2$s."), name, error->message);
  rb_window_tell (window, sentence);
}

void
rb_account_actions_export (RbWindow *window, RbPhone *phone)
{
  GtkFileChooser *chooser = ask_for_file (window, _ ("Export Accounts"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));

  gtk_file_chooser_set_current_name (chooser, EXPORT_NAME);
  g_object_set_data_full (G_OBJECT (chooser), "phone", g_object_ref (phone), g_object_unref);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_export_chosen), window, 0);
}
