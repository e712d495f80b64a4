/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The mailbox: a badge, and one click to listen. */

#include "rb-voicemail-button.h"

#include <glib/gi18n-lib.h>

struct _RbVoicemailButton
{
  AdwBin parent_instance;

  GtkButton *button;
  GtkLabel *count;
  RbPhone *phone;
};

G_DEFINE_FINAL_TYPE (RbVoicemailButton, rb_voicemail_button, ADW_TYPE_BIN)

static guint problem;

static char *
describe (gboolean waiting, guint n)
{
  if (n > 0)
    return g_strdup_printf (
        ngettext ("%u new voice message. Call the mailbox", "%u new voice messages. Call the mailbox", n), n);

  return g_strdup (waiting ? _ ("New voice messages. Call the mailbox")
                           : _ ("No new voice messages. Call the mailbox"));
}

static void
update (RbVoicemailButton *self)
{
  RbVoicemail *voicemail = rb_phone_get_voicemail (self->phone);
  guint n;
  gboolean waiting = rb_voicemail_is_waiting (voicemail, &n);
  g_autofree char *text = describe (waiting, n);
  g_autofree char *digits = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("•");

  gtk_label_set_label (self->count, digits);
  gtk_widget_set_visible (GTK_WIDGET (self->count), waiting);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), rb_voicemail_choose (voicemail) != NULL);
}

static void
on_clicked (RbVoicemailButton *self)
{
  RbAccount *account = rb_voicemail_choose (rb_phone_get_voicemail (self->phone));
  g_autoptr (GError) error = NULL;

  if (account != NULL && rb_phone_call (self->phone, account, rb_account_get_voicemail (account), &error) == NULL)
    g_signal_emit (self, problem, 0, error->message);
}

static void
rb_voicemail_button_dispose (GObject *object)
{
  RbVoicemailButton *self = RB_VOICEMAIL_BUTTON (object);

  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_voicemail_button_parent_class)->dispose (object);
}

static void
rb_voicemail_button_class_init (RbVoicemailButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_voicemail_button_dispose;

  problem = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                          G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rb_voicemail_button_init (RbVoicemailButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  self->button = GTK_BUTTON (gtk_button_new ());
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "unread-badge");
  gtk_widget_set_valign (GTK_WIDGET (self->count), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("rb-voicemail-symbolic"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_button_set_child (self->button, box);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
rb_voicemail_button_new (void)
{
  return g_object_new (RB_TYPE_VOICEMAIL_BUTTON, NULL);
}

void
rb_voicemail_button_set_phone (RbVoicemailButton *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_VOICEMAIL_BUTTON (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  g_signal_connect_object (rb_phone_get_voicemail (phone), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
