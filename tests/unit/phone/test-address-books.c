/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop's address books: a real evolution-data-server on a bus and in a home of the test's own, filled by
 * libebook as another program would. */

#include "rb-address-books.h"

#include "rb-test-folder.h"

#include <libebook/libebook.h>

#define WAIT_S 20

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EContact, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EBookClient, g_object_unref)

typedef struct
{
  RbContacts *contacts;
  RbAddressBooks *books;
  ESourceRegistry *registry;
  EBookClient *personal;
} Fixture;

static gboolean
on_late (gpointer data)
{
  g_error ("it did not come");
  return G_SOURCE_REMOVE;
}

static RbContact *
find (Fixture *fixture, const char *name)
{
  GListModel *people = G_LIST_MODEL (fixture->contacts);

  for (guint i = 0; i < g_list_model_get_n_items (people); i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (people, i);

      if (g_str_equal (rb_contact_get_name (contact), name))
        return g_steal_pointer (&contact);
    }

  return NULL;
}

/* Until somebody of that name is shown, or (@there FALSE) is shown no more. */
static void
wait_for (Fixture *fixture, const char *name, gboolean there)
{
  guint late = g_timeout_add_seconds (WAIT_S, on_late, NULL);

  while (TRUE)
    {
      g_autoptr (RbContact) contact = find (fixture, name);

      if ((contact != NULL) == there)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (late);
}

static EBookClient *
open_book (ESource *source)
{
  g_autoptr (GError) error = NULL;
  EClient *client = e_book_client_connect_sync (source, (guint32) -1, NULL, &error);

  g_assert_no_error (error);

  return E_BOOK_CLIENT (client);
}

static char *
add (EBookClient *client, const char *name, const char *number)
{
  g_autofree char *card = g_strdup_printf (
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:%s\r\nN:;%s;;;\r\nTEL;TYPE=CELL:%s\r\nEND:VCARD\r\n", name, name, number);
  g_autoptr (EContact) contact = e_contact_new_from_vcard (card);
  g_autoptr (GError) error = NULL;
  char *uid = NULL;

  e_book_client_add_contact_sync (client, contact, E_BOOK_OPERATION_FLAG_NONE, &uid, NULL, &error);
  g_assert_no_error (error);

  return uid;
}

static void
assert_caller (Fixture *fixture, const char *uri, const char *name)
{
  g_autoptr (RbContact) contact = rb_contacts_match (fixture->contacts, uri, "example.org", "86");

  if (name == NULL)
    {
      g_assert_null (contact);
      return;
    }
  g_assert_nonnull (contact);
  g_assert_cmpstr (rb_contact_get_name (contact), ==, name);
}

/* People who are there already, changed, added and removed by another program. */
static void
test_people (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *uid = add (fixture->personal, "张伟", "+86 138 0013 8000");
  g_autoptr (RbContact) shown = NULL;
  g_autoptr (EContact) theirs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *second = NULL;

  rb_contacts_load (fixture->contacts);
  fixture->books = rb_address_books_new (fixture->contacts);
  wait_for (fixture, "张伟", TRUE);
  assert_caller (fixture, "sip:13800138000@gateway.example.org", "张伟");
  shown = find (fixture, "张伟");
  g_assert_nonnull (rb_contact_get_source (shown));
  g_assert_false (rb_contacts_change (fixture->contacts, shown, &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT);
  g_clear_error (&error);

  second = add (fixture->personal, "Zoë", "+1 650 253 0000");
  wait_for (fixture, "Zoë", TRUE);

  e_book_client_get_contact_sync (fixture->personal, uid, &theirs, NULL, &error);
  g_assert_no_error (error);
  e_contact_set (theirs, E_CONTACT_FULL_NAME, "张小伟");
  e_book_client_modify_contact_sync (fixture->personal, theirs, E_BOOK_OPERATION_FLAG_NONE, NULL, &error);
  g_assert_no_error (error);
  wait_for (fixture, "张小伟", TRUE);
  wait_for (fixture, "张伟", FALSE);
  assert_caller (fixture, "sip:13800138000@gateway.example.org", "张小伟");

  e_book_client_remove_contact_by_uid_sync (fixture->personal, uid, E_BOOK_OPERATION_FLAG_NONE, NULL, &error);
  g_assert_no_error (error);
  wait_for (fixture, "张小伟", FALSE);
  assert_caller (fixture, "sip:13800138000@gateway.example.org", NULL);
  wait_for (fixture, "Zoë", TRUE);
}

/* A second address book comes, has the same name as the first one, is switched off, and on. */
static void
test_books (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autoptr (ESource) personal = e_source_registry_ref_builtin_address_book (fixture->registry);
  g_autoptr (ESource) scratch = e_source_new_with_uid ("ringback-second", NULL, NULL);
  g_autoptr (ESource) source = NULL;
  g_autoptr (EBookClient) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uid = NULL;

  e_source_set_display_name (scratch, e_source_get_display_name (personal));
  e_source_set_parent (scratch, "local-stub");
  e_source_backend_set_backend_name (e_source_get_extension (scratch, E_SOURCE_EXTENSION_ADDRESS_BOOK), "local");
  e_source_registry_commit_source_sync (fixture->registry, scratch, NULL, &error);
  g_assert_no_error (error);
  while ((source = e_source_registry_ref_source (fixture->registry, "ringback-second")) == NULL)
    g_main_context_iteration (NULL, TRUE);
  client = open_book (source);
  uid = add (client, "王芳", "+86 139 0000 0001");
  wait_for (fixture, "王芳", TRUE);
  wait_for (fixture, "Zoë", TRUE);

  e_source_set_enabled (source, FALSE);
  e_source_write_sync (source, NULL, &error);
  g_assert_no_error (error);
  wait_for (fixture, "王芳", FALSE);
  wait_for (fixture, "Zoë", TRUE);

  e_source_set_enabled (source, TRUE);
  e_source_write_sync (source, NULL, &error);
  g_assert_no_error (error);
  wait_for (fixture, "王芳", TRUE);
}

/* While address books are being read, the program ends. */
static void
test_end (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *uid = add (fixture->personal, "Late", "1234");

  g_clear_object (&fixture->books);
  fixture->books = rb_address_books_new (fixture->contacts);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&fixture->books);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { 0 };
  g_autofree char *folder = rb_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "contacts.db", NULL);
  g_autoptr (ESource) source = NULL;
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture.contacts = rb_contacts_open (path, NULL, NULL);
  fixture.registry = e_source_registry_new_sync (NULL, &error);
  g_assert_no_error (error);
  source = e_source_registry_ref_builtin_address_book (fixture.registry);
  fixture.personal = open_book (source);

  g_test_add_data_func ("/address-books/people", &fixture, test_people);
  g_test_add_data_func ("/address-books/books", &fixture, test_books);
  g_test_add_data_func ("/address-books/end", &fixture, test_end);
  result = g_test_run ();

  g_object_unref (fixture.personal);
  g_object_unref (fixture.registry);
  g_object_unref (fixture.contacts);
  rb_test_folder_remove (folder);
  return result;
}
