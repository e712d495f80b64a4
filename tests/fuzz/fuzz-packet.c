/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets as they are captured: link layers, tunnels, fragments, SCTP, WebSocket. Each is, in the input:
 * two bytes of link type (LINKTYPE_ of the pcap registry), two of length, and its bytes. */

#include "fuzz.h"

#include "rb-packet-decoder.h"

static void
on_message (const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length, gpointer data)
{
  guint64 *sum = data;

  for (gsize i = 0; i < length; i++)
    *sum += bytes[i];
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  FuzzInput input = { data, size };
  guint64 sum = 0;
  RbSipCollector *collector = rb_sip_collector_new ((RbMessageSink){ on_message, &sum });
  RbPacketDecoder *decoder = rb_packet_decoder_new (collector);
  RbPacketMarks marks = { 0 };

  while (input.size > 0)
    {
      guint link_type = fuzz_take_number (&input, 2);
      gsize wanted = fuzz_take_number (&input, 2);
      gsize length;
      g_autofree const guint8 *bytes = fuzz_take_bytes (&input, wanted, &length);

      marks.wall_us += 1000;
      rb_packet_decoder_add (decoder, link_type, &marks, bytes, length);
    }

  rb_packet_decoder_finish (decoder);
  rb_sip_collector_finish (collector);
  g_strfreev (rb_sip_collector_list_notes (collector));
  rb_packet_decoder_free (decoder);
  rb_sip_collector_free (collector);
  return 0;
}
