/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The accounts of the phone: read at start, added, changed, put in order, removed, brought back and
 * imported; which one a call goes out from. Each change is written before it counts as done. */

#include "rb-phone-private.h"

#include "rb-account-keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  RbPhone *phone;
  char *id;
} Forgetting;

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbPhone) self = data;
  g_autoptr (GError) error = NULL;

  if (rb_secrets_store_finish (RB_SECRETS (source), result, &error))
    return;

  if (error != NULL)
    {
      rb_phone_notice (self, error->message);
    }
  else if (!self->told_volatile)
    {
      self->told_volatile = TRUE;
      rb_phone_notice (self,
                       _ ("There is no keyring on this computer: the password is kept until Ringback is closed."));
    }
}

/* The saved accounts; from the main loop, so that the front end can still set the CA file and the binding. */
static gboolean
on_start_due (gpointer data)
{
  RbPhone *self = data;
  GPtrArray *accounts = rb_account_store_get_accounts (self->store);

  self->start_source = 0;
  for (guint i = 0; i < accounts->len; i++)
    rb_phone_start_line (self, g_ptr_array_index (accounts, i), NULL);

  return G_SOURCE_REMOVE;
}

static void forget (RbPhone *self);

/* Somebody unlocked it: what it was needed for is done now. */
static void
on_keyring_changed (RbPhone *self)
{
  if (rb_secrets_is_locked (self->secrets) || self->store == NULL)
    return;

  forget (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (rb_account_get_missing_password (account))
        rb_phone_start_line (self, account, NULL);
    }
}

void
rb_phone_open_accounts (RbPhone *self, const char *config_dir)
{
  g_autofree char *path = config_dir != NULL ? g_build_filename (config_dir, "accounts.json", NULL) : NULL;
  g_autofree char *notice = NULL;
  GPtrArray *accounts;

  self->store = rb_account_store_open (path, &notice);
  if (notice != NULL)
    rb_phone_notice (self, notice);

  accounts = rb_account_store_get_accounts (self->store);
  for (guint i = 0; i < accounts->len; i++)
    {
      RbAccount *account = g_ptr_array_index (accounts, i);

      g_list_store_append (self->accounts, account);
      if (self->default_account == NULL ||
          g_strcmp0 (rb_account_get_id (account), rb_account_store_get_default_id (self->store)) == 0)
        g_set_object (&self->default_account, account);
    }

  if (self->secrets != NULL)
    g_signal_connect_object (self->secrets, "notify::locked", G_CALLBACK (on_keyring_changed), self, G_CONNECT_SWAPPED);
  forget (self); /* whom the last run could not */
  if (accounts->len > 0)
    self->start_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_start_due, self, NULL);
}

GListModel *
rb_phone_get_accounts (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

RbAccount *
rb_phone_get_default_account (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->default_account;
}

/* What another program added to the file is ours too. */
static gboolean
save_accounts (RbPhone *self, GError **error)
{
  g_autoptr (GPtrArray) added = NULL;
  const char *default_id = NULL;
  gboolean saved;

  if (self->default_account != NULL && !rb_account_is_practice (self->default_account))
    default_id = rb_account_get_id (self->default_account);

  saved = rb_account_store_save (self->store, G_LIST_MODEL (self->accounts), default_id, &added, error);
  for (guint i = 0; added != NULL && i < added->len; i++)
    {
      g_list_store_append (self->accounts, g_ptr_array_index (added, i));
      rb_phone_start_line (self, g_ptr_array_index (added, i), NULL);
    }

  return saved;
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  Forgetting *forgetting = data;
  RbPhone *self = forgetting->phone;
  g_autoptr (GError) error = NULL;

  if (rb_secrets_clear_finish (RB_SECRETS (source), result) && self->store != NULL &&
      g_hash_table_remove (rb_account_store_get_removed (self->store), forgetting->id) && !save_accounts (self, &error))
    g_debug ("%s", error->message);

  g_object_unref (self);
  g_free (forgetting->id);
  g_free (forgetting);
}

/* Deletes the passwords of the accounts that were removed, but for those that can still be brought back. Each stays
 * noted in the file until the keyring says that it is gone. */
static void
forget (RbPhone *self)
{
  GHashTableIter iter;
  gpointer id;

  if (self->secrets == NULL)
    return;

  g_hash_table_iter_init (&iter, rb_account_store_get_removed (self->store));
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (self->removed, id))
      {
        Forgetting *forgetting = g_new (Forgetting, 1);

        *forgetting = (Forgetting){ g_object_ref (self), g_strdup (id) };
        rb_secrets_clear_async (self->secrets, id, on_cleared, forgetting);
      }
}

static void
change_default (RbPhone *self, RbAccount *account)
{
  if (g_set_object (&self->default_account, account))
    g_object_notify (G_OBJECT (self), "default-account");
}

void
rb_phone_set_default_account (RbPhone *self, RbAccount *account)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RB_IS_PHONE (self));
  g_return_if_fail (account == NULL || RB_IS_ACCOUNT (account));

  if (account == self->default_account)
    return;

  change_default (self, account);
  if (account != NULL && !rb_account_is_practice (account) && !save_accounts (self, &error))
    rb_phone_notice (self, error->message);
}

/**
 * rb_phone_save_account:
 * @account: new, or one of rb_phone_get_accounts() whose properties changed
 * @password: (nullable): NULL keeps the one there is
 *
 * With calls up on the account its new settings are used when the last of them is over.
 *
 * Returns: FALSE with %RB_PHONE_ERROR_ACCOUNT when a field is wrong (nothing was done), or with
 *   %RB_PHONE_ERROR_STORE when it could not be written (it is used all the same, for this run)
 */
gboolean
rb_phone_save_account (RbPhone *self, RbAccount *account, const char *password, GError **error)
{
  g_autofree char *fault = NULL;
  gboolean saved = TRUE;

  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);
  g_return_val_if_fail (RB_IS_ACCOUNT (account), FALSE);

  fault = rb_account_check (account);
  if (fault != NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_ACCOUNT, fault);
      return FALSE;
    }

  g_hash_table_remove (self->removed, rb_account_get_id (account));
  g_hash_table_remove (rb_account_store_get_removed (self->store), rb_account_get_id (account));
  if (!g_list_store_find (self->accounts, account, NULL))
    g_list_store_append (self->accounts, account);
  if (self->default_account == NULL)
    change_default (self, account);

  if (!rb_account_is_practice (account))
    {
      saved = save_accounts (self, error);
      if (password != NULL && self->secrets != NULL)
        rb_secrets_store_async (self->secrets, rb_account_get_id (account), password, on_stored, g_object_ref (self));
    }
  else if (password != NULL && self->secrets != NULL)
    {
      rb_secrets_keep (self->secrets, rb_account_get_id (account), password);
    }

  rb_phone_start_line (self, account, password);

  return saved;
}

gboolean
rb_phone_remove_account (RbPhone *self, RbAccount *account, GError **error)
{
  g_autoptr (RbAccount) kept = NULL;
  g_autoptr (RbAccount) first = NULL;
  guint position;

  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);
  g_return_val_if_fail (RB_IS_ACCOUNT (account), FALSE);

  kept = g_object_ref (account);
  rb_phone_stop_line (self, account);
  rb_account_set_registration (account, RB_REGISTRATION_OFF, NULL);
  if (g_list_store_find (self->accounts, account, &position))
    g_list_store_remove (self->accounts, position);
  if (self->default_account == account)
    {
      first = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
      change_default (self, first);
    }

  if (rb_account_is_practice (account))
    {
      if (self->secrets != NULL)
        rb_secrets_keep (self->secrets, rb_account_get_id (account), NULL);
      return TRUE;
    }

  g_hash_table_add (self->removed, g_strdup (rb_account_get_id (account)));
  g_hash_table_add (rb_account_store_get_removed (self->store), g_strdup (rb_account_get_id (account)));

  return save_accounts (self, error);
}

void
rb_phone_forget_removed_account (RbPhone *self, RbAccount *account)
{
  g_return_if_fail (RB_IS_PHONE (self));

  if (self->store != NULL && g_hash_table_remove (self->removed, rb_account_get_id (account)))
    forget (self);
}

void
rb_phone_forget_removed_accounts (RbPhone *self)
{
  GHashTableIter iter;
  gpointer id;

  if (self->removed == NULL)
    return;

  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (self->secrets != NULL)
      rb_secrets_clear_async (self->secrets, id, NULL, NULL);
  g_hash_table_remove_all (self->removed);
}

/* Each key of @from into @to. */
static void
copy_account (RbAccount *to, RbAccount *from)
{
  for (gsize i = 0; i < rb_account_keys_count (); i++)
    {
      struct json_object *value = rb_account_keys_write (from, i);

      rb_account_keys_read (to, i, value, NULL);
      json_object_put (value);
    }
}

gboolean
rb_phone_save_accounts (RbPhone *self, GPtrArray *present, GPtrArray *drafts, GError **error)
{
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < drafts->len; i++)
    {
      RbAccount *account = g_ptr_array_index (present, i);
      g_autoptr (RbAccount) old = rb_account_new (NULL);

      if (account != NULL)
        {
          copy_account (old, account);
          copy_account (account, g_ptr_array_index (drafts, i));
        }
      else
        g_list_store_append (self->accounts, g_ptr_array_index (drafts, i));
      g_ptr_array_add (before, g_steal_pointer (&old));
    }

  if (!save_accounts (self, error))
    {
      while (g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > n_before)
        g_list_store_remove (self->accounts, n_before);
      for (guint i = 0; i < drafts->len; i++)
        if (g_ptr_array_index (present, i) != NULL)
          copy_account (g_ptr_array_index (present, i), g_ptr_array_index (before, i));
      return FALSE;
    }

  for (guint i = 0; i < drafts->len; i++)
    {
      RbAccount *account =
          g_ptr_array_index (present, i) != NULL ? g_ptr_array_index (present, i) : g_ptr_array_index (drafts, i);

      if (self->default_account == NULL)
        change_default (self, account);
      rb_phone_start_line (self, account, NULL);
    }

  return TRUE;
}

/**
 * rb_phone_move_account:
 * @account: one of rb_phone_get_accounts()
 * @position: where it is to be, from 0; beyond the end: last
 *
 * The order is that of the lists that people see.
 *
 * Returns: FALSE with %RB_PHONE_ERROR_STORE when it could not be written; it is moved all the same
 */
gboolean
rb_phone_move_account (RbPhone *self, RbAccount *account, guint position, GError **error)
{
  g_autoptr (RbAccount) kept = NULL;
  guint from;

  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);
  g_return_val_if_fail (RB_IS_ACCOUNT (account), FALSE);

  if (!g_list_store_find (self->accounts, account, &from) || from == position)
    return TRUE;

  kept = g_object_ref (account);
  g_list_store_remove (self->accounts, from);
  position = MIN (position, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)));
  g_list_store_insert (self->accounts, position, kept);

  return save_accounts (self, error);
}

/* Equal but for case, as host names are; ports count. */
static gboolean
serves (RbAccount *account, const char *host_and_port)
{
  return g_ascii_strcasecmp (rb_account_get_domain (account), host_and_port) == 0;
}

static gboolean
is_usable (RbAccount *account)
{
  return rb_account_is_enabled (account) && (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED ||
                                             !rb_account_wants_registration (account));
}

RbAccount *
rb_phone_get_account_for (RbPhone *self, const char *target)
{
  GListModel *accounts;
  const char *at;
  g_autofree char *domain = NULL;
  RbAccount *found = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  accounts = G_LIST_MODEL (self->accounts);
  at = target != NULL ? strchr (target, '@') : NULL;
  domain = at != NULL ? g_strndup (at + 1, strcspn (at + 1, ";?> ")) : NULL;
  if (self->default_account != NULL && is_usable (self->default_account) &&
      (domain == NULL || serves (self->default_account, domain)))
    return self->default_account;

  for (guint i = 0; domain != NULL && found == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (is_usable (account) && serves (account, domain))
        found = account;
    }
  if (found != NULL)
    return found;

  if (self->default_account != NULL && rb_account_is_enabled (self->default_account))
    return self->default_account;
  for (guint i = 0; found == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (is_usable (account))
        found = account;
    }

  return found;
}
