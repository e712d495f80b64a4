/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages with one person, and an entry to write more. The list holds what RbConversation holds; new messages are
 * followed while the end is in sight, and are read when the window has the focus. */

#include "rb-conversation-window.h"

#include "rb-conversation-bubble.h"
#include "rb-conversation-row.h"
#include "rb-sip-message.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WINDOW_KEY "rb-conversation-window"
/* The entry says how much is left when less than this is. */
#define NEARLY_FULL_BYTES 400

struct _RbConversationWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
  GtkWidget *earlier_button;
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkTextView *entry;
  GtkLabel *left;
  GtkWidget *send_button;

  RbPhone *phone;
  RbConversation *conversation;
  char *uri;
  gboolean watched;
  gboolean follow; /* the end of the list is in sight, and stays so */
};

G_DEFINE_FINAL_TYPE (RbConversationWindow, rb_conversation_window, ADW_TYPE_WINDOW)

static void
tell (RbConversationWindow *self, const char *sentence)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  adw_toast_set_custom_title (toast, label);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static char *
dup_text (RbConversationWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->entry);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
on_text_changed (RbConversationWindow *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *bare = g_strstrip (g_strdup (text));
  int left = RB_SIP_MESSAGE_MAX_BYTES - (int) strlen (text);
  g_autofree char *digits = g_strdup_printf ("%d", left);

  gtk_widget_set_sensitive (self->send_button, *bare != '\0' && left >= 0);
  gtk_label_set_label (self->left, digits);
  gtk_widget_set_visible (GTK_WIDGET (self->left), left < NEARLY_FULL_BYTES);
  if (left < 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->left), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->left), "error");
}

/* The account of the conversation's last message, where it still exists. (transfer none) (nullable) */
static RbAccount *
find_account (RbConversationWindow *self)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);
  const char *id = rb_conversation_get_account_id (self->conversation);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (strcmp (rb_account_get_id (account), id) == 0)
        return account; /* the model keeps it */
    }

  return NULL;
}

static void
on_send (RbConversationWindow *self)
{
  g_autofree char *text = g_strchomp (dup_text (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (RbChatMessage) message = NULL;

  if (!gtk_widget_get_sensitive (self->send_button))
    return;

  self->follow = TRUE;
  message = rb_phone_send_message (self->phone, find_account (self), self->uri, text, &error);
  if (message == NULL)
    tell (self, error->message);
  else
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->entry), "", 0);
}

/* Enter sends, unless the input method wants it; with Shift it begins a line. */
static gboolean
on_key (RbConversationWindow *self, guint key, guint code, GdkModifierType modifiers, GtkEventController *controller)
{
  if (gtk_text_view_im_context_filter_keypress (self->entry, gtk_event_controller_get_current_event (controller)))
    return GDK_EVENT_STOP;
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (modifiers & GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  on_send (self);

  return GDK_EVENT_STOP;
}

static void
on_call (RbConversationWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (rb_phone_call (self->phone, find_account (self), self->uri, &error) == NULL)
    tell (self, error->message);
}

static void
on_delete_response (RbConversationWindow *self, const char *response)
{
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (response, "delete") != 0)
    return;

  if (rb_message_store_delete (rb_phone_get_messages (self->phone), self->conversation, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    tell (self, error->message);
}

static void
on_delete (RbConversationWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);

  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Delete this conversation?"));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("All messages with %s will be gone for ever."),
                                  adw_window_title_get_title (self->title));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_retry (RbConversationWindow *self, RbChatMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (!rb_phone_resend_message (self->phone, message, &error))
    tell (self, error->message);
}

static GtkWidget *
create_bubble (gpointer item, gpointer data)
{
  RbConversationWindow *self = data;
  GtkWidget *bubble = rb_conversation_bubble_new (item, adw_window_title_get_title (self->title));

  g_signal_connect_object (bubble, "retry", G_CALLBACK (on_retry), self, G_CONNECT_SWAPPED);

  return bubble;
}

static void
on_earlier (RbConversationWindow *self)
{
  self->follow = FALSE;
  rb_conversation_load_earlier (self->conversation);
  gtk_widget_set_visible (self->earlier_button, rb_conversation_has_earlier (self->conversation));
}

static void
on_upper_changed (RbConversationWindow *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->follow)
    gtk_adjustment_set_value (adjustment,
                              gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

static void
on_scrolled (RbConversationWindow *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->follow = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
                 gtk_adjustment_get_upper (adjustment) - 1;
}

static void
mark_read (RbConversationWindow *self)
{
  if (self->conversation != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    rb_message_store_mark_read (rb_phone_get_messages (self->phone), self->conversation);
}

/* "alice@example.org · On the phone" */
static void
update_subtitle (RbConversationWindow *self)
{
  RbPresenceState state = rb_presence_get_state (rb_phone_get_presence (self->phone), self->uri);
  const char *peer = rb_conversation_get_peer (self->conversation);
  g_autofree char *both = NULL;

  if (state == RB_PRESENCE_UNKNOWN)
    {
      adw_window_title_set_subtitle (self->title, peer);
      return;
    }

  /* Translators: an address, and what the person does (“On the phone”) */
  both = g_strdup_printf (_ ("%1$s · %2$s"), peer, rb_presence_state_to_text (state));
  adw_window_title_set_subtitle (self->title, both);
}

static void
rb_conversation_window_dispose (GObject *object)
{
  RbConversationWindow *self = RB_CONVERSATION_WINDOW (object);

  if (self->watched)
    rb_presence_unwatch (rb_phone_get_presence (self->phone), self->uri);
  self->watched = FALSE;
  if (self->conversation != NULL)
    g_object_set_data (G_OBJECT (self->conversation), WINDOW_KEY, NULL);
  g_clear_object (&self->conversation);
  g_clear_object (&self->phone);
  g_clear_pointer (&self->uri, g_free);

  G_OBJECT_CLASS (rb_conversation_window_parent_class)->dispose (object);
}

static void
rb_conversation_window_class_init (RbConversationWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_conversation_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-conversation-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, list);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, left);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, send_button);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_call);
  gtk_widget_class_bind_template_callback (widget_class, on_delete);
  gtk_widget_class_bind_template_callback (widget_class, on_earlier);
  gtk_widget_class_bind_template_callback (widget_class, mark_read);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rb_conversation_window_init (RbConversationWindow *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->follow = TRUE;
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "notify::upper", G_CALLBACK (on_upper_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "notify::page-size", G_CALLBACK (on_upper_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

static void
on_presence_changed (RbConversationWindow *self, const char *uri)
{
  if (rb_presence_is_same (uri, self->uri))
    update_subtitle (self);
}

static void
set_person (RbConversationWindow *self, RbPhone *phone, RbConversation *conversation, const char *uri, const char *name)
{
  RbPresence *presence = rb_phone_get_presence (phone);
  g_autofree char *title = name != NULL ? g_strdup (name) : rb_conversation_dup_title (phone, conversation);

  self->phone = g_object_ref (phone);
  self->conversation = g_object_ref (conversation);
  self->uri = g_strdup (uri);
  self->watched = rb_presence_watch (presence, uri);
  g_object_set_data (G_OBJECT (conversation), WINDOW_KEY, self);
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  update_subtitle (self);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (conversation), create_bubble, self, NULL);
  gtk_widget_set_visible (self->earlier_button, rb_conversation_has_earlier (conversation));
  g_signal_connect_object (presence, "changed", G_CALLBACK (on_presence_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::unread", G_CALLBACK (mark_read), self, G_CONNECT_SWAPPED);
}

void
rb_conversation_window_present (GtkWindow *parent, RbPhone *phone, const char *uri, const char *name)
{
  RbAccount *account;
  RbConversation *conversation;
  GtkWidget *window;
  g_autofree char *target = NULL;

  g_return_if_fail (RB_IS_PHONE (phone) && uri != NULL);

  account = rb_phone_get_account_for (phone, uri);
  target = rb_sip_uri_from_input (uri, account != NULL ? rb_account_get_domain (account) : NULL, NULL);
  if (target == NULL)
    target = g_strdup (uri); /* sending tells what is wrong with it */
  conversation = rb_message_store_get_conversation (rb_phone_get_messages (phone), target);
  window = g_object_get_data (G_OBJECT (conversation), WINDOW_KEY);
  if (window == NULL)
    {
      window = g_object_new (RB_TYPE_CONVERSATION_WINDOW, "transient-for", parent, NULL);
      set_person (RB_CONVERSATION_WINDOW (window), phone, conversation, target, name);
    }

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (GTK_WIDGET (RB_CONVERSATION_WINDOW (window)->entry));
}
