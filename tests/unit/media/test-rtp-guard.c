/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who gets in: the guard in front of rtpbin, packet by packet with a clock of our own. */

#include <string.h>

#include "rb-rtp-guard.h"

#define MS 1000

typedef struct
{
  RbRtpGuard guard;
  RbRtpAddress signalled, nat, stranger;
} Scene;

static void
scene_init (Scene *scene)
{
  static const guint8 agreed[] = { 0, 101 };

  *scene = (Scene){ 0 };
  g_assert_true (rb_rtp_address_parse (&scene->signalled, "192.0.2.9", 4000));
  g_assert_true (rb_rtp_address_parse (&scene->nat, "198.51.100.7", 61234));
  g_assert_true (rb_rtp_address_parse (&scene->stranger, "203.0.113.66", 666));
  rb_rtp_guard_expect (&scene->guard, &scene->signalled, agreed, G_N_ELEMENTS (agreed));
}

static gsize
make_rtp (guint8 *packet, guint8 payload_type, guint32 ssrc, guint16 sequence)
{
  memset (packet, 0, 172);
  packet[0] = 0x80;
  packet[1] = payload_type;
  packet[2] = (guint8) (sequence >> 8);
  packet[3] = (guint8) sequence;
  packet[8] = (guint8) (ssrc >> 24);
  packet[9] = (guint8) (ssrc >> 16);
  packet[10] = (guint8) (ssrc >> 8);
  packet[11] = (guint8) ssrc;

  return 172;
}

static RbGuardVerdict
send (Scene *scene, const RbRtpAddress *from, guint32 ssrc, guint16 sequence, gint64 ms)
{
  guint8 packet[200];
  gsize size = make_rtp (packet, 0, ssrc, sequence);

  return rb_rtp_guard_check_rtp (&scene->guard, packet, size, from, ms * MS);
}

static gboolean
report (Scene *scene, const RbRtpAddress *from, guint32 ssrc)
{
  guint8 packet[8] = { 0x80, 201, 0, 1 };

  packet[4] = (guint8) (ssrc >> 24);
  packet[5] = (guint8) (ssrc >> 16);
  packet[6] = (guint8) (ssrc >> 8);
  packet[7] = (guint8) ssrc;

  return rb_rtp_guard_check_rtcp (&scene->guard, packet, sizeof packet, from);
}

static void
signalled_source_is_heard_at_once (void)
{
  Scene scene;

  scene_init (&scene);
  g_assert_cmpint (send (&scene, &scene.signalled, 1, 100, 0), ==, RB_GUARD_NEW_SOURCE);
  g_assert_cmpint (send (&scene, &scene.signalled, 1, 101, 20), ==, RB_GUARD_PASS);
}

static void
source_behind_nat_is_heard_after_two_packets (void)
{
  Scene scene;

  scene_init (&scene);
  g_assert_cmpint (send (&scene, &scene.nat, 1, 65535, 0), ==, RB_GUARD_DROP);
  g_assert_cmpint (send (&scene, &scene.nat, 1, 0, 20), ==, RB_GUARD_NEW_SOURCE);
  g_assert_true (rb_rtp_address_equal (&scene.guard.source, &scene.nat));
}

static void
stranger_cannot_take_over_a_call_that_speaks (void)
{
  Scene scene;

  scene_init (&scene);
  send (&scene, &scene.signalled, 1, 100, 0);
  for (guint16 i = 0; i < 100; i++)
    {
      g_assert_cmpint (send (&scene, &scene.stranger, 2, i, i * 20), ==, RB_GUARD_DROP);
      g_assert_cmpint (send (&scene, &scene.signalled, 1, 101 + i, i * 20), ==, RB_GUARD_PASS);
    }
}

static void
source_that_moved_is_followed_after_a_silence (void)
{
  Scene scene;

  scene_init (&scene);
  send (&scene, &scene.signalled, 1, 100, 0);
  g_assert_cmpint (send (&scene, &scene.nat, 1, 101, 20), ==, RB_GUARD_DROP);
  g_assert_cmpint (send (&scene, &scene.nat, 1, 102, 40), ==, RB_GUARD_DROP);
  g_assert_cmpint (send (&scene, &scene.nat, 1, 103, 120), ==, RB_GUARD_NEW_SOURCE);
}

static void
new_description_lets_its_source_in_though_the_old_goes_on (void)
{
  static const guint8 agreed[] = { 0 };
  Scene scene;

  scene_init (&scene);
  send (&scene, &scene.signalled, 1, 100, 0);
  rb_rtp_guard_expect (&scene.guard, &scene.nat, agreed, 1);
  g_assert_cmpint (send (&scene, &scene.signalled, 1, 101, 20), ==, RB_GUARD_PASS);
  g_assert_cmpint (send (&scene, &scene.nat, 2, 7, 25), ==, RB_GUARD_DROP);
  g_assert_cmpint (send (&scene, &scene.signalled, 1, 102, 40), ==, RB_GUARD_PASS);
  g_assert_cmpint (send (&scene, &scene.nat, 2, 8, 45), ==, RB_GUARD_NEW_SOURCE);
  g_assert_cmpint (send (&scene, &scene.signalled, 1, 103, 60), ==, RB_GUARD_DROP);
  g_assert_cmpint (send (&scene, &scene.signalled, 1, 104, 80), ==, RB_GUARD_DROP);
}

static void
damaged_packets_stay_outside (void)
{
  Scene scene;
  guint8 packet[200];
  gsize size;

  scene_init (&scene);
  size = make_rtp (packet, 0, 1, 1);
#define DROPPED(n)                                                                                                     \
  g_assert_cmpint (rb_rtp_guard_check_rtp (&scene.guard, packet, n, &scene.signalled, 0), ==, RB_GUARD_DROP)
  for (gsize n = 0; n <= 12; n++)
    DROPPED (n);    /* no payload */
  packet[0] = 0x40; /* version 1 */
  DROPPED (size);
  packet[0] = 0x8f; /* 15 CSRCs in 60 bytes */
  DROPPED (60);
  packet[0] = 0x90; /* an extension longer than the packet */
  packet[14] = 0xff;
  DROPPED (size);
  packet[0] = 0xa0; /* more padding than payload */
  packet[size - 1] = 200;
  DROPPED (size);
  packet[0] = 0x80;
  packet[1] = 8; /* not agreed */
  DROPPED (size);
  packet[1] = 101;
  g_assert_cmpint (rb_rtp_guard_check_rtp (&scene.guard, packet, size, &scene.signalled, 0), ==, RB_GUARD_NEW_SOURCE);
  g_assert_cmpuint (scene.guard.n_dropped, ==, 13 + 5);
#undef DROPPED
}

static void
reports_must_come_from_who_speaks (void)
{
  RbRtpAddress rtcp;
  Scene scene;
  guint8 damaged[32] = { 0x81, 201, 0, 1, 0, 0, 0, 1 };

  scene_init (&scene);
  g_assert_true (rb_rtp_address_parse (&rtcp, "192.0.2.9", 4001));
  g_assert_true (report (&scene, &rtcp, 5)); /* before any voice: from the signalled machine */
  g_assert_false (report (&scene, &rtcp, 6));
  g_assert_false (report (&scene, &scene.stranger, 5));

  send (&scene, &scene.signalled, 1, 100, 0);
  g_assert_true (report (&scene, &rtcp, 1));
  g_assert_false (report (&scene, &rtcp, 5));
  g_assert_false (report (&scene, &scene.stranger, 1));

  g_assert_false (rb_rtp_guard_check_rtcp (&scene.guard, damaged, 8, &rtcp)); /* says one block, has none */
  for (gsize size = 0; size <= sizeof damaged; size++)
    g_assert_false (rb_rtp_guard_check_rtcp (&scene.guard, damaged, size, &rtcp));
}

static void
own_voice_sent_back_gets_another_name_and_own_reports_stay_outside (void)
{
  Scene scene;

  scene_init (&scene);
  g_assert_cmpuint (rb_rtp_guard_translate (&scene.guard, 7), ==, 7);
  scene.guard.own_ssrc = 7;
  g_assert_cmpuint (rb_rtp_guard_translate (&scene.guard, 8), ==, 8);
  g_assert_cmpuint (rb_rtp_guard_translate (&scene.guard, 7), !=, 7);
  g_assert_cmpint (send (&scene, &scene.signalled, 7, 1, 0), ==, RB_GUARD_NEW_SOURCE);
  g_assert_false (report (&scene, &scene.signalled, 7));
}

static void
random_bytes_never_get_in (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4711);
  guint8 packet[300];
  guint n_in = 0;
  Scene scene;

  scene_init (&scene);
  send (&scene, &scene.signalled, 1, 100, 0);
  for (guint i = 0; i < 100000; i++)
    {
      gsize size = (gsize) g_rand_int_range (rand, 0, sizeof packet);

      for (gsize j = 0; j < size; j++)
        packet[j] = (guint8) g_rand_int (rand);
      n_in += rb_rtp_guard_check_rtp (&scene.guard, packet, size, &scene.stranger, 50 * MS) != RB_GUARD_DROP;
      n_in += rb_rtp_guard_check_rtcp (&scene.guard, packet, size, &scene.stranger);
    }
  g_assert_cmpuint (n_in, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rtp-guard/signalled", signalled_source_is_heard_at_once);
  g_test_add_func ("/rtp-guard/nat", source_behind_nat_is_heard_after_two_packets);
  g_test_add_func ("/rtp-guard/stranger", stranger_cannot_take_over_a_call_that_speaks);
  g_test_add_func ("/rtp-guard/moved", source_that_moved_is_followed_after_a_silence);
  g_test_add_func ("/rtp-guard/new-description", new_description_lets_its_source_in_though_the_old_goes_on);
  g_test_add_func ("/rtp-guard/damaged", damaged_packets_stay_outside);
  g_test_add_func ("/rtp-guard/reports", reports_must_come_from_who_speaks);
  g_test_add_func ("/rtp-guard/reflected", own_voice_sent_back_gets_another_name_and_own_reports_stay_outside);
  g_test_add_func ("/rtp-guard/random", random_bytes_never_get_in);

  return g_test_run ();
}
