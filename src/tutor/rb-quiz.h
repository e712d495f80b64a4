/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

typedef enum
{
  RB_QUIZ_NEXT,         /* name the next message */
  RB_QUIZ_ANSWERS,      /* which request does this response answer */
  RB_QUIZ_ORDER,        /* put five messages in order */
  RB_QUIZ_DIALOGS,      /* how many dialogs */
  RB_QUIZ_TRANSACTIONS, /* how many transactions between two ends */
  RB_QUIZ_SENDER,       /* who really sent this final response */
  RB_QUIZ_AGAIN,        /* why did this message come again */
  RB_QUIZ_END,          /* which message ended the call */
  RB_QUIZ_CHALLENGE,    /* 401 or 407 */
  RB_QUIZ_N_KINDS
} RbQuizKind;

/**
 * RbQuizChoice:
 * @position: of the message it is, or %RB_FLOW_NONE. Of an %RB_QUIZ_ORDER it gives the answer away: not to be shown
 *   before it is marked
 */
typedef struct
{
  char *text;
  guint position;
} RbQuizChoice;

/**
 * RbQuizQuestion:
 * @text: translated; harmless in every view
 * @position: of the message it is about, or %RB_FLOW_NONE
 * @until: of the last message that may be seen while it is answered, or %RB_FLOW_NONE: all may
 * @is_order: all choices are to be put in order; else exactly one is right
 * @choices: (element-type RbQuizChoice): three to five, no two alike
 * @answer: (element-type guint): numbers of choices: the right one, or all in their right order
 * @why: why it is so, from the trace
 */
typedef struct
{
  RbQuizKind kind;
  char      *text;
  guint      position;
  guint      until;
  gboolean   is_order;
  GArray    *choices;
  GArray    *answer;
  RbLesson  *why;
} RbQuizQuestion;

typedef struct _RbQuiz RbQuiz;

/* Questions whose answers the messages of @flow prove, at most ten; a short flow gives fewer or none. Equal seeds give
 * equal quizzes. Looks at the first 400 messages. (transfer full) */
RbQuiz               *rb_quiz_new (RbFlow *flow, guint32 seed);
void                  rb_quiz_free (RbQuiz *self);
guint                 rb_quiz_get_n (const RbQuiz *self);
const RbQuizQuestion *rb_quiz_get (const RbQuiz *self, guint n); /* (nullable): beyond the end */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbQuiz, rb_quiz_free)

G_END_DECLS
