/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rb_shown_text_from_bytes:
 * @bytes: (array length=length): anything
 *
 * Text for people to look at: valid UTF-8 with line ends of CRLF or LF; any other control character
 * is shown as its picture (U+2400 …), a byte that is not UTF-8 and a character that would reorder or
 * break lines (bidirectional controls, U+2028) as U+FFFD.
 *
 * Returns: (transfer full)
 */
char *rb_shown_text_from_bytes (const guint8 *bytes, gsize length);
/* The same of a text from the network that is shown in one line: line ends are pictures as well,
 * and what no window could show is left out. (transfer full) */
char *rb_shown_text_line (const char *text);
/* That line of at most @max characters, the last of them “…” where there would have been more. (transfer full) */
char *rb_shown_text_cut (const char *text, guint max);
/* Where @offset in @bytes is found in that text, in characters. */
guint rb_shown_text_find (const guint8 *bytes, gsize length, gsize offset);

G_END_DECLS
