/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-index.h"

G_BEGIN_DECLS

/**
 * rb_bytes_line_format:
 * @bytes: (array length=length): all of it
 * @offset: of the line's first byte
 * @n_columns: bytes a line, at most 16
 *
 * "0010  49 4e 56 49 54 45 20 73  69 70 3a …  INVITE sip:…": offset, hexadecimal, ASCII with '.' for
 * what cannot be printed. Always pure ASCII, so that a character is a byte.
 *
 * Returns: (transfer full)
 */
char *rb_bytes_line_format (const guint8 *bytes, gsize length, gsize offset, guint n_columns);

/* Which bytes of the line at @offset lie in @mark: FALSE when none, else the ranges of
 * characters to mark in the hexadecimal and in the text part. */
gboolean rb_bytes_line_get_mark (RbSpan mark, gsize length, gsize offset, guint n_columns, RbSpan *hexadecimal,
                                 RbSpan *text);

G_END_DECLS
