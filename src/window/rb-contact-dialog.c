/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One person to look at, change or add. A name or an address is enough; each address is checked where it is
 * written. Opened from the Contacts page, the Calls page and whatever else names somebody. */

#include "rb-contact-dialog.h"

#include "rb-contact-address-row.h"
#include "rb-contact-avatar.h"
#include "rb-contact-photo.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

struct _RbContactDialog
{
  AdwWindow parent_instance;

  GtkButton *cancel_button;
  GtkWidget *save_button;
  GtkLabel *problem;
  GtkWidget *person_group;
  GtkWidget *photo_button;
  AdwAvatar *avatar;
  GtkWidget *no_photo_button;
  GtkEditable *name;
  GtkSwitch *favourite;
  AdwPreferencesGroup *call_group;
  AdwPreferencesGroup *mail_group;
  GtkWidget *add_call_button;
  GtkWidget *add_mail_button;
  GtkTextView *notes;

  RbPhone *phone;
  RbContact *contact; /* as it was; id 0 for a new one */
  GBytes *photo;      /* (nullable) */
  GPtrArray *rows;    /* of RbContactAddressRow, in their order */
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (RbContactDialog, rb_contact_dialog, ADW_TYPE_WINDOW)

static void
show_problem (RbContactDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
update_avatar (RbContactDialog *self)
{
  rb_contact_avatar_show (self->avatar, gtk_editable_get_text (self->name), self->photo);
  gtk_widget_set_visible (self->no_photo_button, self->photo != NULL && gtk_widget_get_sensitive (self->photo_button));
}

static void
set_photo (RbContactDialog *self, GBytes *photo)
{
  if (photo != NULL)
    g_bytes_ref (photo);
  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = photo;
  update_avatar (self);
}

static void
on_remove_photo (RbContactDialog *self)
{
  set_photo (self, NULL);
}

static void
on_photo_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbContactDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = g_task_propagate_pointer (G_TASK (result), &error);

  show_problem (self, error != NULL ? error->message : NULL);
  if (photo != NULL)
    set_photo (self, photo);
}

static void
read_photo (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (data, cancellable, &error);
  g_autoptr (GBytes) bytes = NULL;
  GBytes *photo = NULL;

  if (stream != NULL)
    bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), RB_PHOTO_MAX_BYTES + 1, cancellable, &error);
  if (bytes != NULL)
    photo = rb_contact_photo_new (bytes, &error);
  if (photo != NULL)
    g_task_return_pointer (task, photo, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_photo_chosen (RbContactDialog *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GTask) task = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file == NULL)
    return;

  task = g_task_new (NULL, NULL, on_photo_read, g_object_ref (self));
  g_task_set_task_data (task, g_steal_pointer (&file), g_object_unref);
  g_task_run_in_thread (task, read_photo);
}

static void
on_choose_photo (RbContactDialog *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  self->chooser = gtk_file_chooser_native_new (_ ("Choose a Photo"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Choose"), NULL);
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_pixbuf_formats (filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_photo_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_remove_row (RbContactDialog *self, GtkWidget *row)
{
  AdwPreferencesGroup *group =
      gtk_widget_is_ancestor (row, GTK_WIDGET (self->mail_group)) ? self->mail_group : self->call_group;

  g_ptr_array_remove (self->rows, row);
  adw_preferences_group_remove (group, row);
}

static GtkWidget *
add_row (RbContactDialog *self, gboolean mail, const RbContactAddress *address)
{
  GtkWidget *row = rb_contact_address_row_new (mail, address);

  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove_row), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (mail ? self->mail_group : self->call_group, row);

  return row;
}

static void
on_add_call (RbContactDialog *self)
{
  gtk_widget_grab_focus (add_row (self, FALSE, NULL));
}

static void
on_add_mail (RbContactDialog *self)
{
  gtk_widget_grab_focus (add_row (self, TRUE, NULL));
}

static void
load (RbContactDialog *self)
{
  RbContact *contact = self->contact;

  gtk_editable_set_text (self->name, rb_contact_get_own_name (contact));
  gtk_switch_set_active (self->favourite, rb_contact_is_favourite (contact));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes), rb_contact_get_notes (contact), -1);
  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);

      add_row (self, address->kind == RB_ADDRESS_MAIL, address);
    }
  if (rb_contact_get_n_callable (contact) == 0)
    add_row (self, FALSE, NULL);
  set_photo (self, rb_contact_get_photo (contact));
}

/* One of another address book: to look at. */
static void
make_read_only (RbContactDialog *self)
{
  g_autofree char *text =
      g_strdup_printf (_ ("From the address book “%s”. Change it there."), rb_contact_get_source (self->contact));

  gtk_widget_set_visible (self->save_button, FALSE);
  gtk_button_set_label (self->cancel_button, _ ("Close"));
  gtk_widget_set_sensitive (self->photo_button, FALSE);
  gtk_widget_set_visible (self->add_call_button, FALSE);
  gtk_widget_set_visible (self->add_mail_button, FALSE);
  gtk_widget_set_sensitive (self->person_group, FALSE);
  gtk_text_view_set_editable (self->notes, FALSE);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_sensitive (g_ptr_array_index (self->rows, i), FALSE);
  gtk_label_set_label (self->problem, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
}

static RbContact *
store (RbContactDialog *self)
{
  RbContact *contact = rb_contact_copy (self->contact);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  g_autofree char *notes = NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  notes = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  rb_contact_set_name (contact, gtk_editable_get_text (self->name));
  rb_contact_set_favourite (contact, gtk_switch_get_active (self->favourite));
  rb_contact_set_notes (contact, notes);
  rb_contact_set_photo (contact, self->photo);
  rb_contact_clear_addresses (contact);
  for (guint i = 0; i < self->rows->len; i++)
    rb_contact_address_row_add_to (g_ptr_array_index (self->rows, i), contact);

  return contact;
}

static void
on_save (RbContactDialog *self)
{
  RbContacts *contacts = rb_phone_get_contacts (self->phone);
  g_autoptr (RbContact) contact = NULL;
  g_autoptr (GError) error = NULL;
  gboolean saved;

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *problem = rb_contact_address_row_check (g_ptr_array_index (self->rows, i));

      if (problem != NULL)
        {
          show_problem (self, problem);
          return;
        }
    }

  contact = store (self);
  if (rb_contact_get_id (contact) == 0)
    saved = rb_contacts_add (contacts, contact, &error) != 0;
  else
    saved = rb_contacts_change (contacts, contact, &error);
  if (saved)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_problem (self, error->message);
}

static void
rb_contact_dialog_dispose (GObject *object)
{
  RbContactDialog *self = RB_CONTACT_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->contact);
  g_clear_object (&self->phone);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rb_contact_dialog_parent_class)->dispose (object);
}

static void
rb_contact_dialog_class_init (RbContactDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_contact_dialog_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-contact-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, person_group);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, photo_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, avatar);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, no_photo_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, name);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, favourite);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, call_group);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, mail_group);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, add_call_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, add_mail_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactDialog, notes);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_photo);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_photo);
  gtk_widget_class_bind_template_callback (widget_class, on_add_call);
  gtk_widget_class_bind_template_callback (widget_class, on_add_mail);
  gtk_widget_class_bind_template_callback (widget_class, update_avatar);
}

static void
rb_contact_dialog_init (RbContactDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rb_contact_dialog_present (GtkWindow *parent, RbPhone *phone, RbContact *contact)
{
  RbContactDialog *self;

  g_return_if_fail (RB_IS_PHONE (phone) && rb_phone_get_contacts (phone) != NULL && RB_IS_CONTACT (contact));

  self = g_object_new (RB_TYPE_CONTACT_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, "transient-for", parent,
                       NULL);
  self->phone = g_object_ref (phone);
  self->contact = g_object_ref (contact);
  load (self);
  if (rb_contact_get_id (contact) != 0)
    gtk_window_set_title (GTK_WINDOW (self), _ ("Contact Details"));
  if (rb_contact_get_source (contact) != NULL)
    make_read_only (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
  gtk_window_present (GTK_WINDOW (self));
}

void
rb_contact_dialog_present_new (GtkWindow *parent, RbPhone *phone, const char *name, const char *uri)
{
  g_autoptr (RbContact) contact = rb_contact_new (name);

  if (uri != NULL)
    {
      gboolean typed = g_ascii_strncasecmp (uri, "sip:", 4) != 0 && g_ascii_strncasecmp (uri, "sips:", 5) != 0;
      g_autofree char *address = typed ? g_strdup (uri) : rb_sip_uri_format_short (uri);

      rb_contact_add_address (contact, rb_address_kind_guess (address), NULL, address);
    }
  rb_contact_dialog_present (parent, phone, contact);
}
