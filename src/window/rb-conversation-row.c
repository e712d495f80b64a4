/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the Messages page. The list reuses rows: everything shown comes from rb_conversation_row_set(). */

#include "rb-conversation-row.h"

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
  RbConversation *conversation;
};

G_DEFINE_FINAL_TYPE (RbConversationRow, rb_conversation_row, ADW_TYPE_BIN)

char *
rb_conversation_dup_title (RbPhone *phone, RbConversation *conversation)
{
  const char *uri = rb_conversation_get_uri (conversation);
  const char *name = rb_conversation_get_name (conversation);
  g_autofree char *user = rb_sip_uri_get_user (uri);

  return rb_phone_dup_name (phone, rb_phone_get_account_for (phone, uri), uri, name != NULL ? name : user);
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
  RbChatMessage *last = rb_conversation_get_last (self->conversation);
  guint n = rb_conversation_get_n_unread (self->conversation);
  g_autofree char *name = rb_conversation_dup_title (self->phone, self->conversation);
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

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), rb_conversation_get_peer (self->conversation));
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
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_clear_object (&self->conversation);
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

void
rb_conversation_row_set (RbConversationRow *self, RbConversation *conversation)
{
  g_return_if_fail (RB_IS_CONVERSATION_ROW (self));

  clear (self);
  rb_presence_dot_set (self->dot, NULL, NULL);
  if (conversation == NULL)
    return;

  self->conversation = g_object_ref (conversation);
  g_signal_connect_swapped (conversation, "notify", G_CALLBACK (update), self);
  rb_presence_dot_set (self->dot, rb_phone_get_presence (self->phone), rb_conversation_get_uri (conversation));
  update (self);
}
