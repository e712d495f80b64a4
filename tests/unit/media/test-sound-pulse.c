/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sound through a real PulseAudio server of the test's own: two null sinks, “mouth” to speak into and “ear” to listen
 * at. It also dies, comes back, and gets its first device in mid-call. */

#include "media-pair.h"

#include "rb-device-list.h"
#include "rb-tone-player.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static char *work_dir;

static void
die_with_the_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* @speakers: whether the server has its two null sinks from the start. */
static GPid
start_pulse (gboolean speakers)
{
  g_autofree char *native = g_build_filename (work_dir, "native", NULL);
  g_autofree char *protocol = g_strdup_printf ("module-native-protocol-unix socket=%s auth-anonymous=1", native);
  g_autofree char *server = g_strdup_printf ("unix:%s", native);
  g_auto (GStrv) environment = g_get_environ ();
  const char *const arguments[] = { "pulseaudio",
                                    "-n",
                                    "--daemonize=no",
                                    "--use-pid-file=no",
                                    "--exit-idle-time=-1",
                                    "--disallow-exit=yes",
                                    "--high-priority=no",
                                    "--realtime=no",
                                    "--log-target=stderr",
                                    "-L",
                                    protocol,
                                    speakers ? "-L" : NULL,
                                    "module-null-sink sink_name=ear rate=48000 channels=2",
                                    "-L",
                                    "module-null-sink sink_name=mouth rate=48000 channels=2",
                                    NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_unlink (native);
  environment = g_environ_setenv (environment, "HOME", work_dir, TRUE);
  environment = g_environ_setenv (environment, "XDG_RUNTIME_DIR", work_dir, TRUE);
  environment = g_environ_setenv (environment, "PULSE_RUNTIME_PATH", work_dir, TRUE);
  environment = g_environ_setenv (environment, "PULSE_STATE_PATH", work_dir, TRUE);
  environment = g_environ_setenv (environment, "DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  g_spawn_async (NULL, (char **) arguments, environment,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                     G_SPAWN_STDERR_TO_DEV_NULL,
                 die_with_the_test, NULL, &pid, &error);
  g_assert_no_error (error);
  WAIT_FOR (g_file_test (native, G_FILE_TEST_EXISTS));
  g_setenv ("PULSE_SERVER", server, TRUE);

  return pid;
}

static void
stop_pulse (GPid pid)
{
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
}

static gboolean
has_device (RbDeviceList *list, gboolean inputs, const char *name)
{
  for (guint i = 0; i < rb_device_list_get_n (list, inputs); i++)
    if (g_strcmp0 (rb_device_list_get (list, inputs, i)->name, name) == 0)
      return TRUE;

  return FALSE;
}

static void
sound_goes_through_pulseaudio_and_survives_its_death (void)
{
  GPid pulse = start_pulse (TRUE);
  g_autofree char *said = NULL;
  Pair first, second;

  /* 440 Hz → first callee's speaker “ear” → second callee's microphone; 1000 Hz the other way round by “mouth”. */
  end_init (&first.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&first.callee,
            &(RbSoundConfig){ .kind = RB_SOUND_PULSE, .input_device = "mouth.monitor", .output_device = "ear" },
            "127.0.0.1");
  end_init (&second.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
  end_init (&second.callee,
            &(RbSoundConfig){ .kind = RB_SOUND_PULSE, .input_device = "ear.monitor", .output_device = "mouth" },
            "127.0.0.1");
  g_signal_connect (first.callee.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&first);
  pair_answer (&second);
  pair_start (&first);
  pair_start (&second);
  end_expect_tone (&first.caller, CALLEE_HZ);
  end_expect_tone (&second.caller, CALLER_HZ);
  g_assert_cmpuint (rb_sound_device_get_latency (first.callee.device), >=, 90);
  g_assert_cmpfloat (rb_sound_device_get_input_level (first.callee.device), >, 0.01);
  g_assert_null (said);

  rb_sound_device_set_devices (first.callee.device, "mouth.monitor", "mouth");
  end_expect_silence (&second.caller);
  rb_sound_device_set_devices (first.callee.device, "mouth.monitor", "ear");
  end_expect_tone (&second.caller, CALLER_HZ);

  stop_pulse (pulse);
  WAIT_FOR (said != NULL);
  end_expect_tone (&first.callee, CALLER_HZ); /* still received and mixed */
  end_expect_silence (&first.caller);

  pulse = start_pulse (TRUE);
  end_expect_tone (&first.caller, CALLEE_HZ);
  end_expect_tone (&second.caller, CALLER_HZ);

  pair_clear (&first);
  pair_clear (&second);
  stop_pulse (pulse);
}

/* Returns: the number to take it away by. */
static int
load_sink (const char *name)
{
  g_autofree char *argument = g_strdup_printf ("sink_name=%s", name), *output = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char *[]){ "pactl", "load-module", "module-null-sink", argument, NULL }, NULL,
                G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, NULL);
  g_assert_cmpint (status, ==, 0);

  return atoi (output);
}

static void
run_pactl (const char *verb, const char *argument)
{
  int status = -1;

  g_spawn_sync (NULL, (char *[]){ "pactl", (char *) verb, (char *) argument, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL,
                NULL, NULL, NULL, &status, NULL);
  g_assert_cmpint (status, ==, 0);
}

static void
chosen_device_goes_and_comes_back (void)
{
  GPid pulse = start_pulse (TRUE);
  g_autofree char *said = NULL, *number = NULL;
  Pair first, second;

  run_pactl ("set-default-sink", "ear");
  number = g_strdup_printf ("%d", load_sink ("headset"));
  end_init (&first.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&first.callee,
            &(RbSoundConfig){ .kind = RB_SOUND_PULSE, .input_device = "mouth.monitor", .output_device = "headset" },
            "127.0.0.1");
  end_init (&second.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
  end_init (&second.callee,
            &(RbSoundConfig){ .kind = RB_SOUND_PULSE, .input_device = "headset.monitor", .output_device = "mouth" },
            "127.0.0.1");
  g_signal_connect (first.callee.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&first);
  pair_answer (&second);
  pair_start (&first);
  pair_start (&second);
  end_expect_tone (&second.caller, CALLER_HZ);
  g_assert_null (said);

  rb_sound_device_set_devices (second.callee.device, "ear.monitor", "mouth");
  end_expect_silence (&second.caller);
  run_pactl ("unload-module", number);
  end_expect_tone (&second.caller, CALLER_HZ); /* now by the default one */
  WAIT_FOR (said != NULL);
  g_assert_cmpstr (said, ==, "The chosen speaker is gone; the default one is used until it is back.");

  load_sink ("headset");
  end_expect_silence (&second.caller);
  rb_sound_device_set_devices (second.callee.device, "headset.monitor", "mouth");
  end_expect_tone (&second.caller, CALLER_HZ);
  end_expect_tone (&first.caller, CALLEE_HZ); /* the microphone was never touched */

  pair_clear (&first);
  pair_clear (&second);
  stop_pulse (pulse);
}

static void
it_rings_on_the_ring_device (void)
{
  GPid pulse = start_pulse (TRUE);
  RbSoundConfig config = { .kind = RB_SOUND_PULSE, .input_device = "mouth.monitor", .output_device = "ear" };
  RbTonePlayer *player;
  End listener;

  end_init (&listener, &config, "127.0.0.1");
  rb_sound_device_set_ring_device (listener.device, "mouth");
  player = rb_tone_player_new (&config);
  rb_tone_player_follow (player, listener.device);
  rb_sound_device_warm_up (listener.device);
  WAIT_FOR (rb_sound_device_get_latency (listener.device) > 0);

  rb_tone_player_play (player, RB_TONE_RINGBACK); /* into the ear */
  rb_sound_device_set_devices (listener.device, "ear.monitor", "ear");
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.05);
  rb_tone_player_play (player, RB_TONE_RINGING);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) < 0.01);
  rb_sound_device_set_devices (listener.device, "mouth.monitor", "ear");
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.05);

  /* During a call: heard, and much quieter than the far end. */
  rb_sound_device_set_devices (listener.device, "ear.monitor", "ear");
  rb_tone_player_play (player, RB_TONE_NONE);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) < 0.01);
  rb_tone_player_play (player, RB_TONE_CALL_WAITING);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.03);
  g_assert_cmpfloat (rb_sound_device_get_input_level (listener.device), <, 0.08);
  rb_tone_player_play (player, RB_TONE_NONE);

  /* One that is not there: the default one rings. */
  rb_sound_device_set_ring_device (listener.device, "nowhere");
  run_pactl ("set-default-sink", "ear");
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) < 0.01);
  rb_tone_player_play (player, RB_TONE_RINGING);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.05);
  rb_tone_player_play (player, RB_TONE_NONE);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) < 0.01);
  rb_tone_player_play (player, RB_TONE_BEEP);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.05);
  WAIT_FOR (rb_tone_player_get_tone (player) == RB_TONE_NONE); /* by itself */

  g_assert_finalize_object (player);
  end_clear (&listener);
  stop_pulse (pulse);
}

static void
a_device_that_appears_during_the_call_is_taken (void)
{
  GPid pulse = start_pulse (FALSE);
  g_autofree char *said = NULL;
  Pair pair;

  end_init (&pair.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_PULSE }, "127.0.0.1");
  g_signal_connect (pair.callee.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&pair);
  pair_start (&pair);
  WAIT_FOR (said != NULL);
  end_expect_tone (&pair.callee, CALLER_HZ);
  WAIT_FOR (pair.caller.first_packet);

  load_sink ("headset"); /* its monitor is the microphone: the caller hears herself */
  end_expect_tone (&pair.caller, CALLER_HZ);
  pair_clear (&pair);
  stop_pulse (pulse);
}

static void
tones_are_played_and_devices_listed (void)
{
  GPid pulse = start_pulse (TRUE);
  RbSoundConfig microphone = {
    .kind = RB_SOUND_PULSE, .input_device = "ear.monitor", .output_device = "mouth", .echo_cancel = TRUE
  };
  RbSoundConfig ringer = { .kind = RB_SOUND_PULSE, .output_device = "ear" };
  g_autoptr (RbTonePlayer) player = rb_tone_player_new (&ringer);
  g_autoptr (RbDeviceList) list = rb_device_list_new ();
  End listener;

  g_assert_true (has_device (list, FALSE, "ear"));
  g_assert_true (has_device (list, FALSE, "mouth"));
  load_sink ("headset");
  WAIT_FOR (has_device (list, FALSE, "headset"));

  end_init (&listener, &microphone, "127.0.0.1");
  rb_sound_device_warm_up (listener.device);
  WAIT_FOR (rb_sound_device_get_latency (listener.device) > 0);
  g_assert_cmpfloat (rb_sound_device_get_input_level (listener.device), <, 0.01);
  rb_tone_player_play (player, RB_TONE_RINGBACK);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.05);
  rb_tone_player_play (player, RB_TONE_NONE);
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) < 0.01);
  rb_tone_player_play_key (player, '7');
  WAIT_FOR (rb_sound_device_get_input_level (listener.device) > 0.05);

  end_clear (&listener);
  stop_pulse (pulse);
}

static void
without_a_sound_server_the_call_is_silent_but_works (void)
{
  g_autofree char *said = NULL;
  Pair pair;

  g_setenv ("PULSE_SERVER", "unix:/nonexistent/native", TRUE);
  end_init (&pair.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_PULSE, .echo_cancel = TRUE }, "127.0.0.1");
  g_signal_connect (pair.callee.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&pair);
  pair_start (&pair);
  g_assert_nonnull (said);
  end_expect_tone (&pair.callee, CALLER_HZ);
  WAIT_FOR (pair.caller.first_packet);
  g_signal_handlers_disconnect_by_data (pair.callee.device, &said);
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  work_dir = g_dir_make_tmp ("rb-pulse-XXXXXX", NULL);

  g_test_add_func ("/sound-pulse/pulseaudio", sound_goes_through_pulseaudio_and_survives_its_death);
  g_test_add_func ("/sound-pulse/device-appears", a_device_that_appears_during_the_call_is_taken);
  g_test_add_func ("/sound-pulse/chosen-device", chosen_device_goes_and_comes_back);
  g_test_add_func ("/sound-pulse/ring-device", it_rings_on_the_ring_device);
  g_test_add_func ("/sound-pulse/tones-and-list", tones_are_played_and_devices_listed);
  g_test_add_func ("/sound-pulse/no-server", without_a_sound_server_the_call_is_silent_but_works);

  status = g_test_run ();
  g_spawn_sync (NULL, (char *[]){ "rm", "-rf", work_dir, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_free (work_dir);

  return status;
}
