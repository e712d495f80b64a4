/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-lesson.h"

G_BEGIN_DECLS

/* A lesson: headings, sentences, tables, formulas. It does not scroll: put it where it is scrolled with what is beside
 * it. Signal "message-activated" (guint position) when a link to a message is followed; links to RFCs open by
 * themselves. */
#define RB_TYPE_LESSON_VIEW (rb_lesson_view_get_type ())
G_DECLARE_FINAL_TYPE (RbLessonView, rb_lesson_view, RB, LESSON_VIEW, GtkWidget)

GtkWidget *rb_lesson_view_new (void);
/* @lesson: (transfer full) (nullable). Blocks with an id that was there before are changed in place: what has the focus
 * or is selected stays so. */
void       rb_lesson_view_set_lesson (RbLessonView *self, RbLesson *lesson);

G_END_DECLS
