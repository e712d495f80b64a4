/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a message is, why it is sent now and what must come next. */

#include "rb-explain.h"

RbLesson *
rb_explain_message (RbTrace *trace, guint position)
{
  return rb_lesson_new ();
}

char *
rb_explain_message_briefly (RbTrace *trace, guint position)
{
  return g_strdup ("");
}

RbLesson *
rb_explain_verdict (RbFlow *flow)
{
  return rb_lesson_new ();
}
