/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the Messages page. The list reuses rows: everything shown comes from rb_conversation_row_set(). */

#include "rb-conversation-row.h"

#include "rb-contact-avatar.h"
#include "rb-history-text.h"
#include "rb-presence-dot.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

struct _RbConversationRow
{
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name;
  RbPresenceDot *dot;
  GtkLabel *last;
  GtkLabel *when;
  GtkLabel *badge;

  RbPhone *phone;
  RbChat *chat;
};

G_DEFINE_FINAL_TYPE (RbConversationRow, rb_conversation_row, ADW_TYPE_BIN)

char *
rb_conversation_dup_title (RbPhone *phone, RbChat *chat)
{
  RbContact *contact = rb_chat_get_contact (chat);
  RbConversation *latest = rb_chat_get_conversation (chat, 0);
  const char *uri = rb_conversation_get_uri (latest);
  const char *name = rb_conversation_get_name (latest);
  g_autofree char *user = rb_sip_uri_get_user (uri);

  if (contact != NULL)
    return g_strdup (rb_contact_get_name (contact));

  return rb_phone_dup_name (phone, rb_phone_get_chat_account (phone, chat, uri), uri, name != NULL ? name : user);
}

/* The address, or all of them. (transfer full) */
static char *
format_addresses (RbChat *chat)
{
  g_autoptr (GStrvBuilder) peers = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < rb_chat_get_n_conversations (chat); i++)
    g_strv_builder_add (peers, rb_conversation_get_peer (rb_chat_get_conversation (chat, i)));
  list = g_strv_builder_end (peers);

  return g_strjoinv ("\n", list);
}

/* "You: on my way" in one line. */
static char *
format_last (RbChatMessage *last)
{
  g_autofree char *flat = g_strdelimit (g_strdup (rb_chat_message_get_text (last)), "\r\n", ' ');
  g_autofree char *text = rb_shown_text_line (flat);

  if (rb_chat_message_is_incoming (last))
    return g_steal_pointer (&text);

  /* Translators: the last message of a conversation, when it was written by the user */
  return g_strdup_printf (_ ("You: %s"), text);
}

static void
update (RbConversationRow *self)
{
  RbContact *contact = rb_chat_get_contact (self->chat);
  RbChatMessage *last = rb_chat_get_last (self->chat);
  guint n = rb_chat_get_n_unread (self->chat);
  g_autofree char *name = rb_conversation_dup_title (self->phone, self->chat);
  g_autofree char *addresses = format_addresses (self->chat);
  g_autofree char *text = last != NULL ? format_last (last) : g_strdup ("");
  g_autofree char *when =
      last != NULL ? rb_format_when (rb_chat_message_get_time_us (last), g_get_real_time ()) : g_strdup ("");
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *unread = g_strdup_printf (ngettext ("%u unread message", "%u unread messages", n), n);
  g_autofree char *all = NULL;

  if (n > 0)
    /* Translators: read out for one conversation: who, how many unread messages, the last message, when */
    all = g_strdup_printf (_ ("%1$s, %2$s, %3$s, %4$s"), name, unread, text, when);
  else
    /* Translators: read out for one conversation: who, the last message, when */
    all = g_strdup_printf (_ ("%1$s, %2$s, %3$s"), name, text, when);

  rb_contact_avatar_show (self->avatar, name, contact != NULL ? rb_contact_get_photo (contact) : NULL);
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), addresses);
  gtk_label_set_label (self->last, text);
  gtk_label_set_label (self->when, when);
  gtk_label_set_label (self->badge, count);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), n > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->badge), unread);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

static void
clear (RbConversationRow *self)
{
  if (self->chat != NULL)
    g_signal_handlers_disconnect_by_data (self->chat, self);
  g_clear_object (&self->chat);
}

static void
rb_conversation_row_dispose (GObject *object)
{
  RbConversationRow *self = RB_CONVERSATION_ROW (object);

  clear (self);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_conversation_row_parent_class)->dispose (object);
}

static void
rb_conversation_row_class_init (RbConversationRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_conversation_row_dispose;

  g_type_ensure (RB_TYPE_PRESENCE_DOT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-conversation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RbConversationRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, RbConversationRow, name);
  gtk_widget_class_bind_template_child (widget_class, RbConversationRow, dot);
  gtk_widget_class_bind_template_child (widget_class, RbConversationRow, last);
  gtk_widget_class_bind_template_child (widget_class, RbConversationRow, when);
  gtk_widget_class_bind_template_child (widget_class, RbConversationRow, badge);
}

static void
rb_conversation_row_init (RbConversationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_conversation_row_new (RbPhone *phone)
{
  RbConversationRow *self = g_object_new (RB_TYPE_CONVERSATION_ROW, NULL);

  self->phone = g_object_ref (phone);

  return GTK_WIDGET (self);
}

static void
on_contact_changed (RbConversationRow *self)
{
  RbContact *contact = rb_chat_get_contact (self->chat);
  const char *uri = rb_conversation_get_uri (rb_chat_get_conversation (self->chat, 0));
  g_autofree char *known = contact != NULL ? rb_phone_dup_presence_uri (self->phone, contact) : NULL;

  rb_presence_dot_set (self->dot, rb_phone_get_presence (self->phone), known != NULL ? known : uri);
  update (self);
}

void
rb_conversation_row_set (RbConversationRow *self, RbChat *chat)
{
  g_return_if_fail (RB_IS_CONVERSATION_ROW (self));

  clear (self);
  rb_presence_dot_set (self->dot, NULL, NULL);
  if (chat == NULL)
    return;

  self->chat = g_object_ref (chat);
  g_signal_connect_swapped (chat, "notify::last", G_CALLBACK (update), self);
  g_signal_connect_swapped (chat, "notify::unread", G_CALLBACK (update), self);
  g_signal_connect_swapped (chat, "notify::contact", G_CALLBACK (on_contact_changed), self);
  on_contact_changed (self);
}
