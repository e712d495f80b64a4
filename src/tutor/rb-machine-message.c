/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What machines, their causes and the quiz call a message. */

#include "rb-machine-private.h"

#include "rb-shown-text.h"

#define WORDS_MAX 40 /* characters of a method or reason phrase in a sentence */

/* One harmless line, not too long. */
static char *
dup_words (RbSpan words, const guint8 *bytes)
{
  g_autofree char *line = rb_span_dup_line (words, bytes);
  g_autofree char *text = rb_shown_text_line (line);
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (text, -1) <= WORDS_MAX)
    return g_steal_pointer (&text);

  cut = g_utf8_substring (text, 0, WORDS_MAX - 1);
  return g_strconcat (cut, "…", NULL);
}

char *
rb_machine_message_format_method (const RbReading *self)
{
  return dup_words (self->index.method, self->bytes);
}

char *
rb_machine_message_format (const RbReading *self)
{
  g_autofree char *reason = NULL;

  if (self->index.is_request)
    return rb_machine_message_format_method (self);

  reason = dup_words (self->index.reason, self->bytes);
  return g_strdup_printf ("%u %s", self->index.status, reason);
}
