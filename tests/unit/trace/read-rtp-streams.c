/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints the RTP streams of a capture as JSON, for rtp-streams.py. */

#include <stdio.h>

#include "rb-capture-reader.h"
#include "rb-rtp-table.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = argc == 2 ? rb_capture_read (argv[1], NULL, &error) : NULL;
  RbRtpTable *rtp = trace != NULL ? rb_trace_get_rtp (trace) : NULL;
  struct json_object *streams = json_object_new_array ();

  if (rtp == NULL)
    return 1;

  for (guint i = 0; i < rb_rtp_table_get_n_sources (rtp); i++)
    json_object_array_add (streams, rb_rtp_source_to_json (rb_rtp_table_get_source (rtp, i),
                                                           G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC, FALSE));
  puts (json_object_to_json_string_ext (streams, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put (streams);
  return 0;
}
