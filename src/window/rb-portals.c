/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests to the desktop’s portals, and starting with the session. Called by the preferences and the global shortcuts.
 */

#include "rb-portals.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define BUS_NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define REQUEST_PATH PATH "/request/"

typedef struct
{
  GDBusConnection *bus;
  char *path;
  guint subscription;
  GSource *cancelled; /* (nullable) */
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->bus);
  g_free (request->path);
  g_free (request);
}

/* Both hold the task. */
static void
stop_waiting (Request *request)
{
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription = 0;
  if (request->cancelled != NULL)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);
}

gboolean
rb_portals_are_needed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

/* org.freedesktop.portal.Request.Response */
static void
on_response (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
             GVariant *parameters, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  guint response = G_MAXUINT;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &response, &results);
  stop_waiting (request);
  if (g_task_get_completed (task))
    return;

  if (response == 0)
    g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_variant_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The desktop did not allow it."));
}

/* Takes what the desktop shows for the request off the screen. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  Request *request = g_task_get_task_data (task);

  stop_waiting (request);
  if (g_task_get_completed (task))
    return G_SOURCE_REMOVE;

  g_dbus_connection_call (request->bus, BUS_NAME, request->path, "org.freedesktop.portal.Request", "Close", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    return; /* the response comes as a signal */

  stop_waiting (request);
  g_dbus_error_strip_remote_error (error);
  if (g_task_get_completed (task))
    g_error_free (error);
  else
    g_task_return_error (task, error);
}

void
rb_portals_request_async (GDBusConnection *bus, const char *interface, const char *method, GVariant *parameters,
                          GVariant *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *token = g_strdelimit (g_strconcat ("ringback_", uuid, NULL), "-", '_');
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');
  g_autofree char *path = g_strconcat (REQUEST_PATH, sender, "/", token, NULL);
  g_autofree char *full_interface = g_strconcat ("org.freedesktop.portal.", interface, NULL);
  g_autoptr (GVariant) before = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  g_autoptr (GVariant) given = g_variant_ref_sink (options);
  GVariantDict dict;
  GVariantBuilder all;

  request->bus = g_object_ref (bus);
  request->path = g_strdup (path);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  /* Before the call: the answer may come first. */
  request->subscription =
      g_dbus_connection_signal_subscribe (bus, BUS_NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, on_response, g_object_ref (task), g_object_unref);
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancelled, G_SOURCE_FUNC (on_cancelled), g_object_ref (task), g_object_unref);
      g_source_attach (request->cancelled, NULL);
    }

  g_variant_dict_init (&dict, given);
  g_variant_dict_insert (&dict, "handle_token", "s", token);
  g_variant_builder_init (&all, G_VARIANT_TYPE_TUPLE);
  for (gsize i = 0; before != NULL && i < g_variant_n_children (before); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (before, i);

      g_variant_builder_add_value (&all, child);
    }
  g_variant_builder_add_value (&all, g_variant_dict_end (&dict));
  g_dbus_connection_call (bus, BUS_NAME, PATH, full_interface, method, g_variant_builder_end (&all), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, cancellable, on_called, task);
}

GVariant *
rb_portals_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_background (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = rb_portals_request_finish (result, &error);
  gboolean wanted = GPOINTER_TO_INT (g_task_get_task_data (task));
  gboolean autostart = FALSE;

  if (results != NULL)
    g_variant_lookup (results, "autostart", "b", &autostart);
  if (results != NULL && autostart == wanted)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             _ ("The desktop does not let Ringback change whether it starts with the session: %s"),
                             error != NULL ? error->message : _ ("It said no."));
}

static void
ask_portal (GDBusConnection *bus, gboolean autostart, GTask *task)
{
  static const char *const command[] = { "ringback", "--background", NULL };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "reason", "s", _ ("Ringback takes calls while its window is closed."));
  g_variant_dict_insert (&options, "autostart", "b", autostart);
  g_variant_dict_insert (&options, "commandline", "^as", command);
  g_variant_dict_insert (&options, "dbus-activatable", "b", FALSE);
  rb_portals_request_async (bus, "Background", "RequestBackground", g_variant_new ("(s)", ""),
                            g_variant_dict_end (&options), NULL, on_background, task);
}

/* The name when it is found in PATH, else the path of this program. */
static char *
find_command (void)
{
  g_autofree char *found = g_find_program_in_path ("ringback");
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *real = found != NULL ? g_file_read_link (found, NULL) : NULL;

  if (found != NULL && (g_strcmp0 (found, own) == 0 || g_strcmp0 (real, own) == 0))
    return g_strdup ("ringback");
  return own != NULL ? g_steal_pointer (&own) : g_strdup ("ringback");
}

static gboolean
write_autostart (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *command = find_command ();
  g_autofree char *quoted = g_strconcat ("\"", command, "\" --background", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Ringback");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, quoted);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, RB_APP_ID);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-UsesNotifications", "true");
  g_mkdir_with_parents (folder, 0700);

  return g_key_file_save_to_file (file, path, error);
}

void
rb_portals_set_autostart_async (GDBusConnection *bus, gboolean autostart, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (rb_portals_are_needed () && bus != NULL)
    {
      g_task_set_task_data (task, GINT_TO_POINTER (autostart), NULL);
      ask_portal (bus, autostart, g_steal_pointer (&task));
      return;
    }

  path = g_build_filename (g_get_user_config_dir (), "autostart", RB_APP_ID ".desktop", NULL);
  if (!autostart)
    g_unlink (path);
  if (!autostart || write_autostart (path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             _ ("Starting with the session cannot be written to the disk: %s"), error->message);
}

gboolean
rb_portals_set_autostart_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
