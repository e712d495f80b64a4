/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What must hold of everything that is shown, whatever the network sent: it is text, it stays in its place, and it is
 * not longer than what it is about deserves. */

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Bytes of a statement: our own longest sentences, with their quotes. */
#define HARMLESS_MAX_TEXT 4000

/* One line of at most @max bytes: UTF-8 without control characters and what reorders text. */
void harmless_assert_text (const char *text, gsize max);
/* The same of many lines. */
void harmless_assert_lines (const char *text);
/* Ids, texts, tables and citations. @n_messages: of its trace */
void harmless_assert_lesson (const RbLesson *lesson, guint n_messages);
/* Every tag, attribute and link is one that the report writes itself, and tags are nested as they should. */
void harmless_assert_html (const char *html);
/* The same of a report in Markdown. */
void harmless_assert_markdown (const char *markdown);

G_END_DECLS
