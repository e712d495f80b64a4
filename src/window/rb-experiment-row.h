/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-coach.h"

G_BEGIN_DECLS

/* One experiment of the lab: whether it was done, how to do it, a button to call the robot, and, once it was done, one for
 * the question. Signals: "call" (const char *user), "ask". */
#define RB_TYPE_EXPERIMENT_ROW (rb_experiment_row_get_type ())
G_DECLARE_FINAL_TYPE (RbExperimentRow, rb_experiment_row, RB, EXPERIMENT_ROW, AdwActionRow)

GtkWidget     *rb_experiment_row_new (RbExperimentId id);
RbExperimentId rb_experiment_row_get_id (RbExperimentRow *self);
/* @answered: what differs from the textbook, too */
void           rb_experiment_row_set_done (RbExperimentRow *self, gboolean done, gboolean answered);

G_END_DECLS
