/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which parts of a changed line differ: the longest common run of words, as long as there is budget for that; then
 * what lies between an equal beginning and an equal end. */

#include "rb-message-diff-private.h"

#include <string.h>

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80;
}

/* Words, and every other character for itself. (transfer full) (element-type RbSpan) */
static GArray *
split (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (RbSpan));

  for (const char *p = text; *p != '\0';)
    {
      const char *end = p;
      RbSpan span = { (guint32) (p - text), 0 };

      while (is_word (*end))
        end++;
      span.length = end > p ? (guint32) (end - p) : 1;
      g_array_append_val (words, span);
      p += span.length;
    }

  return words;
}

static gboolean
is_equal (const RbDiffLine *line, RbSpan a, RbSpan b)
{
  return a.length == b.length && memcmp (line->before + a.offset, line->after + b.offset, a.length) == 0;
}

/* What is side by side becomes one mark. */
static void
add_mark (GArray *marks, RbSpan span)
{
  RbSpan *last = marks->len > 0 ? &g_array_index (marks, RbSpan, marks->len - 1) : NULL;

  if (last != NULL && last->offset + last->length == span.offset)
    last->length += span.length;
  else
    g_array_append_val (marks, span);
}

#define WORD(words, i) g_array_index ((words), RbSpan, (i))

/* Longest common subsequence of the words a[first…), b[first…), of which there are @n and @m. */
static void
mark_words (RbDiffLine *line, GArray *a, GArray *b, guint first, guint n, guint m)
{
  gsize row = (gsize) m + 1;
  g_autofree guint16 *longest = g_new0 (guint16, ((gsize) n + 1) * row);
  guint i = 0;
  guint j = 0;

  for (guint x = n; x-- > 0;)
    for (guint y = m; y-- > 0;)
      longest[x * row + y] = is_equal (line, WORD (a, first + x), WORD (b, first + y))
                                 ? (guint16) (longest[(x + 1) * row + y + 1] + 1)
                                 : MAX (longest[(x + 1) * row + y], longest[x * row + y + 1]);

  while (i < n || j < m)
    if (i < n && j < m && is_equal (line, WORD (a, first + i), WORD (b, first + j)))
      {
        i++;
        j++;
      }
    else if (j >= m || (i < n && longest[(i + 1) * row + j] >= longest[i * row + j + 1]))
      add_mark (line->before_marks, WORD (a, first + i++));
    else
      add_mark (line->after_marks, WORD (b, first + j++));
}

void
rb_diff_mark (RbDiffLine *line, guint *budget)
{
  g_autoptr (GArray) a = split (line->before);
  g_autoptr (GArray) b = split (line->after);
  guint shorter = MIN (a->len, b->len);
  guint first = 0;
  guint last = 0;
  guint n;
  guint m;

  while (first < shorter && is_equal (line, WORD (a, first), WORD (b, first)))
    first++;
  while (last < shorter - first && is_equal (line, WORD (a, a->len - 1 - last), WORD (b, b->len - 1 - last)))
    last++;
  n = a->len - first - last;
  m = b->len - first - last;

  line->before_marks = g_array_new (FALSE, FALSE, sizeof (RbSpan));
  line->after_marks = g_array_new (FALSE, FALSE, sizeof (RbSpan));
  if ((guint64) n * m <= *budget)
    {
      *budget -= n * m;
      mark_words (line, a, b, first, n, m);
      return;
    }
  for (guint i = 0; i < n; i++)
    add_mark (line->before_marks, WORD (a, first + i));
  for (guint i = 0; i < m; i++)
    add_mark (line->after_marks, WORD (b, first + i));
}
