/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

typedef enum
{
  RB_DIFF_SAME,
  RB_DIFF_CHANGED,
  RB_DIFF_ADDED,
  RB_DIFF_REMOVED,
} RbDiffKind;

typedef enum
{
  RB_DIFF_START_LINE,
  RB_DIFF_HEADER,
  RB_DIFF_BODY,
} RbDiffPart;

/**
 * RbDiffLine:
 * @name: of a header, in full also where it is written in short; "" else
 * @before: (nullable): harmless in every view (rb-shown-text.h), at most %RB_DIFF_MAX_LINE characters
 * @after: (nullable): the same; equal to @before up to white space and the name's form when %RB_DIFF_SAME
 * @before_marks: (nullable) (element-type RbSpan): bytes of @before that are not in @after
 * @after_marks: (nullable) (element-type RbSpan): the other way round
 * @id: (nullable): of the explanation: stable word, never translated
 * @text: (nullable): why it is so, translated; a guess says so itself
 * @rfc: (nullable): where that is written
 *
 * A line of two messages laid side by side. A header that is folded is one line.
 */
typedef struct
{
  RbDiffKind  kind;
  RbDiffPart  part;
  char       *name;
  char       *before;
  char       *after;
  GArray     *before_marks;
  GArray     *after_marks;
  const char *id;
  const char *text;
  const char *rfc;
} RbDiffLine;

#define RB_DIFF_MAX_LINE 4096

/* Two messages line by line: headers by their names, in the order of the second message; the body in its order. Each
 * change is explained where that can be done. Cost is linear in both but for a bounded part. Plain data. */
typedef struct _RbMessageDiff RbMessageDiff;

/* NULL when a position is beyond the end of @trace. (transfer full) (nullable) */
RbMessageDiff    *rb_message_diff_new (RbTrace *trace, guint before, guint after);
void              rb_message_diff_free (RbMessageDiff *self);
guint             rb_message_diff_get_n_lines (const RbMessageDiff *self);
const RbDiffLine *rb_message_diff_get_line (const RbMessageDiff *self, guint n);
guint             rb_message_diff_get_n_changes (const RbMessageDiff *self); /* lines that are not the same */
/* A sentence: how many lines differ; or that the two are equal. (transfer full) */
char             *rb_message_diff_format_summary (const RbMessageDiff *self);

/* Why a message is worth comparing with. */
typedef enum
{
  RB_DIFF_COPY,         /* the first copy of this retransmission */
  RB_DIFF_SAME_HOP,     /* the request of that method (response of that status) before it, from the same sender */
  RB_DIFF_PREVIOUS_HOP, /* the same request or response before it was passed on */
  RB_DIFF_SAME_REQUEST, /* an earlier response to the same request */
} RbDiffRelation;

typedef struct
{
  guint          position;
  RbDiffRelation relation;
} RbDiffCandidate;

/* What @position may be compared with, the best first: none, or up to %RB_DIFF_MAX_CANDIDATES. Looks at a bounded part
 * of the flow before it. (transfer full) (element-type RbDiffCandidate) */
GArray *rb_message_diff_list_candidates (RbTrace *trace, guint position);
/* "No. 1: the INVITE before it on the same hop". (transfer full) */
char   *rb_diff_candidate_format (const RbDiffCandidate *self, RbTrace *trace);

#define RB_DIFF_MAX_CANDIDATES 12

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbMessageDiff, rb_message_diff_free)

G_END_DECLS
