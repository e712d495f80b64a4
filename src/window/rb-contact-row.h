/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-contact-list.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* A row of the Contacts page. Signals, each with the RbContact *:
 *  "call" (RbContact *, const char *address)
 *  "message" (RbContact *, const char *address)
 *  "block" (RbContact *)
 *  "edit" (RbContact *)
 *  "delete" (RbContact *) */
#define RB_TYPE_CONTACT_ROW (rb_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (RbContactRow, rb_contact_row, RB, CONTACT_ROW, AdwBin)

GtkWidget *rb_contact_row_new (void);
/* Whose presence is shown beside the name. */
void       rb_contact_row_set_phone (RbContactRow *self, RbPhone *phone);
/* @item: an RbContact, an RbContactSection, or NULL when the list takes the row back. */
void       rb_contact_row_set_item (RbContactRow *self, GObject *item);

G_END_DECLS
