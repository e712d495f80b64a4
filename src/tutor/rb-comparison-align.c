/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lays a real flow beside a textbook one: each hop for itself, since the order of messages on different hops is a
 * matter of chance, by the cheapest edits that turn one into the other. Where several are as cheap, what matches early
 * is taken, and what is missing stands before what came instead: the result does not depend on chance. */

#include "rb-comparison-align.h"

#include "rb-comparison-hop.h"
#include "rb-comparison-match.h"

typedef struct
{
  const RbRealFlow *real;
  const RbTextbookFlow *textbook;
  RbHops *hops;
  RbAlignment *result;
  GPtrArray *lists; /* of GArray of RbAlignedItem: one a hop, those of the other legs, the copies */
} Aligner;

static void
add_item (const Aligner *self, GArray *list, guint step, guint message, RbDifferenceKind kind)
{
  const RbAlignedItem item = {
    .step = step,
    .message = message,
    .position = message != RB_FLOW_NONE ? rb_real_flow_get_message (self->real, message)->position : RB_FLOW_NONE,
    .kind = kind,
  };

  g_array_append_val (list, item);
}

/* The same message is missing in one place and extra in another: it came in another order. */
static void
find_moved (const Aligner *self, GArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const RbAlignedItem *missing = &g_array_index (list, RbAlignedItem, i);

      if (missing->kind != RB_DIFFERENCE_MISSING)
        continue;
      for (guint n = 0; n < list->len; n++)
        {
          RbAlignedItem *extra = &g_array_index (list, RbAlignedItem, n);
          RbDifferenceKind kind;

          if (extra->kind != RB_DIFFERENCE_EXTRA ||
              rb_match (self->real, self->textbook, missing->step,
                        rb_real_flow_get_message (self->real, extra->message), &kind) != 0)
            continue;
          extra->kind = RB_DIFFERENCE_ORDER;
          extra->step = missing->step;
          g_array_remove_index (list, i--);
          break;
        }
    }
}

/* @steps and @messages: numbers of those of one hop. */
static GArray *
align_hop (const Aligner *self, GArray *steps, GArray *messages)
{
  guint width = messages->len + 1;
  g_autofree int *costs = g_new (int, (gsize) (steps->len + 1) * width); /* of what is left from there */
  GArray *list = g_array_new (FALSE, FALSE, sizeof (RbAlignedItem));
  guint s = 0;
  guint m = 0;

#define STEP(n) g_array_index (steps, guint, n)
#define MESSAGE(n) rb_real_flow_get_message (self->real, g_array_index (messages, guint, n))
  for (guint i = steps->len + 1; i-- > 0;)
    for (guint n = messages->len + 1; n-- > 0;)
      {
        RbDifferenceKind kind;
        int best = i == steps->len && n == messages->len ? 0 : G_MAXINT;

        if (i < steps->len && n < messages->len)
          best = rb_match (self->real, self->textbook, STEP (i), MESSAGE (n), &kind) + costs[(i + 1) * width + n + 1];
        if (i < steps->len)
          best = MIN (best, rb_match_get_missing_cost (self->textbook, STEP (i)) + costs[(i + 1) * width + n]);
        if (n < messages->len)
          best = MIN (best, RB_MATCH_COST_EDIT + costs[i * width + n + 1]);
        costs[i * width + n] = best;
      }

  while (s < steps->len || m < messages->len)
    {
      RbDifferenceKind kind;
      int cost = costs[s * width + m];

      if (s < steps->len && m < messages->len &&
          rb_match (self->real, self->textbook, STEP (s), MESSAGE (m), &kind) + costs[(s + 1) * width + m + 1] == cost)
        add_item (self, list, STEP (s++), g_array_index (messages, guint, m++), kind);
      else if (s < steps->len &&
               rb_match_get_missing_cost (self->textbook, STEP (s)) + costs[(s + 1) * width + m] == cost)
        add_item (self, list, STEP (s++), RB_FLOW_NONE, RB_DIFFERENCE_MISSING);
      else
        add_item (self, list, RB_FLOW_NONE, g_array_index (messages, guint, m++), RB_DIFFERENCE_EXTRA);
    }
#undef STEP
#undef MESSAGE
  find_moved (self, list);
  return list;
}

static GArray *
list_steps (const Aligner *self, guint hop)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->textbook->steps->len; i++)
    if (!rb_textbook_flow_get_step (self->textbook, i)->repeat &&
        rb_hops_find (self->hops, rb_textbook_flow_get_step (self->textbook, i)) == hop)
      g_array_append_val (steps, i);
  return steps;
}

static GArray *
list_messages (const Aligner *self, guint hop)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->real->messages->len; i++)
    if (rb_hops_get_of_leg (self->hops, rb_real_flow_get_message (self->real, i)->leg) == hop)
      g_array_append_val (messages, i);
  return messages;
}

static gboolean
is_hop_seen (const Aligner *self, guint hop)
{
  for (guint i = 0; i < self->real->legs->len; i++)
    if (rb_hops_get_of_leg (self->hops, i) == hop)
      return TRUE;
  return FALSE;
}

static void
align_hops (Aligner *self)
{
  GArray *others;

  for (guint hop = 0; hop < self->hops->hops->len; hop++)
    {
      g_autoptr (GArray) steps = list_steps (self, hop);
      g_autoptr (GArray) messages = list_messages (self, hop);
      GArray *list;

      if (is_hop_seen (self, hop))
        {
          list = align_hop (self, steps, messages);
        }
      else
        {
          list = g_array_new (FALSE, FALSE, sizeof (RbAlignedItem));
          for (guint i = 0; i < steps->len; i++)
            add_item (self, list, g_array_index (steps, guint, i), RB_FLOW_NONE, RB_DIFFERENCE_UNSEEN);
        }
      g_ptr_array_add (self->lists, list);
    }

  others = g_array_new (FALSE, FALSE, sizeof (RbAlignedItem));
  for (guint i = 0; i < self->real->messages->len; i++)
    {
      guint leg = rb_real_flow_get_message (self->real, i)->leg;

      if (rb_hops_get_of_leg (self->hops, leg) != RB_FLOW_NONE)
        continue;
      add_item (self, others, RB_FLOW_NONE, i, RB_DIFFERENCE_EXTRA);
      g_array_index (others, RbAlignedItem, others->len - 1).stray =
          g_array_index (self->hops->leg_strays, RbReasonId, leg);
    }
  g_ptr_array_add (self->lists, others);
}

/* The textbook shows the same message again, after @step. */
static guint
find_repeat (const Aligner *self, guint step)
{
  const RbTextbookStep *first = step != RB_FLOW_NONE ? rb_textbook_flow_get_step (self->textbook, step) : NULL;

  for (guint i = step + 1; first != NULL && i < self->textbook->steps->len; i++)
    {
      const RbTextbookStep *next = rb_textbook_flow_get_step (self->textbook, i);

      if (next->repeat && next->from == first->from && next->to == first->to)
        return i;
    }
  return RB_FLOW_NONE;
}

/* The copies of a message after its first one: those that the textbook shows, too, and one line for the others. */
static void
add_copies (const Aligner *self, const RbAlignedItem *item, GArray *list)
{
  const RbRealMessage *message = rb_real_flow_get_message (self->real, item->message);
  guint step = item->step;

  for (guint i = 0; i < MIN (message->n_copies, RB_REAL_COPIES); i++)
    {
      RbAlignedItem copy = *item;

      step = find_repeat (self, step);
      copy.step = step;
      copy.position = message->copies[i];
      copy.is_copy = TRUE;
      copy.kind = step != RB_FLOW_NONE ? RB_DIFFERENCE_NONE : RB_DIFFERENCE_REPEATED;
      g_array_append_val (list, copy);
      if (step == RB_FLOW_NONE)
        break;
    }
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint x = ((const RbAlignedItem *) a)->position;
  guint y = ((const RbAlignedItem *) b)->position;

  return x < y ? -1 : x > y;
}

static void
list_copies (Aligner *self)
{
  GArray *copies = g_array_new (FALSE, FALSE, sizeof (RbAlignedItem));

  for (guint i = 0; i < self->lists->len; i++)
    {
      GArray *list = g_ptr_array_index (self->lists, i);

      for (guint n = 0; n < list->len; n++)
        if (g_array_index (list, RbAlignedItem, n).message != RB_FLOW_NONE)
          add_copies (self, &g_array_index (list, RbAlignedItem, n), copies);
    }
  g_array_sort (copies, compare_positions);
  g_ptr_array_add (self->lists, copies);
}

/* The list whose next message comes first in the trace; @step: its step. */
static guint
find_next_list (const Aligner *self, const guint *at, guint *step)
{
  guint best = RB_FLOW_NONE;
  guint position = RB_FLOW_NONE;

  for (guint i = 0; i < self->lists->len; i++)
    {
      GArray *list = g_ptr_array_index (self->lists, i);
      guint n = at[i];

      while (n < list->len && g_array_index (list, RbAlignedItem, n).position == RB_FLOW_NONE)
        n++;
      if (n < list->len && g_array_index (list, RbAlignedItem, n).position < position)
        {
          best = i;
          position = g_array_index (list, RbAlignedItem, n).position;
          *step = g_array_index (list, RbAlignedItem, n).step;
        }
    }
  return best;
}

/* What the textbook has before @step on hops that were not seen. */
static void
take_unseen (Aligner *self, guint *at, guint step)
{
  for (guint i = 0; i < self->lists->len && step != RB_FLOW_NONE; i++)
    {
      GArray *list = g_ptr_array_index (self->lists, i);

      while (at[i] < list->len && g_array_index (list, RbAlignedItem, at[i]).kind == RB_DIFFERENCE_UNSEEN &&
             g_array_index (list, RbAlignedItem, at[i]).step < step)
        g_array_append_val (self->result->items, g_array_index (list, RbAlignedItem, at[i]++));
    }
}

/* The real messages in the order of the trace. What is missing stays before what follows it on its hop. */
static void
merge (Aligner *self)
{
  g_autofree guint *at = g_new0 (guint, self->lists->len);
  guint step;

  for (guint best = find_next_list (self, at, &step); best != RB_FLOW_NONE; best = find_next_list (self, at, &step))
    {
      GArray *list = g_ptr_array_index (self->lists, best);
      guint position;

      take_unseen (self, at, step);
      do
        {
          position = g_array_index (list, RbAlignedItem, at[best]).position;
          g_array_append_val (self->result->items, g_array_index (list, RbAlignedItem, at[best]++));
        }
      while (position == RB_FLOW_NONE);
    }

  /* What is left of all is missing or unseen: in the textbook's order. */
  for (step = 0; step < self->textbook->steps->len; step++)
    for (guint i = 0; i < self->lists->len; i++)
      {
        GArray *list = g_ptr_array_index (self->lists, i);

        if (at[i] < list->len && g_array_index (list, RbAlignedItem, at[i]).step == step)
          g_array_append_val (self->result->items, g_array_index (list, RbAlignedItem, at[i]++));
      }
}

static void
set_lanes (Aligner *self)
{
  for (guint i = 0; i < self->real->messages->len; i++)
    {
      const RbRealMessage *message = rb_real_flow_get_message (self->real, i);
      const RbRealLeg *leg = rb_real_flow_get_leg (self->real, message->leg);
      guint number = rb_hops_get_of_leg (self->hops, message->leg);
      const RbHop *hop = &g_array_index (self->hops->hops, RbHop,
                                         number != RB_FLOW_NONE ? number
                                         : leg->level > 1       ? self->hops->hops->len - 1
                                                                : 0);
      guint from = message->downstream ? hop->left : hop->right;
      guint to = message->downstream ? hop->right : hop->left;

      g_array_append_val (self->result->from, from);
      g_array_append_val (self->result->to, to);
    }
}

RbAlignment *
rb_alignment_new (const RbRealFlow *real, const RbTextbookFlow *textbook)
{
  Aligner self = { .real = real, .textbook = textbook };
  RbAlignment *result = g_new0 (RbAlignment, 1);

  result->items = g_array_new (FALSE, FALSE, sizeof (RbAlignedItem));
  result->from = g_array_new (FALSE, FALSE, sizeof (guint));
  result->to = g_array_new (FALSE, FALSE, sizeof (guint));
  self.result = result;
  self.hops = rb_hops_new (real, textbook);
  self.lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  align_hops (&self);
  list_copies (&self);
  merge (&self);
  set_lanes (&self);
  rb_hops_free (self.hops);
  g_ptr_array_unref (self.lists);
  return result;
}

void
rb_alignment_free (RbAlignment *self)
{
  g_array_unref (self->items);
  g_array_unref (self->from);
  g_array_unref (self->to);
  g_free (self);
}
