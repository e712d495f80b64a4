/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds generated calls of ten messages into an RbTrace, at once and through the tap's queue, and prints what a message
 * costs in time and memory: "what<TAB>value<TAB>note" lines for bench.py. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rb-sip-tap.h"
#include "rb-trace.h"

#define N_CALLS 20000

static const struct
{
  gboolean sent;
  const char *start_line;
  guint cseq;
  const char *method;
} steps[] = {
  { TRUE, "INVITE sip:bob@127.0.0.1 SIP/2.0", 1, "INVITE" },
  { FALSE, "SIP/2.0 407 Proxy Authentication Required", 1, "INVITE" },
  { TRUE, "ACK sip:bob@127.0.0.1 SIP/2.0", 1, "ACK" },
  { TRUE, "INVITE sip:bob@127.0.0.1 SIP/2.0", 2, "INVITE" },
  { FALSE, "SIP/2.0 100 Trying", 2, "INVITE" },
  { FALSE, "SIP/2.0 180 Ringing", 2, "INVITE" },
  { FALSE, "SIP/2.0 200 OK", 2, "INVITE" },
  { TRUE, "ACK sip:bob@127.0.0.1:5070 SIP/2.0", 2, "ACK" },
  { TRUE, "BYE sip:bob@127.0.0.1:5070 SIP/2.0", 3, "BYE" },
  { FALSE, "SIP/2.0 200 OK", 3, "BYE" },
};

static gsize
resident_bytes (void)
{
  gsize total = 0, resident = 0;
  FILE *file = fopen ("/proc/self/statm", "r");

  if (file == NULL)
    return 0;
  if (fscanf (file, "%zu %zu", &total, &resident) != 2)
    resident = 0;
  fclose (file);
  return resident * (gsize) sysconf (_SC_PAGESIZE);
}

static RbMessageInfo
make_info (guint number)
{
  gboolean sent = steps[number % G_N_ELEMENTS (steps)].sent;
  RbMessageInfo info = {
    .wall_us = G_GINT64_CONSTANT (1700000000000000) + number * 1000,
    .mono_us = 1 + number * G_GINT64_CONSTANT (1000),
    .transport = RB_TRANSPORT_UDP,
    .direction = sent ? RB_DIRECTION_SENT : RB_DIRECTION_RECEIVED,
    .kind = RB_MESSAGE_SIP,
  };

  rb_endpoint_parse (sent ? &info.src : &info.dst, "127.0.0.1", 5060);
  rb_endpoint_parse (sent ? &info.dst : &info.src, "127.0.0.1", 5062);
  return info;
}

static void
on_tapped (const RbMessageInfo *info, GBytes *bytes, gpointer trace)
{
  rb_trace_append (trace, info, bytes);
}

/* As a call does it: each message is copied, queued, and fetched by the main loop alone. */
static void
measure_live (GPtrArray *messages)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  gint64 start, took;

  rb_sip_tap_start (NULL);
  rb_sip_tap_set_default (on_tapped, trace);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < messages->len; i++)
    {
      RbMessageInfo info = make_info (i);
      gsize length;
      const guint8 *data = g_bytes_get_data (messages->pdata[i], &length);
      g_autoptr (GBytes) copy = g_bytes_new (data, length);

      rb_sip_tap_append (5060, &info, copy);
      while (rb_trace_get_n_messages (trace) <= i)
        g_main_context_iteration (NULL, TRUE);
    }
  took = g_get_monotonic_time () - start;
  rb_sip_tap_stop ();

  printf ("tap's queue, main loop, trace and flow, one by one\t%.0f messages/s\t%.2f µs a message\n",
          messages->len * 1e6 / took, (double) took / messages->len);
}

int
main (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize before, bytes = 0;
  gint64 start, took;

  for (guint call = 0; call < N_CALLS; call++)
    for (guint step = 0; step < G_N_ELEMENTS (steps); step++)
      {
        char *text = g_strdup_printf ("%s\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bK-%u-%u-%s\r\n"
                                      "Max-Forwards: 70\r\nFrom: \"Alice\" <sip:alice@127.0.0.1>;tag=a%u\r\n"
                                      "To: <sip:bob@127.0.0.1>%s\r\nCall-ID: bench-%u@127.0.0.1\r\n"
                                      "CSeq: %u %s\r\nContact: <sip:alice@127.0.0.1:5060>\r\n"
                                      "User-Agent: Ringback bench\r\n"
                                      "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK\r\n"
                                      "Content-Length: 0\r\n\r\n",
                                      steps[step].start_line, call, steps[step].cseq,
                                      step == 7   ? "ack"
                                      : step >= 8 ? "bye"
                                                  : "inv",
                                      call, step == 0 || step == 3 || step == 4 ? "" : ";tag=b", call, steps[step].cseq,
                                      steps[step].method);

        bytes += strlen (text);
        g_ptr_array_add (messages, g_bytes_new_take (text, strlen (text)));
      }

  before = resident_bytes ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < messages->len; i++)
    {
      RbMessageInfo info = make_info (i);

      rb_trace_append (trace, &info, messages->pdata[i]);
    }
  took = g_get_monotonic_time () - start;

  printf ("trace and flow, %u messages of %zu B\t%.0f messages/s\t%.2f µs a message\n", messages->len,
          bytes / messages->len, messages->len * 1e6 / took, (double) took / messages->len);
  printf ("trace and flow: memory beside the bytes\t%.0f B a message\t\n",
          ((double) resident_bytes () - before - bytes) / messages->len);
  measure_live (messages);
  return 0;
}
