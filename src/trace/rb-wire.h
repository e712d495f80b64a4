/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A part of a packet that is still to be read. Plain data; the bytes belong to somebody else. */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
} RbWirePart;

/* Numbers in network byte order. */
static inline guint16
rb_wire_get16 (const guint8 *at)
{
  return (guint16) ((at[0] << 8) | at[1]);
}

static inline guint32
rb_wire_get32 (const guint8 *at)
{
  return ((guint32) rb_wire_get16 (at) << 16) | rb_wire_get16 (at + 2);
}

/* Moves over a header; FALSE, and nothing changes, when the part is not that long. */
static inline gboolean
rb_wire_skip (RbWirePart *part, gsize length)
{
  if (length > part->length)
    return FALSE;

  part->bytes += length;
  part->length -= length;
  return TRUE;
}

G_END_DECLS
