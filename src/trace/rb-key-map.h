/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_KEY_MAP_NONE G_MAXUINT32

typedef struct _RbKeyMapEntry RbKeyMapEntry;

/* Seeded 64-bit keys (rb-seeded-hash.h) → numbers. All zero: empty. A few entries are searched
 * one by one in 12 bytes each; more become an open-addressing table. */
typedef struct
{
  RbKeyMapEntry *entries;
  guint32        n_entries;
  guint32        size; /* of the table, a power of two; 0 while it is a list */
} RbKeyMap;

void    rb_key_map_clear (RbKeyMap *self);
guint32 rb_key_map_lookup (const RbKeyMap *self, guint64 key); /* %RB_KEY_MAP_NONE when absent */
void    rb_key_map_insert (RbKeyMap *self, guint64 key, guint32 value); /* replaces */

G_END_DECLS
