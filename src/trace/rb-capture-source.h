/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RbCaptureSource:
 * @at: the next byte; the reader moves it forward, up to @end
 * @end: of the bytes at hand
 * @owner: (nullable): what the bytes lie in when they stay (a mapped file); NULL: they are gone
 *   with the next rb_capture_source_peek()
 *
 * The bytes of a capture one after the other, wherever they come from.
 */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
  GBytes *owner;
} RbCaptureSource;

RbCaptureSource *rb_capture_source_open (const char *path, GCancellable *cancellable, GError **error);
void rb_capture_source_free (RbCaptureSource *self);

const guint8 *rb_capture_source_fill (RbCaptureSource *self, gsize length);
guint64 rb_capture_source_tell (RbCaptureSource *self); /* offset of @at, after unpacking */
double rb_capture_source_get_fraction (RbCaptureSource *self);
gboolean rb_capture_source_is_packed (RbCaptureSource *self);
char *rb_capture_source_dup_problem (RbCaptureSource *self);

/* The next @length bytes in one piece, not taken yet; NULL when the source ends before. */
static inline const guint8 *
rb_capture_source_peek (RbCaptureSource *self, gsize length)
{
  return G_LIKELY ((gsize) (self->end - self->at) >= length) ? self->at : rb_capture_source_fill (self, length);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbCaptureSource, rb_capture_source_free)

G_END_DECLS
