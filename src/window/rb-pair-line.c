/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of two ladders that are compared. No widgets here. */

#include "rb-pair-line.h"

G_DEFINE_FINAL_TYPE (RbPairLine, rb_pair_line, G_TYPE_OBJECT)

static void
rb_pair_line_finalize (GObject *object)
{
  RbPairLine *self = RB_PAIR_LINE (object);

  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    g_free (self->arrows[i].label);
  g_free (self->text);
  g_free (self->rfc);
  g_free (self->spoken);

  G_OBJECT_CLASS (rb_pair_line_parent_class)->finalize (object);
}

static void
rb_pair_line_class_init (RbPairLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_pair_line_finalize;
}

static void
rb_pair_line_init (RbPairLine *self)
{
  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    self->arrows[i].position = RB_FLOW_NONE;
}

RbPairLine *
rb_pair_line_new (void)
{
  return g_object_new (RB_TYPE_PAIR_LINE, NULL);
}

gboolean
rb_pair_line_equal (RbPairLine *self, RbPairLine *other)
{
  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    {
      const RbPairArrow *a = &self->arrows[i];
      const RbPairArrow *b = &other->arrows[i];

      if (g_strcmp0 (a->label, b->label) != 0 || a->from != b->from || a->to != b->to || a->position != b->position ||
          a->is_response != b->is_response)
        return FALSE;
    }

  return self->kind == other->kind && self->confidence == other->confidence &&
         g_strcmp0 (self->text, other->text) == 0 && g_strcmp0 (self->spoken, other->spoken) == 0;
}

const char *
rb_pair_line_mark_of (RbDifferenceKind kind)
{
  static const char *const marks[] = {
    [RB_DIFFERENCE_NONE] = "=",     [RB_DIFFERENCE_MISSING] = "−", [RB_DIFFERENCE_EXTRA] = "+",
    [RB_DIFFERENCE_REPEATED] = "↻", [RB_DIFFERENCE_ORDER] = "⇅",   [RB_DIFFERENCE_SENDER] = "≠",
    [RB_DIFFERENCE_UNSEEN] = "?",   [RB_DIFFERENCE_STATUS] = "≠",  [RB_DIFFERENCE_PATH] = "≠",
    [RB_DIFFERENCE_PENDING] = "…",
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (marks) == RB_N_DIFFERENCE_KINDS);

  return marks[kind];
}
