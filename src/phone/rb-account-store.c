/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts in accounts.json: read with any bytes in it, written so that a crash leaves either
 * the old or the new file. Each key of an account is one row of a table. */

#include "rb-account-store.h"

#include "rb-account-private.h"
#include "rb-phone.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-c/json.h>
#include <string.h>

#define FILE_VERSION 1
#define MAX_FILE (1 << 20) /* bytes; a thousand accounts are a tenth of it */
#define MAX_DEPTH 16
#define MAX_ACCOUNTS 100

struct _RbAccountStore
{
  char *path;
  gboolean read_only;       /* the file is not ours to overwrite */
  struct json_object *root; /* as read: keeps keys of other versions */
  GPtrArray *accounts;
  char *default_id;
};

typedef enum
{
  TEXT,
  NUMBER,
  BOOLEAN,
  WORD, /* one of a table: the property is its number */
} KeyType;

static const char *const transports[] = {
  [RB_TRANSPORT_UNKNOWN] = "auto",
  [RB_TRANSPORT_UDP] = "udp",
  [RB_TRANSPORT_TCP] = "tcp",
  [RB_TRANSPORT_TLS] = "tls",
};

static const char *const encryptions[] = {
  [RB_SIP_ENCRYPTION_OFF] = "off",
  [RB_SIP_ENCRYPTION_OPTIONAL] = "optional",
  [RB_SIP_ENCRYPTION_REQUIRED] = "required",
};

static const char *const dtmf_modes[] = {
  [RB_SIP_DTMF_AUTO] = "auto",
  [RB_SIP_DTMF_RFC4733] = "rfc4733",
  [RB_SIP_DTMF_INFO] = "info",
  [RB_SIP_DTMF_INBAND] = "inband",
};

static const struct
{
  const char *key;
  const char *property;
  KeyType type;
  const char *const *words;
  gsize n_words;
} keys[] = {
  { "label", "label", TEXT },
  { "user", "user", TEXT },
  { "domain", "domain", TEXT },
  { "auth_user", "auth-user", TEXT },
  { "display_name", "display-name", TEXT },
  { "proxy", "proxy", TEXT },
  { "server", "server", TEXT },
  { "transport", "transport", WORD, transports, G_N_ELEMENTS (transports) },
  { "expires", "expires", NUMBER },
  { "keep_alive", "keep-alive", NUMBER },
  { "enabled", "enabled", BOOLEAN },
  { "register", "register", BOOLEAN },
  { "voicemail", "voicemail", TEXT },
  { "dial_prefix", "dial-prefix", TEXT },
  { "dial_plan", "dial-plan", TEXT },
  { "hide_caller_id", "hide-caller-id", BOOLEAN },
  { "encryption", "encryption", WORD, encryptions, G_N_ELEMENTS (encryptions) },
  { "public_address", "public-address", TEXT },
  { "publish_presence", "publish-presence", BOOLEAN },
  { "rewrite_contact", "rewrite-contact", BOOLEAN },
  { "ice", "ice", BOOLEAN },
  { "session_timers", "session-timers", BOOLEAN },
  { "dtmf_mode", "dtmf-mode", WORD, dtmf_modes, G_N_ELEMENTS (dtmf_modes) },
  { "pinned_certificate", "pinned-certificate", TEXT },
};

/* A value of the wrong type or out of range is left at its default. */
static void
read_key (RbAccount *account, gsize n, struct json_object *value)
{
  GParamSpecUInt *range;
  gint64 number;

  switch (keys[n].type)
    {
    case TEXT:
      if (json_object_is_type (value, json_type_string))
        g_object_set (account, keys[n].property, json_object_get_string (value), NULL);
      break;
    case NUMBER:
      range = G_PARAM_SPEC_UINT (g_object_class_find_property (G_OBJECT_GET_CLASS (account), keys[n].property));
      number = json_object_get_int64 (value);
      if (json_object_is_type (value, json_type_int) && number >= range->minimum && number <= range->maximum)
        g_object_set (account, keys[n].property, (guint) number, NULL);
      break;
    case BOOLEAN:
      if (json_object_is_type (value, json_type_boolean))
        g_object_set (account, keys[n].property, json_object_get_boolean (value), NULL);
      break;
    case WORD:
      for (gsize i = 0; i < keys[n].n_words; i++)
        if (json_object_is_type (value, json_type_string) &&
            strcmp (json_object_get_string (value), keys[n].words[i]) == 0)
          g_object_set (account, keys[n].property, (int) i, NULL);
      break;
    default:
      g_assert_not_reached ();
    }
}

static struct json_object *
write_key (RbAccount *account, gsize n)
{
  g_autofree char *text = NULL;
  guint number;
  gboolean flag;
  int word;

  switch (keys[n].type)
    {
    case TEXT:
      g_object_get (account, keys[n].property, &text, NULL);
      return json_object_new_string (text);
    case NUMBER:
      g_object_get (account, keys[n].property, &number, NULL);
      return json_object_new_int64 (number);
    case BOOLEAN:
      g_object_get (account, keys[n].property, &flag, NULL);
      return json_object_new_boolean (flag);
    case WORD:
      g_object_get (account, keys[n].property, &word, NULL);
      return json_object_new_string (keys[n].words[word]);
    default:
      g_assert_not_reached ();
    }
}

static RbAccount *
read_account (struct json_object *object)
{
  struct json_object *value;
  RbAccount *account;

  if (!json_object_is_type (object, json_type_object))
    return NULL;

  if (!json_object_object_get_ex (object, "id", &value) || !json_object_is_type (value, json_type_string) ||
      json_object_get_string_len (value) > 64)
    value = NULL;

  account = rb_account_new (value != NULL ? json_object_get_string (value) : NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (json_object_object_get_ex (object, keys[i].key, &value))
      read_key (account, i, value);

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

/* FALSE when the text is not JSON, or not an object with accounts. */
static gboolean
parse (RbAccountStore *self, const char *text, gsize length)
{
  struct json_tokener *tokener = json_tokener_new_ex (MAX_DEPTH);
  struct json_object *list;
  struct json_object *value;

  json_tokener_set_flags (tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  self->root = json_tokener_parse_ex (tokener, text, (int) length + 1); /* with the final NUL: the text's end */
  if (json_tokener_get_error (tokener) != json_tokener_success)
    g_clear_pointer (&self->root, json_object_put);
  json_tokener_free (tokener);

  if (!json_object_is_type (self->root, json_type_object) ||
      !json_object_object_get_ex (self->root, "accounts", &list) || !json_object_is_type (list, json_type_array))
    return FALSE;

  if (json_object_object_get_ex (self->root, "version", &value) && json_object_get_int64 (value) > FILE_VERSION)
    {
      self->read_only = TRUE;
      return TRUE;
    }

  for (gsize i = 0; i < json_object_array_length (list) && self->accounts->len < MAX_ACCOUNTS; i++)
    {
      g_autoptr (RbAccount) account = read_account (json_object_array_get_idx (list, i));

      if (account != NULL && find_account (self->accounts, rb_account_get_id (account)) == NULL)
        g_ptr_array_add (self->accounts, g_steal_pointer (&account));
    }

  if (json_object_object_get_ex (self->root, "default", &value) && json_object_is_type (value, json_type_string))
    self->default_id = g_strdup (json_object_get_string (value));

  return TRUE;
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

  if (length > MAX_FILE || !parse (self, text, length))
    *notice = move_aside (self);
  else if (self->read_only)
    *notice = g_strdup_printf (_ ("The file of your accounts, %s, was written by a newer Ringback. It is left as it "
                                  "is; install the newer Ringback to use these accounts."),
                               path);

  return self;
}

void
rb_account_store_free (RbAccountStore *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->root, json_object_put);
  g_ptr_array_unref (self->accounts);
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

/* The object of @id in the file as it was read, with keys of other versions. (transfer none) (nullable) */
static struct json_object *
find_object (RbAccountStore *self, const char *id)
{
  struct json_object *list;
  struct json_object *value;

  if (!json_object_object_get_ex (self->root, "accounts", &list))
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
build_account (RbAccountStore *self, RbAccount *account)
{
  struct json_object *old = find_object (self, rb_account_get_id (account));
  struct json_object *object = NULL;

  if (old == NULL || json_object_deep_copy (old, &object, NULL) != 0)
    object = json_object_new_object ();
  json_object_object_add (object, "id", json_object_new_string (rb_account_get_id (account)));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    json_object_object_add (object, keys[i].key, write_key (account, i));

  return object;
}

gboolean
rb_account_store_save (RbAccountStore *self, GListModel *accounts, const char *default_id, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *folder = NULL;
  struct json_object *list;
  struct json_object *root = NULL;
  const char *text;
  gboolean saved;

  if (self->path == NULL)
    return TRUE;

  if (self->read_only)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                   _ ("The account is used until Ringback is closed, but not saved: %s is not ours to overwrite."),
                   self->path);
      return FALSE;
    }

  list = json_object_new_array ();
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (!rb_account_is_practice (account))
        json_object_array_add (list, build_account (self, account));
    }

  if (self->root == NULL || json_object_deep_copy (self->root, &root, NULL) != 0)
    root = json_object_new_object ();
  json_object_object_add (root, "version", json_object_new_int (FILE_VERSION));
  json_object_object_add (root, "default", default_id != NULL ? json_object_new_string (default_id) : NULL);
  json_object_object_add (root, "accounts", list);

  folder = g_path_get_dirname (self->path);
  text = json_object_to_json_string_ext (root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
  saved = g_mkdir_with_parents (folder, 0700) == 0 &&
          g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                    0600, &cause);
  if (!saved)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE,
                   _ ("The account is used until Ringback is closed, but %s could not be written: %s."), self->path,
                   cause != NULL ? cause->message : g_strerror (errno));
      json_object_put (root);
      return FALSE;
    }

  g_clear_pointer (&self->root, json_object_put);
  self->root = root;

  return TRUE;
}
