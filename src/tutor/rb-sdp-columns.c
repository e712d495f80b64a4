/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offer and answer line by line. The m= lines of an answer are those of the offer in the same order (RFC 3264 6), so
 * that sections are paired by their number; within them lines are paired by what they are about. */

#include "rb-sdp-columns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-negotiation.h"

#define MAX_LINES 400 /* of one description: a body may have 30 000 */

/* Keys of the media (RFC 4568 9.1, k= of RFC 8866) stay in the message: a lesson is printed and handed in. */
static char *
dup_without_key (const RbSpan *span, const guint8 *bytes)
{
  static const char mark[] = "inline:";
  g_autofree char *line = rb_span_dup_line (*span, bytes);
  g_autofree char *lower = g_ascii_strdown (line, -1);
  g_autoptr (GString) shown = g_string_new (NULL);
  const char *colon = strchr (line, ':');
  gsize at = 0;

  if (g_str_has_prefix (line, "k=") && colon != NULL)
    return g_strdup_printf ("%.*s:…", (int) (colon - line), line);
  for (const char *key; (key = strstr (lower + at, mark)) != NULL; at += strcspn (line + at, "|; "))
    {
      gsize begin = (gsize) (key - lower) + strlen (mark);

      g_string_append_len (shown, line + at, (gssize) (begin - at));
      g_string_append (shown, "…");
      at = begin;
    }
  g_string_append (shown, line + at);
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

/* The lines of one session description. (transfer full) (element-type utf8) */
static GPtrArray *
list_lines (RbTrace *trace, guint position)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  RbSipIndex index;
  const guint8 *bytes;
  gsize length;
  gsize start;
  gsize end;

  if (position == RB_FLOW_NONE || position >= rb_trace_get_n_messages (trace))
    return lines;

  bytes = rb_trace_peek_bytes (trace, position, &length);
  rb_sip_index_parse (&index, bytes, length);
  start = index.sdp.offset;
  end = start + index.sdp.length;
  while (start < end && lines->len < MAX_LINES)
    {
      const guint8 *feed = memchr (bytes + start, '\n', end - start);
      gsize next = feed != NULL ? (gsize) (feed - bytes) : end;
      RbSpan span = { (guint32) start, (guint32) (next - start) };

      if (span.length > 0 && bytes[next - 1] == '\r')
        span.length--;
      if (span.length > 0)
        g_ptr_array_add (lines, dup_without_key (&span, bytes));
      start = next + 1;
    }

  return lines;
}

static const char *
get_line (GPtrArray *lines, guint n)
{
  return g_ptr_array_index (lines, n);
}

/* "a=rtpmap:96", "a=direction", "c=": equal for lines that say something about the same thing. (transfer full) */
static char *
dup_topic (const char *line)
{
  static const char *const directions[] = { "a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive", NULL };
  static const char *const by_format[] = { "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:", NULL };

  if (g_strv_contains (directions, line))
    return g_strdup ("a=direction");
  for (guint i = 0; by_format[i] != NULL; i++)
    if (g_str_has_prefix (line, by_format[i]))
      return g_strndup (line, strcspn (line, " "));
  if (g_str_has_prefix (line, "a="))
    return g_strndup (line, strcspn (line, ":"));

  return g_strndup (line, strcspn (line, "=") + 1);
}

static guint
find_media (GPtrArray *lines, guint start)
{
  while (start < lines->len && !g_str_has_prefix (get_line (lines, start), "m="))
    start++;

  return start;
}

/* topic -> GQueue of the lines (as GUINT_TO_POINTER) about it. */
static GHashTable *
group (GPtrArray *lines, guint start, guint end)
{
  GHashTable *topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);

  for (guint i = start; i < end; i++)
    {
      char *topic = dup_topic (get_line (lines, i));
      GQueue *queue = g_hash_table_lookup (topics, topic);

      if (queue == NULL)
        {
          queue = g_queue_new ();
          g_hash_table_insert (topics, topic, queue);
        }
      else
        g_free (topic);
      g_queue_push_tail (queue, GUINT_TO_POINTER (i));
    }

  return topics;
}

static void
add_row (RbLessonBlock *table, const char *left, const char *right)
{
  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, left, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, right, RB_TONE_PLAIN, RB_FLOW_NONE);
}

typedef struct
{
  GPtrArray *lines;
  guint start;
  guint end;
} Section;

static void
add_section (RbLessonBlock *table, const Section *offer, const Section *answer)
{
  g_autoptr (GHashTable) topics = group (answer->lines, answer->start, answer->end);
  g_autofree gboolean *is_paired = g_new0 (gboolean, answer->end - answer->start + 1);

  for (guint i = offer->start; i < offer->end; i++)
    {
      const char *line = get_line (offer->lines, i);
      g_autofree char *topic = dup_topic (line);
      GQueue *queue = g_hash_table_lookup (topics, topic);
      guint other;

      if (queue == NULL || g_queue_is_empty (queue))
        {
          add_row (table, line, "");
          continue;
        }
      other = GPOINTER_TO_UINT (g_queue_pop_head (queue));
      is_paired[other - answer->start] = TRUE;
      add_row (table, line, get_line (answer->lines, other));
    }
  for (guint i = answer->start; i < answer->end; i++)
    if (!is_paired[i - answer->start])
      add_row (table, "", get_line (answer->lines, i));
}

static Section
next_section (const Section *section)
{
  return (Section){ section->lines, section->end,
                    find_media (section->lines, MIN (section->end + 1, section->lines->len)) };
}

RbLesson *
rb_sdp_columns_new (RbTrace *trace, guint offer, guint answer)
{
  RbLesson *lesson = rb_lesson_new ();
  g_autoptr (GPtrArray) offered = list_lines (trace, offer);
  g_autoptr (GPtrArray) answered = list_lines (trace, answer);
  g_autofree char *offer_number = rb_lesson_format_number (offer);
  g_autofree char *answer_number = rb_lesson_format_number (answer);
  /* Translators: heading of a column: the offer of message "No. 1" */
  g_autofree char *offer_heading =
      offered->len > 0 ? g_strdup_printf (_ ("Offer, %s"), offer_number) : g_strdup (_ ("No offer"));
  /* Translators: heading of a column: the answer of message "No. 8" */
  g_autofree char *answer_heading =
      answered->len > 0 ? g_strdup_printf (_ ("Answer, %s"), answer_number) : g_strdup (_ ("No answer"));
  const char *const columns[] = { offer_heading, answer_heading, NULL };
  Section left = { offered, 0, find_media (offered, 0) };
  Section right = { answered, 0, find_media (answered, 0) };
  RbLessonBlock *table;

  if (offered->len + answered->len == 0)
    return lesson;

  table = rb_lesson_add_table (lesson, "sdp-columns", _ ("Side by side"), columns);
  rb_lesson_block_cite (table, offered->len > 0 ? offer : RB_FLOW_NONE);
  rb_lesson_block_cite (table, answered->len > 0 ? answer : RB_FLOW_NONE);
  while (left.start < offered->len || right.start < answered->len)
    {
      add_section (table, &left, &right);
      left = next_section (&left);
      right = next_section (&right);
    }

  if (MAX (offered->len, answered->len) == MAX_LINES)
    rb_lesson_add_printf (
        lesson, "sdp-columns-cut", NULL,
        /* Translators: of a session description */
        ngettext ("Only the first %u line is shown.", "Only the first %u lines are shown.", MAX_LINES), MAX_LINES);

  return lesson;
}

/* The message of a step. */
static guint
get_position (RbFlow *flow, guint step)
{
  return step != RB_FLOW_NONE ? rb_flow_get_step (flow, step)->position : RB_FLOW_NONE;
}

static gboolean
is_same_message (RbTrace *trace, guint a, guint b)
{
  RbSipIndex first;
  RbSipIndex second;
  const guint8 *first_bytes;
  const guint8 *second_bytes;
  gsize length;

  if (a == RB_FLOW_NONE || b == RB_FLOW_NONE)
    return FALSE;

  first_bytes = rb_trace_peek_bytes (trace, a, &length);
  rb_sip_index_parse (&first, first_bytes, length);
  second_bytes = rb_trace_peek_bytes (trace, b, &length);
  rb_sip_index_parse (&second, second_bytes, length);

  return first.status == second.status && first.cseq == second.cseq &&
         rb_span_equal (first.method, first_bytes, second.method, second_bytes) &&
         rb_span_equal (first.from_tag, first_bytes, second.from_tag, second_bytes);
}

gboolean
rb_sdp_columns_choose (RbTrace *trace, guint position, guint *offer, guint *answer)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  g_autoptr (GPtrArray) negotiations = flow != NULL ? rb_flow_list_negotiations (flow) : NULL;
  gboolean is_found = FALSE;

  *offer = *answer = RB_FLOW_NONE;
  for (guint i = 0; negotiations != NULL && i < negotiations->len; i++)
    {
      const RbNegotiation *negotiation = g_ptr_array_index (negotiations, i);
      guint offered = get_position (flow, negotiation->offer);
      guint answered = get_position (flow, negotiation->answer);
      guint first = offered != RB_FLOW_NONE ? offered : answered;
      gboolean is_its_own = is_same_message (trace, position, offered) || is_same_message (trace, position, answered);

      if (!is_its_own && first > position)
        continue;
      *offer = offered;
      *answer = answered;
      is_found = TRUE;
      if (is_its_own)
        break;
    }

  return is_found;
}
