/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real calls between two sessions over loopback: each side speaks a tone of its own, and the other must hear it. */

#include "media-pair.h"

/* Jitter buffer, Opus' FEC 20, a block of 10 ms: not less, which breaks sound, nor more. The jitter buffer has 60 ms, or
 * 100 or 200 when a busy machine was late. */
static void
expect_latency (RbSoundDevice *device)
{
  guint latency = rb_sound_device_get_latency (device);

  g_test_message ("latency %u ms", latency);
  g_assert_true (latency == 90 || latency == 130 || latency == 230);
}

static void
hear_each_other_with (RbCodec codec, const char *address)
{
  Pair pair;

  pair_init (&pair, address);
  rb_media_session_set_codecs (pair.caller.session, &codec, 1);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  expect_latency (pair.caller.device);
  expect_latency (pair.callee.device);
  pair_clear (&pair);
}

static void
both_hear_each_other (gconstpointer codec)
{
  hear_each_other_with (GPOINTER_TO_INT (codec), "127.0.0.1");
}

static void
both_hear_each_other_over_ipv6 (void)
{
  hear_each_other_with (RB_CODEC_PCMA, "::1");
}

static void
far_end_is_told_the_public_address (void)
{
  static const char *const wrong[] = { "phone.example.org", "2001:db8::1", "0.0.0.0", "224.0.0.1", "" };
  g_autofree char *public = NULL, *local = NULL;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (rb_media_session_set_public_address (pair.caller.session, wrong[i]));
  g_assert_true (rb_media_session_set_public_address (pair.caller.session, "192.0.2.7"));
  public = rb_media_session_create_offer (pair.caller.session);
  g_assert_nonnull (strstr (public, "c=IN IP4 192.0.2.7\r\n"));
  g_assert_null (strstr (public, "127.0.0.1"));
  g_assert_true (rb_media_session_set_public_address (pair.caller.session, NULL));
  local = rb_media_session_create_offer (pair.caller.session);
  g_assert_nonnull (strstr (local, "c=IN IP4 127.0.0.1\r\n"));
  pair_clear (&pair);
}

static void
muted_caller_is_silent_but_still_sends (void)
{
  Pair pair;
  guint64 sent;

  pair_init (&pair, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  rb_media_session_set_muted (pair.caller.session, TRUE);
  end_expect_silence (&pair.callee);
  sent = pair.caller.statistics.packets_sent;
  WAIT_FOR (pair.caller.statistics.packets_sent > sent + 40);
  rb_media_session_set_muted (pair.caller.session, FALSE);
  end_expect_tone (&pair.callee, CALLER_HZ);

  rb_sound_device_set_volume (pair.caller.device, 0, 1);
  end_expect_silence (&pair.callee);
  rb_sound_device_set_volume (pair.caller.device, 0.5, 1);
  WAIT_FOR (rb_sound_device_get_output_level (pair.callee.device) > 0.02);
  pair_clear (&pair);
}

static void
hold_stops_the_voice_and_resume_brings_it_back (void)
{
  Pair pair;
  RbNegotiated agreed;

  pair_init (&pair, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  rb_media_session_set_hold (pair.caller.session, TRUE);
  end_expect_silence (&pair.callee);
  pair_answer (&pair);
  g_assert_true (rb_media_session_is_held_by_remote (pair.callee.session));
  g_assert_true (rb_media_session_get_negotiated (pair.callee.session, &agreed));
  g_assert_false (agreed.send);
  end_expect_silence (&pair.caller);

  rb_media_session_set_hold (pair.caller.session, FALSE);
  pair_answer (&pair);
  g_assert_false (rb_media_session_is_held_by_remote (pair.callee.session));
  pair_expect_sound (&pair);
  pair_clear (&pair);
}

static void
codec_changes_in_the_middle_of_a_call (void)
{
  static const RbCodec order[] = { RB_CODEC_PCMU, RB_CODEC_OPUS, RB_CODEC_PCMA };
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      RbNegotiated agreed;

      rb_media_session_set_codecs (pair.caller.session, &order[i], 1);
      pair_answer (&pair);
      g_assert_true (rb_media_session_get_negotiated (pair.callee.session, &agreed));
      g_assert_cmpint (agreed.codec, ==, order[i]);
      pair_start (&pair);
      pair_expect_sound (&pair);
      rb_media_session_set_muted (pair.caller.session, TRUE); /* so that the next sound is the next codec's */
      rb_media_session_set_muted (pair.callee.session, TRUE);
      end_expect_silence (&pair.callee);
      end_expect_silence (&pair.caller);
      rb_media_session_set_muted (pair.caller.session, FALSE);
      rb_media_session_set_muted (pair.callee.session, FALSE);
    }
  pair_clear (&pair);
}

static void
keys_arrive_in_order_and_once (gconstpointer codec)
{
  const RbCodec codecs[] = { GPOINTER_TO_INT (codec) };
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_codecs (pair.caller.session, codecs, 1);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  g_assert_true (rb_media_session_send_dtmf (pair.caller.session, "0123", 60));
  g_assert_true (rb_media_session_send_dtmf (pair.caller.session, "77*#aD", 60));
  g_assert_false (rb_media_session_send_dtmf (pair.caller.session, "5x", 60));
  WAIT_FOR (pair.callee.digits->len >= 10);
  end_expect_tone (&pair.callee, CALLER_HZ);
  g_assert_cmpstr (pair.callee.digits->str, ==, "012377*#AD");
  pair_clear (&pair);
}

static void
statistics_tell_of_both_directions (void)
{
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  WAIT_FOR (pair.caller.statistics.round_trip_ms >= 0 && pair.callee.statistics.round_trip_ms >= 0);
  g_assert_cmpfloat (pair.caller.statistics.round_trip_ms, <, 1000);
  g_assert_cmpfloat (pair.caller.statistics.remote_loss_percent, <, 50);
  g_assert_cmpint (pair.caller.statistics.packets_lost, >=, 0);
  g_assert_cmpfloat (pair.caller.statistics.mos, >, 3.5);
  g_assert_cmpuint (pair.caller.statistics.packets_received, >, 20);
  pair_clear (&pair);
}

static void
caller_says_goodbye_and_ports_are_free_again (void)
{
  Pair pair;
  guint16 port;

  pair_init (&pair, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  port = rb_media_session_get_rtp_port (pair.caller.session);
  rb_media_session_stop (pair.caller.session);
  WAIT_FOR (port_is_free (port) && port_is_free (port + 1));
  pair_clear (&pair);
}

static void
early_media_of_one_phone_then_answer_of_another (void)
{
  Pair early, final;
  g_autofree char *offer = NULL, *ringing = NULL, *answer = NULL;
  g_autoptr (GError) error = NULL;

  pair_init (&early, "127.0.0.1");
  pair_init (&final, "127.0.0.1");
  offer = rb_media_session_create_offer (early.caller.session);

  ringing = rb_media_session_create_answer (early.callee.session, offer, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (early.caller.session, ringing, &error));
  pair_start (&early);
  end_expect_tone (&early.caller, CALLEE_HZ);

  /* The fork that answers speaks the caller's tone, to tell it from the first; the first goes on for a while. */
  answer = rb_media_session_create_answer (final.caller.session, offer, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (early.caller.session, answer, &error));
  rb_media_session_start (final.caller.session);
  end_expect_tone (&early.caller, CALLER_HZ);
  end_expect_tone (&final.caller, CALLER_HZ);

  pair_clear (&early);
  pair_clear (&final);
}

static void
echo_robot_sends_back_what_it_hears (void)
{
  Pair pair;

  end_init (&pair.caller, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  end_init (&pair.callee, &(RbSoundConfig){ .kind = RB_SOUND_NONE, .loop_back = TRUE }, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  end_expect_tone (&pair.caller, CALLER_HZ);
  pair_clear (&pair);
}

static void
two_calls_share_one_speaker (void)
{
  Pair first, second;
  RbMediaSession *extra;
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = NULL, *answer = NULL;

  pair_init (&first, "127.0.0.1");
  pair_init (&second, "127.0.0.1");
  pair_answer (&first);
  pair_start (&first);
  pair_expect_sound (&first);

  extra = rb_media_session_new (first.caller.device, "127.0.0.1", &error);
  g_assert_no_error (error);
  offer = rb_media_session_create_offer (extra);
  answer = rb_media_session_create_answer (second.caller.session, offer, &error);
  g_assert_true (rb_media_session_accept_answer (extra, answer, &error));
  rb_media_session_start (extra);
  rb_media_session_start (second.caller.session);
  end_expect_tone (&second.caller, CALLER_HZ);
  WAIT_FOR (rb_sound_device_measure_tone (first.caller.device, CALLEE_HZ, 300) > 0.3 &&
            rb_sound_device_measure_tone (first.caller.device, CALLER_HZ, 300) > 0.3);

  rb_media_session_set_hold (extra, TRUE);
  end_expect_tone (&first.caller, CALLEE_HZ);
  g_assert_finalize_object (extra);
  pair_clear (&first);
  pair_clear (&second);
}

static void
calls_come_and_go_without_leaving_anything (void)
{
  Pair keep;
  guint n_files = 0, n_threads = 0;

  pair_init (&keep, "127.0.0.1");
  rb_sound_device_warm_up (keep.caller.device);
  for (int i = 0; i < 20; i++)
    {
      RbMediaSession *session;
      g_autoptr (GError) error = NULL;
      g_autofree char *offer = NULL, *answer = NULL;

      session = rb_media_session_new (keep.caller.device, "127.0.0.1", &error);
      g_assert_no_error (error);
      offer = rb_media_session_create_offer (keep.callee.session);
      answer = rb_media_session_create_answer (session, offer, &error);
      g_assert_no_error (error);
      rb_media_session_start (session);
      WAIT_FOR (rb_sound_device_get_latency (keep.caller.device) > 0);
      rb_media_session_stop (session);
      g_assert_finalize_object (session);
      if (i == 4)
        {
          WAIT_FOR (is_alone (keep.caller.session) &&
                    g_atomic_int_get (&G_OBJECT (keep.caller.device)->ref_count) == 3);
          n_files = count_entries ("/proc/self/fd");
          n_threads = count_entries ("/proc/self/task");
        }
    }
  WAIT_FOR (count_entries ("/proc/self/fd") <= n_files + 2 && count_entries ("/proc/self/task") <= n_threads + 2);
  pair_clear (&keep);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/media-session/both-hear-each-other/opus", GINT_TO_POINTER (RB_CODEC_OPUS),
                        both_hear_each_other);
  g_test_add_data_func ("/media-session/both-hear-each-other/pcma", GINT_TO_POINTER (RB_CODEC_PCMA),
                        both_hear_each_other);
  g_test_add_data_func ("/media-session/both-hear-each-other/pcmu", GINT_TO_POINTER (RB_CODEC_PCMU),
                        both_hear_each_other);
  g_test_add_func ("/media-session/ipv6", both_hear_each_other_over_ipv6);
  g_test_add_func ("/media-session/public-address", far_end_is_told_the_public_address);
  g_test_add_func ("/media-session/mute", muted_caller_is_silent_but_still_sends);
  g_test_add_func ("/media-session/hold-and-resume", hold_stops_the_voice_and_resume_brings_it_back);
  g_test_add_func ("/media-session/codec-change", codec_changes_in_the_middle_of_a_call);
  g_test_add_data_func ("/media-session/keys/opus", GINT_TO_POINTER (RB_CODEC_OPUS), keys_arrive_in_order_and_once);
  g_test_add_func ("/media-session/statistics", statistics_tell_of_both_directions);
  g_test_add_func ("/media-session/goodbye", caller_says_goodbye_and_ports_are_free_again);
  g_test_add_func ("/media-session/early-media-and-fork", early_media_of_one_phone_then_answer_of_another);
  g_test_add_func ("/media-session/echo-robot", echo_robot_sends_back_what_it_hears);
  g_test_add_func ("/media-session/two-calls", two_calls_share_one_speaker);
  g_test_add_func ("/media-session/twenty-calls", calls_come_and_go_without_leaving_anything);

  return g_test_run ();
}
