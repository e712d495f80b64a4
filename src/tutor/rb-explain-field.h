/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-field.h"
#include "rb-lesson.h"

G_BEGIN_DECLS

/**
 * rb_explain_field:
 * @path: (array length=n): from a field of rb_message_list_fields() down to the one that is meant
 *
 * What the field is for in plain words, who writes it and who reads it, and what its value means in this message.
 *
 * Returns: (transfer full): never empty: an unknown header is said to be one
 */
RbLesson *rb_explain_field (RbTrace *trace, guint position, RbField *const *path, guint n);

G_END_DECLS
