/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line of the bytes view as text, and where a marked range lies in it. */

#include "rb-bytes-view-line.h"

#define HALF 8 /* a wider gap after this many bytes */

static guint
get_n_digits (gsize length)
{
  return length <= 0x10000 ? 4 : 8;
}

static guint
get_hexadecimal_column (gsize length, guint i)
{
  return get_n_digits (length) + 2 + 3 * i + (i >= HALF ? 1 : 0);
}

static guint
get_text_column (gsize length, guint i, guint n_columns)
{
  return get_hexadecimal_column (length, n_columns - 1) + 2 + 2 + i;
}

char *
rb_bytes_line_format (const guint8 *bytes, gsize length, gsize offset, guint n_columns)
{
  GString *line = g_string_new (NULL);
  guint n = (guint) MIN (length - offset, n_columns);

  g_string_append_printf (line, "%0*x  ", (int) get_n_digits (length), (guint) offset);
  for (guint i = 0; i < n_columns; i++)
    {
      if (i == HALF)
        g_string_append_c (line, ' ');
      if (i < n)
        g_string_append_printf (line, "%02x ", bytes[offset + i]);
      else
        g_string_append (line, "   ");
    }
  g_string_append_c (line, ' ');
  for (guint i = 0; i < n; i++)
    g_string_append_c (line, g_ascii_isprint (bytes[offset + i]) ? (char) bytes[offset + i] : '.');

  return g_string_free (line, FALSE);
}

gboolean
rb_bytes_line_get_mark (RbSpan mark, gsize length, gsize offset, guint n_columns, RbSpan *hexadecimal, RbSpan *text)
{
  gsize start = MAX (mark.offset, offset);
  gsize end = MIN ((gsize) mark.offset + mark.length, MIN (length, offset + n_columns));
  guint first;
  guint last;

  if (start >= end)
    return FALSE;

  first = (guint) (start - offset);
  last = (guint) (end - offset - 1);
  hexadecimal->offset = get_hexadecimal_column (length, first);
  hexadecimal->length = get_hexadecimal_column (length, last) + 2 - hexadecimal->offset;
  text->offset = get_text_column (length, first, n_columns);
  text->length = last - first + 1;

  return TRUE;
}
