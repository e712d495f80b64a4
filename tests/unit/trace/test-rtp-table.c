/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which datagrams are RTP streams, what is counted of them, and what junk costs. Whole
 * captures with known losses are compared in rtp-streams.py. */

#include <string.h>

#include "rb-rtp-packet.h"
#include "rb-rtp-table.h"

#define START_US (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)

typedef struct
{
  RbRtpTable *table;
  RbTrace *trace;
  RbEndpoint src;
  RbEndpoint dst;
  gint64 now_us;
  guint32 ssrc;
  guint32 timestamp;
  guint16 sequence;
  guint8 payload_type;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->table = rb_rtp_table_new (GPOINTER_TO_INT (data));
  self->trace = rb_trace_new ();
  rb_endpoint_parse (&self->src, "192.0.2.1", 4000);
  rb_endpoint_parse (&self->dst, "192.0.2.3", 5000);
  self->now_us = START_US;
  self->ssrc = 0x01020304;
  self->sequence = 100;
  self->payload_type = 8;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rb_rtp_table_free (self->table);
  g_assert_finalize_object (self->trace);
}

static void
put32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static gboolean
offer (Fixture *self, const guint8 *bytes, gsize length)
{
  const RbPacketMarks marks = { .wall_us = self->now_us };

  return rb_rtp_table_add (self->table, &marks, &self->src, &self->dst, bytes, length);
}

/* One packet of 20 ms at 8 kHz. */
static gboolean
send_one (Fixture *self)
{
  guint8 packet[12 + 160] = { 0x80, self->payload_type, self->sequence >> 8, self->sequence & 0xff };
  gboolean taken;

  put32 (packet + 4, self->timestamp);
  put32 (packet + 8, self->ssrc);
  taken = offer (self, packet, sizeof packet);
  self->sequence++;
  self->timestamp += 160;
  self->now_us += 20 * G_TIME_SPAN_MILLISECOND;
  return taken;
}

static void
send_many (Fixture *self, guint n)
{
  while (n-- > 0)
    g_assert_true (send_one (self));
}

static const RbRtpSource *
finish (Fixture *self, guint n_sources)
{
  rb_rtp_table_finish (self->table, self->trace);
  g_assert_cmpuint (rb_rtp_table_get_n_sources (self->table), ==, n_sources);
  g_assert_null (rb_rtp_table_get_source (self->table, n_sources));
  return rb_rtp_table_get_source (self->table, 0);
}

static void
four_packets_in_sequence_are_a_stream (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;

  send_many (self, 4);
  source = finish (self, 1);
  g_assert_cmpuint (source->ssrc, ==, 0x01020304);
  g_assert_true (rb_endpoint_equal (&source->src, &self->src));
  g_assert_true (rb_endpoint_equal (&source->dst, &self->dst));
  g_assert_cmpuint (source->packets, ==, 4);
  g_assert_cmpuint (source->bytes, ==, 4 * 172);
  g_assert_cmpstr (rb_rtp_source_get_codec (source)->encoding, ==, "PCMA");
  g_assert_null (source->call_id);
  g_assert_cmpuint (source->position, ==, RB_FLOW_NONE);
}

static void
three_packets_are_none (Fixture *self, gconstpointer data)
{
  send_many (self, 3);
  finish (self, 0);
}

static void
other_sequences_are_none (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      self->sequence += 16;
      send_one (self);
    }
  finish (self, 0);
}

static void
each_packet_with_another_ssrc_is_none (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      self->ssrc++;
      send_one (self);
    }
  finish (self, 0);
}

/* RFC 3551 6: 19 is reserved, 35 to 71 are unassigned. */
static void
unassigned_payload_types_are_none (Fixture *self, gconstpointer data)
{
  self->payload_type = 40;
  send_many (self, 10);
  finish (self, 0);
}

static void
an_empty_table_finishes (Fixture *self, gconstpointer data)
{
  finish (self, 0);
  g_assert_cmpuint (rb_rtp_table_get_n_packets (self->table), ==, 0);
}

static void
sequence_numbers_wrap (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;

  self->sequence = 65530;
  send_many (self, 5);
  self->sequence += 2;
  send_many (self, 100);
  source = finish (self, 1);
  g_assert_cmpuint (source->expected, ==, 107);
  g_assert_cmpuint (source->lost, ==, 2);
  g_assert_cmpuint (source->restarts, ==, 0);
}

/* RFC 3550 A.1: far off, twice in sequence, is a new beginning; once is a stray. */
static void
the_sender_begins_anew (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;

  send_many (self, 50);
  self->sequence += 20000;
  send_many (self, 50);
  source = finish (self, 1);
  g_assert_cmpuint (source->restarts, ==, 1);
  g_assert_cmpuint (source->packets, ==, 100);
  g_assert_cmpuint (source->expected, ==, 100);
  g_assert_cmpuint (source->lost, ==, 0);
}

static void
a_stray_packet_loses_nothing (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;

  send_many (self, 50);
  self->sequence += 20000;
  send_many (self, 1);
  self->sequence -= 20001;
  send_many (self, 50);
  source = finish (self, 1);
  g_assert_cmpuint (source->restarts, ==, 0);
  g_assert_cmpuint (source->packets, ==, 101);
  g_assert_cmpuint (source->expected, ==, 100);
  g_assert_cmpuint (source->lost, ==, 0);
}

static void
the_first_packet_may_overtake (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;

  self->sequence = 0;
  send_many (self, 1);
  self->sequence = 65535;
  send_many (self, 1);
  self->sequence = 1;
  send_many (self, 10);
  source = finish (self, 1);
  g_assert_cmpuint (source->expected, ==, 12);
  g_assert_cmpuint (source->lost, ==, 0);
  g_assert_cmpuint (source->reordered, ==, 1);
  g_assert_cmpuint (source->duplicates, ==, 0);
}

static void
the_graph_is_bounded_and_complete (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;
  guint packets = 0;
  gint lost = 0;

  for (guint i = 0; i < 400; i++)
    {
      send_many (self, 49);
      self->sequence++;
      self->now_us += 20 * G_TIME_SPAN_MILLISECOND;
      self->timestamp += 160;
    }
  send_many (self, 1);
  source = finish (self, 1);
  g_assert_cmpuint (source->points->len, <=, 300);
  g_assert_cmpuint (source->points->len, >=, 150);
  for (guint i = 0; i < source->points->len; i++)
    {
      const RbRtpPoint *point = &g_array_index (source->points, RbRtpPoint, i);

      g_assert_true (i == 0 || point->time_us > point[-1].time_us);
      packets += point->packets;
      lost += point->lost;
    }
  g_assert_cmpuint (packets, ==, source->packets);
  g_assert_cmpint (lost, ==, 400);
  g_assert_cmpuint (source->lost, ==, 400);
}

/* A damaged file may hold any time. */
static void
absurd_times_do_no_harm (Fixture *self, gconstpointer data)
{
  static const gint64 times[] = { G_MAXINT64 - 20000, G_MININT64, 0, -1, G_MAXINT64 - 20005, 1, G_MAXINT64 / 2 };
  const RbRtpSource *source;

  for (guint i = 0; i < 700; i++)
    {
      self->now_us = times[i % G_N_ELEMENTS (times)];
      send_one (self);
    }
  source = finish (self, 1);
  g_assert_cmpuint (source->packets, ==, 700);
  g_assert_cmpuint (source->points->len, <=, 300);
  json_object_put (rb_rtp_source_to_json (source, G_MININT64, TRUE));
}

static void
packets_are_kept_for_a_file (Fixture *self, gconstpointer data)
{
  static const guint8 junk[20] = { 0x80, 0 };
  static const guint8 rtcp[] = { 0x80, 201, 0, 1, 1, 2, 3, 4 };
  RbRtpKept kept;

  send_many (self, 3);
  self->ssrc++;
  send_many (self, 1); /* of no stream */
  self->ssrc--;
  self->sequence--;
  send_many (self, 3);
  g_assert_true (offer (self, rtcp, sizeof rtcp)); /* says nothing of any stream */
  g_assert_true (offer (self, junk, sizeof junk));
  finish (self, 1);

  g_assert_cmpuint (rb_rtp_table_get_n_packets (self->table), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      g_assert_true (rb_rtp_table_get_packet (self->table, i, &kept));
      g_assert_cmpuint (kept.length, ==, 172);
      g_assert_cmpuint (kept.bytes[3], ==, 100 + i);
      g_assert_cmpuint (kept.source, ==, 0);
      g_assert_false (kept.rtcp);
      g_assert_true (rb_endpoint_equal (&kept.dst, &self->dst));
    }
  g_assert_false (rb_rtp_table_get_packet (self->table, 6, &kept));
}

static void
packets_that_stay_are_not_copied (Fixture *self, gconstpointer data)
{
  guint8 *file = g_malloc0 (5 * 172);
  g_autoptr (GBytes) owner = g_bytes_new_take (file, 5 * 172);
  RbRtpKept kept;

  for (guint i = 0; i < 5; i++)
    {
      const RbPacketMarks marks = { .wall_us = START_US + i, .owner = owner };

      file[i * 172] = 0x80;
      file[i * 172 + 3] = (guint8) i;
      rb_rtp_table_add (self->table, &marks, &self->src, &self->dst, file + i * 172, 172);
    }
  finish (self, 1);
  g_assert_true (rb_rtp_table_get_packet (self->table, 4, &kept));
  g_assert_true (kept.bytes == file + 4 * 172);
}

static void
say_sdp (Fixture *self, const char *call_id, const char *body)
{
  g_autofree char *text = g_strdup_printf ("INVITE sip:bob@example.com SIP/2.0\r\n"
                                           "Via: SIP/2.0/UDP 192.0.2.3;branch=z9hG4bK%s\r\n"
                                           "From: <sip:bob@example.com>;tag=b\r\nTo: <sip:alice@example.com>\r\n"
                                           "Call-ID: %s\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n%s",
                                           call_id, call_id, body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  const RbMessageInfo info = { .wall_us = self->now_us, .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };

  rb_trace_append (self->trace, &info, bytes);
}

/* Sockets are used again: a stream belongs to the last SDP before it. */
static void
sdp_names_the_call (Fixture *self, gconstpointer data)
{
  const RbRtpSource *source;

  say_sdp (self, "first", "v=0\r\nc=IN IP4 192.0.2.3\r\nm=audio 5000 RTP/AVP 8\r\n");
  send_many (self, 10);
  say_sdp (self, "second",
           "v=0\nm=video 0 RTP/AVP 31\nm=audio 5000/2 RTP/AVP 8 97\nc=IN IP4 192.0.2.3/5\n"
           "a=rtpmap:97 iLBC/8000\n");
  self->ssrc++;
  self->payload_type = 97;
  send_many (self, 1);
  source = finish (self, 2);
  g_assert_cmpstr (source->call_id, ==, "first");
  g_assert_cmpint (source->sender, ==, RB_PARTY_CALLEE);
  source = rb_rtp_table_get_source (self->table, 1);
  g_assert_cmpstr (source->call_id, ==, "second");
  g_assert_cmpstr (rb_rtp_source_get_codec (source)->encoding, ==, "iLBC");
  g_assert_true (rb_rtp_source_get_codec (source)->from_sdp);
}

/* One packet to the socket of an SDP is not enough when it is something the SDP does not list. */
static void
other_types_than_offered_are_none (Fixture *self, gconstpointer data)
{
  say_sdp (self, "call", "v=0\r\nc=IN IP4 192.0.2.3\r\nm=audio 5000 RTP/AVP 8\r\n");
  self->payload_type = 18;
  send_many (self, 3);
  finish (self, 0);
}

static void
odd_sdp_does_no_harm (Fixture *self, gconstpointer data)
{
  static const char *bodies[] = {
    "v=0",
    "v=0\r\n",
    "v=0\r\nm=",
    "v=0\r\nm=audio",
    "v=0\r\nm=audio 5000",
    "v=0\r\nc=\r\nm=audio 5000 RTP/AVP",
    "v=0\r\nc=IN IP4 192.0.2.3\r\nm=audio 5000 ",
    "v=0\r\nc=IN IP4 host.example\r\nm=audio 5000 RTP/AVP 8",
    "v=0\r\nc=IN IP4 192.0.2.3\r\nm=audio 99999999999999999999 RTP/AVP 8\r\na=rtpmap:\r\n",
    "v=0\r\nc=IN IP4 192.0.2.3\r\nm=audio 5000 RTP/AVP x 999 -1 8\r\na=rtpmap:8\r\na=rtpmap:8 /\r\na=rtpmap:8 a/-1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    say_sdp (self, "odd", bodies[i]);
  send_many (self, 10);
  g_assert_cmpuint (finish (self, 1)->packets, ==, 10);
  g_assert_cmpuint (rb_rtp_source_get_codec (rb_rtp_table_get_source (self->table, 0))->clock_rate, ==, 8000);
}

/* Every way a header can end too soon, and every length a field can claim. */
static void
headers_are_checked (void)
{
  static const guint8 whole[] = { 0xb2, 0x08, 0, 1, 0,    0,    0, 0, 0, 0, 0, 1, 9, 9, 9, 9,
                                  9,    9,    9, 9, 0xbe, 0xde, 0, 1, 7, 7, 7, 7, 1, 2, 3, 2 };
  RbRtpPacket packet;

  g_assert_true (rb_rtp_packet_parse (&packet, whole, sizeof whole));
  g_assert_cmpmem (packet.payload, packet.payload_length, whole + 28, 2);
  for (gsize length = 0; length < sizeof whole; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (whole, length);

      if (rb_rtp_packet_parse (&packet, copy, length))
        g_assert_true (packet.payload + packet.payload_length <= copy + length);
    }
  for (guint at = 0; at < sizeof whole; at++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree guint8 *copy = g_memdup2 (whole, sizeof whole);

        copy[at] = (guint8) value;
        if (rb_rtp_packet_parse (&packet, copy, sizeof whole))
          g_assert_true (packet.payload >= copy + 12 && packet.payload + packet.payload_length <= copy + sizeof whole);
      }
}

static void
reports_are_read (void)
{
  static const guint8 whole[] = {
    0x81, 200,  0,    12,   0, 0, 0, 1, 0xaa, 0xaa, 0x11, 0x22, 0x33, 0x44, 0xaa, 0xaa, 0, 0, 0, 0, 0, 0,
    0,    0,    0,    0,    0, 0, 0, 0, 0,    2,    64,   0xff, 0xff, 0xfe, 0,    0,    0, 9, 0, 0, 0, 80,
    0x55, 0x66, 0x77, 0x88, 0, 1, 0, 0, 0x82, 203,  0,    2,    0,    0,    0,    1,    0, 0, 0, 5,
  };
  RbRtcpReader reader;
  RbRtcpItem item;

  g_assert_true (rb_rtcp_is_compound (whole, sizeof whole));
  rb_rtcp_reader_init (&reader, whole, sizeof whole);
  g_assert_true (rb_rtcp_reader_next (&reader, &item));
  g_assert_cmpint (item.kind, ==, RB_RTCP_SENDER);
  g_assert_cmphex (item.ntp_middle, ==, 0x11223344);
  g_assert_true (rb_rtcp_reader_next (&reader, &item));
  g_assert_cmpint (item.kind, ==, RB_RTCP_RECEIVED);
  g_assert_cmpuint (item.ssrc, ==, 1);
  g_assert_cmpuint (item.about, ==, 2);
  g_assert_cmpuint (item.fraction_lost, ==, 64);
  g_assert_cmpint (item.lost, ==, -2);
  g_assert_cmpuint (item.jitter, ==, 80);
  g_assert_cmphex (item.last_sr, ==, 0x55667788);
  g_assert_cmpuint (item.delay, ==, 65536);
  g_assert_true (rb_rtcp_reader_next (&reader, &item));
  g_assert_cmpint (item.kind, ==, RB_RTCP_BYE);
  g_assert_cmpuint (item.ssrc, ==, 1);
  g_assert_true (rb_rtcp_reader_next (&reader, &item));
  g_assert_cmpuint (item.ssrc, ==, 5);
  g_assert_false (rb_rtcp_reader_next (&reader, &item));

  for (guint at = 0; at < sizeof whole; at++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree guint8 *copy = g_memdup2 (whole, sizeof whole);
        guint n = 0;

        copy[at] = (guint8) value;
        rb_rtcp_reader_init (&reader, copy, sizeof whole);
        if (!rb_rtcp_is_compound (copy, sizeof whole))
          continue;
        while (rb_rtcp_reader_next (&reader, &item))
          n++;
        g_assert_cmpuint (n, <=, sizeof whole / 4);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(function, keep) g_test_add ("/rtp/" #function, Fixture, GINT_TO_POINTER (keep), set_up, function, tear_down)
  ADD (four_packets_in_sequence_are_a_stream, FALSE);
  ADD (three_packets_are_none, FALSE);
  ADD (other_sequences_are_none, FALSE);
  ADD (each_packet_with_another_ssrc_is_none, FALSE);
  ADD (unassigned_payload_types_are_none, FALSE);
  ADD (an_empty_table_finishes, TRUE);
  ADD (sequence_numbers_wrap, FALSE);
  ADD (the_sender_begins_anew, FALSE);
  ADD (a_stray_packet_loses_nothing, FALSE);
  ADD (the_first_packet_may_overtake, FALSE);
  ADD (the_graph_is_bounded_and_complete, FALSE);
  ADD (absurd_times_do_no_harm, FALSE);
  ADD (packets_are_kept_for_a_file, TRUE);
  ADD (packets_that_stay_are_not_copied, TRUE);
  ADD (sdp_names_the_call, FALSE);
  ADD (other_types_than_offered_are_none, FALSE);
  ADD (odd_sdp_does_no_harm, FALSE);
  g_test_add_func ("/rtp/headers_are_checked", headers_are_checked);
  g_test_add_func ("/rtp/reports_are_read", reports_are_read);

  return g_test_run ();
}
