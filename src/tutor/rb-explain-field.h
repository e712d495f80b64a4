/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-field.h"
#include "rb-lesson.h"

G_BEGIN_DECLS

/**
 * rb_explain_field:
 * @path: (array length=n): from a field of rb_message_list_fields() down to the one that is meant
 *
 * What the field is for in plain words ("what"), who writes it ("writer") and who reads it ("reader"); that it is
 * not registered ("unregistered"); and under the heading "value" what its value means in this message. The ids of those
 * statements begin with what they are about: "via-nat", "cseq-challenge", "digest-hash" … In time linear in the flow.
 *
 * Returns: (transfer full): never empty: an unknown header is said to be one
 */
RbLesson *rb_explain_field (RbTrace *trace, guint position, RbField *const *path, guint n);

G_END_DECLS
