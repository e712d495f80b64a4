/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HEP3 datagrams: what others send is read, what we write is read back, and no byte of a
 * damaged one is trusted. */

#include <gio/gio.h>
#include <string.h>

#include "rb-hep.h"

#define MESSAGE "OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n"

/* As heplify and Kamailio lay it out: with a vendor's chunk, a key, a VLAN and a correlation. */
static const char sample_text[] = "HEP3\0\261"
                                  "\0\0\0\1\0\7\2"
                                  "\0\0\0\2\0\7\21"
                                  "\0\0\0\3\0\12\300\0\2\1"
                                  "\0\0\0\4\0\12\300\0\2\2"
                                  "\0\0\0\7\0\10\23\304"
                                  "\0\0\0\10\0\10\23\305"
                                  "\0\0\0\11\0\12\151\125\271\0"
                                  "\0\0\0\12\0\12\0\1\342\100"
                                  "\0\0\0\13\0\7\1"
                                  "\0\0\0\14\0\12\0\0\7\321"
                                  "\0\7\0\1\0\11own"
                                  "\0\0\0\16\0\12hush"
                                  "\0\0\0\22\0\10\0\7"
                                  "\0\0\0\21\0\14call@a"
                                  "\0\0\0\17\0\55" MESSAGE;
static const guint8 *const sample = (const guint8 *) sample_text;
#define SAMPLE_LENGTH (sizeof sample_text - 1)

static void
others_datagrams_are_read (void)
{
  g_autofree char *src = NULL;
  g_autofree char *dst = NULL;
  RbHep hep;

  g_assert_true (rb_hep_parse (&hep, sample, SAMPLE_LENGTH));
  src = rb_endpoint_format (&hep.info.src);
  dst = rb_endpoint_format (&hep.info.dst);
  g_assert_cmpstr (src, ==, "192.0.2.1:5060");
  g_assert_cmpstr (dst, ==, "192.0.2.2:5061");
  g_assert_cmpint (hep.info.wall_us, ==, 1767225600 * G_GINT64_CONSTANT (1000000) + 123456);
  g_assert_cmpint (hep.info.transport, ==, RB_TRANSPORT_UDP);
  g_assert_cmpint (hep.kind, ==, RB_HEP_SIP);
  g_assert_cmpuint (hep.capture_id, ==, 2001);
  g_assert_false (hep.compressed);
  g_assert_cmpmem (hep.payload, hep.payload_length, MESSAGE, strlen (MESSAGE));
  g_assert_cmpmem (hep.correlation, hep.correlation_length, "call@a", 6);
}

static void
what_is_written_is_read (gconstpointer data)
{
  static const RbTransport read_as[] = {
    [RB_TRANSPORT_UNKNOWN] = RB_TRANSPORT_UDP, [RB_TRANSPORT_UDP] = RB_TRANSPORT_UDP,
    [RB_TRANSPORT_TCP] = RB_TRANSPORT_TCP,     [RB_TRANSPORT_TLS] = RB_TRANSPORT_TCP,
    [RB_TRANSPORT_WS] = RB_TRANSPORT_TCP,      [RB_TRANSPORT_WSS] = RB_TRANSPORT_TCP,
    [RB_TRANSPORT_SCTP] = RB_TRANSPORT_SCTP,
  };

  for (guint i = 0; i < G_N_ELEMENTS (read_as); i++)
    {
      RbMessageInfo info = { .wall_us = G_GINT64_CONSTANT (1767225600999999), .transport = (RbTransport) i };
      g_autoptr (GBytes) packet = NULL;
      RbHep hep;

      rb_endpoint_parse (&info.src, data, 5060);
      if (i % 2 == 0)
        rb_endpoint_parse (&info.dst, data, 65535); /* else not known */
      packet = rb_hep_format (&info, (const guint8 *) MESSAGE, strlen (MESSAGE));
      g_assert_true (rb_hep_parse (&hep, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet)));
      g_assert_true (rb_endpoint_equal (&hep.info.src, &info.src));
      g_assert_cmpuint (hep.info.dst.port, ==, info.dst.port);
      g_assert_cmpint (hep.info.wall_us, ==, info.wall_us);
      g_assert_cmpint (hep.info.transport, ==, read_as[i]);
      g_assert_cmpint (hep.kind, ==, RB_HEP_SIP);
      g_assert_cmpmem (hep.payload, hep.payload_length, MESSAGE, strlen (MESSAGE));
    }
}

static void
a_message_too_large_is_not_written (void)
{
  g_autofree guint8 *large = g_malloc0 (G_MAXUINT16);
  const RbMessageInfo info = { .src.family = 4, .dst.family = 4 };
  g_autoptr (GBytes) packet = rb_hep_format (&info, large, G_MAXUINT16 - 200);

  g_assert_nonnull (packet);
  g_assert_null (rb_hep_format (&info, large, G_MAXUINT16 - 50));
}

/* The last one counts. */
static void
times_said_often_are_not_added_up (void)
{
  static const guint8 time[] = { 0, 0, 0, 9, 0, 10, 255, 255, 255, 255, 0, 0, 0, 10, 0, 10, 255, 255, 255, 255 };
  static const guint8 payload[] = { 0, 0, 0, 15, 0, 7, 'x' };
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  RbHep hep;

  g_byte_array_append (packet, (const guint8 *) "HEP3\0", 6);
  for (guint i = 0; i < 3000; i++)
    g_byte_array_append (packet, time, sizeof time);
  g_byte_array_append (packet, payload, sizeof payload);
  packet->data[4] = packet->len >> 8;
  packet->data[5] = packet->len & 0xff;
  g_assert_true (rb_hep_parse (&hep, packet->data, packet->len));
  g_assert_cmpint (hep.info.wall_us, ==, G_MAXUINT32 * (gint64) G_USEC_PER_SEC + G_MAXUINT32 % (gint64) G_USEC_PER_SEC);
}

static void
cut_short_nothing_is_read (void)
{
  RbHep hep;

  for (gsize length = 0; length < SAMPLE_LENGTH; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (sample, length);

      g_assert_false (rb_hep_parse (&hep, copy, length));
      if (length < 6)
        continue;
      /* With the length of what is left it may be whole, but not beyond it. */
      copy[5] = (guint8) length;
      if (rb_hep_parse (&hep, copy, length))
        g_assert_true (hep.payload >= copy && hep.payload + hep.payload_length <= copy + length);
    }
}

static void
every_byte_may_be_wrong (void)
{
  RbHep hep;

  for (gsize at = 0; at < SAMPLE_LENGTH; at++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree guint8 *copy = g_memdup2 (sample, SAMPLE_LENGTH);
        g_autoptr (GBytes) payload = NULL;

        copy[at] = (guint8) value;
        if (!rb_hep_parse (&hep, copy, SAMPLE_LENGTH))
          continue;
        g_assert_true (hep.payload >= copy && hep.payload + hep.payload_length <= copy + SAMPLE_LENGTH);
        payload = rb_hep_get_payload (&hep);
        g_assert_true (payload != NULL || hep.compressed);
      }
}

/* The payload of @hep, compressed by zlib. (transfer full) */
static GBytes *
deflate (const guint8 *bytes, gsize length)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autofree guint8 *out = g_malloc (length + 1000);
  gsize n_read;
  gsize n_written;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (compressor), bytes, length, out, length + 1000,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  return g_bytes_new (out, n_written);
}

static void
compressed_payload_is_inflated (void)
{
  g_autoptr (GBytes) small = deflate ((const guint8 *) MESSAGE, strlen (MESSAGE));
  RbHep hep = { .compressed = TRUE };
  g_autoptr (GBytes) payload = NULL;

  hep.payload = g_bytes_get_data (small, &hep.payload_length);
  payload = rb_hep_get_payload (&hep);
  g_assert_nonnull (payload);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), MESSAGE, strlen (MESSAGE));

  for (gsize length = hep.payload_length; length-- > 0;)
    {
      hep.payload_length = length;
      g_assert_null (rb_hep_get_payload (&hep));
    }
}

static void
a_bomb_is_not_inflated (void)
{
  g_autofree guint8 *zeros = g_malloc0 (64 << 20);
  g_autoptr (GBytes) bomb = deflate (zeros, 64 << 20);
  RbHep hep = { .compressed = TRUE };

  hep.payload = g_bytes_get_data (bomb, &hep.payload_length);
  g_assert_cmpuint (hep.payload_length, <, G_MAXUINT16 + 1);
  g_assert_null (rb_hep_get_payload (&hep));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hep/others_datagrams_are_read", others_datagrams_are_read);
  g_test_add_data_func ("/hep/what_is_written_is_read/ipv4", "192.0.2.1", what_is_written_is_read);
  g_test_add_data_func ("/hep/what_is_written_is_read/ipv6", "2001:db8::1", what_is_written_is_read);
  g_test_add_func ("/hep/a_message_too_large_is_not_written", a_message_too_large_is_not_written);
  g_test_add_func ("/hep/cut_short_nothing_is_read", cut_short_nothing_is_read);
  g_test_add_func ("/hep/every_byte_may_be_wrong", every_byte_may_be_wrong);
  g_test_add_func ("/hep/compressed_payload_is_inflated", compressed_payload_is_inflated);
  g_test_add_func ("/hep/a_bomb_is_not_inflated", a_bomb_is_not_inflated);
  g_test_add_func ("/hep/times_said_often_are_not_added_up", times_said_often_are_not_added_up);

  return g_test_run ();
}
