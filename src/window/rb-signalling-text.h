/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ladder.h"
#include "rb-scope-model.h"

G_BEGIN_DECLS

/* Seconds with @decimals digits after a point, whatever the locale, as Wireshark writes them. (transfer full) */
char *rb_signalling_format_seconds (gint64 us, guint decimals);

/* "+0.168", the time of a ladder's row. (transfer full) */
char *rb_signalling_format_ladder_time (gint64 us);

/* A ladder's row as one sentence: "+0.168 s, Proxy to You: 407 Proxy Authentication Required". (transfer full) */
char *rb_signalling_format_row (RbLadder *ladder, const RbLadderRow *row);

/* What the trace knows of a message beside its bytes ("Response to No. 1 after 166.032 ms"),
 * or NULL. @position in @trace. (transfer full) (nullable) */
char *rb_signalling_format_step (RbTrace *trace, guint position);

/**
 * rb_signalling_text_from_bytes:
 * @bytes: (array length=length): anything
 *
 * Text for people to look at: valid UTF-8 with line ends of CRLF or LF; any other control character
 * is shown as its picture (U+2400 …), a byte that is not UTF-8 and a character that would reorder or
 * break lines (bidirectional controls, U+2028) as U+FFFD.
 *
 * Returns: (transfer full)
 */
char *rb_signalling_text_from_bytes (const guint8 *bytes, gsize length);
/* The same of a text from the network that is shown in one line: line ends are pictures as well,
 * and what no window could show is left out. (transfer full) */
char *rb_signalling_text_line (const char *text);
/* Where @offset in @bytes is found in that text, in characters. */
guint rb_signalling_text_find (const guint8 *bytes, gsize length, gsize offset);

G_END_DECLS
