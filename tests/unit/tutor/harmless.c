/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Invariants of texts, lessons and reports. */

#include "harmless.h"

#include <string.h>

#include "rb-shown-text.h"

#define MAX_BLOCKS 1000 /* of one lesson: more than a whole call in all its transactions needs */
#define MAX_ROWS 1000
#define MAX_CITED 32
#define MAX_CELL 1100 /* rb_shown_text_line() cuts there */

static const char id_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";

/* The first place where it is not what it is shown as. (nullable) */
static const char *
find_harm (const char *text)
{
  g_autofree char *shown = rb_shown_text_from_bytes ((const guint8 *) text, strlen (text));
  gsize i = 0;

  while (text[i] == shown[i] && text[i] != '\t' && text[i] != '\r' && text[i] != '\0')
    i++;
  return text[i] == shown[i] && text[i] == '\0' ? NULL : text + i;
}

void
harmless_assert_text (const char *text, gsize max)
{
  if (text == NULL || find_harm (text) != NULL || strchr (text, '\n') != NULL)
    g_error ("not one harmless line: %s", text);
  if (strlen (text) > max)
    g_error ("%zu bytes long: %s", strlen (text), text);
}

void
harmless_assert_lines (const char *text)
{
  const char *harm = find_harm (text);

  if (harm != NULL)
    g_error ("not harmless: …%.80s", MAX (text, harm - 20));
}

static void
assert_id (const char *id)
{
  if (*id == '\0' || id[strspn (id, id_characters)] != '\0')
    g_error ("“%s” is no id", id);
}

static void
assert_table (const RbLessonBlock *block, guint n_messages)
{
  g_assert_cmpuint (block->columns->len, >, 0);
  if (block->rows->len > MAX_ROWS)
    g_error ("%s has %u rows", block->id, block->rows->len);
  for (guint i = 0; i < block->columns->len; i++)
    harmless_assert_text (g_ptr_array_index (block->columns, i), MAX_CELL);
  for (guint i = 0; i < block->rows->len; i++)
    {
      GArray *row = g_ptr_array_index (block->rows, i);

      g_assert_cmpuint (row->len, ==, block->columns->len);
      for (guint j = 0; j < row->len; j++)
        {
          const RbLessonCell *cell = &g_array_index (row, RbLessonCell, j);

          if (cell->text != NULL)
            harmless_assert_text (cell->text, MAX_CELL);
          g_assert_true (cell->position == RB_FLOW_NONE || cell->position < n_messages);
        }
    }
}

void
harmless_assert_lesson (const RbLesson *lesson, guint n_messages)
{
  if (rb_lesson_get_n_blocks (lesson) > MAX_BLOCKS)
    g_error ("%u blocks, one is %s", rb_lesson_get_n_blocks (lesson), rb_lesson_get_block (lesson, MAX_BLOCKS)->id);
  for (guint i = 0; i < rb_lesson_get_n_blocks (lesson); i++)
    {
      const RbLessonBlock *block = rb_lesson_get_block (lesson, i);

      assert_id (block->id);
      harmless_assert_text (block->text, HARMLESS_MAX_TEXT);
      if (block->positions->len > MAX_CITED)
        g_error ("%s cites %u messages", block->id, block->positions->len);
      for (guint j = 0; j < block->positions->len; j++)
        g_assert_cmpuint (g_array_index (block->positions, guint, j), <, n_messages);
      if (block->kind == RB_LESSON_TABLE)
        assert_table (block, n_messages);
      for (guint j = 0; block->pieces != NULL && j < block->pieces->len; j++)
        harmless_assert_text (g_array_index (block->pieces, RbLessonPiece, j).text, MAX_CELL);
    }
}

static gboolean
is_one_of (const char *const *list, const char *word)
{
  return g_strv_contains (list, word);
}

static const char *const attributes[] = {
  "charset", "class", "content", "cx",   "cy",    "d",       "fill",  "height", "href",  "http-equiv", "id",
  "lang",    "name",  "r",       "role", "scope", "viewBox", "width", "x", "x1", "x2", "xmlns", "y", "y1", "y2", NULL,
};

static const char *const elements[] = {
  "a",     "body",  "caption", "circle",   "code", "dd",    "details", "dl",    "dt",      "figure",
  "g",     "h1",    "h2",      "h3",       "h4",   "h5",    "h6",      "head",  "html",    "line",
  "p",     "path",  "polygon", "polyline", "pre",  "rect",  "span",    "style", "summary", "svg",
  "table", "tbody", "td",      "text",     "th",   "thead", "title",   "tr",    "tspan",   NULL,
};
static const char *const void_elements[] = { "meta", "wbr", NULL };
static const char *const references[] = { "amp;", "lt;", "gt;", "quot;", "apos;", "#39;", NULL };

static void
assert_attribute (const char *name, const char *value)
{
  if (!is_one_of (attributes, name) || strpbrk (value, "<>") != NULL)
    g_error ("attribute %s=\"%s\"", name, value);
  if (strcmp (name, "href") == 0 && value[0] != '#' && !g_str_has_prefix (value, "https://www.rfc-editor.org/rfc/"))
    g_error ("link to %s", value);
}

/* From behind the name of a tag up to its ">". @closed: (out): it is its own end */
static const char *
skip_attributes (const char *at, gboolean *closed)
{
  while (*at == ' ' || *at == '\n')
    {
      const char *name = ++at;
      gsize length = strcspn (name, "= />\n");
      const char *value = name + length;
      g_autofree char *name_text = g_strndup (name, length);
      g_autofree char *value_text = NULL;

      if (length == 0)
        continue;
      if (!g_str_has_prefix (value, "=\"") || strchr (value + 2, '"') == NULL)
        g_error ("attribute without value: %.60s", name);
      at = strchr (value + 2, '"') + 1;
      value_text = g_strndup (value + 2, (gsize) (at - 1 - (value + 2)));
      assert_attribute (name_text, value_text);
    }
  *closed = *at == '/';
  at += *closed;
  if (*at != '>')
    g_error ("tag without end: %.60s", at);
  return at + 1;
}

/* @open: names of the elements around it. Returns what follows the tag. */
static const char *
skip_tag (const char *at, GPtrArray *open)
{
  gboolean is_end = at[1] == '/';
  const char *name = at + 1 + is_end;
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789");
  g_autofree char *element = g_strndup (name, length);
  gboolean closed = FALSE;

  if (!is_one_of (elements, element) && !is_one_of (void_elements, element))
    g_error ("tag %.60s", at);
  if (is_end)
    {
      if (open->len == 0 || strcmp (g_ptr_array_index (open, open->len - 1), element) != 0 || name[length] != '>')
        g_error ("end of what is not open: %.60s", at);
      g_ptr_array_set_size (open, open->len - 1);
      return name + length + 1;
    }

  at = skip_attributes (name + length, &closed);
  if (strcmp (element, "style") == 0)
    {
      at = strstr (at, "</style>");
      g_assert_nonnull (at);
    }
  if (!closed && !is_one_of (void_elements, element))
    g_ptr_array_add (open, g_steal_pointer (&element));
  return at;
}

static const char *
skip_reference (const char *at)
{
  for (guint i = 0; references[i] != NULL; i++)
    if (g_str_has_prefix (at + 1, references[i]))
      return at + 1 + strlen (references[i]);
  g_error ("reference %.20s", at);
}

void
harmless_assert_html (const char *html)
{
  static const char doctype[] = "<!DOCTYPE html>\n";
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_free);
  const char *at = html + strlen (doctype);

  harmless_assert_lines (html);
  g_assert_true (g_str_has_prefix (html, doctype));
  while (*at != '\0')
    {
      if (*at == '<')
        at = skip_tag (at, open);
      else if (*at == '&')
        at = skip_reference (at);
      else if (*at == '>')
        g_error ("stray: %.60s", at);
      else
        at++;
    }
  g_assert_cmpuint (open->len, ==, 0);
}

/* A backslash or a tag of ours; returns what follows. */
static const char *
skip_markdown (const char *at)
{
  static const char anchor[] = "<a id=\"m";
  static const char anchor_end[] = "\"></a>";

  if (*at == '\\')
    {
      g_assert_true (g_ascii_ispunct (at[1]));
      return at + 2;
    }
  if (*at == '&')
    return skip_reference (at);
  if (*at == '<')
    {
      const char *end = at + strlen (anchor);

      if (!g_str_has_prefix (at, anchor))
        g_error ("tag %.60s", at);
      end += strspn (end, "0123456789");
      g_assert_true (g_str_has_prefix (end, anchor_end));
      return end + strlen (anchor_end);
    }
  if (g_str_has_prefix (at, "]("))
    {
      gsize length = strcspn (at, ")");

      if (!g_str_has_prefix (at, "](#m") && !g_str_has_prefix (at, "](report-"))
        g_error ("link %.60s", at);
      return at + length + 1;
    }
  return at + 1;
}

/* Of a line of a table: cells, else 0. */
static guint
count_cells (const char *line)
{
  guint n = 0;

  if (*line != '|')
    return 0;
  for (const char *p = line; *p != '\0' && *p != '\n'; p++)
    {
      n += *p == '|';
      if (*p == '\\' && p[1] != '\0')
        p++;
    }
  return n;
}

void
harmless_assert_markdown (const char *markdown)
{
  guint before = 0;

  harmless_assert_lines (markdown);
  for (const char *at = markdown; *at != '\0';)
    {
      if (at == markdown || at[-1] == '\n')
        {
          guint cells = count_cells (at);

          g_assert_true (before == 0 || cells == 0 || cells == before);
          before = cells;
        }
      at = skip_markdown (at);
    }
}
