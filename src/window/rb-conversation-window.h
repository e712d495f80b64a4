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
 * @name: (nullable): what to call the person; else the contact of that address, else the address
 *
 * Shows the conversation with @uri, in the window it has already where there is one, ready to write.
 */
void rb_conversation_window_present (GtkWindow *parent, RbPhone *phone, const char *uri, const char *name);

G_END_DECLS
