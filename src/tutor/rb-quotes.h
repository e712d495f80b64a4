/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Values and numbers of messages for the sentences of one lesson: they live as long as its GStringChunk, so that a call
 * of rb_lesson_add_printf() can take them as they are. */

#include "rb-lesson.h"
#include "rb-shown-text.h"

G_BEGIN_DECLS

static inline const char *
rb_quote (GStringChunk *pool, const char *value)
{
  g_autofree char *quoted = rb_lesson_quote (value != NULL ? value : "");

  return g_string_chunk_insert (pool, quoted);
}

/* "No. 5" */
static inline const char *
rb_quote_number (GStringChunk *pool, guint position)
{
  g_autofree char *number = rb_lesson_format_number (position);

  return g_string_chunk_insert (pool, number);
}

/* Without quotation marks, for cells and formulas: one harmless line of at most @max characters. */
static inline const char *
rb_quote_plain (GStringChunk *pool, const char *value, glong max)
{
  g_autofree char *line = rb_shown_text_line (value != NULL ? value : "");
  g_autofree char *start = NULL;
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (line, -1) <= max)
    return g_string_chunk_insert (pool, line);
  start = g_utf8_substring (line, 0, max - 1);
  cut = g_strconcat (start, "…", NULL);
  return g_string_chunk_insert (pool, cut);
}

G_END_DECLS
