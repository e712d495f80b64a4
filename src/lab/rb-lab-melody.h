/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A short melody as a WAV file's bytes: 16 kHz, mono, 16 bit, about 9 s, made to be looped. (transfer full) */
GBytes *rb_lab_melody_new (void);

G_END_DECLS
