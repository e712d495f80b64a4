/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* One person: name, photo, addresses, notes. */
#define RB_TYPE_CONTACT_DIALOG (rb_contact_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RbContactDialog, rb_contact_dialog, RB, CONTACT_DIALOG, AdwWindow)

/* Shows @contact to change it; one of another address book only to look at. */
void rb_contact_dialog_present (GtkWindow *parent, RbPhone *phone, RbContact *contact);
/* "Add to contacts": an empty one with @name and @uri (both nullable; a SIP URI or what a person may type) filled in. */
void rb_contact_dialog_present_new (GtkWindow *parent, RbPhone *phone, const char *name, const char *uri);

G_END_DECLS
