/* SPDX-License-Identifier: GPL-3.0-or-later */

/* list-messages FILE…: one line a message of each capture, for tests that compare with another
 * program: kind, time, source, destination, transport, method or status, CSeq, Call-ID, with
 * tabs between; a file that is damaged gives what could be read. */

#include <stdio.h>

#include "rb-capture-reader.h"

static void
print_field (RbSpan span, const guint8 *bytes, char end)
{
  g_autofree char *text = rb_span_dup_line (span, bytes);

  printf ("%s%c", text, end);
}

static void
print_message (RbTrace *trace, guint position)
{
  static const char *const kinds[] = { "sip", "keep-alive", "damaged", "synthetic" };
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
  const RbMessageInfo *info = rb_message_get_info (message);
  const RbSipIndex *index = rb_message_get_index (message);
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), NULL);
  g_autofree char *src = rb_endpoint_format (&info->src);
  g_autofree char *dst = rb_endpoint_format (&info->dst);

  printf ("%s\t%" G_GINT64_FORMAT "\t%s\t%s\t%s\t", kinds[info->kind], info->wall_us, src, dst,
          rb_transport_to_string (info->transport));
  if (index->status > 0)
    printf ("%u\t", index->status);
  else
    print_field (index->method, bytes, '\t');
  printf ("%u ", index->cseq);
  print_field (index->method, bytes, '\t');
  print_field (index->call_id, bytes, '\n');
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (RbTrace) trace = rb_capture_read (argv[i], NULL, NULL);
      guint n = trace != NULL ? rb_trace_get_n_messages (trace) : 0;

      printf ("%s\t%u\n", argv[i], n);
      for (guint j = 0; j < n; j++)
        print_message (trace, j);
    }
  return 0;
}
