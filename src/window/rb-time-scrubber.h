/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* Replays what is shown: a slider over its time, with a button to play and a choice of speeds. Signal "moved" (gint64
 * wall_us) when another moment is to be shown; while playing at most 20 times a second. Space plays and pauses. */
#define RB_TYPE_TIME_SCRUBBER (rb_time_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (RbTimeScrubber, rb_time_scrubber, RB, TIME_SCRUBBER, GtkWidget)

/* @scope: (nullable): must not grow any more. Stops, at its end. */
void rb_time_scrubber_set_scope (RbTimeScrubber *self, RbScopeModel *scope);
/* Moves the slider to that moment (wall clock) and pauses; emits nothing. */
void rb_time_scrubber_set_time (RbTimeScrubber *self, gint64 wall_us);
gint64 rb_time_scrubber_get_time (RbTimeScrubber *self);

G_END_DECLS
