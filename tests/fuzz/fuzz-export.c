/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture file, written in every form we write, as it is and with private data hidden; what we can
 * read ourselves is read back and must be the same. */

#include "fuzz-capture.h"

#include <string.h>

#include "rb-export.h"
#include "rb-hide.h"
#include "rb-ip-packet.h"

/* An option of pcapng can be longer, but no comment of ours is. */
#define MAX_NOTE 32000
/* More text than any ladder of such an input; the inputs are small. */
#define MAX_MESSAGES 200

static void
forget_zero (RbEndpoint *self)
{
  static const guint8 zero[16];

  if (self->port == 0 && memcmp (self->addr, zero, sizeof zero) == 0)
    *self = (RbEndpoint){ 0 };
}

/* What an IP packet cannot say: a port without an address, IPv4 at one end and IPv6 at the other; and a
 * datagram ends where UDP ends. */
static void
expect_ip_packet (RbMessageInfo *info, gsize *length)
{
  rb_ip_packet_normalise (&info->src, &info->dst);
  forget_zero (&info->src);
  forget_zero (&info->dst);
  if (info->transport == RB_TRANSPORT_UDP || info->transport == RB_TRANSPORT_UNKNOWN)
    *length = MIN (*length, RB_UDP_PAYLOAD_MAX);
}

static void
assert_equal (RbTrace *trace, RbTrace *again, RbExportFormat format)
{
  g_assert_cmpuint (rb_trace_get_n_messages (again), ==, rb_trace_get_n_messages (trace));
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      RbMessageInfo a, b;
      const char *note = rb_trace_get_note (trace, i);
      gsize whole, a_length, b_length;
      const guint8 *a_bytes = rb_trace_peek_bytes (trace, i, &a_length);
      const guint8 *b_bytes = rb_trace_peek_bytes (again, i, &b_length);

      g_assert (rb_trace_get_info (trace, i, &a) && rb_trace_get_info (again, i, &b));
      whole = a_length;
      if (format == RB_EXPORT_PCAPNG)
        expect_ip_packet (&a, &a_length);
      g_assert_cmpmem (a_bytes, a_length, b_bytes, b_length);
      g_assert_cmpint (a.wall_us, ==, b.wall_us);
      g_assert_cmpint (a.kind, ==, b.kind);
      g_assert_cmpint (a.transport, ==, b.transport);
      g_assert_cmpint (a.direction, ==, b.direction);
      g_assert (rb_endpoint_equal (&a.src, &b.src) && rb_endpoint_equal (&a.dst, &b.dst));
      if (a_length == whole && (note == NULL || strlen (note) < MAX_NOTE)) /* a cut message has a note of ours */
        g_assert_cmpstr (note, ==, rb_trace_get_note (again, i));
    }
}

static void
write_all (RbTrace *trace)
{
  for (guint format = 0; format < RB_EXPORT_N_FORMATS; format++)
    {
      const RbExportOptions options = { .file = "fuzz", .with_media = TRUE };
      g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) written = NULL;
      g_autoptr (RbTrace) again = NULL;

      g_assert (rb_export_write (trace, format, &options, stream, NULL, &error));
      g_assert_no_error (error);
      g_assert (g_output_stream_close (stream, NULL, NULL));
      written = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
      if (!rb_export_format_get_info (format)->binary)
        continue;

      again = fuzz_capture_read (g_bytes_get_data (written, NULL), g_bytes_get_size (written));
      g_assert (again != NULL);
      assert_equal (trace, again, format);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (RbTrace) trace = fuzz_capture_read (data, size);
  g_autoptr (RbTrace) hidden = NULL;

  if (trace == NULL || rb_trace_get_n_messages (trace) == 0 || rb_trace_get_n_messages (trace) > MAX_MESSAGES)
    return 0;

  write_all (trace);
  hidden = rb_hide_trace (trace);
  g_assert (rb_trace_get_n_messages (hidden) == rb_trace_get_n_messages (trace));
  write_all (hidden);

  return 0;
}
