/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside of rb-digest-*.c: parts of the lesson. */

#include "rb-digest-case.h"
#include "rb-lesson.h"

G_BEGIN_DECLS

/* Inputs that do not fit the challenge or the message, found without the password (rb-digest-input.c). */
void rb_digest_add_misfits (RbLesson *lesson, const RbDigestCase *self);
/* The response is wrong for @password: which input, were it another one, would make it right (rb-digest-try.c)?
 * FALSE when none of those that were tried. */
gboolean rb_digest_add_difference (RbLesson *lesson, const RbDigestCase *self, const char *password);

G_END_DECLS
