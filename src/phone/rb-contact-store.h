/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contacts.h"
#include "rb-database.h"

G_BEGIN_DECLS

/* Contacts in their tables. For RbContacts and, with a database of its own, for the thread that imports. */

/* Opens @path; the list of what can be undone begins anew when @fresh. */
RbDatabase *rb_contact_store_open (const char *path, gboolean fresh, char **notice, GError **error);

/* What follows is one change, to be undone as one. Between BEGIN and COMMIT. */
gboolean    rb_contact_store_begin_change (RbDatabase *db, GError **error);
gint64      rb_contact_store_get_last_change (RbDatabase *db);
/* Adds @contact, or takes the place of the one of its id. Its id, 0 on error. Not committed. */
gint64      rb_contact_store_write (RbDatabase *db, RbContact *contact, GError **error);
gboolean    rb_contact_store_remove (RbDatabase *db, gint64 id, GError **error);
gboolean    rb_contact_store_undo (RbDatabase *db, gint64 change, GError **error);

RbContact  *rb_contact_store_read (RbDatabase *db, gint64 id); /* (transfer full) (nullable) */

/* Calls @each with id, favourite, sort key and search text, in the order of the list. FALSE on error. */
typedef void (*RbContactStoreEach) (gint64 id, gboolean favourite, const char *sort_key, const char *search, gpointer data);
gboolean    rb_contact_store_list (RbDatabase *db, gint64 only_id, RbContactStoreEach each, gpointer data, GError **error);
/* Adds the ids (gint64) of those with an address of @key; no more than anybody could tell apart. */
void        rb_contact_store_find_key (RbDatabase *db, const char *key, GArray *ids);
/* Adds the ids of those whose name is written like @name, or reads so. */
void        rb_contact_store_find_name (RbDatabase *db, const char *name, GArray *ids);
/* Adds the ids, at most @max, of those that @change touched. */
void        rb_contact_store_find_changed (RbDatabase *db, gint64 change, guint max, GArray *ids);
/* The id of the contact with that vCard UID, 0 when there is none. */
gint64      rb_contact_store_find_uid (RbDatabase *db, const char *uid);

G_END_DECLS
