/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords in the desktop's secret service (libsecret), found by the opaque account id only.
 * Where there is no service, or it refuses, they are kept in memory for this run and never
 * written anywhere. Everything is asynchronous: a keyring may ask its user first. One that stays locked is
 * watched: once somebody unlocks it, it gets what it did not take. */

#include "rb-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

struct _RbSecrets
{
  GObject parent_instance;

  GHashTable *kept;     /* account id → password, for this run */
  GHashTable *waiting;  /* ids of those that a locked keyring did not take */
  GDBusConnection *bus; /* (nullable): a locked keyring is watched */
  guint watch_id;
  gboolean is_volatile;
  gboolean is_locked;
};

typedef struct
{
  char *id;
  gboolean again; /* it was unlocked while we looked */
} Lookup;

enum
{
  PROP_0,
  PROP_VOLATILE,
  PROP_LOCKED,
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
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_free (self->id);
  g_free (self);
}

static void
on_stored_late (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  RbSecrets *self = g_task_get_source_object (task);
  const char *id = g_task_get_task_data (task);

  if (secret_password_store_finish (result, &error))
    g_hash_table_remove (self->kept, id);
  else
    g_debug ("a password could not be stored later: %s", error != NULL ? error->message : "refused");
}

static void
store (const char *id, const char *password, GAsyncReadyCallback callback, gpointer data)
{
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, _ ("Password of a SIP account in Ringback"), password,
                         NULL, callback, data, "account-id", id, NULL);
}

static void
store_waiting (RbSecrets *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      const char *password = g_hash_table_lookup (self->kept, id);
      GTask *task = g_task_new (self, NULL, NULL, NULL);

      g_task_set_task_data (task, g_strdup (id), g_free);
      if (password != NULL)
        store (id, password, on_stored_late, task);
      else
        g_object_unref (task);
      g_hash_table_iter_remove (&iter);
    }
}

static void
set_locked (RbSecrets *self, gboolean is_locked)
{
  if (self->is_locked == is_locked)
    return;

  self->is_locked = is_locked;
  if (!is_locked)
    store_waiting (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKED]);
}

static void
on_collection_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                       const char *signal, GVariant *parameters, gpointer data)
{
  RbSecrets *self = data;
  g_autoptr (GVariant) changed = NULL;
  gboolean is_locked = TRUE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  changed = g_variant_get_child_value (parameters, 1);
  if (!g_variant_lookup (changed, "Locked", "b", &is_locked) || is_locked)
    return;

  set_locked (self, FALSE);
}

/* The service has just answered that it is locked, so the bus is there. */
static void
watch (RbSecrets *self)
{
  if (self->bus == NULL)
    self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (self->bus != NULL && self->watch_id == 0)
    self->watch_id = g_dbus_connection_signal_subscribe (
        self->bus, "org.freedesktop.secrets", "org.freedesktop.DBus.Properties", "PropertiesChanged", NULL,
        "org.freedesktop.Secret.Collection", G_DBUS_SIGNAL_FLAGS_NONE, on_collection_changed, self, NULL);
  set_locked (self, TRUE);
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
      set_locked (self, FALSE);
      g_task_return_boolean (task, TRUE);
    }
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    {
      g_hash_table_add (self->waiting, g_strdup (g_task_get_task_data (task)));
      watch (self);
      g_task_return_new_error (task, SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
                               _ ("The keyring is locked. The password is kept until Ringback is closed, and stored as "
                                  "soon as you unlock the keyring."));
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

static void on_searched (GObject *source, GAsyncResult *result, gpointer data);

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  RbSecrets *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  char *password = secret_password_lookup_finish (result, &error);

  if (error != NULL && means_no_service (error))
    {
      set_volatile (self, TRUE);
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (error != NULL)
    {
      g_task_return_new_error (task, error->domain, error->code, _ ("The keyring did not give the password: %s"),
                               error->message);
    }
  else if (password == NULL)
    {
      /* There is none, or the keyring is locked and nobody unlocked it when it asked. */
      secret_password_search (&schema, SECRET_SEARCH_NONE, NULL, on_searched, g_steal_pointer (&task), "account-id",
                              lookup->id, NULL);
    }
  else
    {
      set_locked (self, FALSE);
      g_task_return_pointer (task, g_strdup (password), free_password);
    }

  if (password != NULL)
    secret_password_free (password);
}

static gboolean
is_locked_item (GList *found)
{
  return found != NULL && SECRET_IS_ITEM (found->data) && secret_item_get_locked (found->data);
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  RbSecrets *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  GList *found = secret_password_search_finish (result, NULL);

  if (is_locked_item (found))
    {
      watch (self);
      g_task_return_new_error (task, SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
                               _ ("The keyring that has the password is locked. Unlock it and the account registers by "
                                  "itself, or type the password for this session."));
    }
  else if (found != NULL && !lookup->again)
    {
      lookup->again = TRUE;
      secret_password_lookup (&schema, NULL, on_looked_up, g_steal_pointer (&task), "account-id", lookup->id, NULL);
    }
  else
    {
      g_task_return_pointer (task, NULL, NULL);
    }
  g_list_free_full (found, g_object_unref);
}

static void
on_left_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GList *left = secret_password_search_finish (result, &error);

  if (is_locked_item (left))
    watch (g_task_get_source_object (task));
  g_task_return_boolean (task, error == NULL && left == NULL);
  g_list_free_full (left, g_object_unref);
}

/* "Nothing was removed" is said of a locked keyring, too: what is left tells. */
static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  const char *id = g_task_get_task_data (task);

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    {
      secret_password_search (&schema, SECRET_SEARCH_NONE, NULL, on_left_searched, g_steal_pointer (&task),
                              "account-id", id, NULL);
      return;
    }

  g_debug ("a password could not be removed: %s", error->message);
  g_task_return_boolean (task, FALSE);
}

static void
rb_secrets_finalize (GObject *object)
{
  RbSecrets *self = RB_SECRETS (object);

  if (self->watch_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->watch_id);
  g_clear_object (&self->bus);
  g_hash_table_unref (self->waiting);
  g_hash_table_unref (self->kept);

  G_OBJECT_CLASS (rb_secrets_parent_class)->finalize (object);
}

static void
rb_secrets_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VOLATILE)
    g_value_set_boolean (value, RB_SECRETS (object)->is_volatile);
  else if (id == PROP_LOCKED)
    g_value_set_boolean (value, RB_SECRETS (object)->is_locked);
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
  properties[PROP_LOCKED] =
      g_param_spec_boolean ("locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_secrets_init (RbSecrets *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_password);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
  store (account_id, password, on_stored, task);
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
  Lookup *lookup;

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

  lookup = g_new0 (Lookup, 1);
  lookup->id = g_strdup (account_id);
  g_task_set_task_data (task, lookup, lookup_free);
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
rb_secrets_clear_async (RbSecrets *self, const char *account_id, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;

  g_return_if_fail (RB_IS_SECRETS (self));
  g_return_if_fail (account_id != NULL);

  g_hash_table_remove (self->kept, account_id);
  g_hash_table_remove (self->waiting, account_id);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, rb_secrets_clear_async);
  g_task_set_task_data (task, g_strdup (account_id), g_free);
  secret_password_clear (&schema, NULL, on_cleared, task, "account-id", account_id, NULL);
}

gboolean
rb_secrets_clear_finish (RbSecrets *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
rb_secrets_is_volatile (RbSecrets *self)
{
  g_return_val_if_fail (RB_IS_SECRETS (self), FALSE);

  return self->is_volatile;
}

gboolean
rb_secrets_is_locked (RbSecrets *self)
{
  g_return_val_if_fail (RB_IS_SECRETS (self), FALSE);

  return self->is_locked;
}
