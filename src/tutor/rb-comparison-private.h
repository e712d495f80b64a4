/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison-reason.h"

G_BEGIN_DECLS

/**
 * RbComparison:
 * @rows: of RbComparisonRow
 * @reasons: of RbReasonId: of each difference
 * @unseen: the trace does not show all hops of the textbook
 * @pending: something may still come
 * @ambiguous: who cancelled the call cannot be known: a call that nobody answered looks the same here
 */
struct _RbComparison
{
  const RbTextbookFlow *textbook;
  GArray *rows;
  GArray *reasons;
  guint n_skipped;
  gboolean unseen;
  gboolean pending;
  gboolean ambiguous;
};

/* The labels of the rows of one difference that are of one kind, each once, twelve at most: "BYE, 200 OK (BYE)"; ""
 * for none.
 * (transfer full) */
char *rb_comparison_list_labels (const RbComparison *self, guint difference, RbDifferenceKind kind);

G_END_DECLS
