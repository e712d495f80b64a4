/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells of the CSV files that we write: what a stranger wrote can neither leave its cell nor become a formula of the
 * spreadsheet that opens the file. */

#include "rb-csv-cell.h"

#include <string.h>

/* Spreadsheets take a cell that begins so for a formula; an apostrophe makes it text. */
static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;
}

void
rb_csv_append_cell (GString *out, const char *text)
{
  gboolean formula = is_formula (text);

  if (!formula && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append (out, formula ? "\"'" : "\"");
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}
