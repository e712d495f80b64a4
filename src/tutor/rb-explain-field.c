/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a header, parameter or SDP line is for. */

#include "rb-explain-field.h"

RbLesson *
rb_explain_field (RbTrace *trace, guint position, RbField *const *path, guint n)
{
  return rb_lesson_new ();
}
