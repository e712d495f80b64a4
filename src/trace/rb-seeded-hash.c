/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A fast 64-bit hash with random secrets, for tables whose keys come from the network: sixteen
 * bytes a step, one wide multiplication each. Both factors are masked by a secret, so that no
 * two inputs are known to collide (a plain multiplicative hash has pairs that collide whatever
 * the seed). */

#include "rb-seeded-hash.h"

#include <string.h>

__extension__ typedef unsigned __int128 Product;

/* Random for this process; read only after rb_hash_seed(). */
static guint64 secrets[3];

static guint64
random_word (void)
{
  return ((guint64) g_random_int () << 32) | g_random_int ();
}

static inline guint64
fold (guint64 a, guint64 b)
{
  Product product = (Product) a * b;

  return (guint64) product ^ (guint64) (product >> 64);
}

guint64
rb_hash_seed (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
        secrets[i] = random_word ();
      g_once_init_leave (&ready, 1);
    }
  return secrets[0];
}

guint64
rb_hash_mix (guint64 hash, guint64 word)
{
  return fold (hash ^ secrets[1], word ^ secrets[2]);
}

guint64
rb_hash_bytes (guint64 hash, const guint8 *bytes, gsize length)
{
  guint64 words[2];

  hash = rb_hash_mix (hash, length);
  for (; length > sizeof words; bytes += sizeof words, length -= sizeof words)
    {
      memcpy (words, bytes, sizeof words);
      hash = fold (words[0] ^ secrets[1] ^ hash, words[1] ^ secrets[2]);
    }
  memset (words, 0, sizeof words);
  memcpy (words, bytes, length);
  hash = fold (words[0] ^ secrets[1] ^ hash, words[1] ^ secrets[2]);
  return rb_hash_mix (hash, secrets[0]);
}
