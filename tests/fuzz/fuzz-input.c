/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an input of the fuzzer is taken apart, or made a file; and what every target does first. */

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

/* Hash tables are seeded at random; here each run shall do the same. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_random_set_seed (1);
  return 0;
}

guint
fuzz_take_number (FuzzInput *input, gsize n_bytes)
{
  guint number = 0;

  for (; n_bytes > 0; n_bytes--)
    {
      number <<= 8;
      if (input->size > 0)
        {
          number |= *input->data++;
          input->size--;
        }
    }

  return number;
}

/* Returns: at most @wanted bytes in memory of their own size, so that one byte too many is noticed. Free it. */
const guint8 *
fuzz_take_bytes (FuzzInput *input, gsize wanted, gsize *length)
{
  guint8 *bytes;

  *length = MIN (wanted, input->size);
  bytes = g_memdup2 (input->data, *length);
  input->data += *length;
  input->size -= *length;

  return bytes != NULL ? bytes : g_malloc0 (1);
}

void
fuzz_file_open (FuzzFile *self, const guint8 *data, gsize size)
{
  gsize written = 0;

  self->fd = memfd_create ("fuzz", MFD_CLOEXEC);
  g_assert (self->fd >= 0);
  while (written < size)
    {
      gssize n = write (self->fd, data + written, size - written);

      g_assert (n > 0);
      written += (gsize) n;
    }
  g_snprintf (self->path, sizeof self->path, "/proc/self/fd/%d", self->fd);
}

void
fuzz_file_close (FuzzFile *self)
{
  close (self->fd);
}
