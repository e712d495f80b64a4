/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A set of endpoints by their seeded hash, with open addressing: the SIP collector notes in it who spoke SIP, for
 * every message, so it may not allocate each time. */

#include "rb-endpoint-set.h"

#include <string.h>

#include "rb-seeded-hash.h"

#define FIRST_SLOTS 64

guint64
rb_endpoint_mix (guint64 hash, const RbEndpoint *endpoint)
{
  guint64 word = (guint64) endpoint->family << 16 | endpoint->port;
  guint32 first;

  memcpy (&first, endpoint->addr, sizeof first);
  hash = rb_hash_mix (hash, word << 32 | first);
  return endpoint->family == 6 ? rb_hash_bytes (hash, endpoint->addr + 4, sizeof endpoint->addr - 4) : hash;
}

static guint64
get_hash (const RbEndpoint *endpoint)
{
  guint64 hash = rb_endpoint_mix (rb_hash_seed (), endpoint);

  return hash != 0 ? hash : 1;
}

/* The slot of @hash, or the free one where it belongs. */
static guint64 *
find (const RbEndpointSet *self, guint64 hash)
{
  gsize at = hash & (self->n_slots - 1);

  while (self->slots[at] != 0 && self->slots[at] != hash)
    at = (at + 1) & (self->n_slots - 1);
  return &self->slots[at];
}

static void
grow (RbEndpointSet *self)
{
  RbEndpointSet bigger = { .n_slots = MAX (FIRST_SLOTS, self->n_slots * 2), .n_used = self->n_used };

  bigger.slots = g_new0 (guint64, bigger.n_slots);
  for (gsize i = 0; i < self->n_slots; i++)
    if (self->slots[i] != 0)
      *find (&bigger, self->slots[i]) = self->slots[i];
  g_free (self->slots);
  *self = bigger;
}

void
rb_endpoint_set_add (RbEndpointSet *self, const RbEndpoint *endpoint)
{
  guint64 hash = get_hash (endpoint);
  guint64 *slot;

  if (self->n_used * 2 >= self->n_slots)
    grow (self);
  slot = find (self, hash);
  self->n_used += *slot == 0;
  *slot = hash;
}

gboolean
rb_endpoint_set_has (const RbEndpointSet *self, const RbEndpoint *endpoint)
{
  return self->slots != NULL && *find (self, get_hash (endpoint)) != 0;
}

void
rb_endpoint_set_clear (RbEndpointSet *self)
{
  g_free (self->slots);
  *self = (RbEndpointSet){ 0 };
}
