/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One person: where the addresses, the messages and the calls meet. Opened from the Contacts page. Everything is filled
 * anew when it changes: there are few rows. */

#include "rb-person-window.h"

#include "rb-contact-avatar.h"
#include "rb-contact-dialog.h"
#include "rb-conversation-window.h"
#include "rb-history-search.h"
#include "rb-history-text.h"
#include "rb-presence-dot.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define MAX_CALLS 20
#define MAX_LOOKED_AT 200 /* calls that could be the person's */
#define MAX_TEXT 80       /* characters of the last message */

struct _RbPersonWindow
{
  AdwWindow parent_instance;

  GtkWidget *edit_button;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkWidget *addresses_group;
  GtkListBox *addresses;
  GtkWidget *messages_group;
  GtkListBox *messages;
  GtkWidget *calls_group;
  GtkListBox *calls;
  GtkWidget *notes_group;
  GtkLabel *notes;

  RbPhone *phone;
  RbContact *contact;
  RbChat *chat;            /* (nullable): nothing can be written to */
  RbHistorySearch *search; /* (nullable) */
  GPtrArray *watched;      /* of char *: URIs */
};

G_DEFINE_FINAL_TYPE (RbPersonWindow, rb_person_window, ADW_TYPE_WINDOW)

static guint call_signal;

static char *
make_uri (RbPersonWindow *self, const char *address)
{
  RbAccount *account = rb_phone_get_account_for (self->phone, address);

  return rb_sip_uri_from_input (address, account != NULL ? rb_account_get_domain (account) : NULL, NULL);
}

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
set_label (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
set_row (GtkWidget *row, const char *title, const char *subtitle)
{
  /* Translators: read out for a line: what is above, and what is below it */
  g_autofree char *all = g_strdup_printf (_ ("%1$s, %2$s"), title, subtitle);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  set_label (row, all);
}

/* A row of @title and @subtitle, neither of which is markup. */
static GtkWidget *
append_row (GtkListBox *list, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  set_row (row, title, subtitle);
  gtk_list_box_append (list, row);

  return row;
}

static void
on_call (GtkWidget *button, RbPersonWindow *self)
{
  g_signal_emit (self, call_signal, 0, g_object_get_data (G_OBJECT (button), "address"));
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_write (GtkWidget *button, RbPersonWindow *self)
{
  rb_conversation_window_present (gtk_window_get_transient_for (GTK_WINDOW (self)), self->phone,
                                  g_object_get_data (G_OBJECT (button), "address"), NULL);
}

static void
add_button (RbPersonWindow *self, GtkWidget *row, const char *icon, const char *label, const char *address,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  set_label (button, label);
  g_object_set_data_full (G_OBJECT (button), "address", g_strdup (address), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* "Mobile · On the phone" */
static char *
format_address_facts (RbPersonWindow *self, const RbContactAddress *address, const char *uri)
{
  g_autofree char *label = rb_shown_text_line (rb_address_label_to_text (address->label));
  RbPresence *presence = rb_phone_get_presence (self->phone);
  RbPresenceState state = uri != NULL ? rb_presence_get_state (presence, uri) : RB_PRESENCE_UNKNOWN;
  const char *note = uri != NULL ? rb_presence_get_note (presence, uri) : NULL;

  if (state == RB_PRESENCE_UNKNOWN)
    return g_steal_pointer (&label);
  if (note != NULL && *note != '\0')
    /* Translators: the kind of an address (Work, Mobile …), what the person does (“Away”), what the person wrote of it
     */
    return g_strdup_printf (_ ("%1$s · %2$s · %3$s"), label, rb_presence_state_to_text (state), note);

  /* Translators: the kind of an address (Work, Mobile …), and what the person does (“On the phone”) */
  return g_strdup_printf (_ ("%1$s · %2$s"), label, rb_presence_state_to_text (state));
}

static void
show_addresses (RbPersonWindow *self)
{
  clear_list (self->addresses);
  for (guint i = 0; i < rb_contact_get_n_addresses (self->contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (self->contact, i);
      gboolean callable = address->kind != RB_ADDRESS_MAIL;
      g_autofree char *uri = callable ? make_uri (self, address->value) : NULL;
      g_autofree char *value = rb_shown_text_line (address->value);
      g_autofree char *facts = format_address_facts (self, address, uri);
      g_autofree char *call = g_strdup_printf (_ ("Call %s"), value);
      g_autofree char *write = g_strdup_printf (_ ("Write to %s"), value);
      GtkWidget *row = append_row (self->addresses, value, facts);
      GtkWidget *dot;

      if (!callable)
        continue;
      dot = rb_presence_dot_new ();
      rb_presence_dot_set (RB_PRESENCE_DOT (dot), uri != NULL ? rb_phone_get_presence (self->phone) : NULL, uri);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), dot);
      add_button (self, row, "mail-unread-symbolic", write, address->value, G_CALLBACK (on_write));
      add_button (self, row, "call-start-symbolic", call, address->value, G_CALLBACK (on_call));
    }
  gtk_widget_set_visible (self->addresses_group, rb_contact_get_n_addresses (self->contact) > 0);
}

static void
on_presence_changed (RbPersonWindow *self)
{
  for (guint i = 0; i < rb_contact_get_n_addresses (self->contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (self->contact, i);
      g_autofree char *uri = address->kind != RB_ADDRESS_MAIL ? make_uri (self, address->value) : NULL;
      g_autofree char *value = rb_shown_text_line (address->value);
      g_autofree char *facts = format_address_facts (self, address, uri);

      set_row (GTK_WIDGET (gtk_list_box_get_row_at_index (self->addresses, (int) i)), value, facts);
    }
}

static void
on_messages_activated (RbPersonWindow *self)
{
  rb_conversation_window_present_chat (gtk_window_get_transient_for (GTK_WINDOW (self)), self->phone, self->chat);
}

static void
show_messages (RbPersonWindow *self)
{
  RbChatMessage *last = self->chat != NULL ? rb_chat_get_last (self->chat) : NULL;
  guint n = self->chat != NULL ? rb_chat_get_n_unread (self->chat) : 0;

  clear_list (self->messages);
  gtk_widget_set_visible (self->messages_group, last != NULL);
  if (last != NULL)
    {
      g_autofree char *text = rb_shown_text_cut (rb_chat_message_get_text (last), MAX_TEXT);
      g_autofree char *when = rb_format_when (rb_chat_message_get_time_us (last), g_get_real_time ());
      g_autofree char *unread = g_strdup_printf (ngettext ("%u unread message", "%u unread messages", n), n);
      /* Translators: below the last message of a person: when it was written, how many are not read yet */
      g_autofree char *facts = n > 0 ? g_strdup_printf (_ ("%1$s · %2$s"), when, unread) : g_strdup (when);
      GtkWidget *row = append_row (self->messages, text, facts);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    }
}

static gboolean
is_of_person (RbPersonWindow *self, RbHistoryItem *item)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);
  g_autoptr (RbContact) contact = NULL;
  RbAccount *account = NULL;

  for (guint i = 0; account == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) one = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (rb_account_get_id (one), rb_history_item_get_account_id (item)) == 0)
        account = one; /* the model keeps it */
    }
  contact = rb_phone_find_contact (self->phone, account, rb_history_item_get_remote_uri (item));

  return contact != NULL && rb_contact_get_id (contact) == rb_contact_get_id (self->contact);
}

static void
show_calls (RbPersonWindow *self)
{
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->search)), MAX_LOOKED_AT);
  guint n_shown = 0;

  clear_list (self->calls);
  for (guint i = 0; i < n && n_shown < MAX_CALLS; i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->search), i);
      g_autofree char *verdict = NULL;
      g_autofree char *when = NULL;
      g_autofree char *peer = NULL;
      g_autofree char *facts = NULL;
      GtkWidget *icon;

      if (item == NULL || !is_of_person (self, item))
        continue;

      verdict = rb_history_item_format_verdict (item);
      when = rb_format_when (rb_history_item_get_start_us (item), g_get_real_time ());
      peer = rb_sip_uri_format_short (rb_history_item_get_remote_uri (item));
      /* Translators: below a past call: incoming or outgoing, when, and the address */
      facts = g_strdup_printf (_ ("%1$s · %2$s · %3$s"), rb_history_item_get_direction_label (item), when, peer);
      icon = gtk_image_new_from_icon_name (rb_history_item_get_icon (item));
      if (rb_history_item_is_missed (item))
        gtk_widget_add_css_class (icon, "error");
      adw_action_row_add_prefix (ADW_ACTION_ROW (append_row (self->calls, verdict, facts)), icon);
      n_shown++;
    }
  gtk_widget_set_visible (self->calls_group, n_shown > 0);
}

/* All of the contact's, whatever was asked for. */
static GPtrArray *
list_addresses (const char *word, gpointer data)
{
  RbPersonWindow *self = data;
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rb_contact_get_n_callable (self->contact); i++)
    g_ptr_array_add (addresses, g_strdup (rb_contact_get_callable (self->contact, i)->value));

  return addresses;
}

static void
find_calls (RbPersonWindow *self)
{
  const RbHistoryQuery query = { .text = RB_HISTORY_PEOPLE, .find_people = list_addresses, .data = self };

  if (self->search != NULL)
    rb_history_search_set_query (self->search, &query);
}

static void
find_messages (RbPersonWindow *self)
{
  RbChatList *chats = rb_phone_get_chats (self->phone);
  RbChat *chat = NULL;

  for (guint i = 0; i < rb_contact_get_n_callable (self->contact) && (chat == NULL || rb_chat_get_last (chat) == NULL);
       i++)
    {
      g_autofree char *uri = make_uri (self, rb_contact_get_callable (self->contact, i)->value);

      if (uri != NULL)
        chat = rb_chat_list_get (chats, uri);
    }
  if (self->chat != NULL)
    g_signal_handlers_disconnect_by_data (self->chat, self);
  g_set_object (&self->chat, chat);
  if (chat != NULL)
    g_signal_connect_swapped (chat, "notify", G_CALLBACK (show_messages), self);
  show_messages (self);
}

static void
watch (RbPersonWindow *self)
{
  RbPresence *presence = rb_phone_get_presence (self->phone);
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->watched);

  self->watched = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; self->contact != NULL && i < rb_contact_get_n_callable (self->contact); i++)
    {
      g_autofree char *uri = make_uri (self, rb_contact_get_callable (self->contact, i)->value);

      if (uri != NULL && rb_presence_watch (presence, uri))
        g_ptr_array_add (self->watched, g_steal_pointer (&uri));
    }
  for (guint i = 0; i < before->len; i++)
    rb_presence_unwatch (presence, g_ptr_array_index (before, i));
}

static void
show_contact (RbPersonWindow *self)
{
  g_autofree char *name = rb_shown_text_line (rb_contact_get_name (self->contact));
  const char *notes = rb_contact_get_notes (self->contact);

  gtk_window_set_title (GTK_WINDOW (self), name);
  gtk_label_set_label (self->name, name);
  rb_contact_avatar_show (self->avatar, name, rb_contact_get_photo (self->contact));
  gtk_widget_set_visible (self->edit_button, rb_contact_get_source (self->contact) == NULL);
  gtk_label_set_text (self->notes, notes);
  gtk_widget_set_visible (self->notes_group, *notes != '\0');
  watch (self);
  show_addresses (self);
  find_messages (self);
  find_calls (self);
}

static void
on_contacts_changed (RbPersonWindow *self)
{
  g_autoptr (RbContact) now = rb_contacts_get (rb_phone_get_contacts (self->phone), rb_contact_get_id (self->contact));

  if (now == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  g_set_object (&self->contact, now);
  show_contact (self);
}

static void
on_edit (RbPersonWindow *self)
{
  rb_contact_dialog_present (GTK_WINDOW (self), self->phone, self->contact);
}

static void
rb_person_window_dispose (GObject *object)
{
  RbPersonWindow *self = RB_PERSON_WINDOW (object);

  g_clear_object (&self->contact);
  if (self->phone != NULL)
    watch (self); /* nobody any more */
  if (self->chat != NULL)
    g_signal_handlers_disconnect_by_data (self->chat, self);
  g_clear_object (&self->chat);
  g_clear_object (&self->search);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_person_window_parent_class)->dispose (object);
}

static void
rb_person_window_finalize (GObject *object)
{
  g_ptr_array_unref (RB_PERSON_WINDOW (object)->watched);

  G_OBJECT_CLASS (rb_person_window_parent_class)->finalize (object);
}

static void
rb_person_window_class_init (RbPersonWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_person_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_person_window_finalize;

  call_signal = g_signal_new ("call", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-person-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, avatar);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, name);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, addresses_group);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, addresses);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, messages_group);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, messages);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, calls_group);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, calls);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, notes_group);
  gtk_widget_class_bind_template_child (widget_class, RbPersonWindow, notes);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_messages_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rb_person_window_init (RbPersonWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->watched = g_ptr_array_new_with_free_func (g_free);
}

GtkWidget *
rb_person_window_new (GtkWindow *parent, RbPhone *phone, RbContact *contact)
{
  RbPersonWindow *self;

  g_return_val_if_fail (RB_IS_PHONE (phone) && RB_IS_CONTACT (contact), NULL);

  self = g_object_new (RB_TYPE_PERSON_WINDOW, "transient-for", parent, NULL);
  self->phone = g_object_ref (phone);
  self->contact = g_object_ref (contact);
  if (rb_phone_get_history (phone) != NULL)
    {
      self->search = rb_history_search_new (rb_phone_get_history (phone));
      g_signal_connect_object (self->search, "searched", G_CALLBACK (show_calls), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (rb_phone_get_contacts (phone), "changed", G_CALLBACK (on_contacts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_chats (phone), "grouped", G_CALLBACK (find_messages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_presence (phone), "changed", G_CALLBACK (on_presence_changed), self,
                           G_CONNECT_SWAPPED);
  show_contact (self);

  return GTK_WIDGET (self);
}
