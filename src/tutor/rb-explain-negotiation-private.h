/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside of rb-explain-negotiation*.c: parts of the lesson. */

#include "rb-lesson.h"
#include "rb-negotiation.h"

G_BEGIN_DECLS

typedef struct
{
  RbLesson     *lesson;
  GStringChunk *pool;
  RbFlow       *flow;
  RbTrace      *trace;
  GPtrArray    *negotiations; /* of RbNegotiation */
  GHashTable   *told;         /* what need not be said twice: codecs in lower case, ids */
} RbMediaLesson;

/* Position in the trace of a step, RB_FLOW_NONE for none. */
guint rb_media_get_position (const RbMediaLesson *self, guint step);

/* One m= line of one exchange: the table and what is to be said of it (rb-explain-negotiation-line.c). */
void rb_media_add_line (RbMediaLesson *self, const RbNegotiation *negotiation, guint number);
/* "PCMU/8000"; lives as long as the lesson's pool. */
const char *rb_media_format_codec (RbMediaLesson *self, const RbSdpCodec *codec);
/* May the caller (callee) send in the first line of sound that was agreed on? */
void rb_media_get_directions (const RbNegotiation *negotiation, gboolean *caller, gboolean *callee);
/* The first audio line, else the first. (nullable) */
const RbMediaLine *rb_media_get_main_line (const RbNegotiation *negotiation);

/* Who held whom when, and what else changed (rb-explain-negotiation-history.c). */
void rb_media_add_history (RbMediaLesson *self);

/* Where the voice goes, and what the capture has of it (rb-explain-negotiation-rtp.c). */
void rb_media_add_streams (RbMediaLesson *self);

G_END_DECLS
