/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-trace.h"

G_BEGIN_DECLS

typedef enum
{
  RB_LESSON_HEADING,
  RB_LESSON_STATEMENT, /* one or more whole sentences */
  RB_LESSON_TABLE,
  RB_LESSON_FORMULA,   /* pieces of text, each with the number of where it comes from */
} RbLessonBlockKind;

/* What a block or cell is, for colour and icon; never the only sign of it. */
typedef enum
{
  RB_TONE_PLAIN,
  RB_TONE_GOOD,
  RB_TONE_WARNING, /* unusual, or worth a look */
  RB_TONE_BAD,     /* wrong: breaks a rule or the call */
  RB_TONE_DIM,     /* beside the point */
} RbTone;

typedef struct
{
  char  *text;     /* harmless in every view (rb-shown-text.h) */
  guint  position; /* of the message it leads to, or %RB_FLOW_NONE */
  RbTone tone;
} RbLessonCell;

typedef struct
{
  char *text;
  guint source; /* 0: none; equal numbers in one lesson are the same thing, in the same colour */
} RbLessonPiece;

/**
 * RbLessonBlock:
 * @id: stable word, never translated: "retransmission-timer-a"; for tests, JSON and links
 * @text: translated; heading, sentences, title of a table, name of what a formula gives
 * @rfc: (nullable): where it is written: "RFC 3261 17.1.1.2"
 * @confidence: how sure it is; a @text that is not certain says why itself
 * @source: of a formula's result, as in RbLessonPiece
 * @positions: of guint: the messages that show it
 * @columns: (nullable) (element-type utf8): translated headings of a table
 * @rows: (nullable) (element-type GArray of RbLessonCell): as long as @columns each
 * @pieces: (nullable) (element-type RbLessonPiece)
 *
 * One paragraph, table or formula of what a teacher would say.
 */
typedef struct
{
  RbLessonBlockKind kind;
  RbTone            tone;
  RbConfidence      confidence;
  guint             source;
  char             *id;
  char             *text;
  char             *rfc;
  GArray           *positions;
  GPtrArray        *columns;
  GPtrArray        *rows;
  GArray           *pieces;
} RbLessonBlock;

/* What the tutor has to say about one thing, in order: the one form of every explanation, which the window,
 * the command line and the lab report show in their ways. Plain data. */
typedef struct _RbLesson RbLesson;

RbLesson            *rb_lesson_new (void);
RbLesson            *rb_lesson_copy (const RbLesson *self); /* (transfer full) */
void                 rb_lesson_free (RbLesson *self);
guint                rb_lesson_get_n_blocks (const RbLesson *self);
const RbLessonBlock *rb_lesson_get_block (const RbLesson *self, guint n); /* (transfer none) (nullable): NULL beyond the end */
/* The first block with this id. (transfer none) (nullable) */
const RbLessonBlock *rb_lesson_find (const RbLesson *self, const char *id);

/* Blocks returned belong to @self and stay valid. Texts become harmless here; what comes from the network is to be
 * passed through rb_lesson_quote() first, so that its length is bounded, too. */
void           rb_lesson_add_heading (RbLesson *self, const char *id, const char *text);
RbLessonBlock *rb_lesson_add (RbLesson *self, const char *id, const char *rfc, const char *text);
RbLessonBlock *rb_lesson_add_printf (RbLesson *self, const char *id, const char *rfc, const char *format, ...) G_GNUC_PRINTF (4, 5);
RbLessonBlock *rb_lesson_add_table (RbLesson *self, const char *id, const char *title, const char *const *columns);
RbLessonBlock *rb_lesson_add_formula (RbLesson *self, const char *id, const char *rfc, const char *name, guint source);
void           rb_lesson_append (RbLesson *self, RbLesson *other); /* @other: (transfer full) (nullable) */

void rb_lesson_block_cite (RbLessonBlock *self, guint position); /* %RB_FLOW_NONE, what is there and what follows the 32nd are left out */
/* A new row; cells are added to it from left to right, and empty ones to fill it. */
void rb_lesson_block_add_row (RbLessonBlock *self);
void rb_lesson_block_add_cell (RbLessonBlock *self, const char *text, RbTone tone, guint position);
void rb_lesson_block_add_piece (RbLessonBlock *self, const char *text, guint source);

/* A value from the network for a sentence: one harmless line of at most 80 characters, in the quotation marks of the
 * language. (transfer full) */
char *rb_lesson_quote (const char *value);
/* "No. 5": how every text names a message. (transfer full) */
char *rb_lesson_format_number (guint position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbLesson, rb_lesson_free)

/* @width: columns of the terminal. Plain text, wrapped. (transfer full) */
char *rb_lesson_to_text (const RbLesson *self, guint width);

G_END_DECLS
