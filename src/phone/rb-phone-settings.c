/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings of the phone: GSettings over a key file of our own, so that they are kept where there
 * is no dconf, and over memory where nothing is kept (ringback-cli). */

#define G_SETTINGS_ENABLE_BACKEND

#include "rb-phone-settings.h"

#include "rb-phone.h"

#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>

#define MAX_FOLDERS_UP 5 /* from a program in a build folder to its top */

/* The compiled schema of the build folder that this program lies in. (transfer full) (nullable) */
static GSettingsSchema *
find_in_build_folder (void)
{
  g_autofree char *folder = g_file_read_link ("/proc/self/exe", NULL);

  for (guint i = 0; folder != NULL && i < MAX_FOLDERS_UP; i++)
    {
      g_autofree char *up = g_path_get_dirname (folder);
      g_autofree char *data = g_build_filename (up, "data", NULL);
      g_autoptr (GSettingsSchemaSource) source = NULL;

      source = g_settings_schema_source_new_from_directory (data, NULL, TRUE, NULL);
      if (source != NULL)
        return g_settings_schema_source_lookup (source, RB_APP_ID, FALSE);
      g_free (folder);
      folder = g_steal_pointer (&up);
    }

  return NULL;
}

GSettings *
rb_phone_settings_new (const char *config_dir, GError **error)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = find_in_build_folder ();
  g_autoptr (GSettingsBackend) backend = NULL;

  if (schema == NULL && installed != NULL)
    schema = g_settings_schema_source_lookup (installed, RB_APP_ID, TRUE);
  if (schema == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_START,
                           _ ("The description of Ringback’s settings is missing. Install Ringback again."));
      return NULL;
    }

  if (config_dir != NULL)
    {
      g_autofree char *path = g_build_filename (config_dir, "settings.ini", NULL);

      backend = g_keyfile_settings_backend_new (path, "/", NULL);
    }
  else
    {
      backend = g_memory_settings_backend_new ();
    }

  return g_settings_new_full (schema, backend, NULL);
}
