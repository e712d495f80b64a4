/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Captures in which one thing is repeated so often that work in proportion to its square would not end
 * before the time limit of the test, while work in proportion to the file takes a moment. */

#include <glib/gstdio.h>
#include <string.h>

#include "rb-capture-reader.h"
#include "rb-field.h"
#include "rb-filter.h"
#include "rb-ip-packet.h"
#include "rb-message-check.h"

#define MESSAGE_FORMAT                                                                                                 \
  "%s sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/%s h;branch=z9hG4bK%u\r\nFrom: <sip:a@example.com>;tag=%u\r\n"       \
  "To: <sip:b@example.com>\r\nCall-ID: %u\r\nCSeq: 1 %s\r\n"

typedef struct
{
  GByteArray *file;
  RbEndpoint src;
  RbEndpoint dst;
  guint n_packets;
} Capture;

static void
add_u32 (GByteArray *file, guint32 number)
{
  g_byte_array_append (file, (const guint8 *) &number, sizeof number);
}

static void
capture_init (Capture *self)
{
  const guint8 version[] = { 2, 0, 4, 0 };

  self->file = g_byte_array_new ();
  self->n_packets = 0;
  add_u32 (self->file, GUINT32_TO_LE (0xa1b2c3d4));
  g_byte_array_append (self->file, version, sizeof version);
  for (guint i = 0; i < 2; i++)
    add_u32 (self->file, 0);
  add_u32 (self->file, GUINT32_TO_LE (262144));
  add_u32 (self->file, GUINT32_TO_LE (101)); /* LINKTYPE_RAW */
  rb_endpoint_parse (&self->src, "192.0.2.1", 5060);
  rb_endpoint_parse (&self->dst, "192.0.2.2", 5060);
}

static void
add_frame (Capture *self, const guint8 *bytes, gsize length)
{
  self->n_packets++;
  add_u32 (self->file, GUINT32_TO_LE (1767225600 + self->n_packets / 1000));
  add_u32 (self->file, GUINT32_TO_LE (self->n_packets % 1000 * 1000));
  for (guint i = 0; i < 2; i++)
    add_u32 (self->file, GUINT32_TO_LE ((guint32) length));
  g_byte_array_append (self->file, bytes, length);
}

/* UDP when @tcp is NULL. */
static void
add_packet (Capture *self, const RbTcpHeader *tcp, const char *payload, gsize length)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();

  rb_ip_packet_append (packet, &self->src, &self->dst, tcp, (const guint8 *) payload, length);
  add_frame (self, packet->data, packet->len);
}

static RbTrace *
read_back (Capture *self)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  RbTrace *trace;
  int fd = g_file_open_tmp ("proportion-XXXXXX.pcap", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, (const char *) self->file->data, (gssize) self->file->len, &error);
  g_assert_no_error (error);
  trace = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_byte_array_unref (self->file);
  for (guint i = 0; i < g_list_model_get_n_items (rb_trace_get_flows (trace)); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (rb_trace_get_flows (trace), i);

      g_assert_nonnull (rb_flow_get_verdict (flow));
    }

  return trace;
}

static void
calls (void)
{
  const guint n = 30000;
  g_autoptr (RbTrace) trace = NULL;
  Capture capture;

  capture_init (&capture);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf (MESSAGE_FORMAT "\r\n", "INVITE", "UDP", i, i, i, "INVITE");

      add_packet (&capture, NULL, text, strlen (text));
    }

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (rb_trace_get_flows (trace)), ==, n);
}

/* One INVITE, and answers of ever new phones. */
static void
dialogs (void)
{
  const guint n = 30000;
  g_autofree char *invite = g_strdup_printf (MESSAGE_FORMAT "\r\n", "INVITE", "UDP", 0, 0, 0, "INVITE");
  g_autoptr (RbTrace) trace = NULL;
  Capture capture;

  capture_init (&capture);
  add_packet (&capture, NULL, invite, strlen (invite));
  for (guint i = 1; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf (
          "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK0\r\nFrom: <sip:a@example.com>;tag=0\r\n"
          "To: <sip:b@example.com>;tag=%u\r\nCall-ID: 0\r\nCSeq: 1 INVITE\r\n\r\n",
          i);

      add_packet (&capture, NULL, text, strlen (text));
    }

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, n);
}

static void
exchanges_of_one_call_id (void)
{
  const guint n = 30000;
  g_autoptr (RbTrace) trace = NULL;
  Capture capture;

  capture_init (&capture);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf (MESSAGE_FORMAT "\r\n", i % 2 ? "INVITE" : "OPTIONS", "UDP", i, i, 0,
                                               i % 2 ? "INVITE" : "OPTIONS");

      add_packet (&capture, NULL, text, strlen (text));
    }

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, n);
}

static void
copies (void)
{
  const guint n = 30000;
  g_autofree char *text = g_strdup_printf (MESSAGE_FORMAT "\r\n", "INVITE", "UDP", 0, 0, 0, "INVITE");
  g_autoptr (RbTrace) trace = NULL;
  Capture capture;

  capture_init (&capture);
  for (guint i = 0; i < n; i++)
    add_packet (&capture, NULL, text, strlen (text));

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, n);
}

static void
add_fragment (Capture *self, guint16 id, guint offset, gboolean more, const char *payload, gsize length)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint16 total = GUINT16_TO_BE ((guint16) (20 + length));
  guint16 big_id = GUINT16_TO_BE (id);
  guint16 place = GUINT16_TO_BE ((guint16) (offset / 8 | (more ? 0x2000 : 0)));

  rb_ip_packet_append (packet, &self->src, &self->dst, NULL, (const guint8 *) "", 0);
  g_byte_array_set_size (packet, 20);
  g_byte_array_append (packet, (const guint8 *) payload, length);
  memcpy (packet->data + 2, &total, sizeof total);
  memcpy (packet->data + 4, &big_id, sizeof big_id);
  memcpy (packet->data + 6, &place, sizeof place);
  add_frame (self, packet->data, packet->len);
}

/* First those that are never completed, then one in the smallest pieces there are, backwards. */
static void
fragments (void)
{
  const guint n = 30000;
  g_autofree char *body = g_strnfill (50000, 'x');
  g_autofree char *text = g_strdup_printf (MESSAGE_FORMAT "\r\n%s", "MESSAGE", "UDP", 1, 1, 1, "MESSAGE", body);
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  g_autoptr (RbTrace) trace = NULL;
  const char *datagram;
  Capture capture;
  gsize length;

  capture_init (&capture);
  for (guint i = 0; i < n; i++)
    add_fragment (&capture, (guint16) i, 8 * (i % 100), TRUE, body, 8);
  rb_ip_packet_append (packet, &capture.src, &capture.dst, NULL, (const guint8 *) text, strlen (text));
  datagram = (const char *) packet->data + 20;
  length = packet->len - 20;
  capture.src.addr[3] = 77;
  for (gsize offset = length / 8 * 8 + 8; offset > 0; offset -= 8)
    if (offset - 8 < length)
      add_fragment (&capture, 1, offset - 8, offset < length, datagram + offset - 8, MIN (8, length - (offset - 8)));

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), >=, 1);
}

/* Each connection begins a message and never ends it. */
static void
connections (void)
{
  const guint n = 30000;
  g_autofree char *text = g_strdup_printf (MESSAGE_FORMAT, "MESSAGE", "TCP", 1, 1, 1, "MESSAGE");
  g_autoptr (RbTrace) trace = NULL;
  Capture capture;

  capture_init (&capture);
  for (guint i = 0; i < n; i++)
    {
      const RbTcpHeader syn = { .seq = 1000, .flags = RB_TCP_SYN };
      const RbTcpHeader data = { .seq = 1001, .flags = RB_TCP_ACK };

      capture.src.port = (guint16) (1024 + i % 60000);
      capture.src.addr[2] = (guint8) (i / 60000);
      add_packet (&capture, &syn, "", 0);
      add_packet (&capture, &data, text, strlen (text));
    }

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), <=, n);
}

/* One message in small segments, the last one first. How many of them are kept waiting is limited. */
static void
add_segments (guint n, gboolean is_kept)
{
  const gsize size = 40;
  g_autofree char *body = g_strnfill (n * size, 'x');
  g_autofree char *text = g_strdup_printf (MESSAGE_FORMAT "Content-Length: %zu\r\n\r\n%s", "MESSAGE", "TCP", 1, 1, 1,
                                           "MESSAGE", n * size, body);
  const RbTcpHeader syn = { .seq = 1000, .flags = RB_TCP_SYN };
  gsize length = strlen (text);
  g_autoptr (RbTrace) trace = NULL;
  Capture capture;

  capture_init (&capture);
  add_packet (&capture, &syn, "", 0);
  for (gsize end = (length + size - 1) / size * size; end > 0; end -= size)
    {
      const RbTcpHeader data = { .seq = (guint32) (1001 + end - size), .flags = RB_TCP_ACK };

      add_packet (&capture, &data, text + end - size, MIN (size, length - (end - size)));
    }

  trace = read_back (&capture);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), <=, 1);
  if (is_kept)
    g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, 1);
}

static void
segments (void)
{
  add_segments (500, TRUE);
  add_segments (30000, FALSE);
}

static guint
count_fields (GListModel *fields)
{
  guint n = g_list_model_get_n_items (fields);
  guint sum = n;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (fields, i);

      if (rb_field_get_children (field) != NULL)
        sum += count_fields (rb_field_get_children (field));
    }

  return sum;
}

/* What is said about one message in which @line is repeated up to the longest datagram. */
static void
check_lines (gconstpointer data)
{
  const char *line = data;
  gboolean in_body = line[1] == '=';
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RbFilter) filter = rb_filter_parse ("header:x~(a|b)*c codec:x or header:y or nowhere", NULL);

  g_string_printf (text, MESSAGE_FORMAT "%s", "INVITE", "UDP", 1, 1, 1, "INVITE",
                   in_body ? "Content-Type: application/sdp\r\n\r\nv=0\r\n" : "");
  while (text->len + strlen (line) < 65000)
    g_string_append (text, line);

  for (guint i = 0; i < 20; i++)
    {
      const RbMessageInfo info = { .kind = RB_MESSAGE_SIP, .transport = RB_TRANSPORT_UDP };
      g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
      g_autoptr (RbMessage) message = rb_message_new (&info, bytes, 0);
      g_autoptr (GListModel) fields = rb_message_list_fields (message);
      g_autoptr (GPtrArray) problems = rb_message_check ((const guint8 *) text->str, text->len);
      g_autoptr (RbTrace) trace = rb_trace_new ();

      g_assert_cmpuint (count_fields (fields), >, 100);
      g_assert_cmpuint (problems->len, <, text->len);
      rb_trace_append (trace, &info, bytes);
      g_assert_false (rb_filter_matches (filter, trace, 0));
    }
}

int
main (int argc, char **argv)
{
  static const char *const lines[][2] = {
    { "header", "a:b\r\n" },
    { "compact-via", "v:SIP/2.0/UDP h;branch=z9hG4bK2\r\n" },
    { "contact", "m:<sip:a@b>;expires=1,<sip:c@d>\r\n" },
    { "from", "f:<sip:a@b>;tag=1\r\n" },
    { "fold", "s:\r\n \r\n \r\n" },
    { "authorization", "Authorization: Digest a=b,c=\"d\"\r\n" },
    { "sdp-attribute", "a=b\r\n" },
    { "sdp-media", "m=audio 1 RTP/AVP 0 8 96\r\n" },
    { "sdp-rtpmap", "a=rtpmap:96 x/8000\r\n" },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proportion/calls", calls);
  g_test_add_func ("/proportion/dialogs", dialogs);
  g_test_add_func ("/proportion/exchanges-of-one-call-id", exchanges_of_one_call_id);
  g_test_add_func ("/proportion/copies", copies);
  g_test_add_func ("/proportion/fragments", fragments);
  g_test_add_func ("/proportion/connections", connections);
  g_test_add_func ("/proportion/segments", segments);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strdup_printf ("/proportion/lines/%s", lines[i][0]);

      g_test_add_data_func (path, lines[i][1], check_lines);
    }

  return g_test_run ();
}
