/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said besides the microphone, as samples: the queue between two clocks, the mix-minus, the tune, keys as
 * tones, and which WAV files are played. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "rb-media-conference.h"
#include "rb-melody.h"
#include "rb-sample-ring.h"
#include "rb-tones.h"
#include "rb-voice-fifo.h"
#include "rb-wav-check.h"

#define BLOCK 480  /* 10 ms */
#define PACKET 960 /* 20 ms */

static void
fill (gint16 *samples, gsize n, gint16 value)
{
  for (gsize i = 0; i < n; i++)
    samples[i] = value;
}

static void
queue_starts_with_something_in_hand (void)
{
  g_autofree RbVoiceFifo *fifo = g_new0 (RbVoiceFifo, 1);
  gint16 packet[PACKET], block[BLOCK] = { 0 };

  fill (packet, PACKET, 7);
  g_assert_false (rb_voice_fifo_pull (fifo, block, BLOCK));
  rb_voice_fifo_push (fifo, packet, PACKET);
  g_assert_false (rb_voice_fifo_pull (fifo, block, BLOCK));
  g_assert_cmpint (block[0], ==, 0);
  rb_voice_fifo_push (fifo, packet, PACKET);
  for (int i = 0; i < 4; i++)
    g_assert_true (rb_voice_fifo_pull (fifo, block, BLOCK));
  g_assert_cmpint (block[BLOCK - 1], ==, 7);

  /* It ran dry: more is waited for than before. */
  g_assert_false (rb_voice_fifo_pull (fifo, block, BLOCK));
  rb_voice_fifo_push (fifo, packet, PACKET);
  rb_voice_fifo_push (fifo, packet, PACKET);
  g_assert_false (rb_voice_fifo_pull (fifo, block, BLOCK));
  rb_voice_fifo_push (fifo, packet, PACKET);
  g_assert_true (rb_voice_fifo_pull (fifo, block, BLOCK));
}

static void
queue_never_grows_late (void)
{
  g_autofree RbVoiceFifo *fifo = g_new0 (RbVoiceFifo, 1);
  gint16 packet[PACKET], block[BLOCK], huge[48000];
  guint n = 0;

  for (gint16 i = 0; i < 100; i++)
    {
      fill (packet, PACKET, i);
      rb_voice_fifo_push (fifo, packet, PACKET);
      g_assert_cmpuint (fifo->n, <=, 48 * 120);
    }
  g_assert_true (rb_voice_fifo_pull (fifo, block, BLOCK));
  g_assert_cmpint (block[0], >=, 94); /* the newest are kept */

  fill (huge, G_N_ELEMENTS (huge), 1);
  rb_voice_fifo_push (fifo, huge, G_N_ELEMENTS (huge));
  while (rb_voice_fifo_pull (fifo, block, BLOCK))
    n++;
  g_assert_cmpuint (n, <=, 12);
}

static void
nobody_in_a_conference_hears_himself (void)
{
  g_autoptr (RbMediaConference) conference = rb_media_conference_new ();
  static const char *const names[] = { "a", "b", "c" };
  static const gint16 values[] = { 1, 10, 100 };
  gint16 packet[2 * PACKET], block[BLOCK];

  for (int i = 0; i < 3; i++)
    rb_media_conference_enter (conference, names[i]);
  rb_media_conference_enter (conference, names[0]);
  for (int i = 0; i < 3; i++)
    {
      fill (packet, 2 * PACKET, values[i]);
      rb_media_conference_push (conference, names[i], packet, 2 * PACKET);
    }
  for (int i = 0; i < 3; i++)
    {
      fill (block, BLOCK, 1000);
      rb_media_conference_mix (conference, names[i], block, BLOCK);
      g_assert_cmpint (block[BLOCK - 1], ==, 1111 - values[i]);
    }

  fill (packet, 2 * PACKET, G_MAXINT16);
  rb_media_conference_push (conference, names[1], packet, 2 * PACKET);
  rb_media_conference_leave (conference, names[2]);
  for (int i = 0; i < 5; i++)
    {
      fill (block, BLOCK, 1000);
      rb_media_conference_mix (conference, names[0], block, BLOCK);
    }
  g_assert_cmpint (block[0], ==, G_MAXINT16); /* not wrapped round */
  fill (block, BLOCK, 1000);
  rb_media_conference_mix (conference, names[2], block, BLOCK);
  g_assert_cmpint (block[0], ==, 1000);
}

static void
tune_has_no_end_and_no_clicks (void)
{
  gint16 one[BLOCK], two[BLOCK / 2], before = 0;
  int peak = 0;

  for (guint64 position = 0; position < 10 * 48000; position += BLOCK)
    {
      rb_melody_fill (position, one, BLOCK);
      rb_melody_fill (position + BLOCK / 2, two, BLOCK / 2);
      g_assert_cmpmem (one + BLOCK / 2, sizeof two, two, sizeof two);
      for (int i = 0; i < BLOCK; i++)
        {
          g_assert_cmpint (ABS (one[i] - before), <, 1200);
          before = one[i];
          peak = MAX (peak, ABS (before));
        }
    }
  g_assert_cmpint (peak, >, 6000);
  g_assert_cmpint (peak, <, 16000);
}

static void
sent_keys_have_the_levels_of_a_telephone (void)
{
  gint16 samples[4800] = { 0 };
  double row, column, energy = 0;

  rb_tones_mix_sent_key ('5', 0, G_N_ELEMENTS (samples), samples, G_N_ELEMENTS (samples));
  row = rb_goertzel_share (samples, G_N_ELEMENTS (samples), 770, 48000);
  column = rb_goertzel_share (samples, G_N_ELEMENTS (samples), 1336, 48000);
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    energy += pow (samples[i] / 32768.0, 2) / G_N_ELEMENTS (samples);
  g_assert_cmpfloat (row + column, >, 0.95);
  g_assert_cmpfloat_with_epsilon (10 * log10 (column / row), 2, 0.3); /* the column is the louder, ITU-T Q.23's twist */
  /* −6 and −8 dBm0 together are −3.9; 0 dBm0 is 3.15 dB below the largest sine, that is −6.16 dB of mean square. */
  g_assert_cmpfloat_with_epsilon (10 * log10 (energy), -3.9 - 6.16, 0.3);
  g_assert_cmpint (ABS (samples[0]), <, 100);
  g_assert_cmpint (ABS (samples[4799]), <, 1000);
}

static gsize
make_wav (guint8 *out, guint format, guint channels, guint rate, guint bits, guint32 data)
{
  guint8 header[44] = "RIFF....WAVEfmt \20\0\0\0................data....";
  guint16 small[] = { GUINT16_TO_LE (format), GUINT16_TO_LE (channels) };
  guint16 last[] = { GUINT16_TO_LE (channels * bits / 8), GUINT16_TO_LE (bits) };
  guint32 big[] = { GUINT32_TO_LE (rate), GUINT32_TO_LE (rate * channels * bits / 8) };

  memcpy (header + 20, small, 4);
  memcpy (header + 24, big, 8);
  memcpy (header + 32, last, 4);
  data = GUINT32_TO_LE (data);
  memcpy (header + 40, &data, 4);
  memcpy (out, header, sizeof header);

  return sizeof header;
}

static void
only_sane_wav_files_are_taken (void)
{
  static const struct
  {
    guint format, channels, rate, bits;
    gboolean taken;
  } cases[] = {
    { 1, 1, 8000, 16, TRUE },    { 1, 2, 44100, 16, TRUE }, { 1, 1, 8000, 8, TRUE },     { 3, 2, 48000, 32, TRUE },
    { 6, 1, 8000, 8, TRUE },     { 7, 1, 8000, 8, TRUE },   { 1, 0, 8000, 16, FALSE },   { 1, 9, 8000, 16, FALSE },
    { 1, 1, 0, 16, FALSE },      { 1, 1, 1, 16, FALSE },    { 1, 1, 8000, 0, FALSE },    { 1, 1, 8000, 17, FALSE },
    { 0x55, 1, 8000, 8, FALSE }, { 2, 1, 8000, 4, FALSE },  { 1, 1, 500000, 16, FALSE },
  };
  guint8 bytes[64] = { 0 };
  RbWavInfo info;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize n = make_wav (bytes, cases[i].format, cases[i].channels, cases[i].rate, cases[i].bits, 16);

      g_test_message ("case %zu", i);
      g_assert_cmpint (rb_wav_read_header (bytes, n + 16, n + 16, &info), ==, cases[i].taken);
      for (gsize cut = 0; cut < n; cut++)
        g_assert_false (rb_wav_read_header (bytes, cut, cut, &info));
    }

  make_wav (bytes, 1, 1, 8000, 16, G_MAXUINT32); /* of a program that was killed */
  g_assert_true (rb_wav_read_header (bytes, 60, 60, &info));
  g_assert_cmpuint (info.data_size, ==, 16);
  memset (bytes + 16, 0xff, 4); /* a chunk longer than the file */
  g_assert_false (rb_wav_read_header (bytes, 60, 60, &info));
}

static void
file_is_checked_before_it_is_played (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rb-wav-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "hold.wav", NULL);
  g_autofree guint8 *bytes = g_malloc0 (44 + 8000);
  g_autoptr (GError) error = NULL;

  make_wav (bytes, 1, 1, 8000, 16, 8000);
  g_file_set_contents (path, (char *) bytes, 44 + 8000, NULL);
  g_assert_true (rb_wav_check (path, &error));
  g_assert_no_error (error);
  g_file_set_contents (path, (char *) bytes, 44 + 100, NULL);
  g_assert_false (rb_wav_check (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "hold.wav"));
  g_clear_error (&error);
  g_file_set_contents (path, "not sound", -1, NULL);
  g_assert_false (rb_wav_check (path, NULL));
  g_file_set_contents (path, "", 0, NULL);
  g_assert_false (rb_wav_check (path, NULL));
  g_unlink (path);
  g_assert_false (rb_wav_check (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (rb_wav_check (dir, NULL));
  g_assert_false (rb_wav_check ("/dev/zero", NULL));
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/voice/queue/start", queue_starts_with_something_in_hand);
  g_test_add_func ("/voice/queue/late", queue_never_grows_late);
  g_test_add_func ("/voice/conference", nobody_in_a_conference_hears_himself);
  g_test_add_func ("/voice/tune", tune_has_no_end_and_no_clicks);
  g_test_add_func ("/voice/sent-keys", sent_keys_have_the_levels_of_a_telephone);
  g_test_add_func ("/voice/wav-header", only_sane_wav_files_are_taken);
  g_test_add_func ("/voice/wav-file", file_is_checked_before_it_is_played);

  return g_test_run ();
}
