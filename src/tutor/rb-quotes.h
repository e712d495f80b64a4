/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Values and numbers of messages for the sentences of one lesson: they live as long as its GStringChunk, so that a call
 * of rb_lesson_add_printf() can take them as they are. */

#include "rb-lesson.h"

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

G_END_DECLS
