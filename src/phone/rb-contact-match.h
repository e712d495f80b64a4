/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact.h"

G_BEGIN_DECLS

/* Whose address a URI of the network is; pure. */

/* The keys under which an address is found that could be @uri, as an account of @domain (nullable) received it.
 * (transfer full) */
GStrv rb_contact_match_list_keys (const char *uri, const char *domain);
/* The key that an address is kept under. (transfer full) (nullable): mail has none */
char *rb_contact_match_make_key (const RbContactAddress *address);
/* How well @address fits: 0 not at all, the higher the better. @country as in rb-number.h. */
guint rb_contact_match_grade (const RbContactAddress *address, const char *uri, const char *domain, const char *country);

G_END_DECLS
