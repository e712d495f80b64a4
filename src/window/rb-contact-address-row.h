/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-contact.h"

G_BEGIN_DECLS

/* One address in the contact dialog: what it is, its label, and a button to remove it. Signal "remove" (). */
#define RB_TYPE_CONTACT_ADDRESS_ROW (rb_contact_address_row_get_type ())
G_DECLARE_FINAL_TYPE (RbContactAddressRow, rb_contact_address_row, RB, CONTACT_ADDRESS_ROW, AdwEntryRow)

/* @mail: an address for mail, else one to call. @address: (nullable): what to begin with */
GtkWidget *rb_contact_address_row_new (gboolean mail, const RbContactAddress *address);
/* The problem with what is written, marked in the row; NULL when there is none. (transfer full) (nullable) */
char      *rb_contact_address_row_check (RbContactAddressRow *self);
/* Adds what is written, unless nothing is. */
void       rb_contact_address_row_add_to (RbContactAddressRow *self, RbContact *contact);

G_END_DECLS
