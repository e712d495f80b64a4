/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The beginning of a file that somebody chose as hold sound. */

#include "fuzz.h"

#include "rb-wav-check.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size); /* a block of exactly that size: ASan sees the byte behind it */
  RbWavInfo info;

  if (rb_wav_read_header (exact, size, size, &info))
    {
      g_assert (info.data <= size && info.data_size > 0 && info.data_size <= size - info.data);
      g_assert (info.channels >= 1 && info.channels <= 8 && info.bits >= 8 && info.rate >= 4000);
    }

  return 0;
}
