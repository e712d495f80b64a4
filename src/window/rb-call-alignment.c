/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lays two calls side by side: the longest sequence of messages that both have. No widgets here, so that it can be
 * tested. */

#include "rb-call-alignment.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-sip-index.h"

/* What two messages must have in common to stand in one line. */
typedef struct
{
  const RbLadderRow *row;
  char method[24];
  guint status;
} Item;

static GArray *
list_items (RbLadder *ladder)
{
  guint n = MIN (rb_ladder_get_n_rows (ladder), RB_CALL_ALIGNMENT_MAX);
  GArray *items = g_array_sized_new (FALSE, TRUE, sizeof (Item), n);

  for (guint i = 0; i < n; i++)
    {
      Item item = { .row = rb_ladder_get_row (ladder, i) };
      RbSipIndex index;
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (rb_ladder_get_trace (ladder), item.row->position, &length);

      rb_sip_index_parse (&index, bytes, length);
      memcpy (item.method, bytes + index.method.offset, MIN (index.method.length, sizeof item.method - 1));
      item.status = index.status;
      g_array_append_val (items, item);
    }

  return items;
}

/* @with_lanes: both ladders have the same lanes */
static gboolean
is_same (const Item *a, const Item *b, gboolean with_lanes)
{
  return a->status == b->status && strcmp (a->method, b->method) == 0 &&
         (a->row->from < a->row->to) == (b->row->from < b->row->to) &&
         (!with_lanes || (a->row->from == b->row->from && a->row->to == b->row->to));
}

/* Another answer to the same question. */
static gboolean
is_other_status (const Item *a, const Item *b, gboolean with_lanes)
{
  return a->status != 0 && b->status != 0 && a->status != b->status && strcmp (a->method, b->method) == 0 &&
         (!with_lanes || (a->row->from == b->row->from && a->row->to == b->row->to));
}

/* Longest common subsequence: lengths[i][j] of what follows item i of the left and item j of the right. */
static guint16 *
measure (const GArray *left, const GArray *right, gboolean with_lanes)
{
  gsize stride = right->len + 1;
  guint16 *lengths = g_new0 (guint16, (left->len + 1) * stride);

  for (guint i = left->len; i-- > 0;)
    for (guint j = right->len; j-- > 0;)
      lengths[i * stride + j] = is_same (&g_array_index (left, Item, i), &g_array_index (right, Item, j), with_lanes)
                                    ? lengths[(i + 1) * stride + j + 1] + 1
                                    : MAX (lengths[(i + 1) * stride + j], lengths[i * stride + j + 1]);

  return lengths;
}

static void
fill_arrow (RbPairArrow *arrow, const Item *item)
{
  if (item == NULL)
    return;

  arrow->label = g_strdup (item->row->label);
  arrow->from = item->row->from;
  arrow->to = item->row->to;
  arrow->is_response = item->status != 0;
  arrow->position = item->row->position;
}

static char *
describe (const RbPairLine *line, RbLadder *left, RbLadder *right)
{
  const RbPairArrow *a = &line->arrows[RB_PAIR_LEFT];
  const RbPairArrow *b = &line->arrows[RB_PAIR_RIGHT];

  if (b->label == NULL)
    /* Translators: number of a message, the message, who sent it, to whom */
    return g_strdup_printf (_ ("Only in the first call: No. %1$u, %2$s, %3$s to %4$s."), a->position + 1, a->label,
                            rb_ladder_get_lane (left, a->from)->title, rb_ladder_get_lane (left, a->to)->title);
  if (a->label == NULL)
    /* Translators: number of a message, the message, who sent it, to whom */
    return g_strdup_printf (_ ("Only in the second call: No. %1$u, %2$s, %3$s to %4$s."), b->position + 1, b->label,
                            rb_ladder_get_lane (right, b->from)->title, rb_ladder_get_lane (right, b->to)->title);
  if (line->kind != RB_DIFFERENCE_NONE)
    /* Translators: two messages that stand beside each other: number and message of each */
    return g_strdup_printf (_ ("Different: in the first call No. %1$u, %2$s; in the second No. %3$u, %4$s."),
                            a->position + 1, a->label, b->position + 1, b->label);

  /* Translators: a message that two calls have: its number in the first, the message, its number in the second */
  return g_strdup_printf (_ ("In both: No. %1$u, %2$s; in the second call No. %3$u."), a->position + 1, a->label,
                          b->position + 1);
}

static void
add_line (GPtrArray *lines, const Item *left, const Item *right, RbDifferenceKind kind)
{
  RbPairLine *line = rb_pair_line_new ();

  line->kind = kind;
  fill_arrow (&line->arrows[RB_PAIR_LEFT], left);
  fill_arrow (&line->arrows[RB_PAIR_RIGHT], right);
  if (left == NULL && right->row->retransmission)
    line->kind = RB_DIFFERENCE_REPEATED;
  g_ptr_array_add (lines, line);
}

GPtrArray *
rb_call_alignment_list_lines (RbLadder *left, RbLadder *right, guint *n_differences)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) a = list_items (left);
  g_autoptr (GArray) b = list_items (right);
  gboolean with_lanes = rb_ladder_get_n_lanes (left) == rb_ladder_get_n_lanes (right);
  g_autofree guint16 *lengths = measure (a, b, with_lanes);
  gsize stride = b->len + 1;
  guint i = 0;
  guint j = 0;

  *n_differences = 0;
  while (i < a->len || j < b->len)
    {
      const Item *first = i < a->len ? &g_array_index (a, Item, i) : NULL;
      const Item *second = j < b->len ? &g_array_index (b, Item, j) : NULL;
      gboolean both = first != NULL && second != NULL;

      if (both && is_same (first, second, with_lanes) &&
          lengths[i * stride + j] == lengths[(i + 1) * stride + j + 1] + 1)
        add_line (lines, &g_array_index (a, Item, i++), &g_array_index (b, Item, j++), RB_DIFFERENCE_NONE);
      else if (both && is_other_status (first, second, with_lanes) &&
               lengths[i * stride + j] == lengths[(i + 1) * stride + j + 1])
        add_line (lines, &g_array_index (a, Item, i++), &g_array_index (b, Item, j++), RB_DIFFERENCE_STATUS);
      else if (second == NULL || (first != NULL && lengths[(i + 1) * stride + j] >= lengths[i * stride + j + 1]))
        add_line (lines, &g_array_index (a, Item, i++), NULL, RB_DIFFERENCE_MISSING);
      else
        add_line (lines, NULL, &g_array_index (b, Item, j++), RB_DIFFERENCE_EXTRA);
    }

  for (guint n = 0; n < lines->len; n++)
    {
      RbPairLine *line = g_ptr_array_index (lines, n);

      line->spoken = describe (line, left, right);
      *n_differences += line->kind != RB_DIFFERENCE_NONE;
    }

  return lines;
}
