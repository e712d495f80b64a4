/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written as pcapng and as Exported PDU is read back equal: bytes, times, addresses,
 * transports, directions, kinds, notes. For every capture of the tests and for the sample trace. */

#include <glib/gstdio.h>
#include <string.h>

#include "capture-sample.h"
#include "export-fixture.h"
#include "rb-capture-reader.h"

static void
assert_endpoints_equal (const RbEndpoint *a, const RbEndpoint *b)
{
  g_autofree char *first = rb_endpoint_format (a);
  g_autofree char *second = rb_endpoint_format (b);

  g_assert_cmpstr (first, ==, second);
}

static void
assert_messages_equal (RbTrace *a, RbTrace *b)
{
  g_assert_cmpuint (rb_trace_get_n_messages (a), ==, rb_trace_get_n_messages (b));
  for (guint i = 0; i < rb_trace_get_n_messages (a); i++)
    {
      RbMessageInfo first;
      RbMessageInfo second;
      gsize first_length;
      gsize second_length;
      const guint8 *first_bytes = rb_trace_peek_bytes (a, i, &first_length);
      const guint8 *second_bytes = rb_trace_peek_bytes (b, i, &second_length);

      rb_trace_get_info (a, i, &first);
      rb_trace_get_info (b, i, &second);
      g_assert_cmpmem (first_bytes, first_length, second_bytes, second_length);
      g_assert_cmpint (first.wall_us, ==, second.wall_us);
      assert_endpoints_equal (&first.src, &second.src);
      assert_endpoints_equal (&first.dst, &second.dst);
      g_assert_cmpint (first.transport, ==, second.transport);
      g_assert_cmpint (first.direction, ==, second.direction);
      g_assert_cmpint (first.kind, ==, second.kind);
      g_assert_cmpstr (rb_trace_get_note (a, i), ==, rb_trace_get_note (b, i));
    }
}

static RbTrace *
write_and_read (RbTrace *trace, RbExportFormat format)
{
  g_autoptr (GBytes) bytes = export_bytes (trace, format, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("export-XXXXXX.pcapng", &path, &error);
  RbTrace *again;

  g_assert_no_error (error);
  g_close (fd, NULL);
  /* without the zero byte behind it */
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) - 1, NULL));
  again = rb_capture_read (path, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return again;
}

static void
assert_round_trips (RbTrace *trace)
{
  static const RbExportFormat formats[] = { RB_EXPORT_PCAPNG, RB_EXPORT_EXPORTED_PDU };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (RbTrace) again = write_and_read (trace, formats[i]);

      assert_messages_equal (trace, again);
      g_assert_cmpstr (rb_trace_get_notes (trace), ==, rb_trace_get_notes (again));
    }
}

static void
captures_are_read_back_equal (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "captures", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (RbTrace) trace = g_str_has_suffix (name, ".json") ? NULL : rb_capture_read (path, NULL, NULL);

      if (trace == NULL)
        continue;
      g_test_message ("%s", name);
      assert_round_trips (trace);
      n++;
    }
  g_assert_cmpuint (n, >, 20);
}

static void
every_transport_and_kind_is_read_back_equal (void)
{
  g_autoptr (RbTrace) trace = sample_new ();

  sample_add_special (trace);
  assert_round_trips (trace);
}

static void
notes_are_read_back_and_verdicts_made_anew (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RbTrace) again = NULL;
  g_autofree char *text = NULL;

  fixture_play (trace, FIXTURE_ANSWERED);
  rb_trace_set_note (trace, 0, "who is this?");
  rb_trace_set_note (trace, 1, "keep-alive");
  rb_trace_set_note (trace, 2, "was TLS");
  rb_trace_set_note (trace, 3, "two\nlines");
  rb_trace_set_note (trace, 4, "\nverdict: good");
  rb_trace_add_note (trace, "The capture began late.");
  assert_round_trips (trace);

  bytes = export_bytes (trace, RB_EXPORT_PCAPNG, NULL);
  text = g_strdup_printf ("verdict: %s", rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"))->text);
  g_assert_nonnull (memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)));
}

/* Where Content-Length does not say where a message ends, its connection says it. */
static void
messages_in_streams_do_not_grow_together (void)
{
  static const char cut[] = "MESSAGE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
                            "To: <sip:b@h>\r\nCall-ID: cut\r\nCSeq: 1 MESSAGE\r\nContent-Length: 50\r\n\r\nshort";
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) again = NULL;
  gsize length;
  g_autofree char *whole = sample_message ("TCP", 1, 5, &length);

  sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 5060, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP, cut,
              sizeof cut - 1);
  sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 5060, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP, whole,
              length);
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 40001, RB_TRANSPORT_TCP, RB_DIRECTION_RECEIVED, RB_MESSAGE_SIP,
              whole, length);
  again = write_and_read (trace, RB_EXPORT_PCAPNG);
  assert_messages_equal (trace, again);
  g_clear_object (&again);
  again = write_and_read (trace, RB_EXPORT_EXPORTED_PDU);
  assert_messages_equal (trace, again);
}

#define REQUEST                                                                                                        \
  "MESSAGE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\n"        \
  "Call-ID: odd\r\nCSeq: 1 MESSAGE\r\n"

/* Each between two messages that are like any other. */
static void
messages_that_do_not_say_what_they_are_are_told_in_comments (void)
{
  static const struct
  {
    RbMessageKind kind;
    const char *text;
  } odd[] = {
    { RB_MESSAGE_SIP, REQUEST "\r\nbody without length" },
    { RB_MESSAGE_SIP, REQUEST "Content-Length: many\r\n\r\nbody" },
    { RB_MESSAGE_SIP, REQUEST "Content-Length: 4\r\n\r\nbody and more" },
    { RB_MESSAGE_SIP, REQUEST "Content-Length: 4\r\n\r\nbody\r\n\r\n" },
    { RB_MESSAGE_SIP, REQUEST "Content-Length: 4\r\n\r\nbody" REQUEST "\r\n" },
    { RB_MESSAGE_SIP, REQUEST "Subject: cut in the head" },
    { RB_MESSAGE_SIP, "\r\n" REQUEST "Content-Length: 0\r\n\r\n" },
    { RB_MESSAGE_SIP, "SIP/2.0 200 HTTP/1.1\r\nCall-ID: odd\r\nContent-Length: 0\r\n\r\n" },
    { RB_MESSAGE_SIP, "junk\r\n" REQUEST "Content-Length: 0\r\n\r\n" },
    { RB_MESSAGE_SYNTHETIC, REQUEST "\r\nbody" REQUEST "\r\n" },
    { RB_MESSAGE_DAMAGED, REQUEST "Content-Length: 0\r\n\r\n" },
    { RB_MESSAGE_DAMAGED, "\x16\x03\x01\x01\x01\x01 a ClientHello" },
    { RB_MESSAGE_DAMAGED, "GET / HTTP/1.1\r\n\r\n" },
    { RB_MESSAGE_DAMAGED, "\r\n\r\n" },
    /* after a GTP-U header, an IP packet */
    { RB_MESSAGE_DAMAGED, "\x30\xff\x01\x01\x01\x01\x01\x01\x45" },
    { RB_MESSAGE_KEEP_ALIVE, "\r\n\r\n\r\n" },
  };
  static const RbTransport transports[] = { RB_TRANSPORT_UDP, RB_TRANSPORT_TCP,  RB_TRANSPORT_TLS,    RB_TRANSPORT_WS,
                                            RB_TRANSPORT_WSS, RB_TRANSPORT_SCTP, RB_TRANSPORT_UNKNOWN };

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    {
      g_autoptr (RbTrace) trace = rb_trace_new ();
      gsize length;
      g_autofree char *usual = sample_message ("TCP", 1, 5, &length);

      for (guint j = 0; j < G_N_ELEMENTS (odd); j++)
        {
          sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 2152, transports[i], RB_DIRECTION_SENT, odd[j].kind,
                      odd[j].text, strlen (odd[j].text));
          sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 2152, transports[i], RB_DIRECTION_SENT, RB_MESSAGE_SIP,
                      usual, length);
        }
      assert_round_trips (trace);
    }
}

/* In several segments, of which only the last completes it. */
static void
long_messages_that_are_no_sip_are_read_back_equal (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *junk = g_strnfill (200000, '\n');
  g_autofree char *headers = g_strdup_printf ("%sSubject: %s", REQUEST, junk);

  memset (headers + strlen (REQUEST) + 9, 's', 150000);
  for (guint i = 0; i < 2; i++)
    {
      sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 5061, RB_TRANSPORT_TLS, RB_DIRECTION_RECEIVED,
                  RB_MESSAGE_DAMAGED, junk, 200000);
      sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 5061, RB_TRANSPORT_TLS, RB_DIRECTION_RECEIVED, RB_MESSAGE_SIP,
                  headers, strlen (headers));
    }
  assert_round_trips (trace);
}

static void
odd_paths_and_times_are_read_back_equal (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  gsize length;
  g_autofree char *text = sample_message ("TCP", 1, 5, &length);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  RbMessageInfo info = { .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };

  /* to itself; from nowhere; clear text at the port of sips: */
  for (guint i = 0; i < 2; i++)
    {
      sample_add (trace, "192.0.2.1", 5060, "192.0.2.1", 5060, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP,
                  text, length);
      sample_add (trace, NULL, 0, NULL, 0, RB_TRANSPORT_TLS, RB_DIRECTION_SENT, RB_MESSAGE_SIP, text, length);
      sample_add (trace, NULL, 0, "2001:db8::1", 5060, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP, text,
                  length);
      sample_add (trace, "2001:db8::1", 5060, NULL, 0, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP, text,
                  length);
      sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 5061, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP,
                  text, length);
    }
  info.wall_us = 0;
  rb_trace_append (trace, &info, bytes);
  info.wall_us = 2 * (gint64) G_MAXUINT32 * G_USEC_PER_SEC; /* the year 2242 */
  rb_trace_append (trace, &info, bytes);
  assert_round_trips (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export-capture/captures-are-read-back-equal", captures_are_read_back_equal);
  g_test_add_func ("/export-capture/every-transport-and-kind-is-read-back-equal",
                   every_transport_and_kind_is_read_back_equal);
  g_test_add_func ("/export-capture/notes-are-read-back-and-verdicts-made-anew",
                   notes_are_read_back_and_verdicts_made_anew);
  g_test_add_func ("/export-capture/messages-in-streams-do-not-grow-together",
                   messages_in_streams_do_not_grow_together);
  g_test_add_func ("/export-capture/messages-that-do-not-say-what-they-are-are-told-in-comments",
                   messages_that_do_not_say_what_they_are_are_told_in_comments);
  g_test_add_func ("/export-capture/long-messages-that-are-no-sip-are-read-back-equal",
                   long_messages_that_are_no_sip_are_read_back_equal);
  g_test_add_func ("/export-capture/odd-paths-and-times-are-read-back-equal", odd_paths_and_times_are_read_back_equal);
  return g_test_run ();
}
