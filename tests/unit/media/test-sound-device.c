/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sound from and to files, and through a real PulseAudio server of the test's own: two null sinks, “mouth” to speak
 * into and “ear” to listen at. */

#include "media-pair.h"

#include "rb-device-list.h"
#include "rb-tone-player.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>

#define RATE 48000

static char *work_dir;

/* Files. */

static void
put_le (GByteArray *bytes, guint32 value, guint size)
{
  for (guint i = 0; i < size; i++, value >>= 8)
    g_byte_array_append (bytes, (guint8[]) { (guint8) value }, 1);
}

/* A mono sine at 8 kHz, so that the player has to convert. */
static char *
write_tone_file (const char *name, double hz, guint ms)
{
  char *path = g_build_filename (work_dir, name, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint n = ms * 8;

  g_byte_array_append (bytes, (const guint8 *) "RIFF", 4);
  put_le (bytes, 36 + 2 * n, 4);
  g_byte_array_append (bytes, (const guint8 *) "WAVEfmt ", 8);
  put_le (bytes, 16, 4);
  put_le (bytes, 1, 2);
  put_le (bytes, 1, 2);
  put_le (bytes, 8000, 4);
  put_le (bytes, 16000, 4);
  put_le (bytes, 2, 2);
  put_le (bytes, 16, 2);
  g_byte_array_append (bytes, (const guint8 *) "data", 4);
  put_le (bytes, 2 * n, 4);
  for (guint i = 0; i < n; i++)
    put_le (bytes, (guint16) (gint16) (8000 * sin (2 * G_PI * hz * i / 8000)), 2);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));

  return path;
}

static guint32
read_le (const char *data, gsize offset)
{
  guint32 value;

  memcpy (&value, data + offset, sizeof value);

  return GUINT32_FROM_LE (value);
}

/* Longest run of 100 ms blocks in which @hz dominates. Fails unless the header tells the truth. */
static guint
count_tone_blocks (const char *path, double hz)
{
  g_autofree char *data = NULL;
  guint n = 0;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpuint (size, >=, 44);
  g_assert_cmpint (memcmp (data, "RIFF", 4), ==, 0);
  g_assert_cmpuint (read_le (data, 24), ==, RATE);
  g_assert_cmpuint (read_le (data, 40), <=, size - 44);
  g_assert_cmpuint (read_le (data, 40) + RATE * 2 * 3 / 2, >=, size - 44); /* at most 1.5 s behind */
  for (gsize offset = 44; offset + 9600 <= 44 + read_le (data, 40); offset += 9600)
    {
      gint16 block[4800];

      memcpy (block, data + offset, sizeof block);
      n += rb_goertzel_share (block, G_N_ELEMENTS (block), hz, RATE) > 0.9;
    }

  return n;
}

static void
remember_error (RbSoundDevice *device, const char *sentence, char **place)
{
  g_free (*place);
  *place = g_strdup (sentence);
}

static void
a_file_is_played_and_what_is_heard_is_recorded (void)
{
  g_autofree char *tone = write_tone_file ("tone.wav", 700, 400), *record = g_build_filename (work_dir, "heard.wav", NULL);
  Pair pair;

  end_init (&pair.caller,
            &(RbSoundConfig) { .kind = RB_SOUND_FILE, .play_path = tone, .record_path = record, .loop = TRUE },
            "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig) { .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  end_expect_tone (&pair.callee, 700);
  end_expect_tone (&pair.caller, CALLEE_HZ);
  /* Longer than the file: it went round. */
  WAIT_FOR (pair.callee.statistics.packets_received > 60);
  end_expect_tone (&pair.callee, 700);
  /* While the call runs the file is already right, but for the last second. */
  WAIT_FOR (count_tone_blocks (record, CALLEE_HZ) >= 8);
  pair_clear (&pair);
  g_assert_cmpuint (count_tone_blocks (record, CALLEE_HZ), >=, 10);
}

static void
a_file_ends_in_silence (void)
{
  g_autofree char *tone = write_tone_file ("short.wav", 700, 600);
  Pair pair;

  end_init (&pair.caller, &(RbSoundConfig) { .kind = RB_SOUND_FILE, .play_path = tone }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig) { .kind = RB_SOUND_NONE }, "127.0.0.1");
  rb_sound_device_warm_up (pair.caller.device); /* ringing: the file must wait for the call */
  rb_sound_device_warm_up (pair.callee.device);
  WAIT_FOR (rb_sound_device_get_latency (pair.caller.device) > 0);
  pair_answer (&pair);
  pair_start (&pair);
  WAIT_FOR (rb_sound_device_measure_tone (pair.callee.device, 700, 200) > 0.9);
  end_expect_silence (&pair.callee);
  WAIT_FOR (pair.callee.statistics.packets_received > 60);
  pair_clear (&pair);
}

static void
a_file_that_is_no_sound_is_told_and_the_call_goes_on (void)
{
  g_autofree char *path = g_build_filename (work_dir, "not-sound.wav", NULL), *said = NULL;
  g_autofree char *nowhere = g_build_filename (work_dir, "no", "such", "folder.wav", NULL);
  Pair pair;

  g_assert_true (g_file_set_contents (path, "This is not a sound, however hard one listens.", -1, NULL));
  end_init (&pair.caller, &(RbSoundConfig) { .kind = RB_SOUND_FILE, .play_path = path }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig) { .kind = RB_SOUND_FILE, .record_path = nowhere }, "127.0.0.1");
  g_signal_connect (pair.caller.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&pair);
  pair_start (&pair);
  WAIT_FOR (said != NULL);
  g_assert_nonnull (strstr (said, path));
  WAIT_FOR (pair.callee.first_packet && pair.caller.first_packet);
  g_signal_handlers_disconnect_by_data (pair.caller.device, &said);
  pair_clear (&pair);
}

static void
silent_kinds_count_tones_without_a_device (void)
{
  g_autoptr (RbTonePlayer) player = rb_tone_player_new (&(RbSoundConfig) { .kind = RB_SOUND_NONE });

  rb_tone_player_play (player, RB_TONE_RINGING);
  g_assert_cmpint (rb_tone_player_get_tone (player), ==, RB_TONE_RINGING);
  rb_tone_player_play_key (player, '5');
  rb_tone_player_play (player, RB_TONE_BUSY);
  WAIT_FOR (rb_tone_player_get_tone (player) == RB_TONE_NONE); /* busy ends by itself */
}

/* PulseAudio. */

static GPid
start_pulse (void)
{
  g_autofree char *native = g_build_filename (work_dir, "native", NULL);
  g_autofree char *protocol = g_strdup_printf ("module-native-protocol-unix socket=%s auth-anonymous=1", native);
  g_autofree char *server = g_strdup_printf ("unix:%s", native);
  g_auto (GStrv) environment = g_get_environ ();
  const char *const arguments[] = { "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
                                    "--disallow-exit=yes", "--high-priority=no", "--realtime=no", "--log-target=stderr",
                                    "-L", protocol, "-L", "module-null-sink sink_name=ear rate=48000 channels=2",
                                    "-L", "module-null-sink sink_name=mouth rate=48000 channels=2", NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_unlink (native);
  environment = g_environ_setenv (environment, "HOME", work_dir, TRUE);
  environment = g_environ_setenv (environment, "XDG_RUNTIME_DIR", work_dir, TRUE);
  environment = g_environ_setenv (environment, "PULSE_RUNTIME_PATH", work_dir, TRUE);
  environment = g_environ_setenv (environment, "PULSE_STATE_PATH", work_dir, TRUE);
  environment = g_environ_setenv (environment, "DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  g_spawn_async (NULL, (char **) arguments, environment,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                 NULL, NULL, &pid, &error);
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
  GPid pulse = start_pulse ();
  g_autofree char *said = NULL;
  Pair first, second;

  /* 440 Hz → first callee's speaker “ear” → second callee's microphone; 1000 Hz the other way round by “mouth”. */
  end_init (&first.caller, &(RbSoundConfig) { .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&first.callee,
            &(RbSoundConfig) { .kind = RB_SOUND_PULSE, .input_device = "mouth.monitor", .output_device = "ear" },
            "127.0.0.1");
  end_init (&second.caller, &(RbSoundConfig) { .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
  end_init (&second.callee,
            &(RbSoundConfig) { .kind = RB_SOUND_PULSE, .input_device = "ear.monitor", .output_device = "mouth" },
            "127.0.0.1");
  g_signal_connect (first.callee.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&first);
  pair_answer (&second);
  pair_start (&first);
  pair_start (&second);
  end_expect_tone (&first.caller, CALLEE_HZ);
  end_expect_tone (&second.caller, CALLER_HZ);
  g_assert_cmpuint (rb_sound_device_get_latency (first.callee.device), >=, 60);
  g_assert_cmpfloat (rb_sound_device_get_input_level (first.callee.device), >, 0.01);
  g_assert_null (said);

  stop_pulse (pulse);
  WAIT_FOR (said != NULL);
  end_expect_tone (&first.callee, CALLER_HZ); /* still received and mixed */
  end_expect_silence (&first.caller);

  pulse = start_pulse ();
  end_expect_tone (&first.caller, CALLEE_HZ);
  end_expect_tone (&second.caller, CALLER_HZ);

  pair_clear (&first);
  pair_clear (&second);
  stop_pulse (pulse);
}

static void
tones_are_played_and_devices_listed (void)
{
  GPid pulse = start_pulse ();
  RbSoundConfig microphone = { .kind = RB_SOUND_PULSE, .input_device = "ear.monitor", .output_device = "mouth" };
  RbSoundConfig ringer = { .kind = RB_SOUND_PULSE, .output_device = "ear" };
  g_autoptr (RbTonePlayer) player = rb_tone_player_new (&ringer);
  g_autoptr (RbDeviceList) list = rb_device_list_new ();
  g_autofree char *output = NULL;
  End listener;

  g_assert_true (has_device (list, FALSE, "ear"));
  g_assert_true (has_device (list, FALSE, "mouth"));
  g_spawn_command_line_sync ("pactl load-module module-null-sink sink_name=headset", &output, NULL, NULL, NULL);
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
  end_init (&pair.caller, &(RbSoundConfig) { .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig) { .kind = RB_SOUND_PULSE, .echo_cancel = TRUE }, "127.0.0.1");
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
  work_dir = g_dir_make_tmp ("rb-sound-XXXXXX", NULL);

  g_test_add_func ("/sound-device/file", a_file_is_played_and_what_is_heard_is_recorded);
  g_test_add_func ("/sound-device/file-ends", a_file_ends_in_silence);
  g_test_add_func ("/sound-device/file-damaged", a_file_that_is_no_sound_is_told_and_the_call_goes_on);
  g_test_add_func ("/sound-device/tones-counted", silent_kinds_count_tones_without_a_device);
  g_test_add_func ("/sound-device/pulseaudio", sound_goes_through_pulseaudio_and_survives_its_death);
  g_test_add_func ("/sound-device/tones-and-list", tones_are_played_and_devices_listed);
  g_test_add_func ("/sound-device/no-server", without_a_sound_server_the_call_is_silent_but_works);

  status = g_test_run ();
  g_spawn_sync (NULL, (char *[]) { "rm", "-rf", work_dir, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (work_dir);

  return status;
}
