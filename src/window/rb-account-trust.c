/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The question whether to trust one certificate. No is the default, and the words say what yes
 * would mean; everything in the certificate was written by whoever made it. */

#include "rb-account-trust.h"

#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

/* Characters of the narrowest lines: the dialog is as high as they need, however wide it is. */
#define WIDE_LINE 60
#define NARROW_LINE 36
#define WIDE 600      /* pixels of the window */
#define ROW_SPACING 6 /* pixels above each line's title */

static void
add_line (GtkGrid *grid, int line, int n_chars, const char *title, const char *text, gboolean is_code)
{
  GtkWidget *name = gtk_label_new (title);
  GtkWidget *value = gtk_label_new (text);
  /* Translators: one line of a certificate read out: what it is, then its value */
  g_autofree char *all = g_strdup_printf (_ ("%1$s: %2$s"), title, text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_set_margin_top (name, ROW_SPACING);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (value), n_chars);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_hexpand (value, TRUE);
  if (is_code)
    gtk_widget_add_css_class (value, "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  gtk_grid_attach (grid, name, 0, 2 * line, 1, 1);
  gtk_grid_attach (grid, value, 0, 2 * line + 1, 1, 1);
}

static char *
format_date (gint64 unix_s)
{
  g_autoptr (GDateTime) date = unix_s != 0 ? g_date_time_new_from_unix_local (unix_s) : NULL;

  return date != NULL ? g_date_time_format (date, "%x") : g_strdup (_ ("not known"));
}

static char *
format_line (const char *text)
{
  return text != NULL && text[0] != '\0' ? rb_shown_text_line (text) : g_strdup (_ ("nobody"));
}

static GtkWidget *
create_details (const RbSipCertificate *certificate, const char *pinned, const char *body, int n_chars)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *server = format_line (certificate->server);
  g_autofree char *subject = format_line (certificate->subject);
  g_autofree char *names = format_line (certificate->names);
  g_autofree char *issuer = format_line (certificate->issuer);
  g_autofree char *from = format_date (certificate->not_before);
  g_autofree char *to = format_date (certificate->not_after);
  /* Translators: two dates */
  g_autofree char *valid = g_strdup_printf (_ ("%1$s to %2$s"), from, to);
  g_autofree char *fingerprint = rb_sip_certificate_format_fingerprint (certificate->fingerprint);
  g_autofree char *old = pinned != NULL ? rb_sip_certificate_format_fingerprint (pinned) : NULL;
  GtkWidget *label = gtk_label_new (body);
  int line = 1;

  /* Not the dialog's own body: of Chinese text it asks for far too much height. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), n_chars);
  gtk_widget_set_margin_bottom (label, ROW_SPACING);
  gtk_grid_attach (GTK_GRID (grid), label, 0, 0, 1, 1);
  add_line (GTK_GRID (grid), line++, n_chars, _ ("Shown by"), server, FALSE);
  add_line (GTK_GRID (grid), line++, n_chars, _ ("It claims to be"), subject, FALSE);
  add_line (GTK_GRID (grid), line++, n_chars, _ ("Made for"), names, FALSE);
  add_line (GTK_GRID (grid), line++, n_chars, _ ("Vouched for by"), issuer, FALSE);
  add_line (GTK_GRID (grid), line++, n_chars, _ ("Valid"), valid, FALSE);
  add_line (GTK_GRID (grid), line++, n_chars, _ ("SHA-256 fingerprint"), fingerprint, TRUE);
  if (certificate->changed && old != NULL)
    add_line (GTK_GRID (grid), line++, n_chars, _ ("Trusted until now"), old, TRUE);

  return grid;
}

GtkWidget *
rb_account_trust_dialog_new (GtkWindow *parent, const RbSipCertificate *certificate, const char *pinned)
{
  GtkWidget *dialog = adw_message_dialog_new (
      parent, certificate->changed ? _ ("The Certificate Has Changed") : _ ("Trust This Certificate?"), NULL);
  g_autofree char *reason = rb_shown_text_line (certificate->reason);
  g_autofree char *body = NULL;

  body = g_strdup_printf (
      _ ("%s Compare the fingerprint with one that the owner of the server gave you another way. Whoever has this "
         "certificate could read your password and your calls."),
      reason);
  adw_message_dialog_set_extra_child (
      ADW_MESSAGE_DIALOG (dialog),
      create_details (certificate, pinned, body,
                      gtk_widget_get_width (GTK_WIDGET (parent)) < WIDE ? NARROW_LINE : WIDE_LINE));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Do Not Trust"), "trust",
                                    _ ("_Trust Only This One"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "trust", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "fingerprint", g_strdup (certificate->fingerprint), g_free);

  return dialog;
}

const char *
rb_account_trust_dialog_get_fingerprint (GtkWidget *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), "fingerprint");
}
