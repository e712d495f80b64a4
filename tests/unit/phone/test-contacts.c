/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contacts: kept, changed, undone, searched and matched; no file makes them fail or is destroyed. */

#include "rb-contacts-private.h"

#include "rb-test-folder.h"

typedef struct
{
  char *folder;
  char *path;
  RbContacts *contacts;
} Fixture;

static RbContacts *
open_contacts (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  RbContacts *contacts = rb_contacts_open (fixture->path, &notice, &error);

  g_assert_no_error (error);
  g_assert_null (notice);

  return contacts;
}

static void
load (RbContacts *contacts)
{
  rb_contacts_load (contacts);
  while (!rb_contacts_is_loaded (contacts))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rb_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "contacts.db", NULL);
  fixture->contacts = open_contacts (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->contacts);
  rb_test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gint64
add (RbContacts *contacts, const char *name, const char *address)
{
  g_autoptr (RbContact) contact = rb_contact_new (name);
  g_autoptr (GError) error = NULL;
  gint64 id;

  rb_contact_add_address (contact, rb_address_kind_guess (address), "work", address);
  id = rb_contacts_add (contacts, contact, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);

  return id;
}

/* The names of the list, or of what @query finds. */
static char *
names (RbContacts *contacts, const char *query)
{
  g_autoptr (GArray) found = rb_contacts_search (contacts, query, 0);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (G_LIST_MODEL (contacts), g_array_index (found, guint, i));

      g_string_append_printf (all, "%s%s", i > 0 ? "," : "", rb_contact_get_name (contact));
    }

  return g_string_free (g_steal_pointer (&all), FALSE);
}

#define assert_names(contacts, query, expected)                                                                        \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *names_found = names (contacts, query);                                                            \
    g_assert_cmpstr (names_found, ==, expected);                                                                       \
  }                                                                                                                    \
  G_STMT_END

static void
a_contact_is_kept_over_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbContact) contact = rb_contact_new ("Zoë");
  g_autoptr (RbContact) back = NULL;
  g_autoptr (GBytes) photo = g_bytes_new_static ("\x89PNG\0photo", 10);
  gint64 id;

  rb_contact_set_favourite (contact, TRUE);
  rb_contact_set_notes (contact, "met at\nFOSDEM");
  rb_contact_set_uid (contact, "urn:uuid:1");
  rb_contact_set_photo (contact, photo);
  rb_contact_add_address (contact, RB_ADDRESS_NUMBER, "mobile", "+44 20 7946 0000");
  rb_contact_add_address (contact, RB_ADDRESS_SIP, "work", "zoe@example.org");
  rb_contact_add_address (contact, RB_ADDRESS_MAIL, NULL, "zoe@example.org");
  id = rb_contacts_add (fixture->contacts, contact, NULL);

  g_clear_object (&fixture->contacts);
  fixture->contacts = open_contacts (fixture);
  back = rb_contacts_get (fixture->contacts, id);
  g_assert_true (rb_contact_equal (contact, back));
  g_assert_cmpuint (rb_contact_get_n_addresses (back), ==, 3);
  g_assert_cmpuint (rb_contact_get_n_callable (back), ==, 2);
  g_assert_cmpstr (rb_contact_get_callable (back, 1)->value, ==, "zoe@example.org");
}

static void
the_list_follows_each_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbContact) bob = NULL;
  gint64 id;

  add (fixture->contacts, "Carol", "3001");
  load (fixture->contacts);
  id = add (fixture->contacts, "Bob", "3002");
  add (fixture->contacts, "张三", "3003");
  assert_names (fixture->contacts, "", "Bob,Carol,张三");

  bob = rb_contacts_get (fixture->contacts, id);
  rb_contact_set_name (bob, "Zeno");
  g_assert_true (rb_contacts_change (fixture->contacts, bob, NULL));
  assert_names (fixture->contacts, "", "Carol,Zeno,张三");
  rb_contact_set_favourite (bob, TRUE);
  g_assert_true (rb_contacts_change (fixture->contacts, bob, NULL));
  assert_names (fixture->contacts, "", "Zeno,Carol,张三");
  g_assert_cmpuint (rb_contacts_get_section (fixture->contacts, 0), ==, RB_SECTION_FAVOURITES);
  g_assert_cmpuint (rb_contacts_get_section (fixture->contacts, 1), ==, 'C');
  assert_names (fixture->contacts, "zs", "张三");

  g_assert_true (rb_contacts_remove (fixture->contacts, id, NULL));
  assert_names (fixture->contacts, "", "Carol,张三");
}

static void
each_change_can_be_undone (Fixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture->contacts, "Bob", "3002");
  gint64 added = rb_contacts_get_last_change (fixture->contacts);
  g_autoptr (RbContact) before = rb_contacts_get (fixture->contacts, id);
  g_autoptr (RbContact) changed = rb_contact_copy (before);
  g_autoptr (RbContact) after = NULL;
  g_autoptr (GBytes) photo = g_bytes_new_static ("'; DROP TABLE contacts; --\0\xff", 28);
  g_autoptr (GError) error = NULL;
  gint64 change;

  load (fixture->contacts);
  rb_contact_set_name (changed, "'; DROP TABLE contacts; --");
  rb_contact_set_photo (changed, photo);
  rb_contact_clear_addresses (changed);
  rb_contact_add_address (changed, RB_ADDRESS_SIP, "it's", "o'brien@example.org");
  rb_contacts_change (fixture->contacts, changed, &error);
  g_assert_no_error (error);
  change = rb_contacts_get_last_change (fixture->contacts);

  rb_contacts_remove (fixture->contacts, id, &error);
  g_assert_no_error (error);
  rb_contacts_undo (fixture->contacts, rb_contacts_get_last_change (fixture->contacts), &error);
  g_assert_no_error (error);
  after = rb_contacts_get (fixture->contacts, id);
  g_assert_true (rb_contact_equal (after, changed));
  assert_names (fixture->contacts, "", "'; DROP TABLE contacts; --");

  rb_contacts_undo (fixture->contacts, change, &error);
  g_assert_no_error (error);
  g_clear_object (&after);
  after = rb_contacts_get (fixture->contacts, id);
  g_assert_true (rb_contact_equal (after, before));
  assert_names (fixture->contacts, "3002", "Bob");

  rb_contacts_undo (fixture->contacts, added, &error);
  g_assert_no_error (error);
  g_assert_null (rb_contacts_get (fixture->contacts, id));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->contacts)), ==, 0);
}

static void
nobody_is_added_or_changed_in_vain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbContact) empty = rb_contact_new ("  ");
  g_autoptr (RbContact) gone = rb_contact_new ("Gone");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rb_contacts_add (fixture->contacts, empty, &error), ==, 0);
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT);
  g_clear_error (&error);
  rb_contact_set_id (gone, 4711);
  g_assert_false (rb_contacts_change (fixture->contacts, gone, &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT);
}

static void
assert_match (RbContacts *contacts, const char *uri, const char *domain, const char *country, const char *name)
{
  g_autoptr (RbContact) found = rb_contacts_match (contacts, uri, domain, country);

  g_test_message ("%s at %s in %s", uri, domain, country);
  g_assert_cmpstr (found != NULL ? rb_contact_get_name (found) : NULL, ==, name);
}

static void
an_incoming_uri_is_a_person (Fixture *fixture, gconstpointer data)
{
  RbContacts *contacts = fixture->contacts;

  add (contacts, "Beijing", "010-1234 5678");
  add (contacts, "Shanghai", "021-1234 5678");
  add (contacts, "Mobile", "+86 138 0013 8000");
  add (contacts, "Colleague", "1001");
  add (contacts, "Alice", "sip:alice@Example.org:5070;transport=tcp");
  add (contacts, "Bare", "bob");
  add (contacts, "Police", "110");
  add (contacts, "Gateway", "sip:4930123456@provider.example");
  {
    g_autoptr (RbContact) mail = rb_contact_new ("Mail");

    rb_contact_add_address (mail, RB_ADDRESS_MAIL, NULL, "mail@pbx.example");
    g_assert_cmpint (rb_contacts_add (contacts, mail, NULL), >, 0);
  }

  assert_match (contacts, "sip:+861012345678@gw.example", "pbx.example", "86", "Beijing");
  assert_match (contacts, "sip:01012345678@10.0.0.1", "pbx.example", "86", "Beijing");
  assert_match (contacts, "tel:+86-10-1234-5678", NULL, "86", "Beijing");
  assert_match (contacts, "sip:12345678@gw.example", "pbx.example", "86", NULL); /* which city? */
  assert_match (contacts, "sip:13800138000@gw.example", "pbx.example", "86", "Mobile");
  assert_match (contacts, "sip:008613800138000@gw.example", "pbx.example", "49", "Mobile");
  assert_match (contacts, "sip:+4413800138000@gw.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:1001@pbx.example", "pbx.example", "86", "Colleague");
  assert_match (contacts, "sip:1001@pbx.example:5080;user=phone", "pbx.example:5080", "86", "Colleague");
  assert_match (contacts, "sip:1001@elsewhere.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:110@pbx.example", "pbx.example", "86", "Police");
  assert_match (contacts, "sip:0110@pbx.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:alice@example.org", "pbx.example", "86", "Alice");
  assert_match (contacts, "sips:Alice@EXAMPLE.ORG;x=y", "pbx.example", "86", "Alice");
  assert_match (contacts, "sip:alice@pbx.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:bob@pbx.example", "pbx.example", "86", "Bare");
  assert_match (contacts, "sip:bob@elsewhere.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:4930123456@provider.example", "pbx.example", "86", "Gateway");
  assert_match (contacts, "sip:4930123456@elsewhere.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:mail@pbx.example", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:anonymous@anonymous.invalid", "pbx.example", "86", NULL);
  assert_match (contacts, "", "pbx.example", "86", NULL);
  assert_match (contacts, "sip:", NULL, NULL, NULL);
}

static void
two_people_are_never_taken_for_one (Fixture *fixture, gconstpointer data)
{
  RbContacts *contacts = fixture->contacts;

  add (contacts, "Ann", "+86 10 12345678");
  assert_match (contacts, "sip:01012345678@gw", NULL, "86", "Ann");
  add (contacts, "Ben", "010 12345678");
  assert_match (contacts, "sip:01012345678@gw", NULL, "86", NULL);
  /* a better match is one person again */
  add (contacts, "Cem", "sip:01012345678@gw");
  assert_match (contacts, "sip:01012345678@gw", NULL, "86", "Cem");
}

static void
another_address_book_is_shown_and_matched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) theirs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RbContact) found = NULL;
  g_autoptr (GError) error = NULL;

  add (fixture->contacts, "Carol", "3001");
  load (fixture->contacts);
  g_ptr_array_add (theirs, rb_contact_new ("Bob"));
  rb_contact_add_address (g_ptr_array_index (theirs, 0), RB_ADDRESS_NUMBER, "home", "030 1234567");
  rb_contacts_set_foreign (fixture->contacts, "Personal", theirs);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->contacts)) < 2)
    g_main_context_iteration (NULL, TRUE);
  assert_names (fixture->contacts, "", "Bob,Carol");
  assert_match (fixture->contacts, "sip:+49301234567@gw", NULL, "49", "Bob");

  found = g_list_model_get_item (G_LIST_MODEL (fixture->contacts), 0);
  g_assert_cmpstr (rb_contact_get_source (found), ==, "Personal");
  g_assert_false (rb_contacts_change (fixture->contacts, found, &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT);

  rb_contacts_set_foreign (fixture->contacts, "Personal", NULL);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->contacts)) > 1)
    g_main_context_iteration (NULL, TRUE);
  assert_match (fixture->contacts, "sip:+49301234567@gw", NULL, "49", NULL);
}

static void
a_damaged_file_is_moved_aside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->contacts);
  g_file_set_contents (fixture->path, "this is no database, and long enough to be looked at as one", -1, NULL);
  fixture->contacts = rb_contacts_open (fixture->path, &notice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_cmpuint (rb_test_folder_count (fixture->folder, "contacts.db.damaged-"), ==, 1);
  add (fixture->contacts, "Bob", "1");
}

static void
a_file_of_a_newer_version_is_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_clear_object (&fixture->contacts);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_null (rb_contacts_open (fixture->path, NULL, &error));
  g_assert_error (error, RB_DATABASE_ERROR, RB_DATABASE_ERROR_NEWER);
  g_assert_cmpuint (rb_test_folder_count (fixture->folder, "contacts.db.damaged-"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/contacts/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("kept", a_contact_is_kept_over_a_restart);
  ADD ("list", the_list_follows_each_change);
  ADD ("undo", each_change_can_be_undone);
  ADD ("in-vain", nobody_is_added_or_changed_in_vain);
  ADD ("match", an_incoming_uri_is_a_person);
  ADD ("ambiguous", two_people_are_never_taken_for_one);
  ADD ("foreign", another_address_book_is_shown_and_matched);
  ADD ("damaged", a_damaged_file_is_moved_aside);
  ADD ("newer", a_file_of_a_newer_version_is_left_alone);

  return g_test_run ();
}
