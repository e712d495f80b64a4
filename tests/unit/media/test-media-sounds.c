/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a far end hears besides our voice, in real calls over loopback: hold sounds, conferences, keys as tones. */

#include "media-pair.h"

#include "rb-wav-writer.h"

#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>

#define LOCAL_HZ 700
#define FILE_HZ 1500

/* A plucked string has overtones. */
#define end_expect_note(end, hz) WAIT_FOR (rb_sound_device_measure_tone ((end)->device, hz, 300) > 0.7)

static void
hold (Pair *pair, gboolean held)
{
  rb_media_session_set_hold (pair->caller.session, held);
  pair_answer (pair);
}

static void
party_on_hold_hears_music (void)
{
  Pair pair;
  RbNegotiated agreed;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_hold_sound (pair.caller.session, RB_HOLD_SOUND_MUSIC, NULL);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  rb_media_session_set_muted (pair.caller.session, TRUE); /* of the person, not of the tune */
  hold (&pair, TRUE);
  g_assert_true (rb_media_session_get_negotiated (pair.callee.session, &agreed));
  g_assert_true (agreed.held_by_remote && !agreed.send && agreed.receive);
  end_expect_note (&pair.callee, 329.63);
  end_expect_note (&pair.callee, 392.0); /* the tune has come to its highest note */
  end_expect_silence (&pair.caller);

  rb_media_session_set_muted (pair.caller.session, FALSE);
  hold (&pair, FALSE);
  pair_expect_sound (&pair);

  /* On hold from both sides nobody hears anything. */
  hold (&pair, TRUE);
  rb_media_session_set_hold (pair.callee.session, TRUE);
  pair_answer (&pair);
  end_expect_silence (&pair.callee);
  pair_clear (&pair);
}

static char *
write_tone (const char *dir)
{
  char *path = g_build_filename (dir, "hold.wav", NULL);
  RbWavWriter *writer = rb_wav_writer_new (path, NULL);
  gint16 samples[4800];

  for (int i = 0; i < 4800; i++)
    samples[i] = (gint16) (10000 * sin (2 * G_PI * FILE_HZ * i / 48000));
  rb_wav_writer_push (writer, samples, G_N_ELEMENTS (samples));
  rb_wav_writer_free (writer);

  return path;
}

static void
party_on_hold_hears_a_file (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rb-hold-XXXXXX", NULL), *path = write_tone (dir);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  Pair pair;

  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
  pair.caller.device = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ });
  g_assert_true (rb_sound_device_set_hold_sound (pair.caller.device, RB_HOLD_SOUND_FILE, path, &error));
  g_assert_no_error (error);
  pair.caller.session = rb_media_session_new (pair.caller.device, "127.0.0.1", &error);
  pair.caller.digits = g_string_new (NULL);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  hold (&pair, TRUE);
  end_expect_tone (&pair.callee, FILE_HZ); /* 300 ms of a file of 100 ms: again and again */
  hold (&pair, FALSE);
  end_expect_tone (&pair.callee, CALLER_HZ);

  /* Its content was changed after the check: silence, and it is said. */
  g_signal_connect (pair.caller.device, "error", G_CALLBACK (remember_error), &said);
  g_file_set_contents (path, "RIFF", 4, NULL);
  hold (&pair, TRUE);
  WAIT_FOR (said != NULL);
  end_expect_silence (&pair.callee);
  g_assert_false (rb_sound_device_set_hold_sound (pair.caller.device, RB_HOLD_SOUND_FILE, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  rb_media_session_set_hold_sound (pair.caller.session, RB_HOLD_SOUND_MUSIC, NULL);
  end_expect_note (&pair.callee, 329.63);
  g_signal_handlers_disconnect_by_data (pair.caller.device, &said);
  pair_clear (&pair);
  g_unlink (path);
  g_rmdir (dir);
}

/* A second call of @device to @far, with a codec of its own. (transfer full) */
static RbMediaSession *
call_too (RbSoundDevice *device, End *far, RbCodec codec)
{
  g_autoptr (GError) error = NULL;
  RbMediaSession *session = rb_media_session_new (device, "127.0.0.1", &error);
  g_autofree char *offer = NULL, *answer = NULL;

  g_assert_no_error (error);
  rb_media_session_set_codecs (session, &codec, 1);
  offer = rb_media_session_create_offer (session);
  answer = rb_media_session_create_answer (far->session, offer, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (session, answer, &error));
  rb_media_session_start (session);
  rb_media_session_start (far->session);

  return session;
}

static gboolean
hears_both (End *end, double one, double other, double own)
{
  return rb_sound_device_measure_tone (end->device, one, 300) > 0.3 &&
         rb_sound_device_measure_tone (end->device, other, 300) > 0.3 &&
         rb_sound_device_measure_tone (end->device, own, 300) < 0.02;
}

static void
three_in_a_conference_hear_each_other (void)
{
  g_autoptr (RbMediaConference) conference = rb_media_conference_new ();
  RbMediaSession *to_first, *to_second;
  End local, first, second;

  end_init (&local, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = LOCAL_HZ }, "127.0.0.1");
  end_init (&first, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&second, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLEE_HZ }, "127.0.0.1");
  to_first = call_too (local.device, &first, RB_CODEC_PCMA);
  to_second = call_too (local.device, &second, RB_CODEC_OPUS);
  end_expect_tone (&first, LOCAL_HZ);
  end_expect_tone (&second, LOCAL_HZ);

  rb_media_session_set_conference (to_first, conference);
  rb_media_session_set_conference (to_second, conference);
  WAIT_FOR (hears_both (&first, LOCAL_HZ, CALLEE_HZ, CALLER_HZ));
  WAIT_FOR (hears_both (&second, LOCAL_HZ, CALLER_HZ, CALLEE_HZ));
  WAIT_FOR (hears_both (&local, CALLER_HZ, CALLEE_HZ, LOCAL_HZ));

  rb_media_session_set_muted (to_first, TRUE); /* the person, not the conference */
  end_expect_tone (&first, CALLEE_HZ);
  rb_media_session_set_muted (to_first, FALSE);

  rb_media_session_set_hold (to_second, TRUE);
  end_expect_tone (&first, LOCAL_HZ);
  rb_media_session_set_hold (to_second, FALSE);
  WAIT_FOR (hears_both (&first, LOCAL_HZ, CALLEE_HZ, CALLER_HZ));

  rb_media_session_set_conference (to_second, NULL);
  end_expect_tone (&second, LOCAL_HZ);
  end_expect_tone (&first, LOCAL_HZ);
  rb_media_session_set_conference (to_second, conference);
  WAIT_FOR (hears_both (&first, LOCAL_HZ, CALLEE_HZ, CALLER_HZ));
  g_assert_finalize_object (to_second); /* ends in mid-conference */
  end_expect_tone (&first, LOCAL_HZ);
  g_assert_finalize_object (to_first);
  end_clear (&local);
  end_clear (&first);
  end_clear (&second);
}

/* The share of each tone in the last 300 ms of its side of the recording @path, as far as it is written. Returns: how
 * many samples that is. */
static guint
measure_recording (const char *path, double left_hz, double right_hz, double *left, double *right)
{
  g_autofree char *launch = g_strdup_printf ("filesrc location=\"%s\" ! oggdemux ! opusdec ! audioconvert ! "
                                             "audio/x-raw,format=S16LE,rate=48000,channels=2 ! appsink name=sink "
                                             "sync=false",
                                             path);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  GArray *sides[] = { g_array_new (FALSE, FALSE, 2), g_array_new (FALSE, FALSE, 2) };
  double *shares[] = { left, right }, hz[] = { left_hz, right_hz };
  GstSample *sample;
  guint n_samples;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), GST_SECOND)) != NULL)
    {
      GstMapInfo map;

      gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
      for (gsize i = 0; i < map.size / 2; i++)
        g_array_append_vals (sides[i % 2], (gint16 *) map.data + i, 1);
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  n_samples = sides[0]->len;
  for (int i = 0; i < 2; i++)
    {
      gsize n = MIN (sides[i]->len, 14400);

      *shares[i] = rb_goertzel_share ((gint16 *) sides[i]->data + sides[i]->len - n, n, hz[i], 48000);
      g_array_unref (sides[i]);
    }

  return n_samples;
}

static void
both_sides_are_recorded (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rb-record-XXXXXX", NULL), *folder = g_build_filename (dir, "new", NULL);
  g_autofree char *path = g_build_filename (folder, "call.opus", NULL);
  g_autoptr (GError) error = NULL;
  double left = 0, right = 0;
  guint n_samples = 0;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  g_assert_true (rb_media_session_start_recording (pair.caller.session, path, &error));
  g_assert_no_error (error);
  g_assert_false (rb_media_session_start_recording (pair.caller.session, path, &error)); /* never overwritten */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  /* While it is being written. */
  WAIT_FOR_S ((measure_recording (path, CALLER_HZ, CALLEE_HZ, &left, &right), left > 0.9 && right > 0.9), 20);

  /* On hold nothing of the microphone is kept, nor of the far end. */
  rb_media_session_set_hold (pair.caller.session, TRUE);
  pair_answer (&pair);
  WAIT_FOR_S ((measure_recording (path, CALLER_HZ, CALLEE_HZ, &left, &right), left < 0.01 && right < 0.01), 20);
  rb_media_session_set_hold (pair.caller.session, FALSE);
  pair_answer (&pair);
  pair_expect_sound (&pair);
  WAIT_FOR_S ((n_samples = measure_recording (path, CALLER_HZ, CALLEE_HZ, &left, &right), left > 0.9 && right > 0.9),
              20);
  rb_media_session_stop_recording (pair.caller.session);
  pair_expect_sound (&pair);
  pair_clear (&pair);
  g_assert_cmpuint (measure_recording (path, CALLER_HZ, CALLEE_HZ, &left, &right), >=, n_samples);
  g_unlink (path);
  g_rmdir (folder);
  g_rmdir (dir);
}

static void
full_disk_ends_the_recording_not_the_call (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rb-record-XXXXXX", NULL), *path = g_build_filename (dir, "full.opus", NULL);
  struct rlimit before, none = { 0 };
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  g_signal_connect (pair.caller.device, "error", G_CALLBACK (remember_error), &said);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  getrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_IGN);
  none.rlim_max = before.rlim_max;
  none.rlim_cur = 2000; /* no file may grow beyond that */
  setrlimit (RLIMIT_FSIZE, &none);
  g_assert_true (rb_media_session_start_recording (pair.caller.session, path, &error));
  WAIT_FOR (said != NULL);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_nonnull (strstr (said, path));
  pair_expect_sound (&pair);
  g_signal_handlers_disconnect_by_data (pair.caller.device, &said);
  pair_clear (&pair);
  g_unlink (path);
  g_rmdir (dir);
}

static void
keys_are_sent_as_tones (void)
{
  const RbCodec codec = RB_CODEC_PCMU;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_codecs (pair.caller.session, &codec, 1);
  g_assert_false (rb_media_session_send_inband (pair.caller.session, "1", 300));
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  g_assert_false (rb_media_session_send_inband (pair.caller.session, "1x", 1000));
  g_assert_true (rb_media_session_send_inband (pair.caller.session, "1#", 1000));
  WAIT_FOR (rb_sound_device_measure_tone (pair.callee.device, 697, 300) +
                rb_sound_device_measure_tone (pair.callee.device, 1209, 300) >
            0.9);
  WAIT_FOR (rb_sound_device_measure_tone (pair.callee.device, 941, 300) +
                rb_sound_device_measure_tone (pair.callee.device, 1477, 300) >
            0.9);
  end_expect_tone (&pair.callee, CALLER_HZ);
  g_assert_cmpstr (pair.callee.digits->str, ==, "");
  pair_clear (&pair);
}

static void
way_of_the_keys_follows_what_was_agreed (void)
{
  static const struct
  {
    RbCodec codec;
    gboolean event;
    RbDtmfMode wanted, chosen;
  } cases[] = {
    { RB_CODEC_PCMA, TRUE, RB_DTMF_MODE_AUTO, RB_DTMF_MODE_RFC4733 },
    { RB_CODEC_PCMA, FALSE, RB_DTMF_MODE_AUTO, RB_DTMF_MODE_INBAND },
    { RB_CODEC_OPUS, FALSE, RB_DTMF_MODE_AUTO, RB_DTMF_MODE_INFO },
    { RB_CODEC_OPUS, TRUE, RB_DTMF_MODE_INFO, RB_DTMF_MODE_INFO },
    { RB_CODEC_OPUS, TRUE, RB_DTMF_MODE_INBAND, RB_DTMF_MODE_INBAND },
    { RB_CODEC_PCMU, FALSE, RB_DTMF_MODE_RFC4733, RB_DTMF_MODE_INFO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *voice = cases[i].codec == RB_CODEC_OPUS ? "96" : cases[i].codec == RB_CODEC_PCMA ? "8" : "0";
      g_autofree char *offer = g_strdup_printf (
          "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP %s%s\r\n"
          "a=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/%u\r\n",
          voice, cases[i].event ? " 101" : "", rb_codec_get_clock_rate (cases[i].codec));
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = NULL;
      End end;

      g_test_message ("case %zu", i);
      end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
      answer = rb_media_session_create_answer (end.session, offer, &error);
      g_assert_no_error (error);
      g_assert_cmpint (rb_media_session_choose_dtmf (end.session, cases[i].wanted), ==, cases[i].chosen);
      end_clear (&end);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media-sounds/music", party_on_hold_hears_music);
  g_test_add_func ("/media-sounds/file", party_on_hold_hears_a_file);
  g_test_add_func ("/media-sounds/conference", three_in_a_conference_hear_each_other);
  g_test_add_func ("/media-sounds/recording", both_sides_are_recorded);
  g_test_add_func ("/media-sounds/full-disk", full_disk_ends_the_recording_not_the_call);
  g_test_add_func ("/media-sounds/inband", keys_are_sent_as_tones);
  g_test_add_func ("/media-sounds/way-of-keys", way_of_the_keys_follows_what_was_agreed);

  return g_test_run ();
}
