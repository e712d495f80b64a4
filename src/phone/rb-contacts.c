/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people one calls. */

#include "rb-contacts.h"

struct _RbContacts
{
  GObject parent_instance;
};

G_DEFINE_QUARK (rb - contacts - error - quark, rb_contacts_error)
G_DEFINE_FINAL_TYPE (RbContacts, rb_contacts, G_TYPE_OBJECT)

static void
rb_contacts_class_init (RbContactsClass *klass)
{
}

static void
rb_contacts_init (RbContacts *self)
{
}

RbContacts *
rb_contacts_open (const char *path, char **notice, GError **error)
{
  return g_object_new (RB_TYPE_CONTACTS, NULL);
}

RbContact *
rb_contacts_match (RbContacts *self, const char *uri, const char *domain, const char *country)
{
  return NULL;
}
