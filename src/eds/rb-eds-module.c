/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop's address books, by libebook. A book is read whole, in a thread, at first and after whatever its view
 * tells of; nothing is ever written. Loaded by rb-address-books.c. */

#include "rb-eds-module.h"

#include <libebook/libebook.h>

#define EVERYBODY "(contains \"x-evolution-any-field\" \"\")"
#define SETTLE_MS 300 /* many changes are one */
#define COME_BACK_S 5 /* until an address book whose process ended is opened again */
#define DO_NOT_WAIT ((guint32) -1)

typedef struct
{
  RbEdsChanged changed;
  gpointer data;
  GCancellable *cancellable;
  ESourceRegistry *registry; /* (nullable) */
  gboolean starting;         /* on_registry() is still to come */
  GHashTable *books;         /* UID → Book */
} Eds;

/* One reference for the table, and one for each thing that is under way. */
typedef struct
{
  Eds *eds; /* NULL: it is followed no more */
  ESource *source;
  GCancellable *cancellable;
  EBookClient *client;   /* (nullable) */
  EBookClientView *view; /* (nullable) */
  GBytes *cards;         /* what was told (nullable) */
  guint timer;
  gboolean reading;
  gboolean stale; /* changed while it was being read */
} Book;

static void open_book (Book *book);
static void read_book (Book *book);

static void
clear_book (gpointer data)
{
  Book *book = data;

  g_object_unref (book->source);
  g_object_unref (book->cancellable);
  g_clear_object (&book->client);
  g_clear_object (&book->view);
  g_clear_pointer (&book->cards, g_bytes_unref);
}

static void
release_book (gpointer book)
{
  g_rc_box_release_full (book, clear_book);
}

static void
close_book (Book *book)
{
  if (book->view != NULL)
    g_signal_handlers_disconnect_by_data (book->view, book);
  if (book->client != NULL)
    g_signal_handlers_disconnect_by_data (book->client, book);
  g_clear_object (&book->view);
  g_clear_object (&book->client);
  g_clear_handle_id (&book->timer, g_source_remove);
}

static void
forget_book (gpointer data)
{
  Book *book = data;

  g_cancellable_cancel (book->cancellable);
  close_book (book);
  book->eds = NULL;
  release_book (book);
}

static void
tell (Book *book)
{
  book->eds->changed (e_source_get_uid (book->source), e_source_get_display_name (book->source), book->cards,
                      book->eds->data);
}

static void
read_cards (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GSList *contacts = NULL;
  g_autoptr (GString) cards = NULL;
  GError *error = NULL;

  if (!e_book_client_get_contacts_sync (data, EVERYBODY, &contacts, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  cards = g_string_new (NULL);
  for (GSList *node = contacts; node != NULL; node = node->next)
    {
      g_autofree char *card = NULL;

      if (GPOINTER_TO_INT (e_contact_get (node->data, E_CONTACT_IS_LIST)))
        continue;
      card = e_vcard_to_string (E_VCARD (node->data), EVC_FORMAT_VCARD_30);
      g_string_append (cards, card);
      g_string_append (cards, "\r\n");
    }
  g_slist_free_full (contacts, g_object_unref);
  g_task_return_pointer (task, g_string_free_to_bytes (g_steal_pointer (&cards)), (GDestroyNotify) g_bytes_unref);
}

static void
on_cards_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Book *book = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) cards = g_task_propagate_pointer (G_TASK (result), &error);

  book->reading = FALSE;
  if (book->eds != NULL && cards != NULL)
    {
      g_clear_pointer (&book->cards, g_bytes_unref);
      book->cards = g_steal_pointer (&cards);
      tell (book);
    }
  else if (book->eds != NULL)
    {
      g_info ("“%s” cannot be read: %s", e_source_get_display_name (book->source), error->message);
    }
  if (book->eds != NULL && book->stale)
    read_book (book);
  release_book (book);
}

static void
read_book (Book *book)
{
  g_autoptr (GTask) task = NULL;

  book->stale = book->reading;
  if (book->reading || book->client == NULL)
    return;

  book->reading = TRUE;
  task = g_task_new (NULL, book->cancellable, on_cards_read, g_rc_box_acquire (book));
  g_task_set_task_data (task, g_object_ref (book->client), g_object_unref);
  g_task_run_in_thread (task, read_cards);
}

static gboolean
on_settled (gpointer data)
{
  Book *book = data;

  book->timer = 0;
  read_book (book);

  return G_SOURCE_REMOVE;
}

static void
on_view_changed (Book *book)
{
  if (book->timer == 0)
    book->timer = g_timeout_add (SETTLE_MS, on_settled, book);
}

static gboolean
on_come_back (gpointer data)
{
  Book *book = data;

  book->timer = 0;
  open_book (book);

  return G_SOURCE_REMOVE;
}

static void
on_backend_died (Book *book)
{
  close_book (book);
  book->timer = g_timeout_add_seconds (COME_BACK_S, on_come_back, book);
}

static void
on_view (GObject *source, GAsyncResult *result, gpointer data)
{
  Book *book = data;
  EBookClientView *view = NULL;
  g_autoptr (GError) error = NULL;

  if (!e_book_client_get_view_finish (E_BOOK_CLIENT (source), result, &view, &error))
    g_info ("An address book cannot be followed: %s", error->message);
  if (book->eds != NULL && book->client == E_BOOK_CLIENT (source))
    {
      if (view != NULL)
        {
          /* Only what changes from now on: what is there is read by read_book(). */
          e_book_client_view_set_flags (view, E_BOOK_CLIENT_VIEW_FLAGS_NONE, NULL);
          g_signal_connect_swapped (view, "objects-added", G_CALLBACK (on_view_changed), book);
          g_signal_connect_swapped (view, "objects-modified", G_CALLBACK (on_view_changed), book);
          g_signal_connect_swapped (view, "objects-removed", G_CALLBACK (on_view_changed), book);
          e_book_client_view_start (view, NULL);
          book->view = g_steal_pointer (&view);
        }
      read_book (book);
    }
  g_clear_object (&view);
  release_book (book);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Book *book = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EClient) client = e_book_client_connect_finish (result, &error);

  if (book->eds != NULL && client != NULL)
    {
      g_set_object (&book->client, E_BOOK_CLIENT (client));
      g_signal_connect_swapped (client, "backend-died", G_CALLBACK (on_backend_died), book);
      e_book_client_get_view (book->client, EVERYBODY, book->cancellable, on_view, g_rc_box_acquire (book));
    }
  else if (book->eds != NULL)
    {
      g_info ("“%s” cannot be opened: %s", e_source_get_display_name (book->source), error->message);
    }
  release_book (book);
}

static void
open_book (Book *book)
{
  e_book_client_connect (book->source, DO_NOT_WAIT, book->cancellable, on_connected, g_rc_box_acquire (book));
}

static void
on_name_changed (Book *book)
{
  if (book->eds != NULL && book->cards != NULL)
    tell (book);
}

static void
add_book (Eds *self, ESource *source)
{
  Book *book = g_rc_box_new0 (Book);

  book->eds = self;
  book->source = g_object_ref (source);
  book->cancellable = g_cancellable_new ();
  g_hash_table_insert (self->books, e_source_dup_uid (source), book);
  open_book (book);
}

/* After any address book came, went, was switched on or off, or has another name. */
static void
update_books (Eds *self)
{
  GList *sources = e_source_registry_list_enabled (self->registry, E_SOURCE_EXTENSION_ADDRESS_BOOK);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer uid;
  gpointer book;

  for (GList *node = sources; node != NULL; node = node->next)
    g_hash_table_insert (there, (gpointer) e_source_get_uid (node->data), node->data);

  g_hash_table_iter_init (&iter, self->books);
  while (g_hash_table_iter_next (&iter, &uid, &book))
    if (!g_hash_table_contains (there, uid))
      {
        self->changed (uid, e_source_get_display_name (((Book *) book)->source), NULL, self->data);
        g_hash_table_iter_remove (&iter);
      }
  for (GList *node = sources; node != NULL; node = node->next)
    {
      book = g_hash_table_lookup (self->books, e_source_get_uid (node->data));
      if (book == NULL)
        add_book (self, node->data);
      else
        on_name_changed (book);
    }
  g_list_free_full (sources, g_object_unref);
}

static void
on_registry (GObject *source, GAsyncResult *result, gpointer data)
{
  Eds *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ESourceRegistry) registry = e_source_registry_new_finish (result, &error);
  static const char *const changes[] = { "source-added", "source-removed", "source-enabled", "source-disabled",
                                         "source-changed" };

  self->starting = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      rb_eds_stop (self); /* that waited for this */
      return;
    }
  if (registry == NULL)
    {
      g_info ("There are no address books: %s", error->message);
      return;
    }

  self->registry = g_steal_pointer (&registry);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_swapped (self->registry, changes[i], G_CALLBACK (update_books), self);
  update_books (self);
}

gpointer
rb_eds_start (RbEdsChanged changed, gpointer data)
{
  Eds *self = g_new0 (Eds, 1);

  self->changed = changed;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->books = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, forget_book);
  self->starting = TRUE;
  e_source_registry_new (self->cancellable, on_registry, self);

  return self;
}

void
rb_eds_stop (gpointer eds)
{
  Eds *self = eds;

  g_cancellable_cancel (self->cancellable);
  if (self->starting)
    return;

  if (self->registry != NULL)
    g_signal_handlers_disconnect_by_data (self->registry, self);
  g_clear_object (&self->registry);
  g_hash_table_unref (self->books);
  g_object_unref (self->cancellable);
  g_free (self);
}
