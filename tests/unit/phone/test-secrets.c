/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords against a real GNOME Keyring on a private bus, and without any service. The script
 * run-with-bus.sh starts the bus; this program starts and locks the keyring itself. */

#include "rb-secrets.h"

#include "rb-test-folder.h"

#include <libsecret/secret.h>

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static gboolean
store (RbSecrets *secrets, const char *id, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rb_secrets_store_async (secrets, id, password, on_done, &result);

  return rb_secrets_store_finish (secrets, wait_for (&result), error);
}

static char *
look_up (RbSecrets *secrets, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rb_secrets_lookup_async (secrets, id, on_done, &result);

  return rb_secrets_lookup_finish (secrets, wait_for (&result), error);
}

static gboolean
clear (RbSecrets *secrets, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  rb_secrets_clear_async (secrets, id, on_done, &result);

  return rb_secrets_clear_finish (secrets, wait_for (&result));
}

static void
without_a_service_a_password_is_kept_for_this_run (void)
{
  g_autoptr (RbSecrets) secrets = rb_secrets_new ();
  g_autoptr (RbSecrets) next_run = rb_secrets_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;
  g_autofree char *later = NULL;
  g_autofree char *cleared = NULL;

  g_assert_false (store (secrets, "one", "s3crét", &error));
  g_assert_no_error (error);
  g_assert_true (rb_secrets_is_volatile (secrets));
  password = look_up (secrets, "one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "s3crét");

  later = look_up (next_run, "one", &error);
  g_assert_no_error (error);
  g_assert_null (later);

  g_assert_false (clear (secrets, "one")); /* one that is started later might have it */
  cleared = look_up (secrets, "one", &error);
  g_assert_no_error (error);
  g_assert_null (cleared);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* In a home of its own, so that nobody's keyring is touched. */
static GSubprocess *
start_keyring (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;
  gboolean appeared = FALSE;
  GSubprocess *daemon;
  guint watch;

  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* its own criticals are not ours */
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--unlock", "--components=secrets",
                                        "--foreground", NULL);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (daemon), "test", 4, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (daemon), NULL, &error));
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared,
                            NULL, &appeared, NULL);
  while (!appeared)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);

  return daemon;
}

static void
a_password_survives_in_the_keyring (void)
{
  g_autoptr (RbSecrets) secrets = rb_secrets_new ();
  g_autoptr (RbSecrets) next_run = rb_secrets_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;
  g_autofree char *other = NULL;

  g_assert_true (store (secrets, "one", "s3crét", &error));
  g_assert_no_error (error);
  g_assert_false (rb_secrets_is_volatile (secrets));
  password = look_up (next_run, "one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "s3crét");
  other = look_up (next_run, "two", &error);
  g_assert_no_error (error);
  g_assert_null (other);
}

static void
only_the_opaque_id_is_an_attribute (void)
{
  g_autoptr (RbSecrets) secrets = rb_secrets_new ();
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) found = NULL;
  GList *items;

  g_assert_true (store (secrets, "attributes", "x", &error));
  g_hash_table_insert (attributes, (char *) "account-id", (char *) "attributes");
  items = secret_service_search_sync (NULL, NULL, attributes, SECRET_SEARCH_ALL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  found = secret_item_get_attributes (items->data);
  g_assert_cmpstr (g_hash_table_lookup (found, "xdg:schema"), ==, "io.github.ringback.Account");
  g_assert_cmpuint (g_hash_table_size (found), ==, 2); /* the schema and the id */
  g_list_free_full (items, g_object_unref);
}

static void
a_removed_password_is_gone (void)
{
  g_autoptr (RbSecrets) secrets = rb_secrets_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;

  g_assert_true (store (secrets, "gone", "x", &error));
  g_assert_true (clear (secrets, "gone"));
  password = look_up (secrets, "gone", &error);
  g_assert_no_error (error);
  g_assert_null (password);
  g_assert_true (clear (secrets, "gone"));
}

static void
a_practice_password_is_not_in_the_keyring (void)
{
  g_autoptr (RbSecrets) secrets = rb_secrets_new ();
  g_autoptr (RbSecrets) next_run = rb_secrets_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;
  g_autofree char *later = NULL;
  g_autofree char *forgotten = NULL;

  rb_secrets_keep (secrets, "practice", "for now");
  password = look_up (secrets, "practice", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, "for now");
  later = look_up (next_run, "practice", &error);
  g_assert_no_error (error);
  g_assert_null (later);

  rb_secrets_keep (secrets, "practice", NULL);
  forgotten = look_up (secrets, "practice", &error);
  g_assert_no_error (error);
  g_assert_null (forgotten);
}

/* The path of the default keyring, locked. */
static char *
lock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, &error);
  g_autoptr (SecretCollection) collection = NULL;
  char *path;
  GList *collections;

  g_assert_no_error (error);
  collection =
      secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, &error);
  g_assert_no_error (error);
  collections = g_list_append (NULL, collection);
  g_assert_cmpint (secret_service_lock_sync (service, collections, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_list_free (collections);
  path = g_strdup (g_dbus_proxy_get_object_path (G_DBUS_PROXY (collection)));
  secret_service_disconnect ();

  return path;
}

/* As when the owner types the keyring's password, of which there is nobody here to ask. */
static void
unlock_keyring (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) opened = NULL;
  g_autoptr (GVariant) unlocked = NULL;
  const char *session;

  g_assert_no_error (error);
  opened = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "OpenSession",
      g_variant_new ("(sv)", "plain", g_variant_new_string ("")), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (opened, "(v&o)", NULL, &session);
  unlocked = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
      "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
      g_variant_new ("(o(o@ay@ays))", path, session, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1),
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "test", 4, 1), "text/plain"),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
a_locked_keyring_says_so_and_gets_the_rest_when_it_is_unlocked (void)
{
  g_autoptr (RbSecrets) secrets = rb_secrets_new ();
  g_autoptr (RbSecrets) next_run = rb_secrets_new ();
  g_autoptr (GError) locked = NULL;
  g_autoptr (GError) not_stored = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *first = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *kept = NULL;
  char *later = NULL;

  g_assert_true (store (secrets, "removed", "x", &error));
  path = lock_keyring ();

  first = look_up (secrets, "one", &locked);
  g_assert_error (locked, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
  g_assert_null (first);
  g_assert_true (rb_secrets_is_locked (secrets));
  g_assert_false (rb_secrets_is_volatile (secrets));
  unknown = look_up (secrets, "never stored", &error);
  g_assert_no_error (error);
  g_assert_null (unknown);

  g_assert_false (store (secrets, "typed", "now", &not_stored));
  g_assert_error (not_stored, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
  typed = look_up (secrets, "typed", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (typed, ==, "now");
  g_assert_false (clear (secrets, "removed"));

  unlock_keyring (path);
  while (rb_secrets_is_locked (secrets))
    g_main_context_iteration (NULL, TRUE);
  kept = look_up (secrets, "one", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, "s3crét");
  g_assert_true (clear (secrets, "removed"));
  while (later == NULL) /* it is being stored */
    {
      later = look_up (next_run, "typed", &error);
      g_assert_no_error (error);
    }
  g_assert_cmpstr (later, ==, "now");
  g_free (later);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = rb_test_folder_new ();
  g_autoptr (GSubprocess) keyring = NULL;
  int result;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  if (g_getenv ("RB_TEST_KEYRING") == NULL)
    {
      g_test_add_func ("/secrets/without_a_service_a_password_is_kept_for_this_run",
                       without_a_service_a_password_is_kept_for_this_run);
    }
  else
    {
      keyring = start_keyring ();
      g_test_add_func ("/secrets/a_password_survives_in_the_keyring", a_password_survives_in_the_keyring);
      g_test_add_func ("/secrets/only_the_opaque_id_is_an_attribute", only_the_opaque_id_is_an_attribute);
      g_test_add_func ("/secrets/a_removed_password_is_gone", a_removed_password_is_gone);
      g_test_add_func ("/secrets/a_practice_password_is_not_in_the_keyring", a_practice_password_is_not_in_the_keyring);
      g_test_add_func ("/secrets/a_locked_keyring_says_so_and_gets_the_rest_when_it_is_unlocked",
                       a_locked_keyring_says_so_and_gets_the_rest_when_it_is_unlocked);
    }

  result = g_test_run ();
  if (keyring != NULL)
    {
      g_subprocess_force_exit (keyring);
      g_subprocess_wait (keyring, NULL, NULL);
    }
  rb_test_folder_remove (home);

  return result;
}
