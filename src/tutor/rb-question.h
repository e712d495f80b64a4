/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison.h"
#include "rb-quiz.h"

G_BEGIN_DECLS

/**
 * RbQuestion:
 * @text: translated
 * @choices: (element-type utf8): translated
 * @answer: (element-type guint): numbers of choices: the right one, or all in their right order
 * @is_order: all choices are to be put in order
 * @why: to be shown once it is answered
 *
 * Something to be asked, wherever it comes from.
 */
typedef struct
{
  char      *text;
  GPtrArray *choices;
  GArray    *answer;
  gboolean   is_order;
  RbLesson  *why;
} RbQuestion;

/* Of a quiz of any call. (transfer full) (element-type RbQuestion) */
GPtrArray *rb_question_list_of_quiz (RbFlow *flow, guint32 seed);
/* What differs from the textbook, and why: a question a difference. (transfer full) (element-type RbQuestion) */
GPtrArray *rb_question_list_of_comparison (RbFlow *flow);
gboolean   rb_question_is_right (const RbQuestion *self, const guint *answer, guint length);

G_END_DECLS
