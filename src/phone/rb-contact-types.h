/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words that files use for kinds of addresses, and the labels of RbContactAddress. */

/* "CELL", "Mobile", "手机" → "mobile". NULL for words that are no kind of address ("PREF", "VOICE", …). */
const char *rb_contact_type_to_label (const char *type);
/* "mobile" → "cell" (RFC 6350 6.4.1). NULL when vCard has no word for it; "" when none is needed. */
const char *rb_contact_label_to_vcard (const char *label);
/* "mobile" → "Mobile", as Google writes it; an own word as it is. */
const char *rb_contact_label_to_google (const char *label);
/* Whether a list of categories or labels has the mark of favourites. */
gboolean    rb_contact_is_starred (const char *categories);

G_END_DECLS
