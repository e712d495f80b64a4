/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses that do not fit. */

#include "rb-nat.h"

RbLesson *
rb_nat_explain (RbFlow *flow)
{
  return rb_lesson_new ();
}
