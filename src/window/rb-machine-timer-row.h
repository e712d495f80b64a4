/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-machine.h"

G_BEGIN_DECLS

/* One running timer: its name, the time it has left, and what it is for. */
#define RB_TYPE_MACHINE_TIMER_ROW (rb_machine_timer_row_get_type ())
G_DECLARE_FINAL_TYPE (RbMachineTimerRow, rb_machine_timer_row, RB, MACHINE_TIMER_ROW, GtkWidget)

GtkWidget *rb_machine_timer_row_new (void);
/* @now_us: wall clock: how much is left then */
void rb_machine_timer_row_set (RbMachineTimerRow *self, const RbMachineTimer *timer, gint64 now_us);

G_END_DECLS
