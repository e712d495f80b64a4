/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people one calls: the list for the window, changes, search and who a URI is. Of each contact only what it is
 * sorted and found by is in memory, read in a thread when something first shows the list; the rest is read
 * when a row asks. Matching asks the database alone, so an incoming call needs no list. */

#include "rb-contacts-private.h"

#include "rb-contact-match.h"
#include "rb-contact-text.h"
#include "rb-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CACHED 512 /* contacts held at most; a screen shows far fewer */
#define MAX_SINGLE 16  /* changes shown one by one; after more the list is read again */

/* One row of the list. */
typedef struct
{
  gint64 id; /* < 0: of another address book */
  guint64 serial;
  RbContact *foreign; /* (nullable) */
  char *sort_key;
  char *search;
  gunichar section;
  gboolean favourite;
} Record;

struct _RbContacts
{
  GObject parent_instance;

  RbDatabase *db;
  GPtrArray *records;       /* of Record, in the order of the list */
  GHashTable *cached;       /* id → RbContact */
  GPtrArray *foreign;       /* of RbContact */
  GHashTable *foreign_keys; /* key of an address → GPtrArray of RbContact */
  GCancellable *loading;
  gint64 next_foreign; /* ids of theirs go downwards */
  gboolean stale;      /* changed while it was being read */
  gboolean loaded;
};

enum
{
  PROP_0,
  PROP_LOADED,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (rb - contacts - error - quark, rb_contacts_error)

static guint64
next_serial (void)
{
  static guint64 serial; /* also of the thread that reads the list */

  return __atomic_add_fetch (&serial, 1, __ATOMIC_RELAXED);
}

static void
free_record (gpointer data)
{
  Record *record = data;

  g_clear_object (&record->foreign);
  g_free (record->sort_key);
  g_free (record->search);
  g_free (record);
}

static void
append_record (gint64 id, gboolean favourite, const char *sort_key, const char *search, gpointer data)
{
  Record *record = g_new0 (Record, 1);

  record->id = id;
  record->serial = next_serial ();
  record->favourite = favourite;
  record->sort_key = g_utf8_make_valid (sort_key != NULL ? sort_key : "", -1);
  record->section = favourite ? RB_SECTION_FAVOURITES : rb_contact_text_get_section (record->sort_key);
  record->search = g_strdup (search != NULL ? search : "");
  g_ptr_array_add (data, record);
}

static int
compare_records (const Record *a, const Record *b)
{
  int order = b->favourite - a->favourite;

  if (order == 0)
    order = strcmp (a->sort_key, b->sort_key);

  return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

static int
compare_record_pointers (gconstpointer a, gconstpointer b)
{
  return compare_records (*(Record *const *) a, *(Record *const *) b);
}

static GType
rb_contacts_get_item_type (GListModel *model)
{
  return RB_TYPE_CONTACT;
}

static guint
rb_contacts_get_n_items (GListModel *model)
{
  return RB_CONTACTS (model)->records->len;
}

static gpointer
rb_contacts_get_item (GListModel *model, guint position)
{
  RbContacts *self = RB_CONTACTS (model);
  const Record *record;
  RbContact *contact;

  if (position >= self->records->len)
    return NULL;

  record = g_ptr_array_index (self->records, position);
  if (record->foreign != NULL)
    return g_object_ref (record->foreign);
  contact = g_hash_table_lookup (self->cached, &record->id);
  if (contact != NULL)
    return g_object_ref (contact);

  contact = rb_contact_store_read (self->db, record->id);
  if (contact == NULL)
    return rb_contact_new (NULL); /* another process removed it */
  if (g_hash_table_size (self->cached) >= MAX_CACHED)
    g_hash_table_remove_all (self->cached);
  g_hash_table_replace (self->cached, g_memdup2 (&record->id, sizeof record->id), contact);

  return g_object_ref (contact);
}

static void
rb_contacts_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_contacts_get_item_type;
  interface->get_n_items = rb_contacts_get_n_items;
  interface->get_item = rb_contacts_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbContacts, rb_contacts, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_contacts_list_model_init))

static void
rb_contacts_dispose (GObject *object)
{
  RbContacts *self = RB_CONTACTS (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);

  G_OBJECT_CLASS (rb_contacts_parent_class)->dispose (object);
}

static void
rb_contacts_finalize (GObject *object)
{
  RbContacts *self = RB_CONTACTS (object);

  g_clear_pointer (&self->db, rb_database_close);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->foreign);
  g_hash_table_unref (self->foreign_keys);
  g_hash_table_unref (self->cached);

  G_OBJECT_CLASS (rb_contacts_parent_class)->finalize (object);
}

static void
rb_contacts_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOADED)
    g_value_set_boolean (value, RB_CONTACTS (object)->loaded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_contacts_class_init (RbContactsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_contacts_dispose;
  object_class->finalize = rb_contacts_finalize;
  object_class->get_property = rb_contacts_get_property;

  properties[PROP_LOADED] =
      g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_contacts_init (RbContacts *self)
{
  self->records = g_ptr_array_new_with_free_func (free_record);
  self->foreign = g_ptr_array_new_with_free_func (g_object_unref);
  self->foreign_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->cached = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

RbContacts *
rb_contacts_open (const char *path, char **notice, GError **error)
{
  g_autoptr (RbContacts) self = g_object_new (RB_TYPE_CONTACTS, NULL);

  self->db = rb_contact_store_open (path, TRUE, notice, error);

  return self->db != NULL ? g_steal_pointer (&self) : NULL;
}

const char *
rb_contacts_get_path (RbContacts *self)
{
  return rb_database_get_path (self->db);
}

static void
append_foreign (RbContacts *self, GPtrArray *records)
{
  for (guint i = 0; i < self->foreign->len; i++)
    {
      RbContact *contact = g_ptr_array_index (self->foreign, i);
      g_autofree char *sort_key = rb_contact_text_make_sort_key (rb_contact_get_name (contact));
      g_autofree char *search = rb_contact_text_make_search (contact);
      Record *record;

      append_record (rb_contact_get_id (contact), rb_contact_is_favourite (contact), sort_key, search, records);
      record = g_ptr_array_index (records, records->len - 1);
      record->foreign = g_object_ref (contact);
    }
  if (self->foreign->len > 0)
    g_ptr_array_sort (records, compare_record_pointers);
}

/* Takes @records. */
static void
show_records (RbContacts *self, GPtrArray *records)
{
  guint before = self->records->len;

  append_foreign (self, records);
  g_ptr_array_unref (self->records);
  self->records = records;
  g_hash_table_remove_all (self->cached);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, records->len);
}

static void
read_list (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (free_record);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbDatabase) db = rb_contact_store_open (data, FALSE, NULL, &error);

  if (db != NULL && rb_contact_store_list (db, 0, append_record, records, &error))
    g_task_return_pointer (task, g_steal_pointer (&records), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void begin_loading (RbContacts *self);

static void
on_list_read (GObject *source, GAsyncResult *result, gpointer data)
{
  RbContacts *self = RB_CONTACTS (source);
  g_autoptr (GError) error = NULL;
  GPtrArray *records = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (records == NULL)
    g_warning ("%s", error->message);
  else
    show_records (self, records);
  if (self->stale)
    begin_loading (self);
  if (self->loaded)
    return;

  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

static void
begin_loading (RbContacts *self)
{
  g_autoptr (GTask) task = NULL;

  self->stale = self->loading != NULL;
  if (self->stale)
    return;

  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, on_list_read, NULL);
  g_task_set_task_data (task, g_strdup (rb_database_get_path (self->db)), g_free);
  g_task_run_in_thread (task, read_list);
}

void
rb_contacts_load (RbContacts *self)
{
  g_return_if_fail (RB_IS_CONTACTS (self));

  if (!self->loaded && self->loading == NULL)
    begin_loading (self);
}

gboolean
rb_contacts_is_loaded (RbContacts *self)
{
  g_return_val_if_fail (RB_IS_CONTACTS (self), FALSE);

  return self->loaded;
}

/* Everything may be different: an import, or the undoing of one. */
void
rb_contacts_reload (RbContacts *self)
{
  g_hash_table_remove_all (self->cached);
  if (self->loaded || self->loading != NULL)
    begin_loading (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
drop_record (RbContacts *self, gint64 id)
{
  for (guint i = 0; i < self->records->len; i++)
    if (((Record *) g_ptr_array_index (self->records, i))->id == id)
      {
        g_ptr_array_remove_index (self->records, i);
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
        return;
      }
}

static void
insert_record (RbContacts *self, Record *record)
{
  guint low = 0;
  guint high = self->records->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_records (g_ptr_array_index (self->records, middle), record) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  g_ptr_array_insert (self->records, (int) low, record);
  g_list_model_items_changed (G_LIST_MODEL (self), low, 0, 1);
}

/* The one of @id was added, changed or removed. */
static void
update_one (RbContacts *self, gint64 id)
{
  g_autoptr (GPtrArray) now = g_ptr_array_new ();

  g_hash_table_remove (self->cached, &id);
  if (self->loading != NULL)
    self->stale = TRUE;
  if (self->loaded)
    {
      drop_record (self, id);
      rb_contact_store_list (self->db, id, append_record, now, NULL);
      if (now->len > 0)
        insert_record (self, g_ptr_array_index (now, 0));
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

RbContact *
rb_contacts_get (RbContacts *self, gint64 id)
{
  g_return_val_if_fail (RB_IS_CONTACTS (self), NULL);

  for (guint i = 0; id < 0 && i < self->foreign->len; i++)
    if (rb_contact_get_id (g_ptr_array_index (self->foreign, i)) == id)
      return g_object_ref (g_ptr_array_index (self->foreign, i));

  return id > 0 ? rb_contact_store_read (self->db, id) : NULL;
}

static gboolean
may_write (RbContact *contact, GError **error)
{
  if (rb_contact_get_source (contact) != NULL || rb_contact_get_id (contact) < 0)
    {
      g_set_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT,
                   _ ("“%1$s” belongs to the address book “%2$s”. Change it there."), rb_contact_get_name (contact),
                   rb_contact_get_source (contact));
      return FALSE;
    }
  if (rb_contact_get_own_name (contact)[0] == '\0' && rb_contact_get_n_addresses (contact) == 0)
    {
      g_set_error_literal (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_CONTACT,
                           _ ("A contact needs a name or an address."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
begin (RbContacts *self, GError **error)
{
  if (!rb_database_run (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (rb_contact_store_begin_change (self->db, error))
    return TRUE;

  rb_database_run (self->db, "ROLLBACK", NULL);
  return FALSE;
}

/* Commits what went well, takes back what did not. */
static gboolean
end (RbContacts *self, gboolean well, GError **error)
{
  if (well && rb_database_run (self->db, "COMMIT", error))
    return TRUE;

  rb_database_run (self->db, "ROLLBACK", NULL);
  return FALSE;
}

gint64
rb_contacts_add (RbContacts *self, RbContact *contact, GError **error)
{
  g_autoptr (RbContact) fresh = NULL;
  gint64 id;

  g_return_val_if_fail (RB_IS_CONTACTS (self) && RB_IS_CONTACT (contact), 0);

  fresh = rb_contact_copy (contact);
  rb_contact_set_id (fresh, 0);
  if (!may_write (fresh, error) || !begin (self, error))
    return 0;
  id = rb_contact_store_write (self->db, fresh, error);
  if (!end (self, id != 0, error))
    return 0;

  update_one (self, id);

  return id;
}

gboolean
rb_contacts_change (RbContacts *self, RbContact *contact, GError **error)
{
  g_return_val_if_fail (RB_IS_CONTACTS (self) && RB_IS_CONTACT (contact), FALSE);
  g_return_val_if_fail (rb_contact_get_id (contact) != 0, FALSE);

  if (!may_write (contact, error) || !begin (self, error))
    return FALSE;
  if (!end (self, rb_contact_store_write (self->db, contact, error) != 0, error))
    return FALSE;

  update_one (self, rb_contact_get_id (contact));

  return TRUE;
}

gboolean
rb_contacts_remove (RbContacts *self, gint64 id, GError **error)
{
  g_return_val_if_fail (RB_IS_CONTACTS (self) && id > 0, FALSE);

  if (!begin (self, error) || !end (self, rb_contact_store_remove (self->db, id, error), error))
    return FALSE;

  update_one (self, id);

  return TRUE;
}

gint64
rb_contacts_get_last_change (RbContacts *self)
{
  g_return_val_if_fail (RB_IS_CONTACTS (self), 0);

  return rb_contact_store_get_last_change (self->db);
}

gboolean
rb_contacts_undo (RbContacts *self, gint64 change, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (RB_IS_CONTACTS (self), FALSE);

  rb_contact_store_find_changed (self->db, change, MAX_SINGLE + 1, ids);
  if (!begin (self, error) || !end (self, rb_contact_store_undo (self->db, change, error), error))
    return FALSE;

  if (ids->len > MAX_SINGLE)
    rb_contacts_reload (self);
  else
    for (guint i = 0; i < ids->len; i++)
      update_one (self, g_array_index (ids, gint64, i));

  return TRUE;
}

GArray *
rb_contacts_search (RbContacts *self, const char *query, guint max)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (RbContactQuery) parsed = NULL;

  g_return_val_if_fail (RB_IS_CONTACTS (self), found);

  parsed = rb_contact_query_new (query);
  for (guint i = 0; i < self->records->len && (max == 0 || found->len < max); i++)
    if (rb_contact_query_matches (parsed, ((Record *) g_ptr_array_index (self->records, i))->search))
      g_array_append_val (found, i);

  return found;
}

gunichar
rb_contacts_get_section (RbContacts *self, guint position)
{
  g_return_val_if_fail (RB_IS_CONTACTS (self) && position < self->records->len, 0);

  return ((Record *) g_ptr_array_index (self->records, position))->section;
}

guint64
rb_contacts_get_serial (RbContacts *self, guint position)
{
  return ((Record *) g_ptr_array_index (self->records, position))->serial;
}

/* The better of @best and @contact for @uri; @best_grade is 0 when there is none yet. */
static void
consider (RbContact *contact, const char *uri, const char *domain, const char *country, RbContact **best,
          guint *best_grade, gboolean *ambiguous)
{
  guint grade = 0;

  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    grade = MAX (grade, rb_contact_match_grade (rb_contact_get_address (contact, i), uri, domain, country));

  if (grade == 0 || grade < *best_grade)
    return;
  /* The same person in two address books is one. */
  if (grade == *best_grade)
    {
      if (!g_str_equal (rb_contact_get_name (*best), rb_contact_get_name (contact)))
        *ambiguous = TRUE;
      return;
    }

  g_set_object (best, contact);
  *best_grade = grade;
  *ambiguous = FALSE;
}

RbContact *
rb_contacts_match (RbContacts *self, const char *uri, const char *domain, const char *country)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (RbContact) best = NULL;
  g_auto (GStrv) keys = NULL;
  gboolean ambiguous = FALSE;
  guint grade = 0;

  g_return_val_if_fail (RB_IS_CONTACTS (self), NULL);

  if (uri == NULL || uri[0] == '\0')
    return NULL;
  if (country == NULL || country[0] == '\0')
    country = rb_number_get_locale_country ();
  keys = rb_contact_match_list_keys (uri, domain);
  for (guint i = 0; keys[i] != NULL; i++)
    rb_contact_store_find_key (self->db, keys[i], ids);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (RbContact) contact = rb_contact_store_read (self->db, g_array_index (ids, gint64, i));

      if (contact != NULL && (best == NULL || rb_contact_get_id (best) != rb_contact_get_id (contact)))
        consider (contact, uri, domain, country, &best, &grade, &ambiguous);
    }
  for (guint i = 0; keys[i] != NULL; i++)
    {
      GPtrArray *same_key = g_hash_table_lookup (self->foreign_keys, keys[i]);

      for (guint j = 0; same_key != NULL && j < same_key->len; j++)
        consider (g_ptr_array_index (same_key, j), uri, domain, country, &best, &grade, &ambiguous);
    }

  return ambiguous ? NULL : g_steal_pointer (&best);
}

static void
index_foreign (RbContacts *self)
{
  g_hash_table_remove_all (self->foreign_keys);
  for (guint i = 0; i < self->foreign->len; i++)
    {
      RbContact *contact = g_ptr_array_index (self->foreign, i);

      for (guint j = 0; j < rb_contact_get_n_addresses (contact); j++)
        {
          g_autofree char *key = rb_contact_match_make_key (rb_contact_get_address (contact, j));
          GPtrArray *same_key = key != NULL ? g_hash_table_lookup (self->foreign_keys, key) : NULL;

          if (key != NULL && same_key == NULL)
            {
              same_key = g_ptr_array_new ();
              g_hash_table_insert (self->foreign_keys, g_steal_pointer (&key), same_key);
            }
          if (same_key != NULL)
            g_ptr_array_add (same_key, contact);
        }
    }
}

void
rb_contacts_set_foreign (RbContacts *self, const char *source, GPtrArray *contacts)
{
  g_return_if_fail (RB_IS_CONTACTS (self) && source != NULL);

  for (guint i = self->foreign->len; i > 0; i--)
    if (g_strcmp0 (rb_contact_get_source (g_ptr_array_index (self->foreign, i - 1)), source) == 0)
      g_ptr_array_remove_index (self->foreign, i - 1);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    {
      RbContact *contact = rb_contact_copy (g_ptr_array_index (contacts, i));

      rb_contact_set_id (contact, --self->next_foreign);
      rb_contact_set_source (contact, source);
      g_ptr_array_add (self->foreign, contact);
    }
  index_foreign (self);

  rb_contacts_reload (self);
}
