/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords in the desktop's secret service (libsecret), found by the opaque account id only.
 * Where there is no service, or it refuses, they are kept in memory for this run and never
 * written anywhere. Everything is asynchronous: a keyring may ask its user first. */

#include "rb-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

struct _RbSecrets
{
  GObject parent_instance;

  GHashTable *kept; /* account id → password, for this run */
  gboolean is_volatile;
};

enum
{
  PROP_0,
  PROP_VOLATILE,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (RbSecrets, rb_secrets, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static const SecretSchema schema = {
  "io.github.ringback.Account",
  SECRET_SCHEMA_NONE,
  { { "account-id", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static void
free_password (gpointer data)
{
  char *password = data;

  explicit_bzero (password, strlen (password));
  g_free (password);
}

/* No bus, nobody on it, or a service that cannot be started; not a refusal by the keyring. */
static gboolean
means_no_service (const GError *error)
{
  return error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR || error->domain == G_SPAWN_ERROR;
}

static void
set_volatile (RbSecrets *self, gboolean is_volatile)
{
  if (self->is_volatile == is_volatile)
    return;

  self->is_volatile = is_volatile;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VOLATILE]);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  RbSecrets *self = g_task_get_source_object (task);

  if (secret_password_store_finish (result, &error))
    {
      g_hash_table_remove (self->kept, g_task_get_task_data (task));
      set_volatile (self, FALSE);
      g_task_return_boolean (task, TRUE);
    }
  else if (error == NULL || means_no_service (error))
    {
      g_debug ("no secret service: %s", error != NULL ? error->message : "refused");
      set_volatile (self, TRUE);
      g_task_return_boolean (task, FALSE);
    }
  else
    {
      g_task_return_new_error (task, error->domain, error->code,
                               _ ("The keyring did not take the password: %s. It is kept until Ringback is closed; "
                                  "unlock the keyring and save the account again."),
                               error->message);
    }
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  RbSecrets *self = g_task_get_source_object (task);
  char *password = secret_password_lookup_finish (result, &error);

  if (error != NULL && means_no_service (error))
    set_volatile (self, TRUE);

  if (error != NULL && !means_no_service (error))
    g_task_return_new_error (task, error->domain, error->code, _ ("The keyring did not give the password: %s"),
                             error->message);
  else
    g_task_return_pointer (task, password != NULL ? g_strdup (password) : NULL, free_password);

  if (password != NULL)
    secret_password_free (password);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("a password could not be removed: %s", error->message);
}

static void
rb_secrets_finalize (GObject *object)
{
  g_clear_pointer (&RB_SECRETS (object)->kept, g_hash_table_unref);

  G_OBJECT_CLASS (rb_secrets_parent_class)->finalize (object);
}

static void
rb_secrets_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VOLATILE)
    g_value_set_boolean (value, RB_SECRETS (object)->is_volatile);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_secrets_class_init (RbSecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rb_secrets_finalize;
  object_class->get_property = rb_secrets_get_property;

  properties[PROP_VOLATILE] =
      g_param_spec_boolean ("volatile", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_secrets_init (RbSecrets *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_password);
}

RbSecrets *
rb_secrets_new (void)
{
  return g_object_new (RB_TYPE_SECRETS, NULL);
}

void
rb_secrets_store_async (RbSecrets *self, const char *account_id, const char *password, GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task;

  g_return_if_fail (RB_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL && password != NULL);

  g_hash_table_replace (self->kept, g_strdup (account_id), g_strdup (password));

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, rb_secrets_store_async);
  g_task_set_task_data (task, g_strdup (account_id), g_free);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, _ ("Password of a SIP account in Ringback"), password,
                         NULL, on_stored, task, "account-id", account_id, NULL);
}

/* TRUE: in the keyring. FALSE without error: no service. FALSE with a SECRET_ERROR: the keyring refused;
 * the password is kept for this run in both cases. */
gboolean
rb_secrets_store_finish (RbSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rb_secrets_lookup_async (RbSecrets *self, const char *account_id, GAsyncReadyCallback callback, gpointer data)
{
  const char *kept;
  GTask *task;

  g_return_if_fail (RB_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, rb_secrets_lookup_async);
  kept = g_hash_table_lookup (self->kept, account_id);
  if (kept != NULL)
    {
      g_task_return_pointer (task, g_strdup (kept), free_password);
      g_object_unref (task);
      return;
    }

  secret_password_lookup (&schema, NULL, on_looked_up, task, "account-id", account_id, NULL);
}

char *
rb_secrets_lookup_finish (RbSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rb_secrets_keep (RbSecrets *self, const char *account_id, const char *password)
{
  g_return_if_fail (RB_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);

  if (password != NULL)
    g_hash_table_replace (self->kept, g_strdup (account_id), g_strdup (password));
  else
    g_hash_table_remove (self->kept, account_id);
}

void
rb_secrets_clear (RbSecrets *self, const char *account_id)
{
  g_return_if_fail (RB_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);

  g_hash_table_remove (self->kept, account_id);
  secret_password_clear (&schema, NULL, on_cleared, NULL, "account-id", account_id, NULL);
}

gboolean
rb_secrets_is_volatile (RbSecrets *self)
{
  g_return_val_if_fail (RB_IS_SECRETS (self), FALSE);

  return self->is_volatile;
}
