/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the Contacts page: those that the query finds, and the headings between them. Rows know their contact by
 * its place and a serial; the contact is read when the view asks. */

#include "rb-contact-list.h"

#include "rb-contacts-private.h"

#include <glib/gi18n-lib.h>

struct _RbContactSection
{
  GObject parent_instance;

  char *title;
};

G_DEFINE_FINAL_TYPE (RbContactSection, rb_contact_section, G_TYPE_OBJECT)

static void
rb_contact_section_finalize (GObject *object)
{
  g_free (RB_CONTACT_SECTION (object)->title);

  G_OBJECT_CLASS (rb_contact_section_parent_class)->finalize (object);
}

static void
rb_contact_section_class_init (RbContactSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_contact_section_finalize;
}

static void
rb_contact_section_init (RbContactSection *self)
{
}

const char *
rb_contact_section_get_title (RbContactSection *self)
{
  g_return_val_if_fail (RB_IS_CONTACT_SECTION (self), NULL);

  return self->title;
}

typedef struct
{
  guint64 serial;  /* 0: a heading */
  gunichar letter; /* of a heading */
  guint position;  /* of the contact in its model */
} Row;

struct _RbContactList
{
  GObject parent_instance;

  RbContacts *contacts;
  char *query;
  GArray *rows; /* of Row */
  guint n_contacts;
};

static GType
rb_contact_list_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
rb_contact_list_get_n_items (GListModel *model)
{
  return RB_CONTACT_LIST (model)->rows->len;
}

static gpointer
rb_contact_list_get_item (GListModel *model, guint position)
{
  RbContactList *self = RB_CONTACT_LIST (model);
  const Row *row;
  RbContactSection *section;

  if (position >= self->rows->len)
    return NULL;

  row = &g_array_index (self->rows, Row, position);
  if (row->serial != 0)
    return g_list_model_get_item (G_LIST_MODEL (self->contacts), row->position);

  section = g_object_new (RB_TYPE_CONTACT_SECTION, NULL);
  if (row->letter == RB_SECTION_FAVOURITES)
    {
      section->title = g_strdup (_ ("Favourites"));
    }
  else
    {
      char utf8[7] = "";

      g_unichar_to_utf8 (row->letter, utf8);
      section->title = g_strdup (utf8);
    }

  return section;
}

static void
rb_contact_list_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_contact_list_get_item_type;
  interface->get_n_items = rb_contact_list_get_n_items;
  interface->get_item = rb_contact_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbContactList, rb_contact_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_contact_list_list_model_init))

static void
append_contact (RbContactList *self, GArray *rows, guint position, gunichar *letter)
{
  Row row = { .serial = rb_contacts_get_serial (self->contacts, position), .position = position };
  gunichar section = rb_contacts_get_section (self->contacts, position);

  if (letter != NULL && *letter != section)
    {
      Row heading = { .letter = section };

      g_array_append_val (rows, heading);
      *letter = section;
    }
  g_array_append_val (rows, row);
}

static gboolean
is_same (const Row *a, const Row *b)
{
  return a->serial == b->serial && a->letter == b->letter;
}

/* Tells the view of the part that is different. Takes @rows. */
static void
show_rows (RbContactList *self, GArray *rows)
{
  g_autoptr (GArray) before = self->rows;
  guint shorter = MIN (before->len, rows->len);
  guint start = 0;
  guint end = 0;

  while (start < shorter && is_same (&g_array_index (before, Row, start), &g_array_index (rows, Row, start)))
    start++;
  while (end < shorter - start &&
         is_same (&g_array_index (before, Row, before->len - 1 - end), &g_array_index (rows, Row, rows->len - 1 - end)))
    end++;

  self->rows = rows;
  if (before->len != rows->len || start < rows->len)
    g_list_model_items_changed (G_LIST_MODEL (self), start, before->len - start - end, rows->len - start - end);
}

static void
update (RbContactList *self)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autoptr (GArray) found = rb_contacts_search (self->contacts, self->query, 0);
  gunichar letter = 0;

  for (guint i = 0; i < found->len; i++)
    append_contact (self, rows, g_array_index (found, guint, i), self->query[0] == '\0' ? &letter : NULL);
  self->n_contacts = found->len;
  show_rows (self, rows);
}

static void
rb_contact_list_finalize (GObject *object)
{
  RbContactList *self = RB_CONTACT_LIST (object);

  g_object_unref (self->contacts);
  g_array_unref (self->rows);
  g_free (self->query);

  G_OBJECT_CLASS (rb_contact_list_parent_class)->finalize (object);
}

static void
rb_contact_list_class_init (RbContactListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_contact_list_finalize;
}

static void
rb_contact_list_init (RbContactList *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->query = g_strdup ("");
}

RbContactList *
rb_contact_list_new (RbContacts *contacts)
{
  RbContactList *self = g_object_new (RB_TYPE_CONTACT_LIST, NULL);

  self->contacts = g_object_ref (contacts);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}

void
rb_contact_list_set_query (RbContactList *self, const char *query)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (RB_IS_CONTACT_LIST (self));

  stripped = g_strstrip (g_strdup (query));
  if (g_str_equal (stripped, self->query))
    return;

  g_free (self->query);
  self->query = g_steal_pointer (&stripped);
  update (self);
}

guint
rb_contact_list_get_n_contacts (RbContactList *self)
{
  g_return_val_if_fail (RB_IS_CONTACT_LIST (self), 0);

  return self->n_contacts;
}
