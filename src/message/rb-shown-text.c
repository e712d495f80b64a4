/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Anything from the network or a file as text that people look at: it cannot break lines, reorder them,
 * or be no text at all. The window, the explanations and the reports show nothing foreign but through this. */

#include "rb-shown-text.h"

#include <string.h>

#define MAX_LINE 1024 /* bytes of a text shown in one line: more than fits any window */

static gboolean
would_disturb_lines (gunichar c)
{
  return c == 0x85 || c == 0x2028 || c == 0x2029      /* line breaks */
         || c == 0x061c || c == 0x200e || c == 0x200f /* bidirectional marks */
         || (c >= 0x202a && c <= 0x202e)              /* embeddings and overrides */
         || (c >= 0x2066 && c <= 0x2069);             /* isolates */
}

/* The character that stands for the bytes at @offset, 0 for none; returns how many bytes it takes. */
static gsize
next_character (const guint8 *bytes, gsize length, gsize offset, gunichar *out)
{
  guint8 byte = bytes[offset];
  gunichar c;

  *out = byte;
  if (byte == '\r' && offset + 1 < length && bytes[offset + 1] == '\n')
    *out = 0;
  else if (byte == 0x7f)
    *out = 0x2421;
  else if (byte < ' ' && byte != '\n' && byte != '\t')
    *out = 0x2400 + byte;
  if (byte < 0x80)
    return 1;

  c = g_utf8_get_char_validated ((const char *) bytes + offset, (gssize) MIN (length - offset, 6));
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      *out = 0xfffd;
      return 1;
    }

  *out = would_disturb_lines (c) || (c >= 0x80 && c < 0xa0) ? 0xfffd : c;

  return (gsize) g_unichar_to_utf8 (c, NULL);
}

char *
rb_shown_text_from_bytes (const guint8 *bytes, gsize length)
{
  GString *text = g_string_sized_new (length + 1);
  gunichar c;

  for (gsize i = 0; i < length;)
    {
      i += next_character (bytes, length, i, &c);
      if (c != 0)
        g_string_append_unichar (text, c);
    }

  return g_string_free (text, FALSE);
}

char *
rb_shown_text_line (const char *text)
{
  gsize length = strlen (text);
  GString *line = g_string_new (NULL);
  gunichar c;

  for (gsize i = 0; i < length;)
    {
      if (line->len >= MAX_LINE)
        {
          g_string_append (line, "…");
          break;
        }
      i += next_character ((const guint8 *) text, length, i, &c);
      if (c == '\n' || c == '\t')
        c += 0x2400;
      if (c != 0)
        g_string_append_unichar (line, c);
    }

  return g_string_free (line, FALSE);
}

guint
rb_shown_text_find (const guint8 *bytes, gsize length, gsize offset)
{
  guint n = 0;
  gunichar c;

  for (gsize i = 0; i < MIN (offset, length);)
    {
      i += next_character (bytes, length, i, &c);
      if (c != 0)
        n++;
    }

  return n;
}

char *
rb_shown_text_cut (const char *text, guint max)
{
  g_autofree char *line = NULL;
  const char *end;

  g_return_val_if_fail (text != NULL && max > 0, NULL);

  line = rb_shown_text_line (text);
  if (g_utf8_strlen (line, -1) <= (glong) max)
    return g_steal_pointer (&line);

  end = g_utf8_offset_to_pointer (line, max - 1);
  return g_strdup_printf ("%.*s…", (int) (end - line), line);
}
