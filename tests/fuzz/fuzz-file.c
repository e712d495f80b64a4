/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture file: pcap or pcapng, gzip'd or not; two targets that differ in their seeds. */

#include "fuzz-capture.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (RbTrace) trace = fuzz_capture_read (data, size);

  if (trace != NULL)
    fuzz_trace_look (trace);

  return 0;
}
