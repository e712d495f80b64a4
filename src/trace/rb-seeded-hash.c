/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The random secrets of a fast 64-bit hash for tables whose keys come from the network: sixteen
 * bytes a step, one wide multiplication each. Both factors are masked by a secret, so that no
 * two inputs are known to collide (a plain multiplicative hash has pairs that collide whatever
 * the seed). */

#include "rb-seeded-hash.h"

guint64 rb_hash_secrets[3];

static guint64
random_word (void)
{
  return ((guint64) g_random_int () << 32) | g_random_int ();
}

guint64
rb_hash_seed (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (rb_hash_secrets); i++)
        rb_hash_secrets[i] = random_word ();
      g_once_init_leave (&ready, 1);
    }
  return rb_hash_secrets[0];
}
