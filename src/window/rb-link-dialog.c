/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The question before a link is called. Links come from strangers, so nothing is dialled by the Enter key that
 * happens to be pressed, and what is shown is what is dialled. */

#include "rb-link-dialog.h"

#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define MAX_LEFT_OUT 200 /* characters */
#define WIDTH 40         /* characters a line */

static const char data_key[] = "rb-link";

typedef struct
{
  RbPhone *phone;
  RbDialLink *link;
  GtkLabel *address;
  GtkLabel *explanation; /* when the number is not sent as it is */
  GtkDropDown *accounts; /* (nullable): none or one to choose from */
} LinkData;

static void
link_data_free (LinkData *data)
{
  g_object_unref (data->phone);
  rb_dial_link_free (data->link);
  g_free (data);
}

/* (transfer full) (nullable) */
static RbAccount *
get_account (LinkData *data)
{
  RbAccount *account = rb_phone_get_account_for (data->phone, data->link->target);

  if (data->accounts != NULL)
    return g_list_model_get_item (rb_phone_get_accounts (data->phone), gtk_drop_down_get_selected (data->accounts));

  return account != NULL ? g_object_ref (account) : NULL;
}

/* What is sent for it: a number may go through the dial plan of the account. */
static void
show_address (LinkData *data)
{
  g_autoptr (RbAccount) account = get_account (data);
  RbDialResult *result = rb_phone_try_target (data->phone, account, data->link->target);
  g_autofree char *uri = rb_sip_uri_from_input (result->number != NULL ? result->number : data->link->target,
                                                account != NULL ? rb_account_get_domain (account) : NULL, NULL);
  gboolean rewritten = result->number != NULL && g_strcmp0 (result->number, result->dialled) != 0;

  gtk_label_set_label (data->address, uri != NULL ? uri : data->link->target);
  gtk_label_set_label (data->explanation, result->explanation != NULL ? result->explanation : "");
  gtk_widget_set_visible (GTK_WIDGET (data->explanation), rewritten || result->barred);
  rb_dial_result_free (result);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE)); /* an address has those it has */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
new_account_choice (LinkData *data)
{
  GListModel *accounts = rb_phone_get_accounts (data->phone);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint chosen = 0;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *label = rb_account_dup_label (account);

      gtk_string_list_append (labels, label);
      if (account == rb_phone_get_account_for (data->phone, data->link->target))
        chosen = i;
    }

  data->accounts = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL));
  gtk_drop_down_set_selected (data->accounts, chosen);
  gtk_widget_set_tooltip_text (GTK_WIDGET (data->accounts), _ ("The account to call by"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (data->accounts), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The account to call by"), -1);
  g_signal_connect_swapped (data->accounts, "notify::selected", G_CALLBACK (show_address), data);

  return GTK_WIDGET (data->accounts);
}

static void
add_account (LinkData *data, GtkBox *box)
{
  GListModel *accounts = rb_phone_get_accounts (data->phone);
  RbAccount *account = rb_phone_get_account_for (data->phone, data->link->target);
  g_autofree char *label = account != NULL ? rb_account_dup_label (account) : NULL;
  g_autofree char *by = NULL;

  if (g_list_model_get_n_items (accounts) > 1)
    {
      gtk_box_append (box, new_account_choice (data));
      return;
    }

  by = label != NULL ? g_strdup_printf (_ ("By the account %s"), label)
                     : g_strdup (_ ("Without an account, straight to the address"));
  gtk_box_append (box, new_label (by, NULL));
}

static void
add_rest (LinkData *data, GtkBox *box)
{
  const RbDialLink *link = data->link;

  if (link->left_out != NULL)
    {
      g_autofree char *cut = rb_shown_text_cut (link->left_out, MAX_LEFT_OUT);
      g_autofree char *text = g_strdup_printf (_ ("The link also has this, which is not used: %s"), cut);

      gtk_box_append (box, new_label (text, "dim-label"));
    }
  if (link->keys != NULL)
    {
      g_autofree char *cut = rb_shown_text_cut (link->keys, MAX_LEFT_OUT);
      g_autofree char *text =
          g_strdup_printf (_ ("It asks for these keys after the answer, which you have to press yourself: %s"), cut);

      gtk_box_append (box, new_label (text, "dim-label"));
    }
}

GtkWidget *
rb_link_dialog_new (GtkWindow *parent, RbPhone *phone, RbDialLink *link)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Call this address?"), _ ("A link asks Ringback to call."));
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  LinkData *data = g_new0 (LinkData, 1);

  data->phone = g_object_ref (phone);
  data->link = link;
  g_object_set_data_full (G_OBJECT (dialog), data_key, data, (GDestroyNotify) link_data_free);

  data->address = GTK_LABEL (new_label (NULL, "heading"));
  gtk_label_set_selectable (data->address, TRUE);
  gtk_box_append (box, GTK_WIDGET (data->address));
  data->explanation = GTK_LABEL (new_label (NULL, NULL));
  gtk_box_append (box, GTK_WIDGET (data->explanation));
  add_account (data, box);
  add_rest (data, box);
  show_address (data);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), GTK_WIDGET (box));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "call", _ ("C_all"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "call", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  return dialog;
}

gboolean
rb_link_dialog_call (GtkWidget *dialog, GError **error)
{
  LinkData *data = g_object_get_data (G_OBJECT (dialog), data_key);
  g_autoptr (RbAccount) account = NULL;

  g_return_val_if_fail (data != NULL, FALSE);

  account = get_account (data);
  return rb_phone_call (data->phone, account, data->link->target, error) != NULL;
}
