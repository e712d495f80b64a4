/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-tone-player.h"

G_BEGIN_DECLS

void rb_tones_mix (RbTone tone, guint64 position, gint16 *samples, gsize n);
void rb_tones_mix_key (char key, guint64 position, gint16 *samples, gsize n);

G_END_DECLS
