/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RbSipFrameLength:
 *
 * How far a growing buffer was looked at, so that a stream that arrives byte by byte costs no more than one
 * that arrives at once. All zero at the start of each message.
 */
typedef struct
{
  gsize    position;  /* of the line that is not complete yet */
  gsize    searched;  /* no line end before it */
  gsize    body;      /* offset of the body, 0 before the blank line */
  guint32  content_length;
  gboolean has_length;
  gboolean has_start; /* the start line was seen */
} RbSipFrameLength;

/* Length of the first complete message in a stream (RFC 3261 18.3), 0 when more bytes are
 * needed, -1 when the bytes cannot be framed. Leading CRLFs belong to the caller. */
gssize rb_sip_frame_length (const guint8 *bytes, gsize length);
/* The same for a buffer that only grew since the last call with this @self. */
gssize rb_sip_frame_length_continue (RbSipFrameLength *self, const guint8 *bytes, gsize length);

G_END_DECLS
