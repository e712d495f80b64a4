/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-endpoint.h"

G_BEGIN_DECLS

/* Which sockets did something. Zeroed at first; takes 8 to 32 bytes an endpoint, and nothing per call. It
 * knows only hashes: once in 2⁶⁴ it is wrong. */
typedef struct
{
  guint64 *slots; /* (nullable) hashes; 0 is free */
  gsize    n_slots; /* a power of two */
  gsize    n_used;
} RbEndpointSet;

void     rb_endpoint_set_add (RbEndpointSet *self, const RbEndpoint *endpoint);
gboolean rb_endpoint_set_has (const RbEndpointSet *self, const RbEndpoint *endpoint);
void     rb_endpoint_set_clear (RbEndpointSet *self);

/* Mixes an endpoint into a seeded hash (rb_hash_seed()). */
guint64 rb_endpoint_mix (guint64 hash, const RbEndpoint *endpoint);

G_END_DECLS
