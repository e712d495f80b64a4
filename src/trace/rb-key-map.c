/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers by 64-bit hash, small for the thousands of flows that have a handful of keys each and
 * quick for the one that has a million. Keys are compared by their hash only: two of a million
 * fall together once in tens of millions of captures. */

#include "rb-key-map.h"

/* Up to here a walk over the entries is as quick as a table. */
#define LIST_MAX 16
/* The list grows by so many entries. */
#define LIST_STEP 8

struct _RbKeyMapEntry
{
  guint32 key[2]; /* as halves: 12 bytes, not 16 */
  guint32 value;
};

static inline gboolean
entry_has_key (const RbKeyMapEntry *entry, guint64 key)
{
  return entry->key[0] == (guint32) key && entry->key[1] == key >> 32;
}

static inline void
entry_set (RbKeyMapEntry *entry, guint64 key, guint32 value)
{
  entry->key[0] = (guint32) key;
  entry->key[1] = key >> 32;
  entry->value = value;
}

/* The entry of @key, or the empty one where it would be. */
static RbKeyMapEntry *
find_slot (const RbKeyMap *self, guint64 key)
{
  guint32 at = key >> 32 & (self->size - 1);

  while (self->entries[at].value != RB_KEY_MAP_NONE && !entry_has_key (&self->entries[at], key))
    at = (at + 1) & (self->size - 1);
  return &self->entries[at];
}

static RbKeyMapEntry *
find_entry (const RbKeyMap *self, guint64 key)
{
  if (self->size > 0)
    {
      RbKeyMapEntry *entry = find_slot (self, key);

      return entry->value != RB_KEY_MAP_NONE ? entry : NULL;
    }

  for (guint32 i = self->n_entries; i > 0; i--)
    if (entry_has_key (&self->entries[i - 1], key))
      return &self->entries[i - 1];
  return NULL;
}

static void
grow_table (RbKeyMap *self)
{
  g_autofree RbKeyMapEntry *before = self->entries;
  guint32 n_before = self->size > 0 ? self->size : self->n_entries;

  self->size = self->size > 0 ? self->size * 2 : LIST_MAX * 4;
  self->entries = g_new (RbKeyMapEntry, self->size);
  for (guint32 i = 0; i < self->size; i++)
    self->entries[i].value = RB_KEY_MAP_NONE;
  for (guint32 i = 0; i < n_before; i++)
    if (before[i].value != RB_KEY_MAP_NONE)
      {
        guint64 key = (guint64) before[i].key[1] << 32 | before[i].key[0];

        entry_set (find_slot (self, key), key, before[i].value);
      }
}

void
rb_key_map_clear (RbKeyMap *self)
{
  g_clear_pointer (&self->entries, g_free);
  self->n_entries = self->size = 0;
}

guint32
rb_key_map_lookup (const RbKeyMap *self, guint64 key)
{
  const RbKeyMapEntry *entry = find_entry (self, key);

  return entry != NULL ? entry->value : RB_KEY_MAP_NONE;
}

void
rb_key_map_insert (RbKeyMap *self, guint64 key, guint32 value)
{
  RbKeyMapEntry *entry = find_entry (self, key);

  g_return_if_fail (value != RB_KEY_MAP_NONE);

  if (entry != NULL)
    {
      entry->value = value;
      return;
    }

  if (self->size > 0 ? self->n_entries >= self->size / 4 * 3 : self->n_entries >= LIST_MAX)
    grow_table (self);
  if (self->size > 0)
    {
      entry = find_slot (self, key);
    }
  else
    {
      if (self->n_entries % LIST_STEP == 0)
        self->entries = g_renew (RbKeyMapEntry, self->entries, self->n_entries + LIST_STEP);
      entry = &self->entries[self->n_entries];
    }
  entry_set (entry, key, value);
  self->n_entries++;
}
