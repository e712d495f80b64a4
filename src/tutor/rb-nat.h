/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* Where messages came from beside where they say they came from, what does not fit, and who repairs it. (transfer full) */
RbLesson *rb_nat_explain (RbFlow *flow);

G_END_DECLS
