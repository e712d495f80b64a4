/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The address of an RFC's section, for the links of the window and of the lab report. Nothing is fetched here. */

#include "rb-rfc-uri.h"

#include <string.h>

#define PREFIX "RFC "
#define MAX_DIGITS 5

static gboolean
is_section_char (char c)
{
  return g_ascii_isalnum (c) || c == '.';
}

char *
rb_rfc_dup_uri (const char *rfc)
{
  g_autoptr (GString) uri = g_string_new ("https://www.rfc-editor.org/rfc/rfc");
  const char *number;
  const char *section;
  gsize n_digits;
  gsize length = 0;

  g_return_val_if_fail (rfc != NULL, NULL);

  if (!g_str_has_prefix (rfc, PREFIX))
    return NULL;
  number = rfc + strlen (PREFIX);
  n_digits = strspn (number, "0123456789");
  if (n_digits == 0 || n_digits > MAX_DIGITS)
    return NULL;

  g_string_append_len (uri, number, (gssize) n_digits);
  section = number + n_digits;
  if (*section != ' ')
    return g_string_free (g_steal_pointer (&uri), FALSE);

  section++;
  while (is_section_char (section[length]))
    length++;
  while (length > 0 && section[length - 1] == '.')
    length--;
  /* "17.1.1.2", "A.1" or "A": else it is a word such as "figure", which the page has no place for. */
  if (length > 0 && (g_ascii_isdigit (section[0]) || length == 1 || section[1] == '.'))
    g_string_append_printf (uri, "#%s-%.*s", g_ascii_isdigit (section[0]) ? "section" : "appendix", (int) length,
                            section);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}
