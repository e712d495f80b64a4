/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-lesson.h"

G_BEGIN_DECLS

/* What RbLessonView is made of. Its buttons use the actions of the RbLessonView around them. */
#define RB_LESSON_ACTION_MESSAGE "lesson.message" /* (u): position */
#define RB_LESSON_ACTION_COPY "lesson.copy"

/* A sentence, a formula or the title of a table, with its tags. */
#define RB_TYPE_LESSON_PARAGRAPH (rb_lesson_paragraph_get_type ())
G_DECLARE_FINAL_TYPE (RbLessonParagraph, rb_lesson_paragraph, RB, LESSON_PARAGRAPH, GtkWidget)

GtkWidget *rb_lesson_paragraph_new (void);
void       rb_lesson_paragraph_set_block (RbLessonParagraph *self, const RbLessonBlock *block);

/* The columns and rows of a table. */
#define RB_TYPE_LESSON_GRID (rb_lesson_grid_get_type ())
G_DECLARE_FINAL_TYPE (RbLessonGrid, rb_lesson_grid, RB, LESSON_GRID, GtkWidget)

GtkWidget *rb_lesson_grid_new (void);
void       rb_lesson_grid_set_block (RbLessonGrid *self, const RbLessonBlock *block);

/* A wrapping label whose text can be selected, and a button that looks like a link and wraps, too. */
GtkWidget *rb_lesson_label_new (void);
GtkWidget *rb_lesson_link_new (void);
void       rb_lesson_link_set (GtkWidget *link, const char *text, guint position);
/* A link to a section of an RFC, which opens in the browser; not visible without one. @rfc: (nullable) */
GtkWidget *rb_lesson_rfc_link_new (void);
void       rb_lesson_rfc_link_set (GtkWidget *link, const char *rfc);
/* Changes only what differs, so that a selection survives. */
void       rb_lesson_set_label (GtkWidget *label, const char *text);

void        rb_lesson_set_tone (GtkWidget *widget, RbTone tone); /* the style only */
const char *rb_lesson_tone_get_icon (RbTone tone);               /* (nullable) */
const char *rb_lesson_tone_get_word (RbTone tone);               /* (nullable): translated: what the colour says */

G_END_DECLS
