/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window says and remembers, without a window. */

#include "rb-history-text.h"
#include "rb-settings.h"

#include <glib/gstdio.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define DAY (24 * 60 * 60 * SECOND)

static void
durations_are_as_short_as_they_are_clear (void)
{
  static const struct
  {
    gint64 us;
    const char *text;
  } cases[] = {
    { -SECOND, "0 s" },
    { 0, "0 s" },
    { 59 * SECOND + 999999, "59 s" },
    { 60 * SECOND, "1 min" },
    { 3599 * SECOND, "59 min" },
    { 3600 * SECOND, "1 h 00 min" },
    { 7500 * SECOND, "2 h 05 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = rb_format_duration (cases[i].us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
past_days_have_names_and_older_ones_dates (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 22, 12, 30, 0);
  gint64 now_us = g_date_time_to_unix (now) * SECOND;
  g_autofree char *today = rb_format_when (now_us - 12 * 3600 * SECOND, now_us);
  g_autofree char *yesterday = rb_format_when (now_us - 13 * 3600 * SECOND, now_us);
  g_autofree char *friday = rb_format_when (now_us - 2 * DAY, now_us);
  g_autofree char *last_month = rb_format_when (now_us - 30 * DAY, now_us);
  g_autofree char *nonsense = rb_format_when (G_MAXINT64, now_us);

  g_assert_cmpstr (today, ==, "00:30");
  g_assert_cmpstr (yesterday, ==, "Yesterday");
  g_assert_cmpstr (friday, ==, "Fri 12:30");
  g_assert_cmpstr (last_month, ==, "10/23/26");
  g_assert_cmpstr (nonsense, ==, "");
}

static char *
write_settings (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("ringback-settings-XXXXXX", &error);
  char *path;

  g_assert_no_error (error);
  path = g_build_filename (folder, "window.ini", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  return path;
}

static void
remove_settings (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static void
settings_survive_and_keep_their_ranges (void)
{
  g_autofree char *path = write_settings ("[window]\nwidth=-5\nheight=many\ninput-volume=400\n");
  g_autoptr (RbSettings) settings = rb_settings_load (path);
  g_autoptr (RbSettings) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rb_settings_get_number (settings, RB_SETTING_WIDTH), ==, 360);
  g_assert_cmpint (rb_settings_get_number (settings, RB_SETTING_HEIGHT), ==, 760);
  g_assert_cmpint (rb_settings_get_number (settings, RB_SETTING_INPUT_VOLUME), ==, 100);
  g_assert_null (rb_settings_get_text (settings, RB_SETTING_INPUT_DEVICE));

  rb_settings_set_number (settings, RB_SETTING_WIDTH, 900);
  rb_settings_set_text (settings, RB_SETTING_INPUT_DEVICE, "microphone of\nthe desk");
  g_assert_false (rb_settings_get_number (settings, RB_SETTING_SEND_HEP)); /* unless asked for, nothing leaves */
  rb_settings_set_number (settings, RB_SETTING_SEND_HEP, TRUE);
  rb_settings_set_text (settings, RB_SETTING_HEP_SERVER, "[2001:db8::1]:9060");
  g_assert_true (rb_settings_save (settings, &error));
  g_assert_no_error (error);

  again = rb_settings_load (path);
  g_assert_cmpint (rb_settings_get_number (again, RB_SETTING_WIDTH), ==, 900);
  g_assert_cmpstr (rb_settings_get_text (again, RB_SETTING_INPUT_DEVICE), ==, "microphone of\nthe desk");
  g_assert_true (rb_settings_get_number (again, RB_SETTING_SEND_HEP));
  g_assert_cmpstr (rb_settings_get_text (again, RB_SETTING_HEP_SERVER), ==, "[2001:db8::1]:9060");
  remove_settings (path);
}

static void
damaged_settings_give_the_defaults (void)
{
  g_autofree char *path = write_settings ("\xff\xfe no key file");
  RbSettings *settings;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*cannot be read*");
  settings = rb_settings_load (path);
  g_test_assert_expected_messages ();
  g_assert_cmpint (rb_settings_get_number (settings, RB_SETTING_WIDTH), ==, 1180);
  rb_settings_free (settings);
  remove_settings (path);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/durations_are_as_short_as_they_are_clear", durations_are_as_short_as_they_are_clear);
  g_test_add_func ("/window/past_days_have_names_and_older_ones_dates", past_days_have_names_and_older_ones_dates);
  g_test_add_func ("/window/settings_survive_and_keep_their_ranges", settings_survive_and_keep_their_ranges);
  g_test_add_func ("/window/damaged_settings_give_the_defaults", damaged_settings_give_the_defaults);
  return g_test_run ();
}
