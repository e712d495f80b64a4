/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One address in the contact dialog. What can be called is rb_sip_uri_from_input()'s to say; a number and a SIP
 * address are told apart by how they look. */

#include "rb-contact-address-row.h"

#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Completes a bare user or number: only whether it can be called is asked. */
#define ANY_DOMAIN "example.org"

struct _RbContactAddressRow
{
  AdwEntryRow parent_instance;

  GtkDropDown *label;
  GPtrArray *labels; /* of char *, in the order of the drop-down */
  gboolean mail;
};

G_DEFINE_FINAL_TYPE (RbContactAddressRow, rb_contact_address_row, ADW_TYPE_ENTRY_ROW)

static const char *const call_labels[] = { "mobile", "work", "home", "main", "other", "fax" };
static const char *const mail_labels[] = { "home", "work", "other" };

enum
{
  REMOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_remove (RbContactAddressRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
on_changed (RbContactAddressRow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
}

static void
rb_contact_address_row_finalize (GObject *object)
{
  g_ptr_array_unref (RB_CONTACT_ADDRESS_ROW (object)->labels);

  G_OBJECT_CLASS (rb_contact_address_row_parent_class)->finalize (object);
}

static void
rb_contact_address_row_class_init (RbContactAddressRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_contact_address_row_finalize;

  signals[REMOVE] =
      g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_contact_address_row_init (RbContactAddressRow *self)
{
  self->labels = g_ptr_array_new_with_free_func (g_free);
}

static void
add_label (RbContactAddressRow *self, GtkStringList *texts, const char *label)
{
  g_ptr_array_add (self->labels, g_strdup (label));
  gtk_string_list_append (texts, rb_address_label_to_text (label));
}

/* The labels of its kind; a person's own word is one more. */
static void
fill_labels (RbContactAddressRow *self, const char *wanted)
{
  const char *const *labels = self->mail ? mail_labels : call_labels;
  guint n = self->mail ? G_N_ELEMENTS (mail_labels) : G_N_ELEMENTS (call_labels);
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n; i++)
    {
      add_label (self, texts, labels[i]);
      if (g_strcmp0 (wanted, labels[i]) == 0)
        selected = i;
    }
  if (selected == GTK_INVALID_LIST_POSITION && wanted != NULL)
    {
      add_label (self, texts, wanted);
      selected = self->labels->len - 1;
    }

  gtk_drop_down_set_model (self->label, G_LIST_MODEL (texts));
  gtk_drop_down_set_selected (self->label, selected != GTK_INVALID_LIST_POSITION ? selected : 0);
}

GtkWidget *
rb_contact_address_row_new (gboolean mail, const RbContactAddress *address)
{
  RbContactAddressRow *self = g_object_new (RB_TYPE_CONTACT_ADDRESS_ROW, NULL);
  const char *title = mail ? _ ("Mail address") : _ ("Number or SIP address");
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  self->mail = mail;
  gtk_widget_add_css_class (GTK_WIDGET (self), "address-row");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), mail ? GTK_INPUT_PURPOSE_EMAIL : GTK_INPUT_PURPOSE_URL);

  self->label = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  fill_labels (self, address != NULL ? address->label : NULL);
  gtk_widget_set_valign (GTK_WIDGET (self->label), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), _ ("What kind of address it is"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Kind of address"),
                                  -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->label));

  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_tooltip_text (remove, _ ("Remove this address"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Remove this address"),
                                  -1);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), remove);

  if (address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self), address->value);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);

  return GTK_WIDGET (self);
}

static char *
dup_value (RbContactAddressRow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));
}

char *
rb_contact_address_row_check (RbContactAddressRow *self)
{
  g_autofree char *value = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  char *problem = NULL;

  g_return_val_if_fail (RB_IS_CONTACT_ADDRESS_ROW (self), NULL);

  value = dup_value (self);
  if (value[0] == '\0')
    return NULL;
  if (self->mail)
    {
      const char *at = strchr (value, '@');

      if (at == NULL || at == value || at[1] == '\0' || strpbrk (value, " \t<>\"") != NULL)
        problem = g_strdup_printf (_ ("“%s” is no mail address; one looks like alice@example.org"), value);
    }
  else
    {
      uri = rb_sip_uri_from_input (value, ANY_DOMAIN, &error);
      if (uri == NULL)
        problem = g_strdup (error->message);
    }

  if (problem != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (self), problem);
      gtk_widget_grab_focus (GTK_WIDGET (self));
    }

  return problem;
}

void
rb_contact_address_row_add_to (RbContactAddressRow *self, RbContact *contact)
{
  g_autofree char *value = NULL;
  guint selected;

  g_return_if_fail (RB_IS_CONTACT_ADDRESS_ROW (self));

  value = dup_value (self);
  selected = MIN (gtk_drop_down_get_selected (self->label), self->labels->len - 1);
  rb_contact_add_address (contact, self->mail ? RB_ADDRESS_MAIL : rb_address_kind_guess (value),
                          g_ptr_array_index (self->labels, selected), value);
}
