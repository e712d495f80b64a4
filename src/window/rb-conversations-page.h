/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The conversations, and an entry to begin one. Opens rb_conversation_window_present(). */
#define RB_TYPE_CONVERSATIONS_PAGE (rb_conversations_page_get_type ())
G_DECLARE_FINAL_TYPE (RbConversationsPage, rb_conversations_page, RB, CONVERSATIONS_PAGE, AdwBin)

GtkWidget *rb_conversations_page_new (RbPhone *phone);

G_END_DECLS
