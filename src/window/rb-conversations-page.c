/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Messages page of the phone half: a list view over RbChatList. */

#include "rb-conversations-page.h"

#include "rb-contact-completion.h"
#include "rb-conversation-row.h"
#include "rb-conversation-window.h"

struct _RbConversationsPage
{
  AdwBin parent_instance;

  GtkEntry *address;
  GtkWidget *write_button;
  GtkStack *stack;
  GtkListView *list;

  RbPhone *phone;
  RbContactCompletion *completion;
};

G_DEFINE_FINAL_TYPE (RbConversationsPage, rb_conversations_page, ADW_TYPE_BIN)

static GtkWindow *
get_window (RbConversationsPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_items_changed (RbConversationsPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (rb_phone_get_chats (self->phone))) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "conversations" : "empty");
}

static void
on_address_changed (RbConversationsPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));

  gtk_widget_set_sensitive (self->write_button, *text != '\0');
}

static void
on_chosen (RbConversationsPage *self, const char *address)
{
  g_autofree char *kept = g_strdup (address);

  gtk_editable_set_text (GTK_EDITABLE (self->address), "");
  rb_contact_completion_hide (self->completion);
  rb_conversation_window_present (get_window (self), self->phone, kept, NULL);
}

static void
on_write (RbConversationsPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  /* A name: the person's address, or "" while it is asked which. */
  g_autofree char *named = rb_contact_completion_resolve (self->completion, text);
  const char *address = named != NULL ? named : text;

  if (*address != '\0')
    on_chosen (self, address);
}

static void
on_activate (RbConversationsPage *self, guint position)
{
  g_autoptr (RbChat) chat = g_list_model_get_item (G_LIST_MODEL (rb_phone_get_chats (self->phone)), position);

  if (chat != NULL)
    rb_conversation_window_present_chat (get_window (self), self->phone, chat);
}

static void
on_setup (RbConversationsPage *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, rb_conversation_row_new (self->phone));
}

static void
on_bind (RbConversationsPage *self, GtkListItem *item)
{
  rb_conversation_row_set (RB_CONVERSATION_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (RbConversationsPage *self, GtkListItem *item)
{
  rb_conversation_row_set (RB_CONVERSATION_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
rb_conversations_page_dispose (GObject *object)
{
  RbConversationsPage *self = RB_CONVERSATIONS_PAGE (object);

  g_clear_object (&self->completion);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_conversations_page_parent_class)->dispose (object);
}

static void
rb_conversations_page_class_init (RbConversationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_conversations_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-conversations-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbConversationsPage, address);
  gtk_widget_class_bind_template_child (widget_class, RbConversationsPage, write_button);
  gtk_widget_class_bind_template_child (widget_class, RbConversationsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RbConversationsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_write);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
}

static void
rb_conversations_page_init (RbConversationsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_conversations_page_new (RbPhone *phone)
{
  RbConversationsPage *self = g_object_new (RB_TYPE_CONVERSATIONS_PAGE, NULL);
  GListModel *model = G_LIST_MODEL (rb_phone_get_chats (phone));
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->phone = g_object_ref (phone);
  self->completion = rb_contact_completion_new (GTK_WIDGET (self->address), phone);
  g_signal_connect_object (self->completion, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (model)));
  gtk_list_view_set_model (self->list, selection);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self);

  return GTK_WIDGET (self);
}
