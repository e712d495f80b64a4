/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transaction machines of RFC 3261, run over a trace. */

#include "rb-machine.h"

RbLesson *
rb_machines_explain (RbFlow *flow, gint64 wall_us)
{
  return rb_lesson_new ();
}

RbLesson *
rb_machines_explain_message (RbTrace *trace, guint position, gint64 wall_us)
{
  return rb_lesson_new ();
}
