/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Importing people: what a file would change is worked out first and shown, then done in one transaction, each in a
 * thread with a database connection of its own. Called by the import dialog and ringback-cli. */

#include "rb-contact-import.h"

#include "rb-contact-match.h"
#include "rb-contact-text.h"
#include "rb-contacts-private.h"

#include <glib/gi18n-lib.h>

#define READ_BYTES (1024 * 1024)

struct _RbImportEntry
{
  GObject parent_instance;

  RbImportKind kind;
  RbImportChoice choice;
  RbContact *theirs;
  RbContact *mine; /* (nullable) */
  guint line;
};

G_DEFINE_FINAL_TYPE (RbImportEntry, rb_import_entry, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHOICE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
rb_import_entry_finalize (GObject *object)
{
  RbImportEntry *self = RB_IMPORT_ENTRY (object);

  g_clear_object (&self->theirs);
  g_clear_object (&self->mine);

  G_OBJECT_CLASS (rb_import_entry_parent_class)->finalize (object);
}

static void
rb_import_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOICE)
    g_value_set_int (value, (int) RB_IMPORT_ENTRY (object)->choice);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_import_entry_class_init (RbImportEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rb_import_entry_finalize;
  object_class->get_property = rb_import_entry_get_property;
  properties[PROP_CHOICE] = g_param_spec_int ("choice", NULL, NULL, RB_IMPORT_SKIP, RB_IMPORT_TAKE, RB_IMPORT_SKIP,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_import_entry_init (RbImportEntry *self)
{
}

RbImportKind
rb_import_entry_get_kind (RbImportEntry *self)
{
  g_return_val_if_fail (RB_IS_IMPORT_ENTRY (self), RB_IMPORT_SAME);

  return self->kind;
}

RbContact *
rb_import_entry_get_theirs (RbImportEntry *self)
{
  g_return_val_if_fail (RB_IS_IMPORT_ENTRY (self), NULL);

  return self->theirs;
}

RbContact *
rb_import_entry_get_mine (RbImportEntry *self)
{
  g_return_val_if_fail (RB_IS_IMPORT_ENTRY (self), NULL);

  return self->mine;
}

guint
rb_import_entry_get_line (RbImportEntry *self)
{
  g_return_val_if_fail (RB_IS_IMPORT_ENTRY (self), 0);

  return self->line;
}

RbImportChoice
rb_import_entry_get_choice (RbImportEntry *self)
{
  g_return_val_if_fail (RB_IS_IMPORT_ENTRY (self), RB_IMPORT_SKIP);

  return self->choice;
}

void
rb_import_entry_set_choice (RbImportEntry *self, RbImportChoice choice)
{
  g_return_if_fail (RB_IS_IMPORT_ENTRY (self));
  g_return_if_fail (self->mine != NULL || choice == RB_IMPORT_SKIP || choice == RB_IMPORT_ADD);

  if (self->choice == choice)
    return;

  self->choice = choice;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOICE]);
}

static void
append_part (GString *text, const char *part)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, part);
}

char *
rb_import_entry_describe (RbImportEntry *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RbContact) merged = NULL;

  g_return_val_if_fail (RB_IS_IMPORT_ENTRY (self), NULL);

  if (self->mine == NULL)
    return g_strdup ("");

  merged = rb_contact_merge (self->mine, self->theirs, TRUE, NULL);
  if (!g_str_equal (rb_contact_get_own_name (merged), rb_contact_get_own_name (self->mine)))
    {
      g_autofree char *part = g_strdup_printf (_ ("Name: “%1$s” here, “%2$s” in the file"),
                                               rb_contact_get_name (self->mine), rb_contact_get_name (merged));

      append_part (text, part);
    }
  for (guint i = rb_contact_get_n_addresses (self->mine); i < rb_contact_get_n_addresses (merged); i++)
    {
      g_autofree char *part = g_strdup_printf (_ ("One more address: %s"), rb_contact_get_address (merged, i)->value);

      append_part (text, part);
    }
  if (!g_str_equal (rb_contact_get_notes (merged), rb_contact_get_notes (self->mine)))
    append_part (text, rb_contact_get_notes (self->mine)[0] != '\0' ? _ ("Other notes") : _ ("Notes"));
  if (rb_contact_get_photo (merged) != rb_contact_get_photo (self->mine))
    append_part (text, rb_contact_get_photo (self->mine) != NULL ? _ ("Another photo") : _ ("A photo"));
  if (rb_contact_is_favourite (merged) != rb_contact_is_favourite (self->mine))
    append_part (text, _ ("A favourite"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

struct _RbContactImport
{
  GObject parent_instance;

  RbContacts *contacts;
  RbContactFile *file;
  GPtrArray *entries; /* of RbImportEntry */
  guint counts[RB_N_IMPORT_KINDS];
};

static GType
rb_contact_import_get_item_type (GListModel *model)
{
  return RB_TYPE_IMPORT_ENTRY;
}

static guint
rb_contact_import_get_n_items (GListModel *model)
{
  return RB_CONTACT_IMPORT (model)->entries->len;
}

static gpointer
rb_contact_import_get_item (GListModel *model, guint position)
{
  RbContactImport *self = RB_CONTACT_IMPORT (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
rb_contact_import_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_contact_import_get_item_type;
  interface->get_n_items = rb_contact_import_get_n_items;
  interface->get_item = rb_contact_import_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbContactImport, rb_contact_import, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_contact_import_list_model_init))

static void
rb_contact_import_finalize (GObject *object)
{
  RbContactImport *self = RB_CONTACT_IMPORT (object);

  g_clear_object (&self->contacts);
  g_clear_pointer (&self->file, rb_contact_file_free);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (rb_contact_import_parent_class)->finalize (object);
}

static void
rb_contact_import_class_init (RbContactImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_contact_import_finalize;
}

static void
rb_contact_import_init (RbContactImport *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
is_same_name (RbContact *a, RbContact *b)
{
  g_autofree char *one = rb_contact_text_fold (rb_contact_get_name (a));
  g_autofree char *other = rb_contact_text_fold (rb_contact_get_name (b));

  return g_str_equal (one, other);
}

/* Of those in @ids, the one of the same name; else the first. Clears @same_name for that. */
static RbContact *
choose (RbDatabase *db, GArray *ids, RbContact *theirs, gboolean *same_name)
{
  g_autoptr (RbContact) first = NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (RbContact) one = rb_contact_store_read (db, g_array_index (ids, gint64, i));

      if (one != NULL && is_same_name (one, theirs))
        {
          *same_name = TRUE;
          return g_steal_pointer (&one);
        }
      if (first == NULL)
        first = g_steal_pointer (&one);
    }
  *same_name = FALSE;

  return g_steal_pointer (&first);
}

/* Who of those that are there @theirs may be. @sure: it is the same person. (transfer full) (nullable) */
static RbContact *
find_mine (RbDatabase *db, RbContact *theirs, gboolean *sure)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *uid = rb_contact_get_uid (theirs);
  gint64 id = uid != NULL ? rb_contact_store_find_uid (db, uid) : 0;
  RbContact *mine;

  *sure = TRUE;
  if (id != 0)
    return rb_contact_store_read (db, id);

  for (guint i = 0; i < rb_contact_get_n_addresses (theirs); i++)
    {
      g_autofree char *key = rb_contact_match_make_key (rb_contact_get_address (theirs, i));

      if (key != NULL)
        rb_contact_store_find_key (db, key, ids);
    }
  mine = choose (db, ids, theirs, sure);
  if (mine == NULL || !*sure)
    {
      g_autoptr (RbContact) namesake = NULL;

      g_array_set_size (ids, 0);
      rb_contact_store_find_name (db, rb_contact_get_name (theirs), ids);
      namesake = choose (db, ids, theirs, sure);
      if (*sure)
        {
          g_set_object (&mine, namesake);
          /* Two people may have one name; without an address there is only one to be meant. */
          *sure = rb_contact_get_n_addresses (theirs) == 0 || rb_contact_get_n_addresses (mine) == 0;
        }
    }

  return mine;
}

/* The same person twice in one file. */
static char *
make_fingerprint (RbContact *contact)
{
  g_autofree char *search = rb_contact_text_make_search (contact);

  return g_strdup_printf ("%s\n%s\n%s", rb_contact_get_own_name (contact), search, rb_contact_get_notes (contact));
}

static RbImportEntry *
compare (RbDatabase *db, RbContact *theirs, guint line, GHashTable *seen)
{
  RbImportEntry *entry = g_object_new (RB_TYPE_IMPORT_ENTRY, NULL);
  g_autofree char *fingerprint = make_fingerprint (theirs);
  gboolean sure = FALSE;

  entry->theirs = g_object_ref (theirs);
  entry->line = line;
  if (!g_hash_table_add (seen, g_steal_pointer (&fingerprint)))
    {
      entry->kind = RB_IMPORT_SAME;
      return entry;
    }

  entry->mine = find_mine (db, theirs, &sure);
  if (entry->mine == NULL)
    {
      entry->kind = RB_IMPORT_NEW;
      entry->choice = RB_IMPORT_ADD;
      return entry;
    }

  g_object_unref (rb_contact_merge (entry->mine, theirs, FALSE, &entry->kind));
  if (entry->kind == RB_IMPORT_SAME)
    return entry;
  if (!sure)
    entry->kind = RB_IMPORT_CONFLICT;
  /* Nothing may be lost by not choosing: who may be somebody else comes in beside. */
  entry->choice = !sure ? RB_IMPORT_ADD : entry->kind == RB_IMPORT_CHANGED ? RB_IMPORT_MERGE : RB_IMPORT_SKIP;

  return entry;
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const RbImportEntry *one = *(RbImportEntry *const *) a;
  const RbImportEntry *other = *(RbImportEntry *const *) b;

  return one->kind != other->kind ? (int) one->kind - (int) other->kind
                                  : (one->line > other->line) - (one->line < other->line);
}

typedef struct
{
  GFile *file;
  char *path; /* of the database */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_free (job->path);
  g_free (job);
}

static GBytes *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  gssize n = stream != NULL ? 1 : -1;

  /* More than is taken ends here, and rb_contact_file_parse() says so. */
  while (n > 0 && all->len <= RB_CONTACT_FILE_MAX_BYTES)
    {
      g_autoptr (GBytes) chunk = g_input_stream_read_bytes (G_INPUT_STREAM (stream), READ_BYTES, cancellable, error);

      n = chunk != NULL ? (gssize) g_bytes_get_size (chunk) : -1;
      if (n > 0)
        g_byte_array_append (all, g_bytes_get_data (chunk, NULL), (guint) n);
    }

  return n >= 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&all)) : NULL;
}

static void
prepare (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (RbContactImport) self = g_object_new (RB_TYPE_CONTACT_IMPORT, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (RbDatabase) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_file (job->file, cancellable, &error);

  if (bytes != NULL)
    self->file = rb_contact_file_parse (bytes, &error);
  if (self->file != NULL)
    db = rb_contact_store_open (job->path, FALSE, NULL, &error);
  if (db == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < self->file->contacts->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      RbImportEntry *entry =
          compare (db, g_ptr_array_index (self->file->contacts, i), g_array_index (self->file->lines, guint, i), seen);

      self->counts[entry->kind]++;
      g_ptr_array_add (self->entries, entry);
    }
  g_ptr_array_sort (self->entries, compare_kinds);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

void
rb_contact_import_prepare_async (RbContacts *contacts, GFile *file, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (RB_IS_CONTACTS (contacts) && G_IS_FILE (file));

  task = g_task_new (contacts, cancellable, callback, data);
  job->file = g_object_ref (file);
  job->path = g_strdup (rb_contacts_get_path (contacts));
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, prepare);
}

RbContactImport *
rb_contact_import_prepare_finish (RbContacts *contacts, GAsyncResult *result, GError **error)
{
  RbContactImport *self = g_task_propagate_pointer (G_TASK (result), error);

  if (self != NULL)
    self->contacts = g_object_ref (contacts);

  return self;
}

const RbContactFile *
rb_contact_import_get_file (RbContactImport *self)
{
  g_return_val_if_fail (RB_IS_CONTACT_IMPORT (self), NULL);

  return self->file;
}

guint
rb_contact_import_get_n (RbContactImport *self, RbImportKind kind)
{
  g_return_val_if_fail (RB_IS_CONTACT_IMPORT (self) && kind < RB_N_IMPORT_KINDS, 0);

  return self->counts[kind];
}

guint
rb_contact_import_get_n_changes (RbContactImport *self)
{
  guint n = 0;

  g_return_val_if_fail (RB_IS_CONTACT_IMPORT (self), 0);

  for (guint i = 0; i < self->entries->len; i++)
    n += ((RbImportEntry *) g_ptr_array_index (self->entries, i))->choice != RB_IMPORT_SKIP;

  return n;
}

static gboolean
write_entry (RbDatabase *db, RbImportEntry *entry, GError **error)
{
  g_autoptr (RbContact) contact = NULL;

  switch (entry->choice)
    {
    case RB_IMPORT_SKIP:
      return TRUE;
    case RB_IMPORT_ADD:
      contact = rb_contact_copy (entry->theirs);
      /* A card of that UID is there already: this is to be another person. */
      if (entry->mine != NULL)
        rb_contact_set_uid (contact, NULL);
      break;
    default:
      contact = rb_contact_merge (entry->mine, entry->theirs, entry->choice == RB_IMPORT_TAKE, NULL);
    }

  return rb_contact_store_write (db, contact, error) != 0;
}

static void
apply (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RbContactImport *self = source;
  g_autoptr (GError) error = NULL;
  g_autoptr (RbDatabase) db = rb_contact_store_open (data, FALSE, NULL, &error);
  gboolean begun = db != NULL && rb_database_run (db, "BEGIN IMMEDIATE", &error);
  gboolean well = begun && rb_contact_store_begin_change (db, &error);

  for (guint i = 0; well && i < self->entries->len; i++)
    well = !g_cancellable_set_error_if_cancelled (cancellable, &error) &&
           write_entry (db, g_ptr_array_index (self->entries, i), &error);
  if (well && rb_database_run (db, "COMMIT", &error))
    {
      g_task_return_int (task, rb_contact_store_get_last_change (db));
      return;
    }

  if (begun)
    rb_database_run (db, "ROLLBACK", NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

void
rb_contact_import_apply_async (RbContactImport *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RB_IS_CONTACT_IMPORT (self));

  task = g_task_new (self, cancellable, callback, data);
  /* What is done is told, even when it was cancelled too late. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (rb_contacts_get_path (self->contacts)), g_free);
  g_task_run_in_thread (task, apply);
}

gboolean
rb_contact_import_apply_finish (RbContactImport *self, GAsyncResult *result, gint64 *change, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 number = g_task_propagate_int (G_TASK (result), &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  *change = number;
  rb_contacts_reload (self->contacts);

  return TRUE;
}
