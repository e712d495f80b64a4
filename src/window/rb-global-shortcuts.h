/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* Keys that answer, end and mute calls while another program has the keyboard, where the desktop has a portal for them
 * (org.freedesktop.portal.GlobalShortcuts). The desktop is asked for none before the person wants some (setting
 * “global-shortcuts”), and which keys they are is the desktop's to know.
 * Properties, to be read and watched: "available" (gboolean): the portal is there; "keys" (string, nullable): which
 * keys do what, a line each, in the desktop's words.
 * Signal: "problem" (const char *sentence)  what the person chose did not work */
#define RB_TYPE_GLOBAL_SHORTCUTS (rb_global_shortcuts_get_type ())
G_DECLARE_FINAL_TYPE (RbGlobalShortcuts, rb_global_shortcuts, RB, GLOBAL_SHORTCUTS, GObject)

/* @bus: (nullable): that of the session. Disposing it gives the keys back. */
RbGlobalShortcuts *rb_global_shortcuts_new (RbPhone *phone, GDBusConnection *bus);
/* Has the desktop ask the person which keys they want; nothing without the portal. */
void               rb_global_shortcuts_choose (RbGlobalShortcuts *self);

G_END_DECLS
