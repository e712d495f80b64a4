/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RbWavWriter RbWavWriter;

RbWavWriter *rb_wav_writer_new (const char *path, GError **error);
void         rb_wav_writer_push (RbWavWriter *self, const gint16 *samples, gsize n);
void         rb_wav_writer_free (RbWavWriter *self);

G_END_DECLS
