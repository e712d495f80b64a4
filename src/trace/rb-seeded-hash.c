/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A fast 64-bit hash with a random seed, for the index of flows: eight bytes a step, one
 * multiplication each. Not for secrets. */

#include "rb-seeded-hash.h"

#include <string.h>

/* Random for this process, so that nobody on the network can choose colliding keys. */
guint64
rb_hash_seed (void)
{
  static guint64 seed;

  if (g_once_init_enter (&seed))
    {
      guint64 value = ((guint64) g_random_int () << 32) | g_random_int () | 1;

      g_once_init_leave (&seed, value);
    }
  return seed;
}

guint64
rb_hash_mix (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return hash ^ (hash >> 29);
}

guint64
rb_hash_bytes (guint64 hash, const guint8 *bytes, gsize length)
{
  guint64 word;

  hash = rb_hash_mix (hash, length);
  for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word)
    {
      memcpy (&word, bytes, sizeof word);
      hash = rb_hash_mix (hash, word);
    }
  word = 0;
  memcpy (&word, bytes, length);
  return rb_hash_mix (hash, word);
}
