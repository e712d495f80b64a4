/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* All there is of one contact: the addresses with what is known of their presence, to call and to write to, the
 * messages, the latest calls, the notes. Signal "call" (const char *address): then it is closed. */
#define RB_TYPE_PERSON_WINDOW (rb_person_window_get_type ())
G_DECLARE_FINAL_TYPE (RbPersonWindow, rb_person_window, RB, PERSON_WINDOW, AdwWindow)

/* @contact: of the phone's contacts. It follows what is changed there, and closes when the contact is removed. */
GtkWidget *rb_person_window_new (GtkWindow *parent, RbPhone *phone, RbContact *contact);

G_END_DECLS
