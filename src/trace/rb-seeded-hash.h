/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seeded 64-bit hashes: keys made of what the network sent, which nobody there can make
 * collide. A hash begins with rb_hash_seed(). Not for secrets. */
guint64 rb_hash_seed (void);
guint64 rb_hash_mix (guint64 hash, guint64 word);
guint64 rb_hash_bytes (guint64 hash, const guint8 *bytes, gsize length);

G_END_DECLS
