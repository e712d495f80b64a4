/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture file, written in every form we write, as it is and with private data hidden; what we can
 * read ourselves is read back and must be the same. */

#include "fuzz-capture.h"

#include <string.h>

#include "rb-export.h"
#include "rb-hide.h"

/* More text than any ladder of such an input; the inputs are small. */
#define MAX_MESSAGES 200

/* The SIP messages only: bytes that are none may look like something else once their neighbours are gone. */
static GPtrArray *
list_messages (RbTrace *trace)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (trace, i, &length);
      RbMessageInfo info;
      RbSipIndex index;

      rb_trace_get_info (trace, i, &info);
      rb_sip_index_parse (&index, bytes, length);
      if (info.kind == RB_MESSAGE_SIP && index.valid)
        g_ptr_array_add (messages, g_bytes_new (bytes, length));
    }

  return messages;
}

static void
assert_same (RbTrace *a, RbTrace *b)
{
  g_autoptr (GPtrArray) a_messages = list_messages (a);
  g_autoptr (GPtrArray) b_messages = list_messages (b);

  g_assert_cmpuint (a_messages->len, ==, b_messages->len);
  for (guint i = 0; i < a_messages->len; i++)
    g_assert_true (g_bytes_equal (g_ptr_array_index (a_messages, i), g_ptr_array_index (b_messages, i)));
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
      assert_same (trace, again);
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
