/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-tone-player.h"

G_BEGIN_DECLS

void rb_tones_mix (RbTone tone, guint64 position, gint16 *samples, gsize n);
void rb_tones_mix_key (char key, guint64 position, gint16 *samples, gsize n);

#define RB_TONES_KEYS "0123456789*#ABCD"

/* The same as it is sent to the far end (ITU-T Q.23, Q.24): @length samples long, at the levels of a telephone. */
void rb_tones_mix_sent_key (char key, guint64 position, guint64 length, gint16 *samples, gsize n);

G_END_DECLS
