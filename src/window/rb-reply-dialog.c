/* SPDX-License-Identifier: GPL-3.0-or-later */

/* “Reply with Message” of a call that rings. It rings on until the message is chosen: who changes his mind can still
 * answer. */

#include "rb-reply-dialog.h"

#include "rb-call-card.h"
#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 64   /* characters */
#define MAX_TEXT 1000 /* characters */

static const char data_key[] = "rb-reply";

static const char *const quick_texts[] = {
  N_ ("I cannot talk now. What is it about?"),
  N_ ("I will call you back."),
  N_ ("Please write to me."),
};

typedef struct
{
  RbPhone *phone;
  RbCall *call;
  GtkEditable *text;
} ReplyData;

static void
reply_data_free (ReplyData *data)
{
  g_object_unref (data->phone);
  g_object_unref (data->call);
  g_free (data);
}

static void
on_quick_text (GtkWidget *button, AdwMessageDialog *dialog)
{
  ReplyData *data = g_object_get_data (G_OBJECT (dialog), data_key);

  gtk_editable_set_text (data->text, gtk_button_get_label (GTK_BUTTON (button)));
  adw_message_dialog_response (dialog, "send");
  gtk_window_destroy (GTK_WINDOW (dialog)); /* unlike a button of its own, this does not close it */
}

static void
on_text_changed (GtkEditable *text, AdwMessageDialog *dialog)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (text)));

  adw_message_dialog_set_response_enabled (dialog, "send", *typed != '\0');
}

static GtkWidget *
new_content (GtkWidget *dialog, ReplyData *data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (quick_texts); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (_ (quick_texts[i]));
      GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (quick_texts[i]), -1);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_quick_text), dialog, 0);
      gtk_box_append (GTK_BOX (box), button);
    }

  data->text = GTK_EDITABLE (gtk_entry_new ());
  gtk_entry_set_max_length (GTK_ENTRY (data->text), MAX_TEXT);
  gtk_entry_set_placeholder_text (GTK_ENTRY (data->text), _ ("Another message"));
  gtk_entry_set_activates_default (GTK_ENTRY (data->text), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (data->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Another message"),
                                  -1);
  g_signal_connect_object (data->text, "changed", G_CALLBACK (on_text_changed), dialog, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (data->text));

  return box;
}

GtkWidget *
rb_reply_dialog_new (GtkWindow *parent, RbPhone *phone, RbCall *call)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Decline with a message?"), NULL);
  AdwMessageDialog *message_dialog = ADW_MESSAGE_DIALOG (dialog);
  ReplyData *data = g_new0 (ReplyData, 1);
  g_autofree char *name = rb_phone_dup_name (phone, rb_call_get_account (call), rb_call_get_remote_uri (call),
                                             rb_call_get_remote_name (call));
  g_autofree char *shown = rb_shown_text_cut (name, MAX_NAME);

  data->phone = g_object_ref (phone);
  data->call = g_object_ref (call);
  g_object_set_data_full (G_OBJECT (dialog), data_key, data, (GDestroyNotify) reply_data_free);
  adw_message_dialog_format_body (message_dialog, _ ("%s hears that you decline, and gets the message."), shown);
  adw_message_dialog_add_responses (message_dialog, "cancel", _ ("_Cancel"), "send", _ ("_Decline and Send"), NULL);
  adw_message_dialog_set_response_enabled (message_dialog, "send", FALSE);
  adw_message_dialog_set_default_response (message_dialog, "send");
  adw_message_dialog_set_close_response (message_dialog, "cancel");
  adw_message_dialog_set_extra_child (message_dialog, new_content (dialog, data));

  return dialog;
}

gboolean
rb_reply_dialog_send (GtkWidget *dialog, GError **error)
{
  ReplyData *data = g_object_get_data (G_OBJECT (dialog), data_key);
  g_autoptr (RbChatMessage) message = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (data != NULL, FALSE);

  text = g_strstrip (g_strdup (gtk_editable_get_text (data->text)));
  if (rb_call_get_state (data->call) == RB_CALL_INCOMING)
    rb_call_reject (data->call, RB_DECLINE_STATUS);
  message = rb_phone_send_message (data->phone, rb_call_get_account (data->call), rb_call_get_remote_uri (data->call),
                                   text, error);

  return message != NULL;
}
