/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message of a conversation. The text never becomes markup, and an address in it is no link. */

#include "rb-conversation-bubble.h"

#include "rb-history-text.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

struct _RbConversationBubble
{
  GtkListBoxRow parent_instance;

  GtkWidget *box;
  GtkLabel *address;
  GtkLabel *text;
  GtkLabel *status;
  GtkWidget *retry_button;

  RbChatMessage *message;
  char *who;
};

G_DEFINE_FINAL_TYPE (RbConversationBubble, rb_conversation_bubble, GTK_TYPE_LIST_BOX_ROW)

static guint retry;

static void
on_retry (RbConversationBubble *self)
{
  g_signal_emit (self, retry, 0, self->message);
}

static void
update (RbConversationBubble *self)
{
  RbChatMessageState state = rb_chat_message_get_state (self->message);
  gboolean lost = state == RB_CHAT_MESSAGE_FAILED || state == RB_CHAT_MESSAGE_UNKNOWN;
  const char *reason = rb_chat_message_get_reason (self->message);
  g_autofree char *when = rb_format_when (rb_chat_message_get_time_us (self->message), g_get_real_time ());
  const char *text = rb_chat_message_get_text (self->message);
  const char *address = gtk_label_get_label (self->address);
  gboolean addressed = gtk_widget_get_visible (GTK_WIDGET (self->address));
  g_autofree char *status = NULL;
  g_autofree char *all = NULL;

  if (rb_chat_message_is_incoming (self->message))
    status = g_strdup (when);
  else if (state == RB_CHAT_MESSAGE_FAILED && reason != NULL)
    /* Translators: under a message: when it was written, and why it was not delivered (a sentence) */
    status = g_strdup_printf (_ ("%1$s · Not delivered: %2$s"), when, reason);
  else
    /* Translators: under a message: when it was written, and what became of it (“Delivered”) */
    status = g_strdup_printf (_ ("%1$s · %2$s"), when, rb_chat_message_format_state (self->message));

  gtk_label_set_label (self->status, status);
  gtk_widget_remove_css_class (GTK_WIDGET (self->status), lost ? "dim-label" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->status), lost ? "error" : "dim-label");
  gtk_widget_set_visible (self->retry_button, lost);
  if (rb_chat_message_is_incoming (self->message) && addressed)
    /* Translators: read out for one message: who wrote it, from which address, when, and the text */
    all = g_strdup_printf (_ ("%1$s from %2$s, %3$s: %4$s"), self->who, address, status, text);
  else if (rb_chat_message_is_incoming (self->message))
    /* Translators: read out for one message: who wrote it, when, and the text */
    all = g_strdup_printf (_ ("%1$s, %2$s: %3$s"), self->who, status, text);
  else if (addressed)
    /* Translators: read out for a message of the user: to which address, when and what became of it, and the text */
    all = g_strdup_printf (_ ("You to %1$s, %2$s: %3$s"), address, status, text);
  else
    /* Translators: read out for a message of the user: when and what became of it, and the text */
    all = g_strdup_printf (_ ("You, %1$s: %2$s"), status, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}

static void
rb_conversation_bubble_dispose (GObject *object)
{
  RbConversationBubble *self = RB_CONVERSATION_BUBBLE (object);

  g_clear_object (&self->message);
  g_clear_pointer (&self->who, g_free);

  G_OBJECT_CLASS (rb_conversation_bubble_parent_class)->dispose (object);
}

static void
rb_conversation_bubble_class_init (RbConversationBubbleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_conversation_bubble_dispose;

  retry = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                        RB_TYPE_CHAT_MESSAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-conversation-bubble.ui");
  gtk_widget_class_bind_template_child (widget_class, RbConversationBubble, box);
  gtk_widget_class_bind_template_child (widget_class, RbConversationBubble, address);
  gtk_widget_class_bind_template_child (widget_class, RbConversationBubble, text);
  gtk_widget_class_bind_template_child (widget_class, RbConversationBubble, status);
  gtk_widget_class_bind_template_child (widget_class, RbConversationBubble, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
}

static void
rb_conversation_bubble_init (RbConversationBubble *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_conversation_bubble_new (RbChatMessage *message, const char *who)
{
  RbConversationBubble *self = g_object_new (RB_TYPE_CONVERSATION_BUBBLE, NULL);
  gboolean incoming = rb_chat_message_is_incoming (message);
  g_autofree char *peer = rb_sip_uri_format_short (rb_chat_message_get_uri (message));
  g_autofree char *address = rb_shown_text_line (peer);

  self->message = g_object_ref (message);
  self->who = g_strdup (who);
  gtk_label_set_text (self->text, rb_chat_message_get_text (message));
  gtk_widget_add_css_class (GTK_WIDGET (self->text), incoming ? "received" : "sent");
  gtk_label_set_label (self->address, address);
  gtk_widget_set_halign (GTK_WIDGET (self->address), incoming ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_halign (self->box, incoming ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_halign (GTK_WIDGET (self->text), incoming ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_halign (gtk_widget_get_parent (GTK_WIDGET (self->status)), incoming ? GTK_ALIGN_START : GTK_ALIGN_END);
  g_signal_connect_object (message, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

RbChatMessage *
rb_conversation_bubble_get_message (RbConversationBubble *self)
{
  g_return_val_if_fail (RB_IS_CONVERSATION_BUBBLE (self), NULL);

  return self->message;
}

void
rb_conversation_bubble_show_address (RbConversationBubble *self, gboolean show)
{
  g_return_if_fail (RB_IS_CONVERSATION_BUBBLE (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->address)) == show)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->address), show);
  update (self);
}
