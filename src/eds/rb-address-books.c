/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop's address books: looks on the session bus whether there are any, only then loads the module that
 * reads them, and brings its vCards to the contacts. Made by the application once it has a phone. */

#include "rb-address-books.h"

#include "rb-contact-file.h"
#include "rb-eds-module.h"

#include <gmodule.h>

#define SERVICE "org.gnome.evolution.dataserver.AddressBook" /* and a number that grows with each of its interfaces */

struct _RbAddressBooks
{
  GObject parent_instance;

  RbContacts *contacts;
  GCancellable *cancellable;
  gpointer eds; /* of the module (nullable) */
  RbEdsStop stop;
  GHashTable *books; /* UID → Book */
  guint64 serial;
};

G_DEFINE_FINAL_TYPE (RbAddressBooks, rb_address_books, G_TYPE_OBJECT)

typedef struct
{
  char *name;
  guint64 serial;      /* of the cards that are being taken apart, or were */
  GPtrArray *contacts; /* of RbContact (nullable) */
} Book;

/* What is taken apart in a thread. */
typedef struct
{
  char *uid;
  guint64 serial;
  GBytes *cards;
} Job;

static void
free_book (gpointer data)
{
  Book *book = data;

  g_free (book->name);
  g_clear_pointer (&book->contacts, g_ptr_array_unref);
  g_free (book);
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->uid);
  g_bytes_unref (job->cards);
  g_free (job);
}

/* Two address books may have one name: to us they are one. */
static void
show (RbAddressBooks *self, const char *name)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->books);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Book *book = value;

      for (guint i = 0; g_str_equal (book->name, name) && book->contacts != NULL && i < book->contacts->len; i++)
        g_ptr_array_add (all, g_ptr_array_index (book->contacts, i));
    }
  rb_contacts_set_foreign (self->contacts, name, all);
}

static void
take_apart (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autoptr (RbContactFile) file = rb_contact_file_parse (job->cards, NULL); /* nobody's cards are no vCard */

  g_task_return_pointer (
      task, file != NULL ? g_ptr_array_ref (file->contacts) : g_ptr_array_new_with_free_func (g_object_unref),
      (GDestroyNotify) g_ptr_array_unref);
}

static void
on_taken_apart (GObject *source, GAsyncResult *result, gpointer data)
{
  RbAddressBooks *self = RB_ADDRESS_BOOKS (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) contacts = g_task_propagate_pointer (G_TASK (result), NULL);
  Book *book = g_hash_table_lookup (self->books, job->uid);

  if (contacts == NULL || book == NULL || book->serial != job->serial)
    return; /* the program ends, or there is something newer */

  g_clear_pointer (&book->contacts, g_ptr_array_unref);
  book->contacts = g_steal_pointer (&contacts);
  show (self, book->name);
}

static void
on_changed (const char *uid, const char *name, GBytes *cards, gpointer data)
{
  RbAddressBooks *self = data;
  Book *book = g_hash_table_lookup (self->books, uid);
  g_autofree char *before = book != NULL ? g_strdup (book->name) : NULL;
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (cards == NULL || (before != NULL && !g_str_equal (before, name)))
    {
      g_hash_table_remove (self->books, uid);
      if (before != NULL)
        show (self, before);
    }
  if (cards == NULL)
    return;

  book = g_hash_table_lookup (self->books, uid);
  if (book == NULL)
    {
      book = g_new0 (Book, 1);
      book->name = g_strdup (name);
      g_hash_table_insert (self->books, g_strdup (uid), book);
    }
  book->serial = ++self->serial;

  job = g_new0 (Job, 1);
  job->uid = g_strdup (uid);
  job->serial = book->serial;
  job->cards = g_bytes_ref (cards);
  task = g_task_new (self, self->cancellable, on_taken_apart, NULL);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, take_apart);
}

static void
load_module (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  /* Set by ./dev for the module of the build directory. */
  const char *folder = g_getenv ("RINGBACK_MODULEDIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : RB_MODULEDIR, RB_EDS_MODULE, NULL);
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  if (module == NULL)
    g_info ("%s", g_module_error ());
  else
    g_module_make_resident (module); /* it has types of GObject */
  g_task_return_pointer (task, module, NULL);
}

static void
on_module (GObject *source, GAsyncResult *result, gpointer data)
{
  RbAddressBooks *self = RB_ADDRESS_BOOKS (source);
  GModule *module = g_task_propagate_pointer (G_TASK (result), NULL);
  gpointer start;
  gpointer stop;

  if (module == NULL || !g_module_symbol (module, "rb_eds_start", &start) ||
      !g_module_symbol (module, "rb_eds_stop", &stop))
    return;

  self->stop = (RbEdsStop) stop;
  self->eds = ((RbEdsStart) start) (on_changed, self);
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbAddressBooks) self = data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autofree const char **names = NULL;
  g_autoptr (GTask) task = NULL;

  if (reply == NULL)
    return;

  g_variant_get (reply, "(^a&s)", &names);
  for (guint i = 0; names[i] != NULL && task == NULL; i++)
    if (g_str_has_prefix (names[i], SERVICE))
      {
        task = g_task_new (self, self->cancellable, on_module, NULL);
        g_task_run_in_thread (task, load_module);
      }
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbAddressBooks) self = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                            "ListActivatableNames", NULL, G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1,
                            self->cancellable, on_names, g_object_ref (self));
}

static void
rb_address_books_dispose (GObject *object)
{
  RbAddressBooks *self = RB_ADDRESS_BOOKS (object);

  g_cancellable_cancel (self->cancellable);
  if (self->eds != NULL)
    self->stop (g_steal_pointer (&self->eds));

  G_OBJECT_CLASS (rb_address_books_parent_class)->dispose (object);
}

static void
rb_address_books_finalize (GObject *object)
{
  RbAddressBooks *self = RB_ADDRESS_BOOKS (object);

  g_object_unref (self->contacts);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->books);

  G_OBJECT_CLASS (rb_address_books_parent_class)->finalize (object);
}

static void
rb_address_books_class_init (RbAddressBooksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_address_books_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_address_books_finalize;
}

static void
rb_address_books_init (RbAddressBooks *self)
{
  self->cancellable = g_cancellable_new ();
  self->books = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_book);
}

RbAddressBooks *
rb_address_books_new (RbContacts *contacts)
{
  RbAddressBooks *self = g_object_new (RB_TYPE_ADDRESS_BOOKS, NULL);

  self->contacts = g_object_ref (contacts);
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus, g_object_ref (self));

  return self;
}
