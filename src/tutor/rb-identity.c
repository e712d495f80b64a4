/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Call, dialog and transaction of a message. */

#include "rb-identity.h"

RbLesson *
rb_identity_explain (RbTrace *trace, guint position)
{
  return rb_lesson_new ();
}
