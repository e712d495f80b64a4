/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-coach.h"
#include "rb-practice.h"

G_BEGIN_DECLS

/* The robots of the practice network, each with its Call button, and the experiments of the lab. Signals: "call"
 * (const char *user): that robot shall be called from the practice account; "ask" (guint RbExperimentId): what differs
 * from the textbook. */
#define RB_TYPE_PRACTICE_PAGE (rb_practice_page_get_type ())
G_DECLARE_FINAL_TYPE (RbPracticePage, rb_practice_page, RB, PRACTICE_PAGE, AdwBin)

void rb_practice_page_set_practice (RbPracticePage *self, RbPractice *practice, RbCoach *coach);

G_END_DECLS
