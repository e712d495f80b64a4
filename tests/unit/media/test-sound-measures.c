/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is computed from sound: the opinion score, levels, tone shares, and the signalling tones themselves. */

#include <math.h>
#include <string.h>

#include "rb-emodel.h"
#include "rb-lateness.h"
#include "rb-opus-packet.h"
#include "rb-sample-ring.h"
#include "rb-tones.h"

static void
score_falls_with_loss_and_delay (void)
{
  g_assert_cmpfloat_with_epsilon (rb_emodel_get_mos (RB_CODEC_PCMU, 0, 0), 4.41, 0.02); /* G.107: R = 93.2 */
  g_assert_cmpfloat_with_epsilon (rb_emodel_get_mos (RB_CODEC_PCMU, 0, 150), 4.34, 0.05);
  g_assert_cmpfloat (rb_emodel_get_mos (RB_CODEC_PCMU, 5, 100), <, rb_emodel_get_mos (RB_CODEC_PCMU, 1, 100));
  g_assert_cmpfloat (rb_emodel_get_mos (RB_CODEC_PCMU, 0, 500), <, rb_emodel_get_mos (RB_CODEC_PCMU, 0, 200));
  g_assert_cmpfloat (rb_emodel_get_mos (RB_CODEC_OPUS, 5, 100), >, rb_emodel_get_mos (RB_CODEC_PCMA, 5, 100));
  for (double loss = -10; loss <= 200; loss += 10)
    for (double delay = -100; delay <= 5000; delay += 100)
      {
        double mos = rb_emodel_get_mos (RB_CODEC_PCMA, loss, delay);

        g_assert_cmpfloat (mos, >=, 1);
        g_assert_cmpfloat (mos, <=, 4.5);
      }
}

static void
a_tone_is_found_where_it_is (void)
{
  RbSampleRing *ring = rb_sample_ring_new (500);
  gint16 block[480];

  g_assert_cmpfloat (rb_sample_ring_get_tone_share (ring, 440, 300), ==, 0);
  g_assert_cmpfloat (rb_sample_ring_get_peak (ring, 100), ==, 0);
  for (int i = 0; i < 100; i++)
    {
      for (int j = 0; j < 480; j++)
        block[j] = (gint16) (16384 * sin (2 * G_PI * 440 * (i * 480 + j) / 48000));
      rb_sample_ring_push (ring, block, G_N_ELEMENTS (block));
    }
  g_assert_cmpfloat (rb_sample_ring_get_tone_share (ring, 440, 300), >, 0.99);
  g_assert_cmpfloat (rb_sample_ring_get_tone_share (ring, 1000, 300), <, 0.01);
  g_assert_cmpfloat_with_epsilon (rb_sample_ring_get_peak (ring, 100), 0.5, 0.01);

  memset (block, 0, sizeof block);
  for (int i = 0; i < 30; i++)
    rb_sample_ring_push (ring, block, G_N_ELEMENTS (block));
  g_assert_cmpfloat (rb_sample_ring_get_tone_share (ring, 440, 300), ==, 0);
  g_assert_cmpfloat (rb_sample_ring_get_peak (ring, 100), ==, 0);
  rb_sample_ring_free (ring);
}

/* The share of @hz in 200 ms of @tone from @ms on. */
static double
listen_to (RbTone tone, guint ms, double hz)
{
  gint16 samples[9600] = { 0 };

  rb_tones_mix (tone, (guint64) ms * 48, samples, G_N_ELEMENTS (samples));

  return rb_goertzel_share (samples, G_N_ELEMENTS (samples), hz, 48000);
}

static void
tones_keep_their_cadence (void)
{
  g_assert_cmpfloat (listen_to (RB_TONE_RINGBACK, 400, 450), >, 0.95);
  g_assert_cmpfloat (listen_to (RB_TONE_RINGBACK, 2000, 450), ==, 0);
  g_assert_cmpfloat (listen_to (RB_TONE_RINGBACK, 4700, 450), ==, 0);
  g_assert_cmpfloat (listen_to (RB_TONE_RINGBACK, 5400, 450), >, 0.95);
  g_assert_cmpfloat (listen_to (RB_TONE_BUSY, 100, 450), >, 0.95);
  g_assert_cmpfloat (listen_to (RB_TONE_BUSY, 450, 450), ==, 0);
  g_assert_cmpfloat (listen_to (RB_TONE_BUSY, 750, 450), >, 0.95);
  g_assert_cmpfloat (listen_to (RB_TONE_CALL_WAITING, 100, 450), >, 0.95);
  g_assert_cmpfloat (listen_to (RB_TONE_CALL_WAITING, 5000, 450), ==, 0);
  g_assert_cmpfloat (listen_to (RB_TONE_CALL_WAITING, 10100, 450), >, 0.95);
  g_assert_cmpfloat (listen_to (RB_TONE_RINGING, 100, 400), >, 0.4);
  g_assert_cmpfloat (listen_to (RB_TONE_RINGING, 100, 450), >, 0.4);
  g_assert_cmpfloat (listen_to (RB_TONE_NONE, 0, 450), ==, 0);
}

static void
each_key_has_its_two_frequencies (void)
{
  static const char keys[] = "123A456B789C*0#D";
  static const double rows[] = { 697, 770, 852, 941 }, columns[] = { 1209, 1336, 1477, 1633 };

  for (int i = 0; i < 16; i++)
    {
      gint16 samples[4800] = { 0 };

      rb_tones_mix_key (keys[i], 0, samples, G_N_ELEMENTS (samples));
      g_assert_cmpfloat (rb_goertzel_share (samples, G_N_ELEMENTS (samples), rows[i / 4], 48000), >, 0.45);
      g_assert_cmpfloat (rb_goertzel_share (samples, G_N_ELEMENTS (samples), columns[i % 4], 48000), >, 0.45);
    }
}

static void
lateness_is_measured_against_the_quickest_packet (void)
{
  RbLateness lateness = { 0 };
  guint32 start = 4294960000u; /* wraps soon */
  gint64 now = 77 * G_TIME_SPAN_SECOND;

  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (rb_lateness_add (&lateness, start + i * 160, 8000, now + i * 20000), ==, 0);
  g_assert_cmpint (rb_lateness_add (&lateness, start + 100 * 160, 8000, now + 100 * 20000 + 90000), ==, 90000);
  g_assert_cmpint (rb_lateness_add (&lateness, start + 99 * 160, 8000, now + 100 * 20000 + 95000), ==, 115000);
  g_assert_cmpint (rb_lateness_add (&lateness, start + 101 * 160, 8000, now + 101 * 20000), ==, 0);

  /* The sender's clock starts anew: no lateness. */
  g_assert_cmpint (rb_lateness_add (&lateness, start + 900 * 48000, 8000, now + 102 * 20000), ==, 0);
  g_assert_cmpint (rb_lateness_add (&lateness, start + 900 * 48000 + 160, 8000, now + 103 * 20000 + 70000), ==, 70000);

  /* A longer route for good: after two blocks of seconds it is the measure. */
  for (guint i = 1; i < 600; i++)
    rb_lateness_add (&lateness, start + 900 * 48000 + i * 160, 8000, now + (102 + i) * 20000 + 70000);
  g_assert_cmpint (rb_lateness_add (&lateness, start + 900 * 48000 + 600 * 160, 8000, now + 702 * 20000 + 70000), ==,
                   0);
}

static void
opus_packets_keep_the_rules_of_the_rfc (void)
{
  static const struct
  {
    guint8 bytes[8];
    gsize size; /* the rest is zero */
    gboolean valid;
  } packets[] = {
    { { 0 }, 0, FALSE },
    { { 0x78 }, 1, TRUE }, /* a frame of no bytes: lost or DTX */
    { { 0x78 }, 1 + 1275, TRUE },
    { { 0x78 }, 1 + 1276, FALSE },
    { { 0x79 }, 1 + 20, TRUE }, /* two equal frames */
    { { 0x79 }, 1 + 21, FALSE },
    { { 0x7a, 10 }, 2 + 15, TRUE }, /* 10 and 5 bytes */
    { { 0x7a, 10 }, 2 + 9, FALSE },
    { { 0x7a, 252 }, 2, FALSE }, /* the length's second byte is missing */
    { { 0x7a }, 1, FALSE },
    { { 0x7b }, 1, FALSE },
    { { 0x7b, 0 }, 20, FALSE },    /* no frames */
    { { 0x7b, 3 }, 2 + 30, TRUE }, /* three equal */
    { { 0x7b, 3 }, 2 + 31, FALSE },
    { { 0x1b, 3 }, 2 + 30, FALSE },          /* three of 60 ms: more than 120 */
    { { 0x7b, 0x43, 4 }, 3 + 30 + 4, TRUE }, /* and 4 of padding */
    { { 0x7b, 0x43, 200 }, 3 + 30, FALSE },
    { { 0x7b, 0x42, 255, 1 }, 4 + 255 + 20, TRUE },
    { { 0x7b, 0x83, 5, 6 }, 4 + 18, TRUE }, /* 5, 6 and 7 bytes */
    { { 0x7b, 0x83, 5, 60 }, 4 + 18, FALSE },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (6716);

  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      guint8 packet[1500] = { 0 };

      memcpy (packet, packets[i].bytes, sizeof packets[i].bytes);
      g_assert_cmpint (rb_opus_packet_is_valid (packet, packets[i].size), ==, packets[i].valid);
    }

  for (guint i = 0; i < 100000; i++)
    {
      gsize size = (gsize) g_rand_int_range (rand, 0, 40);
      g_autofree guint8 *packet = g_malloc (MAX (size, 1));

      for (gsize j = 0; j < size; j++)
        packet[j] = (guint8) g_rand_int (rand);
      rb_opus_packet_is_valid (packet, size); /* reads nothing beyond it: the sanitizer looks */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sound-measures/opinion-score", score_falls_with_loss_and_delay);
  g_test_add_func ("/sound-measures/tone-share", a_tone_is_found_where_it_is);
  g_test_add_func ("/sound-measures/cadence", tones_keep_their_cadence);
  g_test_add_func ("/sound-measures/keys", each_key_has_its_two_frequencies);

  g_test_add_func ("/sound-measures/lateness", lateness_is_measured_against_the_quickest_packet);
  g_test_add_func ("/sound-measures/opus-packets", opus_packets_keep_the_rules_of_the_rfc);

  return g_test_run ();
}
