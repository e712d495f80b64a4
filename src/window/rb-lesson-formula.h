/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

#include "rb-lesson.h"

G_BEGIN_DECLS

#define RB_LESSON_N_SOURCES 7 /* colours; from then on they begin again, the numbers go on */

typedef struct _RbLessonFormula RbLessonFormula;

/* A formula as one text: "HA1² = MD5(A1¹)" with the number of the source behind each piece. */
RbLessonFormula *rb_lesson_formula_new (const RbLessonBlock *block);
void             rb_lesson_formula_free (RbLessonFormula *self);
gboolean         rb_lesson_formula_equal (const RbLessonFormula *a, const RbLessonFormula *b); /* either may be NULL */
const char      *rb_lesson_formula_get_text (const RbLessonFormula *self);
/* The characters from @start to @end (exclusive) without the numbers of sources. (transfer full) */
char            *rb_lesson_formula_dup_plain (const RbLessonFormula *self, guint start, guint end);
/* Colours for that background. (transfer full) */
PangoAttrList   *rb_lesson_formula_list_attributes (const RbLessonFormula *self, gboolean dark, gboolean high_contrast);

/* Of a source, from 1: 0xRRGGBB with a contrast of at least 4.5 : 1 (WCAG 1.4.3), 7 : 1 in high contrast. */
guint32 rb_lesson_source_get_colour (guint source, gboolean dark, gboolean high_contrast);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbLessonFormula, rb_lesson_formula_free)

G_END_DECLS
