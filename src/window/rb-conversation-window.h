/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The messages with one person, and an entry to write more. One window for each person. */
#define RB_TYPE_CONVERSATION_WINDOW (rb_conversation_window_get_type ())
G_DECLARE_FINAL_TYPE (RbConversationWindow, rb_conversation_window, RB, CONVERSATION_WINDOW, AdwWindow)

/**
 * rb_conversation_window_present:
 * @parent: (nullable): the window it belongs to
 * @uri: whom to write to: a SIP URI, or what a person may type for one
 * @name: (nullable): what to call a stranger
 *
 * Shows the messages with the person who has the address @uri, in the window there is already where there is one, ready to
 * write to that address.
 */
void rb_conversation_window_present (GtkWindow *parent, RbPhone *phone, const char *uri, const char *name);
/* … ready to write to where the person was last heard from. */
void rb_conversation_window_present_chat (GtkWindow *parent, RbPhone *phone, RbChat *chat);

G_END_DECLS
