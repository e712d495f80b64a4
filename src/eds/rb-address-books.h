/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contacts.h"

G_BEGIN_DECLS

/* Shows the people of the desktop's address books (evolution-data-server) beside those of an RbContacts and follows
 * what changes there; read only. Does nothing where it is not installed, or the feature was not built. */
#define RB_TYPE_ADDRESS_BOOKS (rb_address_books_get_type ())
G_DECLARE_FINAL_TYPE (RbAddressBooks, rb_address_books, RB, ADDRESS_BOOKS, GObject)

RbAddressBooks *rb_address_books_new (RbContacts *contacts);

G_END_DECLS
