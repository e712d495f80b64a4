/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows what an import of accounts would do before it is done. */

#include "rb-account-preview.h"

#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

#define HEIGHT 280  /* of what is scrolled */
#define MAX_WHOLE 2 /* rows that are not */

static char *
describe (const RbAccountTransferItem *item)
{
  switch (item->kind)
    {
    case RB_ACCOUNT_TRANSFER_ADD:
      return g_strdup (_ ("New. Its password is to be typed afterwards."));
    case RB_ACCOUNT_TRANSFER_CHANGE:
      /* Translators: a list of settings */
      return g_strdup_printf (_ ("Changes: %s"), item->changes);
    case RB_ACCOUNT_TRANSFER_SAME:
      return g_strdup (_ ("Already there"));
    default:
      g_assert_not_reached ();
    }
}

static GtkWidget *
create_row (const RbAccountTransferItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *label = rb_account_dup_label (item->account);
  g_autofree char *address =
      g_strdup_printf ("%s@%s", rb_account_get_user (item->account), rb_account_get_domain (item->account));
  g_autofree char *title = rb_shown_text_line (label);
  g_autofree char *said = describe (item);
  g_autofree char *what = rb_shown_text_line (said);
  g_autofree char *shown = rb_shown_text_line (address);
  g_autofree char *subtitle = g_str_equal (label, address) ? g_strdup (what) : g_strdup_printf ("%s\n%s", shown, what);
  g_autofree char *all = g_strdup_printf (_ ("%1$s: %2$s"), title, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);

  return row;
}

/* Few rows are shown whole: GTK 4.8 takes for the natural height of what is scrolled that of lines that do not wrap. */
static GtkWidget *
scroll (GtkWidget *list, guint n_rows)
{
  GtkWidget *scrolled;

  if (n_rows <= MAX_WHOLE)
    return list;

  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_valign (list, GTK_ALIGN_START);

  return scrolled;
}

GtkWidget *
rb_account_preview_new (GtkWindow *parent, RbAccountTransfer *transfer)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Import These Accounts?"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  g_autofree char *summary = rb_account_transfer_format_summary (transfer);
  gboolean useful =
      rb_account_transfer_count (transfer, RB_ACCOUNT_TRANSFER_SAME) < rb_account_transfer_get_n_items (transfer);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), summary);
  for (guint i = 0; i < rb_account_transfer_get_n_items (transfer); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), create_row (rb_account_transfer_get_item (transfer, i)));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Accounts in the file"), -1);
  gtk_widget_set_margin_start (list, 3);
  gtk_widget_set_margin_end (list, 3);
  gtk_widget_set_margin_top (list, 3);
  gtk_widget_set_margin_bottom (list, 3);
  gtk_box_append (GTK_BOX (box), scroll (list, rb_account_transfer_get_n_items (transfer)));
  if (rb_account_transfer_get_notes (transfer) != NULL)
    {
      GtkWidget *notes = gtk_label_new (rb_account_transfer_get_notes (transfer));

      gtk_label_set_wrap (GTK_LABEL (notes), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (notes), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (notes), 0);
      gtk_box_append (GTK_BOX (box), notes);
    }
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "import", _ ("_Import"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "import", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "import", useful);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), useful ? "import" : "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  return dialog;
}
