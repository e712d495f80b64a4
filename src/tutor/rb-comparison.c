/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The textbook flow beside the real one, line by line: the alignment with a reason for each difference. The window, the
 * command line, the lab report and the coach ask; rb-comparison-lesson.c puts it into words. */

#include "rb-comparison-private.h"

#include <glib/gi18n-lib.h>

#include "rb-ladder-row.h"

#define MAX_LABEL 80  /* characters */
#define MAX_LABELS 12 /* of one difference */

static void
clear_row (gpointer data)
{
  RbComparisonRow *self = data;

  g_free (self->label);
  g_free (self->text);
}

/* The number of the difference with this reason: an earlier one's when all that share the reason are one. */
static guint
number_difference (RbComparison *self, RbReasonId reason)
{
  for (guint i = 0; rb_reason_get (reason)->shared && i < self->reasons->len; i++)
    if (g_array_index (self->reasons, RbReasonId, i) == reason)
      return i;

  g_array_append_val (self->reasons, reason);
  return self->reasons->len - 1;
}

/* The label of a message's arrow, so short that several fit a sentence. (transfer full) */
static char *
dup_label (RbTrace *trace, guint position)
{
  RbLadderRow *arrow = rb_ladder_row_new (trace, position);
  char *label = g_steal_pointer (&arrow->label);

  rb_ladder_row_free (arrow);
  if (g_utf8_strlen (label, -1) > MAX_LABEL)
    {
      g_autofree char *whole = label;
      g_autofree char *start = g_utf8_substring (whole, 0, MAX_LABEL - 1);

      label = g_strconcat (start, "…", NULL);
    }
  return label;
}

static void
add_row (RbComparison *self, const RbRealFlow *real, const RbAlignment *alignment, guint n)
{
  const RbAlignedItem *item = &g_array_index (alignment->items, RbAlignedItem, n);
  const RbTextbookStep *step =
      item->step != RB_FLOW_NONE ? rb_textbook_flow_get_step (self->textbook, item->step) : NULL;
  RbComparisonRow row = {
    .step = item->step, .position = item->position, .difference = RB_FLOW_NONE, .kind = item->kind
  };
  RbReasonId reason = rb_reason_find (real, self->textbook, alignment, n);

  if (item->message != RB_FLOW_NONE)
    {
      row.from = g_array_index (alignment->from, guint, item->message);
      row.to = g_array_index (alignment->to, guint, item->message);
      row.label = dup_label (real->trace, item->position);
    }
  else
    {
      row.from = step->from;
      row.to = step->to;
    }

  if (reason != RB_REASON_NONE)
    {
      const RbReason *found = rb_reason_get (reason);

      if (row.kind == RB_DIFFERENCE_NONE)
        row.kind = reason == RB_REASON_DIRECT ? RB_DIFFERENCE_PATH : RB_DIFFERENCE_SENDER;
      if (reason == RB_REASON_NOT_YET)
        row.kind = RB_DIFFERENCE_PENDING;
      else
        row.difference = number_difference (self, reason);
      row.reason = found->word;
      row.rfc = found->rfc;
      row.confidence = found->confidence;
      row.text = rb_reason_format (reason, real, item);
    }
  self->unseen |= row.kind == RB_DIFFERENCE_UNSEEN;
  self->pending |= row.kind == RB_DIFFERENCE_PENDING;
  g_array_append_val (self->rows, row);
}

RbComparison *
rb_comparison_new (RbFlow *flow, const RbTextbookFlow *textbook)
{
  g_autoptr (RbRealFlow) real = rb_real_flow_new (flow);
  g_autoptr (RbAlignment) alignment = NULL;
  const RbVerdict *verdict;
  RbComparison *self;

  if (real == NULL)
    return NULL;
  if (textbook == NULL)
    textbook = rb_real_flow_choose_textbook (real);
  if (textbook == NULL)
    return NULL;

  self = g_new0 (RbComparison, 1);
  self->textbook = textbook;
  self->n_skipped = real->n_skipped;
  verdict = rb_flow_get_verdict (flow);
  self->ambiguous = verdict->kind == RB_VERDICT_CANCELLED && verdict->confidence == RB_CONFIDENCE_GUESS;
  self->rows = g_array_new (FALSE, FALSE, sizeof (RbComparisonRow));
  g_array_set_clear_func (self->rows, clear_row);
  self->reasons = g_array_new (FALSE, FALSE, sizeof (RbReasonId));
  alignment = rb_alignment_new (real, textbook);
  for (guint i = 0; i < alignment->items->len; i++)
    add_row (self, real, alignment, i);
  return self;
}

void
rb_comparison_free (RbComparison *self)
{
  g_array_unref (self->rows);
  g_array_unref (self->reasons);
  g_free (self);
}

const RbTextbookFlow *
rb_comparison_get_textbook (const RbComparison *self)
{
  return self->textbook;
}

guint
rb_comparison_get_n_rows (const RbComparison *self)
{
  return self->rows->len;
}

const RbComparisonRow *
rb_comparison_get_row (const RbComparison *self, guint n)
{
  return n < self->rows->len ? &g_array_index (self->rows, RbComparisonRow, n) : NULL;
}

guint
rb_comparison_count_differences (const RbComparison *self)
{
  return self->reasons->len;
}

guint
rb_comparison_get_n_skipped (const RbComparison *self)
{
  return self->n_skipped;
}

char *
rb_comparison_list_labels (const RbComparison *self, guint difference, RbDifferenceKind kind)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (self, i);
      char *label = row->label;

      if (row->difference != difference || row->kind != kind)
        continue;
      if (label == NULL)
        label = rb_textbook_flow_get_step (self->textbook, row->step)->label;
      if (g_ptr_array_find_with_equal_func (labels, label, g_str_equal, NULL))
        continue;
      if (labels->len == MAX_LABELS)
        {
          g_ptr_array_add (labels, (gpointer) "…");
          break;
        }
      g_ptr_array_add (labels, label);
    }
  g_ptr_array_add (labels, NULL);
  /* Translators: between the messages of a list */
  return g_strjoinv (_ (", "), (char **) labels->pdata);
}

static const struct
{
  const char *word;
  const char *label;
} kinds[] = {
  [RB_DIFFERENCE_NONE] = { "none", "" },
  [RB_DIFFERENCE_MISSING] = { "missing", N_ ("Missing") },
  [RB_DIFFERENCE_EXTRA] = { "extra", N_ ("Extra") },
  [RB_DIFFERENCE_REPEATED] = { "repeated", N_ ("Repeated") },
  [RB_DIFFERENCE_ORDER] = { "order", N_ ("Other order") },
  [RB_DIFFERENCE_SENDER] = { "sender", N_ ("Other sender") },
  [RB_DIFFERENCE_UNSEEN] = { "unseen", N_ ("Not in this capture") },
  [RB_DIFFERENCE_STATUS] = { "status", N_ ("Other status") },
  [RB_DIFFERENCE_PATH] = { "path", N_ ("Other way") },
  [RB_DIFFERENCE_PENDING] = { "pending", N_ ("Not yet") },
};

const char *
rb_difference_kind_to_string (RbDifferenceKind kind)
{
  return kinds[kind].word;
}

const char *
rb_difference_kind_get_label (RbDifferenceKind kind)
{
  return kinds[kind].label[0] != '\0' ? _ (kinds[kind].label) : "";
}
