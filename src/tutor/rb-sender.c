/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who really made a message. */

#include "rb-sender.h"

RbParty
rb_sender_judge (RbTrace *trace, guint position, RbConfidence *confidence)
{
  return RB_PARTY_NONE;
}

RbLesson *
rb_sender_explain (RbTrace *trace, guint position)
{
  return rb_lesson_new ();
}
