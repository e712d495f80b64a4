/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames of every kind in tests/data/captures, whole, cut at each byte and with bits turned over; and
 * packets that are meant to take long. What is in a whole one, the test of the reader checks. */

#include "collector-fixture.h"

#define PCAP_HEADER 24
#define PCAP_RECORD 16

typedef struct
{
  guint link_type;
  GPtrArray *frames; /* of GBytes */
} Sample;

static GPtrArray *samples;

static guint32
get_le32 (const guint8 *at)
{
  return at[0] | at[1] << 8 | at[2] << 16 | (guint32) at[3] << 24;
}

static void
put16 (guint8 *at, guint value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static void
sample_free (gpointer data)
{
  Sample *self = data;

  g_ptr_array_unref (self->frames);
  g_free (self);
}

/* Captures that make-captures.py wrote in this machine's usual form. */
static Sample *
load_sample (const char *path)
{
  g_autofree char *contents = NULL;
  const guint8 *bytes;
  Sample *sample;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  bytes = (const guint8 *) contents;
  if (length < PCAP_HEADER || get_le32 (bytes) != 0xa1b2c3d4)
    return NULL;

  sample = g_new0 (Sample, 1);
  sample->link_type = get_le32 (bytes + 20);
  sample->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (gsize at = PCAP_HEADER; at + PCAP_RECORD <= length;)
    {
      gsize captured = get_le32 (bytes + at + 8);

      at += PCAP_RECORD;
      g_ptr_array_add (sample->frames, g_bytes_new (bytes + at, MIN (captured, length - at)));
      at += captured;
    }
  return sample;
}

static void
load_samples (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "captures", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  samples = g_ptr_array_new_with_free_func (sample_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pcap"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        Sample *sample = load_sample (path);

        if (sample != NULL)
          g_ptr_array_add (samples, sample);
      }
  g_assert_cmpuint (samples->len, >, 50);
}

static void
add_frame (CollectorFixture *self, guint link_type, gint64 wall_us, const guint8 *bytes, gsize length)
{
  g_autofree guint8 *copy = exact (bytes, length);
  RbPacketMarks marks = { .wall_us = wall_us };

  rb_packet_decoder_add (self->decoder, link_type, &marks, copy, length);
}

static void
frames_cut_at_each_byte_do_no_harm (void)
{
  guint n_found = 0;

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = g_ptr_array_index (samples, i);

      for (guint j = 0; j < sample->frames->len; j++)
        {
          CollectorFixture fixture;
          gsize length;
          const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (sample->frames, j), &length);

          fixture_init (&fixture, FALSE);
          for (gsize cut = 0; cut <= length; cut++)
            add_frame (&fixture, sample->link_type, cut * G_USEC_PER_SEC, bytes, cut);
          fixture_finish (&fixture);
          n_found += fixture.n_found;
          fixture_clear (&fixture);
        }
    }
  g_assert_cmpuint (n_found, >, 10000);
}

/* One frame of a capture is cut, the others follow. */
static void
captures_with_one_frame_cut_do_no_harm (void)
{
  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = g_ptr_array_index (samples, i);

      for (guint j = 0; j < sample->frames->len; j++)
        {
          CollectorFixture fixture;

          fixture_init (&fixture, FALSE);
          for (guint k = 0; k < sample->frames->len; k++)
            {
              gsize length;
              const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (sample->frames, k), &length);

              add_frame (&fixture, sample->link_type, k, bytes,
                         k == j ? (gsize) g_test_rand_int_range (0, length + 1) : length);
            }
          fixture_finish (&fixture);
          fixture_clear (&fixture);
        }
    }
}

static void
bits_turned_over_do_no_harm (void)
{
  for (guint round = 0; round < 30; round++)
    for (guint i = 0; i < samples->len; i++)
      {
        const Sample *sample = g_ptr_array_index (samples, i);
        CollectorFixture fixture;

        fixture_init (&fixture, FALSE);
        for (guint j = 0; j < sample->frames->len; j++)
          {
            gsize length;
            const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (sample->frames, j), &length);
            g_autofree guint8 *turned = exact (bytes, length);

            /* Most of them in the headers. */
            for (guint n = g_test_rand_int_range (0, 4); n > 0 && length > 0; n--)
              turned[g_test_rand_int_range (0, g_test_rand_bit () ? MIN (length, 100) : length)] ^=
                  1 << g_test_rand_int_range (0, 8);
            add_frame (&fixture, sample->link_type, j, turned, length);
          }
        fixture_finish (&fixture);
        fixture_clear (&fixture);
      }
}

static void
any_bytes_do_no_harm (void)
{
  static const guint link_types[] = { 0, 1, 9, 12, 50, 51, 101, 104, 108, 113, 166, 204, 228, 252, 276 };
  CollectorFixture fixture;

  fixture_init (&fixture, FALSE);
  for (guint round = 0; round < 20000; round++)
    {
      guint8 bytes[120];

      for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) g_test_rand_int ();
      add_frame (&fixture, link_types[round % G_N_ELEMENTS (link_types)], round, bytes,
                 g_test_rand_int_range (0, sizeof bytes + 1));
    }
  fixture_finish (&fixture);
  fixture_clear (&fixture);
}

/* An IPv4 packet from 192.0.2.1 to 192.0.2.3; @payload may be where it goes. */
static gsize
put_ipv4 (guint8 *out, guint id, guint fragment, guint protocol, const guint8 *payload, gsize length)
{
  static const guint8 header[20] = { 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 192, 0, 2, 1, 192, 0, 2, 3 };

  memmove (out + sizeof header, payload, length);
  memcpy (out, header, sizeof header);
  put16 (out + 2, (guint) (sizeof header + length));
  put16 (out + 4, id);
  put16 (out + 6, fragment);
  out[9] = (guint8) protocol;
  return sizeof header + length;
}

static gsize
put_udp (guint8 *out, const char *text)
{
  gsize length = strlen (text);

  put16 (out, 5060);
  put16 (out + 2, 5060);
  put16 (out + 4, (guint) (8 + length));
  put16 (out + 6, 0);
  memcpy (out + 8, text, length);
  return 8 + length;
}

#define MORE 0x2000

static void
ten_thousand_packets_are_put_together_at_once (void)
{
  CollectorFixture fixture;
  guint8 datagram[256];
  guint8 packet[300];
  gsize length = put_udp (datagram, "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n");

  fixture_init (&fixture, FALSE);
  for (guint id = 0; id < 10000; id++)
    add_frame (&fixture, 101, id, packet, put_ipv4 (packet, id, MORE, 17, datagram, 40));
  g_assert_cmpuint (fixture.n_found, ==, 0);
  for (guint id = 10000; id-- > 0;)
    add_frame (&fixture, 101, 10000, packet, put_ipv4 (packet, id, 40 / 8, 17, datagram + 40, length - 40));
  g_assert_cmpuint (fixture.n_found, ==, 10000);
  fixture_clear (&fixture);
}

/* The largest packet there is, in the smallest fragments, last first; each comes three times. */
static void
eight_thousand_fragments_are_one_packet (void)
{
  CollectorFixture fixture;
  g_autofree char *filling = g_strnfill (65000, 'x');
  g_autofree char *text = g_strdup_printf ("MESSAGE sip:b@c SIP/2.0\r\nContent-Length: 65000\r\n\r\n%s", filling);
  g_autofree guint8 *datagram = g_malloc (65536);
  gsize length = put_udp (datagram, text);

  fixture_init (&fixture, TRUE);
  for (guint unit = (guint) ((length + 7) / 8); unit-- > 0;)
    {
      guint8 packet[32];
      gsize size = MIN (length - unit * 8, 8);

      for (guint i = 0; i < 3; i++)
        if (unit > 0 || i == 0)
          add_frame (&fixture, 101, 1, packet,
                     put_ipv4 (packet, 7, unit | (unit * 8 + size < length ? MORE : 0), 17, datagram + unit * 8, size));
    }
  g_assert_cmpuint (fixture.finds->len, ==, 1);
  g_assert_cmpstr (fixture_get (&fixture, 0)->text, ==, text);
  fixture_clear (&fixture);
}

/* Half a packet, and the other half of a later one with the same number. */
static void
old_fragments_are_not_joined_to_new_ones (void)
{
  CollectorFixture fixture;
  guint8 datagram[256];
  guint8 packet[300];
  gsize length = put_udp (datagram, "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n");

  fixture_init (&fixture, TRUE);
  add_frame (&fixture, 101, 0, packet, put_ipv4 (packet, 7, 40 / 8, 17, datagram + 40, length - 40));
  add_frame (&fixture, 101, 31 * G_USEC_PER_SEC, packet, put_ipv4 (packet, 7, MORE, 17, datagram, 40));
  g_assert_cmpuint (fixture.finds->len, ==, 0);
  fixture_finish (&fixture);
  g_assert_cmpuint (fixture.finds->len, ==, 1);
  g_assert_cmpint (fixture_get (&fixture, 0)->info.kind, ==, RB_MESSAGE_DAMAGED); /* not even a start line is there */
  g_assert_cmpstr (fixture_get (&fixture, 0)->text, ==, "OPTIONS sip:bob@example.com SIP/");
  fixture_clear (&fixture);
}

static void
tunnels_in_tunnels_end (void)
{
  CollectorFixture fixture;
  guint8 packet[1024];
  gsize length = put_udp (packet, "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n");

  fixture_init (&fixture, FALSE);
  length = put_ipv4 (packet, 1, 0, 17, packet, length);
  for (guint depth = 1; depth < 40; depth++)
    {
      add_frame (&fixture, 101, depth, packet, length);
      g_assert_cmpuint (fixture.n_found, ==, MIN (depth, 6));
      length = put_ipv4 (packet, 1, 0, 4, packet, length);
    }
  fixture_clear (&fixture);
}

static void
what_icmp_quotes_is_no_message (void)
{
  CollectorFixture fixture;
  guint8 packet[1024] = { 3, 3 };
  gsize length =
      put_udp (packet + 28, "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n");

  fixture_init (&fixture, FALSE);
  length = 8 + put_ipv4 (packet + 8, 1, 0, 17, packet + 28, length);
  add_frame (&fixture, 101, 1, packet, put_ipv4 (packet, 1, 0, 1, packet, length));
  fixture_finish (&fixture);
  g_assert_cmpuint (fixture.n_found, ==, 0);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  load_samples ();
  g_test_add_func ("/packet-decoder/frames-cut-at-each-byte-do-no-harm", frames_cut_at_each_byte_do_no_harm);
  g_test_add_func ("/packet-decoder/captures-with-one-frame-cut-do-no-harm", captures_with_one_frame_cut_do_no_harm);
  g_test_add_func ("/packet-decoder/bits-turned-over-do-no-harm", bits_turned_over_do_no_harm);
  g_test_add_func ("/packet-decoder/any-bytes-do-no-harm", any_bytes_do_no_harm);
  g_test_add_func ("/packet-decoder/ten-thousand-packets-are-put-together-at-once",
                   ten_thousand_packets_are_put_together_at_once);
  g_test_add_func ("/packet-decoder/eight-thousand-fragments-are-one-packet", eight_thousand_fragments_are_one_packet);
  g_test_add_func ("/packet-decoder/old-fragments-are-not-joined-to-new-ones",
                   old_fragments_are_not_joined_to_new_ones);
  g_test_add_func ("/packet-decoder/tunnels-in-tunnels-end", tunnels_in_tunnels_end);
  g_test_add_func ("/packet-decoder/what-icmp-quotes-is-no-message", what_icmp_quotes_is_no_message);
  result = g_test_run ();
  g_ptr_array_unref (samples);
  return result;
}
