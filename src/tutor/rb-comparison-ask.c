/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A difference as a question: the lab coach lets the student say why before the comparison is shown. */

#include "rb-comparison-private.h"

#include <glib/gi18n-lib.h>

/* @labels: of one message or several */
static char *
format_question (RbDifferenceKind kind, const char *labels)
{
  switch (kind)
    {
    case RB_DIFFERENCE_MISSING:
      /* Translators: %s is one message or a list of them; so in the next ones */
      return g_strdup_printf (_ ("The textbook has %s here, this call has not. Why?"), labels);
    case RB_DIFFERENCE_EXTRA:
      return g_strdup_printf (_ ("This call has %s, the textbook has not. Why?"), labels);
    case RB_DIFFERENCE_REPEATED:
      return g_strdup_printf (_ ("%s was sent more than once. Why?"), labels);
    case RB_DIFFERENCE_ORDER:
      return g_strdup_printf (_ ("%s comes at another place than in the textbook. Why?"), labels);
    case RB_DIFFERENCE_SENDER:
      return g_strdup_printf (_ ("Somebody else than in the textbook sends %s. Why?"), labels);
    case RB_DIFFERENCE_PATH:
      return g_strdup_printf (_ ("%s goes another way than in the textbook. Why?"), labels);
    default:
      return g_strdup_printf (_ ("%s stands where the textbook has another status code. Why?"), labels);
    }
}

/* The row to ask about: what is missing rather than what is extra, and that rather than anything else. */
static const RbComparisonRow *
find_row (const RbComparison *self, guint difference)
{
  const RbComparisonRow *found = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (self, i);

      if (row->difference == difference && (found == NULL || row->kind < found->kind))
        found = row;
    }
  return found;
}

RbComparisonQuestion *
rb_comparison_ask (const RbComparison *self, guint difference)
{
  const RbReason *reason;
  const RbComparisonRow *asked;
  RbComparisonQuestion *question;
  g_autofree char *labels = NULL;
  RbReasonId id;

  if (difference >= self->reasons->len)
    return NULL;

  id = g_array_index (self->reasons, RbReasonId, difference);
  reason = rb_reason_get (id);
  asked = find_row (self, difference);
  labels = rb_comparison_list_labels (self, difference, asked->kind);
  question = g_new0 (RbComparisonQuestion, 1);
  question->question = format_question (asked->kind, labels);
  question->explanation = g_strdup (asked->text);
  question->answers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < RB_REASON_WRONG; i++)
    g_ptr_array_add (question->answers, g_strdup (rb_reason_get_answer (reason->wrong[i])));
  question->right = (id + difference) % (RB_REASON_WRONG + 1);
  g_ptr_array_insert (question->answers, question->right, g_strdup (rb_reason_get_answer (id)));
  question->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const RbComparisonRow *row = rb_comparison_get_row (self, i);

      if (row->difference == difference && row->position != RB_FLOW_NONE)
        g_array_append_val (question->positions, row->position);
    }
  return question;
}

void
rb_comparison_question_free (RbComparisonQuestion *self)
{
  g_free (self->question);
  g_free (self->explanation);
  g_ptr_array_unref (self->answers);
  g_array_unref (self->positions);
  g_free (self);
}
