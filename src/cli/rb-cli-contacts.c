/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli contacts: the people of the window, in its own database: lists, finds, brings in, writes out. */

#include "rb-cli.h"

#include "rb-contact-import.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
read_all (RbContacts *contacts)
{
  rb_contacts_load (contacts);
  while (!rb_contacts_is_loaded (contacts))
    g_main_context_iteration (NULL, TRUE);
}

static void
print_contact (RbContact *contact, gboolean json)
{
  guint n = rb_contact_get_n_addresses (contact);
  struct json_object *object;
  struct json_object *addresses;

  if (!json)
    {
      fputs (rb_contact_get_name (contact), stdout);
      for (guint i = 0; i < n; i++)
        printf ("\t%s", rb_contact_get_address (contact, i)->value);
      putchar ('\n');
      return;
    }

  object = json_object_new_object ();
  addresses = json_object_new_array ();
  json_object_object_add (object, "name", json_object_new_string (rb_contact_get_name (contact)));
  json_object_object_add (object, "favourite", json_object_new_boolean (rb_contact_is_favourite (contact)));
  if (rb_contact_get_notes (contact)[0] != '\0')
    json_object_object_add (object, "notes", json_object_new_string (rb_contact_get_notes (contact)));
  for (guint i = 0; i < n; i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);
      struct json_object *one = json_object_new_object ();

      json_object_object_add (one, "label", json_object_new_string (address->label));
      json_object_object_add (one, "address", json_object_new_string (address->value));
      json_object_array_add (addresses, one);
    }
  json_object_object_add (object, "addresses", addresses);
  rb_cli_print_json (object);
}

static int
search (RbContacts *contacts, const char *text, gboolean json)
{
  g_autoptr (GArray) found = NULL;

  read_all (contacts);
  found = rb_contacts_search (contacts, text, 0);
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (G_LIST_MODEL (contacts), g_array_index (found, guint, i));

      print_contact (contact, json);
    }

  return found->len > 0 || text[0] == '\0' ? RB_CLI_OK : RB_CLI_FAILED;
}

static void
print_import (RbContactImport *import, gboolean json)
{
  const RbContactFile *file = rb_contact_import_get_file (import);
  struct json_object *object = json ? json_object_new_object () : NULL;
  static const char *const kinds[RB_N_IMPORT_KINDS] = { "conflicts", "changed", "new", "same" };
  guint n = rb_contact_import_get_n_changes (import);

  for (guint i = 0; i < file->problems->len; i++)
    rb_cli_error ("%s", (const char *) g_ptr_array_index (file->problems, i));
  if (!json)
    {
      printf (ngettext ("%u contact was imported\n", "%u contacts were imported\n", n), n);
      return;
    }

  for (guint i = 0; i < RB_N_IMPORT_KINDS; i++)
    json_object_object_add (object, kinds[i], json_object_new_int ((int) rb_contact_import_get_n (import, i)));
  json_object_object_add (object, "imported", json_object_new_int ((int) n));
  json_object_object_add (object, "problems", json_object_new_int ((int) file->n_problems));
  rb_cli_print_json (object);
}

/* With the choices that the window would offer. */
static int
import (RbContacts *contacts, const char *path, gboolean json)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GAsyncResult) prepared = NULL;
  g_autoptr (GAsyncResult) applied = NULL;
  g_autoptr (RbContactImport) plan = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change;

  rb_contact_import_prepare_async (contacts, file, NULL, on_done, &prepared);
  wait_for (&prepared);
  plan = rb_contact_import_prepare_finish (contacts, prepared, &error);
  if (plan != NULL)
    {
      rb_contact_import_apply_async (plan, NULL, on_done, &applied);
      wait_for (&applied);
      if (rb_contact_import_apply_finish (plan, applied, &change, &error))
        {
          print_import (plan, json);
          return RB_CLI_OK;
        }
    }

  rb_cli_error ("%s", error->message);
  return RB_CLI_FAILED;
}

static int export(RbContacts *contacts, const char *path, RbContactFormat format)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  read_all (contacts);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (contacts)); i++)
    g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (contacts), i));
  bytes = rb_contact_file_write (all, format);
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }

  return RB_CLI_OK;
}

static const char *const formats[RB_N_CONTACT_FORMATS] = { "vcard4", "vcard3", "google", "microsip" };

static int
find_format (const char *name)
{
  for (int i = 0; i < RB_N_CONTACT_FORMATS; i++)
    if (g_str_equal (name, formats[i]))
      return i;

  return -1;
}

int
rb_cli_contacts (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *format = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object a line"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("of an export: vcard4 (default), vcard3, google or microsip"),
      N_ ("FORMAT") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("where contacts.db is"), N_ ("FOLDER") },
    { NULL },
  };
  g_autofree char *path = NULL;
  g_autofree char *notice = NULL;
  g_autoptr (RbContacts) contacts = NULL;
  g_autoptr (GError) error = NULL;
  const char *what;
  int chosen;

  if (!rb_cli_parse (entries, _ ("list | search TEXT | import FILE | export FILE"),
                     _ ("Shows and changes the contacts of the window."), &argc, &argv))
    return RB_CLI_USAGE;
  what = argc > 1 ? argv[1] : "";
  chosen = find_format (format != NULL ? format : formats[RB_CONTACT_FORMAT_VCARD_4]);
  if (chosen < 0 ||
      !(strcmp (what, "list") == 0 ? argc == 2
                                   : argc == 3 && (strcmp (what, "search") == 0 || strcmp (what, "import") == 0 ||
                                                   strcmp (what, "export") == 0)))
    {
      rb_cli_error (_ ("say what to do with contacts; see “ringback-cli contacts --help”"));
      return RB_CLI_USAGE;
    }

  path = folder != NULL ? g_build_filename (folder, "contacts.db", NULL)
                        : g_build_filename (g_get_user_data_dir (), "ringback", "contacts.db", NULL);
  contacts = rb_contacts_open (path, &notice, &error);
  if (contacts == NULL)
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }
  if (notice != NULL)
    rb_cli_error ("%s", notice);

  if (strcmp (what, "import") == 0)
    return import (contacts, argv[2], json);
  if (strcmp (what, "export") == 0)
    return export(contacts, argv[2], (RbContactFormat) chosen);
  return search (contacts, strcmp (what, "search") == 0 ? argv[2] : "", json);
}
