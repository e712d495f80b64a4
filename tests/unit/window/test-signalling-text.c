/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times, and sentences about messages. */

#include "rb-signalling-text.h"

#include <string.h>

static void
times_are_written_as_wireshark_does (void)
{
  g_autofree char *six = rb_signalling_format_seconds (12345678, 6);
  g_autofree char *zero = rb_signalling_format_seconds (0, 3);
  g_autofree char *later = rb_signalling_format_ladder_time (168400);
  g_autofree char *before = rb_signalling_format_ladder_time (-2000);

  g_assert_cmpstr (six, ==, "12.345678");
  g_assert_cmpstr (zero, ==, "0.000");
  g_assert_cmpstr (later, ==, "+0.168");
  g_assert_cmpstr (before, ==, "-0.002");
}

static RbTrace *
new_call (void)
{
  static const struct
  {
    const char *start_line;
    gint64 wall_us;
    gboolean from_caller;
  } messages[] = {
    { "INVITE sip:bob@example.org SIP/2.0", 0, TRUE },
    { "INVITE sip:bob@example.org SIP/2.0", 500000, TRUE },
    { "SIP/2.0 180 Ringing", 666032, FALSE },
  };
  RbTrace *trace = rb_trace_new ();
  RbMessageInfo info = { .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };
  RbEndpoint ends[2];

  rb_endpoint_parse (&ends[0], "192.0.2.1", 5060);
  rb_endpoint_parse (&ends[1], "192.0.2.2", 5060);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                                               "From: <sip:alice@example.org>;tag=a\r\nTo: <sip:bob@example.org>%s\r\n"
                                               "Call-ID: one\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
                                               messages[i].start_line, messages[i].from_caller ? "" : ";tag=b");
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      info.wall_us = messages[i].wall_us;
      info.src = ends[messages[i].from_caller ? 0 : 1];
      info.dst = ends[messages[i].from_caller ? 1 : 0];
      rb_trace_append (trace, &info, bytes);
    }
  rb_trace_flush (trace);

  return trace;
}

static void
steps_tell_retransmissions_and_response_times (void)
{
  g_autoptr (RbTrace) trace = new_call ();
  g_autofree char *first = rb_signalling_format_step (trace, 0);
  g_autofree char *again = rb_signalling_format_step (trace, 1);
  g_autofree char *response = rb_signalling_format_step (trace, 2);

  g_assert_null (first);
  g_assert_cmpstr (again, ==, "Retransmission of No. 1");
  g_assert_cmpstr (response, ==, "Response to No. 1 after 666.032 ms");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signalling-text/times_are_written_as_wireshark_does", times_are_written_as_wireshark_does);
  g_test_add_func ("/signalling-text/steps_tell_retransmissions_and_response_times",
                   steps_tell_retransmissions_and_response_times);

  return g_test_run ();
}
