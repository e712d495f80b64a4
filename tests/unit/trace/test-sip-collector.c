/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SIP found in datagrams and TCP segments by its content, however it is cut, lost or repeated. */

#include "collector-fixture.h"

#define REQUEST(method, body)                                                                                          \
  method " sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\n"                              \
         "From: <sip:a@example.com>;tag=a\r\nTo: <sip:b@example.com>\r\nCall-ID: 1\r\nCSeq: 1 " method "\r\n" body

#define OPTIONS REQUEST ("OPTIONS", "Content-Length: 0\r\n\r\n")
#define MESSAGE REQUEST ("MESSAGE", "l : 9\r\nContent-Type: text/plain\r\n\r\nHello\r\n\r\n")
#define OK "SIP/2.0 200 OK\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length:\r\n 4\r\n\r\nbody"

static const RbEndpoint alice = { .family = 4, .port = 40000, .addr = { 192, 0, 2, 1 } };
static const RbEndpoint bob = { .family = 4, .port = 5060, .addr = { 192, 0, 2, 3 } };
static const RbEndpoint web = { .family = 4, .port = 80, .addr = { 192, 0, 2, 3 } };

static void
add_datagram (CollectorFixture *self, const RbEndpoint *dst, const char *text, gsize length)
{
  g_autofree guint8 *copy = exact ((const guint8 *) text, length);
  RbPacketMarks marks = { .wall_us = 1 };

  rb_sip_collector_add_datagram (self->collector, &marks, &alice, dst, copy, length);
}

static void
add_segment (CollectorFixture *self, gint64 wall_us, guint32 seq, guint8 flags, const char *text, gsize length)
{
  g_autofree guint8 *copy = exact ((const guint8 *) text, length);
  RbPacketMarks marks = { .wall_us = wall_us };
  RbTcpSegment segment = { .seq = seq, .flags = flags, .bytes = copy, .length = length };

  rb_sip_collector_add_segment (self->collector, &marks, &alice, &bob, &segment);
}

static void
acknowledge (CollectorFixture *self, guint32 ack)
{
  RbPacketMarks marks = { .wall_us = 1 };
  RbTcpSegment segment = { .ack = ack, .flags = RB_TCP_FLAG_ACK };

  rb_sip_collector_add_segment (self->collector, &marks, &bob, &alice, &segment);
}

static void
assert_find (CollectorFixture *self, guint n, RbMessageKind kind, const char *text)
{
  const Find *find = fixture_get (self, n);

  g_assert_cmpint (find->info.kind, ==, kind);
  g_assert_cmpstr (find->text, ==, text);
}

typedef struct
{
  const char *text;
  guint n_sip;
  guint n_damaged;
  guint n_keep_alive;
} DatagramRow;

static void
datagrams_are_told_by_content (void)
{
  static const DatagramRow rows[] = {
    { OPTIONS, 1, 0, 0 },
    { MESSAGE, 1, 0, 0 },
    { OK, 1, 0, 0 },
    { "\r\n\r\n" OPTIONS, 1, 0, 0 },
    { OPTIONS "\r\n", 1, 0, 0 },
    { OPTIONS OK, 2, 0, 0 },
    { OPTIONS "\r\n\r\n" OK OPTIONS, 3, 0, 0 },
    { OPTIONS "what is this", 1, 1, 0 },
    { OK "\r\n" OPTIONS "junk", 2, 1, 0 },
    { REQUEST ("OPTIONS", "\r\n") "no length: all of it", 1, 0, 0 },
    { REQUEST ("OPTIONS", "c: a-b\r\n\r\n1234"), 1, 0, 0 },
    { REQUEST ("OPTIONS", "Content-Length: x\r\n\r\n1234"), 1, 0, 0 },
    { REQUEST ("OPTIONS", "Content-Length: 99999999999999999999\r\n\r\n1234"), 1, 0, 0 },
    { REQUEST ("OPTIONS", "Content-Length: 0"), 1, 0, 0 },
    { "SIP/2.0 200\r\n\r\n", 1, 0, 0 },
    { "OPTIONS  sip:bob@example.com SIP/2.0\r\n\r\n", 1, 0, 0 },
    { "INVITE sip:bob@example.com SIP/7.0\r\n\r\n", 1, 0, 0 },
    { "junk in front\r\n" OPTIONS, 1, 1, 0 },
    { "a SIP/2.0 \r\n SIP/2.0\r\n" OPTIONS, 1, 1, 0 },
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0, 0, 0 },
    { "NOTIFY * HTTP/1.1\r\n\r\n", 0, 0, 0 },
    { "DESCRIBE rtsp://example.com RTSP/1.0\r\n\r\n", 0, 0, 0 },
    { "SIP is a protocol", 0, 1, 0 },
    { "SIP/2.0", 0, 1, 0 },
    { "jaK", 0, 0, 0 },
    { "", 0, 0, 0 },
    { "\r\n\r\n", 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n[4] = { 0 };
      CollectorFixture fixture;

      fixture_init (&fixture, TRUE);
      add_datagram (&fixture, &bob, rows[i].text, strlen (rows[i].text));
      for (guint j = 0; j < fixture.finds->len; j++)
        n[fixture_get (&fixture, j)->info.kind]++;
      g_test_message ("row %u", i);
      g_assert_cmpuint (n[RB_MESSAGE_SIP], ==, rows[i].n_sip);
      g_assert_cmpuint (n[RB_MESSAGE_DAMAGED], ==, rows[i].n_damaged);
      g_assert_cmpuint (n[RB_MESSAGE_KEEP_ALIVE], ==, rows[i].n_keep_alive);
      fixture_clear (&fixture);
    }
}

static void
line_ends_between_sip_sockets_keep_alive (void)
{
  CollectorFixture fixture;

  fixture_init (&fixture, TRUE);
  add_datagram (&fixture, &web, "\r\n\r\n", 4);
  add_datagram (&fixture, &web, "junk at first", 13);
  g_assert_cmpuint (fixture.finds->len, ==, 0);
  add_datagram (&fixture, &web, OPTIONS, strlen (OPTIONS));
  add_datagram (&fixture, &web, "\r\n\r\n", 4);
  g_assert_cmpuint (fixture.finds->len, ==, 2);
  assert_find (&fixture, 1, RB_MESSAGE_KEEP_ALIVE, "\r\n\r\n");
  fixture_clear (&fixture);
}

static gboolean
on_datagram (const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst, const guint8 *bytes,
             gsize length, gpointer data)
{
  ++*(guint *) data;
  return bytes[0] == 0x80;
}

static void
what_is_no_sip_is_offered (void)
{
  CollectorFixture fixture;
  guint n_offered = 0;

  fixture_init (&fixture, TRUE);
  rb_sip_collector_set_datagram_func (fixture.collector, on_datagram, &n_offered);
  add_datagram (&fixture, &bob, OPTIONS, strlen (OPTIONS));
  add_datagram (&fixture, &bob, "\r\n\r\n", 4);
  g_assert_cmpuint (n_offered, ==, 0);
  add_datagram (&fixture, &bob, "\x80rtp, or so it seems", 20);
  add_datagram (&fixture, &bob, "\x70 nobody knows", 14);
  g_assert_cmpuint (n_offered, ==, 2);
  g_assert_cmpuint (fixture.finds->len, ==, 3);
  assert_find (&fixture, 2, RB_MESSAGE_DAMAGED, "\x70 nobody knows");
  fixture_clear (&fixture);
}

/* What is in the file's own bytes is not copied, on TCP neither: also when it is the second one in a segment. */
static void
whole_messages_are_handed_on_where_they_lie (void)
{
  static const char text[] = "body" OPTIONS OK "OPTIONS sip:";
  g_autoptr (GBytes) owner = g_bytes_new_static (text, sizeof text - 1);
  RbPacketMarks marks = { .owner = owner };
  RbTcpSegment segment = { .bytes = (const guint8 *) text, .length = sizeof text - 1 };
  gsize start = strlen (OK) - 4;
  CollectorFixture fixture;

  fixture_init (&fixture, TRUE);
  rb_sip_collector_add_datagram (fixture.collector, &marks, &alice, &bob, segment.bytes + 4, strlen (OPTIONS));
  add_segment (&fixture, 1, 1000, 0, OK, start);
  segment.seq = (guint32) (1000 + start);
  rb_sip_collector_add_segment (fixture.collector, &marks, &alice, &bob, &segment);
  g_assert_cmpuint (fixture.finds->len, ==, 4);
  g_assert_true (fixture_get (&fixture, 0)->by_reference);
  g_assert_false (fixture_get (&fixture, 1)->by_reference);
  g_assert_true (fixture_get (&fixture, 2)->by_reference);
  g_assert_true (fixture_get (&fixture, 3)->by_reference);
  assert_find (&fixture, 1, RB_MESSAGE_SIP, OK);
  assert_find (&fixture, 3, RB_MESSAGE_SIP, OK);
  fixture_clear (&fixture);
}

static const char stream[] = OPTIONS "\r\n" MESSAGE OK OPTIONS MESSAGE;

static void
assert_stream (CollectorFixture *self)
{
  static const char *const messages[] = { OPTIONS, MESSAGE, OK, OPTIONS, MESSAGE };
  guint n = 0;

  for (guint i = 0; i < self->finds->len; i++)
    if (fixture_get (self, i)->info.kind == RB_MESSAGE_SIP)
      g_assert_cmpstr (fixture_get (self, i)->text, ==, messages[n++]);
    else
      g_assert_cmpint (fixture_get (self, i)->info.kind, ==, RB_MESSAGE_KEEP_ALIVE);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (messages));
}

/* Pieces of every size, the sequence numbers wrapping at every place. */
static void
streams_may_be_cut_anywhere (void)
{
  gsize length = strlen (stream);

  for (gsize size = 1; size <= length; size++)
    {
      guint32 seq = -(guint32) size;
      CollectorFixture fixture;

      fixture_init (&fixture, TRUE);
      for (gsize at = 0; at < length; at += size)
        add_segment (&fixture, at, (guint32) (seq + at), 0, stream + at, MIN (size, length - at));
      assert_stream (&fixture);
      fixture_clear (&fixture);
    }
}

/* Segments in any order and more than once, with any boundaries, behind a SYN. */
static void
streams_may_come_in_any_order (void)
{
  gsize length = strlen (stream);

  for (guint round = 0; round < 300; round++)
    {
      guint32 seq = g_test_rand_int ();
      CollectorFixture fixture;

      fixture_init (&fixture, TRUE);
      add_segment (&fixture, 0, seq, RB_TCP_FLAG_SYN, "", 0);
      for (guint i = 0; i < 200; i++)
        {
          gsize at = g_test_rand_int_range (0, length);
          gsize size = g_test_rand_int_range (1, MIN (length - at, 100) + 1);

          add_segment (&fixture, i, (guint32) (seq + 1 + at), 0, stream + at, size);
        }
      for (gsize at = 0; at < length; at += 50)
        add_segment (&fixture, 0, (guint32) (seq + 1 + at), 0, stream + at, MIN (50, length - at));
      assert_stream (&fixture);
      fixture_clear (&fixture);
    }
}

/* The capture begins anywhere: every message that begins behind that is found. */
static void
streams_may_begin_in_their_midst (void)
{
  gsize length = strlen (stream);

  for (gsize from = 1; from < length; from++)
    {
      CollectorFixture fixture;
      guint n_sip = 0;

      fixture_init (&fixture, TRUE);
      add_segment (&fixture, 0, (guint32) from, 0, stream + from, MIN (30, length - from));
      if (from + 30 < length)
        add_segment (&fixture, 0, (guint32) (from + 30), 0, stream + from + 30, length - from - 30);
      for (guint i = 0; i < fixture.finds->len; i++)
        n_sip += fixture_get (&fixture, i)->info.kind == RB_MESSAGE_SIP;
      g_assert_cmpuint (n_sip, >=, from > length - strlen (MESSAGE) ? 0 : from > strlen (OPTIONS "\r\n") ? 1 : 4);
      fixture_clear (&fixture);
    }
}

static void
lost_segments_cost_one_message (void)
{
  gsize body = strstr (MESSAGE, "Hello") - MESSAGE;
  guint32 seq = 1;
  CollectorFixture fixture;

  fixture_init (&fixture, TRUE);
  add_segment (&fixture, 1, seq, 0, OPTIONS, strlen (OPTIONS));
  seq += strlen (OPTIONS);
  add_segment (&fixture, 2, seq, 0, MESSAGE, body + 2); /* three bytes of the body are lost */
  add_segment (&fixture, 3, (guint32) (seq + body + 5), 0, &MESSAGE[body + 5], strlen (MESSAGE) - body - 5);
  seq += strlen (MESSAGE);
  add_segment (&fixture, 4, seq, 0, OK, strlen (OK));
  g_assert_cmpuint (fixture.finds->len, ==, 1);

  acknowledge (&fixture, (guint32) (seq + strlen (OK)));
  g_assert_cmpuint (fixture.finds->len, ==, 3);
  g_assert_true (g_str_has_prefix (fixture_get (&fixture, 1)->text, "MESSAGE"));
  g_assert_true (g_str_has_suffix (fixture_get (&fixture, 1)->text, "\r\n\r\nHe"));
  assert_find (&fixture, 2, RB_MESSAGE_SIP, OK);
  fixture_clear (&fixture);
}

static void
an_end_shows_what_is_half_there (void)
{
  gsize body = strstr (MESSAGE, "Hello") - MESSAGE;
  CollectorFixture fixture;
  g_auto (GStrv) notes = NULL;

  fixture_init (&fixture, TRUE);
  add_segment (&fixture, 5, 1, 0, MESSAGE, body + 2);
  g_assert_cmpuint (fixture.finds->len, ==, 0);
  add_segment (&fixture, 6, (guint32) (1 + body + 2), RB_TCP_FLAG_RST, "", 0);
  g_assert_cmpuint (fixture.finds->len, ==, 1);
  g_assert_cmpint (fixture_get (&fixture, 0)->info.kind, ==, RB_MESSAGE_SIP);
  g_assert_cmpint (fixture_get (&fixture, 0)->info.wall_us, ==, 5);
  notes = rb_sip_collector_list_notes (fixture.collector);
  g_assert_cmpuint (g_strv_length (notes), ==, 1);
  fixture_clear (&fixture);
}

/* Nobody's SIP: a download, a text about SIP, another protocol that speaks of it. */
static void
other_streams_hold_no_sip (void)
{
  static const char page[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" OPTIONS;
  g_autofree char *junk = g_strnfill (1000, '\xff');
  CollectorFixture fixture;

  fixture_init (&fixture, TRUE);
  add_segment (&fixture, 0, 0, RB_TCP_FLAG_SYN, "", 0);
  add_segment (&fixture, 0, 1, 0, page, strlen (page));
  add_segment (&fixture, 0, (guint32) (1 + strlen (page)), 0, OPTIONS, strlen (OPTIONS));
  g_assert_cmpuint (fixture.finds->len, ==, 0);

  /* The same ports again, for SIP. */
  add_segment (&fixture, 0, 77, RB_TCP_FLAG_SYN, "", 0);
  add_segment (&fixture, 0, 78, 0, OPTIONS, strlen (OPTIONS));
  g_assert_cmpuint (fixture.finds->len, ==, 1);

  add_segment (&fixture, 0, 1, RB_TCP_FLAG_SYN, "", 0);
  for (guint i = 0; i < 300; i++)
    add_segment (&fixture, 0, 2 + i * 1000, 0, junk, 1000);
  add_segment (&fixture, 0, 2 + 300 * 1000, 0, OPTIONS, strlen (OPTIONS));
  g_assert_cmpuint (fixture.finds->len, ==, 1);
  fixture_clear (&fixture);
}

/* Each connection sends one message in two segments, and ends. */
static void
a_hundred_thousand_connections (void)
{
  CollectorFixture fixture;

  fixture_init (&fixture, FALSE);
  for (guint i = 0; i < 200000; i++)
    {
      guint number = i % 100000;
      gboolean second = i >= 100000;
      RbEndpoint src = alice;
      RbPacketMarks marks = { .wall_us = i };
      RbTcpSegment segment = {
        .seq = second ? 20 : 0,
        .flags = second ? RB_TCP_FLAG_FIN : 0,
        .bytes = (const guint8 *) OPTIONS + (second ? 20 : 0),
        .length = second ? strlen (OPTIONS) - 20 : 20,
      };

      src.port = (guint16) number;
      src.addr[2] = (guint8) (number >> 16);
      rb_sip_collector_add_segment (fixture.collector, &marks, &src, &bob, &segment);
    }
  g_assert_cmpuint (fixture.n_found, ==, 100000);
  fixture_clear (&fixture);
}

/* A thousand headers in pieces of one byte, and a body of which nothing is known but its size. */
static void
small_pieces_cost_what_they_are (void)
{
  g_autoptr (GString) text = g_string_new ("MESSAGE sip:b@c SIP/2.0\r\n");
  CollectorFixture fixture;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "X: \r\r\r\r\n");
  g_string_append (text, "Content-Length: 500000\r\n\r\n");
  for (guint i = 0; i < 500000; i++)
    g_string_append_c (text, 'x');

  fixture_init (&fixture, FALSE);
  for (gsize i = 0; i < text->len; i++)
    add_segment (&fixture, 0, (guint32) i, 0, text->str + i, 1);
  g_assert_cmpuint (fixture.n_found, ==, 1);
  fixture_clear (&fixture);
}

static guint8 *
make_frame (guint first, gsize said, gboolean masked, const char *payload, gsize length, gsize *size)
{
  guint8 *frame = g_malloc (14 + length);
  gsize at = 2;

  frame[0] = (guint8) first;
  frame[1] = (guint8) ((masked ? 0x80 : 0) | (said < 126 ? said : said < 65536 ? 126 : 127));
  if (said >= 65536)
    for (guint i = 0; i < 8; i++)
      frame[at++] = (guint8) ((guint64) said >> (56 - 8 * i));
  else if (said >= 126)
    for (guint i = 0; i < 2; i++)
      frame[at++] = (guint8) (said >> (8 - 8 * i));
  if (masked)
    for (guint i = 0; i < 4; i++)
      frame[at++] = (guint8) i + 1;
  for (gsize i = 0; i < length; i++)
    frame[at++] = (guint8) payload[i] ^ (masked ? i % 4 + 1 : 0);
  *size = at;
  return frame;
}

static void
web_socket_frames_have_every_length (void)
{
  static const gsize bodies[] = { 0, 1, 60000, 70000 };

  for (guint i = 0; i < G_N_ELEMENTS (bodies) * 2; i++)
    {
      g_autofree char *body = g_strnfill (bodies[i / 2], 'x');
      g_autofree char *text =
          g_strdup_printf (REQUEST ("MESSAGE", "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s"), bodies[i / 2], body);
      CollectorFixture fixture;
      g_autofree guint8 *frame = NULL;
      gsize size;

      frame = make_frame (0x81, strlen (text), i % 2, text, strlen (text), &size);
      fixture_init (&fixture, TRUE);
      add_segment (&fixture, 0, 0, 0, (const char *) frame, 400 < size ? 400 : size);
      if (size > 400)
        add_segment (&fixture, 0, 400, 0, (const char *) frame + 400, size - 400);
      g_assert_cmpuint (fixture.finds->len, ==, 1);
      assert_find (&fixture, 0, RB_MESSAGE_SIP, text);
      g_assert_cmpint (fixture_get (&fixture, 0)->info.transport, ==, RB_TRANSPORT_WS);
      fixture_clear (&fixture);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sip-collector/datagrams-are-told-by-content", datagrams_are_told_by_content);
  g_test_add_func ("/sip-collector/line-ends-between-sip-sockets-keep-alive", line_ends_between_sip_sockets_keep_alive);
  g_test_add_func ("/sip-collector/what-is-no-sip-is-offered", what_is_no_sip_is_offered);
  g_test_add_func ("/sip-collector/whole-messages-are-handed-on-where-they-lie",
                   whole_messages_are_handed_on_where_they_lie);
  g_test_add_func ("/sip-collector/streams-may-be-cut-anywhere", streams_may_be_cut_anywhere);
  g_test_add_func ("/sip-collector/streams-may-come-in-any-order", streams_may_come_in_any_order);
  g_test_add_func ("/sip-collector/streams-may-begin-in-their-midst", streams_may_begin_in_their_midst);
  g_test_add_func ("/sip-collector/lost-segments-cost-one-message", lost_segments_cost_one_message);
  g_test_add_func ("/sip-collector/an-end-shows-what-is-half-there", an_end_shows_what_is_half_there);
  g_test_add_func ("/sip-collector/other-streams-hold-no-sip", other_streams_hold_no_sip);
  g_test_add_func ("/sip-collector/a-hundred-thousand-connections", a_hundred_thousand_connections);
  g_test_add_func ("/sip-collector/small-pieces-cost-what-they-are", small_pieces_cost_what_they_are);
  g_test_add_func ("/sip-collector/web-socket-frames-have-every-length", web_socket_frames_have_every_length);
  return g_test_run ();
}
