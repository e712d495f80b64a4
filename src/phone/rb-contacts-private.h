/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact-store.h"

G_BEGIN_DECLS

/* For the lists and the import beside RbContacts. */

const char *rb_contacts_get_path (RbContacts *self);
/* After another database connection changed anything. */
void        rb_contacts_reload (RbContacts *self);
/* Another number for the row at @position whenever what it shows may have changed. */
guint64     rb_contacts_get_serial (RbContacts *self, guint position);

G_END_DECLS
