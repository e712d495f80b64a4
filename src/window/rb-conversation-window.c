/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages with one person, and an entry to write more. The list holds what RbChat holds; new messages are followed
 * while the end is in sight, and are read when the window has the focus. Where the person has several addresses it is
 * shown which one a message goes to: where he was last heard from, until another is chosen. */

#include "rb-conversation-window.h"

#include "rb-conversation-bubble.h"
#include "rb-conversation-row.h"
#include "rb-sip-message.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"
#include "rb-window.h"

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
  GtkWidget *to_box;
  GtkDropDown *to;
  GtkTextView *entry;
  GtkLabel *left;
  GtkWidget *send_button;

  RbPhone *phone;
  RbChat *chat;
  GPtrArray *addresses; /* of RbChatAddress, of the lines of @to */
  char *name;           /* (nullable): of a stranger */
  char *uri;            /* where a message goes to */
  gboolean chosen;      /* by the person */
  gboolean watched;
  gboolean follow;   /* the end of the list is in sight, and stays so */
  guint follow_tick; /* 0: the end is shown */
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

static RbAccount *
find_account (RbConversationWindow *self)
{
  return rb_phone_get_chat_account (self->phone, self->chat, self->uri);
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
undo_removal (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!rb_message_removal_undo (data, &error))
    g_warning ("%s", error->message);
}

/* All messages of the person, until the toast that offers Undo in the window behind this one is taken. */
static void
on_delete (RbConversationWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (GPtrArray) conversations = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  RbMessageRemoval *removal;

  for (guint i = 0; i < rb_chat_get_n_conversations (self->chat); i++)
    g_ptr_array_add (conversations, rb_chat_get_conversation (self->chat, i));
  removal = rb_message_store_remove (rb_phone_get_messages (self->phone), conversations, &error);
  if (removal == NULL)
    {
      tell (self, error->message);
      return;
    }

  sentence = g_strdup_printf (_ ("The messages with %s were deleted"), adw_window_title_get_title (self->title));
  rb_window_toast_undo (RB_WINDOW (parent), sentence, undo_removal, removal, (GDestroyNotify) rb_message_removal_free);
  gtk_window_close (GTK_WINDOW (self));
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
  rb_chat_load_earlier (self->chat);
  gtk_widget_set_visible (self->earlier_button, rb_chat_has_earlier (self->chat));
}

static gboolean
follow_end (GtkWidget *scroller, GdkFrameClock *clock, gpointer data)
{
  RbConversationWindow *self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->follow_tick = 0;
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));

  return G_SOURCE_REMOVE;
}

/* This is told while sizes are being given out: a value set now would be shown one change later. */
static void
on_upper_changed (RbConversationWindow *self)
{
  if (self->follow && self->follow_tick == 0)
    self->follow_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->scroller), follow_end, self, NULL);
}

static void
on_scrolled (RbConversationWindow *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->follow_tick != 0)
    return;

  self->follow = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
                 gtk_adjustment_get_upper (adjustment) - 1;
}

static void
mark_read (RbConversationWindow *self)
{
  if (self->chat == NULL || !gtk_window_is_active (GTK_WINDOW (self)))
    return;

  for (guint i = 0; i < rb_chat_get_n_conversations (self->chat); i++)
    rb_message_store_mark_read (rb_phone_get_messages (self->phone), rb_chat_get_conversation (self->chat, i));
}

/* "alice@example.org · On the phone" */
static void
update_subtitle (RbConversationWindow *self)
{
  RbPresenceState state = rb_presence_get_state (rb_phone_get_presence (self->phone), self->uri);
  g_autofree char *peer = rb_sip_uri_format_short (self->uri);
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

/* Whether it is another. */
static gboolean
update_title (RbConversationWindow *self)
{
  g_autofree char *title = self->name != NULL && rb_chat_get_contact (self->chat) == NULL
                               ? g_strdup (self->name)
                               : rb_conversation_dup_title (self->phone, self->chat);

  if (g_str_equal (title, adw_window_title_get_title (self->title)))
    return FALSE;

  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);

  return TRUE;
}

/* The bubbles say who wrote them. */
static void
fill_list (RbConversationWindow *self)
{
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->chat), create_bubble, self, NULL);
}

/* "Mobile · +86 138…" (transfer full) */
static char *
format_address (const RbChatAddress *address)
{
  g_autofree char *value = rb_shown_text_line (address->value);
  g_autofree char *label = NULL;

  if (address->label == NULL)
    return g_steal_pointer (&value);

  label = rb_shown_text_line (rb_address_label_to_text (address->label));

  /* Translators: an address of a person: what kind (Work, Mobile …), and the address itself */
  return g_strdup_printf (_ ("%1$s · %2$s"), label, value);
}

static void
set_uri (RbConversationWindow *self, const char *uri)
{
  RbPresence *presence = rb_phone_get_presence (self->phone);
  g_autofree char *before = g_steal_pointer (&self->uri);
  gboolean watched = self->watched;

  self->uri = g_strdup (uri);
  self->watched = rb_presence_watch (presence, uri);
  if (watched)
    rb_presence_unwatch (presence, before);
  update_subtitle (self);
}

/* What would be taken anyway goes on following the person. */
static void
choose_uri (RbConversationWindow *self, const char *uri)
{
  self->chosen = !rb_presence_is_same (uri, rb_chat_get_reply_uri (self->chat));
  set_uri (self, uri);
}

static void
on_to_selected (RbConversationWindow *self)
{
  guint selected = gtk_drop_down_get_selected (self->to);

  if (selected >= self->addresses->len)
    return;

  choose_uri (self, ((RbChatAddress *) g_ptr_array_index (self->addresses, selected))->uri);
}

static void
on_to_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, label);
}

static void
on_to_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *line = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (line));
}

/* Sets the lines of the choice; where they are the same it may be open just now. */
static void
set_lines (RbConversationWindow *self, const char *const *lines, guint selected)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (lines);
  GtkStringList *before = GTK_STRING_LIST (gtk_drop_down_get_model (self->to));
  gboolean same = before != NULL && g_list_model_get_n_items (G_LIST_MODEL (before)) == g_strv_length ((char **) lines);

  for (guint i = 0; same && lines[i] != NULL; i++)
    same = g_str_equal (gtk_string_list_get_string (before, i), lines[i]);

  g_signal_handlers_block_by_func (self->to, on_to_selected, self);
  if (!same)
    gtk_drop_down_set_model (self->to, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->to, selected);
  g_signal_handlers_unblock_by_func (self->to, on_to_selected, self);
}

/* The addresses there are, and the one in use. */
static void
update_addresses (RbConversationWindow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  guint selected = 0;

  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  self->addresses = rb_phone_list_chat_addresses (self->phone, self->chat);
  while (selected < self->addresses->len &&
         !rb_presence_is_same (((RbChatAddress *) g_ptr_array_index (self->addresses, selected))->uri, self->uri))
    selected++;
  if (selected == self->addresses->len)
    g_ptr_array_add (self->addresses, rb_chat_address_new (self->uri));
  for (guint i = 0; i < self->addresses->len; i++)
    {
      g_autofree char *line = format_address (g_ptr_array_index (self->addresses, i));

      g_strv_builder_add (builder, line);
    }
  lines = g_strv_builder_end (builder);
  set_lines (self, (const char *const *) lines, selected);
  gtk_widget_set_visible (self->to_box, self->addresses->len > 1);
}

/* Each message says by which address, where that is not the one of the message before. */
static void
on_neighbours_changed (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  RbConversationWindow *self = data;
  RbConversationBubble *bubble = RB_CONVERSATION_BUBBLE (row);
  const char *uri = rb_chat_message_get_uri (rb_conversation_bubble_get_message (bubble));
  gboolean other = FALSE;

  if (before != NULL)
    other = !rb_presence_is_same (
        uri, rb_chat_message_get_uri (rb_conversation_bubble_get_message (RB_CONVERSATION_BUBBLE (before))));
  else if (self->chat != NULL) /* the window does not go */
    other = rb_chat_get_n_conversations (self->chat) > 1;
  rb_conversation_bubble_show_address (bubble, other);
}

/* A message came or went. */
static void
on_last_changed (RbConversationWindow *self)
{
  if (!self->chosen && rb_chat_get_last (self->chat) != NULL)
    set_uri (self, rb_chat_get_reply_uri (self->chat));
  update_addresses (self);
}

static void
on_contact_changed (RbConversationWindow *self)
{
  if (update_title (self))
    fill_list (self);
  update_addresses (self);
}

static void
leave_chat (RbConversationWindow *self)
{
  if (self->chat == NULL)
    return;

  if (g_object_get_data (G_OBJECT (self->chat), WINDOW_KEY) == self)
    g_object_set_data (G_OBJECT (self->chat), WINDOW_KEY, NULL);
  g_signal_handlers_disconnect_by_data (self->chat, self);
  g_clear_object (&self->chat);
}

static void
set_chat (RbConversationWindow *self, RbChat *chat)
{
  leave_chat (self);
  self->chat = g_object_ref (chat);
  if (g_object_get_data (G_OBJECT (chat), WINDOW_KEY) == NULL)
    g_object_set_data (G_OBJECT (chat), WINDOW_KEY, self);
  update_title (self);
  fill_list (self);
  gtk_widget_set_visible (self->earlier_button, rb_chat_has_earlier (chat));
  g_signal_connect_swapped (chat, "notify::unread", G_CALLBACK (mark_read), self);
  g_signal_connect_swapped (chat, "notify::last", G_CALLBACK (on_last_changed), self);
  g_signal_connect_swapped (chat, "notify::contact", G_CALLBACK (on_contact_changed), self);
  update_addresses (self);
  mark_read (self);
}

/* Who has the address may be another person now. */
static void
on_grouped (RbConversationWindow *self)
{
  RbChat *chat = rb_chat_list_get (rb_phone_get_chats (self->phone), self->uri);

  if (chat != self->chat)
    set_chat (self, chat);
  else
    update_addresses (self);
  gtk_list_box_invalidate_headers (self->list);
}

static void
rb_conversation_window_dispose (GObject *object)
{
  RbConversationWindow *self = RB_CONVERSATION_WINDOW (object);

  if (self->watched)
    rb_presence_unwatch (rb_phone_get_presence (self->phone), self->uri);
  self->watched = FALSE;
  leave_chat (self);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_object (&self->phone);
  g_clear_pointer (&self->name, g_free);
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
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, to_box);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, to);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, left);
  gtk_widget_class_bind_template_child (widget_class, RbConversationWindow, send_button);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_call);
  gtk_widget_class_bind_template_callback (widget_class, on_delete);
  gtk_widget_class_bind_template_callback (widget_class, on_earlier);
  gtk_widget_class_bind_template_callback (widget_class, on_to_selected);
  gtk_widget_class_bind_template_callback (widget_class, mark_read);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rb_conversation_window_init (RbConversationWindow *self)
{
  g_autoptr (GtkListItemFactory) lines = gtk_signal_list_item_factory_new ();
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Not in the template, which would connect these when the first line has been made. */
  g_signal_connect (lines, "setup", G_CALLBACK (on_to_setup), NULL);
  g_signal_connect (lines, "bind", G_CALLBACK (on_to_bind), NULL);
  gtk_drop_down_set_factory (self->to, lines);
  self->follow = TRUE;
  self->addresses = g_ptr_array_new ();
  gtk_list_box_set_header_func (self->list, on_neighbours_changed, self, NULL);
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

/* @uri: (nullable): where the person was last heard from */
static void
present (GtkWindow *parent, RbPhone *phone, RbChat *chat, const char *uri, const char *name)
{
  RbConversationWindow *self = g_object_get_data (G_OBJECT (chat), WINDOW_KEY);

  if (self == NULL)
    {
      self = g_object_new (RB_TYPE_CONVERSATION_WINDOW, "transient-for", parent, NULL);
      self->phone = g_object_ref (phone);
      self->name = g_strdup (name);
      set_uri (self, uri != NULL ? uri : rb_chat_get_reply_uri (chat));
      set_chat (self, chat);
      g_signal_connect_object (rb_phone_get_presence (phone), "changed", G_CALLBACK (on_presence_changed), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (rb_phone_get_chats (phone), "grouped", G_CALLBACK (on_grouped), self, G_CONNECT_SWAPPED);
    }
  if (uri != NULL)
    {
      choose_uri (self, uri);
      update_addresses (self);
    }

  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
rb_conversation_window_present (GtkWindow *parent, RbPhone *phone, const char *uri, const char *name)
{
  RbAccount *account;
  g_autofree char *target = NULL;

  g_return_if_fail (RB_IS_PHONE (phone) && uri != NULL);

  account = rb_phone_get_account_for (phone, uri);
  target = rb_sip_uri_from_input (uri, account != NULL ? rb_account_get_domain (account) : NULL, NULL);
  if (target == NULL)
    target = g_strdup (uri); /* sending tells what is wrong with it */
  present (parent, phone, rb_chat_list_get (rb_phone_get_chats (phone), target), target, name);
}

void
rb_conversation_window_present_chat (GtkWindow *parent, RbPhone *phone, RbChat *chat)
{
  g_return_if_fail (RB_IS_PHONE (phone) && RB_IS_CHAT (chat));

  present (parent, phone, chat, NULL, NULL);
}
