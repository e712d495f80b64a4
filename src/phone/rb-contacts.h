/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact.h"

G_BEGIN_DECLS

#define RB_CONTACTS_ERROR (rb_contacts_error_quark ())
GQuark rb_contacts_error_quark (void);
typedef enum
{
  RB_CONTACTS_ERROR_DATABASE, /* what keeps them failed; see also RB_DATABASE_ERROR */
  RB_CONTACTS_ERROR_FORMAT,   /* a file that is no vCard, no CSV … */
  RB_CONTACTS_ERROR_CONTACT,  /* nobody of that id, one of another address book, a person without name and address */
} RbContactsError;

/* The people one calls, in SQLite (@path; WAL, versioned schema). Main thread only.
 * GListModel of RbContact: favourites first, then by name (Chinese names by pinyin). The list is empty until
 * rb_contacts_load() has been called and has ended ("loaded" notifies); matching works at once.
 * Signal "changed": somebody was added, changed or removed: what rb_contacts_match() said may be different now. */
#define RB_TYPE_CONTACTS (rb_contacts_get_type ())
G_DECLARE_FINAL_TYPE (RbContacts, rb_contacts, RB, CONTACTS, GObject)

/* Opens or creates @path. A damaged file is moved aside and a new one begun; @notice then holds the sentence to show. */
RbContacts *rb_contacts_open (const char *path, char **notice, GError **error);
/* Begins to read the list, in a thread, once; what shows the list calls it. */
void        rb_contacts_load (RbContacts *self);
gboolean    rb_contacts_is_loaded (RbContacts *self); /* property "loaded" */

/* Who @uri, as a message of an account of @domain (nullable) had it, is. @country: calling code, "" or NULL: that of
 * the desktop's region. Nobody when two people could be meant. (transfer full) (nullable) */
RbContact  *rb_contacts_match (RbContacts *self, const char *uri, const char *domain, const char *country);
RbContact  *rb_contacts_get (RbContacts *self, gint64 id); /* with photo (transfer full) (nullable) */

/* Each is one transaction, seen at once by matching and list, and can be undone by its number. */
gint64      rb_contacts_add (RbContacts *self, RbContact *contact, GError **error); /* the id, 0 on error */
gboolean    rb_contacts_change (RbContacts *self, RbContact *contact, GError **error); /* the one of its id */
gboolean    rb_contacts_remove (RbContacts *self, gint64 id, GError **error);
/* Number of the latest change; what rb_contacts_undo() takes, until the program ends. */
gint64      rb_contacts_get_last_change (RbContacts *self);
gboolean    rb_contacts_undo (RbContacts *self, gint64 change, GError **error);

/* Those that @query finds, in the order of the list; all for "". Words of the query are beginnings of words of name
 * or address (case and accents do not matter), pinyin or its initials, or digits in any grouping; each must be found.
 * At most @max (0: all). (transfer full): of guint, positions in the model, true until it changes. */
GArray     *rb_contacts_search (RbContacts *self, const char *query, guint max);
/* The part of the list that @position is in: 'A' … 'Z', another script's letter, '#'. */
#define RB_SECTION_FAVOURITES 0x2605 /* ★ */
gunichar    rb_contacts_get_section (RbContacts *self, guint position);

/* The people of another address book, shown beside ours and matched; NULL or empty takes them away. */
void        rb_contacts_set_foreign (RbContacts *self, const char *source, GPtrArray *contacts);

G_END_DECLS
