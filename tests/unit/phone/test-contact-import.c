/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Importing people: what would change is told first, then all or nothing is done, and all of it undone. */

#include "rb-contact-import.h"

#include "rb-test-folder.h"

#include <string.h>

/* The sanitizers make each statement of SQLite many times as slow. */
#ifdef __SANITIZE_ADDRESS__
#define MANY 5000
#else
#define MANY 100000
#endif

typedef struct
{
  char *folder;
  char *path;
  RbContacts *contacts;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = NULL;

  fixture->folder = rb_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "people", NULL);
  database = g_build_filename (fixture->folder, "contacts.db", NULL);
  fixture->contacts = rb_contacts_open (database, NULL, NULL);
  g_assert_nonnull (fixture->contacts);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->contacts);
  rb_test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static RbContactImport *
prepare (Fixture *fixture, const char *text, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  rb_contact_import_prepare_async (fixture->contacts, file, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return rb_contact_import_prepare_finish (fixture->contacts, result, error);
}

static gboolean
apply (RbContactImport *import, GCancellable *cancellable, gint64 *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rb_contact_import_apply_async (import, cancellable, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return rb_contact_import_apply_finish (import, result, change, error);
}

static void
load (Fixture *fixture, guint n)
{
  rb_contacts_load (fixture->contacts);
  while (!rb_contacts_is_loaded (fixture->contacts) || g_list_model_get_n_items (G_LIST_MODEL (fixture->contacts)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static RbContact *
add (Fixture *fixture, const char *name, const char *number)
{
  g_autoptr (RbContact) contact = rb_contact_new (name);
  gint64 id;

  if (number != NULL)
    rb_contact_add_address (contact, RB_ADDRESS_NUMBER, "work", number);
  id = rb_contacts_add (fixture->contacts, contact, NULL);

  return rb_contacts_get (fixture->contacts, id);
}

static const struct
{
  const char *row;
  RbImportKind kind;
  RbImportChoice choice;
} rows[] = {
  { "Bob,1002,other notes", RB_IMPORT_CONFLICT, RB_IMPORT_SKIP },
  { "Someone Else,1001,", RB_IMPORT_CONFLICT, RB_IMPORT_ADD },
  { "Ann,9999,", RB_IMPORT_CONFLICT, RB_IMPORT_ADD },
  { "Cem,1003,met at work", RB_IMPORT_CHANGED, RB_IMPORT_MERGE },
  { "Dora,1004,", RB_IMPORT_CHANGED, RB_IMPORT_MERGE },
  { "New One,2000,", RB_IMPORT_NEW, RB_IMPORT_ADD },
  { "ann,10-01,", RB_IMPORT_SAME, RB_IMPORT_SKIP },
  { "New One,2000,", RB_IMPORT_SAME, RB_IMPORT_SKIP },
};

static void
the_preview_tells_what_would_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbContact) ann = add (fixture, "Ann", "1001");
  g_autoptr (RbContact) bob = add (fixture, "Bob", "1002");
  g_autoptr (RbContact) cem = add (fixture, "Cem", "1003");
  g_autoptr (RbContact) dora = add (fixture, "Dora", NULL);
  g_autoptr (GString) text = g_string_new ("Name,Number,Notes\n");
  g_autoptr (RbContactImport) import = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  g_autoptr (RbImportEntry) first = NULL;

  rb_contact_set_notes (bob, "notes of mine");
  g_assert_true (rb_contacts_change (fixture->contacts, bob, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (text, "%s\n", rows[i].row);
  import = prepare (fixture, text->str, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (import)), ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RbImportEntry) entry = g_list_model_get_item (G_LIST_MODEL (import), i);

      g_test_message ("%s", rows[i].row);
      g_assert_cmpint (rb_import_entry_get_kind (entry), ==, rows[i].kind);
      g_assert_cmpint (rb_import_entry_get_choice (entry), ==, rows[i].choice);
    }
  g_assert_cmpuint (rb_contact_import_get_n (import, RB_IMPORT_CONFLICT), ==, 3);
  g_assert_cmpuint (rb_contact_import_get_n_changes (import), ==, 5);
  first = g_list_model_get_item (G_LIST_MODEL (import), 0);
  said = rb_import_entry_describe (first);
  g_assert_cmpstr (said, ==, "Other notes");
  g_assert_cmpuint (rb_import_entry_get_line (first), ==, 2);

  /* nothing has changed yet */
  load (fixture, 4);
}

static void
an_import_is_done_as_chosen_and_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbContact) bob = add (fixture, "Bob", "1002");
  g_autoptr (RbContact) after = NULL;
  g_autoptr (RbContact) undone = NULL;
  g_autoptr (RbContactImport) import = NULL;
  g_autoptr (RbImportEntry) first = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  rb_contact_set_notes (bob, "notes of mine");
  g_assert_true (rb_contacts_change (fixture->contacts, bob, NULL));
  load (fixture, 1);
  import = prepare (fixture, "Name,Number,Mobile,Notes\nBob,1002,1005,other notes\nNew,1003,,\n", &error);
  g_assert_no_error (error);
  first = g_list_model_get_item (G_LIST_MODEL (import), 0);
  rb_import_entry_set_choice (first, RB_IMPORT_TAKE);

  apply (import, NULL, &change, &error);
  g_assert_no_error (error);
  load (fixture, 2);
  after = rb_contacts_get (fixture->contacts, rb_contact_get_id (bob));
  g_assert_cmpstr (rb_contact_get_notes (after), ==, "other notes");
  g_assert_cmpuint (rb_contact_get_n_addresses (after), ==, 2);

  g_assert_true (rb_contacts_undo (fixture->contacts, change, &error));
  load (fixture, 1);
  undone = rb_contacts_get (fixture->contacts, rb_contact_get_id (bob));
  g_assert_true (rb_contact_equal (undone, bob));
}

static void
an_import_that_fails_leaves_nothing_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbContact) bob = add (fixture, "Bob", "1002");
  g_autoptr (RbContactImport) import = prepare (fixture, "Name,Number,Notes\nNew,1,\nBob,1002,more\n", NULL);
  g_autoptr (RbContactImport) again = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 change;

  /* the one to be changed goes meanwhile */
  g_assert_true (rb_contacts_remove (fixture->contacts, rb_contact_get_id (bob), NULL));
  g_assert_false (apply (import, NULL, &change, &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT);
  g_clear_error (&error);
  load (fixture, 0);

  again = prepare (fixture, "Name,Number\nNew,1\n", NULL);
  g_cancellable_cancel (cancelled);
  g_assert_false (apply (again, cancelled, &change, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  load (fixture, 0);
}

static void
our_own_export_brings_nothing_new (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, add (fixture, "Ann", "1001"));
  g_ptr_array_add (all, add (fixture, "张三", "+86 10 12345678"));
  for (RbContactFormat format = 0; format < RB_N_CONTACT_FORMATS; format++)
    {
      g_autoptr (GBytes) bytes = rb_contact_file_write (all, format);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (RbContactImport) import = prepare (fixture, text, NULL);

      g_assert_cmpuint (rb_contact_import_get_n (import, RB_IMPORT_SAME), ==, 2);
      g_assert_cmpuint (rb_contact_import_get_n_changes (import), ==, 0);
    }
}

static void
what_is_no_file_of_people_is_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (prepare (fixture, "just words", &error));
  g_assert_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT);
}

static void
a_hundred_thousand_come_and_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Name,Number\n");
  g_autoptr (RbContactImport) import = NULL;
  g_autoptr (RbContactImport) twice = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (RbContact) who = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change;

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (text, "Person %u,+86138%08u\n", i, i);
  import = prepare (fixture, text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rb_contact_import_get_n (import, RB_IMPORT_NEW), ==, MANY);
  apply (import, NULL, &change, &error);
  g_assert_no_error (error);
  load (fixture, MANY);

  found = rb_contacts_search (fixture->contacts, "138 0000 4242", 0);
  g_assert_cmpuint (found->len, ==, 1);
  who = rb_contacts_match (fixture->contacts, "sip:13800004242@gw", NULL, "86");
  g_assert_cmpstr (rb_contact_get_name (who), ==, "Person 4242");
  twice = prepare (fixture, text->str, &error);
  g_assert_cmpuint (rb_contact_import_get_n (twice, RB_IMPORT_SAME), ==, MANY);

  g_assert_true (rb_contacts_undo (fixture->contacts, change, &error));
  load (fixture, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/contact-import/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("preview", the_preview_tells_what_would_change);
  ADD ("apply", an_import_is_done_as_chosen_and_undone);
  ADD ("fails", an_import_that_fails_leaves_nothing_behind);
  ADD ("own", our_own_export_brings_nothing_new);
  ADD ("no-file", what_is_no_file_of_people_is_said);
  ADD ("many", a_hundred_thousand_come_and_go);

  return g_test_run ();
}
