/* SPDX-License-Identifier: GPL-3.0-or-later */

/* TCP segments of two connections in any order. Each is, in the input: a byte (bit 0 the direction,
 * bit 1 the connection, bit 2 SYN, bit 3 FIN, bit 4 RST), two bytes of sequence number, two of length,
 * and its bytes; then two bytes of acknowledgement (bit 5) and one of how many bytes were not captured
 * (bit 6). */

#include "fuzz.h"

#include "rb-sip-collector.h"

/* Sequence numbers begin near the end of their range, so that they run over it. */
#define FIRST_SEQ 0xfffff000u

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
  RbEndpoint ends[3];
  RbPacketMarks marks = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *address = g_strdup_printf ("192.0.2.%u", i + 1);

      rb_endpoint_parse (&ends[i], address, 5060);
    }

  while (input.size > 0)
    {
      guint control = fuzz_take_number (&input, 1);
      guint32 seq = FIRST_SEQ + fuzz_take_number (&input, 2);
      gsize wanted = fuzz_take_number (&input, 2);
      gsize length;
      g_autofree const guint8 *bytes = fuzz_take_bytes (&input, wanted, &length);
      const RbEndpoint *phone = &ends[control & 2 ? 2 : 0];
      gboolean back = (control & 1) != 0;
      RbTcpSegment segment = { .seq = seq, .bytes = bytes, .length = length };

      segment.flags = RB_TCP_FLAG_ACK | (control & 4 ? RB_TCP_FLAG_SYN : 0) | (control & 8 ? RB_TCP_FLAG_FIN : 0) |
                      (control & 16 ? RB_TCP_FLAG_RST : 0);
      if (control & 32)
        segment.ack = FIRST_SEQ + fuzz_take_number (&input, 2);
      if (control & 64)
        segment.cut = fuzz_take_number (&input, 1);
      marks.wall_us += 1000;
      rb_sip_collector_add_segment (collector, &marks, back ? &ends[1] : phone, back ? phone : &ends[1], &segment);
    }

  rb_sip_collector_finish (collector);
  rb_sip_collector_free (collector);
  return 0;
}
