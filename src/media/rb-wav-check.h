/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the header of a WAV file says. */
typedef struct
{
  guint format;   /* 1 PCM, 3 float, 6 A-law, 7 µ-law */
  guint channels; /* 1…8 */
  guint rate;     /* 4000…192000 Hz */
  guint bits;     /* of a sample: 8, 16, 24, 32, 64 */
  guint64 data;   /* where the samples begin, and how many bytes of them there really are */
  guint64 data_size;
} RbWavInfo;

/* Whether @bytes, the first @size of a file of @file_size, begin a WAV file that can be played. */
gboolean rb_wav_read_header (const guint8 *bytes, gsize size, guint64 file_size, RbWavInfo *out);
/* Whether the file @path can be played: a regular file of at most 512 MiB with at least 0.1 s of sound. Errors:
 * G_IO_ERROR, a sentence for people. */
gboolean rb_wav_check (const char *path, GError **error);

G_END_DECLS
