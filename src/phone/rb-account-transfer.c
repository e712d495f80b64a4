/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts in a file that one person gives another: a teacher to a class. Whoever made the file need
 * not be trusted: it is read whole before anything happens, each value is checked as one that is
 * typed would be, and passwords in it are left out, and said. The window shows what would happen,
 * “ringback --import” too. */

#include "rb-account-transfer.h"

#include "rb-account-keys.h"
#include "rb-account-private.h"
#include "rb-phone-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FORMAT "ringback-accounts"
#define FILE_VERSION 1
#define MAX_FILE (1 << 20) /* bytes */
#define MAX_ACCOUNTS 100
#define MAX_NOTES 20
#define MAX_SHOWN_KEY 40 /* bytes of a foreign key in a note */

struct _RbAccountTransfer
{
  GPtrArray *items; /* of RbAccountTransferItem */
  GString *notes;
  guint n_notes;
};

/* Names of the settings as the dialog calls them, for what would change. */
static const struct
{
  const char *property;
  const char *title;
} titles[] = {
  { "label", N_ ("Name of the account") },
  { "auth-user", N_ ("Login") },
  { "display-name", N_ ("Your name") },
  { "server", N_ ("Server") },
  { "proxy", N_ ("Proxy") },
  { "transport", N_ ("Transport") },
  { "expires", N_ ("Register refresh") },
  { "keep-alive", N_ ("Keep-alive") },
  { "enabled", N_ ("Use this account") },
  { "register", N_ ("Register at the server") },
  { "voicemail", N_ ("Voicemail number") },
  { "dial-prefix", N_ ("Dialling prefix") },
  { "dial-plan", N_ ("Dial plan") },
  { "hide-caller-id", N_ ("Hide my number") },
  { "encryption", N_ ("Encryption of the sound") },
  { "public-address", N_ ("Public address") },
  { "publish-presence", N_ ("Publish my presence") },
  { "rewrite-contact", N_ ("Follow the address the server sees") },
  { "ice", N_ ("ICE") },
  { "session-timers", N_ ("Session timers") },
  { "dtmf-mode", N_ ("Keys during a call") },
  { "pinned-certificate", N_ ("Trusted certificate") },
};

static void
item_free (gpointer data)
{
  RbAccountTransferItem *item = data;

  g_clear_object (&item->account);
  g_clear_object (&item->present);
  g_free (item->changes);
  g_free (item);
}

static void G_GNUC_PRINTF (2, 3) add_note (RbAccountTransfer *self, const char *format, ...)
{
  va_list arguments;

  if (self->n_notes++ >= MAX_NOTES)
    return;
  if (self->notes->len > 0)
    g_string_append_c (self->notes, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (self->notes, format, arguments);
  va_end (arguments);
}

static void G_GNUC_PRINTF (2, 3) complain (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_ACCOUNT, "");
  if (error != NULL)
    {
      g_free ((*error)->message);
      (*error)->message = g_strdup_vprintf (format, arguments);
    }
  va_end (arguments);
}

static gboolean
means_password (const char *key)
{
  static const char *const words[] = { "password", "passwd", "secret", "pin_code", "ha1" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *lower = g_ascii_strdown (key, -1);

      if (strstr (lower, words[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
read_value (RbAccountTransfer *self, guint number, RbAccount *account, const char *key, struct json_object *value,
            GError **error)
{
  g_autofree char *wanted = NULL;
  g_autofree char *problem = NULL;
  gsize n;

  if (rb_account_keys_find (key, &n))
    {
      if (!rb_account_keys_read (account, n, value, &wanted))
        {
          complain (error, _ ("accounts[%1$u].%2$s must be %3$s."), number, key, wanted);
          return FALSE;
        }
      problem = rb_account_check_field (account, rb_account_keys_get_property (n));
      if (problem != NULL)
        complain (error, "accounts[%u].%s: %s", number, key, problem);
      return problem == NULL;
    }

  if (means_password (key))
    add_note (self, _ ("The file holds a password (accounts[%u]). It is not imported: type it in the account."),
              number);
  else if (strcmp (key, "id") != 0)
    {
      g_autofree char *shown = g_utf8_make_valid (key, (gssize) strnlen (key, MAX_SHOWN_KEY));

      add_note (self, _ ("“%1$s” in accounts[%2$u] is not known to this version and left out."), shown, number);
    }

  return TRUE;
}

/* The account with that user and domain. (transfer none) (nullable) */
static RbAccount *
find_present (GListModel *present, RbAccount *account)
{
  RbAccount *found = NULL;

  for (guint i = 0; found == NULL && i < g_list_model_get_n_items (present); i++)
    {
      g_autoptr (RbAccount) one = g_list_model_get_item (present, i);

      if (!rb_account_is_practice (one) && strcmp (rb_account_get_user (one), rb_account_get_user (account)) == 0 &&
          g_ascii_strcasecmp (rb_account_get_domain (one), rb_account_get_domain (account)) == 0)
        found = one;
    }

  return found;
}

/* (transfer full) (nullable) */
static char *
describe_changes (RbAccount *from, RbAccount *to)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; i < rb_account_keys_count (); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (titles); j++)
      if (strcmp (titles[j].property, rb_account_keys_get_property (i)) == 0 &&
          !rb_account_keys_are_equal (from, to, i))
        {
          if (list->len > 0)
            g_string_append (list, ", ");
          g_string_append (list, _ (titles[j].title));
        }

  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

/* Keys that the file does not have keep the value they have in the account that there is. */
static RbAccount *
make_draft (RbAccount *present)
{
  RbAccount *draft = rb_account_new (NULL);

  for (gsize i = 0; present != NULL && i < rb_account_keys_count (); i++)
    {
      struct json_object *value = rb_account_keys_write (present, i);

      rb_account_keys_read (draft, i, value, NULL);
      json_object_put (value);
    }

  return draft;
}

static gboolean
read_into (RbAccountTransfer *self, guint number, struct json_object *object, RbAccount *account, GError **error)
{
  json_object_object_foreach (object, key, value)
  {
    if (!read_value (self, number, account, key, value, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_account (RbAccountTransfer *self, guint number, struct json_object *object, GListModel *present, GError **error)
{
  g_autoptr (RbAccount) seen = rb_account_new (NULL);
  g_autoptr (RbAccount) account = NULL;
  g_autofree char *problem = NULL;
  RbAccountTransferItem *item;
  RbAccount *old;

  if (!json_object_is_type (object, json_type_object))
    {
      complain (error, _ ("accounts[%u] is not an object in braces."), number);
      return FALSE;
    }
  if (!read_into (self, number, object, seen, error))
    return FALSE;

  problem = rb_account_check (seen);
  if (problem != NULL)
    {
      complain (error, "accounts[%u]: %s", number, problem);
      return FALSE;
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr (GListStore) one = g_list_store_new (RB_TYPE_ACCOUNT);

      g_list_store_append (one, rb_account_transfer_get_item (self, i)->account);
      if (find_present (G_LIST_MODEL (one), seen) != NULL)
        {
          complain (error, _ ("accounts[%1$u] is the account of accounts[%2$u] again."), number, i);
          return FALSE;
        }
    }

  old = find_present (present, seen);
  item = g_new0 (RbAccountTransferItem, 1);
  item->present = old != NULL ? g_object_ref (old) : NULL;
  item->account = make_draft (old);
  for (gsize i = 0; i < rb_account_keys_count (); i++)
    {
      struct json_object *value;

      if (json_object_object_get_ex (object, rb_account_keys_get_name (i), &value))
        rb_account_keys_read (item->account, i, value, NULL);
    }
  item->changes = old != NULL ? describe_changes (old, item->account) : NULL;
  item->kind = old == NULL             ? RB_ACCOUNT_TRANSFER_ADD
               : item->changes != NULL ? RB_ACCOUNT_TRANSFER_CHANGE
                                       : RB_ACCOUNT_TRANSFER_SAME;
  g_ptr_array_add (self->items, item);

  return TRUE;
}

static gboolean
read_root (RbAccountTransfer *self, struct json_object *root, GListModel *present, GError **error)
{
  struct json_object *value;
  struct json_object *list;
  gsize n;

  if (!json_object_is_type (root, json_type_object) || !json_object_object_get_ex (root, "accounts", &list))
    {
      complain (error, _ ("This file holds no accounts: there is no “accounts” in it."));
      return FALSE;
    }
  if (json_object_object_get_ex (root, "format", &value) && g_strcmp0 (json_object_get_string (value), FORMAT) != 0)
    {
      complain (error, _ ("This file holds something else than accounts of Ringback: its “format” is not “%s”."),
                FORMAT);
      return FALSE;
    }
  if (json_object_object_get_ex (root, "version", &value) && json_object_get_int64 (value) > FILE_VERSION)
    {
      complain (error, _ ("This file was written by a newer Ringback. Install that one to import it."));
      return FALSE;
    }
  if (!json_object_is_type (list, json_type_array))
    {
      complain (error, _ ("“accounts” is not a list in brackets."));
      return FALSE;
    }

  n = json_object_array_length (list);
  if (n == 0 || n > MAX_ACCOUNTS)
    {
      complain (error, n == 0 ? _ ("The list of accounts is empty.") : _ ("The file holds more than %u accounts."),
                MAX_ACCOUNTS);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    if (!read_account (self, (guint) i, json_object_array_get_idx (list, i), present, error))
      return FALSE;

  return TRUE;
}

RbAccountTransfer *
rb_account_transfer_parse (const char *text, gsize length, GListModel *present, GError **error)
{
  g_autoptr (RbAccountTransfer) self = g_new0 (RbAccountTransfer, 1);
  g_autoptr (GError) cause = NULL;
  struct json_object *root;
  gboolean good;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (present), NULL);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->notes = g_string_new (NULL);
  root = length <= MAX_FILE ? rb_account_keys_parse (text, length, &cause) : NULL;
  if (root == NULL)
    {
      complain (error, "%s",
                cause != NULL ? cause->message : _ ("This file holds no accounts: it is empty or too large."));
      return NULL;
    }
  good = read_root (self, root, present, error);
  json_object_put (root);

  return good ? g_steal_pointer (&self) : NULL;
}

RbAccountTransfer *
rb_account_transfer_read (GFile *file, GListModel *present, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = g_file_get_parse_name (file);
  gsize length;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                            G_FILE_QUERY_INFO_NONE, NULL, &cause);
  if (info != NULL &&
      (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR || g_file_info_get_size (info) > MAX_FILE))
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, _ ("%s is no file of accounts: such a file is small."),
                   name);
      return NULL;
    }
  if (info == NULL || !g_file_load_contents (file, NULL, &text, &length, NULL, &cause))
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, _ ("%1$s cannot be read: %2$s."), name, cause->message);
      return NULL;
    }

  return rb_account_transfer_parse (text, length, present, error);
}

void
rb_account_transfer_free (RbAccountTransfer *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->items);
  g_string_free (self->notes, TRUE);
  g_free (self);
}

guint
rb_account_transfer_get_n_items (RbAccountTransfer *self)
{
  return self->items->len;
}

const RbAccountTransferItem *
rb_account_transfer_get_item (RbAccountTransfer *self, guint n)
{
  return g_ptr_array_index (self->items, n);
}

guint
rb_account_transfer_count (RbAccountTransfer *self, RbAccountTransferKind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += rb_account_transfer_get_item (self, i)->kind == kind;

  return n;
}

const char *
rb_account_transfer_get_notes (RbAccountTransfer *self)
{
  return self->notes->len > 0 ? self->notes->str : NULL;
}

char *
rb_account_transfer_format_summary (RbAccountTransfer *self)
{
  guint added = rb_account_transfer_count (self, RB_ACCOUNT_TRANSFER_ADD);
  guint changed = rb_account_transfer_count (self, RB_ACCOUNT_TRANSFER_CHANGE);
  g_autofree char *first =
      g_strdup_printf (ngettext ("%u account will be added.", "%u accounts will be added.", added), added);
  g_autofree char *second =
      g_strdup_printf (ngettext ("%u account will be changed.", "%u accounts will be changed.", changed), changed);

  if (added == 0 && changed == 0)
    return g_strdup (_ ("All accounts of this file are there already. Nothing will change."));
  if (changed == 0)
    return g_steal_pointer (&first);
  if (added == 0)
    return g_steal_pointer (&second);

  /* Translators: two whole sentences after each other */
  return g_strdup_printf (_ ("%1$s %2$s"), first, second);
}

gboolean
rb_account_transfer_apply (RbAccountTransfer *self, RbPhone *phone, GError **error)
{
  g_autoptr (GPtrArray) present = g_ptr_array_new ();
  g_autoptr (GPtrArray) drafts = g_ptr_array_new ();

  g_return_val_if_fail (RB_IS_PHONE (phone), FALSE);

  for (guint i = 0; i < self->items->len; i++)
    {
      const RbAccountTransferItem *item = rb_account_transfer_get_item (self, i);

      if (item->kind == RB_ACCOUNT_TRANSFER_SAME)
        continue;
      g_ptr_array_add (present, item->present);
      g_ptr_array_add (drafts, item->account);
    }

  return rb_phone_save_accounts (phone, present, drafts, error);
}

char *
rb_account_transfer_write (GListModel *accounts)
{
  struct json_object *root = json_object_new_object ();
  struct json_object *list = json_object_new_array ();
  char *text;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);
      struct json_object *object;

      if (rb_account_is_practice (account))
        continue;
      object = json_object_new_object ();
      for (gsize n = 0; n < rb_account_keys_count (); n++)
        json_object_object_add (object, rb_account_keys_get_name (n), rb_account_keys_write (account, n));
      json_object_array_add (list, object);
    }
  json_object_object_add (root, "format", json_object_new_string (FORMAT));
  json_object_object_add (root, "version", json_object_new_int (FILE_VERSION));
  json_object_object_add (root, "accounts", list);
  text = g_strconcat (json_object_to_json_string_ext (root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE),
                      "\n", NULL);
  json_object_put (root);

  return text;
}
