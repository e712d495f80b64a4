/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts in accounts.json: read with any bytes in it, written so that a crash leaves either
 * the old or the new file. Another Ringback may write the file too: what it changed since we read is
 * taken over first, key by key, under a lock, and only what we changed is put over it. */

#include "rb-account-store.h"

#include "rb-account-keys.h"
#include "rb-account-private.h"
#include "rb-phone.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-c/json.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define FILE_VERSION 1
#define MAX_FILE (1 << 20) /* bytes; a thousand accounts are a tenth of it */
#define MAX_ACCOUNTS 100
#define MAX_REMOVED 1000
#define MAX_ID 64 /* bytes */
#define LOCK_NAME ".accounts.lock"

struct _RbAccountStore
{
  char *path;
  gboolean read_only;       /* the file is not ours to overwrite */
  struct json_object *root; /* as read: keeps keys of other versions */
  GPtrArray *accounts;
  char *default_id;
  GHashTable *removed; /* ids */
};

static RbAccount *
read_account (struct json_object *object)
{
  struct json_object *value;
  RbAccount *account;

  if (!json_object_is_type (object, json_type_object))
    return NULL;

  if (!json_object_object_get_ex (object, "id", &value) || !json_object_is_type (value, json_type_string) ||
      json_object_get_string_len (value) > MAX_ID)
    value = NULL;

  account = rb_account_new (value != NULL ? json_object_get_string (value) : NULL);
  for (gsize i = 0; i < rb_account_keys_count (); i++)
    if (json_object_object_get_ex (object, rb_account_keys_get_name (i), &value))
      rb_account_keys_read (account, i, value, NULL); /* what is wrong is left at its default */

  return account;
}

static RbAccount *
find_account (GPtrArray *accounts, const char *id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (strcmp (rb_account_get_id (g_ptr_array_index (accounts, i)), id) == 0)
      return g_ptr_array_index (accounts, i);

  return NULL;
}

/* (transfer full) (nullable): NULL when the text is not JSON, or not an object with accounts. */
static struct json_object *
parse (const char *text, gsize length)
{
  struct json_object *root = rb_account_keys_parse (text, length, NULL);
  struct json_object *list;

  if (json_object_is_type (root, json_type_object) && json_object_object_get_ex (root, "accounts", &list) &&
      json_object_is_type (list, json_type_array))
    return root;
  json_object_put (root);

  return NULL;
}

static gboolean
is_newer (struct json_object *root)
{
  struct json_object *value;

  return json_object_object_get_ex (root, "version", &value) && json_object_get_int64 (value) > FILE_VERSION;
}

/* (transfer full): of RbAccount */
static GPtrArray *
read_accounts (struct json_object *root)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);
  struct json_object *list;

  if (!json_object_object_get_ex (root, "accounts", &list))
    return accounts;

  for (gsize i = 0; i < json_object_array_length (list) && accounts->len < MAX_ACCOUNTS; i++)
    {
      g_autoptr (RbAccount) account = read_account (json_object_array_get_idx (list, i));

      if (account != NULL && find_account (accounts, rb_account_get_id (account)) == NULL)
        g_ptr_array_add (accounts, g_steal_pointer (&account));
    }

  return accounts;
}

static const char *
read_default (struct json_object *root)
{
  struct json_object *value;

  return json_object_object_get_ex (root, "default", &value) && json_object_is_type (value, json_type_string)
             ? json_object_get_string (value)
             : NULL;
}

/* (transfer full): a set of ids */
static GHashTable *
read_removed (struct json_object *root)
{
  GHashTable *removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  struct json_object *list;

  if (!json_object_object_get_ex (root, "removed", &list) || !json_object_is_type (list, json_type_array))
    return removed;

  for (gsize i = 0; i < json_object_array_length (list) && g_hash_table_size (removed) < MAX_REMOVED; i++)
    {
      struct json_object *id = json_object_array_get_idx (list, i);

      if (json_object_is_type (id, json_type_string) && json_object_get_string_len (id) <= MAX_ID)
        g_hash_table_add (removed, g_strdup (json_object_get_string (id)));
    }

  return removed;
}

static char *
move_aside (RbAccountStore *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", self->path, stamp);

  g_clear_pointer (&self->root, json_object_put);
  if (g_rename (self->path, aside) == 0)
    return g_strdup_printf (_ ("The file of your accounts was damaged. It was moved to %s; please add your accounts "
                               "again."),
                            aside);

  self->read_only = TRUE;
  return g_strdup_printf (_ ("The file of your accounts, %s, is damaged and cannot be moved aside: %s. Move it away "
                             "yourself and start Ringback again."),
                          self->path, g_strerror (errno));
}

RbAccountStore *
rb_account_store_open (const char *path, char **notice)
{
  RbAccountStore *self = g_new0 (RbAccountStore, 1);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  GStatBuf info;

  *notice = NULL;
  self->path = g_strdup (path);
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->removed = read_removed (NULL);
  if (path == NULL || (g_stat (path, &info) != 0 && errno == ENOENT))
    return self;

  if (g_stat (path, &info) == 0 && (!S_ISREG (info.st_mode) || info.st_size > MAX_FILE))
    {
      *notice = move_aside (self);
      return self;
    }

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      self->read_only = TRUE;
      *notice = g_strdup_printf (_ ("The file of your accounts cannot be read: %s."), error->message);
      return self;
    }

  self->root = length <= MAX_FILE ? parse (text, length) : NULL;
  self->read_only = is_newer (self->root);
  if (self->root == NULL)
    *notice = move_aside (self);
  else if (self->read_only)
    *notice = g_strdup_printf (_ ("The file of your accounts, %s, was written by a newer Ringback. It is left as it "
                                  "is; install the newer Ringback to use these accounts."),
                               path);
  else
    {
      g_ptr_array_unref (self->accounts);
      self->accounts = read_accounts (self->root);
      self->default_id = g_strdup (read_default (self->root));
      g_hash_table_unref (self->removed);
      self->removed = read_removed (self->root);
      for (guint i = 0; i < self->accounts->len; i++)
        g_hash_table_remove (self->removed, rb_account_get_id (g_ptr_array_index (self->accounts, i)));
    }

  return self;
}

void
rb_account_store_free (RbAccountStore *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->root, json_object_put);
  g_ptr_array_unref (self->accounts);
  g_hash_table_unref (self->removed);
  g_free (self->default_id);
  g_free (self->path);
  g_free (self);
}

GPtrArray *
rb_account_store_get_accounts (RbAccountStore *self)
{
  return self->accounts;
}

const char *
rb_account_store_get_default_id (RbAccountStore *self)
{
  return self->default_id;
}

GHashTable *
rb_account_store_get_removed (RbAccountStore *self)
{
  return self->removed;
}

/* The object of @id in a file, with keys of other versions. (transfer none) (nullable) */
static struct json_object *
find_object (struct json_object *root, const char *id)
{
  struct json_object *list;
  struct json_object *value;

  if (!json_object_object_get_ex (root, "accounts", &list))
    return NULL;

  for (gsize i = 0; i < json_object_array_length (list); i++)
    {
      struct json_object *object = json_object_array_get_idx (list, i);

      if (json_object_is_type (object, json_type_object) && json_object_object_get_ex (object, "id", &value) &&
          g_strcmp0 (json_object_get_string (value), id) == 0)
        return object;
    }

  return NULL;
}

static struct json_object *
build_account (struct json_object *root, RbAccount *account)
{
  struct json_object *old = find_object (root, rb_account_get_id (account));
  struct json_object *object = NULL;

  if (old == NULL || json_object_deep_copy (old, &object, NULL) != 0)
    object = json_object_new_object ();
  json_object_object_add (object, "id", json_object_new_string (rb_account_get_id (account)));
  for (gsize i = 0; i < rb_account_keys_count (); i++)
    json_object_object_add (object, rb_account_keys_get_name (i), rb_account_keys_write (account, i));

  return object;
}

/* The file as it is now. (transfer full) (nullable): there is none, or none that can be used. */
static struct json_object *
read_again (RbAccountStore *self)
{
  g_autofree char *text = NULL;
  gsize length;
  GStatBuf info;

  if (g_stat (self->path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_FILE ||
      !g_file_get_contents (self->path, &text, &length, NULL) || length > MAX_FILE)
    return NULL;

  return parse (text, length);
}

/* What another program changed in an account, unless we changed the same. */
static void
take_over (RbAccount *ours, RbAccount *base, RbAccount *theirs)
{
  for (gsize i = 0; i < rb_account_keys_count (); i++)
    if (rb_account_keys_are_equal (ours, base, i) && !rb_account_keys_are_equal (theirs, base, i))
      {
        struct json_object *value = rb_account_keys_write (theirs, i);

        rb_account_keys_read (ours, i, value, NULL);
        json_object_put (value);
      }
}

static gboolean
are_equal (RbAccount *a, RbAccount *b)
{
  for (gsize i = 0; i < rb_account_keys_count (); i++)
    if (!rb_account_keys_are_equal (a, b, i))
      return FALSE;

  return TRUE;
}

/* The accounts to write, in our order and those that another program added after them. @root: the file as it is now. */
static GPtrArray *
merge (RbAccountStore *self, struct json_object *root, GListModel *accounts, GPtrArray *added)
{
  g_autoptr (GPtrArray) base = read_accounts (self->root);
  g_autoptr (GPtrArray) theirs = read_accounts (root);
  GPtrArray *merged = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) ours = g_list_model_get_item (accounts, i);
      RbAccount *before = find_account (base, rb_account_get_id (ours));
      RbAccount *now = find_account (theirs, rb_account_get_id (ours));

      if (rb_account_is_practice (ours))
        continue;
      if (before != NULL && now != NULL)
        take_over (ours, before, now);
      /* Removed by the other program and not touched by us: it stays removed in the file. */
      if (before == NULL || now != NULL || root == NULL || !are_equal (ours, before))
        g_ptr_array_add (merged, g_steal_pointer (&ours));
    }

  for (guint i = 0; i < theirs->len; i++)
    {
      RbAccount *theirs_one = g_ptr_array_index (theirs, i);

      /* One that we knew and no longer have was removed here. */
      if (find_account (merged, rb_account_get_id (theirs_one)) == NULL &&
          find_account (base, rb_account_get_id (theirs_one)) == NULL)
        {
          g_ptr_array_add (merged, g_object_ref (theirs_one));
          g_ptr_array_add (added, g_object_ref (theirs_one));
        }
    }

  return merged;
}

/* What another program removed since we read the file is ours to finish, too. */
static void
take_over_removed (RbAccountStore *self, struct json_object *now)
{
  g_autoptr (GHashTable) base = read_removed (self->root);
  g_autoptr (GHashTable) theirs = read_removed (now);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, theirs);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (base, id))
      g_hash_table_add (self->removed, g_strdup (id));
}

static struct json_object *
build_root (struct json_object *root, GPtrArray *accounts, const char *default_id, GHashTable *removed)
{
  struct json_object *list = json_object_new_array ();
  struct json_object *ids = g_hash_table_size (removed) > 0 ? json_object_new_array () : NULL;
  struct json_object *built = NULL;
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < accounts->len; i++)
    json_object_array_add (list, build_account (root, g_ptr_array_index (accounts, i)));

  if (root == NULL || json_object_deep_copy (root, &built, NULL) != 0)
    built = json_object_new_object ();
  json_object_object_add (built, "version", json_object_new_int (FILE_VERSION));
  json_object_object_add (built, "default", default_id != NULL ? json_object_new_string (default_id) : NULL);
  json_object_object_add (built, "accounts", list);

  g_hash_table_iter_init (&iter, removed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    json_object_array_add (ids, json_object_new_string (id));
  if (ids != NULL)
    json_object_object_add (built, "removed", ids);
  else
    json_object_object_del (built, "removed");

  return built;
}

static gboolean
write_file (RbAccountStore *self, struct json_object *root, GError **error)
{
  const char *text = json_object_to_json_string_ext (root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &cause))
    return TRUE;
  g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
               _ ("The account is used until Ringback is closed, but %s could not be written: %s."), self->path,
               cause->message);

  return FALSE;
}

/* Held while the file is read and written; the file itself is replaced and cannot be locked. -1: no lock, and none is
 * needed where nothing can be written. */
static int
lock (RbAccountStore *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    flock (fd, LOCK_EX);

  return fd;
}

gboolean
rb_account_store_save (RbAccountStore *self, GListModel *accounts, const char *default_id, GPtrArray **added,
                       GError **error)
{
  g_autoptr (GPtrArray) theirs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) merged = NULL;
  struct json_object *now;
  struct json_object *root;
  gboolean saved;
  int fd;

  if (self->path == NULL)
    return TRUE;

  if (self->read_only)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                   _ ("The account is used until Ringback is closed, but not saved: %s is not ours to overwrite."),
                   self->path);
      return FALSE;
    }

  fd = lock (self);
  now = read_again (self);
  if (is_newer (now))
    {
      self->read_only = TRUE;
      json_object_put (now);
      if (fd >= 0)
        close (fd);
      return rb_account_store_save (self, accounts, default_id, added, error);
    }

  merged = merge (self, now, accounts, theirs);
  if (now != NULL && g_strcmp0 (default_id, self->default_id) == 0)
    default_id = read_default (now);
  take_over_removed (self, now);
  root = build_root (now != NULL ? now : self->root, merged, default_id, self->removed);
  saved = write_file (self, root, error);
  if (fd >= 0)
    close (fd);
  if (saved)
    {
      g_free (self->default_id);
      self->default_id = g_strdup (default_id);
      json_object_put (self->root);
      self->root = json_object_get (root);
      if (added != NULL)
        *added = g_steal_pointer (&theirs);
    }
  json_object_put (root);
  json_object_put (now);

  return saved;
}
