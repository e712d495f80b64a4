/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sound of calls between two whole phones: what the settings let a party on hold hear, and recording. */

#include "rb-test-phone.h"

#include "rb-call-recording.h"

#include <glib/gstdio.h>
#include <string.h>

#define NEAR_HZ 440

static void
set_up (RbTestPhone *phone, gconstpointer data)
{
  rb_test_phone_set_up (phone, NEAR_HZ, NULL);
}

static void
tear_down (RbTestPhone *phone, gconstpointer data)
{
  rb_test_phone_tear_down (phone);
}

static guint64
get_sent (RbCall *call)
{
  RbMediaStatistics statistics = { 0 };

  rb_call_get_statistics (call, &statistics);

  return statistics.packets_sent;
}

/* Whether voice packets go out is all that is seen here; which sound they carry is test-media-sounds' matter. */
static void
settings_choose_what_a_held_party_hears (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));
  guint64 sent;

  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  rb_call_set_hold (call, TRUE); /* “music” is the default */
  rb_test_wait_for (rb_call_is_on_hold (call));
  sent = get_sent (call);
  rb_test_wait_for (get_sent (call) > sent + 40);
  rb_call_hang_up (call);
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);

  g_settings_set_string (rb_phone_get_settings (phone->phone), "hold-file", "/nowhere/hold.wav");
  g_settings_set_string (rb_phone_get_settings (phone->phone), "hold-sound", "file");
  rb_test_wait_for (strstr (phone->notices->str, "/nowhere/hold.wav") != NULL);
}

static void
call_is_recorded_until_it_ends (RbTestPhone *phone, gconstpointer data)
{
  RbTestFarEnd *callee = rb_test_far_end_new ("answer", "--count", "1", NULL);
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (phone, rb_test_far_end_get_port (callee)));
  g_autofree char *folder = g_build_filename (phone->folder, "recordings", NULL), *first = NULL, *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_assert_false (rb_call_start_recording (call, folder, &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL);
  g_clear_error (&error);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  g_assert_true (rb_call_start_recording (call, folder, &error));
  g_assert_no_error (error);
  g_assert_true (rb_call_is_recording (call));
  first = g_strdup (rb_call_get_recording_path (call));
  rb_call_stop_recording (call);
  g_assert_false (rb_call_is_recording (call));
  g_assert_true (rb_call_start_recording (call, folder, &error)); /* again, in the same second: another file */
  g_assert_cmpstr (rb_call_get_recording_path (call), !=, first);

  rb_test_wait_for (get_sent (call) > 60);
  rb_call_hang_up (call);
  g_assert_false (rb_call_is_recording (call));
  g_assert_cmpint (rb_test_far_end_finish (callee), ==, 0);
  rb_test_wait_for ((g_free (g_steal_pointer (&content)),
                     g_file_get_contents (rb_call_get_recording_path (call), &content, &size, NULL)) &&
                    size > 2000);
  g_assert_cmpmem (content, 4, "OggS", 4);
  g_assert_false (rb_call_start_recording (call, folder, NULL));
}

static void
recording_is_named_by_date_and_party (RbTestPhone *phone, gconstpointer data)
{
  static const struct
  {
    const char *party, *expected;
    guint n;
  } cases[] = {
    { "Alice", " Alice.opus", 1 },
    { "Alice", " Alice (2).opus", 2 },
    { "../../etc/passwd", " etcpasswd.opus", 1 },
    { "阿信@example.org", " 阿信@exampleorg.opus", 1 },
    { "a\xe2\x80\xae"
      "b\nc/d\\e:f*\"|",
      " abcdef.opus", 1 },
    { "\xff", " .opus", 1 },
  };
  g_autofree char *many = g_strnfill (5000, 'x'), *name = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *made =
          rb_call_recording_make_name (1700000000 * (gint64) G_USEC_PER_SEC, cases[i].party, cases[i].n);

      g_assert_true (g_str_has_prefix (made, "2023-11-1"));
      g_assert_true (g_str_has_suffix (made, cases[i].expected));
      g_assert_null (strchr (made, '/'));
    }
  name = rb_call_recording_make_name (0, many, 1);
  g_assert_cmpuint (strlen (name), <, 100);
}

#define ADD(function) g_test_add ("/phone-media/" #function, RbTestPhone, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (settings_choose_what_a_held_party_hears);
  ADD (call_is_recorded_until_it_ends);
  ADD (recording_is_named_by_date_and_party);

  return g_test_run ();
}
