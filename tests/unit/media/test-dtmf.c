/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 4733 events, packet by packet. */

#include <string.h>

#include "rb-dtmf.h"

static void
make_voice (guint8 *packet, guint16 sequence, guint32 timestamp)
{
  memset (packet, 0, RB_DTMF_PACKET_SIZE);
  packet[0] = 0x80;
  packet[2] = (guint8) (sequence >> 8);
  packet[3] = (guint8) sequence;
  for (int i = 0; i < 4; i++)
    packet[4 + i] = (guint8) (timestamp >> (24 - 8 * i));
  packet[11] = 1;
}

static guint32
get_timestamp (const guint8 *packet)
{
  return (guint32) packet[4] << 24 | packet[5] << 16 | packet[6] << 8 | packet[7];
}

/* Plays @n voice packets of 20 ms through sender and receiver; every @lose th event packet is lost. */
static char *
run (RbDtmfSender *sender, guint32 timestamp, guint n, guint lose)
{
  GString *heard = g_string_new (NULL);
  RbDtmfReceiver receiver = { 0 };
  guint n_events = 0;

  for (guint i = 0; i < n; i++)
    {
      guint8 voice[RB_DTMF_PACKET_SIZE], event[RB_DTMF_PACKET_SIZE];
      char key;

      make_voice (voice, (guint16) i, timestamp + i * sender->ptime * sender->audio_rate / 1000);
      if (!rb_dtmf_sender_replace (sender, voice, 12, event))
        continue;
      if (lose != 0 && ++n_events % lose != 0)
        continue;
      key = rb_dtmf_receiver_read (&receiver, event, sizeof event);
      if (key != 0)
        g_string_append_c (heard, key);
    }

  return g_string_free (heard, FALSE);
}

static void
one_key_is_a_marker_a_growing_duration_and_three_ends (void)
{
  RbDtmfSender sender = { .payload_type = 101, .event_rate = 8000, .audio_rate = 8000, .ptime = 20 };
  guint n = 0, n_ends = 0;

  g_assert_true (rb_dtmf_sender_queue (&sender, "5", 100));
  for (guint i = 0; i < 20; i++)
    {
      guint8 voice[RB_DTMF_PACKET_SIZE], event[RB_DTMF_PACKET_SIZE];

      make_voice (voice, (guint16) i, 1000 + i * 160);
      if (!rb_dtmf_sender_replace (&sender, voice, 12, event))
        continue;
      g_assert_cmpuint (event[3], ==, i); /* the voice's sequence number */
      g_assert_cmpuint (get_timestamp (event), ==, 1000);
      g_assert_cmpuint (event[1], ==, n == 0 ? 0x80 | 101 : 101);
      g_assert_cmpuint (event[12], ==, 5);
      g_assert_cmpuint (event[14] << 8 | event[15], ==, MIN ((n + 1) * 160, 800));
      n_ends += event[13] >> 7;
      n++;
    }
  g_assert_cmpuint (n, ==, 7);
  g_assert_cmpuint (n_ends, ==, 3);
}

static void
keys_arrive_in_order_and_once (void)
{
  static const struct
  {
    guint audio_rate, event_rate, ptime;
    guint32 start;
    guint lose;
  } lines[] = {
    { 8000, 8000, 20, 0, 0 },           { 48000, 48000, 20, 0, 0 }, { 48000, 8000, 20, 5, 0 },
    { 8000, 8000, 60, 4294967000u, 0 }, { 8000, 8000, 10, 77, 3 },  { 48000, 48000, 20, 4294967000u, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      RbDtmfSender sender = { .payload_type = 101,
                              .event_rate = lines[i].event_rate,
                              .audio_rate = lines[i].audio_rate,
                              .ptime = lines[i].ptime };
      g_autofree char *heard = NULL;

      g_assert_true (rb_dtmf_sender_queue (&sender, "0011", 100));
      g_assert_true (rb_dtmf_sender_queue (&sender, "*#ad9", 100));
      heard = run (&sender, lines[i].start, 400, lines[i].lose);
      g_assert_cmpstr (heard, ==, "0011*#AD9");
    }
}

static void
nonsense_is_refused (void)
{
  RbDtmfSender sender = { .payload_type = 101, .event_rate = 8000, .audio_rate = 8000, .ptime = 20 };
  RbDtmfReceiver receiver = { 0 };
  guint8 packet[64] = { 0x80 };
  g_autofree char *many = g_strnfill (RB_DTMF_MAX_QUEUE + 1, '1');

  g_assert_false (rb_dtmf_sender_queue (&sender, "", 100));
  g_assert_false (rb_dtmf_sender_queue (&sender, "1p", 100));
  g_assert_false (rb_dtmf_sender_queue (&sender, many, 100));
  g_assert_cmpuint (sender.n_queued, ==, 0);

  for (gsize size = 0; size < 16; size++)
    g_assert_cmpint (rb_dtmf_receiver_read (&receiver, packet, size), ==, 0);
  packet[12] = 16; /* flash: no key */
  g_assert_cmpint (rb_dtmf_receiver_read (&receiver, packet, 16), ==, 0);
  packet[0] = 0x9f; /* CSRCs and an extension beyond the end */
  for (gsize size = 0; size < sizeof packet; size++)
    rb_dtmf_receiver_read (&receiver, packet, size);
}

static void
a_key_held_very_long_is_one_key (void)
{
  RbDtmfReceiver receiver = { 0 };
  guint8 packet[RB_DTMF_PACKET_SIZE];

  make_voice (packet, 1, 1000);
  packet[12] = 3;
  packet[14] = packet[15] = 0xff;
  g_assert_cmpint (rb_dtmf_receiver_read (&receiver, packet, sizeof packet), ==, '3');
  make_voice (packet, 2, 1000 + 0xffff);
  packet[12] = 3;
  packet[15] = 160;
  g_assert_cmpint (rb_dtmf_receiver_read (&receiver, packet, sizeof packet), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dtmf/one-key", one_key_is_a_marker_a_growing_duration_and_three_ends);
  g_test_add_func ("/dtmf/order", keys_arrive_in_order_and_once);
  g_test_add_func ("/dtmf/nonsense", nonsense_is_refused);
  g_test_add_func ("/dtmf/long-key", a_key_held_very_long_is_one_key);

  return g_test_run ();
}
