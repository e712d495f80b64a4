/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Contacts page: a search field and a list view over RbContactList, which makes rows only for what is seen. */

#include "rb-contacts-page.h"

#include "rb-contact-dialog.h"
#include "rb-contact-file.h"
#include "rb-contact-list.h"
#include "rb-contact-row.h"
#include "rb-conversation-window.h"
#include "rb-import-dialog.h"
#include "rb-list-filler.h"
#include "rb-person-window.h"
#include "rb-window.h"

#include <glib/gi18n-lib.h>

struct _RbContactsPage
{
  AdwBin parent_instance;

  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListView *list;

  RbPhone *phone;
  RbContacts *contacts;
  RbContactList *model;
  RbListFiller *filler;
  GtkFileChooserNative *chooser; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RbContactsPage, rb_contacts_page, ADW_TYPE_BIN)

enum
{
  CALL,
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWindow *
get_window (RbContactsPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* What a toast's button takes back. */
typedef struct
{
  RbContacts *contacts;
  gint64 change;
  GtkWindow *window; /* weak */
} Undo;

static void
free_undo (gpointer data)
{
  Undo *undo = data;

  g_clear_weak_pointer (&undo->window);
  g_object_unref (undo->contacts);
  g_free (undo);
}

static void
undo_change (gpointer data)
{
  Undo *undo = data;
  g_autoptr (GError) error = NULL;

  if (!rb_contacts_undo (undo->contacts, undo->change, &error) && undo->window != NULL)
    rb_window_tell (RB_WINDOW (undo->window), error->message);
}

static void
offer_undo (RbContactsPage *self, gint64 change, const char *sentence)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->contacts = g_object_ref (self->contacts);
  undo->change = change;
  g_set_weak_pointer (&undo->window, get_window (self));
  rb_window_toast_undo (RB_WINDOW (undo->window), sentence, undo_change, undo, free_undo);
}

static void
update_stack (RbContactsPage *self)
{
  const char *name = "list";

  if (!rb_contacts_is_loaded (self->contacts))
    name = "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->contacts)) == 0)
    name = "empty";
  else if (rb_contact_list_get_n_contacts (self->model) == 0)
    name = "nothing";
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
on_search_changed (RbContactsPage *self)
{
  rb_list_filler_wait (self->filler);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), 0);
  rb_contact_list_set_query (self->model, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  update_stack (self);
}

static void
on_stop_search (RbContactsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* Enter in the search field: into what was found. */
static void
on_search_activated (RbContactsPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
on_call (RbContactsPage *self, RbContact *contact, const char *address)
{
  g_signal_emit (self, signals[CALL], 0, address);
}

static void
on_message (RbContactsPage *self, RbContact *contact, const char *address)
{
  rb_conversation_window_present (get_window (self), self->phone, address, rb_contact_get_name (contact));
}

static void
on_edit (RbContactsPage *self, RbContact *contact)
{
  rb_contact_dialog_present (get_window (self), self->phone, contact);
}

typedef struct
{
  GSettings *settings;
  char **before;
} Unblock;

static void
free_unblock (gpointer data)
{
  Unblock *unblock = data;

  g_object_unref (unblock->settings);
  g_strfreev (unblock->before);
  g_free (unblock);
}

static void
undo_block (gpointer data)
{
  Unblock *unblock = data;

  g_settings_set_strv (unblock->settings, "blocked", (const char *const *) unblock->before);
}

static void
on_block (RbContactsPage *self, RbContact *contact)
{
  GSettings *settings = rb_phone_get_settings (self->phone);
  Unblock *unblock = g_new0 (Unblock, 1);
  g_autoptr (GStrvBuilder) blocked = g_strv_builder_new ();
  g_autofree char *text = g_strdup_printf (_ ("Calls from %s will be rejected"), rb_contact_get_name (contact));
  g_auto (GStrv) list = NULL;

  unblock->settings = g_object_ref (settings);
  unblock->before = g_settings_get_strv (settings, "blocked");
  g_strv_builder_addv (blocked, (const char **) unblock->before);
  for (guint i = 0; i < rb_contact_get_n_callable (contact); i++)
    {
      const char *address = rb_contact_get_callable (contact, i)->value;

      if (!g_strv_contains ((const char *const *) unblock->before, address))
        g_strv_builder_add (blocked, address);
    }
  list = g_strv_builder_end (blocked);
  g_settings_set_strv (settings, "blocked", (const char *const *) list);
  rb_window_toast_undo (RB_WINDOW (get_window (self)), text, undo_block, unblock, free_unblock);
}

static void
on_delete (RbContactsPage *self, RbContact *contact)
{
  g_autofree char *text = g_strdup_printf (_ ("%s was deleted"), rb_contact_get_name (contact));
  g_autoptr (GError) error = NULL;

  if (rb_contacts_remove (self->contacts, rb_contact_get_id (contact), &error))
    offer_undo (self, rb_contacts_get_last_change (self->contacts), text);
  else
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

static void
on_setup (RbContactsPage *self, GtkListItem *list_item)
{
  GtkWidget *row;

  if (rb_list_filler_reuse_row (self->filler, list_item))
    return;

  row = rb_contact_row_new ();
  rb_contact_row_set_phone (RB_CONTACT_ROW (row), self->phone);
  g_signal_connect_object (row, "call", G_CALLBACK (on_call), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "block", G_CALLBACK (on_block), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete", G_CALLBACK (on_delete), self, G_CONNECT_SWAPPED);
  rb_list_filler_set_row (self->filler, list_item, row);
}

static void
on_teardown (RbContactsPage *self, GtkListItem *list_item)
{
  if (self->filler != NULL) /* not when the page goes */
    rb_list_filler_keep_row (self->filler, list_item);
}

static void
fill_row (GtkListItem *list_item, gpointer data)
{
  RbContactsPage *self = data;
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), gtk_list_item_get_position (list_item));

  gtk_list_item_set_activatable (list_item, RB_IS_CONTACT (item));
  rb_contact_row_set_item (RB_CONTACT_ROW (gtk_list_item_get_child (list_item)), item);
}

static void
on_bind (RbContactsPage *self, GtkListItem *list_item)
{
  rb_list_filler_bind (self->filler, list_item);
}

static void
on_unbind (RbContactsPage *self, GtkListItem *list_item)
{
  if (self->filler != NULL)
    rb_list_filler_unbind (self->filler, list_item);
  if (gtk_list_item_get_child (list_item) != NULL) /* not when the list itself goes */
    rb_contact_row_set_item (RB_CONTACT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_person_call (RbContactsPage *self, const char *address)
{
  g_signal_emit (self, signals[CALL], 0, address);
}

static void
on_activate (RbContactsPage *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (RB_IS_CONTACT (item))
    {
      GtkWidget *person = rb_person_window_new (get_window (self), self->phone, RB_CONTACT (item));

      g_signal_connect_object (person, "call", G_CALLBACK (on_person_call), self, G_CONNECT_SWAPPED);
      gtk_window_present (GTK_WINDOW (person));
    }
}

static void
do_new (GtkWidget *widget, const char *action, GVariant *parameter)
{
  RbContactsPage *self = RB_CONTACTS_PAGE (widget);

  rb_contact_dialog_present_new (get_window (self), self->phone, NULL, NULL);
}

static void
on_imported (RbContactsPage *self, guint n, gint64 change)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u contact was imported", "%u contacts were imported", n), n);

  offer_undo (self, change, text);
}

static void
on_import_chosen (RbContactsPage *self, int response)
{
  g_autoptr (GFile) file = NULL;
  GtkWidget *dialog;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file == NULL)
    return;

  dialog = rb_import_dialog_new (self->contacts, file);
  g_signal_connect_object (dialog, "imported", G_CALLBACK (on_imported), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), get_window (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
do_import (GtkWidget *widget, const char *action, GVariant *parameter)
{
  RbContactsPage *self = RB_CONTACTS_PAGE (widget);
  g_autoptr (GtkFileFilter) people = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  self->chooser = gtk_file_chooser_native_new (_ ("Import Contacts From"), get_window (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  gtk_file_filter_set_name (people, _ ("vCard and CSV files"));
  gtk_file_filter_add_suffix (people, "vcf");
  gtk_file_filter_add_suffix (people, "vcard");
  gtk_file_filter_add_suffix (people, "csv");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), people);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_import_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Ours; the people of another address book are kept there. */
static GPtrArray *
list_all (RbContactsPage *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->contacts)); i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);

      if (rb_contact_get_source (contact) == NULL)
        g_ptr_array_add (all, g_steal_pointer (&contact));
    }

  return all;
}

static void
on_export_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbContactsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    text = g_strdup_printf (_ ("Your contacts were written to %s"), g_file_peek_path (G_FILE (source)));
  else
    text = g_strdup_printf (_ ("Your contacts could not be written: %s"), error->message);
  g_signal_emit (self, signals[PROBLEM], 0, text);
}

static void
on_export_chosen (RbContactsPage *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *choice;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  choice = gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (self->chooser), "format");
  if (file != NULL)
    {
      all = list_all (self);
      bytes =
          rb_contact_file_write (all, choice != NULL ? (RbContactFormat) (choice[0] - '0') : RB_CONTACT_FORMAT_VCARD_4);
      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_export_written,
                                           g_object_ref (self));
    }
  g_clear_object (&self->chooser);
}

static void
do_export (GtkWidget *widget, const char *action, GVariant *parameter)
{
  RbContactsPage *self = RB_CONTACTS_PAGE (widget);
  const char *ids[RB_N_CONTACT_FORMATS + 1] = { "0", "1", "2", "3", NULL };
  const char *names[RB_N_CONTACT_FORMATS + 1] = { NULL };

  for (guint i = 0; i < RB_N_CONTACT_FORMATS; i++)
    names[i] = rb_contact_format_get_name (i);
  self->chooser = gtk_file_chooser_native_new (_ ("Export Contacts"), get_window (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Save"), NULL);
  gtk_file_chooser_add_choice (GTK_FILE_CHOOSER (self->chooser), "format", _ ("Format"), ids, names);
  gtk_file_chooser_set_choice (GTK_FILE_CHOOSER (self->chooser), "format", ids[RB_CONTACT_FORMAT_VCARD_4]);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("contacts.vcf"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_export_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The list is read when somebody looks at it. */
static void
rb_contacts_page_map (GtkWidget *widget)
{
  rb_contacts_load (RB_CONTACTS_PAGE (widget)->contacts);

  GTK_WIDGET_CLASS (rb_contacts_page_parent_class)->map (widget);
}

static void
rb_contacts_page_dispose (GObject *object)
{
  RbContactsPage *self = RB_CONTACTS_PAGE (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->filler);
  g_clear_object (&self->model);
  g_clear_object (&self->contacts);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_contacts_page_parent_class)->dispose (object);
}

static void
rb_contacts_page_class_init (RbContactsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_contacts_page_dispose;
  widget_class->map = rb_contacts_page_map;

  signals[CALL] = g_signal_new ("call", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_install_action (widget_class, "contacts.new", NULL, do_new);
  gtk_widget_class_install_action (widget_class, "contacts.import", NULL, do_import);
  gtk_widget_class_install_action (widget_class, "contacts.export", NULL, do_export);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-contacts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbContactsPage, search);
  gtk_widget_class_bind_template_child (widget_class, RbContactsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RbContactsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_teardown);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
rb_contacts_page_init (RbContactsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_contacts_page_new (RbPhone *phone)
{
  RbContactsPage *self = g_object_new (RB_TYPE_CONTACTS_PAGE, NULL);

  self->phone = g_object_ref (phone);
  self->contacts = g_object_ref (rb_phone_get_contacts (phone));
  self->model = rb_contact_list_new (self->contacts);
  self->filler = rb_list_filler_new (self->list, fill_row, self);
  rb_list_filler_set_model (self->filler, G_LIST_MODEL (self->model));
  g_signal_connect_object (self->contacts, "notify::loaded", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  update_stack (self);

  return GTK_WIDGET (self);
}
