/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window remembers from one run to the next: sizes, sound devices and such, in one key
 * file beside accounts.json. A key file and not GSettings, so that the program runs from
 * its build directory as it does installed. Whatever the file holds, every value read from
 * here is inside its range. */

#include "rb-settings.h"

#include <gio/gio.h>

#define GROUP "window"

static const struct
{
  const char *key;
  int fallback;
  int min;
  int max;
} numbers[RB_N_NUMBER_SETTINGS] = {
  [RB_SETTING_WIDTH] = { "width", 1180, 360, 16384 },
  [RB_SETTING_HEIGHT] = { "height", 760, 294, 16384 },
  [RB_SETTING_MAXIMIZED] = { "maximized", FALSE, FALSE, TRUE },
  [RB_SETTING_PHONE_WIDTH] = { "phone-width", 380, 300, 16384 },
  [RB_SETTING_SIGNALLING] = { "signalling", TRUE, FALSE, TRUE },
  [RB_SETTING_INPUT_VOLUME] = { "input-volume", 100, 0, 100 },
  [RB_SETTING_OUTPUT_VOLUME] = { "output-volume", 100, 0, 100 },
  [RB_SETTING_SEND_HEP] = { "send-hep", FALSE, FALSE, TRUE },
  [RB_SETTING_TOLD_BACKGROUND] = { "told-background", FALSE, FALSE, TRUE },
};

static const char *texts[RB_N_TEXT_SETTINGS] = {
  [RB_SETTING_INPUT_DEVICE] = "input-device",
  [RB_SETTING_OUTPUT_DEVICE] = "output-device",
  [RB_SETTING_RING_DEVICE] = "ring-device",
  [RB_SETTING_HEP_SERVER] = "hep-server",
};

struct _RbSettings
{
  char *path;
  int number[RB_N_NUMBER_SETTINGS];
  char *text[RB_N_TEXT_SETTINGS];
};

/**
 * rb_settings_load:
 * @path: the key file; need not exist
 *
 * Returns: (transfer full): the settings in @path; the defaults where it has none, or
 *   something that makes no sense
 */
RbSettings *
rb_settings_load (const char *path)
{
  RbSettings *self = g_new0 (RbSettings, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  self->path = g_strdup (path);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error) &&
      !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_message ("The window's settings cannot be read, the defaults are used: %s", error->message);

  for (guint i = 0; i < RB_N_NUMBER_SETTINGS; i++)
    {
      g_autoptr (GError) missing = NULL;
      int value = g_key_file_get_integer (file, GROUP, numbers[i].key, &missing);

      self->number[i] = missing != NULL ? numbers[i].fallback : CLAMP (value, numbers[i].min, numbers[i].max);
    }

  for (guint i = 0; i < RB_N_TEXT_SETTINGS; i++)
    self->text[i] = g_key_file_get_string (file, GROUP, texts[i], NULL);

  return self;
}

void
rb_settings_free (RbSettings *self)
{
  for (guint i = 0; i < RB_N_TEXT_SETTINGS; i++)
    g_free (self->text[i]);
  g_free (self->path);
  g_free (self);
}

int
rb_settings_get_number (RbSettings *self, RbNumberSetting setting)
{
  g_return_val_if_fail (setting < RB_N_NUMBER_SETTINGS, 0);

  return self->number[setting];
}

void
rb_settings_set_number (RbSettings *self, RbNumberSetting setting, int value)
{
  g_return_if_fail (setting < RB_N_NUMBER_SETTINGS);

  self->number[setting] = CLAMP (value, numbers[setting].min, numbers[setting].max);
}

/* (transfer none) (nullable) */
const char *
rb_settings_get_text (RbSettings *self, RbTextSetting setting)
{
  g_return_val_if_fail (setting < RB_N_TEXT_SETTINGS, NULL);

  return self->text[setting];
}

/* @value: (nullable): forget it */
void
rb_settings_set_text (RbSettings *self, RbTextSetting setting, const char *value)
{
  g_return_if_fail (setting < RB_N_TEXT_SETTINGS);

  g_free (self->text[setting]);
  self->text[setting] = g_strdup (value);
}

/* Writes the file in one piece (atomic replace), and the folder around it when it is missing. */
gboolean
rb_settings_save (RbSettings *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (self->path);

  for (guint i = 0; i < RB_N_NUMBER_SETTINGS; i++)
    g_key_file_set_integer (file, GROUP, numbers[i].key, self->number[i]);
  for (guint i = 0; i < RB_N_TEXT_SETTINGS; i++)
    if (self->text[i] != NULL)
      g_key_file_set_string (file, GROUP, texts[i], self->text[i]);

  g_mkdir_with_parents (folder, 0700);
  return g_key_file_save_to_file (file, self->path, error);
}
