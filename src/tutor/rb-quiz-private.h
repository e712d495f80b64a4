/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Between the files rb-quiz*.c. */

#include "rb-machine-private.h"
#include "rb-quiz.h"

G_BEGIN_DECLS

/* One message of the flow. @label: "ACK from 10.0.0.1:5060 to 10.0.0.2:5060" */
typedef struct
{
  RbReading message;
  RbFlowStep       step;
  RbCause          cause;
  char            *label;
} RbQuizItem;

/* What questions are made from. */
typedef struct
{
  RbTrace   *trace;
  RbFlow    *flow;
  GRand     *random;
  GArray    *items;     /* of RbQuizItem, in the order of the trace */
  GPtrArray *questions; /* of RbQuizQuestion */
} RbQuizMaker;

static inline const RbQuizItem *
rb_quiz_maker_get (const RbQuizMaker *self, guint n)
{
  return &g_array_index (self->items, RbQuizItem, n);
}

/* It is neither a copy nor captured twice. */
static inline gboolean
rb_quiz_item_is_first (const RbQuizItem *self)
{
  return self->step.retransmission_of == RB_FLOW_NONE;
}

/* @text: (transfer full) */
RbQuizQuestion *rb_quiz_question_new (RbQuizKind kind, char *text, guint position);
/* The first one added is the right one. FALSE: it has that choice already, or enough. */
gboolean        rb_quiz_question_add (RbQuizQuestion *self, const char *text, guint position);
gboolean        rb_quiz_question_is_full (const RbQuizQuestion *self);
/* Mixes the choices and asks it, unless it has too few or was asked already. (transfer full) */
void            rb_quiz_maker_ask (RbQuizMaker *self, RbQuizQuestion *question);
/* Takes a random element out. */
guint           rb_quiz_maker_draw (const RbQuizMaker *self, GArray *numbers);
/* "No. 5: ACK from … to …" (transfer full) */
char           *rb_quiz_item_format (const RbQuizItem *self);

/* rb-quiz-message.c, rb-quiz-fact.c: each asks what the trace can prove. */
void rb_quiz_ask_next (RbQuizMaker *self);
void rb_quiz_ask_answers (RbQuizMaker *self);
void rb_quiz_ask_order (RbQuizMaker *self);
void rb_quiz_ask_dialogs (RbQuizMaker *self);
void rb_quiz_ask_transactions (RbQuizMaker *self);
void rb_quiz_ask_sender (RbQuizMaker *self);
void rb_quiz_ask_again (RbQuizMaker *self);
void rb_quiz_ask_end (RbQuizMaker *self);
void rb_quiz_ask_challenge (RbQuizMaker *self);

G_END_DECLS
