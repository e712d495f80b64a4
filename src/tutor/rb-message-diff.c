/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two messages line by line, for the page Diff. Headers are matched by name, since their order means nothing
 * (RFC 3261 7.3.1); those of one name and the lines of the body keep their order. */

#include "rb-message-diff-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-field.h"
#include "rb-shown-text.h"

#define MAX_CELLS 1000000   /* of the table that aligns two bodies; beyond, the middle counts as rewritten */
#define MARK_BUDGET 4000000 /* cells for the words of all changed lines */
#define MAX_LOOK_AHEAD 16   /* lines, for one that was changed in its place */
#define NOTHING G_MAXUINT

typedef struct
{
  RbDiffPart part;
  char *name; /* of a header; "" else */
  char *key;  /* equal for the same line */
  char *text;
  guint match; /* line of the other message, or NOTHING */
} Line;

struct _RbMessageDiff
{
  GPtrArray *lines; /* of RbDiffLine */
  guint n_changes;
};

static void
line_free (gpointer data)
{
  Line *self = data;

  g_free (self->name);
  g_free (self->key);
  g_free (self->text);
  g_free (self);
}

static void
diff_line_free (gpointer data)
{
  RbDiffLine *self = data;

  g_free (self->name);
  g_free (self->before);
  g_free (self->after);
  g_clear_pointer (&self->before_marks, g_array_unref);
  g_clear_pointer (&self->after_marks, g_array_unref);
  g_free (self);
}

static void
add_line (GPtrArray *lines, RbDiffPart part, const char *name, const char *key, RbSpan span, const guint8 *bytes)
{
  Line *line = g_new0 (Line, 1);
  g_autofree char *text = rb_span_dup_line (span, bytes);

  line->part = part;
  line->name = g_strdup (name);
  line->text = rb_shown_text_line (text);
  if (g_utf8_strlen (line->text, -1) > RB_DIFF_MAX_LINE)
    {
      g_autofree char *start = g_utf8_substring (line->text, 0, RB_DIFF_MAX_LINE - 1);

      g_free (line->text);
      line->text = g_strconcat (start, "…", NULL);
    }
  line->key = key != NULL ? g_strdup (key) : g_steal_pointer (&text);
  line->match = NOTHING;
  g_ptr_array_add (lines, line);
}

static void
add_body (GPtrArray *lines, RbSpan body, const guint8 *bytes)
{
  gsize position = body.offset;
  gsize end = (gsize) body.offset + body.length;

  while (position < end)
    {
      const guint8 *feed = memchr (bytes + position, '\n', end - position);
      gsize next = feed != NULL ? (gsize) (feed - bytes) + 1 : end;
      gsize stop = feed != NULL ? next - 1 : end;

      if (stop > position && bytes[stop - 1] == '\r')
        stop--;
      add_line (lines, RB_DIFF_BODY, "", NULL, (RbSpan){ (guint32) position, (guint32) (stop - position) }, bytes);
      position = next;
    }
}

/* (transfer full) (element-type Line) */
static GPtrArray *
list_lines (RbMessage *message)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GListModel) fields = rb_message_list_fields (message);
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), NULL);
  RbSpan body = rb_message_get_index (message)->body;
  guint n = g_list_model_get_n_items (fields);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbField) field = RB_FIELD (g_list_model_get_item (fields, i));
      RbSpan span = rb_field_get_span (field);

      if (body.length > 0 && span.offset >= body.offset)
        break;
      if (i == 0)
        add_line (lines, RB_DIFF_START_LINE, "", NULL, span, bytes);
      else
        add_line (lines, RB_DIFF_HEADER, rb_field_get_name (field), rb_field_get_value (field), span, bytes);
    }
  add_body (lines, body, bytes);

  return lines;
}

static Line *
get_line (GPtrArray *lines, guint n)
{
  return g_ptr_array_index (lines, n);
}

static gboolean
is_equal (const Line *a, const Line *b)
{
  return g_str_equal (a->key, b->key);
}

static void
match (GPtrArray *before, guint i, GPtrArray *after, guint j)
{
  get_line (before, i)->match = j;
  get_line (after, j)->match = i;
}

/* name -> GArray of guint: the lines of each header. */
static GHashTable *
group_headers (GPtrArray *lines)
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = get_line (lines, i);
      g_autofree char *name = g_ascii_strdown (line->name, -1);
      GArray *group;

      if (line->part != RB_DIFF_HEADER)
        continue;
      group = g_hash_table_lookup (groups, name);
      if (group == NULL)
        {
          group = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (groups, g_steal_pointer (&name), group);
        }
      g_array_append_val (group, i);
    }

  return groups;
}

/* Via, Route and Record-Route grow and shrink at their top. */
static gboolean
is_stack (const char *name)
{
  return g_ascii_strcasecmp (name, "Via") == 0 || g_ascii_strcasecmp (name, "Route") == 0 ||
         g_ascii_strcasecmp (name, "Record-Route") == 0;
}

static void
match_group (GPtrArray *before, GArray *a, GPtrArray *after, GArray *b)
{
  guint shorter = MIN (a->len, b->len);
  guint first = 0;
  guint last = 0;

  while (first < shorter && is_equal (get_line (before, g_array_index (a, guint, first)),
                                      get_line (after, g_array_index (b, guint, first))))
    {
      match (before, g_array_index (a, guint, first), after, g_array_index (b, guint, first));
      first++;
    }
  while (last < shorter - first && is_equal (get_line (before, g_array_index (a, guint, a->len - 1 - last)),
                                             get_line (after, g_array_index (b, guint, b->len - 1 - last))))
    {
      match (before, g_array_index (a, guint, a->len - 1 - last), after, g_array_index (b, guint, b->len - 1 - last));
      last++;
    }
  if (is_stack (get_line (before, g_array_index (a, guint, 0))->name))
    for (; last < shorter - first; last++)
      match (before, g_array_index (a, guint, a->len - 1 - last), after, g_array_index (b, guint, b->len - 1 - last));
  else
    for (; first < shorter - last; first++)
      match (before, g_array_index (a, guint, first), after, g_array_index (b, guint, first));
}

static void
match_headers (GPtrArray *before, GPtrArray *after)
{
  g_autoptr (GHashTable) groups = group_headers (before);
  g_autoptr (GHashTable) others = group_headers (after);
  GHashTableIter iter;
  gpointer name;
  gpointer group;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &name, &group))
    {
      GArray *other = g_hash_table_lookup (others, name);

      if (other != NULL)
        match_group (before, group, after, other);
    }
}

/* Longest common subsequence of the lines from @a and @b on, of which there are @n and @m. */
static void
match_equal_lines (GPtrArray *before, guint a, guint n, GPtrArray *after, guint b, guint m)
{
  gsize row = (gsize) m + 1;
  g_autofree guint16 *longest = NULL;
  guint i = 0;
  guint j = 0;

  if ((guint64) n * m > MAX_CELLS)
    return;

  longest = g_new0 (guint16, ((gsize) n + 1) * row);
  for (guint x = n; x-- > 0;)
    for (guint y = m; y-- > 0;)
      longest[x * row + y] = is_equal (get_line (before, a + x), get_line (after, b + y))
                                 ? (guint16) (longest[(x + 1) * row + y + 1] + 1)
                                 : MAX (longest[(x + 1) * row + y], longest[x * row + y + 1]);
  while (i < n && j < m)
    if (is_equal (get_line (before, a + i), get_line (after, b + j)))
      match (before, a + i++, after, b + j++);
    else if (longest[(i + 1) * row + j] >= longest[i * row + j + 1])
      i++;
    else
      j++;
}

static gboolean
is_direction (const Line *line)
{
  static const char *const directions[] = { "a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive", NULL };

  return g_strv_contains (directions, line->key);
}

/* "a=rtpmap" and "m=audio": what makes two lines of SDP versions of one. */
static gboolean
has_same_type (const Line *a, const Line *b)
{
  gsize length = strcspn (a->key, a->key[0] == 'm' ? " " : ":");

  if (is_direction (a) && is_direction (b))
    return TRUE;
  if (a->key[0] == '\0' || a->key[1] != '=')
    return FALSE;
  if (a->key[0] != 'a' && a->key[0] != 'm')
    length = 2;

  return strncmp (a->key, b->key, length) == 0;
}

/* Between equal lines: what was changed in its place. */
static void
match_changed_lines (GPtrArray *before, guint a, guint a_end, GPtrArray *after, guint b, guint b_end)
{
  while (a < a_end && b < b_end)
    {
      guint found = NOTHING;

      if (get_line (before, a)->match != NOTHING)
        {
          b = get_line (before, a++)->match + 1;
          continue;
        }
      for (guint j = b; j < MIN (b_end, b + MAX_LOOK_AHEAD) && get_line (after, j)->match == NOTHING; j++)
        if (has_same_type (get_line (before, a), get_line (after, j)))
          {
            found = j;
            break;
          }
      if (found != NOTHING)
        {
          match (before, a, after, found);
          b = found + 1;
        }
      a++;
    }
}

static guint
find_body (GPtrArray *lines)
{
  guint i = lines->len;

  while (i > 0 && get_line (lines, i - 1)->part == RB_DIFF_BODY)
    i--;

  return i;
}

static void
match_bodies (GPtrArray *before, GPtrArray *after)
{
  guint a = find_body (before);
  guint b = find_body (after);
  guint a_end = before->len;
  guint b_end = after->len;

  for (; a < a_end && b < b_end && is_equal (get_line (before, a), get_line (after, b)); a++, b++)
    match (before, a, after, b);
  for (; a < a_end && b < b_end && is_equal (get_line (before, a_end - 1), get_line (after, b_end - 1));
       a_end--, b_end--)
    match (before, a_end - 1, after, b_end - 1);
  match_equal_lines (before, a, a_end - a, after, b, b_end - b);
  match_changed_lines (before, a, a_end, after, b, b_end);
}

static void
add (RbMessageDiff *self, const Line *before, const Line *after, const RbDiffPair *pair, guint *budget)
{
  RbDiffLine *line = g_new0 (RbDiffLine, 1);
  const Line *any = after != NULL ? after : before;

  line->part = any->part;
  line->name = g_strdup (any->name);
  line->before = before != NULL ? g_strdup (before->text) : NULL;
  line->after = after != NULL ? g_strdup (after->text) : NULL;
  line->kind = before == NULL             ? RB_DIFF_ADDED
               : after == NULL            ? RB_DIFF_REMOVED
               : is_equal (before, after) ? RB_DIFF_SAME
                                          : RB_DIFF_CHANGED;
  if (line->kind == RB_DIFF_CHANGED)
    rb_diff_mark (line, budget);
  if (line->kind != RB_DIFF_SAME)
    {
      rb_diff_explain (line, pair);
      self->n_changes++;
    }
  g_ptr_array_add (self->lines, line);
}

/* Lines of @before up to @end that are no more. */
static guint
add_removed (RbMessageDiff *self, GPtrArray *before, guint start, guint end, const RbDiffPair *pair, guint *budget)
{
  for (guint i = start; i < end; i++)
    if (get_line (before, i)->match == NOTHING)
      add (self, get_line (before, i), NULL, pair, budget);

  return MAX (start, end);
}

static void
lay_side_by_side (RbMessageDiff *self, GPtrArray *before, GPtrArray *after, const RbDiffPair *pair)
{
  guint budget = MARK_BUDGET;
  guint before_body = find_body (before);
  guint after_body = find_body (after);
  guint done = 0;

  for (guint i = 0; i < after->len; i++)
    {
      const Line *line = get_line (after, i);

      if (i == after_body)
        done = add_removed (self, before, done, before_body, pair, &budget);
      if (line->match != NOTHING)
        done = add_removed (self, before, done, line->match, pair, &budget);
      add (self, line->match != NOTHING ? get_line (before, line->match) : NULL, line, pair, &budget);
    }
  add_removed (self, before, done, before->len, pair, &budget);
}

RbMessageDiff *
rb_message_diff_new (RbTrace *trace, guint before, guint after)
{
  g_autoptr (RbMessage) first = NULL;
  g_autoptr (RbMessage) second = NULL;
  g_autoptr (GPtrArray) before_lines = NULL;
  g_autoptr (GPtrArray) after_lines = NULL;
  const RbFlowStep *step;
  guint leg = NOTHING;
  RbDiffPair pair;
  RbMessageDiff *self;

  g_return_val_if_fail (RB_IS_TRACE (trace), NULL);

  if (MAX (before, after) >= rb_trace_get_n_messages (trace))
    return NULL;

  first = rb_trace_get_message (trace, before);
  second = rb_trace_get_message (trace, after);
  step = rb_trace_get_step (trace, before);
  if (step != NULL)
    leg = step->leg;
  step = rb_trace_get_step (trace, after);
  pair = (RbDiffPair){ .before = first,
                       .after = second,
                       .before_index = rb_message_get_index (first),
                       .after_index = rb_message_get_index (second),
                       .is_other_hop = step != NULL && leg != NOTHING && step->leg != leg };

  before_lines = list_lines (first);
  after_lines = list_lines (second);
  if (before_lines->len > 0 && after_lines->len > 0 && get_line (before_lines, 0)->part == RB_DIFF_START_LINE &&
      get_line (after_lines, 0)->part == RB_DIFF_START_LINE)
    match (before_lines, 0, after_lines, 0);
  match_headers (before_lines, after_lines);
  match_bodies (before_lines, after_lines);

  self = g_new0 (RbMessageDiff, 1);
  self->lines = g_ptr_array_new_with_free_func (diff_line_free);
  lay_side_by_side (self, before_lines, after_lines, &pair);

  return self;
}

void
rb_message_diff_free (RbMessageDiff *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self);
}

guint
rb_message_diff_get_n_lines (const RbMessageDiff *self)
{
  return self->lines->len;
}

const RbDiffLine *
rb_message_diff_get_line (const RbMessageDiff *self, guint n)
{
  return n < self->lines->len ? g_ptr_array_index (self->lines, n) : NULL;
}

guint
rb_message_diff_get_n_changes (const RbMessageDiff *self)
{
  return self->n_changes;
}

char *
rb_message_diff_format_summary (const RbMessageDiff *self)
{
  if (self->n_changes == 0)
    return g_strdup (_ ("Nothing differs: the same message was sent again."));

  return g_strdup_printf (ngettext ("%1$u of %2$u lines differs.", "%1$u of %2$u lines differ.", self->n_changes),
                          self->n_changes, self->lines->len);
}
