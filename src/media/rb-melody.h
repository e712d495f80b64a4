/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The built-in tune, about 9 s long and without end: what a held party and a caller of the music robot hear.
 * Fills @samples (48 kHz) from @position samples after its beginning. Pure. */
void rb_melody_fill (guint64 position, gint16 *samples, gsize n);

G_END_DECLS
