/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sound from and to files. */

#include "media-pair.h"

#include "rb-tone-player.h"

#include <math.h>

#define RATE 48000

static char *work_dir;

static void
put_le (GByteArray *bytes, guint32 value, guint size)
{
  for (guint i = 0; i < size; i++, value >>= 8)
    g_byte_array_append (bytes, (guint8[]){ (guint8) value }, 1);
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
a_file_is_played_and_what_is_heard_is_recorded (void)
{
  g_autofree char *tone = write_tone_file ("tone.wav", 700, 400),
                  *record = g_build_filename (work_dir, "heard.wav", NULL);
  Pair pair;

  end_init (&pair.caller,
            &(RbSoundConfig){ .kind = RB_SOUND_FILE, .play_path = tone, .record_path = record, .loop = TRUE },
            "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
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

  end_init (&pair.caller, &(RbSoundConfig){ .kind = RB_SOUND_FILE, .play_path = tone }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
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
  end_init (&pair.caller, &(RbSoundConfig){ .kind = RB_SOUND_FILE, .play_path = path }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_FILE, .record_path = nowhere }, "127.0.0.1");
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
  g_autoptr (RbTonePlayer) player = rb_tone_player_new (&(RbSoundConfig){ .kind = RB_SOUND_NONE });

  rb_tone_player_play (player, RB_TONE_RINGING);
  g_assert_cmpint (rb_tone_player_get_tone (player), ==, RB_TONE_RINGING);
  rb_tone_player_play_key (player, '5');
  rb_tone_player_play (player, RB_TONE_BUSY);
  WAIT_FOR (rb_tone_player_get_tone (player) == RB_TONE_NONE); /* busy ends by itself */
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

  status = g_test_run ();
  g_spawn_sync (NULL, (char *[]){ "rm", "-rf", work_dir, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_free (work_dir);

  return status;
}
