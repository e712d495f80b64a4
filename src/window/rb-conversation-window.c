/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The messages with one person, and an entry to write more. */

#include "rb-conversation-window.h"

struct _RbConversationWindow
{
  AdwWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (RbConversationWindow, rb_conversation_window, ADW_TYPE_WINDOW)

static void
rb_conversation_window_class_init (RbConversationWindowClass *klass)
{
}

static void
rb_conversation_window_init (RbConversationWindow *self)
{
}

void
rb_conversation_window_present (GtkWindow *parent, RbPhone *phone, const char *uri, const char *name)
{
  GtkWindow *window = g_object_new (RB_TYPE_CONVERSATION_WINDOW, "transient-for", parent, "title", name, NULL);

  gtk_window_present (window);
}
