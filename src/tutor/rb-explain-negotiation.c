/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offer and answer. */

#include "rb-explain-negotiation.h"

RbLesson *
rb_explain_negotiation (RbFlow *flow)
{
  return rb_lesson_new ();
}

RbLesson *
rb_explain_negotiation_of (RbTrace *trace, guint position)
{
  return rb_lesson_new ();
}
