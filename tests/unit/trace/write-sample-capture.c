/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the sample trace to the file named and its JSON to stdout: tshark-reads-captures.py
 * compares the two. */

#include <stdio.h>

#include "capture-sample.h"
#include "rb-pcapng-writer.h"
#include "export-fixture.h"

int
main (int argc, char **argv)
{
  g_autoptr (RbTrace) trace = sample_new ();
  g_autoptr (RbPcapngWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  struct json_object *json;

  g_assert_cmpint (argc, ==, 2);
  writer = rb_pcapng_writer_new (argv[1], &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);

      rb_pcapng_writer_append (writer, rb_message_get_info (message), rb_message_get_bytes (message), "a note", &error);
      g_assert_no_error (error);
    }
  g_assert_true (rb_pcapng_writer_close (writer, NULL));

  json = export_json (trace, argv[1]);
  puts (json_object_to_json_string (json));
  json_object_put (json);
  return 0;
}
