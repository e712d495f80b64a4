/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-machine.h"

G_BEGIN_DECLS

/* Draws a figure of RFC 3261: the states of a transaction machine and the arrows between them, with its present state
 * lit, the states it has been in framed, and the last arrow it took in the same colour. */
#define RB_TYPE_MACHINE_VIEW (rb_machine_view_get_type ())
G_DECLARE_FINAL_TYPE (RbMachineView, rb_machine_view, RB, MACHINE_VIEW, GtkWidget)

/* @state: the present one, or %RB_STATE_NONE. @visited: bit mask of 1 << RbMachineState. @arrow: number of the last
 * arrow taken in the figure, or -1 */
void rb_machine_view_set (RbMachineView *self, RbMachineKind kind, RbMachineState state, guint visited, int arrow);

G_END_DECLS
