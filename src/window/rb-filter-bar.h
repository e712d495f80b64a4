/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-filter.h"

G_BEGIN_DECLS

/* The line in which a filter is typed (docs/filter.md). Signal "changed" when another filter is in force; while
 * what was typed is no filter, the last one stays, and the mistake is underlined and explained. Property
 * "active": whether the bar is shown; without it no filter is in force. */
#define RB_TYPE_FILTER_BAR (rb_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (RbFilterBar, rb_filter_bar, RB, FILTER_BAR, GtkWidget)

RbFilter *rb_filter_bar_get_filter (RbFilterBar *self); /* (transfer none) (nullable): NULL shows everything */
void      rb_filter_bar_open (RbFilterBar *self);       /* shows it and puts the cursor into it */

G_END_DECLS
