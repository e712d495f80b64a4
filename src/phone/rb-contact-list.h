/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contacts.h"

G_BEGIN_DECLS

/* Heading of a part of the list. */
#define RB_TYPE_CONTACT_SECTION (rb_contact_section_get_type ())
G_DECLARE_FINAL_TYPE (RbContactSection, rb_contact_section, RB, CONTACT_SECTION, GObject)
const char *rb_contact_section_get_title (RbContactSection *self);

/* What a query finds among contacts: GListModel of RbContact in the order of the list; without a query of all, with an
 * RbContactSection before each letter. Only the rows that are different go and come, so a view stays where it is. */
#define RB_TYPE_CONTACT_LIST (rb_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (RbContactList, rb_contact_list, RB, CONTACT_LIST, GObject)

RbContactList *rb_contact_list_new (RbContacts *contacts);
void           rb_contact_list_set_query (RbContactList *self, const char *query);
guint          rb_contact_list_get_n_contacts (RbContactList *self); /* without headings */

G_END_DECLS
