/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Seeded 64-bit hashes: keys made of what the network sent, which nobody there can make
 * collide. A hash begins with rb_hash_seed(). Not for secrets. */

__extension__ typedef unsigned __int128 RbHashProduct;

extern guint64 rb_hash_secrets[3]; /* random for this process, once rb_hash_seed() was called */

guint64 rb_hash_seed (void);

static inline guint64
rb_hash_fold (guint64 a, guint64 b)
{
  RbHashProduct product = (RbHashProduct) a * b;

  return (guint64) product ^ (guint64) (product >> 64);
}

static inline guint64
rb_hash_mix (guint64 hash, guint64 word)
{
  return rb_hash_fold (hash ^ rb_hash_secrets[1], word ^ rb_hash_secrets[2]);
}

static inline guint64
rb_hash_bytes (guint64 hash, const guint8 *bytes, gsize length)
{
  guint64 words[2];

  hash = rb_hash_mix (hash, length);
  for (; length > sizeof words; bytes += sizeof words, length -= sizeof words)
    {
      memcpy (words, bytes, sizeof words);
      hash = rb_hash_fold (words[0] ^ rb_hash_secrets[1] ^ hash, words[1] ^ rb_hash_secrets[2]);
    }
  memset (words, 0, sizeof words);
  memcpy (words, bytes, length);
  hash = rb_hash_fold (words[0] ^ rb_hash_secrets[1] ^ hash, words[1] ^ rb_hash_secrets[2]);
  return rb_hash_mix (hash, rb_hash_secrets[0]);
}

G_END_DECLS
