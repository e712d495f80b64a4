/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which leg of a real flow is which hop of a textbook one: by the number of Vias of its INVITE, so that what only the
 * caller, only the callee or somebody between them recorded finds its place. rb-comparison-align.c asks. */

#include "rb-comparison-hop.h"

guint
rb_hops_get_of_leg (const RbHops *self, guint leg)
{
  return g_array_index (self->leg_hops, guint, leg);
}

guint
rb_hops_find (const RbHops *self, const RbTextbookStep *step)
{
  guint left = MIN (step->from, step->to);
  guint right = MAX (step->from, step->to);

  for (guint i = 0; i < self->hops->len; i++)
    if (g_array_index (self->hops, RbHop, i).left == left && g_array_index (self->hops, RbHop, i).right == right)
      return i;
  return RB_FLOW_NONE;
}

static void
list_hops (RbHops *self)
{
  for (guint i = 0; i < self->textbook->steps->len; i++)
    {
      const RbTextbookStep *step = rb_textbook_flow_get_step (self->textbook, i);
      const RbHop hop = { MIN (step->from, step->to), MAX (step->from, step->to) };

      if (rb_hops_find (self, step) == RB_FLOW_NONE)
        g_array_append_val (self->hops, hop);
    }
}

static gboolean
is_of_attempt (const RbHops *self, guint leg)
{
  const RbRealLeg *real = rb_real_flow_get_leg (self->real, leg);

  return rb_real_leg_is_of_attempt (self->real, real);
}

/* The leg that stands for all of its level: the one that was answered, else the first that responded. */
static guint
find_primary (const RbHops *self, guint level)
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
find_next_level (const RbHops *self, guint level)
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
get_hop_of_rank (const RbHops *self, guint rank, guint level)
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
set_leg (RbHops *self, guint leg, guint hop, RbReasonId stray)
{
  g_array_index (self->leg_hops, guint, leg) = hop;
  g_array_index (self->leg_strays, RbReasonId, leg) = stray;
}

static gboolean
is_redirected (const RbHops *self)
{
  for (guint i = 0; i < self->real->legs->len; i++)
    if (rb_real_flow_get_leg (self->real, i)->redirected)
      return TRUE;
  return FALSE;
}

static guint
find_parallel_hop (const RbHops *self, const RbRealLeg *leg)
{
  for (guint i = 0; i < self->real->legs->len; i++)
    if (rb_hops_get_of_leg (self, i) != RB_FLOW_NONE &&
        rb_real_leg_is_parallel (leg, rb_real_flow_get_leg (self->real, i)))
      return rb_hops_get_of_leg (self, i);
  return RB_FLOW_NONE;
}

/* Legs without an INVITE: other ports of a hop, or requests inside the dialog that pass the proxy by; or the capture
 * began late. */
static void
assign_legs_without_invite (RbHops *self)
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
assign_legs (RbHops *self)
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

RbHops *
rb_hops_new (const RbRealFlow *real, const RbTextbookFlow *textbook)
{
  RbHops *self = g_new0 (RbHops, 1);

  self->real = real;
  self->textbook = textbook;
  self->hops = g_array_new (FALSE, FALSE, sizeof (RbHop));
  self->leg_hops = g_array_new (FALSE, TRUE, sizeof (guint));
  self->leg_strays = g_array_new (FALSE, TRUE, sizeof (RbReasonId));
  g_array_set_size (self->leg_hops, real->legs->len);
  g_array_set_size (self->leg_strays, real->legs->len);
  list_hops (self);
  assign_legs (self);
  return self;
}

void
rb_hops_free (RbHops *self)
{
  g_array_unref (self->hops);
  g_array_unref (self->leg_hops);
  g_array_unref (self->leg_strays);
  g_free (self);
}
