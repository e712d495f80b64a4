/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Timers that belong to phones, not to transactions: repeating a 2xx and a reliable 1xx, the session timer, and the
 * registration that runs out. */

#include "rb-machine-private.h"

RbLesson *
rb_machine_explain_user_agent (RbFlow *flow, guint transaction, gint64 wall_us)
{
  return rb_lesson_new ();
}
