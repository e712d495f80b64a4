/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lays a real flow beside a textbook one: each hop for itself, since the order of messages on different hops is a
 * matter of chance, by the cheapest edits that turn one into the other. Where several are as cheap, what matches early
 * is taken, and what is missing stands before what came instead: the result does not depend on chance. */

#include "rb-comparison-align.h"

#include <string.h>

/* What an edit costs. A response that may be missing costs little, and so does a request that is right but for
 * credentials: without them it is the textbook's first one. */
enum
{
  COST_CREDENTIALS = 1,
  COST_OPTIONAL = 1,
  COST_MIRRORED = 2,
  COST_STATUS = 3,
  COST_EDIT = 4,
  COST_NEVER = 1000,
};

typedef struct
{
  guint left;
  guint right;
} Hop;

typedef struct
{
  const RbRealFlow *real;
  const RbTextbookFlow *textbook;
  RbAlignment *result;
  GArray *hops;       /* of Hop */
  GArray *leg_hops;   /* of guint: hop of each leg, or RB_FLOW_NONE */
  GArray *leg_strays; /* of RbReasonId: why a leg has no hop */
  GPtrArray *lists;   /* of GArray of RbAlignedItem: one a hop, those of the other legs, the copies */
} Aligner;

static guint
find_hop (const Aligner *self, const RbTextbookStep *step)
{
  guint left = MIN (step->from, step->to);
  guint right = MAX (step->from, step->to);

  for (guint i = 0; i < self->hops->len; i++)
    if (g_array_index (self->hops, Hop, i).left == left && g_array_index (self->hops, Hop, i).right == right)
      return i;
  return RB_FLOW_NONE;
}

static void
list_hops (Aligner *self)
{
  for (guint i = 0; i < self->textbook->steps->len; i++)
    {
      const RbTextbookStep *step = rb_textbook_flow_get_step (self->textbook, i);
      const Hop hop = { MIN (step->from, step->to), MAX (step->from, step->to) };

      if (find_hop (self, step) == RB_FLOW_NONE)
        g_array_append_val (self->hops, hop);
    }
}

static gboolean
is_of_attempt (const Aligner *self, guint leg)
{
  const RbRealLeg *real = rb_real_flow_get_leg (self->real, leg);

  return rb_real_leg_is_of_attempt (self->real, real);
}

/* The leg that stands for all of its level: the one that was answered, else the first that responded. */
static guint
find_primary (const Aligner *self, guint level)
{
  guint found = RB_FLOW_NONE;

  for (guint i = 0; i < self->real->legs->len; i++)
    {
      const RbRealLeg *leg = rb_real_flow_get_leg (self->real, i);
      const RbRealLeg *best = found != RB_FLOW_NONE ? rb_real_flow_get_leg (self->real, found) : NULL;

      if (!is_of_attempt (self, i) || leg->level != level)
        continue;
      if (best == NULL || leg->answered > best->answered ||
          (leg->answered == best->answered && leg->responded > best->responded))
        found = i;
    }
  return found;
}

static guint
find_next_level (const Aligner *self, guint level)
{
  guint found = 0;

  for (guint i = 0; i < self->real->legs->len; i++)
    {
      const RbRealLeg *leg = rb_real_flow_get_leg (self->real, i);

      if (is_of_attempt (self, i) && leg->level > level && (found == 0 || leg->level < found))
        found = leg->level;
    }
  return found;
}

/* The hop of the textbook that shows what happened on the real hop @rank of n_levels, or %RB_FLOW_NONE. */
static guint
get_hop_of_rank (const Aligner *self, guint rank, guint level)
{
  guint n_levels = self->real->n_levels;
  guint last = self->hops->len - 1;

  if (n_levels == 1)
    return level == 1 ? 0 : last;
  if (rank == 0)
    return 0;
  if (last == 0)
    return RB_FLOW_NONE;
  if (rank == n_levels - 1)
    return last;
  return rank < last && n_levels == self->hops->len ? rank : RB_FLOW_NONE;
}

static void
set_leg (Aligner *self, guint leg, guint hop, RbReasonId stray)
{
  g_array_index (self->leg_hops, guint, leg) = hop;
  g_array_index (self->leg_strays, RbReasonId, leg) = stray;
}

static gboolean
is_redirected (const Aligner *self)
{
  for (guint i = 0; i < self->real->legs->len; i++)
    if (rb_real_flow_get_leg (self->real, i)->redirected)
      return TRUE;
  return FALSE;
}

static guint
find_parallel_hop (const Aligner *self, const RbRealLeg *leg)
{
  for (guint i = 0; i < self->real->legs->len; i++)
    if (g_array_index (self->leg_hops, guint, i) != RB_FLOW_NONE &&
        rb_real_leg_is_parallel (leg, rb_real_flow_get_leg (self->real, i)))
      return g_array_index (self->leg_hops, guint, i);
  return RB_FLOW_NONE;
}

/* Legs without an INVITE: other ports of a hop, or requests inside the dialog that pass the proxy by; or the capture
 * began late. */
static void
assign_legs_without_invite (Aligner *self)
{
  guint near = self->real->lowest_level == 1 ? 0 : self->hops->len - 1;
  guint n = 0;

  for (guint i = 0; i < self->real->legs->len; i++)
    {
      const RbRealLeg *leg = rb_real_flow_get_leg (self->real, i);
      guint hop = n < self->hops->len ? n : RB_FLOW_NONE;

      if (leg->level > 0)
        continue;
      if (self->real->n_levels > 0)
        hop = rb_real_leg_is_direct (self->real, leg) ? near : find_parallel_hop (self, leg);
      else
        n++;
      set_leg (self, i, hop, RB_REASON_ANOTHER_HOP);
    }
}

static void
assign_legs (Aligner *self)
{
  gboolean redirected = is_redirected (self);
  guint rank = 0;

  for (guint i = 0; i < self->real->legs->len; i++)
    set_leg (self, i, RB_FLOW_NONE, redirected ? RB_REASON_REDIRECT : RB_REASON_EARLIER_ATTEMPT);

  for (guint level = find_next_level (self, 0); level > 0; level = find_next_level (self, level))
    {
      guint primary = find_primary (self, level);
      guint hop = get_hop_of_rank (self, rank++, level);

      for (guint i = 0; i < self->real->legs->len; i++)
        if (is_of_attempt (self, i) && rb_real_flow_get_leg (self->real, i)->level == level)
          set_leg (self, i, i == primary ? hop : RB_FLOW_NONE, i != primary ? RB_REASON_FORK : RB_REASON_ANOTHER_HOP);
    }
  assign_legs_without_invite (self);
}

static gboolean
is_challenge (guint status)
{
  return status == 401 || status == 407;
}

static gboolean
has_status (const RbTextbookStep *step, guint status)
{
  if (step->status == status)
    return TRUE;
  for (guint i = 0; step->also != NULL && i < step->also->len; i++)
    if (g_array_index (step->also, guint, i) == status)
      return TRUE;
  return step->any_failure && status >= 400 && status != 401 && status != 407 && status != 487;
}

/* May one stand in the other's place? 487 and challenges have their own place in a flow. */
static gboolean
is_like_status (guint a, guint b)
{
  if (a / 10 == 18 || b / 10 == 18)
    return a / 10 == b / 10;
  if (is_challenge (a) || is_challenge (b))
    return is_challenge (a) && is_challenge (b);
  if (a == 487 || b == 487 || a < 200 || b < 200)
    return FALSE;
  return (a < 300) == (b < 300);
}

/* The status that this ACK of the textbook acknowledges. */
static guint
get_acknowledged (const RbTextbookFlow *textbook, const RbTextbookStep *ack)
{
  guint status = 0;

  for (guint i = 0; rb_textbook_flow_get_step (textbook, i) != ack; i++)
    {
      const RbTextbookStep *step = rb_textbook_flow_get_step (textbook, i);

      if (step->status >= 200 && g_str_equal (step->method, "INVITE") &&
          (step->to == ack->from || step->from == ack->to))
        status = step->status;
    }
  return status;
}

/* ACKs of a challenge, of another failure and of a 2xx, which is a transaction of its own, are not the same. */
static gboolean
is_same_ack (const Aligner *self, const RbTextbookStep *step, const RbRealMessage *message)
{
  guint status = get_acknowledged (self->textbook, step);

  return (status < 300) == (message->final_status < 300) &&
         is_challenge (status) == is_challenge (message->final_status);
}

/* Either end may send it. */
static gboolean
may_be_mirrored (const RbTextbookStep *step)
{
  static const char *const methods[] = { "BYE", "REFER", "NOTIFY", NULL };

  return step->in_dialog || g_strv_contains (methods, step->method);
}

/* @kind: what there is to say when they are laid beside each other. */
static int
match (const Aligner *self, const RbTextbookStep *step, const RbRealMessage *message, RbDifferenceKind *kind)
{
  gboolean knows_caller = self->real->n_levels > 0;
  int cost = 0;

  *kind = RB_DIFFERENCE_NONE;
  if (!rb_real_message_is (message, step->method) || message->index.is_request != (step->status == 0) ||
      message->in_dialog != step->in_dialog || message->unregisters != step->expires_zero ||
      (g_str_equal (step->method, "ACK") && !is_same_ack (self, step, message)))
    return COST_NEVER;

  if (knows_caller && (step->from < step->to) != message->downstream)
    {
      if (!may_be_mirrored (step))
        return COST_NEVER;
      cost += COST_MIRRORED;
      *kind = RB_DIFFERENCE_SENDER;
    }
  if (step->status != 0 && !has_status (step, message->index.status))
    {
      if (!is_like_status (step->status, message->index.status))
        return COST_NEVER;
      cost += COST_STATUS;
      *kind = RB_DIFFERENCE_STATUS;
    }
  if (step->status == 0 && (g_str_equal (step->method, "REGISTER") || g_str_equal (step->method, "INVITE")) &&
      step->credentials != message->index.has_authorization)
    cost += COST_CREDENTIALS;
  return cost;
}

static int
get_missing_cost (const RbTextbookStep *step)
{
  return step->optional ? COST_OPTIONAL : COST_EDIT;
}

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
              match (self, rb_textbook_flow_get_step (self->textbook, missing->step),
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

#define STEP(n) rb_textbook_flow_get_step (self->textbook, g_array_index (steps, guint, n))
#define MESSAGE(n) rb_real_flow_get_message (self->real, g_array_index (messages, guint, n))
  for (guint i = steps->len + 1; i-- > 0;)
    for (guint n = messages->len + 1; n-- > 0;)
      {
        RbDifferenceKind kind;
        int best = i == steps->len && n == messages->len ? 0 : G_MAXINT;

        if (i < steps->len && n < messages->len)
          best = match (self, STEP (i), MESSAGE (n), &kind) + costs[(i + 1) * width + n + 1];
        if (i < steps->len)
          best = MIN (best, get_missing_cost (STEP (i)) + costs[(i + 1) * width + n]);
        if (n < messages->len)
          best = MIN (best, COST_EDIT + costs[i * width + n + 1]);
        costs[i * width + n] = best;
      }

  while (s < steps->len || m < messages->len)
    {
      RbDifferenceKind kind;
      int cost = costs[s * width + m];

      if (s < steps->len && m < messages->len &&
          match (self, STEP (s), MESSAGE (m), &kind) + costs[(s + 1) * width + m + 1] == cost)
        add_item (self, list, g_array_index (steps, guint, s++), g_array_index (messages, guint, m++), kind);
      else if (s < steps->len && get_missing_cost (STEP (s)) + costs[(s + 1) * width + m] == cost)
        add_item (self, list, g_array_index (steps, guint, s++), RB_FLOW_NONE, RB_DIFFERENCE_MISSING);
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
        find_hop (self, rb_textbook_flow_get_step (self->textbook, i)) == hop)
      g_array_append_val (steps, i);
  return steps;
}

static GArray *
list_messages (const Aligner *self, guint hop)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->real->messages->len; i++)
    if (g_array_index (self->leg_hops, guint, rb_real_flow_get_message (self->real, i)->leg) == hop)
      g_array_append_val (messages, i);
  return messages;
}

static gboolean
is_hop_seen (const Aligner *self, guint hop)
{
  for (guint i = 0; i < self->leg_hops->len; i++)
    if (g_array_index (self->leg_hops, guint, i) == hop)
      return TRUE;
  return FALSE;
}

static void
align_hops (Aligner *self)
{
  GArray *others;

  for (guint hop = 0; hop < self->hops->len; hop++)
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

      if (g_array_index (self->leg_hops, guint, leg) != RB_FLOW_NONE)
        continue;
      add_item (self, others, RB_FLOW_NONE, i, RB_DIFFERENCE_EXTRA);
      g_array_index (others, RbAlignedItem, others->len - 1).stray = g_array_index (self->leg_strays, RbReasonId, leg);
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
      guint number = g_array_index (self->leg_hops, guint, message->leg);
      const Hop *hop = &g_array_index (self->hops, Hop,
                                       number != RB_FLOW_NONE ? number
                                       : leg->level > 1       ? self->hops->len - 1
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
  self.hops = g_array_new (FALSE, FALSE, sizeof (Hop));
  self.leg_hops = g_array_new (FALSE, TRUE, sizeof (guint));
  self.leg_strays = g_array_new (FALSE, TRUE, sizeof (RbReasonId));
  self.lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_array_set_size (self.leg_hops, real->legs->len);
  g_array_set_size (self.leg_strays, real->legs->len);

  list_hops (&self);
  assign_legs (&self);
  align_hops (&self);
  list_copies (&self);
  merge (&self);
  set_lanes (&self);

  g_array_unref (self.hops);
  g_array_unref (self.leg_hops);
  g_array_unref (self.leg_strays);
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
