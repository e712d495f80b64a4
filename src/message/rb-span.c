/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Spans as text for people, and compared. Whatever bytes a message holds, what leaves here is valid UTF-8 that no
 * terminal or text view takes for a command. */

#include "rb-sip-index.h"

#include <string.h>

static char *
dup_text (RbSpan span, const guint8 *bytes, gboolean one_line)
{
  g_autofree char *valid = NULL;
  GString *text;

  if (span.length == 0)
    return g_strdup ("");

  valid = g_utf8_make_valid ((const char *) bytes + span.offset, span.length);
  text = g_string_sized_new (strlen (valid) + 1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (one_line && (*p == '\r' || *p == '\n'))
        {
          g_string_append_c (text, ' ');
          p += strspn (p, " \t\r\n") - 1;
        }
      else if (*p == '\t' || *p == '\r' || *p == '\n')
        g_string_append_c (text, one_line ? ' ' : *p);
      else if (g_unichar_iscntrl (g_utf8_get_char (p)))
        g_string_append (text, "\357\277\275"); /* U+FFFD */
      else
        g_string_append_len (text, p, g_utf8_next_char (p) - p);
    }

  return g_string_free (text, FALSE);
}

/**
 * rb_span_dup:
 *
 * Returns: (transfer full): the span as valid UTF-8; bytes that are none, and control characters other than
 *   tab, CR and LF, become U+FFFD. "" for an absent span.
 */
char *
rb_span_dup (RbSpan span, const guint8 *bytes)
{
  return dup_text (span, bytes, FALSE);
}

/**
 * rb_span_dup_line:
 *
 * Returns: (transfer full): as rb_span_dup(), on one line: a fold becomes one space (RFC 3261 7.3.1)
 */
char *
rb_span_dup_line (RbSpan span, const guint8 *bytes)
{
  return dup_text (span, bytes, TRUE);
}

gboolean
rb_span_equal (RbSpan a, const guint8 *a_bytes, RbSpan b, const guint8 *b_bytes)
{
  return a.length == b.length && (a.length == 0 || memcmp (a_bytes + a.offset, b_bytes + b.offset, a.length) == 0);
}

gboolean
rb_span_is (RbSpan span, const guint8 *bytes, const char *text)
{
  return span.length == strlen (text) && (span.length == 0 || memcmp (bytes + span.offset, text, span.length) == 0);
}
