/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture file, written in every form we write, as it is and with private data hidden; what we can
 * read ourselves is read back and must be the same. */

#include "fuzz-capture.h"

#include <string.h>

#include "rb-export.h"
#include "rb-hide.h"

/* More text than any ladder of such an input; the inputs are small. */
#define MAX_MESSAGES 200

/* SIP, and no byte more or less than it says. What is cut, or is no SIP, may look like something else once
 * its neighbours are gone. */
static gboolean
is_whole (RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbMessageInfo info;
  RbSipIndex index;

  rb_trace_get_info (trace, position, &info);
  rb_sip_index_parse (&index, bytes, length);

  return info.kind == RB_MESSAGE_SIP && index.valid && rb_sip_frame_length (bytes, length) == (gssize) length;
}

static gboolean
is_equal (RbTrace *a, guint a_position, RbTrace *b, guint b_position)
{
  gsize a_length, b_length;
  const guint8 *a_bytes = rb_trace_peek_bytes (a, a_position, &a_length);
  const guint8 *b_bytes = rb_trace_peek_bytes (b, b_position, &b_length);

  return a_length == b_length && memcmp (a_bytes, b_bytes, a_length) == 0;
}

/* Every whole message of @trace is in @again, in the same order. */
static void
assert_kept (RbTrace *trace, RbTrace *again)
{
  guint next = 0;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      if (!is_whole (trace, i))
        continue;
      while (next < rb_trace_get_n_messages (again) && !is_equal (trace, i, again, next))
        next++;
      g_assert_cmpuint (next, <, rb_trace_get_n_messages (again));
      next++;
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
      assert_kept (trace, again);
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
