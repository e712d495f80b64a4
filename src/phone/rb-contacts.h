/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RB_CONTACTS_ERROR (rb_contacts_error_quark ())
GQuark rb_contacts_error_quark (void);
typedef enum
{
  RB_CONTACTS_ERROR_DATABASE,
  RB_CONTACTS_ERROR_FORMAT, /* a file that is no vCard, no CSV … */
} RbContactsError;

/* One person; immutable. */
#define RB_TYPE_CONTACT (rb_contact_get_type ())
G_DECLARE_FINAL_TYPE (RbContact, rb_contact, RB, CONTACT, GObject)

gint64      rb_contact_get_id (RbContact *self);
const char *rb_contact_get_name (RbContact *self);
gboolean    rb_contact_is_favourite (RbContact *self);

/* The people one calls, in SQLite (@path; WAL, versioned schema). GListModel of RbContact in the order of their names. */
#define RB_TYPE_CONTACTS (rb_contacts_get_type ())
G_DECLARE_FINAL_TYPE (RbContacts, rb_contacts, RB, CONTACTS, GObject)

/* Opens or creates @path. A damaged file is moved aside and a new one begun; @notice then holds the sentence to show. */
RbContacts *rb_contacts_open (const char *path, char **notice, GError **error);
/* Who @uri, as a message of an account of @domain (nullable) had it, is. @country: calling code, "" when none.
 * (transfer full) (nullable) */
RbContact  *rb_contacts_match (RbContacts *self, const char *uri, const char *domain, const char *country);

G_END_DECLS
