/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers by seeded hash, from none to many. */

#include "rb-key-map.h"
#include "rb-seeded-hash.h"

static void
every_size_finds_its_keys (void)
{
  static const guint sizes[] = { 0, 1, 4, 15, 16, 17, 18, 47, 48, 49, 1000, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      RbKeyMap map = { 0 };
      guint64 seed = rb_hash_seed ();

      for (guint n = 0; n < sizes[i]; n++)
        rb_key_map_insert (&map, rb_hash_mix (seed, n), n);
      for (guint n = 0; n < sizes[i]; n++)
        g_assert_cmpuint (rb_key_map_lookup (&map, rb_hash_mix (seed, n)), ==, n);
      g_assert_cmpuint (map.n_entries, ==, sizes[i]);
      g_assert_cmpuint (rb_key_map_lookup (&map, rb_hash_mix (seed, sizes[i])), ==, RB_KEY_MAP_NONE);
      rb_key_map_clear (&map);
    }
}

static void
a_key_keeps_its_last_value (void)
{
  RbKeyMap map = { 0 };

  for (guint round = 0; round < 3; round++)
    for (guint64 key = 0; key < 40; key++)
      rb_key_map_insert (&map, key << 32 | 1, round * 100 + key);
  g_assert_cmpuint (map.n_entries, ==, 40);
  for (guint64 key = 0; key < 40; key++)
    g_assert_cmpuint (rb_key_map_lookup (&map, key << 32 | 1), ==, 200 + key);
  rb_key_map_clear (&map);
  g_assert_cmpuint (rb_key_map_lookup (&map, 1), ==, RB_KEY_MAP_NONE);
}

/* Words that collide in a multiplicative hash whatever its seed. */
static void
chosen_words_do_not_collide (void)
{
  guint64 seed = rb_hash_seed ();
  guint64 one = rb_hash_mix (rb_hash_mix (seed, 5), 7);
  guint64 other = rb_hash_mix (rb_hash_mix (seed, 5 ^ G_GUINT64_CONSTANT (1) << 63),
                               7 ^ G_GUINT64_CONSTANT (1) << 63 ^ G_GUINT64_CONSTANT (1) << 34);

  g_assert_cmpuint (one, !=, other);
}

static void
length_and_every_byte_count (void)
{
  guint8 bytes[40] = { 0 };
  guint64 seed = rb_hash_seed ();

  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      guint64 hash = rb_hash_bytes (seed, bytes, length);

      if (length > 0)
        g_assert_cmpuint (hash, !=, rb_hash_bytes (seed, bytes, length - 1));
      for (gsize at = 0; at < length; at++)
        {
          bytes[at] ^= 0x80;
          g_assert_cmpuint (hash, !=, rb_hash_bytes (seed, bytes, length));
          bytes[at] ^= 0x80;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key-map/every-size-finds-its-keys", every_size_finds_its_keys);
  g_test_add_func ("/key-map/a-key-keeps-its-last-value", a_key_keeps_its_last_value);
  g_test_add_func ("/key-map/chosen-words-do-not-collide", chosen_words_do_not_collide);
  g_test_add_func ("/key-map/length-and-every-byte-count", length_and_every_byte_count);
  return g_test_run ();
}
